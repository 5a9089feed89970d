//! What it costs to check the body of a request against Discord's limits, beside the whole request: a message that is
//! sent to a server on the loopback, and answered. The bound is 2 % of the request.

use std::{
    hint::black_box,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use criterion::{Criterion, criterion_group, criterion_main};
use greenroom::{
    __internals::objections,
    gateway::Token,
    model::{ChannelId, MessageId},
    rest::{Http, HttpConfig},
};

/// A reply as `message.reply(ctx, "Pong!")` writes it.
const REPLY: &str = r#"{"content":"Pong!","message_reference":{"message_id":"1271234567890123457"},"nonce":"a1b2c3d4e5f6-1f","enforce_nonce":true}"#;

/// The answer of the server.
const ANSWER: &str = r#"{"id":"1271234567890123457","channel_id":"998877665544332211","author":{"id":"887766554433221100","username":"greenroom","discriminator":"0000","avatar":null,"bot":true},"content":"Pong!","timestamp":"2026-08-11T12:34:56.789000+00:00","edited_timestamp":null,"tts":false,"mention_everyone":false,"mentions":[],"mention_roles":[],"attachments":[],"embeds":[],"pinned":false,"type":0}"#;

/// A message of about 1 KiB with an embed of ten fields and a row of buttons.
fn embed() -> String {
    let field =
        |number: usize| format!(r#"{{"name":"Field {number}","value":"said \"hello\" {number}","inline":true}}"#);
    let fields: Vec<_> = (0..10).map(field).collect();
    let button = |number: usize| format!(r#"{{"type":2,"style":1,"custom_id":"button-{number}","label":"Go"}}"#);
    let buttons: Vec<_> = (0..3).map(button).collect();
    format!(
        r#"{{"embeds":[{{"title":"Status","description":"{}","color":65280,"fields":[{}]}}],"components":[{{"type":1,"components":[{}]}}],"nonce":"1","enforce_nonce":true}}"#,
        "word ".repeat(40),
        fields.join(","),
        buttons.join(",")
    )
}

/// Answers each request on a connection in the same way.
fn serve(stream: TcpStream) -> std::io::Result<()> {
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{ANSWER}",
        ANSWER.len()
    );
    loop {
        let (mut length, mut line) = (0, String::new());
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let (name, value) = line.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap_or(0);
            }
            if line == "\r\n" {
                break;
            }
        }
        reader.read_exact(&mut vec![0; length])?;
        writer.write_all(answer.as_bytes())?;
    }
}

fn checks(c: &mut Criterion) {
    let mut group = c.benchmark_group("rest_check");
    let embed = embed();
    for (name, body) in [("reply", REPLY), ("embed_and_buttons", &*embed)] {
        assert_eq!(objections("create_message", body.as_bytes()), 0);
        group.bench_function(name, |b| b.iter(|| objections("create_message", black_box(body.as_bytes()))));
    }
    group.finish();
}

fn requests(c: &mut Criterion) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.incoming().flatten().for_each(|stream| drop(thread::spawn(|| serve(stream)))));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut group = c.benchmark_group("create_message");
    for (name, validate) in [("checked", true), ("unchecked", false)] {
        let mut config = HttpConfig::new(Token::new("a.b.c").unwrap());
        config.base_url = format!("http://{address}");
        config.global_rate = u32::MAX;
        config.validate = validate;
        let http = Http::start(config).unwrap();
        group.bench_function(name, |b| {
            b.iter(|| {
                let call = http.create_message(ChannelId::new(1)).content("Pong!").reply_to(MessageId::new(1));
                runtime.block_on(call.into_future()).unwrap()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, checks, requests);
criterion_main!(benches);
