//! The table of webhook events, with their names and payloads.

use compact_str::CompactString;
use greenroom_macros::New;
use serde::Serialize;

use super::{
    ApplicationAuthorized, ApplicationDeauthorized, GameDirectMessage, LobbyMessageDelete, LobbyMessageUpdate,
};
use crate::event::{DecodeError, decode};
use crate::gateway::Data;
use crate::model::{Entitlement, LobbyMessage, RawJson};

macro_rules! webhook_events {
    ($($name:literal $variant:ident($payload:ty) $doc:literal;)+) => {
        /// The payload of a webhook event, by its type.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum WebhookEventData {
            $(#[doc = concat!($doc, " (", $name, ")")] $variant($payload),)+
            /// An event of an unknown type.
            Unknown(Box<UnknownWebhookEvent>),
            /// An event that does not have the shape of its type.
            Undecoded(Box<UndecodedWebhookEvent>),
        }

        /// The type of a webhook event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum WebhookEventKind {
            $(#[doc = concat!($doc, " (", $name, ")")] $variant,)+
        }

        impl WebhookEventData {
            /// Reads the `data` of an event with this `type`. Also returns what was left out.
            pub(super) fn read(name: &str, data: Option<RawJson>) -> (Self, Option<Box<DecodeError>>) {
                let text = data.as_ref().map(RawJson::get).unwrap_or_default();
                let read = match name {
                    $($name => decode(name, Data::whole(text.as_bytes())).map(|(payload, left_out)| {
                        (Self::$variant(payload), left_out)
                    }),)+
                    _ => return (Self::Unknown(Box::new(UnknownWebhookEvent { name: name.into(), raw: data })), None),
                };
                read.unwrap_or_else(|error| (Self::undecoded(&error, data), None))
            }

            /// Serializes what was read as `data`. `None` if there was none.
            pub(super) fn write(&self) -> Result<Option<RawJson>, serde_json::Error> {
                match self {
                    $(Self::$variant(payload) => non_null(payload),)+
                    Self::Unknown(unknown) => Ok(unknown.raw.clone()),
                    Self::Undecoded(undecoded) => Ok(undecoded.raw.clone()),
                }
            }

            /// Its type. For an event that could not be decoded it is the type that it should have had. `None` if the
            /// type is unknown.
            #[must_use]
            pub fn kind(&self) -> Option<WebhookEventKind> {
                match self {
                    $(Self::$variant(_) => Some(WebhookEventKind::$variant),)+
                    Self::Unknown(_) => None,
                    Self::Undecoded(undecoded) => WebhookEventKind::from_name(&undecoded.name),
                }
            }
        }

        impl WebhookEventKind {
            /// Every type, in the order of Discord's documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Discord's name of the type, such as `ENTITLEMENT_CREATE`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// The type with this name; `None` if it is unknown.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

webhook_events! {
    "APPLICATION_AUTHORIZED" ApplicationAuthorized(Box<ApplicationAuthorized>)
        "The application was added to a guild or by a user.";
    "APPLICATION_DEAUTHORIZED" ApplicationDeauthorized(Box<ApplicationDeauthorized>)
        "A user revoked the authorization of the application.";
    "ENTITLEMENT_CREATE" EntitlementCreate(Box<Entitlement>)
        "A user got an entitlement of the application.";
    "ENTITLEMENT_UPDATE" EntitlementUpdate(Box<Entitlement>)
        "An entitlement was changed.";
    "ENTITLEMENT_DELETE" EntitlementDelete(Box<Entitlement>)
        "An entitlement was revoked.";
    "QUEST_USER_ENROLLMENT" QuestUserEnrollment(Option<RawJson>)
        "A user was added to a quest. Discord sends it to no application at present, and does not document its data.";
    "LOBBY_MESSAGE_CREATE" LobbyMessageCreate(Box<LobbyMessage>)
        "A message was sent in a lobby.";
    "LOBBY_MESSAGE_UPDATE" LobbyMessageUpdate(Box<LobbyMessageUpdate>)
        "A message of a lobby was changed.";
    "LOBBY_MESSAGE_DELETE" LobbyMessageDelete(LobbyMessageDelete)
        "A message of a lobby was deleted.";
    "GAME_DIRECT_MESSAGE_CREATE" GameDirectMessageCreate(Box<GameDirectMessage>)
        "A direct message was sent while one of the two users played.";
    "GAME_DIRECT_MESSAGE_UPDATE" GameDirectMessageUpdate(Box<GameDirectMessage>)
        "A direct message was changed while one of the two users played.";
    "GAME_DIRECT_MESSAGE_DELETE" GameDirectMessageDelete(Box<GameDirectMessage>)
        "A direct message was deleted while one of the two users played.";
}

impl WebhookEventData {
    /// Discord's name of the type, such as `ENTITLEMENT_CREATE`. Empty if the event had none.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Unknown(unknown) => &unknown.name,
            Self::Undecoded(undecoded) => &undecoded.name,
            _ => self.kind().map(WebhookEventKind::name).unwrap_or_default(),
        }
    }

    /// An event that could not be read because of this error.
    pub(super) fn undecoded(error: &DecodeError, raw: Option<RawJson>) -> Self {
        Self::Undecoded(Box::new(UndecodedWebhookEvent {
            name: error.event().into(),
            path: error.path().map(str::to_owned),
            message: error.message().to_owned(),
            raw,
        }))
    }
}

impl std::fmt::Display for WebhookEventKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Serializes a payload. Null becomes `None`.
fn non_null<T: Serialize>(payload: &T) -> Result<Option<RawJson>, serde_json::Error> {
    RawJson::of(payload).map(|raw| Some(raw).filter(|raw| raw.get() != "null"))
}

/// A webhook event of an unknown type, which Discord has added.
#[derive(Debug, Clone, PartialEq, New)]
#[new(name, raw)]
#[non_exhaustive]
pub struct UnknownWebhookEvent {
    /// Discord's name of the type.
    pub name: CompactString,
    /// Its `data`, if it has any.
    pub raw: Option<RawJson>,
}

/// A webhook event that does not have the shape of its type.
#[derive(Debug, Clone, PartialEq, New)]
#[new(name, message, raw)]
#[non_exhaustive]
pub struct UndecodedWebhookEvent {
    /// Discord's name of the type. Empty if it has none.
    pub name: CompactString,
    /// The path in `raw` of the value that is wrong, such as `user.id`, if it could be determined.
    pub path: Option<String>,
    /// What is wrong with the value.
    pub message: String,
    /// Its `data`, if it has any. If it has no type, the whole event.
    pub raw: Option<RawJson>,
}
