//! Rules of AutoMod (Discord's docs, resources/auto-moderation).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_neutral;
use super::open::open_enum;
use super::{AutoModerationRuleId, ChannelId, GuildId, RoleId, UserId};

/// A rule of AutoMod: what it looks for, and what it does about it.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, guild_id, creator_id, event_type, trigger_type)]
#[non_exhaustive]
pub struct AutoModerationRule {
    /// Which rule.
    pub id: AutoModerationRuleId,
    /// The guild.
    pub guild_id: GuildId,
    /// The name.
    pub name: CompactString,
    /// Who made it first.
    pub creator_id: UserId,
    /// When it is checked.
    pub event_type: AutoModerationEvent,
    /// What it looks for.
    pub trigger_type: AutoModerationTrigger,
    /// More about what it looks for.
    #[serde(default)]
    pub trigger_metadata: AutoModerationTriggerMetadata,
    /// What is done, 1–4 things.
    pub actions: Vec<AutoModerationAction>,
    /// Whether it is on.
    pub enabled: bool,
    /// The roles it does not apply to, up to 20.
    pub exempt_roles: Vec<RoleId>,
    /// The channels it does not apply to, up to 50.
    pub exempt_channels: Vec<ChannelId>,
}

open_enum! {
    /// When a rule of AutoMod is checked.
    pub enum AutoModerationEvent {
        /// When a member sends or edits a message.
        MessageSend = 1,
        /// When a member's profile changes.
        MemberUpdate = 2,
    }
}

open_enum! {
    /// What a rule of AutoMod looks for.
    pub enum AutoModerationTrigger {
        /// Words the guild listed.
        Keyword = 1,
        /// What looks like spam.
        Spam = 3,
        /// Words Discord listed.
        KeywordPreset = 4,
        /// More mentions than allowed.
        MentionSpam = 5,
        /// Words the guild listed, in members' profiles.
        MemberProfile = 6,
    }
}

/// More about what a rule looks for. Which fields count depends on its [`trigger_type`](AutoModerationRule::trigger_type);
/// Discord leaves the others out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct AutoModerationTriggerMetadata {
    /// The words, up to 1000 of up to 60 characters; `*` at an end stands for anything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keyword_filter: Vec<CompactString>,
    /// Regular expressions in Rust's flavour, up to ten of up to 260 characters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regex_patterns: Vec<CompactString>,
    /// Discord's lists of words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub presets: Vec<KeywordPreset>,
    /// Words that are allowed although they are on a list, up to 100, or 1000 beside a preset.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow_list: Vec<CompactString>,
    /// How many different roles and users a message may mention, up to 50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mention_total_limit: Option<u32>,
    /// Whether raids of mentions are noticed.
    #[serde(skip_serializing_if = "is_neutral")]
    pub mention_raid_protection_enabled: bool,
}

open_enum! {
    /// A list of words that Discord keeps.
    pub enum KeywordPreset {
        /// Swear words.
        Profanity = 1,
        /// Words about sex.
        SexualContent = 2,
        /// Insults and hate speech.
        Slurs = 3,
    }
}

/// Something that a rule of AutoMod does.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(kind)]
#[non_exhaustive]
pub struct AutoModerationAction {
    /// What.
    #[serde(rename = "type")]
    pub kind: AutoModerationActionKind,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<AutoModerationActionMetadata>,
}

impl AutoModerationAction {
    /// The message is not sent, and the member is told no more than that.
    #[must_use]
    pub fn block_message() -> Self {
        Self { kind: AutoModerationActionKind::BlockMessage, metadata: None }
    }

    /// The message is not sent, and the member is told why: up to 150 characters.
    #[must_use]
    pub fn block_message_saying(text: impl Into<Box<str>>) -> Self {
        let metadata = AutoModerationActionMetadata { custom_message: Some(text.into()), ..Default::default() };
        Self { kind: AutoModerationActionKind::BlockMessage, metadata: Some(metadata) }
    }

    /// What was written is shown to the moderators in a channel.
    #[must_use]
    pub fn send_alert(channel: ChannelId) -> Self {
        let metadata = AutoModerationActionMetadata { channel_id: Some(channel), ..Default::default() };
        Self { kind: AutoModerationActionKind::SendAlertMessage, metadata: Some(metadata) }
    }

    /// The member is silenced for so many seconds, up to 2419200: four weeks. Needs MODERATE_MEMBERS, and only goes with
    /// [`Keyword`](AutoModerationTrigger::Keyword) and [`MentionSpam`](AutoModerationTrigger::MentionSpam).
    #[must_use]
    pub fn timeout(seconds: u32) -> Self {
        let metadata = AutoModerationActionMetadata { duration_seconds: Some(seconds), ..Default::default() };
        Self { kind: AutoModerationActionKind::Timeout, metadata: Some(metadata) }
    }

    /// The member can neither write nor speak nor react until the profile is changed. Only goes with
    /// [`MemberProfile`](AutoModerationTrigger::MemberProfile).
    #[must_use]
    pub fn block_member_interaction() -> Self {
        Self { kind: AutoModerationActionKind::BlockMemberInteraction, metadata: None }
    }
}

open_enum! {
    /// What a rule of AutoMod does.
    pub enum AutoModerationActionKind {
        /// The message is not sent.
        BlockMessage = 1,
        /// What was written is shown to the moderators in a channel.
        SendAlertMessage = 2,
        /// The member is silenced for a while.
        Timeout = 3,
        /// The member can neither write nor speak nor react.
        BlockMemberInteraction = 4,
    }
}

/// More about what a rule does. Which fields count depends on the action; Discord leaves the others out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct AutoModerationActionMetadata {
    /// Of [`SendAlertMessage`](AutoModerationActionKind::SendAlertMessage): the channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// Of [`Timeout`](AutoModerationActionKind::Timeout): for how many seconds, up to four weeks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u32>,
    /// Of [`BlockMessage`](AutoModerationActionKind::BlockMessage): what the member is told, up to 150 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_message: Option<Box<str>>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn actions_carry_what_they_need_and_no_more() {
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
