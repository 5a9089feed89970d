//! The methods of ids and objects: a row for each, with the request that it sends.

use std::time::Duration;

use greenroom::__internals::type_every;
use greenroom::model::*;
use greenroom::rest::HttpError;
use greenroom::sandbox::Sandbox;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::rest::guilds::png;
use crate::rest::wire::{WHY, Wire};
use crate::rest::{general, http};

const CHANNEL: &str = r#"{"id":"21","type":0}"#;
const MESSAGE: &str =
    r#"{"id":"23","channel_id":"21","author":{"id":"24","username":"ant"},"timestamp":"2024-01-01T00:00:00+00:00"}"#;
const USER: &str = r#"{"id":"24","username":"ant"}"#;
const MEMBER: &str = r#"{"user":{"id":"24","username":"ant"},"roles":[],"joined_at":"2024-01-01T00:00:00+00:00"}"#;
const ROLE: &str = r#"{"id":"25","name":"Ants"}"#;
const WEBHOOK: &str =
    r#"{"id":"26","type":1,"channel_id":"21","name":"Ants","avatar":null,"application_id":null,"token":"secret"}"#;
const GUILD: &str = r#"{"id":"27","name":"Hill","owner_id":"24"}"#;
const EMOJI: &str = r#"{"id":"28","name":"ant"}"#;
const BAN: &str = r#"{"user":{"id":"24","username":"ant"},"reason":null}"#;
const INTERACTION: &str = r#"{"id":"31","application_id":"32","type":2,"token":"secret","version":1,"channel_id":"21",
    "user":{"id":"24","username":"ant"},"data":{"id":"1","name":"dig","type":1}}"#;

const TOPIC: &str = "Ants only";

fn read<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

#[tokio::test]
async fn on_messages() {
    let wire = Wire::start().await;
    let (http, message) = (&wire.http, read::<Message>(MESSAGE));
    let path = "/channels/21/messages/23";
    let say = "POST /channels/21/messages";
    let hi = |heard: crate::rest::wire::Heard, line: &str, wanted: Value| heard.writes_at_least(line, &wanted);
    let reply = json!({"content": "hi", "message_reference": {"message_id": "23"}});
    hi(wire.call(message.reply(http, "hi"), MESSAGE).await, say, reply);
    let quiet = json!({"content": "hi", "allowed_mentions": {"parse": [], "replied_user": false}});
    hi(wire.call(message.reply(http, "hi").without_mentions(), MESSAGE).await, say, quiet);
    let silent = json!({"content": "hi", "flags": 1 << 12});
    hi(wire.call(message.reply(http, "hi").silent(), MESSAGE).await, say, silent);
    let rows = json!({"components": [{"type": 1, "components": [{"type": 2, "custom_id": "a"}]}]});
    hi(wire.call(message.reply(http, "hi").component(Button::primary("a", "A")), MESSAGE).await, say, rows);
    let ant = || ReactionEmoji::from("🐜");
    wire.call(message.react(http, ant()), "").await.reads(&format!("PUT {path}/reactions/%F0%9F%90%9C/@me"));
    wire.call(message.unreact(http, ant()), "").await.reads(&format!("DELETE {path}/reactions/%F0%9F%90%9C/@me"));
    wire.call(message.reactions_of(http, ant()), "[]").await.reads(&format!("GET {path}/reactions/%F0%9F%90%9C"));
    wire.call(message.delete_reactions(http), "").await.reads(&format!("DELETE {path}/reactions"));
    wire.call(message.edit(http).content("x"), MESSAGE).await.writes(&format!("PATCH {path}"), json!({"content": "x"}));
    wire.call(message.delete(http).reason(WHY), "").await.audited(&format!("DELETE {path}"), Value::Null);
    wire.call(message.pin(http).reason(WHY), "").await.audited("PUT /channels/21/messages/pins/23", Value::Null);
    wire.call(message.unpin(http).reason(WHY), "").await.audited("DELETE /channels/21/messages/pins/23", Value::Null);
    wire.call(message.crosspost(http), MESSAGE).await.reads(&format!("POST {path}/crosspost"));
    let thread = wire.call(message.start_thread(http, "dig"), CHANNEL).await;
    thread.writes(&format!("POST {path}/threads"), json!({"name": "dig"}));
    wire.call(message.end_poll(http), MESSAGE).await.reads("POST /channels/21/polls/23/expire");
    wire.call(message.refetch(http), MESSAGE).await.reads(&format!("GET {path}"));
}

#[tokio::test]
async fn on_channels() {
    let wire = Wire::start().await;
    let (http, channel, id) = (&wire.http, read::<Channel>(CHANNEL), ChannelId::new(21));
    let say = "POST /channels/21/messages";
    for said in [channel.say(http, "hi"), id.say(http, "hi")] {
        wire.call(said, MESSAGE).await.writes_at_least(say, &json!({"content": "hi"}));
    }
    let embed = channel.send_embed(http, Embed::new().title("Ants"));
    wire.call(embed, MESSAGE).await.writes_at_least(say, &json!({"embeds": [{"title": "Ants"}]}));
    let file = wire.call(id.send_file(http, Upload::bytes("a.txt", "ant")), MESSAGE).await;
    file.writes_at_least(say, &json!({"files[0]": {"filename": "a.txt"}}));
    wire.call(id.create_message(http).tts(true), MESSAGE).await.writes_at_least(say, &json!({"tts": true}));
    wire.call(id.trigger_typing(http), "").await.reads("POST /channels/21/typing");
    wire.call(id.message(http, MessageId::new(23)), MESSAGE).await.reads("GET /channels/21/messages/23");
    wire.call(channel.messages(http).limit(5), "[]").await.reads("GET /channels/21/messages?limit=5");
    wire.call(channel.pins(http), r#"{"items":[],"has_more":false}"#).await.reads("GET /channels/21/messages/pins");
    let two = [MessageId::new(1), MessageId::new(2)];
    let deleted = wire.call(channel.delete_messages(http, &two).reason(WHY), "").await;
    deleted.audited("POST /channels/21/messages/bulk-delete", json!({"messages": ["1", "2"]}));
    let deleted = wire.call(channel.delete_messages(http, &two[..1]).reason(WHY), "").await;
    deleted.audited("DELETE /channels/21/messages/1", Value::Null);
    let edit = wire.call(channel.edit(http).topic(TOPIC).reason(WHY), CHANNEL).await;
    edit.audited("PATCH /channels/21", json!({"topic": TOPIC}));
    wire.call(id.delete(http).reason(WHY), CHANNEL).await.audited("DELETE /channels/21", Value::Null);
    let thread = wire.call(channel.create_thread(http, "dig"), CHANNEL).await;
    thread.writes_at_least("POST /channels/21/threads", &json!({"name": "dig"}));
    wire.call(id.thread_members(http), "[]").await.reads("GET /channels/21/thread-members");
    wire.call(id.join_thread(http), "").await.reads("PUT /channels/21/thread-members/@me");
    wire.call(id.leave_thread(http), "").await.reads("DELETE /channels/21/thread-members/@me");
    wire.call(id.add_thread_member(http, UserId::new(24)), "").await.reads("PUT /channels/21/thread-members/24");
    wire.call(id.delete_overwrite(http, RoleId::new(25)), "").await.reads("DELETE /channels/21/permissions/25");
    wire.call(id.invites(http), "[]").await.reads("GET /channels/21/invites");
    let webhook = wire.call(channel.create_webhook(http, "Ants").reason(WHY), WEBHOOK).await;
    webhook.audited("POST /channels/21/webhooks", json!({"name": "Ants"}));
    wire.call(channel.webhooks(http), "[]").await.reads("GET /channels/21/webhooks");
}

#[tokio::test]
async fn on_guilds_and_roles() {
    let wire = Wire::start().await;
    let (http, guild, role, user) = (&wire.http, GuildId::new(27), read::<Role>(ROLE), UserId::new(24));
    let edit = wire.call(guild.edit(http).name("Heap").reason(WHY), GUILD).await;
    edit.audited("PATCH /guilds/27", json!({"name": "Heap"}));
    wire.call(guild.leave(http), "").await.reads("DELETE /users/@me/guilds/27");
    wire.call(guild.member(http, user), MEMBER).await.reads("GET /guilds/27/members/24");
    wire.call(guild.list_members(http).limit(5_u16), "[]").await.reads("GET /guilds/27/members?limit=5");
    wire.call(guild.search_members(http, "an"), "[]").await.reads("GET /guilds/27/members/search?query=an");
    let nick = wire.call(guild.edit_member(http, user).nick("Ann").reason(WHY), MEMBER).await;
    nick.audited("PATCH /guilds/27/members/24", json!({"nick": "Ann"}));
    let own = wire.call(guild.edit_current_member(http).nick("Ann").reason(WHY), MEMBER).await;
    own.audited("PATCH /guilds/27/members/@me", json!({"nick": "Ann"}));
    let ban = wire.call(guild.ban(http, user).delete_message_seconds(60_u32).reason(WHY), "").await;
    ban.audited("PUT /guilds/27/bans/24", json!({"delete_message_seconds": 60}));
    let banned = r#"{"banned_users":["24"],"failed_users":[]}"#;
    let bans = wire.call(guild.bulk_ban(http, &[user]).reason(WHY), banned).await;
    bans.audited("POST /guilds/27/bulk-ban", json!({"user_ids": ["24"]}));
    wire.call(guild.unban(http, user).reason(WHY), "").await.audited("DELETE /guilds/27/bans/24", Value::Null);
    wire.call(guild.bans(http), "[]").await.reads("GET /guilds/27/bans");
    wire.call(guild.get_ban(http, user), BAN).await.reads("GET /guilds/27/bans/24");
    wire.call(guild.kick(http, user).reason(WHY), "").await.audited("DELETE /guilds/27/members/24", Value::Null);
    let pruned = wire.call(guild.prune(http).days(7_u8).reason(WHY), r#"{"pruned":1}"#).await;
    pruned.audited("POST /guilds/27/prune", json!({"days": 7}));
    wire.call(guild.list_channels(http), "[]").await.reads("GET /guilds/27/channels");
    let channel = wire.call(guild.create_channel(http, "dig").reason(WHY), CHANNEL).await;
    channel.audited("POST /guilds/27/channels", json!({"name": "dig"}));
    wire.call(guild.list_roles(http), "[]").await.reads("GET /guilds/27/roles");
    let made = wire.call(guild.create_role(http).name("Ants").reason(WHY), ROLE).await;
    made.audited("POST /guilds/27/roles", json!({"name": "Ants"}));
    let path = "/guilds/27/roles/25";
    wire.call(guild.delete_role(http, role.id).reason(WHY), "").await.audited(&format!("DELETE {path}"), Value::Null);
    let edit = wire.call(role.edit(http, guild).name("Bees").reason(WHY), ROLE).await;
    edit.audited(&format!("PATCH {path}"), json!({"name": "Bees"}));
    wire.call(role.delete(http, guild).reason(WHY), "").await.audited(&format!("DELETE {path}"), Value::Null);
    wire.call(guild.list_emojis(http), "[]").await.reads("GET /guilds/27/emojis");
    let emoji = wire.call(guild.create_emoji(http, "ant", &png()), EMOJI).await;
    emoji.writes_at_least("POST /guilds/27/emojis", &json!({"name": "ant"}));
    wire.call(guild.invites(http), "[]").await.reads("GET /guilds/27/invites");
    wire.call(guild.webhooks(http), "[]").await.reads("GET /guilds/27/webhooks");
    wire.call(guild.scheduled_events(http), "[]").await.reads("GET /guilds/27/scheduled-events");
}

#[tokio::test]
async fn on_members_and_users() {
    let wire = Wire::start().await;
    let (http, guild) = (&wire.http, GuildId::new(27));
    let member = read::<Member>(MEMBER).in_guild(guild);
    let path = "/guilds/27/members/24";
    let edit = wire.call(member.edit(http).nick("Ann"), MEMBER).await;
    edit.writes(&format!("PATCH {path}"), json!({"nick": "Ann"}));
    let role = RoleId::new(25);
    let given = wire.call(member.add_role(http, role).reason(WHY), "").await;
    given.audited(&format!("PUT {path}/roles/25"), Value::Null);
    let taken = wire.call(member.remove_role(http, role).reason(WHY), "").await;
    taken.audited(&format!("DELETE {path}/roles/25"), Value::Null);
    wire.call(member.kick(http).reason(WHY), "").await.audited(&format!("DELETE {path}"), Value::Null);
    wire.call(member.ban(http).reason(WHY), "").await.audited("PUT /guilds/27/bans/24", json!({}));
    let until = Timestamp::from_secs(1_704_067_200);
    let timeout = wire.call(member.timeout_until(http, until), MEMBER).await;
    let disabled = json!({"communication_disabled_until": "2024-01-01T00:00:00.000000+00:00"});
    timeout.writes(&format!("PATCH {path}"), disabled);
    let lifted = wire.call(member.remove_timeout(http), MEMBER).await;
    lifted.writes(&format!("PATCH {path}"), json!({"communication_disabled_until": null}));

    // The member of a message has no user: nothing is sent.
    let nameless = read::<Member>(r#"{"roles":[],"joined_at":"2024-01-01T00:00:00+00:00"}"#).in_guild(guild);
    let error = nameless.kick(http).await.unwrap_err();
    assert!(matches!(error, HttpError::Invalid { .. }) && error.to_string().contains("author"), "{error}");
    assert!(error.to_string().contains("DELETE /guilds/27/members/{user_id}"), "{error}");
    let error = nameless.timeout(http, Duration::from_secs(60)).await.unwrap_err();
    assert!(matches!(error, HttpError::Invalid { .. }), "{error}");

    // Neither is the guild in the JSON of a member.
    let error = read::<Member>(MEMBER).ban(http).await.unwrap_err();
    assert!(matches!(error, HttpError::Invalid { .. }) && error.to_string().contains("in_guild"), "{error}");

    // In an answer about a guild it is set.
    let answer = guild.member(http, UserId::new(24));
    wire.answers(MEMBER);
    assert_eq!(answer.await.unwrap().guild_id, Some(guild));
    wire.answers(&format!("[{MEMBER}]"));
    let found = guild.search_members(http, "ant").await.unwrap();
    assert_eq!(found.first().and_then(|member| member.guild_id), Some(guild));

    let user = read::<User>(USER);
    let dm = wire.call(user.create_dm(http), CHANNEL).await;
    dm.writes("POST /users/@me/channels", json!({"recipient_id": "24"}));
    wire.call(user.id.fetch(http), USER).await.reads("GET /users/24");
}

#[tokio::test]
async fn on_webhooks_and_interactions() {
    let wire = Wire::start().await;
    let (http, webhook) = (&wire.http, read::<Webhook>(WEBHOOK));
    let sent = wire.call(webhook.execute(http).content("hi"), "").await;
    sent.writes("POST /webhooks/26/secret", json!({"content": "hi"}));
    let edit = wire.call(webhook.edit(http).name("Bees").reason(WHY), WEBHOOK).await;
    edit.audited("PATCH /webhooks/26", json!({"name": "Bees"}));
    wire.call(webhook.delete(http).reason(WHY), "").await.audited("DELETE /webhooks/26", Value::Null);
    let others = read::<Webhook>(&WEBHOOK.replace(r#","token":"secret""#, ""));
    let error = others.execute(http).content("hi").await.unwrap_err();
    assert!(matches!(error, HttpError::Invalid { .. }), "{error}");

    let interaction = read::<Interaction>(INTERACTION);
    let callback = "POST /interactions/31/secret/callback";
    let text = wire.call(interaction.respond_text(http, "hi"), "").await;
    text.writes(callback, json!({"type": 4, "data": {"content": "hi"}}));
    wire.call(interaction.defer(http), "").await.writes_at_least(callback, &json!({"type": 5}));
    let ephemeral = wire.call(interaction.defer_ephemeral(http), "").await;
    ephemeral.writes_at_least(callback, &json!({"type": 5, "data": {"flags": 64}}));
    wire.call(interaction.defer_update(http), "").await.writes_at_least(callback, &json!({"type": 6}));
    let original = "/webhooks/32/secret/messages/@original";
    wire.call(interaction.response(http), MESSAGE).await.reads(&format!("GET {original}"));
    let edit = wire.call(interaction.edit_response(http).content("x"), MESSAGE).await;
    edit.writes(&format!("PATCH {original}"), json!({"content": "x"}));
    wire.call(interaction.delete_response(http), "").await.reads(&format!("DELETE {original}"));
    let further = wire.call(interaction.follow_up(http, "more"), MESSAGE).await;
    further.writes_at_least("POST /webhooks/32/secret", &json!({"content": "more"}));
    let (message, path) = (MessageId::new(23), "/webhooks/32/secret/messages/23");
    wire.call(interaction.follow_up_message(http, message), MESSAGE).await.reads(&format!("GET {path}"));
    let edit = wire.call(interaction.edit_follow_up(http, message).content("x"), MESSAGE).await;
    edit.writes(&format!("PATCH {path}"), json!({"content": "x"}));
    wire.call(interaction.delete_follow_up(http, message), "").await.reads(&format!("DELETE {path}"));
}

#[tokio::test]
async fn a_webhook_is_used_by_its_url_without_a_bot() {
    let sandbox = Sandbox::start().await.unwrap();
    let channel = general(&sandbox);
    let created = http(&sandbox).create_webhook(channel, "CI").await.unwrap();
    let (base, token) = (sandbox.rest_url(), created.token.clone().unwrap());
    let webhook = Webhook::from_url(&format!("{base}/webhooks/{}/{token}", created.id)).unwrap();
    let sent = webhook.send("The build is green.").username("Robot").await.unwrap().unwrap();
    assert_eq!((sent.content.as_str(), sent.author.username.as_str()), ("The build is green.", "Robot"));
    webhook.edit(sent.id).content("Red.").await.unwrap();
    assert_eq!(sandbox.channel_by_id(channel).message(sent.id).unwrap().content, "Red.");
    webhook.delete(sent.id).await.unwrap();
    assert!(sandbox.channel_by_id(channel).message(sent.id).is_none());
    assert_eq!(webhook.fetch().await.unwrap().name.as_deref(), Some("CI"));
    let gone = Webhook::from_url(&format!("{base}/webhooks/{}/{token}x", created.id)).unwrap();
    let error = gone.send("hi").await.unwrap_err();
    assert!(!error.to_string().contains(&token), "{error}");
}

#[tokio::test]
async fn typing_is_repeated_until_it_is_dropped() {
    let wire = Wire::start().await;
    let typing = type_every(&wire.http, ChannelId::new(21), Duration::from_millis(10));
    let three = async {
        while wire.count("POST /channels/21/typing") < 3 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), three).await.unwrap();
    drop(typing);
    let until_now = wire.count("POST /channels/21/typing");
    tokio::time::sleep(Duration::from_millis(200)).await;
    // One may have been on its way.
    assert!(wire.count("POST /channels/21/typing") <= until_now + 1);
}
