//! Guilds, channels, roles and the bot's own user.

use super::*;
use crate::model::Timestamp;

#[test]
fn ready_sets_the_own_user_and_the_guilds() {
    let cache = connected(CacheConfig::default());
    assert_eq!(cache.current_user().unwrap().username, "greenroom");
    assert_eq!(cache.user(BOT).unwrap().username, "greenroom", "no guild is loaded yet");
    assert_eq!(sorted(cache.guilds()), [GUILD, OTHER]);
    assert_eq!(sorted(cache.unavailable_guilds()), [GUILD, OTHER]);
    assert_eq!(cache.guild(GUILD), None);
}

#[test]
fn user_update_changes_the_own_user() {
    let cache = connected(CacheConfig::default());
    let before = cache.current_user().unwrap();
    let old = cache.apply_json("USER_UPDATE", user(BOT, "greenroom2")).unwrap();
    assert_eq!(old.as_user(), Some(&before));
    assert_eq!(old.as_guild(), None);
    assert_eq!(cache.current_user().unwrap().username, "greenroom2");
    assert_eq!(cache.user(BOT).unwrap().username, "greenroom2");
    assert_eq!(before.username, "greenroom", "a snapshot does not change");
}

/// Row A43: there is one user for all members. With `users` off, its guilds are found by iterating.
#[test]
fn user_update_changes_the_own_memberships() {
    for config in [CacheConfig::default(), CacheConfig::default().users(false)] {
        let cache = loaded(config);
        cache.apply_json(
            "GUILD_MEMBER_UPDATE",
            json!({"guild_id": GUILD, "user": user(BOT, "greenroom"), "nick": "gr"}),
        );
        cache.apply_json("USER_UPDATE", user(BOT, "greenroom2"));
        let own = cache.member(GUILD, BOT).unwrap();
        assert_eq!((own.user.username.as_str(), own.display_name()), ("greenroom2", "gr"));
        assert_eq!(cache.member(GUILD, ANN).unwrap().user.username, "ann");
    }
}

#[test]
fn a_loaded_guild_is_complete() {
    let cache = loaded(CacheConfig::default());
    let guild = cache.guild(GUILD).unwrap();
    assert_eq!(
        (guild.name.as_str(), guild.owner_id, guild.large, guild.unavailable),
        ("Green Room", Some(ANN), true, false)
    );
    assert_eq!(guild.emojis.len(), 1);
    assert_eq!(cache.member_count(GUILD), Some(7));
    assert_eq!(cache.unavailable_guilds(), [OTHER]);

    let channel = cache.channel(GENERAL).unwrap();
    assert_eq!((channel.name.as_deref(), channel.guild_id), (Some("general"), Some(GUILD)));
    assert_eq!(cache.channels(GUILD).len(), 2);
    let role = cache.role(MODS).unwrap();
    assert_eq!((role.guild_id, role.name.as_str()), (GUILD, "mods"));
    assert_eq!(cache.roles(GUILD).len(), 3);
    assert_eq!(sorted(cache.member_ids(GUILD)), [BOT, ANN]);
    assert_eq!(cache.voice_state(GUILD, ANN).unwrap().channel_id, Some(LOUNGE));
    assert_eq!(cache.user(ANN).unwrap().username, "ann");
}

#[test]
fn objects_that_are_not_cached_are_not_found() {
    let cache = loaded(CacheConfig::default());
    assert_eq!(cache.guild(OTHER), None, "not loaded yet");
    assert_eq!(cache.member_count(OTHER), None);
    assert_eq!(cache.channel(ChannelId::new(9)), None);
    assert_eq!(cache.role(RoleId::new(9)), None);
    assert_eq!(cache.member(GUILD, BOB), None);
    assert_eq!(cache.user(BOB), None);
    assert!(cache.members(GuildId::new(9)).is_empty() && cache.channels(GuildId::new(9)).is_empty());
}

#[test]
fn guild_update_keeps_the_fields_of_guild_create() {
    let cache = loaded(CacheConfig::default());
    let before = cache.guild(GUILD).unwrap();
    let old = cache.apply_json("GUILD_UPDATE", json!({"id": GUILD, "name": "Blue Room", "owner_id": BOB})).unwrap();
    assert_eq!(old.as_guild(), Some(&before));
    let guild = cache.guild(GUILD).unwrap();
    assert_eq!((guild.name.as_str(), guild.owner_id), ("Blue Room", Some(BOB)));
    assert_eq!((guild.joined_at, guild.large, guild.member_count), (before.joined_at, true, 7));
    assert_eq!(guild.emojis, before.emojis, "without roles the guild is incomplete");
    assert_eq!(cache.roles(GUILD).len(), 3);
    assert_eq!(cache.channels(GUILD).len(), 2);
    assert_eq!((cache.member_ids(GUILD).len(), cache.voice_states(GUILD).len()), (2, 1));
}

#[test]
fn guild_update_with_roles_replaces_them() {
    let cache = loaded(CacheConfig::default());
    let new = RoleId::new(202);
    let roles =
        json!([{"id": GUILD, "name": "@everyone"}, {"id": MODS, "name": "keepers"}, {"id": new, "name": "new"}]);
    cache.apply_json("GUILD_UPDATE", json!({"id": GUILD, "name": "Green Room", "roles": roles, "emojis": []}));
    assert_eq!(cache.role(MODS).unwrap().name, "keepers");
    assert_eq!(cache.role(new).unwrap().name, "new");
    assert_eq!(cache.role(BOOSTERS), None);
    assert_eq!(cache.stats().roles.count, 3);
    assert!(cache.guild(GUILD).unwrap().emojis.is_empty());
}

#[test]
fn an_outage_marks_the_guild_and_keeps_its_data() {
    let cache = loaded(CacheConfig::default());
    let before = cache.guild(GUILD).unwrap();
    let old = cache.apply_json("GUILD_DELETE", json!({"id": GUILD, "unavailable": true})).unwrap();
    assert!(!old.as_guild().unwrap().unavailable && !before.unavailable);
    assert!(cache.guild(GUILD).unwrap().unavailable);
    assert_eq!(sorted(cache.unavailable_guilds()), [GUILD, OTHER]);
    assert!(cache.channel(GENERAL).is_some() && cache.role(MODS).is_some() && cache.member(GUILD, ANN).is_some());
    assert_eq!(cache.stats().unavailable_guilds, 2);

    let old = cache.apply_json("GUILD_CREATE", guild(GUILD)).unwrap();
    assert!(old.as_guild().unwrap().unavailable);
    assert!(!cache.guild(GUILD).unwrap().unavailable);
    assert_eq!(cache.unavailable_guilds(), [OTHER]);
}

#[test]
fn a_guild_may_be_created_as_unavailable() {
    let cache = connected(CacheConfig::default());
    let joined = GuildId::new(12);
    assert_eq!(cache.apply_json("GUILD_CREATE", json!({"id": joined, "unavailable": true})), None);
    assert_eq!(sorted(cache.unavailable_guilds()), [GUILD, OTHER, joined]);
    assert_eq!(cache.guild(joined), None);
}

#[test]
fn a_guild_that_is_loaded_again_replaces_all_data() {
    let cache = loaded(CacheConfig::default());
    cache.apply_json("GUILD_MEMBERS_CHUNK", json!({"guild_id": GUILD, "members": [member(BOB, "bob", &[])]}));
    cache.apply_json("GUILD_DELETE", json!({"id": GUILD, "unavailable": true}));
    let channels = json!([{"id": LOUNGE, "type": 2, "name": "cellar"}]);
    let roles = json!([{"id": GUILD, "name": "@everyone"}]);
    let back = json!({"channels": channels, "roles": roles, "voice_states": [], "members": [member(BOT, "b", &[])]});
    cache.apply_json("GUILD_CREATE", with(guild(GUILD), back));

    assert_eq!(cache.channel(LOUNGE).unwrap().name.as_deref(), Some("cellar"));
    assert_eq!((cache.channel(GENERAL), cache.role(MODS)), (None, None));
    assert_eq!(cache.voice_state(GUILD, ANN), None);
    assert_eq!(cache.member_ids(GUILD), [BOT]);
    assert_eq!((cache.user(ANN), cache.user(BOB)), (None, None));
    let stats = cache.stats();
    assert_eq!((stats.channels.count, stats.roles.count, stats.members.count, stats.users.count), (1, 1, 1, 1));
    assert_eq!(cache.inner.channels.len(), 1, "no index entry is left");
    assert_eq!(cache.inner.roles.len(), 1);
}

#[test]
fn leaving_removes_everything_of_the_guild() {
    let cache = loaded(CacheConfig::default());
    let other = json!({"channels": [], "roles": [], "voice_states": []});
    cache.apply_json("GUILD_CREATE", with(guild(OTHER), other));
    assert_eq!(cache.mutual_guilds(ANN), [GUILD, OTHER]);

    let before = cache.guild(GUILD).unwrap();
    let old = cache.apply_json("GUILD_DELETE", json!({"id": GUILD})).unwrap();
    assert_eq!(old.as_guild(), Some(&before));
    assert_eq!(cache.guilds(), [OTHER]);
    assert_eq!((cache.guild(GUILD), cache.channel(GENERAL), cache.role(MODS)), (None, None, None));
    assert_eq!((cache.member(GUILD, ANN), cache.voice_state(GUILD, ANN)), (None, None));
    assert_eq!(cache.mutual_guilds(ANN), [OTHER], "the user is a member of another guild");
    assert!(cache.user(ANN).is_some());

    cache.apply_json("GUILD_DELETE", json!({"id": OTHER}));
    assert_eq!(cache.user(ANN), None);
    let stats = cache.stats();
    for kind in [stats.guilds, stats.channels, stats.roles, stats.members, stats.voice_states, stats.users] {
        assert_eq!(kind.count, 0);
    }
    assert!(cache.inner.channels.is_empty() && cache.inner.roles.is_empty());
}

#[test]
fn a_late_event_does_not_restore_a_left_guild() {
    let cache = loaded(CacheConfig::default());
    cache.apply_json("GUILD_DELETE", json!({"id": GUILD}));
    cache.apply_json("CHANNEL_CREATE", json!({"id": GENERAL, "type": 0, "guild_id": GUILD}));
    cache.apply_json("GUILD_ROLE_CREATE", json!({"guild_id": GUILD, "role": {"id": MODS, "name": "mods"}}));
    cache.apply_json("GUILD_MEMBER_ADD", with(member(BOB, "bob", &[]), json!({"guild_id": GUILD})));
    cache.apply_json("VOICE_STATE_UPDATE", json!({"guild_id": GUILD, "channel_id": LOUNGE, "user_id": ANN}));
    cache.apply_json("GUILD_UPDATE", json!({"id": GUILD, "name": "Green Room", "roles": [{"id": MODS}]}));
    assert_eq!(cache.guilds(), [OTHER]);
    assert_eq!((cache.channel(GENERAL), cache.role(MODS), cache.user(BOB)), (None, None, None));
    assert!(cache.inner.channels.is_empty() && cache.inner.roles.is_empty());
}

#[test]
fn a_new_session_removes_guilds_that_are_not_listed() {
    let cache = loaded(CacheConfig::default());
    cache.apply_json("READY", ready(&[OTHER]));
    assert_eq!(cache.guilds(), [OTHER]);
    assert_eq!(cache.channel(GENERAL), None);
}

#[test]
fn a_new_session_marks_its_guilds_unavailable_until_loaded() {
    let cache = loaded(CacheConfig::default());
    cache.apply_json("READY", ready(&[GUILD, OTHER]));
    assert!(cache.guild(GUILD).unwrap().unavailable);
    assert!(cache.channel(GENERAL).is_some());
}

#[test]
fn ready_affects_only_the_guilds_of_its_shard() {
    let cache = Cache::default();
    let [of_0, of_1] = [GuildId::new(2 << 22), GuildId::new(3 << 22)];
    let ready = |shard: u32, guilds: &[GuildId]| with(ready(guilds), json!({"shard": [shard, 2]}));
    cache.apply_json("READY", ready(0, &[of_0]));
    cache.apply_json("READY", ready(1, &[of_1]));
    assert_eq!(sorted(cache.guilds()), [of_0, of_1]);
    cache.apply_json("READY", ready(0, &[]));
    assert_eq!(cache.guilds(), [of_1]);
}

#[test]
fn emojis_update_replaces_the_emoji() {
    let cache = loaded(CacheConfig::default());
    let emojis = json!([{"id": "300", "name": "wave"}, {"id": "301", "name": "bow"}]);
    let old = cache.apply_json("GUILD_EMOJIS_UPDATE", json!({"guild_id": GUILD, "emojis": emojis})).unwrap();
    assert_eq!(old.as_guild().unwrap().emojis.len(), 1);
    assert_eq!(cache.guild(GUILD).unwrap().emojis.len(), 2);
}

#[test]
fn stickers_update_replaces_the_stickers() {
    let cache = loaded(CacheConfig::default());
    let sticker = json!({"id": "310", "name": "bow", "tags": "bow", "type": 2, "format_type": 1});
    let old = cache.apply_json("GUILD_STICKERS_UPDATE", json!({"guild_id": GUILD, "stickers": [sticker]})).unwrap();
    assert!(old.as_guild().unwrap().stickers.is_empty());
    assert_eq!(cache.guild(GUILD).unwrap().stickers[0].name, "bow");
    assert_eq!(cache.guild(GUILD).unwrap().emojis.len(), 1, "the emoji are unchanged");
}

#[test]
fn a_channel_keeps_fields_that_updates_omit() {
    let cache = loaded(CacheConfig::default());
    let time = json!("2021-03-31T18:45:31+00:00");
    let with_message = |id: &str| json!({"id": GENERAL, "type": 0, "guild_id": GUILD, "last_message_id": id});
    cache.apply_json("CHANNEL_UPDATE", with_message("900"));
    cache.apply_json(
        "CHANNEL_PINS_UPDATE",
        json!({"guild_id": GUILD, "channel_id": GENERAL, "last_pin_timestamp": time}),
    );
    cache.apply_json("CHANNEL_UPDATE", json!({"id": GENERAL, "type": 0, "guild_id": GUILD, "name": "renamed"}));
    let channel = cache.channel(GENERAL).unwrap();
    assert_eq!((channel.name.as_deref(), channel.last_message_id.unwrap().get()), (Some("renamed"), 900));
    assert!(channel.last_pin_timestamp.is_some());
    assert_eq!(channel.topic, None, "other omitted fields are unset");
    cache.apply_json("CHANNEL_UPDATE", with_message("800"));
    assert_eq!(
        cache.channel(GENERAL).unwrap().last_message_id.unwrap().get(),
        900,
        "an older message does not change it"
    );
    cache.apply_json("CHANNEL_UPDATE", with_message("901"));
    assert_eq!(cache.channel(GENERAL).unwrap().last_message_id.unwrap().get(), 901);
}

#[test]
fn channels_are_created_updated_and_deleted() {
    let cache = loaded(CacheConfig::default());
    let id = ChannelId::new(102);
    let named = |name: &str| json!({"id": id, "type": 0, "guild_id": GUILD, "name": name});
    assert_eq!(cache.apply_json("CHANNEL_CREATE", named("new")), None);
    let first = cache.channel(id).unwrap();
    let old = cache.apply_json("CHANNEL_UPDATE", named("olds")).unwrap();
    assert_eq!(old.as_channel(), Some(&first));
    assert_eq!(cache.channel(id).unwrap().name.as_deref(), Some("olds"));
    assert_eq!(cache.channels(GUILD).len(), 3);
    let old = cache.apply_json("CHANNEL_DELETE", named("olds")).unwrap();
    assert_eq!(old.as_channel().unwrap().name.as_deref(), Some("olds"));
    assert_eq!(cache.channel(id), None);
    assert_eq!(cache.channels(GUILD).len(), 2);
    assert_eq!(cache.apply_json("CHANNEL_DELETE", named("olds")), None, "events may be repeated");
}

#[test]
fn pins_set_the_last_pin_timestamp() {
    let cache = loaded(CacheConfig::default());
    let pins = |time: Value| json!({"guild_id": GUILD, "channel_id": GENERAL, "last_pin_timestamp": time});
    let old = cache.apply_json("CHANNEL_PINS_UPDATE", pins(json!("2021-03-31T18:45:31+00:00"))).unwrap();
    assert_eq!(old.as_channel().unwrap().last_pin_timestamp, None);
    let time: Timestamp = "2021-03-31T18:45:31Z".parse().unwrap();
    assert_eq!(cache.channel(GENERAL).unwrap().last_pin_timestamp, Some(time));
    cache.apply_json("CHANNEL_PINS_UPDATE", pins(Value::Null));
    assert_eq!(cache.channel(GENERAL).unwrap().last_pin_timestamp, None);
    assert_eq!(cache.apply_json("CHANNEL_PINS_UPDATE", json!({"channel_id": "5"})), None, "a DM");
}

#[test]
fn roles_are_created_updated_and_deleted() {
    let cache = loaded(CacheConfig::default());
    let id = RoleId::new(202);
    let named = |name: &str| json!({"guild_id": GUILD, "role": {"id": id, "name": name}});
    assert_eq!(cache.apply_json("GUILD_ROLE_CREATE", named("new")), None);
    let first = cache.role(id).unwrap();
    let old = cache.apply_json("GUILD_ROLE_UPDATE", named("newer")).unwrap();
    assert_eq!(old.as_role(), Some(&first));
    assert_eq!(cache.role(id).unwrap().name, "newer");
    let old = cache.apply_json("GUILD_ROLE_DELETE", json!({"guild_id": GUILD, "role_id": id})).unwrap();
    assert_eq!(old.as_role().unwrap().name, "newer");
    assert_eq!(cache.role(id), None);
    assert_eq!(cache.roles(GUILD).len(), 3);
}

#[test]
fn messages_and_other_events_do_not_change_the_default_cache() {
    let cache = loaded(CacheConfig::default());
    let before = (cache.stats(), cache.channel(GENERAL).unwrap());
    let message = json!({
        "id": "900", "channel_id": GENERAL, "guild_id": GUILD, "author": user(BOB, "bob"), "content": "hi",
        "timestamp": "2021-03-31T18:45:31+00:00", "member": {"roles": [], "joined_at": null},
    });
    assert_eq!(cache.apply_json("MESSAGE_CREATE", message), None);
    let typing = json!({
        "channel_id": GENERAL, "guild_id": GUILD, "user_id": BOB, "timestamp": 1, "member": member(BOB, "bob", &[]),
    });
    assert_eq!(cache.apply_json("TYPING_START", typing), None);
    assert_eq!(cache.apply_json("GUILD_BAN_ADD", json!({"guild_id": GUILD, "user": user(ANN, "ann")})), None);
    assert_eq!((cache.stats(), cache.channel(GENERAL).unwrap()), before);
    assert_eq!(cache.user(BOB), None);
    assert!(cache.member(GUILD, ANN).is_some(), "the removal of the member is a separate event");
}
