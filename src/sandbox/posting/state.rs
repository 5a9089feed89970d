//! [`Posting`]: the key and the URLs of the application, and what is to be posted.

use std::fmt;

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use crate::model::InteractionId;
use crate::sandbox::fault::{Fault, Rules};
use crate::sandbox::world::{Event, EventData};

/// Something that the server is to post.
#[derive(Debug)]
pub(in crate::sandbox) enum Job {
    /// Check a URL as Discord does when it is set: a PING, and a PING with a wrong signature.
    Check {
        url: String,
        ping: Value,
        /// The status that the PING must be answered with, and the `type` of the JSON in the answer.
        expected: (u16, Option<u64>),
        done: oneshot::Sender<Result<(), String>>,
    },
    Interaction {
        url: String,
        id: InteractionId,
        token: String,
        body: String,
    },
    /// The result is the number of attempts, or `None` if all of them failed.
    WebhookEvent {
        url: String,
        body: String,
        done: oneshot::Sender<Option<u32>>,
    },
}

/// The key and the URLs of the application.
pub(in crate::sandbox) struct Posting {
    key: SigningKey,
    /// The interactions endpoint URL. `None`: interactions are sent over the gateway.
    pub(in crate::sandbox) interactions_url: Option<String>,
    pub(in crate::sandbox) webhook_events_url: Option<String>,
    jobs: mpsc::UnboundedSender<Job>,
    /// Until the server has started.
    pub(in crate::sandbox) receiver: Option<mpsc::UnboundedReceiver<Job>>,
}

/// The headers of a signed request.
#[derive(Debug)]
pub(super) struct Signed {
    /// `None`: the header is left out.
    pub(super) signature: Option<String>,
    pub(super) timestamp: String,
}

impl Posting {
    pub(in crate::sandbox) fn new() -> Self {
        let mut bytes = [0; 32];
        bytes.fill_with(|| fastrand::u8(..));
        let (jobs, receiver) = mpsc::unbounded_channel();
        let key = SigningKey::from_bytes(&bytes);
        Self { key, interactions_url: None, webhook_events_url: None, jobs, receiver: Some(receiver) }
    }

    /// The public key of the application, in hexadecimal digits.
    pub(in crate::sandbox) fn public_key(&self) -> String {
        hexadecimal(self.key.verifying_key().as_bytes())
    }

    /// Lets the server do this. Nothing happens if it has ended.
    pub(in crate::sandbox) fn begin(&self, job: Job) {
        let _ = self.jobs.send(job);
    }

    /// Posts the event if it is an interaction and the application has a URL for them. Returns whether that is so.
    pub(in crate::sandbox) fn takes(&self, event: &Event) -> bool {
        let (Some(url), "INTERACTION_CREATE", EventData::Plain(json)) =
            (&self.interactions_url, &*event.name, &event.data)
        else {
            return false;
        };
        let id = json["id"].as_str().and_then(|id| id.parse().ok()).or_else(|| json["id"].as_u64());
        let (url, id) = (url.clone(), InteractionId::new(id.unwrap_or_default()));
        let token = json["token"].as_str().unwrap_or_default().to_owned();
        self.begin(Job::Interaction { url, id, token, body: json.to_string() });
        true
    }

    /// Signs a body at this time (Unix seconds), wrongly if a fault is set.
    pub(super) fn sign(&self, rules: &mut Rules, now: i64, body: &str) -> Signed {
        let age = rules.take(None, |it| if let Fault::SignedAgo(time) = it { Some(*time) } else { None });
        let age = age.map_or(0, |time| i64::try_from(time.as_secs()).unwrap_or_default());
        let timestamp = (now - age).to_string();
        let signature = if rules.happens(None, &Fault::WrongSignature) {
            self.wrong(&timestamp, body)
        } else {
            self.right(&timestamp, body)
        };
        let is_missing = rules.happens(None, &Fault::NoSignature);
        Signed { signature: (!is_missing).then_some(signature), timestamp }
    }

    pub(super) fn right(&self, timestamp: &str, body: &str) -> String {
        hexadecimal(&self.key.sign(&[timestamp.as_bytes(), body.as_bytes()].concat()).to_bytes())
    }

    /// The signature of another text.
    pub(super) fn wrong(&self, timestamp: &str, body: &str) -> String {
        self.right(timestamp, &format!("{body} "))
    }

    /// The body of a PING to the interactions endpoint.
    pub(in crate::sandbox) fn interaction_ping(application: impl serde::Serialize, id: u64) -> Value {
        json!({
            "application_id": application, "id": id.to_string(), "token": format!("ping-{id}"), "type": 1, "version": 1,
            "entitlements": [], "authorizing_integration_owners": {},
        })
    }
}

/// Shows neither the private key nor the interactions.
impl fmt::Debug for Posting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Posting").field("interactions_url", &self.interactions_url).finish_non_exhaustive()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
