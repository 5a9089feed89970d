//! Lists that come in pages, as streams.

use futures_util::{StreamExt, TryStreamExt};
use greenroom::model::*;
use greenroom::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::rest::script::{Asked, Script};
use crate::rest::{general, http};

const GUILD: GuildId = GuildId::new(5);

/// A page of members with ids from 1 to `count`, as the query asks for it.
fn members(asked: &Asked, count: u64) -> String {
    let number = |name| asked.query(name).map_or(0, |text: &str| text.parse::<u64>().unwrap());
    let (after, limit) = (number("after"), number("limit"));
    let page: Vec<Value> = (after + 1..=count)
        .take(usize::try_from(limit).unwrap())
        .map(|id| json!({"user": {"id": id.to_string(), "username": "x"}, "roles": []}))
        .collect();
    Value::Array(page).to_string()
}

#[tokio::test]
async fn every_member_is_returned_once_and_in_order() {
    let script = Script::start(|_, asked| (200, members(asked, 2500))).await;
    let all: Vec<Member> = script.http.guild_members(GUILD).stream().try_collect().await.unwrap();
    let ids: Vec<u64> = all.iter().map(|member| member.id().unwrap().get()).collect();
    assert_eq!(ids, (1..=2500).collect::<Vec<_>>());
    let asked: Vec<_> = script.asked().into_iter().map(|it| it.line).collect();
    assert_eq!(
        asked,
        [
            "GET /guilds/5/members?limit=1000&after=0",
            "GET /guilds/5/members?limit=1000&after=1000",
            "GET /guilds/5/members?limit=1000&after=2000",
        ]
    );
}

#[tokio::test]
async fn only_the_needed_pages_are_requested() {
    let script = Script::start(|_, asked| (200, members(asked, 2500))).await;
    let stream = script.http.guild_members(GUILD).after(100).limit(10_u16).stream();
    assert!(script.asked().is_empty(), "nothing is sent before it is polled");
    let some: Vec<Member> = stream.take(15).try_collect().await.unwrap();
    assert_eq!(some.iter().map(|it| it.id().unwrap().get()).collect::<Vec<_>>(), (101..=115).collect::<Vec<_>>());
    let asked: Vec<_> = script.asked().into_iter().map(|it| it.line).collect();
    assert_eq!(asked, ["GET /guilds/5/members?limit=10&after=100", "GET /guilds/5/members?limit=10&after=110"]);
}

#[tokio::test]
async fn an_error_ends_the_stream() {
    let script = Script::start(|number, asked| match number {
        0 => (200, members(asked, 2500)),
        _ => (403, r#"{"message":"Missing Access","code":50001}"#.to_owned()),
    })
    .await;
    let mut stream = script.http.guild_members(GUILD).limit(2_u16).stream();
    assert!(stream.next().await.unwrap().is_ok() && stream.next().await.unwrap().is_ok());
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.status(), Some(403), "{error}");
    assert!(stream.next().await.is_none());
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn has_more_decides_about_the_next_page() {
    let pin = |second: u8| {
        let time = format!("2026-01-05T19:00:{second:02}.000000+00:00");
        json!({"pinned_at": time, "message": {"id": second.to_string(), "channel_id": "2", "content": "",
            "timestamp": time,
            "author": {"id": "1", "username": "x"}}})
    };
    let script = Script::start(move |number, _| {
        // Both pages are short; only the second is the last.
        let (items, more) = if number == 0 { (vec![pin(9), pin(8)], true) } else { (vec![pin(7)], false) };
        (200, json!({"items": items, "has_more": more}).to_string())
    })
    .await;
    let pins: Vec<_> = script.http.pins(ChannelId::new(2)).stream().try_collect().await.unwrap();
    assert_eq!(pins.iter().map(|it| it.message.id.get()).collect::<Vec<_>>(), [9, 8, 7]);
    let asked = script.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!((asked[0].query("limit"), asked[0].query("before")), (Some("50"), None));
    assert_eq!(asked[1].query("before"), Some("2026-01-05T19:00:08.000000%2B00:00"));
}

#[tokio::test]
async fn a_channel_is_read_backwards_to_a_bound() {
    let sandbox = Sandbox::start().await.unwrap();
    let (http, channel) = (http(&sandbox), general(&sandbox));
    let alice = sandbox.user("alice");
    let ids = alice.say_all(channel, (0..25).map(|number| number.to_string()));

    let all: Vec<Message> = http.messages(channel).limit(10_u8).stream().try_collect().await.unwrap();
    assert_eq!(all.iter().map(|it| it.id).take(25).collect::<Vec<_>>(), ids.iter().rev().copied().collect::<Vec<_>>());

    let some = http.messages(channel).limit(10_u8).before(ids[20]).after(ids[3]).stream();
    let some: Vec<Message> = some.try_collect().await.unwrap();
    assert_eq!(some.iter().map(|it| it.id).collect::<Vec<_>>(), ids[4..20].iter().rev().copied().collect::<Vec<_>>());
}

/// An element that cannot be read costs itself: neither the page nor the pages behind it.
#[tokio::test]
async fn an_element_that_cannot_be_read_is_left_out_of_its_page() {
    let page = |asked: &Asked| {
        members(asked, 25)
            .replace(r#"{"id":"7","username":"x"}"#, r#"{"id":[],"username":"x"}"#)
            .replace(r#"{"roles":[],"user":{"id":"13","username":"x"}}"#, "13")
    };
    let script = Script::start(move |_, asked| (200, page(asked))).await;
    let all: Vec<Member> = script.http.guild_members(GUILD).limit(10_u16).stream().try_collect().await.unwrap();
    let ids: Vec<Option<u64>> = all.iter().map(|member| member.id().map(UserId::get)).collect();
    let expected: Vec<_> = (1..=25).filter(|id| *id != 13).map(|id| (id != 7).then_some(id)).collect();
    assert_eq!(ids, expected);
    let answer = script.http.guild_members(GUILD).limit(25_u16).full_answer().await.unwrap();
    let skipped = answer.skipped().unwrap();
    assert_eq!((answer.value.len(), skipped.count, skipped.path.as_deref()), (24, 2, Some("[6].user.id")));
    assert!(skipped.reason.starts_with("invalid type"), "{skipped}");
    let answer = script.http.guild_members(GUILD).limit(5_u16).full_answer().await.unwrap();
    assert_eq!((answer.value.len(), answer.skipped()), (5, None));
}

/// What cannot be read of an answer at all says where, that the request was carried out, and what came, without
/// secrets.
#[tokio::test]
async fn an_answer_that_cannot_be_read_is_an_error_with_its_path() {
    let body = r#"{"channel_id":"2","author":{"id":"3"},"content":"x","token":"s3cr3t","id":["s3cr3t"]}"#;
    let script = Script::start(move |_, _| (200, body.to_owned())).await;
    let error = script.http.create_message(ChannelId::new(2)).content("x").await.unwrap_err();
    let (text, debug) = (error.to_string(), format!("{error:?}"));
    assert!(
        text.starts_with("create_message (POST /channels/2/messages) was carried out") && text.contains("at `id`"),
        "{text}"
    );
    assert!(debug.contains("\\\"channel_id\\\":\\\"2\\\"") && debug.contains("{secret}"), "{debug}");
    assert!(!debug.contains("token\\\":\\\"s3cr3t"), "{debug}");
    assert_eq!(script.asked().len(), 1, "it is not repeated");
}
