//! Requests that are refused, and what surrounds the service.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use actix_web::{App, HttpResponse, HttpServer, web};
use greenroom::prelude::*;
use greenroom::sandbox::{Fault, Sandbox};
use greenroom::signed::Verifier;
use greenroom::{Error, command};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::World;

/// Says hello
#[command]
async fn hello() -> &'static str {
    "Hello!"
}

/// The status of the answer to a request, and its body.
async fn request(world: &World, head: &str, body: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(world.server.address()).await.unwrap();
    let length = body.len();
    let head = format!("{head}\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    // A request that is refused early may not be read to its end.
    let _ = stream.write_all(body).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|it| it.parse().ok());
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    (status.unwrap_or_else(|| panic!("{answer:?}")), body.unwrap_or_default())
}

#[greenroom::test]
async fn wrong_missing_and_old_signatures_are_refused() {
    let world = World::start(|bot| bot.command(hello)).await;
    for fault in [Fault::WrongSignature, Fault::NoSignature, Fault::SignedAgo(Duration::from_secs(16 * 60))] {
        world.sandbox.faults().once(fault.clone());
        let error = world.alice.uses(&world.general, "/hello").await.unwrap_err().to_string();
        assert!(error.contains("status 401"), "{fault:?}: {error}");
    }
    world.sandbox.faults().once(Fault::SignedAgo(Duration::from_secs(10 * 60)));
    assert_eq!(world.alice.uses(&world.general, "/hello").await.unwrap().content, "Hello!");

    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let (good, wrong) = ("0".repeat(128), "0".repeat(127));
    for headers in [
        String::new(),
        format!("\r\nx-signature-ed25519: {good}"),
        format!("\r\nx-signature-timestamp: {now}"),
        format!("\r\nx-signature-ed25519: {good}\r\nx-signature-timestamp: soon"),
        format!("\r\nx-signature-ed25519: {wrong}\r\nx-signature-timestamp: {now}"),
        format!("\r\nx-signature-ed25519: {good}\r\nx-signature-timestamp: {now}"),
    ] {
        let (status, _) = request(&world, &format!("POST /discord HTTP/1.1{headers}"), br#"{"type":1}"#).await;
        assert_eq!(status, 401, "{headers}");
    }
    let headers = format!("\r\nx-signature-ed25519: {good}\r\nx-signature-timestamp: {now}");
    let large = vec![b' '; 1024 * 1024 + 1];
    assert_eq!(request(&world, &format!("POST /discord HTTP/1.1{headers}"), &large).await.0, 413);
    assert_eq!(request(&world, "GET /discord HTTP/1.1", b"").await.0, 405);
    world.end().await;
}

#[greenroom::test]
async fn the_service_stands_beside_other_pages() {
    let world = World::start(|bot| bot.command(hello)).await;
    assert_eq!(request(&world, "GET / HTTP/1.1", b"").await, (200, "A page of the application.".to_owned()));
    assert_eq!(request(&world, "GET /other HTTP/1.1", b"").await.0, 404);
    world.end().await;
}

#[greenroom::test]
async fn what_needs_a_shard_is_a_clear_error() {
    let world = World::start(|bot| bot.command(hello)).await;
    let error = world.bot.set_presence(0, BotPresence::default()).await.unwrap_err();
    assert!(matches!(error, Error::UnknownShard { shard: 0 }), "{error}");
    world.bot.set_presence(greenroom::Shards::All, BotPresence::default()).await.unwrap();
    assert!(world.bot.shard_of(world.sandbox.guild("Greenroom").id()).is_err());
    assert!(world.bot.application_id().is_some() && world.bot.shards().is_empty());
    world.end().await;
}

#[greenroom::test]
async fn a_verifier_of_another_application_is_an_error_at_the_start() {
    let sandbox = Sandbox::start().await.unwrap();
    let other = Verifier::new("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").unwrap();
    let error = Bot::sandbox(&sandbox).command(hello).http_with(other).await.unwrap_err();
    assert!(error.to_string().contains("another public key"), "{error}");
    let own = Verifier::new(&sandbox.public_key()).unwrap().time_window(Duration::from_secs(60));
    let bot = Bot::sandbox(&sandbox).command(hello).http_with(own).await.unwrap();
    bot.stop().await;
}

#[greenroom::test]
async fn the_sandbox_refuses_a_url_that_does_not_check_signatures() {
    let sandbox = Sandbox::start().await.unwrap();
    let (started, address) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let pong = || async { HttpResponse::Ok().content_type("application/json").body(r#"{"type":1}"#) };
            let server = HttpServer::new(move || App::new().route("/pong", web::post().to(pong)));
            let server = server.workers(1).disable_signals().bind(("127.0.0.1", 0)).unwrap();
            started.send(server.addrs()[0]).unwrap();
            server.run().await.unwrap();
        });
    });
    let address = address.recv().unwrap();
    for (path, text) in [("/pong", "instead of 401"), ("/nothing", "404")] {
        let error = sandbox.interactions_url(&format!("http://{address}{path}")).await.unwrap_err().to_string();
        assert!(error.contains(text), "{error}");
    }
    let error = sandbox.interactions_url("http://127.0.0.1:1/").await.unwrap_err().to_string();
    assert!(error.contains("no answer"), "{error}");
}
