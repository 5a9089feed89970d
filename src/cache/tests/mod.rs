//! The effect of each event, with the JSON that Discord sends.

// `json!` returns values, so taking `Value` keeps the tests free of `&`.
#![allow(clippy::needless_pass_by_value)]

use serde_json::{Value, json};
use static_assertions::assert_impl_all;

use super::*;
use crate::event::{Event, EventKind};

mod counts;
mod guilds;
mod members;
mod messages;
mod permissions;
mod policies;
mod scheduled;
mod sounds;
mod threads;
mod voice;

assert_impl_all!(Cache: Clone, Send, Sync, fmt::Debug);

const BOT: UserId = UserId::new(1);
const ANN: UserId = UserId::new(2);
const BOB: UserId = UserId::new(3);
const GUILD: GuildId = GuildId::new(10);
const OTHER: GuildId = GuildId::new(11);
const GENERAL: ChannelId = ChannelId::new(100);
const LOUNGE: ChannelId = ChannelId::new(101);
const MODS: RoleId = RoleId::new(200);
const BOOSTERS: RoleId = RoleId::new(201);

impl Cache {
    /// Decodes an event as the router does, and applies it.
    fn apply_json(&self, name: &str, payload: Value) -> Option<Old> {
        let kind = EventKind::from_name(name).expect(name);
        let event = Event::decode(kind, payload.to_string().as_bytes()).expect(name);
        self.apply(&event)
    }
}

/// A cache after READY with two guilds, which are not loaded yet.
fn connected(config: CacheConfig) -> Cache {
    announced(Cache::new(config))
}

/// A cache of a bot that decodes every message for its handlers.
fn connected_reading(config: CacheConfig) -> Cache {
    announced(Cache::with_decoded(config, EventKinds::only(EventKind::MessageCreate)))
}

fn announced(cache: Cache) -> Cache {
    let old = cache.apply_json("READY", ready(&[GUILD, OTHER]));
    assert_eq!(old, None);
    cache
}

/// A cache with one of the two guilds loaded.
fn loaded(config: CacheConfig) -> Cache {
    let cache = connected(config);
    assert_eq!(cache.apply_json("GUILD_CREATE", guild(GUILD)), None);
    cache
}

fn ready(guilds: &[GuildId]) -> Value {
    let guilds: Vec<Value> = guilds.iter().map(|id| json!({"id": id, "unavailable": true})).collect();
    json!({
        "v": 10, "user": user(BOT, "greenroom"), "guilds": guilds, "session_id": "s", "resume_gateway_url": "wss://r",
        "application": {"id": "1", "flags": 0},
    })
}

/// A guild with the bot and ann, who is in a voice channel.
fn guild(id: GuildId) -> Value {
    json!({
        "id": id, "name": "Green Room", "owner_id": ANN, "emojis": [{"id": "300", "name": "wave"}],
        "roles": [{"id": id, "name": "@everyone"}, {"id": MODS, "name": "mods"}, {"id": BOOSTERS, "name": "boosters"}],
        "joined_at": "2021-03-31T18:45:31.297561+00:00", "large": true, "member_count": 7,
        "members": [member(BOT, "greenroom", &[]), member(ANN, "ann", &[MODS, BOOSTERS])],
        "channels": [{"id": GENERAL, "type": 0, "name": "general"}, {"id": LOUNGE, "type": 2, "name": "lounge"}],
        "voice_states": [{"channel_id": LOUNGE, "user_id": ANN, "session_id": "v", "self_mute": true}],
        "threads": [], "presences": [], "stage_instances": [], "guild_scheduled_events": [],
    })
}

fn user(id: UserId, name: &str) -> Value {
    json!({"id": id, "username": name, "discriminator": "0", "global_name": null, "avatar": null})
}

fn member(id: UserId, name: &str, roles: &[RoleId]) -> Value {
    json!({"user": user(id, name), "nick": null, "roles": roles, "joined_at": "2020-01-01T00:00:00+00:00"})
}

/// `object` with the fields of `extra`.
fn with(mut object: Value, extra: Value) -> Value {
    object.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    object
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list
}
