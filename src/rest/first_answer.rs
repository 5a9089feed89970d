//! First answers that are the response to the request in which the interaction came (feature `http-interactions`).
//!
//! The server that received an interaction waits for its first answer with [`Http::first_answer`]. While it waits,
//! [`Http::send`] gives it the answer instead of sending it to Discord. Everything else about answers is the same for
//! interactions of both ways.

use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::{
    ErrorCode, Http, HttpError,
    awaited_answers::{Awaited, FirstAnswer, HANDLED_WITHIN},
    body::Body,
    diagnosis::answers,
    request::Request,
};
use crate::model::{Interaction, InteractionId};

/// The first pause before a request is repeated that Discord refused for that reason. The pauses double.
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// Waits for the first answer to an interaction. When it is dropped, first answers are sent to Discord's REST API.
#[derive(Debug)]
pub(crate) struct AwaitedAnswer {
    http: Http,
    interaction: InteractionId,
    receiver: oneshot::Receiver<FirstAnswer>,
}

impl AwaitedAnswer {
    /// The answer. `None` if it will not come.
    pub(crate) async fn answer(&mut self) -> Option<FirstAnswer> {
        (&mut self.receiver).await.ok()
    }
}

impl Drop for AwaitedAnswer {
    fn drop(&mut self) {
        self.http.inner.first_answers.lock().awaited.remove(&self.interaction);
    }
}

impl Http {
    /// Begins to wait for the first answer to an interaction. `None` if it is waited for already: Discord has sent the
    /// interaction twice.
    pub(crate) fn first_answer(&self, interaction: &Interaction) -> Option<AwaitedAnswer> {
        let (sender, receiver) = oneshot::channel();
        let mut state = self.inner.first_answers.lock();
        if state.awaited.contains_key(&interaction.id) {
            return None;
        }
        state.awaited.insert(interaction.id, Awaited { token: interaction.token.as_str().into(), sender });
        drop(state);
        Some(AwaitedAnswer { http: self.clone(), interaction: interaction.id, receiver })
    }

    /// Whether the first answer to an interaction will be a response.
    pub(crate) fn is_first_answer_awaited(&self, interaction: InteractionId) -> bool {
        self.inner.first_answers.lock().awaited.contains_key(&interaction)
    }

    /// Gives a first answer to the server that waits for it. Returns whether that was possible. A response carries JSON
    /// alone and has no result, so that answers with files, and those whose result is wanted, are sent to Discord.
    pub(super) fn answer_by_response(&self, request: &Request) -> bool {
        let Some(interaction) = answers(&request.route) else { return false };
        let Body::Json(body) = &request.body else { return false };
        if request.query.contains("with_response=true") {
            return false;
        }
        let mut state = self.inner.first_answers.lock();
        let Some(Awaited { token, sender }) = state.awaited.remove(&interaction) else { return false };
        state.note_answered(token, Instant::now());
        sender.send(FirstAnswer::Response(body.clone())).is_ok()
    }

    /// Tells the server that waits for a first answer that it was sent to Discord, if the request was one.
    pub(super) fn answered_by_request(&self, request: &Request) {
        let awaited = answers(&request.route).and_then(|id| self.inner.first_answers.lock().awaited.remove(&id));
        if let Some(Awaited { sender, .. }) = awaited {
            // If the server no longer waits, the answer has been sent all the same.
            let _ = sender.send(FirstAnswer::Sent);
        }
    }

    /// The pause before a request is repeated that Discord refused because it may not have handled the first answer
    /// yet. `None` if that is not the reason.
    pub(super) fn pause_for_first_answer(
        &self,
        request: &Request,
        error: &HttpError,
        repeated: u32,
    ) -> Option<Duration> {
        let HttpError::Api(refusal) = error else { return None };
        if refusal.code != ErrorCode::UNKNOWN_WEBHOOK {
            return None;
        }
        let state = self.inner.first_answers.lock();
        let (_, at) = state.answered.iter().rev().find(|(token, _)| request.route.path.contains(&**token))?;
        (at.elapsed() < HANDLED_WITHIN).then(|| FIRST_PAUSE.saturating_mul(1 << repeated.min(5)))
    }
}
