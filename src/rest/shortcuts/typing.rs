//! Shows that the bot is typing, for as long as a value exists.

use std::time::Duration;

use tokio::{runtime::Handle, task::AbortHandle};

use crate::model::{Channel, ChannelId};
use crate::rest::Http;

/// How often the request is repeated. Discord shows it for ten seconds.
const EVERY: Duration = Duration::from_secs(8);

/// Shows that the bot is typing in a channel, until it is dropped. It is made by [`ChannelId::typing`] and
/// [`Channel::typing`].
#[derive(Debug)]
#[must_use = "it ends when it is dropped: `let _typing = channel.typing(ctx);`"]
pub struct Typing(Option<AbortHandle>);

impl Typing {
    fn start(http: Http, channel: ChannelId, every: Duration) -> Self {
        let Ok(runtime) = Handle::try_current() else {
            tracing::warn!(%channel, "typing is not shown, because there is no Tokio runtime to repeat it on");
            return Self(None);
        };
        let task = runtime.spawn(async move {
            while let Ok(()) = http.trigger_typing(channel).await.inspect_err(|error| {
                tracing::debug!(%channel, "typing is not shown any longer: {error}");
            }) {
                tokio::time::sleep(every).await;
            }
        });
        Self(Some(task.abort_handle()))
    }
}

impl Drop for Typing {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}

/// As [`ChannelId::typing`], repeated after another time than 8 s, for tests.
#[cfg(feature = "__internals")]
pub fn type_every(http: &Http, channel: ChannelId, every: Duration) -> Typing {
    Typing::start(http.clone(), channel, every)
}

/// Writes the method for both types.
macro_rules! typing {
    ($($channel:ident($id:expr))*) => {$(
        impl $channel {
            /// Shows that the bot is typing in this channel, until the returned value is dropped:
            /// `let _typing = channel.typing(ctx);`. `let _ = …` would drop it at once.
            ///
            /// It sends a request now and every 8 s, on the current Tokio runtime, and ends if one fails. After the bot
            /// has written a message, clients stop to show it until the next request.
            pub fn typing(&self, http: impl AsRef<Http>) -> Typing {
                let id: fn(&Self) -> ChannelId = $id;
                Typing::start(http.as_ref().clone(), id(self), EVERY)
            }
        }
    )*};
}

typing!(ChannelId(|it| *it) Channel(|it| it.id));
