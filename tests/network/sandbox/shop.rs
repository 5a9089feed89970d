//! What users buy: events, and the entitlements of interactions.

use greenroom::sandbox::SandboxSkuKind;
use serde_json::{Value, json};

use super::uses::Bot;
use crate::sandbox::api::Api;

/// The SKUs of the entitlements in the next interaction of alice.
async fn entitled(bot: &mut Bot) -> Vec<Value> {
    bot.alice.interacts(&bot.general, 2, json!({"name": "x"}));
    let event = bot.receive().await;
    event["entitlements"].as_array().unwrap().iter().map(|it| it["sku_id"].clone()).collect()
}

#[actix::test]
async fn interactions_have_the_active_entitlements_of_the_user_and_the_guild() {
    let mut bot = Bot::start().await;
    let sandbox = bot.api.sandbox.clone();
    let durable = sandbox.create_sku("Hat", SandboxSkuKind::Durable);
    let coin = sandbox.create_sku("Coin", SandboxSkuKind::Consumable);
    let club = sandbox.create_sku("Club", SandboxSkuKind::UserSubscription);
    let boost = sandbox.create_sku("Boost", SandboxSkuKind::GuildSubscription);
    let dave = sandbox.user("dave");
    dave.buys(durable);
    assert_eq!(entitled(&mut bot).await, [json!(null); 0], "what others bought is not there");
    dave.buys_for(sandbox.guild("Greenroom"), boost);
    assert_eq!(entitled(&mut bot).await, [json!(boost)]);
    for sku in [durable, coin, club] {
        bot.alice.buys(sku);
    }
    assert_eq!(entitled(&mut bot).await, [boost, durable, coin, club].map(|it| json!(it)));
    let bought = format!("GET /applications/$bot/entitlements?user_id=$alice&sku_ids={coin}");
    let bought = bot.api.call(&bought, "").await.json()[0]["id"].as_str().unwrap().to_owned();
    let consumed = bot.api.call(&format!("POST /applications/$bot/entitlements/{bought}/consume"), "").await;
    assert_eq!(consumed.status, 204);
    bot.alice.gets_refund(durable);
    bot.alice.cancels_subscription(club);
    assert_eq!(entitled(&mut bot).await, [boost, club].map(|it| json!(it)));
    bot.alice.subscription_ends(club);
    assert_eq!(entitled(&mut bot).await, [json!(boost)]);
}

#[actix::test]
async fn a_subscription_begins_is_cancelled_and_ends() {
    let api = Api::start().await;
    let mut raw = api.gateway().await;
    let club = api.sandbox.create_sku("Club", SandboxSkuKind::UserSubscription);
    let alice = api.sandbox.user("alice");
    alice.buys(club);
    let entitlement = raw.dispatch("ENTITLEMENT_CREATE").await["d"].take();
    assert!(entitlement["starts_at"].is_string() && entitlement["ends_at"].is_null());
    let begun = raw.dispatch("SUBSCRIPTION_CREATE").await["d"].take();
    assert_eq!(begun["entitlement_ids"], json!([entitlement["id"]]));
    alice.cancels_subscription(club);
    let cancelled = raw.dispatch("SUBSCRIPTION_UPDATE").await["d"].take();
    assert_eq!((&cancelled["status"], &cancelled["renewal_sku_ids"]), (&json!(2), &json!([])));
    assert!(cancelled["canceled_at"].is_string());
    alice.subscription_ends(club);
    assert_eq!(raw.dispatch("SUBSCRIPTION_UPDATE").await["d"]["status"], 1);
    assert!(raw.dispatch("ENTITLEMENT_UPDATE").await["d"]["ends_at"].is_string());
    let all = "GET /applications/$bot/entitlements";
    assert_eq!(api.call(all, "").await.json()[0]["id"], entitlement["id"]);
    assert_eq!(api.call(&format!("{all}?exclude_ended=true"), "").await.json(), json!([]));
}

#[actix::test]
async fn entitlements_are_listed_in_pages() {
    let api = Api::start().await;
    let hat = api.sandbox.create_sku("Hat", SandboxSkuKind::Durable);
    for user in ["alice", "carol", "dave"] {
        api.sandbox.user(user).buys(hat);
    }
    let ids = |json: Value| -> Vec<String> {
        json.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    };
    let call = "GET /applications/$bot/entitlements";
    let all = ids(api.call(call, "").await.json());
    assert_eq!(all.len(), 3);
    for (query, expected) in [
        ("limit=2".to_owned(), &all[..2]),
        (format!("after={}", all[0]), &all[1..]),
        (format!("before={}&limit=1", all[2]), &all[1..2]),
    ] {
        assert_eq!(ids(api.call(&format!("{call}?{query}"), "").await.json()), expected, "{query}");
    }
}
