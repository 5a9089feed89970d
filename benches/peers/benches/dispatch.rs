//! The cost of a bot over a real socket, for Greenroom and twilight: `cargo bench -p greenroom-peers --features peers
//! --bench dispatch`, and with `--features zstd` over zstd-stream, because a build of twilight supports only one of the
//! two.
//!
//! Each client is a process of its own, which gets the port of a gateway that sends the same session to each. The
//! measure is the processor time of all threads of the client's process, including the kernel's part, from the last
//! event of the warm-up to the last event. The clients alternate, and the median of the rounds is used. A number sets
//! the rounds: `-- 9`.

#![allow(clippy::print_stdout, clippy::expect_used, reason = "a bench prints, and stops at what must not be")]

use std::process::{Command, exit};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use greenroom::cache::CacheConfig;
use greenroom::prelude::*;
use greenroom_peers::corpus::{Corpus, Kind};
use greenroom_peers::replay::{Session, Transport};
use greenroom_peers::statistics::{Rounds, process_time};
use twilight_gateway::{ConfigBuilder, Event as TwilightEvent, EventTypeFlags, Shard, ShardId, StreamExt as _};

const WARM_UP: usize = 20_000;
const EVENTS: usize = 100_000;
const ROUNDS: usize = 7;
/// The transport that this build of twilight supports.
const TRANSPORT: Transport = if cfg!(feature = "zstd") { Transport::Zstd } else { Transport::Zlib };

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["client", name, wanted, port, warm_up, all] => client(name, wanted, port, number(warm_up), number(all)),
        arguments => compare(arguments.first().map_or(ROUNDS, |rounds| number(rounds))),
    }
}

fn number(text: &str) -> usize {
    text.parse().expect("a number")
}

fn compare(rounds: usize) {
    let (mut events, mut warm_up, mut messages) = (0, 0, 0);
    let session = Session::record(Corpus::new(7), TRANSPORT, WARM_UP, EVENTS, |payload| {
        events += 1;
        messages += usize::from(payload.kind == Some(Kind::Message));
        if events == WARM_UP {
            warm_up = messages;
        }
    })
    .expect("the corpus compresses");
    let each = |bytes: usize| bytes / EVENTS;
    let (json, wire) = (each(session.json), each(session.wire()));
    println!(
        "{}: {EVENTS} events of {json} bytes of JSON and {wire} bytes on the wire; CPU seconds per million events",
        TRANSPORT.name()
    );
    let port = session.serve().expect("a port").to_string();
    for (wanted, target, warm_up, all) in
        [("all", 0.65, WARM_UP, WARM_UP + EVENTS), ("messages", 0.9, warm_up, messages)]
    {
        let (mut ours, mut theirs) = (Rounds::default(), Rounds::default());
        for _ in 0..rounds {
            ours.add(run("greenroom", wanted, &port, warm_up, all));
            theirs.add(run("twilight", wanted, &port, warm_up, all));
        }
        let ratio = ours.median() / theirs.median();
        let verdict = if ratio <= target { "met" } else { "MISSED" };
        println!(
            "{wanted:<10} greenroom {:.2} ±{:.0}%   twilight {:.2} ±{:.0}%   \
             ratio {ratio:.2}, target {target}: {verdict}",
            ours.median(),
            ours.spread(),
            theirs.median(),
            theirs.spread(),
        );
    }
}

/// The CPU seconds per million events of a client.
fn run(client: &str, wanted: &str, port: &str, warm_up: usize, all: usize) -> f64 {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["client", client, wanted, port, &warm_up.to_string(), &all.to_string()])
        .output()
        .expect("this program can be run again");
    let told = String::from_utf8_lossy(&output.stdout);
    let nanos: f64 = told.trim().parse().unwrap_or_else(|_| {
        println!("{client} said {told:?} and {}", String::from_utf8_lossy(&output.stderr));
        exit(1)
    });
    nanos / EVENTS as f64 / 1000.0
}

/// Runs a client until it has received this number of wanted events, and prints the cost of those after the warm-up.
fn client(name: &str, wanted: &str, port: &str, warm_up: usize, all: usize) {
    let count: &'static Count = Box::leak(Box::new(Count { warm_up, all, ..Count::default() }));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    match (name, wanted) {
        ("greenroom", "all") => runtime.block_on(greenroom(All(count), port)),
        ("greenroom", _) => runtime.block_on(greenroom(Messages(count), port)),
        (_, "all") => runtime.block_on(twilight(EventTypeFlags::all(), port, count)),
        (_, _) => runtime.block_on(twilight(EventTypeFlags::MESSAGE_CREATE, port, count)),
    }
}

/// The events that a client has received.
#[derive(Debug, Default)]
struct Count {
    seen: AtomicUsize,
    began: Mutex<Duration>,
    warm_up: usize,
    all: usize,
}

impl Count {
    fn one(&self) {
        let seen = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
        if seen == self.warm_up {
            *self.began.lock().expect("nobody panics") = process_time();
        } else if seen == self.all {
            let began = *self.began.lock().expect("nobody panics");
            println!("{}", (process_time() - began).as_nanos());
            exit(0);
        }
    }
}

struct All(&'static Count);

macro_rules! counted {
    ($handler:ident: $($method:ident $payload:ident)+) => {
        #[event_handler]
        impl EventHandler for $handler {
            $(
                async fn $method(&self, _: &Context, _: &$payload) -> HandlerResult {
                    self.0.one();
                    Ok(())
                }
            )+
        }
    };
}

counted! { All:
    presence_update PresenceUpdate
    message_create MessageCreate
    typing_start TypingStart
    reaction_add ReactionAdd
    reaction_remove ReactionRemove
    voice_state_update VoiceStateUpdate
    member_update MemberUpdate
    message_update MessageUpdate
    message_delete MessageDelete
}

struct Messages(&'static Count);

counted! { Messages: message_create MessageCreate }

async fn greenroom(handler: impl EventHandler, port: &str) {
    let compression = if cfg!(feature = "zstd") { "zstd-stream" } else { "zlib-stream" };
    Bot::new("MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs")
        .handler(handler)
        .cache(CacheConfig::none())
        .intents(Intents::all())
        .sharding(Sharding::Total(1))
        .compression(compression.parse().expect("a compression"))
        .gateway_url(format!("ws://127.0.0.1:{port}"))
        .rest_url(format!("http://127.0.0.1:{port}/api/v10"))
        .state_directory(None)
        .run()
        .await
        .expect("the bot runs");
}

async fn twilight(wanted: EventTypeFlags, port: &str, count: &Count) {
    rustls::crypto::ring::default_provider().install_default().expect("the first one");
    let config = ConfigBuilder::new("token".to_owned(), twilight_gateway::Intents::all())
        .proxy_url(format!("ws://127.0.0.1:{port}"))
        .build();
    let mut shard = Shard::with_config(ShardId::ONE, config);
    while let Some(event) = shard.next_event(wanted).await {
        match event.expect("the corpus decodes") {
            TwilightEvent::GatewayHello(_) | TwilightEvent::Ready(_) | TwilightEvent::GuildCreate(_) => {}
            _ => count.one(),
        }
    }
}
