//! Commands, components and modals: what they are, and what they get and return.
//!
//! # Commands
//!
//! `#[command]` makes an `async fn` a slash command. The first paragraph of its doc comment is the description; each
//! parameter with `#[option]` is an option, whose type gives its kind and limits. What it returns is the answer: a
//! text, a [`Reply`], [`Ephemeral`] around one of them for the user alone, or a [`CommandResult`] of them.
//!
//! A command that returns `()` answers by its context. If it has not, the user alone sees "Done.", and the log warns of
//! it. A component that returns `()` without an answer is acknowledged, and its message stays as it is.
//!
//! ```no_run
//! use greenroom::prelude::*;
//!
//! #[derive(Choice)]
//! enum Size {
//!     Small,
//!     #[choice("Very large", de = "Riesig")]
//!     Large,
//! }
//!
//! /// Orders ants
//! #[command]
//! async fn order(
//!     #[option("How many", range = 1..=10)] count: u32,
//!     #[option("How big")] size: Option<Size>,
//!     #[option("For whom")] member: Option<GuildMember>,
//! ) -> String {
//!     let size = size.map_or("some", |size| size.name());
//!     let member = member.map_or("you".to_owned(), |member| member.display_name().to_owned());
//!     format!("{count} {size} ants for {member}.")
//! }
//!
//! #[greenroom::main]
//! async fn main() -> greenroom::Result<()> {
//!     Bot::from_env()?.command(order).run().await
//! }
//! ```
//!
//! | type of an option | what the user gives |
//! |---|---|
//! | `String`, [`Text<N>`](Text) | a text |
//! | whole numbers, `f64`, `bool` | a number, true or false |
//! | [`GuildMember`], [`ResolvedUser`] | a member, a user |
//! | [`Role`](crate::model::Role), [`Mentionable`] | a role, a user or a role |
//! | [`Channel`](crate::model::Channel), [`Attachment`](crate::model::Attachment) | a channel, a file |
//! | [`Duration`](std::time::Duration), [`Timestamp`](crate::model::Timestamp) | a text such as `1h 30m`, a time |
//! | [`Colour`], [`Url`], [`PartialEmoji`](crate::model::PartialEmoji) | a text such as `#ff8800` |
//! | `Vec` of numbers, words, ids, members or users | a text with several of them |
//! | an enum with `#[derive(Choice)]` | one of up to 25 choices |
//! | a newtype with `#[derive(Arg)]` | as the type inside |
//! | a type with `#[derive(Options)]`, as `#[option(flatten)]` | its fields, or a sub-command for each variant |
//!
//! An `Option` need not be given. `#[option(autocomplete = path)]` suggests values while the user types.
//!
//! # State, groups and context menus
//!
//! `#[handlers]` above an `impl` block makes its methods commands. What they share is `self`.
//!
//! ```
//! use std::sync::atomic::{AtomicU64, Ordering};
//!
//! use greenroom::prelude::*;
//!
//! #[derive(Default)]
//! struct Anthill {
//!     ants: AtomicU64,
//! }
//!
//! #[handlers(group("ants", "Ants"))]
//! impl Anthill {
//!     /// Adds ants
//!     #[command(in = "ants")]
//!     async fn add(&self, ctx: &CommandContext, #[option("How many")] count: u32) -> String {
//!         let ants = self.ants.fetch_add(count.into(), Ordering::Relaxed) + u64::from(count);
//!         format!("{} made it {ants} ants.", ctx.user().display_name())
//!     }
//!
//!     #[user_command("Send an ant")]
//!     async fn send(&self, target: GuildMember) -> String {
//!         format!("An ant is on its way to {}.", target.display_name())
//!     }
//!
//!     #[event]
//!     async fn guild_create(&self, _ctx: &Context, _guild: &GuildCreate) -> HandlerResult {
//!         Ok(())
//!     }
//! }
//! # let _ =
//! Bot::new("token").handler(Anthill::default())
//! # ;
//! ```
//!
//! A bot of several types is a struct with `#[derive(EventHandler)]`. Its fields are handlers, and its fields with
//! `#[state]` are what functions take as [`State`]. A missing one is a compile error.
//!
//! ```
//! # use greenroom::prelude::*;
//! # struct Anthill;
//! # #[handlers]
//! # impl Anthill {}
//! struct Database;
//!
//! /// Counts the colonies
//! #[command]
//! async fn count(_database: State<'_, Database>) -> CommandResult<String> {
//!     Ok("3 colonies".to_owned())
//! }
//!
//! #[derive(EventHandler)]
//! #[handler(commands(count))]
//! struct App {
//!     #[state]
//!     database: Database,
//!     anthill: Anthill,
//! }
//! ```
//!
//! # Buttons, select menus and modals
//!
//! A type with `#[derive(CustomId)]` is the id of a button or a menu, and holds values. The `#[component]` method that
//! takes this type is called for it, also after a restart of the bot. [`Update`] changes the message of the component.
//!
//! A type with `#[derive(Modal)]` is a form. A command or component opens it by returning [`Ask`], and the `#[modal]`
//! method takes what was filled in.
//!
//! ```
//! # use greenroom::prelude::*;
//! #[derive(CustomId)]
//! struct Feed {
//!     ants: u32,
//! }
//!
//! #[derive(CustomId)]
//! struct Helpers;
//!
//! #[derive(CustomId)]
//! struct About(UserId);
//!
//! #[derive(Modal)]
//! #[modal("Report")]
//! struct Report {
//!     #[input("What happened?", paragraph, length = 10..=1000)]
//!     what: String,
//!     #[input("Pictures", min = 0, max = 3)]
//!     pictures: Vec<Attachment>,
//! }
//!
//! struct Anthill;
//!
//! #[handlers]
//! impl Anthill {
//!     /// Shows the ants
//!     #[command]
//!     async fn ants(&self) -> Reply {
//!         let menu = Select::users(Helpers.id()).placeholder("Who helps?").max_values(5);
//!         Reply::new("The ants are hungry.").row([Button::primary(Feed { ants: 3 }.id(), "Feed")]).component(menu)
//!     }
//!
//!     #[component(by = command_user)]
//!     async fn feed(&self, feed: Feed) -> Update {
//!         Update::new(format!("{} ants are fed.", feed.ants))
//!     }
//!
//!     #[component]
//!     async fn helpers(&self, _menu: Helpers, #[selected] members: Vec<GuildMember>) -> Ephemeral<String> {
//!         Ephemeral(format!("{} members help.", members.len()))
//!     }
//!
//!     /// Reports a user
//!     #[command]
//!     async fn report(&self, #[option("Which one")] user: ResolvedUser) -> Ask<Report, About> {
//!         Report::ask(About(user.id()))
//!     }
//!
//!     #[modal]
//!     async fn reported(&self, about: About, report: Report) -> Ephemeral<String> {
//!         Ephemeral(format!("{}: {}, {} pictures", about.0.mention(), report.what, report.pictures.len()))
//!     }
//! }
//! ```
//!
//! A question that is asked once needs no type: `ctx.confirm("Delete all ants?").await?` is `true` if the user clicks
//! "Yes", `ctx.choose("Which ants?", ["red", "black"]).await?` is the index of the answer.
//!
//! # Checks, hooks and limits
//!
//! Permissions, checks, cooldowns and limits of parallel calls are words of the attributes. A failed call does not
//! count towards its cooldown. `before`, `after`, `check` and `error` of `#[handlers]` are for all commands, components
//! and modals of the type. [`Bot::before_command`], [`Bot::after_command`], [`Bot::check`] and
//! [`Bot::on_command_error`] are for those of the bot.
//!
//! ```
//! # use greenroom::{command::FailedBecause, prelude::*};
//! # struct Anthill;
//! #[handlers(error = Self::explain)]
//! impl Anthill {
//!     /// Feeds the ants
//!     #[command(contexts(Guild), cooldown(user, 3 per "1h"), concurrency(guild, 1))]
//!     async fn feed(&self) -> &'static str {
//!         "The ants are fed."
//!     }
//!
//!     /// Removes the ants
//!     #[command(member_permissions(MANAGE_GUILD), check = Self::is_evening)]
//!     async fn remove(&self) -> &'static str {
//!         "The ants are gone."
//!     }
//!
//!     async fn is_evening(&self, _ctx: &CallContext) -> CommandResult<bool> {
//!         Ok(true)
//!     }
//!
//!     async fn explain(&self, _ctx: &CallContext, failure: &CommandFailure) -> Option<Reply> {
//!         match failure.cause {
//!             FailedBecause::Check => Some(Reply::new("The ants sleep.").ephemeral()),
//!             // The default text.
//!             _ => None,
//!         }
//!     }
//! }
//! ```
//!
//! # Errors
//!
//! `?` converts every error. The user sees only texts that are marked with [`tell`](tell()) or [`Tell`]. Any other
//! error is logged with a number, and the user sees that number: "Something went wrong (incident K3F9)."
//!
//! ```
//! # use greenroom::prelude::*;
//! # async fn load(name: &str) -> Result<Option<String>, std::io::Error> { Ok(Some(name.to_owned())) }
//! /// Shows a note
//! #[command]
//! async fn note(#[option("Its name")] name: String) -> CommandResult<String> {
//!     if name.contains('/') {
//!         return Err(tell("Names have no slashes."));
//!     }
//!     load(&name).await?.tell(format!("There is no note `{name}`."))
//! }
//! ```
//!
//! # Answers in time
//!
//! Discord waits 3 s for the first answer. An answer that takes longer than 2 s is deferred, privately if the type or
//! the attribute states that it is for the user alone. `ctx.reply(..)` answers before the method returns; every further
//! answer is a follow-up. The [`SentReply`] it returns can be changed, deleted, and waited on.
//!
//! # Registration
//!
//! At the start the commands are compared with those that Discord has, and the differences are written. Commands that
//! only Discord has are deleted, unless [`Bot::registration`] is set to keep them. [`Bot::dev_guild`] registers all
//! commands in one guild; a command with `guilds(..)` in its attribute is registered in these guilds.
//!
//! # How to test commands
//!
//! A function with `#[command]` stays a function: `hello().await`. In a sandbox, users do what a person does in the
//! client.
//!
//! ```no_run
//! use greenroom::{prelude::*, sandbox::Sandbox};
//!
//! # struct Anthill;
//! # #[handlers]
//! # impl Anthill {}
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! let bot = Bot::sandbox(&sandbox).handler(Anthill).spawn().await?;
//! let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
//!
//! let ants = alice.uses(&general, "/ants").await?;
//! assert_eq!(alice.clicks(&ants, "Feed").await?.content, "3 ants are fed.");
//! let helped = alice.selects(&ants, "Who helps?", ["alice"]).await?;
//! assert!(helped.ephemeral);
//! let form = alice.uses(&general, "/report user:bob").form().await?;
//! let reported = alice.submits(&form, [("What happened?", "He took my ants.")]).await?;
//! assert!(reported.content.ends_with("0 pictures"));
//! // Cooldowns and deadlines go by the sandbox's clock.
//! sandbox.advance(std::time::Duration::from_secs(3600));
//! bot.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # By hand
//!
//! The macros write [`Row`]s and implement [`Commands`]. [`Command`] builds the same at run time:
//! `Command::slash("hello", "Says hello").run(|_| async { "Hello!" })`.
//!
//! [`Bot::before_command`]: crate::Bot::before_command
//! [`Bot::after_command`]: crate::Bot::after_command
//! [`Bot::check`]: crate::Bot::check
//! [`Bot::on_command_error`]: crate::Bot::on_command_error
//! [`Bot::registration`]: crate::Bot::registration
//! [`Bot::dev_guild`]: crate::Bot::dev_guild

mod answer;
mod answer_error;
mod answering;
mod arg;
mod args;
mod ask;
mod awaited;
mod build;
mod call;
mod choice;
mod confirm;
mod context;
mod converters;
mod custom_id;
pub(crate) mod deadline;
mod failure;
mod free;
mod in_channel;
mod language;
mod list;
mod modal;
mod must;
mod option_spec;
mod pages;
mod program;
mod reader;
mod refused;
mod replied;
mod reply;
mod response;
mod rules;
mod selected;
mod sent;
mod spec;
mod split;
mod stored;
mod suggestion;
mod target;
mod tell;
mod text;
mod usable;
mod value;

#[doc(hidden)]
pub use self::{
    answer::is_text_answer,
    arg::{is_channel, is_file, is_flag, is_text},
    call::{drive, drive_after, unknown},
    choice::{choice_field, longest_choice, read_choice, read_choice_part, write_choice},
    custom_id::{count_keys, join_keys},
    free::{Code, CodeOf, CommandFn, Described, FreeCode, FreeCommand, Stateless, code, row},
    modal::{add_field, add_text, ask_empty},
    must::must,
    suggestion::choices,
};
pub use self::{
    answer::{Answer, Answered, Ephemeral, IntoReply, LaunchActivity, TextAnswer, Update, to},
    answer_error::AnswerError,
    arg::{Arg, Bound, Channels, Files, IsChannel, IsFile, IsNumber, IsText, Number, Other, Suggested, Textual},
    args::{GuildMember, Mentionable, ResolvedUser},
    ask::Ask,
    build::Command,
    call::{Call, Commands, FromCall, Has, PartOfCall, Running, State},
    choice::Choice,
    context::{CallContext, CommandContext, ComponentContext, ModalContext},
    converters::{Colour, Url},
    custom_id::{CustomId, IdPart, IdReader, IdWriter},
    failure::{CommandFailure, FailedBecause, Incident, Outcome},
    list::ListItem,
    modal::{Field, FieldItem, Fields, InputSpec, Modal, ModalInput},
    option_spec::{ChoiceSpec, ChoiceValue, Limit, Localized, Lookup, OptionSpec, Slot, SubcommandSpec},
    reader::{OptionSet, Partial, Reader},
    refused::Refused,
    replied::Replied,
    reply::Reply,
    rules::{By, Concurrency, Contexts, Cooldown, Installs, Rules, Scope},
    selected::{Selected, SelectedItem},
    sent::SentReply,
    spec::{BlockHooks, GroupSpec, Hooks, PrefixSpec, Row, RowKind, Table},
    split::split_text,
    stored::Stored,
    suggestion::{SuggestedFor, Suggestion, Suggestions},
    target::Target,
    tell::{CommandResult, Tell, tell},
    text::Text,
    value::Value,
};
pub(crate) use self::{
    answering::is_final,
    awaited::{Offered, Place},
    build::Description,
    context::{CallServices, NewCall, Written},
    custom_id::key,
    free::Single,
    in_channel::{answer_message, own_text},
    list::{MOST_LOOKED_UP, user_ids},
    option_spec::{Writing, is_guild_only, lookups, to_options, writings},
    program::Program,
    spec::PrefixUse,
    suggestion::fit,
    tell::Told,
    usable::disabling,
};
#[doc(hidden)]
pub use futures_util::future::BoxFuture;
#[cfg(feature = "macros")]
pub use greenroom_macros::{Arg, Choice, CustomId, Modal, Options};
