//! The end of a bot: in good order, for a restart, at once, by a signal, and in the middle of anything. Nothing is left
//! behind.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking"
)]

use std::{
    future::Future,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, OnceLock},
    time::Duration,
};

use crate::common::{BEAT, Diary, SOON, Witness, general, patient, ping, sandbox};
use greenroom::{
    BotFuture, Error, Part,
    gateway::{Backoff, CloseCode, ShardState},
    prelude::*,
    rest::Http,
    sandbox::{Fault, Sandbox},
};
use tokio::{sync::Semaphore, task::JoinHandle, time::timeout};

/// No connection is open, no TCP socket is, and no heartbeat comes for two intervals.
async fn nothing_is_left(sandbox: &Sandbox) {
    let closed = sandbox.wait_until(SOON, |sandbox| sandbox.open_sockets() == 0).await;
    assert!(closed.is_ok(), "{} sockets are open; {:?}", sandbox.open_sockets(), sandbox.connections());
    nothing_goes_on(sandbox).await;
}

/// The same where the sandbox sits on a request, and does not see that its client has gone: the system is asked for the
/// client's ends of the sockets.
async fn nothing_is_left_but_the_silence(sandbox: &Sandbox) {
    #[cfg(target_os = "linux")]
    {
        const ESTABLISHED: &str = "01";
        let port = sandbox.url().rsplit(':').next().unwrap().trim_end_matches('/').parse::<u16>().unwrap();
        let to_sandbox = format!(":{port:04X}");
        let open = || {
            let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
            let sockets = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
            sockets.filter(|it| it[2].ends_with(&to_sandbox) && it[3] == ESTABLISHED).count()
        };
        assert!(sandbox.wait_until(SOON, |_| open() == 0).await.is_ok(), "{} sockets are open", open());
    }
    nothing_goes_on(sandbox).await;
}

async fn nothing_goes_on(sandbox: &Sandbox) {
    assert_eq!(sandbox.open_connections(), 0, "{:?}", sandbox.connections());
    let (beats, requests, connections) =
        (sandbox.heartbeats().len(), sandbox.requests().len(), sandbox.connections().len());
    tokio::time::sleep(BEAT * 2).await;
    assert_eq!(
        (sandbox.heartbeats().len(), sandbox.requests().len(), sandbox.connections().len()),
        (beats, requests, connections),
        "the bot goes on"
    );
}

async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    match timeout(SOON, future).await {
        Ok(done) => done,
        Err(_) => panic!("{what} takes too long"),
    }
}

/// Says what becomes of its handlers. Messages wait for a permit.
struct Player {
    diary: Diary,
    gate: Arc<Semaphore>,
}

/// Writes a line when a handler ends before its end.
struct Dropped(Diary);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.write("dropped");
    }
}

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Player {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        self.diary.write(format!("begin {}", message.content));
        let dropped = Dropped(self.diary.clone());
        self.gate.acquire().await?.forget();
        std::mem::forget(dropped);
        if message.content == "!ping" {
            message.reply(ctx, "Pong!").await?;
        }
        self.diary.write(format!("end {}", message.content));
        Ok(())
    }

    async fn shutdown(&self, _: &Context, _: &Shutdown) -> HandlerResult {
        self.diary.write("shutdown");
        Ok(())
    }
}

fn player() -> (Player, Diary, Arc<Semaphore>) {
    let (diary, gate) = (Diary::default(), Arc::new(Semaphore::new(0)));
    (Player { diary: diary.clone(), gate: Arc::clone(&gate) }, diary, gate)
}

/// The run in a task of its own, for bots that never become ready.
fn spawn(run: BotFuture) -> (BotHandle, JoinHandle<greenroom::Result<()>>) {
    (run.handle(), tokio::spawn(run))
}

// Stop

#[greenroom::test]
async fn stop_closes_and_calls_shutdown_while_handlers_end() {
    let sandbox = sandbox().await;
    let (player, diary, gate) = player();
    let (bot, run) = spawn(patient(&sandbox).handler(player).run());
    bot.ready().await.unwrap();
    sandbox.user("alice").say(general(&sandbox), "!ping");
    diary.expect("begin").await;
    let stop = {
        let bot = bot.clone();
        tokio::spawn(async move { bot.stop().await })
    };
    // Offline at once, while the handler still runs.
    sandbox.wait_until(SOON, |sandbox| sandbox.open_connections() == 0).await.unwrap();
    assert_eq!(sandbox.close_codes(), [Some(1000)]);
    assert_eq!(sandbox.sessions(), 0);
    diary.expect("shutdown").await;
    assert!(!run.is_finished() && !stop.is_finished());
    gate.add_permits(1);
    soon("the stop", stop).await.unwrap();
    assert!(soon("the run", run).await.unwrap().is_ok());
    assert_eq!(diary.lines(), ["begin !ping", "shutdown", "end !ping"]);
    let answers = general(&sandbox).messages().into_iter().filter(|message| message.content == "Pong!").count();
    assert_eq!(answers, 1);
    nothing_is_left(&sandbox).await;
}

#[greenroom::test]
async fn a_handler_over_its_deadline_is_dropped() {
    let sandbox = sandbox().await;
    let (player, diary, _gate) = player();
    let bot = patient(&sandbox).handlers_deadline(Duration::from_millis(100)).handler(player).spawn().await.unwrap();
    sandbox.user("alice").say(general(&sandbox), "hello");
    diary.expect("begin").await;
    soon("the stop", bot.stop()).await;
    diary.expect("dropped").await;
    assert_eq!(diary.count("end"), 0);
    assert_eq!(diary.count("shutdown"), 1, "`shutdown` is called although a handler hangs");
    assert!(bot.wait().await.is_ok());
    nothing_is_left(&sandbox).await;
}

/// Hangs in whatever it is called for.
struct Hanging(Diary);

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Hanging {
    async fn message_create(&self, _: &Context, _: &MessageCreate) -> HandlerResult {
        self.0.write("message");
        std::future::pending().await
    }

    async fn shutdown(&self, _: &Context, _: &Shutdown) -> HandlerResult {
        self.0.write("shutdown");
        std::future::pending().await
    }
}

/// Container runtimes kill a process 10 s after they have asked it to end.
#[test]
fn the_default_deadlines_are_under_nine_seconds_in_all() {
    let close = greenroom::gateway::Timeouts::default().close;
    // Before the handlers end and at the very end, at most 700 ms each.
    let saves = 2 * Duration::from_millis(700);
    let handlers = Bot::DEFAULT_HANDLERS_DEADLINE.max(Bot::DEFAULT_SHUTDOWN_DEADLINE);
    let all = close + saves + handlers + Bot::DEFAULT_REQUESTS_DEADLINE;
    assert!(all < Duration::from_secs(9), "{all:?}");
}

/// The deadlines of the handlers and of `shutdown` run at the same time.
#[greenroom::test]
async fn handlers_and_shutdown_that_hang_are_dropped_at_their_deadlines() {
    let sandbox = sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Hanging(diary.clone()));
    let deadline = Duration::from_millis(600);
    let bot = bot.handlers_deadline(deadline).shutdown_deadline(deadline).spawn().await.unwrap();
    sandbox.user("alice").say(general(&sandbox), "hello");
    diary.expect("message").await;
    let start = std::time::Instant::now();
    soon("the stop", bot.stop()).await;
    let took = start.elapsed();
    assert_eq!(diary.lines(), ["message", "shutdown"]);
    assert!(deadline <= took && took < 2 * deadline, "{took:?}");
    assert!(bot.wait().await.is_ok());
    nothing_is_left(&sandbox).await;
}

/// Answers in a task of its own, which the bot does not wait for.
struct Detached(Diary, Arc<OnceLock<Http>>);

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Detached {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        let (ctx, message, diary) = (ctx.clone(), message.clone(), self.0.clone());
        self.1.get_or_init(|| ctx.http().clone());
        tokio::spawn(async move {
            let result = message.reply(&ctx, "Pong!").await;
            diary.write(format!("sent {}", result.is_ok()));
        });
        Ok(())
    }
}

/// Waits until a request is under way.
async fn under_way(sandbox: &Sandbox, http: &OnceLock<Http>) {
    let pending = |_: &Sandbox| http.get().is_some_and(|http| http.pending() == 1);
    sandbox.wait_until(SOON, pending).await.unwrap();
}

#[greenroom::test]
async fn stop_waits_for_requests_that_are_under_way() {
    let sandbox = sandbox().await;
    let (diary, http) = (Diary::default(), Arc::default());
    let bot = patient(&sandbox).handler(Detached(diary.clone(), Arc::clone(&http))).spawn().await.unwrap();
    sandbox.faults().once(Fault::HttpDelay(Duration::from_millis(300)));
    sandbox.user("alice").say(general(&sandbox), "hello");
    under_way(&sandbox, &http).await;
    soon("the stop", bot.stop()).await;
    diary.expect("sent true").await;
    assert!(general(&sandbox).messages().iter().any(|message| message.content == "Pong!"));
    nothing_is_left(&sandbox).await;
}

#[greenroom::test]
async fn stop_does_not_wait_for_requests_over_their_deadline() {
    let sandbox = sandbox().await;
    let (diary, http) = (Diary::default(), Arc::default());
    let bot = patient(&sandbox).requests_deadline(Duration::from_millis(100));
    let bot = bot.handler(Detached(diary.clone(), Arc::clone(&http))).spawn().await.unwrap();
    sandbox.faults().always(Fault::HttpDelay(SOON * 6));
    sandbox.user("alice").say(general(&sandbox), "hello");
    under_way(&sandbox, &http).await;
    soon("the stop", bot.stop()).await;
    diary.expect("sent false").await;
    nothing_is_left_but_the_silence(&sandbox).await;
}

#[greenroom::test]
async fn stop_may_be_called_by_many_and_again() {
    let sandbox = sandbox().await;
    let (player, diary, _gate) = player();
    let bot = patient(&sandbox).sharding(Sharding::Total(2)).handler(player).spawn().await.unwrap();
    let (one, two) = (bot.handle(), bot.handle());
    soon("to stop", async { tokio::join!(bot.stop(), one.stop(), two.stop_for_restart(), one.wait()) })
        .await
        .3
        .unwrap();
    soon("to stop again", async { tokio::join!(bot.stop(), two.stop(), one.abort()) }).await;
    assert_eq!(diary.lines(), ["shutdown"]);
    assert_eq!(sandbox.close_codes(), [Some(1000); 2], "the first order stands");
    assert!(matches!(one.set_presence(0, BotPresence::default()).await, Err(Error::NotRunning)));
    assert!(matches!(one.ready().await, Err(Error::NotRunning)));
    assert!(one.wait().await.is_ok() && bot.wait().await.is_ok());
    nothing_is_left(&sandbox).await;
}

#[greenroom::test]
async fn stop_for_restart_leaves_the_session_to_be_resumed() {
    let sandbox = sandbox().await;
    let (player, diary, _gate) = player();
    let bot = patient(&sandbox).handler(player).spawn().await.unwrap();
    soon("the stop", bot.stop_for_restart()).await;
    assert!(bot.wait().await.is_ok());
    assert_eq!(diary.lines(), ["shutdown"]);
    let codes = sandbox.close_codes();
    assert!(codes.len() == 1 && !matches!(codes[0], Some(1000 | 1001)), "{codes:?}");
    assert_eq!(sandbox.sessions(), 1);
    nothing_is_left(&sandbox).await;
}

#[greenroom::test]
async fn a_handler_may_stop_its_own_bot() {
    struct Tired;
    #[event_handler]
    impl EventHandler for Tired {
        async fn message_create(&self, ctx: &Context, _: &MessageCreate) -> HandlerResult {
            let bot = ctx.bot().clone();
            tokio::spawn(async move { bot.stop().await });
            Ok(())
        }
    }
    let sandbox = sandbox().await;
    let (_, run) = spawn(patient(&sandbox).handler(Tired).run());
    sandbox.wait_until(SOON, |sandbox| sandbox.sessions() == 1).await.unwrap();
    sandbox.user("alice").say(general(&sandbox), "enough");
    assert!(soon("the end", run).await.unwrap().is_ok());
    nothing_is_left(&sandbox).await;
}

// At once

#[greenroom::test]
async fn abort_drops_everything_where_it_is() {
    let sandbox = sandbox().await;
    let (player, diary, _gate) = player();
    let bot = patient(&sandbox).handler(player).spawn().await.unwrap();
    sandbox.user("alice").say(general(&sandbox), "hello");
    diary.expect("begin").await;
    soon("the abort", bot.abort()).await;
    assert!(bot.wait().await.is_ok());
    diary.expect("dropped").await;
    assert_eq!(diary.lines(), ["begin hello", "dropped"]);
    assert_eq!(sandbox.close_codes(), []);
    nothing_is_left(&sandbox).await;
    assert_eq!(sandbox.sessions(), 1, "nobody told Discord");
}

#[greenroom::test]
async fn dropping_a_run_or_its_guard_ends_the_bot() {
    let sandbox = sandbox().await;
    let (player, diary, _gate) = player();
    let running = patient(&sandbox).handler(player).spawn().await.unwrap();
    let handle = running.handle();
    sandbox.user("alice").say(general(&sandbox), "hello");
    diary.expect("begin").await;
    drop(running);
    soon("the end", handle.wait()).await.unwrap();
    diary.expect("dropped").await;
    nothing_is_left(&sandbox).await;

    let run = patient(&sandbox).handler(Witness(Diary::default())).run();
    let handle = run.handle();
    tokio::select! {
        ended = run => panic!("{ended:?}"),
        ready = handle.ready() => ready.unwrap(),
    }
    soon("the end", handle.wait()).await.unwrap();
    nothing_is_left(&sandbox).await;

    let run = patient(&sandbox).handler(Witness(Diary::default())).run();
    let handle = run.handle();
    drop(run);
    soon("the end of what never began", handle.wait()).await.unwrap();
    assert!(matches!(handle.ready().await, Err(Error::NotRunning)));
}

#[greenroom::test]
async fn a_detached_bot_runs_on() {
    let sandbox = sandbox().await;
    let handle = patient(&sandbox).handler(Witness(Diary::default())).spawn().await.unwrap().detach();
    ping(&sandbox).await;
    soon("the stop", handle.stop()).await;
    nothing_is_left(&sandbox).await;
}

// In the middle of something

/// Stops a bot that is `amid` something, which takes much longer than the test.
async fn stop_amid(what: &str, prepare: fn(&Sandbox), change: fn(Bot) -> Bot, amid: fn(&Sandbox, &BotHandle) -> bool) {
    let sandbox = sandbox().await;
    prepare(&sandbox);
    // Were any of these waited for, the stop would not be soon.
    let bot = patient(&sandbox).requests_deadline(SOON * 6).handlers_deadline(SOON * 6);
    let (bot, run) = spawn(change(bot).handler(Witness(Diary::default())).run());
    let reached = sandbox.wait_until(SOON, |sandbox| amid(sandbox, &bot)).await;
    assert!(reached.is_ok(), "{what} was not reached: {:?}", bot.shards());
    soon(&format!("the stop amid {what}"), bot.stop()).await;
    assert!(soon("the run", run).await.unwrap().is_ok(), "{what}");
    nothing_is_left_but_the_silence(&sandbox).await;
}

fn is_in(bot: &BotHandle, shard: u32, state: ShardState) -> bool {
    bot.shard(shard).is_some_and(|info| info.state == state)
}

fn unchanged(bot: Bot) -> Bot {
    bot
}

#[greenroom::test]
async fn stop_while_the_upgrade_is_not_answered() {
    let prepare = |sandbox: &Sandbox| sandbox.faults().always(Fault::IgnoreUpgrade);
    stop_amid("the upgrade", prepare, unchanged, |_, bot| is_in(bot, 0, ShardState::Connecting)).await;
}

#[greenroom::test]
async fn stop_while_hello_does_not_come() {
    let prepare = |sandbox: &Sandbox| sandbox.faults().always(Fault::NoHello);
    stop_amid("the wait for HELLO", prepare, unchanged, |_, bot| is_in(bot, 0, ShardState::AwaitingHello)).await;
}

#[greenroom::test]
async fn stop_while_ready_does_not_come() {
    let prepare = |sandbox: &Sandbox| sandbox.faults().always(Fault::NoReady);
    stop_amid("the wait for READY", prepare, unchanged, |sandbox, _| !sandbox.identifies().is_empty()).await;
}

#[greenroom::test]
async fn stop_while_a_shard_waits_for_its_identify() {
    let change = |bot: Bot| bot.sharding(Sharding::Total(3)).identify_window(SOON * 6);
    let amid = |_: &Sandbox, bot: &BotHandle| {
        bot.shards().iter().filter(|shard| shard.state == ShardState::AwaitingPermit).count() == 2
    };
    stop_amid("the wait for a permit", |_| {}, change, amid).await;
}

#[greenroom::test]
async fn stop_while_a_shard_backs_off() {
    let prepare = |sandbox: &Sandbox| sandbox.faults().always(Fault::RefuseUpgrade(503));
    let change = |bot: Bot| bot.backoff(Backoff { base: SOON * 6, cap: SOON * 6 });
    stop_amid("the backoff", prepare, change, |_, bot| is_in(bot, 0, ShardState::BackingOff)).await;
}

#[greenroom::test]
async fn stop_while_resumed_does_not_come() {
    let prepare = |sandbox: &Sandbox| sandbox.faults().always(Fault::IgnoreResume);
    let amid = |sandbox: &Sandbox, bot: &BotHandle| {
        // Once.
        if is_in(bot, 0, ShardState::Active) && sandbox.connections().len() == 1 {
            sandbox.faults().drop_connections();
        }
        !sandbox.resumes().is_empty() && is_in(bot, 0, ShardState::Resuming)
    };
    stop_amid("the resume", prepare, unchanged, amid).await;
}

#[greenroom::test]
async fn stop_while_the_address_cannot_be_learned() {
    let prepare = |sandbox: &Sandbox| sandbox.faults().always(Fault::HttpStatus(503));
    stop_amid("the search for the gateway", prepare, unchanged, |sandbox, _| !sandbox.requests().is_empty()).await;
}

#[greenroom::test]
async fn stop_while_the_address_is_being_asked_for() {
    let prepare = |sandbox: &Sandbox| sandbox.faults().always(Fault::HttpDelay(SOON * 6));
    stop_amid("the question for the gateway", prepare, unchanged, |sandbox, _| sandbox.open_sockets() > 0).await;
}

#[greenroom::test]
async fn stop_while_the_peer_is_silent() {
    let amid = |sandbox: &Sandbox, bot: &BotHandle| {
        let active = is_in(bot, 0, ShardState::Active);
        if active {
            sandbox.faults().half_open();
        }
        active
    };
    stop_amid("the silence of the peer", |_| {}, unchanged, amid).await;
}

// The beginning and the end, awaited

#[greenroom::test]
async fn start_waits_for_the_last_shard() {
    let sandbox = sandbox().await;
    sandbox.faults().on(2).once(Fault::DelayReady(Duration::from_millis(250)));
    let diary = Diary::default();
    let bot = patient(&sandbox).sharding(Sharding::Total(3)).handler(Witness(diary.clone())).spawn().await.unwrap();
    assert!(bot.shards().iter().all(|shard| shard.is_connected()), "{:?}", bot.shards());
    diary.expect("all 3 ready").await;
    let waiting = tokio::spawn({
        let bot = bot.handle();
        async move { bot.wait().await }
    });
    assert!(!waiting.is_finished());
    bot.stop().await;
    assert!(soon("the wait", waiting).await.unwrap().is_ok());
    nothing_is_left(&sandbox).await;
}

#[greenroom::test]
async fn start_fails_with_what_ended_the_bot() {
    let sandbox = sandbox().await;
    sandbox.faults().once(Fault::CloseOnIdentify(4014));
    let diary = Diary::default();
    let error = soon("the start", patient(&sandbox).handler(Witness(diary.clone())).spawn()).await.unwrap_err();
    assert!(
        matches!(&error, Error::Closed { shard: 0, close } if close.code == CloseCode::DISALLOWED_INTENTS),
        "{error}"
    );
    diary.expect("shutdown").await;
    nothing_is_left(&sandbox).await;

    let wrong = patient(&sandbox);
    sandbox.reset_token();
    let error = soon("the start", wrong.handler(Witness(Diary::default())).spawn()).await.unwrap_err();
    assert!(matches!(&error, Error::Http(_)), "{error}");
    nothing_is_left(&sandbox).await;
}

#[greenroom::test]
async fn the_fatal_error_of_one_shard_ends_the_others() {
    let sandbox = sandbox().await;
    let (bot, run) = spawn(patient(&sandbox).sharding(Sharding::Total(2)).handler(Witness(Diary::default())).run());
    bot.ready().await.unwrap();
    sandbox.faults().on(1).close(4004);
    let error = soon("the run", run).await.unwrap().unwrap_err();
    assert!(matches!(&error, Error::Closed { shard: 1, .. }), "{error}");
    assert!(matches!(bot.wait().await, Err(Error::Closed { shard: 1, .. })));
    nothing_is_left(&sandbox).await;
}

#[greenroom::test]
async fn stop_right_after_a_part_has_died() {
    let _alone = crate::panics::alone().await;
    for part in [Part::Router, Part::Shard(0), Part::Heartbeat(0), Part::Identify, Part::Rest, Part::Supervisor] {
        let sandbox = sandbox().await;
        let diary = Diary::default();
        let (bot, run) = spawn(patient(&sandbox).handler(Witness(diary.clone())).run());
        bot.ready().await.unwrap();
        bot.crash(part).await;
        soon(&format!("the stop after the death of {part:?}"), bot.stop()).await;
        assert!(soon("the run", run).await.unwrap().is_ok());
        assert_eq!(diary.count("shutdown"), 1, "{part:?}");
        nothing_is_left(&sandbox).await;
    }
}

// Signals. The child is this very test binary, which plays a bot without a token as the examples do.

const CHILD: &str = "GREENROOM_TEST_CHILD";

struct Actor {
    is_stubborn: bool,
}

#[event_handler]
impl EventHandler for Actor {
    async fn all_shards_ready(&self, _: &Context, _: &AllShardsReady) -> HandlerResult {
        println!("\nchild: ready");
        Ok(())
    }

    async fn shutdown(&self, _: &Context, _: &Shutdown) -> HandlerResult {
        println!("\nchild: shutdown");
        if self.is_stubborn {
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

/// Not a test of its own: what the children of the tests below do.
#[greenroom::test]
#[ignore = "it is run by other tests"]
async fn child() {
    let Ok(kind) = std::env::var(CHILD) else { return };
    let bot = Bot::from_env().unwrap().handlers_deadline(SOON * 6).handler(Actor { is_stubborn: kind == "stubborn" });
    bot.run().await.unwrap();
    println!("\nchild: done");
}

/// A process with a bot, and the lines that it prints.
struct Stage {
    child: Child,
    lines: std::sync::mpsc::Receiver<String>,
}

impl Stage {
    fn of(kind: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "shutdown::child", "--ignored", "--nocapture"])
            .env(CHILD, kind)
            .env_remove("DISCORD_TOKEN")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (sender, lines) = std::sync::mpsc::channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines }
    }

    fn expect(&self, wanted: &str) {
        loop {
            match self.lines.recv_timeout(SOON) {
                Ok(line) if line.contains(wanted) => return,
                Ok(_) => {}
                Err(error) => panic!("the child did not say `{wanted}`: {error}"),
            }
        }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// The child ends well, although nobody has closed its stdin.
    fn ends_well(mut self) {
        let start = std::time::Instant::now();
        while start.elapsed() < SOON {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "{status}");
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        self.child.kill().unwrap();
        panic!("the child did not end");
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_bot_in_good_order() {
    for signal in ["INT", "TERM"] {
        let stage = Stage::of("willing");
        stage.expect("child: ready");
        stage.signal(signal);
        stage.expect("child: shutdown");
        stage.expect("child: done");
        stage.ends_well();
    }
}

#[cfg(unix)]
#[test]
fn a_second_signal_ends_the_bot_at_once() {
    let stage = Stage::of("stubborn");
    stage.expect("child: ready");
    stage.signal("INT");
    stage.expect("child: shutdown");
    stage.signal("TERM");
    stage.expect("child: done");
    stage.ends_well();
}

#[test]
fn the_end_of_stdin_ends_a_bot_that_plays_at_home() {
    let mut stage = Stage::of("willing");
    stage.expect("child: ready");
    drop(stage.child.stdin.take());
    stage.expect("child: done");
    stage.ends_well();
}
