//! Discord's objects: plain data that is read from JSON and written back. No I/O and no state.
//!
//! * **Small.** Ids, flags and timestamps are integers, hashes of images take 16 bytes, short strings are stored
//!   inline, and fields that are rarely set are boxed. This is most of the difference between 3.7 and 1.5 µs for an
//!   event.
//! * **Open.** Unknown fields are ignored, unknown values of enums become `Unknown(…)`, and unknown bits of flags are
//!   kept. A key that Discord has been seen to leave out has a default value.
//! * **Round trip.** What was written is read back as an equal value. A key that may be absent is left out when its
//!   value is empty (false, 0, no items, null); a key that is always there is always written. Where Discord
//!   distinguishes absent and null, the field is a [`Field`].
//! * **Extensible.** Discord adds fields and values at any time, so these types are `#[non_exhaustive]`. A value is
//!   made with `new`, from the fields that it always has, or with `Default`. The other fields are public and can be
//!   set.
//! * **Names** are those of the JSON, except for `type`, which is a keyword of Rust and is called `kind`.
//!
//! A message for a test of a bot:
//!
//! ```
//! use greenroom::model::{Message, User};
//!
//! let mut message = Message::new(4, 3, User::new(1, "ann"), "!ping");
//! message.guild_id = Some(2.into());
//! assert_eq!((message.content.as_str(), message.author.display_name()), ("!ping", "ann"));
//! ```

pub(crate) mod open;

mod activity_instance;
mod allowed_mentions;
mod application;
mod attachment;
mod audit_log;
mod auto_moderation;
mod ban;
pub(crate) mod beside;
mod by_type;
mod cdn;
mod channel;
mod channel_info;
mod command;
mod command_option;
mod command_permissions;
mod component;
mod component_response;
mod connection;
mod digits;
mod discriminator;
mod embed;
mod emoji;
mod field;
mod forum;
mod forum_tag;
mod gateway_info;
pub(crate) mod guild;
mod guild_parts;
mod guild_preview;
mod id;
mod image;
mod image_data;
mod integration;
mod interaction;
mod interaction_callback;
mod interaction_kind;
mod interaction_response;
mod interaction_token;
mod interaction_value;
mod invite;
mod join_request;
pub(crate) mod key;
mod lobby;
mod locale;
mod message;
mod message_kind;
mod message_parts;
mod modal;
mod monetization;
mod new_member_welcome;
mod nonce;
mod oauth2;
pub(crate) mod object;
mod onboarding;
mod own_guild;
pub mod permissions;
mod pins;
mod poll;
mod poll_create;
mod position;
mod presence;
mod raw;
mod reaction;
pub(crate) mod readable;
mod recurrence;
mod role;
mod role_connection;
mod scheduled_event;
mod scheduled_event_users;
mod search;
mod soundboard;
mod stage;
mod sticker;
mod template;
pub mod text;
mod thread;
mod thread_list;
mod timestamp;
mod upload;
mod user;
mod user_parts;
mod voice;
mod webhook;
mod welcome_screen;
mod widget;

pub use activity_instance::*;
pub use allowed_mentions::*;
pub use application::*;
pub use attachment::*;
pub use audit_log::*;
pub use auto_moderation::*;
pub use ban::*;
pub use cdn::ImageUrl;
pub use channel::*;
pub use channel_info::*;
pub use command::*;
pub use command_option::*;
pub use command_permissions::*;
pub use component::*;
pub use component_response::*;
pub use connection::*;
pub use discriminator::Discriminator;
pub use embed::*;
pub use emoji::*;
pub use field::Field;
pub use forum::*;
pub use forum_tag::*;
pub use gateway_info::*;
pub use guild::*;
pub use guild_parts::*;
pub use guild_preview::*;
pub use id::*;
pub use image::ImageHash;
pub use image_data::*;
pub use integration::*;
pub use interaction::*;
pub use interaction_callback::*;
pub use interaction_kind::*;
pub use interaction_response::*;
pub use interaction_value::*;
pub use invite::*;
pub use join_request::*;
pub use lobby::*;
pub use locale::*;
pub use message::*;
pub use message_kind::*;
pub use message_parts::*;
pub use modal::*;
pub use monetization::*;
pub use new_member_welcome::*;
pub use nonce::Nonce;
pub use oauth2::*;
pub use onboarding::*;
pub use own_guild::*;
pub use permissions::Permissions;
pub use pins::*;
pub use poll::*;
pub use poll_create::*;
pub use position::*;
pub use presence::*;
pub use raw::RawJson;
pub use reaction::*;
pub use recurrence::*;
pub use role::*;
pub use role_connection::*;
pub use scheduled_event::*;
pub use scheduled_event_users::*;
pub use search::*;
pub use soundboard::*;
pub use stage::*;
pub use sticker::*;
pub use template::*;
pub use thread::*;
pub use thread_list::*;
pub(crate) use timestamp::unix_seconds;
pub use timestamp::{Timestamp, TimestampError};
pub(crate) use upload::UploadSource;
pub use upload::{AttachmentUpdate, Upload};
pub use user::*;
pub use user_parts::*;
pub use voice::*;
pub use webhook::*;
pub use welcome_screen::*;
pub use widget::*;

#[cfg(test)]
pub(crate) mod tests;
