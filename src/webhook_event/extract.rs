//! Envelopes as an extractor of actix-web, and the answer to them.

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;

use super::{WebhookEnvelope, WebhookEventData};
use crate::signed::{ReceiveError, SignedBody};

/// What Discord has signed and nothing else; see [`SignedBody`] for what is needed for that, and [`ReceiveError`] for
/// how the other requests are answered.
impl FromRequest for WebhookEnvelope {
    type Error = ReceiveError;
    type Future = LocalBoxFuture<'static, Result<Self, ReceiveError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = SignedBody::from_request(request, payload);
        Box::pin(async move {
            let envelope = Self::decode(&body.await?)?;
            if let Some(WebhookEventData::Undecoded(it)) = envelope.event.as_ref().map(|event| &event.data) {
                let (event, path, error) = (it.name.as_str(), it.path.as_deref(), &it.message);
                tracing::warn!(event, path, %error, "a webhook event could not be decoded");
            }
            if let Some(error) = envelope.event.as_ref().and_then(|event| event.left_out.as_ref()) {
                tracing::warn!(%error, "values were left out of a webhook event");
            }
            Ok(envelope)
        })
    }
}

/// The answer to a PING and to any event: the status 204 and no body, with a Content-Type, which Discord wants of every
/// answer. It is due within 3 seconds; without it, Discord sends the event again for up to 10 minutes, and stops
/// sending events if that happens too often.
#[must_use]
pub fn acknowledge() -> HttpResponse {
    HttpResponse::NoContent().insert_header((CONTENT_TYPE, "application/json")).finish()
}

#[cfg(test)]
mod tests;
