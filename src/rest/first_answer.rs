//! First answers that are the response to the request in which the interaction came (feature `http-interactions`).
//!
//! The server that received an interaction waits for its first answer with [`Http::first_answer`]. While it waits,
//! [`Http::send`] gives it the answer instead of sending it to Discord. Everything else about answers is the same for
//! interactions of both ways.

use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::{
    ErrorCode, Http, HttpError,
    awaited_answers::{FirstAnswer, HANDLED_WITHIN},
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
    token: Box<str>,
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
        state.awaited.insert(interaction.id, sender);
        drop(state);
        let token = interaction.token.as_str().into();
        Some(AwaitedAnswer { http: self.clone(), interaction: interaction.id, token, receiver })
    }

    /// Whether the first answer to an interaction will be a response.
    pub(crate) fn is_first_answer_awaited(&self, interaction: InteractionId) -> bool {
        self.inner.first_answers.lock().awaited.contains_key(&interaction)
    }

    /// Notes that the answer was the response to the request. To be called before the response is sent.
    pub(crate) fn answered_by_response(&self, awaited: &AwaitedAnswer) {
        let (mut state, now) = (self.inner.first_answers.lock(), Instant::now());
        while state.answered.front().is_some_and(|(_, at)| now.saturating_duration_since(*at) > HANDLED_WITHIN) {
            state.answered.pop_front();
        }
        state.answered.push_back((awaited.token.clone(), now));
    }

    /// Gives a first answer to the server that waits for it. Returns whether that was possible. A response carries JSON
    /// alone and has no result, so that answers with files, and those whose result is wanted, are sent to Discord.
    pub(super) fn answer_by_response(&self, request: &Request) -> bool {
        let Some(interaction) = answers(&request.route) else { return false };
        let Body::Json(body) = &request.body else { return false };
        if request.query.contains("with_response=true") {
            return false;
        }
        let awaited = self.inner.first_answers.lock().awaited.remove(&interaction);
        awaited.is_some_and(|sender| sender.send(FirstAnswer::Response(body.clone())).is_ok())
    }

    /// Tells the server that waits for a first answer that it was sent to Discord, if the request was one.
    pub(super) fn answered_by_request(&self, request: &Request) {
        let sender = answers(&request.route).and_then(|id| self.inner.first_answers.lock().awaited.remove(&id));
        if let Some(sender) = sender {
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
