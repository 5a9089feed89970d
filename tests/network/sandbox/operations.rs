//! Every operation of the sandbox: a request that succeeds, its answer, and the events that follow.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::sandbox::api::{Api, contains};
use crate::sandbox::guild_features;

/// Operation, request, body, status, a part of the answer, the events that follow, and the names of values to keep from
/// the answer (`name` for its id, `name=/pointer` for another value).
pub(super) type Step =
    (&'static str, &'static str, &'static str, u16, &'static str, &'static [&'static str], &'static [&'static str]);

/// A PNG of one pixel.
const PNG: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA\
                   WjR9awAAAABJRU5ErkJggg==";

pub(super) const AUDIT: &str = "GUILD_AUDIT_LOG_ENTRY_CREATE";

#[rustfmt::skip]
const APPLICATION: &[Step] = &[
    ("get_gateway", "GET /gateway", "", 200, "", &[], &[]),
    ("get_bot_gateway", "GET /gateway/bot", "", 200, r#"{"shards": 1}"#, &[], &[]),
    ("get_my_application", "GET /applications/@me", "", 200, r#"{"id": "$bot"}"#, &[], &[]),
    ("get_application", "GET /applications/$bot", "", 200, r#"{"id": "$bot"}"#, &[], &[]),
    ("update_my_application", "PATCH /applications/@me", r#"{"description": "new", "tags": ["fun"]}"#, 200,
        r#"{"description": "new", "tags": ["fun"]}"#, &[], &[]),
    ("update_application", "PATCH /applications/$bot", r#"{"description": "newer"}"#, 200,
        r#"{"description": "newer"}"#, &[], &[]),
    ("get_my_oauth2_application", "GET /oauth2/applications/@me", "", 200, r#"{"id": "$bot"}"#, &[], &[]),
    ("get_my_user", "GET /users/@me", "", 200, r#"{"id": "$bot", "bot": true}"#, &[], &[]),
    ("update_my_user", "PATCH /users/@me", r#"{"username": "Renamed"}"#, 200, r#"{"username": "Renamed"}"#,
        &["USER_UPDATE", "GUILD_MEMBER_UPDATE"], &[]),
    ("get_user", "GET /users/$alice", "", 200, r#"{"username": "alice"}"#, &[], &[]),
    ("create_dm", "POST /users/@me/channels", r#"{"recipient_id": "$alice"}"#, 200,
        r#"{"type": 1, "recipients": [{"id": "$alice"}]}"#, &[], &["dm"]),
    ("create_message", "POST /channels/$dm/messages", r#"{"content": "psst"}"#, 200, r#"{"content": "psst"}"#,
        &["MESSAGE_CREATE"], &[]),
    ("list_my_guilds", "GET /users/@me/guilds?limit=1&with_counts=true", "", 200,
        r#"[{"id": "$guild", "approximate_member_count": 5}]"#, &[], &[]),
    ("list_my_connections", "GET /users/@me/connections", "", 200, "[]", &[], &[]),
    ("list_voice_regions", "GET /voice/regions", "", 200, "", &[], &[]),
    ("list_guild_voice_regions", "GET /guilds/$guild/regions", "", 200, "", &[], &[]),
    ("list_sticker_packs", "GET /sticker-packs", "", 200, r#"{"sticker_packs": [{"name": "Wumpus Beyond"}]}"#, &[],
        &[]),
    ("create_application_emoji", "POST /applications/$bot/emojis", r#"{"name": "blob", "image": "$png"}"#, 201,
        r#"{"name": "blob", "user": {"id": "$bot"}}"#, &[], &["emoji"]),
    ("list_application_emojis", "GET /applications/$bot/emojis", "", 200, r#"{"items": [{"id": "$emoji"}]}"#, &[], &[]),
    ("update_application_emoji", "PATCH /applications/$bot/emojis/$emoji", r#"{"name": "blub"}"#, 200,
        r#"{"name": "blub"}"#, &[], &[]),
    ("get_application_emoji", "GET /applications/$bot/emojis/$emoji", "", 200, r#"{"name": "blub"}"#, &[], &[]),
    ("delete_application_emoji", "DELETE /applications/$bot/emojis/$emoji", "", 204, "", &[], &[]),
];

#[rustfmt::skip]
const GUILD: &[Step] = &[
    ("get_guild", "GET /guilds/$guild?with_counts=true", "", 200,
        r#"{"name": "Greenroom", "approximate_member_count": 5}"#, &[], &[]),
    ("get_guild_preview", "GET /guilds/$guild/preview", "", 200, r#"{"id": "$guild"}"#, &[], &[]),
    ("update_guild", "PATCH /guilds/$guild", r#"{"name": "Redroom", "description": "d", "verification_level": 3}"#, 200,
        r#"{"name": "Redroom", "description": "d", "verification_level": 3}"#, &["GUILD_UPDATE", AUDIT], &[]),
    ("preview_prune_guild", "GET /guilds/$guild/prune?days=1", "", 200, r#"{"pruned": 0}"#, &[], &[]),
    ("prune_guild", "POST /guilds/$guild/prune", r#"{"days": 30}"#, 200, r#"{"pruned": 0}"#, &[AUDIT], &[]),
    ("list_guild_members", "GET /guilds/$guild/members?limit=2&after=$alice", "", 200,
        r#"[{"user": {"id": "$carol"}}, {"user": {"id": "$dave"}}]"#, &[], &[]),
    ("search_guild_members", "GET /guilds/$guild/members/search?query=car&limit=5", "", 200,
        r#"[{"user": {"id": "$carol"}}]"#, &[], &[]),
    ("get_guild_member", "GET /guilds/$guild/members/$alice", "", 200, r#"{"user": {"id": "$alice"}, "roles": []}"#,
        &[], &[]),
    ("update_my_guild_member", "PATCH /guilds/$guild/members/@me", r#"{"nick": "Bot"}"#, 200, r#"{"nick": "Bot"}"#,
        &["GUILD_MEMBER_UPDATE", AUDIT], &[]),
    ("create_guild_role", "POST /guilds/$guild/roles",
        r#"{"name": "mods", "permissions": "2048", "color": 255, "hoist": true}"#, 200,
        r#"{"name": "mods", "permissions": "2048", "color": 255, "hoist": true, "position": 1}"#,
        &["GUILD_ROLE_CREATE", AUDIT], &["role"]),
    ("list_guild_roles", "GET /guilds/$guild/roles", "", 200, "", &[], &[]),
    ("get_guild_role", "GET /guilds/$guild/roles/$role", "", 200, r#"{"id": "$role"}"#, &[], &[]),
    ("update_guild_role", "PATCH /guilds/$guild/roles/$role", r#"{"name": "helpers", "mentionable": true}"#, 200,
        r#"{"name": "helpers", "mentionable": true, "hoist": true}"#, &["GUILD_ROLE_UPDATE", AUDIT], &[]),
    ("bulk_update_guild_roles", "PATCH /guilds/$guild/roles", r#"[{"id": "$role", "position": 1}]"#, 200, "",
        &["GUILD_ROLE_UPDATE"], &[]),
    ("add_guild_member_role", "PUT /guilds/$guild/members/$alice/roles/$role", "", 204, "",
        &["GUILD_MEMBER_UPDATE", AUDIT], &[]),
    ("guild_role_member_counts", "GET /guilds/$guild/roles/member-counts", "", 200, r#"{"$role": 1}"#, &[], &[]),
    ("delete_guild_member_role", "DELETE /guilds/$guild/members/$alice/roles/$role", "", 204, "",
        &["GUILD_MEMBER_UPDATE", AUDIT], &[]),
    ("update_guild_member", "PATCH /guilds/$guild/members/$alice", r#"{"nick": "Al", "roles": ["$role"]}"#, 200,
        r#"{"nick": "Al", "roles": ["$role"]}"#, &["GUILD_MEMBER_UPDATE", AUDIT, AUDIT], &[]),
    ("delete_guild_role", "DELETE /guilds/$guild/roles/$role", "", 204, "", &["GUILD_ROLE_DELETE", AUDIT], &[]),
    ("delete_guild_member", "DELETE /guilds/$guild/members/$carol", "", 204, "", &["GUILD_MEMBER_REMOVE", AUDIT], &[]),
    ("ban_user_from_guild", "PUT /guilds/$guild/bans/$dave", r#"{"delete_message_seconds": 60}"#, 204, "",
        &["GUILD_BAN_ADD", "GUILD_MEMBER_REMOVE", AUDIT], &[]),
    ("get_guild_ban", "GET /guilds/$guild/bans/$dave", "", 200, r#"{"reason": null, "user": {"id": "$dave"}}"#, &[],
        &[]),
    ("list_guild_bans", "GET /guilds/$guild/bans", "", 200, r#"[{"user": {"id": "$dave"}}]"#, &[], &[]),
    ("unban_user_from_guild", "DELETE /guilds/$guild/bans/$dave", "", 204, "", &["GUILD_BAN_REMOVE", AUDIT], &[]),
    ("bulk_ban_users_from_guild", "POST /guilds/$guild/bulk-ban", r#"{"user_ids": ["$dave", "$bob", "5"]}"#, 200,
        r#"{"banned_users": ["$dave", "$bob"], "failed_users": ["5"]}"#,
        &["GUILD_BAN_ADD", AUDIT, "GUILD_BAN_ADD", AUDIT], &[]),
    ("list_guild_audit_log_entries", "GET /guilds/$guild/audit-logs?limit=1&action_type=22", "", 200,
        r#"{"audit_log_entries": [{"action_type": 22, "target_id": "$bob", "user_id": "$bot"}]}"#, &[], &[]),
    ("create_auto_moderation_rule", "POST /guilds/$guild/auto-moderation/rules",
        r#"{"name": "words", "event_type": 1, "trigger_type": 1, "trigger_metadata": {"keyword_filter": ["x"]},
        "actions": [{"type": 1}]}"#, 200, r#"{"enabled": false, "trigger_metadata": {"keyword_filter": ["x"]}}"#,
        &["AUTO_MODERATION_RULE_CREATE", AUDIT], &["rule"]),
    ("list_auto_moderation_rules", "GET /guilds/$guild/auto-moderation/rules", "", 200, r#"[{"id": "$rule"}]"#, &[],
        &[]),
    ("get_auto_moderation_rule", "GET /guilds/$guild/auto-moderation/rules/$rule", "", 200, r#"{"name": "words"}"#, &[],
        &[]),
    ("update_auto_moderation_rule", "PATCH /guilds/$guild/auto-moderation/rules/$rule", r#"{"enabled": true}"#, 200,
        r#"{"enabled": true, "name": "words"}"#, &["AUTO_MODERATION_RULE_UPDATE", AUDIT], &[]),
    ("delete_auto_moderation_rule", "DELETE /guilds/$guild/auto-moderation/rules/$rule", "", 204, "",
        &["AUTO_MODERATION_RULE_DELETE", AUDIT], &[]),
    ("create_guild_emoji", "POST /guilds/$guild/emojis", r#"{"name": "blob", "image": "$png"}"#, 201,
        r#"{"name": "blob", "animated": false}"#, &["GUILD_EMOJIS_UPDATE", AUDIT], &["emoji"]),
    ("list_guild_emojis", "GET /guilds/$guild/emojis", "", 200, r#"[{"id": "$emoji", "user": {"id": "$bot"}}]"#, &[],
        &[]),
    ("get_guild_emoji", "GET /guilds/$guild/emojis/$emoji", "", 200, r#"{"id": "$emoji"}"#, &[], &[]),
    ("update_guild_emoji", "PATCH /guilds/$guild/emojis/$emoji", r#"{"name": "blub"}"#, 200, r#"{"name": "blub"}"#,
        &["GUILD_EMOJIS_UPDATE", AUDIT], &[]),
    ("delete_guild_emoji", "DELETE /guilds/$guild/emojis/$emoji", "", 204, "", &["GUILD_EMOJIS_UPDATE", AUDIT], &[]),
    ("create_guild_soundboard_sound", "POST /guilds/$guild/soundboard-sounds",
        r#"{"name": "honk", "sound": "data:audio/ogg;base64,AA==", "volume": 0.5}"#, 201,
        r#"{"name": "honk", "volume": 0.5}"#, &["GUILD_SOUNDBOARD_SOUND_CREATE", AUDIT], &["sound=/sound_id"]),
    ("list_guild_soundboard_sounds", "GET /guilds/$guild/soundboard-sounds", "", 200,
        r#"{"items": [{"sound_id": "$sound"}]}"#, &[], &[]),
    ("get_guild_soundboard_sound", "GET /guilds/$guild/soundboard-sounds/$sound", "", 200, r#"{"name": "honk"}"#, &[],
        &[]),
    ("update_guild_soundboard_sound", "PATCH /guilds/$guild/soundboard-sounds/$sound", r#"{"name": "toot"}"#, 200,
        r#"{"name": "toot", "volume": 0.5}"#, &["GUILD_SOUNDBOARD_SOUND_UPDATE", AUDIT], &[]),
    ("delete_guild_soundboard_sound", "DELETE /guilds/$guild/soundboard-sounds/$sound", "", 204, "",
        &["GUILD_SOUNDBOARD_SOUND_DELETE", AUDIT], &[]),
    ("get_soundboard_default_sounds", "GET /soundboard-default-sounds", "", 200, "", &[], &[]),
    ("create_guild_scheduled_event", "POST /guilds/$guild/scheduled-events",
        r#"{"name": "party", "privacy_level": 2, "scheduled_start_time": "2030-01-01T00:00:00Z",
        "scheduled_end_time": "2030-01-02T00:00:00Z", "entity_type": 3, "entity_metadata": {"location": "here"}}"#, 200,
        r#"{"name": "party", "status": 1, "creator_id": "$bot"}"#, &["GUILD_SCHEDULED_EVENT_CREATE", AUDIT],
        &["event"]),
    ("list_guild_scheduled_events", "GET /guilds/$guild/scheduled-events?with_user_count=true", "", 200,
        r#"[{"id": "$event", "user_count": 0}]"#, &[], &[]),
    ("get_guild_scheduled_event", "GET /guilds/$guild/scheduled-events/$event", "", 200, r#"{"id": "$event"}"#, &[],
        &[]),
    ("update_guild_scheduled_event", "PATCH /guilds/$guild/scheduled-events/$event", r#"{"status": 2}"#, 200,
        r#"{"status": 2}"#, &["GUILD_SCHEDULED_EVENT_UPDATE", AUDIT], &[]),
    ("list_guild_scheduled_event_users", "GET /guilds/$guild/scheduled-events/$event/users", "", 200, "[]", &[], &[]),
    ("delete_guild_scheduled_event", "DELETE /guilds/$guild/scheduled-events/$event", "", 204, "",
        &["GUILD_SCHEDULED_EVENT_DELETE", AUDIT], &[]),
    ("leave_guild", "DELETE /users/@me/guilds/$guild", "", 204, "", &["GUILD_DELETE"], &[]),
];

#[rustfmt::skip]
const CHANNELS: &[Step] = &[
    ("create_guild_channel", "POST /guilds/$guild/channels", r#"{"name": "Team", "type": 4}"#, 201,
        r#"{"name": "Team", "type": 4}"#, &["CHANNEL_CREATE", AUDIT], &["team"]),
    ("create_guild_channel", "POST /guilds/$guild/channels",
        r#"{"name": "Big News", "type": 5, "parent_id": "$team", "topic": "t", "nsfw": true,
        "rate_limit_per_user": 5}"#,
        201,
        r#"{"name": "big-news", "type": 5, "parent_id": "$team", "topic": "t", "nsfw": true,
        "rate_limit_per_user": 5}"#,
        &["CHANNEL_CREATE", AUDIT], &["news"]),
    ("list_guild_channels", "GET /guilds/$guild/channels", "", 200,
        r#"[{"id": "$general"}, {"id": "$lounge"}, {"id": "$team"}, {"id": "$news"}]"#, &[], &[]),
    ("get_channel", "GET /channels/$news", "", 200, r#"{"id": "$news", "guild_id": "$guild"}"#, &[], &[]),
    ("update_channel", "PATCH /channels/$news", r#"{"topic": "other", "nsfw": false}"#, 200,
        r#"{"topic": "other", "nsfw": false}"#, &["CHANNEL_UPDATE", AUDIT], &[]),
    ("bulk_update_guild_channels", "PATCH /guilds/$guild/channels", r#"[{"id": "$news", "position": 9}]"#, 204, "",
        &["CHANNEL_UPDATE"], &[]),
    ("set_channel_permission_overwrite", "PUT /channels/$news/permissions/$guild", r#"{"type": 0, "deny": "2048"}"#,
        204, "", &["CHANNEL_UPDATE", AUDIT], &[]),
    ("delete_channel_permission_overwrite", "DELETE /channels/$news/permissions/$guild", "", 204, "",
        &["CHANNEL_UPDATE", AUDIT], &[]),
    ("trigger_typing_indicator", "POST /channels/$general/typing", "", 204, "", &["TYPING_START"], &[]),
    ("follow_channel", "POST /channels/$news/followers", r#"{"webhook_channel_id": "$general"}"#, 200,
        r#"{"channel_id": "$news"}"#, &["WEBHOOKS_UPDATE"], &["follower=/webhook_id"]),
    ("create_message", "POST /channels/$news/messages", r#"{"content": "extra"}"#, 200, "", &["MESSAGE_CREATE"],
        &["extra"]),
    ("crosspost_message", "POST /channels/$news/messages/$extra/crosspost", "", 200, r#"{"flags": 1}"#,
        &["MESSAGE_UPDATE", "MESSAGE_CREATE"], &[]),
    ("update_voice_channel_status", "PUT /channels/$lounge/voice-status", r#"{"status": "chess"}"#, 204, "",
        &["VOICE_CHANNEL_STATUS_UPDATE"], &[]),
    ("create_channel_invite", "POST /channels/$general/invites", r#"{"max_age": 60, "unique": true}"#, 200,
        r#"{"max_age": 60, "channel": {"id": "$general"}, "inviter": {"id": "$bot"}}"#, &["INVITE_CREATE", AUDIT],
        &["code=/code"]),
    ("list_channel_invites", "GET /channels/$general/invites", "", 200, r#"[{"code": "$code"}]"#, &[], &[]),
    ("list_guild_invites", "GET /guilds/$guild/invites", "", 200, r#"[{"code": "$code", "uses": 0}]"#, &[], &[]),
    ("invite_resolve", "GET /invites/$code?with_counts=true", "", 200,
        r#"{"guild": {"id": "$guild"}, "approximate_member_count": 5}"#, &[], &[]),
    ("invite_revoke", "DELETE /invites/$code", "", 200, r#"{"code": "$code"}"#, &["INVITE_DELETE", AUDIT], &[]),
    ("create_guild_channel", "POST /guilds/$guild/channels", r#"{"name": "Stage", "type": 13}"#, 201, r#"{"type": 13}"#,
        &["CHANNEL_CREATE", AUDIT], &["stage"]),
    ("create_stage_instance", "POST /stage-instances", r#"{"channel_id": "$stage", "topic": "talk"}"#, 200,
        r#"{"topic": "talk", "privacy_level": 2}"#, &["STAGE_INSTANCE_CREATE", AUDIT], &[]),
    ("get_stage_instance", "GET /stage-instances/$stage", "", 200, r#"{"topic": "talk"}"#, &[], &[]),
    ("update_stage_instance", "PATCH /stage-instances/$stage", r#"{"topic": "song"}"#, 200, r#"{"topic": "song"}"#,
        &["STAGE_INSTANCE_UPDATE", AUDIT], &[]),
    ("delete_stage_instance", "DELETE /stage-instances/$stage", "", 204, "", &["STAGE_INSTANCE_DELETE", AUDIT], &[]),
    ("delete_channel", "DELETE /channels/$stage", "", 200, r#"{"id": "$stage"}"#, &["CHANNEL_DELETE", AUDIT], &[]),
];

#[rustfmt::skip]
const THREADS: &[Step] = &[
    ("create_thread_from_message", "POST /channels/$general/messages/$said/threads", r#"{"name": "aside"}"#, 201,
        r#"{"id": "$said", "type": 11, "parent_id": "$general", "member": {"user_id": "$bot"}}"#,
        &["THREAD_CREATE", AUDIT, "MESSAGE_UPDATE", "MESSAGE_CREATE"], &["thread"]),
    ("get_message", "GET /channels/$general/messages/$said", "", 200, r#"{"flags": 32, "thread": {"id": "$thread"}}"#,
        &[], &[]),
    ("create_message", "POST /channels/$thread/messages", r#"{"content": "in here"}"#, 200, "", &["MESSAGE_CREATE"],
        &[]),
    ("get_channel", "GET /channels/$thread", "", 200,
        r#"{"message_count": 1, "member_count": 1, "thread_metadata": {"archived": false}}"#, &[], &[]),
    ("add_thread_member", "PUT /channels/$thread/thread-members/$alice", "", 204, "", &["THREAD_MEMBERS_UPDATE"], &[]),
    ("get_thread_member", "GET /channels/$thread/thread-members/$alice?with_member=true", "", 200,
        r#"{"user_id": "$alice", "member": {"user": {"id": "$alice"}}}"#, &[], &[]),
    ("list_thread_members", "GET /channels/$thread/thread-members", "", 200, "", &[], &[]),
    ("delete_thread_member", "DELETE /channels/$thread/thread-members/$alice", "", 204, "", &["THREAD_MEMBERS_UPDATE"],
        &[]),
    ("leave_thread", "DELETE /channels/$thread/thread-members/@me", "", 204, "", &["THREAD_MEMBERS_UPDATE"], &[]),
    ("join_thread", "PUT /channels/$thread/thread-members/@me", "", 204, "", &["THREAD_MEMBERS_UPDATE"], &[]),
    ("get_active_guild_threads", "GET /guilds/$guild/threads/active", "", 200,
        r#"{"threads": [{"id": "$thread"}], "members": [{"user_id": "$bot"}]}"#, &[], &[]),
    ("create_thread", "POST /channels/$general/threads", r#"{"name": "secret", "type": 12}"#, 201,
        r#"{"type": 12, "thread_metadata": {"invitable": true}}"#, &["THREAD_CREATE", AUDIT], &["private"]),
    ("update_channel", "PATCH /channels/$private", r#"{"archived": true}"#, 200,
        r#"{"thread_metadata": {"archived": true}}"#, &["THREAD_UPDATE", AUDIT], &[]),
    ("update_channel", "PATCH /channels/$thread", r#"{"archived": true}"#, 200,
        r#"{"thread_metadata": {"archived": true}}"#, &["THREAD_UPDATE", AUDIT], &[]),
    ("list_public_archived_threads", "GET /channels/$general/threads/archived/public", "", 200,
        r#"{"threads": [{"id": "$thread"}], "has_more": false}"#, &[], &[]),
    ("list_private_archived_threads", "GET /channels/$general/threads/archived/private", "", 200,
        r#"{"threads": [{"id": "$private"}]}"#, &[], &[]),
    ("list_my_private_archived_threads", "GET /channels/$general/users/@me/threads/archived/private", "", 200,
        r#"{"threads": [{"id": "$private"}]}"#, &[], &[]),
    ("create_message", "POST /channels/$thread/messages", r#"{"content": "awake"}"#, 200, "",
        &["THREAD_UPDATE", "MESSAGE_CREATE"], &[]),
    ("create_guild_channel", "POST /guilds/$guild/channels",
        r#"{"name": "forum", "type": 15, "available_tags": [{"name": "help"}]}"#, 201,
        r#"{"type": 15, "available_tags": [{"name": "help", "moderated": false}]}"#, &["CHANNEL_CREATE", AUDIT],
        &["forum", "tag=/available_tags/0/id"]),
    ("create_thread", "POST /channels/$forum/threads",
        r#"{"name": "post", "applied_tags": ["$tag"], "message": {"content": "first"}}"#, 201,
        r#"{"type": 11, "applied_tags": ["$tag"], "message": {"content": "first"}}"#,
        &["THREAD_CREATE", AUDIT, "MESSAGE_CREATE"], &["post"]),
    ("get_message", "GET /channels/$post/messages/$post", "", 200, r#"{"content": "first"}"#, &[], &[]),
    ("delete_channel", "DELETE /channels/$post", "", 200, "", &["THREAD_DELETE", AUDIT], &[]),
];

#[rustfmt::skip]
const MESSAGES: &[Step] = &[
    ("create_message", "POST /channels/$general/messages",
        r#"{"content": "answer", "message_reference": {"message_id": "$said"}, "embeds": [{"title": "t"}],
        "components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "x", "custom_id": "c"}]}]}"#, 200,
        r#"{"type": 19, "referenced_message": {"id": "$said"}, "embeds": [{"title": "t"}],
        "components": [{"type": 1}]}"#, &["MESSAGE_CREATE"], &["own"]),
    ("create_message", "POST /channels/$general/messages",
        r#"{"message_reference": {"type": 1, "message_id": "$said", "channel_id": "$general"}}"#, 200,
        r#"{"type": 0, "message_reference": {"type": 1}, "message_snapshots": [{"message": {"content": "hello"}}]}"#,
        &["MESSAGE_CREATE"], &["passed"]),
    ("create_message", "POST /channels/$general/messages",
        r#"{"flags": 32768, "components": [{"type": 10, "content": "v2"}]}"#, 200, r#"{"flags": 32768, "content": ""}"#,
        &["MESSAGE_CREATE"], &[]),
    ("list_messages", "GET /channels/$general/messages?limit=2&after=$said", "", 200,
        r#"[{"id": "$passed"}, {"id": "$own"}]"#, &[], &[]),
    ("get_message", "GET /channels/$general/messages/$own", "", 200, r#"{"id": "$own"}"#, &[], &[]),
    ("update_message", "PATCH /channels/$general/messages/$own", r#"{"content": "better", "embeds": []}"#, 200,
        r#"{"content": "better", "embeds": []}"#, &["MESSAGE_UPDATE"], &[]),
    ("add_my_message_reaction", "PUT /channels/$general/messages/$own/reactions/%F0%9F%8E%89/@me", "", 204, "",
        &["MESSAGE_REACTION_ADD"], &[]),
    ("list_message_reactions_by_emoji", "GET /channels/$general/messages/$own/reactions/%F0%9F%8E%89", "", 200,
        r#"[{"id": "$bot"}]"#, &[], &[]),
    ("delete_my_message_reaction", "DELETE /channels/$general/messages/$own/reactions/%F0%9F%8E%89/@me", "", 204, "",
        &["MESSAGE_REACTION_REMOVE"], &[]),
    ("add_my_message_reaction", "PUT /channels/$general/messages/$own/reactions/%F0%9F%8E%89/@me", "", 204, "",
        &["MESSAGE_REACTION_ADD"], &[]),
    ("delete_user_message_reaction", "DELETE /channels/$general/messages/$own/reactions/%F0%9F%8E%89/$bot", "", 204, "",
        &["MESSAGE_REACTION_REMOVE"], &[]),
    ("delete_all_message_reactions_by_emoji", "DELETE /channels/$general/messages/$own/reactions/%F0%9F%8E%89", "", 204,
        "", &["MESSAGE_REACTION_REMOVE_EMOJI"], &[]),
    ("delete_all_message_reactions", "DELETE /channels/$general/messages/$own/reactions", "", 204, "",
        &["MESSAGE_REACTION_REMOVE_ALL"], &[]),
    ("create_pin", "PUT /channels/$general/messages/pins/$own", "", 204, "",
        &["MESSAGE_UPDATE", "CHANNEL_PINS_UPDATE", "MESSAGE_CREATE", AUDIT], &[]),
    ("list_pins", "GET /channels/$general/messages/pins", "", 200,
        r#"{"items": [{"message": {"id": "$own"}}], "has_more": false}"#, &[], &[]),
    ("delete_pin", "DELETE /channels/$general/messages/pins/$own", "", 204, "",
        &["MESSAGE_UPDATE", "CHANNEL_PINS_UPDATE", AUDIT], &[]),
    ("deprecated_create_pin", "PUT /channels/$general/pins/$own", "", 204, "",
        &["MESSAGE_UPDATE", "CHANNEL_PINS_UPDATE", "MESSAGE_CREATE", AUDIT], &[]),
    ("deprecated_list_pins", "GET /channels/$general/pins", "", 200, r#"[{"id": "$own", "pinned": true}]"#, &[], &[]),
    ("deprecated_delete_pin", "DELETE /channels/$general/pins/$own", "", 204, "",
        &["MESSAGE_UPDATE", "CHANNEL_PINS_UPDATE", AUDIT], &[]),
    ("create_message", "POST /channels/$general/messages",
        r#"{"poll": {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "yes"}}]}}"#, 200,
        r#"{"poll": {"question": {"text": "?"}, "answers": [{"answer_id": 1, "poll_media": {"text": "yes"}}],
        "allow_multiselect": false}}"#, &["MESSAGE_CREATE"], &["poll"]),
    ("get_answer_voters", "GET /channels/$general/polls/$poll/answers/1", "", 200, r#"{"users": []}"#, &[], &[]),
    ("poll_expire", "POST /channels/$general/polls/$poll/expire", "", 200,
        r#"{"poll": {"results": {"is_finalized": true}}}"#, &["MESSAGE_UPDATE"], &[]),
    ("delete_message", "DELETE /channels/$general/messages/$said", "", 204, "", &["MESSAGE_DELETE", AUDIT], &[]),
    ("bulk_delete_messages", "POST /channels/$general/messages/bulk-delete", r#"{"messages": ["$own", "$poll"]}"#, 204,
        "", &["MESSAGE_DELETE_BULK", AUDIT], &[]),
];

#[rustfmt::skip]
const WEBHOOKS: &[Step] = &[
    ("create_webhook", "POST /channels/$general/webhooks", r#"{"name": "Herald"}"#, 200,
        r#"{"name": "Herald", "type": 1, "user": {"id": "$bot"}}"#, &["WEBHOOKS_UPDATE", AUDIT],
        &["hook", "token=/token"]),
    ("list_channel_webhooks", "GET /channels/$general/webhooks", "", 200, r#"[{"id": "$hook"}]"#, &[], &[]),
    ("get_guild_webhooks", "GET /guilds/$guild/webhooks", "", 200, r#"[{"id": "$hook"}]"#, &[], &[]),
    ("get_webhook", "GET /webhooks/$hook", "", 200, r#"{"id": "$hook"}"#, &[], &[]),
    ("get_webhook_by_token", "GET /webhooks/$hook/$token", "", 200, r#"{"id": "$hook"}"#, &[], &[]),
    ("update_webhook", "PATCH /webhooks/$hook", r#"{"name": "Crier"}"#, 200, r#"{"name": "Crier"}"#,
        &["WEBHOOKS_UPDATE", AUDIT], &[]),
    ("update_webhook_by_token", "PATCH /webhooks/$hook/$token", r#"{"name": "Bell"}"#, 200, r#"{"name": "Bell"}"#,
        &["WEBHOOKS_UPDATE", AUDIT], &[]),
    ("execute_webhook", "POST /webhooks/$hook/$token?wait=true", r#"{"content": "ding", "username": "Big Ben"}"#, 200,
        r#"{"content": "ding", "webhook_id": "$hook", "author": {"id": "$hook", "username": "Big Ben", "bot": true}}"#,
        &["MESSAGE_CREATE"], &["ding"]),
    ("execute_webhook", "POST /webhooks/$hook/$token", r#"{"content": "dong"}"#, 204, "", &["MESSAGE_CREATE"], &[]),
    ("get_webhook_message", "GET /webhooks/$hook/$token/messages/$ding", "", 200, r#"{"content": "ding"}"#, &[], &[]),
    ("update_webhook_message", "PATCH /webhooks/$hook/$token/messages/$ding", r#"{"content": "dang"}"#, 200,
        r#"{"content": "dang"}"#, &["MESSAGE_UPDATE"], &[]),
    ("delete_webhook_message", "DELETE /webhooks/$hook/$token/messages/$ding", "", 204, "", &["MESSAGE_DELETE"], &[]),
    ("delete_webhook_by_token", "DELETE /webhooks/$hook/$token", "", 204, "", &["WEBHOOKS_UPDATE", AUDIT], &[]),
    ("create_webhook", "POST /channels/$general/webhooks", r#"{"name": "Herald"}"#, 200, "",
        &["WEBHOOKS_UPDATE", AUDIT], &["hook"]),
    ("delete_webhook", "DELETE /webhooks/$hook", "", 204, "", &["WEBHOOKS_UPDATE", AUDIT], &[]),
];

#[rustfmt::skip]
const COMMANDS: &[Step] = &[
    ("create_application_command", "POST /applications/$bot/commands",
        r#"{"name": "ping", "description": "d", "options": [{"type": 3, "name": "text", "description": "t"}]}"#, 201,
        r#"{"name": "ping", "type": 1, "options": [{"name": "text"}]}"#, &[], &["command"]),
    ("create_application_command", "POST /applications/$bot/commands", r#"{"name": "ping", "description": "e"}"#, 200,
        r#"{"id": "$command", "description": "e"}"#, &[], &[]),
    ("list_application_commands", "GET /applications/$bot/commands", "", 200, r#"[{"id": "$command"}]"#, &[], &[]),
    ("get_application_command", "GET /applications/$bot/commands/$command", "", 200, r#"{"name": "ping"}"#, &[], &[]),
    ("update_application_command", "PATCH /applications/$bot/commands/$command", r#"{"description": "f"}"#, 200,
        r#"{"name": "ping", "description": "f"}"#, &[], &[]),
    ("bulk_set_application_commands", "PUT /applications/$bot/commands",
        r#"[{"name": "ping", "description": "g"}, {"name": "Report", "type": 2}]"#, 200,
        r#"[{"id": "$command", "description": "g"}, {"name": "Report", "type": 2}]"#, &[], &[]),
    ("delete_application_command", "DELETE /applications/$bot/commands/$command", "", 204, "", &[], &[]),
    ("create_guild_application_command", "POST /applications/$bot/guilds/$guild/commands",
        r#"{"name": "here", "description": "d"}"#, 201, r#"{"guild_id": "$guild"}"#, &[], &["command"]),
    ("list_guild_application_commands", "GET /applications/$bot/guilds/$guild/commands?with_localizations=true", "",
        200, r#"[{"id": "$command", "name_localizations": null}]"#, &[], &[]),
    ("get_guild_application_command", "GET /applications/$bot/guilds/$guild/commands/$command", "", 200,
        r#"{"name": "here"}"#, &[], &[]),
    ("update_guild_application_command", "PATCH /applications/$bot/guilds/$guild/commands/$command",
        r#"{"name": "there"}"#, 200, r#"{"name": "there"}"#, &[], &[]),
    ("list_guild_application_command_permissions", "GET /applications/$bot/guilds/$guild/commands/permissions", "", 200,
        "[]", &[], &[]),
    ("get_guild_application_command_permissions", "GET /applications/$bot/guilds/$guild/commands/$command/permissions",
        "", 404, r#"{"code": 10066}"#, &[], &[]),
    ("set_guild_application_command_permissions", "PUT /applications/$bot/guilds/$guild/commands/$command/permissions",
        "{}", 403, r#"{"code": 20001}"#, &[], &[]),
    ("delete_guild_application_command", "DELETE /applications/$bot/guilds/$guild/commands/$command", "", 204, "", &[],
        &[]),
    ("bulk_set_guild_application_commands", "PUT /applications/$bot/guilds/$guild/commands", "[]", 200, "[]", &[], &[]),
];

#[rustfmt::skip]
const INTERACTIONS: &[Step] = &[
    ("create_interaction_response", "POST /interactions/$command/$token/callback?with_response=true",
        r#"{"type": 4, "data": {"content": "yes"}}"#, 200,
        r#"{"interaction": {"id": "$command", "type": 2}, "resource": {"type": 4, "message": {"content": "yes"}}}"#,
        &["MESSAGE_CREATE"], &["original=/resource/message/id"]),
    ("get_original_webhook_message", "GET /webhooks/$bot/$token/messages/@original", "", 200, r#"{"id": "$original"}"#,
        &[], &[]),
    ("update_original_webhook_message", "PATCH /webhooks/$bot/$token/messages/@original", r#"{"content": "no"}"#, 200,
        r#"{"content": "no"}"#, &["MESSAGE_UPDATE"], &[]),
    ("execute_webhook", "POST /webhooks/$bot/$token", r#"{"content": "psst", "flags": 64}"#, 200, r#"{"flags": 64}"#,
        &["MESSAGE_CREATE"], &["followup"]),
    ("get_webhook_message", "GET /webhooks/$bot/$token/messages/$followup", "", 200, r#"{"content": "psst"}"#, &[],
        &[]),
    ("update_webhook_message", "PATCH /webhooks/$bot/$token/messages/$followup", r#"{"content": "hush"}"#, 200,
        r#"{"content": "hush", "flags": 64}"#, &["MESSAGE_UPDATE"], &[]),
    ("delete_webhook_message", "DELETE /webhooks/$bot/$token/messages/$followup", "", 204, "", &["MESSAGE_DELETE"],
        &[]),
    ("delete_original_webhook_message", "DELETE /webhooks/$bot/$token/messages/@original", "", 204, "",
        &["MESSAGE_DELETE"], &[]),
];

#[rustfmt::skip]
const VOICE: &[Step] = &[
    ("get_voice_state", "GET /guilds/$guild/voice-states/$alice", "", 200, r#"{"channel_id": "$lounge"}"#, &[], &[]),
    ("get_self_voice_state", "GET /guilds/$guild/voice-states/@me", "", 200, r#"{"channel_id": "$lounge"}"#, &[], &[]),
    ("update_voice_state", "PATCH /guilds/$guild/voice-states/$alice", r#"{"channel_id": "$lounge", "suppress": true}"#,
        204, "", &["VOICE_STATE_UPDATE"], &[]),
    ("update_self_voice_state", "PATCH /guilds/$guild/voice-states/@me", r#"{"suppress": true}"#, 204, "",
        &["VOICE_STATE_UPDATE"], &[]),
    ("update_guild_member", "PATCH /guilds/$guild/members/$alice", r#"{"mute": true}"#, 200, r#"{"mute": true}"#,
        &["GUILD_MEMBER_UPDATE", AUDIT], &[]),
    ("update_guild_member", "PATCH /guilds/$guild/members/$alice", r#"{"channel_id": null}"#, 200, "",
        &["VOICE_STATE_UPDATE"], &[]),
];

/// Operations that are tested elsewhere: stickers are sent as forms, and searches have many filters.
const ELSEWHERE: [&str; 9] = [
    "list_guild_stickers",
    "create_guild_sticker",
    "get_guild_sticker",
    "update_guild_sticker",
    "delete_guild_sticker",
    "get_sticker",
    "get_sticker_pack",
    "guild_search",
    "thread_search",
];

pub(super) async fn run(api: &mut Api, steps: &[Step]) {
    let mut raw = api.gateway().await;
    api.names.insert("png".to_owned(), PNG.to_owned());
    for (operation, call, body, status, part, events, keep) in steps {
        let answer = api.call(call, body).await;
        let json = answer.json();
        let shown = api.filled(call);
        assert_eq!(answer.status, *status, "{shown}: {json}");
        assert_eq!(api.sandbox.requests().last().unwrap().operation, Some(*operation), "{shown}");
        assert_eq!(answer.bytes.is_empty(), answer.status == 204, "{shown}");
        if !part.is_empty() {
            let part: Value = serde_json::from_str(&api.filled(part)).unwrap();
            assert!(contains(&json, &part), "{shown}: {json} has not {part}");
        }
        for event in *events {
            assert_eq!(raw.payload().await["t"], *event, "{shown}");
        }
        for keep in *keep {
            let (name, pointer) = keep.split_once('=').unwrap_or((keep, "/id"));
            let value = json.pointer(pointer).and_then(Value::as_str);
            api.names.insert(name.to_owned(), value.unwrap_or_else(|| panic!("{shown}: {json}")).to_owned());
        }
    }
    // If this is the next event, no other was sent before.
    api.sandbox.faults().dispatch("SENTINEL", "null");
    raw.dispatch("SENTINEL").await;
}

#[actix::test]
async fn the_application_and_its_user() {
    run(&mut Api::start().await, APPLICATION).await;
}

#[actix::test]
async fn guilds_members_roles_and_bans() {
    run(&mut Api::start().await, GUILD).await;
}

#[actix::test]
async fn channels_invites_and_stages() {
    run(&mut Api::start().await, CHANNELS).await;
}

#[actix::test]
async fn threads_and_posts() {
    run(&mut Api::start().await, THREADS).await;
}

#[actix::test]
async fn messages_reactions_pins_and_polls() {
    run(&mut Api::start().await, MESSAGES).await;
}

#[actix::test]
async fn webhooks() {
    run(&mut Api::start().await, WEBHOOKS).await;
}

#[actix::test]
async fn application_commands() {
    run(&mut Api::start().await, COMMANDS).await;
}

#[actix::test]
async fn interactions_are_answered() {
    let mut api = Api::start().await;
    let (alice, general) = (api.sandbox.user("alice"), api.sandbox.guild("Greenroom").channel("general"));
    let id = alice.interacts(&general, 2, serde_json::json!({"name": "x"}));
    api.names.insert("command".to_owned(), id.to_string());
    api.names.insert("token".to_owned(), api.sandbox.interaction_token(id).unwrap());
    run(&mut api, INTERACTIONS).await;
}

#[actix::test]
async fn voice_states() {
    let mut api = Api::start().await;
    let lounge = api.sandbox.guild("Greenroom").voice_channel("Lounge");
    api.sandbox.user("alice").join_voice(&lounge);
    api.sandbox.bot().join_voice(&lounge);
    run(&mut api, VOICE).await;
}

/// Every operation of the sandbox has a request in a table above.
#[test]
fn every_operation_of_the_sandbox_is_tested() {
    let listed = include_str!("../../../src/sandbox/rest/operations.md");
    let served: BTreeSet<&str> = listed.split('`').skip(1).step_by(2).collect();
    let tables = [APPLICATION, GUILD, CHANNELS, THREADS, MESSAGES, WEBHOOKS, COMMANDS, INTERACTIONS, VOICE];
    let tables = tables.into_iter().chain(guild_features::TABLES);
    let tried: BTreeSet<&str> = tables.flatten().map(|step| step.0).chain(ELSEWHERE).collect();
    assert!(served.len() > 150);
    assert_eq!(tried, served);
}
