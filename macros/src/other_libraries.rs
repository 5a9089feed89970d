//! The events of serenity, discord.py and discord.js, each with the method of `EventHandler` that takes its place.
//!
//! A method with one of these names is a compile error that names our method. The lists are complete for serenity 0.12
//! (with the names of earlier versions), discord.py 2.7 and discord.js 14.28. Names that are ours as well are listed,
//! so that a list can be compared with its library.

/// What takes the place of an event of another library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ours {
    /// This method.
    Method(&'static str),
    /// No single method. The text is the second part of the error message.
    Text(&'static str),
}

use Ours::{Method, Text};

/// A library and its events.
#[derive(Debug)]
pub(crate) struct Library {
    pub(crate) name: &'static str,
    pub(crate) events: &'static [(&'static str, Ours)],
}

/// The libraries, in the order in which a name is looked up.
pub(crate) const LIBRARIES: &[Library] = &[
    Library { name: "serenity", events: SERENITY },
    Library { name: "discord.py", events: DISCORD_PY },
    Library { name: "discord.js", events: DISCORD_JS },
];

/// The rest of the sentence "`EventHandler` has no method `…`; ", if another library has an event of this name.
pub(crate) fn explain(name: &str) -> Option<String> {
    LIBRARIES.iter().find_map(|library| {
        let (_, ours) = library.events.iter().find(|(theirs, _)| *theirs == name)?;
        let library = library.name;
        Some(match ours {
            Method(method) => format!("what {library} calls `{name}` is `{method}` here"),
            Text(text) => format!("{library} has it, and here {text}"),
        })
    })
}

const SHARD_STAGES: Ours = Text(
    "each change has a method of its own: `shard_connected`, `shard_ready`, `shard_reconnecting`, `shard_resumed` and \
     `shard_disconnected`",
);
const AVAILABLE: Ours = Text("a guild that becomes available reaches `guild_create`");
const UNAVAILABLE: Ours = Text("an outage reaches `guild_delete`, whose `unavailable` is then true");
const RATE_LIMITS: Ours = Text("limits of REST are waited for and logged; `rate_limited` is for those of the gateway");
const LOGS: Ours = Text("the library logs with the crate `tracing`; install a subscriber to read it");
const COMMANDS: Ours = Text("every use of a command reaches `interaction_create`");
const CACHE_SWEEPS: Ours = Text("nothing is swept from the cache: `CacheConfig` sets what it keeps");
const INVALIDATED: Ours = Text("`run()` returns the error that ended the bot");
const SETUP: Ours = Text("what must happen before the bot connects stands in `main`, before `run()`");
const PRIVATE_GROUPS: Ours = Text("there is nothing to handle: Discord does not send it to bots");

/// The methods of serenity's `EventHandler` and `RawEventHandler`.
#[rustfmt::skip]
const SERENITY: &[(&str, Ours)] = &[
    ("application_command_create", COMMANDS),
    ("application_command_delete", COMMANDS),
    ("application_command_permissions_update", Method("application_command_permissions_update")),
    ("application_command_update", COMMANDS),
    ("auto_moderation_action_execution", Method("auto_moderation_action_execution")),
    ("auto_moderation_rule_create", Method("auto_moderation_rule_create")),
    ("auto_moderation_rule_delete", Method("auto_moderation_rule_delete")),
    ("auto_moderation_rule_update", Method("auto_moderation_rule_update")),
    ("cache_ready", Method("guilds_available")),
    ("cached", Method("guilds_available")),
    ("category_create", Method("channel_create")),
    ("category_delete", Method("channel_delete")),
    ("channel_create", Method("channel_create")),
    ("channel_delete", Method("channel_delete")),
    ("channel_pins_update", Method("channel_pins_update")),
    ("channel_recipient_addition", PRIVATE_GROUPS),
    ("channel_recipient_removal", PRIVATE_GROUPS),
    ("channel_update", Method("channel_update")),
    ("command_permissions_update", Method("application_command_permissions_update")),
    ("dispatch", Method("raw_event")),
    ("entitlement_create", Method("entitlement_create")),
    ("entitlement_delete", Method("entitlement_delete")),
    ("entitlement_update", Method("entitlement_update")),
    ("guild_audit_log_entry_create", Method("audit_log_entry_create")),
    ("guild_ban_addition", Method("ban_add")),
    ("guild_ban_removal", Method("ban_remove")),
    ("guild_create", Method("guild_create")),
    ("guild_delete", Method("guild_delete")),
    ("guild_emojis_update", Method("emojis_update")),
    ("guild_integrations_update", Method("integrations_update")),
    ("guild_member_addition", Method("member_add")),
    ("guild_member_removal", Method("member_remove")),
    ("guild_member_update", Method("member_update")),
    ("guild_members_chunk", Method("members_chunk")),
    ("guild_role_create", Method("role_create")),
    ("guild_role_delete", Method("role_delete")),
    ("guild_role_update", Method("role_update")),
    ("guild_scheduled_event_create", Method("scheduled_event_create")),
    ("guild_scheduled_event_delete", Method("scheduled_event_delete")),
    ("guild_scheduled_event_update", Method("scheduled_event_update")),
    ("guild_scheduled_event_user_add", Method("scheduled_event_user_add")),
    ("guild_scheduled_event_user_remove", Method("scheduled_event_user_remove")),
    ("guild_soundboard_sound_create", Method("soundboard_sound_create")),
    ("guild_soundboard_sound_delete", Method("soundboard_sound_delete")),
    ("guild_soundboard_sound_update", Method("soundboard_sound_update")),
    ("guild_soundboard_sounds_update", Method("soundboard_sounds_update")),
    ("guild_stickers_update", Method("stickers_update")),
    ("guild_unavailable", UNAVAILABLE),
    ("guild_update", Method("guild_update")),
    ("integration_create", Method("integration_create")),
    ("integration_delete", Method("integration_delete")),
    ("integration_update", Method("integration_update")),
    ("interaction_create", Method("interaction_create")),
    ("invite_create", Method("invite_create")),
    ("invite_delete", Method("invite_delete")),
    ("message", Method("message_create")),
    ("message_delete", Method("message_delete")),
    ("message_delete_bulk", Method("message_delete_bulk")),
    ("message_poll_vote_add", Method("poll_vote_add")),
    ("message_poll_vote_remove", Method("poll_vote_remove")),
    ("message_update", Method("message_update")),
    ("poll_vote_add", Method("poll_vote_add")),
    ("poll_vote_remove", Method("poll_vote_remove")),
    ("presence_replace", Method("presence_update")),
    ("presence_update", Method("presence_update")),
    ("private_channel_create", PRIVATE_GROUPS),
    ("ratelimit", RATE_LIMITS),
    ("raw_event", Method("raw_event")),
    ("reaction_add", Method("reaction_add")),
    ("reaction_remove", Method("reaction_remove")),
    ("reaction_remove_all", Method("reaction_remove_all")),
    ("reaction_remove_emoji", Method("reaction_remove_emoji")),
    ("ready", Method("ready")),
    ("resume", Method("resumed")),
    ("shard_stage_update", SHARD_STAGES),
    ("shards_ready", Method("all_shards_ready")),
    ("soundboard_sounds", Method("soundboard_sounds")),
    ("stage_instance_create", Method("stage_instance_create")),
    ("stage_instance_delete", Method("stage_instance_delete")),
    ("stage_instance_update", Method("stage_instance_update")),
    ("subscription_create", Method("subscription_create")),
    ("subscription_delete", Method("subscription_delete")),
    ("subscription_update", Method("subscription_update")),
    ("thread_create", Method("thread_create")),
    ("thread_delete", Method("thread_delete")),
    ("thread_list_sync", Method("thread_list_sync")),
    ("thread_member_update", Method("thread_member_update")),
    ("thread_members_update", Method("thread_members_update")),
    ("thread_update", Method("thread_update")),
    ("typing_start", Method("typing_start")),
    ("unknown", Method("unknown_event")),
    ("user_update", Method("user_update")),
    ("voice_channel_effect_send", Method("voice_channel_effect_send")),
    ("voice_channel_status_update", Method("voice_channel_status_update")),
    ("voice_server_update", Method("voice_server_update")),
    ("voice_state_update", Method("voice_state_update")),
    ("webhook_update", Method("webhooks_update")),
];

/// The event reference of discord.py, with the events of `discord.ext.commands`.
#[rustfmt::skip]
const DISCORD_PY: &[(&str, Ours)] = &[
    ("on_app_command_completion", COMMANDS),
    ("on_audit_log_entry_create", Method("audit_log_entry_create")),
    ("on_automod_action", Method("auto_moderation_action_execution")),
    ("on_automod_rule_create", Method("auto_moderation_rule_create")),
    ("on_automod_rule_delete", Method("auto_moderation_rule_delete")),
    ("on_automod_rule_update", Method("auto_moderation_rule_update")),
    ("on_bulk_message_delete", Method("message_delete_bulk")),
    ("on_command", COMMANDS),
    ("on_command_completion", COMMANDS),
    ("on_command_error", Method("error")),
    ("on_connect", Method("shard_connected")),
    ("on_disconnect", Method("shard_disconnected")),
    ("on_entitlement_create", Method("entitlement_create")),
    ("on_entitlement_delete", Method("entitlement_delete")),
    ("on_entitlement_update", Method("entitlement_update")),
    ("on_error", Method("error")),
    ("on_guild_available", AVAILABLE),
    ("on_guild_channel_create", Method("channel_create")),
    ("on_guild_channel_delete", Method("channel_delete")),
    ("on_guild_channel_pins_update", Method("channel_pins_update")),
    ("on_guild_channel_update", Method("channel_update")),
    ("on_guild_emojis_update", Method("emojis_update")),
    ("on_guild_integrations_update", Method("integrations_update")),
    ("on_guild_join", Method("guild_create")),
    ("on_guild_remove", Method("guild_delete")),
    ("on_guild_role_create", Method("role_create")),
    ("on_guild_role_delete", Method("role_delete")),
    ("on_guild_role_update", Method("role_update")),
    ("on_guild_stickers_update", Method("stickers_update")),
    ("on_guild_unavailable", UNAVAILABLE),
    ("on_guild_update", Method("guild_update")),
    ("on_integration_create", Method("integration_create")),
    ("on_integration_update", Method("integration_update")),
    ("on_interaction", Method("interaction_create")),
    ("on_invite_create", Method("invite_create")),
    ("on_invite_delete", Method("invite_delete")),
    ("on_member_ban", Method("ban_add")),
    ("on_member_join", Method("member_add")),
    ("on_member_remove", Method("member_remove")),
    ("on_member_unban", Method("ban_remove")),
    ("on_member_update", Method("member_update")),
    ("on_message", Method("message_create")),
    ("on_message_delete", Method("message_delete")),
    ("on_message_edit", Method("message_update")),
    ("on_poll_vote_add", Method("poll_vote_add")),
    ("on_poll_vote_remove", Method("poll_vote_remove")),
    ("on_presence_update", Method("presence_update")),
    ("on_private_channel_pins_update", Method("channel_pins_update")),
    ("on_private_channel_update", PRIVATE_GROUPS),
    ("on_raw_app_command_permissions_update", Method("application_command_permissions_update")),
    ("on_raw_bulk_message_delete", Method("message_delete_bulk")),
    ("on_raw_integration_delete", Method("integration_delete")),
    ("on_raw_member_remove", Method("member_remove")),
    ("on_raw_message_delete", Method("message_delete")),
    ("on_raw_message_edit", Method("message_update")),
    ("on_raw_poll_vote_add", Method("poll_vote_add")),
    ("on_raw_poll_vote_remove", Method("poll_vote_remove")),
    ("on_raw_presence_update", Method("presence_update")),
    ("on_raw_reaction_add", Method("reaction_add")),
    ("on_raw_reaction_clear", Method("reaction_remove_all")),
    ("on_raw_reaction_clear_emoji", Method("reaction_remove_emoji")),
    ("on_raw_reaction_remove", Method("reaction_remove")),
    ("on_raw_thread_delete", Method("thread_delete")),
    ("on_raw_thread_member_remove", Method("thread_members_update")),
    ("on_raw_thread_update", Method("thread_update")),
    ("on_raw_typing", Method("typing_start")),
    ("on_reaction_add", Method("reaction_add")),
    ("on_reaction_clear", Method("reaction_remove_all")),
    ("on_reaction_clear_emoji", Method("reaction_remove_emoji")),
    ("on_reaction_remove", Method("reaction_remove")),
    ("on_ready", Method("ready")),
    ("on_resumed", Method("resumed")),
    ("on_scheduled_event_create", Method("scheduled_event_create")),
    ("on_scheduled_event_delete", Method("scheduled_event_delete")),
    ("on_scheduled_event_update", Method("scheduled_event_update")),
    ("on_scheduled_event_user_add", Method("scheduled_event_user_add")),
    ("on_scheduled_event_user_remove", Method("scheduled_event_user_remove")),
    ("on_shard_connect", Method("shard_connected")),
    ("on_shard_disconnect", Method("shard_disconnected")),
    ("on_shard_ready", Method("shard_ready")),
    ("on_shard_resumed", Method("shard_resumed")),
    ("on_socket_event_type", Method("raw_event")),
    ("on_socket_raw_receive", Method("payload")),
    ("on_socket_raw_send", Text("`BotHandle::subscribe_ops` is a stream of payloads; those that are sent are logged")),
    ("on_soundboard_sound_create", Method("soundboard_sound_create")),
    ("on_soundboard_sound_delete", Method("soundboard_sound_delete")),
    ("on_soundboard_sound_update", Method("soundboard_sound_update")),
    ("on_stage_instance_create", Method("stage_instance_create")),
    ("on_stage_instance_delete", Method("stage_instance_delete")),
    ("on_stage_instance_update", Method("stage_instance_update")),
    ("on_subscription_create", Method("subscription_create")),
    ("on_subscription_delete", Method("subscription_delete")),
    ("on_subscription_update", Method("subscription_update")),
    ("on_thread_create", Method("thread_create")),
    ("on_thread_delete", Method("thread_delete")),
    ("on_thread_join", Method("thread_create")),
    ("on_thread_member_join", Method("thread_members_update")),
    ("on_thread_member_remove", Method("thread_members_update")),
    ("on_thread_remove", Method("thread_list_sync")),
    ("on_thread_update", Method("thread_update")),
    ("on_typing", Method("typing_start")),
    ("on_user_update", Method("user_update")),
    ("on_voice_channel_effect", Method("voice_channel_effect_send")),
    ("on_voice_state_update", Method("voice_state_update")),
    ("on_webhooks_update", Method("webhooks_update")),
    ("setup_hook", SETUP),
];

/// `Events` of discord.js, with the events of its `ShardingManager` and of version 13.
#[rustfmt::skip]
const DISCORD_JS: &[(&str, Ours)] = &[
    ("apiRequest", LOGS),
    ("apiResponse", LOGS),
    ("applicationCommandPermissionsUpdate", Method("application_command_permissions_update")),
    ("autoModerationActionExecution", Method("auto_moderation_action_execution")),
    ("autoModerationRuleCreate", Method("auto_moderation_rule_create")),
    ("autoModerationRuleDelete", Method("auto_moderation_rule_delete")),
    ("autoModerationRuleUpdate", Method("auto_moderation_rule_update")),
    ("cacheSweep", CACHE_SWEEPS),
    ("channelCreate", Method("channel_create")),
    ("channelDelete", Method("channel_delete")),
    ("channelPinsUpdate", Method("channel_pins_update")),
    ("channelUpdate", Method("channel_update")),
    ("clientReady", Method("ready")),
    ("debug", LOGS),
    ("emojiCreate", Method("emojis_update")),
    ("emojiDelete", Method("emojis_update")),
    ("emojiUpdate", Method("emojis_update")),
    ("entitlementCreate", Method("entitlement_create")),
    ("entitlementDelete", Method("entitlement_delete")),
    ("entitlementUpdate", Method("entitlement_update")),
    ("error", Method("error")),
    ("guildAuditLogEntryCreate", Method("audit_log_entry_create")),
    ("guildAvailable", AVAILABLE),
    ("guildBanAdd", Method("ban_add")),
    ("guildBanRemove", Method("ban_remove")),
    ("guildCreate", Method("guild_create")),
    ("guildDelete", Method("guild_delete")),
    ("guildIntegrationsUpdate", Method("integrations_update")),
    ("guildMemberAdd", Method("member_add")),
    ("guildMemberAvailable", Method("members_chunk")),
    ("guildMemberRemove", Method("member_remove")),
    ("guildMemberUpdate", Method("member_update")),
    ("guildMembersChunk", Method("members_chunk")),
    ("guildScheduledEventCreate", Method("scheduled_event_create")),
    ("guildScheduledEventDelete", Method("scheduled_event_delete")),
    ("guildScheduledEventUpdate", Method("scheduled_event_update")),
    ("guildScheduledEventUserAdd", Method("scheduled_event_user_add")),
    ("guildScheduledEventUserRemove", Method("scheduled_event_user_remove")),
    ("guildSoundboardSoundCreate", Method("soundboard_sound_create")),
    ("guildSoundboardSoundDelete", Method("soundboard_sound_delete")),
    ("guildSoundboardSoundUpdate", Method("soundboard_sound_update")),
    ("guildSoundboardSoundsUpdate", Method("soundboard_sounds_update")),
    ("guildUnavailable", UNAVAILABLE),
    ("guildUpdate", Method("guild_update")),
    ("interaction", Method("interaction_create")),
    ("interactionCreate", Method("interaction_create")),
    ("invalidRequestWarning", LOGS),
    ("invalidated", INVALIDATED),
    ("inviteCreate", Method("invite_create")),
    ("inviteDelete", Method("invite_delete")),
    ("message", Method("message_create")),
    ("messageCreate", Method("message_create")),
    ("messageDelete", Method("message_delete")),
    ("messageDeleteBulk", Method("message_delete_bulk")),
    ("messagePollVoteAdd", Method("poll_vote_add")),
    ("messagePollVoteRemove", Method("poll_vote_remove")),
    ("messageReactionAdd", Method("reaction_add")),
    ("messageReactionRemove", Method("reaction_remove")),
    ("messageReactionRemoveAll", Method("reaction_remove_all")),
    ("messageReactionRemoveEmoji", Method("reaction_remove_emoji")),
    ("messageUpdate", Method("message_update")),
    ("presenceUpdate", Method("presence_update")),
    ("rateLimit", RATE_LIMITS),
    ("raw", Method("raw_event")),
    ("ready", Method("ready")),
    ("roleCreate", Method("role_create")),
    ("roleDelete", Method("role_delete")),
    ("roleUpdate", Method("role_update")),
    ("shardCreate", Method("shard_connected")),
    ("shardDisconnect", Method("shard_disconnected")),
    ("shardError", Method("shard_reconnecting")),
    ("shardReady", Method("shard_ready")),
    ("shardReconnecting", Method("shard_reconnecting")),
    ("shardResume", Method("shard_resumed")),
    ("soundboardSounds", Method("soundboard_sounds")),
    ("stageInstanceCreate", Method("stage_instance_create")),
    ("stageInstanceDelete", Method("stage_instance_delete")),
    ("stageInstanceUpdate", Method("stage_instance_update")),
    ("stickerCreate", Method("stickers_update")),
    ("stickerDelete", Method("stickers_update")),
    ("stickerUpdate", Method("stickers_update")),
    ("subscriptionCreate", Method("subscription_create")),
    ("subscriptionDelete", Method("subscription_delete")),
    ("subscriptionUpdate", Method("subscription_update")),
    ("threadCreate", Method("thread_create")),
    ("threadDelete", Method("thread_delete")),
    ("threadListSync", Method("thread_list_sync")),
    ("threadMemberUpdate", Method("thread_member_update")),
    ("threadMembersUpdate", Method("thread_members_update")),
    ("threadUpdate", Method("thread_update")),
    ("typingStart", Method("typing_start")),
    ("userUpdate", Method("user_update")),
    ("voiceChannelEffectSend", Method("voice_channel_effect_send")),
    ("voiceServerUpdate", Method("voice_server_update")),
    ("voiceStateUpdate", Method("voice_state_update")),
    ("warn", LOGS),
    ("webhookUpdate", Method("webhooks_update")),
    ("webhooksUpdate", Method("webhooks_update")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::METHODS;

    #[test]
    fn every_event_of_another_library_has_a_method_or_a_text() {
        for Library { name: library, events } in LIBRARIES {
            assert!(events.len() >= 88, "{library} has {} events", events.len());
            for (name, ours) in *events {
                match ours {
                    Method("error") => {}
                    Method(method) => assert!(METHODS.contains(method), "{library}: {name} leads to `{method}`"),
                    Text(text) => assert!(!text.ends_with('.'), "{library}: {name}"),
                }
            }
        }
    }

    #[test]
    fn a_name_that_is_ours_as_well_means_the_same_event() {
        for (name, ours) in LIBRARIES.iter().flat_map(|library| library.events) {
            if METHODS.contains(name) {
                assert_eq!(*ours, Method(name));
            }
        }
    }

    #[test]
    fn lists_are_sorted_and_have_no_name_twice() {
        for Library { name, events } in LIBRARIES {
            let names: Vec<_> = events.iter().map(|(name, _)| *name).collect();
            assert!(names.is_sorted_by(|a, b| a < b), "{name}");
        }
    }

    #[test]
    fn the_error_names_the_library_and_our_method() {
        for (name, text) in [
            ("guild_member_addition", "what serenity calls `guild_member_addition` is `member_add` here"),
            ("on_member_join", "what discord.py calls `on_member_join` is `member_add` here"),
            ("messageCreate", "what discord.js calls `messageCreate` is `message_create` here"),
            ("on_message", "what discord.py calls `on_message` is `message_create` here"),
            ("interactionCreate", "what discord.js calls `interactionCreate` is `interaction_create` here"),
            ("message", "what serenity calls `message` is `message_create` here"),
            ("invalidated", "discord.js has it, and here `run()` returns the error that ended the bot"),
        ] {
            assert_eq!(explain(name).as_deref(), Some(text));
        }
        assert_eq!(explain("greet"), None);
    }
}
