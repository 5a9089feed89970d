//! Gates before IDENTIFY, and a gateway that moves (SEEDS J06, R30; USERS themes 2 and 14).
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::common::{Diary, SOON, Witness, bot, builder, ping};
use greenroom::{
    Sharding, async_trait,
    gate::{GateAsk, GateError, IdentifyGate, LocalGate, conformance},
    gateway::ShardState,
    sandbox::{Fault, IdentifyOutcome, Sandbox},
};
use tokio::sync::Semaphore;

/// What a gate does to one who asks.
#[derive(Debug, Clone, Copy)]
enum Mood {
    Fail,
    Panic,
    Hang,
    /// Keeps its thread for a moment.
    Block,
}

/// Lets through whom the test lets through, and keeps who asked.
#[derive(Clone)]
struct Doorman {
    asks: Arc<Mutex<Vec<GateAsk>>>,
    moods: Arc<Mutex<VecDeque<Mood>>>,
    open: Arc<Semaphore>,
}

impl Doorman {
    fn new(permits: usize) -> Self {
        Self { asks: Arc::default(), moods: Arc::default(), open: Arc::new(Semaphore::new(permits)) }
    }

    fn asked(&self) -> Vec<u32> {
        self.asks.lock().unwrap().iter().map(|ask| ask.shard).collect()
    }
}

#[async_trait]
impl IdentifyGate for Doorman {
    async fn permit(&self, ask: &GateAsk) -> Result<(), GateError> {
        self.asks.lock().unwrap().push(*ask);
        let mood = self.moods.lock().unwrap().pop_front();
        match mood {
            Some(Mood::Fail) => return Err(GateError::new("the doorman is ill")),
            Some(Mood::Panic) => panic!("the doorman fainted, on purpose"),
            Some(Mood::Hang) => std::future::pending().await,
            Some(Mood::Block) => std::thread::sleep(Duration::from_millis(100)),
            None => {}
        }
        self.open.acquire().await.map_err(GateError::new)?.forget();
        Ok(())
    }
}

fn accepted(sandbox: &Sandbox) -> Vec<u32> {
    let identifies = sandbox.identifies();
    assert!(identifies.iter().all(|it| it.outcome == IdentifyOutcome::Accepted), "{identifies:#?}");
    identifies.iter().map(|it| it.shard.unwrap().0).collect()
}

/// Windows so short that only the gate can hold anybody up.
async fn open_sandbox(keys: u32) -> Sandbox {
    builder().identify_window(Duration::ZERO).max_concurrency(keys).start().await.unwrap()
}

/// SEEDS J06: the gate is asked what it needs to know, for one shard of a key at a time, and nobody identifies without
/// its word.
#[greenroom::test]
async fn nobody_identifies_before_the_gate_says_so() {
    let sandbox = open_sandbox(2).await;
    let gate = Doorman::new(0);
    let bot = bot(&sandbox).sharding(Sharding::Total(4)).identify_window(Duration::ZERO).identify_gate(gate.clone());
    let run = bot.handler(Witness(Diary::default())).run();
    let handle = run.handle();
    let run = tokio::spawn(run);
    // All are connected and wait; one of each key is at the gate.
    let waiting = |_: &Sandbox| {
        let shards = handle.shards();
        shards.len() == 4 && shards.iter().all(|shard| shard.state == ShardState::AwaitingPermit)
    };
    sandbox.wait_until(SOON, waiting).await.unwrap();
    sandbox.wait_until(SOON, |_| gate.asked().len() == 2).await.unwrap();
    let mut keys: Vec<_> = gate.asks.lock().unwrap().iter().map(GateAsk::key).collect();
    keys.sort_unstable();
    assert_eq!(keys, [0, 1]);
    assert_eq!(accepted(&sandbox), [0_u32; 0]);
    for count in 1..=4 {
        gate.open.add_permits(1);
        sandbox.wait_until(SOON, |it| it.identifies().len() == count).await.unwrap();
        // As many as were let through, and no more.
        let handed = handle.shards().iter().filter(|shard| shard.state == ShardState::AwaitingPermit).count();
        assert!(handed >= 4 - count, "{count}");
    }
    handle.ready().await.unwrap();
    assert_eq!(accepted(&sandbox).len(), 4);
    let ask = *gate.asks.lock().unwrap().iter().find(|ask| ask.shard == 3).unwrap();
    assert_eq!((ask.total, ask.max_concurrency, ask.window), (4, 2, Duration::ZERO));
    handle.stop().await;
    run.await.unwrap().unwrap();
}

/// SEEDS J06: a gate that lets everybody through at once changes nothing about the bot's own window.
#[greenroom::test]
async fn the_gate_comes_on_top_of_the_bots_own_window() {
    let window = Duration::from_millis(150);
    let sandbox = builder().identify_window(window).shards(3).start().await.unwrap();
    let gate = Doorman::new(100);
    // The first asks for long, so that the window would be over before it identifies.
    gate.moods.lock().unwrap().extend([Mood::Block]);
    let ours = window + Duration::from_millis(50);
    // On one thread, so that the shards come to the queue in their order.
    let bot = bot(&sandbox).threads(1).identify_window(ours).identify_gate(gate).handler(Witness(Diary::default()));
    let bot = bot.spawn().await.unwrap();
    let identifies = sandbox.identifies();
    assert_eq!(accepted(&sandbox), [0, 1, 2]);
    assert!(identifies.windows(2).all(|pair| pair[1].at - pair[0].at >= window), "{identifies:#?}");
    bot.stop().await;
}

/// SEEDS J06: whatever a gate does, it is asked again, the bot lives on, and nobody slips through.
#[greenroom::test]
async fn a_gate_that_fails_panics_hangs_or_blocks_is_asked_again() {
    for mood in [Mood::Fail, Mood::Panic, Mood::Hang, Mood::Block] {
        let sandbox = open_sandbox(1).await;
        let gate = Doorman::new(1);
        gate.moods.lock().unwrap().extend([mood, mood]);
        let diary = Diary::default();
        let bot = bot(&sandbox)
            .identify_gate(gate.clone())
            .gate_timeout(Duration::from_millis(250))
            .handler(Witness(diary.clone()))
            .spawn()
            .await
            .unwrap();
        let times = if matches!(mood, Mood::Block) { 1 } else { 3 };
        assert_eq!(gate.asked(), vec![0; times], "{mood:?}");
        assert_eq!(diary.count("reconnecting"), 0, "{mood:?}: the connection waits, and beats");
        assert_eq!(accepted(&sandbox), [0]);
        ping(&sandbox).await;
        bot.stop().await;
    }
}

/// A shard that loses its connection at the gate gives its place up, and asks anew for the next connection.
#[greenroom::test]
async fn a_shard_that_leaves_the_gate_lets_the_next_one_go() {
    let sandbox = open_sandbox(1).await;
    let gate = Doorman::new(0);
    let bot = bot(&sandbox).sharding(Sharding::Total(2)).identify_window(Duration::ZERO).identify_gate(gate.clone());
    let run = bot.handler(Witness(Diary::default())).run();
    let handle = run.handle();
    let run = tokio::spawn(run);
    sandbox.wait_until(SOON, |_| gate.asked().len() == 1).await.unwrap();
    let both = |_: &Sandbox| handle.shards().iter().all(|shard| shard.state == ShardState::AwaitingPermit);
    sandbox.wait_until(SOON, both).await.unwrap();
    // The one at the gate reconnects; the other one has its turn, or the same again on its new connection.
    let first = gate.asked()[0];
    handle.reconnect(first, true).await.unwrap();
    sandbox.wait_until(SOON, |_| gate.asked().len() >= 2).await.unwrap();
    gate.open.add_permits(2);
    handle.ready().await.unwrap();
    let mut shards = accepted(&sandbox);
    shards.sort_unstable();
    assert_eq!(shards, [0, 1]);
    // A stop while one waits at the gate is a stop, and nobody is left there.
    let asked = gate.asked().len();
    handle.reconnect(0, false).await.unwrap();
    sandbox.wait_until(SOON, |_| gate.asked().len() > asked).await.unwrap();
    tokio::time::timeout(SOON, handle.stop()).await.unwrap();
    run.await.unwrap().unwrap();
    assert_eq!(accepted(&sandbox).len(), 2);
}

/// SEEDS J06: two bots of one token, each with a window that knows nothing of the other, meet at a gate.
#[greenroom::test]
async fn two_bots_with_one_token_share_a_local_gate() {
    let window = Duration::from_millis(150);
    let sandbox = builder().identify_window(window).start().await.unwrap();
    let gate = LocalGate::new();
    let start = |ids: [u32; 2]| {
        bot(&sandbox)
            .sharding(Sharding::shards(ids, 4))
            .identify_window(window + Duration::from_millis(30))
            .identify_gate(gate.clone())
            .handler(Witness(Diary::default()))
            .spawn()
    };
    let (low, high) = tokio::join!(start([0, 1]), start([2, 3]));
    let mut shards = accepted(&sandbox);
    shards.sort_unstable();
    assert_eq!(shards, [0, 1, 2, 3], "nobody was told to come again");
    low.unwrap().stop().await;
    high.unwrap().stop().await;
}

/// SEEDS J06: the test that any implementation can run, on the one that comes with us, in real time.
#[greenroom::test]
async fn the_local_gate_conforms() {
    let gate = LocalGate::new();
    conformance::check(|| gate.clone()).await.unwrap();
}

/// A gateway, and another one that takes the same token.
async fn two_places() -> (Sandbox, Sandbox) {
    let old = open_sandbox(1).await;
    let new = builder().identify_window(Duration::ZERO).token(old.token()).start().await.unwrap();
    (old, new)
}

/// A bot whose gateway has moved begins its next session there.
#[greenroom::test]
async fn a_gateway_that_moves_is_followed() {
    let (old, new) = two_places().await;
    let diary = Diary::default();
    let bot = bot(&old).gateway_info_lifetime(Duration::ZERO).handler(Witness(diary.clone())).spawn().await.unwrap();
    diary.expect("ready 0").await;
    old.announce_gateway(new.gateway_url());
    // A session that is lost asks for the count of starts, and learns of the place.
    old.faults().invalidate(false);
    diary.expect_times("ready 0", 2).await;
    assert_eq!((old.identifies().len(), new.identifies().len()), (2, 0), "it was connected already");
    bot.reconnect(0, false).await.unwrap();
    diary.expect_times("ready 0", 3).await;
    assert_eq!((old.identifies().len(), new.identifies().len()), (2, 1));
    bot.stop().await;
}

/// One that cannot be reached any more is asked for, also when no session is there that could be lost.
#[greenroom::test]
async fn a_gateway_that_is_gone_is_looked_up() {
    let (old, new) = two_places().await;
    let diary = Diary::default();
    let bot = bot(&old).gateway_info_lifetime(Duration::ZERO).handler(Witness(diary.clone())).spawn().await.unwrap();
    diary.expect("ready 0").await;
    old.announce_gateway(new.gateway_url());
    old.faults().always(Fault::RefuseUpgrade(503));
    bot.reconnect(0, false).await.unwrap();
    diary.expect_times("ready 0", 2).await;
    assert_eq!((old.identifies().len(), new.identifies().len()), (1, 1));
    bot.stop().await;
}

/// Who has named a gateway keeps it.
#[greenroom::test]
async fn a_gateway_that_was_set_is_kept() {
    let (old, new) = two_places().await;
    old.announce_gateway(new.gateway_url());
    let diary = Diary::default();
    let bot = bot(&old).gateway_url(old.gateway_url()).gateway_info_lifetime(Duration::ZERO);
    let bot = bot.handler(Witness(diary.clone())).spawn().await.unwrap();
    for times in 1..=2 {
        old.faults().invalidate(false);
        diary.expect_times("ready 0", times + 1).await;
    }
    assert_eq!((old.identifies().len(), new.identifies().len()), (3, 0));
    bot.stop().await;
}
