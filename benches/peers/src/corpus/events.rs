//! The events of the mix.

use fastrand::Rng;
use serde_json::{Value, json};

use super::Kind;
use super::people::{Crowd, member, some_guild};
use super::places::{CHANNELS, ROLES, channel, guild_id, id, role};
use super::values::{self, hash, present, sometimes, text, time};

const GAMES: &[&str] = &["League of Legends", "VALORANT", "Minecraft", "Visual Studio Code", "Grand Theft Auto V"];

/// The `d` of an event.
pub(super) fn event(rng: &mut Rng, crowd: &Crowd, kind: Kind) -> Value {
    let guild = some_guild(rng);
    let channel = channel(guild, rng.u64(0..CHANNELS));
    match kind {
        Kind::Presence => presence(rng, crowd, guild),
        Kind::Message => message(rng, crowd, guild, &channel, true),
        Kind::Edit => {
            let mut edited = message(rng, crowd, guild, &channel, true);
            edited["edited_timestamp"] = time(rng).into();
            edited
        }
        Kind::Delete => json!({"id": id(rng), "guild_id": guild_id(guild), "channel_id": channel}),
        Kind::Typing => {
            let user = crowd.user(rng);
            json!({
                "user_id": user["id"], "timestamp": rng.u32(1_700_000_000..1_800_000_000),
                "member": member(rng, guild, Some(user)),
                "guild_id": guild_id(guild), "channel_id": channel,
            })
        }
        Kind::ReactionAdd => {
            let user = crowd.user(rng);
            json!({
                "user_id": user["id"], "type": 0, "message_id": id(rng), "message_author_id": id(rng),
                "member": member(rng, guild, Some(user)),
                "guild_id": guild_id(guild), "emoji": emoji(rng), "channel_id": channel, "burst": false,
            })
        }
        Kind::ReactionRemove => json!({
            "user_id": id(rng), "type": 0, "message_id": id(rng), "guild_id": guild_id(guild), "emoji": emoji(rng),
            "channel_id": channel,
            "burst": false,
        }),
        Kind::Voice => {
            let user = crowd.user(rng);
            json!({
                "user_id": user["id"], "suppress": false, "session_id": hash(rng), "self_video": false,
                "self_mute": rng.bool(),
                "self_deaf": rng.bool(), "request_to_speak_timestamp": null, "mute": false,
                "member": member(rng, guild, Some(user)),
                "guild_id": guild_id(guild), "deaf": false, "channel_id": sometimes(rng, 70, |_| channel),
            })
        }
        Kind::Member => {
            let user = crowd.user(rng);
            let mut updated = member(rng, guild, Some(user));
            updated["guild_id"] = guild_id(guild);
            updated["unusual_dm_activity_until"] = Value::Null;
            updated
        }
    }
}

fn emoji(rng: &mut Rng) -> Value {
    if rng.bool() {
        json!({"name": "👍", "id": null})
    } else {
        json!({"name": "blobwave", "id": id(rng), "animated": false})
    }
}

fn presence(rng: &mut Rng, crowd: &Crowd, guild: u64) -> Value {
    let status = ["online", "idle", "dnd", "offline"][rng.usize(..4)];
    let activities: Vec<Value> = match status {
        "offline" => Vec::new(),
        _ => (0..[1, 1, 1, 2, 2, 2, 3, 0][rng.usize(..8)]).map(|_| activity(rng)).collect(),
    };
    let devices = match status {
        "offline" => json!({}),
        _ if rng.u8(..) < 180 => json!({"desktop": status}),
        _ if rng.bool() => json!({"mobile": status}),
        _ => json!({"web": status, "desktop": status}),
    };
    json!({
        "user": {"id": crowd.user(rng)["id"]}, "status": status,
        "processed_at_timestamp": rng.u64(1_780_000_000_000..1_790_000_000_000),
        "guild_id": guild_id(guild), "client_status": devices, "broadcast": null, "activities": activities,
    })
}

fn activity(rng: &mut Rng) -> Value {
    let created = rng.u64(1_780_000_000_000..1_790_000_000_000);
    match rng.u8(0..10) {
        0..=3 => json!({
            "type": 4, "state": text(rng, 5), "name": "Custom Status", "id": "custom",
            "emoji": sometimes(rng, 40, emoji), "created_at": created,
        }),
        4..=7 => present(json!({
            "type": 0,
            "timestamps": {"start": created},
            "state": sometimes(rng, 60, |rng| text(rng, 3).into()),
            "party": sometimes(rng, 30, |rng| json!({"size": [1, 5], "id": hash(rng)})),
            "name": GAMES[rng.usize(..GAMES.len())],
            "id": format!("{:x}", rng.u64(..)),
            "flags": sometimes(rng, 30, |_| 1.into()),
            "details": sometimes(rng, 70, |rng| text(rng, 4).into()),
            "created_at": created,
            "assets": sometimes(rng, 75, |rng| json!({
                "small_text": text(rng, 2), "small_image": id(rng), "large_text": text(rng, 3), "large_image": id(rng),
            })),
            "application_id": id(rng),
        })),
        _ => json!({
            "type": 2, "timestamps": {"start": created, "end": created + 180_000}, "sync_id": "4cOdK2wGLETKBW3PvgPWqT",
            "state": text(rng, 3),
            "session_id": hash(rng), "party": {"id": format!("spotify:{}", rng.u64(..))}, "name": "Spotify",
            "id": "spotify:1", "flags": 48,
            "details": text(rng, 4), "created_at": created,
            "assets": {
                "large_text": text(rng, 3), "large_image": format!("spotify:ab67616d0000b273{:024x}", rng.u64(..)),
            },
        }),
    }
}

fn message(rng: &mut Rng, crowd: &Crowd, guild: u64, channel: &Value, may_reply: bool) -> Value {
    let author = crowd.user(rng).clone();
    let by_bot = author["bot"] == true;
    let words = [1, 2, 4, 6, 8, 12, 20, 40][rng.usize(..8)];
    let mentions: Vec<Value> = (0..[0, 0, 0, 0, 0, 0, 0, 1, 1, 2][rng.usize(..10)])
        .map(|_| {
            let mut mentioned = crowd.user(rng).clone();
            mentioned["member"] = member(rng, guild, None);
            mentioned
        })
        .collect();
    let embeds: Vec<Value> = if by_bot || rng.u8(..) < 20 { vec![embed(rng, by_bot)] } else { Vec::new() };
    let attachments: Vec<Value> = if rng.u8(..) < 20 { vec![attachment(rng)] } else { Vec::new() };
    let roles: Vec<Value> = if rng.u8(..) < 6 { vec![role(guild, rng.u64(0..ROLES))] } else { Vec::new() };
    let components = if by_bot && rng.bool() { json!([row(rng)]) } else { json!([]) };
    let mut message = json!({
        "type": 0, "tts": false, "timestamp": time(rng), "pinned": false, "mentions": mentions, "mention_roles": roles,
        "mention_everyone": false,
        "id": id(rng), "flags": 0, "embeds": embeds, "edited_timestamp": null, "content": text(rng, words),
        "components": components,
        "channel_id": channel, "author": author, "attachments": attachments,
    });
    if may_reply {
        // Fields that are only in events.
        message["nonce"] = id(rng);
        message["member"] = member(rng, guild, None);
        message["guild_id"] = guild_id(guild);
        message["channel_type"] = 0.into();
        if rng.u8(0..100) < 18 {
            let replied = self::message(rng, crowd, guild, channel, false);
            message["type"] = 19.into();
            message["message_reference"] =
                json!({"type": 0, "message_id": replied["id"], "guild_id": guild_id(guild), "channel_id": channel});
            message["referenced_message"] = replied;
        }
    }
    message
}

fn embed(rng: &mut Rng, by_bot: bool) -> Value {
    let picture = |rng: &mut Rng| {
        json!({
            "width": 1280, "url": format!("https://i.ytimg.com/vi/{:x}/maxresdefault.jpg", rng.u32(..)),
            "placeholder": "ORgGDIJ4iIeAiIh4d3",
            "placeholder_version": 1, "height": 720, "flags": 0,
            "proxy_url": format!("https://images-ext-1.discordapp.net/external/{}/maxresdefault.jpg", hash(rng)),
            "content_type": "image/jpeg",
        })
    };
    let fields: Vec<Value> = (0..if by_bot { rng.usize(0..4) } else { 0 })
        .map(|n| json!({"value": text(rng, 4), "name": values::name(rng), "inline": n % 2 == 0}))
        .collect();
    present(json!({
        "type": if by_bot { "rich" } else { "video" },
        "title": text(rng, 5),
        "url": format!("https://www.example.com/watch?v={:x}", rng.u32(..)),
        "description": text(rng, 15),
        "color": rng.u32(0..0xff_ffff),
        "thumbnail": if by_bot { Value::Null } else { picture(rng) },
        "fields": if fields.is_empty() { Value::Null } else { fields.into() },
        "footer": if by_bot { json!({"text": text(rng, 3)}) } else { Value::Null },
        "timestamp": if by_bot { time(rng).into() } else { Value::Null },
        "provider": if by_bot { Value::Null } else { json!({"url": "https://www.example.com", "name": "Example"}) },
        "author": if by_bot { Value::Null } else {
            json!({"url": "https://www.example.com/@channel", "name": values::name(rng)})
        },
        "id": id(rng),
        "content_scan_version": 4,
    }))
}

fn attachment(rng: &mut Rng) -> Value {
    let path = format!("attachments/{}/{}/image0.png", rng.u64(..), rng.u64(..));
    let signature = format!("ex={:x}&is={:x}&hm={}{}&", rng.u32(..), rng.u32(..), hash(rng), hash(rng));
    json!({
        "width": 1080, "url": format!("https://cdn.discordapp.com/{path}?{signature}"),
        "size": rng.u32(10_000..4_000_000),
        "proxy_url": format!("https://media.discordapp.net/{path}?{signature}"), "placeholder": "ORgGDIJ4iIeAiIh4d3",
        "placeholder_version": 1,
        "original_content_type": "image/png", "id": id(rng), "height": 1920, "flags": 0, "filename": "image0.png",
        "content_type": "image/png",
        "content_scan_version": 4,
    })
}

fn row(rng: &mut Rng) -> Value {
    let buttons: Vec<Value> = (0..rng.u32(1..4))
        .map(|n| {
            json!({
                "type": 2, "style": 1, "label": values::name(rng), "id": n + 2, "disabled": false,
                "custom_id": format!("vote:{n}"),
            })
        })
        .collect();
    json!({"type": 1, "id": 1, "components": buttons})
}
