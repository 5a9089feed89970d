//! The onboarding of a guild: the questions that newcomers are asked (Discord's docs, resources/guild, "Guild Onboarding Object").
//!
//! What is read and what is sent differ: options are sent with the parts of their emoji, and without ids if they are new.
//! `OnboardingPromptUpdate::from(&prompt)` turns one into the other.

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
    /// What newcomers are asked, there or in "Channels & Roles".
    pub prompts: Vec<OnboardingPrompt>,
    /// The channels that every newcomer gets.
    pub default_channel_ids: Vec<ChannelId>,
    /// Whether it is on.
    pub enabled: bool,
    /// What counts towards the channels that are required to switch it on.
    #[serde(default)]
    pub mode: OnboardingMode,
}

/// A question to newcomers.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, title)]
#[non_exhaustive]
pub struct OnboardingPrompt {
    /// Which question.
    pub id: OnboardingPromptId,
    /// How it looks.
    #[serde(rename = "type", default)]
    pub kind: OnboardingPromptKind,
    /// The answers there are, up to 50.
    pub options: Vec<OnboardingOption>,
    /// The question itself, 1–100 characters.
    pub title: CompactString,
    /// Whether only one answer may be chosen.
    pub single_select: bool,
    /// Whether it must be answered to finish.
    pub required: bool,
    /// Whether newcomers are asked; otherwise it stands in "Channels & Roles" only.
    pub in_onboarding: bool,
}

/// An answer that newcomers can choose.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, title)]
#[non_exhaustive]
pub struct OnboardingOption {
    /// Which answer.
    pub id: OnboardingOptionId,
    /// The channels it opens.
    pub channel_ids: Vec<ChannelId>,
    /// The roles it gives.
    pub role_ids: Vec<RoleId>,
    /// The emoji before it; without id and name where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<PartialEmoji>,
    /// The answer itself, 1–50 characters.
    pub title: CompactString,
    /// More about it, up to 100 characters.
    pub description: Option<Box<str>>,
}

open_enum! {
    /// How a question to newcomers looks.
    #[derive(Default)]
    pub enum OnboardingPromptKind {
        /// All answers at once.
        #[default]
        MultipleChoice = 0,
        /// A menu that opens.
        Dropdown = 1,
    }
}

open_enum! {
    /// What counts towards the channels that are required to switch the onboarding on: seven, five of which `@everyone` can write in.
    #[derive(Default)]
    pub enum OnboardingMode {
        /// The default channels.
        #[default]
        Default = 0,
        /// The default channels, and those that answers open.
        Advanced = 1,
    }
}

/// A question as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OnboardingPromptUpdate {
    /// Which question; `None` is a new one. Discord wants a number for that too, and replaces it by one of its own: it is written as 0.
    #[serde(serialize_with = "id_or_zero")]
    pub id: Option<OnboardingPromptId>,
    /// How it looks.
    #[serde(rename = "type")]
    pub kind: OnboardingPromptKind,
    /// The answers there are, 1–50.
    pub options: Vec<OnboardingOptionUpdate>,
    /// The question itself, 1–100 characters.
    pub title: String,
    /// Whether only one answer may be chosen.
    pub single_select: bool,
    /// Whether it must be answered to finish.
    pub required: bool,
    /// Whether newcomers are asked; otherwise it stands in "Channels & Roles" only.
    pub in_onboarding: bool,
}

fn id_or_zero<S: Serializer>(id: &Option<OnboardingPromptId>, serializer: S) -> Result<S::Ok, S::Error> {
    match id {
        Some(id) => id.serialize(serializer),
        None => serializer.serialize_str("0"),
    }
}

impl OnboardingPromptUpdate {
    /// A new question that newcomers are asked and need not answer.
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

/// An answer as it is sent. It must open a channel or give a role.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct OnboardingOptionUpdate {
    /// Which answer; `None` is a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<OnboardingOptionId>,
    /// The channels it opens, up to 50.
    pub channel_ids: Vec<ChannelId>,
    /// The roles it gives, up to 50.
    pub role_ids: Vec<RoleId>,
    /// The custom emoji before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji_id: Option<EmojiId>,
    /// The name of that emoji, or a standard one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji_name: Option<String>,
    /// Whether the custom emoji moves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji_animated: Option<bool>,
    /// The answer itself, 1–50 characters.
    pub title: String,
    /// More about it, up to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl OnboardingOptionUpdate {
    /// A new answer, which does nothing yet.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Opens a channel too.
    #[must_use]
    pub fn channel(mut self, channel: ChannelId) -> Self {
        self.channel_ids.push(channel);
        self
    }

    /// Gives a role too.
    #[must_use]
    pub fn role(mut self, role: RoleId) -> Self {
        self.role_ids.push(role);
        self
    }

    /// Says more about it.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Puts an emoji before it.
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

    const ONBOARDING: &str = r#"{"guild_id":"960007075288915998","prompts":[{"id":"1067461047608422473","title":"What do you want to do?",
        "options":[{"id":"1067461047608422476","title":"Chat with Friends","description":null,
        "emoji":{"id":"1070002302032826408","name":"chat","animated":true},"role_ids":[],"channel_ids":["962007075288916001"]},
        {"id":"1070004843541954678","title":"Get Gud","description":"We have excellent teachers!",
        "emoji":{"id":null,"name":"😀"},"role_ids":["982014491980083211"],"channel_ids":[]}],
        "single_select":false,"required":true,"in_onboarding":true,"type":1}],
        "default_channel_ids":["998678771706110023"],"enabled":true,"mode":1}"#;

    #[test]
    fn an_onboarding_is_read_whole() {
        let onboarding: Onboarding = there_and_back(ONBOARDING);
        assert_eq!((onboarding.mode, onboarding.enabled), (OnboardingMode::Advanced, true));
        let prompt = &onboarding.prompts[0];
        assert_eq!((prompt.kind, prompt.required, prompt.options.len()), (OnboardingPromptKind::Dropdown, true, 2));
        assert_eq!(prompt.options[1].emoji.as_ref().and_then(|emoji| emoji.name.as_deref()), Some("😀"));
    }

    #[test]
    fn what_was_read_can_be_sent_back() {
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
    fn a_new_question_has_no_ids_of_its_own() {
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
