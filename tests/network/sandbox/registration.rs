//! The registration of commands: what Discord refuses, what it fills in, and which ids and versions change.

use std::time::Duration;

use serde_json::{Value, json};

use super::api::Api;

const GLOBAL: &str = "/applications/$bot/commands";

async fn put(api: &Api, place: &str, commands: &Value) -> Value {
    let answer = api.call(&format!("PUT {place}"), &commands.to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.json());
    answer.json()
}

async fn refused(api: &Api, call: &str, body: &Value) -> (u16, u64) {
    let answer = api.call(call, &body.to_string()).await;
    (answer.status, answer.json()["code"].as_u64().unwrap_or_default())
}

fn slash(name: &str) -> Value {
    json!({"name": name, "description": "d"})
}

fn many(count: usize, kind: u8) -> Vec<Value> {
    let description = if kind == 1 { "d" } else { "" };
    (0..count).map(|it| json!({"name": format!("c{it}"), "type": kind, "description": description})).collect()
}

#[actix::test]
async fn what_is_not_given_or_null_gets_discords_default() {
    let api = Api::start().await;
    let made = api.call(&format!("POST {GLOBAL}"), &slash("bare").to_string()).await.json();
    let id = made["id"].clone();
    let nulls = json!({
        "name": "bare", "description": "d", "type": null, "nsfw": null, "options": null, "contexts": null,
        "integration_types": null, "default_member_permissions": null, "name_localizations": null,
    });
    let again = api.call(&format!("POST {GLOBAL}"), &nulls.to_string()).await;
    assert_eq!((again.status, again.json()), (200, made.clone()));
    assert_eq!(
        made,
        json!({
            "id": id, "application_id": api.id("bot"), "version": made["version"], "type": 1, "name": "bare",
            "name_localizations": null, "description": "d", "description_localizations": null,
            "default_member_permissions": null, "nsfw": false, "contexts": null, "integration_types": [0],
            "dm_permission": true,
        })
    );
    let place = "/applications/$bot/guilds/$guild/commands";
    let of_guild = api.call(&format!("POST {place}"), &slash("bare").to_string()).await.json();
    assert_eq!((&of_guild["dm_permission"], &of_guild["guild_id"]), (&Value::Null, &json!(api.id("guild"))));
    // Null clears a field of a change.
    let change = json!({"default_member_permissions": 32, "contexts": [0, 2], "options": [
        {"type": 3, "name": "o", "description": "d", "required": false, "choices": []},
    ]});
    let path = format!("{GLOBAL}/{}", id.as_str().unwrap());
    let changed = api.call(&format!("PATCH {path}"), &change.to_string()).await.json();
    assert_eq!((&changed["default_member_permissions"], &changed["dm_permission"]), (&json!("32"), &json!(false)));
    assert_eq!(
        changed["options"],
        json!([{
            "type": 3, "name": "o", "description": "d", "name_localizations": null, "description_localizations": null,
        }])
    );
    let change = json!({"default_member_permissions": null, "contexts": null, "options": null});
    let cleared = api.call(&format!("PATCH {path}"), &change.to_string()).await.json();
    assert_eq!(without_version(&cleared), without_version(&made));
}

fn without_version(json: &Value) -> Value {
    let mut json = json.clone();
    json.as_object_mut().unwrap().remove("version");
    json
}

#[actix::test]
async fn ids_stay_by_name_or_id_and_versions_by_content() {
    let api = Api::start().await;
    let first = put(&api, GLOBAL, &json!([slash("a"), slash("b"), {"name": "a", "type": 2}])).await;
    let second = put(&api, GLOBAL, &json!([slash("a"), slash("b"), {"name": "a", "type": 2}])).await;
    assert_eq!(first, second, "nothing changed");
    let changed = json!([
        {"name": "a", "description": "other"}, {"id": first[1]["id"], "name": "c", "description": "d"}, slash("b"),
    ]);
    let third = put(&api, GLOBAL, &changed).await;
    let by_name = |name: &str| third.as_array().unwrap().iter().find(|it| it["name"] == name).unwrap().clone();
    assert_eq!(by_name("a")["id"], first[0]["id"]);
    assert_ne!(by_name("a")["version"], first[0]["version"]);
    assert_eq!(by_name("c")["id"], first[1]["id"], "renamed by its id");
    assert_ne!(by_name("b")["id"], first[1]["id"]);
    assert_eq!(third.as_array().unwrap().len(), 3);
    let path = format!("PATCH {GLOBAL}/{}", first[0]["id"].as_str().unwrap());
    assert_eq!(refused(&api, &path, &json!({"name": "b"})).await, (400, 40041));
    assert_eq!(refused(&api, &path, &json!({"name": "B"})).await, (400, 50035));
    assert_eq!(refused(&api, &path, &json!({"description": ""})).await, (400, 50035));
}

#[actix::test]
async fn there_are_limits_of_commands_by_type_and_place() {
    let api = Api::start().await;
    for (kind, most) in [(1, 100), (2, 15), (3, 15)] {
        let put = format!("PUT {GLOBAL}");
        assert_eq!(refused(&api, &put, &json!(many(most + 1, kind))).await, (400, 30032), "type {kind}");
    }
    let all: Vec<Value> = [many(100, 1), many(15, 2), many(15, 3)].concat();
    put(&api, GLOBAL, &json!(all)).await;
    assert_eq!(refused(&api, &format!("POST {GLOBAL}"), &slash("more")).await, (400, 30032));
    // One with a known name replaces it, and guilds have limits of their own.
    assert_eq!(refused(&api, &format!("POST {GLOBAL}"), &slash("c0")).await, (200, 0));
    put(&api, "/applications/$bot/guilds/$guild/commands", &json!(many(100, 1))).await;
}

#[actix::test]
async fn two_hundred_commands_can_be_created_in_a_day() {
    let api = Api::start().await;
    put(&api, GLOBAL, &json!(many(100, 1))).await;
    put(&api, GLOBAL, &json!([])).await;
    put(&api, GLOBAL, &json!(many(100, 1))).await;
    put(&api, GLOBAL, &json!(many(100, 1))).await;
    put(&api, GLOBAL, &json!([])).await;
    assert_eq!(refused(&api, &format!("POST {GLOBAL}"), &slash("more")).await, (400, 30034));
    api.sandbox.advance(Duration::from_secs(24 * 60 * 60));
    assert_eq!(refused(&api, &format!("POST {GLOBAL}"), &slash("more")).await, (201, 0));
}

#[actix::test]
async fn an_entry_point_is_global_single_and_kept_by_a_bulk_overwrite() {
    let api = Api::start().await;
    let entry = |name: &str| json!({"name": name, "type": 4});
    let of_guild = "POST /applications/$bot/guilds/$guild/commands";
    assert_eq!(refused(&api, of_guild, &entry("launch")).await, (400, 50035));
    let made = api.call(&format!("POST {GLOBAL}"), &entry("launch").to_string()).await.json();
    assert_eq!(made["handler"], 1);
    assert_eq!(refused(&api, &format!("POST {GLOBAL}"), &entry("other")).await, (400, 30032));
    assert_eq!(refused(&api, &format!("PUT {GLOBAL}"), &json!([slash("a")])).await, (400, 50240));
    put(&api, GLOBAL, &json!([slash("a"), entry("launch")])).await;
}

#[actix::test]
async fn lists_have_localisations_only_with_the_parameter() {
    let api = Api::start().await;
    let command = json!([{
        "name": "a", "description": "d", "name_localizations": {"de": "ä"}, "options": [
            {"type": 3, "name": "b", "description": "d", "name_localizations": {"de": "ö"},
                "choices": [{"name": "x", "value": "x", "name_localizations": {"de": "ü"}}]},
        ],
    }]);
    put(&api, GLOBAL, &command).await;
    let bare = api.call(&format!("GET {GLOBAL}"), "").await.json().to_string();
    assert!(!bare.contains("localizations"), "{bare}");
    let whole = api.call(&format!("GET {GLOBAL}?with_localizations=true"), "").await.json();
    for (pointer, text) in [
        ("/0/name_localizations/de", "ä"),
        ("/0/options/0/name_localizations/de", "ö"),
        ("/0/options/0/choices/0/name_localizations/de", "ü"),
    ] {
        assert_eq!(whole.pointer(pointer), Some(&json!(text)), "{pointer}");
    }
    assert_eq!(whole.pointer("/0/options/0/description_localizations"), Some(&Value::Null));
}
