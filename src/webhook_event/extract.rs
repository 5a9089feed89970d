//! Envelopes as an extractor of actix-web, and the answer to Discord.

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;

use super::{WebhookEnvelope, WebhookEventData};
use crate::signed::{ReceiveError, SignedBody};

/// Extracts an envelope from a request that Discord has signed. [`SignedBody`] documents what is needed for it, and
/// [`ReceiveError`] how other requests are answered.
impl FromRequest for WebhookEnvelope {
    type Error = ReceiveError;
    type Future = LocalBoxFuture<'static, Result<Self, ReceiveError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = SignedBody::from_request(request, payload);
        Box::pin(async move {
            let envelope = Self::decode(&body.await?)?;
            envelope.report_problems();
            Ok(envelope)
        })
    }
}

impl WebhookEnvelope {
    /// Logs what could not be read of the event.
    pub(crate) fn report_problems(&self) {
        if let Some(WebhookEventData::Undecoded(it)) = self.event.as_ref().map(|event| &event.data) {
            let (event, path, error) = (it.name.as_str(), it.path.as_deref(), &it.message);
            tracing::warn!(event, path, %error, "a webhook event could not be decoded");
        }
        if let Some(error) = self.event.as_ref().and_then(|event| event.left_out.as_ref()) {
            tracing::warn!(%error, "values were left out of a webhook event");
        }
    }
}

/// The answer to a PING and to any event: the status 204 without a body, but with a Content-Type, which Discord
/// requires of every answer. It must be sent within 3 seconds. Otherwise Discord repeats the event for up to 10
/// minutes, and stops sending events if this happens too often.
#[must_use]
pub fn acknowledge() -> HttpResponse {
    HttpResponse::NoContent().insert_header((CONTENT_TYPE, "application/json")).finish()
}

#[cfg(test)]
mod tests;
