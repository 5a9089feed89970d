//! Polls (Discord's docs, resources/poll).

use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{PartialEmoji, Timestamp};

/// A poll of a message.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(question)]
#[non_exhaustive]
pub struct Poll {
    /// The question, up to 300 characters.
    #[serde(default)]
    pub question: PollMedia,
    /// The possible answers, up to ten.
    pub answers: Vec<PollAnswer>,
    /// When it ends.
    pub expiry: Option<Timestamp>,
    /// Whether several answers can be chosen.
    pub allow_multiselect: bool,
    /// The layout.
    #[serde(default)]
    pub layout_type: PollLayout,
    /// The results. They may be absent, which does not mean that there are no votes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<PollResults>,
}

open_enum! {
    /// The layout of a poll.
    #[derive(Default)]
    pub enum PollLayout {
        /// The only layout so far.
        #[default]
        Default = 1,
    }
}

/// A text with an emoji.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct PollMedia {
    /// The text, up to 55 characters in an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The emoji. Only answers have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<PartialEmoji>,
}

impl From<&str> for PollMedia {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

/// A text without an emoji.
impl From<String> for PollMedia {
    fn from(text: String) -> Self {
        Self { text: Some(text), emoji: None }
    }
}

/// A possible answer to a poll.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(answer_id, poll_media)]
#[non_exhaustive]
pub struct PollAnswer {
    /// The number of the answer within the poll, from 1.
    pub answer_id: u32,
    /// The text and emoji.
    #[serde(default)]
    pub poll_media: PollMedia,
}

/// The results of a poll.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct PollResults {
    /// Whether the counts are final. They become final soon after the end of the poll.
    pub is_finalized: bool,
    /// The number of votes for each answer. Answers without votes may be missing.
    pub answer_counts: Vec<PollAnswerCount>,
}

/// The number of votes for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(id, count)]
#[non_exhaustive]
pub struct PollAnswerCount {
    /// The number of the answer.
    pub id: u32,
    /// The number of votes.
    pub count: u64,
    /// Whether the bot voted for it.
    pub me_voted: bool,
}
