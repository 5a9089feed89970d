//! What a bot is told before it runs, what it shows of itself, and what its errors say (USERS themes 6 and 9).
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, BufRead, BufReader, Write},
    net::TcpListener,
    sync::{Arc, mpsc},
    time::Duration,
};

use crate::common::{Diary, SOON, Witness, any_interval, bot, builder, ping, sandbox, witness};
use greenroom::{
    Bot, Error,
    gateway::{
        CloseCode, CommandError, Compression, ConfigError, Encoding, FatalClose, IdentifyRefused, ReconnectReason,
        ShardState, Token,
    },
    prelude::*,
    rest::HttpConfig,
    sandbox::Fault,
};
use serde_json::json;

/// SEEDS Q01, Q11, A20, R08: each by its name, and nothing was opened.
#[greenroom::test]
async fn bad_options_are_refused_before_any_socket_is_opened() {
    let sandbox = sandbox().await;
    type Spoil = fn(Bot) -> Bot;
    let cases: &[(&str, Spoil)] = &[
        #[cfg(feature = "etf")]
        ("compression", |bot| bot.encoding(Encoding::Etf).compression(Compression::Payload)),
        ("gateway_url", |bot| bot.gateway_url("http://gateway.discord.gg")),
        ("gateway_url", |bot| bot.gateway_url("")),
        ("rest_url", |bot| bot.rest_url("ftp://discord.com/api/v10")),
        ("sharding", |bot| bot.sharding(Sharding::shards([0, 4], 4))),
        ("sharding", |bot| bot.sharding(Sharding::shards([], 4))),
        ("sharding", |bot| bot.sharding(Sharding::shards([0], 0))),
        ("sharding", |bot| bot.sharding(Sharding::Total(0))),
        ("large_threshold", |bot| bot.large_threshold(10)),
        ("large_threshold", |bot| bot.large_threshold(251)),
        ("presence", |bot| bot.presence(Activity::playing("").into())),
        ("presence", |bot| bot.presence(Activity::playing("x".repeat(5000)).into())),
        ("max_waiting", |bot| bot.max_waiting(0)),
        ("max_parallel", |bot| bot.max_parallel(0)),
        ("router_queue", |bot| bot.router_queue(0)),
        ("threads", |bot| bot.threads(0)),
        ("max_frame_size", |bot| bot.max_frame_size(0)),
        ("timeouts.hello", |bot| bot.configure_shards(|config| config.timeouts.hello = Duration::ZERO)),
        ("backoff", |bot| bot.configure_shards(|config| config.backoff.cap = Duration::ZERO)),
        ("command_queue", |bot| bot.configure_shards(|config| config.command_queue = 0)),
        ("global_rate", |bot| bot.configure_http(|config| config.global_rate = 0)),
        ("header", |bot| bot.header("white space", "x")),
        ("user_agent", |bot| bot.configure_http(|config| config.user_agent = String::new())),
    ];
    let refused = |option: &str, error: &Error| {
        let named = error.to_string().contains(&format!("`{option}`"));
        assert!(named, "{option} is not named in {error}");
        assert!(matches!(error, Error::Option { .. } | Error::Config(_) | Error::Http(_)), "{error:?}");
    };
    for &(option, set) in cases {
        let error = set(bot(&sandbox).handler(Witness(Diary::default()))).run().await.unwrap_err();
        refused(option, &error);
    }
    refused("handler", &bot(&sandbox).run().await.unwrap_err());
    for token in ["", " \n", "Bot ", "two words", "täuschung"] {
        let bot = Bot::new(token).rest_url(sandbox.rest_url()).handle_signals(false).state_directory(None);
        let error = bot.handler(Witness(Diary::default())).run().await.unwrap_err();
        refused("token", &error);
    }
    assert!(sandbox.requests().is_empty(), "{:#?}", sandbox.requests());
    assert!(sandbox.connections().is_empty(), "{:#?}", sandbox.connections());
}

/// SEEDS Q01.
#[greenroom::test]
async fn tokens_are_taken_as_people_paste_them() {
    for (before, after) in [(" Bot ", " "), ("", "\r\n"), ("\tBot  ", "")] {
        let sandbox = sandbox().await;
        let pasted = format!("{before}{}{after}", sandbox.token());
        let diary = Diary::default();
        let bot = Bot::new(pasted).rest_url(sandbox.rest_url()).handle_signals(false).state_directory(None);
        let bot = any_interval(bot).identify_window(Duration::from_millis(60));
        let bot = bot.handler(Witness(diary)).spawn().await.unwrap();
        ping(&sandbox).await;
        bot.stop().await;
    }
}

/// SEEDS Q06, V01, V02, V06.
#[greenroom::test]
async fn the_url_has_each_parameter_once() {
    for (encoding, compression, expected) in [
        (Encoding::Json, Compression::None, vec!["encoding=json", "v=10"]),
        (Encoding::Json, Compression::Payload, vec!["encoding=json", "v=10"]),
        (Encoding::Json, Compression::ZlibStream, vec!["compress=zlib-stream", "encoding=json", "v=10"]),
        (Encoding::Json, Compression::ZstdStream, vec!["compress=zstd-stream", "encoding=json", "v=10"]),
        #[cfg(feature = "etf")]
        (Encoding::Etf, Compression::None, vec!["encoding=etf", "v=10"]),
        #[cfg(feature = "etf")]
        (Encoding::Etf, Compression::ZstdStream, vec!["compress=zstd-stream", "encoding=etf", "v=10"]),
    ] {
        // The gateway that REST names is another than the one that is given, whose port is any and whose query is not
        // ours.
        let named = sandbox().await;
        let given = builder().token(named.token()).start().await.unwrap();
        let diary = Diary::default();
        let bot = bot(&named)
            .encoding(encoding)
            .compression(compression)
            .gateway_url(format!("{}/?v=6&x=y", given.gateway_url()));
        let bot = bot.handler(Witness(diary.clone())).spawn().await.unwrap();
        given.faults().drop_connections();
        diary.expect("resumed 0").await;
        bot.stop().await;
        let connections = given.connections();
        assert_eq!(connections.iter().map(|it| it.resume_url).collect::<Vec<_>>(), [false, true]);
        for connection in connections {
            let (_, query) = connection.url.split_once('?').unwrap();
            let mut parameters: Vec<_> = query.split('&').collect();
            parameters.sort_unstable();
            assert_eq!(parameters, expected, "{encoding} {compression}: {}", connection.url);
        }
        assert!(named.connections().is_empty());
    }
}

/// Answers the first request of each connection as `GET /gateway/bot`, and hands on what was asked.
fn recorder() -> (u16, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (heads, recorded) = mpsc::channel();
    let limit = json!({"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1});
    let info = json!({"url": format!("ws://127.0.0.1:{port}"), "shards": 1, "session_start_limit": limit}).to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let head: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
            if heads.send(head.join("\n").to_lowercase()).is_err() {
                return;
            }
            let length = info.len();
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{info}"
            );
        }
    });
    (port, recorded)
}

/// SEEDS R03, A06: what a proxy in front of Discord needs.
#[greenroom::test]
async fn headers_go_with_every_request_and_every_upgrade() {
    let (port, recorded) = recorder();
    let bot = Bot::new("token").rest_url(format!("http://127.0.0.1:{port}/api/v10")).header("X-Stage-Door", "knock");
    let bot = bot.handle_signals(false).state_directory(None).handler(Witness(Diary::default()));
    let run = tokio::spawn(bot.run());
    let heads = move || (0..3).map(|_| recorded.recv_timeout(SOON).unwrap()).collect::<Vec<_>>();
    let heads = tokio::task::spawn_blocking(heads).await.unwrap();
    run.abort();
    assert!(heads[0].starts_with("get /api/v10/gateway/bot "), "{}", heads[0]);
    assert!(heads[1].starts_with("get /api/v10/users/@me "), "the token does not contain the id: {}", heads[1]);
    assert!(heads[2].starts_with("get /?v=10&") && heads[2].contains("upgrade: websocket"), "{}", heads[2]);
    for head in &heads {
        for header in ["\nuser-agent: discordbot (", "\nx-stage-door: knock"] {
            assert_eq!(head.matches(header).count(), 1, "{header:?} in {head}");
        }
    }
    assert!(!heads[2].contains("authorization"), "the token goes into IDENTIFY: {}", heads[2]);

    let sandbox = sandbox().await;
    let (bot, diary) = witness(&sandbox).await;
    sandbox.faults().drop_connections();
    diary.expect("resumed 0").await;
    ping(&sandbox).await;
    bot.stop().await;
    let requests = sandbox.requests().into_iter().map(|request| request.user_agent);
    let agents: Vec<_> = requests.chain(sandbox.connections().into_iter().map(|it| it.user_agent)).collect();
    assert!(agents.len() >= 4, "{agents:?}");
    assert!(agents.iter().flatten().filter(|it| it.starts_with("DiscordBot (")).count() == agents.len(), "{agents:?}");
}

/// SEEDS J11, Q13.
#[greenroom::test]
async fn shard_info_follows_a_resume() {
    let sandbox = sandbox().await;
    let (bot, diary) = witness(&sandbox).await;
    ping(&sandbox).await;
    sandbox.wait_until(SOON, |_| bot.shard(0).unwrap().seq.is_some()).await.unwrap();
    let before = bot.shard(0).unwrap();
    assert_eq!(
        (before.state, before.cid, before.heartbeat_generation, before.reconnects),
        (ShardState::Active, 1, 1, 0)
    );
    sandbox.faults().drop_connections();
    diary.expect("resumed 0").await;
    ping(&sandbox).await;
    sandbox.wait_until(SOON, |_| bot.shard(0).unwrap().seq > before.seq).await.unwrap();
    let after = bot.shard(0).unwrap();
    assert_eq!((after.state, after.cid, after.heartbeat_generation, after.reconnects), (ShardState::Active, 2, 2, 1));
    assert_eq!((&after.session_id, &after.resume_url), (&before.session_id, &before.resume_url));
    assert!(after.session_id.is_some() && after.resume_url.is_some());
    let counters = |info: &greenroom::ShardInfo| {
        [info.frames_in, info.frames_out, info.bytes_in, info.bytes_out, info.bytes_inflated, info.events]
    };
    assert!(counters(&before).iter().zip(counters(&after)).all(|(before, after)| *before < after));
    assert!(before.last_event_at < after.last_event_at);
    assert_eq!((after.intents, after.heartbeat_interval), (sandbox.identifies()[0].intents, Some(crate::common::BEAT)));
    assert!(!after.intents.is_empty());

    let json = serde_json::to_value(&after).unwrap();
    let keys: BTreeSet<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = "id total state api_version intents cid heartbeat_generation heartbeat_interval session_id seq \
                    resume_url frames_in frames_out bytes_in bytes_out bytes_inflated events latency average_latency \
                    reconnects last_event_at";
    assert_eq!(keys, expected.split_whitespace().collect());
    assert_eq!((&json["state"], &json["cid"]), (&json!("active"), &json!(2)));
    assert!(!json.to_string().contains(&sandbox.token()));
    bot.stop().await;
}

/// SEEDS Q13: nobody has to be asked who might be busy.
#[greenroom::test]
async fn shard_info_is_there_while_reconnecting() {
    let sandbox = sandbox().await;
    let (bot, diary) = witness(&sandbox).await;
    sandbox.wait_until(SOON, |_| bot.shard(0).unwrap().seq.is_some()).await.unwrap();
    let session = bot.shard(0).unwrap().session_id;
    sandbox.faults().always(Fault::RefuseUpgrade(503));
    sandbox.faults().drop_connections();
    diary.expect_times("reconnecting 0 connect_failed", 2).await;
    for state in [ShardState::BackingOff, ShardState::Connecting] {
        // Looks often enough to meet the short one as well.
        sandbox.wait_until(SOON, |_| (0..1000).any(|_| bot.shards()[0].state == state)).await.unwrap();
    }
    let info = bot.shard(0).unwrap();
    assert!(matches!(info.state, ShardState::BackingOff | ShardState::Connecting), "{info:?}");
    assert!(!info.is_connected());
    assert!(info.reconnects >= 3 && info.cid >= 3, "{info:?}");
    assert_eq!(info.session_id, session, "it is still to be resumed");
    sandbox.faults().clear();
    bot.reconnect_now().await;
    diary.expect("resumed 0").await;
    ping(&sandbox).await;
    bot.stop().await;
}

/// Writes down each heartbeat.
struct Pulse(Diary);

#[event_handler]
impl EventHandler for Pulse {
    async fn heartbeat(&self, _: &Context, beat: &HeartbeatAcked) -> HandlerResult {
        assert!(beat.latency > Duration::ZERO && beat.average > Duration::ZERO);
        self.0.write(format!("beat {}", beat.shard));
        Ok(())
    }

    async fn error(&self, _: &Context, failure: &Failure) {
        self.0.write(format!("failure {failure}"));
    }
}

/// SEEDS R13, Q13.
#[greenroom::test]
async fn latency_is_measured() {
    let sandbox = sandbox().await;
    let diary = Diary::default();
    let bot = bot(&sandbox).handler(Pulse(diary.clone())).spawn().await.unwrap();
    diary.expect_times("beat 0", 3).await;
    let info = bot.shard(0).unwrap();
    let (last, average) = (info.latency.unwrap(), info.average_latency.unwrap());
    assert!(last > Duration::ZERO && last < SOON && average > Duration::ZERO && average < SOON, "{info:?}");
    assert!(sandbox.heartbeats().iter().filter(|beat| beat.acknowledged).count() >= 3);
    assert_eq!(diary.count("failure"), 0, "{:?}", diary.lines());
    bot.stop().await;
}

/// SEEDS Q06, Q08: the tables that people read.
#[test]
fn documented_defaults_are_those_of_the_code() {
    let rows = include_str!("../../../src/bot/mod.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("/// | [`")?.split_once("`](Self::"));
    let documented: BTreeMap<_, _> =
        rows.map(|(option, rest)| (option, rest.rsplit_once(" | ").unwrap().1.trim_end_matches(" |"))).collect();
    let seconds = |time: Duration| format!("{} s", time.as_secs_f64());
    for (option, default) in [
        ("max_waiting", format!("{} events", Bot::DEFAULT_MAX_WAITING)),
        ("max_parallel", format!("{} handlers", Bot::DEFAULT_MAX_PARALLEL)),
        ("slow_after", seconds(Bot::DEFAULT_SLOW_AFTER)),
        ("router_queue", format!("{} batches", Bot::DEFAULT_ROUTER_QUEUE)),
        ("guilds_timeout", seconds(Bot::DEFAULT_GUILDS_TIMEOUT)),
        ("members_timeout", seconds(Bot::DEFAULT_MEMBERS_TIMEOUT)),
        ("handlers_deadline", seconds(Bot::DEFAULT_HANDLERS_DEADLINE)),
        ("shutdown_deadline", seconds(Bot::DEFAULT_SHUTDOWN_DEADLINE)),
        ("requests_deadline", seconds(Bot::DEFAULT_REQUESTS_DEADLINE)),
        ("identify_window", seconds(Bot::DEFAULT_IDENTIFY_WINDOW)),
        ("gateway_info_lifetime", seconds(Bot::DEFAULT_GATEWAY_INFO_LIFETIME)),
        ("max_frame_size", format!("{} MiB, also after inflating", Bot::DEFAULT_MAX_FRAME_SIZE >> 20)),
    ] {
        assert_eq!(documented.get(option), Some(&default.as_str()), "{option}");
    }
    assert!(documented["identify_reserve"].starts_with(&format!("{},", Bot::DEFAULT_IDENTIFY_RESERVE)));
    assert_eq!(documented["ordering"], "by guild");
    assert_eq!(greenroom::EventOrder::default(), greenroom::EventOrder::Guild);
    assert_eq!(documented["encoding"], Encoding::default().as_str());
    assert_eq!(documented["compression"], "zstd-stream, or zlib-stream without the feature `zstd`");
    assert_eq!(Compression::default(), Compression::ZstdStream);
    assert!(documented["overflow"].starts_with("shards stop reading"));
    assert_eq!(greenroom::Overflow::default(), greenroom::Overflow::Wait);

    // REST says its defaults at the constants.
    let rest = HttpConfig::new(Token::new("token").unwrap());
    let source = include_str!("../../../src/rest/config.rs");
    for (constant, default) in [
        ("DEFAULT_CONNECT_TIMEOUT", seconds(rest.connect_timeout)),
        ("DEFAULT_HANDSHAKE_TIMEOUT", seconds(rest.handshake_timeout)),
        ("DEFAULT_RESPONSE_TIMEOUT", seconds(rest.response_timeout)),
        ("DEFAULT_BODY_LIMIT", format!("{} MiB", rest.body_limit >> 20)),
    ] {
        let (before, _) = source.split_once(&format!("pub const {constant}:")).unwrap();
        let doc = before.lines().last().unwrap();
        assert!(doc.ends_with(&format!(": {default}.")), "{constant}: {doc}");
    }
}

/// SEEDS Q24: the value, what is allowed, and what to do.
#[test]
fn errors_say_what_to_do() {
    let refused = IdentifyRefused { left: 3, reserve: 50, total: 1000, retry_after: Duration::from_secs(3600) };
    let io = || Arc::new(io::Error::from(io::ErrorKind::WouldBlock));
    let close = FatalClose::new(CloseCode(4014), "", "switch the intent on");
    let missing = CommandError::MissingIntent { what: "requesting all members", intent: Intents::GUILD_MEMBERS };
    let timeout = Duration::from_secs(30);
    for (error, words) in [
        (Error::Config(ConfigError::EmptyToken), &["`token`", "copy it from https://discord.com/developers"][..]),
        (Error::Config(ConfigError::MalformedToken { position: 3 }), &["position 3", "copy it again"]),
        (Error::Config(ConfigError::LargeThreshold { value: 10 }), &["`large_threshold` is 10", "50 to 250"]),
        (Error::Config(ConfigError::IdentifyTooLong { bytes: 5000 }), &["5000", "4096", "shorten"]),
        (Error::Option { option: "threads", reason: "it must be at least 1".into() }, &["`threads`", "at least 1"]),
        (Error::NoToken, &["DISCORD_TOKEN", "https://discord.com/developers", "`sandbox`"]),
        (Error::Command(CommandError::TooLong { bytes: 5000 }), &["5000 bytes", "4096", "send less"]),
        (Error::Command(CommandError::UserCount { count: 101 }), &["101", "1 to 100", "several requests"]),
        (Error::Command(CommandError::QueueFull { limit: 1024 }), &["1024", "120 in 60 seconds", "send slower"]),
        (Error::Command(missing), &["GUILD_MEMBERS", "add it to the bot's intents"]),
        (Error::Closed { shard: 2, close }, &["shard 2", "switch the intent on"]),
        (
            Error::GaveUp { shard: 1, attempts: 9, last: ReconnectReason::Zombie },
            &["shard 1", "9 attempts", "acknowledged", "`max_reconnect_attempts`"],
        ),
        (Error::IdentifyRefused { shard: 1, error: refused.to_string() }, &["shard 1", "3 of the 1000", "restarts in"]),
        (Error::SessionStarts { needed: 16, refused }, &["16 shards", "3 of the 1000", "50 are kept", "restarts in"]),
        (Error::NotRunning, &["not running", "`BotHandle::ready`", "`BotHandle::wait`"]),
        (Error::UnknownShard { shard: 7 }, &["shard 7", "`BotHandle::shards`"]),
        (
            Error::ForeignGuild { guild: GuildId::new(41), shard: 7 },
            &["guild 41", "shard 7", "use the process that does"],
        ),
        (Error::MembersRateLimited { retry_after: timeout }, &["one request", "try again in 30s"]),
        (Error::MembersTimeout { timeout, chunks: 2 }, &["30s", "2 had arrived", "request them again"]),
        (Error::Thread(io()), &["thread", "block", "lower `threads`"]),
        (Error::SupervisorLost, &["report it"]),
        (Error::Sandbox(io()), &["sandbox", "block"]),
        (Error::NoRuntime, &["#[greenroom::main]", "#[tokio::main]"]),
    ] {
        let text = error.to_string();
        for word in words {
            assert!(text.contains(word), "{word:?} is not in {text:?}");
        }
    }
}

/// Writes down how large its guilds are.
struct Usher(Diary);

#[event_handler]
impl EventHandler for Usher {
    async fn guild_create(&self, _: &Context, event: &GuildCreate) -> HandlerResult {
        let channels = event.available().map_or(0, |guild| guild.channels.len());
        self.0.write(format!("guild {} with {channels} channels", event.id()));
        Ok(())
    }
}

/// SEEDS V06, A11.
#[greenroom::test]
async fn every_compression_works_end_to_end() {
    for (encoding, compression) in crate::common::WIRES {
        let sandbox = sandbox().await;
        let large = sandbox.create_guild("Large");
        for number in 0..400 {
            large
                .channel(&format!("channel-{number}"))
                .set_topic(&format!("{number} {}", "what is talked of here ".repeat(20)));
        }
        let (diary, guilds) = (Diary::default(), Diary::default());
        let bot = bot(&sandbox).encoding(encoding).compression(compression);
        let bot = bot.handler(Witness(diary.clone())).handler(Usher(guilds.clone()));
        let bot = bot.spawn().await.unwrap();
        guilds.expect(&format!("guild {} with 400 channels", large.id())).await;
        ping(&sandbox).await;
        let info = bot.shard(0).unwrap();
        assert!(info.bytes_inflated > 200_000, "{info:?}");
        let is_smaller = info.bytes_in < info.bytes_inflated / 2;
        assert_eq!(is_smaller, compression != Compression::None, "{encoding} {compression}: {info:?}");

        sandbox.faults().drop_connections();
        diary.expect("resumed 0").await;
        ping(&sandbox).await;
        bot.stop().await;
        assert_eq!((sandbox.identifies().len(), sandbox.resumes().len()), (1, 1), "{encoding} {compression}");
    }
}
