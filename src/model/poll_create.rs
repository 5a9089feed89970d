//! Polls that a bot sends, and their voters (Discord's docs, resources/poll, "Poll Create Request Object").

use greenroom_macros::Object;

use super::object::is_default;
use super::{PartialEmoji, PollLayout, PollMedia, User};

/// A poll to be sent in a message.
///
/// ```
/// use greenroom::model::PollCreate;
///
/// let poll = PollCreate::new("Tea or coffee?").answer_with_emoji("Tea", "🍵").answer_with_emoji("Coffee", "☕");
/// let poll = poll.duration_hours(48);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct PollCreate {
    /// The question, 1–300 characters of text.
    pub question: PollMedia,
    /// The possible answers: 1–10, with 1–55 characters each.
    pub answers: Vec<PollAnswerCreate>,
    /// The duration in hours, 1–768 (32 days); 24 by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<u32>,
    /// Whether several answers can be chosen.
    #[serde(skip_serializing_if = "is_default")]
    pub allow_multiselect: bool,
    /// The layout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout_type: Option<PollLayout>,
}

/// A possible answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct PollAnswerCreate {
    /// The text and emoji.
    pub poll_media: PollMedia,
}

impl PollCreate {
    /// A poll with a question of 1–300 characters, to which [answers](Self::answer) are added.
    #[must_use]
    pub fn new(question: impl Into<String>) -> Self {
        Self { question: PollMedia { text: Some(question.into()), emoji: None }, ..Self::default() }
    }

    /// Adds an answer of 1–55 characters, up to ten.
    #[must_use]
    pub fn answer(self, text: impl Into<String>) -> Self {
        self.add(PollMedia { text: Some(text.into()), emoji: None })
    }

    /// Adds an answer of 1–55 characters with an emoji in front of it, up to ten.
    #[must_use]
    pub fn answer_with_emoji(self, text: impl Into<String>, emoji: impl Into<PartialEmoji>) -> Self {
        self.add(PollMedia { text: Some(text.into()), emoji: Some(emoji.into()) })
    }

    fn add(mut self, poll_media: PollMedia) -> Self {
        self.answers.push(PollAnswerCreate { poll_media });
        self
    }

    /// Sets the duration in hours, 1–768 (32 days); 24 by default.
    #[must_use]
    pub fn duration_hours(mut self, hours: u32) -> Self {
        self.duration = Some(hours);
        self
    }

    /// Sets whether several answers can be chosen.
    #[must_use]
    pub fn allow_multiselect(mut self, allow: bool) -> Self {
        self.allow_multiselect = allow;
        self
    }
}

/// The users who voted for an answer of a poll.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct PollVoters {
    /// The users, in the order of their ids.
    pub users: Vec<User>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::one_line;

    #[test]
    fn is_serialized_as_documented() {
        let poll =
            PollCreate::new("Q").answer("a").answer_with_emoji("b", "🍵").duration_hours(1).allow_multiselect(true);
        assert_eq!(
            serde_json::to_string(&poll).unwrap(),
            one_line(
                r#"{"question":{"text":"Q"},"answers":[{"poll_media":{"text":"a"}},{"poll_media":{"text":"b",
            "emoji":{"id":null,"name":"🍵"}}}],"duration":1,"allow_multiselect":true}"#
            )
        );
    }
}
