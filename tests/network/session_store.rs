//! Sessions that outlive the process: a restart, a signal, a `kill -9`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking"
)]

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use crate::common::{Diary, SOON, Witness, any_interval, general, patient, ping};
use greenroom::{
    EventOrder, FileSessionStore, SessionStore, StoreError, StoredShard,
    gateway::{CloseCode, Intents},
    prelude::*,
    sandbox::{ResumeOutcome, Sandbox},
};

async fn started(sandbox: &Sandbox, path: &Path, change: impl FnOnce(Bot) -> Bot) -> (greenroom::BotGuard, Diary) {
    let diary = Diary::default();
    let bot = patient(sandbox).session_store(FileSessionStore::new(path)).handler(Witness(diary.clone()));
    (change(bot).spawn().await.unwrap(), diary)
}

/// Each start is a process that knows nothing of the last one's identifies.
async fn forgiving_sandbox() -> Sandbox {
    crate::common::builder()
        .identify_window(Duration::ZERO)
        .heartbeat_interval(crate::common::BEAT * 3)
        .start()
        .await
        .unwrap()
}

/// What is in the store. A copy is read, as the file belongs to whoever writes it.
async fn stored(path: &Path) -> Vec<StoredShard> {
    let copy = path.with_extension("copy");
    if std::fs::copy(path, &copy).is_err() {
        return Vec::new();
    }
    FileSessionStore::new(copy).load().await.unwrap()
}

/// USERS theme 6: a restart of a deployment loses nothing and costs no session start.
#[greenroom::test]
async fn a_restart_goes_on_with_the_session() {
    let sandbox = forgiving_sandbox().await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sessions");
    let alice = sandbox.user("alice");
    let (bot, diary) = started(&sandbox, &path, |bot| bot).await;
    alice.say(general(&sandbox), "before");
    diary.expect("message before").await;
    bot.stop_for_restart().await;
    assert_eq!(sandbox.close_codes(), [Some(CloseCode::RESUMABLE.0)]);
    let kept = stored(&path).await;
    assert!(kept.len() == 1 && kept[0].completed.is_empty(), "everything was handled: {kept:?}");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains(&sandbox.token()));

    alice.say(general(&sandbox), "meanwhile");
    let (bot, diary) = started(&sandbox, &path, |bot| bot).await;
    diary.expect("message meanwhile").await;
    diary.expect("resumed 0 replayed 1").await;
    diary.expect("all 1 ready").await;
    ping(&sandbox).await;
    assert_eq!((diary.count("message before"), diary.count("message meanwhile")), (0, 1));
    assert_eq!((sandbox.identifies().len(), sandbox.resumes().len()), (1, 1));

    // An end for good ends the session as well, and the next start does not try it.
    bot.stop().await;
    assert!(stored(&path).await.is_empty());
    let (bot, _) = started(&sandbox, &path, |bot| bot).await;
    assert_eq!((sandbox.identifies().len(), sandbox.resumes().len()), (2, 1));
    bot.stop().await;
}

/// What does not fit is left alone, and a new session is begun.
#[greenroom::test]
async fn sessions_that_do_not_fit_are_left_alone() {
    let sandbox = forgiving_sandbox().await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sessions");
    let (bot, _) = started(&sandbox, &path, |bot| bot).await;
    bot.stop_for_restart().await;
    let good = stored(&path).await.remove(0);
    let other_bot = StoredShard { bot_id: good.bot_id.map(|id| id + 1), ..good.clone() };
    let old = StoredShard { saved_at_ms: good.saved_at_ms - 301_000, ..good.clone() };
    let mut gone = good.clone();
    gone.shard.session.as_mut().unwrap().id = "gone".to_owned();
    for (what, keep, resumes, change) in [
        ("of another bot", other_bot, 0, false),
        ("too old", old, 0, false),
        ("of another number of shards", good, 0, true),
        ("not known to Discord any more", gone, 1, false),
    ] {
        FileSessionStore::new(&path).save(&[keep]).await.unwrap();
        let before = (sandbox.identifies().len(), sandbox.resumes().len());
        let shards = if change { 2 } else { 1 };
        let (bot, diary) = started(&sandbox, &path, |bot| bot.sharding(Sharding::Total(shards))).await;
        diary.expect("ready 0").await;
        let after = (sandbox.identifies().len(), sandbox.resumes().len());
        assert_eq!(after, (before.0 + shards as usize, before.1 + resumes), "{what}");
        bot.stop().await;
    }
    std::fs::write(&path, "no sessions").unwrap();
    let (bot, diary) = started(&sandbox, &path, |bot| bot).await;
    diary.expect("ready 0").await;
    bot.stop().await;
    assert!(stored(&path).await.is_empty(), "it was written anew");
}

/// Never returns.
struct Hanging(Diary);

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Hanging {
    async fn message_create(&self, _: &Context, _: &MessageCreate) -> HandlerResult {
        self.0.write("begin");
        std::future::pending().await
    }
}

/// A process may be killed before its handlers have ended: the sessions are saved by then.
#[greenroom::test]
async fn sessions_are_saved_before_the_handlers_have_ended() {
    let sandbox = forgiving_sandbox().await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sessions");
    let diary = Diary::default();
    // No save but that of the end can write the sequence number of the message.
    let bot = patient(&sandbox).session_store(FileSessionStore::new(&path)).save_sessions_every(SOON * 60);
    let bot = bot.handlers_deadline(SOON * 60).handler(Hanging(diary.clone())).spawn().await.unwrap();
    sandbox.user("alice").say(general(&sandbox), "hello");
    diary.expect("begin").await;
    let session = bot.shard_states().remove(0).session.unwrap();
    // The save of the beginning of the session.
    while stored(&path).await.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    std::fs::remove_file(&path).unwrap();
    let stop = {
        let bot = bot.handle();
        tokio::spawn(async move { bot.stop_for_restart().await })
    };
    let mut shards = Vec::new();
    while shards.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
        shards = stored(&path).await;
    }
    assert!(!stop.is_finished());
    let saved = shards.remove(0).shard.session.unwrap();
    assert_eq!(saved.id, session.id);
    assert!(saved.seq < session.seq, "the message is not handled yet: {saved:?} {session:?}");
    bot.abort().await;
    stop.await.unwrap();
}

/// The number of shards is kept while all of their sessions are, whatever is recommended by now.
#[greenroom::test]
async fn a_restart_keeps_the_number_of_shards() {
    let sandbox = crate::common::builder().shards(2).max_concurrency(4).identify_window(Duration::ZERO);
    let sandbox = sandbox.start().await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sessions");
    let (bot, _) = started(&sandbox, &path, |bot| bot.sharding(Sharding::Total(3))).await;
    bot.stop_for_restart().await;
    let (bot, _) = started(&sandbox, &path, |bot| bot).await;
    assert_eq!((bot.shards().len(), sandbox.identifies().len(), sandbox.resumes().len()), (3, 3, 3));
    bot.stop().await;
    let (bot, _) = started(&sandbox, &path, |bot| bot).await;
    assert_eq!(bot.shards().len(), 2);
    bot.stop().await;
}

/// A store that fails or panics costs the sessions and nothing else.
#[greenroom::test]
async fn a_store_that_fails_harms_nobody() {
    #[derive(Clone, Default)]
    struct Broken(Arc<AtomicU32>);

    #[greenroom::async_trait]
    impl SessionStore for Broken {
        async fn load(&self) -> Result<Vec<StoredShard>, StoreError> {
            Err("there is no store".into())
        }

        async fn save(&self, _: &[StoredShard]) -> Result<(), StoreError> {
            if self.0.fetch_add(1, Relaxed).is_multiple_of(2) {
                panic!("the store is on fire")
            } else {
                Err("still".into())
            }
        }
    }

    let sandbox = forgiving_sandbox().await;
    let store = Broken::default();
    let bot = patient(&sandbox).session_store(store.clone()).save_sessions_every(Duration::from_millis(20));
    let bot = bot.handler(Witness(Diary::default())).spawn().await.unwrap();
    sandbox.wait_until(SOON, |_| store.0.load(Relaxed) >= 4).await.unwrap();
    ping(&sandbox).await;
    bot.stop_for_restart().await;
    assert!(bot.wait().await.is_ok());
}

// Processes that are killed. Each is this test binary, told by its environment to play a bot.

const CHILD: &str = "GREENROOM_TEST_STORE";

/// Reports every message by a line. Those that say "hold" are held for ever, if it is told so.
struct Reporter {
    holds: bool,
}

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Reporter {
    async fn message_create(&self, _: &Context, message: &MessageCreate) -> HandlerResult {
        if self.holds && message.content.starts_with("hold") {
            std::future::pending::<()>().await;
        }
        // One write, so that it is there as a whole or not at all.
        println!("\nhandled {}", message.id);
        Ok(())
    }

    async fn all_shards_ready(&self, _: &Context, _: &AllShardsReady) -> HandlerResult {
        println!("\nready");
        Ok(())
    }
}

/// Not a test of its own: what the children do.
#[greenroom::test]
#[ignore = "it is run by other tests"]
async fn child() {
    let Ok(place) = std::env::var(CHILD) else { return };
    let [kind, rest_url, token, path] = place.split(' ').collect::<Vec<_>>().try_into().unwrap();
    let bot = any_interval(Bot::new(token))
        .rest_url(rest_url)
        .state_directory(None)
        .identify_window(Duration::from_millis(60))
        .intents(Intents::GUILDS | Intents::GUILD_MESSAGES | Intents::MESSAGE_CONTENT)
        .session_store(FileSessionStore::new(path))
        .save_sessions_every(Duration::from_millis(150))
        .handler(Reporter { holds: kind == "holds" });
    let bot = if kind == "one_by_one" { bot.max_parallel(1) } else { bot.ordering(EventOrder::None) };
    bot.run().await.unwrap();
    println!("\ndone");
}

mod process {
    use std::{
        io::{BufRead, BufReader},
        path::Path,
        process::{Child, Command, Stdio},
        sync::{Arc, mpsc},
        thread::JoinHandle,
    };

    use greenroom::sandbox::Sandbox;

    use super::{CHILD, SOON};

    /// A process with a bot. What it handles is counted in the sandbox.
    pub(super) struct Process {
        child: Child,
        lines: mpsc::Receiver<String>,
        reader: Option<JoinHandle<()>>,
    }

    impl Process {
        pub(super) fn start(kind: &str, sandbox: &Arc<Sandbox>, path: &Path) -> Self {
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "session_store::child", "--ignored", "--nocapture"])
                .env(CHILD, format!("{kind} {} {} {}", sandbox.rest_url(), sandbox.token(), path.display()))
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::inherit())
                .spawn()
                .unwrap();
            let (sender, lines) = mpsc::channel();
            let mut output = BufReader::new(child.stdout.take().unwrap());
            let sandbox = Arc::clone(sandbox);
            let reader = std::thread::spawn(move || {
                let mut line = String::new();
                while output.read_line(&mut line).is_ok_and(|read| read > 0) {
                    match line.trim_end().strip_prefix("handled ") {
                        Some(id) => sandbox.tally(id.parse::<u64>().unwrap()),
                        None => drop(sender.send(line.clone())),
                    }
                    line.clear();
                }
            });
            Self { child, lines, reader: Some(reader) }
        }

        pub(super) fn expect(&self, beginning: &str) {
            while !self.lines.recv_timeout(SOON).unwrap().starts_with(beginning) {}
        }

        #[cfg(unix)]
        pub(super) fn terminate(&self) {
            let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
            assert!(sent.success());
        }

        /// `kill -9`. Everything that it has said was counted when this returns.
        pub(super) fn kill(mut self) {
            self.child.kill().unwrap();
            self.child.wait().unwrap();
            self.reader.take().unwrap().join().unwrap();
        }
    }

    impl Drop for Process {
        fn drop(&mut self) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn file() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sessions");
    (directory, path)
}

/// A `kill -9` in the middle of a stream, with calls under way and others that were ended behind them: nothing is lost,
/// nothing is handled twice.
#[greenroom::test]
async fn a_process_that_is_killed_handles_everything_once() {
    let sandbox = Arc::new(forgiving_sandbox().await);
    let (_directory, path) = file();
    let alice = sandbox.user("alice");
    let general = general(&sandbox);
    let mut said = Vec::new();
    let say = |what: &str| alice.say_all(&general, (0..20).map(|n| format!("{what} {n}")));
    let first = process::Process::start("holds", &sandbox, &path);
    first.expect("ready");
    for what in ["one", "hold", "two", "hold", "three"] {
        // Some of them over two saves, so that the journal is written anew in between.
        said.extend(if what == "hold" { vec![alice.say(&general, what)] } else { say(what) });
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    sandbox.wait_until(SOON, |sandbox| sandbox.tallies().len() == 60).await.unwrap();
    // The calls have ended; a moment later that is in the file.
    let deadline = std::time::Instant::now() + SOON;
    loop {
        let kept = stored(&path).await;
        // Those of "two" and "three" are behind the first that is held.
        if kept.first().is_some_and(|it| it.completed.len() == 40) {
            break;
        }
        assert!(std::time::Instant::now() < deadline, "{kept:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    first.kill();
    said.extend(say("four"));
    let second = process::Process::start("runs", &sandbox, &path);
    said.extend(say("five"));
    second.expect("ready");
    said.extend(say("six"));
    let all = |sandbox: &Sandbox| said.iter().all(|id| sandbox.tallies().contains_key(&id.get()));
    let waited = sandbox.wait_until(SOON, all).await;
    // What was counted says more than that the time is over.
    sandbox.handled_exactly_once(&said).unwrap();
    waited.unwrap();
    assert_eq!((sandbox.identifies().len(), sandbox.resumes().len()), (1, 1));
    assert!(matches!(sandbox.resumes()[0].outcome, ResumeOutcome::Resumed(_)));
    second.kill();
}

/// Killed again and again while messages flow, wherever it happens to be: nothing is lost, and at most the one call is
/// made again in whose middle it was killed.
#[greenroom::test]
async fn killed_anywhere_it_repeats_at_most_the_call_it_was_in() {
    let sandbox = Arc::new(forgiving_sandbox().await);
    const KILLS: usize = 3;
    let (_directory, path) = file();
    let said = Arc::new(Mutex::new(Vec::new()));
    let mut next = Some(process::Process::start("one_by_one", &sandbox, &path));
    next.as_ref().unwrap().expect("ready");
    let talk = {
        let (sandbox, said, channel) = (Arc::clone(&sandbox), Arc::clone(&said), general(&sandbox));
        tokio::spawn(async move {
            for n in 0.. {
                let ids = sandbox.user("alice").say_all(&channel, (0..5).map(|m| format!("{n}: {m}")));
                said.lock().unwrap().extend(ids);
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
        })
    };
    for _ in 0..KILLS {
        let before = sandbox.tallies().len();
        let process = next.take().unwrap_or_else(|| process::Process::start("one_by_one", &sandbox, &path));
        sandbox.wait_until(SOON, |sandbox| sandbox.tallies().len() >= before + 100).await.unwrap();
        process.kill();
    }
    talk.abort();
    let _ = talk.await;
    let said = said.lock().unwrap().clone();
    let last = process::Process::start("one_by_one", &sandbox, &path);
    last.expect("ready");
    let all = |sandbox: &Sandbox| said.iter().all(|id| sandbox.tallies().contains_key(&id.get()));
    let waited = sandbox.wait_until(SOON, all).await;
    if let Err(error) = sandbox.handled_exactly_once(&said) {
        assert!(error.missing.is_empty(), "{error}");
        assert!(error.repeated.len() <= KILLS && error.repeated.iter().all(|(_, times)| *times == 2), "{error}");
    }
    waited.unwrap();
    assert_eq!((sandbox.identifies().len(), sandbox.resumes().len()), (1, KILLS));
    last.kill();
}

/// A deployment ends the process by a signal, and a bot with a store comes back: its session lives on.
#[cfg(unix)]
#[greenroom::test]
async fn a_signal_leaves_the_session_alive() {
    let sandbox = Arc::new(forgiving_sandbox().await);
    let (_directory, path) = file();
    let first = process::Process::start("runs", &sandbox, &path);
    first.expect("ready");
    let mut said = vec![sandbox.user("alice").say(general(&sandbox), "before")];
    sandbox.wait_until(SOON, |sandbox| sandbox.tallies().len() == 1).await.unwrap();
    first.terminate();
    first.expect("done");
    assert_eq!(sandbox.close_codes(), [Some(CloseCode::RESUMABLE.0)]);
    said.push(sandbox.user("alice").say(general(&sandbox), "meanwhile"));
    let second = process::Process::start("runs", &sandbox, &path);
    let all = |sandbox: &Sandbox| sandbox.handled_exactly_once(&said).is_ok();
    sandbox.wait_until(SOON, all).await.unwrap();
    second.expect("ready");
    assert_eq!((sandbox.identifies().len(), sandbox.resumes().len()), (1, 1));
    second.kill();
}
