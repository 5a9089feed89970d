//! Files: uploaded in forms, stored, fetched, refused if too large.

use greenroom::model::Permissions;
use serde_json::{Value, json};

use crate::sandbox::api::{Answer, Api};

struct Part<'a> {
    name: &'a str,
    file: Option<(&'a str, &'a str)>,
    bytes: &'a [u8],
}

fn form(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        body.extend(format!("--bound\r\nContent-Disposition: form-data; name=\"{}\"", part.name).bytes());
        if let Some((name, kind)) = part.file {
            body.extend(format!("; filename=\"{name}\"\r\nContent-Type: {kind}").bytes());
        }
        body.extend(b"\r\n\r\n");
        body.extend(part.bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--bound--\r\n");
    body
}

async fn send(api: &Api, call: &str, json: Option<Value>, files: &[(&str, &str, &[u8])]) -> Answer {
    let json = json.map(|json| json.to_string());
    let names: Vec<String> = (0..files.len()).map(|index| format!("files[{index}]")).collect();
    let mut parts = Vec::new();
    if let Some(json) = &json {
        parts.push(Part { name: "payload_json", file: None, bytes: json.as_bytes() });
    }
    for (name, (file, kind, bytes)) in names.iter().zip(files) {
        parts.push(Part { name, file: Some((file, kind)), bytes });
    }
    api.send(call, &[], Some("multipart/form-data; boundary=bound"), form(&parts)).await
}

const CREATE: &str = "POST /channels/$general/messages";

#[actix::test]
async fn uploaded_files_can_be_fetched() {
    let mut api = Api::start().await;
    // A file may contain anything, including the start of a boundary.
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).chain(*b"\r\n--boun\r\r\n--boun").collect();
    let body = json!({"content": "look", "attachments": [{"id": 0, "description": "all bytes"}]});
    let files = [("a b.bin", "application/x-thing", bytes.as_slice()), ("b.txt", "text/plain", b"")];
    let message = send(&api, CREATE, Some(body), &files).await.json();
    let attachment = &message["attachments"][0];
    assert_eq!((&attachment["filename"], &attachment["description"]), (&json!("a_b.bin"), &json!("all bytes")));
    assert_eq!(
        (&attachment["size"], &attachment["content_type"]),
        (&json!(bytes.len()), &json!("application/x-thing"))
    );
    assert_eq!(message["attachments"][1]["filename"], "b.txt");
    let url = attachment["url"].as_str().unwrap();
    assert!(url.contains("?ex="));
    let fetched = crate::sandbox::api::answer(api.client.get(url).send().await.unwrap()).await;
    assert_eq!((fetched.status, fetched.headers["content-type"].as_str()), (200, "application/x-thing"));
    assert!(fetched.bytes == bytes, "other bytes came back");
    assert!(api.sandbox.attachment(url).unwrap() == bytes);
    let nothing = api.client.get(url.replace("a_b.bin", "other")).send().await.unwrap();
    assert_eq!(nothing.status().as_u16(), 404);

    // An edit that lists one attachment keeps only that one; new files are appended.
    api.names.insert("it".to_owned(), message["id"].as_str().unwrap().to_owned());
    let keep = json!({"attachments": [{"id": attachment["id"]}, {"id": 0}]});
    let edit = "PATCH /channels/$general/messages/$it";
    let edited = send(&api, edit, Some(keep), &[("c.txt", "text/plain", b"c")]).await.json();
    let names = |json: &Value| -> Vec<String> {
        let list = json["attachments"].as_array().unwrap().iter();
        list.map(|it| it["filename"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&edited), ["a_b.bin", "c.txt"]);
    let untouched = api.call(edit, r#"{"content": "just text"}"#).await.json();
    assert_eq!(names(&untouched), ["a_b.bin", "c.txt"]);
    let cleared = api.call(edit, r#"{"attachments": []}"#).await.json();
    assert_eq!(cleared["attachments"], json!([]));
}

#[actix::test]
async fn forms_without_payload_json_are_bodies_too() {
    let api = Api::start().await;
    let body = form(&[Part { name: "content", file: None, bytes: "grüße".as_bytes() }]);
    let sent = api.send(CREATE, &[], Some("multipart/form-data; boundary=bound"), body).await;
    assert_eq!(sent.json()["content"], "grüße");
    let sent = api.send(CREATE, &[], Some("application/x-www-form-urlencoded"), b"content=a+b%21&tts=false".to_vec());
    assert_eq!(sent.await.json()["content"], "a b!");
    let broken = api.send(CREATE, &[], Some("multipart/form-data; boundary=bound"), b"--bound\r\nx".to_vec()).await;
    assert_eq!((broken.status, broken.json()["code"].as_u64()), (400, Some(50035)));
    let other = api.send(CREATE, &[], Some("text/plain"), b"hello".to_vec()).await;
    assert_eq!(other.json()["errors"]["_misc"]["_errors"][0]["code"], "CONTENT_TYPE_INVALID");
}

#[actix::test]
async fn too_large_and_too_many_are_refused() {
    let api = Api::start().await;
    let large = vec![7; (10 << 20) + 1];
    let answer = send(&api, CREATE, None, &[("a", "text/plain", &large)]).await;
    assert_eq!((answer.status, answer.json()["code"].as_u64()), (400, Some(40005)));
    let most = &large[1..];
    let answer = send(&api, CREATE, None, &[("a", "text/plain", most), ("b", "text/plain", most)]).await;
    assert_eq!(answer.status, 200, "{}", answer.json());
    let answer = send(&api, CREATE, None, &[("a", "x/y", most), ("b", "x/y", most), ("c", "x/y", most)]).await;
    assert_eq!((answer.status, answer.json()["code"].as_u64()), (413, Some(40005)));
    let answer = send(&api, CREATE, None, &[("a", "text/plain", b"x".as_slice()); 11]).await;
    assert_eq!(answer.json()["errors"]["attachments"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
    let guild = api.sandbox.guild("Greenroom");
    guild.set_everyone_permissions(Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES);
    guild.set_bot_permissions(Permissions::empty());
    let answer = send(&api, CREATE, None, &[("a", "text/plain", b"x")]).await;
    assert_eq!((answer.status, answer.json()["code"].as_u64()), (403, Some(50013)));
}

#[actix::test]
async fn components_and_embeds_show_uploaded_files() {
    let mut api = Api::start().await;
    let show = |name: &str| json!([{"type": 13, "file": {"url": format!("attachment://{name}")}}]);
    let body = json!({"flags": 1 << 15, "components": show("a.txt")});
    let files = [("a.txt", "text/plain", b"meow".as_slice()), ("b.txt", "text/plain", b"hidden")];
    let message = send(&api, CREATE, Some(body), &files).await.json();
    let shown = &message["components"][0];
    assert_eq!((&shown["name"], &shown["size"]), (&json!("a.txt"), &json!(4)));
    let url = shown["file"]["url"].as_str().unwrap();
    assert!(api.sandbox.attachment(url).unwrap() == b"meow"[..]);
    let names = |json: &Value| -> Vec<String> {
        let list = json["attachments"].as_array().unwrap().iter();
        list.map(|it| it["filename"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&message), ["b.txt"], "what a component shows is not listed");

    // An edit can show what the message has, unless it removes it.
    api.names.insert("it".to_owned(), message["id"].as_str().unwrap().to_owned());
    let edit = "PATCH /channels/$general/messages/$it";
    let edited = api.call(edit, &json!({"components": show("b.txt")}).to_string()).await.json();
    assert_eq!((names(&edited), &edited["components"][0]["name"]), (vec!["a.txt".to_owned()], &json!("b.txt")));
    let keeps = json!({"attachments": [{"id": shown["file"]["attachment_id"]}], "components": show("b.txt")});
    for body in [keeps, json!({"components": show("c.txt")})] {
        let refused = api.call(edit, &body.to_string()).await.json();
        let code = &refused["errors"]["components"]["0"]["file"]["url"]["_errors"][0]["code"];
        assert_eq!(code, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "{refused}");
    }

    let body = json!({"embeds": [{"image": {"url": "attachment://a.png"}}]});
    let message = send(&api, CREATE, Some(body), &[("a.png", "image/png", b"\x89PNG")]).await.json();
    let url = message["embeds"][0]["image"]["url"].as_str().unwrap();
    assert!(api.sandbox.attachment(url).is_some());
    assert_eq!(names(&message), [""; 0]);
}

#[actix::test]
async fn names_of_uploads_are_cleansed_and_kept_as_titles() {
    let api = Api::start().await;
    for (name, stored, title) in [
        ("pear & quince (final).png", "pear__quince_final.png", json!("pear & quince (final)")),
        ("__pit.png", "pit.png", json!("__pit")),
        ("plain-name_1.png", "plain-name_1.png", Value::Null),
    ] {
        let message = send(&api, CREATE, Some(json!({"content": "jam"})), &[(name, "image/png", b"x")]).await.json();
        let attachment = &message["attachments"][0];
        assert_eq!((&attachment["filename"], &attachment["title"]), (&json!(stored), &title), "{name}");
        let path = attachment["url"].as_str().unwrap().split('?').next().unwrap();
        assert!(path.ends_with(stored), "{path}");
        assert!(api.sandbox.attachment(attachment["url"].as_str().unwrap()).is_some());
    }
    // A title that is given stays.
    let body = json!({"attachments": [{"id": 0, "title": "mine"}]});
    let message = send(&api, CREATE, Some(body), &[("a b.png", "image/png", b"x")]).await.json();
    let attachment = &message["attachments"][0];
    assert_eq!((&attachment["title"], &attachment["filename"]), (&json!("mine"), &json!("a_b.png")));
}

#[actix::test]
async fn a_reference_finds_the_cleansed_name_and_a_file_that_is_not_there_is_refused() {
    const V2: u64 = 1 << 15;
    let api = Api::start().await;
    let files: [(&str, &str, &[u8]); 1] = [("__pit.png", "image/png", b"\x89PNG")];
    let embed = |name: &str| json!({"embeds": [{"image": {"url": format!("attachment://{name}")}}]});
    let gallery = |name: &str| {
        let items = json!([{"media": {"url": format!("attachment://{name}")}}]);
        json!({"flags": V2, "components": [{"type": 12, "items": items}]})
    };
    let file = |name: &str| json!({"flags": V2, "components": [{"type": 13, "file": {"url": format!("attachment://{name}")}}]});
    for (body, shown, refused) in [
        (embed("__pit.png"), "/embeds/0/image/url", false),
        (embed("pit.png"), "/embeds/0/image/url", false),
        (embed("missing.png"), "/errors/embeds/0/image/url", true),
        (gallery("__pit.png"), "/components/0/items/0/media/url", false),
        (gallery("missing.png"), "/errors/components/0/items/0/media/url", true),
        (file("pit.png"), "/components/0/file/url", false),
        (file("missing.png"), "/errors/components/0/file/url", true),
    ] {
        let mut body = body;
        body["attachments"] = json!([{"id": 0}]);
        let answer = send(&api, CREATE, Some(body.clone()), &files).await;
        let json = answer.json();
        let found = json.pointer(shown).cloned().unwrap_or_default();
        if refused {
            assert_eq!((answer.status, json["code"].as_u64()), (400, Some(50035)), "{body}");
            let code = &found["_errors"][0]["code"];
            assert_eq!(code, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "{json}");
        } else {
            assert!(found.as_str().is_some_and(|url| url.contains("/pit.png?")), "{json}");
        }
    }
}

#[actix::test]
async fn stickers_are_sent_as_forms() {
    let mut api = Api::start().await;
    let mut raw = api.gateway().await;
    let field = |name, text: &'static str| Part { name, file: None, bytes: text.as_bytes() };
    let file = Part { name: "file", file: Some(("duck.png", "image/png")), bytes: b"\x89PNG" };
    let body = form(&[field("name", "duck"), field("tags", "bird"), field("description", "a duck"), file]);
    let kind = Some("multipart/form-data; boundary=bound");
    let made = api.send("POST /guilds/$guild/stickers", &[], kind, body).await;
    assert_eq!((made.status, &made.json()["format_type"]), (201, &json!(1)));
    raw.dispatch("GUILD_STICKERS_UPDATE").await;
    raw.dispatch("GUILD_AUDIT_LOG_ENTRY_CREATE").await;
    api.names.insert("it".to_owned(), made.json()["id"].as_str().unwrap().to_owned());
    assert_eq!(api.call("GET /guilds/$guild/stickers", "").await.json()[0]["name"], "duck");
    assert_eq!(api.call("GET /guilds/$guild/stickers/$it", "").await.json()["tags"], "bird");
    assert_eq!(api.call("GET /stickers/$it", "").await.json()["description"], "a duck");
    let sent = api.call(CREATE, r#"{"sticker_ids": ["$it"]}"#).await.json();
    assert_eq!(sent["sticker_items"], json!([{"id": api.id("it"), "name": "duck", "format_type": 1}]));
    let unknown = api.call(CREATE, r#"{"sticker_ids": ["5"]}"#).await.json();
    assert_eq!(unknown["code"], 50081);
    let renamed = api.call("PATCH /guilds/$guild/stickers/$it", r#"{"name": "goose"}"#).await.json();
    assert_eq!((&renamed["name"], &renamed["tags"]), (&json!("goose"), &json!("bird")));
    assert_eq!(api.call("DELETE /guilds/$guild/stickers/$it", "").await.status, 204);
    assert_eq!(api.call("GET /guilds/$guild/stickers", "").await.json(), json!([]));
}
