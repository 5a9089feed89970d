//! What a program tells a running bot: presences, voice, requests for members, raw payloads (USERS theme 8).
use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    pin::pin,
    sync::Arc,
    task::{Context as TaskContext, Poll, Wake, Waker},
    thread::{self, Thread},
    time::Duration,
};

use crate::common::{Diary, SOON, Witness, bot, builder, ping, sandbox, witness};
use futures_util::future::join_all;
use greenroom::{
    Error, Shards,
    gateway::{ChannelInfoField, CommandError, PAYLOAD_LIMIT, PRESENCE_LIMIT, RequestMembers},
    prelude::*,
    sandbox::{Fault, Sandbox, SentRecord},
};
use serde_json::json;
use static_assertions::assert_impl_all;

const PRESENCE: u8 = 3;
const VOICE: u8 = 4;
const MEMBERS: u8 = 8;
const SOUNDS: u8 = 31;
const CHANNEL_INFO: u8 = 43;

/// The payloads of this opcode, oldest first.
fn sent(sandbox: &Sandbox, op: u8) -> Vec<SentRecord> {
    sandbox.sent().into_iter().filter(|record| record.op == op).collect()
}

/// The status that each of the first `shards` shards shows.
fn shown(sandbox: &Sandbox, shards: u32) -> Vec<Option<String>> {
    let status = |shard| Some(sandbox.presence(shard)?["status"].as_str()?.to_owned());
    (0..shards).map(status).collect()
}

/// Asks for members and presences, and writes down what comes of it.
struct Census(Diary);

#[event_handler(intents(GUILD_MEMBERS, GUILD_PRESENCES, GUILDS))]
impl EventHandler for Census {
    async fn members_chunk(&self, _: &Context, chunk: &MembersChunk) -> HandlerResult {
        self.0.write(format!("chunk {} of {} with {}", chunk.chunk_index, chunk.chunk_count, chunk.members.len()));
        Ok(())
    }
}

/// SEEDS J20, V17.
#[greenroom::test]
async fn presence_goes_to_all_to_one_or_to_some_shards() {
    let sandbox = builder().shards(3).max_concurrency(3).start().await.unwrap();
    let (bot, diary) = witness(&sandbox).await;
    diary.expect("all 3 ready").await;
    for (shards, status, expected) in [
        (Shards::All, Status::Dnd, ["dnd", "dnd", "dnd"]),
        (Shards::One(1), Status::Idle, ["dnd", "idle", "dnd"]),
        (Shards::Some(vec![0, 2]), Status::Invisible, ["invisible", "idle", "invisible"]),
        (2u32.into(), Status::Online, ["invisible", "idle", "online"]),
        (Shards::Some(vec![]), Status::Dnd, ["invisible", "idle", "online"]),
    ] {
        bot.set_presence(shards.clone(), status.into()).await.unwrap();
        let expected = expected.map(|status| Some(status.to_owned()));
        let arrived = sandbox.wait_until(SOON, |sandbox| shown(sandbox, 3) == expected).await;
        arrived.unwrap_or_else(|_| panic!("{shards:?} {status:?}: {:?} is not {expected:?}", shown(&sandbox, 3)));
    }
    let mut counts = BTreeMap::<_, usize>::new();
    for record in sent(&sandbox, PRESENCE) {
        *counts.entry(record.shard.unwrap()).or_default() += 1;
    }
    assert_eq!(counts, BTreeMap::from([(0, 2), (1, 2), (2, 3)]), "nobody was told what was not for them");
    bot.stop().await;
}

/// SEEDS V17: five in 20 s, and of those that wait the newest.
#[greenroom::test]
async fn the_latest_presence_wins_within_the_limit() {
    let sandbox = sandbox().await;
    let (bot, _) = witness(&sandbox).await;
    let handle = bot.handle();
    let updates = (0..12).map(|number| {
        let (handle, activity) = (handle.clone(), Activity::playing(format!("game {number}")));
        tokio::spawn(async move { handle.set_presence(Shards::All, activity.into()).await })
    });
    let updates: Vec<_> = updates.collect();
    // Those that were sent and those that were overtaken are done, all but the one that waits for its turn.
    let done = || updates.iter().filter(|update| update.is_finished()).count();
    sandbox.wait_until(SOON, |_| done() == 11).await.unwrap();
    ping(&sandbox).await;
    assert_eq!(done(), 11, "the newest waits");
    let records = sent(&sandbox, PRESENCE);
    assert_eq!(records.len(), PRESENCE_LIMIT);
    assert!(records.iter().all(|record| record.applied), "{records:#?}");
    let names: BTreeSet<_> = records.iter().map(|record| record.data["activities"][0]["name"].to_string()).collect();
    assert_eq!(names.len(), PRESENCE_LIMIT, "no presence was sent twice: {names:?}");

    // The last word counts, also when it is given by a caller who gives up waiting for its turn.
    let last = Activity::watching("the end");
    let last = tokio::time::timeout(Duration::from_millis(200), bot.set_presence(0, last.into())).await;
    assert!(last.is_err(), "{last:?} is the newest now, and waits");
    sandbox.wait_until(SOON, |_| done() == 12).await.unwrap();
    for update in updates {
        update.await.unwrap().unwrap();
    }
    // A new session begins with it and need not wait.
    bot.reconnect(Shards::All, false).await.unwrap();
    sandbox.wait_until(SOON, |sandbox| sandbox.identifies().len() == 2).await.unwrap();
    assert_eq!(sandbox.identifies()[1].data["presence"]["activities"][0]["name"], "the end");
    assert_eq!(sent(&sandbox, PRESENCE).len(), PRESENCE_LIMIT, "and is not sent a second time");
    bot.stop().await;
}

/// SEEDS V10.
#[greenroom::test]
async fn presence_is_set_again_with_a_new_session() {
    let _alone = crate::panics::alone().await;
    let sandbox = sandbox().await;
    let diary = Diary::default();
    let bot = bot(&sandbox).presence(Status::Idle.into()).handler(Witness(diary.clone())).spawn().await.unwrap();
    diary.expect("ready 0").await;
    assert_eq!(sandbox.identifies()[0].data["presence"]["status"], "idle");
    bot.set_presence(Shards::All, Status::Dnd.into()).await.unwrap();
    sandbox.wait_until(SOON, |sandbox| shown(sandbox, 1) == [Some("dnd".to_owned())]).await.unwrap();

    // A session that is resumed still has it.
    sandbox.faults().drop_connections();
    diary.expect("resumed 0").await;
    // One that is begun anew is given it, whatever became of the old one.
    sandbox.faults().invalidate(false);
    diary.expect_times("ready 0", 2).await;
    // Also when the shard that was told has died since.
    sandbox.wait_until(SOON, |_| bot.shard(0).unwrap().seq.is_some()).await.unwrap();
    bot.crash(greenroom::Part::Shard(0)).await;
    diary.expect_times("resumed 0", 2).await;
    bot.reconnect(0, false).await.unwrap();
    diary.expect_times("ready 0", 3).await;

    let identifies = sandbox.identifies();
    let begun: Vec<_> = identifies.iter().map(|identify| &identify.data["presence"]["status"]).collect();
    assert_eq!(begun, ["idle", "dnd", "dnd"]);
    assert_eq!(shown(&sandbox, 1), [Some("dnd".to_owned())]);
    // A resume may bring it again, where nothing proves that it had arrived; a new session does not.
    let sent = sent(&sandbox, PRESENCE);
    assert!(sent.len() <= 3 && sent.iter().all(|record| record.data["status"] == "dnd"), "{sent:#?}");
    bot.stop().await;
}

/// Writes down what is said about the bot's own voice.
struct Ear(Diary);

#[event_handler]
impl EventHandler for Ear {
    async fn voice_state_update(&self, _: &Context, state: &VoiceStateUpdate) -> HandlerResult {
        let channel = state.channel_id.map_or("none".to_owned(), |id| id.to_string());
        self.0.write(format!("state {channel} mute {} deaf {}", state.self_mute, state.self_deaf));
        Ok(())
    }

    async fn voice_server_update(&self, _: &Context, server: &VoiceServerUpdate) -> HandlerResult {
        self.0.write(format!("server of {}", server.guild_id));
        Ok(())
    }
}

/// SEEDS V19, J21.
#[greenroom::test]
async fn voice_state_goes_to_the_shard_of_the_guild() {
    let sandbox = builder().shards(3).max_concurrency(3).default_world(false).start().await.unwrap();
    let guilds: Vec<_> =
        (0..3).map(|shard| sandbox.create_guild_on_shard(&format!("guild {shard}"), shard, 3)).collect();
    let lounges: Vec<_> = guilds.iter().map(|guild| guild.voice_channel("Lounge").id()).collect();
    let diary = Diary::default();
    let bot = bot(&sandbox).handler(Ear(diary.clone())).spawn().await.unwrap();
    for (guild, lounge) in guilds.iter().zip(&lounges) {
        bot.set_voice_state(guild.id(), Some(*lounge), false, true).await.unwrap();
        diary.expect(&format!("state {lounge} mute false deaf true")).await;
        diary.expect(&format!("server of {}", guild.id())).await;
    }
    bot.set_voice_state(guilds[1].id(), None, false, false).await.unwrap();
    diary.expect("state none").await;
    let told: Vec<_> = sent(&sandbox, VOICE).into_iter().map(|record| (record.shard.unwrap(), record.data)).collect();
    let data = |shard: usize, channel: Option<ChannelId>, deaf: bool| {
        let guild = guilds[shard].id();
        json!({"guild_id": guild, "channel_id": channel, "self_mute": false, "self_deaf": deaf})
    };
    let mut expected: Vec<_> = (0..3).map(|shard| (shard as u32, data(shard, Some(lounges[shard]), true))).collect();
    expected.push((1, data(1, None, false)));
    assert_eq!(told, expected);
    bot.stop().await;
}

/// SEEDS V18, A44.
#[greenroom::test]
async fn all_members_come_in_chunks() {
    let sandbox = sandbox().await;
    let guild = sandbox.guild("Greenroom");
    guild.populate("extra", 2500);
    let diary = Diary::default();
    let bot = bot(&sandbox).handler(Census(diary.clone())).spawn().await.unwrap();
    let found = bot.request_members(RequestMembers::everybody(guild.id())).await.unwrap();
    assert!(found.members.len() > 2500);
    assert_eq!(found.members.len(), guild.member_count());
    let ids: BTreeSet<_> = found.members.iter().map(|member| member.user.as_ref().unwrap().id).collect();
    assert_eq!(ids.len(), found.members.len(), "each once");
    assert!(found.not_found.is_empty() && found.presences.is_empty());
    // The handlers see the chunks as any other event.
    for index in 0..3 {
        diary.expect(&format!("chunk {index} of 3")).await;
    }
    bot.stop().await;
}

/// SEEDS V18.
#[greenroom::test]
async fn members_by_name_and_by_id() {
    let sandbox = sandbox().await;
    let guild = sandbox.guild("Greenroom");
    guild.populate("rose", 5);
    guild.populate("tulip", 3);
    let alice = sandbox.user("alice");
    alice.set_status("dnd");
    let stranger = sandbox.user("stranger").id();
    let bot = bot(&sandbox).handler(Census(Diary::default())).spawn().await.unwrap();

    // At the same time: each gets its own.
    let query = |prefix: &str, limit| bot.request_members(RequestMembers::query(guild.id(), prefix, limit));
    let (few, roses, tulips, nobody) =
        tokio::join!(query("rose", 2), query("rose", 100), query("tulip", 100), query("orchid", 100));
    let names = |found: greenroom::Result<greenroom::Members>| {
        let users = found.unwrap().members.into_iter().map(|member| member.user.unwrap().username.to_string());
        users.collect::<Vec<_>>()
    };
    assert_eq!(names(few), ["rose0", "rose1"]);
    assert_eq!(names(roses), ["rose0", "rose1", "rose2", "rose3", "rose4"]);
    assert_eq!(names(tulips), ["tulip0", "tulip1", "tulip2"]);
    assert!(names(nobody).is_empty());

    // An id that is too small for a snowflake comes back as a number.
    let asked = [alice.id(), stranger, UserId::new(5)];
    let mut request = RequestMembers::users(guild.id(), asked);
    request.presences = true;
    let found = bot.request_members(request).await.unwrap();
    assert_eq!(found.members.iter().map(|it| it.user.as_ref().unwrap().id).collect::<Vec<_>>(), [alice.id()]);
    assert_eq!(found.not_found, [stranger, UserId::new(5)]);
    let presences: Vec<_> = found.presences.into_iter().map(|presence| (presence.user.id, presence.status)).collect();
    assert_eq!(presences, [(alice.id(), greenroom::model::OnlineStatus::DoNotDisturb)]);
    bot.stop().await;
}

/// SEEDS V18: Discord answers the second with RATE_LIMITED and nothing else.
#[greenroom::test]
async fn a_second_request_for_all_members_is_refused_in_time() {
    let sandbox = sandbox().await;
    let (guild, other) = (sandbox.guild("Greenroom"), sandbox.create_guild("Other"));
    let bot = bot(&sandbox).handler(Census(Diary::default())).spawn().await.unwrap();
    let everybody = |guild: GuildId| bot.request_members(RequestMembers::everybody(guild));
    everybody(guild.id()).await.unwrap();
    let refused = tokio::time::timeout(SOON, everybody(guild.id())).await.unwrap().unwrap_err();
    let Error::MembersRateLimited { retry_after } = refused else { panic!("{refused}") };
    assert!(retry_after > Duration::ZERO && retry_after <= Duration::from_secs(30), "{retry_after:?}");
    // The limit is that of a guild, and for all of its members.
    everybody(other.id()).await.unwrap();
    bot.request_members(RequestMembers::query(guild.id(), "alice", 1)).await.unwrap();
    bot.stop().await;
}

/// SEEDS V18: what would get no answer, or cost the connection, is not sent.
#[greenroom::test]
async fn a_request_for_members_is_checked_before_it_is_sent() {
    let sandbox = sandbox().await;
    let (bot, _) = witness(&sandbox).await;
    let guild = sandbox.guild("Greenroom").id();
    let users = |count: u64| RequestMembers::users(guild, (0..count).map(|id| UserId::new(1 << 40 | id)));
    let mut presences = RequestMembers::query(guild, "a", 1);
    presences.presences = true;
    for (request, words) in [
        (RequestMembers::everybody(guild), "GUILD_MEMBERS"),
        (presences, "GUILD_PRESENCES"),
        (users(101), "101 users"),
        (users(0), "0 users"),
        (RequestMembers::query(guild, "x".repeat(4096), 1), "Discord accepts 4096"),
    ] {
        let error = bot.request_members(request).await.unwrap_err();
        assert!(matches!(error, Error::Command(_)), "{error:?}");
        assert!(error.to_string().contains(words), "{words:?} is not in {error}");
    }
    ping(&sandbox).await;
    bot.stop().await;
    assert!(sent(&sandbox, MEMBERS).is_empty(), "{:#?}", sandbox.sent());
}

/// SEEDS J19: an error with a name, not a line in a log.
#[greenroom::test]
async fn guilds_of_another_process_are_named() {
    let sandbox = builder().shards(2).max_concurrency(2).default_world(false).start().await.unwrap();
    let ours = sandbox.create_guild_on_shard("ours", 0, 2).id();
    let theirs = sandbox.create_guild_on_shard("theirs", 1, 2);
    let run = bot(&sandbox).sharding(Sharding::shards([0], 2)).handler(Witness(Diary::default())).run();
    assert!(matches!(run.handle().shard_of(ours), Err(Error::NotRunning)), "the shards are not known yet");
    let bot =
        bot(&sandbox).sharding(Sharding::shards([0], 2)).handler(Witness(Diary::default())).spawn().await.unwrap();
    assert_eq!(bot.shard_of(ours).unwrap(), 0);
    let foreign = |result: greenroom::Result<()>| match result {
        Err(Error::ForeignGuild { guild, shard: 1 }) => assert_eq!(guild, theirs.id()),
        other => panic!("{other:?}"),
    };
    foreign(bot.shard_of(theirs.id()).map(drop));
    foreign(bot.set_voice_state(theirs.id(), Some(theirs.voice_channel("Lounge").id()), false, false).await);
    foreign(bot.request_members(RequestMembers::query(theirs.id(), "a", 1)).await.map(drop));

    let unknown = |result: greenroom::Result<()>| match result {
        Err(Error::UnknownShard { shard: 1 }) => {}
        other => panic!("{other:?}"),
    };
    unknown(bot.set_presence(1, Status::Idle.into()).await);
    unknown(bot.send_raw(vec![0, 1], SOUNDS, json!({"guild_ids": []})).await);
    unknown(bot.reconnect(1, true).await);
    assert_eq!(bot.shard(1), None);
    bot.stop().await;
    let commands: Vec<_> = sandbox.sent().into_iter().filter(|record| record.op > 2 && record.op != 6).collect();
    assert!(commands.is_empty(), "none of the shards was told anything: {commands:#?}");
}

/// SEEDS R28, USERS theme 8: the way out is held by the same rules.
#[greenroom::test]
async fn raw_payloads_are_sent_and_counted() {
    const GIVEN: usize = 130;
    // No heartbeat takes a place meanwhile.
    let sandbox = builder().heartbeat_interval(Duration::from_secs(3600)).start().await.unwrap();
    let (bot, diary) = witness(&sandbox).await;
    for op in [0, 1, 2, 6, 7, 9, 10, 11] {
        let error = bot.send_raw(Shards::All, op, json!({})).await.unwrap_err();
        assert!(matches!(error, Error::Command(CommandError::Opcode { op: named }) if named == op), "{error:?}");
    }
    let long = bot.send_raw(Shards::All, SOUNDS, json!({"guild_ids": ["1".repeat(4096)]})).await.unwrap_err();
    assert!(matches!(long, Error::Command(CommandError::TooLong { .. })), "{long:?}");

    let payloads: Vec<_> = (0..GIVEN)
        .map(|_| {
            let handle = bot.handle();
            tokio::spawn(async move { handle.send_raw(0, SOUNDS, json!({"guild_ids": []})).await })
        })
        .collect();
    let arrived = |sandbox: &Sandbox| sent(sandbox, SOUNDS).len();
    let done = || payloads.iter().filter(|payload| payload.is_finished()).count();
    // Beside IDENTIFY and the room that is kept: for one heartbeat, and four that Discord may ask for.
    let most = PAYLOAD_LIMIT - 1 - 5;
    sandbox.wait_until(SOON, |sandbox| arrived(sandbox) >= most && done() >= most).await.unwrap();
    ping(&sandbox).await;
    assert_eq!((arrived(&sandbox), done()), (most, most), "the rest wait for the next minute");
    // A reconnect brings a new connection, and with it room for the rest.
    bot.reconnect(0, true).await.unwrap();
    sandbox.wait_until(SOON, |sandbox| arrived(sandbox) == GIVEN && done() == GIVEN).await.unwrap();
    for payload in payloads {
        payload.await.unwrap().unwrap();
    }
    bot.stop().await;
    assert_eq!(diary.count("reconnecting"), 1);
    let connections = sandbox.connections();
    assert!(connections.iter().all(|connection| connection.closed_by_sandbox.is_none()), "{connections:#?}");
    assert_eq!(sandbox.identifies().len(), 1, "the session was never lost");
}

/// Writes down what is said about sounds and voice channels.
struct Listener(Diary);

#[event_handler]
impl EventHandler for Listener {
    async fn soundboard_sounds(&self, ctx: &Context, event: &SoundboardSounds) -> HandlerResult {
        let names: Vec<_> = event.soundboard_sounds.iter().map(|sound| sound.name.as_str()).collect();
        self.0.write(format!("sounds of {} on {}: {}", event.guild_id, ctx.shard(), names.join(" ")));
        Ok(())
    }

    async fn channel_info(&self, _: &Context, event: &ChannelInfo) -> HandlerResult {
        self.0.write(format!("info {}", serde_json::to_string(event)?));
        Ok(())
    }
}

/// Opcode 31: each guild is asked for on its shard, once, and nothing is sent when one of them is not ours.
#[greenroom::test]
async fn soundboard_sounds_are_asked_for_on_the_shards_that_have_the_guilds() {
    let sandbox = builder().max_concurrency(2).default_world(false).start().await.unwrap();
    let guilds: Vec<_> = (0..4).map(|n| sandbox.create_guild_on_shard(&format!("guild {n}"), n % 2, 4)).collect();
    guilds[0].create_sound("quack");
    guilds[0].create_sound("honk");
    let foreign = sandbox.create_guild_on_shard("foreign", 3, 4);
    let diary = Diary::default();
    let bot =
        bot(&sandbox).sharding(Sharding::shards([0, 1], 4)).handler(Listener(diary.clone())).spawn().await.unwrap();
    let ids = guilds.iter().map(|guild| guild.id());
    let refused = bot.request_soundboard_sounds(ids.clone().chain([foreign.id()])).await.unwrap_err();
    assert!(matches!(refused, Error::ForeignGuild { shard: 3, .. }), "{refused:?}");
    let nothing = bot.request_soundboard_sounds([]).await.unwrap_err();
    assert!(matches!(nothing, Error::Command(CommandError::NoGuilds)), "{nothing:?}");
    assert!(sent(&sandbox, SOUNDS).is_empty());

    // Named twice is asked for once.
    bot.request_soundboard_sounds(ids.clone().chain(ids)).await.unwrap();
    diary.expect_times("sounds of", 4).await;
    for (n, guild) in guilds.iter().enumerate() {
        let told = diary.expect(&format!("sounds of {} on {}:", guild.id(), n % 2)).await;
        assert_eq!(told.ends_with(": quack honk"), n == 0, "{told}");
    }
    assert_eq!(sent(&sandbox, SOUNDS).len(), 2, "one payload for each shard");

    // More than fit into a payload become two.
    let many = (0..200).map(|n| GuildId::new((n * 4) << 22));
    bot.request_soundboard_sounds(many).await.unwrap();
    sandbox.wait_until(SOON, |sandbox| sent(sandbox, SOUNDS).len() == 4).await.unwrap();
    assert_eq!(diary.count("failure"), 0);
    assert_eq!(sandbox.connections().len(), 2, "Discord took them all");
    bot.stop().await;
}

/// Opcode 43: what is asked for is answered, and no more.
#[greenroom::test]
async fn channel_info_has_the_fields_that_were_asked_for() {
    let sandbox = sandbox().await;
    let (guild, alice) = (sandbox.guild("Greenroom"), sandbox.user("alice"));
    let lounge = guild.voice_channel("Lounge");
    alice.join_voice(&lounge);
    lounge.set_voice_status(Some("about nothing"));
    let diary = Diary::default();
    let bot = bot(&sandbox).handler(Listener(diary.clone())).spawn().await.unwrap();
    let nothing = bot.request_channel_info(guild.id(), []).await.unwrap_err();
    assert!(matches!(nothing, Error::Command(CommandError::NoFields)), "{nothing:?}");
    bot.request_channel_info(guild.id(), [ChannelInfoField::Status]).await.unwrap();
    let told = diary.expect("info").await;
    assert!(told.contains("about nothing") && !told.contains("voice_start_time"), "{told}");
    bot.request_channel_info(guild.id(), ChannelInfoField::ALL).await.unwrap();
    let told = diary.expect_times("info", 2).await;
    assert!(told.contains("about nothing") && told.contains("voice_start_time"), "{told}");
    assert_eq!(sent(&sandbox, CHANNEL_INFO)[1].data["fields"], json!(["status", "voice_start_time"]));
    bot.stop().await;
}

/// USERS theme 21 (twilight#2150): a presence that was set just before the connection broke, or while there was none,
/// is shown after the resume.
#[greenroom::test]
async fn a_presence_survives_a_break() {
    let sandbox = sandbox().await;
    let (bot, diary) = witness(&sandbox).await;
    // It is written, and the connection cut before anybody read it, or just behind it.
    bot.diagnose(0).inject_error("a break").await.unwrap();
    bot.set_presence(Shards::All, Status::Dnd.into()).await.unwrap();
    diary.expect("resumed 0").await;
    sandbox.wait_until(SOON, |sandbox| shown(sandbox, 1) == [Some("dnd".to_owned())]).await.unwrap();
    bot.set_presence(Shards::All, Status::Idle.into()).await.unwrap();
    bot.diagnose(0).inject_error("a break").await.unwrap();
    diary.expect_times("resumed 0", 2).await;
    sandbox.wait_until(SOON, |sandbox| shown(sandbox, 1) == [Some("idle".to_owned())]).await.unwrap();
    bot.stop().await;
}

assert_impl_all!(BotHandle: Send, Sync, Clone, std::fmt::Debug);

/// Runs a future on the current thread, with no runtime of any kind.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut TaskContext::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park_timeout(SOON),
        }
    }
}

/// SEEDS J03.
#[greenroom::test]
async fn a_handle_works_from_any_thread() {
    let sandbox = sandbox().await;
    let guild = sandbox.guild("Greenroom").id();
    let (bot, _) = witness(&sandbox).await;
    let alice = move || RequestMembers::query(guild, "alice", 1);
    let (one, other) = (bot.handle(), bot.handle());
    let bare = thread::spawn(move || {
        block_on(one.set_presence(Shards::All, Status::Idle.into())).unwrap();
        let found = block_on(one.request_members(alice())).unwrap();
        (one.shards()[0].is_connected(), found.members.len())
    });
    let own_runtime = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            other.set_presence(0, Status::Dnd.into()).await.unwrap();
            other.ready().await.unwrap();
            other.request_members(alice()).await.unwrap().members.len()
        })
    });
    let joined = tokio::task::spawn_blocking(move || (bare.join().unwrap(), own_runtime.join().unwrap()));
    assert_eq!(tokio::time::timeout(SOON, joined).await.unwrap().unwrap(), ((true, 1), 1));
    assert_eq!(sent(&sandbox, PRESENCE).len(), 2);
    assert_eq!(sent(&sandbox, MEMBERS).len(), 2);
    bot.stop().await;
}

/// SEEDS J03: every call says at once that nobody is there any more.
#[greenroom::test]
async fn a_handle_outlives_its_bot() {
    let sandbox = sandbox().await;
    let guild = sandbox.guild("Greenroom");
    // Ended in good order, and dropped in the middle of its life.
    for in_good_order in [true, false] {
        let (bot, _) = witness(&sandbox).await;
        let handle = bot.handle();
        if in_good_order {
            bot.stop().await;
        }
        drop(bot);
        let over = async {
            handle.wait().await.unwrap();
            let results = [
                handle.ready().await,
                handle.set_presence(Shards::All, Status::Idle.into()).await,
                handle.set_voice_state(guild.id(), None, false, false).await,
                handle.request_members(RequestMembers::query(guild.id(), "a", 1)).await.map(drop),
                handle.send_raw(0, SOUNDS, json!({"guild_ids": []})).await,
                handle.reconnect(0, true).await,
            ];
            handle.reconnect_now().await;
            handle.check_heartbeat_acks(false).await;
            handle.stop().await;
            handle.stop_for_restart().await;
            handle.abort().await;
            results
        };
        for (call, result) in tokio::time::timeout(SOON, over).await.unwrap().into_iter().enumerate() {
            assert!(matches!(result, Err(Error::NotRunning)), "in good order {in_good_order}, {call}: {result:?}");
        }
        let none_is_connected = |_: &Sandbox| handle.shards().iter().all(|shard| !shard.is_connected());
        sandbox.wait_until(SOON, none_is_connected).await.unwrap();
        assert_eq!(handle.shards().len(), 1);
    }
}

/// Those who wait when the bot ends are told so.
#[greenroom::test]
async fn a_command_that_waits_is_answered_at_the_end() {
    let sandbox = sandbox().await;
    let guild = sandbox.guild("Greenroom").id();
    let (bot, diary) = witness(&sandbox).await;
    let ask = |guild: GuildId| {
        let handle = bot.handle();
        tokio::spawn(async move { handle.request_members(RequestMembers::query(guild, "a", 1)).await.map(drop) })
    };
    // One waits for its answer, as Discord says nothing about a guild that the bot is not in, and two to be sent.
    let unanswered = ask(GuildId::new(1 << 30));
    sandbox.wait_until(SOON, |sandbox| sent(sandbox, MEMBERS).len() == 1).await.unwrap();
    sandbox.faults().always(Fault::RefuseUpgrade(503));
    sandbox.faults().drop_connections();
    diary.expect("reconnecting 0").await;
    let presence = tokio::spawn({
        let handle = bot.handle();
        async move { handle.set_presence(Shards::All, Status::Idle.into()).await }
    });
    let waiting = [unanswered, ask(guild), presence];
    tokio::time::timeout(SOON, bot.stop()).await.unwrap();
    for result in join_all(waiting).await {
        assert!(matches!(result, Ok(Err(Error::NotRunning))), "{result:?}");
    }
}

/// SEEDS V18: no answer is an answer after some time.
#[greenroom::test]
async fn a_request_for_members_gives_up_in_time() {
    let patience = Duration::from_millis(150);
    let sandbox = sandbox().await;
    let diary = Diary::default();
    let bot = bot(&sandbox).members_timeout(patience).handler(Witness(diary)).spawn().await.unwrap();
    // Discord says nothing about a guild that the bot is not in.
    let nowhere = GuildId::new(1 << 30);
    let asked = tokio::time::timeout(SOON, bot.request_members(RequestMembers::query(nowhere, "a", 1)));
    let error = asked.await.unwrap().unwrap_err();
    assert!(matches!(error, Error::MembersTimeout { timeout, chunks: 0 } if timeout == patience), "{error:?}");
    assert_eq!(sent(&sandbox, MEMBERS).len(), 1);
    // And the next request is none the worse.
    let guild = sandbox.guild("Greenroom").id();
    assert_eq!(bot.request_members(RequestMembers::query(guild, "alice", 1)).await.unwrap().members.len(), 1);
    bot.stop().await;
}
