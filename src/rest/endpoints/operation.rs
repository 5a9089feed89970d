//! The operations, named as in Discord's OpenAPI document.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::rest::route::{Operation, delete, get, patch, post, put};

// The bot's own application (Discord's docs, resources/application).
pub(crate) const GET_MY_APPLICATION: Operation = get("get_my_application", "/applications/@me");

// Channels (Discord's docs, resources/channel).
pub(crate) const GET_CHANNEL: Operation = get("get_channel", "/channels/{channel_id}");
pub(crate) const TRIGGER_TYPING_INDICATOR: Operation =
    post("trigger_typing_indicator", "/channels/{channel_id}/typing").repeatable();

// Where the gateway is (Discord's docs, events/gateway).
pub(crate) const GET_GATEWAY: Operation = get("get_gateway", "/gateway").without_token();
pub(crate) const GET_BOT_GATEWAY: Operation = get("get_bot_gateway", "/gateway/bot");

// Answers to interactions (Discord's docs, interactions/receiving-and-responding). They need no bot token; that of the
pub(crate) const CREATE_INTERACTION_RESPONSE: Operation =
    post("create_interaction_response", "/interactions/{interaction_id}/{interaction_token}/callback").without_token();
pub(crate) const INTERACTION_RESPONSE: Operation =
    get("get_original_webhook_message", "/webhooks/{application_id}/{interaction_token}/messages/@original")
        .without_token();
pub(crate) const UPDATE_INTERACTION_RESPONSE: Operation =
    patch("update_original_webhook_message", "/webhooks/{application_id}/{interaction_token}/messages/@original")
        .without_token();
pub(crate) const DELETE_INTERACTION_RESPONSE: Operation =
    delete("delete_original_webhook_message", "/webhooks/{application_id}/{interaction_token}/messages/@original")
        .without_token();
pub(crate) const CREATE_FOLLOWUP: Operation =
    post("execute_webhook", "/webhooks/{application_id}/{interaction_token}").without_token();
pub(crate) const FOLLOWUP: Operation =
    get("get_webhook_message", "/webhooks/{application_id}/{interaction_token}/messages/{message_id}").without_token();
pub(crate) const UPDATE_FOLLOWUP: Operation =
    patch("update_webhook_message", "/webhooks/{application_id}/{interaction_token}/messages/{message_id}")
        .without_token();
pub(crate) const DELETE_FOLLOWUP: Operation =
    delete("delete_webhook_message", "/webhooks/{application_id}/{interaction_token}/messages/{message_id}")
        .without_token();

// Messages (Discord's docs, resources/message).
pub(crate) const CREATE_MESSAGE: Operation = post("create_message", "/channels/{channel_id}/messages");
pub(crate) const GET_MESSAGE: Operation = get("get_message", "/channels/{channel_id}/messages/{message_id}");
pub(crate) const LIST_MESSAGES: Operation = get("list_messages", "/channels/{channel_id}/messages");
pub(crate) const UPDATE_MESSAGE: Operation = patch("update_message", "/channels/{channel_id}/messages/{message_id}");
pub(crate) const DELETE_MESSAGE: Operation = delete("delete_message", "/channels/{channel_id}/messages/{message_id}");
pub(crate) const BULK_DELETE_MESSAGES: Operation =
    post("bulk_delete_messages", "/channels/{channel_id}/messages/bulk-delete").repeatable();

// Reactions (Discord's docs, resources/message). Their limits are odd: those in the headers may be wrong, and a 429 now
pub(crate) const ADD_MY_MESSAGE_REACTION: Operation =
    put("add_my_message_reaction", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me");
pub(crate) const DELETE_MY_MESSAGE_REACTION: Operation =
    delete("delete_my_message_reaction", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me");
pub(crate) const DELETE_USER_MESSAGE_REACTION: Operation = delete(
    "delete_user_message_reaction",
    "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}",
);
pub(crate) const LIST_MESSAGE_REACTIONS_BY_EMOJI: Operation =
    get("list_message_reactions_by_emoji", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}");
pub(crate) const DELETE_ALL_MESSAGE_REACTIONS_BY_EMOJI: Operation = delete(
    "delete_all_message_reactions_by_emoji",
    "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}",
);
pub(crate) const DELETE_ALL_MESSAGE_REACTIONS: Operation =
    delete("delete_all_message_reactions", "/channels/{channel_id}/messages/{message_id}/reactions");

// Users and the channels between them and the bot (Discord's docs, resources/user).
pub(crate) const GET_MY_USER: Operation = get("get_my_user", "/users/@me");
pub(crate) const GET_USER: Operation = get("get_user", "/users/{user_id}");
pub(crate) const CREATE_DM: Operation = post("create_dm", "/users/@me/channels").repeatable();
