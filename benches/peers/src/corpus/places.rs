//! Guilds, and the ids of their roles and channels.

use fastrand::Rng;
use serde_json::{Value, json};

use super::{GUILDS, values};

/// The number of roles of a guild.
pub(super) const ROLES: u64 = 20;
/// The number of channels of a guild.
pub(super) const CHANNELS: u64 = 20;

/// A snowflake of recent years.
pub(super) fn id(rng: &mut Rng) -> Value {
    rng.u64(100_000_000_000_000_000..1_420_000_000_000_000_000).to_string().into()
}

/// The id of a guild of the shard.
pub(super) fn guild_id(guild: u64) -> Value {
    (613_425_648_685_547_541 + guild * 7_919_000_000_000).to_string().into()
}

/// The id of a role of a guild.
pub(super) fn role(guild: u64, role: u64) -> Value {
    (713_425_648_685_547_541 + guild * 7_919_000_000_000 + role * 104_729).to_string().into()
}

/// The id of a channel of a guild.
pub(super) fn channel(guild: u64, channel: u64) -> Value {
    (813_425_648_685_547_541 + guild * 7_919_000_000_000 + channel * 104_729).to_string().into()
}

/// The `d` of READY.
pub(super) fn ready() -> Value {
    let guilds: Vec<Value> = (0..GUILDS).map(|guild| json!({"unavailable": true, "id": guild_id(guild)})).collect();
    json!({
        "v": 10,
        "user": {
            "verified": true, "username": "bench", "mfa_enabled": true, "id": "1", "global_name": null, "flags": 0,
            "email": null,
            "discriminator": "0042", "bot": true, "avatar": null,
        },
        "shard": [0, 1],
        "session_id": "bb21bbf0a3f9a5a1b5b3b5d2f2f2ab01",
        "resume_gateway_url": "wss://gateway-us-east1-b.discord.gg",
        "private_channels": [],
        "guilds": guilds,
        "application": {"id": "1", "flags": 0},
    })
}

/// The `d` of the GUILD_CREATE of a guild of the shard.
pub(super) fn guild(rng: &mut Rng, guild: u64) -> Value {
    let id = guild_id(guild);
    let roles: Vec<Value> = (0..ROLES)
        .map(|n| {
            json!({
                "unicode_emoji": null, "tags": {}, "position": n, "permissions": "2248473465835073",
                "name": values::name(rng), "mentionable": false,
                "managed": false, "id": role(guild, n), "icon": null, "hoist": n % 4 == 0, "flags": 0,
                "color": rng.u32(0..0xff_ffff),
                "colors": {"tertiary_color": null, "secondary_color": null, "primary_color": 0},
            })
        })
        .collect();
    let channels: Vec<Value> = (0..CHANNELS)
        .map(|n| {
            json!({
                "version": 1_700_000_000_000_u64, "type": 0, "topic": values::text(rng, 6), "rate_limit_per_user": 0,
                "position": n,
                "permission_overwrites": [{"type": 0, "id": id, "deny": "1024", "allow": "0"}], "parent_id": null,
                "nsfw": false,
                "name": values::name(rng), "last_message_id": self::id(rng), "id": channel(guild, n), "flags": 0,
            })
        })
        .collect();
    json!({
        "widget_enabled": false, "widget_channel_id": null, "voice_states": [], "version": 1_700_000_000_000_u64,
        "verification_level": 1,
        "vanity_url_code": null, "unavailable": false, "threads": [], "system_channel_id": channel(guild, 0),
        "system_channel_flags": 0,
        "stickers": [], "stage_instances": [], "splash": null, "soundboard_sounds": [],
        "safety_alerts_channel_id": null,
        "rules_channel_id": null, "roles": roles, "region": "us-east", "public_updates_channel_id": null,
        "presences": [], "premium_tier": 0,
        "premium_subscription_count": 0, "premium_progress_bar_enabled": false, "preferred_locale": "en-US",
        "owner_id": self::id(rng),
        "nsfw_level": 0, "nsfw": false, "name": values::name(rng), "mfa_level": 0, "members": [], "member_count": 1200,
        "max_video_channel_users": 25, "max_stage_video_channel_users": 50, "max_members": 500_000, "lazy": true,
        "large": true,
        "latest_onboarding_question_id": null, "joined_at": values::time(rng), "inventory_settings": null,
        "incidents_data": null, "id": id,
        "icon": values::hash(rng), "hub_type": null, "home_header": null, "guild_scheduled_events": [],
        "features": ["COMMUNITY", "NEWS"],
        "explicit_content_filter": 0, "emojis": [], "discovery_splash": null, "description": null,
        "default_message_notifications": 1,
        "channels": channels, "banner": null, "application_id": null, "application_command_counts": {},
        "afk_timeout": 300,
        "afk_channel_id": null, "activity_instances": [],
    })
}
