//! What Discord tells a bot.
//!
//! `table.rs` is the one list of events, a line for each. The payloads are in files by family. [`Event`]
//! is one of them, [`EventKind`] says which, [`EventKinds`] is a set of kinds, and [`Lifecycle`] is what happens to the shards
//! themselves.
//!
//! An event that is not in the table is no error, nor is one that does not have its shape: `other.rs` has an [`UnknownEvent`] for the
//! first, an [`Undecoded`] for the second, and a [`CustomEvent`] for types that you name yourself.
//!
//! All of them may get more fields and variants without a breaking release: matches end with `..` or `_`. To make one, for a unit test of a handler, begin with
//! what Discord always sends and set what else matters. A payload that is an object of the model comes `From` that object:
//!
//! ```
//! use greenroom::event::{Event, EventKind, ReactionRemoveAll};
//! use greenroom::model::GuildId;
//!
//! let mut removed = ReactionRemoveAll::new(5, 8);
//! removed.guild_id = Some(GuildId::new(1));
//! assert_eq!(Event::from(removed).kind(), EventKind::ReactionRemoveAll);
//! ```

mod audit_log;
mod auto_moderation;
mod channel;
mod decode;
mod guild;
mod integration;
mod interaction;
mod invite;
mod kinds;
mod lifecycle;
mod member;
mod message;
mod monetization;
mod other;
mod payload;
mod poll;
mod presence;
mod reaction;
mod role;
mod scheduled_event;
mod scope;
mod session;
mod soundboard;
mod stage;
mod table;
mod thread;
mod voice;
mod with_guild;

pub use audit_log::*;
pub use auto_moderation::*;
pub use channel::*;
pub use decode::DecodeError;
pub(crate) use decode::decode;
pub use guild::*;
pub use integration::*;
pub use interaction::*;
pub use invite::*;
pub use kinds::EventKinds;
pub use lifecycle::*;
pub use member::*;
pub use message::*;
pub use monetization::*;
pub(crate) use other::EventTypes;
pub use other::{CustomEvent, Undecoded, UnknownEvent};
pub use payload::EventPayload;
pub use poll::*;
pub use presence::*;
pub use reaction::*;
pub use role::*;
pub use scheduled_event::*;
pub use session::*;
pub use soundboard::*;
pub use stage::*;
pub use thread::*;
pub use voice::*;

pub(crate) use lifecycle::lifecycle;
use scope::Scope;
pub(crate) use table::events;

use crate::gateway::{Data, Intents};
use crate::model::{ChannelId, GuildId, MessageId, UserId};

macro_rules! stored {
    (boxed $payload:ident) => { Box<$payload> };
    (plain $payload:ident) => { $payload };
}

macro_rules! define_events {
    ($($name:literal $payload:ident $storage:ident $method:ident
        guild[$($guild:ident)*] direct[$($direct:ident)*] content[$($content:ident)*] $doc:literal;)+) => {
        /// An event, with its payload. Large payloads are boxed, so that a batch of events is small.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            $(#[doc = concat!($doc, " (", $name, ")")] $payload(stored!($storage $payload)),)+
            /// A dispatch that has no type here.
            Unknown(Box<UnknownEvent>),
            /// A dispatch that does not have the shape of its type.
            Undecoded(Box<Undecoded>),
            /// A dispatch whose type is [yours](crate::Bot::event_type).
            Custom(CustomEvent),
        }

        /// Which event it is.
        ///
        /// | dispatch | handler's method | intents in guilds | in direct messages |
        /// |---|---|---|---|
        $(#[doc = concat!(
            "| ", $name, " | [`", stringify!($method), "`](crate::handler::EventHandler::", stringify!($method), ") | ",
            stringify!($($guild)*), " | ", stringify!($($direct)*), " |"
        )])+
        ///
        /// No intent: it is sent to every bot. One intent of a line is enough.
        ///
        /// The last three are no dispatches of their own: see [`OTHER`](Self::OTHER).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum EventKind {
            $(#[doc = concat!($doc, " (", $name, ")")] $payload,)+
            /// Any dispatch that has no type here: [`UnknownEvent`].
            Unknown,
            /// Any dispatch that does not have the shape of its type: [`Undecoded`].
            Undecoded,
            /// Any dispatch whose type is yours: [`CustomEvent`].
            Custom,
        }

        impl Event {
            /// Reads the `d` of a dispatch of that kind, once and straight into its type.
            ///
            /// # Errors
            /// If the payload does not have the shape of its event; the error says where. A value that could not be read is left out,
            /// and is no error. The kinds beside the table are made of no payload alone.
            pub fn decode(kind: EventKind, data: &[u8]) -> Result<Self, DecodeError> {
                Self::read(kind, Data::whole(data)).map(|(event, _)| event)
            }

            /// Does the same with data that stands in its payload, and says what was left out.
            pub(crate) fn read(kind: EventKind, data: Data<'_>) -> Result<(Self, Option<Box<DecodeError>>), DecodeError> {
                match kind {
                    $(EventKind::$payload => {
                        decode::decode($name, data).map(|(payload, left_out)| (Self::$payload(payload), left_out))
                    })+
                    EventKind::Unknown | EventKind::Undecoded | EventKind::Custom => Err(DecodeError::of_no_payload(kind)),
                }
            }

            /// Which event it is.
            #[must_use]
            pub const fn kind(&self) -> EventKind {
                match self {
                    $(Self::$payload(_) => EventKind::$payload,)+
                    Self::Unknown(_) => EventKind::Unknown,
                    Self::Undecoded(_) => EventKind::Undecoded,
                    Self::Custom(_) => EventKind::Custom,
                }
            }

            /// The guild it is about, if it is about one.
            #[must_use]
            pub fn guild_id(&self) -> Option<GuildId> {
                match self {
                    $(Self::$payload(payload) => payload.guild_id(),)+
                    Self::Unknown(_) | Self::Undecoded(_) | Self::Custom(_) => None,
                }
            }

            /// The channel it is about, if it is about one.
            #[must_use]
            pub fn channel_id(&self) -> Option<ChannelId> {
                match self {
                    $(Self::$payload(payload) => payload.channel_id(),)+
                    Self::Unknown(_) | Self::Undecoded(_) | Self::Custom(_) => None,
                }
            }

            /// The user it is about or who caused it, if there is one.
            #[must_use]
            pub fn user_id(&self) -> Option<UserId> {
                match self {
                    $(Self::$payload(payload) => payload.user_id(),)+
                    Self::Unknown(_) | Self::Undecoded(_) | Self::Custom(_) => None,
                }
            }

            /// The message it is about, if it is about one: the message itself, or the one that was reacted to or whose
            /// component was used.
            #[must_use]
            pub fn message_id(&self) -> Option<MessageId> {
                match self {
                    $(Self::$payload(payload) => payload.message_id(),)+
                    Self::Unknown(_) | Self::Undecoded(_) | Self::Custom(_) => None,
                }
            }
        }

        impl EventKind {
            /// Every kind, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$payload,)+];

            /// The kinds beside the table, which take in dispatches of many names: unknown ones, those that cannot be decoded,
            /// those whose type is yours.
            pub const OTHER: &'static [Self; 3] = &[Self::Unknown, Self::Undecoded, Self::Custom];

            /// The name of the dispatch, such as `MESSAGE_CREATE`; for the kinds beside the table, whose dispatches have
            /// [many](Event::name), what they have in common.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$payload => $name,)+
                    Self::Unknown => "unknown",
                    Self::Undecoded => "undecoded",
                    Self::Custom => "custom",
                }
            }

            /// The kind of the dispatch with that name; `None` for one that has no type here.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$payload),)+
                    _ => None,
                }
            }

            /// The handler's method for it, such as `message_create`.
            #[must_use]
            pub const fn method(self) -> &'static str {
                match self {
                    $(Self::$payload => stringify!($method),)+
                    Self::Unknown => "unknown_event",
                    Self::Undecoded => "undecoded_event",
                    Self::Custom => "custom_event",
                }
            }

            /// The intents that deliver it from guilds.
            #[must_use]
            pub const fn guild_intents(self) -> Intents {
                match self {
                    $(Self::$payload => Intents::empty()$(.union(Intents::$guild))*,)+
                    Self::Unknown | Self::Undecoded | Self::Custom => Intents::empty(),
                }
            }

            /// The intents that deliver it from direct messages.
            #[must_use]
            pub const fn direct_intents(self) -> Intents {
                match self {
                    $(Self::$payload => Intents::empty()$(.union(Intents::$direct))*,)+
                    Self::Unknown | Self::Undecoded | Self::Custom => Intents::empty(),
                }
            }

            /// The intents without which it comes, but with its text and the like left out.
            #[must_use]
            pub const fn content_intents(self) -> Intents {
                match self {
                    $(Self::$payload => Intents::empty()$(.union(Intents::$content))*,)+
                    Self::Unknown | Self::Undecoded | Self::Custom => Intents::empty(),
                }
            }
        }

        $(impl From<$payload> for Event {
            fn from(payload: $payload) -> Self {
                Self::$payload(payload.into())
            }
        }

        impl EventPayload for $payload {
            const KINDS: EventKinds = EventKinds::only(EventKind::$payload);

            fn of(event: &Event) -> Option<&Self> {
                match event {
                    Event::$payload(payload) => {
                        let payload: &Self = payload;
                        Some(payload)
                    }
                    _ => None,
                }
            }
        }

        impl payload::Sealed for $payload {})+
    };
}

events!(define_events);

impl Event {
    /// The name of the dispatch, such as `MESSAGE_CREATE`.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Unknown(unknown) => &unknown.name,
            Self::Undecoded(undecoded) => &undecoded.name,
            Self::Custom(custom) => custom.name(),
            _ => self.kind().name(),
        }
    }
}

impl EventKind {
    /// All intents that can deliver it; none if it is sent to every bot.
    #[must_use]
    pub const fn intents(self) -> Intents {
        self.guild_intents().union(self.direct_intents())
    }
}

impl std::fmt::Display for EventKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests;
