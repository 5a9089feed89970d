//! Webhook events, each made as an application's unit test would.

use greenroom::model::{Channel, ChannelKind, Guild, LobbyMessage, Message, RawJson, Timestamp, User};
use greenroom::webhook_event::*;

use super::made;

fn user() -> User {
    User::new(1, "ann")
}

fn deleted() -> LobbyMessageDelete {
    LobbyMessageDelete::new(4, 6)
}

made! {
    WebhookEnvelope: WebhookEnvelope::new(9, WebhookKind::Event),
        event = Some(WebhookEvent::new(WebhookEventData::LobbyMessageDelete(deleted())));
    WebhookEvent: WebhookEvent::new(WebhookEventData::LobbyMessageDelete(deleted())),
        timestamp = Some(Timestamp::from_secs(1_704_067_200));
    ApplicationAuthorized: ApplicationAuthorized::new(user(), ["bot".into()]),
        guild = Some(Guild::new(5, "Hill").into());
    ApplicationDeauthorized: ApplicationDeauthorized::new(user());
    LobbyMessageUpdate: LobbyMessageUpdate::new(LobbyMessage::new(4, 6, 3, user(), "Hello")),
        edited_timestamp = Some(Timestamp::from_secs(1_704_067_200));
    LobbyMessageDelete: deleted(), lobby_id = 7.into();
    GameDirectMessage: GameDirectMessage::new(Message::new(4, 3, user(), "Hello")),
        channel = Some(Channel::new(3, ChannelKind::Dm).into());
    UnknownWebhookEvent: UnknownWebhookEvent::new("NEW_THING", RawJson::new("{}").unwrap()), raw = None;
    UndecodedWebhookEvent:
        UndecodedWebhookEvent::new("ENTITLEMENT_CREATE", "missing field `id`", RawJson::new("{}").unwrap()),
        path = Some("id".into());
}
