//! Files: how they are sent, that a repetition sends the same bytes, and where they come from.

use std::fs;
use std::time::Duration;

use greenroom::model::*;
use greenroom::rest::HttpError;
use serde_json::{Value, json};

use crate::rest::script::{Asked, Script};

const CHANNEL: ChannelId = ChannelId::new(2);
const LIMITED: &str = r#"{"message":"You are being rate limited.","retry_after":0.02,"global":false}"#;

fn message() -> String {
    json!({"id": "9", "channel_id": "2", "author": {"id": "1", "username": "bot"}, "content": "",
        "timestamp": "2026-01-05T19:00:00.000000+00:00"})
    .to_string()
}

fn payload(asked: &Asked) -> Value {
    let parts = asked.parts();
    let (name, filename, kind, content) = &parts[0];
    assert_eq!((name.as_str(), filename.as_deref(), kind.as_deref()), ("payload_json", None, Some("application/json")));
    serde_json::from_slice(content).unwrap()
}

fn nonce(script: &Script, request: usize) -> Value {
    payload(&script.asked()[request])["nonce"].clone()
}

#[tokio::test]
async fn uploads_that_are_sent_again_have_equal_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cat.png");
    fs::write(&path, b"\x89PNG first").unwrap();
    let on_disk = path.clone();
    let script = Script::start(move |number, _| {
        // What happens to the file while the request waits makes no difference.
        fs::write(&on_disk, format!("changed {number} times")).unwrap();
        match number {
            0 => (429, LIMITED.to_owned()),
            1 => (502, String::new()),
            _ => (200, message()),
        }
    })
    .await;
    let log: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let answer = script
        .http
        .create_message(CHANNEL)
        .content("Look:")
        .file(Upload::path(&path).description("A cat").spoiler())
        .file(Upload::bytes("log.bin", log.clone()))
        .await
        .unwrap();
    assert_eq!(answer.id, 9);

    let asked = script.asked();
    assert_eq!(asked.len(), 3);
    // All but the time, which goes on between the attempts. The body is too long to be printed.
    let head = |asked: &Asked| {
        let headers = asked.headers().iter().filter(|(name, _)| name != "date").cloned();
        (asked.line.clone(), headers.collect::<Vec<_>>())
    };
    for again in &asked[1..] {
        assert_eq!(head(again), head(&asked[0]), "the head is the same each time");
        assert!(again.body == asked[0].body, "the body is the same each time");
    }
    assert_eq!(asked[0].line, "POST /channels/2/messages");
    let said = payload(&asked[0]);
    assert_eq!(said["content"], "Look:");
    assert_eq!(
        said["attachments"],
        json!([
            {"id": "0", "filename": "cat.png", "description": "A cat", "is_spoiler": true},
            {"id": "1", "filename": "log.bin"}
        ])
    );
    let files = asked[0].parts().split_off(1);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        files,
        [
            ("files[0]".to_owned(), text("cat.png"), text("image/png"), b"\x89PNG first".to_vec()),
            ("files[1]".to_owned(), text("log.bin"), text("application/octet-stream"), log),
        ]
    );
}

#[tokio::test]
async fn a_large_file_arrives_whole() {
    let script = Script::start(|_, _| (200, message())).await;
    let bytes: Vec<u8> = (0..5_000_000_u32).map(|number| number.to_le_bytes()[usize::from(number % 3 == 0)]).collect();
    script.http.create_message(CHANNEL).file(Upload::bytes("big.bin", bytes.clone())).await.unwrap();
    assert_eq!(script.asked()[0].parts()[1].3, bytes);
}

#[tokio::test]
async fn without_files_json_is_sent() {
    let script = Script::start(|_, _| (200, message())).await;
    script.http.update_message(CHANNEL, MessageId::new(9)).content("hi").await.unwrap();
    let asked = script.asked().remove(0);
    assert_eq!(
        (asked.header("content-type"), asked.body.as_slice()),
        (Some("application/json"), &br#"{"content":"hi"}"#[..])
    );
}

#[tokio::test]
async fn attachments_stand_where_the_operation_has_them() {
    let script = Script::start(|_, asked| match asked.line.as_str() {
        "POST /interactions/3/token/callback" => (204, String::new()),
        line if line.ends_with("/threads") => (200, json!({"id": "4", "type": 11}).to_string()),
        _ => (200, message()),
    })
    .await;
    let file = || Upload::bytes("a.txt", "hi").title("T");
    let listed = json!([{"id": "0", "filename": "a.txt", "title": "T"}]);

    let response = InteractionResponse::message("hi");
    script.http.create_interaction_response(InteractionId::new(3), "token", &response).file(file()).await.unwrap();
    let said = payload(&script.asked()[0]);
    assert_eq!((&said["type"], &said["data"]["attachments"]), (&json!(4), &listed));
    assert!(script.asked()[0].header("authorization").is_none());

    let post = StarterMessage::default();
    script.http.create_forum_post(CHANNEL, "Ants", &post).file(file()).await.unwrap();
    let said = payload(&script.asked()[1]);
    assert_eq!((&said["name"], &said["message"]["attachments"]), (&json!("Ants"), &listed));

    // Of a message that is changed, what stays is named, and what comes is added.
    let kept = AttachmentUpdate::keep(AttachmentId::new(77));
    script.http.update_message(CHANNEL, MessageId::new(9)).attachments([kept]).files([file(), file()]).await.unwrap();
    let entry = |id: &str| json!({"id": id, "filename": "a.txt", "title": "T"});
    assert_eq!(payload(&script.asked()[2])["attachments"], json!([{"id": "77"}, entry("0"), entry("1")]));

    // A file without properties needs no entry in a new message. In a change it would be the only one to stay.
    let plain = || Upload::bytes("b.txt", "hi");
    script.http.create_message(CHANNEL).content("hi").file(plain()).await.unwrap();
    assert_eq!(
        payload(&script.asked()[3]),
        json!({"content": "hi", "enforce_nonce": true, "nonce": nonce(&script, 3)})
    );
    script.http.update_message(CHANNEL, MessageId::new(9)).file(plain()).await.unwrap();
    assert_eq!(payload(&script.asked()[4]), json!({"attachments": [{"id": "0", "filename": "b.txt"}]}));
}

#[tokio::test]
async fn a_sticker_is_a_form() {
    let sticker = r#"{"id":"5","name":"wave","tags":"wave","type":2,"format_type":1}"#;
    let script = Script::start(move |_, _| (201, sticker.to_owned())).await;
    let image = Upload::bytes("wave.png", "\u{89}PNG");
    let call = script.http.create_sticker(GuildId::new(5), "wave", "👋", image);
    assert_eq!(call.reason("hello").await.unwrap().id, 5);
    let asked = script.asked().remove(0);
    assert_eq!((asked.line.as_str(), asked.header("x-audit-log-reason")), ("POST /guilds/5/stickers", Some("hello")));
    let parts = asked.parts();
    let names: Vec<_> =
        parts.iter().map(|(name, filename, kind, _)| (name.as_str(), filename.as_deref(), kind.as_deref())).collect();
    assert!(names.contains(&("file", Some("wave.png"), Some("image/png"))), "{names:?}");
    assert!(parts.contains(&("tags".to_owned(), None, None, "👋".as_bytes().to_vec())), "{names:?}");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_not_sent() {
    let script = Script::start(|_, _| (200, message())).await;
    let error = script.http.create_message(CHANNEL).file(Upload::path("/nowhere/cat.png")).await.unwrap_err();
    assert!(
        matches!(&error, HttpError::Invalid { fields, .. } if fields[0].problem.contains("/nowhere/cat.png")),
        "{error}"
    );

    let eleven = (0..11).map(|number| Upload::bytes(format!("{number}.txt"), "x"));
    let error = script.http.create_message(CHANNEL).files(eleven).timeout(Duration::from_secs(5)).await.unwrap_err();
    assert!(error.to_string().contains("11 files"), "{error}");
    assert!(script.asked().is_empty());
}

#[tokio::test]
async fn client_credentials_are_sent_and_used() {
    let answer =
        r#"{"access_token":"s3cr3t","token_type":"Bearer","expires_in":604800,"scope":"identify connections"}"#;
    let script = Script::start(move |number, _| match number {
        0 => (200, answer.to_owned()),
        1 => (401, r#"{"message":"401: Unauthorized","code":0}"#.to_owned()),
        _ => (200, r#"{"id":"1","username":"bot"}"#.to_owned()),
    })
    .await;
    let http = &script.http;
    let token = http.client_credentials(ApplicationId::new(12), "hush", &["identify", "connections"]).await.unwrap();
    assert_eq!((token.expires_in, token.scopes.len()), (604_800, 2));
    // A bearer token that is refused says nothing about the bot's own.
    let error = http.current_user().bearer(&token).await.unwrap_err();
    assert!(!matches!(error, HttpError::TokenRefused { .. }), "{error}");
    assert!(!format!("{error} {error:?}").contains("s3cr3t"));
    http.current_user().await.unwrap();

    let asked = script.asked();
    assert_eq!(asked[0].line, "POST /oauth2/token");
    assert_eq!(asked[0].header("authorization"), Some("Basic MTI6aHVzaA=="));
    assert_eq!(asked[0].header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(asked[0].body, b"grant_type=client_credentials&scope=identify%20connections");
    assert_eq!(asked[1].header("authorization"), Some("Bearer s3cr3t"));
    assert_eq!(asked[2].header("authorization"), Some("Bot a.b.c"));
}
