//! A server that sends what no server should: floods, and numbers that cannot be right.

use std::time::Duration;

use greenroom::sandbox::Fault;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

use crate::{
    common::SOON,
    reconnect::{Show, calm},
};

/// The connection goes on, and the requests of one read are answered by one heartbeat.
#[greenroom::test]
async fn five_hundred_requests_for_a_heartbeat_at_once_are_answered_by_a_few() {
    let show = Show::begin().await;
    show.faults().once(Fault::Coalesce(Duration::from_millis(200)));
    for _ in 0..500 {
        show.faults().request_heartbeat();
    }
    show.until("a heartbeat is sent", |it| !it.heartbeats().is_empty()).await;
    show.ping().await;
    let beats = show.sandbox.heartbeats().len();
    // One more may be a regular heartbeat.
    assert!((1..=61).contains(&beats), "{beats} heartbeats");
    assert_eq!((show.connections().len(), show.diary.count("disconnected")), (1, 0));
}

/// Many single requests: the limit of sent payloads holds, so that the server does not end the session.
#[greenroom::test]
async fn a_flood_of_requests_for_heartbeats_is_answered_within_the_limit() {
    let show = Show::begin().await;
    for n in 0..3000 {
        show.faults().request_heartbeat();
        if n % 20 == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    show.ping().await;
    let beats = show.sandbox.heartbeats().len();
    // One more may be a regular heartbeat.
    assert!((1..=61).contains(&beats), "{beats} heartbeats");
    assert_eq!((show.connections().len(), show.diary.count("disconnected")), (1, 0));
}

/// 200 pings in one write. There is place for 192 frames in the queue of a connection.
#[greenroom::test]
async fn of_many_pings_at_once_the_last_is_answered() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let sandbox = calm().start().await.unwrap();
    let gateway = sandbox.gateway_url().trim_start_matches("ws://").to_owned();
    let (inject, mut injected) = mpsc::channel::<Vec<u8>>(1);
    let (sent, mut received) = mpsc::unbounded_channel();
    let relay = tokio::spawn(async move {
        let (mut near, _) = listener.accept().await.unwrap();
        let mut far = TcpStream::connect(gateway).await.unwrap();
        let (mut from_near, mut from_far) = (vec![0; 65_536], vec![0; 65_536]);
        loop {
            tokio::select! {
                read = near.read(&mut from_near) => {
                    let bytes = &from_near[..read.unwrap()];
                    far.write_all(bytes).await.unwrap();
                    sent.send(bytes.to_vec()).unwrap();
                }
                read = far.read(&mut from_far) => near.write_all(&from_far[..read.unwrap()]).await.unwrap(),
                Some(bytes) = injected.recv() => near.write_all(&bytes).await.unwrap(),
            }
        }
    });
    let show = Show::at(sandbox, |bot| bot.gateway_url(url)).await;
    while received.try_recv().is_ok() {}
    let pings = (0..200_u16).flat_map(|number| [&[0x89, 2][..], &number.to_be_bytes()].concat());
    inject.send(pings.collect()).await.unwrap();
    // Frames of a client: two bytes, the mask of four bytes, and the masked payload.
    let mut pongs = Vec::new();
    while pongs.last() != Some(&199) {
        let bytes = tokio::time::timeout(SOON, received.recv()).await.unwrap().unwrap();
        for frame in bytes.chunks(8) {
            assert_eq!(frame[..2], [0x8a, 0x82], "a pong: {bytes:?}");
            pongs.push(u16::from_be_bytes([frame[6] ^ frame[2], frame[7] ^ frame[3]]));
        }
    }
    assert!(pongs.len() < 20, "{pongs:?}");
    assert_eq!(show.diary.count("disconnected"), 0);
    relay.abort();
}

/// One number that is too high makes all later events count as received before.
#[greenroom::test]
async fn after_one_number_that_is_too_high_the_bot_hears_again() {
    let show = Show::begin().await;
    show.faults().raw(r#"{"t":"SOMETHING_NEW","s":18446744073709551615,"op":0,"d":{}}"#);
    show.say(["1", "2", "3", "4", "5", "6"]);
    show.diary.expect("reconnecting 0 stale_numbers attempt 1 resumable false").await;
    show.ready(2).await;
    show.diary.expect("guilds available 0").await;
    show.ping().await;
}

#[greenroom::test]
async fn a_hello_with_an_interval_of_two_hours_ends_the_connection() {
    let show = Show::begin().await;
    show.faults().raw(r#"{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":7200000}}"#);
    show.diary.expect("reconnecting 0 bad_hello attempt 1 resumable true").await;
    show.resumed(1).await;
    show.ping().await;
}
