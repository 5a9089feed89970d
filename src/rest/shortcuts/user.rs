//! Users.

use futures_util::future::BoxFuture;

use super::shortcuts;
use crate::model::{Channel, Message, User, UserId};
use crate::rest::{Call, Http, HttpError};

shortcuts! {
    UserId, User:

    /// The channel for direct messages with this user, which is created if there is none.
    create_dm() -> Call<Channel> = create_dm;

    /// Reads this user, with banner and accent colour, which events do not have.
    fetch() -> Call<User> = user;
}

impl UserId {
    /// Sends this user a text as a direct message: gets the channel, then writes. [`create_dm`](Self::create_dm)
    /// returns the channel, for more than a text or more than one message. Users can refuse direct messages (code
    /// 50007), and a bot that opens many channels in a short time is blocked (code 40003).
    ///
    /// # Errors
    /// Those of the two calls.
    pub fn dm(
        self,
        http: impl AsRef<Http>,
        content: impl Into<String>,
    ) -> BoxFuture<'static, Result<Message, HttpError>> {
        let (http, content) = (http.as_ref().clone(), content.into());
        Box::pin(async move {
            let channel = http.create_dm(self).await?;
            http.create_message(channel.id).content(content).await
        })
    }
}

impl User {
    /// Sends this user a text as a direct message; see [`UserId::dm`].
    ///
    /// # Errors
    /// Those of the two calls.
    pub fn dm(
        &self,
        http: impl AsRef<Http>,
        content: impl Into<String>,
    ) -> BoxFuture<'static, Result<Message, HttpError>> {
        self.id.dm(http, content)
    }
}
