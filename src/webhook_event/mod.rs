//! Webhook events, which Discord posts to a URL of the application without a gateway connection (HTTP reference,
//! section 11.2; Discord's docs, events/webhook-events).
//!
//! Each request contains one [`WebhookEnvelope`]. It is a PING, with which Discord checks the URL, or it contains a
//! [`WebhookEvent`]: for example a user authorized the application, an entitlement was created, or a message was sent
//! in a game. The types of events are selected on the application's page, or with
//! [`event_webhooks_types`](crate::model::Application::event_webhooks_types). Events may come late and in any order. An
//! event that was not acknowledged is sent again.
//!
//! Discord stops sending events to an application that fails too often. Therefore nothing in an event makes its
//! envelope unreadable: an event of an unknown type is [`Unknown`](WebhookEventData::Unknown), an event that does not
//! have the shape of its type is [`Undecoded`](WebhookEventData::Undecoded), and both keep their JSON.
//!
//! # Receiving them
//!
//! With the feature `http-interactions`, an envelope is an extractor of actix-web. A handler that takes one is called
//! only for requests that Discord has signed (see `greenroom::signed`). It must answer with `acknowledge()` within
//! 3 seconds; longer work belongs in a task.
//!
#![cfg_attr(feature = "http-interactions", doc = "```no_run")]
#![cfg_attr(not(feature = "http-interactions"), doc = "```ignore")]
//! use actix_web::{App, HttpResponse, HttpServer, web};
//! use greenroom::signed::Verifier;
//! use greenroom::webhook_event::{WebhookEnvelope, WebhookEventData, acknowledge};
//!
//! async fn receive(envelope: WebhookEnvelope) -> HttpResponse {
//!     match envelope.event.map(|event| event.data) {
//!         Some(WebhookEventData::ApplicationAuthorized(it)) => println!("Welcome, {}", it.user.display_name()),
//!         Some(WebhookEventData::EntitlementCreate(it)) => println!("{} was bought", it.sku_id),
//!         // A PING, or an event that is not handled.
//!         _ => {}
//!     }
//!     acknowledge()
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let verifier = web::Data::new(Verifier::new(&std::env::var("DISCORD_PUBLIC_KEY")?)?);
//!     let app = move || App::new().app_data(verifier.clone()).route("/events", web::post().to(receive));
//!     HttpServer::new(app).bind("127.0.0.1:8080")?.run().await?;
//!     Ok(())
//! }
//! ```

mod data;
#[cfg(feature = "http-interactions")]
mod extract;
mod game;
mod payload;
#[cfg(test)]
mod samples;

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::data::{UndecodedWebhookEvent, UnknownWebhookEvent, WebhookEventData, WebhookEventKind};
#[cfg(feature = "http-interactions")]
pub use self::extract::acknowledge;
pub use self::game::{GameDirectMessage, LobbyMessageDelete, LobbyMessageUpdate};
pub use self::payload::{ApplicationAuthorized, ApplicationDeauthorized};
use crate::event::{DecodeError, decode};
use crate::gateway::Data;
use crate::model::open::open_enum;
use crate::model::readable::readable;
use crate::model::{ApplicationId, RawJson, Timestamp};

/// The content of one request.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(application_id, kind)]
#[non_exhaustive]
pub struct WebhookEnvelope {
    /// The version of the format, which has always been 1.
    #[serde(default = "first_version")]
    pub version: u32,
    /// The application whose URL received the request.
    pub application_id: ApplicationId,
    /// The kind of the request.
    #[object(required)]
    #[serde(rename = "type")]
    pub kind: WebhookKind,
    /// The event. A PING has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<WebhookEvent>,
}

const fn first_version() -> u32 {
    1
}

impl WebhookEnvelope {
    /// Decodes the body of a request. It does not verify that Discord sent it; the signature does.
    ///
    /// # Errors
    /// If it is not JSON, or not an envelope, which must have an `application_id` and a `type`. A problem in its event
    /// is not an error; the event then is [`Undecoded`](WebhookEventData::Undecoded).
    pub fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        decode("the envelope of a webhook event", Data::whole(body)).map(|(envelope, _)| envelope)
    }
}

open_enum! {
    /// The kind of a request.
    pub enum WebhookKind {
        /// A check of the URL.
        Ping = 0,
        /// An event.
        Event = 1,
    }
}

/// A webhook event.
#[derive(Debug, Clone, PartialEq, New)]
#[new(data)]
#[non_exhaustive]
pub struct WebhookEvent {
    /// When it happened. `None` if the time cannot be read.
    pub timestamp: Option<Timestamp>,
    /// The payload.
    pub data: WebhookEventData,
    /// What was left out of it because it could not be read. `None` if everything was read.
    pub left_out: Option<Box<DecodeError>>,
}

/// The keys of an event.
#[derive(Object)]
struct Body {
    #[object(required)]
    #[serde(rename = "type")]
    name: CompactString,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<RawJson>,
}

readable!(required WebhookEvent);

impl<'de> Deserialize<'de> for WebhookEvent {
    /// Accepts any JSON: a value that is not an event becomes [`Undecoded`](WebhookEventData::Undecoded).
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawJson::deserialize(deserializer)?;
        Ok(match decode::<Body>("", Data::whole(raw.get().as_bytes())) {
            Ok((Body { name, timestamp, data }, beside)) => {
                let (data, left_out) = WebhookEventData::read(&name, data);
                Self { timestamp, data, left_out: left_out.or(beside) }
            }
            Err(error) => {
                Self { timestamp: None, data: WebhookEventData::undecoded(&error, Some(raw)), left_out: None }
            }
        })
    }
}

impl Serialize for WebhookEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.data {
            // An event without a type was kept as a whole.
            WebhookEventData::Undecoded(event) if event.name.is_empty() => event.raw.serialize(serializer),
            data => {
                let (name, timestamp) = (data.name().into(), self.timestamp);
                let data = data.write().map_err(S::Error::custom)?;
                Body { name, timestamp, data }.serialize(serializer)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::samples::{SAMPLES, envelope};
    use super::*;

    fn decoded(body: &str) -> WebhookEnvelope {
        WebhookEnvelope::decode(body.as_bytes()).unwrap_or_else(|error| panic!("{body}: {error}"))
    }

    /// Keys of samples that Discord's table of entitlements does not have.
    const UNDOCUMENTED: &[&str] = &["gift_code_flags", "promotion_id"];

    #[test]
    fn every_sample_is_read_as_its_type_and_written_back() {
        for (name, data) in SAMPLES {
            let body = envelope(name, data);
            let read = samples::read::<WebhookEnvelope>(&body);
            assert_eq!(decoded(&body), read);
            assert_eq!((read.version, read.application_id.get(), read.kind), (1, 9, WebhookKind::Event));
            let event = read.event.unwrap();
            assert_eq!(event.timestamp.map(Timestamp::as_micros), Some(1_729_262_573_064_834));
            assert_eq!(event.data.kind().map(WebhookEventKind::name), Some(*name), "{event:?}");
            assert_eq!(event.data.name(), *name);
            assert!(!matches!(event.data, WebhookEventData::Undecoded(_) | WebhookEventData::Unknown(_)), "{event:?}");
            let written = serde_json::to_value(&event).unwrap();
            let sample: Option<Map<String, Value>> = serde_json::from_str(data).unwrap();
            for (key, value) in sample.iter().flatten().filter(|(key, _)| !UNDOCUMENTED.contains(&key.as_str())) {
                // Empty values may be left out. The content of objects is tested with the model.
                let is_empty = [json!(0), json!(false), json!([]), json!(null)].contains(value);
                let kept = &written["data"][key];
                let is_kept = if value.is_object() { kept.is_object() } else { kept == value };
                assert!(is_kept || is_empty && kept.is_null(), "{name}: {key}: {written}");
            }
        }
    }

    #[test]
    fn each_type_has_a_sample() {
        let sampled: std::collections::BTreeSet<_> = SAMPLES.iter().map(|(name, _)| *name).collect();
        assert_eq!(sampled, WebhookEventKind::ALL.iter().map(|kind| kind.name()).collect());
    }

    #[test]
    fn a_ping_has_no_event() {
        let ping = decoded(r#"{"version":1,"application_id":"9","type":0}"#);
        assert_eq!(ping, WebhookEnvelope::new(9, WebhookKind::Ping));
        assert_eq!(decoded(r#"{"application_id":"9","type":0,"event":null,"new":[{}]}"#), ping);
        assert_eq!(decoded(r#"{"version":2,"application_id":"9","type":7}"#).kind, WebhookKind::Unknown(7));
    }

    /// Whatever is wrong with an event, its envelope is read, nothing is lost, and the reason is reported.
    #[test]
    fn nothing_in_an_event_makes_its_envelope_unreadable() {
        for (event, name, path, message) in [
            (
                r#"{"type":"LOBBY_MESSAGE_DELETE","data":{"id":"x","lobby_id":"2"}}"#,
                "LOBBY_MESSAGE_DELETE",
                Some("id"),
                "invalid value",
            ),
            (
                r#"{"type":"APPLICATION_DEAUTHORIZED","data":{"user":{}}}"#,
                "APPLICATION_DEAUTHORIZED",
                Some("user"),
                "missing field `id`",
            ),
            (r#"{"type":"APPLICATION_DEAUTHORIZED"}"#, "APPLICATION_DEAUTHORIZED", None, "invalid type: null"),
            (r#"{"type":"ENTITLEMENT_CREATE","data":[]}"#, "ENTITLEMENT_CREATE", None, "invalid type"),
            (r#"{"type":5,"data":{}}"#, "", Some("type"), "invalid type: integer `5`"),
            (r#"{"data":{}}"#, "", None, "missing field `type`"),
            (r#""text""#, "", None, "invalid type: string"),
        ] {
            let body = format!(r#"{{"version":1,"application_id":"9","type":1,"event":{event}}}"#);
            let read = decoded(&body);
            let WebhookEventData::Undecoded(undecoded) = read.event.as_ref().map(|it| &it.data).unwrap() else {
                panic!("{body} was read as {read:?}")
            };
            assert_eq!((undecoded.name.as_str(), undecoded.path.as_deref()), (name, path), "{body}");
            assert!(undecoded.message.starts_with(message), "{body}: {}", undecoded.message);
            assert_eq!(serde_json::to_string(&read).unwrap(), body);
            assert_eq!(samples::read::<WebhookEnvelope>(&body), read);
        }
    }

    #[test]
    fn unknown_events_are_kept() {
        let body =
            r#"{"version":1,"application_id":"9","type":1,"event":{"type":"NEW_THING","data":{"b": 1,"a":[2.50]}}}"#;
        let read = decoded(body);
        let event = read.event.as_ref().unwrap();
        let raw = RawJson::new(r#"{"b": 1,"a":[2.50]}"#).unwrap();
        assert_eq!(event.data, WebhookEventData::Unknown(Box::new(UnknownWebhookEvent::new("NEW_THING", raw))));
        assert_eq!((event.data.kind(), event.data.name()), (None, "NEW_THING"));
        assert_eq!(serde_json::to_string(&read).unwrap(), body);
        // An empty name differs from a missing name.
        let nameless = samples::read::<WebhookEvent>(r#"{"type":"","data":{}}"#);
        assert!(matches!(nameless.data, WebhookEventData::Unknown(_)), "{nameless:?}");
        let without_data = decoded(r#"{"application_id":"9","type":1,"event":{"type":"NEW_THING"}}"#);
        let WebhookEventData::Unknown(unknown) = without_data.event.unwrap().data else { panic!() };
        assert_eq!(unknown.raw, None);
    }

    #[test]
    fn an_invalid_time_does_not_cost_the_event() {
        for (timestamp, micros) in [
            (r#""2024-10-18T14:42:53.064834""#, Some(1_729_262_573_064_834)),
            (r#""2024-10-18T14:42:53.064834+00:00""#, Some(1_729_262_573_064_834)),
            (r#""yesterday""#, None),
            ("1729262573", None),
            ("null", None),
            ("{}", None),
        ] {
            let event = format!(
                r#"{{"type":"LOBBY_MESSAGE_DELETE","timestamp":{timestamp},"data":{{"id":"1","lobby_id":"2"}}}}"#
            );
            let event: WebhookEvent = serde_json::from_str(&event).unwrap();
            assert_eq!(event.timestamp.map(Timestamp::as_micros), micros, "{timestamp}");
            assert_eq!(event.data.kind(), Some(WebhookEventKind::LobbyMessageDelete));
        }
    }

    #[test]
    fn bodies_that_are_no_envelope_are_refused() {
        for (body, message) in [
            ("", "invalid type: null"),
            ("[]", "invalid type"),
            ("{", "EOF"),
            (r#"{"type":0}"#, "missing field `application_id`"),
            (r#"{"application_id":"9"}"#, "missing field `type`"),
            (r#"{"application_id":"9","type":"ping"}"#, "invalid type: string"),
            (r#"{"application_id":"9","type":0} more"#, "trailing characters"),
            (r#"{"application_id":"9","type":1,"event":{"type":"#, "EOF"),
        ] {
            let error = WebhookEnvelope::decode(body.as_bytes()).unwrap_err();
            assert!(error.message().starts_with(message), "{body}: {error}");
        }
    }

    /// A value that was left out must be reported: an end that cannot be read does not mean "no end".
    #[test]
    fn values_left_out_of_an_event_are_reported() {
        let envelope = decoded(
            r#"{"version":1,"application_id":"9","type":1,"event":{"type":"ENTITLEMENT_CREATE",
            "timestamp":"2026-01-01T00:00:00Z","data":{"id":"1","sku_id":"2","application_id":"3","deleted":"true",
            "ends_at":"soon"}}}"#,
        );
        let event = envelope.event.unwrap();
        assert!(matches!(event.data, WebhookEventData::EntitlementCreate(_)), "{event:?}");
        let left_out = event.left_out.unwrap();
        assert_eq!((left_out.left_out(), left_out.path()), (2, Some("deleted")));
        let envelope = decoded(
            r#"{"version":1,"application_id":"9","type":1,"event":{"type":"ENTITLEMENT_CREATE","timestamp":5,
            "data":{"id":"1","sku_id":"2","application_id":"3"}}}"#,
        );
        assert_eq!(envelope.event.unwrap().left_out.unwrap().path(), Some("timestamp"));
    }
}
