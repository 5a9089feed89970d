//! The events that Discord sends, and what happens to the shards themselves.
//!
//! `table.rs` lists all events, one entry each. The payloads are in files by family. [`Event`] is an enum of all of
//! them, [`EventKind`] is its kind, [`EventKinds`] is a set of kinds, and [`Lifecycle`] is what happens to a shard.
//!
//! An event that is not in the table, or whose payload does not have the expected shape, is not an error. `other.rs`
//! has [`UnknownEvent`] for the first case, [`Undecoded`] for the second, and [`CustomEvent`] for types that the user
//! registers.
//!
//! All of them may get more fields and variants without a breaking release, so matches end with `..` or `_`. To make
//! one for a unit test of a handler, call `new` with what Discord always sends and set the other fields. A payload that
//! is an object of the model is made with `From`:
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
mod member_ids;
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
        /// An event with its payload. Large payloads are boxed, so that a batch of events stays small.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            $(#[doc = concat!($doc, " (", $name, ")")] $payload(stored!($storage $payload)),)+
            /// A dispatch whose name is not in the table.
            Unknown(Box<UnknownEvent>),
            /// A dispatch whose payload does not have the shape of its type.
            Undecoded(Box<Undecoded>),
            /// A dispatch that is decoded into a type registered with [`Bot::event_type`](crate::Bot::event_type).
            Custom(CustomEvent),
        }

        /// The kind of an event.
        ///
        /// | dispatch | handler's method | intents in guilds | in direct messages |
        /// |---|---|---|---|
        $(#[doc = concat!(
            "| ", $name, " | [`", stringify!($method), "`](crate::handler::EventHandler::", stringify!($method), ") | ",
            stringify!($($guild)*), " | ", stringify!($($direct)*), " |"
        )])+
        ///
        /// An event without intents is sent to every bot. If several intents are listed, one of them is enough.
        ///
        /// The last three variants have no dispatch name of their own: see [`OTHER`](Self::OTHER).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum EventKind {
            $(#[doc = concat!($doc, " (", $name, ")")] $payload,)+
            /// Any dispatch whose name is not in the table: [`UnknownEvent`].
            Unknown,
            /// Any dispatch whose payload does not have the shape of its type: [`Undecoded`].
            Undecoded,
            /// Any dispatch that is decoded into a registered type: [`CustomEvent`].
            Custom,
        }

        impl Event {
            /// Decodes the `d` of a dispatch of this kind, in one pass and straight into its type.
            ///
            /// # Errors
            /// If the payload does not have the shape of its event; the error has the path. A value inside it that
            /// cannot be read is left out, which is not an error. The kinds in [`OTHER`](EventKind::OTHER) cannot be
            /// decoded from a payload alone and return an error.
            pub fn decode(kind: EventKind, data: &[u8]) -> Result<Self, DecodeError> {
                Self::read(kind, Data::whole(data)).map(|(event, _)| event)
            }

            /// Decodes data that is still part of its frame, and also returns what was left out.
            pub(crate) fn read(
                kind: EventKind,
                data: Data<'_>,
            ) -> Result<(Self, Option<Box<DecodeError>>), DecodeError> {
                let (mut event, left_out) = match kind {
                    $(EventKind::$payload => {
                        let (payload, left_out) = decode::decode($name, data)?;
                        (Self::$payload(payload), left_out)
                    })+
                    EventKind::Unknown | EventKind::Undecoded | EventKind::Custom => {
                        return Err(DecodeError::of_no_payload(kind));
                    }
                };
                event.set_ids_of_members();
                Ok((event, left_out))
            }

            /// The kind of the event.
            #[must_use]
            pub const fn kind(&self) -> EventKind {
                match self {
                    $(Self::$payload(_) => EventKind::$payload,)+
                    Self::Unknown(_) => EventKind::Unknown,
                    Self::Undecoded(_) => EventKind::Undecoded,
                    Self::Custom(_) => EventKind::Custom,
                }
            }

            /// The guild of the event, if it has one.
            #[must_use]
            pub fn guild_id(&self) -> Option<GuildId> {
                match self {
                    $(Self::$payload(payload) => payload.guild_id(),)+
                    Self::Unknown(_) | Self::Undecoded(_) | Self::Custom(_) => None,
                }
            }

            /// The channel of the event, if it has one.
            #[must_use]
            pub fn channel_id(&self) -> Option<ChannelId> {
                match self {
                    $(Self::$payload(payload) => payload.channel_id(),)+
                    Self::Unknown(_) | Self::Undecoded(_) | Self::Custom(_) => None,
                }
            }

            /// The user who caused the event or whom it is about, if there is one.
            #[must_use]
            pub fn user_id(&self) -> Option<UserId> {
                match self {
                    $(Self::$payload(payload) => payload.user_id(),)+
                    Self::Unknown(_) | Self::Undecoded(_) | Self::Custom(_) => None,
                }
            }

            /// The message of the event, if it has one: the message itself, the one that was reacted to, or the one
            /// whose component was used.
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

            /// The kinds that are not in the table. Each covers dispatches of many names: unknown ones, those that
            /// cannot be decoded, and those that are decoded into a registered type.
            pub const OTHER: &'static [Self; 3] = &[Self::Unknown, Self::Undecoded, Self::Custom];

            /// The name of the dispatch, such as `MESSAGE_CREATE`. For the kinds in [`OTHER`](Self::OTHER), whose
            /// dispatches have [many names](Event::name), it is `unknown`, `undecoded` or `custom`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$payload => $name,)+
                    Self::Unknown => "unknown",
                    Self::Undecoded => "undecoded",
                    Self::Custom => "custom",
                }
            }

            /// The kind of the dispatch with this name; `None` if the name is not in the table.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$payload),)+
                    _ => None,
                }
            }

            /// The method of [`EventHandler`](crate::handler::EventHandler) that receives it, such as `message_create`.
            #[must_use]
            pub const fn method(self) -> &'static str {
                match self {
                    $(Self::$payload => stringify!($method),)+
                    Self::Unknown => "unknown_event",
                    Self::Undecoded => "undecoded_event",
                    Self::Custom => "custom_event",
                }
            }

            /// The intents with which Discord sends it from guilds.
            #[must_use]
            pub const fn guild_intents(self) -> Intents {
                match self {
                    $(Self::$payload => Intents::empty()$(.union(Intents::$guild))*,)+
                    Self::Unknown | Self::Undecoded | Self::Custom => Intents::empty(),
                }
            }

            /// The intents with which Discord sends it from direct messages.
            #[must_use]
            pub const fn direct_intents(self) -> Intents {
                match self {
                    $(Self::$payload => Intents::empty()$(.union(Intents::$direct))*,)+
                    Self::Unknown | Self::Undecoded | Self::Custom => Intents::empty(),
                }
            }

            /// The intents without which Discord sends it with its text and similar content left out.
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
    /// All intents with which Discord sends it; empty if it is sent to every bot.
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
