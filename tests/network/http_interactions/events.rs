//! Webhook events through the service of the bot.

use std::sync::{Arc, Mutex};

use greenroom::handlers;
use greenroom::prelude::*;
use greenroom::sandbox::Fault;
use greenroom::webhook_event::{WebhookEvent, WebhookEventData};
use serde_json::json;

use super::World;
use crate::commands::eventually;

#[derive(Clone, Default)]
struct Lobby {
    seen: Arc<Mutex<Vec<String>>>,
    failures: Arc<Mutex<Vec<String>>>,
}

#[handlers]
impl Lobby {
    #[event]
    async fn webhook_event(&self, ctx: &Context, event: &WebhookEvent) -> HandlerResult {
        assert!(ctx.bot().shards().is_empty());
        self.seen.lock().unwrap().push(event.data.name().to_owned());
        match &event.data {
            WebhookEventData::LobbyMessageDelete(_) => Ok(()),
            WebhookEventData::Unknown(_) => panic!("on purpose"),
            _ => Err("not expected".into()),
        }
    }

    /// Says hello
    #[command]
    async fn hello(&self) -> &'static str {
        "Hello!"
    }
}

#[greenroom::test]
async fn events_are_acknowledged_and_reach_the_handler_and_its_failures_are_reported() {
    let lobby = Lobby::default();
    let failures = Arc::clone(&lobby.failures);
    let add = |bot: Bot| {
        bot.handler(lobby.clone()).on_error(move |_, failure| {
            let failures = Arc::clone(&failures);
            Box::pin(async move { failures.lock().unwrap().push(failure.to_string()) })
        })
    };
    let world = World::start(add).await;
    world.sandbox.webhook_events_url(&world.server.url("/discord")).await.unwrap();
    let deleted = json!({"id": "4", "lobby_id": "6"});
    assert_eq!(world.sandbox.post_webhook_event("LOBBY_MESSAGE_DELETE", deleted).await, Some(1));
    eventually(|| lobby.seen.lock().unwrap().len() == 1).await;
    assert!(lobby.failures.lock().unwrap().is_empty());
    assert_eq!(world.sandbox.post_webhook_event("SOMETHING_NEW", json!({})).await, Some(1));
    // What cannot be read as its type is an event all the same.
    assert_eq!(world.sandbox.post_webhook_event("ENTITLEMENT_CREATE", json!([])).await, Some(1));
    eventually(|| lobby.failures.lock().unwrap().len() == 2).await;
    let failures = lobby.failures.lock().unwrap().join("\n");
    assert!(failures.contains("SOMETHING_NEW") && failures.contains("on purpose"), "{failures}");
    assert!(failures.contains("ENTITLEMENT_CREATE") && failures.contains("not expected"), "{failures}");
    world.end().await;
}

#[greenroom::test]
async fn an_event_that_is_not_acknowledged_is_posted_again() {
    let lobby = Lobby::default();
    let world = World::start(|bot| bot.handler(lobby.clone())).await;
    world.sandbox.webhook_events_url(&world.server.url("/discord")).await.unwrap();
    world.sandbox.faults().times(2, Fault::WrongSignature);
    let sandbox = world.sandbox.clone();
    let posted = tokio::spawn(async move {
        sandbox.post_webhook_event("LOBBY_MESSAGE_DELETE", json!({"id": "4", "lobby_id": "6"})).await
    });
    while !posted.is_finished() {
        world.sandbox.advance(std::time::Duration::from_secs(1));
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(posted.await.unwrap(), Some(3));
    eventually(|| lobby.seen.lock().unwrap().len() == 1).await;
    world.end().await;
}
