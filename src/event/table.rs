//! The table of events.
//!
//! An entry has the name of the dispatch, the payload type (which is also the variant of [`Event`](super::Event)),
//! whether it is boxed there, the method of [`EventHandler`](crate::handler::EventHandler), the intents with which
//! Discord sends it from guilds and from direct messages, the privileged intent without which its text is empty, and a
//! sentence for the documentation. `Event`, `EventKind`, the handler's methods, the derived intents and the table in
//! the docs are generated from these entries by the macro that is passed to [`events!`].
//!
//! To add an event, add an entry here, its payload and its [`scope!`](super::scope) in the file of its family, and its
//! method's name in `macros/src/methods.rs`, from which `#[event_handler]` suggests names. A test compares the two
//! lists.

macro_rules! events {
    ($with:ident) => {
        $with! {
            "READY" Ready boxed ready guild[] direct[] content[]
                "The session has begun. The guilds follow, each in a `guild_create` of its own.";
            "RESUMED" Resumed plain resumed guild[] direct[] content[]
                "The session was resumed on a new connection. Discord has replayed all missed events.";
            "RATE_LIMITED" RateLimited plain rate_limited guild[] direct[] content[]
                "A gateway request was sent too soon after another. Discord will not answer it.";

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
            "GUILD_AUDIT_LOG_ENTRY_CREATE" AuditLogEntryCreate boxed audit_log_entry_create
                guild[GUILD_MODERATION] direct[] content[]
                "An entry was added to a guild's audit log.";
            "GUILD_EMOJIS_UPDATE" EmojisUpdate plain emojis_update guild[GUILD_EXPRESSIONS] direct[] content[]
                "A guild's emoji changed. The event lists all of them.";
            "GUILD_STICKERS_UPDATE" StickersUpdate plain stickers_update guild[GUILD_EXPRESSIONS] direct[] content[]
                "A guild's stickers changed. The event lists all of them.";
            "GUILD_INTEGRATIONS_UPDATE" IntegrationsUpdate plain integrations_update
                guild[GUILD_INTEGRATIONS] direct[] content[]
                "A guild's integrations changed.";
            "INTEGRATION_CREATE" IntegrationCreate boxed integration_create guild[GUILD_INTEGRATIONS] direct[] content[]
                "An integration was added.";
            "INTEGRATION_UPDATE" IntegrationUpdate boxed integration_update guild[GUILD_INTEGRATIONS] direct[] content[]
                "An integration was changed.";
            "INTEGRATION_DELETE" IntegrationDelete plain integration_delete guild[GUILD_INTEGRATIONS] direct[] content[]
                "An integration was removed.";
            "INVITE_CREATE" InviteCreate boxed invite_create guild[GUILD_INVITES] direct[] content[]
                "An invite was created.";
            "INVITE_DELETE" InviteDelete plain invite_delete guild[GUILD_INVITES] direct[] content[]
                "An invite was deleted.";
            "WEBHOOKS_UPDATE" WebhooksUpdate plain webhooks_update guild[GUILD_WEBHOOKS] direct[] content[]
                "A channel's webhooks changed.";

            "AUTO_MODERATION_RULE_CREATE" AutoModerationRuleCreate boxed auto_moderation_rule_create
                guild[AUTO_MODERATION_CONFIGURATION] direct[] content[]
                "An AutoMod rule was created.";
            "AUTO_MODERATION_RULE_UPDATE" AutoModerationRuleUpdate boxed auto_moderation_rule_update
                guild[AUTO_MODERATION_CONFIGURATION] direct[] content[]
                "An AutoMod rule was changed.";
            "AUTO_MODERATION_RULE_DELETE" AutoModerationRuleDelete boxed auto_moderation_rule_delete
                guild[AUTO_MODERATION_CONFIGURATION] direct[] content[]
                "An AutoMod rule was deleted.";
            "AUTO_MODERATION_ACTION_EXECUTION" AutoModerationActionExecution boxed auto_moderation_action_execution
                guild[AUTO_MODERATION_EXECUTION] direct[] content[MESSAGE_CONTENT]
                "An AutoMod rule was triggered and one of its actions was executed.";

            "GUILD_SCHEDULED_EVENT_CREATE" ScheduledEventCreate boxed scheduled_event_create
                guild[GUILD_SCHEDULED_EVENTS] direct[] content[]
                "A scheduled event was created.";
            "GUILD_SCHEDULED_EVENT_UPDATE" ScheduledEventUpdate boxed scheduled_event_update
                guild[GUILD_SCHEDULED_EVENTS] direct[] content[]
                "A scheduled event was changed, began or ended.";
            "GUILD_SCHEDULED_EVENT_DELETE" ScheduledEventDelete boxed scheduled_event_delete
                guild[GUILD_SCHEDULED_EVENTS] direct[] content[]
                "A scheduled event was deleted.";
            "GUILD_SCHEDULED_EVENT_USER_ADD" ScheduledEventUserAdd plain scheduled_event_user_add
                guild[GUILD_SCHEDULED_EVENTS] direct[] content[]
                "A user subscribed to a scheduled event.";
            "GUILD_SCHEDULED_EVENT_USER_REMOVE" ScheduledEventUserRemove plain scheduled_event_user_remove
                guild[GUILD_SCHEDULED_EVENTS] direct[] content[]
                "A user unsubscribed from a scheduled event.";

            "GUILD_ROLE_CREATE" RoleCreate boxed role_create guild[GUILDS] direct[] content[]
                "A role was created.";
            "GUILD_ROLE_UPDATE" RoleUpdate boxed role_update guild[GUILDS] direct[] content[]
                "A role was changed.";
            "GUILD_ROLE_DELETE" RoleDelete plain role_delete guild[GUILDS] direct[] content[]
                "A role was deleted.";

            "GUILD_MEMBER_ADD" MemberAdd boxed member_add guild[GUILD_MEMBERS] direct[] content[]
                "A user joined a guild.";
            "GUILD_MEMBER_UPDATE" MemberUpdate boxed member_update guild[GUILD_MEMBERS] direct[] content[]
                "A member changed. For the bot's own member it is sent without the intent too.";
            "GUILD_MEMBER_REMOVE" MemberRemove boxed member_remove guild[GUILD_MEMBERS] direct[] content[]
                "A user left a guild, was kicked or was banned.";
            "GUILD_MEMBERS_CHUNK" MembersChunk boxed members_chunk guild[] direct[] content[]
                "A part of the members that were requested.";

            "CHANNEL_CREATE" ChannelCreate boxed channel_create guild[GUILDS] direct[] content[]
                "A channel of a guild was created.";
            "CHANNEL_UPDATE" ChannelUpdate boxed channel_update guild[GUILDS] direct[] content[]
                "A channel of a guild was changed. Not sent for new messages.";
            "CHANNEL_DELETE" ChannelDelete boxed channel_delete guild[GUILDS] direct[] content[]
                "A channel of a guild was deleted.";
            "CHANNEL_PINS_UPDATE" ChannelPinsUpdate plain channel_pins_update
                guild[GUILDS] direct[DIRECT_MESSAGES] content[]
                "A message was pinned or unpinned. Not sent when a pinned message is deleted.";
            "CHANNEL_INFO" ChannelInfo plain channel_info guild[] direct[] content[]
                "The requested data of a guild's voice channels.";
            "VOICE_CHANNEL_STATUS_UPDATE" VoiceChannelStatusUpdate plain voice_channel_status_update
                guild[GUILDS] direct[] content[]
                "The status of a voice channel was set or removed.";
            "VOICE_CHANNEL_START_TIME_UPDATE" VoiceChannelStartTimeUpdate plain voice_channel_start_time_update
                guild[GUILDS] direct[] content[]
                "The first user joined an empty voice channel, or the last user left it.";

            "THREAD_CREATE" ThreadCreate boxed thread_create guild[GUILDS] direct[] content[]
                "A thread was created, or the bot was added to one.";
            "THREAD_UPDATE" ThreadUpdate boxed thread_update guild[GUILDS] direct[] content[]
                "A thread was changed, archived or taken out of the archive. Not sent for new messages.";
            "THREAD_DELETE" ThreadDelete plain thread_delete guild[GUILDS] direct[] content[]
                "A thread was deleted.";
            "THREAD_LIST_SYNC" ThreadListSync plain thread_list_sync guild[GUILDS] direct[] content[]
                "The bot can see more channels. The event lists their active threads.";
            "THREAD_MEMBER_UPDATE" ThreadMemberUpdate boxed thread_member_update guild[GUILDS] direct[] content[]
                "The bot's own membership of a thread changed.";
            "THREAD_MEMBERS_UPDATE" ThreadMembersUpdate plain thread_members_update
                guild[GUILDS GUILD_MEMBERS] direct[] content[]
                "Members were added to a thread or left it. Without `GUILD_MEMBERS` it is sent only for the bot.";

            "MESSAGE_CREATE" MessageCreate boxed message_create
                guild[GUILD_MESSAGES] direct[DIRECT_MESSAGES] content[MESSAGE_CONTENT]
                "A message was sent.";
            "MESSAGE_UPDATE" MessageUpdate boxed message_update
                guild[GUILD_MESSAGES] direct[DIRECT_MESSAGES] content[MESSAGE_CONTENT]
                "A message was edited, or Discord added embeds to it. Only the fields that Discord sent are set.";
            "MESSAGE_DELETE" MessageDelete plain message_delete guild[GUILD_MESSAGES] direct[DIRECT_MESSAGES] content[]
                "A message was deleted.";
            "MESSAGE_DELETE_BULK" MessageDeleteBulk plain message_delete_bulk guild[GUILD_MESSAGES] direct[] content[]
                "Several messages were deleted at once.";

            "MESSAGE_REACTION_ADD" ReactionAdd boxed reaction_add
                guild[GUILD_MESSAGE_REACTIONS] direct[DIRECT_MESSAGE_REACTIONS] content[]
                "A user reacted to a message.";
            "MESSAGE_REACTION_REMOVE" ReactionRemove boxed reaction_remove
                guild[GUILD_MESSAGE_REACTIONS] direct[DIRECT_MESSAGE_REACTIONS] content[]
                "A reaction was removed, by its user or by somebody else.";
            "MESSAGE_REACTION_REMOVE_ALL" ReactionRemoveAll plain reaction_remove_all
                guild[GUILD_MESSAGE_REACTIONS] direct[DIRECT_MESSAGE_REACTIONS] content[]
                "All reactions of a message were removed.";
            "MESSAGE_REACTION_REMOVE_EMOJI" ReactionRemoveEmoji plain reaction_remove_emoji
                guild[GUILD_MESSAGE_REACTIONS] direct[DIRECT_MESSAGE_REACTIONS] content[]
                "All reactions of a message with one emoji were removed.";
            "MESSAGE_POLL_VOTE_ADD" PollVoteAdd plain poll_vote_add
                guild[GUILD_MESSAGE_POLLS] direct[DIRECT_MESSAGE_POLLS] content[]
                "A user voted in a poll. A vote for several answers is several events.";
            "MESSAGE_POLL_VOTE_REMOVE" PollVoteRemove plain poll_vote_remove
                guild[GUILD_MESSAGE_POLLS] direct[DIRECT_MESSAGE_POLLS] content[]
                "A user withdrew a vote in a poll.";

            "TYPING_START" TypingStart plain typing_start
                guild[GUILD_MESSAGE_TYPING] direct[DIRECT_MESSAGE_TYPING] content[]
                "A user started typing. If no other event follows within ten seconds, the user has stopped.";
            "PRESENCE_UPDATE" PresenceUpdate boxed presence_update guild[GUILD_PRESENCES] direct[] content[]
                "A member's status or activity changed.";
            "USER_UPDATE" UserUpdate boxed user_update guild[] direct[] content[]
                "The bot's own user changed.";

            "VOICE_STATE_UPDATE" VoiceStateUpdate boxed voice_state_update guild[GUILD_VOICE_STATES] direct[] content[]
                "A user joined, left or moved between voice channels, or was muted or muted themselves.";
            "VOICE_SERVER_UPDATE" VoiceServerUpdate boxed voice_server_update guild[] direct[] content[]
                "The server that the bot must use for a voice connection.";
            "VOICE_CHANNEL_EFFECT_SEND" VoiceChannelEffectSend plain voice_channel_effect_send
                guild[GUILD_VOICE_STATES] direct[] content[]
                "A user sent an emoji or played a sound in the voice channel the bot is in.";

            "STAGE_INSTANCE_CREATE" StageInstanceCreate plain stage_instance_create guild[GUILDS] direct[] content[]
                "A stage went live.";
            "STAGE_INSTANCE_UPDATE" StageInstanceUpdate plain stage_instance_update guild[GUILDS] direct[] content[]
                "A live stage was changed.";
            "STAGE_INSTANCE_DELETE" StageInstanceDelete plain stage_instance_delete guild[GUILDS] direct[] content[]
                "A live stage ended.";

            "GUILD_SOUNDBOARD_SOUND_CREATE" SoundboardSoundCreate boxed soundboard_sound_create
                guild[GUILD_EXPRESSIONS] direct[] content[]
                "A soundboard sound was created.";
            "GUILD_SOUNDBOARD_SOUND_UPDATE" SoundboardSoundUpdate boxed soundboard_sound_update
                guild[GUILD_EXPRESSIONS] direct[] content[]
                "A soundboard sound was changed.";
            "GUILD_SOUNDBOARD_SOUND_DELETE" SoundboardSoundDelete plain soundboard_sound_delete
                guild[GUILD_EXPRESSIONS] direct[] content[]
                "A soundboard sound was deleted.";
            "GUILD_SOUNDBOARD_SOUNDS_UPDATE" SoundboardSoundsUpdate plain soundboard_sounds_update
                guild[GUILD_EXPRESSIONS] direct[] content[]
                "Several soundboard sounds of a guild changed at once.";
            "SOUNDBOARD_SOUNDS" SoundboardSounds plain soundboard_sounds guild[] direct[] content[]
                "All soundboard sounds of a guild, as the bot requested.";

            "INTERACTION_CREATE" InteractionCreate boxed interaction_create guild[] direct[] content[]
                "A user used a command, a button, a select menu or a modal. It must be answered within three seconds.";
            "APPLICATION_COMMAND_PERMISSIONS_UPDATE" ApplicationCommandPermissionsUpdate plain
                application_command_permissions_update guild[] direct[] content[]
                "The permissions of a command in a guild were changed.";

            "ENTITLEMENT_CREATE" EntitlementCreate boxed entitlement_create guild[] direct[] content[]
                "A user got an entitlement of the application. Sent to shard 0 only, like all events about purchases.";
            "ENTITLEMENT_UPDATE" EntitlementUpdate boxed entitlement_update guild[] direct[] content[]
                "An entitlement was changed. For a subscription it means that the subscription ended.";
            "ENTITLEMENT_DELETE" EntitlementDelete boxed entitlement_delete guild[] direct[] content[]
                "An entitlement was revoked. Not sent when it expires.";
            "SUBSCRIPTION_CREATE" SubscriptionCreate boxed subscription_create guild[] direct[] content[]
                "A user subscribed to an SKU of the application. The subscription may not be active yet.";
            "SUBSCRIPTION_UPDATE" SubscriptionUpdate boxed subscription_update guild[] direct[] content[]
                "A subscription was changed, renewed or cancelled.";
            "SUBSCRIPTION_DELETE" SubscriptionDelete boxed subscription_delete guild[] direct[] content[]
                "A subscription was deleted.";
        }
    };
}

pub(crate) use events;
