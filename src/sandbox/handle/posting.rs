//! The URLs of the application that the sandbox posts to.

use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::sandbox::Sandbox;
use crate::sandbox::posting::{Job, Posting};
use crate::sandbox::world::iso;

/// Why a URL was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the URL is not accepted: {0}")]
pub struct UrlRefused(String);

impl Sandbox {
    /// The public key of the application: 64 hexadecimal digits.
    #[must_use]
    pub fn public_key(&self) -> String {
        self.look(|state| state.posting.public_key())
    }

    /// Sets the interactions endpoint URL of the application. From now on interactions are posted there instead of
    /// being sent over the gateway, and the response is the first answer, unless its status is 202.
    ///
    /// * `url`: `http://..`, since the sandbox is on the same machine. The server must run.
    ///
    /// # Errors
    /// As at Discord, if the URL does not answer a PING with a PONG, and a wrong signature with 401.
    pub async fn interactions_url(&self, url: &str) -> Result<(), UrlRefused> {
        let ping = self.act(|state| {
            let id = state.world.ids.next(state.world.now);
            Posting::interaction_ping(state.world.application.id, id)
        });
        self.check(url, ping, (200, Some(1))).await?;
        self.act(|state| state.posting.interactions_url = Some(url.to_owned()));
        Ok(())
    }

    /// Removes the interactions endpoint URL. From now on interactions are sent over the gateway again.
    pub fn remove_interactions_url(&self) {
        self.act(|state| state.posting.interactions_url = None);
    }

    /// Sets the URL that webhook events are posted to.
    ///
    /// * `url`: `http://..`; the server must run.
    ///
    /// # Errors
    /// As at Discord, if the URL does not answer a PING with 204, and a wrong signature with 401.
    pub async fn webhook_events_url(&self, url: &str) -> Result<(), UrlRefused> {
        let application = self.look(|state| state.world.application.id);
        let ping = json!({"version": 1, "application_id": application, "type": 0});
        self.check(url, ping, (204, None)).await?;
        self.act(|state| state.posting.webhook_events_url = Some(url.to_owned()));
        Ok(())
    }

    /// Posts a webhook event, such as `ENTITLEMENT_CREATE`, and returns how often it was posted until the bot
    /// acknowledged it. It is repeated with growing pauses for 10 minutes by the sandbox's clock; `None` if it was not
    /// acknowledged by then, or if there is no URL.
    pub async fn post_webhook_event(&self, name: &str, data: Value) -> Option<u32> {
        let (done, posted) = oneshot::channel();
        self.act(|state| {
            let url = state.posting.webhook_events_url.clone()?;
            let event = json!({"type": name, "timestamp": iso(state.world.now), "data": data});
            let (kind, application) = (1, state.world.application.id);
            let body = json!({"version": 1, "application_id": application, "type": kind, "event": event}).to_string();
            state.posting.begin(Job::WebhookEvent { url, body, done });
            Some(())
        })?;
        posted.await.ok().flatten()
    }

    async fn check(&self, url: &str, ping: Value, expected: (u16, Option<u64>)) -> Result<(), UrlRefused> {
        let (done, checked) = oneshot::channel();
        let url = url.to_owned();
        self.look(|state| state.posting.begin(Job::Check { url, ping, expected, done }));
        let ended = Err("the sandbox has ended".to_owned());
        checked.await.unwrap_or(ended).map_err(UrlRefused)
    }
}
