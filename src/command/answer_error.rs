//! [`AnswerError`]: why an interaction could not be answered.

use crate::rest::HttpError;

/// Why an interaction could not be answered.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// Discord refused the request, or did not answer.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The interaction is older than 15 minutes, after which its token is invalid, and there is no other way.
    #[error(
        "the interaction is older than 15 minutes, so that its token is invalid. Answer earlier, or write to the \
         channel with `http.create_message(..)`"
    )]
    TokenExpired,
    /// Only the first answer can do this, and the interaction has been answered or deferred already.
    #[error(
        "the interaction has been answered or deferred already, and {0} must be the first answer. Return it from the \
         command, or state `no_defer` and send it first"
    )]
    NotFirst(&'static str),
    /// The user has installed the application and the guild has not, so that five follow-ups are allowed.
    #[error(
        "five follow-ups have been sent, and Discord allows no more because only the user installed the application"
    )]
    TooManyFollowUps,
    /// A question has no choices, or more than 25.
    #[error("there are {0} choices; Discord allows 1 to 25")]
    Choices(usize),
    /// A message cannot be answered by a modal or an activity, and this is the call of a prefix command.
    #[error("a prefix command can be answered by messages only, and not by a modal or an activity")]
    OnlyInteractions,
    /// There is no message that could be changed.
    #[error("{0}")]
    NoMessage(&'static str),
}
