//! Users.

use futures_util::future::BoxFuture;

use super::shortcuts;
use crate::model::{Channel, Message, User, UserId};
use crate::rest::{Call, Http, HttpError};

shortcuts! {
    UserId, User:

    /// The channel for direct messages with this user; made if there is none.
    create_dm() -> Call<Channel> = create_dm;

    /// Asks for this user anew, with banner and accent colour, which events do not have.
    fetch() -> Call<User> = user;
}

impl UserId {
    /// Sends this user a text directly: finds the channel, then writes. For more than a text, and for more than one
    /// message, [`create_dm`](Self::create_dm) gives the channel. Users can refuse direct messages (code 50007), and
    /// opening many channels in a short time gets a bot blocked (code 40003).
    ///
    /// # Errors
    /// Those of either call.
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
    /// Sends this user a text directly; see [`UserId::dm`].
    ///
    /// # Errors
    /// Those of either call.
    pub fn dm(
        &self,
        http: impl AsRef<Http>,
        content: impl Into<String>,
    ) -> BoxFuture<'static, Result<Message, HttpError>> {
        self.id.dm(http, content)
    }
}
