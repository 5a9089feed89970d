//! What reconnects add to the log: one line each, of the same length.

use std::time::Duration;

use greenroom::{
    BotGuard, FileSessionStore, Sharding,
    sandbox::{Fault, Sandbox},
};

use super::{Log, common};

/// Starts shard `id`, a number that no other test of this process has, so that its lines can be told apart. Returns the
/// bot, and the start of the span that each of its lines has.
async fn shard(id: u32, sandbox: &Sandbox, diary: &common::Diary) -> (BotGuard, String) {
    let bot = common::patient(sandbox).sharding(Sharding::shards([id], id + 1)).identify_window(Duration::ZERO);
    (bot.handler(common::Witness(diary.clone())).spawn().await.unwrap(), format!("shard{{id={id} "))
}

async fn long_lived() -> Sandbox {
    Sandbox::builder().identify_window(Duration::ZERO).session_starts(1000, 1000).start().await.unwrap()
}

/// Every line has one span: that of the shard's present connection. A reconnect that succeeds is one line at INFO.
#[greenroom::test]
async fn over_1000_reconnects_no_line_grows_and_each_is_one_line_at_info() {
    const RECONNECTS: usize = 1000;
    let log = Log::keep();
    let (sandbox, diary) = (long_lived().await, common::Diary::default());
    let (bot, span) = shard(37, &sandbox, &diary).await;
    for done in 0..RECONNECTS {
        // Every tenth begins a new session.
        let resume = done % 10 != 0;
        bot.reconnect(37, resume).await.unwrap();
        if resume {
            diary.expect_times("resumed 37", done - done / 10).await;
        } else {
            diary.expect_times("ready 37", done / 10 + 2).await;
        }
    }
    bot.stop().await;
    let lines = log.lines(&[&span]);
    let nested = lines.iter().find(|line| line.matches("shard{").count() > 1);
    assert_eq!(nested, None, "a span in a span");
    for what in ["state", "resumed", "ready", "connecting"] {
        let lengths: Vec<_> = lines.iter().filter(|line| line.contains(what)).map(String::len).collect();
        let (first, last) = (&lengths[..lengths.len() / 10], &lengths[lengths.len() / 10 * 9..]);
        let (first, last) = (first.iter().max().unwrap(), last.iter().max().unwrap());
        // The number of the connection has three digits more.
        assert!(*last <= first + 8, "{what}: {first} bytes at first, {last} at last");
    }
    let at_info: Vec<_> = lines.iter().filter(|line| !line.contains("DEBUG") && !line.contains("TRACE")).collect();
    // The first READY is one line as well.
    assert!(at_info.len() <= RECONNECTS + 2, "{} lines at INFO or above: {:#?}", at_info.len(), &at_info[..20]);
    assert!(at_info.len() >= RECONNECTS, "the log has to show each reconnect");
}

/// A routine reconnect (op 7) is one line at INFO, with the reason of the end of the last connection: 24 a day.
#[greenroom::test]
async fn a_routine_reconnect_is_one_line_at_info() {
    let log = Log::keep();
    let (sandbox, diary) = (long_lived().await, common::Diary::default());
    let (bot, span) = shard(38, &sandbox, &diary).await;
    sandbox.faults().reconnect();
    diary.expect("resumed 38").await;
    bot.stop().await;
    let above_debug = |line: &String| ["INFO", "WARN", "ERROR"].iter().any(|level| line.contains(level));
    let lines: Vec<_> = log.lines(&[&span]).into_iter().filter(above_debug).collect();
    assert_eq!(lines.len(), 2, "READY and RESUMED: {lines:#?}");
    assert!(lines[1].contains("resumed") && lines[1].contains("Discord requested a reconnect (op 7)"), "{lines:#?}");
}

/// An outage is one warning with its reason, and one line when it is over.
#[greenroom::test]
async fn an_outage_is_one_warning_and_its_end_one_line() {
    let log = Log::keep();
    let (sandbox, diary) = (long_lived().await, common::Diary::default());
    let (bot, span) = shard(39, &sandbox, &diary).await;
    sandbox.faults().always(Fault::RefuseUpgrade(503));
    bot.reconnect(39, true).await.unwrap();
    diary.expect_times("reconnecting 39", 10).await;
    sandbox.faults().clear();
    diary.expect("resumed 39").await;
    bot.stop().await;
    let warnings = log.lines(&["WARN", &span, "the gateway cannot be reached"]);
    assert_eq!(warnings.len(), 1, "{warnings:#?}");
    assert!(warnings[0].contains("503") && warnings[0].contains("failures=3"), "{warnings:#?}");
    let over = log.lines(&["INFO", &span, "the shard has a stable session again"]);
    assert_eq!(over.len(), 1, "{over:#?}");
    assert!(over[0].contains("lasted="), "{over:#?}");
}

/// Every second payload of the server cannot be read, which ends no connection.
#[greenroom::test]
async fn many_payloads_that_cannot_be_read_are_a_few_warnings() {
    let log = Log::keep();
    let (sandbox, diary) = (long_lived().await, common::Diary::default());
    let (bot, span) = shard(40, &sandbox, &diary).await;
    for _ in 0..1000 {
        sandbox.faults().raw(r#"{"op":"a text","d":{}}"#);
        sandbox.faults().raw(r#"{"t":null,"s":null,"op":11,"d":null}"#);
    }
    sandbox.faults().reconnect();
    diary.expect("resumed 40").await;
    bot.stop().await;
    let warnings = log.lines(&["WARN", &span, "a payload could not be read"]);
    assert!((1..=10).contains(&warnings.len()), "{} warnings", warnings.len());
    assert!(warnings.last().unwrap().contains("count=512"), "{warnings:#?}");
}

/// With a full disk, each save fails for as long as the disk is full.
#[greenroom::test]
async fn many_saves_that_fail_are_a_few_warnings() {
    let log = Log::keep();
    let (sandbox, diary) = (long_lived().await, common::Diary::default());
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, "").unwrap();
    // Its directory is a file.
    let store = FileSessionStore::new(file.join("sessions"));
    let bot = common::patient(&sandbox).session_store(store).save_sessions_every(Duration::from_millis(1));
    let bot = bot.handler(common::Witness(diary.clone())).spawn().await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    bot.stop().await;
    let failures = log.lines(&["the sessions could not be saved"]);
    let warnings = failures.iter().filter(|line| line.contains("WARN")).count();
    assert!(failures.len() > 32, "{} failures", failures.len());
    assert!((1..=12).contains(&warnings), "{warnings} warnings");
}
