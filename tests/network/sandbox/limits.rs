//! Rate limits over plain HTTP: headers, bodies, scopes, bans.

use std::time::Duration;

use greenroom::sandbox::{Fault, RestBucket};

use crate::sandbox::api::{Answer, Api};

async fn say(api: &Api) -> Answer {
    api.call("POST /channels/$general/messages", r#"{"content": "x"}"#).await
}

#[actix::test]
async fn every_answer_has_the_headers_of_its_bucket() {
    let api = Api::start().await;
    api.sandbox.set_rest_limit(RestBucket::CreateMessage, 2, Duration::from_millis(200));
    let (first, second, third) = (say(&api).await, say(&api).await, say(&api).await);
    for (answer, status, remaining) in [(&first, 200, "1"), (&second, 200, "0"), (&third, 429, "0")] {
        assert_eq!((answer.status, answer.headers["x-ratelimit-remaining"].as_str()), (status, remaining));
        assert_eq!(answer.headers["x-ratelimit-limit"], "2");
        assert_eq!(answer.headers["x-ratelimit-bucket"], first.headers["x-ratelimit-bucket"]);
        assert!(answer.headers["x-ratelimit-reset"].parse::<f64>().unwrap() > 1.7e9);
        let after: f64 = answer.headers["x-ratelimit-reset-after"].parse().unwrap();
        assert!(after > 0.0 && after <= 0.2, "{after}");
    }
    assert_eq!(third.headers["x-ratelimit-scope"], "user");
    assert_eq!(third.headers["retry-after"], "1");
    let json = third.json();
    assert_eq!((&json["message"], json["global"].as_bool()), (&"You are being rate limited.".into(), Some(false)));
    assert!(json["retry_after"].as_f64().unwrap() <= 0.2);
    // Another channel is counted separately, under the same hash.
    api.sandbox.guild("Greenroom").channel("other");
    let other = api.sandbox.guild("Greenroom").channel("other").id();
    let elsewhere = api.call(&format!("POST /channels/{other}/messages"), r#"{"content": "x"}"#).await;
    assert_eq!((elsewhere.status, elsewhere.headers["x-ratelimit-remaining"].as_str()), (200, "1"));
    assert_eq!(elsewhere.headers["x-ratelimit-bucket"], first.headers["x-ratelimit-bucket"]);
}

#[actix::test]
async fn routes_share_buckets_or_have_their_own() {
    let api = Api::start().await;
    let hash = |answer: &Answer| answer.headers["x-ratelimit-bucket"].clone();
    let list = api.call("GET /channels/$general/messages", "").await;
    let one = api.call("GET /channels/$general/messages/$said", "").await;
    let roles = api.call("GET /guilds/$guild/roles", "").await;
    let bans = api.call("GET /guilds/$guild/bans", "").await;
    assert_eq!(hash(&list), hash(&one));
    assert_ne!(hash(&roles), hash(&bans));
    assert!(api.sandbox.set_route_limit("GET", "/guilds/{guild_id}/roles", 1, Duration::from_secs(5)));
    assert!(!api.sandbox.set_route_limit("GET", "/guilds/{guild_id}/nonsense", 1, Duration::from_secs(5)));
    // An open window keeps its end, but gets the new limit.
    assert_eq!(api.call("GET /guilds/$guild/roles", "").await.status, 429);
    assert_eq!(api.call("GET /guilds/$guild/bans", "").await.status, 200);
}

#[actix::test]
async fn the_global_limit_does_not_count_interactions() {
    let mut api = Api::start().await;
    let general = api.sandbox.guild("Greenroom").channel("general");
    let id = api.sandbox.user("alice").interacts(&general, 2, serde_json::json!({"name": "x"}));
    api.names.insert("it".to_owned(), id.to_string());
    api.names.insert("token".to_owned(), api.sandbox.interaction_token(id).unwrap());
    api.sandbox.set_global_rest_limit(1);
    assert_eq!(api.call("GET /users/@me", "").await.status, 200);
    let limited = api.call("GET /guilds/$guild", "").await;
    assert_eq!((limited.status, limited.headers["x-ratelimit-scope"].as_str()), (429, "global"));
    assert_eq!(limited.headers["x-ratelimit-global"], "true");
    assert_eq!(limited.json()["global"], true);
    let callback = api.call("POST /interactions/$it/$token/callback", r#"{"type": 5}"#).await;
    assert_eq!(callback.status, 204);
    assert!(!callback.headers.contains_key("x-ratelimit-bucket"));
    assert_eq!(api.call("POST /webhooks/$bot/$token", r#"{"content": "x"}"#).await.status, 200);
}

#[actix::test]
async fn a_shared_limit_is_not_an_invalid_request() {
    let api = Api::start().await;
    let fault = |shared| Fault::TooManyRequests { retry_after: Duration::from_millis(64), global: false, shared };
    api.sandbox.faults().once(fault(true));
    let answer = say(&api).await;
    assert_eq!((answer.status, answer.headers["x-ratelimit-scope"].as_str()), (429, "shared"));
    assert_eq!(answer.json()["code"], 40062);
    assert_eq!(api.sandbox.invalid_requests(), 0);
    api.sandbox.faults().once(fault(false));
    assert_eq!(say(&api).await.status, 429);
    assert_eq!(api.sandbox.invalid_requests(), 1);
}

#[actix::test]
async fn too_many_invalid_requests_are_answered_by_cloudflare() {
    let api = Api::start().await;
    api.sandbox.set_invalid_request_limit(3, Duration::from_millis(120));
    for _ in 0..3 {
        let answer = api.send("GET /users/@me", &[("authorization", "Bot wrong")], None, Vec::new()).await;
        assert_eq!(answer.status, 401);
    }
    let banned = say(&api).await;
    assert_eq!((banned.status, banned.headers["content-type"].as_str()), (429, "text/html"));
    assert_eq!(banned.headers["retry-after"], "1");
    assert!(!banned.headers.contains_key("via") && !banned.headers.contains_key("x-ratelimit-scope"));
    assert!(serde_json::from_slice::<serde_json::Value>(&banned.bytes).is_err());
    tokio::time::sleep(Duration::from_millis(130)).await;
    assert_eq!(say(&api).await.status, 200);
    // A ban can be set directly, for any time.
    api.sandbox.ban_address(Duration::from_secs(60));
    assert_eq!(say(&api).await.headers["retry-after"], "60");
    api.sandbox.ban_address(Duration::ZERO);
    assert_eq!(say(&api).await.status, 200);
    api.sandbox.faults().once(Fault::Cloudflare { status: 403, retry_after: Duration::from_secs(7) });
    let blocked = say(&api).await;
    assert_eq!((blocked.status, blocked.headers["retry-after"].as_str()), (403, "7"));
    assert_eq!(say(&api).await.status, 200);
}

#[actix::test]
async fn invalid_requests_expire_with_their_window() {
    let api = Api::start().await;
    api.sandbox.set_invalid_request_window(Duration::from_millis(50));
    let answer = api.send("GET /users/@me", &[("authorization", "Bot wrong")], None, Vec::new()).await;
    assert_eq!((answer.status, api.sandbox.invalid_requests()), (401, 1));
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(api.sandbox.invalid_requests(), 0);
}
