//! The options of [`Bot`] that concern commands.

use std::{future::Future, sync::Arc};

use async_trait::async_trait;

use super::Bot;
use crate::{
    command::{
        CallContext, CodeOf, Command, CommandFailure, CommandFn, CommandResult, Commands, Reply, Single, Stateless,
    },
    dispatch::Receiver,
    error::{Error, Result},
    handler::{EventHandler, HasInterests, Interests, Part},
    interactions::{CommandState, Registration},
    model::{GuildId, RoleId},
    prefix::{PrefixCommands, PrefixDispatcher, help_command},
    store::ValueStore,
    switches::SwitchedOff,
};
#[cfg(feature = "fluent")]
use crate::{
    interactions::check_texts,
    texts::{BotTexts, TextReport, Texts},
};

/// What [`Bot::command`] takes: a function with `#[command]`, or a [`Command`].
#[diagnostic::on_unimplemented(
    message = "this is not a command",
    label = "not a command",
    note = "write `#[command]` above the function, or build a `Command`",
    note = "list a command with `State` in `#[handler(commands(..))]` of a type with `#[derive(EventHandler)]`"
)]
pub trait IntoCommand<M> {
    #[doc(hidden)]
    fn add_to(self, bot: Bot) -> Bot;
}

#[diagnostic::do_not_recommend]
impl<F: CommandFn<M>, M: 'static> IntoCommand<M> for F
where
    CodeOf<F, M>: Stateless,
{
    fn add_to(self, mut bot: Bot) -> Bot {
        bot.handlers.push(Receiver::Handler(Part::whole(Arc::new(Single::new(&self)))));
        bot
    }
}

impl HasInterests for Single {}

/// The function is a handler with one command and no events.
#[async_trait]
impl EventHandler for Single {
    fn name(&self) -> &'static str {
        "command"
    }

    fn interests(&self) -> Interests {
        Interests::NOTHING
    }

    fn commands(&self) -> Option<&dyn Commands> {
        Some(self)
    }
}

/// Marks [`Command`], which is not a function.
#[doc(hidden)]
#[derive(Debug)]
pub enum Built {}

impl IntoCommand<Built> for Command {
    fn add_to(self, mut bot: Bot) -> Bot {
        bot.commands.push(self);
        bot
    }
}

impl Bot {
    /// Adds a command: a function with `#[command]`, or a [`Command`] that was built by hand.
    pub fn command<M>(self, command: impl IntoCommand<M>) -> Self {
        command.add_to(self)
    }

    /// Adds the slash command `/help`, which lists the slash commands by category and explains one of them, to its user
    /// alone. Commands that the user lacks the permissions for, and those of the owners, are left out. Prefix commands
    /// have a [`help`](PrefixCommands::help) of their own.
    pub fn help_command(self) -> Self {
        self.command(help_command())
    }

    /// Where the values of [`Stored`](crate::command::Stored) are kept: a [`FolderStore`](crate::store::FolderStore),
    /// or a store of your own. The default is a [`MemoryStore`](crate::store::MemoryStore), which ends with the
    /// process.
    pub fn value_store(mut self, store: impl ValueStore) -> Self {
        self.value_store = Arc::new(store);
        self
    }

    /// Switches features off from the start: what [`BotHandle::switched_off`](crate::BotHandle::switched_off) gave
    /// before a restart. A feature that the bot no longer has does no harm.
    pub fn switched_off(mut self, features: impl IntoIterator<Item = SwitchedOff>) -> Self {
        self.switched_off.extend(features);
        self
    }

    /// Sets the texts of the bot in several languages, which [`CallContext::text`] gives, and which name and describe
    /// its commands: see [`texts`](crate::texts).
    #[cfg(feature = "fluent")]
    pub fn texts(mut self, texts: Texts) -> Self {
        self.command_config.texts = BotTexts(Some(texts));
        self
    }

    /// Compares the languages of the texts, and the texts with the commands of the bot: for a test. It ends with what
    /// is wrong, and the bot is not run. See [`texts`](crate::texts).
    #[cfg(feature = "fluent")]
    pub fn check_texts(self) -> TextReport {
        let handlers: Vec<_> = self.handlers.iter().filter_map(Receiver::handler).cloned().collect();
        let texts = self.command_config.texts.0.unwrap_or_else(|| Texts::new("en-US"));
        check_texts(&texts, &handlers, self.commands)
    }

    /// Lets messages that begin with this prefix call the commands with `prefix`: short for
    /// [`prefix_commands`](Self::prefix_commands). Several calls add several prefixes.
    ///
    /// ```
    /// # #[cfg(all(feature = "macros", feature = "sandbox"))] {
    /// use greenroom::{Bot, command};
    ///
    /// /// Rolls a die
    /// #[command(slash, prefix)]
    /// async fn roll(#[option("How many sides")] sides: u32) -> String {
    ///     format!("a die of {sides} sides")
    /// }
    ///
    /// let bot = Bot::new("token").command(roll).prefix("!");
    /// # }
    /// ```
    pub fn prefix(mut self, prefix: &str) -> Self {
        let commands = self.prefix_commands.take().unwrap_or_default();
        self.prefix_commands = Some(commands.prefix(prefix));
        self
    }

    /// Lets messages call the commands with `prefix`.
    pub fn prefix_commands(mut self, commands: PrefixCommands) -> Self {
        self.prefix_commands = Some(commands);
        self
    }

    /// Adds the handler that receives messages, if there are prefix commands.
    ///
    /// # Errors
    /// [`Error::Option`] if two of them have the same name.
    pub(super) fn add_prefix_dispatcher(&mut self, commands: &Arc<CommandState>) -> Result<()> {
        let routes = commands.routes();
        let mut declared = routes.entries().iter().filter(|entry| entry.prefix.is_some());
        match (declared.next(), self.prefix_commands.take()) {
            (None, None) => {}
            (Some(entry), None) => tracing::warn!(
                command = entry.name(),
                "a command has `prefix`, and the bot has none: add `.prefix(\"!\")` to the bot"
            ),
            (first, Some(config)) => {
                if first.is_none() {
                    tracing::warn!(
                        "the bot has a prefix, and no command has `prefix` yet: write `#[command(slash, prefix)]`"
                    );
                }
                let dispatcher = PrefixDispatcher::new(Arc::clone(commands), config)
                    .map_err(|reason| Error::Option { option: "command", reason })?;
                self.handlers.push(Receiver::Handler(Part::whole(Arc::new(dispatcher))));
            }
        }
        Ok(())
    }

    /// Runs before each call of a command, component or modal. An error stops the call.
    pub fn before_command<F>(mut self, before: impl Fn(CallContext) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = CommandResult> + Send + 'static,
    {
        self.command_config.before = Some(Arc::new(move |ctx| Box::pin(before(ctx))));
        self
    }

    /// Adds a check of all commands, components and modals: if it returns `false`, the user is told that they may not
    /// use it.
    pub fn check<F>(mut self, check: impl Fn(CallContext) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = CommandResult<bool>> + Send + 'static,
    {
        self.command_config.check = Some(Arc::new(move |ctx| Box::pin(check(ctx))));
        self
    }

    /// Runs after each call of a command, component or modal, with its failure if it failed.
    pub fn after_command<F>(
        mut self,
        after: impl Fn(CallContext, Option<Arc<CommandFailure>>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.command_config.after = Some(Arc::new(move |ctx, failure| Box::pin(after(ctx, failure))));
        self
    }

    /// Sets what the user is told of a failure, if neither the command nor its type decides. `None`: the default.
    pub fn on_command_error<F>(
        mut self,
        on_error: impl Fn(CallContext, Arc<CommandFailure>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Option<Reply>> + Send + 'static,
    {
        self.command_config.on_error = Some(Arc::new(move |ctx, failure| Box::pin(on_error(ctx, failure))));
        self
    }

    /// Makes answers visible to the user alone, unless a command states something else.
    pub fn default_ephemeral(mut self, ephemeral: bool) -> Self {
        self.command_config.ephemeral = ephemeral;
        self
    }

    /// Members with one of these roles have no cooldowns. Owners of the application never have.
    pub fn cooldown_exempt_roles(mut self, roles: impl IntoIterator<Item = RoleId>) -> Self {
        self.command_config.exempt_roles.extend(roles);
        self
    }

    /// Sets what is done at the start with commands that differ from those at Discord: by default Discord's commands
    /// become those of the bot. Only the process with shard 0 does it.
    ///
    /// Global commands and those of the guilds that a command names are compared. A guild that no command names any
    /// more keeps its commands.
    pub fn registration(mut self, registration: Registration) -> Self {
        self.command_config.registration = registration;
        self
    }

    /// Registers all commands in this guild instead of globally, for development. Global commands stay; see
    /// [`clean_global_commands`](Self::clean_global_commands).
    pub fn dev_guild(mut self, guild: GuildId) -> Self {
        self.command_config.dev_guild = Some(guild);
        self
    }

    /// With [`dev_guild`](Self::dev_guild): deletes the global commands, which would be shown twice.
    pub fn clean_global_commands(mut self) -> Self {
        self.command_config.clean_other_scope = true;
        self
    }
}
