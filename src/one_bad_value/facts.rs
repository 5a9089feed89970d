//! The facts without which an object means nothing.

/// A key that some objects cannot be read without.
pub(super) struct Fact {
    pub(super) key: &'static str,
    /// The objects, by name.
    pub(super) of: &'static [&'static str],
    /// Why they mean nothing without it.
    pub(super) reason: &'static str,
}

impl Fact {
    pub(super) fn is(&self, owner: &str, key: &str) -> bool {
        self.key == key && self.of.contains(&owner)
    }
}

#[rustfmt::skip]
pub(super) const FACTS: &[Fact] = &[
    Fact {
        key: "id",
        of: &["AnsweredInteraction", "Application", "ApplicationCommand", "Attachment", "AuditLogEntry",
            "AutoModerationRule", "Channel", "ChannelInfoChannel", "ChannelMention", "CommandData",
            "CommandPermission", "CurrentUserGuild", "Entitlement", "ForumTag", "Guild",
            "GuildCommandPermissions", "GuildDelete", "GuildPreview", "Integration", "IntegrationApplication",
            "IntegrationDelete", "Interaction", "JoinRequest", "Lobby", "LobbyMember", "LobbyMessage", "Message",
            "MessageDelete", "MessageInteraction", "MessageInteractionMetadata", "MessageUpdate",
            "OnboardingOption", "OnboardingPrompt", "Overwrite", "PartialGuild", "PartialUser", "Role",
            "ScheduledEvent", "SelectDefault", "Sku", "StageInstance", "Sticker", "StickerItem", "StickerPack",
            "Subscription", "Team", "TemplateRole", "ThreadDelete", "ThreadMembersUpdate", "UnavailableGuild",
            "User", "VoiceChannelStartTimeUpdate", "VoiceChannelStatusUpdate", "Webhook", "WebhookSourceChannel",
            "WebhookSourceGuild", "Widget", "WidgetChannel", "an event with `guild_id`"],
        reason: "By it the object is told from others of its kind, and asked for.",
    },
    Fact {
        key: "guild_id",
        of: &["AutoModerationActionExecution", "AutoModerationRule", "BanAdd", "BanRemove", "ChannelInfo",
            "ChannelMention", "EmojisUpdate", "GuildCommandPermissions", "IntegrationDelete",
            "IntegrationsUpdate", "JoinRequest", "MemberRemove", "MemberUpdate", "MembersChunk",
            "NewMemberWelcome", "Onboarding", "RoleCreate", "RoleDelete", "RoleUpdate", "ScheduledEventUserAdd",
            "ScheduledEventUserRemove", "SoundboardSoundDelete", "SoundboardSounds", "SoundboardSoundsUpdate",
            "StickersUpdate", "ThreadDelete", "ThreadListSync", "ThreadMembersUpdate", "VoiceChannelEffectSend",
            "VoiceChannelStartTimeUpdate", "VoiceChannelStatusUpdate", "VoiceServerUpdate", "WebhooksUpdate",
            "an event with `guild_id`"],
        reason: "It says which guild the event or the object is about.",
    },
    Fact {
        key: "channel_id",
        of: &["ChannelPinsUpdate", "FollowedChannel", "InviteCreate", "InviteDelete", "LobbyMessage", "Message",
            "MessageDelete", "MessageDeleteBulk", "MessageUpdate", "NewMemberAction", "PollVoteAdd",
            "PollVoteRemove", "ReactionAdd", "ReactionRemove", "ReactionRemoveAll", "ReactionRemoveEmoji",
            "ResourceChannel", "StageInstance", "TypingStart", "VoiceChannelEffectSend", "WebhooksUpdate",
            "WelcomeChannel"],
        reason: "It says which channel the event or the object is about.",
    },
    Fact {
        key: "user_id",
        of: &["AutoModerationActionExecution", "JoinRequest", "PollVoteAdd", "PollVoteRemove", "ReactionAdd",
            "ReactionRemove", "ScheduledEventUserAdd", "ScheduledEventUserRemove", "Subscription", "TypingStart",
            "VoiceChannelEffectSend", "VoiceState"],
        reason: "It says which user the event or the object is about.",
    },
    Fact {
        key: "user",
        of: &["Ban", "BanAdd", "BanRemove", "MemberRemove", "MemberUpdate", "MessageInteraction",
            "MessageInteractionMetadata", "Presence", "Ready", "TeamMember"],
        reason: "It says which user the event or the object is about, and has the id.",
    },
    Fact {
        key: "application_id",
        of: &["ActivityInstance", "ApplicationCommand", "Entitlement", "GuildCommandPermissions", "Interaction",
            "Lobby", "Sku"],
        reason: "It says whose the object is: its calls need it.",
    },
    Fact {
        key: "message_id",
        of: &["PollVoteAdd", "PollVoteRemove", "ReactionAdd", "ReactionRemove", "ReactionRemoveAll",
            "ReactionRemoveEmoji"],
        reason: "It says which message the event is about.",
    },
    Fact {
        key: "emoji",
        of: &["Reaction", "ReactionAdd", "ReactionRemove", "ReactionRemoveEmoji"],
        reason: "It says what somebody reacted with.",
    },
    Fact {
        key: "guild_scheduled_event_id",
        of: &["ScheduledEventUser", "ScheduledEventUserAdd", "ScheduledEventUserRemove"],
        reason: "It says which event somebody comes to.",
    },
    Fact {
        key: "sku_id",
        of: &["Entitlement", "Nameplate", "StickerPack"],
        reason: "It says what was bought, or what is for sale.",
    },
    Fact {
        key: "type",
        of: &["Overwrite", "Component", "ComponentResponse", "Interaction"],
        reason: "It says what all other keys mean.",
    },
    Fact {
        key: "application",
        of: &["Authorization", "Ready"],
        reason: "It says which application it is: its id is what calls are made with.",
    },
    Fact {
        key: "author",
        of: &["LobbyMessage", "Message"],
        reason: "It says who wrote the message, and has the id.",
    },
    Fact {
        key: "created_at",
        of: &["InviteCreate", "Template"],
        reason: "Nothing else says when it was made.",
    },
    Fact {
        key: "creator_id",
        of: &["AutoModerationRule", "Template"],
        reason: "It says who made it: an account that answers for it.",
    },
    Fact {
        key: "custom_id",
        of: &["ComponentData", "ModalData"],
        reason: "By it the application knows what was used.",
    },
    Fact {
        key: "media",
        of: &["Component", "MediaGalleryItem"],
        reason: "It is the picture or the video, which is all that it is.",
    },
    Fact {
        key: "message",
        of: &["MessageSnapshot", "Pin"],
        reason: "It is all that it holds.",
    },
    Fact {
        key: "name",
        of: &["CommandData", "CommandDataOption"],
        reason: "By it the option or the command is found.",
    },
    Fact {
        key: "role",
        of: &["RoleCreate", "RoleUpdate"],
        reason: "It is all that the event says beside the guild.",
    },
    Fact {
        key: "sound_id",
        of: &["SoundboardSound", "SoundboardSoundDelete"],
        reason: "By it the sound is told from others, and asked for.",
    },
    Fact {
        key: "url",
        of: &["GatewayBotInfo", "GatewayInfo"],
        reason: "It is all that is asked for: where the gateway is.",
    },
    Fact {
        key: "access_token",
        of: &["AccessToken"],
        reason: "It is all that is asked for.",
    },
    Fact {
        key: "accessory",
        of: &["Component"],
        reason: "It is what stands beside the texts.",
    },
    Fact {
        key: "action",
        of: &["AutoModerationActionExecution"],
        reason: "It is what was done, which the event is about.",
    },
    Fact {
        key: "asset",
        of: &["AvatarDecoration"],
        reason: "It is the picture, which is all that it is.",
    },
    Fact {
        key: "attachment",
        of: &["ApplicationAttachment"],
        reason: "It is all that the answer has.",
    },
    Fact {
        key: "component",
        of: &["Component"],
        reason: "It is what the label is for.",
    },
    Fact {
        key: "event_exception_id",
        of: &["ScheduledEventException"],
        reason: "By it the exception is told from others, and asked for.",
    },
    Fact {
        key: "event_id",
        of: &["ScheduledEventException"],
        reason: "It says which event the exception is of.",
    },
    Fact {
        key: "file",
        of: &["Component"],
        reason: "It is the file, which is all that it is.",
    },
    Fact {
        key: "interaction",
        of: &["InteractionCallback"],
        reason: "It says what was answered.",
    },
    Fact {
        key: "launch_id",
        of: &["ActivityInstance"],
        reason: "By it the launch is told from others.",
    },
    Fact {
        key: "listing_id",
        of: &["GuildProductPurchase"],
        reason: "It says what was bought.",
    },
    Fact {
        key: "lobby_id",
        of: &["LobbyMessage"],
        reason: "It says which lobby the message is in.",
    },
    Fact {
        key: "location",
        of: &["ActivityInstance"],
        reason: "It says where the activity runs.",
    },
    Fact {
        key: "role_id",
        of: &["RoleDelete"],
        reason: "It says which role the event is about.",
    },
    Fact {
        key: "role_subscription_listing_id",
        of: &["RoleSubscriptionData"],
        reason: "It says what was bought.",
    },
    Fact {
        key: "rule_id",
        of: &["AutoModerationActionExecution"],
        reason: "It says which rule was broken.",
    },
    Fact {
        key: "serialized_source_guild",
        of: &["Template"],
        reason: "It is what the template makes.",
    },
    Fact {
        key: "session_id",
        of: &["Ready"],
        reason: "Without it the session cannot be resumed.",
    },
    Fact {
        key: "session_start_limit",
        of: &["GatewayBotInfo"],
        reason: "Without it nobody knows how many sessions may be begun: to guess costs the token.",
    },
    Fact {
        key: "source_guild_id",
        of: &["Template"],
        reason: "It says which guild the template was made of.",
    },
    Fact {
        key: "start",
        of: &["RecurrenceRule"],
        reason: "Nothing else says from when it repeats.",
    },
    Fact {
        key: "timestamp",
        of: &["TypingStart"],
        reason: "Nothing else says when it was; the event is about that.",
    },
    Fact {
        key: "updated_at",
        of: &["Template"],
        reason: "Nothing else says which state of the guild it has.",
    },
    Fact {
        key: "value",
        of: &["CommandChoice"],
        reason: "It is what the application is told: without it the choice means nothing.",
    },
    Fact {
        key: "version",
        of: &["ApplicationCommand"],
        reason: "It says which state of the command it is.",
    },
    Fact {
        key: "webhook_id",
        of: &["FollowedChannel"],
        reason: "It is all that the answer says beside the channel.",
    },
    Fact {
        key: "deny",
        of: &["Overwrite"],
        reason: "Taken for nothing, what is forbidden would seem to be allowed.",
    },
];
