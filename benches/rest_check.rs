//! What it costs to check the body of a request against Discord's limits, beside the whole request: a message that is
//! sent to a server on the loopback, and answered. The bound is 2 % of a request.
//!
//! All times are CPU times of this process (`/proc/self/stat`), so that other processes do not disturb them; those of a
//! request include the server.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench prints, and ends where it cannot measure"
)]

use std::{
    future::IntoFuture,
    hint::black_box,
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use greenroom::{
    __internals::objections,
    gateway::Token,
    model::{ChannelId, MessageId},
    rest::{Http, HttpConfig, HttpError},
};

/// A reply as `message.reply(ctx, "Pong!")` writes it.
const REPLY: &str = concat!(
    r#"{"content":"Pong!","message_reference":{"message_id":"1271234567890123457"},"#,
    r#""nonce":"a1b2c3d4e5f6-1f","enforce_nonce":true}"#
);

/// The answer of the server.
const ANSWER: &str = concat!(
    r#"{"id":"1271234567890123457","channel_id":"998877665544332211","author":{"id":"887766554433221100","#,
    r#""username":"greenroom","discriminator":"0000","avatar":null,"bot":true},"content":"Pong!","#,
    r#""timestamp":"2026-08-11T12:34:56.789000+00:00","edited_timestamp":null,"tts":false,"mention_everyone":false,"#,
    r#""mentions":[],"mention_roles":[],"attachments":[],"embeds":[],"pinned":false,"type":0}"#
);

const CHECKS: u32 = 300_000;
const REQUESTS: u32 = 5_000;
const ROUNDS: usize = 7;

/// A message of about 1 KiB: an embed with ten fields, and a row of three buttons.
fn embed() -> String {
    let fields: Vec<_> = (0..10)
        .map(|number| format!(r#"{{"name":"Field {number}","value":"said \"hello\" {number}","inline":true}}"#))
        .collect();
    let buttons: Vec<_> =
        (0..3).map(|number| format!(r#"{{"type":2,"style":1,"custom_id":"button-{number}","label":"Go"}}"#)).collect();
    let (description, fields, buttons) = ("word ".repeat(40), fields.join(","), buttons.join(","));
    format!(r#"{{"embeds":[{{"title":"Status","description":"{description}","color":65280,"fields":[{fields}]}}],"#)
        + &format!(r#""components":[{{"type":1,"components":[{buttons}]}}],"nonce":"1","enforce_nonce":true}}"#)
}

/// Answers each request on a connection in the same way.
fn serve(stream: TcpStream) -> io::Result<()> {
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ";
    let answer = format!("{head}{}\r\n\r\n{ANSWER}", ANSWER.len());
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

/// The CPU time of this process so far, in steps of 10 ms.
fn cpu() -> io::Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // Behind the name in parentheses: the state, and numbers, of which the 11th and 12th are `utime` and `stime`.
    let numbers = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(1);
    let ticks: u64 = numbers.skip(10).take(2).filter_map(|number| number.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * 10))
}

/// The CPU time of one call in microseconds, over this many calls.
fn measured(times: u32, mut call: impl FnMut()) -> io::Result<f64> {
    let before = cpu()?;
    (0..times).for_each(|_| call());
    Ok((cpu()? - before).as_secs_f64() * 1e6 / f64::from(times))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn http(server: SocketAddr, validate: bool) -> Result<Http, HttpError> {
    let mut config = HttpConfig::new(Token::new("a.b.c").map_err(|_| HttpError::Stopped { operation: "token" })?);
    config.base_url = format!("http://{server}");
    config.global_rate = u32::MAX;
    config.validate = validate;
    Http::start(config)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let server = listener.local_addr()?;
    thread::spawn(move || listener.incoming().flatten().for_each(|stream| drop(thread::spawn(|| serve(stream)))));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (checked, unchecked) = (http(server, true)?, http(server, false)?);
    let send = |http: &Http| {
        let call = http.create_message(ChannelId::new(1)).content("Pong!").reply_to(MessageId::new(1));
        runtime.block_on(call.into_future()).map(drop)
    };
    send(&checked)?;
    send(&unchecked)?;
    let embed = embed();
    assert_eq!(
        (objections("create_message", REPLY.as_bytes()), objections("create_message", embed.as_bytes())),
        (0, 0)
    );
    let mut rounds = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        for (body, round) in [(REPLY, 0), (&*embed, 1)] {
            let check = || _ = black_box(objections("create_message", black_box(body.as_bytes())));
            rounds[round].push(measured(CHECKS, check)?);
        }
        for (http, round) in [(&checked, 2), (&unchecked, 3)] {
            rounds[round].push(measured(REQUESTS, || drop(black_box(send(http))))?);
        }
    }
    let [reply, embed, checked, unchecked] = rounds.map(median);
    println!("check of a reply ({} bytes): {reply:.2} µs", REPLY.len());
    println!("check of an embed with buttons (1 KiB): {embed:.2} µs");
    println!("reply, checked: {checked:.1} µs; unchecked: {unchecked:.1} µs");
    println!("share of the check in a reply: {:.1} %", reply / checked * 100.0);
    Ok(())
}
