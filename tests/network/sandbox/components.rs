//! What Discord adds to components: ids, defaults, media. Over REST and in events.

use serde_json::{Value, json};

use super::api::Api;

const V2: u64 = 1 << 15;
const CREATE: &str = "POST /channels/$general/messages";

/// One of every kind of component of messages, with as few fields as possible, with nulls and an unknown field.
fn sent() -> Value {
    json!([
        {"type": 10, "content": "text", "unknown": 1},
        {"type": 17, "accent_color": null, "components": [
            {"type": 9, "components": [{"type": 10, "content": "a"}],
                "accessory": {"type": 11, "media": {"url": "https://example.com/a.png?x=1"}, "description": null}},
            {"type": 14},
            {"type": 12, "items": [{"media": {"url": "https://example.com/file"}, "spoiler": null, "odd": 1}]},
        ]},
        {"type": 1, "components": [
            {"type": 2, "style": 1, "custom_id": "b", "label": "B", "url": null, "emoji": {"id": null, "name": "🍵"}},
        ]},
        {"type": 1, "components": [{"type": 3, "custom_id": "c", "required": true, "options": [
            {"label": "x", "value": "y", "description": null, "emoji": null, "default": true},
        ]}]},
        {"type": 1, "components": [{"type": 5, "custom_id": "d", "min_values": null}]},
        {"type": 1, "components": [{"type": 8, "custom_id": "e", "max_values": 3, "channel_types": [0]}]},
    ])
}

/// What Discord makes of it. The ids of media are new.
fn shown(first: &Value, second: &Value) -> Value {
    json!([
        {"type": 10, "id": 1, "content": "text"},
        {"type": 17, "id": 2, "accent_color": null, "spoiler": false, "components": [
            {"type": 9, "id": 3, "components": [{"type": 10, "id": 4, "content": "a"}], "accessory": {
                "type": 11, "id": 5, "description": null, "spoiler": false,
                "media": {"id": first, "url": "https://example.com/a.png?x=1",
                    "proxy_url": "https://example.com/a.png?x=1", "content_type": "image/png", "width": null,
                    "height": null},
            }},
            {"type": 14, "id": 6, "divider": true, "spacing": 1},
            {"type": 12, "id": 7, "items": [{"description": null, "spoiler": false, "media": {
                "id": second, "url": "https://example.com/file", "proxy_url": "https://example.com/file",
                "content_type": null, "width": null, "height": null,
            }}]},
        ]},
        {"type": 1, "id": 8, "components": [
            {"type": 2, "id": 9, "style": 1, "custom_id": "b", "label": "B", "emoji": {"name": "🍵"}},
        ]},
        {"type": 1, "id": 10, "components": [{
            "type": 3, "id": 11, "custom_id": "c", "min_values": 1, "max_values": 1,
            "options": [{"label": "x", "value": "y", "default": true}],
        }]},
        {"type": 1, "id": 12, "components": [
            {"type": 5, "id": 13, "custom_id": "d", "min_values": 1, "max_values": 1},
        ]},
        {"type": 1, "id": 14, "components": [
            {"type": 8, "id": 15, "custom_id": "e", "min_values": 1, "max_values": 3, "channel_types": [0]},
        ]},
    ])
}

#[actix::test]
async fn every_component_comes_back_with_what_discord_adds() {
    let mut api = Api::start().await;
    let mut raw = api.gateway().await;
    let body = json!({"flags": V2, "components": sent()}).to_string();
    let answer = api.call(CREATE, &body).await.json();
    let media = |json: &Value, at: &str| json.pointer(at).cloned().unwrap_or_default();
    let (first, second) = (
        media(&answer, "/components/1/components/0/accessory/media/id"),
        media(&answer, "/components/1/components/2/items/0/media/id"),
    );
    assert!(first.is_string() && second.is_string() && first != second, "{answer}");
    assert_eq!(answer["components"], shown(&first, &second));
    let event = raw.dispatch("MESSAGE_CREATE").await;
    assert_eq!(event["d"]["components"], answer["components"]);

    // An edit with what the bot has received, too.
    api.names.insert("it".to_owned(), answer["id"].as_str().unwrap().to_owned());
    let body = json!({"components": answer["components"]}).to_string();
    let edited = api.call("PATCH /channels/$general/messages/$it", &body).await.json();
    let first = media(&edited, "/components/1/components/0/accessory/media/id");
    let second = media(&edited, "/components/1/components/2/items/0/media/id");
    assert_eq!(edited["components"], shown(&first, &second));
    assert_eq!(raw.dispatch("MESSAGE_UPDATE").await["d"]["components"], edited["components"]);

    // A user who clicks sends the message with them.
    let general = api.sandbox.guild("Greenroom").channel("general");
    let message = general.messages().pop().unwrap();
    api.sandbox.user("alice").clicks(&message, "B").send().unwrap();
    let used = raw.dispatch("INTERACTION_CREATE").await;
    assert_eq!(used["d"]["message"]["components"], edited["components"]);
    assert_eq!((&used["d"]["data"]["id"], &used["d"]["data"]["component_type"]), (&json!(9), &json!(2)));
}

#[actix::test]
async fn what_is_no_object_is_refused() {
    let api = Api::start().await;
    for body in [
        json!({"flags": V2, "components": ["x"]}),
        json!({"content": "x", "components": [{"type": 1, "components": [7]}]}),
        json!({"flags": V2, "components": [{"type": 9, "components": [{"type": 10, "content": "a"}], "accessory": 1}]}),
        json!({"flags": V2, "components": [{"type": 12, "items": ["x"]}]}),
        json!({"embeds": ["x"]}),
        json!({"embeds": [{"fields": ["x"]}]}),
    ] {
        let answer = api.call(CREATE, &body.to_string()).await;
        assert_eq!((answer.status, answer.json()["code"].as_u64()), (400, Some(50035)), "{body}");
    }
}

#[actix::test]
async fn embeds_lose_nulls_and_get_what_discord_adds() {
    let api = Api::start().await;
    let body = json!({"embeds": [{
        "title": "t", "description": null, "color": null, "footer": {"text": "f", "icon_url": null},
        "fields": [{"name": "a", "value": "b", "inline": null}, {"name": "a", "value": "b", "inline": true}],
    }]});
    let answer = api.call(CREATE, &body.to_string()).await.json();
    let fields = json!([
        {"name": "a", "value": "b", "inline": false}, {"name": "a", "value": "b", "inline": true},
    ]);
    assert_eq!(answer["embeds"], json!([{"type": "rich", "title": "t", "footer": {"text": "f"}, "fields": fields}]));
}
