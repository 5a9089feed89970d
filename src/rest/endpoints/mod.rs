//! Every operation of Discord's API, by resource.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

mod application;
mod channel;
mod gateway;
mod interaction;
mod message;
pub(crate) mod operation;
mod reaction;
mod user;

pub use self::{
    interaction::{CreateFollowup, UpdateFollowup, UpdateInteractionResponse},
    message::{CreateMessage, ListMessages, UpdateMessage},
    reaction::ListReactions,
};
