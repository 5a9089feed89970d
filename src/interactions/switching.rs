//! What a handle and a context offer around commands: switching them off, their usage, mentions, and the invite link.

use std::sync::Arc;

use super::{declared::Scope, entry::Entry, registration::registered, state::CommandState, usage::CommandUsage};
use crate::{
    command::{CallContext, RowKind},
    error::{Error, Result},
    handle::BotHandle,
    invite_link::invite_link,
    model::{CommandId, GuildId, Permissions},
    rest::Http,
    state::BotState,
    switches::{Feature, SwitchedOff, is_command, is_handler},
};

/// The commands of a bot, if it has any.
pub(crate) fn commands_of(state: &BotState) -> Option<Arc<CommandState>> {
    state.commands.get().cloned().and_then(|it| it.downcast().ok())
}

/// The permissions that the commands of a bot need, by their `bot_permissions(..)`.
pub(crate) fn needed_permissions(state: &BotState) -> Permissions {
    let Some(commands) = commands_of(state) else { return Permissions::empty() };
    let routes = commands.routes();
    let needed = routes.entries().iter().filter_map(|entry| entry.rules.bot_permissions);
    needed.fold(Permissions::empty(), |all, one| all | one)
}

impl BotHandle {
    /// Switches a command, a group of commands or a handler off, in a guild or everywhere, until
    /// [`switch_on`](Self::switch_on). At Discord nothing changes: users still see a command, and are told that it is
    /// switched off. The switches are not kept over a restart: store
    /// [`switched_off`](Self::switched_off) and give it to [`Bot::switched_off`](crate::Bot::switched_off).
    ///
    /// # Errors
    /// [`Error::UnknownFeature`] if the bot has no such command or handler; [`Error::NotRunning`] before the bot runs.
    ///
    /// ```no_run
    /// # // It needs a running bot.
    /// use greenroom::{BotHandle, Feature, model::GuildId};
    ///
    /// fn quiet(bot: &BotHandle, guild: GuildId) -> greenroom::Result<()> {
    ///     bot.switch_off(Feature::command("tag"), Some(guild))?; // all of `/tag ..`, in one guild
    ///     bot.switch_off(Feature::handler("Welcome"), None) // the events and commands of a handler, everywhere
    /// }
    /// ```
    pub fn switch_off(&self, feature: Feature, guild: Option<GuildId>) -> Result<()> {
        self.check_feature(&feature)?;
        self.state().switches.set_off(SwitchedOff { feature, guild });
        Ok(())
    }

    /// Takes back a [`switch_off`](Self::switch_off) with the same arguments. What is off everywhere stays off in each
    /// guild; what is off in a guild stays off there when it is switched on everywhere.
    ///
    /// # Errors
    /// As [`switch_off`](Self::switch_off).
    pub fn switch_on(&self, feature: Feature, guild: Option<GuildId>) -> Result<()> {
        self.check_feature(&feature)?;
        self.state().switches.set_on(&SwitchedOff { feature, guild });
        Ok(())
    }

    /// All that is switched off, in no particular order.
    #[must_use]
    pub fn switched_off(&self) -> Vec<SwitchedOff> {
        self.state().switches.all()
    }

    fn check_feature(&self, feature: &Feature) -> Result<()> {
        let state = self.state();
        let services = state.services.get().ok_or(Error::NotRunning)?;
        let (name, known): (_, Vec<String>) = match feature {
            Feature::Handler(name) => {
                let own = state.own_handlers.get().copied().unwrap_or_default();
                (name, services.handlers.iter().take(own).map(|it| it.name.to_owned()).collect())
            }
            Feature::Command(name) => {
                let routes = commands_of(state).map(|commands| commands.routes());
                let entries = routes.iter().flat_map(|routes| routes.entries());
                (name, entries.map(|entry| entry.name()).collect())
            }
        };
        let is_known = match feature {
            Feature::Handler(name) => known.iter().any(|it| is_handler(name, it)),
            Feature::Command(name) => known.iter().any(|it| is_command(name, it)),
        };
        if is_known {
            return Ok(());
        }
        Err(Error::UnknownFeature { name: name.clone(), known: known.join(", ") })
    }

    /// How often each command, component and modal was used since the bot started.
    #[must_use]
    pub fn command_usage(&self) -> Vec<CommandUsage> {
        let Some(commands) = commands_of(self.state()) else { return Vec::new() };
        let read = |entry: &Arc<Entry>| entry.usage.read(entry.name(), entry.declared_at.clone());
        commands.routes().entries().iter().map(read).collect()
    }

    /// The link with which the bot and its commands are added to a guild. It asks for the permissions that the commands
    /// need by their `bot_permissions(..)`, and for `permissions`, which other parts of the bot need.
    ///
    /// # Errors
    /// [`Error::NotRunning`] before the bot runs; [`Error::Http`].
    pub async fn invite_link(&self, permissions: Permissions) -> Result<String> {
        let application = match self.application_id() {
            Some(id) => id,
            None => self.application().await?.id,
        };
        Ok(invite_link(application, needed_permissions(self.state()) | permissions, None))
    }

    /// The text that Discord shows as a link to a slash command: `</tag show:id>` for `tag show`. A command of `guild`
    /// comes before a global one of the same name. The ids are read from Discord unless they have been.
    ///
    /// # Errors
    /// [`Error::UnknownFeature`] if the bot has no such slash command, or Discord has not; [`Error::NotRunning`] before
    /// the bot runs; [`Error::Http`].
    pub async fn command_mention(&self, name: &str, guild: Option<GuildId>) -> Result<String> {
        let commands = self.commands()?;
        let http = commands.http().ok_or(Error::NotRunning)?;
        let routes = commands.routes();
        let is_slash = |entry: &&Arc<Entry>| entry.kind == RowKind::Slash && entry.is_registered;
        let known: Vec<_> = routes.entries().iter().filter(is_slash).map(|entry| entry.name()).collect();
        let root = name.split(' ').next().unwrap_or_default();
        if known.iter().any(|it| it == name) {
            for scope in guild.map(Some).into_iter().chain([None]) {
                if let Some(id) = commands.id(&http, scope, root).await? {
                    return Ok(format!("</{name}:{id}>"));
                }
            }
        }
        Err(Error::UnknownFeature { name: name.to_owned(), known: known.join(", ") })
    }
}

impl CallContext {
    /// The text that Discord shows as a link to a slash command: `</tag show:id>` for `tag show`. A command of the
    /// guild of the call comes before a global one of the same name.
    ///
    /// # Errors
    /// As [`BotHandle::command_mention`].
    pub async fn command_mention(&self, name: &str) -> Result<String> {
        self.bot().command_mention(name, self.guild_id()).await
    }
}

impl CommandState {
    /// The id of a slash command at Discord.
    async fn id(&self, http: &Http, scope: Scope, name: &str) -> Result<Option<CommandId>> {
        if let Some(id) = self.ids.get(scope, name) {
            return Ok(id);
        }
        let application = self.application(http).await?.id;
        self.ids.set([(scope, registered(http, application, scope).await?)]);
        Ok(self.ids.get(scope, name).flatten())
    }
}
