//! The guild, channel, user and message that an event is about. Ordering and collectors use them.

use crate::model::{ChannelId, GuildId, MessageId, UserId};

/// Implemented for each payload with [`scope!`], next to the definition of the payload.
pub(super) trait Scope {
    fn guild_id(&self) -> Option<GuildId> {
        None
    }

    fn channel_id(&self) -> Option<ChannelId> {
        None
    }

    fn user_id(&self) -> Option<UserId> {
        None
    }

    fn message_id(&self) -> Option<MessageId> {
        None
    }
}

/// `scope!(TypingStart, |it| guild: it.guild_id, user: Some(it.user_id))`. Parts that are not given are `None`.
macro_rules! scope {
    ($payload:ty $(, |$it:ident| $($part:ident: $value:expr),+)?) => {
        impl $crate::event::scope::Scope for $payload {
            $($($crate::event::scope::scope!(@ $part $it $value);)+)?
        }
    };
    (@ guild $it:ident $value:expr) => {
        fn guild_id(&self) -> Option<$crate::model::GuildId> {
            let $it = self;
            $value
        }
    };
    (@ channel $it:ident $value:expr) => {
        fn channel_id(&self) -> Option<$crate::model::ChannelId> {
            let $it = self;
            $value
        }
    };
    (@ user $it:ident $value:expr) => {
        fn user_id(&self) -> Option<$crate::model::UserId> {
            let $it = self;
            $value
        }
    };
    (@ message $it:ident $value:expr) => {
        fn message_id(&self) -> Option<$crate::model::MessageId> {
            let $it = self;
            $value
        }
    };
}

/// Defines a payload that consists of an object of the model: `newtype!(/// Docs. MessageCreate(Message))`. It
/// dereferences to the object.
macro_rules! newtype {
    ($(#[$meta:meta])* $name:ident($inner:ty)) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[serde(transparent)]
        #[non_exhaustive]
        pub struct $name(pub $inner);

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::readable::Readable::read(deserializer).map(Self)
            }
        }

        impl std::ops::Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl From<$inner> for $name {
            fn from(inner: $inner) -> Self {
                Self(inner)
            }
        }

        impl From<$name> for $inner {
            fn from(payload: $name) -> Self {
                payload.0
            }
        }
    };
}

pub(super) use {newtype, scope};
