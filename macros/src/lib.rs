//! The attribute macros of `greenroom`, which re-exports them. Use them from there.

mod event_handler;
mod fields;
mod methods;
mod new;
mod object;
mod runtime;
mod suggest;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes an `impl EventHandler` work as it is written, and derives from its methods what the handler wants.
///
/// ```ignore
/// #[event_handler(intents(MESSAGE_CONTENT))]
/// impl EventHandler for Ping {
///     async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
///         Ok(())
///     }
/// }
/// ```
///
/// * Only the events whose methods are written are decoded and dispatched to this handler.
/// * The intents that deliver them are asked for, except for privileged ones (`GUILD_MEMBERS`, `GUILD_PRESENCES`,
///   `MESSAGE_CONTENT`): name those in `intents(...)`. A method that sees nothing without one is named in a warning when the
///   bot starts.
/// * `without(...)` declines intents: `without(DIRECT_MESSAGES)` if only guilds are of interest, `without(MESSAGE_CONTENT)` if the
///   handler knows that it sees no text, so that nothing is warned of.
#[proc_macro_attribute]
pub fn event_handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    event_handler::expand(arguments.into(), &item.into()).into()
}

/// For greenroom's own objects: reads and writes them as Discord does. A field that cannot be read costs that field.
#[doc(hidden)]
#[proc_macro_derive(Object, attributes(object, serde))]
pub fn object(item: TokenStream) -> TokenStream {
    object::expand(&parse_macro_input!(item as DeriveInput)).into()
}

/// For greenroom's own objects: `#[new(id, content)]` makes a function `new` of the fields without which the object says nothing. Each of the
/// others has what `#[new(value = …)]` or `#[serde(default = "…")]` on it says, or else its `Default`.
#[doc(hidden)]
#[proc_macro_derive(New, attributes(new, serde))]
pub fn new(item: TokenStream) -> TokenStream {
    new::expand(&parse_macro_input!(item as DeriveInput)).into()
}

/// Runs an `async fn main` on a multi-threaded Tokio runtime.
///
/// `#[tokio::main]` and `#[actix::main]` do as well; this one spares you the dependency.
#[proc_macro_attribute]
pub fn main(arguments: TokenStream, item: TokenStream) -> TokenStream {
    runtime::main(&arguments.into(), item.into()).into()
}

/// Runs an `async fn` as a test on a multi-threaded Tokio runtime.
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    runtime::test(&arguments.into(), item.into()).into()
}
