//! The service of a bot: from a request to its response.

use actix_web::{HttpRequest, HttpResponse, Resource, dev::Payload, http::header::ContentType, web};

use super::{
    bot::HttpBot,
    request::{Request, is_without_event},
};
use crate::{
    event::InteractionCreate,
    handle::Posted,
    rest::{ANSWER_WITHIN, FirstAnswer},
    signed::{ReceiveError, SignedBody},
    webhook_event::{WebhookEnvelope, acknowledge},
};

/// The response to a PING.
const PONG: &str = r#"{"type":1}"#;

impl HttpBot {
    /// The service for the URL of the application: `App::new().service(bot.service("/discord"))`.
    ///
    /// * `path`: The path of the URL. One path takes interactions and webhook events; several services of one bot are
    ///   possible.
    #[must_use]
    pub fn service(&self, path: &str) -> Resource {
        let bot = self.clone();
        web::resource(path).route(web::post().to(move |request: HttpRequest, payload: web::Payload| {
            let bot = bot.clone();
            async move { receive(&bot, &request, payload.into_inner()).await }
        }))
    }
}

/// Verifies and reads a request, passes it to the handlers, and responds.
async fn receive(bot: &HttpBot, request: &HttpRequest, payload: Payload) -> Result<HttpResponse, ReceiveError> {
    let body = match SignedBody::read(request, payload, bot.verifier(), || bot.clock().wall()).await {
        Ok(body) => body,
        Err(error) => {
            tracing::debug!(%error, "a request was refused");
            return Err(error);
        }
    };
    match Request::read(&body) {
        Ok(Request::Ping) => Ok(HttpResponse::Ok().content_type(ContentType::json()).body(PONG)),
        Ok(Request::Interaction(interaction)) => answer(bot, interaction).await,
        Ok(Request::Envelope(envelope)) => take_event(bot, *envelope).await,
        Err(error) => {
            tracing::warn!(%error, "a request that Discord has signed could not be read");
            Err(error.into())
        }
    }
}

/// Calls the handlers for an interaction, and responds with its first answer.
async fn answer(bot: &HttpBot, interaction: Box<InteractionCreate>) -> Result<HttpResponse, ReceiveError> {
    let Some(mut awaited) = bot.rest().first_answer(&interaction) else {
        // The first request with this interaction will be answered.
        return Ok(HttpResponse::Accepted().finish());
    };
    let deadline = bot.clock().now() + ANSWER_WITHIN;
    bot.post(Posted::Interaction(interaction)).await.map_err(|_| ReceiveError::Stopping)?;
    tokio::select! {
        biased;
        answer = awaited.answer() => match answer {
            Some(FirstAnswer::Response(body)) => {
                Ok(HttpResponse::Ok().content_type(ContentType::json()).body(body))
            }
            Some(FirstAnswer::Sent) => Ok(HttpResponse::Accepted().finish()),
            None => Err(ReceiveError::Stopping),
        },
        // The handlers end before the bot does, and may answer until then.
        _ = bot.wait() => Err(ReceiveError::Stopping),
        () = bot.clock().sleep_until(deadline) => Ok(HttpResponse::GatewayTimeout().finish()),
    }
}

/// Calls the handlers for a webhook event, and acknowledges it.
async fn take_event(bot: &HttpBot, envelope: WebhookEnvelope) -> Result<HttpResponse, ReceiveError> {
    envelope.report_problems();
    let is_ping = is_without_event(&envelope);
    if let (Some(event), false) = (envelope.event, is_ping) {
        bot.post(Posted::WebhookEvent(Box::new(event))).await.map_err(|_| ReceiveError::Stopping)?;
    }
    Ok(acknowledge())
}
