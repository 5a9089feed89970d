//! Answers to interactions (Discord's docs, interactions/receiving-and-responding).

use serde::{Deserialize, Serialize};

use super::open::open_enum;
use super::{AllowedMentions, Embed, MessageFlags, OptionValue, RawJson};

/// An answer to an interaction.
///
/// ```
/// use greenroom::model::InteractionResponse;
///
/// let hello = InteractionResponse::message("Hello.").ephemeral();
/// let later = InteractionResponse::defer();
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InteractionResponse {
    /// What kind of answer.
    #[serde(rename = "type")]
    pub kind: InteractionResponseKind,
    /// What it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Box<InteractionResponseData>>,
}

open_enum! {
    /// What kind of answer to an interaction it is.
    pub enum InteractionResponseKind {
        /// Answers PING.
        Pong = 1,
        /// A message.
        Message = 4,
        /// "… is thinking"; the message follows within 15 minutes.
        DeferredMessage = 5,
        /// Nothing visible; the message of the component is edited later, or not.
        DeferredUpdate = 6,
        /// Edits the message of the component.
        UpdateMessage = 7,
        /// Suggestions for the option being typed.
        AutocompleteResult = 8,
        /// Opens a modal.
        Modal = 9,
        /// Starts the application's activity.
        LaunchActivity = 12,
    }
}

/// What an answer says. Which fields count depends on its kind.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct InteractionResponseData {
    /// Whether it is read aloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tts: Option<bool>,
    /// The text, up to 2000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Up to ten embeds; an empty list removes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embeds: Option<Vec<Embed>>,
    /// Whom it may notify.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_mentions: Option<AllowedMentions>,
    /// SUPPRESS_EMBEDS, EPHEMERAL, SUPPRESS_NOTIFICATIONS, IS_VOICE_MESSAGE and IS_COMPONENTS_V2 can be set.
    #[serde(default, skip_serializing_if = "MessageFlags::is_empty")]
    pub flags: MessageFlags,
    /// Components, as JSON; an empty list removes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<RawJson>>,
    /// Up to 25 suggestions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<AutocompleteChoice>>,
    /// What the application calls the modal, 1–100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_id: Option<String>,
    /// The title of the modal, up to 45 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A suggestion for the option being typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AutocompleteChoice {
    /// What is shown, 1–100 characters.
    pub name: String,
    /// What is filled in.
    pub value: OptionValue,
}

impl InteractionResponse {
    fn of(kind: InteractionResponseKind) -> Self {
        Self { kind, data: None }
    }

    /// Answers PING.
    #[must_use]
    pub fn pong() -> Self {
        Self::of(InteractionResponseKind::Pong)
    }

    /// A message with this text.
    #[must_use]
    pub fn message(content: impl Into<String>) -> Self {
        Self::of(InteractionResponseKind::Message).content(content)
    }

    /// "… is thinking": gives 15 minutes for the message.
    #[must_use]
    pub fn defer() -> Self {
        Self::of(InteractionResponseKind::DeferredMessage)
    }

    /// Acknowledges a component without anything visible; its message may be edited within 15 minutes.
    #[must_use]
    pub fn defer_update() -> Self {
        Self::of(InteractionResponseKind::DeferredUpdate)
    }

    /// Edits the message the component is in.
    #[must_use]
    pub fn update(content: impl Into<String>) -> Self {
        Self::of(InteractionResponseKind::UpdateMessage).content(content)
    }

    /// Suggests values for the option being typed, up to 25.
    #[must_use]
    pub fn autocomplete(choices: impl IntoIterator<Item = AutocompleteChoice>) -> Self {
        let mut response = Self::of(InteractionResponseKind::AutocompleteResult);
        response.data_mut().choices = Some(choices.into_iter().collect());
        response
    }

    /// Opens a modal: its id (1–100 characters), its title (up to 45) and 1–5 components.
    #[must_use]
    pub fn modal(custom_id: impl Into<String>, title: impl Into<String>, components: Vec<RawJson>) -> Self {
        let mut response = Self::of(InteractionResponseKind::Modal);
        let data = response.data_mut();
        data.custom_id = Some(custom_id.into());
        data.title = Some(title.into());
        data.components = Some(components);
        response
    }

    /// Sets the text, up to 2000 characters.
    #[must_use]
    pub fn content(mut self, content: impl Into<String>) -> Self {
        self.data_mut().content = Some(content.into());
        self
    }

    /// Adds an embed.
    #[must_use]
    pub fn embed(mut self, embed: Embed) -> Self {
        self.data_mut().embeds.get_or_insert_default().push(embed);
        self
    }

    /// Says whom the message may notify.
    #[must_use]
    pub fn allowed_mentions(mut self, mentions: AllowedMentions) -> Self {
        self.data_mut().allowed_mentions = Some(mentions);
        self
    }

    /// Only who used the command sees it.
    #[must_use]
    pub fn ephemeral(mut self) -> Self {
        self.data_mut().flags |= MessageFlags::EPHEMERAL;
        self
    }

    fn data_mut(&mut self) -> &mut InteractionResponseData {
        self.data.get_or_insert_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_say_what_discord_wants_to_hear() {
        for (response, json) in [
            (InteractionResponse::pong(), r#"{"type":1}"#),
            (InteractionResponse::defer(), r#"{"type":5}"#),
            (InteractionResponse::defer().ephemeral(), r#"{"type":5,"data":{"flags":64}}"#),
            (InteractionResponse::message("hi"), r#"{"type":4,"data":{"content":"hi"}}"#),
            (InteractionResponse::update("hi"), r#"{"type":7,"data":{"content":"hi"}}"#),
            (
                InteractionResponse::autocomplete([AutocompleteChoice {
                    name: "a".into(),
                    value: OptionValue::Integer(1),
                }]),
                r#"{"type":8,"data":{"choices":[{"name":"a","value":1}]}}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&response).unwrap(), json);
        }
    }
}
