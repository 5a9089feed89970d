//! Sends what is to be posted, on the thread of the sandbox's server.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use awc::Client;
use bytes::Bytes;
use serde_json::Value;

use super::state::{Job, Posting, Signed};
use crate::model::InteractionId;
use crate::sandbox::fault::Fault;
use crate::sandbox::server::Shared;

/// The time within which a request must be answered.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);
/// For how long a webhook event is repeated that is not acknowledged.
const REPEATED_FOR: Duration = Duration::from_secs(10 * 60);
/// The pause before a webhook event is repeated for the first time. The pauses double.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// An answer to a request.
struct Answer {
    status: u16,
    content_type: String,
    body: Bytes,
}

/// Posts until the sandbox has ended.
pub(in crate::sandbox) async fn run(shared: Arc<Shared>) {
    let Some(mut jobs) = shared.act(|state| state.posting.receiver.take()) else { return };
    let client = Client::builder().timeout(ANSWER_WITHIN).disable_redirects().finish();
    let poster = Rc::new(Poster { shared, client });
    while let Some(job) = jobs.recv().await {
        let poster = Rc::clone(&poster);
        actix_web::rt::spawn(async move { poster.carry_out(job).await });
    }
}

struct Poster {
    shared: Arc<Shared>,
    client: Client,
}

impl Poster {
    async fn carry_out(&self, job: Job) {
        match job {
            Job::Check { url, ping, expected, done } => {
                let _ = done.send(self.check(&url, &ping.to_string(), expected).await);
            }
            Job::Interaction { url, id, token, body } => self.interaction(&url, id, &token, body).await,
            Job::WebhookEvent { url, body, done } => {
                let _ = done.send(self.webhook_event(&url, body).await);
            }
        }
    }

    /// Sends a PING with a right and one with a wrong signature.
    async fn check(&self, url: &str, ping: &str, (status, kind): (u16, Option<u64>)) -> Result<(), String> {
        let sign = |sign: fn(&Posting, &str, &str) -> String| {
            self.shared.look(|state| {
                let timestamp = seconds(state.now_us()).to_string();
                Signed { signature: Some(sign(&state.posting, &timestamp, ping)), timestamp }
            })
        };
        let answer = self.post(url, sign(Posting::right), ping.to_owned()).await?;
        let json: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if answer.status != status || kind.is_some() && json["type"].as_u64() != kind {
            return Err(format!("the PING was answered with the status {} and {:?}", answer.status, answer.body));
        }
        match self.post(url, sign(Posting::wrong), ping.to_owned()).await?.status {
            401 => Ok(()),
            status => Err(format!("a wrong signature was answered with the status {status} instead of 401")),
        }
    }

    async fn interaction(&self, url: &str, id: InteractionId, token: &str, body: String) {
        self.delay().await;
        let signed = self.sign(&body);
        let refused = match self.post(url, signed, body).await {
            Ok(Answer { status: 200, content_type, body }) => {
                // An answer that is refused is noted in the interaction.
                self.shared.act(|state| state.api().take_response(id, token, &content_type, &body));
                return;
            }
            Ok(Answer { status: 202, .. }) => return,
            Ok(answer) => format!("the endpoint answered with the status {}", answer.status),
            Err(error) => error,
        };
        self.shared.act(|state| {
            if let Some(interaction) = state.world.interactions.get_mut(&id) {
                interaction.refused = Some(refused);
            }
        });
    }

    async fn webhook_event(&self, url: &str, body: String) -> Option<u32> {
        let clock = self.shared.look(|state| state.clock.clone());
        let (begun, mut pause, mut attempts) = (clock.now(), FIRST_PAUSE, 0);
        loop {
            self.delay().await;
            attempts += 1;
            let answer = self.post(url, self.sign(&body), body.clone()).await;
            if answer.is_ok_and(|answer| answer.status == 204) {
                return Some(attempts);
            }
            if clock.now() + pause > begun + REPEATED_FOR {
                return None;
            }
            clock.sleep_until(clock.now() + pause).await;
            pause *= 2;
        }
    }

    /// Waits if the fault for that is set.
    async fn delay(&self) {
        let pick = |it: &Fault| if let Fault::DelayPost(time) = it { Some(*time) } else { None };
        let Some(delay) = self.shared.act(|state| state.rules.take(None, pick)) else { return };
        let clock = self.shared.look(|state| state.clock.clone());
        clock.sleep_until(clock.now() + delay).await;
    }

    fn sign(&self, body: &str) -> Signed {
        self.shared.act(|state| {
            let now = seconds(state.now_us());
            state.posting.sign(&mut state.rules, now, body)
        })
    }

    /// Posts a body.
    ///
    /// # Errors
    /// Why there is no answer within 3 s.
    async fn post(&self, url: &str, signed: Signed, body: String) -> Result<Answer, String> {
        let mut request = self.client.post(url).insert_header(("content-type", "application/json"));
        request = request.insert_header(("x-signature-timestamp", signed.timestamp));
        if let Some(signature) = signed.signature {
            request = request.insert_header(("x-signature-ed25519", signature));
        }
        let mut response = request.send_body(body).await.map_err(|error| format!("no answer from {url}: {error}"))?;
        let content_type = response.headers().get("content-type").and_then(|it| it.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_owned();
        let body = response.body().await.map_err(|error| format!("the answer from {url} is incomplete: {error}"))?;
        Ok(Answer { status: response.status().as_u16(), content_type, body })
    }
}

fn seconds(micros: i64) -> i64 {
    micros.div_euclid(1_000_000)
}
