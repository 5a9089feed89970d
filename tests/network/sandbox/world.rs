//! The events of the world as a raw websocket sees them: which event follows an action, which session gets it, and
//! which content is withheld.

use std::time::Duration;

use greenroom::gateway::Intents;
use greenroom::model::Permissions;
use greenroom::sandbox::{Sandbox, SandboxChannel, SandboxGuild, SandboxUser};
use serde_json::{Value, json};

use crate::raw::{ALL, PLAIN, Raw, SOON, identify, identify_with};

/// Skips READY and the guilds.
async fn log_in(sandbox: &Sandbox, intents: u64) -> Raw {
    let mut raw = Raw::open(sandbox, PLAIN).await;
    raw.log_in(identify(sandbox, intents)).await;
    if intents & 1 != 0 {
        let guild = raw.payload().await;
        assert!(guild["t"] == "GUILD_CREATE" || guild["d"]["unavailable"] == true);
    }
    raw
}

async fn start() -> Sandbox {
    Sandbox::builder().identify_window(Duration::ZERO).start().await.unwrap()
}

struct Fixture {
    guild: SandboxGuild,
    general: SandboxChannel,
    lounge: SandboxChannel,
    alice: SandboxUser,
    bob: SandboxUser,
}

/// Every action, the event that follows it, and the intent that the event needs (none: it is always sent).
#[actix::test]
async fn actions_become_events_for_sessions_with_the_intent() {
    type Action = fn(&Fixture);
    let sandbox = start().await;
    let fixture = Fixture {
        guild: sandbox.guild("Greenroom"),
        general: sandbox.guild("Greenroom").channel("general"),
        lounge: sandbox.guild("Greenroom").voice_channel("Lounge"),
        alice: sandbox.user("alice"),
        bob: sandbox.user("bob"),
    };
    // A join is one event then: it is not announced.
    fixture.guild.set_system_channel(None);
    let table: &[(Action, &str, Intents)] = &[
        (|it| it.bob.join(&it.guild), "GUILD_MEMBER_ADD", Intents::GUILD_MEMBERS),
        (|it| it.bob.set_nick(&it.guild, Some("Bobby")), "GUILD_MEMBER_UPDATE", Intents::GUILD_MEMBERS),
        (|it| it.bob.leave(&it.guild), "GUILD_MEMBER_REMOVE", Intents::GUILD_MEMBERS),
        (|it| it.guild.ban(&it.bob), "GUILD_BAN_ADD", Intents::GUILD_MODERATION),
        (|it| it.guild.unban(&it.bob), "GUILD_BAN_REMOVE", Intents::GUILD_MODERATION),
        (|it| it.alice.typing(&it.general), "TYPING_START", Intents::GUILD_MESSAGE_TYPING),
        (|it| it.alice.set_status("idle"), "PRESENCE_UPDATE", Intents::GUILD_PRESENCES),
        (|it| it.alice.plays("Chess"), "PRESENCE_UPDATE", Intents::GUILD_PRESENCES),
        (|it| it.alice.join_voice(&it.lounge), "VOICE_STATE_UPDATE", Intents::GUILD_VOICE_STATES),
        (|it| it.alice.leave_voice(&it.guild), "VOICE_STATE_UPDATE", Intents::GUILD_VOICE_STATES),
        (|it| it.guild.rename("Redroom"), "GUILD_UPDATE", Intents::GUILDS),
        (|it| _ = it.guild.channel("news"), "CHANNEL_CREATE", Intents::GUILDS),
        (|it| it.guild.channel("news").set_topic("new"), "CHANNEL_UPDATE", Intents::GUILDS),
        (|it| it.guild.channel("news").delete(), "CHANNEL_DELETE", Intents::GUILDS),
        (|it| _ = it.guild.create_role("mods", Permissions::empty()), "GUILD_ROLE_CREATE", Intents::GUILDS),
        (
            |it| it.guild.set_everyone_permissions(Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES),
            "GUILD_ROLE_UPDATE",
            Intents::GUILDS,
        ),
        (|it| _ = it.guild.create_emoji("blob"), "GUILD_EMOJIS_UPDATE", Intents::GUILD_EXPRESSIONS),
        (|it| it.guild.outage(), "GUILD_DELETE", Intents::GUILDS),
        (|it| it.guild.restore(), "GUILD_CREATE", Intents::GUILDS),
        (|it| _ = it.alice.say(&it.general, "hi"), "MESSAGE_CREATE", Intents::GUILD_MESSAGES),
        (|it| _ = it.alice.say_to_bot("psst"), "MESSAGE_CREATE", Intents::DIRECT_MESSAGES),
        (|it| _ = it.alice.interacts(&it.general, 2, json!({"name": "x"})), "INTERACTION_CREATE", Intents::empty()),
    ];
    let mut every = log_in(&sandbox, ALL).await;
    let mut none = log_in(&sandbox, 0).await;
    for (act, name, needs) in table {
        let mut just_enough = log_in(&sandbox, needs.bits()).await;
        let mut all_but = log_in(&sandbox, ALL & !needs.bits()).await;
        act(&fixture);
        every.dispatch(name).await;
        just_enough.dispatch(name).await;
        if needs.is_empty() {
            none.dispatch(name).await;
            all_but.dispatch(name).await;
        }
        // If this is the next event, the action sent none.
        sandbox.faults().dispatch("SENTINEL", "null");
        for raw in [&mut every, &mut just_enough, &mut none, &mut all_but] {
            raw.dispatch("SENTINEL").await;
        }
    }
}

/// An emoji is the same with and without U+FE0F, and custom emojis are compared by id: all these reactions are counted
/// as one.
#[actix::test]
async fn reactions_are_compared_by_their_visible_emoji() {
    let sandbox = start().await;
    let (general, alice, bob) =
        (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"), sandbox.user("bob"));
    let mut raw = log_in(&sandbox, ALL).await;
    for (one, other) in [
        ("❤\u{FE0F}", "❤"),
        ("❤", "❤\u{FE0F}"),
        ("#\u{FE0F}\u{20E3}", "#\u{20E3}"),
        ("🏳\u{FE0F}\u{200D}🌈", "🏳\u{200D}🌈"),
        ("blob:123", "blub:123"),
    ] {
        let id = alice.say(&general, "react to me");
        let reactions = || general.message(id).unwrap().reactions;
        alice.react(&general, id, one);
        bob.react(&general, id, other);
        assert_eq!(reactions(), [(one.to_owned(), vec![alice.id(), bob.id()])]);
        bob.unreact(&general, id, one);
        alice.unreact(&general, id, other);
        assert_eq!(reactions(), []);
        alice.react(&general, id, one);
        bob.clear_emoji(&general, id, other);
        assert_eq!(reactions(), []);
        raw.dispatch("MESSAGE_CREATE").await;
        let mut names = Vec::new();
        for name in ["ADD", "ADD", "REMOVE", "REMOVE", "ADD", "REMOVE_EMOJI"] {
            let event = raw.dispatch(&format!("MESSAGE_REACTION_{name}")).await;
            names.push(event["d"]["emoji"]["name"].clone());
        }
        let name = one.trim_end_matches(":123");
        assert_eq!(names, [name; 6], "the events have the emoji of the first reaction");
        alice.react(&general, id, one);
        alice.react(&general, id, "🧡");
        raw.dispatch("MESSAGE_REACTION_ADD").await;
        raw.dispatch("MESSAGE_REACTION_ADD").await;
        assert_eq!(reactions().len(), 2, "other emojis are counted separately");
    }
}

#[actix::test]
async fn messages_and_reactions_from_creation_to_deletion() {
    let sandbox = start().await;
    let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
    let mut raw = log_in(&sandbox, ALL).await;
    let first = alice.say(&general, "one");
    let second = alice.reply(&general, first, "two");
    raw.dispatch("MESSAGE_CREATE").await;
    let reply = raw.dispatch("MESSAGE_CREATE").await;
    assert_eq!(reply["d"]["type"], 19);
    assert_eq!(reply["d"]["referenced_message"]["content"], "one");
    assert_eq!(reply["d"]["mentions"][0]["username"], "alice");
    alice.edit(&general, first, "uno");
    let edited = raw.dispatch("MESSAGE_UPDATE").await;
    assert_eq!(edited["d"]["content"], "uno");
    assert!(edited["d"]["edited_timestamp"].is_string());
    alice.react(&general, first, "🎉");
    let added = raw.dispatch("MESSAGE_REACTION_ADD").await;
    assert_eq!(
        (&added["d"]["emoji"]["name"], &added["d"]["member"]["user"]["username"]),
        (&json!("🎉"), &json!("alice"))
    );
    alice.react(&general, first, "🎉");
    alice.react(&general, first, "blob:123");
    assert_eq!(raw.dispatch("MESSAGE_REACTION_ADD").await["d"]["emoji"], json!({"id": "123", "name": "blob"}));
    alice.unreact(&general, first, "🎉");
    raw.dispatch("MESSAGE_REACTION_REMOVE").await;
    alice.clear_emoji(&general, first, "blob:123");
    raw.dispatch("MESSAGE_REACTION_REMOVE_EMOJI").await;
    alice.clear_reactions(&general, first);
    raw.dispatch("MESSAGE_REACTION_REMOVE_ALL").await;
    alice.pin(&general, first);
    assert_eq!(raw.dispatch("MESSAGE_UPDATE").await["d"]["pinned"], true);
    raw.dispatch("CHANNEL_PINS_UPDATE").await;
    let announced = raw.dispatch("MESSAGE_CREATE").await;
    assert_eq!((&announced["d"]["type"], &announced["d"]["author"]["username"]), (&json!(6), &json!("alice")));
    let announced = general.messages().last().unwrap().id;
    let third = alice.say(&general, "three");
    raw.dispatch("MESSAGE_CREATE").await;
    alice.delete(&general, first);
    assert_eq!(raw.dispatch("MESSAGE_DELETE").await["d"]["id"], first.to_string());
    alice.delete_many(&general, &[second, announced, third, first]);
    let bulk = raw.dispatch("MESSAGE_DELETE_BULK").await;
    assert_eq!(bulk["d"]["ids"], json!([second, announced, third]), "unknown ids are ignored");
    assert!(general.messages().is_empty());
}

#[actix::test]
async fn content_is_withheld_without_its_intent() {
    let sandbox = start().await;
    let (general, alice, bot) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"), sandbox.bot());
    let without = ALL & !Intents::MESSAGE_CONTENT.bits();
    let mut blind = log_in(&sandbox, without).await;
    let mut seeing = log_in(&sandbox, ALL).await;
    let sent = alice.say(&general, "secret");
    assert_eq!(seeing.dispatch("MESSAGE_CREATE").await["d"]["content"], "secret");
    let withheld = blind.dispatch("MESSAGE_CREATE").await;
    assert_eq!((&withheld["d"]["content"], &withheld["d"]["embeds"]), (&json!(""), &json!([])));
    assert_eq!(withheld["d"]["id"], sent.to_string());
    alice.edit(&general, sent, "still secret");
    assert_eq!(blind.dispatch("MESSAGE_UPDATE").await["d"]["content"], "");
    // The content is included for mentions of the bot, replies to it, DMs, and its own messages.
    alice.say(&general, &format!("psst <@{}>", bot.id()));
    assert!(blind.dispatch("MESSAGE_CREATE").await["d"]["content"].as_str().unwrap().starts_with("psst"));
    let own = bot.say(&general, "I speak");
    assert_eq!(blind.dispatch("MESSAGE_CREATE").await["d"]["content"], "I speak");
    alice.reply(&general, own, "to you");
    assert_eq!(blind.dispatch("MESSAGE_CREATE").await["d"]["content"], "to you");
    alice.say_to_bot("just us");
    assert_eq!(blind.dispatch("MESSAGE_CREATE").await["d"]["content"], "just us");
    // The content of a replied-to message is withheld like that of the reply.
    alice.reply(&general, sent, "again");
    let reply = blind.dispatch("MESSAGE_CREATE").await;
    assert_eq!((&reply["d"]["content"], &reply["d"]["referenced_message"]["content"]), (&json!(""), &json!("")));
}

#[actix::test]
async fn events_go_to_the_shard_of_their_guild_and_direct_ones_to_shard_0() {
    let sandbox = start().await;
    let alice = sandbox.user("alice");
    let mut shards = Vec::new();
    let guilds: Vec<_> = (0..3).map(|shard| sandbox.create_guild_on_shard(&format!("g{shard}"), shard, 3)).collect();
    let channels: Vec<_> = guilds.iter().map(|guild| guild.channel("channel")).collect();
    for shard in 0..3 {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        let ready = raw.log_in(identify_with(&sandbox, ALL, json!({"shard": [shard, 3]}))).await;
        for _ in ready["d"]["guilds"].as_array().unwrap() {
            raw.dispatch("GUILD_CREATE").await;
        }
        shards.push(raw);
    }
    for (shard, channel) in channels.iter().enumerate() {
        assert_eq!(guilds[shard].shard(3), u32::try_from(shard).unwrap());
        alice.say(channel, "here");
        shards[shard].dispatch("GUILD_MEMBER_ADD").await;
        let message = shards[shard].dispatch("MESSAGE_CREATE").await;
        assert_eq!(message["d"]["guild_id"], guilds[shard].id().to_string());
    }
    alice.say_to_bot("private");
    let direct = shards[0].dispatch("MESSAGE_CREATE").await;
    assert!(direct["d"]["guild_id"].is_null() && direct["d"]["member"].is_null());
    for raw in &mut shards {
        raw.silence().await;
    }
}

#[actix::test]
async fn events_of_channels_the_bot_cannot_see_are_withheld() {
    let sandbox = start().await;
    let (guild, alice) = (sandbox.guild("Greenroom"), sandbox.user("alice"));
    let secret = guild.channel("secret");
    let (view, none) = (Permissions::VIEW_CHANNEL, Permissions::empty());
    secret.overwrite_member(sandbox.bot().id(), none, view);
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    raw.log_in(identify(&sandbox, ALL)).await;
    let created = raw.dispatch("GUILD_CREATE").await;
    let names: Vec<_> = created["d"]["channels"].as_array().unwrap().iter().map(|it| it["name"].clone()).collect();
    assert_eq!(names, ["general", "Lounge"]);
    alice.say(&secret, "hidden");
    secret.overwrite_member(sandbox.bot().id(), view, none);
    raw.dispatch("CHANNEL_UPDATE").await;
    alice.say(&secret, "seen");
    assert_eq!(raw.dispatch("MESSAGE_CREATE").await["d"]["content"], "seen");
}

#[actix::test]
async fn guild_create_carries_members_by_intent_and_threshold() {
    let sandbox = start().await;
    let guild = sandbox.guild("Greenroom");
    guild.populate("crowd", 60);
    let (alice, bob) = (sandbox.user("alice"), sandbox.user("bob"));
    bob.join(&guild);
    alice.set_status("online");
    bob.join_voice(guild.voice_channel("Lounge"));
    let presences = Intents::GUILD_PRESENCES.bits();
    // Intents, large_threshold; number of members, `large`. The members are 60, alice, bob, the owner and the bot.
    let table = [(1, 50, 2, true), (1, 250, 2, false), (1 | presences, 250, 64, false), (1 | presences, 50, 3, true)];
    for (intents, threshold, members, large) in table {
        let mut raw = Raw::open(&sandbox, PLAIN).await;
        raw.log_in(identify_with(&sandbox, intents, json!({"large_threshold": threshold}))).await;
        let created = raw.dispatch("GUILD_CREATE").await;
        let data = &created["d"];
        assert_eq!(data["member_count"], 64);
        assert_eq!(data["large"], large, "{intents} {threshold}");
        assert_eq!(data["members"].as_array().unwrap().len(), members, "{intents} {threshold}");
        assert_eq!(data["voice_states"][0]["user_id"], bob.id().to_string());
        assert!(data["voice_states"][0]["guild_id"].is_null() && data["channels"][0]["guild_id"].is_null());
    }
}

#[actix::test]
async fn guilds_are_joined_left_and_unavailable() {
    let sandbox = start().await;
    let dark = sandbox.create_guild("dark");
    dark.outage();
    let mut raw = Raw::open(&sandbox, PLAIN).await;
    let ready = raw.log_in(identify(&sandbox, 1)).await;
    assert_eq!(ready["d"]["guilds"].as_array().unwrap().len(), 2);
    assert_eq!(raw.dispatch("GUILD_CREATE").await["d"]["name"], "Greenroom");
    assert_eq!(raw.dispatch("GUILD_DELETE").await["d"], json!({"id": dark.id().to_string(), "unavailable": true}));
    dark.restore();
    assert_eq!(raw.dispatch("GUILD_CREATE").await["d"]["name"], "dark");
    dark.kick_bot();
    assert_eq!(raw.dispatch("GUILD_DELETE").await["d"], json!({"id": dark.id().to_string()}));
    dark.channel("silence");
    dark.invite_bot();
    raw.dispatch("GUILD_CREATE").await;
    let new = sandbox.create_guild("new");
    assert_eq!(raw.dispatch("GUILD_CREATE").await["d"]["channels"], json!([]));
    new.delete();
    assert_eq!(raw.dispatch("GUILD_DELETE").await["d"]["id"], new.id().to_string());
}

async fn chunks(raw: &mut Raw, request: Value) -> Vec<Value> {
    raw.send(json!({"op": 8, "d": request})).await;
    let mut chunks = vec![raw.dispatch("GUILD_MEMBERS_CHUNK").await["d"].take()];
    while chunks.len() < usize::try_from(chunks[0]["chunk_count"].as_u64().unwrap()).unwrap() {
        chunks.push(raw.dispatch("GUILD_MEMBERS_CHUNK").await["d"].take());
    }
    chunks
}

#[actix::test]
async fn requested_members_are_sent_in_chunks() {
    let sandbox = Sandbox::builder()
        .identify_window(Duration::ZERO)
        .members_window(Duration::from_millis(400))
        .start()
        .await
        .unwrap();
    let guild = sandbox.guild("Greenroom");
    guild.populate("crowd", 1100);
    let id = guild.id().to_string();
    let mut raw = log_in(&sandbox, ALL).await;

    let all = |nonce: &str| json!({"guild_id": id, "query": "", "limit": 0, "nonce": nonce, "presences": true});
    // The second request comes within the window.
    raw.send(json!({"op": 8, "d": all("n1")})).await;
    raw.send(json!({"op": 8, "d": all("n2")})).await;
    for (index, size) in [1000, 103].into_iter().enumerate() {
        let chunk = raw.dispatch("GUILD_MEMBERS_CHUNK").await["d"].take();
        assert_eq!(chunk["members"].as_array().unwrap().len(), size);
        assert_eq!(
            (&chunk["chunk_index"], &chunk["chunk_count"], &chunk["nonce"]),
            (&json!(index), &json!(2), &json!("n1"))
        );
        assert!(chunk["presences"].is_array());
    }
    let limited = raw.dispatch("RATE_LIMITED").await;
    assert_eq!((&limited["d"]["opcode"], &limited["d"]["meta"]), (&json!(8), &json!({"guild_id": id, "nonce": "n2"})));
    let wait = limited["d"]["retry_after"].as_f64().unwrap();
    assert!(wait > 0.0 && wait <= 0.4, "{wait}");
    tokio::time::sleep(Duration::from_secs_f64(wait)).await;
    assert_eq!(chunks(&mut raw, json!({"guild_id": id, "query": "", "limit": 0})).await.len(), 2);
    // Other requests are limited to 100 members, and a nonce that is too long is ignored.
    let long = "n".repeat(33);
    let some = chunks(&mut raw, json!({"guild_id": id, "query": "crowd1", "limit": 500, "nonce": long})).await;
    assert_eq!((some.len(), some[0]["members"].as_array().unwrap().len()), (1, 100));
    assert!(some[0]["nonce"].is_null() && some[0]["presences"].is_null());
    let few = chunks(&mut raw, json!({"guild_id": id, "query": "CROWD12", "limit": 3})).await;
    assert_eq!(few[0]["members"].as_array().unwrap().len(), 3);
    let nobody = chunks(&mut raw, json!({"guild_id": id, "query": "nobody", "limit": 3})).await;
    assert_eq!((nobody[0]["members"].clone(), nobody[0]["chunk_count"].clone()), (json!([]), json!(1)));
    // By id: missing members are listed in `not_found`, and an id too small for a snowflake is returned as a number.
    let alice = sandbox.user("alice").id().to_string();
    let ids = json!([alice, "123123", "99999999999999999"]);
    let found = chunks(&mut raw, json!({"guild_id": id, "user_ids": ids})).await;
    assert_eq!(found[0]["members"][0]["user"]["username"], "alice");
    assert_eq!(found[0]["not_found"], json!([123_123, "99999999999999999"]));
    let one = chunks(&mut raw, json!({"guild_id": id, "user_ids": alice})).await;
    assert_eq!(one[0]["members"].as_array().unwrap().len(), 1);
    // Without the intent a request for all members is not answered.
    let mut unprivileged = log_in(&sandbox, 1).await;
    unprivileged.send(json!({"op": 8, "d": {"guild_id": id, "query": "", "limit": 0}})).await;
    unprivileged.silence().await;
}

#[actix::test]
async fn the_bot_connects_to_voice_channels_that_are_not_full() {
    let sandbox = start().await;
    let (guild, alice) = (sandbox.guild("Greenroom"), sandbox.user("alice"));
    let (lounge, full) = (guild.voice_channel("Lounge"), guild.voice_channel("Closet"));
    full.set_user_limit(1);
    alice.join_voice(&full);
    let mut raw = log_in(&sandbox, 1 | Intents::GUILD_VOICE_STATES.bits()).await;
    let connect_voice = |channel: Option<&SandboxChannel>| {
        let channel = channel.map(|it| it.id().to_string());
        let guild = guild.id().to_string();
        json!({"op": 4, "d": {"guild_id": guild, "channel_id": channel, "self_mute": true, "self_deaf": false}})
    };
    raw.send(connect_voice(Some(&lounge))).await;
    let state = raw.dispatch("VOICE_STATE_UPDATE").await;
    assert_eq!((&state["d"]["channel_id"], &state["d"]["self_mute"]), (&json!(lounge.id().to_string()), &json!(true)));
    let server = raw.dispatch("VOICE_SERVER_UPDATE").await;
    assert!(server["d"]["token"].is_string() && server["d"]["endpoint"].is_string());
    // A full channel: no answer.
    raw.send(connect_voice(Some(&full))).await;
    raw.silence().await;
    raw.send(connect_voice(None)).await;
    assert!(raw.dispatch("VOICE_STATE_UPDATE").await["d"]["channel_id"].is_null());
}

#[actix::test]
async fn sounds_and_channel_info_are_answered() {
    let sandbox = start().await;
    let guild = sandbox.guild("Greenroom");
    let lounge = guild.voice_channel("Lounge");
    sandbox.user("alice").join_voice(&lounge);
    let id = guild.id().to_string();
    let mut raw = log_in(&sandbox, 1).await;
    raw.send(json!({"op": 31, "d": {"guild_ids": [id, "5"]}})).await;
    assert_eq!(raw.dispatch("SOUNDBOARD_SOUNDS").await["d"], json!({"guild_id": id, "soundboard_sounds": []}));
    raw.send(json!({"op": 43, "d": {"guild_id": id, "fields": ["voice_start_time", "from_the_future"]}})).await;
    let info = raw.dispatch("CHANNEL_INFO").await;
    let channel = &info["d"]["channels"][0];
    assert_eq!(channel["id"], lounge.id().to_string());
    assert!(channel["voice_start_time"].is_u64() && channel.get("status").is_none());
}

#[actix::test]
async fn waiting_for_the_bot() {
    let sandbox = start().await;
    let (general, bot) = (sandbox.guild("Greenroom").channel("general"), sandbox.bot());
    sandbox.user("alice").say(&general, "not the bot");
    bot.say(&general, "first");
    bot.say(&general, "second");
    bot.say(&general, "third");
    assert_eq!(sandbox.wait_for_bot_message(&general, SOON).await.unwrap().content, "first");
    assert_eq!(general.expect(|it| it.content == "third").await.unwrap().content, "third");
    let nothing = general.expect_within(Duration::from_millis(30), |_| true).await;
    let text = nothing.unwrap_err().to_string();
    assert_eq!(text.lines().next(), Some("a message of the bot in #general did not happen within 30ms"));
    let later = bot.clone();
    let channel = general.clone();
    let (found, ()) = futures_util::future::join(general.expect(|_| true), async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        later.say(&channel, "fourth");
    })
    .await;
    assert_eq!(found.unwrap().content, "fourth");
}

#[actix::test]
async fn tallies_show_what_was_not_handled_once() {
    let sandbox = start().await;
    let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
    let ids: Vec<_> = (0..3).map(|index| alice.say(&general, &index.to_string())).collect();
    for id in [ids[0], ids[1], ids[1]] {
        sandbox.tally(id);
    }
    let error = sandbox.handled_exactly_once(&ids).unwrap_err();
    assert_eq!((error.missing, error.repeated), (vec![ids[2]], vec![(ids[1], 2)]));
    sandbox.handled_exactly_once(&ids[..1]).unwrap();
}
