//! The table of the routes that the sandbox has, and the search in it. [`missing`](super::missing) has the others.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::call::Call;
use super::limits::{Bucket, Major, RestBucket};
use super::missing::{MISSING, Missing};
use super::reply::{ApiError, Reply};
use super::state::ApiState;
use super::{
    application, bans, channels, commands, community, emojis, event_users, events, guilds, integrations, interactions,
    invites, members, messages, moderation, onboarding, pins, polls, reactions, roles, search, shop, sounds, stickers,
    templates, threads, webhooks,
};
use crate::sandbox::world::created_us;

/// Carries out a request. It runs under the lock of the state, so that its changes are one step.
type Handler = fn(&mut ApiState<'_>, &Call) -> Result<Reply, ApiError>;

/// One operation.
#[derive(Debug)]
pub(super) struct Row {
    /// The name in Discord's OpenAPI document.
    pub(super) name: &'static str,
    method: &'static str,
    pub(super) path: &'static str,
    bucket: Option<RestBucket>,
    /// Whether the bot's token is required.
    pub(super) token: bool,
    /// Whether the global rate limit does not apply, as for interactions.
    pub(super) exempt: bool,
    pub(super) handler: Handler,
}

const fn row(
    name: &'static str,
    method: &'static str,
    path: &'static str,
    bucket: Option<RestBucket>,
    handler: Handler,
) -> Row {
    Row { name, method, path, bucket, token: true, exempt: false, handler }
}

/// A route without the bot's token. Those of webhooks have a token in their path.
const fn open(
    name: &'static str,
    method: &'static str,
    path: &'static str,
    bucket: Option<RestBucket>,
    handler: Handler,
) -> Row {
    Row { token: false, ..row(name, method, path, bucket, handler) }
}

/// A route that the global rate limit does not count.
const fn exempt(
    name: &'static str,
    method: &'static str,
    path: &'static str,
    bucket: Option<RestBucket>,
    handler: Handler,
) -> Row {
    Row { exempt: true, ..open(name, method, path, bucket, handler) }
}

use RestBucket as B;

#[rustfmt::skip]
const TABLE: &[Row] = &[
    open("get_gateway", "GET", "/gateway", None, application::gateway),
    row("get_bot_gateway", "GET", "/gateway/bot", None, application::gateway_bot),
    row("get_my_application", "GET", "/applications/@me", None, application::get),
    row("update_my_application", "PATCH", "/applications/@me", None, application::update),
    row("get_application", "GET", "/applications/{application_id}", None, application::get_by_id),
    row("update_application", "PATCH", "/applications/{application_id}", None, application::update_by_id),
    row("get_my_oauth2_application", "GET", "/oauth2/applications/@me", None, application::get),
    row("get_my_user", "GET", "/users/@me", None, application::current_user),
    row("update_my_user", "PATCH", "/users/@me", None, application::update_user),
    row("get_user", "GET", "/users/{user_id}", None, application::user),
    row("create_dm", "POST", "/users/@me/channels", Some(B::CreateDm), application::create_dm),
    row("list_my_guilds", "GET", "/users/@me/guilds", None, guilds::of_bot),
    row("list_my_connections", "GET", "/users/@me/connections", None, application::connections),
    row("leave_guild", "DELETE", "/users/@me/guilds/{guild_id}", None, guilds::leave),
    row("list_voice_regions", "GET", "/voice/regions", None, application::voice_regions),
    row("list_guild_voice_regions", "GET", "/guilds/{guild_id}/regions", None, application::voice_regions),
    open("list_sticker_packs", "GET", "/sticker-packs", None, stickers::packs_of_discord),
    row("get_sticker", "GET", "/stickers/{sticker_id}", None, stickers::any),
    row("get_guild", "GET", "/guilds/{guild_id}", None, guilds::get),
    row("update_guild", "PATCH", "/guilds/{guild_id}", None, guilds::update),
    row("get_guild_preview", "GET", "/guilds/{guild_id}/preview", None, guilds::preview),
    row("preview_prune_guild", "GET", "/guilds/{guild_id}/prune", None, guilds::prune_count),
    row("list_guild_channels", "GET", "/guilds/{guild_id}/channels", None, channels::list),
    row("create_guild_channel", "POST", "/guilds/{guild_id}/channels", None, channels::make),
    row("bulk_update_guild_channels", "PATCH", "/guilds/{guild_id}/channels", None, channels::positions),
    row("list_guild_members", "GET", "/guilds/{guild_id}/members", Some(B::ListMembers), members::list),
    row("search_guild_members", "GET", "/guilds/{guild_id}/members/search", Some(B::ListMembers), members::search),
    row("get_guild_member", "GET", "/guilds/{guild_id}/members/{user_id}", Some(B::ReadMember), members::get),
    row("update_my_guild_member", "PATCH", "/guilds/{guild_id}/members/@me", Some(B::EditMember), members::update_own),
    row("update_guild_member", "PATCH", "/guilds/{guild_id}/members/{user_id}", Some(B::EditMember), members::update),
    row("delete_guild_member", "DELETE", "/guilds/{guild_id}/members/{user_id}", Some(B::Bans), members::kick),
    row("add_guild_member_role", "PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", Some(B::EditMember),
        members::give_role),
    row("delete_guild_member_role", "DELETE", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}",
        Some(B::EditMember), members::take_role),
    row("list_guild_bans", "GET", "/guilds/{guild_id}/bans", None, bans::list),
    row("get_guild_ban", "GET", "/guilds/{guild_id}/bans/{user_id}", None, bans::get),
    row("ban_user_from_guild", "PUT", "/guilds/{guild_id}/bans/{user_id}", Some(B::Bans), bans::ban),
    row("unban_user_from_guild", "DELETE", "/guilds/{guild_id}/bans/{user_id}", Some(B::Bans), bans::unban),
    row("bulk_ban_users_from_guild", "POST", "/guilds/{guild_id}/bulk-ban", Some(B::Bans), bans::bulk),
    row("list_guild_roles", "GET", "/guilds/{guild_id}/roles", None, roles::list),
    row("create_guild_role", "POST", "/guilds/{guild_id}/roles", Some(B::Roles), roles::make),
    row("bulk_update_guild_roles", "PATCH", "/guilds/{guild_id}/roles", Some(B::Roles), roles::positions),
    row("get_guild_role", "GET", "/guilds/{guild_id}/roles/{role_id}", None, roles::get),
    row("guild_role_member_counts", "GET", "/guilds/{guild_id}/roles/member-counts", None, roles::counts),
    row("update_guild_role", "PATCH", "/guilds/{guild_id}/roles/{role_id}", Some(B::Roles), roles::update),
    row("delete_guild_role", "DELETE", "/guilds/{guild_id}/roles/{role_id}", Some(B::Roles), roles::delete),
    row("list_guild_emojis", "GET", "/guilds/{guild_id}/emojis", Some(B::Emojis), emojis::list),
    row("create_guild_emoji", "POST", "/guilds/{guild_id}/emojis", Some(B::Emojis), emojis::make),
    row("get_guild_emoji", "GET", "/guilds/{guild_id}/emojis/{emoji_id}", Some(B::Emojis), emojis::get),
    row("update_guild_emoji", "PATCH", "/guilds/{guild_id}/emojis/{emoji_id}", Some(B::Emojis), emojis::update),
    row("delete_guild_emoji", "DELETE", "/guilds/{guild_id}/emojis/{emoji_id}", Some(B::Emojis), emojis::delete),
    row("list_application_emojis", "GET", "/applications/{application_id}/emojis", None, emojis::of_application),
    row("create_application_emoji", "POST", "/applications/{application_id}/emojis", None, emojis::make_own),
    row("get_application_emoji", "GET", "/applications/{application_id}/emojis/{emoji_id}", None, emojis::get_own),
    row("update_application_emoji", "PATCH", "/applications/{application_id}/emojis/{emoji_id}", None,
        emojis::update_own),
    row("delete_application_emoji", "DELETE", "/applications/{application_id}/emojis/{emoji_id}", None,
        emojis::delete_own),
    row("list_guild_stickers", "GET", "/guilds/{guild_id}/stickers", None, stickers::list),
    row("create_guild_sticker", "POST", "/guilds/{guild_id}/stickers", None, stickers::make),
    row("get_guild_sticker", "GET", "/guilds/{guild_id}/stickers/{sticker_id}", None, stickers::get),
    row("update_guild_sticker", "PATCH", "/guilds/{guild_id}/stickers/{sticker_id}", None, stickers::update),
    row("delete_guild_sticker", "DELETE", "/guilds/{guild_id}/stickers/{sticker_id}", None, stickers::delete),
    row("get_channel", "GET", "/channels/{channel_id}", None, channels::get),
    row("update_channel", "PATCH", "/channels/{channel_id}", Some(B::EditChannel), channels::update),
    row("delete_channel", "DELETE", "/channels/{channel_id}", None, channels::delete),
    row("set_channel_permission_overwrite", "PUT", "/channels/{channel_id}/permissions/{overwrite_id}", None,
        channels::set_overwrite),
    row("delete_channel_permission_overwrite", "DELETE", "/channels/{channel_id}/permissions/{overwrite_id}", None,
        channels::delete_overwrite),
    row("trigger_typing_indicator", "POST", "/channels/{channel_id}/typing", Some(B::Typing), channels::typing),
    row("follow_channel", "POST", "/channels/{channel_id}/followers", None, channels::follow),
    row("update_voice_channel_status", "PUT", "/channels/{channel_id}/voice-status", None, channels::voice_status),
    row("list_messages", "GET", "/channels/{channel_id}/messages", Some(B::ReadMessages), messages::list),
    row("create_message", "POST", "/channels/{channel_id}/messages", Some(B::CreateMessage), messages::create),
    row("bulk_delete_messages", "POST", "/channels/{channel_id}/messages/bulk-delete", Some(B::BulkDelete),
        messages::bulk_delete),
    row("get_message", "GET", "/channels/{channel_id}/messages/{message_id}", Some(B::ReadMessages), messages::get),
    row("update_message", "PATCH", "/channels/{channel_id}/messages/{message_id}", Some(B::EditMessage),
        messages::edit),
    row("delete_message", "DELETE", "/channels/{channel_id}/messages/{message_id}", Some(B::DeleteMessage),
        messages::delete),
    row("crosspost_message", "POST", "/channels/{channel_id}/messages/{message_id}/crosspost", None,
        messages::crosspost),
    row("list_pins", "GET", "/channels/{channel_id}/messages/pins", None, pins::list),
    row("create_pin", "PUT", "/channels/{channel_id}/messages/pins/{message_id}", Some(B::Pins), pins::add),
    row("delete_pin", "DELETE", "/channels/{channel_id}/messages/pins/{message_id}", Some(B::Pins), pins::remove),
    row("deprecated_list_pins", "GET", "/channels/{channel_id}/pins", None, pins::old_list),
    row("deprecated_create_pin", "PUT", "/channels/{channel_id}/pins/{message_id}", Some(B::Pins), pins::add),
    row("deprecated_delete_pin", "DELETE", "/channels/{channel_id}/pins/{message_id}", Some(B::Pins), pins::remove),
    row("add_my_message_reaction", "PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
        Some(B::Reactions), reactions::add),
    row("delete_my_message_reaction", "DELETE",
        "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me", Some(B::Reactions),
        reactions::remove_own),
    row("delete_user_message_reaction", "DELETE",
        "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}", Some(B::Reactions),
        reactions::remove),
    row("list_message_reactions_by_emoji", "GET", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}",
        Some(B::ReadMessages), reactions::list),
    row("delete_all_message_reactions_by_emoji", "DELETE",
        "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}", Some(B::Reactions),
        reactions::remove_emoji),
    row("delete_all_message_reactions", "DELETE", "/channels/{channel_id}/messages/{message_id}/reactions",
        Some(B::Reactions), reactions::remove_all),
    row("get_answer_voters", "GET", "/channels/{channel_id}/polls/{message_id}/answers/{answer_id}", None,
        polls::voters),
    row("poll_expire", "POST", "/channels/{channel_id}/polls/{message_id}/expire", None, polls::end),
    row("create_thread_from_message", "POST", "/channels/{channel_id}/messages/{message_id}/threads",
        Some(B::CreateThread), threads::from_message),
    row("create_thread", "POST", "/channels/{channel_id}/threads", Some(B::CreateThread), threads::make),
    row("list_thread_members", "GET", "/channels/{channel_id}/thread-members", None, threads::members),
    row("get_thread_member", "GET", "/channels/{channel_id}/thread-members/{user_id}", None, threads::member),
    row("join_thread", "PUT", "/channels/{channel_id}/thread-members/@me", None, threads::join),
    row("leave_thread", "DELETE", "/channels/{channel_id}/thread-members/@me", None, threads::leave),
    row("add_thread_member", "PUT", "/channels/{channel_id}/thread-members/{user_id}", None, threads::add),
    row("delete_thread_member", "DELETE", "/channels/{channel_id}/thread-members/{user_id}", None, threads::remove),
    row("list_public_archived_threads", "GET", "/channels/{channel_id}/threads/archived/public", None,
        threads::archived_public),
    row("list_private_archived_threads", "GET", "/channels/{channel_id}/threads/archived/private", None,
        threads::archived_private),
    row("list_my_private_archived_threads", "GET", "/channels/{channel_id}/users/@me/threads/archived/private", None,
        threads::archived_own),
    row("get_active_guild_threads", "GET", "/guilds/{guild_id}/threads/active", None, threads::active),
    row("create_channel_invite", "POST", "/channels/{channel_id}/invites", None, invites::make),
    row("list_channel_invites", "GET", "/channels/{channel_id}/invites", None, invites::of_channel),
    row("list_guild_invites", "GET", "/guilds/{guild_id}/invites", None, invites::of_guild),
    open("invite_resolve", "GET", "/invites/{code}", None, invites::get),
    row("invite_revoke", "DELETE", "/invites/{code}", None, invites::delete),
    row("create_webhook", "POST", "/channels/{channel_id}/webhooks", Some(B::ManageWebhooks), webhooks::make),
    row("list_channel_webhooks", "GET", "/channels/{channel_id}/webhooks", None, webhooks::of_channel),
    row("get_guild_webhooks", "GET", "/guilds/{guild_id}/webhooks", None, webhooks::of_guild),
    row("get_webhook", "GET", "/webhooks/{webhook_id}", None, webhooks::get),
    row("update_webhook", "PATCH", "/webhooks/{webhook_id}", Some(B::ManageWebhooks), webhooks::update),
    row("delete_webhook", "DELETE", "/webhooks/{webhook_id}", Some(B::ManageWebhooks), webhooks::delete),
    open("get_webhook_by_token", "GET", "/webhooks/{webhook_id}/{webhook_token}", None, webhooks::get_by_token),
    open("update_webhook_by_token", "PATCH", "/webhooks/{webhook_id}/{webhook_token}", Some(B::ManageWebhooks),
        webhooks::update_by_token),
    open("delete_webhook_by_token", "DELETE", "/webhooks/{webhook_id}/{webhook_token}", Some(B::ManageWebhooks),
        webhooks::delete_by_token),
    exempt("execute_webhook", "POST", "/webhooks/{webhook_id}/{webhook_token}", Some(B::Webhook), webhooks::execute),
    exempt("get_original_webhook_message", "GET", "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
        Some(B::Webhook), interactions::original),
    exempt("update_original_webhook_message", "PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
        Some(B::Webhook), interactions::edit_original),
    exempt("delete_original_webhook_message", "DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
        Some(B::Webhook), interactions::delete_original),
    exempt("get_webhook_message", "GET", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
        Some(B::Webhook), webhooks::message),
    exempt("update_webhook_message", "PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
        Some(B::Webhook), webhooks::update_message),
    exempt("delete_webhook_message", "DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
        Some(B::Webhook), webhooks::delete_message),
    exempt("create_interaction_response", "POST", "/interactions/{interaction_id}/{interaction_token}/callback", None,
        interactions::callback),
    row("list_application_commands", "GET", "/applications/{application_id}/commands", Some(B::Commands),
        commands::list),
    row("create_application_command", "POST", "/applications/{application_id}/commands", Some(B::Commands),
        commands::make),
    row("bulk_set_application_commands", "PUT", "/applications/{application_id}/commands", Some(B::Commands),
        commands::overwrite),
    row("get_application_command", "GET", "/applications/{application_id}/commands/{command_id}", Some(B::Commands),
        commands::get),
    row("update_application_command", "PATCH", "/applications/{application_id}/commands/{command_id}",
        Some(B::Commands), commands::update),
    row("delete_application_command", "DELETE", "/applications/{application_id}/commands/{command_id}",
        Some(B::Commands), commands::delete),
    row("list_guild_application_commands", "GET", "/applications/{application_id}/guilds/{guild_id}/commands",
        Some(B::Commands), commands::list),
    row("create_guild_application_command", "POST", "/applications/{application_id}/guilds/{guild_id}/commands",
        Some(B::Commands), commands::make),
    row("bulk_set_guild_application_commands", "PUT", "/applications/{application_id}/guilds/{guild_id}/commands",
        Some(B::Commands), commands::overwrite),
    row("get_guild_application_command", "GET",
        "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}", Some(B::Commands), commands::get),
    row("update_guild_application_command", "PATCH",
        "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}", Some(B::Commands), commands::update),
    row("delete_guild_application_command", "DELETE",
        "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}", Some(B::Commands), commands::delete),
    row("list_guild_application_command_permissions", "GET",
        "/applications/{application_id}/guilds/{guild_id}/commands/permissions", Some(B::Commands),
        commands::all_permissions),
    row("get_guild_application_command_permissions", "GET",
        "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions", Some(B::Commands),
        commands::permissions),
    row("set_guild_application_command_permissions", "PUT",
        "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions", Some(B::Commands),
        commands::set_permissions),
    row("list_guild_scheduled_events", "GET", "/guilds/{guild_id}/scheduled-events", None, events::list),
    row("create_guild_scheduled_event", "POST", "/guilds/{guild_id}/scheduled-events", None, events::make),
    row("get_guild_scheduled_event", "GET", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}", None,
        events::get),
    row("update_guild_scheduled_event", "PATCH", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}", None,
        events::update),
    row("delete_guild_scheduled_event", "DELETE", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}",
        None, events::delete),
    row("list_guild_scheduled_event_users", "GET",
        "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/users", None, event_users::users),
    row("create_stage_instance", "POST", "/stage-instances", None, events::open_stage),
    row("get_stage_instance", "GET", "/stage-instances/{channel_id}", None, events::get_stage),
    row("update_stage_instance", "PATCH", "/stage-instances/{channel_id}", None, events::update_stage),
    row("delete_stage_instance", "DELETE", "/stage-instances/{channel_id}", None, events::close_stage),
    row("list_auto_moderation_rules", "GET", "/guilds/{guild_id}/auto-moderation/rules", None, moderation::rules),
    row("create_auto_moderation_rule", "POST", "/guilds/{guild_id}/auto-moderation/rules", None, moderation::make_rule),
    row("get_auto_moderation_rule", "GET", "/guilds/{guild_id}/auto-moderation/rules/{rule_id}", None,
        moderation::rule),
    row("update_auto_moderation_rule", "PATCH", "/guilds/{guild_id}/auto-moderation/rules/{rule_id}", None,
        moderation::update_rule),
    row("delete_auto_moderation_rule", "DELETE", "/guilds/{guild_id}/auto-moderation/rules/{rule_id}", None,
        moderation::delete_rule),
    row("list_guild_audit_log_entries", "GET", "/guilds/{guild_id}/audit-logs", None, moderation::audit_log),
    row("list_guild_soundboard_sounds", "GET", "/guilds/{guild_id}/soundboard-sounds", None, sounds::list),
    row("create_guild_soundboard_sound", "POST", "/guilds/{guild_id}/soundboard-sounds", None, sounds::make),
    row("get_guild_soundboard_sound", "GET", "/guilds/{guild_id}/soundboard-sounds/{sound_id}", None, sounds::get),
    row("update_guild_soundboard_sound", "PATCH", "/guilds/{guild_id}/soundboard-sounds/{sound_id}", None,
        sounds::update),
    row("delete_guild_soundboard_sound", "DELETE", "/guilds/{guild_id}/soundboard-sounds/{sound_id}", None,
        sounds::delete),
    row("get_soundboard_default_sounds", "GET", "/soundboard-default-sounds", None, sounds::defaults),
    row("prune_guild", "POST", "/guilds/{guild_id}/prune", None, guilds::prune),
    row("get_self_voice_state", "GET", "/guilds/{guild_id}/voice-states/@me", None, moderation::own_voice_state),
    row("update_self_voice_state", "PATCH", "/guilds/{guild_id}/voice-states/@me", None,
        moderation::update_own_voice_state),
    row("get_voice_state", "GET", "/guilds/{guild_id}/voice-states/{user_id}", None, moderation::voice_state),
    row("update_voice_state", "PATCH", "/guilds/{guild_id}/voice-states/{user_id}", None,
        moderation::update_voice_state),
    row("consume_entitlement", "POST", "/applications/{application_id}/entitlements/{entitlement_id}/consume", None,
        shop::consume),
    row("create_entitlement", "POST", "/applications/{application_id}/entitlements", None, shop::make),
    row("delete_entitlement", "DELETE", "/applications/{application_id}/entitlements/{entitlement_id}", None,
        shop::delete),
    row("get_entitlement", "GET", "/applications/{application_id}/entitlements/{entitlement_id}", None,
        shop::entitlement),
    row("get_entitlements", "GET", "/applications/{application_id}/entitlements", None, shop::entitlements),
    row("get_sku_subscription", "GET", "/skus/{sku_id}/subscriptions/{subscription_id}", None, shop::subscription),
    row("get_sku_subscriptions", "GET", "/skus/{sku_id}/subscriptions", None, shop::subscriptions),
    row("list_guild_integrations", "GET", "/guilds/{guild_id}/integrations", None, integrations::list),
    row("delete_guild_integration", "DELETE", "/guilds/{guild_id}/integrations/{integration_id}", None,
        integrations::delete),
    row("get_application_role_connections_metadata", "GET",
        "/applications/{application_id}/role-connections/metadata", None, integrations::metadata),
    row("update_application_role_connections_metadata", "PUT",
        "/applications/{application_id}/role-connections/metadata", None, integrations::set_metadata),
    row("update_guild_incident_actions", "PUT", "/guilds/{guild_id}/incident-actions", None, community::set_incidents),
    row("get_sticker_pack", "GET", "/sticker-packs/{pack_id}", None, stickers::pack),
    row("guild_search", "GET", "/guilds/{guild_id}/messages/search", None, search::messages),
    row("thread_search", "GET", "/channels/{channel_id}/threads/search", None, search::threads),
    row("get_guild_vanity_url", "GET", "/guilds/{guild_id}/vanity-url", None, community::vanity),
    row("get_guild_welcome_screen", "GET", "/guilds/{guild_id}/welcome-screen", None, community::welcome),
    row("update_guild_welcome_screen", "PATCH", "/guilds/{guild_id}/welcome-screen", None, community::set_welcome),
    row("send_soundboard_sound", "POST", "/channels/{channel_id}/send-soundboard-sound", None, sounds::send),
    row("count_guild_scheduled_event_users", "GET",
        "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/users/counts", None, event_users::counts),
    row("create_guild_scheduled_event_exception", "POST",
        "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/exceptions", None, event_users::make),
    row("update_guild_scheduled_event_exception", "PATCH",
        "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/exceptions/{exception_id}", None,
        event_users::update),
    row("delete_guild_scheduled_event_exception", "DELETE",
        "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/exceptions/{exception_id}", None,
        event_users::delete),
    row("list_guild_scheduled_event_exception_users", "GET",
        "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/{guild_scheduled_event_exception_id}/users",
        None, event_users::exception_users),
    row("get_guilds_onboarding", "GET", "/guilds/{guild_id}/onboarding", None, onboarding::get),
    row("put_guilds_onboarding", "PUT", "/guilds/{guild_id}/onboarding", None, onboarding::set),
    row("get_guild_widget_settings", "GET", "/guilds/{guild_id}/widget", None, community::widget_settings),
    row("update_guild_widget_settings", "PATCH", "/guilds/{guild_id}/widget", None, community::set_widget),
    open("get_guild_widget", "GET", "/guilds/{guild_id}/widget.json", None, community::widget),
    row("create_guild_template", "POST", "/guilds/{guild_id}/templates", None, templates::make),
    open("get_guild_template", "GET", "/guilds/templates/{code}", None, templates::get),
    row("list_guild_templates", "GET", "/guilds/{guild_id}/templates", None, templates::list),
    row("sync_guild_template", "PUT", "/guilds/{guild_id}/templates/{code}", None, templates::sync),
    row("update_guild_template", "PATCH", "/guilds/{guild_id}/templates/{code}", None, templates::update),
    row("delete_guild_template", "DELETE", "/guilds/{guild_id}/templates/{code}", None, templates::delete),
    row("get_guild_new_member_welcome", "GET", "/guilds/{guild_id}/new-member-welcome", None,
        community::new_member_welcome),
    row("add_guild_member", "PUT", "/guilds/{guild_id}/members/{user_id}", None, members::add),
    row("list_skus", "GET", "/applications/{application_id}/skus", None, shop::skus),
    row("update_my_guild_nick", "PATCH", "/guilds/{guild_id}/members/@me/nick", Some(B::EditMember),
        members::update_own_nick),
];

/// The result of a search in the table.
pub(super) enum Found {
    Row(&'static Row),
    /// An operation that the sandbox does not have.
    Missing(&'static Missing),
    /// The path exists, but not with this method.
    WrongMethod,
    Nothing,
}

/// A route in the index.
#[derive(Clone, Copy)]
enum Target {
    Row(&'static Row),
    Missing(&'static Missing),
}

impl Target {
    fn method(self) -> &'static str {
        match self {
            Self::Row(row) => row.method,
            Self::Missing(it) => it.method,
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Row(row) => row.path,
            Self::Missing(it) => it.path,
        }
    }
}

/// All routes by the number and the first of their segments. Those with fewer parameters come first, so that `@me`
/// takes precedence over a parameter.
static INDEX: LazyLock<HashMap<(usize, &'static str), Vec<Target>>> = LazyLock::new(|| {
    let missing = MISSING.iter().map(Target::Missing);
    let mut index: HashMap<_, Vec<Target>> = HashMap::new();
    for target in TABLE.iter().map(Target::Row).chain(missing) {
        let segments = || target.path().trim_start_matches('/').split('/');
        index.entry((segments().count(), segments().next().unwrap_or_default())).or_default().push(target);
    }
    for targets in index.values_mut() {
        targets.sort_by_key(|it| it.path().matches('{').count());
    }
    index
});

/// Finds the route of a request.
pub(super) fn find(call: &Call) -> Found {
    let Some(targets) = INDEX.get(&(call.path.len(), call.segment(0))) else { return Found::Nothing };
    let mut of_path = targets.iter().filter(|it| fits(it.path(), &call.path)).peekable();
    if of_path.peek().is_none() {
        return Found::Nothing;
    }
    match of_path.find(|it| it.method() == call.method) {
        Some(Target::Row(row)) => Found::Row(row),
        Some(Target::Missing(it)) => Found::Missing(it),
        None => Found::WrongMethod,
    }
}

fn fits(pattern: &str, path: &[String]) -> bool {
    let mut wanted = pattern.trim_start_matches('/').split('/');
    let all = path.iter().all(|segment| wanted.next().is_some_and(|it| it.starts_with('{') || it == segment));
    all && wanted.next().is_none()
}

/// The bucket of a route without a named bucket.
pub(in crate::sandbox) fn unnamed_bucket(method: &str, path: &str) -> Option<Bucket> {
    let row = TABLE.iter().find(|row| row.method == method && row.path == path && row.bucket.is_none())?;
    Some(Bucket::Route(row.method, row.path))
}

impl Row {
    /// The bucket of a request, and what it is counted by. The first answer to an interaction is not counted.
    pub(super) fn bucket(&self, call: &Call, now_us: i64) -> Option<(Bucket, Major)> {
        const TWO_WEEKS_US: i64 = 14 * 24 * 60 * 60 * 1_000_000;
        let old = || call.message().is_ok_and(|message| created_us(message.get()) < now_us - TWO_WEEKS_US);
        let bucket = match self.bucket {
            None if self.exempt => return None,
            None => Bucket::Route(self.method, self.path),
            Some(RestBucket::DeleteMessage) if old() => Bucket::Named(RestBucket::DeleteOldMessage),
            Some(bucket) => Bucket::Named(bucket),
        };
        let major = ["channel_id", "guild_id", "webhook_id"].map(|name| call.param(name));
        // Below other resources (applications, users) all requests of the bot are counted together.
        let first = matches!(call.segment(0), "channels" | "guilds" | "webhooks");
        let id = major.iter().filter(|_| first).find_map(|it| it.parse().ok()).unwrap_or(0);
        Some((bucket, (id, call.param("webhook_token").to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn patterns_match_paths_of_their_length() {
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        assert!(fits("/channels/{channel}/messages", &path("channels/1/messages")));
        assert!(!fits("/channels/{channel}/messages", &path("channels/1")));
        assert!(!fits("/channels/{channel}/messages", &path("channels/1/messages/2")));
        assert!(!fits("/channels/{channel}/messages", &path("channels/1/pins")));
    }

    /// The list in `operations.md` has the same operations as the table, grouped by resource.
    #[test]
    fn the_documented_list_equals_the_table() {
        let documented: BTreeSet<&str> =
            include_str!("operations.md").split('`').skip(1).step_by(2).filter(|it| !it.contains(['/', '{'])).collect();
        let served: BTreeSet<&str> = TABLE.iter().map(|row| row.name).collect();
        assert_eq!(served.len(), TABLE.len(), "a name stands twice");
        let more: Vec<_> = documented.difference(&served).collect();
        let less: Vec<_> = served.difference(&documented).collect();
        assert!(more.is_empty() && less.is_empty(), "documented only: {more:?}; served only: {less:?}");
    }

    /// Operations that Discord has and its OpenAPI document lacks (rest.md section 15).
    const UNLISTED: [&str; 2] = ["list_skus", "update_my_guild_nick"];

    /// Each operation of Discord's OpenAPI document is in one of the two tables.
    #[test]
    fn every_operation_is_in_a_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/discord/openapi.json");
        let text = std::fs::read_to_string(path).unwrap();
        let spec: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut theirs = BTreeSet::new();
        for (path, item) in spec["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if let Some(name) = operation["operationId"].as_str() {
                    theirs.insert((name.to_owned(), method.to_uppercase(), path.clone()));
                }
            }
        }
        let missing = MISSING.iter().map(|it| (it.name, it.method, it.path));
        let served = TABLE.iter().filter(|row| !UNLISTED.contains(&row.name));
        let ours = served.map(|row| (row.name, row.method, row.path)).chain(missing);
        let ours: BTreeSet<_> =
            ours.map(|(name, method, path)| (name.to_owned(), method.to_owned(), path.to_owned())).collect();
        assert_eq!(ours.len(), TABLE.len() - UNLISTED.len() + MISSING.len(), "an operation stands twice");
        assert_eq!(ours, theirs);
    }
}
