//! Messages as answers show them, and the author of a webhook's message.

use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::reply::{ApiError, Reply};
use super::state::ApiState;
use crate::model::{ChannelId, MessageId};
use crate::sandbox::world::{Edit, Message, Webhook};

/// The message object of an answer: without content, if the application may not see it.
pub(super) fn shown(state: &ApiState<'_>, message: &Message) -> Value {
    state.world.message_json(message)
}

pub(super) fn show(state: &ApiState<'_>, channel: ChannelId, id: MessageId) -> Result<Reply, ApiError> {
    Ok(Reply::Text(state.world.message_text(state.world.message(channel, id)?)))
}

/// Whether an edit would leave nothing of a message.
pub(super) fn would_be_empty(message: &Message, edit: &Edit) -> bool {
    let left = |new: Option<bool>, old: bool| new.unwrap_or(old);
    left(edit.content.as_ref().map(String::is_empty), message.content.is_empty())
        && left(edit.embeds.as_ref().map(Vec::is_empty), message.embeds.is_empty())
        && left(edit.components.as_ref().map(Vec::is_empty), message.components.is_empty())
        && left(edit.attachments.as_ref().map(Vec::is_empty), message.attachments.is_empty())
        && message.stickers.is_empty()
        && message.poll.is_none()
        && edit.poll.is_none()
        && message.snapshots.is_none()
}

/// The author object of a webhook's message.
pub(super) fn webhook_author(webhook: &Webhook, name: Option<&str>, avatar: Option<&str>) -> Box<RawValue> {
    let json = json!({
        "id": webhook.id, "bot": true, "username": name.unwrap_or(&webhook.name), "discriminator": "0000",
        "global_name": null, "avatar": avatar.or(webhook.avatar.as_deref()), "public_flags": 0, "flags": 0,
        "primary_guild": null,
    });
    // Serialising a JSON tree into text does not fail.
    serde_json::value::to_raw_value(&json).unwrap_or_else(|_| RawValue::NULL.to_owned())
}
