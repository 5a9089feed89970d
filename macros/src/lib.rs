//! The attribute macros of `greenroom`, which re-exports them. Use them from there.

mod block;
mod boxed;
mod check;
mod command;
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

/// Makes an `async fn` a slash command: `Bot::command(roll)`, or `#[handler(commands(roll))]` of a whole bot.
///
/// ```ignore
/// /// Rolls dice
/// #[command]
/// async fn roll(#[option("How many", range = 1..=10)] count: u8) -> String {
///     format!("You rolled {count} dice.")
/// }
/// ```
///
/// * The function stays a function, which tests call: `roll(3).await`.
/// * The first paragraph of the doc comment is the description.
/// * A parameter `&T` is a part of the call (`&CommandContext`); `State<'_, T>` and `#[from]` parameters are made; each
///   other parameter is an option. Its description is the text in `#[option(..)]`, or its doc comment.
/// * In the parentheses: `slash`, `prefix(bare, hidden, aliases(..))`, `in = "group"`, `name("..", de = "..")`,
///   `description(de = "..")`, `contexts(Guild, BotDm, PrivateChannel)`, `installs(Guild, User)`, `guilds(..)`, `nsfw`,
///   `member_permissions(..)`, `bot_permissions(..)`, `owner`, `sku(..)`, `check = path`, `cooldown(user, 3 per "1m")`
///   or `cooldown = path`, `concurrency(user, 1)`, `ephemeral`, `no_defer`, `category("..")`, `error = path`.
/// * In `#[option(..)]`: the description, `name`, `description(de = "..")`, `length = 1..=40`, `range = 1..=10`,
///   `default = ..`, `channels(GuildText)`, `files(".png")`, `autocomplete = path`, `rest`, `flag`, `flatten`.
///
/// A method with `#[command]` stands in a block with `#[handlers]`.
#[proc_macro_attribute]
pub fn command(arguments: TokenStream, item: TokenStream) -> TokenStream {
    command::free::expand(arguments.into(), &item.into()).into()
}

/// Makes an `async fn` a task: `Bot::task(tick)`.
///
/// ```ignore
/// #[task(every = "30s")]
/// async fn tick(ctx: &TaskContext) -> HandlerResult {
///     Ok(())
/// }
/// ```
///
/// * In the parentheses: `every = "5m"`, or `cron = "0 9 * * *"` with `zone = "Europe/Berlin"` (`UTC` by default);
///   `at_start`, `each_process`. The module `task` describes them.
/// * The function stays a function, which tests call. Its argument `&TaskContext` may be left out.
///
/// A method with `#[task]` stands in a block with `#[handlers]`.
#[proc_macro_attribute]
pub fn task(arguments: TokenStream, item: TokenStream) -> TokenStream {
    command::task::expand(arguments.into(), &item.into()).into()
}

/// Makes the methods of a type commands, components, modals, events and tasks, so that `Bot::handler` takes it.
///
/// ```ignore
/// #[handlers]
/// impl Polls {
///     /// Asks
///     #[command]
///     async fn ask(&self, #[option("What")] question: Text<200>) -> CommandResult<Reply> { .. }
///     #[component]
///     async fn vote(&self, ctx: &ComponentContext, vote: Vote) -> CommandResult<Update> { .. }
///     #[modal]
///     async fn reported(&self, about: About, report: Report) -> &'static str { .. }
///     #[event]
///     async fn member_add(&self, ctx: &Context, member: &MemberAdd) -> HandlerResult { .. }
///     #[task(every = "5m")]
///     async fn save(&self, ctx: &TaskContext) -> HandlerResult { .. }
/// }
/// ```
///
/// * The methods have one of `#[command]`, `#[user_command("Name")]`, `#[message_command("Name")]`, `#[entry_point]`,
///   `#[component]`, `#[modal]`, `#[event]` and `#[task]`. Those without are helpers.
/// * In the parentheses: `name = ".."`, `intents(..)`, `without(..)`, `before = Self::log`, `after`, `check`, `error`,
///   `ephemeral`, `group("tag", "Notes", ..)`.
/// * A type has one such block, and no `#[event_handler]` beside it: events are methods with `#[event]` in the block.
///   The compiler reports a second one as E0119, "conflicting implementations". Move the methods into the first, or
///   make a part of the bot a type of its own: see the derive `EventHandler`.
#[proc_macro_attribute]
pub fn handlers(arguments: TokenStream, item: TokenStream) -> TokenStream {
    command::handlers::expand(arguments.into(), &item.into()).into()
}

/// Makes a newtype an option like the type inside: `#[derive(Arg)] struct ItemId(String);`
#[proc_macro_derive(Arg)]
pub fn arg(item: TokenStream) -> TokenStream {
    command::derive::expand(&parse_macro_input!(item as DeriveInput), command::derive::arg::arg).into()
}

/// Makes the variants of an enum the choices of an option, of a menu or of a field.
///
/// The value of a choice is the name of its variant in snake case. `#[choice("Very large", de = "Riesig")]` sets the
/// text that is shown; `#[choice(value = 3)]` on all variants makes an option that is a whole number.
#[proc_macro_derive(Choice, attributes(choice))]
pub fn choice(item: TokenStream) -> TokenStream {
    command::derive::expand(&parse_macro_input!(item as DeriveInput), command::derive::choice::choice).into()
}

/// Makes the fields of a struct the values in a custom id of at most 100 characters.
///
/// `#[custom_id("poll", version = 2, from = OldVote)]` sets the key, which is the name of the type in snake case by
/// default; the version; and the types whose ids are read too. They have `#[derive(CustomId)]`, and are converted with
/// `From`.
#[proc_macro_derive(CustomId, attributes(custom_id))]
pub fn custom_id(item: TokenStream) -> TokenStream {
    command::derive::expand(&parse_macro_input!(item as DeriveInput), command::derive::custom_id::custom_id).into()
}

/// Makes the fields of a struct the fields of a form, of which there are 1 to 5.
///
/// `#[modal("Report")]` is the title. `#[input("What happened?", ..)]` above a field is its question, up to 45
/// characters, with `paragraph`, `length = 10..=1000`, `placeholder = ".."`, `default = ".."` for texts, `radio` for a
/// choice, `min = 1` and `max = 3` for selections and files, `files(".png")`, `description = ".."`. `#[text("..")]`
/// above a field is a text between the fields.
#[proc_macro_derive(Modal, attributes(modal, input, text))]
pub fn modal(item: TokenStream) -> TokenStream {
    command::derive::expand(&parse_macro_input!(item as DeriveInput), command::derive::modal::modal).into()
}

/// Makes the fields of a struct options, or the variants of an enum sub-commands, for a parameter with
/// `#[option(flatten)]`.
#[proc_macro_derive(Options, attributes(option))]
pub fn options(item: TokenStream) -> TokenStream {
    command::derive::expand(&parse_macro_input!(item as DeriveInput), command::derive::options::options).into()
}

/// Makes a struct a handler that consists of its fields: each field is a handler with a name of its own, as
/// `App.kiosk`, and each field with `#[state]` is what commands take as `State<'_, T>`.
///
/// `#[handler(commands(top, roll))]` lists commands that are functions. A type with this derive has no block with
/// `#[handlers]` (E0119): make the type with the block a field.
#[proc_macro_derive(EventHandler, attributes(handler, state))]
pub fn derive_event_handler(item: TokenStream) -> TokenStream {
    command::derive::expand(&parse_macro_input!(item as DeriveInput), command::derive::app::event_handler).into()
}
