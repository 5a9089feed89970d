//! The keys without which an object cannot be read, with the reasons.

/// A key that some objects cannot be read without.
pub(super) struct Fact {
    pub(super) key: &'static str,
    /// The objects, by name.
    pub(super) of: &'static [&'static str],
    /// Why the objects are useless without it.
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
        reason: "It identifies the object, and requests need it.",
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
        reason: "It is the guild that the event or the object is about.",
    },
    Fact {
        key: "channel_id",
        of: &["ChannelPinsUpdate", "FollowedChannel", "InviteCreate", "InviteDelete", "LobbyMessage", "Message",
            "MessageDelete", "MessageDeleteBulk", "MessageUpdate", "NewMemberAction", "PollVoteAdd",
            "PollVoteRemove", "ReactionAdd", "ReactionRemove", "ReactionRemoveAll", "ReactionRemoveEmoji",
            "ResourceChannel", "StageInstance", "TypingStart", "VoiceChannelEffectSend", "WebhooksUpdate",
            "WelcomeChannel"],
        reason: "It is the channel that the event or the object is about.",
    },
    Fact {
        key: "user_id",
        of: &["AutoModerationActionExecution", "JoinRequest", "PollVoteAdd", "PollVoteRemove", "ReactionAdd",
            "ReactionRemove", "ScheduledEventUserAdd", "ScheduledEventUserRemove", "Subscription", "TypingStart",
            "VoiceChannelEffectSend", "VoiceState"],
        reason: "It is the user that the event or the object is about.",
    },
    Fact {
        key: "user",
        of: &["Ban", "BanAdd", "BanRemove", "MemberRemove", "MemberUpdate", "MessageInteraction",
            "MessageInteractionMetadata", "Presence", "Ready", "TeamMember"],
        reason: "It is the user that the event or the object is about, and contains the user's id.",
    },
    Fact {
        key: "application_id",
        of: &["ActivityInstance", "ApplicationCommand", "Entitlement", "GuildCommandPermissions", "Interaction",
            "Lobby", "Sku"],
        reason: "It is the owner of the object, and requests need it.",
    },
    Fact {
        key: "message_id",
        of: &["PollVoteAdd", "PollVoteRemove", "ReactionAdd", "ReactionRemove", "ReactionRemoveAll",
            "ReactionRemoveEmoji"],
        reason: "It is the message that the event is about.",
    },
    Fact {
        key: "emoji",
        of: &["Reaction", "ReactionAdd", "ReactionRemove", "ReactionRemoveEmoji"],
        reason: "It is the emoji of the reaction.",
    },
    Fact {
        key: "guild_scheduled_event_id",
        of: &["ScheduledEventUser", "ScheduledEventUserAdd", "ScheduledEventUserRemove"],
        reason: "It is the event that the user subscribed to.",
    },
    Fact {
        key: "sku_id",
        of: &["Entitlement", "Nameplate", "StickerPack"],
        reason: "It is the SKU that was bought or can be bought.",
    },
    Fact {
        key: "type",
        of: &["Overwrite", "Component", "ComponentResponse", "Interaction"],
        reason: "It determines the meaning of all other keys.",
    },
    Fact {
        key: "application",
        of: &["Authorization", "Ready"],
        reason: "It is the application, whose id requests need.",
    },
    Fact {
        key: "author",
        of: &["LobbyMessage", "Message"],
        reason: "It is the author of the message, and contains the author's id.",
    },
    Fact {
        key: "created_at",
        of: &["InviteCreate", "Template"],
        reason: "No other key has the time of creation.",
    },
    Fact {
        key: "creator_id",
        of: &["AutoModerationRule", "Template"],
        reason: "It is the user who created it, and who is responsible for it.",
    },
    Fact {
        key: "custom_id",
        of: &["ComponentData", "ModalData"],
        reason: "The application identifies the component or modal by it.",
    },
    Fact {
        key: "media",
        of: &["Component", "MediaGalleryItem"],
        reason: "It is the URL of the picture or video, which is its only content.",
    },
    Fact {
        key: "message",
        of: &["MessageSnapshot", "Pin"],
        reason: "It is the only content.",
    },
    Fact {
        key: "name",
        of: &["CommandData", "CommandDataOption"],
        reason: "The option or the command is found by it.",
    },
    Fact {
        key: "role",
        of: &["RoleCreate", "RoleUpdate"],
        reason: "It is the only content of the event except the guild.",
    },
    Fact {
        key: "sound_id",
        of: &["SoundboardSound", "SoundboardSoundDelete"],
        reason: "It identifies the sound, and requests need it.",
    },
    Fact {
        key: "url",
        of: &["GatewayBotInfo", "GatewayInfo"],
        reason: "It is the URL of the gateway, which is the purpose of the request.",
    },
    Fact {
        key: "access_token",
        of: &["AccessToken"],
        reason: "It is the purpose of the request.",
    },
    Fact {
        key: "accessory",
        of: &["Component"],
        reason: "It is the accessory of the section, which a section must have.",
    },
    Fact {
        key: "action",
        of: &["AutoModerationActionExecution"],
        reason: "It is the action that the event is about.",
    },
    Fact {
        key: "asset",
        of: &["AvatarDecoration"],
        reason: "It is the picture, which is the only content.",
    },
    Fact {
        key: "attachment",
        of: &["ApplicationAttachment"],
        reason: "It is the only content of the answer.",
    },
    Fact {
        key: "component",
        of: &["Component"],
        reason: "It is the component that the label is for.",
    },
    Fact {
        key: "event_exception_id",
        of: &["ScheduledEventException"],
        reason: "It identifies the exception, and requests need it.",
    },
    Fact {
        key: "event_id",
        of: &["ScheduledEventException"],
        reason: "It is the event that the exception belongs to.",
    },
    Fact {
        key: "file",
        of: &["Component"],
        reason: "It is the file, which is the only content.",
    },
    Fact {
        key: "interaction",
        of: &["InteractionCallback"],
        reason: "It is the number of the answer.",
    },
    Fact {
        key: "launch_id",
        of: &["ActivityInstance"],
        reason: "It identifies the launch.",
    },
    Fact {
        key: "listing_id",
        of: &["GuildProductPurchase"],
        reason: "It is the SKU that was bought.",
    },
    Fact {
        key: "lobby_id",
        of: &["LobbyMessage"],
        reason: "It is the lobby of the message.",
    },
    Fact {
        key: "location",
        of: &["ActivityInstance"],
        reason: "It is the place in which the activity runs.",
    },
    Fact {
        key: "role_id",
        of: &["RoleDelete"],
        reason: "It is the role that the event is about.",
    },
    Fact {
        key: "role_subscription_listing_id",
        of: &["RoleSubscriptionData"],
        reason: "It is the SKU that was bought.",
    },
    Fact {
        key: "rule_id",
        of: &["AutoModerationActionExecution"],
        reason: "It is the rule that was triggered.",
    },
    Fact {
        key: "serialized_source_guild",
        of: &["Template"],
        reason: "It is the guild that the template creates.",
    },
    Fact {
        key: "session_id",
        of: &["Ready"],
        reason: "The session cannot be resumed without it.",
    },
    Fact {
        key: "session_start_limit",
        of: &["GatewayBotInfo"],
        reason: "It limits how many sessions may be started. A wrong guess can cost the token.",
    },
    Fact {
        key: "source_guild_id",
        of: &["Template"],
        reason: "It is the guild of which the template is a copy.",
    },
    Fact {
        key: "start",
        of: &["RecurrenceRule"],
        reason: "No other key has the start of the recurrence.",
    },
    Fact {
        key: "timestamp",
        of: &["TypingStart"],
        reason: "No other key has the time that the event is about.",
    },
    Fact {
        key: "updated_at",
        of: &["Template"],
        reason: "No other key has the version of the guild that was copied.",
    },
    Fact {
        key: "value",
        of: &["CommandChoice"],
        reason: "It is the value that the application receives for the choice.",
    },
    Fact {
        key: "version",
        of: &["ApplicationCommand"],
        reason: "It is the version of the command.",
    },
    Fact {
        key: "webhook_id",
        of: &["FollowedChannel"],
        reason: "It is the only content of the answer except the channel.",
    },
    Fact {
        key: "deny",
        of: &["Overwrite"],
        reason: "If it were read as empty, denied permissions would seem to be allowed.",
    },
];
