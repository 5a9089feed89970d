//! The operations, with their names in Discord's OpenAPI document.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::rest::operation::{Operation, delete, get, patch, post, put};

// Applications (Discord's docs, resources/application).
pub(crate) const GET_MY_APPLICATION: Operation = get("get_my_application", "/applications/@me");
pub(crate) const UPDATE_MY_APPLICATION: Operation = patch("update_my_application", "/applications/@me");
pub(crate) const GET_APPLICATION: Operation = get("get_application", "/applications/{application_id}");
pub(crate) const UPDATE_APPLICATION: Operation = patch("update_application", "/applications/{application_id}");
pub(crate) const APPLICATIONS_GET_ACTIVITY_INSTANCE: Operation =
    get("applications_get_activity_instance", "/applications/{application_id}/activity-instances/{instance_id}");
pub(crate) const UPLOAD_APPLICATION_ATTACHMENT: Operation =
    post("upload_application_attachment", "/applications/{application_id}/attachment");

// The audit log (Discord's docs, resources/audit-log).
pub(crate) const LIST_GUILD_AUDIT_LOG_ENTRIES: Operation =
    get("list_guild_audit_log_entries", "/guilds/{guild_id}/audit-logs");

// Rules of AutoMod (Discord's docs, resources/auto-moderation).
pub(crate) const LIST_AUTO_MODERATION_RULES: Operation =
    get("list_auto_moderation_rules", "/guilds/{guild_id}/auto-moderation/rules");
pub(crate) const GET_AUTO_MODERATION_RULE: Operation =
    get("get_auto_moderation_rule", "/guilds/{guild_id}/auto-moderation/rules/{rule_id}");
pub(crate) const CREATE_AUTO_MODERATION_RULE: Operation =
    post("create_auto_moderation_rule", "/guilds/{guild_id}/auto-moderation/rules").audited();
pub(crate) const UPDATE_AUTO_MODERATION_RULE: Operation =
    patch("update_auto_moderation_rule", "/guilds/{guild_id}/auto-moderation/rules/{rule_id}").audited();
pub(crate) const DELETE_AUTO_MODERATION_RULE: Operation =
    delete("delete_auto_moderation_rule", "/guilds/{guild_id}/auto-moderation/rules/{rule_id}").audited();

// Bans (Discord's docs, resources/guild).
pub(crate) const LIST_GUILD_BANS: Operation = get("list_guild_bans", "/guilds/{guild_id}/bans");
pub(crate) const GET_GUILD_BAN: Operation = get("get_guild_ban", "/guilds/{guild_id}/bans/{user_id}");
pub(crate) const BAN_USER_FROM_GUILD: Operation =
    put("ban_user_from_guild", "/guilds/{guild_id}/bans/{user_id}").audited();
pub(crate) const UNBAN_USER_FROM_GUILD: Operation =
    delete("unban_user_from_guild", "/guilds/{guild_id}/bans/{user_id}").audited();
pub(crate) const BULK_BAN_USERS_FROM_GUILD: Operation =
    post("bulk_ban_users_from_guild", "/guilds/{guild_id}/bulk-ban").audited();

// Channels (Discord's docs, resources/channel).
pub(crate) const GET_CHANNEL: Operation = get("get_channel", "/channels/{channel_id}");
pub(crate) const UPDATE_CHANNEL: Operation = patch("update_channel", "/channels/{channel_id}").audited();
pub(crate) const DELETE_CHANNEL: Operation = delete("delete_channel", "/channels/{channel_id}").audited();
pub(crate) const FOLLOW_CHANNEL: Operation = post("follow_channel", "/channels/{channel_id}/followers").audited();
pub(crate) const SET_CHANNEL_PERMISSION_OVERWRITE: Operation =
    put("set_channel_permission_overwrite", "/channels/{channel_id}/permissions/{overwrite_id}").audited();
pub(crate) const DELETE_CHANNEL_PERMISSION_OVERWRITE: Operation =
    delete("delete_channel_permission_overwrite", "/channels/{channel_id}/permissions/{overwrite_id}").audited();
pub(crate) const ADD_GROUP_DM_USER: Operation = put("add_group_dm_user", "/channels/{channel_id}/recipients/{user_id}");
pub(crate) const DELETE_GROUP_DM_USER: Operation =
    delete("delete_group_dm_user", "/channels/{channel_id}/recipients/{user_id}");
pub(crate) const TRIGGER_TYPING_INDICATOR: Operation =
    post("trigger_typing_indicator", "/channels/{channel_id}/typing").repeatable();
pub(crate) const UPDATE_VOICE_CHANNEL_STATUS: Operation =
    put("update_voice_channel_status", "/channels/{channel_id}/voice-status").audited();
pub(crate) const LIST_CHANNEL_INVITES: Operation = get("list_channel_invites", "/channels/{channel_id}/invites");
pub(crate) const CREATE_CHANNEL_INVITE: Operation =
    post("create_channel_invite", "/channels/{channel_id}/invites").audited();

// Application commands (Discord's docs, interactions/application-commands). Global commands can be used wherever the
// application is installed, commands of a guild only there. An application can have 100 slash commands, 15 user
// commands and 15 message commands, globally and in each guild. 200 can be created a day in each guild.
pub(crate) const LIST_APPLICATION_COMMANDS: Operation =
    get("list_application_commands", "/applications/{application_id}/commands");
pub(crate) const CREATE_APPLICATION_COMMAND: Operation =
    post("create_application_command", "/applications/{application_id}/commands").repeatable();
pub(crate) const BULK_SET_APPLICATION_COMMANDS: Operation =
    put("bulk_set_application_commands", "/applications/{application_id}/commands");
pub(crate) const GET_APPLICATION_COMMAND: Operation =
    get("get_application_command", "/applications/{application_id}/commands/{command_id}");
pub(crate) const UPDATE_APPLICATION_COMMAND: Operation =
    patch("update_application_command", "/applications/{application_id}/commands/{command_id}");
pub(crate) const DELETE_APPLICATION_COMMAND: Operation =
    delete("delete_application_command", "/applications/{application_id}/commands/{command_id}");
pub(crate) const LIST_GUILD_APPLICATION_COMMANDS: Operation =
    get("list_guild_application_commands", "/applications/{application_id}/guilds/{guild_id}/commands");
pub(crate) const CREATE_GUILD_APPLICATION_COMMAND: Operation =
    post("create_guild_application_command", "/applications/{application_id}/guilds/{guild_id}/commands").repeatable();
pub(crate) const BULK_SET_GUILD_APPLICATION_COMMANDS: Operation =
    put("bulk_set_guild_application_commands", "/applications/{application_id}/guilds/{guild_id}/commands");
pub(crate) const GET_GUILD_APPLICATION_COMMAND: Operation =
    get("get_guild_application_command", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}");
pub(crate) const UPDATE_GUILD_APPLICATION_COMMAND: Operation =
    patch("update_guild_application_command", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}");
pub(crate) const DELETE_GUILD_APPLICATION_COMMAND: Operation = delete(
    "delete_guild_application_command",
    "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}",
);
pub(crate) const LIST_GUILD_APPLICATION_COMMAND_PERMISSIONS: Operation = get(
    "list_guild_application_command_permissions",
    "/applications/{application_id}/guilds/{guild_id}/commands/permissions",
);
pub(crate) const GET_GUILD_APPLICATION_COMMAND_PERMISSIONS: Operation = get(
    "get_guild_application_command_permissions",
    "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions",
);
pub(crate) const SET_GUILD_APPLICATION_COMMAND_PERMISSIONS: Operation = put(
    "set_guild_application_command_permissions",
    "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions",
);

// Custom emoji of guilds and applications (Discord's docs, resources/emoji). How often those of a guild can be changed
// is limited, and the headers of the answers do not announce it.
pub(crate) const LIST_GUILD_EMOJIS: Operation = get("list_guild_emojis", "/guilds/{guild_id}/emojis");
pub(crate) const GET_GUILD_EMOJI: Operation = get("get_guild_emoji", "/guilds/{guild_id}/emojis/{emoji_id}");
pub(crate) const CREATE_GUILD_EMOJI: Operation = post("create_guild_emoji", "/guilds/{guild_id}/emojis").audited();
pub(crate) const UPDATE_GUILD_EMOJI: Operation =
    patch("update_guild_emoji", "/guilds/{guild_id}/emojis/{emoji_id}").audited();
pub(crate) const DELETE_GUILD_EMOJI: Operation =
    delete("delete_guild_emoji", "/guilds/{guild_id}/emojis/{emoji_id}").audited();
pub(crate) const LIST_APPLICATION_EMOJIS: Operation =
    get("list_application_emojis", "/applications/{application_id}/emojis");
pub(crate) const GET_APPLICATION_EMOJI: Operation =
    get("get_application_emoji", "/applications/{application_id}/emojis/{emoji_id}");
pub(crate) const CREATE_APPLICATION_EMOJI: Operation =
    post("create_application_emoji", "/applications/{application_id}/emojis");
pub(crate) const UPDATE_APPLICATION_EMOJI: Operation =
    patch("update_application_emoji", "/applications/{application_id}/emojis/{emoji_id}");
pub(crate) const DELETE_APPLICATION_EMOJI: Operation =
    delete("delete_application_emoji", "/applications/{application_id}/emojis/{emoji_id}");

// Purchases of users from an application (Discord's docs, resources/entitlement, resources/sku and
// resources/subscription).
pub(crate) const GET_ENTITLEMENTS: Operation = get("get_entitlements", "/applications/{application_id}/entitlements");
pub(crate) const CREATE_ENTITLEMENT: Operation =
    post("create_entitlement", "/applications/{application_id}/entitlements");
pub(crate) const GET_ENTITLEMENT: Operation =
    get("get_entitlement", "/applications/{application_id}/entitlements/{entitlement_id}");
pub(crate) const DELETE_ENTITLEMENT: Operation =
    delete("delete_entitlement", "/applications/{application_id}/entitlements/{entitlement_id}");
pub(crate) const CONSUME_ENTITLEMENT: Operation =
    post("consume_entitlement", "/applications/{application_id}/entitlements/{entitlement_id}/consume");
pub(crate) const GET_SKU_SUBSCRIPTIONS: Operation = get("get_sku_subscriptions", "/skus/{sku_id}/subscriptions");
pub(crate) const GET_SKU_SUBSCRIPTION: Operation =
    get("get_sku_subscription", "/skus/{sku_id}/subscriptions/{subscription_id}");
pub(crate) const LIST_SKUS: Operation = get("list_skus", "/applications/{application_id}/skus");

// The address of the gateway (Discord's docs, events/gateway).
pub(crate) const GET_GATEWAY: Operation = get("get_gateway", "/gateway").without_token();
pub(crate) const GET_BOT_GATEWAY: Operation = get("get_bot_gateway", "/gateway/bot");

// Guilds (Discord's docs, resources/guild): the guild itself, its channels, invites and integrations, its widget, its
// welcome screen and its onboarding. Members, roles and bans have modules of their own.
pub(crate) const GET_GUILD: Operation = get("get_guild", "/guilds/{guild_id}");
pub(crate) const UPDATE_GUILD: Operation = patch("update_guild", "/guilds/{guild_id}").audited();
pub(crate) const GET_GUILD_PREVIEW: Operation = get("get_guild_preview", "/guilds/{guild_id}/preview");
pub(crate) const LIST_GUILD_CHANNELS: Operation = get("list_guild_channels", "/guilds/{guild_id}/channels");
pub(crate) const CREATE_GUILD_CHANNEL: Operation =
    post("create_guild_channel", "/guilds/{guild_id}/channels").audited();
pub(crate) const BULK_UPDATE_GUILD_CHANNELS: Operation =
    patch("bulk_update_guild_channels", "/guilds/{guild_id}/channels");
pub(crate) const GET_ACTIVE_GUILD_THREADS: Operation =
    get("get_active_guild_threads", "/guilds/{guild_id}/threads/active");
pub(crate) const LIST_GUILD_INVITES: Operation = get("list_guild_invites", "/guilds/{guild_id}/invites");
pub(crate) const GET_GUILD_VANITY_URL: Operation = get("get_guild_vanity_url", "/guilds/{guild_id}/vanity-url");
pub(crate) const LIST_GUILD_VOICE_REGIONS: Operation = get("list_guild_voice_regions", "/guilds/{guild_id}/regions");
pub(crate) const LIST_GUILD_INTEGRATIONS: Operation = get("list_guild_integrations", "/guilds/{guild_id}/integrations");
pub(crate) const DELETE_GUILD_INTEGRATION: Operation =
    delete("delete_guild_integration", "/guilds/{guild_id}/integrations/{integration_id}").audited();
pub(crate) const PREVIEW_PRUNE_GUILD: Operation = get("preview_prune_guild", "/guilds/{guild_id}/prune");
pub(crate) const PRUNE_GUILD: Operation = post("prune_guild", "/guilds/{guild_id}/prune").audited();
pub(crate) const UPDATE_GUILD_INCIDENT_ACTIONS: Operation =
    put("update_guild_incident_actions", "/guilds/{guild_id}/incident-actions");
pub(crate) const GET_GUILD_WELCOME_SCREEN: Operation =
    get("get_guild_welcome_screen", "/guilds/{guild_id}/welcome-screen");
pub(crate) const UPDATE_GUILD_WELCOME_SCREEN: Operation =
    patch("update_guild_welcome_screen", "/guilds/{guild_id}/welcome-screen").audited();
pub(crate) const GET_GUILDS_ONBOARDING: Operation = get("get_guilds_onboarding", "/guilds/{guild_id}/onboarding");
pub(crate) const PUT_GUILDS_ONBOARDING: Operation =
    put("put_guilds_onboarding", "/guilds/{guild_id}/onboarding").audited();
pub(crate) const GET_GUILD_NEW_MEMBER_WELCOME: Operation =
    get("get_guild_new_member_welcome", "/guilds/{guild_id}/new-member-welcome");
pub(crate) const GET_GUILD_WIDGET_SETTINGS: Operation = get("get_guild_widget_settings", "/guilds/{guild_id}/widget");
pub(crate) const UPDATE_GUILD_WIDGET_SETTINGS: Operation =
    patch("update_guild_widget_settings", "/guilds/{guild_id}/widget").audited();
pub(crate) const GET_GUILD_WIDGET: Operation = get("get_guild_widget", "/guilds/{guild_id}/widget.json");
pub(crate) const GET_GUILD_WIDGET_PNG: Operation = get("get_guild_widget_png", "/guilds/{guild_id}/widget.png");
pub(crate) const GET_GUILD_JOIN_REQUESTS: Operation = get("get_guild_join_requests", "/guilds/{guild_id}/requests");
pub(crate) const ACTION_GUILD_JOIN_REQUEST: Operation =
    patch("action_guild_join_request", "/guilds/{guild_id}/requests/{request_id}");

// Scheduled events of guilds (Discord's docs, resources/guild-scheduled-event). Exceptions, which are changed dates of
// a recurring event, are only in Discord's OpenAPI document.
pub(crate) const LIST_GUILD_SCHEDULED_EVENTS: Operation =
    get("list_guild_scheduled_events", "/guilds/{guild_id}/scheduled-events");
pub(crate) const CREATE_GUILD_SCHEDULED_EVENT: Operation =
    post("create_guild_scheduled_event", "/guilds/{guild_id}/scheduled-events").audited();
pub(crate) const GET_GUILD_SCHEDULED_EVENT: Operation =
    get("get_guild_scheduled_event", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}");
pub(crate) const UPDATE_GUILD_SCHEDULED_EVENT: Operation =
    patch("update_guild_scheduled_event", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}").audited();
pub(crate) const DELETE_GUILD_SCHEDULED_EVENT: Operation =
    delete("delete_guild_scheduled_event", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}");
pub(crate) const LIST_GUILD_SCHEDULED_EVENT_USERS: Operation =
    get("list_guild_scheduled_event_users", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/users");
pub(crate) const COUNT_GUILD_SCHEDULED_EVENT_USERS: Operation = get(
    "count_guild_scheduled_event_users",
    "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/users/counts",
);
pub(crate) const CREATE_GUILD_SCHEDULED_EVENT_EXCEPTION: Operation = post(
    "create_guild_scheduled_event_exception",
    "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/exceptions",
);
pub(crate) const UPDATE_GUILD_SCHEDULED_EVENT_EXCEPTION: Operation = patch(
    "update_guild_scheduled_event_exception",
    "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/exceptions/{exception_id}",
);
pub(crate) const DELETE_GUILD_SCHEDULED_EVENT_EXCEPTION: Operation = delete(
    "delete_guild_scheduled_event_exception",
    "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/exceptions/{exception_id}",
);
pub(crate) const LIST_GUILD_SCHEDULED_EVENT_EXCEPTION_USERS: Operation = get(
    "list_guild_scheduled_event_exception_users",
    "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/{exception_id}/users",
);

// Templates of guilds (Discord's docs, resources/guild-template).
pub(crate) const GET_GUILD_TEMPLATE: Operation = get("get_guild_template", "/guilds/templates/{code}");
pub(crate) const LIST_GUILD_TEMPLATES: Operation = get("list_guild_templates", "/guilds/{guild_id}/templates");
pub(crate) const CREATE_GUILD_TEMPLATE: Operation = post("create_guild_template", "/guilds/{guild_id}/templates");
pub(crate) const SYNC_GUILD_TEMPLATE: Operation = put("sync_guild_template", "/guilds/{guild_id}/templates/{code}");
pub(crate) const UPDATE_GUILD_TEMPLATE: Operation =
    patch("update_guild_template", "/guilds/{guild_id}/templates/{code}");
pub(crate) const DELETE_GUILD_TEMPLATE: Operation =
    delete("delete_guild_template", "/guilds/{guild_id}/templates/{code}");

// Answers to interactions (Discord's docs, interactions/receiving-and-responding). They need no bot token. The token of
// the interaction is valid for 15 minutes; without a first answer, for three seconds. They do not count towards the
// global rate limit.
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

// Invites (Discord's docs, resources/invite). They are created in channels; a code is the part after `discord.gg/`.
pub(crate) const INVITE_RESOLVE: Operation = get("invite_resolve", "/invites/{code}");
pub(crate) const INVITE_REVOKE: Operation = delete("invite_revoke", "/invites/{code}").audited();
pub(crate) const GET_INVITE_TARGET_USERS: Operation = get("get_invite_target_users", "/invites/{code}/target-users");
pub(crate) const UPDATE_INVITE_TARGET_USERS: Operation =
    put("update_invite_target_users", "/invites/{code}/target-users");
pub(crate) const GET_INVITE_TARGET_USERS_JOB_STATUS: Operation =
    get("get_invite_target_users_job_status", "/invites/{code}/target-users/job-status");

// Lobbies of games that use the Social SDK (Discord's docs, resources/lobby).
pub(crate) const CREATE_LOBBY: Operation = post("create_lobby", "/lobbies");
pub(crate) const CREATE_OR_JOIN_LOBBY: Operation = put("create_or_join_lobby", "/lobbies");
pub(crate) const GET_LOBBY: Operation = get("get_lobby", "/lobbies/{lobby_id}");
pub(crate) const EDIT_LOBBY: Operation = patch("edit_lobby", "/lobbies/{lobby_id}");
pub(crate) const DELETE_LOBBY: Operation = delete("delete_lobby", "/lobbies/{lobby_id}");
pub(crate) const EDIT_LOBBY_CHANNEL_LINK: Operation =
    patch("edit_lobby_channel_link", "/lobbies/{lobby_id}/channel-linking");
pub(crate) const LEAVE_LOBBY: Operation = delete("leave_lobby", "/lobbies/{lobby_id}/members/@me");
pub(crate) const CREATE_LINKED_LOBBY_GUILD_INVITE_FOR_SELF: Operation =
    post("create_linked_lobby_guild_invite_for_self", "/lobbies/{lobby_id}/members/@me/invites");
pub(crate) const BULK_UPDATE_LOBBY_MEMBERS: Operation =
    post("bulk_update_lobby_members", "/lobbies/{lobby_id}/members/bulk").repeatable();
pub(crate) const ADD_LOBBY_MEMBER: Operation = put("add_lobby_member", "/lobbies/{lobby_id}/members/{user_id}");
pub(crate) const DELETE_LOBBY_MEMBER: Operation =
    delete("delete_lobby_member", "/lobbies/{lobby_id}/members/{user_id}");
pub(crate) const CREATE_LINKED_LOBBY_GUILD_INVITE_FOR_USER: Operation =
    post("create_linked_lobby_guild_invite_for_user", "/lobbies/{lobby_id}/members/{user_id}/invites");
pub(crate) const GET_LOBBY_MESSAGES: Operation = get("get_lobby_messages", "/lobbies/{lobby_id}/messages");
pub(crate) const CREATE_LOBBY_MESSAGE: Operation = post("create_lobby_message", "/lobbies/{lobby_id}/messages");
pub(crate) const UPDATE_LOBBY_MESSAGE_EXTERNAL_MODERATION_METADATA: Operation = put(
    "update_lobby_message_external_moderation_metadata",
    "/lobbies/{lobby_id}/messages/{message_id}/moderation-metadata",
);

// Members of guilds (Discord's docs, resources/guild).
pub(crate) const LIST_GUILD_MEMBERS: Operation = get("list_guild_members", "/guilds/{guild_id}/members");
pub(crate) const SEARCH_GUILD_MEMBERS: Operation = get("search_guild_members", "/guilds/{guild_id}/members/search");
pub(crate) const GET_GUILD_MEMBER: Operation = get("get_guild_member", "/guilds/{guild_id}/members/{user_id}");
pub(crate) const ADD_GUILD_MEMBER: Operation = put("add_guild_member", "/guilds/{guild_id}/members/{user_id}");
pub(crate) const UPDATE_GUILD_MEMBER: Operation =
    patch("update_guild_member", "/guilds/{guild_id}/members/{user_id}").audited();
pub(crate) const UPDATE_MY_GUILD_MEMBER: Operation =
    patch("update_my_guild_member", "/guilds/{guild_id}/members/@me").audited();
pub(crate) const DELETE_GUILD_MEMBER: Operation =
    delete("delete_guild_member", "/guilds/{guild_id}/members/{user_id}").audited();
pub(crate) const ADD_GUILD_MEMBER_ROLE: Operation =
    put("add_guild_member_role", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}").audited();
pub(crate) const DELETE_GUILD_MEMBER_ROLE: Operation =
    delete("delete_guild_member_role", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}").audited();

// Messages (Discord's docs, resources/message).
pub(crate) const CREATE_MESSAGE: Operation = post("create_message", "/channels/{channel_id}/messages");
pub(crate) const GET_MESSAGE: Operation = get("get_message", "/channels/{channel_id}/messages/{message_id}");
pub(crate) const LIST_MESSAGES: Operation = get("list_messages", "/channels/{channel_id}/messages");
pub(crate) const UPDATE_MESSAGE: Operation = patch("update_message", "/channels/{channel_id}/messages/{message_id}");
pub(crate) const DELETE_MESSAGE: Operation =
    delete("delete_message", "/channels/{channel_id}/messages/{message_id}").audited();
pub(crate) const BULK_DELETE_MESSAGES: Operation =
    post("bulk_delete_messages", "/channels/{channel_id}/messages/bulk-delete").repeatable().audited();
pub(crate) const CROSSPOST_MESSAGE: Operation =
    post("crosspost_message", "/channels/{channel_id}/messages/{message_id}/crosspost");
pub(crate) const LIST_PINS: Operation = get("list_pins", "/channels/{channel_id}/messages/pins");
pub(crate) const CREATE_PIN: Operation =
    put("create_pin", "/channels/{channel_id}/messages/pins/{message_id}").audited();
pub(crate) const DELETE_PIN: Operation =
    delete("delete_pin", "/channels/{channel_id}/messages/pins/{message_id}").audited();
pub(crate) const GUILD_SEARCH: Operation = get("guild_search", "/guilds/{guild_id}/messages/search");
pub(crate) const DEPRECATED_LIST_PINS: Operation = get("deprecated_list_pins", "/channels/{channel_id}/pins");
pub(crate) const DEPRECATED_CREATE_PIN: Operation =
    put("deprecated_create_pin", "/channels/{channel_id}/pins/{message_id}");
pub(crate) const DEPRECATED_DELETE_PIN: Operation =
    delete("deprecated_delete_pin", "/channels/{channel_id}/pins/{message_id}");

// OAuth2: information about tokens (Discord's docs, topics/oauth2).
pub(crate) const GET_MY_OAUTH2_AUTHORIZATION: Operation = get("get_my_oauth2_authorization", "/oauth2/@me");
pub(crate) const GET_MY_OAUTH2_APPLICATION: Operation = get("get_my_oauth2_application", "/oauth2/applications/@me");
pub(crate) const GET_PUBLIC_KEYS: Operation = get("get_public_keys", "/oauth2/keys").without_token();
pub(crate) const GET_OPENID_CONNECT_USERINFO: Operation = get("get_openid_connect_userinfo", "/oauth2/userinfo");

// Accounts and messages of games that use the Social SDK. Not in Discord's documentation of the API.
pub(crate) const UPDATE_USER_MESSAGE_EXTERNAL_MODERATION_METADATA: Operation = put(
    "update_user_message_external_moderation_metadata",
    "/partner-sdk/dms/{user_id_1}/{user_id_2}/messages/{message_id}/moderation-metadata",
);
pub(crate) const PARTNER_SDK_UNMERGE_PROVISIONAL_ACCOUNT: Operation =
    post("partner_sdk_unmerge_provisional_account", "/partner-sdk/provisional-accounts/unmerge").without_token();
pub(crate) const BOT_PARTNER_SDK_UNMERGE_PROVISIONAL_ACCOUNT: Operation =
    post("bot_partner_sdk_unmerge_provisional_account", "/partner-sdk/provisional-accounts/unmerge/bot");
pub(crate) const PARTNER_SDK_TOKEN: Operation = post("partner_sdk_token", "/partner-sdk/token").without_token();
pub(crate) const BOT_PARTNER_SDK_TOKEN: Operation = post("bot_partner_sdk_token", "/partner-sdk/token/bot");

// Polls (Discord's docs, resources/poll). They are created with their message.
pub(crate) const GET_ANSWER_VOTERS: Operation =
    get("get_answer_voters", "/channels/{channel_id}/polls/{message_id}/answers/{answer_id}");
pub(crate) const POLL_EXPIRE: Operation =
    post("poll_expire", "/channels/{channel_id}/polls/{message_id}/expire").repeatable();

// Reactions (Discord's docs, resources/message). The limits in their headers may be wrong, so that an occasional 429 is
// normal.
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

// Roles of guilds (Discord's docs, resources/guild and topics/permissions).
pub(crate) const LIST_GUILD_ROLES: Operation = get("list_guild_roles", "/guilds/{guild_id}/roles");
pub(crate) const GET_GUILD_ROLE: Operation = get("get_guild_role", "/guilds/{guild_id}/roles/{role_id}");
pub(crate) const GUILD_ROLE_MEMBER_COUNTS: Operation =
    get("guild_role_member_counts", "/guilds/{guild_id}/roles/member-counts");
pub(crate) const CREATE_GUILD_ROLE: Operation = post("create_guild_role", "/guilds/{guild_id}/roles").audited();
pub(crate) const BULK_UPDATE_GUILD_ROLES: Operation =
    patch("bulk_update_guild_roles", "/guilds/{guild_id}/roles").audited();
pub(crate) const UPDATE_GUILD_ROLE: Operation =
    patch("update_guild_role", "/guilds/{guild_id}/roles/{role_id}").audited();
pub(crate) const DELETE_GUILD_ROLE: Operation =
    delete("delete_guild_role", "/guilds/{guild_id}/roles/{role_id}").audited();

// The metadata of linked roles (Discord's docs, resources/application-role-connection-metadata).
pub(crate) const GET_APPLICATION_ROLE_CONNECTIONS_METADATA: Operation =
    get("get_application_role_connections_metadata", "/applications/{application_id}/role-connections/metadata");
pub(crate) const UPDATE_APPLICATION_ROLE_CONNECTIONS_METADATA: Operation =
    put("update_application_role_connections_metadata", "/applications/{application_id}/role-connections/metadata");

// Sounds of the soundboard (Discord's docs, resources/soundboard).
pub(crate) const SEND_SOUNDBOARD_SOUND: Operation =
    post("send_soundboard_sound", "/channels/{channel_id}/send-soundboard-sound");
pub(crate) const GET_SOUNDBOARD_DEFAULT_SOUNDS: Operation =
    get("get_soundboard_default_sounds", "/soundboard-default-sounds");
pub(crate) const LIST_GUILD_SOUNDBOARD_SOUNDS: Operation =
    get("list_guild_soundboard_sounds", "/guilds/{guild_id}/soundboard-sounds");
pub(crate) const GET_GUILD_SOUNDBOARD_SOUND: Operation =
    get("get_guild_soundboard_sound", "/guilds/{guild_id}/soundboard-sounds/{sound_id}");
pub(crate) const CREATE_GUILD_SOUNDBOARD_SOUND: Operation =
    post("create_guild_soundboard_sound", "/guilds/{guild_id}/soundboard-sounds").audited();
pub(crate) const UPDATE_GUILD_SOUNDBOARD_SOUND: Operation =
    patch("update_guild_soundboard_sound", "/guilds/{guild_id}/soundboard-sounds/{sound_id}").audited();
pub(crate) const DELETE_GUILD_SOUNDBOARD_SOUND: Operation =
    delete("delete_guild_soundboard_sound", "/guilds/{guild_id}/soundboard-sounds/{sound_id}").audited();

// Stage instances (Discord's docs, resources/stage-instance).
pub(crate) const GET_STAGE_INSTANCE: Operation = get("get_stage_instance", "/stage-instances/{channel_id}");
pub(crate) const CREATE_STAGE_INSTANCE: Operation = post("create_stage_instance", "/stage-instances").audited();
pub(crate) const UPDATE_STAGE_INSTANCE: Operation =
    patch("update_stage_instance", "/stage-instances/{channel_id}").audited();
pub(crate) const DELETE_STAGE_INSTANCE: Operation =
    delete("delete_stage_instance", "/stage-instances/{channel_id}").audited();

// Stickers (Discord's docs, resources/sticker).
pub(crate) const GET_STICKER: Operation = get("get_sticker", "/stickers/{sticker_id}");
pub(crate) const LIST_STICKER_PACKS: Operation = get("list_sticker_packs", "/sticker-packs");
pub(crate) const GET_STICKER_PACK: Operation = get("get_sticker_pack", "/sticker-packs/{pack_id}");
pub(crate) const LIST_GUILD_STICKERS: Operation = get("list_guild_stickers", "/guilds/{guild_id}/stickers");
pub(crate) const GET_GUILD_STICKER: Operation = get("get_guild_sticker", "/guilds/{guild_id}/stickers/{sticker_id}");
pub(crate) const CREATE_GUILD_STICKER: Operation =
    post("create_guild_sticker", "/guilds/{guild_id}/stickers").audited();
pub(crate) const UPDATE_GUILD_STICKER: Operation =
    patch("update_guild_sticker", "/guilds/{guild_id}/stickers/{sticker_id}").audited();
pub(crate) const DELETE_GUILD_STICKER: Operation =
    delete("delete_guild_sticker", "/guilds/{guild_id}/stickers/{sticker_id}").audited();

// Threads and posts of forums (Discord's docs, resources/channel and topics/threads). Methods for all channels are with
// the channels.
pub(crate) const CREATE_THREAD_FROM_MESSAGE: Operation =
    post("create_thread_from_message", "/channels/{channel_id}/messages/{message_id}/threads").audited();
pub(crate) const CREATE_THREAD: Operation = post("create_thread", "/channels/{channel_id}/threads").audited();
pub(crate) const CREATE_FORUM_POST: Operation = post("create_thread", "/channels/{channel_id}/threads").audited();
pub(crate) const LIST_THREAD_MEMBERS: Operation = get("list_thread_members", "/channels/{channel_id}/thread-members");
pub(crate) const GET_THREAD_MEMBER: Operation =
    get("get_thread_member", "/channels/{channel_id}/thread-members/{user_id}");
pub(crate) const JOIN_THREAD: Operation = put("join_thread", "/channels/{channel_id}/thread-members/@me");
pub(crate) const LEAVE_THREAD: Operation = delete("leave_thread", "/channels/{channel_id}/thread-members/@me");
pub(crate) const ADD_THREAD_MEMBER: Operation =
    put("add_thread_member", "/channels/{channel_id}/thread-members/{user_id}");
pub(crate) const DELETE_THREAD_MEMBER: Operation =
    delete("delete_thread_member", "/channels/{channel_id}/thread-members/{user_id}");
pub(crate) const LIST_PUBLIC_ARCHIVED_THREADS: Operation =
    get("list_public_archived_threads", "/channels/{channel_id}/threads/archived/public");
pub(crate) const LIST_PRIVATE_ARCHIVED_THREADS: Operation =
    get("list_private_archived_threads", "/channels/{channel_id}/threads/archived/private");
pub(crate) const LIST_MY_PRIVATE_ARCHIVED_THREADS: Operation =
    get("list_my_private_archived_threads", "/channels/{channel_id}/users/@me/threads/archived/private");
pub(crate) const THREAD_SEARCH: Operation = get("thread_search", "/channels/{channel_id}/threads/search");

// Users and direct messages (Discord's docs, resources/user).
pub(crate) const GET_MY_USER: Operation = get("get_my_user", "/users/@me");
pub(crate) const UPDATE_MY_USER: Operation = patch("update_my_user", "/users/@me");
pub(crate) const GET_USER: Operation = get("get_user", "/users/{user_id}");
pub(crate) const CREATE_DM: Operation = post("create_dm", "/users/@me/channels").repeatable();
pub(crate) const CREATE_GROUP_DM: Operation = post("create_dm", "/users/@me/channels");
pub(crate) const LIST_MY_CONNECTIONS: Operation = get("list_my_connections", "/users/@me/connections");
pub(crate) const LIST_MY_GUILDS: Operation = get("list_my_guilds", "/users/@me/guilds");
pub(crate) const LEAVE_GUILD: Operation = delete("leave_guild", "/users/@me/guilds/{guild_id}");

// Voice (Discord's docs, resources/voice).
pub(crate) const LIST_VOICE_REGIONS: Operation = get("list_voice_regions", "/voice/regions");
pub(crate) const GET_SELF_VOICE_STATE: Operation = get("get_self_voice_state", "/guilds/{guild_id}/voice-states/@me");
pub(crate) const GET_VOICE_STATE: Operation = get("get_voice_state", "/guilds/{guild_id}/voice-states/{user_id}");
pub(crate) const UPDATE_SELF_VOICE_STATE: Operation =
    patch("update_self_voice_state", "/guilds/{guild_id}/voice-states/@me");
pub(crate) const UPDATE_VOICE_STATE: Operation =
    patch("update_voice_state", "/guilds/{guild_id}/voice-states/{user_id}");

// Webhooks (Discord's docs, resources/webhook). Operations with the token of a webhook need no bot.
pub(crate) const LIST_CHANNEL_WEBHOOKS: Operation = get("list_channel_webhooks", "/channels/{channel_id}/webhooks");
pub(crate) const CREATE_WEBHOOK: Operation = post("create_webhook", "/channels/{channel_id}/webhooks").audited();
pub(crate) const GET_GUILD_WEBHOOKS: Operation = get("get_guild_webhooks", "/guilds/{guild_id}/webhooks");
pub(crate) const GET_WEBHOOK: Operation = get("get_webhook", "/webhooks/{webhook_id}");
pub(crate) const UPDATE_WEBHOOK: Operation = patch("update_webhook", "/webhooks/{webhook_id}").audited();
pub(crate) const DELETE_WEBHOOK: Operation = delete("delete_webhook", "/webhooks/{webhook_id}").audited();
pub(crate) const GET_WEBHOOK_BY_TOKEN: Operation =
    get("get_webhook_by_token", "/webhooks/{webhook_id}/{webhook_token}").without_token();
pub(crate) const EXECUTE_WEBHOOK: Operation =
    post("execute_webhook", "/webhooks/{webhook_id}/{webhook_token}").without_token();
pub(crate) const UPDATE_WEBHOOK_BY_TOKEN: Operation =
    patch("update_webhook_by_token", "/webhooks/{webhook_id}/{webhook_token}").without_token();
pub(crate) const DELETE_WEBHOOK_BY_TOKEN: Operation =
    delete("delete_webhook_by_token", "/webhooks/{webhook_id}/{webhook_token}").without_token();
pub(crate) const EXECUTE_GITHUB_COMPATIBLE_WEBHOOK: Operation =
    post("execute_github_compatible_webhook", "/webhooks/{webhook_id}/{webhook_token}/github").without_token();
pub(crate) const EXECUTE_SLACK_COMPATIBLE_WEBHOOK: Operation =
    post("execute_slack_compatible_webhook", "/webhooks/{webhook_id}/{webhook_token}/slack").without_token();
pub(crate) const GET_WEBHOOK_MESSAGE: Operation =
    get("get_webhook_message", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}").without_token();
pub(crate) const UPDATE_WEBHOOK_MESSAGE: Operation =
    patch("update_webhook_message", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}").without_token();
pub(crate) const DELETE_WEBHOOK_MESSAGE: Operation =
    delete("delete_webhook_message", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}").without_token();
