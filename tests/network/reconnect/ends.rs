//! How connections end, and where none can be made.

use std::time::{Duration, Instant};

use greenroom::{
    Error, Sharding,
    gateway::{Backoff, ReconnectReason, ShardState},
    sandbox::Fault,
};
use tokio::net::{TcpSocket, TcpStream};

use crate::{
    common::{Diary, SOON, Witness},
    reconnect::{NEVER, Reasons, Show, calm, patient},
};

/// A connection that ends without a close frame (FIN).
#[greenroom::test]
async fn eof_resumes() {
    let show = Show::begin().await;
    show.faults().drop_connections();
    show.resumed(1).await;
    show.diary.expect("reconnecting 0 lost attempt 1 resumable true").await;
    assert!(show.last_connection().resume_url);
    show.assert_one_session();
    show.ping().await;
}

/// A connection that is reset (RST).
#[greenroom::test]
async fn rst_resumes() {
    let show = Show::begin().await;
    show.faults().reset();
    show.resumed(1).await;
    show.diary.expect("reconnecting 0 lost attempt 1 resumable true").await;
    assert!(show.last_connection().resume_url);
    show.assert_one_session();
    show.ping().await;
}

/// A gateway that answers the upgrade with 503, as Cloudflare does in an outage: the first retry is free, the others
/// are not.
#[greenroom::test]
async fn refused_upgrade_backs_off() {
    let sandbox = calm().start().await.unwrap();
    sandbox.faults().times(4, Fault::RefuseUpgrade(503));
    let reasons = Reasons::default();
    let show = Show::at(sandbox, |bot| bot.handler(reasons.clone())).await;
    let told: Vec<_> = reasons.told().into_iter().map(|(_, event)| event).collect();
    assert_eq!(told.iter().map(|event| event.attempt).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(told[0].delay.is_zero() && told[1..].iter().all(|event| event.delay >= Duration::from_millis(20)));
    for event in &told {
        let ReconnectReason::ConnectFailed { error } = &event.reason else { panic!("{event:?}") };
        assert!(error.contains("503"), "{error}");
    }
    assert_eq!(show.identifies(), 1);
}

/// serenity-rs/serenity#1433: no backoff while the network was down, thousands of attempts in a second.
#[greenroom::test]
async fn no_storm_without_network() {
    // Bound but not listening: connections are refused, and nobody else gets the port.
    let port = TcpSocket::new_v4().unwrap();
    port.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = port.local_addr().unwrap();

    let sandbox = calm().start().await.unwrap();
    let (diary, reasons) = (Diary::default(), Reasons::default());
    let (base, cap) = (Duration::from_millis(50), Duration::from_millis(200));
    let bot = patient(&sandbox).gateway_url(format!("ws://{address}")).backoff(Backoff { base, cap });
    let start = Instant::now();
    let run = bot.handler(Witness(diary.clone())).handler(reasons.clone()).run();
    let handle = run.handle();
    let running = tokio::spawn(run);
    for attempt in 1..=7 {
        assert!(matches!(reasons.expect(&sandbox, attempt).await, ReconnectReason::ConnectFailed { .. }));
    }
    let mut earliest = start;
    for (at, event) in reasons.told() {
        assert!(at >= earliest, "attempt {} came too soon", event.attempt);
        let full = if event.attempt == 1 { Duration::ZERO } else { cap.min(base * 2_u32.pow(event.attempt - 2)) };
        assert!((full / 2..=full).contains(&event.delay), "{event:?}");
        earliest += event.delay;
    }

    // The network is back.
    let listener = port.listen(8).unwrap();
    let gateway = sandbox.gateway_url().trim_start_matches("ws://").to_owned();
    let line = tokio::spawn(async move {
        let (mut near, _) = listener.accept().await.unwrap();
        let mut far = TcpStream::connect(gateway).await.unwrap();
        let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
    });
    diary.expect("ready 0").await;
    handle.stop().await;
    assert!(running.await.unwrap().is_ok());
    line.abort();
}

/// discordrb/discordrb#406, #447: an outage of the network is no reason to give up the session.
#[greenroom::test]
async fn outage_is_survived_by_the_session() {
    let show = Show::begin().await;
    let session = show.session();
    show.faults().always(Fault::DeadResumeUrl);
    show.faults().always(Fault::RefuseUpgrade(503));
    show.faults().drop_connections();
    show.diary.expect("reconnecting 0 connect_failed attempt 6 resumable true").await;
    show.faults().clear();
    show.resumed(1).await;
    assert_eq!(show.session(), session);
    show.assert_one_session();
    show.ping().await;
}

/// tatsuworks/gateway#87: an operator must be able to wake shards that wait out a long backoff.
#[greenroom::test]
async fn reconnect_now_cuts_through_backoff() {
    let show = Show::with(calm(), |bot| bot.backoff(Backoff { base: NEVER, cap: NEVER })).await;
    show.faults().always(Fault::DeadResumeUrl);
    show.faults().always(Fault::RefuseUpgrade(503));
    show.faults().drop_connections();
    show.diary.expect("reconnecting 0 connect_failed attempt 2").await;
    show.until("it backs off", |_| show.shard().state == ShardState::BackingOff).await;
    show.faults().clear();
    show.bot.reconnect_now().await;
    show.resumed(1).await;
    show.assert_one_session();
}

/// A fault of discljord's that was fixed: a resume did not reset the backoff, only an identify did.
#[greenroom::test]
async fn backoff_resets_on_resumed() {
    let show = Show::begin().await;
    show.faults().times(1, Fault::DeadResumeUrl);
    show.faults().times(2, Fault::RefuseUpgrade(503));
    show.faults().drop_connections();
    show.resumed(1).await;
    show.diary.expect("reconnecting 0 connect_failed attempt 4").await;
    show.faults().drop_connections();
    show.resumed(2).await;
    assert!(show.diary.lines().iter().any(|line| line == "reconnecting 0 lost attempt 1 resumable true"));
    assert_eq!(show.diary.count("reconnecting 0 lost attempt 1"), 2, "{:#?}", show.diary.lines());
}

/// A bound to the attempts ends `run()` with an error that names the last cause, and leaves nothing behind.
#[greenroom::test]
async fn max_reconnect_attempts_returns_gave_up() {
    let sandbox = calm().start().await.unwrap();
    sandbox.faults().always(Fault::RefuseUpgrade(503));
    let diary = Diary::default();
    let run = patient(&sandbox).max_reconnect_attempts(3).handler(Witness(diary.clone())).run();
    let ended = tokio::time::timeout(SOON, run).await.unwrap();
    match ended {
        Err(Error::GaveUp { shard: 0, attempts: 3, last: ReconnectReason::ConnectFailed { error } }) => {
            assert!(error.contains("503"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(diary.count("reconnecting"), 3);
    assert_eq!(diary.lines().last().map(String::as_str), Some("shutdown"));
    sandbox.wait_until(SOON, |it| it.open_sockets() == 0).await.unwrap();
}

/// Attempts count in a row: those before a READY or a RESUMED do not count.
#[greenroom::test]
async fn max_reconnect_attempts_counts_in_a_row() {
    let show = Show::with(calm(), |bot| bot.max_reconnect_attempts(2)).await;
    for times in 1..=4 {
        show.faults().once(Fault::DeadResumeUrl);
        show.faults().drop_connections();
        show.resumed(times).await;
    }
    show.assert_one_session();
}

/// serenity-rs/serenity#521: one shard's trouble shut the others down.
#[greenroom::test]
async fn one_shard_in_trouble_leaves_the_others_alone() {
    let show = Show::with(calm(), |bot| bot.sharding(Sharding::Total(2))).await;
    for (times, trouble) in [4000, 1001, 4009].into_iter().enumerate() {
        show.faults().on(1).close(trouble);
        if trouble == 4009 {
            show.diary.expect_times("ready 1", 2).await;
        } else {
            show.diary.expect_times("resumed 1", times + 1).await;
        }
    }
    assert_eq!(show.connections().iter().filter(|it| it.shard == Some(0)).count(), 1);
    assert_eq!(show.diary.count("reconnecting 0"), 0);
    show.ping().await;
}
