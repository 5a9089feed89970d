//! Answers to interactions (Discord's docs, interactions/receiving-and-responding).

use greenroom_macros::Object;

use super::open::open_enum;
use super::{AllowedMentions, AttachmentUpdate, CommandChoice, Component, Embed, MessageFlags, ModalForm, PollCreate};

/// An answer to an interaction.
///
/// ```
/// use greenroom::model::{ActionRow, Button, InteractionResponse};
///
/// let hello = InteractionResponse::message("Hello.").ephemeral();
/// let later = InteractionResponse::defer();
/// let question = InteractionResponse::message("Really?").component(ActionRow::new([Button::danger("yes", "Yes")]));
/// ```
#[derive(Debug, Clone, PartialEq, Object)]
#[non_exhaustive]
pub struct InteractionResponse {
    /// The kind of the answer.
    #[serde(rename = "type")]
    pub kind: InteractionResponseKind,
    /// The content of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Box<InteractionResponseData>>,
}

open_enum! {
    /// The kind of an answer to an interaction.
    pub enum InteractionResponseKind {
        /// The answer to PING.
        Pong = 1,
        /// A message.
        Message = 4,
        /// A message "… is thinking". The real message must follow within 15 minutes.
        DeferredMessage = 5,
        /// No visible change. The message of the component may be edited later.
        DeferredUpdate = 6,
        /// An edit of the message of the component.
        UpdateMessage = 7,
        /// Suggestions for the option that is being typed.
        AutocompleteResult = 8,
        /// A modal.
        Modal = 9,
        /// A notice that something must be bought. Deprecated by Discord in favour of
        /// [buttons that sell](super::Button::premium).
        PremiumRequired = 10,
        /// The start of the application's activity.
        LaunchActivity = 12,
    }
}

/// The content of an answer. Which fields apply depends on its kind.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct InteractionResponseData {
    /// Whether it is read aloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tts: Option<bool>,
    /// The text, up to 2000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Up to ten embeds; an empty list removes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embeds: Option<Vec<Embed>>,
    /// The users and roles that it may notify.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_mentions: Option<AllowedMentions>,
    /// The flags. SUPPRESS_EMBEDS, EPHEMERAL, SUPPRESS_NOTIFICATIONS, IS_VOICE_MESSAGE and IS_COMPONENTS_V2 can be set.
    #[serde(skip_serializing_if = "MessageFlags::is_empty")]
    pub flags: MessageFlags,
    /// Components of the message or the modal; an empty list removes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<Component>>,
    /// For an update: the existing files to keep, see [`AttachmentUpdate::keep_all`]. New files of the request are
    /// added automatically.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<AttachmentUpdate>>,
    /// A poll.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<PollCreate>,
    /// Up to 25 suggestions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<CommandChoice>>,
    /// The id that the application gives the modal, 1–100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_id: Option<String>,
    /// The title of the modal, up to 45 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl InteractionResponse {
    fn of(kind: InteractionResponseKind) -> Self {
        Self { kind, data: None }
    }

    /// The answer to PING.
    #[must_use]
    pub fn pong() -> Self {
        Self::of(InteractionResponseKind::Pong)
    }

    /// A message with this text, up to 2000 characters. An empty text counts as no text.
    #[must_use]
    pub fn message(content: impl Into<String>) -> Self {
        Self::of(InteractionResponseKind::Message).content_if_any(content.into())
    }

    /// A message that consists of components: `InteractionResponse::components([TextDisplay::new("# Hello")])`.
    #[must_use]
    pub fn components(components: impl IntoIterator<Item = impl Into<Component>>) -> Self {
        components.into_iter().fold(Self::of(InteractionResponseKind::Message), Self::component)
    }

    /// A message "… is thinking", which gives 15 minutes for the real message. Discord ignores all settings except
    /// [`ephemeral`](Self::ephemeral).
    #[must_use]
    pub fn defer() -> Self {
        Self::of(InteractionResponseKind::DeferredMessage)
    }

    /// Acknowledges a component without any visible change. Its message may be edited within 15 minutes.
    #[must_use]
    pub fn defer_update() -> Self {
        Self::of(InteractionResponseKind::DeferredUpdate)
    }

    /// Edits the message of the component. An empty text leaves the text unchanged; [`content`](Self::content) can
    /// remove it.
    #[must_use]
    pub fn update(content: impl Into<String>) -> Self {
        Self::of(InteractionResponseKind::UpdateMessage).content_if_any(content.into())
    }

    /// Suggests values for the option that is being typed, up to 25.
    #[must_use]
    pub fn autocomplete(choices: impl IntoIterator<Item = CommandChoice>) -> Self {
        let mut response = Self::of(InteractionResponseKind::AutocompleteResult);
        response.data_mut().choices = Some(choices.into_iter().collect());
        response
    }

    /// Opens a modal. It cannot answer another modal.
    #[must_use]
    pub fn modal(modal: ModalForm) -> Self {
        let mut response = Self::of(InteractionResponseKind::Modal);
        let data = response.data_mut();
        data.custom_id = Some(modal.custom_id);
        data.title = Some(modal.title);
        data.components = Some(modal.components);
        response
    }

    /// Starts the application's activity. Only applications with an activity can use it.
    #[must_use]
    pub fn launch_activity() -> Self {
        Self::of(InteractionResponseKind::LaunchActivity)
    }

    fn content_if_any(self, content: String) -> Self {
        if content.is_empty() { self } else { self.content(content) }
    }

    /// Sets the text, up to 2000 characters. In an [update](Self::update) an empty text removes it.
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

    /// Adds a component. A button or a select menu is put [into a row](Component::into_rows). If the component
    /// [requires the flag](Component::is_v2) of messages that consist of components, the flag is set.
    #[must_use]
    pub fn component(mut self, component: impl Into<Component>) -> Self {
        let component = component.into();
        let data = self.data_mut();
        if component.is_v2() {
            data.flags |= MessageFlags::IS_COMPONENTS_V2;
        }
        component.add_to(data.components.get_or_insert_default());
        self
    }

    /// In an [update](Self::update): removes all existing components.
    #[must_use]
    pub fn clear_components(mut self) -> Self {
        self.data_mut().components.get_or_insert_default();
        self
    }

    /// Sets the users and roles that the message may notify.
    #[must_use]
    pub fn allowed_mentions(mut self, mentions: AllowedMentions) -> Self {
        self.data_mut().allowed_mentions = Some(mentions);
        self
    }

    /// In an [update](Self::update): keeps these of the message's files and removes the others.
    #[must_use]
    pub fn attachments(mut self, attachments: impl IntoIterator<Item = AttachmentUpdate>) -> Self {
        self.data_mut().attachments = Some(attachments.into_iter().collect());
        self
    }

    /// Adds a poll. It is not allowed in an [update](Self::update).
    #[must_use]
    pub fn poll(mut self, poll: PollCreate) -> Self {
        self.data_mut().poll = Some(poll);
        self
    }

    /// Makes clients read the message aloud.
    #[must_use]
    pub fn tts(mut self) -> Self {
        self.data_mut().tts = Some(true);
        self
    }

    /// Makes the message visible only to the user of the command.
    #[must_use]
    pub fn ephemeral(self) -> Self {
        self.flags(MessageFlags::EPHEMERAL)
    }

    /// Sets these flags in addition to those that are set. SUPPRESS_EMBEDS, EPHEMERAL, SUPPRESS_NOTIFICATIONS,
    /// IS_VOICE_MESSAGE and IS_COMPONENTS_V2 are allowed.
    #[must_use]
    pub fn flags(mut self, flags: MessageFlags) -> Self {
        self.data_mut().flags |= flags;
        self
    }

    fn data_mut(&mut self) -> &mut InteractionResponseData {
        self.data.get_or_insert_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::one_line;
    use crate::model::{ActionRow, Button, Label, TextDisplay, TextInput};

    #[test]
    fn answers_are_serialized_as_documented() {
        for (response, json) in [
            (InteractionResponse::pong(), r#"{"type":1}"#),
            (InteractionResponse::defer(), r#"{"type":5}"#),
            (InteractionResponse::defer().ephemeral(), r#"{"type":5,"data":{"flags":64}}"#),
            (InteractionResponse::defer_update(), r#"{"type":6}"#),
            (InteractionResponse::launch_activity(), r#"{"type":12}"#),
            (InteractionResponse::message("hi").tts(), r#"{"type":4,"data":{"tts":true,"content":"hi"}}"#),
            (InteractionResponse::update("hi"), r#"{"type":7,"data":{"content":"hi"}}"#),
            (
                InteractionResponse::update("").content("").clear_components(),
                r#"{"type":7,"data":{"content":"","components":[]}}"#,
            ),
            (
                InteractionResponse::message("").component(ActionRow::new([Button::primary("a", "A")])),
                r#"{"type":4,"data":{"components":[{"type":1,"components":[{"type":2,"style":1,"label":"A",
                "custom_id":"a"}]}]}}"#,
            ),
            (
                InteractionResponse::components([TextDisplay::new("a"), "b".into()]).ephemeral(),
                r#"{"type":4,"data":{"flags":32832,"components":[{"type":10,"content":"a"},
                {"type":10,"content":"b"}]}}"#,
            ),
            (
                InteractionResponse::message("").poll(PollCreate::new("?").answer("a")),
                r#"{"type":4,"data":{"poll":{"question":{"text":"?"},"answers":[{"poll_media":{"text":"a"}}]}}}"#,
            ),
            (
                InteractionResponse::autocomplete([CommandChoice::new("a", 1)]),
                r#"{"type":8,"data":{"choices":[{"name":"a","value":1}]}}"#,
            ),
            (
                InteractionResponse::modal(
                    ModalForm::new("m", "M").text("t").label(Label::new("L", TextInput::short("i"))),
                ),
                r#"{"type":9,"data":{"components":[{"type":10,"content":"t"},{"type":18,"label":"L",
                "component":{"type":4,"custom_id":"i","style":1}}],"custom_id":"m","title":"M"}}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&response).unwrap(), one_line(json));
            assert_eq!(serde_json::from_str::<InteractionResponse>(json).unwrap(), response);
        }
    }
}
