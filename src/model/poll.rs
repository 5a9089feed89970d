//! Polls (Discord's docs, resources/poll).

use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{PartialEmoji, Timestamp};

/// A poll of a message.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(question)]
#[non_exhaustive]
pub struct Poll {
    /// What is asked, up to 300 characters.
    #[serde(default)]
    pub question: PollMedia,
    /// What can be answered, up to ten.
    pub answers: Vec<PollAnswer>,
    /// Until when.
    pub expiry: Option<Timestamp>,
    /// Whether several answers may be given.
    pub allow_multiselect: bool,
    /// How it looks.
    #[serde(default)]
    pub layout_type: PollLayout,
    /// What was answered; may be absent, which says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<PollResults>,
}

open_enum! {
    /// How a poll looks.
    #[derive(Default)]
    pub enum PollLayout {
        /// As all polls do so far.
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
    /// The emoji, in answers only.
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

/// One answer that can be given.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(answer_id, poll_media)]
#[non_exhaustive]
pub struct PollAnswer {
    /// Its number within the poll, from 1.
    pub answer_id: u32,
    /// What it says.
    #[serde(default)]
    pub poll_media: PollMedia,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct PollResults {
    /// Whether the counts are exact, which they are soon after the end.
    pub is_finalized: bool,
    /// How often each answer was given; one that is missing never was.
    pub answer_counts: Vec<PollAnswerCount>,
}

/// How often an answer was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(id, count)]
#[non_exhaustive]
pub struct PollAnswerCount {
    /// The number of the answer.
    pub id: u32,
    /// How often.
    pub count: u64,
    /// Whether the bot gave it.
    pub me_voted: bool,
}
