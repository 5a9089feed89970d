//! Every phase of a connection has its deadline: nothing is waited for without an end.

use std::{sync::Arc, time::Duration};

use greenroom::{
    Frame,
    gateway::{ReconnectReason, Timeouts},
    sandbox::{Fault, IdentifyOutcome, ResumeOutcome},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Notify,
};

use crate::{
    common::SOON,
    reconnect::{BRIEF, PATIENT, Reasons, Show, calm, patient},
};

/// A gateway that accepts the TCP connection and then says nothing at all.
#[greenroom::test]
async fn accepts_tcp_but_never_answers() {
    // It listens, but nobody calls accept: the kernel shakes hands and that is all.
    let deaf = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = calm().start().await.unwrap();
    let reasons = Reasons::default();
    let bot = patient(&sandbox).gateway_url(format!("ws://{}", deaf.local_addr().unwrap()));
    let run = bot.timeouts(Timeouts { connect: BRIEF, ..PATIENT }).handler(reasons.clone()).run();
    let handle = run.handle();
    let running = tokio::spawn(run);
    for attempt in 1..=2 {
        assert_eq!(reasons.expect(&sandbox, attempt).await, ReconnectReason::ConnectTimeout);
    }
    handle.stop().await;
    assert!(running.await.unwrap().is_ok());
}

/// The same of the HTTP server behind it: the upgrade is never answered. The next attempt is, and the bot plays.
#[greenroom::test]
async fn upgrade_timeout_reconnects() {
    let sandbox = calm().start().await.unwrap();
    sandbox.faults().once(Fault::IgnoreUpgrade);
    let show = Show::at(sandbox, |bot| bot.timeouts(Timeouts { connect: BRIEF, ..PATIENT })).await;
    show.diary.expect("reconnecting 0 connect_timeout attempt 1 resumable false").await;
    show.ping().await;
}

/// A peer that takes nothing more. What cannot be written, be it a heartbeat, costs the connection and not the session.
#[greenroom::test]
async fn write_timeout_resumes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let sandbox = calm().start().await.unwrap();
    let gateway = sandbox.gateway_url().trim_start_matches("ws://").to_owned();
    let stall = Arc::new(Notify::new());
    // The first connection goes through here. The session is resumed at the sandbox's own address.
    let relay = tokio::spawn({
        let stall = Arc::clone(&stall);
        async move {
            let (mut near, _) = listener.accept().await.unwrap();
            let mut far = TcpStream::connect(gateway).await.unwrap();
            tokio::select! {
                _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                () = stall.notified() => {}
            }
            // Both stay open, and nobody reads.
            std::future::pending::<()>().await;
            drop((near, far));
        }
    });
    let show =
        Show::at(sandbox, |bot| bot.gateway_url(url).timeouts(Timeouts { write: BRIEF, close: BRIEF, ..PATIENT }))
            .await;
    stall.notify_one();
    // More than the kernel keeps for a peer that does not read.
    show.bot.diagnose(0).send_frame(Frame::Binary(vec![0; 16 << 20])).await.unwrap();
    show.diary.expect("disconnected 0 the connection was lost: the peer read nothing for 250ms").await;
    show.resumed(1).await;
    show.assert_one_session();
    show.ping().await;
    relay.abort();
}

/// A connection on which HELLO never comes. Nothing is sent on it, and it is closed with a code that keeps a session.
#[greenroom::test]
async fn hello_timeout_reconnects() {
    let sandbox = calm().start().await.unwrap();
    sandbox.faults().once(Fault::NoHello);
    let show = Show::at(sandbox, |bot| bot.timeouts(Timeouts { hello: BRIEF, ..PATIENT })).await;
    show.diary.expect("reconnecting 0 hello_timeout attempt 1 resumable false").await;
    let mute = show.connections().swap_remove(0);
    assert_eq!((mute.heartbeats, mute.closed_by_client.map(|(code, _)| code)), (0, Some(Some(4000))));
    assert!(show.sandbox.sent().iter().all(|it| it.connection != mute.id));
    show.ping().await;
}

/// discordjs/discord.js#8759: no deadline for READY, nor for RESUMED.
#[greenroom::test]
async fn ready_timeout_reconnects() {
    let sandbox = calm().start().await.unwrap();
    sandbox.faults().once(Fault::NoReady);
    let show = Show::at(sandbox, |bot| bot.timeouts(Timeouts { ready: BRIEF, ..PATIENT })).await;
    show.diary.expect("reconnecting 0 ready_timeout attempt 1 resumable false").await;
    assert_eq!(show.sandbox.identifies()[0].outcome, IdentifyOutcome::Faulted);
    show.ping().await;
}

/// The other half of discordjs/discord.js#8759. The session is kept and resumed at the other URL.
#[greenroom::test]
async fn resumed_timeout_reconnects() {
    let show = Show::with(calm(), |bot| bot.timeouts(Timeouts { resumed: BRIEF, ..PATIENT })).await;
    show.faults().once(Fault::IgnoreResume);
    show.faults().drop_connections();
    show.diary.expect("reconnecting 0 resumed_timeout attempt 2 resumable true").await;
    show.resumed(1).await;
    assert!(matches!(show.resumes()[..2], [ResumeOutcome::Faulted, ResumeOutcome::Resumed(_)]));
    show.assert_one_session();
    show.ping().await;
}

/// discordjs/discord.js#10174: an unanswered resume, again and again. In the end there is a new session.
#[greenroom::test]
async fn resumed_timeouts_end_with_an_identify() {
    let show = Show::with(calm(), |bot| bot.timeouts(Timeouts { resumed: BRIEF, ..PATIENT })).await;
    show.faults().always(Fault::IgnoreResume);
    show.faults().drop_connections();
    show.ready(2).await;
    assert_eq!(show.resumes(), [ResumeOutcome::Faulted, ResumeOutcome::Faulted]);
}

/// serenity-rs/serenity#3369: a shard waited for the peer's close frame for ever.
#[greenroom::test]
async fn peer_that_never_closes_is_dropped() {
    let show = Show::with(calm(), |bot| bot.timeouts(Timeouts { close: BRIEF, ..PATIENT })).await;
    show.faults().half_open();
    show.bot.reconnect(0, true).await.unwrap();
    show.resumed(1).await;
    show.until("the old connection is gone", |it| it.open_connections() == 1).await;
    assert!(show.connections()[0].closed_by_client.is_none(), "the sandbox played dead");
    show.assert_one_session();
    show.ping().await;
}

/// serenity-rs/serenity#2507: the same, when the bot is to stop.
#[greenroom::test]
async fn stop_does_not_wait_for_a_dead_peer() {
    let show = Show::with(calm(), |bot| bot.timeouts(Timeouts { close: BRIEF, ..PATIENT })).await;
    show.faults().half_open();
    tokio::time::timeout(SOON, show.bot.stop()).await.unwrap();
    assert!(show.bot.wait().await.is_ok());
    show.sandbox.wait_until(SOON, |it| it.open_sockets() == 0).await.unwrap();
}

/// A peer that is late is not a peer that is dead.
#[greenroom::test]
async fn late_is_not_never() {
    let sandbox = calm().start().await.unwrap();
    sandbox.faults().once(Fault::DelayHello(Duration::from_millis(100)));
    sandbox.faults().once(Fault::DelayReady(Duration::from_millis(100)));
    let show = Show::at(sandbox, |bot| bot).await;
    assert_eq!((show.connections().len(), show.diary.count("reconnecting")), (1, 0));
}
