//! AutoMod rules (Discord's docs, resources/auto-moderation).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_default;
use super::open::open_enum;
use super::{AutoModerationRuleId, ChannelId, GuildId, RoleId, UserId};

/// An AutoMod rule: its trigger and its actions.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, guild_id, creator_id, event_type, trigger_type)]
#[non_exhaustive]
pub struct AutoModerationRule {
    /// The id of the rule.
    pub id: AutoModerationRuleId,
    /// The guild.
    pub guild_id: GuildId,
    /// The name.
    pub name: CompactString,
    /// The user who created it.
    pub creator_id: UserId,
    /// The event at which it is checked.
    pub event_type: AutoModerationEvent,
    /// What triggers it.
    pub trigger_type: AutoModerationTrigger,
    /// The settings of the trigger.
    #[serde(default)]
    pub trigger_metadata: AutoModerationTriggerMetadata,
    /// The actions, 1–4.
    pub actions: Vec<AutoModerationAction>,
    /// Whether it is enabled.
    pub enabled: bool,
    /// The roles that it does not apply to, up to 20.
    pub exempt_roles: Vec<RoleId>,
    /// The channels that it does not apply to, up to 50.
    pub exempt_channels: Vec<ChannelId>,
}

open_enum! {
    /// The event at which an AutoMod rule is checked.
    pub enum AutoModerationEvent {
        /// When a member sends or edits a message.
        MessageSend = 1,
        /// When a member's profile changes.
        MemberUpdate = 2,
    }
}

open_enum! {
    /// What triggers an AutoMod rule.
    pub enum AutoModerationTrigger {
        /// Keywords that the guild defined.
        Keyword = 1,
        /// Text that looks like spam.
        Spam = 3,
        /// Keywords of Discord's lists.
        KeywordPreset = 4,
        /// More mentions than allowed.
        MentionSpam = 5,
        /// Keywords that the guild defined, in members' profiles.
        MemberProfile = 6,
    }
}

/// The settings of a trigger. Which fields apply depends on the [`trigger_type`](AutoModerationRule::trigger_type);
/// Discord leaves the others out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct AutoModerationTriggerMetadata {
    /// The keywords, up to 1000 with up to 60 characters each. `*` at the start or end matches anything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keyword_filter: Vec<CompactString>,
    /// Regular expressions in Rust's flavour, up to ten of up to 260 characters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regex_patterns: Vec<CompactString>,
    /// The lists of Discord that are used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub presets: Vec<KeywordPreset>,
    /// Words that are allowed although they match, up to 100, or up to 1000 with a preset.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow_list: Vec<CompactString>,
    /// The number of different roles and users that a message may mention, up to 50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mention_total_limit: Option<u32>,
    /// Whether mention raids are detected.
    #[serde(skip_serializing_if = "is_default")]
    pub mention_raid_protection_enabled: bool,
}

open_enum! {
    /// A list of keywords of Discord's.
    pub enum KeywordPreset {
        /// Swear words.
        Profanity = 1,
        /// Words about sex.
        SexualContent = 2,
        /// Insults and hate speech.
        Slurs = 3,
    }
}

/// An action of an AutoMod rule.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(kind)]
#[non_exhaustive]
pub struct AutoModerationAction {
    /// The kind of the action.
    #[serde(rename = "type")]
    pub kind: AutoModerationActionKind,
    /// The settings of the action.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<AutoModerationActionMetadata>,
}

impl AutoModerationAction {
    /// Blocks the message. The member sees Discord's default explanation.
    #[must_use]
    pub fn block_message() -> Self {
        Self { kind: AutoModerationActionKind::BlockMessage, metadata: None }
    }

    /// Blocks the message. The member sees this explanation, up to 150 characters.
    #[must_use]
    pub fn block_message_saying(text: impl Into<Box<str>>) -> Self {
        let metadata = AutoModerationActionMetadata { custom_message: Some(text.into()), ..Default::default() };
        Self { kind: AutoModerationActionKind::BlockMessage, metadata: Some(metadata) }
    }

    /// Sends the text to a channel, as an alert for the moderators.
    #[must_use]
    pub fn send_alert(channel: ChannelId) -> Self {
        let metadata = AutoModerationActionMetadata { channel_id: Some(channel), ..Default::default() };
        Self { kind: AutoModerationActionKind::SendAlertMessage, metadata: Some(metadata) }
    }

    /// Puts the member in timeout, for up to 2419200 seconds (four weeks). It needs MODERATE_MEMBERS and is allowed
    /// only with [`Keyword`](AutoModerationTrigger::Keyword) and [`MentionSpam`](AutoModerationTrigger::MentionSpam).
    #[must_use]
    pub fn timeout(seconds: u32) -> Self {
        let metadata = AutoModerationActionMetadata { duration_seconds: Some(seconds), ..Default::default() };
        Self { kind: AutoModerationActionKind::Timeout, metadata: Some(metadata) }
    }

    /// Prevents the member from writing, speaking and reacting until the profile is changed. It is allowed only with
    /// [`MemberProfile`](AutoModerationTrigger::MemberProfile).
    #[must_use]
    pub fn block_member_interaction() -> Self {
        Self { kind: AutoModerationActionKind::BlockMemberInteraction, metadata: None }
    }
}

open_enum! {
    /// The kind of an action of an AutoMod rule.
    pub enum AutoModerationActionKind {
        /// The message is blocked.
        BlockMessage = 1,
        /// The text is sent to a channel, as an alert for the moderators.
        SendAlertMessage = 2,
        /// The member is put in timeout.
        Timeout = 3,
        /// The member can neither write nor speak nor react.
        BlockMemberInteraction = 4,
    }
}

/// The settings of an action. Which fields apply depends on the action; Discord leaves the others out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct AutoModerationActionMetadata {
    /// For [`SendAlertMessage`](AutoModerationActionKind::SendAlertMessage): the channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// For [`Timeout`](AutoModerationActionKind::Timeout): the duration in seconds, up to four weeks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u32>,
    /// For [`BlockMessage`](AutoModerationActionKind::BlockMessage): the explanation that the member sees, up to 150
    /// characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_message: Option<Box<str>>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn actions_have_only_the_settings_they_need() {
        let cases: [(AutoModerationAction, Value); 5] = [
            (AutoModerationAction::block_message(), json!({"type": 1})),
            (
                AutoModerationAction::block_message_saying("Please be kind."),
                json!({"type": 1, "metadata": {"custom_message": "Please be kind."}}),
            ),
            (AutoModerationAction::send_alert(ChannelId::new(2)), json!({"type": 2, "metadata": {"channel_id": "2"}})),
            (AutoModerationAction::timeout(60), json!({"type": 3, "metadata": {"duration_seconds": 60}})),
            (AutoModerationAction::block_member_interaction(), json!({"type": 4})),
        ];
        for (action, wanted) in cases {
            assert_eq!(serde_json::to_value(&action).unwrap(), wanted);
        }
    }
}
