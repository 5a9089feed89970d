//! Users and the channels between them and the bot (Discord's docs, resources/user).

use serde::Serialize;

use super::{Call, Http, route::operation as op};
use crate::model::{Channel, User, UserId};

impl Http {
    /// The bot's own user.
    pub fn current_user(&self) -> Call<User> {
        self.call(&op::GET_MY_USER, &[])
    }

    /// Any user.
    pub fn user(&self, user: UserId) -> Call<User> {
        self.call(&op::GET_USER, &[user.into()])
    }

    /// The channel for direct messages with a user; made if there is none. Opening many of them in a short time gets a bot
    /// blocked (code 40003).
    pub fn create_dm(&self, user: UserId) -> Call<Channel> {
        #[derive(Serialize)]
        struct Recipient {
            recipient_id: UserId,
        }
        self.call(&op::CREATE_DM, &[]).json(&Recipient { recipient_id: user })
    }
}
