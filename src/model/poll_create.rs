//! Polls that a bot asks, and who votes in them (Discord's docs, resources/poll, "Poll Create Request Object").

use greenroom_macros::Object;

use super::object::is_neutral;
use super::{PartialEmoji, PollLayout, PollMedia, User};

/// A poll to be sent in a message.
///
/// ```
/// use greenroom::model::PollCreate;
///
/// let poll = PollCreate::new("Tea or coffee?").answer_with_emoji("Tea", "🍵").answer_with_emoji("Coffee", "☕").duration_hours(48);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct PollCreate {
    /// What is asked, 1–300 characters of text.
    pub question: PollMedia,
    /// What can be answered, 1–10 answers of 1–55 characters.
    pub answers: Vec<PollAnswerCreate>,
    /// For how many hours, 1–768 (32 days); 24 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<u32>,
    /// Whether several answers may be given.
    #[serde(skip_serializing_if = "is_neutral")]
    pub allow_multiselect: bool,
    /// How it looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout_type: Option<PollLayout>,
}

/// An answer that can be given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct PollAnswerCreate {
    /// What it says.
    pub poll_media: PollMedia,
}

impl PollCreate {
    /// A question of 1–300 characters, to be given [answers](Self::answer).
    #[must_use]
    pub fn new(question: impl Into<String>) -> Self {
        Self { question: PollMedia { text: Some(question.into()), emoji: None }, ..Self::default() }
    }

    /// Adds an answer of 1–55 characters, of up to ten.
    #[must_use]
    pub fn answer(self, text: impl Into<String>) -> Self {
        self.add(PollMedia { text: Some(text.into()), emoji: None })
    }

    /// Adds an answer of 1–55 characters with an emoji before it, of up to ten.
    #[must_use]
    pub fn answer_with_emoji(self, text: impl Into<String>, emoji: impl Into<PartialEmoji>) -> Self {
        self.add(PollMedia { text: Some(text.into()), emoji: Some(emoji.into()) })
    }

    fn add(mut self, poll_media: PollMedia) -> Self {
        self.answers.push(PollAnswerCreate { poll_media });
        self
    }

    /// Sets for how many hours it is open, 1–768 (32 days); 24 unless said otherwise.
    #[must_use]
    pub fn duration_hours(mut self, hours: u32) -> Self {
        self.duration = Some(hours);
        self
    }

    /// Says whether several answers may be given.
    #[must_use]
    pub fn allow_multiselect(mut self, allow: bool) -> Self {
        self.allow_multiselect = allow;
        self
    }
}

/// Who gave an answer to a poll.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct PollVoters {
    /// The users, by their ids.
    pub users: Vec<User>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_discord_wants_to_hear() {
        let poll =
            PollCreate::new("Q").answer("a").answer_with_emoji("b", "🍵").duration_hours(1).allow_multiselect(true);
        assert_eq!(
            serde_json::to_string(&poll).unwrap(),
            r#"{"question":{"text":"Q"},"answers":[{"poll_media":{"text":"a"}},{"poll_media":{"text":"b","emoji":{"id":null,"name":"🍵"}}}],"duration":1,"allow_multiselect":true}"#
        );
    }
}
