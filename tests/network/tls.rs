//! TLS between a bot and a server whose certificate is made here. Like Discord's edge, the server offers h2 first.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::sync::Arc;
use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use greenroom::Bot;
use greenroom::gateway::Token;
use greenroom::rest::{Http, HttpConfig, HttpError};
use greenroom::sandbox::Sandbox;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::common::{self, Diary, SOON, Witness, ping};

/// An authority that no system trusts.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its root certificate in DER.
    root: Vec<u8>,
}

/// A certificate in DER, and its key.
type Identity = (Vec<u8>, KeyPair);

impl Authority {
    fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = params.self_signed(&key).unwrap().der().to_vec();
        Self { issuer: Issuer::new(params, key), root }
    }

    /// A certificate for this name, with changes.
    fn certify(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        change(&mut params);
        (params.signed_by(&key, &self.issuer).unwrap().der().to_vec(), key)
    }

    fn pem(&self) -> String {
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(&self.root))
    }
}

fn self_signed(name: &str) -> Identity {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    // A name that no root certificate of the system has: the issuer is found by its name.
    params.distinguished_name.push(DnType::CommonName, "a server without an authority");
    (params.self_signed(&key).unwrap().der().to_vec(), key)
}

/// A TLS server in front of the sandbox, which shows this certificate. Returns its port.
async fn serve(sandbox: &Sandbox, (certificate, key): Identity) -> u16 {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(certificate)],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let target = sandbox.gateway_url().trim_start_matches("ws://").trim_end_matches('/').to_owned();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            let (acceptor, target) = (acceptor.clone(), target.clone());
            tokio::spawn(async move {
                let Ok(mut tls) = acceptor.accept(tcp).await else { return };
                let mut plain = TcpStream::connect(target).await.unwrap();
                let _ = copy_bidirectional(&mut tls, &mut plain).await;
            });
        }
    });
    port
}

/// A bot that reaches the sandbox through the TLS server at this port alone.
fn bot(sandbox: &Sandbox, port: u16) -> Bot {
    common::patient(sandbox)
        .rest_url(format!("https://localhost:{port}/api/v10"))
        .gateway_url(format!("wss://localhost:{port}"))
}

#[greenroom::test]
async fn gateway_and_rest_work_over_tls_with_a_server_that_offers_h2_first() {
    let sandbox = common::patient_sandbox().await;
    let authority = Authority::new("trusted");
    let port = serve(&sandbox, authority.certify("localhost", |_| {})).await;
    for certificates in [authority.root.clone(), authority.pem().into_bytes()] {
        let diary = Diary::default();
        let handler = Witness(diary.clone());
        let bot = bot(&sandbox, port).root_certificates(certificates).handler(handler).spawn().await.unwrap();
        ping(&sandbox).await;
        bot.stop().await;
    }
}

/// Certificates that are refused, and what the errors of REST and of the gateway say about each.
#[greenroom::test]
async fn a_certificate_that_is_refused_is_named_in_the_error() {
    let sandbox = common::patient_sandbox().await;
    let (authority, other) = (Authority::new("trusted"), Authority::new("other"));
    let expired = authority.certify("localhost", |params| {
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
    });
    let future = authority.certify("localhost", |params| params.not_before = date_time_ymd(2999, 1, 1));
    for (identity, words) in [
        (authority.certify("discord.example", |_| {}), &["not for the name `localhost`", "discord.example"][..]),
        (expired, &["expired", "days ago"]),
        (future, &["not valid yet", "clock"]),
        (self_signed("localhost"), &["self-signed", "Bot::root_certificates"]),
        (other.certify("localhost", |_| {}), &["an authority that is not trusted"]),
    ] {
        let port = serve(&sandbox, identity).await;
        let mut config = HttpConfig::new(Token::new(sandbox.token()).unwrap());
        config.base_url = format!("https://localhost:{port}/api/v10");
        config.retries = 0;
        config.root_certificates.push(authority.root.clone());
        let error = Http::start(config).unwrap().gateway_bot().await.unwrap_err();
        assert!(matches!(error, HttpError::Transport { .. }), "{error}");

        // REST works, the gateway is refused.
        let running = common::patient(&sandbox)
            .gateway_url(format!("wss://localhost:{port}"))
            .root_certificates(authority.root.clone())
            .max_reconnect_attempts(1)
            .handler(Witness(Diary::default()))
            .run();
        let reason = tokio::time::timeout(SOON, running).await.unwrap().unwrap_err();
        for said in [error.to_string(), reason.to_string()] {
            assert!(words.iter().all(|word| said.contains(word)), "{words:?}: {said}");
        }
    }
    assert_eq!(sandbox.sessions(), 0, "no session was begun");
}

#[greenroom::test]
async fn root_certificates_are_of_one_bot_and_checked_before_it_starts() {
    let sandbox = common::patient_sandbox().await;
    let authority = Authority::new("trusted");
    let port = serve(&sandbox, authority.certify("localhost", |_| {})).await;
    let trusting = bot(&sandbox, port).root_certificates(authority.root.clone());
    let trusting = trusting.handler(Witness(Diary::default())).spawn().await.unwrap();
    // Another bot of the process does not trust the authority.
    let other = bot(&sandbox, port).handler(Witness(Diary::default())).spawn();
    assert!(tokio::time::timeout(Duration::from_secs(1), other).await.is_err());
    trusting.stop().await;

    let text = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for wrong in [&b""[..], b"root.pem", &authority.root[..100], text.as_bytes()] {
        let bot = bot(&sandbox, port).root_certificates(wrong).handler(Witness(Diary::default()));
        let error = bot.run().await.unwrap_err().to_string();
        assert!(error.contains("`root_certificates`"), "{error}");
    }
}
