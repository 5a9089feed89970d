//! The kinds and flags of messages (Discord's docs, resources/message, "Message Types" and "Message Flags").

use super::open::{open_enum, open_flags};

open_enum! {
    /// The kind of a message. Most kinds are system messages of Discord's.
    #[derive(Default)]
    pub enum MessageKind {
        /// A message of a user, a bot or a webhook.
        #[default]
        Default = 0,
        /// A user was added to a group DM or a thread.
        RecipientAdd = 1,
        /// A user was removed from a group DM or a thread.
        RecipientRemove = 2,
        /// A call.
        Call = 3,
        /// The channel was renamed.
        ChannelNameChange = 4,
        /// The picture of the channel was changed.
        ChannelIconChange = 5,
        /// A message was pinned.
        ChannelPinnedMessage = 6,
        /// A user joined.
        UserJoin = 7,
        /// A user boosted the guild.
        GuildBoost = 8,
        /// The guild reached level 1 through a boost.
        GuildBoostTier1 = 9,
        /// The guild reached level 2 through a boost.
        GuildBoostTier2 = 10,
        /// The guild reached level 3 through a boost.
        GuildBoostTier3 = 11,
        /// A channel of another guild is now followed.
        ChannelFollowAdd = 12,
        /// The guild was removed from Discord's discovery.
        GuildDiscoveryDisqualified = 14,
        /// The guild is listed in Discord's discovery again.
        GuildDiscoveryRequalified = 15,
        /// The first warning that the guild will be removed from Discord's discovery.
        GuildDiscoveryGracePeriodInitialWarning = 16,
        /// The last warning that the guild will be removed from Discord's discovery.
        GuildDiscoveryGracePeriodFinalWarning = 17,
        /// A thread was created.
        ThreadCreated = 18,
        /// A reply of a user, a bot or a webhook.
        Reply = 19,
        /// The answer to a slash command.
        ChatInputCommand = 20,
        /// The first message of a thread, which refers to the message from which the thread was created.
        ThreadStarterMessage = 21,
        /// A reminder to invite people.
        GuildInviteReminder = 22,
        /// The answer to a context menu command.
        ContextMenuCommand = 23,
        /// AutoMod executed an action.
        AutoModerationAction = 24,
        /// A role subscription was bought.
        RoleSubscriptionPurchase = 25,
        /// A hint to buy a subscription of an application.
        InteractionPremiumUpsell = 26,
        /// A stage began.
        StageStart = 27,
        /// A stage ended.
        StageEnd = 28,
        /// A user became a speaker on the stage.
        StageSpeaker = 29,
        /// The topic of the stage was changed.
        StageTopic = 31,
        /// An application was bought for the guild.
        GuildApplicationPremiumSubscription = 32,
        /// Security actions were enabled: invites or DMs are paused.
        GuildIncidentAlertModeEnabled = 36,
        /// Security actions were disabled.
        GuildIncidentAlertModeDisabled = 37,
        /// A raid was reported.
        GuildIncidentReportRaid = 38,
        /// A reported raid was a false alarm.
        GuildIncidentReportFalseAlarm = 39,
        /// Something was bought.
        PurchaseNotification = 44,
        /// A poll ended.
        PollResult = 46,
    }
}

impl MessageKind {
    /// Whether a user, a bot or a webhook wrote it. If not, it is a system message.
    #[must_use]
    pub const fn is_written(self) -> bool {
        matches!(self, Self::Default | Self::Reply | Self::ChatInputCommand | Self::ContextMenuCommand)
    }
}

open_flags! {
    /// Flags of a message.
    pub struct MessageFlags {
        /// It was published to the channels that follow this one.
        const CROSSPOSTED = 1 << 0;
        /// It came from a channel that this one follows.
        const IS_CROSSPOST = 1 << 1;
        /// It shows no embeds. Can be set.
        const SUPPRESS_EMBEDS = 1 << 2;
        /// The original of this crossposted message has been deleted.
        const SOURCE_MESSAGE_DELETED = 1 << 3;
        /// It is an urgent message from Discord.
        const URGENT = 1 << 4;
        /// It has a thread, with the same id.
        const HAS_THREAD = 1 << 5;
        /// Only the user of the command sees it. Can be set in answers to interactions.
        const EPHEMERAL = 1 << 6;
        /// It shows that the application is thinking.
        const LOADING = 1 << 7;
        /// It mentions roles whose members could not be added to the thread.
        const FAILED_TO_MENTION_SOME_ROLES_IN_THREAD = 1 << 8;
        /// It sends no push notifications. Can be set.
        const SUPPRESS_NOTIFICATIONS = 1 << 12;
        /// It is a voice message. Can be set.
        const IS_VOICE_MESSAGE = 1 << 13;
        /// It forwards another message.
        const HAS_SNAPSHOT = 1 << 14;
        /// It consists of components only. Can be set, but not removed.
        const IS_COMPONENTS_V2 = 1 << 15;
    }
}
