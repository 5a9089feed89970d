//! The attribute macros of `greenroom`, which re-exports them. Use them from there.

mod block;
mod boxed;
mod check;
mod event_handler;
mod fields;
mod methods;
mod new;
mod object;
mod other_libraries;
mod runtime;
mod suggest;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Adapts an `impl EventHandler` for the framework, and derives the events and intents that the handler needs.
///
/// It stands above an `impl EventHandler for YourType`; the trait has an example.
///
/// * Only the events whose methods are written are decoded and dispatched to this handler.
/// * The intents for these events are requested, except for privileged ones (`GUILD_MEMBERS`, `GUILD_PRESENCES`,
///   `MESSAGE_CONTENT`). Name those in `intents(...)`. If a method receives nothing without a privileged intent, the
///   bot logs a warning when it starts.
/// * `without(...)` declines intents: `without(DIRECT_MESSAGES)` if the handler is only for guilds, or
///   `without(MESSAGE_CONTENT)` if the handler needs no text, so that there is no warning.
#[proc_macro_attribute]
pub fn event_handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    event_handler::expand(arguments.into(), &item.into()).into()
}

/// For greenroom's own objects: reads and writes them in Discord's form. A field that cannot be read is lost alone.
#[doc(hidden)]
#[proc_macro_derive(Object, attributes(object, serde))]
pub fn object(item: TokenStream) -> TokenStream {
    object::expand(&parse_macro_input!(item as DeriveInput)).into()
}

/// For greenroom's own objects: `#[new(id, content)]` generates a function `new` whose arguments are the required
/// fields. Each of the others gets the value of `#[new(value = …)]`, of `#[serde(default = "…")]`, or of its `Default`.
#[doc(hidden)]
#[proc_macro_derive(New, attributes(new, serde))]
pub fn new(item: TokenStream) -> TokenStream {
    new::expand(&parse_macro_input!(item as DeriveInput)).into()
}

/// Runs an `async fn main` on a multi-threaded Tokio runtime.
///
/// * If the function returns an error, its message and its causes are printed to stderr, and the exit code is 1.
/// * When a bot starts and the program has no `tracing` subscriber, one is installed, which writes to stderr. The
///   environment variable `RUST_LOG` sets what it writes, for instance `RUST_LOG=info,greenroom=debug`; the default is
///   `info`. It needs greenroom's feature `log`, which is on by default.
///
/// `#[tokio::main]` and `#[actix::main]` work as well. Under these, nothing is installed.
#[proc_macro_attribute]
pub fn main(arguments: TokenStream, item: TokenStream) -> TokenStream {
    runtime::main(&arguments.into(), item.into()).into()
}

/// Runs an `async fn` as a test on a multi-threaded Tokio runtime.
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    runtime::test(&arguments.into(), item.into()).into()
}
