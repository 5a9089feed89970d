//! The long run: many shards, many events, and a network that breaks all the time. Every message is handled exactly
//! once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::time::{Duration, Instant};

use crate::common::bot;
use greenroom::{
    prelude::*,
    sandbox::{Fault, Faults, ResumeOutcome, Sandbox},
};

const SHARDS: u32 = 64;
const MESSAGES: usize = 200_000;
/// So many messages may be on their way before more are said: enough to keep every shard busy.
const AHEAD: usize = 8_000;
/// One of the connections breaks after so many messages, on average.
const FAULT_EVERY: usize = 400;

struct Clerk(Sandbox);

#[event_handler(without(MESSAGE_CONTENT))]
impl EventHandler for Clerk {
    async fn message_create(&self, _: &Context, message: &MessageCreate) -> HandlerResult {
        self.0.tally(message.id.get());
        Ok(())
    }
}

/// Breaks something of one shard, in a way that a session survives. Corrupt data is left out: what is behind it may
/// still be JSON, and then nobody can know what it was (TLS sees to that in earnest).
fn break_something(faults: &Faults, shard: u32, random: &mut fastrand::Rng) {
    let faults = faults.on(shard);
    match random.u8(..10) {
        0 => faults.drop_connections(),
        1 => faults.reset(),
        2 => faults.reconnect(),
        // A close frame that answers a RESUME costs the session, as it should; so these come while there is none to
        // answer.
        3 | 4 => {
            faults.once(Fault::CloseInsteadOfHello(if random.bool() { 4000 } else { 1001 }));
            faults.drop_connections();
        }
        5 => faults.invalidate(true),
        6 => faults.times(3, Fault::Split(3)),
        7 => faults.times(3, Fault::Fragment(4)),
        8 => faults.times(20, Fault::Duplicate),
        _ => {
            faults.once(Fault::DropInReplay(1));
            faults.drop_connections();
        }
    }
}

#[greenroom::test]
#[ignore = "it takes minutes; .ci/run runs it"]
async fn every_message_is_handled_exactly_once() {
    let sandbox = Sandbox::builder()
        .shards(SHARDS)
        .max_concurrency(SHARDS)
        .session_starts(1000, 1000)
        .heartbeat_interval(Duration::from_secs(5))
        .default_world(false)
        .start()
        .await
        .unwrap();
    let alice = sandbox.user("alice");
    let channels: Vec<_> = (0..SHARDS)
        .map(|shard| {
            let guild = sandbox.create_guild_on_shard(&format!("guild {shard}"), shard, SHARDS);
            alice.join(&guild);
            guild.channel("general")
        })
        .collect();
    // What matters here is that nothing is lost, not how soon it comes on a busy machine.
    let bot = bot(&sandbox)
        .configure_shards(|config| {
            config.timeouts = greenroom::gateway::Timeouts::default();
            config.max_resume_attempts = 100;
        })
        .handler(Clerk(sandbox.clone()))
        .spawn()
        .await
        .unwrap();

    let seed = std::env::var("SOAK_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    println!("SOAK_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let faults = sandbox.faults();
    let began = Instant::now();
    let mut said = Vec::with_capacity(MESSAGES);
    while said.len() < MESSAGES {
        for _ in 0..AHEAD / 4 {
            said.push(alice.say(random.choice(&channels).unwrap(), "again"));
            if random.usize(..FAULT_EVERY) == 0 {
                break_something(&faults, random.u32(..SHARDS), &mut random);
            }
        }
        let handled = said.len().saturating_sub(AHEAD) as u64;
        let caught_up = |_: &Sandbox| bot.stats().handled >= handled;
        sandbox.wait_until(Duration::from_secs(60), caught_up).await.unwrap();
    }
    let all = said.len() as u64;
    // If this is in vain, the count below says what is missing.
    let _ = sandbox.wait_until(Duration::from_secs(60), |_| bot.stats().handled >= all).await;

    if let Err(error) = sandbox.handled_exactly_once(&said) {
        let fruitless: Vec<_> = sandbox
            .resumes()
            .into_iter()
            .filter(|resume| !matches!(resume.outcome, ResumeOutcome::Resumed(_)))
            .collect();
        let (identifies, stats) = (sandbox.identifies().len(), bot.stats());
        panic!("{error}; SOAK_SEED={seed}; {identifies} identifies, {stats:?}, {fruitless:#?}");
    }
    let reconnects: u64 = bot.shards().iter().map(|shard| shard.reconnects).sum();
    println!("{all} messages, {reconnects} reconnects, {:?}", began.elapsed());
    assert!(reconnects > 100, "the faults must have bitten: {reconnects}");
    assert_eq!(sandbox.identifies().len(), SHARDS as usize, "every session was resumed, none begun anew");
    bot.stop().await;
}
