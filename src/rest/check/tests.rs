//! Each limit from both sides, bodies that must pass whatever they say, and the table against Discord's OpenAPI document.

use std::fmt::Write;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{check, shape::Shape, table::TABLE};

/// What is said of a body: path and problem, or nothing.
fn said(operation: &str, body: &Value) -> Vec<String> {
    let json = serde_json::to_vec(body).unwrap();
    check(operation, "", Some(&json)).iter().map(ToString::to_string).collect()
}

/// Fills a template: `"<text>"` becomes so many letters, `["<item>"` and what follows up to `]` a list of so many of them, `"<number>"` the number.
fn fill(template: &str, count: i64) -> Value {
    fn walk(value: &mut Value, count: i64) {
        let times = usize::try_from(count).unwrap_or(0);
        match value {
            Value::String(text) if text == "<text>" => *text = "x".repeat(times),
            Value::String(text) if text == "<number>" => *value = Value::from(count),
            Value::Array(list) if list.first() == Some(&json!("<list>")) => {
                let item = list.get(1).cloned().unwrap_or(json!("1"));
                *list = (0..times).map(|index| numbered(&item, index)).collect();
            }
            Value::Array(list) => list.iter_mut().for_each(|value| walk(value, count)),
            Value::Object(fields) => fields.values_mut().for_each(|value| walk(value, count)),
            _ => {}
        }
    }
    /// Where things must differ, their number does.
    fn numbered(item: &Value, index: usize) -> Value {
        serde_json::from_str(&item.to_string().replace('%', &index.to_string())).unwrap()
    }
    let mut body = serde_json::from_str(template).unwrap();
    walk(&mut body, count);
    body
}

/// The limits of rest.md, section 14, and of sections 10 and 13: operation, body, least and most, where it is said.
const ROWS: &[(&str, &str, i64, i64, &str)] = &[
    ("create_message", r#"{"content":"<text>"}"#, 0, 2000, "content"),
    ("update_message", r#"{"content":"<text>"}"#, 0, 2000, "content"),
    ("execute_webhook", r#"{"content":"<text>"}"#, 0, 2000, "content"),
    ("update_original_webhook_message", r#"{"content":"<text>"}"#, 0, 2000, "content"),
    ("create_message", r#"{"embeds":["<list>",{}]}"#, 0, 10, "embeds"),
    ("create_message", r#"{"embeds":[{"title":"<text>"}]}"#, 0, 256, "embeds[0].title"),
    ("create_message", r#"{"embeds":[{},{"description":"<text>"}]}"#, 0, 4096, "embeds[1].description"),
    ("create_message", r#"{"embeds":[{"footer":{"text":"<text>"}}]}"#, 0, 2048, "embeds[0].footer.text"),
    ("create_message", r#"{"embeds":[{"author":{"name":"<text>"}}]}"#, 0, 256, "embeds[0].author.name"),
    ("create_message", r#"{"embeds":[{"color":"<number>"}]}"#, 0, 0xFF_FFFF, "embeds[0].color"),
    ("create_message", r#"{"embeds":[{"fields":["<list>",{"name":"a","value":"b"}]}]}"#, 0, 25, "embeds[0].fields"),
    ("create_message", r#"{"embeds":[{"fields":[{"name":"<text>"}]}]}"#, 0, 256, "embeds[0].fields[0].name"),
    ("create_message", r#"{"embeds":[{"fields":[{},{},{"value":"<text>"}]}]}"#, 0, 1024, "embeds[0].fields[2].value"),
    ("create_message", r#"{"nonce":"<text>"}"#, 0, 25, "nonce"),
    ("create_message", r#"{"sticker_ids":["<list>"]}"#, 0, 3, "sticker_ids"),
    ("create_message", r#"{"attachments":["<list>",{"id":0}]}"#, 0, 10, "attachments"),
    ("create_message", r#"{"attachments":[{"description":"<text>"}]}"#, 0, 1024, "attachments[0].description"),
    ("create_message", r#"{"allowed_mentions":{"users":["<list>"]}}"#, 0, 100, "allowed_mentions.users"),
    ("create_message", r#"{"allowed_mentions":{"roles":["<list>"]}}"#, 0, 100, "allowed_mentions.roles"),
    ("create_message", r#"{"poll":{"question":{"text":"<text>"}}}"#, 1, 300, "poll.question.text"),
    ("create_message", r#"{"poll":{"answers":["<list>",{}]}}"#, 1, 10, "poll.answers"),
    (
        "create_message",
        r#"{"poll":{"answers":[{"poll_media":{"text":"<text>"}}]}}"#,
        1,
        55,
        "poll.answers[0].poll_media.text",
    ),
    ("create_message", r#"{"poll":{"duration":"<number>"}}"#, 1, 768, "poll.duration"),
    ("bulk_delete_messages", r#"{"messages":["<list>","%"]}"#, 2, 100, "messages"),
    // Components.
    (
        "create_message",
        r#"{"components":["<list>",{"type":1,"components":[{"type":2,"style":1,"custom_id":"%"}]}]}"#,
        0,
        5,
        "components",
    ),
    ("create_message", r#"{"flags":32768,"components":["<list>",{"type":10,"content":"a"}]}"#, 0, 40, "components"),
    ("update_message", r#"{"components":["<list>",{"type":10,"content":"a"}]}"#, 0, 40, "components"),
    (
        "create_message",
        r#"{"components":[{"type":1,"components":["<list>",{"type":2,"style":1,"custom_id":"%"}]}]}"#,
        1,
        5,
        "components[0].components",
    ),
    (
        "create_message",
        r#"{"components":[{"type":1,"components":[{"type":2,"style":1,"custom_id":"<text>"}]}]}"#,
        1,
        100,
        "components[0].components[0].custom_id",
    ),
    (
        "create_message",
        r#"{"components":[{"type":1,"components":[{"type":2,"style":5,"url":"<text>"}]}]}"#,
        0,
        512,
        "components[0].components[0].url",
    ),
    (
        "create_message",
        r#"{"components":[{"type":1,"components":[{"type":2,"style":6,"sku_id":"1","label":"<text>"}]}]}"#,
        0,
        80,
        "components[0].components[0].label",
    ),
    (
        "create_message",
        r#"{"components":[{"type":1,"components":[{"type":3,"custom_id":"a","options":["<list>",{"label":"a","value":"b"}]}]}]}"#,
        1,
        25,
        "components[0].components[0].options",
    ),
    (
        "create_message",
        r#"{"components":[{"type":1,"components":[{"type":3,"custom_id":"a","options":[{"label":"<text>"}]}]}]}"#,
        0,
        100,
        "components[0].components[0].options[0].label",
    ),
    (
        "create_message",
        r#"{"components":[{"type":1,"components":[{"type":5,"custom_id":"a","placeholder":"<text>"}]}]}"#,
        0,
        150,
        "components[0].components[0].placeholder",
    ),
    (
        "create_message",
        r#"{"components":[{"type":1,"components":[{"type":8,"custom_id":"a","min_values":"<number>"}]}]}"#,
        0,
        25,
        "components[0].components[0].min_values",
    ),
    (
        "create_message",
        r#"{"components":[{"type":1,"components":[{"type":6,"custom_id":"a","max_values":"<number>"}]}]}"#,
        1,
        25,
        "components[0].components[0].max_values",
    ),
    (
        "create_message",
        r#"{"flags":32768,"components":[{"type":10,"content":"<text>"}]}"#,
        1,
        4000,
        "components[0].content",
    ),
    (
        "create_message",
        r#"{"flags":32768,"components":[{"type":9,"components":["<list>",{"type":10,"content":"a"}],"accessory":{"type":11}}]}"#,
        1,
        3,
        "components[0].components",
    ),
    (
        "create_message",
        r#"{"flags":32768,"components":[{"type":9,"components":[{"type":10}],"accessory":{"type":11,"description":"<text>"}}]}"#,
        0,
        1024,
        "components[0].accessory.description",
    ),
    (
        "create_message",
        r#"{"flags":32768,"components":[{"type":12,"items":["<list>",{}]}]}"#,
        1,
        10,
        "components[0].items",
    ),
    (
        "create_message",
        r#"{"flags":32768,"components":[{"type":17,"components":[{"type":12,"items":[{"description":"<text>"}]}]}]}"#,
        0,
        1024,
        "components[0].components[0].items[0].description",
    ),
    (
        "create_message",
        r#"{"flags":32768,"components":[{"type":17,"accent_color":"<number>"}]}"#,
        0,
        0xFF_FFFF,
        "components[0].accent_color",
    ),
    // Answers to interactions.
    ("create_interaction_response", r#"{"type":4,"data":{"content":"<text>"}}"#, 0, 2000, "data.content"),
    ("create_interaction_response", r#"{"type":7,"data":{"content":"<text>"}}"#, 0, 2000, "data.content"),
    (
        "create_interaction_response",
        r#"{"type":8,"data":{"choices":["<list>",{"name":"a","value":1}]}}"#,
        0,
        25,
        "data.choices",
    ),
    (
        "create_interaction_response",
        r#"{"type":8,"data":{"choices":[{"name":"<text>"}]}}"#,
        1,
        100,
        "data.choices[0].name",
    ),
    ("create_interaction_response", r#"{"type":9,"data":{"title":"<text>"}}"#, 1, 45, "data.title"),
    ("create_interaction_response", r#"{"type":9,"data":{"custom_id":"<text>"}}"#, 1, 100, "data.custom_id"),
    (
        "create_interaction_response",
        r#"{"type":9,"data":{"components":["<list>",{"type":10,"content":"a"}]}}"#,
        1,
        5,
        "data.components",
    ),
    (
        "create_interaction_response",
        r#"{"type":9,"data":{"components":[{"type":18,"label":"<text>"}]}}"#,
        0,
        45,
        "data.components[0].label",
    ),
    (
        "create_interaction_response",
        r#"{"type":9,"data":{"components":[{"type":18,"description":"<text>"}]}}"#,
        0,
        100,
        "data.components[0].description",
    ),
    (
        "create_interaction_response",
        r#"{"type":9,"data":{"components":[{"type":18,"component":{"type":4,"value":"<text>"}}]}}"#,
        0,
        4000,
        "data.components[0].component.value",
    ),
    (
        "create_interaction_response",
        r#"{"type":9,"data":{"components":[{"type":18,"component":{"type":4,"placeholder":"<text>"}}]}}"#,
        0,
        100,
        "data.components[0].component.placeholder",
    ),
    (
        "create_interaction_response",
        r#"{"type":9,"data":{"components":[{"type":18,"component":{"type":4,"max_length":"<number>"}}]}}"#,
        1,
        4000,
        "data.components[0].component.max_length",
    ),
    (
        "create_interaction_response",
        r#"{"type":9,"data":{"components":[{"type":18,"component":{"type":21,"options":["<list>",{}]}}]}}"#,
        2,
        10,
        "data.components[0].component.options",
    ),
    (
        "create_interaction_response",
        r#"{"type":9,"data":{"components":[{"type":18,"component":{"type":22,"options":["<list>",{}]}}]}}"#,
        1,
        10,
        "data.components[0].component.options",
    ),
    (
        "create_interaction_response",
        r#"{"type":9,"data":{"components":[{"type":18,"component":{"type":19,"max_values":"<number>"}}]}}"#,
        1,
        10,
        "data.components[0].component.max_values",
    ),
    // Commands.
    ("create_application_command", r#"{"description":"d","name":"<text>"}"#, 1, 32, "name"),
    ("update_application_command", r#"{"name":"<text>"}"#, 1, 32, "name"),
    ("create_application_command", r#"{"name":"n","description":"<text>"}"#, 1, 100, "description"),
    (
        "create_application_command",
        r#"{"name":"n","description":"d","name_localizations":{"de":"<text>"}}"#,
        1,
        32,
        "name_localizations.de",
    ),
    (
        "create_application_command",
        r#"{"name":"n","description":"d","options":["<list>",{"name":"a","description":"b"}]}"#,
        0,
        25,
        "options",
    ),
    (
        "bulk_set_application_commands",
        r#"[{"name":"n","description":"d","options":[{"name":"<text>"}]}]"#,
        1,
        32,
        "[0].options[0].name",
    ),
    (
        "create_guild_application_command",
        r#"{"name":"n","description":"d","options":[{"description":"<text>"}]}"#,
        1,
        100,
        "options[0].description",
    ),
    (
        "create_application_command",
        r#"{"name":"n","description":"d","options":[{"options":[{"choices":["<list>",{"name":"a","value":1}]}]}]}"#,
        0,
        25,
        "options[0].options[0].choices",
    ),
    (
        "create_application_command",
        r#"{"name":"n","description":"d","options":[{"choices":[{"name":"<text>"}]}]}"#,
        1,
        100,
        "options[0].choices[0].name",
    ),
    (
        "create_application_command",
        r#"{"name":"n","description":"d","options":[{"choices":[{"value":"<text>"}]}]}"#,
        0,
        100,
        "options[0].choices[0].value",
    ),
    (
        "create_application_command",
        r#"{"name":"n","description":"d","options":[{"min_length":"<number>"}]}"#,
        0,
        6000,
        "options[0].min_length",
    ),
    (
        "create_application_command",
        r#"{"name":"n","description":"d","options":[{"max_length":"<number>"}]}"#,
        1,
        6000,
        "options[0].max_length",
    ),
    ("bulk_set_application_commands", r#"["<list>",{"name":"n","description":"d"}]"#, 0, 100, "the request"),
    ("bulk_set_application_commands", r#"["<list>",{"name":"n","type":2}]"#, 0, 15, "the request"),
    ("bulk_set_guild_application_commands", r#"["<list>",{"name":"n","type":3}]"#, 0, 15, "the request"),
    ("set_guild_application_command_permissions", r#"{"permissions":["<list>"]}"#, 0, 100, "permissions"),
    // Channels and threads.
    ("create_guild_channel", r#"{"name":"<text>"}"#, 1, 100, "name"),
    ("update_channel", r#"{"name":"<text>"}"#, 0, 100, "name"),
    ("create_guild_channel", r#"{"topic":"<text>"}"#, 0, 1024, "topic"),
    ("create_guild_channel", r#"{"type":15,"topic":"<text>"}"#, 0, 4096, "topic"),
    ("update_channel", r#"{"topic":"<text>"}"#, 0, 4096, "topic"),
    ("update_channel", r#"{"rate_limit_per_user":"<number>"}"#, 0, 21_600, "rate_limit_per_user"),
    ("create_guild_channel", r#"{"type":2,"user_limit":"<number>"}"#, 0, 99, "user_limit"),
    ("create_guild_channel", r#"{"type":13,"user_limit":"<number>"}"#, 0, 10_000, "user_limit"),
    ("create_guild_channel", r#"{"bitrate":"<number>"}"#, 8000, 384_000, "bitrate"),
    ("create_guild_channel", r#"{"permission_overwrites":["<list>",{}]}"#, 0, 1000, "permission_overwrites"),
    ("update_channel", r#"{"available_tags":["<list>",{}]}"#, 0, 20, "available_tags"),
    ("update_channel", r#"{"available_tags":[{"name":"<text>"}]}"#, 0, 20, "available_tags[0].name"),
    ("update_channel", r#"{"applied_tags":["<list>"]}"#, 0, 5, "applied_tags"),
    ("create_thread", r#"{"name":"<text>"}"#, 1, 100, "name"),
    ("create_thread", r#"{"name":"n","message":{"content":"<text>"}}"#, 0, 2000, "message.content"),
    ("create_thread_from_message", r#"{"name":"<text>"}"#, 1, 100, "name"),
    ("update_voice_channel_status", r#"{"status":"<text>"}"#, 0, 500, "status"),
    ("create_channel_invite", r#"{"max_uses":"<number>"}"#, 0, 100, "max_uses"),
    // Guilds.
    ("update_guild", r#"{"name":"<text>"}"#, 2, 100, "name"),
    ("create_guild_role", r#"{"name":"<text>"}"#, 0, 100, "name"),
    ("create_guild_role", r#"{"color":"<number>"}"#, 0, 0xFF_FFFF, "color"),
    ("update_guild_member", r#"{"nick":"<text>"}"#, 0, 32, "nick"),
    ("update_my_user", r#"{"username":"<text>"}"#, 2, 32, "username"),
    ("create_webhook", r#"{"name":"<text>"}"#, 1, 80, "name"),
    ("execute_webhook", r#"{"username":"<text>"}"#, 1, 80, "username"),
    ("ban_user_from_guild", r#"{"delete_message_seconds":"<number>"}"#, 0, 604_800, "delete_message_seconds"),
    ("bulk_ban_users_from_guild", r#"{"user_ids":["<list>"]}"#, 0, 200, "user_ids"),
    ("prune_guild", r#"{"days":"<number>"}"#, 1, 30, "days"),
    ("create_guild_sticker", r#"{"name":"<text>"}"#, 2, 30, "name"),
    ("create_guild_sticker", r#"{"tags":"<text>"}"#, 0, 200, "tags"),
    ("update_guild_sticker", r#"{"description":"<text>"}"#, 0, 100, "description"),
    ("create_guild_soundboard_sound", r#"{"name":"<text>"}"#, 2, 32, "name"),
    ("create_guild_soundboard_sound", r#"{"volume":"<number>"}"#, 0, 1, "volume"),
    ("create_guild_scheduled_event", r#"{"name":"<text>"}"#, 0, 100, "name"),
    ("create_guild_scheduled_event", r#"{"description":"<text>"}"#, 0, 1000, "description"),
    (
        "update_guild_scheduled_event",
        r#"{"entity_metadata":{"location":"<text>"}}"#,
        0,
        100,
        "entity_metadata.location",
    ),
    ("create_stage_instance", r#"{"topic":"<text>"}"#, 1, 120, "topic"),
    (
        "create_auto_moderation_rule",
        r#"{"trigger_metadata":{"keyword_filter":["<list>"]}}"#,
        0,
        1000,
        "trigger_metadata.keyword_filter",
    ),
    (
        "create_auto_moderation_rule",
        r#"{"trigger_metadata":{"keyword_filter":["<text>"]}}"#,
        0,
        60,
        "trigger_metadata.keyword_filter[0]",
    ),
    (
        "create_auto_moderation_rule",
        r#"{"trigger_metadata":{"regex_patterns":["<list>"]}}"#,
        0,
        10,
        "trigger_metadata.regex_patterns",
    ),
    (
        "create_auto_moderation_rule",
        r#"{"trigger_metadata":{"regex_patterns":["<text>"]}}"#,
        0,
        260,
        "trigger_metadata.regex_patterns[0]",
    ),
    (
        "create_auto_moderation_rule",
        r#"{"trigger_metadata":{"mention_total_limit":"<number>"}}"#,
        0,
        50,
        "trigger_metadata.mention_total_limit",
    ),
    ("create_auto_moderation_rule", r#"{"exempt_roles":["<list>"]}"#, 0, 20, "exempt_roles"),
    ("create_auto_moderation_rule", r#"{"exempt_channels":["<list>"]}"#, 0, 50, "exempt_channels"),
    (
        "update_auto_moderation_rule",
        r#"{"actions":[{"metadata":{"custom_message":"<text>"}}]}"#,
        0,
        150,
        "actions[0].metadata.custom_message",
    ),
    (
        "update_auto_moderation_rule",
        r#"{"actions":[{"metadata":{"duration_seconds":"<number>"}}]}"#,
        0,
        2_419_200,
        "actions[0].metadata.duration_seconds",
    ),
    ("create_lobby", r#"{"members":["<list>",{}]}"#, 0, 25, "members"),
    ("create_lobby", r#"{"idle_timeout_seconds":"<number>"}"#, 5, 604_800, "idle_timeout_seconds"),
];

#[test]
fn limits_are_inclusive() {
    for (operation, template, least, most, path) in ROWS {
        let found = |count| {
            said(operation, &fill(template, count)).into_iter().filter(|it| it.starts_with(path)).collect::<Vec<_>>()
        };
        for fine in [*least, *most] {
            let problems = said(operation, &fill(template, fine));
            assert_eq!(problems, Vec::<String>::new(), "{operation} {template} with {fine}");
        }
        let above = found(most + 1);
        assert_eq!(above.len(), 1, "{operation} {template} with {}: {above:?}", most + 1);
        assert!(above[0].contains(&format!("({} > {most})", most + 1)), "{operation} {template}: {above:?}");
        if *least > 0 || template.contains("<number>") {
            assert!(!found(least - 1).is_empty(), "{operation} {template} with {}", least - 1);
        }
    }
}

#[test]
fn queries_are_held_against_their_limits() {
    for (operation, query, expected) in [
        ("list_messages", "?limit=100", None),
        ("list_messages", "?before=5&limit=101", Some("limit: too large (101 > 100)")),
        ("list_messages", "?limit=0", Some("limit: too small (0 < 1)")),
        ("list_guild_members", "?limit=1000&after=7", None),
        ("guild_search", "?offset=9976", Some("offset: too large (9976 > 9975)")),
        ("preview_prune_guild", "?days=31", Some("days: too large (31 > 30)")),
        ("get_channel", "?limit=5000", None),
    ] {
        let found: Vec<_> = check(operation, query, None).iter().map(ToString::to_string).collect();
        assert_eq!(found.first().map(String::as_str), expected, "{operation} {query}");
    }
}

#[test]
fn what_takes_more_than_one_value_is_told() {
    let long = |count: usize| "x".repeat(count);
    let button = |id: &str| json!({"type": 2, "style": 1, "custom_id": id});
    let row = |inner: Value| json!({"type": 1, "components": inner});
    let menu = json!({"type": 3, "custom_id": "m", "options": [{"label": "a", "value": "a"}]});
    let deep =
        json!({"type": 17, "components": vec![row(json!([{"type": 2, "style": 5, "url": "https://a.example"}])); 20]});
    for (operation, body, expected) in [
        (
            "create_message",
            json!({"embeds": [{"description": long(4000)}, {"title": "t", "footer": {"text": long(2000)}}]}),
            "embeds: too long together (6001 > 6000 characters over all embeds)",
        ),
        ("create_message", json!({"embeds": [{"description": long(4000)}, {"footer": {"text": long(2000)}}]}), ""),
        // Of embeds with one address only the first is kept.
        (
            "create_message",
            json!({"embeds": [{"url": "https://a.example", "description": long(4000)}, {"url": "https://a.example", "description": long(4000)}]}),
            "",
        ),
        (
            "create_message",
            json!({"components": [row(json!([button("a"), button("b")])), row(json!([button("a")]))]}),
            "components[1].components[0].custom_id: \"a\" is there already; each component needs one of its own",
        ),
        (
            "create_message",
            json!({"flags": 32768, "components": [{"type": 10, "id": 7, "content": "a"}, {"type": 10, "id": 7, "content": "b"}]}),
            "components[1].id: 7 is there already; leave ids out to have them numbered",
        ),
        ("create_message", json!({"flags": 32768, "components": [{"type": 14, "id": 0}, {"type": 14, "id": 0}]}), ""),
        (
            "create_message",
            json!({"flags": 32768, "components": [deep]}),
            "components: too many (41 > 40) altogether, nested ones included",
        ),
        (
            "create_message",
            json!({"components": [row(json!([menu, button("b")]))]}),
            "components[0].components: too many (2 > 1): a select menu takes a row of its own",
        ),
        (
            "create_message",
            json!({"components": [row(json!([{"type": 2, "style": 5, "label": "a"}]))]}),
            "components[0].components[0].url: missing: a link needs it",
        ),
        (
            "create_message",
            json!({"components": [row(json!([{"type": 2, "style": 5, "url": "https://a.example", "custom_id": "a"}]))]}),
            "components[0].components[0].custom_id: a link has `url` instead",
        ),
        (
            "create_message",
            json!({"components": [row(json!([{"type": 2, "style": 2, "label": "a"}]))]}),
            "components[0].components[0].custom_id: missing: such a button needs it",
        ),
        (
            "create_message",
            json!({"flags": 32768, "content": "a", "components": [{"type": 10, "content": "b"}]}),
            "content: it cannot stand beside the flag IS_COMPONENTS_V2; say it in a component",
        ),
        // That is how a message is switched over.
        (
            "update_message",
            json!({"flags": 32768, "content": null, "embeds": [], "poll": null, "components": [{"type": 10, "content": "b"}]}),
            "",
        ),
        ("update_message", json!({"components": vec![json!({"type": 10, "content": "b"}); 6]}), ""),
        (
            "create_message",
            json!({"allowed_mentions": {"parse": ["users"], "users": ["1"]}}),
            "allowed_mentions: `parse` says all users, and `users` lists some; it can only be one of the two",
        ),
        ("create_message", json!({"allowed_mentions": {"parse": ["everyone"], "users": ["1"], "roles": []}}), ""),
        ("bulk_delete_messages", json!({"messages": ["5", "6", "5"]}), "messages: 5 is there more than once"),
        (
            "create_webhook",
            json!({"name": "My Discord hook"}),
            "name: the name of a webhook cannot contain \"discord\"",
        ),
        (
            "update_guild_sticker",
            json!({"description": "x"}),
            "description: too short (1 < 2): it may be empty, or has 2 to 100 characters",
        ),
        (
            "create_thread",
            json!({"name": "n", "auto_archive_duration": 61}),
            "auto_archive_duration: 61 is none of (60, 1440, 4320, 10080)",
        ),
        ("create_thread", json!({"name": "n", "auto_archive_duration": 4320}), ""),
        (
            "create_application_command",
            json!({"name": "Ping", "description": "d"}),
            "name: \"Ping\" is no name of a command: small letters, digits, - and _, at most 32 of them",
        ),
        ("create_application_command", json!({"name": "Say it", "type": 3}), ""),
        ("create_application_command", json!({"name": "пинг-é_1'สวัสดี", "description": "d"}), ""),
        (
            "create_application_command",
            json!({"name": "ПИНГ", "description": "d"}),
            "name: \"ПИНГ\" is no name of a command: small letters, digits, - and _, at most 32 of them",
        ),
        (
            "create_application_command",
            json!({"name": "Say it", "type": 3, "description": "d"}),
            "description: only slash commands have a description",
        ),
        ("create_application_command", json!({"name": "a"}), "description: missing: a slash command needs one"),
        (
            "create_application_command",
            json!({"name": "a", "description": "d", "options": [
                {"type": 3, "name": "x", "description": "d"}, {"type": 3, "name": "y", "description": "d", "required": true}
            ]}),
            "options[1]: it is required and stands after one that is not; required options come first",
        ),
        (
            "create_application_command",
            json!({"name": "ab", "description": "d", "options": vec![json!({"type": 3, "name": "x", "description": "d", "choices":
                vec![json!({"name": long(60), "value": long(100)}); 25]}); 2]}),
            "the request: too long altogether (8007 > 8000 characters of names, descriptions and values)",
        ),
    ] {
        let found = said(operation, &body);
        let expected: Vec<&str> = [expected].into_iter().filter(|it| !it.is_empty()).collect();
        assert_eq!(found, expected, "{operation} {body}");
    }
}

#[test]
fn nothing_is_said_of_what_is_not_known() {
    for body in [
        "",
        "{",
        "[]",
        "5",
        "null",
        r#""text""#,
        r#"{"content":5}"#,
        r#"{"embeds":{"0":1},"components":[5,{"type":"x"}]}"#,
    ] {
        assert_eq!(check("create_message", "", Some(body.as_bytes())), [], "{body}");
    }
    assert_eq!(check("no_such_operation", "?limit=-1", Some(b"{}")), []);
}

#[test]
fn the_table_can_be_searched() {
    assert!(TABLE.windows(2).all(|pair| pair[0].operation < pair[1].operation));
}

/// Text of up to so many characters of all kinds, with white space round it that does not count.
fn text(most: usize) -> impl Strategy<Value = String> {
    (prop::collection::vec(any::<char>(), 0..=most), 0..50_usize).prop_map(|(chars, space)| {
        let mut text: String = " \n".repeat(space);
        text.extend(chars);
        text.push_str(&"\t".repeat(space));
        text
    })
}

fn embed() -> impl Strategy<Value = Value> {
    let field = (text(30), text(40)).prop_map(|(name, value)| json!({"name": name, "value": value}));
    (text(80), text(100), text(60), prop::collection::vec(field, 0..=5), 0..=0xFF_FFFF_u32).prop_map(
        |(title, description, footer, fields, color)| {
            json!({"title": title, "description": description, "footer": {"text": footer}, "fields": fields, "color": color})
        },
    )
}

fn component(id: usize) -> BoxedStrategy<Value> {
    let own = format!("{}{id}", "x".repeat(90));
    prop_oneof![
        text(80).prop_map(move |label| json!({"type": 1, "components": [{"type": 2, "style": 3, "custom_id": own, "label": label}]})),
        (1..=25_usize, text(100), text(150)).prop_map(move |(count, label, placeholder)| {
            let options: Vec<_> = (0..count).map(|value| json!({"label": label, "value": value.to_string()})).collect();
            json!({"type": 1, "components": [
                {"type": 3, "custom_id": format!("menu {id}"), "options": options, "placeholder": placeholder, "min_values": 0, "max_values": count}
            ]})
        }),
        Just(json!({"type": 1, "components": [{"type": 2, "style": 5, "url": "https://a.example", "label": "a", "custom_id": null}]})),
    ]
    .boxed()
}

fn message() -> impl Strategy<Value = Value> {
    let components = prop_oneof![
        Just(vec![]),
        (0..5_usize).prop_flat_map(|count| (0..count).map(component).collect::<Vec<_>>()).boxed()
    ];
    (text(2000), prop::collection::vec(embed(), 0..=10), components, any::<Option<u32>>()).prop_map(
        |(content, embeds, components, extra)| {
            json!({"content": content, "embeds": embeds, "components": components, "nonce": extra, "poll": null, "new_field": {"a": [1, {}]}})
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_within_the_limits_is_never_refused(message in message()) {
        prop_assert_eq!(said("create_message", &message), Vec::<String>::new());
        prop_assert_eq!(said("update_message", &message), Vec::<String>::new());
        let answer = json!({"type": 4, "data": message});
        prop_assert_eq!(said("create_interaction_response", &answer), Vec::<String>::new());
    }

    #[test]
    fn anything_is_survived(json in junk(), row in 0..TABLE.len()) {
        let _ = said(TABLE[row].operation, &json);
    }
}

/// JSON of any shape that uses the names that matter.
fn junk() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "content",
        "embeds",
        "fields",
        "components",
        "type",
        "data",
        "options",
        "choices",
        "name",
        "flags",
        "custom_id",
        "poll",
        "message",
        "accessory",
        "component",
        "style",
        "user_limit",
        "volume",
        "messages",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0..20_i64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,30}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Value>()),
        ]
    })
}

/// A limit of a shape: where, what kind, least and most.
type Limit = (String, &'static str, i64, i64);

fn limits(shape: &Shape, path: &str, into: &mut Vec<Limit>) {
    let number = |count: &usize| i64::try_from(*count).unwrap_or(i64::MAX);
    match shape {
        Shape::Text(least, most) => into.push((path.to_owned(), "text", number(least), number(most))),
        Shape::Int(least, most) => into.push((path.to_owned(), "number", *least, *most)),
        Shape::List(least, most, each) => {
            into.push((path.to_owned(), "list", number(least), number(most)));
            limits(each, &format!("{path}[]"), into);
        }
        Shape::Fields(fields) => {
            for (name, shape) in *fields {
                let mut path = path.to_owned();
                if !path.is_empty() {
                    path.push('.');
                }
                let _ = write!(path, "{name}");
                limits(shape, &path, into);
            }
        }
        Shape::Values(each) => limits(each, &format!("{path}.*"), into),
        Shape::With(shape, _) => limits(shape, path, into),
        Shape::OneOf(_) | Shape::Any => {}
    }
}

/// Where we are stricter than the OpenAPI document, because the documentation is (rest.md, section 14, "Differences").
const STRICTER: &[(&str, &str)] = &[
    ("content", "2000 in the documentation"),
    ("poll.answers[].poll_media.text", "55 in the documentation"),
    ("available_tags[].name", "20 in the documentation"),
    ("options[].choices[].value", "100 in the documentation"),
    ("actions[].metadata.custom_message", "150 in the documentation"),
    ("sticker_ids", "3 in the documentation; none can be added by a change"),
    // The document has no limit of its own for these.
    ("bitrate", "8000-384000 in the documentation"),
    ("user_limit", "10000 in the documentation"),
    ("nonce", "25 in the documentation"),
];

/// Where the reference stands beside the repository.
#[test]
fn no_limit_is_stricter_than_discords_own_document() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/discord/openapi.json");
    let Ok(text) = std::fs::read_to_string(file) else { return };
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for row in TABLE {
        let Some(body) = schema_of_body(&document, row.operation) else {
            wrong.extend(row.body.map(|_| format!("{} has no body", row.operation)));
            continue;
        };
        let mut ours = Vec::new();
        row.body.iter().for_each(|shape| limits(shape, "", &mut ours));
        for (path, kind, least, most) in ours {
            let schemas = schemas_at(&document, vec![body], &path);
            if schemas.is_empty() {
                // A message's fields are checked whatever is asked for; not all operations have all of them.
                let of_webhooks = ["username", "thread_name", "applied_tags", "nonce", "sticker_ids", "poll"];
                if !of_webhooks.iter().any(|it| path.starts_with(it)) {
                    wrong.push(format!("{}: there is no {path}", row.operation));
                }
                continue;
            }
            let (lower, upper) = match kind {
                "text" => ("minLength", "maxLength"),
                "list" => ("minItems", "maxItems"),
                _ => ("minimum", "maximum"),
            };
            let given = |key: &str| schemas.iter().filter_map(|it| it.get(key)?.as_f64()).collect::<Vec<_>>();
            let (uppers, lowers) = (given(upper), given(lower));
            #[expect(clippy::cast_precision_loss, reason = "the limits are small")]
            let (least, most) = (least as f64, most as f64);
            let stricter = uppers.iter().any(|theirs| *theirs > most)
                || (least > 0.0 && (lowers.is_empty() || lowers.iter().any(|theirs| *theirs < least)));
            if stricter && !STRICTER.iter().any(|(known, _)| path == *known || path == format!("[].{known}")) {
                wrong.push(format!("{} {path}: {least}..{most}, theirs {lowers:?}..{uppers:?}", row.operation));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn schema_of_body<'d>(document: &'d Value, operation: &str) -> Option<&'d Value> {
    let methods = document["paths"].as_object()?.values().filter_map(Value::as_object).flat_map(|it| it.values());
    let found = methods.into_iter().find(|it| it["operationId"] == operation)?;
    let content = &found["requestBody"]["content"];
    content.get("application/json").or_else(|| content.get("multipart/form-data")).map(|it| &it["schema"])
}

/// All schemas that may apply at a path.
fn schemas_at<'d>(document: &'d Value, from: Vec<&'d Value>, path: &str) -> Vec<&'d Value> {
    let mut here = open(document, from);
    for step in path.replace("[]", ".[]").split('.').filter(|it| !it.is_empty()) {
        let below = here.iter().filter_map(|schema| match step {
            "[]" => schema.get("items"),
            "*" => schema.get("additionalProperties"),
            name => schema.get("properties")?.get(name),
        });
        here = open(document, below.collect());
    }
    here
}

/// Follows references and alternatives.
fn open<'d>(document: &'d Value, mut todo: Vec<&'d Value>) -> Vec<&'d Value> {
    let mut found = Vec::new();
    while let Some(schema) = todo.pop() {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            todo.extend(document.pointer(reference.trim_start_matches('#')));
            continue;
        }
        for key in ["oneOf", "anyOf", "allOf"] {
            todo.extend(schema.get(key).and_then(Value::as_array).into_iter().flatten());
        }
        found.push(schema);
    }
    found
}
