//! Heartbeats: when they come, what they say, and what follows where they are not answered.

use std::time::{Duration, Instant};

use greenroom::{Sharding, gateway::ShardState, sandbox::Fault};

use crate::{
    common::{Diary, SOON, Witness},
    reconnect::{BRIEF, NEVER, Show, calm, patient},
};

/// An interval for tests in which it does not matter how fast the machine is.
const QUICK: Duration = Duration::from_millis(50);

/// discordjs/discord.js#9001: a zombie got a new session instead of a resume. The seeds closed it with 1000, which ends
/// the session.
#[greenroom::test]
async fn zombie_resumes_with_a_4xxx_code() {
    let show = Show::with(calm().heartbeat_interval(BRIEF), |bot| bot).await;
    show.faults().once(Fault::MuteAcks);
    show.diary.expect("disconnected 0 a heartbeat was not acknowledged before the next was due").await;
    show.diary.expect("reconnecting 0 zombie attempt 1 resumable true").await;
    show.resumed(1).await;
    assert_eq!(show.connections()[0].closed_by_client.as_ref().map(|(code, _)| *code), Some(Some(4000)));
    show.assert_one_session();
    show.ping().await;
}

/// PsycherosAI/Psycheros#42: the "acked" flag went over into the next socket, and every connection ended at its first
/// beat.
#[greenroom::test]
async fn ack_flag_is_fresh_after_hello() {
    let show = Show::with(calm().heartbeat_interval(BRIEF), |bot| bot).await;
    show.faults().once(Fault::MuteAcks);
    show.diary.expect("reconnecting 0 zombie").await;
    show.resumed(1).await;
    show.until("a later connection lives for three beats", |it| {
        it.connections().iter().skip(1).any(|connection| connection.heartbeats >= 3)
    })
    .await;
    let connections = show.connections();
    assert!(connections.iter().filter(|it| it.closed.is_some()).all(|it| it.heartbeats > 0), "{connections:#?}");
    show.assert_one_session();
}

/// The check can be switched off, and on again while the bot runs: without it a beat is only measured.
#[greenroom::test]
async fn heartbeat_ack_check_off_never_reconnects() {
    let show = Show::with(calm().heartbeat_interval(QUICK), |bot| bot.check_heartbeat_acks(false)).await;
    show.faults().always(Fault::MuteAcks);
    show.until("it beats on", |it| it.heartbeats().iter().filter(|beat| !beat.acknowledged).count() >= 5).await;
    assert_eq!(show.connections().len(), 1);
    assert_eq!(show.diary.count("reconnecting"), 0);

    show.bot.check_heartbeat_acks(true).await;
    show.diary.expect("reconnecting 0 zombie").await;
    show.bot.check_heartbeat_acks(false).await;
    show.faults().clear();
    show.diary.expect("resumed 0").await;
    show.assert_one_session();
}

/// shardlab/discordrb#369: a half-open connection was noticed when the OS gave it up, after 15 minutes. Here by the
/// missing answer to a beat ...
#[greenroom::test]
async fn half_open_tcp_detected() {
    let show = Show::with(calm().heartbeat_interval(BRIEF), |bot| {
        bot.configure_shards(|config| config.timeouts.close = BRIEF)
    })
    .await;
    show.faults().half_open();
    show.diary.expect("reconnecting 0 zombie attempt 1 resumable true").await;
    show.resumed(1).await;
    show.assert_one_session();
    show.ping().await;
}

/// ... and, where that is not looked at, by the silence.
#[greenroom::test]
async fn half_open_tcp_detected_by_silence() {
    let show = Show::with(calm().heartbeat_interval(BRIEF), |bot| {
        let bot = bot.check_heartbeat_acks(false);
        bot.configure_shards(|config| (config.timeouts.read_grace, config.timeouts.close) = (BRIEF, BRIEF))
    })
    .await;
    show.faults().half_open();
    show.diary.expect("reconnecting 0 silence").await;
    show.resumed(1).await;
    show.assert_one_session();
    show.ping().await;
}

/// Discord may ask for a beat at any time. The seeds answered with the asking packet's own number, which is always
/// null.
#[greenroom::test]
async fn server_requested_heartbeat_is_answered_at_once() {
    let show = Show::begin().await;
    show.handed_on(2).await;
    let asked = Instant::now();
    show.faults().request_heartbeat();
    show.until("it is answered", |it| !it.heartbeats().is_empty()).await;
    let beat = show.sandbox.heartbeats()[0];
    assert_eq!(beat.seq, Some(2));
    assert!(beat.at > asked);
    // The answer to it is not missed when the regular beat is due, and does not count for that one.
    show.faults().request_heartbeat();
    show.until("it is answered again", |it| it.heartbeats().len() == 2).await;
    show.ping().await;
    assert_eq!(show.connections().len(), 1);
}

/// The same while a shard waits for its turn to identify. Before the first dispatch the number is null, not 0.
#[greenroom::test]
async fn server_requested_heartbeat_is_answered_before_identify() {
    let sandbox = calm().start().await.unwrap();
    let diary = Diary::default();
    let bot = patient(&sandbox).sharding(Sharding::Total(2)).identify_window(NEVER);
    let run = bot.handler(Witness(diary.clone())).run();
    let handle = run.handle();
    let running = tokio::spawn(run);
    let waits = |state| handle.shards().iter().filter(|shard| shard.state == state).count() == 1;
    sandbox.wait_until(SOON, |_| waits(ShardState::AwaitingPermit) && waits(ShardState::Active)).await.unwrap();
    sandbox.faults().request_heartbeat();
    sandbox.wait_until(SOON, |it| it.heartbeats().len() == 2).await.unwrap();
    let beats = sandbox.heartbeats();
    assert_eq!(beats.iter().filter(|beat| beat.shard.is_none() && beat.seq.is_none()).count(), 1, "{beats:?}");
    assert_eq!(beats.iter().filter(|beat| beat.shard.is_some() && beat.seq.is_some()).count(), 1, "{beats:?}");
    handle.stop().await;
    assert!(running.await.unwrap().is_ok());
}

/// Beats carry the last sequence number, and null as long as there is none.
#[greenroom::test]
async fn heartbeat_carries_the_last_sequence_or_null() {
    let sandbox = calm().heartbeat_interval(QUICK).start().await.unwrap();
    sandbox.faults().once(Fault::DelayReady(BRIEF));
    let show = Show::at(sandbox, |bot| bot.check_heartbeat_acks(false)).await;
    let ready_at = show.sandbox.identifies()[0].at + BRIEF;
    let early: Vec<_> = show.sandbox.heartbeats().into_iter().filter(|beat| beat.at < ready_at).collect();
    assert!(!early.is_empty() && early.iter().all(|beat| beat.seq.is_none()), "{early:?}");
    show.say(["one", "two", "three"]);
    show.until("a beat carries it", |it| it.heartbeats().iter().any(|beat| beat.seq == Some(5))).await;
    let numbers: Vec<_> = show.sandbox.heartbeats().iter().map(|beat| beat.seq).collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
}

/// Without a random first wait, a fleet that reconnects together would beat together for ever.
#[greenroom::test]
async fn first_heartbeat_is_jittered() {
    const SHARDS: u32 = 16;
    let interval = Duration::from_secs(1);
    let sandbox = calm().heartbeat_interval(interval).max_concurrency(SHARDS).shards(SHARDS);
    let show = Show::with(sandbox, |bot| bot.check_heartbeat_acks(false)).await;
    show.until("every shard beats", |it| it.connections().iter().all(|it| it.heartbeats > 0)).await;
    let beats = show.sandbox.heartbeats();
    let waits: Vec<Duration> = show
        .connections()
        .iter()
        .map(|connection| {
            let first = beats.iter().find(|beat| beat.connection == connection.id).unwrap();
            first.at - connection.opened
        })
        .collect();
    assert_eq!(waits.len(), SHARDS as usize);
    // Each of these is wrong once in a million runs for sixteen random waits, and always for waits that are not random.
    let (least, most) = (*waits.iter().min().unwrap(), *waits.iter().max().unwrap());
    assert!(least < interval * 6 / 10, "none came early: {waits:?}");
    assert!(most > interval * 4 / 10, "all came early: {waits:?}");
    assert!(most - least > interval / 4, "they came together: {waits:?}");
}

/// shardlab/discordrb#20 and #22: the beats went on after the bot was stopped.
#[greenroom::test]
async fn stop_leaves_no_heartbeat() {
    let show = Show::with(calm().heartbeat_interval(QUICK), |bot| bot.check_heartbeat_acks(false)).await;
    show.until("it beats", |it| it.heartbeats().len() >= 2).await;
    show.bot.stop().await;
    show.until("no socket is left", |it| it.open_sockets() == 0 && it.open_connections() == 0).await;
    let beats = show.sandbox.heartbeats().len();
    tokio::time::sleep(QUICK * 3).await;
    assert_eq!(show.sandbox.heartbeats().len(), beats);
    assert_eq!(show.sandbox.close_codes(), [Some(1000)]);
    assert_eq!(show.sandbox.sessions(), 0, "offline at once");
}

/// shardlab/discordrb#154: the heartbeat outlived a fatal close.
#[greenroom::test]
async fn fatal_close_leaves_no_heartbeat() {
    let show = Show::with(calm().heartbeat_interval(QUICK), |bot| bot.check_heartbeat_acks(false)).await;
    show.until("it beats", |it| it.heartbeats().len() >= 2).await;
    show.faults().close(4004);
    assert!(tokio::time::timeout(SOON, show.bot.handle().wait()).await.unwrap().is_err());
    show.until("no socket is left", |it| it.open_sockets() == 0 && it.open_connections() == 0).await;
    let beats = show.sandbox.heartbeats().len();
    tokio::time::sleep(QUICK * 3).await;
    assert_eq!(show.sandbox.heartbeats().len(), beats);
    assert_eq!(show.connections().len(), 1);
}

/// A connection that is given up takes its heartbeat along: the next one has its own, and never are there two.
#[greenroom::test]
async fn reconnect_leaves_no_second_heartbeat() {
    let interval = Duration::from_millis(100);
    let show = Show::with(calm().heartbeat_interval(interval), |bot| bot.check_heartbeat_acks(false)).await;
    for times in 1..=3 {
        show.bot.reconnect(0, true).await.unwrap();
        show.resumed(times).await;
    }
    let last = show.last_connection().id;
    show.until("it beats", |it| it.connections().last().is_some_and(|it| it.heartbeats >= 6)).await;
    let beats: Vec<_> = show.sandbox.heartbeats().into_iter().filter(|it| it.connection == last).collect();
    // Beats may come late on a busy machine, and then closer together; but six take five intervals.
    let took = beats[5].at - beats[0].at;
    assert!(took >= interval * 4, "{took:?}");
    assert_eq!(show.shard().heartbeat_generation, 4);
    assert_eq!(show.last_connection().id, last);
}
