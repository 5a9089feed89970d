//! Events about AutoMod. Discord sends them only if the bot has MANAGE_GUILD.

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::scope::{newtype, scope};
use crate::model::{
    AutoModerationAction, AutoModerationRule, AutoModerationRuleId, AutoModerationTrigger, ChannelId, GuildId,
    MessageId, UserId,
};

newtype! {
    /// An AutoMod rule was created (AUTO_MODERATION_RULE_CREATE). Dereferences to [`AutoModerationRule`].
    AutoModerationRuleCreate(AutoModerationRule)
}
scope!(AutoModerationRuleCreate, |it| guild: Some(it.guild_id));

newtype! {
    /// An AutoMod rule was changed (AUTO_MODERATION_RULE_UPDATE). Dereferences to [`AutoModerationRule`], as it is now.
    AutoModerationRuleUpdate(AutoModerationRule)
}
scope!(AutoModerationRuleUpdate, |it| guild: Some(it.guild_id));

newtype! {
    /// An AutoMod rule was deleted (AUTO_MODERATION_RULE_DELETE). Dereferences to [`AutoModerationRule`], as it was.
    AutoModerationRuleDelete(AutoModerationRule)
}
scope!(AutoModerationRuleDelete, |it| guild: Some(it.guild_id));

/// An AutoMod rule was triggered and one of its actions was executed (AUTO_MODERATION_ACTION_EXECUTION). Discord sends
/// one event for each action.
///
/// Without the intent MESSAGE_CONTENT, `content` is empty and `matched_content` absent.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(guild_id, action, rule_id, rule_trigger_type, user_id)]
#[non_exhaustive]
pub struct AutoModerationActionExecution {
    /// The guild.
    pub guild_id: GuildId,
    /// The action that was executed.
    pub action: AutoModerationAction,
    /// The rule that was triggered.
    pub rule_id: AutoModerationRuleId,
    /// The trigger of the rule.
    pub rule_trigger_type: AutoModerationTrigger,
    /// The user whose message or profile triggered it.
    pub user_id: UserId,
    /// The channel; `None` if a profile triggered it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// The message; `None` if it was blocked, or if it was not a message that triggered the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// The message that alerts the moderators, if the action is an alert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert_system_message_id: Option<MessageId>,
    /// The text that triggered the rule.
    pub content: String,
    /// The keyword of the rule that matched.
    pub matched_keyword: Option<CompactString>,
    /// The part of the text that matched.
    pub matched_content: Option<CompactString>,
}

scope!(AutoModerationActionExecution, |it| guild: Some(it.guild_id), channel: it.channel_id, user: Some(it.user_id));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;
    use crate::model::{AutoModerationActionKind, AutoModerationEvent, KeywordPreset};

    #[test]
    fn a_keyword_rule() {
        let rule: AutoModerationRuleCreate = there_and_back(
            r#"{"id":"969707018069872670","guild_id":"613425648685547541","name":"Keyword Filter 1",
            "creator_id":"423457898095789043","trigger_type":1,"event_type":1,"actions":[
            {"type":1,"metadata":{
            "custom_message":"Please keep financial discussions limited to the #finance channel"}},
            {"type":2,"metadata":{"channel_id":"123456789123456789"}},{"type":3,"metadata":{"duration_seconds":60}},
            {"type":4}],"trigger_metadata":{"keyword_filter":["cat*","*dog","*ana*","i like c++"],
            "regex_patterns":["(b|c)at","^(?:[0-9]{1,3}\\.){3}[0-9]{1,3}$"],"allow_list":["catalogue"]},"enabled":true,
            "exempt_roles":["323456789123456789","423456789123456789"],"exempt_channels":["523456789123456789"]}"#,
        );
        assert_eq!(
            (rule.event_type, rule.trigger_type),
            (AutoModerationEvent::MessageSend, AutoModerationTrigger::Keyword)
        );
        let metadata = |at: usize| rule.actions[at].metadata.clone().unwrap_or_default();
        assert_eq!(metadata(1).channel_id, Some(ChannelId::new(123_456_789_123_456_789)));
        assert_eq!(metadata(2).duration_seconds, Some(60));
        assert_eq!(
            (rule.actions[3].kind, &rule.actions[3].metadata),
            (AutoModerationActionKind::BlockMemberInteraction, &None)
        );
    }

    #[test]
    fn rules_with_other_triggers() {
        let preset: AutoModerationRuleUpdate = there_and_back(
            r#"{"id":"1","guild_id":"5","name":"Words","creator_id":"2","event_type":1,"trigger_type":4,
            "trigger_metadata":{"presets":[1,3,99],"allow_list":[]},"actions":[],"enabled":false,"exempt_roles":[],
            "exempt_channels":[]}"#
                .replace(r#","allow_list":[]"#, "")
                .as_str(),
        );
        assert_eq!(
            preset.trigger_metadata.presets,
            [KeywordPreset::Profanity, KeywordPreset::Slurs, KeywordPreset::Unknown(99)]
        );
        let mentions: AutoModerationRuleDelete = there_and_back(
            r#"{"id":"1","guild_id":"5","name":"Mentions","creator_id":"2","event_type":1,"trigger_type":5,
            "trigger_metadata":{"mention_total_limit":20,"mention_raid_protection_enabled":true},"actions":[],
            "enabled":true,"exempt_roles":[],"exempt_channels":[]}"#,
        );
        assert_eq!(mentions.trigger_metadata.mention_total_limit, Some(20));
        let profile: AutoModerationRuleUpdate = serde_json::from_str(
            r#"{"id":"1","guild_id":"5","creator_id":"2","event_type":2,"trigger_type":77,"trigger_metadata":null,
            "actions":null}"#,
        )
        .unwrap();
        assert_eq!(profile.trigger_type, AutoModerationTrigger::Unknown(77));
    }

    #[test]
    fn an_execution_for_a_blocked_message() {
        let execution: AutoModerationActionExecution = there_and_back(
            r#"{"guild_id":"5","action":{"type":2,"metadata":{"channel_id":"3"}},"rule_id":"4","rule_trigger_type":1,
            "user_id":"1","channel_id":"2","alert_system_message_id":"9","content":"a cat sat","matched_keyword":"cat*",
            "matched_content":"cat"}"#,
        );
        assert_eq!((execution.message_id, execution.matched_keyword.as_deref()), (None, Some("cat*")));
        let without_content: AutoModerationActionExecution = there_and_back(
            r#"{"guild_id":"5","action":{"type":1},"rule_id":"4","rule_trigger_type":3,"user_id":"1","content":"",
            "matched_keyword":null,"matched_content":null}"#,
        );
        assert_eq!((without_content.content.as_str(), without_content.channel_id), ("", None));
    }
}
