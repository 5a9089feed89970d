//! REST and the gateway over real sockets: an address that swallows packets, and a proxy.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

use std::{
    io::{Read, Write},
    net::{Ipv6Addr, SocketAddrV6, TcpListener, TcpStream as StdStream},
    sync::mpsc,
    thread,
    time::Duration,
};

use awc::error::WsClientError;

use super::*;
use crate::tls::{ConnectTimeouts, Tls};

const LONG: Duration = Duration::from_secs(10);
const TIMEOUTS: ConnectTimeouts = ConnectTimeouts { connect: LONG, handshake: LONG, response: LONG };

/// Returns these addresses for every name.
struct Fixed(Vec<SocketAddr>);

impl Resolve for Fixed {
    fn resolve(&self, _: String, _: u16) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let addresses = self.0.clone();
        Box::pin(async move { Ok(addresses) })
    }
}

/// Knows no name.
struct Nameless;

impl Resolve for Nameless {
    fn resolve(&self, _: String, _: u16) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        Box::pin(async { Err(io::Error::other("no such name")) })
    }
}

/// The head of a request.
fn read_head(peer: &mut StdStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && peer.read(&mut byte).unwrap_or_default() == 1 {
        head.extend(byte);
    }
    String::from_utf8(head).unwrap()
}

/// A server that answers every request with 204, and keeps their heads. The requests of websockets are refused by that,
/// which shows that they have arrived.
fn server() -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (seen, heads) = mpsc::channel();
    thread::spawn(move || {
        while let Ok((mut peer, _)) = listener.accept() {
            seen.send(read_head(&mut peer)).unwrap_or_default();
            let _ = peer.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        }
    });
    (address, heads)
}

/// An IPv6 address that swallows packets: it listens, nothing accepts, and its queue is full.
fn black_hole() -> (SocketAddr, Vec<socket2::Socket>) {
    use socket2::{Domain, Socket, Type};
    let listener = Socket::new(Domain::IPV6, Type::STREAM, None).unwrap();
    listener.bind(&SocketAddrV6::new(Ipv6Addr::LOCALHOST, 0, 0, 0).into()).unwrap();
    listener.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut sockets = vec![listener];
    for _ in 0..4 {
        let plug = Socket::new(Domain::IPV6, Type::STREAM, None).unwrap();
        plug.set_nonblocking(true).unwrap();
        let _ = plug.connect(&address);
        sockets.push(plug);
    }
    (address.as_socket().unwrap(), sockets)
}

/// Sends one request of REST and one of the gateway to the host `api.test`. Returns how long each took.
fn try_both(dialer: &Dialer, scheme: &str) -> [(bool, Duration); 2] {
    let tls = Tls::default().dialing(dialer.clone());
    let websocket = scheme.replace("http", "ws");
    actix::System::new().block_on(async {
        let start = Instant::now();
        let client = tls.rest_client(TIMEOUTS, false, 1).unwrap();
        let rest = client.get(format!("{scheme}://api.test:5000/api")).send().await;
        let rest = (rest.is_ok_and(|answer| answer.status() == 204), start.elapsed());
        let start = Instant::now();
        let client = tls.websocket_client(TIMEOUTS, false).unwrap();
        let gateway = client.ws(format!("{websocket}://api.test:5000/?v=10")).connect().await;
        let is_refused = matches!(gateway, Err(WsClientError::InvalidResponseStatus(status)) if status == 204);
        [rest, (is_refused, start.elapsed())]
    })
}

#[test]
fn a_silent_ipv6_address_delays_rest_and_gateway_by_less_than_300_ms() {
    let ((v4, heads), (v6, _plugged)) = (server(), black_hole());
    // Each dialer is new: neither connection profits from what the other has learned.
    for is_gateway in [false, true] {
        let dialer = Dialer::new(Fixed(vec![v6, v4]), Proxies::default());
        let target = Target { host: "api.test".into(), port: 5000, is_encrypted: is_gateway };
        let took = actix::System::new().block_on(async {
            let start = Instant::now();
            dialer.dial(&target).await.unwrap();
            start.elapsed()
        });
        assert!((race::HEAD_START..Duration::from_millis(500)).contains(&took), "{took:?}");
    }
    // Through the clients. The second connection begins with the address that has answered.
    let dialer = Dialer::new(Fixed(vec![v6, v4]), Proxies::default());
    let [(rest, first), (gateway, second)] = try_both(&dialer, "http");
    assert!(rest && gateway);
    assert!(first < Duration::from_secs(1), "{first:?}");
    assert!(second < race::HEAD_START, "{second:?}");
    assert!(
        heads.iter().take(4).any(|head| head.contains("Upgrade: websocket") || head.contains("upgrade: websocket"))
    );
}

#[test]
fn an_attempt_that_times_out_is_followed_by_one_elsewhere() {
    let (first, _plugged) = black_hole();
    let (second, _also_plugged) = black_hole();
    let dialer = Dialer::new(Fixed(vec![first, second]), Proxies::default());
    let target = Target { host: "api.test".into(), port: 5000, is_encrypted: true };
    let order = || dialer.0.history.lock().unwrap().order(&[first, second], Instant::now());
    assert_eq!(order(), [first, second]);
    actix::System::new().block_on(async {
        let short = race::HEAD_START / 2;
        tokio::time::timeout(short, dialer.dial(&target)).await.unwrap_err();
    });
    assert_eq!(order(), [second, first]);
}

#[test]
fn an_error_names_every_address() {
    let closed = || {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let (first, second) = (closed(), closed());
    let dial = |addresses: Vec<SocketAddr>| {
        let dialer = Dialer::new(Fixed(addresses), Proxies::default());
        let target = Target { host: "api.test".into(), port: 5000, is_encrypted: true };
        actix::System::new().block_on(async move { dialer.dial(&target).await.unwrap_err().to_string() })
    };
    let both = dial(vec![first, second]);
    assert!(both.contains(&first.to_string()) && both.contains(&second.to_string()), "{both}");
    assert_eq!(dial(Vec::new()), "api.test has no address");
}

#[test]
fn of_a_thousand_addresses_an_attempt_tries_a_few_and_the_next_one_others() {
    let addresses: Vec<_> = (0..1000_u16).map(|n| SocketAddr::from(([127, 1, (n / 250) as u8, 1], 1 + n))).collect();
    let dialer = Dialer::new(Fixed(addresses.clone()), Proxies::default());
    let target = Target { host: "api.test".into(), port: 5000, is_encrypted: true };
    let errors = actix::System::new().block_on(async {
        [dialer.dial(&target).await.unwrap_err().to_string(), dialer.dial(&target).await.unwrap_err().to_string()]
    });
    for (error, tried) in errors.iter().zip(addresses.chunks(MOST_ADDRESSES)) {
        assert_eq!(error.split("; ").count(), MOST_ADDRESSES, "{error}");
        assert!(tried.iter().all(|address| error.contains(&address.to_string())), "{error}");
    }
}

/// A proxy that passes everything on to `to`, and the heads of the requests to it.
fn proxy(to: SocketAddr, answer: &'static str) -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (seen, heads) = mpsc::channel();
    thread::spawn(move || {
        while let Ok((mut near, _)) = listener.accept() {
            seen.send(read_head(&mut near)).unwrap_or_default();
            near.write_all(answer.as_bytes()).unwrap();
            let Ok(mut far) = StdStream::connect(to) else { continue };
            let (mut from, mut into) = (near.try_clone().unwrap(), far.try_clone().unwrap());
            thread::spawn(move || io::copy(&mut from, &mut into));
            let _ = io::copy(&mut far, &mut near);
        }
    });
    (address, heads)
}

fn proxied(variable: &'static str, url: &str) -> Dialer {
    Dialer::new(Nameless, Proxies::read(|name| (name == variable).then(|| url.to_owned())).0)
}

#[test]
fn rest_and_gateway_go_through_the_proxy_with_credentials() {
    let (server, heads) = server();
    let (address, asked) = proxy(server, "HTTP/1.1 200 Connection established\r\n\r\n");
    let dialer = proxied("ALL_PROXY", &format!("http://user:secret@{address}"));
    // The proxy resolves the name.
    let [(rest, _), (gateway, _)] = try_both(&dialer, "http");
    assert!(rest && gateway);
    for _ in 0..2 {
        let asked = asked.recv_timeout(LONG).unwrap();
        assert!(asked.starts_with("CONNECT api.test:5000 HTTP/1.1\r\nHost: api.test:5000\r\n"), "{asked}");
        assert!(asked.contains("\r\nProxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n"), "{asked}");
        // The credentials are for the proxy alone.
        let head = heads.recv_timeout(LONG).unwrap();
        assert!(head.starts_with("GET /") && !head.to_ascii_lowercase().contains("proxy-authorization"), "{head}");
    }
}

/// An encrypted connection begins with a handshake in the tunnel.
#[cfg(feature = "rustls")]
#[test]
fn tls_is_spoken_inside_the_tunnel() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, asked) = proxy(listener.local_addr().unwrap(), "HTTP/1.1 200 OK\r\n\r\n");
    let server = thread::spawn(move || {
        [(); 2].map(|()| {
            let mut first = [0];
            listener.accept().unwrap().0.read_exact(&mut first).unwrap();
            first
        })
    });
    let tls = Tls::default().dialing(proxied("HTTPS_PROXY", &format!("http://{address}")));
    actix::System::new().block_on(async move {
        let client = tls.websocket_client(TIMEOUTS, true).unwrap();
        client.ws("wss://gateway.test/?v=10").connect().await.map(drop).unwrap_err();
        let client = tls.rest_client(TIMEOUTS, true, 1).unwrap();
        client.get("https://api.test/api").send().await.map(drop).unwrap_err();
    });
    // The type of the records of a TLS handshake.
    assert_eq!(server.join().unwrap(), [[0x16], [0x16]]);
    assert!(asked.recv_timeout(LONG).unwrap().starts_with("CONNECT gateway.test:443 "));
    assert!(asked.recv_timeout(LONG).unwrap().starts_with("CONNECT api.test:443 "));
}

#[test]
fn a_refusal_of_the_proxy_is_an_error_that_names_it() {
    let nowhere = "127.0.0.1:1".parse().unwrap();
    let (address, _asked) = proxy(nowhere, "HTTP/1.1 403 Forbidden\r\n\r\n");
    let dialer = proxied("ALL_PROXY", &format!("http://user:secret@{address}"));
    let target = Target { host: "api.test".into(), port: 443, is_encrypted: true };
    let error = actix::System::new().block_on(async { dialer.dial(&target).await.unwrap_err().to_string() });
    assert!(error.contains(&address.to_string()) && error.contains("403 Forbidden"), "{error}");
    assert!(!error.contains("secret"), "{error}");
    let closed = proxied("ALL_PROXY", "http://127.0.0.1:1");
    let error = actix::System::new().block_on(async { closed.dial(&target).await.unwrap_err().to_string() });
    assert!(error.contains("the proxy 127.0.0.1:1 cannot be reached"), "{error}");
}
