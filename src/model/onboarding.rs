//! The onboarding of a guild: questions for new members (Discord's docs, resources/guild, "Guild Onboarding Object").
//!
//! Different types are read and sent: options are sent with the parts of their emoji, and without ids if they are new.
//! `OnboardingPromptUpdate::from(&prompt)` converts one into the other.

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::{Serialize, Serializer};

use super::open::open_enum;
use super::{ChannelId, EmojiId, GuildId, OnboardingOptionId, OnboardingPromptId, PartialEmoji, ReactionEmoji, RoleId};

/// The onboarding of a guild.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(guild_id)]
#[non_exhaustive]
pub struct Onboarding {
    /// The guild.
    pub guild_id: GuildId,
    /// The questions, which are asked in the onboarding or in "Channels & Roles".
    pub prompts: Vec<OnboardingPrompt>,
    /// The channels that every new member gets.
    pub default_channel_ids: Vec<ChannelId>,
    /// Whether it is enabled.
    pub enabled: bool,
    /// The channels that count towards the number that is required for enabling it.
    #[serde(default)]
    pub mode: OnboardingMode,
}

/// A question for new members.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, title)]
#[non_exhaustive]
pub struct OnboardingPrompt {
    /// The id of the question.
    pub id: OnboardingPromptId,
    /// The kind of the question.
    #[serde(rename = "type", default)]
    pub kind: OnboardingPromptKind,
    /// The possible answers, up to 50.
    pub options: Vec<OnboardingOption>,
    /// The text of the question, 1–100 characters.
    pub title: CompactString,
    /// Whether only one answer can be chosen.
    pub single_select: bool,
    /// Whether it must be answered to complete the onboarding.
    pub required: bool,
    /// Whether it is asked in the onboarding. If not, it is only in "Channels & Roles".
    pub in_onboarding: bool,
}

/// A possible answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, title)]
#[non_exhaustive]
pub struct OnboardingOption {
    /// The id of the answer.
    pub id: OnboardingOptionId,
    /// The channels that members who choose it get.
    pub channel_ids: Vec<ChannelId>,
    /// The roles that members who choose it get.
    pub role_ids: Vec<RoleId>,
    /// The emoji in front of it. Without an emoji, it has no id and no name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<PartialEmoji>,
    /// The text of the answer, 1–50 characters.
    pub title: CompactString,
    /// The description, up to 100 characters.
    pub description: Option<Box<str>>,
}

open_enum! {
    /// The kind of a question for new members.
    #[derive(Default)]
    pub enum OnboardingPromptKind {
        /// All answers are shown.
        #[default]
        MultipleChoice = 0,
        /// The answers are in a menu.
        Dropdown = 1,
    }
}

open_enum! {
    /// The channels that count towards the number that is required for enabling the onboarding: seven, in five of which
    /// `@everyone` must be able to write.
    #[derive(Default)]
    pub enum OnboardingMode {
        /// Only the default channels count.
        #[default]
        Default = 0,
        /// The default channels and the channels of answers count.
        Advanced = 1,
    }
}

/// A question in an update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OnboardingPromptUpdate {
    /// The id of the question; `None` if it is new. Discord requires a number for a new question too and replaces it by
    /// an id of its own, so that `None` is sent as 0.
    #[serde(serialize_with = "id_or_zero")]
    pub id: Option<OnboardingPromptId>,
    /// The kind of the question.
    #[serde(rename = "type")]
    pub kind: OnboardingPromptKind,
    /// The possible answers, 1–50.
    pub options: Vec<OnboardingOptionUpdate>,
    /// The text of the question, 1–100 characters.
    pub title: String,
    /// Whether only one answer can be chosen.
    pub single_select: bool,
    /// Whether it must be answered to complete the onboarding.
    pub required: bool,
    /// Whether it is asked in the onboarding. If not, it is only in "Channels & Roles".
    pub in_onboarding: bool,
}

fn id_or_zero<S: Serializer>(id: &Option<OnboardingPromptId>, serializer: S) -> Result<S::Ok, S::Error> {
    match id {
        Some(id) => id.serialize(serializer),
        None => serializer.serialize_str("0"),
    }
}

impl OnboardingPromptUpdate {
    /// A new question that is asked in the onboarding and need not be answered.
    #[must_use]
    pub fn new(title: impl Into<String>, options: impl Into<Vec<OnboardingOptionUpdate>>) -> Self {
        Self {
            id: None,
            kind: OnboardingPromptKind::MultipleChoice,
            options: options.into(),
            title: title.into(),
            single_select: false,
            required: false,
            in_onboarding: true,
        }
    }
}

impl From<&OnboardingPrompt> for OnboardingPromptUpdate {
    fn from(prompt: &OnboardingPrompt) -> Self {
        Self {
            id: Some(prompt.id),
            kind: prompt.kind,
            options: prompt.options.iter().map(OnboardingOptionUpdate::from).collect(),
            title: prompt.title.to_string(),
            single_select: prompt.single_select,
            required: prompt.required,
            in_onboarding: prompt.in_onboarding,
        }
    }
}

/// An answer in an update. It must give a channel or a role.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct OnboardingOptionUpdate {
    /// The id of the answer; `None` if it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<OnboardingOptionId>,
    /// The channels that members who choose it get, up to 50.
    pub channel_ids: Vec<ChannelId>,
    /// The roles that members who choose it get, up to 50.
    pub role_ids: Vec<RoleId>,
    /// The id of the custom emoji in front of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji_id: Option<EmojiId>,
    /// The name of the custom emoji, or a standard emoji.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji_name: Option<String>,
    /// Whether the custom emoji is animated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji_animated: Option<bool>,
    /// The text of the answer, 1–50 characters.
    pub title: String,
    /// The description, up to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl OnboardingOptionUpdate {
    /// A new answer without channels and roles.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Adds a channel that members who choose it get.
    #[must_use]
    pub fn channel(mut self, channel: ChannelId) -> Self {
        self.channel_ids.push(channel);
        self
    }

    /// Adds a role that members who choose it get.
    #[must_use]
    pub fn role(mut self, role: RoleId) -> Self {
        self.role_ids.push(role);
        self
    }

    /// Sets the description.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets the emoji in front of it.
    #[must_use]
    pub fn emoji(mut self, emoji: impl Into<ReactionEmoji>) -> Self {
        let emoji = emoji.into();
        self.emoji_animated = emoji.id.map(|_| emoji.animated);
        self.emoji_id = emoji.id;
        self.emoji_name = emoji.name.map(Into::into);
        self
    }
}

impl From<&OnboardingOption> for OnboardingOptionUpdate {
    fn from(option: &OnboardingOption) -> Self {
        let new = Self {
            id: Some(option.id),
            channel_ids: option.channel_ids.clone(),
            role_ids: option.role_ids.clone(),
            title: option.title.to_string(),
            description: option.description.as_deref().map(str::to_owned),
            ..Self::default()
        };
        match &option.emoji {
            Some(emoji) => new.emoji(emoji),
            None => new,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::tests::there_and_back;

    const ONBOARDING: &str = r#"{"guild_id":"960007075288915998","prompts":[{"id":"1067461047608422473",
        "title":"What do you want to do?","options":[{"id":"1067461047608422476","title":"Chat with Friends",
        "description":null,"emoji":{"id":"1070002302032826408","name":"chat","animated":true},"role_ids":[],
        "channel_ids":["962007075288916001"]},{"id":"1070004843541954678","title":"Get Gud",
        "description":"We have excellent teachers!","emoji":{"id":null,"name":"😀"},"role_ids":["982014491980083211"],
        "channel_ids":[]}],"single_select":false,"required":true,"in_onboarding":true,"type":1}],
        "default_channel_ids":["998678771706110023"],"enabled":true,"mode":1}"#;

    #[test]
    fn an_onboarding_is_read() {
        let onboarding: Onboarding = there_and_back(ONBOARDING);
        assert_eq!((onboarding.mode, onboarding.enabled), (OnboardingMode::Advanced, true));
        let prompt = &onboarding.prompts[0];
        assert_eq!((prompt.kind, prompt.required, prompt.options.len()), (OnboardingPromptKind::Dropdown, true, 2));
        assert_eq!(prompt.options[1].emoji.as_ref().and_then(|emoji| emoji.name.as_deref()), Some("😀"));
    }

    #[test]
    fn an_onboarding_can_be_sent_back() {
        let onboarding: Onboarding = serde_json::from_str(ONBOARDING).unwrap();
        let update = OnboardingPromptUpdate::from(&onboarding.prompts[0]);
        assert_eq!(
            serde_json::to_value(&update).unwrap(),
            json!({"id": "1067461047608422473", "type": 1, "title": "What do you want to do?", "single_select": false,
                "required": true, "in_onboarding": true, "options": [
                    {"id": "1067461047608422476", "title": "Chat with Friends", "role_ids": [],
                        "channel_ids": ["962007075288916001"], "emoji_id": "1070002302032826408", "emoji_name": "chat",
                        "emoji_animated": true},
                    {"id": "1070004843541954678", "title": "Get Gud", "description": "We have excellent teachers!",
                        "role_ids": ["982014491980083211"], "channel_ids": [], "emoji_name": "😀"}]})
        );
    }

    #[test]
    fn a_new_question_has_no_id() {
        let option = OnboardingOptionUpdate::new("Red").role(RoleId::new(7)).channel(ChannelId::new(2)).emoji('🔴');
        let prompt = OnboardingPromptUpdate::new("Which colour?", [option.description("like fire")]);
        assert_eq!(
            serde_json::to_value(&prompt).unwrap(),
            json!({"id": "0", "type": 0, "title": "Which colour?", "single_select": false, "required": false,
                "in_onboarding": true, "options": [{"title": "Red", "description": "like fire", "role_ids": ["7"],
                    "channel_ids": ["2"], "emoji_name": "🔴"}]})
        );
    }
}
