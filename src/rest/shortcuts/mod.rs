//! What people do every day, on the things they do it with: `message.reply(ctx, "Pong!").await`. A file for each kind
//! of thing.
//!
//! Each takes whatever has an [`Http`](super::Http) in it, a handler's context above all, and returns the same builder
//! as the method of [`Http`](super::Http) that it stands for, so that nothing is out of reach:
//! `message.reply(ctx, "Look:").embed(embed).await`.

mod channel;
mod guild;
mod interaction;
mod member;
mod message;
mod role;
mod user;
mod webhook;

/// Methods that an id and the object with that id have in common: the arguments after the [`Http`](super::Http), the
/// builder, and the method of `Http` that makes it.
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
