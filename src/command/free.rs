//! Commands that are functions. `#[command]` above a function makes it return a type on which its [`Row`] hangs, so
//! that the function itself can be passed to [`Bot::command`](crate::Bot::command).

use std::{fmt, future::ready, marker::PhantomData};

use futures_util::future::BoxFuture;

use super::{
    call::{Call, Commands, Running},
    context::CallContext,
    failure::CommandFailure,
    refused::Refused,
    reply::Reply,
    rules::Cooldown,
    spec::{Row, Table},
    tell::CommandResult,
};
use crate::model::CommandChoice;

/// What a function with `#[command]` returns.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this function is not a command",
    label = "not a command",
    note = "write `#[command]` above the function"
)]
pub trait Described: Send {
    /// The type with the code of the command.
    type Command: Send + Sync + 'static;
    /// The command.
    const ROW: Row;
}

/// A function with `#[command]`. `M` stands for its parameters.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this is not a command",
    label = "not a command",
    note = "write `#[command]` above the function"
)]
pub trait CommandFn<M>: Send + Sync + 'static {
    /// What it returns.
    type Described: Described;
}

macro_rules! functions {
    ($($($argument:ident)*;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<F, R, $($argument),*> CommandFn<fn($($argument),*) -> R> for F
        where
            F: Fn($($argument),*) -> R + Send + Sync + 'static,
            R: Described,
        {
            type Described = R;
        }
    )+};
}
functions! {
    ;
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E G;
    A B C D E G H;
    A B C D E G H I;
    A B C D E G H I J;
    A B C D E G H I J K;
    A B C D E G H I J K L;
    A B C D E G H I J K L N;
    A B C D E G H I J K L N O;
    A B C D E G H I J K L N O P;
    A B C D E G H I J K L N O P Q;
    A B C D E G H I J K L N O P Q S;
}

/// The code of a command that is a function, with the state `S`. The default futures are of types that all commands
/// share, so that they are compiled once.
#[doc(hidden)]
pub trait FreeCommand<S: ?Sized> {
    /// See [`Commands::run`].
    ///
    /// # Errors
    /// If an option cannot be used.
    fn run<'a>(state: &'a S, call: &'a Call) -> Result<Running<'a>, Refused>;

    /// See [`Commands::complete`].
    fn complete<'a>(state: &'a S, option: &'a str, call: &'a Call) -> BoxFuture<'a, CommandResult<Vec<CommandChoice>>> {
        let _ = (state, option, call);
        Box::pin(ready(Ok(Vec::new())))
    }

    /// See [`Commands::check`].
    fn check<'a>(state: &'a S, ctx: &'a CallContext) -> BoxFuture<'a, CommandResult<bool>> {
        let _ = (state, ctx);
        Box::pin(ready(Ok(true)))
    }

    /// See [`Commands::error`].
    fn error<'a>(state: &'a S, ctx: &'a CallContext, failure: &'a CommandFailure) -> BoxFuture<'a, Option<Reply>> {
        let _ = (state, ctx, failure);
        Box::pin(ready(None))
    }

    /// See [`Commands::cooldown`].
    fn cooldown<'a>(state: &'a S, ctx: &'a CallContext) -> BoxFuture<'a, CommandResult<Option<Cooldown>>> {
        let _ = (state, ctx);
        Box::pin(ready(Ok(None)))
    }
}

/// A command without state: what [`Bot::command`](crate::Bot::command) takes.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this command needs state",
    label = "needs state",
    note = "list it in `#[handler(commands(..))]` of a struct with `#[derive(EventHandler)]`"
)]
pub trait Stateless: FreeCommand<()> {}

/// The code behind a function.
#[doc(hidden)]
pub type CodeOf<F, M> = <<F as CommandFn<M>>::Described as Described>::Command;

/// The row of a function, for `#[handler(commands(..))]`.
#[doc(hidden)]
#[must_use]
pub const fn row<M, F: CommandFn<M>>(_: &F) -> Row {
    <F::Described as Described>::ROW
}

/// Finds the code of a function, for `#[handler(commands(..))]`.
#[doc(hidden)]
#[must_use]
pub const fn code<M, F: CommandFn<M>>(_: &F) -> Code<CodeOf<F, M>> {
    Code(PhantomData)
}

/// The code of a function.
#[doc(hidden)]
pub struct Code<C>(PhantomData<fn() -> C>);

impl<C> fmt::Debug for Code<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}

impl<C> Code<C> {
    /// The code for the state `S`.
    #[must_use]
    pub fn with_state<S: ?Sized>(self) -> FreeCode<S>
    where
        C: FreeCommand<S>,
    {
        FreeCode { run: C::run, complete: C::complete, check: C::check, error: C::error, cooldown: C::cooldown }
    }
}

/// The future of [`FreeCommand::complete`].
pub(super) type Suggesting<'a> = BoxFuture<'a, CommandResult<Vec<CommandChoice>>>;

/// The methods of [`FreeCommand`] for the state `S`.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "it consists of functions")]
pub struct FreeCode<S: ?Sized> {
    /// See [`FreeCommand::run`].
    pub run: for<'a> fn(&'a S, &'a Call) -> Result<Running<'a>, Refused>,
    /// See [`FreeCommand::complete`].
    pub complete: for<'a> fn(&'a S, &'a str, &'a Call) -> Suggesting<'a>,
    /// See [`FreeCommand::check`].
    pub check: for<'a> fn(&'a S, &'a CallContext) -> BoxFuture<'a, CommandResult<bool>>,
    /// See [`FreeCommand::error`].
    pub error: for<'a> fn(&'a S, &'a CallContext, &'a CommandFailure) -> BoxFuture<'a, Option<Reply>>,
    /// See [`FreeCommand::cooldown`].
    pub cooldown: for<'a> fn(&'a S, &'a CallContext) -> BoxFuture<'a, CommandResult<Option<Cooldown>>>,
}

/// A command that is a function, as a handler with one command. It is not generic: the methods of a handler would
/// otherwise be compiled once more for each command, which took most of the time of a build.
pub(crate) struct Single {
    table: &'static Table,
    code: FreeCode<()>,
}

impl Single {
    pub(crate) fn new<F: CommandFn<M>, M>(function: &F) -> Self
    where
        CodeOf<F, M>: Stateless,
    {
        let table = const { &Table::new(const { &[<F::Described as Described>::ROW] }) };
        Self { table, code: code(function).with_state() }
    }
}

impl Commands for Single {
    fn table(&self) -> &'static Table {
        self.table
    }

    fn run<'a>(&'a self, _: u16, call: &'a Call) -> Result<Running<'a>, Refused> {
        (self.code.run)(&(), call)
    }

    fn complete<'a>(
        &'a self,
        _: u16,
        option: &'a str,
        call: &'a Call,
    ) -> BoxFuture<'a, CommandResult<Vec<CommandChoice>>> {
        (self.code.complete)(&(), option, call)
    }

    fn check<'a>(&'a self, row: Option<u16>, ctx: &'a CallContext) -> BoxFuture<'a, CommandResult<bool>> {
        match row {
            Some(_) => (self.code.check)(&(), ctx),
            None => Box::pin(ready(Ok(true))),
        }
    }

    fn error<'a>(
        &'a self,
        row: Option<u16>,
        ctx: &'a CallContext,
        failure: &'a CommandFailure,
    ) -> BoxFuture<'a, Option<Reply>> {
        match row {
            Some(_) => (self.code.error)(&(), ctx, failure),
            None => Box::pin(ready(None)),
        }
    }

    fn cooldown<'a>(&'a self, _: u16, ctx: &'a CallContext) -> BoxFuture<'a, CommandResult<Option<Cooldown>>> {
        (self.code.cooldown)(&(), ctx)
    }
}
