//! [`ResponseState`]: how far an interaction has been answered. Pure.

use std::time::Duration;

/// How long the token of an interaction is valid.
pub(crate) const TOKEN_LIFETIME: Duration = Duration::from_secs(15 * 60);

/// The most follow-ups of an application that only the user has installed.
pub(crate) const USER_FOLLOW_UPS: u32 = 5;

/// How far an interaction has been answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResponseState {
    /// Not at all.
    Fresh,
    /// The first answer is being sent.
    Sending,
    /// By a loading message.
    Deferred {
        /// Whether only the user sees it.
        ephemeral: bool,
    },
    /// By an acknowledgement without a message.
    Acknowledged,
    /// By a message.
    Replied {
        /// Whether only the user sees it.
        ephemeral: bool,
    },
    /// By a change of the component's message.
    Updated,
    /// By a modal, the activity, or suggestions. Nothing can follow but messages.
    Done,
}

/// How a message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReplyBy {
    /// As the first answer.
    Response,
    /// By editing the loading message.
    EditDeferred,
    /// By a follow-up.
    FollowUp,
    /// By a follow-up after the public loading message has been deleted, because the message is private.
    DeleteThenFollowUp,
}

/// How a change of the component's message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UpdateBy {
    /// As the first answer.
    Response,
    /// By editing the original message of the token.
    EditOriginal,
    /// By editing the message in its channel, because the token's original message is another one.
    EditMessage,
}

impl ResponseState {
    /// How a message is sent that is `ephemeral` or not. `None` while another answer is being sent.
    pub(crate) fn reply(self, ephemeral: bool) -> Option<ReplyBy> {
        Some(match self {
            Self::Sending => return None,
            Self::Fresh => ReplyBy::Response,
            Self::Deferred { ephemeral: false } if ephemeral => ReplyBy::DeleteThenFollowUp,
            Self::Deferred { .. } => ReplyBy::EditDeferred,
            Self::Acknowledged | Self::Replied { .. } | Self::Updated | Self::Done => ReplyBy::FollowUp,
        })
    }

    /// How a change of the component's message is sent. `None` while another answer is being sent.
    pub(crate) fn update(self) -> Option<UpdateBy> {
        Some(match self {
            Self::Sending => return None,
            Self::Fresh => UpdateBy::Response,
            Self::Acknowledged | Self::Updated => UpdateBy::EditOriginal,
            Self::Deferred { .. } | Self::Replied { .. } | Self::Done => UpdateBy::EditMessage,
        })
    }

    /// Whether the first answer has been sent.
    pub(crate) fn is_answered(self) -> bool {
        !matches!(self, Self::Fresh | Self::Sending)
    }

    /// Whether the user still waits for an answer: there is none, or only a loading message.
    pub(crate) fn is_waiting(self) -> bool {
        matches!(self, Self::Fresh | Self::Sending | Self::Deferred { .. })
    }

    /// Whether the message that the token calls `@original` is one that only the user sees.
    pub(crate) fn original_is_private(self) -> bool {
        matches!(self, Self::Deferred { ephemeral: true } | Self::Replied { ephemeral: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: ResponseState = ResponseState::Deferred { ephemeral: false };
    const PRIVATE: ResponseState = ResponseState::Deferred { ephemeral: true };

    #[test]
    fn how_messages_are_sent() {
        for (state, ephemeral, expected) in [
            (ResponseState::Fresh, false, Some(ReplyBy::Response)),
            (ResponseState::Sending, false, None),
            (PUBLIC, false, Some(ReplyBy::EditDeferred)),
            (PRIVATE, true, Some(ReplyBy::EditDeferred)),
            (PRIVATE, false, Some(ReplyBy::EditDeferred)),
            (PUBLIC, true, Some(ReplyBy::DeleteThenFollowUp)),
            (ResponseState::Acknowledged, true, Some(ReplyBy::FollowUp)),
            (ResponseState::Replied { ephemeral: false }, true, Some(ReplyBy::FollowUp)),
            (ResponseState::Done, false, Some(ReplyBy::FollowUp)),
        ] {
            assert_eq!(state.reply(ephemeral), expected, "{state:?}, {ephemeral}");
        }
    }

    #[test]
    fn how_changes_are_sent() {
        for (state, expected) in [
            (ResponseState::Fresh, Some(UpdateBy::Response)),
            (ResponseState::Sending, None),
            (ResponseState::Acknowledged, Some(UpdateBy::EditOriginal)),
            (ResponseState::Updated, Some(UpdateBy::EditOriginal)),
            (ResponseState::Replied { ephemeral: true }, Some(UpdateBy::EditMessage)),
            (PUBLIC, Some(UpdateBy::EditMessage)),
        ] {
            assert_eq!(state.update(), expected, "{state:?}");
        }
    }
}
