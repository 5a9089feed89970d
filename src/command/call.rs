//! [`Call`] and [`Commands`]: the use of a command, a component or a modal, and the type that has its code.

use std::{fmt, ops::Deref};

use futures_util::future::BoxFuture;

use super::{
    answer::{Answer, Answered},
    context::{CallContext, CommandContext, ComponentContext, ModalContext},
    custom_id::{self, CustomId},
    failure::{CommandFailure, Outcome},
    modal::{Fields, Modal},
    reader::{Partial, Reader},
    refused::Refused,
    reply::Reply,
    rules::Cooldown,
    selected::{self, Selected},
    spec::Table,
    target::Target,
    tell::CommandResult,
};
use crate::{
    model::{ChannelId, CommandChoice, GuildId},
    texts::own,
};

/// The use of a command, a component or a modal.
#[derive(Debug, Clone)]
pub struct Call {
    command: CommandContext,
    component: ComponentContext,
    modal: ModalContext,
}

impl Call {
    pub(crate) fn new(context: CallContext) -> Self {
        Self {
            command: CommandContext::new(context.clone()),
            component: ComponentContext::new(context.clone()),
            modal: ModalContext::new(context),
        }
    }

    /// What is common to all contexts.
    #[must_use]
    pub fn context(&self) -> &CallContext {
        &self.command
    }

    /// The context of a command.
    pub(crate) fn command(&self) -> &CommandContext {
        &self.command
    }

    /// The context of a component.
    pub(crate) fn component(&self) -> &ComponentContext {
        &self.component
    }

    /// The context of a modal.
    pub(crate) fn modal_context(&self) -> &ModalContext {
        &self.modal
    }

    /// A part of the call, for a parameter of the type `&T`.
    #[must_use]
    pub fn part<To, T: PartOfCall<To>>(&self) -> &T {
        T::of(self)
    }

    /// Reads the options.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        self.context().reader()
    }

    /// The name of the option that is being typed, and the text. For a number this is text too, and may be `""` or
    /// `"e"`.
    #[must_use]
    pub fn typed(&self) -> (&str, String) {
        let focused = self.context().interaction().focused();
        focused.map_or(("", String::new()), |option| (option.name, option.typed.into_owned()))
    }

    /// The options that the user has given so far, for autocomplete.
    #[must_use]
    pub fn partial(&self) -> Partial<'_> {
        let reader = self.reader();
        // The options of a sub-command that comes from `#[derive(Options)]`.
        Partial::new(reader.subcommand().map_or(reader, |(_, inner)| inner))
    }

    /// The target of a context menu.
    ///
    /// # Errors
    /// If Discord did not send it along.
    pub fn target<T: Target>(&self) -> Result<T, Refused> {
        T::read(self.context().interaction())
    }

    /// The values in the custom id.
    ///
    /// # Errors
    /// If it was not written by this version of the type, or one that it replaces.
    pub fn id<T: CustomId>(&self) -> Result<T, Refused> {
        let interaction = self.context().interaction();
        let id = match (interaction.component(), interaction.modal()) {
            (Some(component), _) => &component.custom_id,
            (None, Some(modal)) => &modal.custom_id,
            (None, None) => return Err(custom_id::unreadable()),
        };
        T::parse(id)
    }

    /// What was selected in the menu.
    ///
    /// # Errors
    /// If a value cannot be read, or their number does not fit.
    pub fn selected<T: Selected>(&self) -> Result<T, Refused> {
        selected::read(self.context().interaction())
    }

    /// The modal that was submitted.
    ///
    /// # Errors
    /// If a field cannot be read.
    pub fn modal<T: Modal>(&self) -> Result<T, Refused> {
        T::read(&Fields::new(self.context().interaction()))
    }
}

/// A type that a parameter `&T` can have. `To` is what the call is about.
#[diagnostic::on_unimplemented(
    message = "`&{Self}` is not a part of the call",
    label = "not a part of the call",
    note = "a command gets `&CommandContext`, a component `&ComponentContext`, a modal `&ModalContext`, and each of \
            them `&CallContext`; an option is owned, not borrowed"
)]
pub trait PartOfCall<To> {
    /// The part.
    fn of(call: &Call) -> &Self;
}

impl<To> PartOfCall<To> for CallContext {
    fn of(call: &Call) -> &Self {
        call.context()
    }
}

impl PartOfCall<super::answer::to::Command> for CommandContext {
    fn of(call: &Call) -> &Self {
        &call.command
    }
}

impl PartOfCall<super::answer::to::Component> for ComponentContext {
    fn of(call: &Call) -> &Self {
        &call.component
    }
}

impl PartOfCall<super::answer::to::Modal> for ModalContext {
    fn of(call: &Call) -> &Self {
        &call.modal
    }
}

/// A call that is being made.
#[must_use = "nothing happens until the future is awaited"]
pub struct Running<'a> {
    /// The code of the user.
    pub future: BoxFuture<'a, CommandResult<Answered>>,
    /// Whether the answer may be deferred before it is known.
    pub defer: bool,
    /// Whether only the user sees the answer, if the type of the answer states it.
    pub ephemeral: Option<bool>,
}

impl fmt::Debug for Running<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("defer", &self.defer)
            .field("ephemeral", &self.ephemeral)
            .finish_non_exhaustive()
    }
}

/// Runs the future of a method.
///
/// # Errors
/// None. The macros use the `Result`, so that reading options can fail beside it.
#[doc(hidden)]
pub fn drive<'a, To, R: Answer<To>>(future: impl Future<Output = R> + Send + 'a) -> Result<Running<'a>, Refused> {
    let future = Box::pin(async move { future.await.answered() });
    Ok(Running { future, defer: R::DEFER, ephemeral: R::EPHEMERAL })
}

/// Runs the future of a method whose arguments take time.
///
/// # Errors
/// None. The macros use the `Result`, so that reading options can fail beside it.
#[doc(hidden)]
pub fn drive_after<'a, To, R: Answer<To>, G: Future<Output = R> + Send + 'a>(
    arguments: impl Future<Output = CommandResult<G>> + Send + 'a,
) -> Result<Running<'a>, Refused> {
    let future = Box::pin(async move { arguments.await?.await.answered() });
    Ok(Running { future, defer: R::DEFER, ephemeral: R::EPHEMERAL })
}

/// The answer of generated code to a number that is not in its table.
///
/// # Errors
/// Always.
#[doc(hidden)]
pub fn unknown<'a>() -> Result<Running<'a>, Refused> {
    Err(Refused::outdated())
}

/// A type with commands, components and modals. `#[handlers]` implements it.
pub trait Commands: Send + Sync + 'static {
    /// The commands, components and modals.
    fn table(&self) -> &'static Table;

    /// Makes the call of the row `row`.
    ///
    /// # Errors
    /// If an option, the custom id or a field cannot be used.
    fn run<'a>(&'a self, row: u16, call: &'a Call) -> Result<Running<'a>, Refused>;

    /// Suggests values for the option that is being typed.
    fn complete<'a>(
        &'a self,
        row: u16,
        option: &'a str,
        call: &'a Call,
    ) -> BoxFuture<'a, CommandResult<Vec<CommandChoice>>> {
        let _ = (row, option, call);
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Runs before each call. An error stops the call.
    fn before<'a>(&'a self, ctx: &'a CallContext) -> BoxFuture<'a, CommandResult> {
        let _ = ctx;
        Box::pin(async { Ok(()) })
    }

    /// Whether the call may be made. `row` is `None` for the check of the whole type.
    fn check<'a>(&'a self, row: Option<u16>, ctx: &'a CallContext) -> BoxFuture<'a, CommandResult<bool>> {
        let _ = (row, ctx);
        Box::pin(async { Ok(true) })
    }

    /// Runs after each call.
    fn after<'a>(&'a self, ctx: &'a CallContext, outcome: &'a Outcome<'a>) -> BoxFuture<'a, ()> {
        let _ = (ctx, outcome);
        Box::pin(async {})
    }

    /// What the user is told of a failure. `None`: the next hook decides, at last the default. `row` is `None` for the
    /// hook of the whole type.
    fn error<'a>(
        &'a self,
        row: Option<u16>,
        ctx: &'a CallContext,
        failure: &'a CommandFailure,
    ) -> BoxFuture<'a, Option<Reply>> {
        let _ = (row, ctx, failure);
        Box::pin(async { None })
    }

    /// The cooldown of a command whose cooldown is computed. `None`: no limit.
    fn cooldown<'a>(&'a self, row: u16, ctx: &'a CallContext) -> BoxFuture<'a, CommandResult<Option<Cooldown>>> {
        let _ = (row, ctx);
        Box::pin(async { Ok(None) })
    }
}

/// A type with the state `T`. `#[derive(EventHandler)]` implements it for each field with `#[state]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no state `{T}`",
    label = "this needs the state `{T}`",
    note = "add a field to `{Self}`: `#[state] name: {T}`"
)]
pub trait Has<T> {
    /// The state.
    fn state(&self) -> &T;
}

/// The state of the type `T`, as a parameter of a command that is a function. The command is listed in
/// `#[handler(commands(..))]` of a type with such a field.
#[derive(Debug)]
pub struct State<'a, T>(pub &'a T);

impl<T> Deref for State<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0
    }
}

impl<T> Clone for State<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for State<'_, T> {}

/// A type that is made from the call, for a parameter with `#[from]`. `S` is the type with the method; for a command
/// that is a function, implement it for every `S`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made from a call of `{S}`",
    label = "not made from the call",
    note = "write `impl<'a> FromCall<'a, {S}> for {Self}`, or remove `#[from]` to take it as an option"
)]
pub trait FromCall<'a, S: ?Sized>: Sized {
    /// Makes it.
    fn from_call(state: &'a S, call: &'a Call) -> impl Future<Output = CommandResult<Self>> + Send;
}

/// The guild of the call. In direct messages the user is told that this can be used in servers only.
impl<'a, S: ?Sized + Sync> FromCall<'a, S> for GuildId {
    async fn from_call(_: &'a S, call: &'a Call) -> CommandResult<Self> {
        call.context().guild_id().ok_or_else(|| Refused::own(own::servers_only()).into())
    }
}

/// The channel of the call.
impl<'a, S: ?Sized + Sync> FromCall<'a, S> for ChannelId {
    async fn from_call(_: &'a S, call: &'a Call) -> CommandResult<Self> {
        Ok(call.context().channel_id().ok_or("Discord sent no channel with the interaction")?)
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: Sync, S: Has<T> + Sync> FromCall<'a, S> for State<'a, T> {
    async fn from_call(state: &'a S, _: &'a Call) -> CommandResult<Self> {
        Ok(State(state.state()))
    }
}
