//! One of the bot's own actors dies, and the bot goes on.
//!
//! What is guaranteed, and shown here: after the death of any one of them the session is resumed, never begun anew, and
//! every event reaches every handler exactly once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking"
)]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use greenroom::{
    BotGuard, BotHandle, Part,
    prelude::*,
    sandbox::{Fault, IdentifyOutcome, ResumeOutcome, Sandbox},
};
use tokio::{sync::Semaphore, time::timeout};

use crate::{
    common::{Diary, SOON, Witness, general, patient, patient_sandbox, ping},
    panics::{alone, wanted},
};

/// Crashes one part, and returns when it has panicked. One that is just being replaced is told again.
async fn crash(bot: &BotHandle, part: Part) {
    let mut panics = wanted().subscribe();
    let before = panics.borrow_and_update().len();
    let crashed = async {
        loop {
            bot.crash(part).await;
            let panicked = panics.wait_for(|panics| panics.len() > before);
            if timeout(Duration::from_millis(100), panicked).await.is_ok() {
                return;
            }
        }
    };
    assert!(timeout(SOON, crashed).await.is_ok(), "{part:?} did not crash");
}

const PARTS: [Part; 6] =
    [Part::Heartbeat(0), Part::Router, Part::Shard(0), Part::Identify, Part::Rest, Part::Supervisor];

/// Reports every message to the sandbox, and answers `!ping`.
struct Teller {
    sandbox: Arc<Sandbox>,
    /// A permit for each message that may be handled.
    gate: Arc<Semaphore>,
}

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Teller {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        self.gate.acquire().await?.forget();
        self.sandbox.tally(message.id.get());
        if message.content == "!ping" {
            message.reply(ctx, "Pong!").await?;
        }
        Ok(())
    }
}

/// A bot with a [`Teller`] whose gate is wide open, unless it is said otherwise.
async fn teller(bot: Bot, sandbox: &Arc<Sandbox>, permits: usize) -> (BotGuard, Arc<Semaphore>) {
    let gate = Arc::new(Semaphore::new(permits));
    let teller = Teller { sandbox: Arc::clone(sandbox), gate: Arc::clone(&gate) };
    (bot.handler(teller).spawn().await.unwrap(), gate)
}

const OPEN: usize = Semaphore::MAX_PERMITS / 2;

/// Waits until all these messages were handled, and something said after them; then each was handled exactly once.
async fn handled_exactly_once(sandbox: &Sandbox, mut said: Vec<MessageId>) {
    said.push(sandbox.user("alice").say(general(sandbox), "that is all"));
    let all = |sandbox: &Sandbox| said.iter().all(|id| sandbox.tallies().contains_key(&id.get()));
    let waited = sandbox.wait_until(SOON * 2, all).await;
    // What was counted says more than that the time is over.
    sandbox.handled_exactly_once(&said).unwrap();
    waited.unwrap();
}

#[greenroom::test]
async fn whichever_part_dies_the_bot_answers_and_keeps_its_session() {
    let _alone = alone().await;
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Witness(diary.clone())).spawn().await.unwrap();
    for part in PARTS {
        crash(&bot, part).await;
        ping(&sandbox).await;
    }
    assert_eq!(sandbox.identifies().len(), 1, "a new session was begun: {:?}", sandbox.connections());
    assert_eq!(sandbox.sessions(), 1);
    // Those of whom the connection hangs: the heartbeat, the shard, the supervisor.
    sandbox.wait_until(SOON, |sandbox| sandbox.resumes().len() >= 3).await.unwrap();
    diary.expect_times("resumed 0", 3).await;
    assert!(
        sandbox.resumes().iter().all(|resume| matches!(resume.outcome, ResumeOutcome::Resumed(_))),
        "{:?}",
        sandbox.resumes()
    );
    assert_eq!(diary.count("all 1 ready"), 1, "the bot is ready once in its life");
    bot.stop().await;
    // A shard without a heartbeat closes its connection itself, so that the session can go on over the next.
    assert_eq!(sandbox.close_codes(), [Some(4000), Some(1000)]);
}

#[greenroom::test]
async fn parts_die_again_and_again_and_each_message_is_handled_exactly_once() {
    let _alone = alone().await;
    let sandbox = Arc::new(patient_sandbox().await);
    let (bot, _gate) = teller(patient(&sandbox), &sandbox, OPEN).await;
    let general = general(&sandbox);
    let said = Arc::new(Mutex::new(Vec::new()));
    let talk = {
        let (sandbox, said) = (Arc::clone(&sandbox), Arc::clone(&said));
        tokio::spawn(async move {
            loop {
                let ids = sandbox.user("alice").say_all(&general, ["one", "two", "three", "four", "five"]);
                said.lock().unwrap().extend(ids);
                tokio::time::sleep(Duration::from_millis(4)).await;
            }
        })
    };
    for part in PARTS.into_iter().chain(PARTS) {
        let before = bot.stats().handled;
        crash(&bot, part).await;
        // Messages flow again, and not only those that were under way.
        sandbox.wait_until(SOON, |_| bot.stats().handled >= before + 50).await.unwrap();
    }
    talk.abort();
    let _ = talk.await;
    let said = said.lock().unwrap().clone();
    assert!(said.len() > 500, "only {} messages were said", said.len());
    handled_exactly_once(&sandbox, said).await;
    assert_eq!(sandbox.identifies().len(), 1);
    bot.stop().await;
}

/// The shard dies while the router holds it up: its events are in the lanes, and Discord must not send them to the
/// handlers again.
#[greenroom::test]
async fn a_shard_that_dies_while_handlers_hold_it_up_repeats_nothing() {
    let _alone = alone().await;
    let sandbox = Arc::new(patient_sandbox().await);
    let (bot, gate) = teller(patient(&sandbox).max_waiting(4), &sandbox, 0).await;
    let alice = sandbox.user("alice");
    let mut said = alice.say_all(general(&sandbox), (0..10).map(|n| format!("before {n}")));
    sandbox.wait_until(SOON, |_| bot.stats().waiting >= 4).await.unwrap();
    said.extend(alice.say_all(general(&sandbox), (0..10).map(|n| format!("meanwhile {n}"))));
    crash(&bot, Part::Shard(0)).await;
    sandbox.wait_until(SOON, |sandbox| sandbox.resumes().len() == 1).await.unwrap();
    said.extend(alice.say_all(general(&sandbox), (0..10).map(|n| format!("after {n}"))));
    gate.add_permits(OPEN);
    handled_exactly_once(&sandbox, said).await;
    assert_eq!(sandbox.identifies().len(), 1);
    bot.stop().await;
}

#[greenroom::test]
async fn a_router_that_dies_often_while_handlers_hold_it_up_loses_nothing() {
    let _alone = alone().await;
    let sandbox = Arc::new(patient_sandbox().await);
    let (bot, gate) = teller(patient(&sandbox).max_waiting(4), &sandbox, 0).await;
    let alice = sandbox.user("alice");
    let mut said = Vec::new();
    for round in 0..5 {
        said.extend(alice.say_all(general(&sandbox), (0..5).map(|n| format!("{round}: {n}"))));
        crash(&bot, Part::Router).await;
    }
    gate.add_permits(OPEN);
    handled_exactly_once(&sandbox, said).await;
    assert_eq!(sandbox.connections().len(), 1, "the death of the router is no business of the connection");
    bot.stop().await;
}

#[greenroom::test]
async fn the_death_of_one_shard_is_nothing_to_the_others() {
    let _alone = alone().await;
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Witness(diary.clone())).sharding(Sharding::Total(3)).spawn().await.unwrap();
    crash(&bot, Part::Shard(1)).await;
    crash(&bot, Part::Heartbeat(1)).await;
    diary.expect_times("resumed 1", 1).await;
    ping(&sandbox).await;
    let connections = |shard| sandbox.connections().iter().filter(|it| it.shard == Some(shard)).count();
    assert_eq!((connections(0), connections(2)), (1, 1));
    assert!(connections(1) > 1);
    assert_eq!(sandbox.identifies().len(), 3);
    bot.stop().await;
}

#[greenroom::test]
async fn shards_that_wait_for_a_dead_identify_queue_get_their_turn_from_the_next() {
    let _alone = alone().await;
    let sandbox = crate::common::builder().identify_window(Duration::from_millis(300)).start().await.unwrap();
    let diary = Diary::default();
    let bot = patient(&sandbox)
        .identify_window(Duration::from_millis(310))
        .handler(Witness(diary.clone()))
        .sharding(Sharding::Total(3));
    let run = bot.run();
    let handle = run.handle();
    let run = tokio::spawn(run);
    sandbox.wait_until(SOON, |sandbox| sandbox.identifies().len() == 1).await.unwrap();
    crash(&handle, Part::Identify).await;
    diary.expect("all 3 ready").await;
    let outcomes: Vec<_> = sandbox.identifies().iter().map(|identify| identify.outcome).collect();
    assert_eq!(outcomes, [IdentifyOutcome::Accepted; 3], "the next queue knows what the former one has granted");
    handle.stop().await;
    run.await.unwrap().unwrap();
}

#[greenroom::test]
async fn requests_under_way_when_their_actor_dies_are_answered_once() {
    let _alone = alone().await;
    let sandbox = Arc::new(patient_sandbox().await);
    let (bot, _gate) = teller(patient(&sandbox), &sandbox, OPEN).await;
    let general = general(&sandbox);
    for _ in 0..5 {
        sandbox.faults().once(Fault::HttpDelay(Duration::from_millis(50)));
        let said = sandbox.user("alice").say(&general, "!ping");
        sandbox.wait_until(SOON, |sandbox| sandbox.tallies().contains_key(&said.get())).await.unwrap();
        crash(&bot, Part::Rest).await;
        general.expect_within(SOON, |message| message.reply_to == Some(said)).await.unwrap();
    }
    ping(&sandbox).await;
    let answers = general.messages().into_iter().filter(|message| message.author_id == sandbox.bot().id()).count();
    assert_eq!(answers, 6, "a request was carried out twice");
    assert_eq!(bot.stats().failed, 0);
    bot.stop().await;
}

/// The session is posted as soon as READY is known, before the router has it: what dies on the way there costs no
/// identify.
#[greenroom::test]
async fn a_shard_that_dies_right_after_ready_resumes() {
    let _alone = alone().await;
    for _ in 0..5 {
        let sandbox = patient_sandbox().await;
        let run = patient(&sandbox).handler(Witness(Diary::default())).run();
        let handle = run.handle();
        let run = tokio::spawn(run);
        while handle.shard(0).is_none_or(|shard| shard.session_id.is_none()) {
            tokio::task::yield_now().await;
        }
        crash(&handle, Part::Shard(0)).await;
        ping(&sandbox).await;
        // Whether READY was handed on before it died or is played again: it is said, once.
        handle.ready().await.unwrap();
        assert_eq!(sandbox.identifies().len(), 1, "{:#?}", sandbox.resumes());
        assert!(!sandbox.resumes().is_empty());
        handle.stop().await;
        run.await.unwrap().unwrap();
    }
}
