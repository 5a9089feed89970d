//! What a server that is compatible with Discord's protocol sends otherwise ([`Fault::CompatibleServer`]).
//!
//! The model is Spacebar (formerly Fosscord), whose source is public. Its objects are rows of a database: a column
//! without a value is `null` where Discord leaves the key out, objects of newer features are missing, and there are
//! columns that Discord does not have. Times end with `Z` and have milliseconds.
//!
//! [`Fault::CompatibleServer`]: super::Fault::CompatibleServer

use serde_json::{Map, Value, json};

/// A kind of object, as it is recognised and as it is changed.
struct Shape {
    /// The keys that only this kind has.
    signs: &'static [&'static str],
    /// Keys that are `null` if they have no value or an empty list.
    nulls: &'static [&'static str],
    /// Keys that are never there.
    missing: &'static [&'static str],
}

const USER: Shape = Shape {
    signs: &["username", "discriminator"],
    nulls: &["accent_color", "avatar", "banner", "badge_ids", "premium_since", "pronouns", "theme_colors"],
    missing: &["avatar_decoration_data", "clan", "collectibles", "display_name_styles", "global_name", "primary_guild"],
};

const MEMBER: Shape = Shape {
    signs: &["roles", "joined_at", "deaf"],
    nulls: &["avatar", "banner", "communication_disabled_until", "nick", "premium_since", "pronouns", "theme_colors"],
    missing: &["avatar_decoration_data", "collectibles", "flags"],
};

#[rustfmt::skip]
const MESSAGE: Shape = Shape {
    signs: &["author", "channel_id", "content"],
    nulls: &[
        "activity", "application", "application_id", "avatar", "components", "interaction", "interaction_metadata",
        "message_reference", "nonce", "pinned_at", "poll", "reactions", "sticker_items", "thread", "thread_id",
        "username", "webhook_id",
    ],
    missing: &["channel_type", "referenced_message"],
};

#[rustfmt::skip]
const CHANNEL: Shape = Shape {
    signs: &["permission_overwrites", "type"],
    nulls: &[
        "bitrate", "default_auto_archive_duration", "icon", "last_message_id", "last_pin_timestamp", "member_count",
        "message_count", "owner_id", "parent_id", "rate_limit_per_user", "retention_policy_id", "thread_metadata",
        "topic", "total_message_sent", "user_limit", "video_quality_mode",
    ],
    missing: &["icon_emoji", "rtc_region", "status", "theme_color", "voice_background_display"],
};

const ROLE: Shape = Shape {
    signs: &["hoist", "managed", "permissions"],
    nulls: &["icon", "tags", "unicode_emoji"],
    missing: &["colors", "description"],
};

#[rustfmt::skip]
const GUILD: Shape = Shape {
    signs: &["owner_id", "roles", "verification_level"],
    nulls: &[
        "afk_channel_id", "banner", "description", "discovery_splash", "icon", "max_presences", "parent",
        "premium_subscription_count", "presence_count", "primary_category_id", "public_updates_channel_id", "region",
        "rules_channel_id", "splash", "system_channel_id", "template_id", "vanity_url_code", "widget_channel_id",
    ],
    missing: &[
        "activity_instances", "embedded_activities", "guild_scheduled_events", "home_header", "incidents_data",
        "inventory_settings", "latest_onboarding_question_id", "premium_features", "presences",
        "safety_alerts_channel_id", "soundboard_sounds", "stage_instances", "threads",
    ],
};

const SHAPES: [&Shape; 6] = [&USER, &MEMBER, &MESSAGE, &CHANNEL, &ROLE, &GUILD];

/// The JSON of a REST answer.
pub(in crate::sandbox) fn answer(json: &str) -> String {
    changed(json, change)
}

/// The data of a dispatch.
pub(in crate::sandbox) fn dispatch(name: &str, json: &str) -> String {
    changed(json, |data| {
        change(data);
        match name {
            "READY" => ready(data),
            // The only member in it is the bot, whatever the intents.
            "GUILD_CREATE" => {
                if let Some(members) = data.get_mut("members").and_then(Value::as_array_mut) {
                    members.retain(|it| it.pointer("/user/bot") == Some(&json!(true)));
                }
            }
            _ => {}
        }
    })
}

/// The data of READY_SUPPLEMENTAL, an event that Discord sends only to users.
pub(in crate::sandbox) fn ready_supplemental() -> Value {
    let presences = json!({"guilds": [], "friends": []});
    json!({
        "merged_presences": presences, "merged_members": [], "lazy_private_channels": [], "guilds": [], "disclose": [],
    })
}

/// JSON text after a change. Text that is not JSON stays as it is.
fn changed(json: &str, change: impl FnOnce(&mut Value)) -> String {
    let Ok(mut value) = serde_json::from_str(json) else { return json.to_owned() };
    change(&mut value);
    value.to_string()
}

fn change(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(change);
            for shape in SHAPES {
                if shape.signs.iter().all(|key| object.contains_key(*key)) {
                    shape.apply(object);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(change),
        Value::String(text) => {
            if let Some(time) = with_milliseconds(text) {
                *text = time;
            }
        }
        _ => {}
    }
}

impl Shape {
    fn apply(&self, object: &mut Map<String, Value>) {
        for key in self.missing {
            object.remove(*key);
        }
        for key in self.nulls {
            let value = object.entry(*key).or_insert(Value::Null);
            if value.as_array().is_some_and(Vec::is_empty) {
                *value = Value::Null;
            }
        }
        object.insert("created_at".to_owned(), json!("2024-01-01T00:00:00.000Z"));
    }
}

/// `2026-01-01T00:00:00.123456+00:00` as `2026-01-01T00:00:00.123Z`. `None`: the text is not a time.
fn with_milliseconds(text: &str) -> Option<String> {
    let time = text.strip_suffix("+00:00").filter(|it| it.len() >= 19 && it.get(10..11) == Some("T"))?;
    let (seconds, fraction) = time.split_once('.').unwrap_or((time, ""));
    Some(format!("{seconds}.{fraction:0<3.3}Z"))
}

/// READY has the keys of a user's client, and the address of the gateway for resuming.
fn ready(data: &mut Value) {
    let Some(object) = data.as_object_mut() else { return };
    for key in ["_trace", "shard", "presences", "game_relationships", "auth"] {
        object.remove(key);
    }
    if let Some(url) = object.get("resume_gateway_url").and_then(Value::as_str) {
        let base = url.split("/resume-").next().unwrap_or_default().to_owned();
        object.insert("resume_gateway_url".to_owned(), base.into());
    }
    let list = json!({"entries": [], "partial": false, "version": 0});
    let more = json!({
        "v": 9,
        "read_state": list,
        "user_guild_settings": list,
        "country_code": "en-US",
        "users": [],
        "merged_members": [[]],
        "sessions": [{"active": true, "activities": [], "client_info": {}, "session_id": "1", "status": "online"}],
        "consents": {"personalization": {"consented": false}},
        "experiments": [],
        "connected_accounts": [],
        "guild_experiments": [],
        "geo_ordered_rtc_regions": [],
        "api_code_version": 1,
        "friend_suggestion_count": 0,
        "analytics_token": "",
        "tutorial": null,
        "auth_session_id_hash": "",
        "notification_settings": {"flags": 0},
    });
    if let Value::Object(more) = more {
        object.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_get_nulls_and_times_get_milliseconds() {
        let user = json!({"id": "1", "username": "a", "discriminator": "0", "global_name": "A"});
        let message = json!({
            "id": "2", "author": user, "channel_id": "3", "content": "hi", "components": [],
            "timestamp": "2026-01-01T00:00:00.123456+00:00", "edited_timestamp": "2026-01-01T00:00:00+00:00",
        });
        let sent: Value = serde_json::from_str(&dispatch("MESSAGE_CREATE", &message.to_string())).unwrap();
        assert_eq!((&sent["timestamp"], &sent["content"]), (&json!("2026-01-01T00:00:00.123Z"), &json!("hi")));
        assert_eq!(sent["edited_timestamp"], "2026-01-01T00:00:00.000Z");
        for key in ["webhook_id", "components", "poll", "interaction_metadata"] {
            assert_eq!(sent.get(key), Some(&Value::Null), "{key}");
        }
        assert_eq!((sent["author"].get("global_name"), sent["author"].get("banner")), (None, Some(&Value::Null)));
    }

    #[test]
    fn ready_is_that_of_a_users_client() {
        let ready = json!({"v": 10, "shard": [0, 1], "resume_gateway_url": "ws://127.0.0.1:1/resume-abc"});
        let sent: Value = serde_json::from_str(&dispatch("READY", &ready.to_string())).unwrap();
        assert_eq!((&sent["v"], &sent["resume_gateway_url"]), (&json!(9), &json!("ws://127.0.0.1:1")));
        assert!(sent.get("shard").is_none() && sent["read_state"].is_object());
    }
}
