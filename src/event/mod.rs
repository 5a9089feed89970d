//! What Discord tells a bot.
//!
//! `table.rs` is the one list of events, a line for each. The payloads are in files by family. [`Event`]
//! is one of them, [`EventKind`] says which, [`EventKinds`] is a set of kinds, and [`Lifecycle`] is what happens to the shards
//! themselves.
//!
//! An event that is not in the table is no error: a handler that wants it writes
//! [`raw_event`](crate::handler::EventHandler::raw_event).

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
pub use guild::*;
pub use integration::*;
pub use interaction::*;
pub use invite::*;
pub use kinds::EventKinds;
pub use lifecycle::*;
pub use member::*;
pub use message::*;
pub use monetization::*;
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

use crate::gateway::Intents;
use crate::model::{ChannelId, GuildId, UserId};

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
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum EventKind {
            $(#[doc = concat!($doc, " (", $name, ")")] $payload,)+
        }

        impl Event {
            /// Reads the `d` of a dispatch of that kind, once and straight into its type.
            ///
            /// # Errors
            /// If the payload does not have the shape of its event; the error says where.
            pub fn decode(kind: EventKind, data: &[u8]) -> Result<Self, DecodeError> {
                match kind {
                    $(EventKind::$payload => decode::decode($name, data).map(Self::$payload),)+
                }
            }

            /// Which event it is.
            #[must_use]
            pub const fn kind(&self) -> EventKind {
                match self {
                    $(Self::$payload(_) => EventKind::$payload,)+
                }
            }

            /// The guild it is about, if it is about one.
            #[must_use]
            pub fn guild_id(&self) -> Option<GuildId> {
                match self {
                    $(Self::$payload(payload) => payload.guild_id(),)+
                }
            }

            /// The channel it is about, if it is about one.
            #[must_use]
            pub fn channel_id(&self) -> Option<ChannelId> {
                match self {
                    $(Self::$payload(payload) => payload.channel_id(),)+
                }
            }

            /// The user it is about or who caused it, if there is one.
            #[must_use]
            pub fn user_id(&self) -> Option<UserId> {
                match self {
                    $(Self::$payload(payload) => payload.user_id(),)+
                }
            }
        }

        impl EventKind {
            /// Every kind, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$payload,)+];

            /// The name of the dispatch, such as `MESSAGE_CREATE`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$payload => $name,)+
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
                }
            }

            /// The intents that deliver it from guilds.
            #[must_use]
            pub const fn guild_intents(self) -> Intents {
                match self {
                    $(Self::$payload => Intents::empty()$(.union(Intents::$guild))*,)+
                }
            }

            /// The intents that deliver it from direct messages.
            #[must_use]
            pub const fn direct_intents(self) -> Intents {
                match self {
                    $(Self::$payload => Intents::empty()$(.union(Intents::$direct))*,)+
                }
            }

            /// The intents without which it comes, but with its text and the like left out.
            #[must_use]
            pub const fn content_intents(self) -> Intents {
                match self {
                    $(Self::$payload => Intents::empty()$(.union(Intents::$content))*,)+
                }
            }
        }

        $(impl From<$payload> for Event {
            fn from(payload: $payload) -> Self {
                Self::$payload(payload.into())
            }
        })+
    };
}

events!(define_events);

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
