//! The cost of a request over a real socket, for Greenroom and twilight: `cargo bench -p greenroom-peers --features
//! peers --bench rest`.
//!
//! Each client is a process of its own, which gets the port of a server that answers every request with the same
//! message and with rate-limit headers that never reach zero. Both create messages from as many tasks as channels; each
//! task waits for its answer and reads it, and both apply rate limits. The measure is the processor time of all threads
//! of the client's process, including the kernel's part, after a warm-up. The clients alternate, and the median of the
//! rounds is used. A number sets the rounds: `-- 9`.

#![allow(clippy::print_stdout, clippy::expect_used, reason = "a bench prints, and stops at what must not be")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, exit};
use std::time::{Duration, Instant};

use greenroom::gateway::Token;
use greenroom::model::ChannelId;
use greenroom::rest::{Http, HttpConfig};
use greenroom_peers::statistics::{Rounds, process_time};
use twilight_http::Client;
use twilight_http_ratelimiting::RateLimiter;
use twilight_model::id::Id;

const CHANNELS: usize = 50;
const WARM_UP: usize = 20;
const EACH: usize = 400;
const ROUNDS: usize = 7;
const TARGET: f64 = 1.0;
const TOKEN: &str = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";
const CONTENT: &str = "The quick brown fox jumps over the lazy dog, and then once more in the other direction.";

const MESSAGE: &str = concat!(
    r#"{"type":0,"content":"The quick brown fox jumps over the lazy dog, and then once more in the other direction.","#,
    r#""mentions":[],"mention_roles":[],"attachments":[],"embeds":[],"timestamp":"2026-08-05T14:23:11.412000+00:00","#,
    r#""edited_timestamp":null,"flags":0,"components":[],"id":"1402000000000000001","#,
    r#""channel_id":"1401000000000000001","#,
    r#""author":{"id":"198622483471925248","username":"greenroom","avatar":null,"discriminator":"0420","#,
    r#""public_flags":0,"#,
    r#""flags":0,"bot":true,"banner":null,"accent_color":null,"global_name":null,"avatar_decoration_data":null,"#,
    r#""collectibles":null,"display_name_styles":null,"banner_color":null,"clan":null,"primary_guild":null},"#,
    r#""pinned":false,"#,
    r#""mention_everyone":false,"tts":false,"nonce":"0123456789ab-1f"}"#
);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["client", name, port] => client(name, port),
        arguments => compare(arguments.first().map_or(ROUNDS, |rounds| rounds.parse().expect("a number"))),
    }
}

fn compare(rounds: usize) {
    let port = serve().to_string();
    let sends = CHANNELS * EACH;
    println!("{sends} messages created in {CHANNELS} channels; CPU microseconds a request, and requests a second");
    let mut figures =
        [("greenroom", Rounds::default(), Rounds::default()), ("twilight", Rounds::default(), Rounds::default())];
    for _ in 0..rounds {
        for (name, cpu, rate) in &mut figures {
            let (nanos, wall) = run(name, &port);
            cpu.add(nanos / sends as f64 / 1000.0);
            rate.add(sends as f64 * 1e9 / wall);
        }
    }
    for (name, cpu, rate) in &figures {
        println!(
            "{name:<10} {:.1} µs ±{:.0}%   {:.0}/s ±{:.0}%",
            cpu.median(),
            cpu.spread(),
            rate.median(),
            rate.spread()
        );
    }
    let [(_, ours, _), (_, theirs, _)] = &figures;
    let ratio = ours.median() / theirs.median();
    let verdict = if ratio <= TARGET { "met" } else { "MISSED" };
    println!("ratio of CPU {ratio:.2}, target {TARGET}: {verdict}");
}

/// The nanoseconds of a client's requests, in processor time and in wall time.
fn run(client: &str, port: &str) -> (f64, f64) {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["client", client, port])
        .output()
        .expect("this program can be run again");
    let told = String::from_utf8_lossy(&output.stdout);
    let mut figures = told.split_whitespace().filter_map(|figure| figure.parse().ok());
    figures.next().zip(figures.next()).unwrap_or_else(|| {
        println!("{client} said {told:?} and {}", String::from_utf8_lossy(&output.stderr));
        exit(1)
    })
}

fn client(name: &str, port: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let (cpu, wall) =
        if name == "greenroom" { runtime.block_on(greenroom(port)) } else { runtime.block_on(twilight(port)) };
    println!("{} {}", cpu.as_nanos(), wall.as_nanos());
    exit(0);
}

async fn greenroom(port: &str) -> (Duration, Duration) {
    let mut config = HttpConfig::new(Token::new(TOKEN).expect("a token"));
    config.base_url = format!("http://127.0.0.1:{port}/api/v10");
    config.global_rate = u32::from(u16::MAX);
    let http = Http::start(config).expect("it starts");
    let send = |channel: usize, times: usize| {
        let http = http.clone();
        tokio::spawn(async move {
            let channel = ChannelId::new(channel as u64 + 1);
            for _ in 0..times {
                let message = http.create_message(channel).content(CONTENT).await.expect("an answer");
                assert_eq!(message.content, CONTENT);
            }
        })
    };
    measured(send).await
}

async fn twilight(port: &str) -> (Duration, Duration) {
    rustls::crypto::ring::default_provider().install_default().expect("the first one");
    let client = Client::builder()
        .proxy(format!("127.0.0.1:{port}"), true)
        .token(TOKEN.to_owned())
        .ratelimiter(Some(RateLimiter::new(u16::MAX)))
        .build();
    let client = std::sync::Arc::new(client);
    let send = |channel: usize, times: usize| {
        let client = std::sync::Arc::clone(&client);
        tokio::spawn(async move {
            let channel = Id::new(channel as u64 + 1);
            for _ in 0..times {
                let answer = client.create_message(channel).content(CONTENT).await.expect("an answer");
                let message = answer.model().await.expect("a message");
                assert_eq!(message.content, CONTENT);
            }
        })
    };
    measured(send).await
}

/// Sends the messages of every channel, after a warm-up.
async fn measured(send: impl Fn(usize, usize) -> tokio::task::JoinHandle<()>) -> (Duration, Duration) {
    let mut began = (process_time(), Instant::now());
    for times in [WARM_UP, EACH] {
        began = (process_time(), Instant::now());
        let tasks: Vec<_> = (0..CHANNELS).map(|channel| send(channel, times)).collect();
        for task in tasks {
            task.await.expect("nobody panics");
        }
    }
    (process_time() - began.0, began.1.elapsed())
}

/// Answers every request on every connection, each on its own thread, until the process ends. Returns the port.
fn serve() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(&stream));
        }
    });
    port
}

fn answer(mut stream: &TcpStream) -> Option<()> {
    let response = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nx-ratelimit-bucket: \
         80c17d2f203122d936070c88c8d10f33\r\nx-ratelimit-limit: 10000\r\nx-ratelimit-remaining: 9999\r\n\
         x-ratelimit-reset: 1785939792.412\r\nx-ratelimit-reset-after: 1.000\r\nvia: 1.1 google\r\n\r\n{MESSAGE}",
        MESSAGE.len()
    );
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream);
    let (mut line, mut body) = (String::new(), Vec::new());
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if line == "\r\n" {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok()?;
            }
        }
        body.resize(length, 0);
        reader.read_exact(&mut body).ok()?;
        stream.write_all(response.as_bytes()).ok()?;
    }
}
