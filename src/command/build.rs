//! [`Command`]: a command, component or modal that is built at run time.

use std::{fmt, future::Future, sync::Arc};

use compact_str::CompactString;
use futures_util::future::BoxFuture;

use super::{
    answer::{Answer, to},
    arg::Suggested,
    call::{Call, Running, drive},
    context::{CallContext, CommandContext, ComponentContext, ModalContext},
    program::Program,
    refused::Refused,
    rules::Rules,
    spec::{PrefixUse, RowKind},
    suggestion::{Suggestions, choices},
    tell::CommandResult,
};
use crate::model::{CommandChoice, CommandOption, GuildId, Locale, Localizations};
use crate::texts::own;

type Run = Box<dyn for<'a> Fn(&'a Call) -> Result<Running<'a>, Refused> + Send + Sync>;
type Complete =
    Box<dyn Fn(CommandContext, String) -> BoxFuture<'static, CommandResult<Vec<CommandChoice>>> + Send + Sync>;
type Check = Box<dyn Fn(CallContext) -> BoxFuture<'static, CommandResult<bool>> + Send + Sync>;

/// What a command is, without its code.
#[derive(Debug, Clone)]
pub(crate) struct Description {
    pub(crate) kind: RowKind,
    pub(crate) name: CompactString,
    pub(crate) names: Localizations,
    pub(crate) description: CompactString,
    pub(crate) descriptions: Localizations,
    /// The path of the group that it is in, and its description if this command declares it.
    pub(crate) group: Option<(CompactString, Option<CompactString>)>,
    pub(crate) options: Vec<CommandOption>,
    pub(crate) rules: Rules,
    pub(crate) guilds: Vec<GuildId>,
    pub(crate) prefix: Option<PrefixUse>,
    /// Whether messages alone call it, so that it is not registered.
    pub(crate) is_prefix_only: bool,
    pub(crate) category: Option<CompactString>,
}

/// A command, component or modal that is built at run time, without macros.
///
/// ```
/// use greenroom::command::{Command, CommandContext, Reply};
/// use greenroom::model::CommandOption;
///
/// let roll = Command::slash("roll", "Rolls dice")
///     .option(CommandOption::integer("sides", "How many sides").min_value(2).required(true))
///     .run(|ctx: CommandContext| async move {
///         let sides = ctx.option::<u32>("sides")?;
///         Ok::<_, greenroom::handler::HandlerError>(Reply::new(format!("a die of {sides} sides")))
///     });
/// ```
#[must_use = "a command is added to a bot with `Bot::command`"]
pub struct Command {
    pub(crate) description: Description,
    run: Option<Run>,
    complete: Option<Complete>,
    check: Option<Check>,
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Command").field("description", &self.description).finish_non_exhaustive()
    }
}

impl Command {
    fn new(kind: RowKind, name: impl AsRef<str>, description: impl AsRef<str>) -> Self {
        let description = Description {
            kind,
            name: name.as_ref().into(),
            names: Localizations::new(),
            description: description.as_ref().into(),
            descriptions: Localizations::new(),
            group: None,
            options: Vec::new(),
            rules: Rules::NONE,
            guilds: Vec::new(),
            prefix: None,
            is_prefix_only: false,
            category: None,
        };
        Self { description, run: None, complete: None, check: None }
    }

    /// A slash command with a name (1–32 characters in lower case) and a description (1–100 characters).
    pub fn slash(name: impl AsRef<str>, description: impl AsRef<str>) -> Self {
        Self::new(RowKind::Slash, name, description)
    }

    /// A command in the context menu of users, with a name of 1–32 characters.
    pub fn user(name: impl AsRef<str>) -> Self {
        Self::new(RowKind::User, name, "")
    }

    /// A command in the context menu of messages, with a name of 1–32 characters.
    pub fn message(name: impl AsRef<str>) -> Self {
        Self::new(RowKind::Message, name, "")
    }

    /// The components whose custom id has this key: the id itself, or its part before the first dot.
    pub fn component(key: impl AsRef<str>) -> Self {
        Self::new(RowKind::Component, key, "")
    }

    /// The modals whose custom id has this key: the id itself, or its part before the first dot.
    pub fn modal(key: impl AsRef<str>) -> Self {
        Self::new(RowKind::Modal, key, "")
    }

    /// Sets the name in a language.
    pub fn name_localization(mut self, locale: impl Into<Locale>, name: impl AsRef<str>) -> Self {
        self.description.names.insert(locale.into(), name.as_ref().into());
        self
    }

    /// Sets the description in a language.
    pub fn description_localization(mut self, locale: impl Into<Locale>, description: impl AsRef<str>) -> Self {
        self.description.descriptions.insert(locale.into(), description.as_ref().into());
        self
    }

    /// Puts the command into a group, `"tag"` or `"tag editors"`. A group is described once: here, or by another
    /// command with the same group and an empty description here.
    pub fn in_group(mut self, path: impl AsRef<str>, description: impl AsRef<str>) -> Self {
        let description = Some(description.as_ref()).filter(|it| !it.is_empty()).map(Into::into);
        self.description.group = Some((path.as_ref().into(), description));
        self
    }

    /// Adds an option, up to 25. Required options must come first.
    pub fn option(mut self, option: CommandOption) -> Self {
        self.description.options.push(option);
        self
    }

    /// Sets the rules: `.rules(|rules| rules.owner = true)`.
    pub fn rules(mut self, set: impl FnOnce(&mut Rules)) -> Self {
        set(&mut self.description.rules);
        self
    }

    /// Makes it a command of these guilds only.
    pub fn guilds(mut self, guilds: impl IntoIterator<Item = GuildId>) -> Self {
        self.description.guilds.extend(guilds);
        self
    }

    /// Lets messages call a slash command as well, if the bot has a prefix: see [`Bot::prefix`](crate::Bot::prefix).
    pub fn prefix(mut self) -> Self {
        self.description.prefix.get_or_insert_default();
        self
    }

    /// As [`prefix`](Self::prefix), and only messages call it: it is not registered at Discord.
    pub fn prefix_only(mut self) -> Self {
        self.description.is_prefix_only = true;
        self.prefix()
    }

    /// As [`prefix`](Self::prefix), with another name for messages. Several calls add several names.
    pub fn alias(mut self, name: impl AsRef<str>) -> Self {
        self.description.prefix.get_or_insert_default().aliases.push(name.as_ref().into());
        self
    }

    /// As [`prefix`](Self::prefix), and the help leaves it out.
    pub fn hidden(mut self) -> Self {
        self.description.prefix.get_or_insert_default().hidden = true;
        self
    }

    /// Sets the part of the help that it is listed in.
    pub fn category(mut self, category: impl AsRef<str>) -> Self {
        self.description.category = Some(category.as_ref().into());
        self
    }

    /// Adds a check: if it returns `false`, the command is not called.
    pub fn check<F>(mut self, check: impl Fn(CallContext) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = CommandResult<bool>> + Send + 'static,
    {
        self.check = Some(Box::new(move |ctx| Box::pin(check(ctx))));
        self
    }

    /// Sets the code that suggests values: it gets the text that was typed. The option that is being typed must have
    /// [`autocomplete`](CommandOption::autocomplete).
    pub fn suggest<F>(mut self, suggest: impl Fn(CommandContext, String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output: Suggestions<Value: Suggested> + Send> + Send + 'static,
    {
        self.complete = Some(Box::new(move |ctx, typed| {
            let suggestions = suggest(ctx, typed);
            Box::pin(async move { choices::<<F::Output as Suggestions>::Value, _>(suggestions.await) })
        }));
        self
    }

    /// Sets the code of a command. The answer is any [`Answer`], or a `Result` of one.
    pub fn run<F>(mut self, run: impl Fn(CommandContext) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output: Answer<to::Command>> + Send + 'static,
    {
        let run = Arc::new(run);
        self.run = Some(Box::new(move |call| {
            let (run, ctx) = (Arc::clone(&run), call.command().clone());
            // The code runs when the future is polled, after the hooks and checks.
            drive::<to::Command, _>(async move { run(ctx).await })
        }));
        self
    }

    /// Sets the code of a component.
    pub fn on_use<F>(mut self, run: impl Fn(ComponentContext) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output: Answer<to::Component>> + Send + 'static,
    {
        let run = Arc::new(run);
        self.run = Some(Box::new(move |call| {
            let (run, ctx) = (Arc::clone(&run), call.component().clone());
            // The code runs when the future is polled, after the hooks and checks.
            drive::<to::Component, _>(async move { run(ctx).await })
        }));
        self
    }

    /// Sets the code of a modal.
    pub fn on_submit<F>(mut self, run: impl Fn(ModalContext) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output: Answer<to::Modal>> + Send + 'static,
    {
        let run = Arc::new(run);
        self.run = Some(Box::new(move |call| {
            let (run, ctx) = (Arc::clone(&run), call.modal_context().clone());
            // The code runs when the future is polled, after the hooks and checks.
            drive::<to::Modal, _>(async move { run(ctx).await })
        }));
        self
    }

    /// What it is, and its code.
    pub(crate) fn split(self) -> (Description, Arc<dyn Program>) {
        let Self { description, run, complete, check } = self;
        (description, Arc::new(Built { run, complete, check }))
    }
}

/// The code of a command that was built at run time.
struct Built {
    run: Option<Run>,
    complete: Option<Complete>,
    check: Option<Check>,
}

impl Program for Built {
    fn run<'a>(&'a self, call: &'a Call) -> Result<Running<'a>, Refused> {
        match &self.run {
            Some(run) => run(call),
            None => Err(Refused::own(own::no_code())),
        }
    }

    fn complete<'a>(&'a self, _: &'a str, call: &'a Call) -> BoxFuture<'a, CommandResult<Vec<CommandChoice>>> {
        match &self.complete {
            Some(complete) => complete(call.command().clone(), call.typed().1),
            None => Box::pin(async { Ok(Vec::new()) }),
        }
    }

    fn checks<'a>(&'a self, ctx: &'a CallContext) -> Vec<BoxFuture<'a, CommandResult<bool>>> {
        self.check.iter().map(|check| check(ctx.clone())).collect()
    }
}
