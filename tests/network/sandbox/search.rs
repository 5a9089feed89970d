//! The search of messages and of threads.

use greenroom::gateway::Intents;
use serde_json::{Value, json};

use crate::sandbox::api::{ALL_BUT_ADMINISTRATOR as ALL, Api};

const SEARCH: &str = "GET /guilds/$guild/messages/search";

impl Api {
    /// With messages in two channels and a thread.
    async fn with_messages() -> Self {
        let mut api = Self::start().await;
        let guild = api.sandbox.guild("Greenroom");
        let (general, other) = (guild.channel("general"), guild.channel("other"));
        api.names.insert("other".to_owned(), other.id().to_string());
        let (alice, carol) = (api.sandbox.user("alice"), api.sandbox.user("carol"));
        let link = alice.say(&other, "see https://example.com/page for the green door");
        carol.reply(&other, link, "which door?");
        carol.say(&general, "hello green and open door");
        api.names.insert("link".to_owned(), link.to_string());
        let body = r#"{"content": "<@$alice> bot door", "embeds": [{"title": "t"}]}"#;
        let sent = api.call("POST /channels/$general/messages", body).await.json();
        api.names.insert("sent".to_owned(), sent["id"].as_str().unwrap().to_owned());
        api.call("PUT /channels/$general/messages/pins/$sent", "").await;
        let thread = api.call("POST /channels/$general/threads", r#"{"name": "talk", "type": 11}"#).await.json();
        api.names.insert("thread".to_owned(), thread["id"].as_str().unwrap().to_owned());
        api.call("POST /channels/$thread/messages", r#"{"content": "inside"}"#).await;
        api
    }

    async fn found(&self, query: &str) -> Vec<String> {
        let answer = self.call(&format!("{SEARCH}?{query}"), "").await;
        let json = answer.json();
        assert_eq!(answer.status, 200, "{query}: {json}");
        let groups = json["messages"].as_array().unwrap();
        assert!(groups.iter().all(|it| it[0]["hit"] == true && it[0].get("reactions").is_none()));
        groups.iter().map(|it| it[0]["content"].as_str().unwrap().to_owned()).collect()
    }
}

#[actix::test]
async fn each_filter_selects_messages() {
    let api = Api::with_messages().await;
    let link = "see https://example.com/page for the green door";
    let (which, open, hello) = ("which door?", "hello green and open door", "hello");
    let bot = format!("<@{}> bot door", api.id("alice"));
    let bot = bot.as_str();
    let table: &[(&str, &[&str])] = &[
        ("content=DOOR", &[bot, open, which, link]),
        ("content=green%20door", &[open, link]),
        ("content=green%20door&slop=1", &[link]),
        ("content=door%20green", &[]),
        ("content=door&sort_order=asc&limit=2", &[link, which]),
        ("content=door&limit=1&offset=1", &[open]),
        ("content=door&sort_by=relevance&author_id=$carol", &[open, which]),
        ("author_id=$alice&author_id=$bot&content=door", &[bot, link]),
        ("author_type=bot&content=door", &[bot]),
        ("author_type=-bot&author_type=user&content=hello", &[open, hello]),
        ("mentions=$alice", &[bot, which]),
        ("mention_everyone=true", &[]),
        ("has=link", &[link]),
        ("has=embed", &[bot]),
        ("has=-embed&content=door", &[open, which, link]),
        ("has=poll", &[]),
        ("link_hostname=example.com", &[link]),
        ("link_hostname=example", &[]),
        ("channel_id=$other", &[which, link]),
        ("channel_id=$thread", &["inside"]),
        ("replied_to_user_id=$alice", &[which]),
        ("replied_to_message_id=$link", &[which]),
        ("min_id=$link&channel_id=$other", &[which]),
        ("max_id=$link&content=hello", &[hello]),
        ("pinned=true", &[bot]),
        ("pinned=false&content=door", &[open, which, link]),
    ];
    for (query, expected) in table {
        assert_eq!(api.found(query).await, *expected, "{query}");
    }
}

#[actix::test]
async fn the_total_and_the_threads_are_part_of_the_answer() {
    let api = Api::with_messages().await;
    let json = api.call(&format!("{SEARCH}?content=inside"), "").await.json();
    assert_eq!((&json["total_results"], &json["doing_deep_historical_index"]), (&json!(1), &json!(false)));
    assert_eq!(json["threads"][0]["id"], api.id("thread"));
    assert_eq!(json["members"][0]["user_id"], api.id("bot"));
    let json = api.call(&format!("{SEARCH}?content=door&limit=1"), "").await.json();
    assert_eq!((&json["total_results"], &json["threads"]), (&json!(4), &json!([])));
}

#[actix::test]
async fn wrong_queries_are_refused() {
    let api = Api::with_messages().await;
    let long = format!("content={}", "x".repeat(1025));
    for (query, place) in [
        ("limit=26", "/errors/limit"),
        ("limit=0", "/errors/limit"),
        ("offset=9976", "/errors/offset"),
        ("has=nothing", "/errors/has/0"),
        ("author_type=cat", "/errors/author_type/0"),
        ("sort_by=size", "/errors/sort_by/0"),
        ("sort_order=up", "/errors/sort_order/0"),
        ("author_id=x", "/errors/author_id/0"),
        ("min_id=x", "/errors/min_id"),
        ("slop=101", "/errors/slop"),
        (long.as_str(), "/errors/content"),
    ] {
        let answer = api.call(&format!("{SEARCH}?{query}"), "").await;
        let json = answer.json();
        assert_eq!((answer.status, &json["code"]), (400, &json!(50035)), "{query}: {json}");
        assert!(json.pointer(place).is_some(), "{query}: {json}");
    }
    assert_eq!(api.call(&format!("{SEARCH}?channel_id=5"), "").await.json()["code"], 10003);
}

#[actix::test]
async fn only_what_the_bot_can_read_is_found() {
    let api = Api::with_messages().await;
    let guild = api.sandbox.guild("Greenroom");
    api.call("PATCH /channels/$other", r#"{"nsfw": true}"#).await;
    assert_eq!(api.found("content=which").await, [""; 0]);
    assert_eq!(api.found("content=which&include_nsfw=true").await, ["which door?"]);
    guild.set_everyone_permissions(0);
    guild.set_bot_permissions(ALL & !(1 << 16));
    assert_eq!(api.found("content=door").await, [""; 0], "without READ_MESSAGE_HISTORY");
    let channel = api.call(&format!("{SEARCH}?channel_id=$general"), "").await;
    assert_eq!((channel.status, &channel.json()["code"]), (403, &json!(50001)));
    guild.set_bot_permissions(ALL);
    api.sandbox.set_privileged_intents(Intents::GUILD_MEMBERS);
    let without = api.call(SEARCH, "").await;
    assert_eq!((without.status, &without.json()["code"]), (403, &json!(50001)), "without MESSAGE_CONTENT");
}

#[actix::test]
async fn threads_are_searched_by_name_tag_and_state() {
    let mut api = Api::start().await;
    let body = r#"{"name": "forum", "type": 15, "available_tags": [{"name": "a"}, {"name": "b"}]}"#;
    let forum = api.call("POST /guilds/$guild/channels", body).await.json();
    for (name, value) in [("forum", &forum["id"]), ("a", &forum["available_tags"][0]["id"])] {
        api.names.insert(name.to_owned(), value.as_str().unwrap().to_owned());
    }
    for (name, body) in [
        ("one", r#"{"name": "Green one", "message": {"content": "first"}, "applied_tags": ["$a"]}"#),
        ("two", r#"{"name": "green two", "message": {"content": "second"}}"#),
        ("three", r#"{"name": "red", "message": {"content": "third"}, "applied_tags": ["$a"]}"#),
    ] {
        let post = api.call("POST /channels/$forum/threads", body).await.json();
        api.names.insert(name.to_owned(), post["id"].as_str().unwrap_or_else(|| panic!("{post}")).to_owned());
    }
    api.call("PATCH /channels/$two", r#"{"archived": true}"#).await;
    let table: &[(&str, &[&str])] = &[
        ("", &["three", "two", "one"]),
        ("?name=GREEN", &["two", "one"]),
        ("?name=green&sort_by=creation_time&sort_order=asc", &["one", "two"]),
        ("?tag=$a", &["three", "one"]),
        ("?tag=$a&tag=5&tag_setting=match_all", &[]),
        ("?archived=true", &["two"]),
        ("?archived=false", &["three", "one"]),
        ("?limit=1&offset=1", &["two"]),
        ("?max_id=$two", &["one"]),
    ];
    let ids = |json: &Value| -> Vec<String> {
        json.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    };
    for (query, expected) in table {
        let json = api.call(&format!("GET /channels/$forum/threads/search{query}"), "").await.json();
        let expected: Vec<String> = expected.iter().map(|it| api.id(it).to_owned()).collect();
        assert_eq!(ids(&json["threads"]), expected, "{query}");
        assert_eq!(ids(&json["first_messages"]), expected, "{query}");
    }
    let json = api.call("GET /channels/$forum/threads/search?limit=1", "").await.json();
    assert_eq!((&json["has_more"], &json["total_results"]), (&json!(true), &json!(3)));
    for (query, code) in [("?limit=0", 50035), ("?sort_by=size", 50035), ("?tag_setting=x", 50035)] {
        let json = api.call(&format!("GET /channels/$forum/threads/search{query}"), "").await.json();
        assert_eq!(json["code"], code, "{query}");
    }
}
