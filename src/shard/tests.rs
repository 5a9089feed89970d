//! Results that arrive at a shard after they were given up. The peer runs on a thread of its own.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use actix::{Actor, Addr, Handler, Message};
use actix_http::ws::hash_key;
use tokio::sync::{oneshot, watch};

use super::{actor::*, barrier::Barrier, heartbeat::HeartbeatDue, *};
use crate::{
    actors::{AddressWriter, ExitGuard},
    event::{EventKinds, EventTypes},
    gateway::{Compression, GatewayUrl, Intents, ShardConfig, ShardState, Token},
    handler::ReturnPath,
    state::{BotState, ShardEntry, StartPoint},
    tls::{ConnectTimeouts, Tls},
};

const LONG: Duration = Duration::from_secs(10);

/// Inspects the shard between two messages.
struct Inspect<F>(F);

impl<F> Message for Inspect<F> {
    type Result = ();
}

impl<F: FnOnce(&mut Self)> Handler<Inspect<F>> for ShardActor {
    type Result = ();

    fn handle(&mut self, Inspect(inspect): Inspect<F>, _: &mut actix::Context<Self>) {
        inspect(self);
    }
}

/// A shard that is about to connect to `port`, and its entry.
fn shard(port: u16) -> (Addr<ShardActor>, Arc<ShardEntry>) {
    let state = Arc::new(BotState::new(Intents::GUILDS, LONG, Arc::default(), None));
    let entry = state.registry.make(0, 0, 1, 10, StartPoint::default());
    let mut config = ShardConfig::new(Token::new("token").unwrap(), Intents::GUILDS);
    config.gateway_url = GatewayUrl::parse(&format!("ws://127.0.0.1:{port}")).unwrap();
    config.compression = Compression::None;
    let spec = ShardSpec {
        source: BatchSource {
            entry: Arc::clone(&entry),
            actor: entry.take_over().0,
            return_path: ReturnPath::default(),
        },
        config,
        session: None,
        connect_options: ConnectOptions { write_timeout: LONG, max_frame_size: 1 << 20, headers: Vec::new() },
        filter: InterestFilter::new(&[], EventKinds::NONE, EventTypes::default(), state),
        marker: Marker::new(false),
        router: AddressWriter::new().1,
        identify: AddressWriter::new().1,
        gateway: watch::channel(None).1,
        exit_guard: ExitGuard::new().0,
    };
    let timeouts = ConnectTimeouts { connect: LONG, handshake: LONG, response: LONG };
    let client = Tls::default().websocket_client(timeouts, false);
    (ShardActor::new(spec, client).start(), entry)
}

/// Reads the request for a websocket, and returns its key.
fn read_key(peer: &mut TcpStream) -> Vec<u8> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        peer.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let key = head.lines().find(|line| line.to_ascii_lowercase().starts_with("sec-websocket-key:"));
    key.unwrap().split_once(':').unwrap().1.trim().as_bytes().to_vec()
}

/// Accepts the request for a websocket.
fn accept(peer: &mut TcpStream, key: &[u8]) {
    let hash = hash_key(key);
    let hash = std::str::from_utf8(&hash).unwrap();
    let head =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ";
    peer.write_all(format!("{head}{hash}\r\n\r\n").as_bytes()).unwrap();
}

async fn state_becomes(entry: &ShardEntry, wanted: ShardState) {
    let found = async {
        while entry.info().state != wanted {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    assert!(tokio::time::timeout(LONG, found).await.is_ok(), "{:?}", entry.info());
}

/// The first attempt succeeds in the same poll of the shard in which it is given up. Its socket must not become that of
/// the second attempt.
#[test]
fn the_socket_of_an_attempt_that_was_given_up_is_not_used() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let ((asked, is_asked), (go, may_answer)) = (mpsc::channel(), mpsc::channel());
    let (answered, is_answered) = mpsc::channel();
    let peer = thread::spawn(move || {
        let (mut first, _) = listener.accept().unwrap();
        let first_key = read_key(&mut first);
        asked.send(()).unwrap();
        may_answer.recv().unwrap();
        accept(&mut first, &first_key);
        answered.send(()).unwrap();
        // The shard writes nothing to it, and closes it.
        first.set_read_timeout(Some(LONG)).unwrap();
        assert_eq!(first.read(&mut [0]).unwrap(), 0);
        let (mut second, _) = listener.accept().unwrap();
        let second_key = read_key(&mut second);
        may_answer.recv().unwrap();
        accept(&mut second, &second_key);
        // Waits until the shard has ended.
        let _ = second.read(&mut [0]);
    });
    actix::System::new().block_on(async move {
        let (shard, entry) = shard(port);
        while is_asked.try_recv().is_err() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        go.send(()).unwrap();
        // The shard runs on this thread, so it is not polled before both the answer and the request have arrived.
        is_answered.recv().unwrap();
        tokio::task::yield_now().await;
        shard.do_send(ShardRequest::Reconnect { resume: true });
        let (inspect, seen) = oneshot::channel();
        shard.send(Inspect(move |shard: &mut ShardActor| inspect.send(shard.cid).unwrap())).await.unwrap();
        assert_eq!(seen.await.unwrap(), 2);
        let (inspect, seen) = oneshot::channel();
        shard.send(Inspect(move |shard: &mut ShardActor| inspect.send(shard.socket.is_some()).unwrap())).await.unwrap();
        assert!(!seen.await.unwrap(), "the socket of the first attempt is the second's");
        assert_eq!(entry.info().state, ShardState::Connecting);
        go.send(()).unwrap();
        state_becomes(&entry, ShardState::AwaitingHello).await;
        shard.send(ShardRequest::Leave).await.unwrap();
    });
    peer.join().unwrap();
}

#[test]
fn a_heartbeat_of_an_earlier_connection_is_neither_sent_nor_counted() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    actix::System::new().block_on(async move {
        let (shard, _entry) = shard(port);
        for due in [HeartbeatDue::Beat { generation: 7 }, HeartbeatDue::Zombie { generation: 7 }] {
            shard.send(due).await.unwrap();
        }
        let (inspect, seen) = oneshot::channel();
        let found =
            |shard: &mut ShardActor| (shard.heartbeat_at, format!("{:?}", shard.barrier), shard.protocol.state());
        shard.send(Inspect(move |shard: &mut ShardActor| drop(inspect.send(found(shard))))).await.unwrap();
        let untouched = format!("{:?}", Barrier::default());
        assert_eq!(seen.await.unwrap(), (None, untouched, ShardState::Connecting));
        shard.send(ShardRequest::Leave).await.unwrap();
    });
}
