//! Why a request of Discord's was refused, and with which status.

use actix_web::ResponseError;
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;

use super::SignatureError;
use crate::event::DecodeError;

/// Why a request was refused. It answers the request itself, with the status that is said here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiveError {
    /// The application has no [`Verifier`](super::Verifier) in its data. Status 500.
    #[error(
        "there is no Verifier in the application's data; put one there with \
         `App::new().app_data(web::Data::new(Verifier::new(public_key)?))`"
    )]
    NoVerifier,
    /// The request does not count as signed by Discord. Status 401, as Discord wants it.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The body is larger than [`Verifier::body_limit`](super::Verifier::body_limit) allows. Status 413.
    #[error("the body has more than {limit} bytes, which is what `Verifier::body_limit` allows")]
    TooLarge {
        /// How many bytes it may have.
        limit: usize,
    },
    /// The body did not come whole. Status 400.
    #[error("the body did not come whole: {0}")]
    Interrupted(#[source] PayloadError),
    /// The body does not have the shape that was expected. Status 400.
    #[error(transparent)]
    Unreadable(#[from] DecodeError),
}

impl ResponseError for ReceiveError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NoVerifier => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Signature(_) => StatusCode::UNAUTHORIZED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Interrupted(_) | Self::Unreadable(_) => StatusCode::BAD_REQUEST,
        }
    }
}
