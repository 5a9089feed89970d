//! The audit log of a guild (Discord's docs, resources/audit-log).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{
    ApplicationCommand, ApplicationId, AuditLogEntryId, AutoModerationRule, Channel, ChannelId, GenericId, Integration,
    MessageId, OverwriteKind, RawJson, ScheduledEvent, User, UserId, Webhook,
};

/// A page of the audit log of a guild, with the objects that its entries refer to.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct AuditLog {
    /// The entries. The newest is first, unless entries after a given one were requested.
    pub audit_log_entries: Vec<AuditLogEntry>,
    /// Users who acted or who were affected.
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
    /// AutoMod rules.
    pub auto_moderation_rules: Vec<AutoModerationRule>,
}

impl AuditLog {
    /// The user with this id, such as an entry's [`user_id`](AuditLogEntry::user_id) or
    /// [`target`](AuditLogEntry::target).
    #[must_use]
    pub fn user(&self, id: UserId) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }
}

/// An action in a guild.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, action_type)]
#[non_exhaustive]
pub struct AuditLogEntry {
    /// The id of the entry. It contains the time of the action: [`created_at`](AuditLogEntryId::created_at).
    pub id: AuditLogEntryId,
    /// The id of the affected object; see [`target`](Self::target). Its type depends on the
    /// [`action_type`](Self::action_type).
    pub target_id: Option<CompactString>,
    /// The changes to the object.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<AuditLogChange>,
    /// The user who acted.
    pub user_id: Option<UserId>,
    /// The action.
    pub action_type: AuditLogAction,
    /// More about the action, for some kinds of actions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Box<AuditLogOptions>>,
    /// The reason that the user or bot gave, up to 512 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
}

impl AuditLogEntry {
    /// The id of the affected object. `None` if there is no such object, or if its id is not a number.
    #[must_use]
    pub fn target(&self) -> Option<GenericId> {
        self.target_id.as_deref()?.parse().ok()
    }

    /// The change of one key, such as `name` or `$add`.
    #[must_use]
    pub fn change(&self, key: &str) -> Option<&AuditLogChange> {
        self.changes.iter().find(|change| change.key == key)
    }
}

/// The change of one key of an object. The values have the type of that key. For `$add` and `$remove` they are lists of
/// roles with `id` and `name`.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(key)]
#[non_exhaustive]
pub struct AuditLogChange {
    /// The new value. `None` if the key has no value any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_value: Option<RawJson>,
    /// The previous value. `None` if the key had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_value: Option<RawJson>,
    /// The key.
    pub key: CompactString,
}

/// More about an action. Which fields are set depends on the action. Numbers are strings, as Discord sends them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct AuditLogOptions {
    /// The application whose command permissions were set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// The name of the AutoMod rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_moderation_rule_name: Option<CompactString>,
    /// The trigger of the AutoMod rule: a number of [`AutoModerationTrigger`](super::AutoModerationTrigger).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_moderation_rule_trigger_type: Option<CompactString>,
    /// The channel of the action.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// The number of affected objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<CompactString>,
    /// The days of inactivity after which members were pruned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_member_days: Option<CompactString>,
    /// The id of the role or member of the overwrite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<GenericId>,
    /// The number of members that were pruned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members_removed: Option<CompactString>,
    /// The affected message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// The name of the role of the overwrite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_name: Option<CompactString>,
    /// Whether the overwrite is for a role or a member; see [`overwrite_kind`](Self::overwrite_kind).
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<CompactString>,
    /// The kind of the integration that acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_type: Option<CompactString>,
    /// The new status of the voice channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<CompactString>,
}

impl AuditLogOptions {
    /// Whether the overwrite is for a role or a member.
    #[must_use]
    pub fn overwrite_kind(&self) -> Option<OverwriteKind> {
        self.kind.as_deref()?.parse().ok().map(|number: u32| OverwriteKind::from(number))
    }
}

open_enum! {
    /// The kind of an action.
    pub enum AuditLogAction {
        /// The guild was changed.
        GuildUpdate = 1,
        /// A channel was created.
        ChannelCreate = 10,
        /// A channel was changed.
        ChannelUpdate = 11,
        /// A channel was deleted.
        ChannelDelete = 12,
        /// A permission overwrite was created.
        ChannelOverwriteCreate = 13,
        /// A permission overwrite was changed.
        ChannelOverwriteUpdate = 14,
        /// A permission overwrite was deleted.
        ChannelOverwriteDelete = 15,
        /// A member was kicked.
        MemberKick = 20,
        /// Inactive members were pruned.
        MemberPrune = 21,
        /// A user was banned.
        MemberBanAdd = 22,
        /// A user is no longer banned.
        MemberBanRemove = 23,
        /// A member was changed.
        MemberUpdate = 24,
        /// A member's roles were changed.
        MemberRoleUpdate = 25,
        /// Members were moved to another voice channel.
        MemberMove = 26,
        /// Members were disconnected from a voice channel.
        MemberDisconnect = 27,
        /// A bot was added.
        BotAdd = 28,
        /// A role was created.
        RoleCreate = 30,
        /// A role was changed.
        RoleUpdate = 31,
        /// A role was deleted.
        RoleDelete = 32,
        /// An invite was created.
        InviteCreate = 40,
        /// An invite was changed.
        InviteUpdate = 41,
        /// An invite was deleted.
        InviteDelete = 42,
        /// A webhook was created.
        WebhookCreate = 50,
        /// A webhook was changed.
        WebhookUpdate = 51,
        /// A webhook was deleted.
        WebhookDelete = 52,
        /// An emoji was created.
        EmojiCreate = 60,
        /// An emoji was renamed.
        EmojiUpdate = 61,
        /// An emoji was deleted.
        EmojiDelete = 62,
        /// A message was deleted, not by its author.
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
        /// A sticker was created.
        StickerCreate = 90,
        /// A sticker was changed.
        StickerUpdate = 91,
        /// A sticker was deleted.
        StickerDelete = 92,
        /// A scheduled event was created.
        GuildScheduledEventCreate = 100,
        /// A scheduled event was changed.
        GuildScheduledEventUpdate = 101,
        /// A scheduled event was cancelled.
        GuildScheduledEventDelete = 102,
        /// A thread was created.
        ThreadCreate = 110,
        /// A thread was changed.
        ThreadUpdate = 111,
        /// A thread was deleted.
        ThreadDelete = 112,
        /// The permissions of a command were changed.
        ApplicationCommandPermissionUpdate = 121,
        /// A soundboard sound was created.
        SoundboardSoundCreate = 130,
        /// A soundboard sound was changed.
        SoundboardSoundUpdate = 131,
        /// A soundboard sound was deleted.
        SoundboardSoundDelete = 132,
        /// An AutoMod rule was created.
        AutoModerationRuleCreate = 140,
        /// An AutoMod rule was changed.
        AutoModerationRuleUpdate = 141,
        /// An AutoMod rule was deleted.
        AutoModerationRuleDelete = 142,
        /// AutoMod blocked a message.
        AutoModerationBlockMessage = 143,
        /// AutoMod alerted the moderators.
        AutoModerationFlagToChannel = 144,
        /// AutoMod put a member in timeout.
        AutoModerationUserCommunicationDisabled = 145,
        /// AutoMod quarantined a member.
        AutoModerationQuarantineUser = 146,
        /// Creator monetization was requested.
        CreatorMonetizationRequestCreated = 150,
        /// The terms of creator monetization were accepted.
        CreatorMonetizationTermsAccepted = 151,
        /// A question of the onboarding was created.
        OnboardingPromptCreate = 163,
        /// A question of the onboarding was changed.
        OnboardingPromptUpdate = 164,
        /// A question of the onboarding was deleted.
        OnboardingPromptDelete = 165,
        /// The onboarding was created.
        OnboardingCreate = 166,
        /// The onboarding was changed.
        OnboardingUpdate = 167,
        /// The server guide was created.
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
    fn a_page_contains_the_objects_of_its_entries() {
        let log: AuditLog = serde_json::from_str(
            r#"{"audit_log_entries":[{"id":"9","action_type":22,"user_id":"1","target_id":"3","reason":"spam"},
            {"id":"8","action_type":25,"user_id":"1","target_id":"3","changes":[{"key":"$add",
            "new_value":[{"id":"7","name":"Mod"}]}]}],"users":[{"id":"1","username":"ann"},{"id":"3","username":"bob"}],
            "integrations":[{"id":"33590653072239123","name":"A name","type":"twitch","account":{
            "name":"twitchusername","id":"1234567"}},{"id":"4","type":"discord","name":null,
            "account":{"id":"5","name":"x"},"application_id":"5"}],"webhooks":[{"id":"6","type":1,"channel_id":"2"}],
            "guild_scheduled_events":[],"threads":[{"id":"8","type":11}],"application_commands":[{"id":"7",
            "application_id":"5","version":"8","type":1,"name":"roll","description":"Rolls."}],
            "auto_moderation_rules":[]}"#,
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
