//! Dispatches that are not in the table, dispatches that do not fit their types, and dispatches with registered types.

use std::{
    any::Any,
    collections::HashMap,
    fmt,
    sync::{Arc, OnceLock},
};

use compact_str::CompactString;
use greenroom_macros::New;
use serde::de::DeserializeOwned;

use super::{DecodeError, Event, EventKind, decode};
use crate::{gateway::Data, json::quoted, model::RawJson};

/// A dispatch that is not in the table and has no [registered type](crate::Bot::event_type), such as a new one of
/// Discord's.
#[derive(Debug, Clone, PartialEq, New)]
#[new(name, raw)]
#[non_exhaustive]
pub struct UnknownEvent {
    /// The name of the dispatch.
    pub name: CompactString,
    /// Its `d`.
    pub raw: RawJson,
}

impl UnknownEvent {
    /// The event for such a dispatch: an [`Undecoded`] if its `d` is not valid JSON.
    pub(crate) fn event(name: &str, data: &[u8]) -> Event {
        match decode(name, Data::whole(data)) {
            Ok((raw, _)) => Event::Unknown(Box::new(Self { name: name.into(), raw })),
            Err(error) => Event::Undecoded(Box::new(Undecoded::from_error(error, data))),
        }
    }
}

/// A dispatch whose payload does not have the shape of its type, or contains values that do not.
///
/// Only this event, or these values, are lost: the sequence number has advanced, and
/// [`raw_event`](crate::handler::EventHandler::raw_event) receives the payload. If only elements of lists or single
/// fields cannot be read, the event is delivered without them, and one `Undecoded` for all of them follows it.
#[derive(Clone, PartialEq, New)]
#[new(name, message, raw)]
#[non_exhaustive]
pub struct Undecoded {
    /// The name of the dispatch, such as `MESSAGE_CREATE`.
    pub name: CompactString,
    /// The path in `d` of the value that is wrong, such as `author.id` or `mentions[2]`, if it could be determined.
    pub path: Option<String>,
    /// What is wrong with the value.
    pub message: String,
    /// The number of values that were left out of the event, which was delivered without them. `path` and `message`
    /// describe the first. 0 if the event as a whole could not be read and was not delivered.
    pub left_out: usize,
    /// Its `d` as text. Bytes that are not UTF-8 are replaced.
    pub raw: Box<str>,
}

/// Shows the first 2 KiB of `raw`, without secrets.
impl fmt::Debug for Undecoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, path, message, left_out, raw } = self;
        f.debug_struct("Undecoded")
            .field("name", name)
            .field("path", path)
            .field("message", message)
            .field("left_out", left_out)
            .field("raw", &quoted(raw.as_bytes()))
            .finish()
    }
}

impl Undecoded {
    pub(crate) fn from_error(error: DecodeError, data: &[u8]) -> Self {
        let DecodeError { event: name, path, message, left_out } = error;
        Self { name, path, message, left_out, raw: String::from_utf8_lossy(data).into() }
    }

    /// The kind that the dispatch should have had; `None` if its type was [registered](crate::Bot::event_type).
    #[must_use]
    pub fn kind(&self) -> Option<EventKind> {
        EventKind::from_name(&self.name)
    }

    /// The problem as an error.
    #[must_use]
    pub fn error(&self) -> DecodeError {
        let Self { name, path, message, left_out, .. } = self;
        DecodeError { event: name.clone(), path: path.clone(), message: message.clone(), left_out: *left_out }
    }
}

/// A dispatch whose type was registered with [`Bot::event_type`](crate::Bot::event_type).
///
/// It is decoded once, on the first call of [`get`](Self::get) or [`undecoded`](Self::undecoded) and on the thread of
/// the caller, so that code of the user never runs on the threads of the connections. Cheap to clone.
#[derive(Clone)]
pub struct CustomEvent(Arc<Custom>);

struct Custom {
    name: CompactString,
    raw: Box<str>,
    read: Read,
    outcome: OnceLock<Result<Value, Box<Undecoded>>>,
}

type Value = Box<dyn Any + Send + Sync>;
type Read = fn(&str, &str) -> Result<Value, DecodeError>;

fn read<T: DeserializeOwned + Send + Sync + 'static>(name: &str, data: &str) -> Result<Value, DecodeError> {
    decode::decode_custom::<T>(name, data).map(|value| Box::new(value) as Value)
}

impl CustomEvent {
    /// A dispatch with this name and `d`, which is decoded as `T`.
    #[must_use]
    pub fn new<T: DeserializeOwned + Send + Sync + 'static>(
        name: impl Into<CompactString>,
        raw: impl Into<Box<str>>,
    ) -> Self {
        Self::with(name.into(), raw.into(), read::<T>)
    }

    fn with(name: CompactString, raw: Box<str>, read: Read) -> Self {
        Self(Arc::new(Custom { name, raw, read, outcome: OnceLock::new() }))
    }

    /// The name of the dispatch.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its `d` as JSON.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.0.raw
    }

    /// The payload, if `T` is the type that was registered for this dispatch and the payload could be decoded.
    #[must_use]
    pub fn get<T: 'static>(&self) -> Option<&T> {
        self.outcome().ok()?.downcast_ref()
    }

    /// The error, if the payload could not be decoded.
    #[must_use]
    pub fn undecoded(&self) -> Option<&Undecoded> {
        self.outcome().err()
    }

    fn outcome(&self) -> Result<&Value, &Undecoded> {
        let Custom { name, raw, read, outcome } = &*self.0;
        let read = || read(name, raw).map_err(|error| Box::new(Undecoded::from_error(error, raw.as_bytes())));
        outcome.get_or_init(read).as_ref().map_err(|undecoded| &**undecoded)
    }
}

impl fmt::Debug for CustomEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomEvent").field("name", &self.0.name).field("raw", &quoted(self.0.raw.as_bytes())).finish()
    }
}

/// Two are equal if their names and texts are.
impl PartialEq for CustomEvent {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.raw() == other.raw()
    }
}

/// The types that users have registered for dispatches.
#[derive(Debug, Clone, Default)]
pub(crate) struct EventTypes(HashMap<CompactString, Read>);

impl EventTypes {
    /// Registers `T` for the dispatch with this name, in place of an earlier type.
    pub(crate) fn insert<T: DeserializeOwned + Send + Sync + 'static>(&mut self, name: &str) {
        self.0.insert(name.into(), read::<T>);
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        !self.0.is_empty() && self.0.contains_key(name)
    }

    /// The event for a dispatch, if a type was registered for its name.
    pub(crate) fn event(&self, name: &str, data: &[u8]) -> Option<CustomEvent> {
        let read = *self.0.get(name)?;
        Some(CustomEvent::with(name.into(), String::from_utf8_lossy(data).into(), read))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use static_assertions::assert_impl_all;

    use super::*;

    assert_impl_all!(CustomEvent: Send, Sync, Clone);

    #[derive(Debug, Deserialize, PartialEq)]
    struct Applause {
        hands: u32,
    }

    #[test]
    fn a_type_is_found_by_name_and_decoded_once() {
        let mut types = EventTypes::default();
        assert!(!types.contains("APPLAUSE"));
        types.insert::<Applause>("APPLAUSE");
        assert!(types.contains("APPLAUSE") && types.event("SILENCE", b"{}").is_none());
        let event = types.event("APPLAUSE", br#"{"hands":2}"#).unwrap();
        let hands = event.get::<Applause>().unwrap();
        assert_eq!(*hands, Applause { hands: 2 });
        assert!(std::ptr::eq(hands, event.clone().get().unwrap()), "read once");
        assert_eq!(event.get::<String>(), None);
        assert_eq!(event.undecoded(), None);
        assert_eq!((event.name(), event.raw()), ("APPLAUSE", r#"{"hands":2}"#));
    }

    #[test]
    fn an_unknown_dispatch_is_kept_unless_its_data_is_not_json() {
        let Event::Unknown(event) = UnknownEvent::event("NEW", br#"{"a": 1}"#) else { panic!() };
        assert_eq!((event.name.as_str(), event.raw.get()), ("NEW", r#"{"a": 1}"#));
        let event = UnknownEvent::event("NEW", b"[1,\xff]");
        assert_eq!(event.name(), "NEW");
        let Event::Undecoded(event) = event else { panic!() };
        assert_eq!((event.path.as_deref(), &*event.raw), (Some("[1]"), "[1,\u{fffd}]"));
    }

    /// A registered type may contain types that only serde_json can read.
    #[test]
    fn a_registered_type_may_contain_values_of_serde_json() {
        #[derive(Debug, Deserialize)]
        struct Kept {
            raw: Box<serde_json::value::RawValue>,
            ours: RawJson,
        }

        let mut types = EventTypes::default();
        types.insert::<Kept>("KEPT");
        let event = types.event("KEPT", br#"{"raw":[ 1.50 ],"ours":{ }}"#).unwrap();
        let kept = event.get::<Kept>().unwrap();
        assert_eq!((kept.raw.get(), kept.ours.get()), ("[ 1.50 ]", "{ }"));
    }

    #[test]
    fn the_error_of_a_registered_type_has_the_path() {
        let mut types = EventTypes::default();
        types.insert::<Applause>("APPLAUSE");
        let event = types.event("APPLAUSE", br#"{"hands":"many"}"#).unwrap();
        assert_eq!(event.get::<Applause>(), None);
        let undecoded = event.undecoded().unwrap();
        assert_eq!((undecoded.path.as_deref(), undecoded.kind()), (Some("hands"), None));
        assert_eq!(undecoded.message, "invalid type: string \"many\", expected u32");
        let lines = types.event("APPLAUSE", b"{\n\"all\": [0],\n \"hands\":\n[5]}").unwrap();
        assert_eq!(lines.undecoded().unwrap().path.as_deref(), Some("hands"));
        assert_eq!(&*undecoded.raw, r#"{"hands":"many"}"#);
        assert!(undecoded.error().to_string().starts_with("APPLAUSE could not be decoded at `hands`"));
    }
}
