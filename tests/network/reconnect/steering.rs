//! Reconnects that are asked for, and stopping at any moment.

use std::time::Duration;

use greenroom::{
    Error, Shards,
    gateway::{Backoff, ShardState},
    prelude::*,
    sandbox::{Fault, Faults},
};

use tokio::{io::AsyncReadExt, net::TcpListener};

use crate::{
    common::{Diary, SOON, Witness},
    reconnect::{NEVER, Show, calm, patient},
};

/// A reconnect by hand that keeps the session ...
#[greenroom::test]
async fn reconnect_by_hand_resumes() {
    let show = Show::with(calm(), |bot| bot.backoff(Backoff { base: NEVER, cap: NEVER })).await;
    let session = show.session();
    // More of them than are free of backoff after a failure: what is asked for never waits.
    for times in 1..=7 {
        show.bot.reconnect(0, true).await.unwrap();
        show.resumed(times).await;
    }
    assert_eq!(show.session(), session);
    show.assert_one_session();
    show.ping().await;
}

/// ... and one that begins a new one.
#[greenroom::test]
async fn reconnect_by_hand_identifies() {
    let show = Show::begin().await;
    let session = show.session();
    show.bot.reconnect(Shards::All, false).await.unwrap();
    show.ready(2).await;
    assert_ne!(show.session(), session);
    assert_eq!((show.identifies(), show.resumes().len()), (2, 0));
    assert!(!show.last_connection().resume_url);
    show.ping().await;
}

/// A shard that is not ours is an error, and nothing happens to the others.
#[greenroom::test]
async fn reconnect_of_a_foreign_shard_is_an_error() {
    let show = Show::begin().await;
    assert!(matches!(show.bot.reconnect(7, true).await, Err(Error::UnknownShard { shard: 7 })));
    show.ping().await;
    assert_eq!(show.connections().len(), 1);
}

/// diamondburned/arikawa#286: a reconnect at the wrong moment crashed. At any moment it leads to a bot that is ready.
#[greenroom::test]
async fn reconnects_at_the_wrong_moment_are_harmless() {
    let sandbox = calm().start().await.unwrap();
    sandbox.faults().times(2, Fault::DelayHello(Duration::from_millis(30)));
    let diary = Diary::default();
    let run = patient(&sandbox).handler(Witness(diary.clone())).run();
    let handle = run.handle();
    let running = tokio::spawn(run);
    // Some of these come before there is a socket, some before HELLO, some while one is closing.
    for round in 0..20 {
        let _ = handle.reconnect(Shards::All, round % 2 == 0).await;
        handle.reconnect_now().await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    sandbox.wait_until(SOON, |_| handle.shards().iter().any(|shard| shard.is_connected())).await.unwrap();
    crate::common::ping(&sandbox).await;
    handle.stop().await;
    assert!(running.await.unwrap().is_ok());
}

/// A stop that is asked for twice, at once and again afterwards, is one stop.
#[greenroom::test]
async fn stop_twice_is_once() {
    let show = Show::begin().await;
    let (one, two) = (show.bot.handle(), show.bot.handle());
    tokio::time::timeout(SOON, async { tokio::join!(one.stop(), two.stop()) }).await.unwrap();
    tokio::time::timeout(SOON, one.stop()).await.unwrap();
    assert_eq!(show.sandbox.close_codes(), [Some(1000)]);
    assert_eq!(show.diary.count("shutdown"), 1);
    assert!(matches!(one.reconnect(0, true).await, Err(Error::NotRunning)));
    assert!(show.bot.wait().await.is_ok());
}

/// A stop when the connection has just been reset, or ended: nothing is written into a broken pipe, and nothing hangs.
#[greenroom::test]
async fn stop_after_rst_ends() {
    for reset in [true, false] {
        let show = Show::begin().await;
        let end = if reset { Faults::reset } else { Faults::drop_connections };
        end(&show.faults());
        tokio::time::timeout(SOON, show.bot.stop()).await.unwrap();
        assert!(show.bot.wait().await.is_ok());
        show.sandbox.wait_until(SOON, |it| it.open_sockets() == 0).await.unwrap();
    }
}

/// Never comes to the end of a message.
struct Hangs;

#[event_handler]
impl EventHandler for Hangs {
    async fn message_create(&self, _: &Context, _: &MessageCreate) -> HandlerResult {
        std::future::pending().await
    }
}

/// Handlers that hang hold up the shards, which read no further. They do not hold up the stop, nor the last words of
/// the shards.
#[greenroom::test]
async fn stop_does_not_wait_for_handlers_that_hang() {
    let show =
        Show::with(calm(), |bot| bot.max_waiting(2).handlers_deadline(Duration::from_millis(100)).handler(Hangs)).await;
    show.say(["one", "two", "three", "four", "five"]);
    show.until("they hang", |_| show.bot.stats().waiting >= 2).await;
    tokio::time::timeout(SOON, show.bot.stop()).await.unwrap();
    assert!(show.diary.lines().iter().any(|line| line == "disconnected 0 the shard was stopped"));
    assert_eq!(show.sandbox.close_codes(), [Some(1000)]);
}

/// A bot that waits for `state` in its shard `id` ends when it is stopped there, at once and well.
async fn stops_in(state: ShardState, id: u32, fault: Option<Fault>, change: impl FnOnce(Bot) -> Bot) {
    let sandbox = calm().start().await.unwrap();
    fault.into_iter().for_each(|fault| sandbox.faults().always(fault));
    let run = change(patient(&sandbox)).handler(Witness(Diary::default())).run();
    let handle = run.handle();
    let running = tokio::spawn(run);
    let there = sandbox.wait_until(SOON, |_| handle.shard(id).is_some_and(|shard| shard.state == state)).await;
    assert!(there.is_ok(), "{state}: {:?}", handle.shards());
    tokio::time::timeout(SOON, handle.stop()).await.unwrap_or_else(|_| panic!("{state}: it does not stop"));
    assert!(running.await.unwrap().is_ok(), "{state}");
    let gone = sandbox.wait_until(SOON, |it| it.open_sockets() == 0).await;
    assert!(gone.is_ok(), "{state}: a socket is left");
}

/// discordrb/discordrb#581, serenity-rs/serenity#2507: a bot that could not be stopped while it waited for something.
#[greenroom::test]
async fn stop_while_backing_off_ends() {
    let fault = Fault::RefuseUpgrade(503);
    stops_in(ShardState::BackingOff, 0, Some(fault), |bot| bot.backoff(Backoff { base: NEVER, cap: NEVER })).await;
}

/// The same in every other phase.
#[greenroom::test]
async fn stop_in_every_phase_ends() {
    stops_in(ShardState::AwaitingHello, 0, Some(Fault::NoHello), |bot| bot).await;
    stops_in(ShardState::AwaitingPermit, 1, None, |bot| {
        bot.sharding(Sharding::Total(2)).threads(1).identify_window(NEVER)
    })
    .await;
    stops_in(ShardState::Identifying, 0, Some(Fault::NoReady), |bot| bot).await;
    stops_in(ShardState::Active, 0, None, |bot| bot).await;
}

/// While the upgrade is waited for. The socket is closed with it.
#[greenroom::test]
async fn stop_while_connecting_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let sandbox = calm().start().await.unwrap();
    let run = patient(&sandbox).gateway_url(url).handler(Witness(Diary::default())).run();
    let handle = run.handle();
    let running = tokio::spawn(run);
    let (mut peer, _) = listener.accept().await.unwrap();
    assert_eq!(handle.shard(0).unwrap().state, ShardState::Connecting);
    tokio::time::timeout(SOON, handle.stop()).await.unwrap();
    assert!(running.await.unwrap().is_ok());
    let mut request = Vec::new();
    tokio::time::timeout(SOON, peer.read_to_end(&mut request)).await.unwrap().unwrap();
    assert!(request.is_empty() || request.starts_with(b"GET "));
}

/// While resuming, and while a close is under way.
#[greenroom::test]
async fn stop_while_resuming_ends() {
    let show = Show::begin().await;
    show.faults().always(Fault::IgnoreResume);
    show.faults().drop_connections();
    show.until("it resumes", |_| show.shard().state == ShardState::Resuming).await;
    tokio::time::timeout(SOON, show.bot.stop()).await.unwrap();

    let show =
        Show::with(calm(), |bot| bot.configure_shards(|config| config.timeouts.close = Duration::from_secs(1))).await;
    show.faults().half_open();
    show.bot.reconnect(0, true).await.unwrap();
    show.until("it closes", |_| show.shard().state == ShardState::Closing).await;
    tokio::time::timeout(SOON, show.bot.stop()).await.unwrap();
    assert_eq!(show.connections().len(), 1);
}
