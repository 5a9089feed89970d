//! The one table of events.
//!
//! A line names the dispatch, the payload (which is also the variant of [`Event`](super::Event)) and whether it is boxed there,
//! the method of [`EventHandler`](crate::handler::EventHandler), the intents that deliver it from guilds and from direct
//! messages, the privileged intent without which its text is empty, and what it says. Everything else that knows events
//! (`Event`, `EventKind`, the handler's methods, the derived intents, the table in the docs) is made of these lines by the
//! macro that is handed to [`events!`].
//!
//! To add an event: a line here, its payload with its [`scope!`](super::scope) in the file of its family, and its method's name
//! in `macros/src/methods.rs`, from which `#[event_handler]` suggests names; a test compares the two lists.

macro_rules! events {
    ($with:ident) => {
        $with! {
            "READY" Ready boxed ready guild[] direct[] content[]
                "The session has begun. The guilds follow, each in a `guild_create` of its own.";
            "RESUMED" Resumed plain resumed guild[] direct[] content[]
                "The session goes on after a new connection; all missed events have been replayed.";
            "RATE_LIMITED" RateLimited plain rate_limited guild[] direct[] content[]
                "A request over the gateway came too soon after another and will not be answered.";

            "GUILD_CREATE" GuildCreate plain guild_create guild[GUILDS] direct[] content[]
                "A guild was loaded, joined, or is back from an outage: see its `arrival`.";
            "GUILD_UPDATE" GuildUpdate boxed guild_update guild[GUILDS] direct[] content[]
                "A guild's settings changed.";
            "GUILD_DELETE" GuildDelete plain guild_delete guild[GUILDS] direct[] content[]
                "The bot left a guild or was removed, or the guild has an outage: see its `departure()`.";
            "GUILD_BAN_ADD" BanAdd boxed ban_add guild[GUILD_MODERATION] direct[] content[]
                "A user was banned.";
            "GUILD_BAN_REMOVE" BanRemove boxed ban_remove guild[GUILD_MODERATION] direct[] content[]
                "A user is no longer banned.";
            "GUILD_AUDIT_LOG_ENTRY_CREATE" AuditLogEntryCreate boxed audit_log_entry_create guild[GUILD_MODERATION] direct[] content[]
                "Something was done that a guild's audit log keeps.";
            "GUILD_EMOJIS_UPDATE" EmojisUpdate plain emojis_update guild[GUILD_EXPRESSIONS] direct[] content[]
                "A guild's emoji changed; all of them are listed.";
            "GUILD_STICKERS_UPDATE" StickersUpdate plain stickers_update guild[GUILD_EXPRESSIONS] direct[] content[]
                "A guild's stickers changed; all of them are listed.";
            "GUILD_INTEGRATIONS_UPDATE" IntegrationsUpdate plain integrations_update guild[GUILD_INTEGRATIONS] direct[] content[]
                "A guild's integrations changed.";
            "INTEGRATION_CREATE" IntegrationCreate boxed integration_create guild[GUILD_INTEGRATIONS] direct[] content[]
                "An integration was added.";
            "INTEGRATION_UPDATE" IntegrationUpdate boxed integration_update guild[GUILD_INTEGRATIONS] direct[] content[]
                "An integration was changed.";
            "INTEGRATION_DELETE" IntegrationDelete plain integration_delete guild[GUILD_INTEGRATIONS] direct[] content[]
                "An integration was removed.";
            "INVITE_CREATE" InviteCreate boxed invite_create guild[GUILD_INVITES] direct[] content[]
                "An invite was made.";
            "INVITE_DELETE" InviteDelete plain invite_delete guild[GUILD_INVITES] direct[] content[]
                "An invite was deleted.";
            "WEBHOOKS_UPDATE" WebhooksUpdate plain webhooks_update guild[GUILD_WEBHOOKS] direct[] content[]
                "A channel's webhooks changed.";

            "AUTO_MODERATION_RULE_CREATE" AutoModerationRuleCreate boxed auto_moderation_rule_create guild[AUTO_MODERATION_CONFIGURATION] direct[] content[]
                "A rule of AutoMod was made.";
            "AUTO_MODERATION_RULE_UPDATE" AutoModerationRuleUpdate boxed auto_moderation_rule_update guild[AUTO_MODERATION_CONFIGURATION] direct[] content[]
                "A rule of AutoMod was changed.";
            "AUTO_MODERATION_RULE_DELETE" AutoModerationRuleDelete boxed auto_moderation_rule_delete guild[AUTO_MODERATION_CONFIGURATION] direct[] content[]
                "A rule of AutoMod was deleted.";
            "AUTO_MODERATION_ACTION_EXECUTION" AutoModerationActionExecution boxed auto_moderation_action_execution guild[AUTO_MODERATION_EXECUTION] direct[] content[MESSAGE_CONTENT]
                "A rule of AutoMod was broken and one of its actions was taken.";

            "GUILD_SCHEDULED_EVENT_CREATE" ScheduledEventCreate boxed scheduled_event_create guild[GUILD_SCHEDULED_EVENTS] direct[] content[]
                "A scheduled event was made.";
            "GUILD_SCHEDULED_EVENT_UPDATE" ScheduledEventUpdate boxed scheduled_event_update guild[GUILD_SCHEDULED_EVENTS] direct[] content[]
                "A scheduled event was changed, began or ended.";
            "GUILD_SCHEDULED_EVENT_DELETE" ScheduledEventDelete boxed scheduled_event_delete guild[GUILD_SCHEDULED_EVENTS] direct[] content[]
                "A scheduled event was deleted.";
            "GUILD_SCHEDULED_EVENT_USER_ADD" ScheduledEventUserAdd plain scheduled_event_user_add guild[GUILD_SCHEDULED_EVENTS] direct[] content[]
                "Somebody wants to come to a scheduled event.";
            "GUILD_SCHEDULED_EVENT_USER_REMOVE" ScheduledEventUserRemove plain scheduled_event_user_remove guild[GUILD_SCHEDULED_EVENTS] direct[] content[]
                "Somebody no longer wants to come to a scheduled event.";

            "GUILD_ROLE_CREATE" RoleCreate boxed role_create guild[GUILDS] direct[] content[]
                "A role was made.";
            "GUILD_ROLE_UPDATE" RoleUpdate boxed role_update guild[GUILDS] direct[] content[]
                "A role was changed.";
            "GUILD_ROLE_DELETE" RoleDelete plain role_delete guild[GUILDS] direct[] content[]
                "A role was deleted.";

            "GUILD_MEMBER_ADD" MemberAdd boxed member_add guild[GUILD_MEMBERS] direct[] content[]
                "Somebody joined a guild.";
            "GUILD_MEMBER_UPDATE" MemberUpdate boxed member_update guild[GUILD_MEMBERS] direct[] content[]
                "A member changed. About the bot itself this comes without the intent too.";
            "GUILD_MEMBER_REMOVE" MemberRemove boxed member_remove guild[GUILD_MEMBERS] direct[] content[]
                "Somebody left a guild, was kicked or banned.";
            "GUILD_MEMBERS_CHUNK" MembersChunk boxed members_chunk guild[] direct[] content[]
                "Some of the members that were requested.";

            "CHANNEL_CREATE" ChannelCreate boxed channel_create guild[GUILDS] direct[] content[]
                "A channel of a guild was made.";
            "CHANNEL_UPDATE" ChannelUpdate boxed channel_update guild[GUILDS] direct[] content[]
                "A channel of a guild was changed. Not sent for new messages.";
            "CHANNEL_DELETE" ChannelDelete boxed channel_delete guild[GUILDS] direct[] content[]
                "A channel of a guild was deleted.";
            "CHANNEL_PINS_UPDATE" ChannelPinsUpdate plain channel_pins_update guild[GUILDS] direct[DIRECT_MESSAGES] content[]
                "A message was pinned or unpinned. Not sent when a pinned message is deleted.";
            "CHANNEL_INFO" ChannelInfo plain channel_info guild[] direct[] content[]
                "What was asked about the voice channels of a guild.";
            "VOICE_CHANNEL_STATUS_UPDATE" VoiceChannelStatusUpdate plain voice_channel_status_update guild[GUILDS] direct[] content[]
                "The status of a voice channel was set or removed.";
            "VOICE_CHANNEL_START_TIME_UPDATE" VoiceChannelStartTimeUpdate plain voice_channel_start_time_update guild[GUILDS] direct[] content[]
                "Somebody is in a voice channel that was empty, or it is empty again.";

            "THREAD_CREATE" ThreadCreate boxed thread_create guild[GUILDS] direct[] content[]
                "A thread was made, or the bot was added to one.";
            "THREAD_UPDATE" ThreadUpdate boxed thread_update guild[GUILDS] direct[] content[]
                "A thread was changed, archived or taken out of the archive. Not sent for new messages.";
            "THREAD_DELETE" ThreadDelete plain thread_delete guild[GUILDS] direct[] content[]
                "A thread was deleted.";
            "THREAD_LIST_SYNC" ThreadListSync plain thread_list_sync guild[GUILDS] direct[] content[]
                "The bot can see more channels: these are their active threads.";
            "THREAD_MEMBER_UPDATE" ThreadMemberUpdate boxed thread_member_update guild[GUILDS] direct[] content[]
                "The bot's own membership of a thread changed.";
            "THREAD_MEMBERS_UPDATE" ThreadMembersUpdate plain thread_members_update guild[GUILDS GUILD_MEMBERS] direct[] content[]
                "Members were added to a thread or left it. Without `GUILD_MEMBERS` only if the bot did.";

            "MESSAGE_CREATE" MessageCreate boxed message_create guild[GUILD_MESSAGES] direct[DIRECT_MESSAGES] content[MESSAGE_CONTENT]
                "A message was sent.";
            "MESSAGE_UPDATE" MessageUpdate boxed message_update guild[GUILD_MESSAGES] direct[DIRECT_MESSAGES] content[MESSAGE_CONTENT]
                "A message was edited, or Discord added embeds to it; only what was sent is there.";
            "MESSAGE_DELETE" MessageDelete plain message_delete guild[GUILD_MESSAGES] direct[DIRECT_MESSAGES] content[]
                "A message was deleted.";
            "MESSAGE_DELETE_BULK" MessageDeleteBulk plain message_delete_bulk guild[GUILD_MESSAGES] direct[] content[]
                "Several messages were deleted at once.";

            "MESSAGE_REACTION_ADD" ReactionAdd boxed reaction_add guild[GUILD_MESSAGE_REACTIONS] direct[DIRECT_MESSAGE_REACTIONS] content[]
                "Somebody reacted to a message.";
            "MESSAGE_REACTION_REMOVE" ReactionRemove boxed reaction_remove guild[GUILD_MESSAGE_REACTIONS] direct[DIRECT_MESSAGE_REACTIONS] content[]
                "A reaction was taken back or removed.";
            "MESSAGE_REACTION_REMOVE_ALL" ReactionRemoveAll plain reaction_remove_all guild[GUILD_MESSAGE_REACTIONS] direct[DIRECT_MESSAGE_REACTIONS] content[]
                "All reactions of a message were removed.";
            "MESSAGE_REACTION_REMOVE_EMOJI" ReactionRemoveEmoji plain reaction_remove_emoji guild[GUILD_MESSAGE_REACTIONS] direct[DIRECT_MESSAGE_REACTIONS] content[]
                "All reactions of a message with one emoji were removed.";
            "MESSAGE_POLL_VOTE_ADD" PollVoteAdd plain poll_vote_add guild[GUILD_MESSAGE_POLLS] direct[DIRECT_MESSAGE_POLLS] content[]
                "Somebody voted in a poll, once for each answer.";
            "MESSAGE_POLL_VOTE_REMOVE" PollVoteRemove plain poll_vote_remove guild[GUILD_MESSAGE_POLLS] direct[DIRECT_MESSAGE_POLLS] content[]
                "Somebody took back a vote in a poll.";

            "TYPING_START" TypingStart plain typing_start guild[GUILD_MESSAGE_TYPING] direct[DIRECT_MESSAGE_TYPING] content[]
                "Somebody is typing; ten seconds without another, and they are not.";
            "PRESENCE_UPDATE" PresenceUpdate boxed presence_update guild[GUILD_PRESENCES] direct[] content[]
                "A member's status or activity changed.";
            "USER_UPDATE" UserUpdate boxed user_update guild[] direct[] content[]
                "The bot's own user changed.";

            "VOICE_STATE_UPDATE" VoiceStateUpdate boxed voice_state_update guild[GUILD_VOICE_STATES] direct[] content[]
                "Somebody joined, left or moved in voice, was muted or muted themselves.";
            "VOICE_SERVER_UPDATE" VoiceServerUpdate boxed voice_server_update guild[] direct[] content[]
                "Where the bot is to connect to for voice.";
            "VOICE_CHANNEL_EFFECT_SEND" VoiceChannelEffectSend plain voice_channel_effect_send guild[GUILD_VOICE_STATES] direct[] content[]
                "Somebody sent an emoji or played a sound in the voice channel the bot is in.";

            "STAGE_INSTANCE_CREATE" StageInstanceCreate plain stage_instance_create guild[GUILDS] direct[] content[]
                "A stage went live.";
            "STAGE_INSTANCE_UPDATE" StageInstanceUpdate plain stage_instance_update guild[GUILDS] direct[] content[]
                "A live stage was changed.";
            "STAGE_INSTANCE_DELETE" StageInstanceDelete plain stage_instance_delete guild[GUILDS] direct[] content[]
                "A live stage ended.";

            "GUILD_SOUNDBOARD_SOUND_CREATE" SoundboardSoundCreate boxed soundboard_sound_create guild[GUILD_EXPRESSIONS] direct[] content[]
                "A sound was made.";
            "GUILD_SOUNDBOARD_SOUND_UPDATE" SoundboardSoundUpdate boxed soundboard_sound_update guild[GUILD_EXPRESSIONS] direct[] content[]
                "A sound was changed.";
            "GUILD_SOUNDBOARD_SOUND_DELETE" SoundboardSoundDelete plain soundboard_sound_delete guild[GUILD_EXPRESSIONS] direct[] content[]
                "A sound was deleted.";
            "GUILD_SOUNDBOARD_SOUNDS_UPDATE" SoundboardSoundsUpdate plain soundboard_sounds_update guild[GUILD_EXPRESSIONS] direct[] content[]
                "Several sounds of a guild changed at once.";
            "SOUNDBOARD_SOUNDS" SoundboardSounds plain soundboard_sounds guild[] direct[] content[]
                "All sounds of a guild, as they were requested.";

            "INTERACTION_CREATE" InteractionCreate boxed interaction_create guild[] direct[] content[]
                "A command, a button, a select menu or a modal was used. Answer within three seconds.";
            "APPLICATION_COMMAND_PERMISSIONS_UPDATE" ApplicationCommandPermissionsUpdate plain application_command_permissions_update guild[] direct[] content[]
                "It was set who may use a command in a guild.";

            "ENTITLEMENT_CREATE" EntitlementCreate boxed entitlement_create guild[] direct[] content[]
                "Somebody may use something of the application. Shard 0 only, as all events about purchases.";
            "ENTITLEMENT_UPDATE" EntitlementUpdate boxed entitlement_update guild[] direct[] content[]
                "An entitlement was changed; of a subscription: it ended.";
            "ENTITLEMENT_DELETE" EntitlementDelete boxed entitlement_delete guild[] direct[] content[]
                "An entitlement was taken back. Not sent when it runs out.";
            "SUBSCRIPTION_CREATE" SubscriptionCreate boxed subscription_create guild[] direct[] content[]
                "Somebody subscribed to something of the application. It need not be active yet.";
            "SUBSCRIPTION_UPDATE" SubscriptionUpdate boxed subscription_update guild[] direct[] content[]
                "A subscription was changed, renewed or cancelled.";
            "SUBSCRIPTION_DELETE" SubscriptionDelete boxed subscription_delete guild[] direct[] content[]
                "A subscription was deleted.";
        }
    };
}

pub(crate) use events;
