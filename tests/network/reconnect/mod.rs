//! Reconnecting, over real sockets: one test for each story that the users of other libraries tell, named after it,
//! with the thread where it was told.
//!
//! No test waits for time to pass where it could wait for something to happen. Timers are long unless the story is
//! about one of them, so that a busy machine adds no story of its own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

mod beats;
mod deadlines;
mod ends;
mod hooks;
mod hostile;
mod outages;
mod payloads;
mod replay;
mod session;
mod steering;

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use greenroom::{
    BotGuard, ShardInfo,
    gateway::{ReconnectReason, Timeouts},
    prelude::*,
    sandbox::{ConnectionRecord, Faults, ResumeOutcome, Sandbox, SandboxBuilder},
};

use crate::common::{Diary, SOON, Witness};

/// Longer than any test takes.
pub(crate) const NEVER: Duration = Duration::from_secs(60);
/// A time that a test may well wait for to pass.
pub(crate) const BRIEF: Duration = Duration::from_millis(250);
/// No deadline passes unless a test makes it shorter.
pub(crate) const PATIENT: Timeouts = Timeouts {
    connect: NEVER,
    write: NEVER,
    hello: NEVER,
    permit: NEVER,
    ready: NEVER,
    resumed: NEVER,
    close: NEVER,
    read_grace: NEVER,
};

/// A sandbox in which nothing happens but what a test does: heartbeats come every 41 seconds, identifies as often as
/// they like.
pub(crate) fn calm() -> SandboxBuilder {
    Sandbox::builder().identify_window(Duration::ZERO).session_starts(1000, 1000)
}

/// A bot for `sandbox` that is never in a hurry.
pub(crate) fn patient(sandbox: &Sandbox) -> Bot {
    crate::common::bot(sandbox).timeouts(PATIENT)
}

/// A sandbox, a bot that is ready in it, and the diary of the bot's witness.
pub(crate) struct Show {
    pub(crate) sandbox: Sandbox,
    pub(crate) bot: BotGuard,
    pub(crate) diary: Diary,
}

impl Show {
    /// A [calm] sandbox and a [patient] bot.
    pub(crate) async fn begin() -> Self {
        Self::with(calm(), |bot| bot).await
    }

    /// A sandbox like this, and a [patient] bot with these changes.
    pub(crate) async fn with(sandbox: SandboxBuilder, change: impl FnOnce(Bot) -> Bot) -> Self {
        Self::at(sandbox.start().await.unwrap(), change).await
    }

    /// A [patient] bot with these changes, at `sandbox`.
    pub(crate) async fn at(sandbox: Sandbox, change: impl FnOnce(Bot) -> Bot) -> Self {
        let diary = Diary::default();
        let bot = change(patient(&sandbox).handler(Witness(diary.clone()))).spawn().await.unwrap();
        diary.expect("guilds available 0").await;
        Self { sandbox, bot, diary }
    }

    pub(crate) fn faults(&self) -> Faults {
        self.sandbox.faults()
    }

    /// Waits until the shard has resumed for the n-th time.
    pub(crate) async fn resumed(&self, times: usize) {
        self.diary.expect_times("resumed 0", times).await;
    }

    /// Waits until the shard has been ready for the n-th time.
    pub(crate) async fn ready(&self, times: usize) {
        self.diary.expect_times("ready 0", times).await;
    }

    /// Waits until something is true of the sandbox.
    pub(crate) async fn until(&self, what: &str, is_true: impl FnMut(&Sandbox) -> bool) {
        if self.sandbox.wait_until(SOON, is_true).await.is_err() {
            panic!("{what}: not within {SOON:?}; the diary says {:#?}", self.diary.lines());
        }
    }

    pub(crate) fn shard(&self) -> ShardInfo {
        self.bot.shard(0).unwrap()
    }

    /// Waits until the shard has handed on the dispatch of this number. READY is 1, the guild of a [calm] sandbox 2.
    pub(crate) async fn handed_on(&self, seq: u64) {
        self.until("the sequence moves on", |_| self.shard().seq == Some(seq)).await;
    }

    pub(crate) fn session(&self) -> String {
        self.shard().session_id.unwrap().to_string()
    }

    pub(crate) fn connections(&self) -> Vec<ConnectionRecord> {
        self.sandbox.connections()
    }

    pub(crate) fn last_connection(&self) -> ConnectionRecord {
        self.connections().pop().unwrap()
    }

    pub(crate) fn identifies(&self) -> usize {
        self.sandbox.identifies().len()
    }

    pub(crate) fn resumes(&self) -> Vec<ResumeOutcome> {
        self.sandbox.resumes().iter().map(|it| it.outcome).collect()
    }

    /// Lets alice say each of these.
    pub(crate) fn say<T: AsRef<str>>(&self, texts: impl IntoIterator<Item = T>) {
        self.sandbox.user("alice").say_all(crate::common::general(&self.sandbox), texts);
    }

    /// What the bot has heard so far.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.diary.lines().iter().filter_map(|line| line.strip_prefix("message ")).map(str::to_owned).collect()
    }

    /// The proof that the bot lives, hears and speaks.
    pub(crate) async fn ping(&self) {
        crate::common::ping(&self.sandbox).await;
    }

    /// One session was begun, it was resumed every time, and no code was sent that could have ended it.
    #[track_caller]
    pub(crate) fn assert_one_session(&self) {
        assert_eq!(self.identifies(), 1, "{:#?}", self.diary.lines());
        let codes = self.sandbox.close_codes();
        assert!(codes.iter().all(|code| *code == Some(4000)), "{codes:?}");
    }
}

/// Keeps every [`ShardReconnecting`] with the moment at which it was told.
#[derive(Clone, Default)]
pub(crate) struct Reasons(Arc<Mutex<Vec<(Instant, ShardReconnecting)>>>);

#[event_handler]
impl EventHandler for Reasons {
    async fn shard_reconnecting(&self, _: &Context, event: &ShardReconnecting) -> HandlerResult {
        self.0.lock().unwrap().push((Instant::now(), event.clone()));
        Ok(())
    }
}

impl Reasons {
    pub(crate) fn told(&self) -> Vec<(Instant, ShardReconnecting)> {
        self.0.lock().unwrap().clone()
    }

    /// Waits for the n-th, counted from 1.
    pub(crate) async fn expect(&self, sandbox: &Sandbox, times: usize) -> ReconnectReason {
        let waited = sandbox.wait_until(SOON, |_| self.told().len() >= times).await;
        assert!(waited.is_ok(), "{:#?}", self.told());
        self.told().swap_remove(times - 1).1.reason
    }
}
