//! What can be collected: each payload of the table, those beside it, and events of any kind.

use super::{CustomEvent, Event, EventKind, EventKinds, Undecoded, UnknownEvent};

/// Keeps [`EventPayload`] to the types of this crate.
pub trait Sealed {}

/// The payload of an event, as [collectors](crate::Collector) name what they collect: `MessageCreate`, `ReactionAdd`, and so on for each
/// line of the [table](EventKind); [`UnknownEvent`], [`Undecoded`] and [`CustomEvent`]; and [`Event`] for events of any kind.
pub trait EventPayload: Sealed + Sized + Send + Sync + 'static {
    /// The kinds whose payload it is: one, except for [`Event`].
    const KINDS: EventKinds;

    /// The payload, if it is the event's.
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
