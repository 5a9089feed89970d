//! Webhook events over a real socket, as an application receives them: what is on the wire, and that a refused request
//! costs no other.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc;
use std::time::{SystemTime, UNIX_EPOCH};

use actix_web::{App, HttpResponse, HttpServer, web};
use ed25519_dalek::{Signer, SigningKey};
use greenroom::signed::{SIGNATURE_HEADER, TIMESTAMP_HEADER, Verifier};
use greenroom::webhook_event::{WebhookEnvelope, WebhookKind, acknowledge};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

type Received = mpsc::Sender<WebhookEnvelope>;

async fn receive(envelope: WebhookEnvelope, received: web::Data<Received>) -> HttpResponse {
    received.send(envelope).unwrap();
    acknowledge()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A request to be written to a socket.
fn request(key: &SigningKey, body: &str) -> String {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let signature = hexadecimal(&key.sign(format!("{time}{body}").as_bytes()).to_bytes());
    format!(
        "POST /events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         {SIGNATURE_HEADER}: {signature}\r\n{TIMESTAMP_HEADER}: {time}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The answer, which ends with its head or with the text that is given.
async fn answer(stream: &mut TcpStream, end: &str) -> String {
    let mut answer = Vec::new();
    while !answer.ends_with(end.as_bytes()) {
        assert_ne!(stream.read_buf(&mut answer).await.unwrap(), 0, "{}", String::from_utf8_lossy(&answer));
    }
    String::from_utf8(answer).unwrap().to_ascii_lowercase()
}

#[test]
fn an_application_s_own_server_receives_what_discord_has_signed() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let verifier = web::Data::new(Verifier::new(&hexadecimal(key.verifying_key().as_bytes())).unwrap());
    let (sender, received) = mpsc::channel();
    actix_web::rt::System::new().block_on(async move {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let app = move || {
            let (verifier, received) = (verifier.clone(), web::Data::new(sender.clone()));
            App::new().app_data(verifier).app_data(received).route("/events", web::post().to(receive))
        };
        let server =
            HttpServer::new(app).workers(1).disable_signals().shutdown_timeout(0).listen(listener).unwrap().run();
        let handle = server.handle();
        actix_web::rt::spawn(server);

        // All over one connection.
        let mut stream = TcpStream::connect(address).await.unwrap();
        let ping = r#"{"version":1,"application_id":"9","type":0}"#;
        let event = r#"{"version":1,"application_id":"9","type":1,"event":{"type":"LOBBY_MESSAGE_DELETE",
            "timestamp":"2025-08-05T21:44:09.412957","data":{"id":"4","lobby_id":"6"}}}"#;
        let stranger = SigningKey::from_bytes(&[8; 32]);
        for (request, status, end) in [
            (request(&stranger, ping), "401 unauthorized", "the signature is wrong"),
            (request(&key, ping), "204 no content", "\r\n\r\n"),
            (request(&stranger, event), "401 unauthorized", "the signature is wrong"),
            (request(&key, event), "204 no content", "\r\n\r\n"),
        ] {
            stream.write_all(request.as_bytes()).await.unwrap();
            let answer = answer(&mut stream, end).await;
            assert!(answer.starts_with(&format!("http/1.1 {status}\r\n")), "{answer}");
            assert!(answer.contains("\r\ncontent-type: "), "{answer}");
            let has_body = !answer.ends_with("\r\n\r\n");
            assert_eq!(has_body, status.starts_with("401"), "{answer}");
        }
        drop(stream);
        handle.stop(false).await;
    });
    let envelopes: Vec<WebhookEnvelope> = received.try_iter().collect();
    assert_eq!(envelopes.len(), 2);
    assert_eq!((envelopes[0].kind, &envelopes[0].event), (WebhookKind::Ping, &None));
    assert_eq!(envelopes[1].event.as_ref().map(|event| event.data.name()), Some("LOBBY_MESSAGE_DELETE"));
}
