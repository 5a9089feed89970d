//! The reasons why a request is refused, with their statuses.

use actix_web::ResponseError;
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;

use super::SignatureError;
use crate::event::DecodeError;

/// Why a request was refused. As a response it has the status that is documented for each reason.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiveError {
    /// The application has no [`Verifier`](super::Verifier) in its data. Status 500.
    #[error(
        "there is no Verifier in the application's data; put one there with \
         `App::new().app_data(web::Data::new(Verifier::new(public_key)?))`"
    )]
    NoVerifier,
    /// The signature of the request is not valid. Status 401, as Discord requires.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The body is larger than [`Verifier::body_limit`](super::Verifier::body_limit) allows. Status 413.
    #[error("the body has more than {limit} bytes, which is what `Verifier::body_limit` allows")]
    TooLarge {
        /// The maximum number of bytes.
        limit: usize,
    },
    /// The body was not received completely. Status 400.
    #[error("the body was not received completely: {0}")]
    Interrupted(#[source] PayloadError),
    /// The bot is stopping or has ended. Status 503.
    #[error("the bot is stopping or has ended")]
    Stopping,
    /// The body does not have the shape that was expected. Status 400.
    #[error(transparent)]
    Unreadable(#[from] DecodeError),
}

impl ResponseError for ReceiveError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NoVerifier => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Signature(_) => StatusCode::UNAUTHORIZED,
            Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Interrupted(_) | Self::Unreadable(_) => StatusCode::BAD_REQUEST,
        }
    }
}
