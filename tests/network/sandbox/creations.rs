//! Null in the body of a creation is the default.

use serde_json::{Map, Value};

use super::api::Api;

/// A creation, its required fields, and the fields that may be null.
#[rustfmt::skip]
const CREATIONS: &[(&str, &str, &[&str])] = &[
    ("POST /guilds/$guild/channels", r#"{"name": "rules"}"#,
        &["type", "topic", "position", "permission_overwrites", "parent_id", "nsfw", "rate_limit_per_user", "bitrate",
        "user_limit", "rtc_region", "video_quality_mode", "default_auto_archive_duration", "default_reaction_emoji",
        "available_tags", "default_sort_order", "default_forum_layout", "default_thread_rate_limit_per_user"]),
    ("POST /guilds/$guild/channels", r#"{"name": "forum", "type": 15}"#,
        &["available_tags", "default_reaction_emoji", "default_sort_order", "default_forum_layout", "topic"]),
    ("POST /channels/$general/threads", r#"{"name": "t", "type": 11}"#,
        &["auto_archive_duration", "rate_limit_per_user", "invitable"]),
    ("POST /channels/$forum/threads", r#"{"name": "t", "message": {"content": "x"}}"#,
        &["auto_archive_duration", "rate_limit_per_user", "applied_tags"]),
    ("POST /guilds/$guild/roles", "{}",
        &["name", "permissions", "color", "colors", "hoist", "icon", "unicode_emoji", "mentionable"]),
    ("POST /guilds/$guild/auto-moderation/rules",
        r#"{"name": "r", "event_type": 1, "trigger_type": 1, "trigger_metadata": {"keyword_filter": ["x"]},
        "actions": [{"type": 1}]}"#,
        &["enabled", "exempt_roles", "exempt_channels", "trigger_metadata/regex_patterns",
        "trigger_metadata/allow_list", "actions/0/metadata"]),
    ("POST /guilds/$guild/scheduled-events",
        r#"{"name": "e", "privacy_level": 2, "scheduled_start_time": "2090-01-01T00:00:00Z", "entity_type": 2,
        "channel_id": "$lounge"}"#,
        &["description", "scheduled_end_time", "entity_metadata", "image", "recurrence_rule"]),
    ("POST /channels/$general/invites", r#"{"unique": true}"#,
        &["max_age", "max_uses", "temporary", "target_type", "target_user_id", "target_application_id"]),
    ("POST /channels/$general/webhooks", r#"{"name": "w"}"#, &["avatar"]),
    ("POST /guilds/$guild/emojis", r#"{"name": "e1", "image": "data:image/jpg;base64,aGVsbG8="}"#, &["roles"]),
    ("POST /guilds/$guild/soundboard-sounds", r#"{"name": "quack", "sound": "data:audio/mpeg;base64,aGVsbG8="}"#,
        &["volume", "emoji_id", "emoji_name"]),
    ("POST /applications/$bot/commands", r#"{"name": "$new", "description": "d"}"#,
        &["integration_types", "contexts", "nsfw", "dm_permission", "default_member_permissions", "options",
        "name_localizations", "description_localizations", "type"]),
    ("POST /channels/$general/messages",
        r#"{"poll": {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a", "emoji": {"name": "🍵"}}}]}}"#,
        &["content", "embeds", "components", "tts", "nonce", "flags", "allowed_mentions", "message_reference",
        "sticker_ids", "attachments", "poll/duration", "poll/allow_multiselect", "poll/layout_type",
        "poll/answers/0/poll_media/emoji/id"]),
];

/// Replaces what differs between two things that were created alike: ids, times, tokens and names.
fn comparable(json: &mut Value) {
    const OF_ITS_OWN: [&str; 14] = [
        "id",
        "name",
        "code",
        "token",
        "url",
        "version",
        "created_at",
        "timestamp",
        "create_timestamp",
        "expires_at",
        "archive_timestamp",
        "join_timestamp",
        "expiry",
        "sound_id",
    ];
    match json {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(text) if OF_ITS_OWN.contains(&key.as_str()) => text.clear(),
                    Value::String(text) if key.ends_with("_id") && key != "parent_id" => text.clear(),
                    Value::Number(_) if key == "position" => *value = Value::from(0),
                    _ => comparable(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(comparable),
        _ => {}
    }
}

/// Sets a field to null: `a/b` is the field `b` in `a`.
fn set_null(body: &mut Value, path: &str) {
    let mut at = body;
    let (parents, last) = path.rsplit_once('/').map_or((None, path), |(parents, last)| (Some(parents), last));
    for key in parents.into_iter().flat_map(|it| it.split('/')) {
        at = match key.parse::<usize>() {
            Ok(index) => &mut at[index],
            Err(_) => &mut at[key],
        };
    }
    at[last] = Value::Null;
}

#[actix::test]
async fn null_is_the_default() {
    let mut api = Api::start().await;
    let forum = api.call("POST /guilds/$guild/channels", r#"{"name": "f", "type": 15}"#).await.json();
    api.names.insert("forum".to_owned(), forum["id"].as_str().unwrap().to_owned());
    for (call, body, nullable) in CREATIONS {
        api.names.insert("new".to_owned(), "plain".to_owned());
        let mut plain = api.call(call, body).await;
        assert!((200..300).contains(&plain.status), "{call}: {}", plain.json());
        api.names.insert("new".to_owned(), "null".to_owned());
        let mut with_nulls: Value = serde_json::from_str(body).unwrap();
        nullable.iter().for_each(|path| set_null(&mut with_nulls, path));
        let mut null = api.call(call, &with_nulls.to_string()).await;
        assert_eq!(plain.status, null.status, "{call}: {}", null.json());
        let (mut plain, mut null) = (std::mem::take(&mut plain.bytes), std::mem::take(&mut null.bytes));
        let read = |bytes: &mut Vec<u8>| {
            let mut json: Value = serde_json::from_slice(bytes).unwrap();
            comparable(&mut json);
            json
        };
        let (plain, null): (Value, Value) = (read(&mut plain), read(&mut null));
        assert_eq!(plain, null, "{call}");
    }
}

#[actix::test]
async fn null_in_a_change_clears_or_resets() {
    let mut api = Api::start().await;
    let keep = |json: Value| json["id"].as_str().unwrap().to_owned();
    let body = r#"{"name": "x", "topic": "t", "nsfw": true, "rate_limit_per_user": 5}"#;
    let channel = keep(api.call("POST /guilds/$guild/channels", body).await.json());
    api.names.insert("x".to_owned(), channel);
    let body = r#"{"topic": null, "nsfw": null, "rate_limit_per_user": null}"#;
    let json = api.call("PATCH /channels/$x", body).await.json();
    let found: Map<String, Value> =
        ["topic", "nsfw", "rate_limit_per_user"].map(|key| (key.to_owned(), json[key].clone())).into_iter().collect();
    assert_eq!(Value::Object(found), serde_json::json!({"topic": null, "nsfw": false, "rate_limit_per_user": 0}));

    let role = keep(api.call("POST /guilds/$guild/roles", r#"{"name": "r", "permissions": "2048"}"#).await.json());
    api.names.insert("role".to_owned(), role);
    let json = api.call("PATCH /guilds/$guild/roles/$role", r#"{"name": null, "permissions": null}"#).await.json();
    assert_eq!((json["name"].as_str(), json["permissions"].as_str()), (Some("r"), Some("2048")));

    let body = r#"{"verification_level": 3, "description": "d"}"#;
    assert_eq!(api.call("PATCH /guilds/$guild", body).await.json()["verification_level"], 3);
    let json = api.call("PATCH /guilds/$guild", r#"{"verification_level": null, "description": null}"#).await.json();
    assert_eq!((&json["verification_level"], &json["description"]), (&Value::from(1), &Value::Null));
}
