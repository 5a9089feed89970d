//! What a request contains. Pure.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::{
    event::{DecodeError, InteractionCreate, decode},
    gateway::Data,
    webhook_event::{WebhookEnvelope, WebhookKind},
};

/// The content of a request.
#[derive(Debug)]
pub(super) enum Request {
    /// A PING to the interactions endpoint.
    Ping,
    Interaction(Box<InteractionCreate>),
    /// A PING to the URL of webhook events, or an event.
    Envelope(Box<WebhookEnvelope>),
}

/// The keys that tell an interaction from an envelope.
#[derive(Deserialize)]
struct Keys {
    #[serde(rename = "type", default)]
    kind: Value,
    token: Option<IgnoredAny>,
    event: Option<IgnoredAny>,
}

/// The `type` of a PING to the interactions endpoint.
const PING: u64 = 1;
/// The `type` of a PING to the URL of webhook events.
const ENVELOPE_PING: u64 = 0;

impl Request {
    /// Reads the body of a request. An interaction has a token; an envelope has an event, or is a PING.
    ///
    /// # Errors
    /// If it is neither.
    pub(super) fn read(body: &[u8]) -> Result<Self, DecodeError> {
        let keys = serde_json::from_slice::<Keys>(body).ok();
        let kind = keys.as_ref().and_then(|keys| keys.kind.as_u64());
        let (has_token, has_event) =
            keys.as_ref().map_or((false, false), |keys| (keys.token.is_some(), keys.event.is_some()));
        if !has_token && (has_event || kind == Some(ENVELOPE_PING)) {
            return WebhookEnvelope::decode(body).map(|envelope| Self::Envelope(Box::new(envelope)));
        }
        if kind == Some(PING) {
            return Ok(Self::Ping);
        }
        let (interaction, left_out) = decode::<InteractionCreate>("an interaction", Data::whole(body))?;
        if let Some(error) = left_out {
            tracing::warn!(%error, "values were left out of an interaction");
        }
        Ok(Self::Interaction(Box::new(interaction)))
    }
}

/// Whether an envelope is a PING, or of a kind that is not known.
pub(super) fn is_without_event(envelope: &WebhookEnvelope) -> bool {
    envelope.kind != WebhookKind::Event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interactions_and_envelopes_are_told_apart() {
        let kind = |body: &str| match Request::read(body.as_bytes()) {
            Ok(Request::Ping) => "ping",
            Ok(Request::Interaction(_)) => "interaction",
            Ok(Request::Envelope(envelope)) if is_without_event(&envelope) => "ping of webhook events",
            Ok(Request::Envelope(_)) => "envelope",
            Err(_) => "error",
        };
        for (body, expected) in [
            (r#"{"type":1}"#, "ping"),
            (r#"{"version":1,"application_id":"9","id":"5","token":"t","type":1}"#, "ping"),
            (r#"{"version":1,"application_id":"9","type":0}"#, "ping of webhook events"),
            (r#"{"version":1,"application_id":"9","type":1,"event":{"type":"NEW","data":{}}}"#, "envelope"),
            (
                r#"{"version":1,"application_id":"9","id":"5","token":"t","type":2,
                "data":{"id":"1","name":"x","type":1}}"#,
                "interaction",
            ),
            (r#"{"version":1,"application_id":"9","token":"t","type":2}"#, "error"),
            (r#"{"type":0}"#, "error"),
            ("[]", "error"),
            ("null", "error"),
            ("{", "error"),
            ("", "error"),
            ("\u{0}", "error"),
        ] {
            assert_eq!(kind(body), expected, "{body}");
        }
    }
}
