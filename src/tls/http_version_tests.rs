//! HTTP/2 is never negotiated, whatever the server offers: RUSTSEC-2026-0258 is about a part of h2 that is never used.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::{
    io::Read,
    net::TcpListener,
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

use rustls::{
    ServerConfig, ServerConnection, Stream,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use rustls_native_certs::CertificateResult;

use super::{ConnectTimeouts, Tls, encryption::build_from};

/// A certificate for 127.0.0.1 that is signed with its own key. It was made for this test and is valid until 2126.
const CERTIFICATE: &[u8] = include_bytes!("../../tests/fixtures/localhost.der");
const KEY: &[u8] = include_bytes!("../../tests/fixtures/localhost.key.der");

/// What a server saw of a client.
#[derive(Debug)]
struct Seen {
    /// The protocol that was negotiated.
    protocol: Option<Vec<u8>>,
    /// How the request begins.
    request: Vec<u8>,
}

/// A server that offers these protocols to one client. Returns its port.
fn serve(protocols: &[&[u8]]) -> (u16, JoinHandle<Seen>) {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(CERTIFICATE.to_vec())],
            PrivateKeyDer::try_from(KEY.to_vec()).unwrap(),
        )
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || {
        let (mut tcp, _) = listener.accept().unwrap();
        tcp.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut tls = ServerConnection::new(Arc::new(config)).unwrap();
        let mut request = vec![0; 14];
        // The handshake fails if the server has no protocol that the client offers.
        let read = Stream::new(&mut tls, &mut tcp).read(&mut request).unwrap_or_default();
        request.truncate(read);
        Seen { protocol: tls.alpn_protocol().map(<[u8]>::to_vec), request }
    });
    (port, server)
}

/// The TLS configuration of a bot that trusts the certificate of [`serve`].
fn trusting() -> Tls {
    let tls = Tls::default();
    let mut found = CertificateResult::default();
    found.certs.push(CERTIFICATE.to_vec().into());
    tls.config.set(build_from(found, &[])).unwrap();
    tls
}

#[test]
fn http_2_is_never_negotiated() {
    let second = Duration::from_secs(1);
    let timeouts = ConnectTimeouts { connect: second, handshake: second, response: second };
    let (h2, h1): (&[u8], &[u8]) = (b"h2", b"http/1.1");
    actix::System::new().block_on(async {
        for (offered, is_served) in [
            (&[h2, h1][..], true),
            (&[h1, h2], true),
            (&[h1], true),
            (&[], true),
            // These insist on HTTP/2: there is no connection then.
            (&[h2], false),
            (&[h2, b"h2c"], false),
        ] {
            for is_gateway in [false, true] {
                let (port, server) = serve(offered);
                if is_gateway {
                    let client = trusting().websocket_client(timeouts, true).unwrap();
                    client.ws(format!("wss://127.0.0.1:{port}/?v=10")).connect().await.map(drop).unwrap_err();
                } else {
                    let client = trusting().rest_client(timeouts, true, 1).unwrap();
                    client.get(format!("https://127.0.0.1:{port}/api")).send().await.map(drop).unwrap_err();
                }
                let seen = server.join().unwrap();
                let case = format!("{offered:?}, gateway: {is_gateway}: {seen:?}");
                assert_ne!(seen.protocol.as_deref(), Some(h2), "{case}");
                assert_eq!(!seen.request.is_empty(), is_served, "{case}");
                // HTTP/2 begins with `PRI * HTTP/2.0`.
                assert!(!is_served || seen.request.starts_with(b"GET /"), "{case}");
            }
        }
    });
}
