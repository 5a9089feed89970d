//! [`Replied`]: the message that a prefix command replies to, as an argument.

use std::ops::Deref;

use super::{
    call::{Call, FromCall},
    refused::Refused,
    tell::CommandResult,
};
use crate::model::Message;
use crate::texts::own;

/// The message that the message of a prefix command replies to, for a parameter with `#[from]`. Without such a message,
/// and in a slash command, the call is refused; `Option<Replied>` is `None` then.
///
/// ```
/// # #[cfg(feature = "macros")] {
/// use greenroom::command;
/// use greenroom::command::Replied;
///
/// /// Repeats the message that you reply to
/// #[command(prefix)]
/// async fn repeat(#[from] message: Replied) -> String {
///     message.content.to_string()
/// }
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Replied(pub Box<Message>);

impl Deref for Replied {
    type Target = Message;

    fn deref(&self) -> &Message {
        &self.0
    }
}

fn replied(call: &Call) -> Option<Replied> {
    let written = call.context().written()?;
    written.message.referenced_message.value().cloned().map(Replied)
}

impl<'a, S: Sync + ?Sized> FromCall<'a, S> for Replied {
    async fn from_call(_: &'a S, call: &'a Call) -> CommandResult<Self> {
        Ok(replied(call).ok_or_else(|| Refused::own(own::reply_needed()))?)
    }
}

impl<'a, S: Sync + ?Sized> FromCall<'a, S> for Option<Replied> {
    async fn from_call(_: &'a S, call: &'a Call) -> CommandResult<Self> {
        Ok(replied(call))
    }
}
