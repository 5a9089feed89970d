//! The audit log of a guild (Discord's docs, resources/audit-log).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{
    ApplicationCommand, ApplicationId, AuditLogEntryId, AutoModerationRule, Channel, ChannelId, GenericId, Integration,
    MessageId, OverwriteKind, RawJson, ScheduledEvent, User, UserId, Webhook,
};

/// A page of the audit log of a guild, with the objects that its entries name.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct AuditLog {
    /// What was done, newest first unless it was asked for what came after an entry.
    pub audit_log_entries: Vec<AuditLogEntry>,
    /// Users who did it, or to whom it was done.
    pub users: Vec<User>,
    /// Integrations, with some of their fields.
    pub integrations: Vec<Integration>,
    /// Webhooks.
    pub webhooks: Vec<Webhook>,
    /// Scheduled events.
    pub guild_scheduled_events: Vec<ScheduledEvent>,
    /// Threads.
    pub threads: Vec<Channel>,
    /// Application commands.
    pub application_commands: Vec<ApplicationCommand>,
    /// Rules of AutoMod.
    pub auto_moderation_rules: Vec<AutoModerationRule>,
}

impl AuditLog {
    /// A user that an entry names: its [`user_id`](AuditLogEntry::user_id), or its [`target`](AuditLogEntry::target).
    #[must_use]
    pub fn user(&self, id: UserId) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }
}

/// Something that somebody did in a guild.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, action_type)]
#[non_exhaustive]
pub struct AuditLogEntry {
    /// Which entry. It tells when: [`created_at`](AuditLogEntryId::created_at).
    pub id: AuditLogEntryId,
    /// To what it was done; see [`target`](Self::target). What it is depends on the [`action_type`](Self::action_type).
    pub target_id: Option<CompactString>,
    /// What changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<AuditLogChange>,
    /// Who did it.
    pub user_id: Option<UserId>,
    /// What was done.
    pub action_type: AuditLogAction,
    /// More about some actions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Box<AuditLogOptions>>,
    /// Why, as who did it said, up to 512 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
}

impl AuditLogEntry {
    /// The id of that to which it was done. `None` if there was nothing, or if its id is no number.
    #[must_use]
    pub fn target(&self) -> Option<GenericId> {
        self.target_id.as_deref()?.parse().ok()
    }

    /// What became of one key, such as `name` or `$add`.
    #[must_use]
    pub fn change(&self, key: &str) -> Option<&AuditLogChange> {
        self.changes.iter().find(|change| change.key == key)
    }
}

/// What became of one key of an object. The values have the type of that key; of `$add` and `$remove` they are lists of roles
/// with `id` and `name`.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(key)]
#[non_exhaustive]
pub struct AuditLogChange {
    /// The value now. `None` if there is none any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_value: Option<RawJson>,
    /// The value before. `None` if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_value: Option<RawJson>,
    /// The key.
    pub key: CompactString,
}

/// More about some actions. Which fields are there depends on the action. Numbers are texts, as Discord sends them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct AuditLogOptions {
    /// The application whose commands' permissions were set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// The name of the rule of AutoMod.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_moderation_rule_name: Option<CompactString>,
    /// What the rule of AutoMod looks for: a number of [`AutoModerationTrigger`](super::AutoModerationTrigger).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_moderation_rule_trigger_type: Option<CompactString>,
    /// The channel in which it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// To how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<CompactString>,
    /// After how many days of absence members were pruned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_member_days: Option<CompactString>,
    /// Whose overwrite it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<GenericId>,
    /// How many members were pruned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members_removed: Option<CompactString>,
    /// The message it was done to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// The name of the role whose overwrite it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_name: Option<CompactString>,
    /// Whose overwrite it was; see [`overwrite_kind`](Self::overwrite_kind).
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<CompactString>,
    /// The kind of integration that did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_type: Option<CompactString>,
    /// The new status of the voice channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<CompactString>,
}

impl AuditLogOptions {
    /// Whose overwrite it was: a role's or a member's.
    #[must_use]
    pub fn overwrite_kind(&self) -> Option<OverwriteKind> {
        self.kind.as_deref()?.parse().ok().map(|number: u32| OverwriteKind::from(number))
    }
}

open_enum! {
    /// What was done.
    pub enum AuditLogAction {
        /// The guild was changed.
        GuildUpdate = 1,
        /// A channel was made.
        ChannelCreate = 10,
        /// A channel was changed.
        ChannelUpdate = 11,
        /// A channel was deleted.
        ChannelDelete = 12,
        /// A permission overwrite was made.
        ChannelOverwriteCreate = 13,
        /// A permission overwrite was changed.
        ChannelOverwriteUpdate = 14,
        /// A permission overwrite was deleted.
        ChannelOverwriteDelete = 15,
        /// A member was kicked.
        MemberKick = 20,
        /// Members who were long away were removed.
        MemberPrune = 21,
        /// A user was banned.
        MemberBanAdd = 22,
        /// A user is no longer banned.
        MemberBanRemove = 23,
        /// A member was changed.
        MemberUpdate = 24,
        /// A member's roles were changed.
        MemberRoleUpdate = 25,
        /// Members were moved in voice.
        MemberMove = 26,
        /// Members were disconnected from voice.
        MemberDisconnect = 27,
        /// A bot was added.
        BotAdd = 28,
        /// A role was made.
        RoleCreate = 30,
        /// A role was changed.
        RoleUpdate = 31,
        /// A role was deleted.
        RoleDelete = 32,
        /// An invite was made.
        InviteCreate = 40,
        /// An invite was changed.
        InviteUpdate = 41,
        /// An invite was deleted.
        InviteDelete = 42,
        /// A webhook was made.
        WebhookCreate = 50,
        /// A webhook was changed.
        WebhookUpdate = 51,
        /// A webhook was deleted.
        WebhookDelete = 52,
        /// An emoji was made.
        EmojiCreate = 60,
        /// An emoji was renamed.
        EmojiUpdate = 61,
        /// An emoji was deleted.
        EmojiDelete = 62,
        /// A message was deleted by somebody else than its author.
        MessageDelete = 72,
        /// Several messages were deleted at once.
        MessageBulkDelete = 73,
        /// A message was pinned.
        MessagePin = 74,
        /// A message was unpinned.
        MessageUnpin = 75,
        /// An integration was added.
        IntegrationCreate = 80,
        /// An integration was changed.
        IntegrationUpdate = 81,
        /// An integration was removed.
        IntegrationDelete = 82,
        /// A stage went live.
        StageInstanceCreate = 83,
        /// A live stage was changed.
        StageInstanceUpdate = 84,
        /// A live stage ended.
        StageInstanceDelete = 85,
        /// A sticker was made.
        StickerCreate = 90,
        /// A sticker was changed.
        StickerUpdate = 91,
        /// A sticker was deleted.
        StickerDelete = 92,
        /// A scheduled event was made.
        GuildScheduledEventCreate = 100,
        /// A scheduled event was changed.
        GuildScheduledEventUpdate = 101,
        /// A scheduled event was called off.
        GuildScheduledEventDelete = 102,
        /// A thread was made.
        ThreadCreate = 110,
        /// A thread was changed.
        ThreadUpdate = 111,
        /// A thread was deleted.
        ThreadDelete = 112,
        /// Permissions of commands were set.
        ApplicationCommandPermissionUpdate = 121,
        /// A sound was made.
        SoundboardSoundCreate = 130,
        /// A sound was changed.
        SoundboardSoundUpdate = 131,
        /// A sound was deleted.
        SoundboardSoundDelete = 132,
        /// A rule of AutoMod was made.
        AutoModerationRuleCreate = 140,
        /// A rule of AutoMod was changed.
        AutoModerationRuleUpdate = 141,
        /// A rule of AutoMod was deleted.
        AutoModerationRuleDelete = 142,
        /// AutoMod blocked a message.
        AutoModerationBlockMessage = 143,
        /// AutoMod alerted the moderators.
        AutoModerationFlagToChannel = 144,
        /// AutoMod silenced a member.
        AutoModerationUserCommunicationDisabled = 145,
        /// AutoMod holds a member back.
        AutoModerationQuarantineUser = 146,
        /// Creator monetization was requested.
        CreatorMonetizationRequestCreated = 150,
        /// The terms of creator monetization were accepted.
        CreatorMonetizationTermsAccepted = 151,
        /// A question of the onboarding was made.
        OnboardingPromptCreate = 163,
        /// A question of the onboarding was changed.
        OnboardingPromptUpdate = 164,
        /// A question of the onboarding was deleted.
        OnboardingPromptDelete = 165,
        /// The onboarding was made.
        OnboardingCreate = 166,
        /// The onboarding was changed.
        OnboardingUpdate = 167,
        /// The server guide was made.
        HomeSettingsCreate = 190,
        /// The server guide was changed.
        HomeSettingsUpdate = 191,
        /// The status of a voice channel was set.
        VoiceChannelStatusCreate = 192,
        /// The status of a voice channel was removed.
        VoiceChannelStatusDelete = 193,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_brings_the_objects_along() {
        let log: AuditLog = serde_json::from_str(
            r#"{"audit_log_entries":[{"id":"9","action_type":22,"user_id":"1","target_id":"3","reason":"spam"},
            {"id":"8","action_type":25,"user_id":"1","target_id":"3","changes":[{"key":"$add","new_value":[{"id":"7","name":"Mod"}]}]}],
            "users":[{"id":"1","username":"ann"},{"id":"3","username":"bob"}],
            "integrations":[{"id":"33590653072239123","name":"A name","type":"twitch","account":{"name":"twitchusername","id":"1234567"}},
            {"id":"4","type":"discord","name":null,"account":{"id":"5","name":"x"},"application_id":"5"}],
            "webhooks":[{"id":"6","type":1,"channel_id":"2"}],"guild_scheduled_events":[],"threads":[{"id":"8","type":11}],
            "application_commands":[{"id":"7","application_id":"5","version":"8","type":1,"name":"roll","description":"Rolls."}],"auto_moderation_rules":[]}"#,
        )
        .unwrap();
        let entry = &log.audit_log_entries[0];
        assert_eq!((entry.action_type, entry.reason.as_deref()), (AuditLogAction::MemberBanAdd, Some("spam")));
        let target = entry.target().map(|id| UserId::new(id.get())).unwrap();
        assert_eq!(log.user(target).unwrap().username, "bob");
        assert!(log.user(UserId::new(4)).is_none());
        assert_eq!((log.integrations.len(), log.webhooks.len(), log.threads.len()), (2, 1, 1));
        assert_eq!(log.application_commands[0].name, "roll");
        assert!(log.audit_log_entries[1].change("$add").is_some());
        assert_eq!(serde_json::from_str::<AuditLog>("{}").unwrap(), AuditLog::default());
    }
}
