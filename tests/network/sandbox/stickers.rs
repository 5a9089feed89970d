//! Stickers: uploaded as forms, checked, sent in messages.

use serde_json::{Value, json};

use crate::raw::Raw;
use crate::sandbox::api::{ALL_BUT_ADMINISTRATOR as ALL, Answer, Api};

const MAKE: &str = "POST /guilds/$guild/stickers";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Sends a form with these fields, and a file if it is not empty.
async fn upload(api: &Api, fields: &[(&str, &str)], file: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--bound\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.bytes());
    }
    if !file.is_empty() {
        let head = "--bound\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\
                    Content-Type: application/octet-stream\r\n\r\n";
        body.extend(head.bytes());
        body.extend(file);
        body.extend(b"\r\n");
    }
    body.extend(b"--bound--\r\n");
    api.send(MAKE, &[], Some("multipart/form-data; boundary=bound"), body).await
}

const DUCK: &[(&str, &str)] = &[("name", "duck"), ("tags", "bird"), ("description", "a duck")];

async fn expect_update(raw: &mut Raw, names: &[&str]) {
    let event = raw.dispatch("GUILD_STICKERS_UPDATE").await["d"].take();
    let list: Vec<&str> = event["stickers"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(list, names);
}

#[actix::test]
async fn a_sticker_lives_from_its_upload_to_its_deletion() {
    let mut api = Api::start().await;
    let mut raw = api.gateway().await;
    let made = upload(&api, DUCK, PNG).await;
    assert_eq!(made.status, 201, "{}", made.json());
    let made = made.json();
    assert_eq!((&made["type"], &made["format_type"], &made["available"]), (&json!(2), &json!(1), &json!(true)));
    assert_eq!((&made["guild_id"], &made["user"]["id"]), (&json!(api.id("guild")), &json!(api.id("bot"))));
    expect_update(&mut raw, &["duck"]).await;
    assert_eq!(raw.dispatch("GUILD_AUDIT_LOG_ENTRY_CREATE").await["d"]["action_type"], 90);
    api.names.insert("it".to_owned(), made["id"].as_str().unwrap().to_owned());
    let sent = api.call("POST /channels/$general/messages", r#"{"sticker_ids": ["$it"]}"#).await;
    let item = json!([{"id": api.id("it"), "name": "duck", "format_type": 1}]);
    assert_eq!((sent.status, &sent.json()["sticker_items"]), (200, &item));
    assert_eq!(raw.dispatch("MESSAGE_CREATE").await["d"]["sticker_items"], item);
    let changed = api.call("PATCH /guilds/$guild/stickers/$it", r#"{"name": "goose", "description": null}"#).await;
    assert_eq!((&changed.json()["name"], &changed.json()["description"]), (&json!("goose"), &Value::Null));
    expect_update(&mut raw, &["goose"]).await;
    assert_eq!(raw.dispatch("GUILD_AUDIT_LOG_ENTRY_CREATE").await["d"]["action_type"], 91);
    assert_eq!(api.call("DELETE /guilds/$guild/stickers/$it", "").await.status, 204);
    expect_update(&mut raw, &[]).await;
    assert_eq!(raw.dispatch("GUILD_AUDIT_LOG_ENTRY_CREATE").await["d"]["action_type"], 92);
    assert_eq!(api.call("GET /stickers/$it", "").await.json()["code"], 10060);
}

#[actix::test]
async fn the_format_follows_from_the_first_bytes() {
    let api = Api::start().await;
    let moving = [PNG, b"\0\0\0\x08acTL"].concat();
    for (file, format) in [(PNG, 1), (moving.as_slice(), 2), (b"GIF89a", 4)] {
        assert_eq!(upload(&api, DUCK, file).await.json()["format_type"], format);
    }
    let lottie = br#"{"v": "5.5.2"}"#;
    assert_eq!(upload(&api, DUCK, lottie).await.json()["code"], 50046, "only verified guilds have these");
    api.call("PATCH /guilds/$guild", r#"{"features": ["PARTNERED"]}"#).await;
    assert_eq!(upload(&api, DUCK, lottie).await.json()["format_type"], 3);
}

#[actix::test]
async fn wrong_stickers_are_refused() {
    let api = Api::start().await;
    let large = [PNG, &vec![0; 512 << 10]].concat();
    type Row<'a> = (&'a [(&'a str, &'a str)], &'a [u8], u32, &'a str);
    let table: [Row<'_>; 8] = [
        (&[("name", "d"), ("tags", "t")], PNG, 50035, "/errors/name"),
        (&[("name", "duck")], PNG, 50035, "/errors/tags"),
        (&[("name", "duck"), ("tags", "t"), ("description", "d")], PNG, 50035, "/errors/description"),
        (&[("name", "a name with more than thirty signs"), ("tags", "t")], PNG, 50035, "/errors/name"),
        (DUCK, b"", 50046, ""),
        (DUCK, b"text", 50046, ""),
        (DUCK, &large, 50045, ""),
        (&[], PNG, 50035, "/errors/name"),
    ];
    for (fields, file, code, place) in table {
        let answer = upload(&api, fields, file).await;
        let json = answer.json();
        assert_eq!((answer.status, &json["code"]), (400, &json!(code)), "{fields:?}: {json}");
        assert!(json.pointer(place).is_some(), "{fields:?}: {json}");
    }
    for _ in 0..5 {
        assert_eq!(upload(&api, DUCK, PNG).await.status, 201);
    }
    assert_eq!(upload(&api, DUCK, PNG).await.json()["code"], 30039);
}

#[actix::test]
async fn stickers_of_others_need_the_permission_to_manage_them() {
    let mut api = Api::start().await;
    let guild = api.sandbox.guild("Greenroom");
    guild.set_everyone_permissions(0);
    let theirs = guild.create_sticker("theirs");
    api.names.insert("theirs".to_owned(), theirs.to_string());
    let shown = api.call("GET /guilds/$guild/stickers/$theirs", "").await.json();
    assert_eq!(shown["user"]["username"], "owner");
    let own = upload(&api, DUCK, PNG).await.json()["id"].as_str().unwrap().to_owned();
    api.names.insert("own".to_owned(), own);
    guild.set_bot_permissions(ALL & !(1 << 30));
    for (call, status) in [
        ("PATCH /guilds/$guild/stickers/$theirs", 403),
        ("DELETE /guilds/$guild/stickers/$theirs", 403),
        ("PATCH /guilds/$guild/stickers/$own", 200),
    ] {
        assert_eq!(api.call(call, r#"{"tags": "x"}"#).await.status, status, "{call}");
    }
    guild.set_bot_permissions(ALL & !(1 << 43));
    assert_eq!(upload(&api, DUCK, PNG).await.json()["code"], 50013);
    guild.set_bot_permissions(ALL & !(1 << 30) & !(1 << 43));
    assert!(api.call("GET /guilds/$guild/stickers", "").await.json()[0].get("user").is_none());
}

#[actix::test]
async fn the_packs_of_discord_are_there() {
    let mut api = Api::start().await;
    let packs = api.call("GET /sticker-packs", "").await.json();
    let pack = &packs["sticker_packs"][0];
    api.names.insert("pack".to_owned(), pack["id"].as_str().unwrap().to_owned());
    api.names.insert("wave".to_owned(), pack["stickers"][1]["id"].as_str().unwrap().to_owned());
    assert_eq!(api.call("GET /sticker-packs/$pack", "").await.json(), *pack);
    let wave = api.call("GET /stickers/$wave", "").await.json();
    assert_eq!((&wave["pack_id"], &wave["type"]), (&pack["id"], &json!(1)));
}
