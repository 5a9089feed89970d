//! Dispatches beside the table: those without a type, those that do not fit theirs, and those whose type is yours.

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

/// A dispatch that has no type here, and none of [yours](crate::Bot::event_type): Discord has something new.
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
    /// The event for such a dispatch; an [`Undecoded`] if its `d` is not even JSON.
    pub(crate) fn event(name: &str, data: &[u8]) -> Event {
        match decode(name, Data::whole(data)) {
            Ok((raw, _)) => Event::Unknown(Box::new(Self { name: name.into(), raw })),
            Err(error) => Event::Undecoded(Box::new(Undecoded::from_error(error, data))),
        }
    }
}

/// A dispatch that does not have the shape of its type, or has values that do not.
///
/// It costs this one event, or these values, and nothing else: the sequence number has advanced, and
/// [`raw_event`](crate::handler::EventHandler::raw_event) sees it. One bad element of a list or one bad field is left
/// out of the event, which comes as always; this then follows it, once for all of them.
#[derive(Clone, PartialEq, New)]
#[new(name, message, raw)]
#[non_exhaustive]
pub struct Undecoded {
    /// The name of the dispatch, such as `MESSAGE_CREATE`.
    pub name: CompactString,
    /// Where in `d` it went wrong, such as `author.id` or `mentions[2]`, if that could be told.
    pub path: Option<String>,
    /// What was wrong there.
    pub message: String,
    /// How many values were left out of the event, which has come without them; `path` and `message` are about the
    /// first. 0 if the event itself could not be read, and has not come.
    pub left_out: usize,
    /// Its `d` as text; what is no UTF-8 in it is replaced.
    pub raw: Box<str>,
}

/// Of `raw` the beginning, up to 2 KiB, without secrets.
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

    /// The kind it should have been; `None` where the type is [yours](crate::Bot::event_type).
    #[must_use]
    pub fn kind(&self) -> Option<EventKind> {
        EventKind::from_name(&self.name)
    }

    /// What was wrong, as an error.
    #[must_use]
    pub fn error(&self) -> DecodeError {
        let Self { name, path, message, left_out, .. } = self;
        DecodeError { event: name.clone(), path: path.clone(), message: message.clone(), left_out: *left_out }
    }
}

/// A dispatch whose type is yours: [`Bot::event_type`](crate::Bot::event_type) has named it.
///
/// It is decoded when somebody first looks at it, once, and by whoever looks: your code never runs on the threads that hold the
/// connections. Cheap to clone.
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
    /// A dispatch with that name and `d`, to be read as `T`.
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

    /// The payload, if `T` is the type that was named for this dispatch, and if it could be decoded.
    #[must_use]
    pub fn get<T: 'static>(&self) -> Option<&T> {
        self.outcome().ok()?.downcast_ref()
    }

    /// Why it could not be decoded, if it could not.
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

/// Two are equal if their names and their texts are.
impl PartialEq for CustomEvent {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.raw() == other.raw()
    }
}

/// The types that users have named for dispatches.
#[derive(Debug, Clone, Default)]
pub(crate) struct EventTypes(HashMap<CompactString, Read>);

impl EventTypes {
    /// Names `T` for the dispatch, in place of what was named before.
    pub(crate) fn insert<T: DeserializeOwned + Send + Sync + 'static>(&mut self, name: &str) {
        self.0.insert(name.into(), read::<T>);
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        !self.0.is_empty() && self.0.contains_key(name)
    }

    /// The event for a dispatch that a type was named for.
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
    fn a_type_is_found_by_name_and_read_once() {
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
    fn an_unknown_dispatch_is_kept_unless_it_is_no_json() {
        let Event::Unknown(event) = UnknownEvent::event("NEW", br#"{"a": 1}"#) else { panic!() };
        assert_eq!((event.name.as_str(), event.raw.get()), ("NEW", r#"{"a": 1}"#));
        let event = UnknownEvent::event("NEW", b"[1,\xff]");
        assert_eq!(event.name(), "NEW");
        let Event::Undecoded(event) = event else { panic!() };
        assert_eq!((event.path.as_deref(), &*event.raw), (Some("[1]"), "[1,\u{fffd}]"));
    }

    /// A type of yours may ask for whatever serde_json has.
    #[test]
    fn a_type_may_keep_values_of_serde_json() {
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
    fn what_does_not_fit_says_where() {
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
