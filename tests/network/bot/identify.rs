//! Beginning sessions: who may when, and how many a day (USERS theme 2).
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::common::{Diary, SOON, Witness, bot, builder, sandbox, witness};
use greenroom::{
    Bot, Error,
    gateway::{BotPresence, Compression},
    prelude::*,
    sandbox::{Fault, IdentifyOutcome, Sandbox},
};

/// Starts a bot on eight shards and returns when each of them identified, counted from the first.
async fn eight_shards(max_concurrency: u32, window: Duration) -> Vec<(u32, Duration)> {
    let sandbox = builder().shards(8).max_concurrency(max_concurrency).identify_window(window).start().await.unwrap();
    // A little more than Discord's window, as the network may bring two identifies closer together than they were sent.
    let ours = window + Duration::from_millis(50);
    let bot = bot(&sandbox).identify_window(ours).handler(Witness(Diary::default())).spawn().await.unwrap();
    let identifies = sandbox.identifies();
    assert!(identifies.iter().all(|identify| identify.outcome == IdentifyOutcome::Accepted), "{identifies:#?}");
    assert_eq!(bot.shards().iter().filter(|shard| shard.is_connected()).count(), 8);
    bot.stop().await;
    let first = identifies[0].at;
    identifies.iter().map(|identify| (identify.shard.unwrap().0, identify.at - first)).collect()
}

/// SEEDS A30, V07: shards with the same `shard_id % max_concurrency` keep the window; the others need not wait.
#[greenroom::test]
async fn eight_shards_keep_the_window_for_each_key() {
    let window = Duration::from_millis(150);
    for max_concurrency in [1, 2, 8] {
        let starts = eight_shards(max_concurrency, window).await;
        assert_eq!(starts.len(), 8);
        for key in 0..max_concurrency {
            let of_key: Vec<_> = starts.iter().filter(|(shard, _)| shard % max_concurrency == key).collect();
            for pair in of_key.windows(2) {
                assert!(pair[1].1 - pair[0].1 >= window, "max_concurrency {max_concurrency}: {starts:?}");
            }
        }
    }
}

/// SEEDS J01, J04: the number of shards is what `GET /gateway/bot` recommends.
#[greenroom::test]
async fn discord_recommends_the_number_of_shards() {
    let sandbox = builder().shards(3).max_concurrency(3).start().await.unwrap();
    let (bot, _) = witness(&sandbox).await;
    assert_eq!(bot.shards().iter().map(|shard| (shard.id, shard.total)).collect::<Vec<_>>(), [(0, 3), (1, 3), (2, 3)]);
    let mut said: Vec<_> = sandbox.identifies().iter().filter_map(|identify| identify.shard).collect();
    said.sort_unstable();
    assert_eq!(said, [(0, 3), (1, 3), (2, 3)]);
    bot.stop().await;
}

/// SEEDS J05: two bots, each with half of the shards; each event reaches one of them.
#[greenroom::test]
async fn two_bots_share_the_shards_of_one_token() {
    let sandbox = builder().shards(4).max_concurrency(4).default_world(false).start().await.unwrap();
    let alice = sandbox.user("alice");
    let channels: Vec<_> = (0..4)
        .map(|shard| {
            let guild = sandbox.create_guild_on_shard(&format!("guild {shard}"), shard, 4);
            alice.join(&guild);
            guild.channel("general")
        })
        .collect();
    let (left, right) = (Diary::default(), Diary::default());
    let one = bot(&sandbox).sharding(Sharding::shards([0, 1], 4)).handler(Witness(left.clone())).spawn().await.unwrap();
    let other =
        bot(&sandbox).sharding(Sharding::shards([2, 3], 4)).handler(Witness(right.clone())).spawn().await.unwrap();
    for (shard, channel) in channels.iter().enumerate() {
        alice.say(channel, &format!("to {shard}"));
    }
    for (shard, diary) in [&left, &left, &right, &right].into_iter().enumerate() {
        diary.expect(&format!("message to {shard}")).await;
    }
    assert_eq!((left.count("message"), right.count("message")), (2, 2));
    one.stop().await;
    other.stop().await;
}

/// SEEDS J07.
#[greenroom::test]
async fn all_shards_ready_is_said_once() {
    let sandbox = builder().shards(3).max_concurrency(3).start().await.unwrap();
    let (bot, diary) = witness(&sandbox).await;
    diary.expect("all 3 ready").await;
    sandbox.faults().invalidate(false);
    diary.expect_times("ready 1", 2).await;
    diary.expect_times("ready 2", 2).await;
    assert_eq!(diary.count("all"), 1);
    bot.stop().await;
}

/// SEEDS J28, A21: the limit is that of a token, not of the process.
#[greenroom::test]
async fn two_bots_do_not_slow_each_other() {
    let window = Duration::from_secs(30);
    let (one, other) = (
        builder().identify_window(window).start().await.unwrap(),
        builder().identify_window(window).start().await.unwrap(),
    );
    let began = Instant::now();
    let start = |sandbox: &Sandbox| bot(sandbox).identify_window(window).handler(Witness(Diary::default())).spawn();
    let (one, other) = tokio::join!(start(&one), start(&other));
    assert!(began.elapsed() < window, "each has a window of its own");
    one.unwrap().stop().await;
    other.unwrap().stop().await;
}

/// SEEDS J04: too few session starts are refused before any is used, with the numbers and the time.
#[greenroom::test]
async fn too_few_session_starts_are_refused_with_numbers() {
    let sandbox = builder().shards(4).max_concurrency(4).session_starts(1000, 53).start().await.unwrap();
    let error = bot(&sandbox).handler(Witness(Diary::default())).run().await.unwrap_err();
    assert!(
        matches!(&error, Error::SessionStarts { needed: 4, refused } if refused.left == 53 && refused.reserve == 50)
    );
    let text = error.to_string();
    for part in ["4 shards", "53 of the 1000", "50 are kept in reserve", "restarts in"] {
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
    assert!(sandbox.identifies().is_empty() && sandbox.connections().is_empty());
    // Whoever wants to spend the reserve may.
    let bot = bot(&sandbox).identify_reserve(0).handler(Witness(Diary::default())).spawn().await.unwrap();
    assert_eq!(sandbox.identifies().len(), 4);
    bot.stop().await;
}

/// USERS theme 2: a crash loop under a supervisor. The token is never reset, and the last starts say why they do
/// nothing.
#[greenroom::test]
async fn a_restart_storm_stays_within_the_budget() {
    // Each process begins with an empty memory, so that the window between two of them is not what this is about.
    let sandbox = builder().identify_window(Duration::ZERO).session_starts(60, 60).start().await.unwrap();
    let mut refused = 0;
    for _ in 0..80 {
        let start = || bot(&sandbox).identify_reserve(5).handler(Witness(Diary::default())).spawn();
        match start().await {
            // The process is killed as soon as it is there.
            Ok(bot) => drop(bot),
            Err(Error::SessionStarts { .. }) => refused += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!((sandbox.identifies().len(), refused), (55, 25));
    assert_eq!(sandbox.token_resets(), 0);
}

/// The starts of one process are known to the next, and one that starts too often is slowed down.
#[greenroom::test]
async fn identifies_are_written_down_before_they_are_used() {
    let directory = tempfile::tempdir().unwrap();
    let sandbox = sandbox().await;
    let file = directory.path().join(format!("identifies-{}.json", sandbox.bot().id()));
    // READY never comes: what is in the file was written before the identify was of any use.
    sandbox.faults().once(Fault::NoReady);
    let run = |sandbox: &Sandbox| {
        bot(sandbox).state_directory(directory.path().to_owned()).handler(Witness(Diary::default())).run()
    };
    let first = tokio::spawn(run(&sandbox));
    sandbox.wait_until(SOON, |sandbox| sandbox.identifies().len() == 1).await.unwrap();
    let memory = std::fs::read_to_string(&file).unwrap();
    first.abort();
    assert!(!memory.contains(&sandbox.token()), "{memory}");
    let memory: serde_json::Value = serde_json::from_str(&memory).unwrap();
    assert_eq!(memory["identifies"].as_array().unwrap().len(), 1, "{memory}");

    // The fourth start within a minute waits for a second, and the fifth for two.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    let storm = format!(r#"{{"identifies":[{now}],"process_starts":[{now},{now},{now}]}}"#);
    std::fs::write(&file, storm).unwrap();
    let began = Instant::now();
    let run = run(&sandbox);
    let handle = run.handle();
    let fourth = tokio::spawn(run);
    handle.ready().await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(900), "{:?}", began.elapsed());
    let memory: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(memory["identifies"].as_array().unwrap().len(), 2, "{memory}");
    handle.stop().await;
    fourth.await.unwrap().unwrap();
}

/// SEEDS Q21, V08, A33, R20.
#[greenroom::test]
async fn identify_says_what_was_configured() {
    let sandbox = sandbox().await;
    let diary = Diary::default();
    let bot = bot(&sandbox)
        .compression(Compression::Payload)
        .large_threshold(100)
        .presence(BotPresence::doing(Activity::playing("a role")))
        .configure_shards(|config| {
            config.properties.extra.insert("release_channel".to_owned(), "stable".to_owned());
        })
        .shared_handler(Arc::new(Witness(diary)))
        .spawn()
        .await
        .unwrap();
    let data = &sandbox.identifies()[0].data;
    assert_eq!(data["shard"], serde_json::json!([0, 1]));
    assert_eq!(data["large_threshold"], 100);
    assert_eq!(data["compress"], true);
    assert_eq!(data["presence"]["activities"][0]["name"], "a role");
    let properties = data["properties"].as_object().unwrap();
    let keys: Vec<_> = properties.keys().map(String::as_str).collect();
    assert_eq!(keys.len(), 4);
    assert!(["os", "browser", "device", "release_channel"].iter().all(|key| keys.contains(key)), "{keys:?}");
    assert!(keys.iter().all(|key| !key.starts_with('$')));
    bot.stop().await;

    // What is not set is not sent.
    let (bot, _) = witness(&sandbox).await;
    let data = sandbox.identifies()[1].data.clone();
    assert!(["large_threshold", "presence", "compress"].iter().all(|key| data.get(key).is_none()), "{data}");
    bot.stop().await;
}

/// SEEDS R30: before a session is begun after a failure, Discord's count is asked for anew.
#[greenroom::test]
async fn session_starts_are_asked_for_again_after_a_failure() {
    let sandbox = sandbox().await;
    let asked = |sandbox: &Sandbox| sandbox.requests().iter().filter(|it| it.path.ends_with("/gateway/bot")).count();
    let diary = Diary::default();
    let bot: Bot = bot(&sandbox).gateway_info_lifetime(Duration::ZERO);
    let bot = bot.handler(Witness(diary.clone())).spawn().await.unwrap();
    assert_eq!(asked(&sandbox), 1);
    sandbox.faults().invalidate(false);
    diary.expect_times("ready 0", 2).await;
    assert_eq!(asked(&sandbox), 2);
    bot.stop().await;
}
