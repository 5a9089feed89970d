//! Events about AutoMod. The bot needs MANAGE_GUILD to be told of any of them.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::scope::{newtype, scope};
use crate::model::lenient::or_default;
use crate::model::{
    AutoModerationAction, AutoModerationRule, AutoModerationRuleId, AutoModerationTrigger, ChannelId, GuildId,
    MessageId, UserId,
};

newtype! {
    /// A rule of AutoMod was made (AUTO_MODERATION_RULE_CREATE). Dereferences to [`AutoModerationRule`].
    AutoModerationRuleCreate(AutoModerationRule)
}
scope!(AutoModerationRuleCreate, |it| guild: Some(it.guild_id));

newtype! {
    /// A rule of AutoMod was changed (AUTO_MODERATION_RULE_UPDATE). Dereferences to [`AutoModerationRule`], as it is now.
    AutoModerationRuleUpdate(AutoModerationRule)
}
scope!(AutoModerationRuleUpdate, |it| guild: Some(it.guild_id));

newtype! {
    /// A rule of AutoMod was deleted (AUTO_MODERATION_RULE_DELETE). Dereferences to [`AutoModerationRule`], as it was.
    AutoModerationRuleDelete(AutoModerationRule)
}
scope!(AutoModerationRuleDelete, |it| guild: Some(it.guild_id));

/// A rule of AutoMod was broken and one of its actions was taken (AUTO_MODERATION_ACTION_EXECUTION). One event for each action.
///
/// Without the intent MESSAGE_CONTENT, `content` is empty and `matched_content` absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoModerationActionExecution {
    /// The guild.
    pub guild_id: GuildId,
    /// What was done.
    pub action: AutoModerationAction,
    /// Which rule was broken.
    pub rule_id: AutoModerationRuleId,
    /// What the rule looks for.
    pub rule_trigger_type: AutoModerationTrigger,
    /// Who broke it.
    pub user_id: UserId,
    /// Where, unless it was in a profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// With which message; absent if it was blocked, or if it was no message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// The message that alerts the moderators, if that is the action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert_system_message_id: Option<MessageId>,
    /// What was written.
    #[serde(default, deserialize_with = "or_default")]
    pub content: String,
    /// The word of the rule that was found.
    pub matched_keyword: Option<CompactString>,
    /// The part of the text in which it was found.
    pub matched_content: Option<CompactString>,
}

scope!(AutoModerationActionExecution, |it| guild: Some(it.guild_id), channel: it.channel_id, user: Some(it.user_id));
