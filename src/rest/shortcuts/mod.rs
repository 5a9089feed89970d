//! Methods of ids and objects that call operations: `message.reply(ctx, "Pong!").await`. There is a file for each type.
//!
//! Each takes anything that has an [`Http`](super::Http), such as the context of a handler, and returns the same
//! builder as the method of [`Http`](super::Http) that it calls: `message.reply(ctx, "Look:").embed(embed).await`.

mod channel;
mod guild;
mod interaction;
mod member;
mod message;
mod role;
mod typing;
mod user;
mod webhook;

/// Writes methods for an id and for the object with that id: the parameters after the [`Http`](super::Http), the
/// builder, and the method of `Http` that returns it.
///
/// ```text
/// shortcuts! {
///     GuildId, Guild:
///     /// What it does.
///     ban(user: UserId) -> Ban = ban;
/// }
/// ```
macro_rules! shortcuts {
    (
        $id:ident, $object:ident:
        $($(#[$doc:meta])* $name:ident($($arg:ident: $kind:ty),*) -> $answer:ty = $method:ident;)*
    ) => {
        impl $id {
            $(
                $(#[$doc])*
                pub fn $name(self, http: impl AsRef<Http> $(, $arg: $kind)*) -> $answer {
                    http.as_ref().$method(self $(, $arg)*)
                }
            )*
        }

        impl $object {
            $(
                $(#[$doc])*
                pub fn $name(&self, http: impl AsRef<Http> $(, $arg: $kind)*) -> $answer {
                    http.as_ref().$method(self.id $(, $arg)*)
                }
            )*
        }
    };
}
use shortcuts;
pub use typing::Typing;
#[cfg(feature = "__internals")]
pub use typing::type_every;
