//! Kinds that are switched off are not kept.

use super::*;

#[test]
fn none_keeps_nothing() {
    let cache = loaded(CacheConfig::none());
    assert!(cache.current_user().is_none() && cache.guilds().is_empty());
    assert_eq!(cache.stats(), CacheStats::default());
}

#[test]
fn each_kind_can_be_kept_alone() {
    let none = CacheConfig::none;
    for (config, [guilds, channels, roles, members, voice_states, users]) in [
        (none().guilds(true), [1, 0, 0, 0, 0, 0]),
        (none().channels(true), [0, 2, 0, 0, 0, 0]),
        (none().roles(true), [0, 0, 3, 0, 0, 0]),
        (none().members(MemberPolicy::All), [0, 0, 0, 2, 0, 0]),
        (none().members(MemberPolicy::All).users(true), [0, 0, 0, 2, 0, 2]),
        (none().voice_states(true), [0, 0, 0, 0, 1, 0]),
        (CacheConfig::default().users(false), [1, 2, 3, 2, 1, 0]),
    ] {
        let cache = loaded(config.clone());
        let stats = cache.stats();
        assert_eq!(usize::from(cache.guild(GUILD).is_some()), guilds, "{config:?}");
        assert_eq!(stats.guilds.count, 2, "the guilds of the bot are always known");
        assert_eq!(stats.channels.count, channels, "{config:?}");
        assert_eq!(stats.roles.count, roles, "{config:?}");
        assert_eq!(stats.members.count, members, "{config:?}");
        assert_eq!(stats.voice_states.count, voice_states, "{config:?}");
        assert_eq!(stats.users.count, users, "{config:?}");

        // Events of the other kinds store nothing.
        cache.apply_json("CHANNEL_CREATE", json!({"id": "102", "type": 0, "guild_id": GUILD}));
        cache.apply_json("GUILD_ROLE_CREATE", json!({"guild_id": GUILD, "role": {"id": "202", "name": "new"}}));
        cache.apply_json("GUILD_UPDATE", json!({"id": GUILD, "name": "x", "roles": [{"id": MODS, "name": "mods"}]}));
        cache.apply_json("GUILD_MEMBER_ADD", with(member(BOB, "bob", &[]), json!({"guild_id": GUILD})));
        cache.apply_json("VOICE_STATE_UPDATE", json!({"guild_id": GUILD, "channel_id": LOUNGE, "user_id": BOB}));
        let stats = cache.stats();
        assert_eq!(usize::from(cache.guild(GUILD).is_some()), guilds, "{config:?}");
        assert_eq!(stats.channels.count > 0, channels > 0, "{config:?}");
        assert_eq!(stats.roles.count > 0, roles > 0, "{config:?}");
        assert_eq!(stats.members.count > 0, members > 0, "{config:?}");
        assert_eq!(stats.voice_states.count > 0, voice_states > 0, "{config:?}");
        assert_eq!(stats.users.count > 0, users > 0, "{config:?}");
    }
}

/// A guild with one object of each rarer kind.
fn guild_with_all_kinds() -> Value {
    with(
        guild(GUILD),
        json!({
            "threads": [{"id": "110", "type": 11, "parent_id": GENERAL, "thread_metadata": {"archived": false}}],
            "stage_instances": [{"id": "120", "channel_id": "104", "topic": "t", "privacy_level": 2}],
            "guild_scheduled_events": [{
                "id": "130", "name": "e", "status": 1, "entity_type": 3,
                "scheduled_start_time": "2021-03-31T18:45:31+00:00",
            }],
            "soundboard_sounds": [{"sound_id": "140", "name": "boo", "volume": 1.0}],
            "stickers": [{"id": "310", "name": "bow", "type": 2, "format_type": 1}],
        }),
    )
}

#[test]
fn each_rarer_kind_can_be_kept_alone() {
    let none = CacheConfig::none;
    let counts = |cache: &Cache| {
        let stats = cache.stats();
        let guild = cache.guild(GUILD);
        [
            stats.threads.count,
            stats.stage_instances.count,
            stats.scheduled_events.count,
            stats.soundboard_sounds.count,
            stats.channel_infos.count,
            guild.as_ref().map_or(0, |guild| guild.emojis.len()),
            guild.as_ref().map_or(0, |guild| guild.stickers.len()),
        ]
    };
    for (config, expected) in [
        (none().guilds(true), [0; 7]),
        (none().threads(true), [1, 0, 0, 0, 0, 0, 0]),
        (none().stage_instances(true), [0, 1, 0, 0, 0, 0, 0]),
        (none().scheduled_events(true), [0, 0, 1, 0, 0, 0, 0]),
        (none().soundboard_sounds(true), [0, 0, 0, 1, 0, 0, 0]),
        (none().channel_info(true), [0, 0, 0, 0, 1, 0, 0]),
        (none().guilds(true).emojis(true), [0, 0, 0, 0, 0, 1, 0]),
        (none().guilds(true).stickers(true), [0, 0, 0, 0, 0, 0, 1]),
        (none().emojis(true).stickers(true), [0; 7]),
        (CacheConfig::default(), [1; 7]),
    ] {
        let cache = connected(config.clone());
        cache.apply_json("GUILD_CREATE", guild_with_all_kinds());
        cache.apply_json("VOICE_CHANNEL_STATUS_UPDATE", json!({"id": LOUNGE, "guild_id": GUILD, "status": "quiet"}));
        assert_eq!(counts(&cache), expected, "{config:?}");

        // Events of the other kinds store nothing, and neither does the guild that they are part of.
        cache.apply_json("GUILD_UPDATE", guild_with_all_kinds());
        cache.apply_json("GUILD_EMOJIS_UPDATE", json!({"guild_id": GUILD, "emojis": [{"id": "300", "name": "wave"}]}));
        cache.apply_json(
            "GUILD_STICKERS_UPDATE",
            json!({"guild_id": GUILD, "stickers": [{"id": "310", "type": 2, "format_type": 1}]}),
        );
        for event in ["THREAD_CREATE", "THREAD_UPDATE"] {
            cache.apply_json(event, json!({"id": "110", "type": 11, "guild_id": GUILD, "parent_id": GENERAL}));
        }
        let stage = json!({"id": "120", "guild_id": GUILD, "channel_id": "104", "topic": "t"});
        cache.apply_json("STAGE_INSTANCE_CREATE", stage);
        cache.apply_json(
            "GUILD_SCHEDULED_EVENT_CREATE",
            json!({"id": "130", "guild_id": GUILD, "status": 1, "entity_type": 3}),
        );
        cache.apply_json("GUILD_SOUNDBOARD_SOUND_CREATE", json!({"sound_id": "140", "guild_id": GUILD}));
        assert_eq!(counts(&cache), expected, "{config:?}");
        assert_eq!(cache.stats().messages.count, 0);

        cache.apply_json("GUILD_DELETE", json!({"id": GUILD}));
        assert_eq!(counts(&cache), [0; 7], "{config:?}");
        assert!(cache.inner.channels.is_empty(), "{config:?}");
    }
}

#[test]
fn own_keeps_only_the_bot() {
    let cache = loaded(CacheConfig::none().guilds(true).members(MemberPolicy::Own));
    assert_eq!(cache.member_ids(GUILD), [BOT]);
    cache.apply_json("GUILD_MEMBER_ADD", with(member(BOB, "bob", &[]), json!({"guild_id": GUILD})));
    cache.apply_json("GUILD_MEMBER_UPDATE", json!({"guild_id": GUILD, "user": user(ANN, "ann"), "roles": []}));
    cache.apply_json("GUILD_MEMBERS_CHUNK", json!({"guild_id": GUILD, "members": [member(ANN, "ann", &[])]}));
    assert_eq!(cache.member_ids(GUILD), [BOT]);
    assert_eq!(cache.member_count(GUILD), Some(8), "joining members are counted");

    let update = json!({"guild_id": GUILD, "user": user(BOT, "greenroom"), "roles": [MODS]});
    let old = cache.apply_json("GUILD_MEMBER_UPDATE", update).unwrap();
    assert!(old.as_member().unwrap().roles.is_empty());
    assert_eq!(cache.member(GUILD, BOT).unwrap().roles, [MODS]);
}

#[test]
fn voice_keeps_members_while_they_are_in_voice() {
    let cache = loaded(CacheConfig::none().members(MemberPolicy::Voice));
    assert_eq!(sorted(cache.member_ids(GUILD)), [BOT, ANN]);
    let state = |user, channel: Option<ChannelId>| {
        let member = member(user, "somebody", &[]);
        json!({"guild_id": GUILD, "channel_id": channel, "user_id": user, "member": member})
    };
    cache.apply_json("VOICE_STATE_UPDATE", state(BOB, Some(LOUNGE)));
    assert_eq!(sorted(cache.member_ids(GUILD)), [BOT, ANN, BOB]);
    assert!(cache.voice_states(GUILD).is_empty(), "voice states are not kept");
    let update = json!({"guild_id": GUILD, "user": user(BOB, "bob"), "roles": [MODS]});
    assert!(cache.apply_json("GUILD_MEMBER_UPDATE", update).is_some(), "it is updated");
    for user in [BOB, ANN, BOT] {
        cache.apply_json("VOICE_STATE_UPDATE", state(user, None));
    }
    assert_eq!(cache.member_ids(GUILD), [BOT]);
    cache.apply_json("GUILD_MEMBER_UPDATE", json!({"guild_id": GUILD, "user": user(BOB, "bob"), "roles": [MODS]}));
    assert_eq!(cache.member_ids(GUILD), [BOT]);
}
