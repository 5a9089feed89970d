//! The types that collectors can collect: every payload of the table, the payloads of other kinds, and `Event`.

use super::{CustomEvent, Event, EventKind, EventKinds, Undecoded, UnknownEvent};

/// Prevents implementations of [`EventPayload`] in other crates.
pub trait Sealed {}

/// The payload of an event. It is the type parameter of a [collector](crate::Collector): `MessageCreate`, `ReactionAdd`
/// and so on for each entry of the [table](EventKind), [`UnknownEvent`], [`Undecoded`] and [`CustomEvent`], and
/// [`Event`] for events of any kind.
pub trait EventPayload: Sealed + Sized + Send + Sync + 'static {
    /// The kinds that have this payload: one, except for [`Event`].
    const KINDS: EventKinds;

    /// The payload of the event, if it has this type.
    fn of(event: &Event) -> Option<&Self>;
}

impl EventPayload for Event {
    const KINDS: EventKinds = EventKinds::EVERY;

    fn of(event: &Event) -> Option<&Self> {
        Some(event)
    }
}

impl Sealed for Event {}

macro_rules! beside_the_table {
    ($($variant:ident($payload:ident))+) => {
        $(impl EventPayload for $payload {
            const KINDS: EventKinds = EventKinds::only(EventKind::$variant);

            fn of(event: &Event) -> Option<&Self> {
                match event {
                    Event::$variant(payload) => {
                        let payload: &Self = payload;
                        Some(payload)
                    }
                    _ => None,
                }
            }
        }

        impl Sealed for $payload {})+
    };
}

beside_the_table!(Unknown(UnknownEvent) Undecoded(Undecoded) Custom(CustomEvent));
