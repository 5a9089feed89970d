//! Users and the channels between them and the bot (Discord's docs, resources/user).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{Channel, User, UserId};
use crate::rest::{Call, Http, body::Object, endpoints::operation as op, route::Param};

impl Http {
    /// The bot's own user.
    pub fn current_user(&self) -> Call<User> {
        self.call(&op::GET_MY_USER, &[])
    }

    /// Any user.
    pub fn user(&self, user: UserId) -> Call<User> {
        self.call(&op::GET_USER, &[Param::Id(user.get())])
    }

    /// The channel for direct messages with a user; made if there is none. Opening many of them in a short time gets a bot
    /// blocked (code 40003).
    pub fn create_dm(&self, user: UserId) -> Call<Channel> {
        self.call(&op::CREATE_DM, &[]).body(Object::default().with("recipient_id", &user))
    }
}
