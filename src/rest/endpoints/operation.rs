//! The operations, named as in Discord's OpenAPI document.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::rest::route::{Operation, delete, get, patch, post, put};

// The bot's own application (Discord's docs, resources/application).
pub(crate) const GET_MY_APPLICATION: Operation = get("get_my_application", "/applications/@me");

// The audit log (Discord's docs, resources/audit-log).
pub(crate) const LIST_GUILD_AUDIT_LOG_ENTRIES: Operation =
    get("list_guild_audit_log_entries", "/guilds/{guild_id}/audit-logs");

// Rules of AutoMod (Discord's docs, resources/auto-moderation).
pub(crate) const LIST_AUTO_MODERATION_RULES: Operation =
    get("list_auto_moderation_rules", "/guilds/{guild_id}/auto-moderation/rules");
pub(crate) const GET_AUTO_MODERATION_RULE: Operation =
    get("get_auto_moderation_rule", "/guilds/{guild_id}/auto-moderation/rules/{rule_id}");
pub(crate) const CREATE_AUTO_MODERATION_RULE: Operation =
    post("create_auto_moderation_rule", "/guilds/{guild_id}/auto-moderation/rules");
pub(crate) const UPDATE_AUTO_MODERATION_RULE: Operation =
    patch("update_auto_moderation_rule", "/guilds/{guild_id}/auto-moderation/rules/{rule_id}");
pub(crate) const DELETE_AUTO_MODERATION_RULE: Operation =
    delete("delete_auto_moderation_rule", "/guilds/{guild_id}/auto-moderation/rules/{rule_id}");

// Bans (Discord's docs, resources/guild).
pub(crate) const LIST_GUILD_BANS: Operation = get("list_guild_bans", "/guilds/{guild_id}/bans");
pub(crate) const GET_GUILD_BAN: Operation = get("get_guild_ban", "/guilds/{guild_id}/bans/{user_id}");
pub(crate) const BAN_USER_FROM_GUILD: Operation = put("ban_user_from_guild", "/guilds/{guild_id}/bans/{user_id}");
pub(crate) const UNBAN_USER_FROM_GUILD: Operation =
    delete("unban_user_from_guild", "/guilds/{guild_id}/bans/{user_id}");
pub(crate) const BULK_BAN_USERS_FROM_GUILD: Operation =
    post("bulk_ban_users_from_guild", "/guilds/{guild_id}/bulk-ban");

// Channels (Discord's docs, resources/channel).
pub(crate) const GET_CHANNEL: Operation = get("get_channel", "/channels/{channel_id}");
pub(crate) const TRIGGER_TYPING_INDICATOR: Operation =
    post("trigger_typing_indicator", "/channels/{channel_id}/typing").repeatable();

// Custom emoji of guilds and applications (Discord's docs, resources/emoji). How often those of guilds can be changed is limited for each
pub(crate) const LIST_GUILD_EMOJIS: Operation = get("list_guild_emojis", "/guilds/{guild_id}/emojis");
pub(crate) const GET_GUILD_EMOJI: Operation = get("get_guild_emoji", "/guilds/{guild_id}/emojis/{emoji_id}");
pub(crate) const CREATE_GUILD_EMOJI: Operation = post("create_guild_emoji", "/guilds/{guild_id}/emojis");
pub(crate) const UPDATE_GUILD_EMOJI: Operation = patch("update_guild_emoji", "/guilds/{guild_id}/emojis/{emoji_id}");
pub(crate) const DELETE_GUILD_EMOJI: Operation = delete("delete_guild_emoji", "/guilds/{guild_id}/emojis/{emoji_id}");
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

// Where the gateway is (Discord's docs, events/gateway).
pub(crate) const GET_GATEWAY: Operation = get("get_gateway", "/gateway").without_token();
pub(crate) const GET_BOT_GATEWAY: Operation = get("get_bot_gateway", "/gateway/bot");

// Guilds (Discord's docs, resources/guild): the guild itself, its channels, invites and integrations, its widget, its welcome screen and its
pub(crate) const GET_GUILD: Operation = get("get_guild", "/guilds/{guild_id}");
pub(crate) const UPDATE_GUILD: Operation = patch("update_guild", "/guilds/{guild_id}");
pub(crate) const GET_GUILD_PREVIEW: Operation = get("get_guild_preview", "/guilds/{guild_id}/preview");
pub(crate) const LIST_GUILD_CHANNELS: Operation = get("list_guild_channels", "/guilds/{guild_id}/channels");
pub(crate) const CREATE_GUILD_CHANNEL: Operation = post("create_guild_channel", "/guilds/{guild_id}/channels");
pub(crate) const BULK_UPDATE_GUILD_CHANNELS: Operation =
    patch("bulk_update_guild_channels", "/guilds/{guild_id}/channels");
pub(crate) const GET_ACTIVE_GUILD_THREADS: Operation =
    get("get_active_guild_threads", "/guilds/{guild_id}/threads/active");
pub(crate) const LIST_GUILD_INVITES: Operation = get("list_guild_invites", "/guilds/{guild_id}/invites");
pub(crate) const GET_GUILD_VANITY_URL: Operation = get("get_guild_vanity_url", "/guilds/{guild_id}/vanity-url");
pub(crate) const LIST_GUILD_VOICE_REGIONS: Operation = get("list_guild_voice_regions", "/guilds/{guild_id}/regions");
pub(crate) const LIST_GUILD_INTEGRATIONS: Operation = get("list_guild_integrations", "/guilds/{guild_id}/integrations");
pub(crate) const DELETE_GUILD_INTEGRATION: Operation =
    delete("delete_guild_integration", "/guilds/{guild_id}/integrations/{integration_id}");
pub(crate) const PREVIEW_PRUNE_GUILD: Operation = get("preview_prune_guild", "/guilds/{guild_id}/prune");
pub(crate) const PRUNE_GUILD: Operation = post("prune_guild", "/guilds/{guild_id}/prune");
pub(crate) const UPDATE_GUILD_INCIDENT_ACTIONS: Operation =
    put("update_guild_incident_actions", "/guilds/{guild_id}/incident-actions");
pub(crate) const GET_GUILD_WELCOME_SCREEN: Operation =
    get("get_guild_welcome_screen", "/guilds/{guild_id}/welcome-screen");
pub(crate) const UPDATE_GUILD_WELCOME_SCREEN: Operation =
    patch("update_guild_welcome_screen", "/guilds/{guild_id}/welcome-screen");
pub(crate) const GET_GUILDS_ONBOARDING: Operation = get("get_guilds_onboarding", "/guilds/{guild_id}/onboarding");
pub(crate) const PUT_GUILDS_ONBOARDING: Operation = put("put_guilds_onboarding", "/guilds/{guild_id}/onboarding");
pub(crate) const GET_GUILD_NEW_MEMBER_WELCOME: Operation =
    get("get_guild_new_member_welcome", "/guilds/{guild_id}/new-member-welcome");
pub(crate) const GET_GUILD_WIDGET_SETTINGS: Operation = get("get_guild_widget_settings", "/guilds/{guild_id}/widget");
pub(crate) const UPDATE_GUILD_WIDGET_SETTINGS: Operation =
    patch("update_guild_widget_settings", "/guilds/{guild_id}/widget");
pub(crate) const GET_GUILD_WIDGET: Operation = get("get_guild_widget", "/guilds/{guild_id}/widget.json");
pub(crate) const GET_GUILD_WIDGET_PNG: Operation = get("get_guild_widget_png", "/guilds/{guild_id}/widget.png");
pub(crate) const GET_GUILD_JOIN_REQUESTS: Operation = get("get_guild_join_requests", "/guilds/{guild_id}/requests");
pub(crate) const ACTION_GUILD_JOIN_REQUEST: Operation =
    patch("action_guild_join_request", "/guilds/{guild_id}/requests/{request_id}");

// Scheduled events of guilds (Discord's docs, resources/guild-scheduled-event). Exceptions, which are dates of a repeated event at which something
pub(crate) const LIST_GUILD_SCHEDULED_EVENTS: Operation =
    get("list_guild_scheduled_events", "/guilds/{guild_id}/scheduled-events");
pub(crate) const CREATE_GUILD_SCHEDULED_EVENT: Operation =
    post("create_guild_scheduled_event", "/guilds/{guild_id}/scheduled-events");
pub(crate) const GET_GUILD_SCHEDULED_EVENT: Operation =
    get("get_guild_scheduled_event", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}");
pub(crate) const UPDATE_GUILD_SCHEDULED_EVENT: Operation =
    patch("update_guild_scheduled_event", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}");
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

// Templates: copies of guilds to make new ones from (Discord's docs, resources/guild-template).
pub(crate) const GET_GUILD_TEMPLATE: Operation = get("get_guild_template", "/guilds/templates/{code}");
pub(crate) const LIST_GUILD_TEMPLATES: Operation = get("list_guild_templates", "/guilds/{guild_id}/templates");
pub(crate) const CREATE_GUILD_TEMPLATE: Operation = post("create_guild_template", "/guilds/{guild_id}/templates");
pub(crate) const SYNC_GUILD_TEMPLATE: Operation = put("sync_guild_template", "/guilds/{guild_id}/templates/{code}");
pub(crate) const UPDATE_GUILD_TEMPLATE: Operation =
    patch("update_guild_template", "/guilds/{guild_id}/templates/{code}");
pub(crate) const DELETE_GUILD_TEMPLATE: Operation =
    delete("delete_guild_template", "/guilds/{guild_id}/templates/{code}");

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

// Invites (Discord's docs, resources/invite). They are made in channels; a code is what comes after `discord.gg/`.
pub(crate) const INVITE_RESOLVE: Operation = get("invite_resolve", "/invites/{code}");
pub(crate) const INVITE_REVOKE: Operation = delete("invite_revoke", "/invites/{code}");
pub(crate) const GET_INVITE_TARGET_USERS: Operation = get("get_invite_target_users", "/invites/{code}/target-users");
pub(crate) const UPDATE_INVITE_TARGET_USERS: Operation =
    put("update_invite_target_users", "/invites/{code}/target-users");
pub(crate) const GET_INVITE_TARGET_USERS_JOB_STATUS: Operation =
    get("get_invite_target_users_job_status", "/invites/{code}/target-users/job-status");

// Members of guilds (Discord's docs, resources/guild).
pub(crate) const LIST_GUILD_MEMBERS: Operation = get("list_guild_members", "/guilds/{guild_id}/members");
pub(crate) const SEARCH_GUILD_MEMBERS: Operation = get("search_guild_members", "/guilds/{guild_id}/members/search");
pub(crate) const GET_GUILD_MEMBER: Operation = get("get_guild_member", "/guilds/{guild_id}/members/{user_id}");
pub(crate) const ADD_GUILD_MEMBER: Operation = put("add_guild_member", "/guilds/{guild_id}/members/{user_id}");
pub(crate) const UPDATE_GUILD_MEMBER: Operation = patch("update_guild_member", "/guilds/{guild_id}/members/{user_id}");
pub(crate) const UPDATE_MY_GUILD_MEMBER: Operation = patch("update_my_guild_member", "/guilds/{guild_id}/members/@me");
pub(crate) const DELETE_GUILD_MEMBER: Operation = delete("delete_guild_member", "/guilds/{guild_id}/members/{user_id}");
pub(crate) const ADD_GUILD_MEMBER_ROLE: Operation =
    put("add_guild_member_role", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}");
pub(crate) const DELETE_GUILD_MEMBER_ROLE: Operation =
    delete("delete_guild_member_role", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}");

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

// Roles of guilds (Discord's docs, resources/guild and topics/permissions).
pub(crate) const LIST_GUILD_ROLES: Operation = get("list_guild_roles", "/guilds/{guild_id}/roles");
pub(crate) const GET_GUILD_ROLE: Operation = get("get_guild_role", "/guilds/{guild_id}/roles/{role_id}");
pub(crate) const GUILD_ROLE_MEMBER_COUNTS: Operation =
    get("guild_role_member_counts", "/guilds/{guild_id}/roles/member-counts");
pub(crate) const CREATE_GUILD_ROLE: Operation = post("create_guild_role", "/guilds/{guild_id}/roles");
pub(crate) const BULK_UPDATE_GUILD_ROLES: Operation = patch("bulk_update_guild_roles", "/guilds/{guild_id}/roles");
pub(crate) const UPDATE_GUILD_ROLE: Operation = patch("update_guild_role", "/guilds/{guild_id}/roles/{role_id}");
pub(crate) const DELETE_GUILD_ROLE: Operation = delete("delete_guild_role", "/guilds/{guild_id}/roles/{role_id}");

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
    post("create_guild_soundboard_sound", "/guilds/{guild_id}/soundboard-sounds");
pub(crate) const UPDATE_GUILD_SOUNDBOARD_SOUND: Operation =
    patch("update_guild_soundboard_sound", "/guilds/{guild_id}/soundboard-sounds/{sound_id}");
pub(crate) const DELETE_GUILD_SOUNDBOARD_SOUND: Operation =
    delete("delete_guild_soundboard_sound", "/guilds/{guild_id}/soundboard-sounds/{sound_id}");

// Live stages (Discord's docs, resources/stage-instance).
pub(crate) const GET_STAGE_INSTANCE: Operation = get("get_stage_instance", "/stage-instances/{channel_id}");
pub(crate) const CREATE_STAGE_INSTANCE: Operation = post("create_stage_instance", "/stage-instances");
pub(crate) const UPDATE_STAGE_INSTANCE: Operation = patch("update_stage_instance", "/stage-instances/{channel_id}");
pub(crate) const DELETE_STAGE_INSTANCE: Operation = delete("delete_stage_instance", "/stage-instances/{channel_id}");

// Stickers (Discord's docs, resources/sticker).
pub(crate) const GET_STICKER: Operation = get("get_sticker", "/stickers/{sticker_id}");
pub(crate) const LIST_STICKER_PACKS: Operation = get("list_sticker_packs", "/sticker-packs");
pub(crate) const GET_STICKER_PACK: Operation = get("get_sticker_pack", "/sticker-packs/{pack_id}");
pub(crate) const LIST_GUILD_STICKERS: Operation = get("list_guild_stickers", "/guilds/{guild_id}/stickers");
pub(crate) const GET_GUILD_STICKER: Operation = get("get_guild_sticker", "/guilds/{guild_id}/stickers/{sticker_id}");
pub(crate) const CREATE_GUILD_STICKER: Operation = post("create_guild_sticker", "/guilds/{guild_id}/stickers");
pub(crate) const UPDATE_GUILD_STICKER: Operation =
    patch("update_guild_sticker", "/guilds/{guild_id}/stickers/{sticker_id}");
pub(crate) const DELETE_GUILD_STICKER: Operation =
    delete("delete_guild_sticker", "/guilds/{guild_id}/stickers/{sticker_id}");

// Users and the channels between them and the bot (Discord's docs, resources/user).
pub(crate) const GET_MY_USER: Operation = get("get_my_user", "/users/@me");
pub(crate) const GET_USER: Operation = get("get_user", "/users/{user_id}");
pub(crate) const CREATE_DM: Operation = post("create_dm", "/users/@me/channels").repeatable();

// Voice (Discord's docs, resources/voice).
pub(crate) const LIST_VOICE_REGIONS: Operation = get("list_voice_regions", "/voice/regions");
pub(crate) const GET_SELF_VOICE_STATE: Operation = get("get_self_voice_state", "/guilds/{guild_id}/voice-states/@me");
pub(crate) const GET_VOICE_STATE: Operation = get("get_voice_state", "/guilds/{guild_id}/voice-states/{user_id}");
pub(crate) const UPDATE_SELF_VOICE_STATE: Operation =
    patch("update_self_voice_state", "/guilds/{guild_id}/voice-states/@me");
pub(crate) const UPDATE_VOICE_STATE: Operation =
    patch("update_voice_state", "/guilds/{guild_id}/voice-states/{user_id}");
