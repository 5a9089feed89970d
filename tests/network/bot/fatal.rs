//! The six close codes after which connecting again is pointless: `run()` returns what is wrong and how to mend it, and
//! the bot leaves without another connection, identify or heartbeat.
//!
//! Six libraries reconnected in an endless loop here, each reconnect one of the day's session starts:
//! Discord4J/Discord4J#656, discord-net/Discord.Net#1600, DSharpPlus/DSharpPlus#682, discordjs/discord.js#3871,
//! Remora/Remora.Discord#54, shardlab/discordrb#154.
use std::time::Duration;

use greenroom::{
    Error, Result,
    gateway::{CloseCode, Intents},
    prelude::*,
    sandbox::{Fault, Sandbox, SandboxBuilder},
};

use crate::common::{Diary, SOON, Witness};

const PORTAL: &str = "https://discord.com/developers/applications";
/// A heartbeat interval of which several may be waited for.
const QUICK: Duration = Duration::from_millis(50);

fn builder() -> SandboxBuilder {
    Sandbox::builder().heartbeat_interval(QUICK).identify_window(Duration::ZERO)
}

/// The bot ended for good with `code`, on its first connection, and its error says all of `parts`.
async fn assert_fatal(
    sandbox: &Sandbox,
    diary: &Diary,
    ended: Result<()>,
    code: u16,
    identifies: usize,
    parts: &[&str],
) {
    let error = match ended {
        Err(error) => error,
        Ok(()) => panic!("{code}: it ended well"),
    };
    let text = error.to_string();
    let Error::Closed { shard: 0, close } = error else { panic!("{code}: {error:?}") };
    assert_eq!(close.code, CloseCode(code));
    for part in parts {
        assert!(text.contains(part), "{code}: {part:?} is missing in: {text}");
    }
    assert!(!text.contains(&sandbox.token()), "{code}: the token is in the error");

    sandbox.wait_until(SOON, |it| it.open_sockets() == 0 && it.open_connections() == 0).await.unwrap();
    let beats = sandbox.heartbeats().len();
    tokio::time::sleep(QUICK * 3).await;
    assert_eq!(sandbox.heartbeats().len(), beats, "{code}: a heartbeat came after the end");
    assert_eq!((sandbox.connections().len(), sandbox.identifies().len()), (1, identifies), "{code}");
    assert!(sandbox.resumes().is_empty(), "{code}");
    assert_eq!(diary.count("reconnecting"), 0, "{code}");
    assert!(diary.lines().iter().any(|line| line.starts_with("disconnected 0 ") && line.contains(&code.to_string())));
    // `shutdown` is called while the last handlers end, so that its line need not be the last.
    assert_eq!(diary.count("shutdown"), 1, "{code}");
}

/// Runs a bot whose first IDENTIFY (or whose URL) is refused with `code`.
async fn refused(sandbox: SandboxBuilder, change: impl FnOnce(&Sandbox, Bot) -> Bot, code: u16, parts: &[&str]) {
    let sandbox = sandbox.start().await.unwrap();
    let diary = Diary::default();
    let bot = change(&sandbox, crate::common::bot(&sandbox)).handler(Witness(diary.clone()));
    let ended = tokio::time::timeout(SOON, bot.run()).await.unwrap();
    // A wrong version is refused before there is anything to identify for.
    let identifies = usize::from(code != 4012);
    assert_fatal(&sandbox, &diary, ended, code, identifies, parts).await;
}

#[greenroom::test]
async fn fatal_4004_names_the_token() {
    let fault = |sandbox: &Sandbox, bot: Bot| {
        sandbox.faults().once(Fault::CloseOnIdentify(4004));
        bot
    };
    refused(builder(), fault, 4004, &["4004", "token", PORTAL]).await;
}

#[greenroom::test]
async fn fatal_4010_names_the_shard() {
    let odd = |_: &Sandbox, bot: Bot| bot.sharding(Sharding::shards([0], 3));
    refused(builder().shard_multiple(2), odd, 4010, &["4010", "Shard requested: 0 of 3."]).await;
}

#[greenroom::test]
async fn fatal_4011_names_the_shards() {
    let one = |_: &Sandbox, bot: Bot| bot.sharding(Sharding::Total(1));
    refused(builder().max_guilds_per_shard(0), one, 4011, &["4011", "0 of 1", "2,500"]).await;
}

#[greenroom::test]
async fn fatal_4012_names_the_version() {
    let old = |_: &Sandbox, bot: Bot| bot.configure_shards(|config| config.api_version = 4);
    refused(builder(), old, 4012, &["4012", "Version requested: 4."]).await;
}

#[greenroom::test]
async fn fatal_4013_names_the_undefined_bit() {
    let odd = |_: &Sandbox, bot: Bot| bot.intents(Intents::GUILDS | Intents::from_bits_retain(1 << 40));
    refused(builder(), odd, 4013, &["4013", "GUILDS", "undefined among them"]).await;
}

/// The one that everybody meets. It names the privileged intents that were asked for, and where to switch them on.
#[greenroom::test]
async fn fatal_4014_names_the_intents_and_the_page() {
    let asks = |sandbox: &Sandbox, bot: Bot| {
        sandbox.faults().once(Fault::CloseOnIdentify(4014));
        bot.intents(Intents::GUILDS | Intents::GUILD_MEMBERS | Intents::MESSAGE_CONTENT)
    };
    refused(builder(), asks, 4014, &["4014", "requested: GUILD_MEMBERS | MESSAGE_CONTENT.", PORTAL]).await;
}

/// The same six when they come to a bot that has long been ready.
#[greenroom::test]
async fn fatal_codes_end_a_bot_that_plays() {
    for code in CloseCode::FATAL.map(|code| code.0) {
        let sandbox = builder().start().await.unwrap();
        let diary = Diary::default();
        // Else 4011 makes it reshard.
        let bot = crate::common::bot(&sandbox).check_heartbeat_acks(false).auto_reshard(false);
        let running = bot.handler(Witness(diary.clone())).spawn().await.unwrap();
        sandbox.wait_until(SOON, |it| it.heartbeats().len() >= 2).await.unwrap();
        sandbox.faults().close(code);
        let ended = tokio::time::timeout(SOON, running.wait()).await.unwrap();
        assert_fatal(&sandbox, &diary, ended, code, 1, &[&code.to_string(), "shard 0"]).await;
    }
}

/// `start()` does not wait for a READY that will not come, and every handle says the same as `run()`.
#[greenroom::test]
async fn fatal_before_ready_is_what_start_returns() {
    let sandbox = builder().start().await.unwrap();
    sandbox.faults().once(Fault::CloseOnIdentify(4014));
    let bot = crate::common::bot(&sandbox).handler(Witness(Diary::default()));
    let ended = tokio::time::timeout(SOON, bot.spawn()).await.unwrap();
    assert!(matches!(ended, Err(Error::Closed { close, .. }) if close.code == CloseCode::DISALLOWED_INTENTS));
}

/// One shard's fatal close ends the others too, with a close frame of their own.
#[greenroom::test]
async fn fatal_for_one_shard_ends_all() {
    let sandbox = builder().start().await.unwrap();
    let diary = Diary::default();
    let running = crate::common::bot(&sandbox)
        .sharding(Sharding::Total(2))
        .handler(Witness(diary.clone()))
        .spawn()
        .await
        .unwrap();
    sandbox.faults().on(1).close(4004);
    let ended = tokio::time::timeout(SOON, running.wait()).await.unwrap();
    assert!(matches!(ended, Err(Error::Closed { shard: 1, .. })), "{ended:?}");
    sandbox.wait_until(SOON, |it| it.open_sockets() == 0).await.unwrap();
    assert_eq!(sandbox.close_codes(), [Some(1000)]);
    assert_eq!(diary.count("reconnecting"), 0);
}
