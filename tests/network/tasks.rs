//! Tasks of a bot on a sandbox, whose clock is moved.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use greenroom::command::BoxFuture;
use greenroom::prelude::*;
use greenroom::sandbox::Sandbox;
use greenroom::task::TaskInfo;
use greenroom::{BotGuard, Error};
use tokio::sync::Notify;

use crate::commands::{World, eventually};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// Counts, and can be read from a test.
type Count = Arc<AtomicUsize>;

fn count(count: &Count) -> usize {
    count.load(Ordering::SeqCst)
}

/// A task that counts its runs.
fn counting(name: &str, period: Duration, runs: &Count) -> Task {
    let runs = Arc::clone(runs);
    Task::every(name, period, move |_| {
        runs.fetch_add(1, Ordering::SeqCst);
        async { Ok(()) }
    })
}

fn info(bot: &BotHandle, name: &str) -> TaskInfo {
    bot.tasks().into_iter().find(|task| &*task.name == name).unwrap()
}

/// Waits until the task waits for its next due time.
async fn waits(bot: &BotHandle, name: &str) -> Timestamp {
    eventually(|| info(bot, name).next.is_some()).await;
    info(bot, name).next.unwrap()
}

/// Whether there is a whole number of periods between two times. The times of day are read at different moments, and
/// the clock of the system may be corrected in between, so that they differ by a little.
fn is_multiple(later: Timestamp, earlier: Timestamp, period: Duration) -> bool {
    let (between, second) = (later.since(earlier), Duration::from_secs(1));
    let over = Duration::from_micros((between.as_micros() % period.as_micros()) as u64);
    between > second && (over < second || period - over < second)
}

/// Moves the clock to the next due time of a task, and waits until that run has ended.
async fn next_run(world: &World, name: &str) -> TaskInfo {
    let (due, runs) = (waits(&world.bot, name).await, info(&world.bot, name).runs);
    let now: Timestamp = world.sandbox.clock().wall().into();
    let left = u64::try_from(due.as_micros() - now.as_micros()).unwrap_or(0);
    world.sandbox.advance(Duration::from_micros(left));
    eventually(|| info(&world.bot, name).runs > runs).await;
    info(&world.bot, name)
}

#[derive(Default)]
struct Welcome {
    log: Arc<Mutex<Vec<String>>>,
    failing: AtomicUsize,
}

#[handlers]
impl Welcome {
    #[task(cron = "0 9 * * *", zone = "Europe/Berlin")]
    async fn birthdays(&self, ctx: &TaskContext) -> HandlerResult {
        self.log.lock().unwrap().push(format!("{} {}", ctx.name(), ctx.scheduled()));
        Ok(())
    }

    #[task(every = "5m")]
    async fn save(&self) -> HandlerResult {
        match self.failing.fetch_add(1, Ordering::SeqCst) {
            0 => Err("the disk is full".into()),
            1 => panic!("the disk is gone"),
            _ => Ok(()),
        }
    }
}

#[greenroom::test]
async fn a_task_runs_once_each_period_and_missed_runs_are_not_made_up_for() {
    let runs = Count::default();
    let world = World::start(|bot| bot.task(counting("tick", 5 * MINUTE, &runs))).await;
    let due = waits(&world.bot, "tick").await;
    assert_eq!(count(&runs), 0);
    assert_eq!(next_run(&world, "tick").await.runs, 1);
    let second = waits(&world.bot, "tick").await;
    assert!(is_multiple(second, due, 5 * MINUTE), "{due} {second}");
    // Twelve periods pass at once.
    world.sandbox.advance(HOUR);
    eventually(|| count(&runs) == 2).await;
    let third = waits(&world.bot, "tick").await;
    assert!(is_multiple(third, due, 5 * MINUTE), "the periods are counted from the start: {due} {third}");
    assert_eq!(next_run(&world, "tick").await.runs, 3);
    assert_eq!(count(&runs), 3);
    world.bot.stop().await;
}

#[greenroom::test]
async fn a_cron_task_runs_at_the_time_of_day_of_its_zone() {
    let log = Arc::<Mutex<Vec<String>>>::default();
    let welcome = Welcome { log: Arc::clone(&log), failing: AtomicUsize::new(2) };
    let world = World::start(|bot| bot.handler(welcome)).await;
    let due = waits(&world.bot, "Welcome.birthdays").await;
    let next = next_run(&world, "Welcome.birthdays").await;
    assert_eq!((next.runs, next.failures), (1, 0));
    assert_eq!(*log.lock().unwrap(), [format!("Welcome.birthdays {due}")]);
    // Berlin is one or two hours ahead of UTC.
    let time = due.to_string();
    assert!(time.contains("T08:00:00") || time.contains("T07:00:00"), "{time}");
    let second = waits(&world.bot, "Welcome.birthdays").await;
    assert!((23 * 3600..=25 * 3600).contains(&(second.as_secs() - due.as_secs())), "{second}");
    world.bot.stop().await;
}

#[derive(EventHandler)]
struct App {
    welcome: Welcome,
}

#[greenroom::test]
async fn an_error_and_a_panic_are_reported_with_the_name_of_the_task_and_the_next_run_comes() {
    let failures = Arc::<Mutex<Vec<String>>>::default();
    let seen = Arc::clone(&failures);
    let world = World::start(|bot| {
        bot.handler(App { welcome: Welcome::default() }).on_error(move |_, failure| {
            let text = format!("{} | {:?} | {failure}", failure.handler, failure.task());
            seen.lock().unwrap().push(text);
            Box::pin(async {})
        })
    })
    .await;
    for (runs, failed) in [(1, 1), (2, 2), (3, 2)] {
        let info = next_run(&world, "App.welcome.save").await;
        assert_eq!((info.runs, info.failures), (runs, failed));
    }
    let name = "App.welcome.save";
    let expected = [
        format!("App.welcome | Some({name:?}) | the task {name} failed: the disk is full"),
        format!("App.welcome | Some({name:?}) | the task {name} panicked: the disk is gone"),
    ];
    assert_eq!(*failures.lock().unwrap(), expected);
    let stats = world.bot.stats();
    assert_eq!((stats.failed, stats.panicked), (1, 1));
    world.bot.stop().await;
}

/// A task that runs until it is told to end, and counts what begins and what ends.
fn long(began: &Count, ended: &Count, end: &Arc<Notify>) -> Task {
    let (began, ended, end) = (Arc::clone(began), Arc::clone(ended), Arc::clone(end));
    Task::every("long", MINUTE, move |_| {
        let (began, ended, end) = (Arc::clone(&began), Arc::clone(&ended), Arc::clone(&end));
        async move {
            began.fetch_add(1, Ordering::SeqCst);
            end.notified().await;
            ended.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }
    })
}

#[greenroom::test]
async fn a_run_that_takes_longer_than_the_period_is_not_overlapped() {
    let (began, ended, end) = (Count::default(), Count::default(), Arc::new(Notify::new()));
    let world = World::start(|bot| bot.task(long(&began, &ended, &end))).await;
    let first = waits(&world.bot, "long").await;
    world.sandbox.advance(MINUTE);
    eventually(|| count(&began) == 1).await;
    assert!(info(&world.bot, "long").is_running && info(&world.bot, "long").next.is_none());
    // Two due times pass while it runs. A run that is asked for waits as well.
    world.sandbox.advance(2 * MINUTE + MINUTE / 2);
    let asked = tokio::spawn({
        let bot = world.bot.handle();
        async move { bot.run_task("long").await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!((count(&began), count(&ended)), (1, 0));
    end.notify_one();
    eventually(|| count(&began) == 2).await;
    assert_eq!(count(&ended), 1);
    end.notify_one();
    asked.await.unwrap().unwrap();
    let next = waits(&world.bot, "long").await;
    assert_eq!(next.as_secs() - first.as_secs(), 180);
    assert_eq!(info(&world.bot, "long").runs, 2);
    world.bot.stop().await;
}

#[greenroom::test]
async fn a_stop_waits_for_a_run_and_begins_no_more() {
    let (began, ended, end) = (Count::default(), Count::default(), Arc::new(Notify::new()));
    let world = World::start(|bot| bot.task(long(&began, &ended, &end))).await;
    let handle = world.bot.handle();
    waits(&handle, "long").await;
    world.sandbox.advance(MINUTE);
    eventually(|| count(&began) == 1).await;
    let stop = tokio::spawn({
        let handle = handle.clone();
        async move { handle.stop().await }
    });
    handle.stopping().await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!stop.is_finished(), "the stop waits");
    end.notify_one();
    stop.await.unwrap();
    world.sandbox.advance(HOUR);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!((count(&began), count(&ended)), (1, 1));
    assert_eq!(info(&handle, "long").next, None);
    assert!(matches!(handle.run_task("long").await, Err(Error::NotRunning)));
}

#[greenroom::test]
async fn a_run_that_does_not_end_is_dropped_at_the_deadline_of_handlers() {
    let (began, ended, end) = (Count::default(), Count::default(), Arc::new(Notify::new()));
    let world = World::start(|bot| {
        bot.task(long(&began, &ended, &end).at_start()).handlers_deadline(Duration::from_millis(100))
    })
    .await;
    eventually(|| count(&began) == 1).await;
    let handle = world.bot.handle();
    handle.stop().await;
    eventually(|| info(&handle, "long").runs == 1).await;
    assert_eq!((count(&ended), info(&handle, "long").failures), (0, 1));
}

#[greenroom::test]
async fn only_tasks_of_each_process_run_without_shard_0() {
    let (one, each, started) = (Count::default(), Count::default(), Count::default());
    let tasks = [
        counting("one", MINUTE, &one),
        counting("started", MINUTE, &started).at_start(),
        counting("each", MINUTE, &each).each_process(),
    ];
    let sandbox = Sandbox::start().await.unwrap();
    let bot = tasks.into_iter().fold(Bot::sandbox(&sandbox).sharding(Sharding::shards([1], 2)), Bot::task);
    let bot = bot.spawn().await.unwrap();
    waits(&bot, "each").await;
    sandbox.advance(MINUTE);
    eventually(|| count(&each) == 1).await;
    waits(&bot, "each").await;
    sandbox.advance(MINUTE);
    eventually(|| count(&each) == 2).await;
    assert_eq!((count(&one), count(&started)), (0, 0));
    assert_eq!(info(&bot, "one").next, None);
    // It runs where it is asked for.
    bot.run_task("one").await.unwrap();
    assert_eq!(count(&one), 1);
    bot.stop().await;
}

#[greenroom::test]
async fn a_task_can_run_at_the_start_and_when_it_is_asked_for() {
    let runs = Count::default();
    let world = World::start(|bot| {
        let app = App { welcome: Welcome { failing: AtomicUsize::new(2), ..Welcome::default() } };
        bot.task(counting("tick", MINUTE, &runs).at_start()).handler(app)
    })
    .await;
    eventually(|| count(&runs) == 1).await;
    world.bot.run_task("tick").await.unwrap();
    assert_eq!(count(&runs), 2);
    // The end of a name is enough.
    world.bot.run_task("save").await.unwrap();
    assert_eq!(info(&world.bot, "App.welcome.save").runs, 1);
    let names: Vec<_> = world.bot.tasks().iter().map(|task| task.name.to_string()).collect();
    assert_eq!(names, ["tick", "App.welcome.birthdays", "App.welcome.save"]);
    let error = world.bot.run_task("sav").await.unwrap_err().to_string();
    let expected = "option `task`: there is no task `sav`; the tasks are `tick`, `App.welcome.birthdays`, \
                    `App.welcome.save`";
    assert_eq!(error, expected);
    world.bot.stop().await;
}

static TICKS: AtomicUsize = AtomicUsize::new(0);

#[task(every = "30s", at_start)]
async fn tick(ctx: &TaskContext) -> HandlerResult {
    ctx.http().current_user().await?;
    TICKS.fetch_add(1, Ordering::SeqCst);
    Ok(())
}

#[task(every = "1h")]
async fn plain() -> HandlerResult {
    Ok(())
}

#[greenroom::test]
async fn functions_are_tasks_and_stay_functions() {
    let world = World::start(|bot| bot.task(tick).task(plain)).await;
    eventually(|| info(&world.bot, "tick").runs == 1).await;
    assert_eq!((TICKS.load(Ordering::SeqCst), info(&world.bot, "tick").failures), (1, 0));
    assert!(plain().await.is_ok());
    world.bot.stop().await;
}

struct Reads(Arc<Mutex<Option<String>>>);

#[handlers]
impl Reads {
    #[task(every = "1m", at_start)]
    async fn read(&self, ctx: &TaskContext) -> HandlerResult {
        let call = ctx.call().ok_or("no call")?;
        *self.0.lock().unwrap() = Some(format!("{} {} {}", call.event(), call.session().is_none(), ctx.shard()));
        ctx.sleep(HOUR).await;
        Ok(())
    }
}

#[greenroom::test]
async fn a_run_has_a_call_of_its_own_and_sleeps_by_the_clock_of_the_bot() {
    let read = Arc::default();
    let world = World::start(|bot| bot.handler(Reads(Arc::clone(&read)))).await;
    eventually(|| read.lock().unwrap().is_some()).await;
    assert_eq!(read.lock().unwrap().as_deref(), Some("task true 0"));
    world.sandbox.advance(2 * HOUR);
    eventually(|| info(&world.bot, "Reads.read").runs == 1).await;
    world.bot.stop().await;
    // Nothing keeps the handlers of a bot that has ended.
    eventually(|| Arc::strong_count(&read) == 1).await;
}

/// The error of a bot with these tasks.
async fn error_of(tasks: impl IntoIterator<Item = Task>) -> String {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = tasks.into_iter().fold(Bot::sandbox(&sandbox), Bot::task);
    let error: Error = bot.spawn().await.map(|_: BotGuard| ()).unwrap_err();
    error.to_string()
}

fn nothing() -> impl Fn(TaskContext) -> BoxFuture<'static, HandlerResult> + Send + Sync + 'static {
    |_| Box::pin(async { Ok(()) })
}

#[greenroom::test]
async fn wrong_tasks_are_errors_at_the_start_that_name_them() {
    let zero = error_of([Task::every("zero", Duration::ZERO, nothing())]).await;
    assert!(zero.contains("the task `zero`: its period is 0"), "{zero}");
    let twice = error_of([Task::every("a", MINUTE, nothing()), Task::every("a", HOUR, nothing())]).await;
    assert!(twice.contains("two tasks have the name `a`"), "{twice}");
    let cron = error_of([Task::cron("nine", "0 25 * * *", "UTC", nothing())]).await;
    assert!(cron.contains("the task `nine`: the cron expression `0 25 * * *` is wrong"), "{cron}");
    let zone = error_of([Task::cron("nine", "0 9 * * *", "Berlin", nothing())]).await;
    assert!(zone.contains("the task `nine`: there is no time zone `Berlin`. Write a name"), "{zone}");
}
