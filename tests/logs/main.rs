//! What the bot says in its log: what its author must know, and never the token. One log is all that a process has, so
//! that these tests have a process of their own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking"
)]

mod calls;
#[path = "../common/mod.rs"]
mod common;
mod event_path;
mod first_contact;
mod reconnects;
mod tls;
mod token;

use std::{
    io,
    sync::{Arc, Mutex, Once},
    time::Duration,
};

use common::{Diary, SOON, general, patient, patient_sandbox, ping};
use greenroom::{gateway::Activity, prelude::*, sandbox::Sandbox};
use tokio::sync::Semaphore;
use tracing_subscriber::fmt::MakeWriter;

/// Everything that was logged, at the level `trace`, by us and by what we stand on.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl Log {
    fn keep() -> Self {
        static LOG: Mutex<Option<Log>> = Mutex::new(None);
        static ONCE: Once = Once::new();
        let log = LOG.lock().unwrap().get_or_insert_default().clone();
        ONCE.call_once(|| {
            let subscriber =
                tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).with_file(true);
            tracing::subscriber::set_global_default(subscriber.with_writer(log.clone()).finish()).unwrap();
        });
        log
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }

    /// The lines with all these words.
    fn lines(&self, words: &[&str]) -> Vec<String> {
        let text = self.text();
        text.lines().filter(|line| words.iter().all(|word| line.contains(word))).map(str::to_owned).collect()
    }

    async fn expect(&self, sandbox: &Sandbox, words: &[&str]) {
        let said = sandbox.wait_until(SOON, |_| !self.lines(words).is_empty()).await;
        assert!(said.is_ok(), "{words:?} was not logged");
    }
}

struct Slow(Arc<Semaphore>);

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Slow {
    fn name(&self) -> &'static str {
        "the slow one"
    }

    async fn message_create(&self, _: &Context, _: &MessageCreate) -> HandlerResult {
        self.0.acquire().await?.forget();
        Ok(())
    }
}

#[greenroom::test]
async fn a_slow_handler_is_warned_about_by_name() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    let gate = Arc::new(Semaphore::new(0));
    let bot = patient(&sandbox).slow_after(Duration::from_millis(20)).handler(Slow(Arc::clone(&gate)));
    let bot = bot.spawn().await.unwrap();
    sandbox.user("alice").say(general(&sandbox), "hello");
    log.expect(&sandbox, &["WARN", "a handler is slow", "the slow one", "MESSAGE_CREATE"]).await;
    gate.add_permits(1);
    bot.stop().await;
}

/// Every line that a shard logs says which shard, which of its connections, and which session.
#[greenroom::test]
async fn what_a_shard_logs_names_shard_connection_and_session() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(common::Witness(diary.clone())).spawn().await.unwrap();
    let session = bot.shard(0).unwrap().session_id.unwrap();
    sandbox.faults().drop_connections();
    diary.expect("resumed 0").await;
    let span = |cid: u64| format!("shard{{id=0 cid={cid} session=\"{session}\"}}");
    log.expect(&sandbox, &["DEBUG", &span(1), "reconnecting"]).await;
    log.expect(&sandbox, &["INFO", &span(2), "resumed"]).await;
    bot.stop().await;
}

#[greenroom::test]
async fn an_unknown_opcode_is_warned_about_once_and_its_data_is_not_shown() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    let bot = patient(&sandbox).handler(common::Witness(Diary::default())).spawn().await.unwrap();
    let session = bot.shard(0).unwrap().session_id.unwrap();
    for _ in 0..2 {
        sandbox.faults().unknown_opcode();
    }
    ping(&sandbox).await;
    let warnings = log.lines(&["WARN", "please report it", "opcode=99", &session]);
    assert_eq!(warnings.len(), 1, "{warnings:#?}");
    let shown = log.lines(&["nobody knows"]);
    assert!(shown.iter().all(|line| line.contains("TRACE")), "{shown:#?}");
    bot.stop().await;
}

#[greenroom::test]
async fn a_fatal_close_is_logged_as_an_error_and_returned() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    let bot = patient(&sandbox).handler(common::Witness(Diary::default())).spawn().await.unwrap();
    sandbox.faults().close(4012);
    let error = bot.wait().await.unwrap_err().to_string();
    assert!(error.contains("4012"), "{error}");
    log.expect(&sandbox, &["ERROR", "the bot cannot go on", "4012"]).await;
}

/// Says nothing of what it needs, and so sees nothing.
struct Blind;

#[event_handler]
impl EventHandler for Blind {
    fn name(&self) -> &'static str {
        "the blind one"
    }

    async fn message_create(&self, _: &Context, _: &MessageCreate) -> HandlerResult {
        Ok(())
    }

    async fn member_add(&self, _: &Context, _: &MemberAdd) -> HandlerResult {
        Ok(())
    }

    async fn reaction_add(&self, _: &Context, _: &ReactionAdd) -> HandlerResult {
        Ok(())
    }
}

/// Knows what it does without.
struct Modest;

#[event_handler(without(MESSAGE_CONTENT))]
impl EventHandler for Modest {
    fn name(&self) -> &'static str {
        "the modest one"
    }

    async fn message_create(&self, _: &Context, _: &MessageCreate) -> HandlerResult {
        Ok(())
    }
}

#[greenroom::test]
async fn a_handler_that_would_see_nothing_is_named_at_the_start() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    let bot = patient(&sandbox).handler(Blind).handler(Modest).spawn().await.unwrap();
    log.expect(&sandbox, &["WARN", "the blind one", "message_create", "MESSAGE_CONTENT"]).await;
    log.expect(&sandbox, &["WARN", "the blind one", "member_add", "GUILD_MEMBERS"]).await;
    assert_eq!(log.lines(&["WARN", "the blind one", "reaction_add"]), [""; 0], "it needs no permission");
    assert_eq!(log.lines(&["WARN", "the modest one"]), [""; 0]);
    bot.stop().await;
}

#[greenroom::test]
async fn a_cache_that_stays_empty_is_warned_of_at_the_start() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    let bot = patient(&sandbox).handler(Modest).spawn().await.unwrap();
    assert_eq!(log.lines(&["WARN", "stays empty"]), [""; 0], "the cache has requested its intent");
    bot.stop().await;
    let bot = patient(&sandbox).handler(Modest).intents(Intents::GUILD_MESSAGES).spawn().await.unwrap();
    log.expect(&sandbox, &["WARN", "stays empty", "GUILDS", "CacheConfig::none()"]).await;
    bot.stop().await;
}

/// Asks for nothing that messages come with.
struct Deaf;

#[event_handler(intents(GUILDS))]
impl EventHandler for Deaf {}

#[greenroom::test]
async fn a_collector_that_would_see_nothing_is_told_at_once_and_once() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    let bot = patient(&sandbox).handler(Deaf).spawn().await.unwrap();
    let channels = bot.collect::<ChannelCreate>();
    let votes = (bot.collect::<PollVoteAdd>(), bot.collect::<PollVoteAdd>());
    let lines = log.lines(&["WARN", "a collector waits", "MESSAGE_POLL_VOTE_ADD", "GUILD_MESSAGE_POLLS"]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(log.lines(&["WARN", "a collector waits", "CHANNEL_CREATE"]), [""; 0], "that one comes");
    drop((channels, votes));
    bot.stop().await;
}

/// Fails without a method of its own for it.
struct Failing;

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Failing {
    fn name(&self) -> &'static str {
        "the failing one"
    }

    async fn message_create(&self, _: &Context, message: &MessageCreate) -> HandlerResult {
        Err(format!("cannot bear {}", message.content).into())
    }
}

#[greenroom::test]
async fn errors_that_nobody_takes_are_logged_with_shard_and_guild() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    let bot = patient(&sandbox).handler(Failing).spawn().await.unwrap();
    sandbox.user("alice").say(general(&sandbox), "tomatoes");
    let guild = format!("guild_id={}", sandbox.guild("Greenroom").id());
    let error = "the failing one failed at MESSAGE_CREATE: cannot bear tomatoes";
    log.expect(&sandbox, &["ERROR", error, &guild, "shard=0"]).await;
    bot.stop().await;
}

#[greenroom::test]
async fn nothing_tells_the_token() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    let token = sandbox.token();
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(common::Witness(diary.clone()));
    let mut shown = format!("{bot:?}");
    let run = bot.run();
    shown += &format!("{run:?} {:?}", run.handle());
    drop(run);
    let bot = patient(&sandbox).handler(common::Witness(diary.clone())).spawn().await.unwrap();
    ping(&sandbox).await;
    // A life with everything in it: resumed, begun anew, a presence, bad JSON, an error, a stop.
    sandbox.faults().drop_connections();
    diary.expect("resumed").await;
    sandbox.faults().invalidate(false);
    diary.expect_times("ready", 2).await;
    let presence = BotPresence::doing(Activity::playing("hide and seek"));
    bot.set_presence(0, presence).await.unwrap();
    sandbox.faults().raw("{");
    ping(&sandbox).await;
    let infos = bot.shards();
    shown += &format!("{bot:?} {infos:?} {}", serde_json::to_string(&infos).unwrap());
    bot.stop().await;

    sandbox.reset_token();
    let refused = Bot::new(&token).rest_url(sandbox.rest_url()).handle_signals(false).state_directory(None);
    let error = refused.handler(common::Witness(diary)).spawn().await.unwrap_err();
    shown += &format!("{error} {error:?}");

    let text = log.text();
    assert!(text.contains("TRACE") && text.contains("ready"), "the log says nothing");
    for (place, text) in [("the log", &text), ("what is shown", &shown)] {
        let line = text.lines().find(|line| line.contains(&token));
        assert_eq!(line, None, "{place}");
    }
}
