//! A handler that blocks its thread holds up nobody else, where the runtime has two threads.
//!
//! Threads are blocked with `std::thread::sleep`, of which the runtime is told nothing. A block lasts until the others
//! have been answered, so that many of them take no time; what waits for the end of one fails the test. The tests wait
//! on a thread that is none of the runtime's: to wake one of those may be the very thing that nobody else would have
//! done.

use std::{
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use greenroom::{
    BotGuard,
    prelude::*,
    rest::Http,
    sandbox::{Sandbox, SandboxChannel},
};

use crate::{
    common::{BEAT, patient, patient_sandbox},
    handlers::never_lost,
};

/// The heartbeat interval of [`patient_sandbox`].
const INTERVAL: Duration = BEAT.saturating_mul(3);

/// What waits for so long was held up.
const HELD_UP: Duration = Duration::from_secs(5);
/// A block whose end nobody orders ends after this.
const LONGEST: Duration = Duration::from_secs(15);
/// How long a handler waits that waits for a timer.
const TIMER: Duration = Duration::from_millis(150);
/// Guilds beside that of the handler that blocks.
const OTHERS: usize = 20;

/// What a handler does before it blocks its thread. It is then in its first poll, in the second that follows at once,
/// or in one for which the runtime was woken, by its own timers or from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Yield,
    Timer,
    Rest,
}

const BEFORE: [Before; 4] = [Before::Nothing, Before::Yield, Before::Timer, Before::Rest];

/// Blocks threads, one at a time.
#[derive(Debug, Default)]
struct Block {
    is_on: AtomicBool,
    is_over: AtomicBool,
}

impl Block {
    fn stay(&self) {
        let start = Instant::now();
        self.is_on.store(true, Ordering::SeqCst);
        while !self.is_over.load(Ordering::SeqCst) && start.elapsed() < LONGEST {
            thread::sleep(Duration::from_millis(1));
        }
        self.is_on.store(false, Ordering::SeqCst);
    }
}

/// Blocks its thread if a message says so.
struct Blocks(Arc<Block>);

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Blocks {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        let Some(before) = BEFORE.iter().find(|before| message.content == format!("block {before:?}")) else {
            return Ok(());
        };
        match before {
            Before::Nothing => {}
            Before::Yield => tokio::task::yield_now().await,
            Before::Timer => tokio::time::sleep(Duration::from_millis(2)).await,
            Before::Rest => drop(ctx.http().channel(message.channel_id).await?),
        }
        self.0.stay();
        Ok(())
    }
}

/// Has a word with Discord over each message, or waits for a timer, or does neither and is done at once.
#[derive(Default)]
struct Works {
    begun: AtomicUsize,
    done: AtomicUsize,
    /// What is said in the messages whose calls have begun and not ended.
    under_way: Mutex<Vec<String>>,
    http: OnceLock<Http>,
}

struct Worker(Arc<Works>);

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Worker {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        let text = message.content.to_string();
        self.0.http.get_or_init(|| ctx.http().clone());
        self.0.under_way.lock().unwrap().push(text.clone());
        self.0.begun.fetch_add(1, Ordering::SeqCst);
        if message.content == "timer" {
            tokio::time::sleep(TIMER).await;
        } else if message.content == "quick" {
            // Long enough for one task to call for another after two.
            let start = Instant::now();
            while start.elapsed() < Duration::from_micros(300) {}
        } else {
            let channel = ctx.http().channel(message.channel_id).await?;
            if channel.id != message.channel_id {
                return Err("the answer is another's".into());
            }
        }
        let mut under_way = self.0.under_way.lock().unwrap();
        under_way.iter().position(|it| *it == text).map(|at| under_way.remove(at));
        self.0.done.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

/// A bot with both handlers, in a sandbox that answers as often as it is asked.
struct Show {
    sandbox: Sandbox,
    bot: BotGuard,
    block: Arc<Block>,
    works: Arc<Works>,
    /// Of the guild in which a handler blocks.
    here: SandboxChannel,
    /// Of the other guilds.
    there: Vec<SandboxChannel>,
}

impl Show {
    async fn begin() -> Self {
        let sandbox = patient_sandbox().await;
        sandbox.set_global_rest_limit(100_000);
        assert!(sandbox.set_route_limit("GET", "/channels/{channel_id}", 100_000, Duration::from_secs(1)));
        let here = sandbox.guild("here").channel("general");
        let there = (0..OTHERS).map(|n| sandbox.guild(&format!("there {n}")).channel("general")).collect();
        let (block, works) = <(Arc<Block>, Arc<Works>)>::default();
        let bot = patient(&sandbox)
            .configure_http(|config| config.global_rate = 100_000)
            .handler(Blocks(Arc::clone(&block)))
            .handler(Worker(Arc::clone(&works)))
            .spawn()
            .await
            .unwrap();
        Self { sandbox, bot, block, works, here, there }
    }

    fn say(&self, channel: &SandboxChannel, text: &str) {
        self.sandbox.user("alice").say(channel, text);
    }

    /// Waits on this thread, which is none of the runtime's.
    fn wait(&self, what: &str, mut is_true: impl FnMut(&Self) -> bool) {
        let start = Instant::now();
        while !is_true(self) {
            if start.elapsed() > HELD_UP {
                let (works, stats) = (&self.works, self.bot.stats());
                let pending = works.http.get().map(Http::pending);
                let under_way = works.under_way.lock().unwrap().clone();
                // What goes on now was held up by the block, and not by the machine.
                self.block.is_over.store(true, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(300));
                let after = works.under_way.lock().unwrap();
                panic!(
                    "{what}: held up; {under_way:?} of {:?} calls were under way, {pending:?} requests and {stats:?}; \
                     once the block is over, {after:?}",
                    works.begun
                );
            }
            thread::sleep(Duration::from_micros(200));
        }
    }

    fn wait_done(&self, what: &str, count: usize) {
        self.wait(what, |show| show.works.done.load(Ordering::SeqCst) == count);
    }

    fn begin_block(&self, before: Before) {
        self.block.is_over.store(false, Ordering::SeqCst);
        self.say(&self.here, &format!("block {before:?}"));
    }

    fn end_block(&self, what: &str) {
        self.wait(what, |show| show.block.is_on.load(Ordering::SeqCst));
        self.block.is_over.store(true, Ordering::SeqCst);
        self.wait(what, |show| !show.block.is_on.load(Ordering::SeqCst));
    }

    async fn end(self) {
        never_lost(&self.sandbox);
        assert_eq!(self.bot.stats().failed, 0);
        self.bot.stop().await;
    }
}

/// Calls that wait for REST, of events that come before, while and after the thread is blocked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocked_thread_holds_up_no_event_and_no_answer() {
    let show = Show::begin().await;
    let mut said = 0;
    for round in 0..48 {
        let before = BEFORE[round % BEFORE.len()];
        let early = fastrand::usize(..=OTHERS);
        let what = format!("round {round}, {before:?} before the block, {early} events before it");
        for channel in &show.there[..early] {
            show.say(channel, "before");
        }
        show.begin_block(before);
        match fastrand::u8(..3) {
            0 => {}
            1 => thread::sleep(Duration::from_micros(fastrand::u64(..3000))),
            _ => show.wait(&what, |show| show.block.is_on.load(Ordering::SeqCst)),
        }
        for channel in &show.there[early..] {
            show.say(channel, "meanwhile");
        }
        // The other handler is called for the same event, and for the next of the same guild.
        show.say(&show.here, "meanwhile");
        said += OTHERS + 2;
        show.wait_done(&what, said);
        show.end_block(&what);
    }
    show.end().await;
}

/// Ten events for each of the guilds at once, so that there is more to do than one thread does in a moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocked_thread_holds_up_no_flood() {
    let show = Show::begin().await;
    let mut said = 0;
    for round in 0..32 {
        let before = BEFORE[round % BEFORE.len()];
        // The first task that works off a flood calls for more early on, perhaps just before it comes to the block.
        let (text, most) = if round % 8 < 4 { ("quick", 8) } else { ("flood", 10 * OTHERS) };
        let at = fastrand::usize(..most);
        let what = format!("round {round}, {before:?} before the block, which is at {at} of `{text}`");
        for n in 0..10 * OTHERS {
            if n == at {
                show.begin_block(before);
            }
            show.say(&show.there[n % OTHERS], text);
        }
        said += 10 * OTHERS + 1;
        show.wait_done(&what, said);
        show.end_block(&what);
    }
    show.end().await;
}

/// The thread that is blocked may be the one that looks after the runtime's timers, and no event comes to wake another.
/// The timer rings long after the thread was blocked: one that rings in that very moment may be taken up by that very
/// thread (see [`greenroom::BotFuture`]).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocked_thread_holds_up_no_timer() {
    let show = Show::begin().await;
    let mut said = 0;
    for round in 0..12 {
        let before = BEFORE[round % BEFORE.len()];
        let what = format!("round {round}, {before:?} before the block");
        show.say(&show.there[round % OTHERS], "timer");
        show.wait(&what, |show| show.works.begun.load(Ordering::SeqCst) == said + 1);
        show.begin_block(before);
        said += 2;
        show.wait_done(&what, said);
        show.end_block(&what);
    }
    show.end().await;
}

/// Blocks a thread for a time, and says something in each guild now and then.
async fn blocks_for(time: Duration) {
    let show = Show::begin().await;
    let beats = show.sandbox.heartbeats().len();
    show.begin_block(Before::Nothing);
    show.wait("the block", |show| show.block.is_on.load(Ordering::SeqCst));
    let (start, mut said) = (Instant::now(), 1);
    while start.elapsed() < time {
        show.there.iter().for_each(|channel| show.say(channel, "meanwhile"));
        said += OTHERS;
        show.wait_done("while a thread is blocked", said);
        assert!(show.block.is_on.load(Ordering::SeqCst), "the block was over");
        thread::sleep(Duration::from_millis(100));
    }
    let beats = show.sandbox.heartbeats().split_off(beats);
    show.end_block("the end");
    // One may be due at either end.
    let due = time.as_millis() / INTERVAL.as_millis();
    assert!(beats.len() as u128 + 1 >= due, "{due} were due: {beats:?}");
    show.end().await;
}

/// Three heartbeats long. Ten seconds are a quarter of the time between two heartbeats of Discord's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thread_that_is_blocked_for_three_heartbeats_costs_nothing() {
    blocks_for(INTERVAL * 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes ten seconds"]
async fn a_thread_that_is_blocked_for_ten_seconds_costs_nothing() {
    blocks_for(Duration::from_secs(10)).await;
}
