//! The commands of a bot: put together from its handlers, registered, and changed while the bot runs.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

#[cfg(feature = "fluent")]
use super::localised::localise;
use super::{
    CommandDispatcher, CommandState,
    config::{CommandConfig, Registration},
    declared::Declared,
    entry::{Entry, Group, of_bot, of_built},
    registration::{CommandDrift, drift, lines, register, register_guild},
    routes::Routes,
    switching::commands_of,
};
use crate::{
    clock::Clock,
    command::{CallServices, Command, Rules},
    error::{Error, Result},
    gateway::Backoff,
    handle::BotHandle,
    handler::Part,
    model::GuildId,
    rest::Http,
};

/// The pauses between two attempts to register commands.
const PAUSES: Backoff = Backoff { base: Duration::from_secs(1), cap: Duration::from_secs(60) };

fn refused(reason: String) -> Error {
    Error::Option { option: "command", reason }
}

/// All commands that the handlers and the bot declare. `None` if there are none.
///
/// # Errors
/// [`Error::Option`]: what Discord would refuse, and conflicts between declarations.
pub(crate) fn gather(
    handlers: &[Part],
    built: Vec<Command>,
    config: CommandConfig,
    clock: Clock,
) -> Result<Option<Arc<CommandState>>> {
    let (mut entries, groups) = of_bot(handlers, built);
    #[cfg(feature = "fluent")]
    let mut groups = groups;
    if entries.is_empty() {
        return Ok(None);
    }
    #[cfg(feature = "fluent")]
    localise(&config.texts, &mut entries, &mut groups).map_err(refused)?;
    for entry in &mut entries {
        // Commands of a group exist where the group does.
        if entry.guilds.is_empty() && entry.path.len() > 1 {
            let group = groups.iter().find(|group| group.path.as_slice() == &entry.path[..1]);
            entry.guilds.extend(group.iter().flat_map(|group| &group.guilds));
        }
        // A command of certain guilds is tried in the guild of development too.
        if !entry.guilds.is_empty() {
            entry.guilds.extend(config.dev_guild);
        }
    }
    let entries: Vec<Arc<Entry>> = entries.into_iter().map(Arc::new).collect();
    declare(&entries, &groups, &config)?;
    let routes = Routes::new(entries, groups).map_err(refused)?;
    let services = CallServices { clock, texts: config.texts.clone(), ..CallServices::default() };
    Ok(Some(Arc::new(CommandState::new(config, services, routes))))
}

fn declare(entries: &[Arc<Entry>], groups: &[Group], config: &CommandConfig) -> Result<Declared> {
    let entries: Vec<&Entry> = entries.iter().map(|entry| &**entry).collect();
    Declared::new(&entries, groups, config.dev_guild).map_err(refused)
}

impl CommandState {
    /// The commands as Discord stores them.
    fn declared(&self) -> Result<Declared> {
        let routes = self.routes();
        declare(routes.entries(), routes.groups(), &self.config)
    }

    /// Registers the commands, and tries again as long as Discord cannot be reached.
    pub(super) async fn register(&self, http: &Http) {
        let mut failures = 0;
        loop {
            let error = match self.try_register(http).await {
                Ok(()) => return,
                Err(error) => error,
            };
            match &error {
                Error::Http(error) if error.is_passing() => {
                    let pause = PAUSES.pause(failures, fastrand::f64());
                    failures += 1;
                    tracing::warn!(%error, ?pause, "the commands could not be registered; trying again");
                    tokio::time::sleep(pause).await;
                }
                _ => {
                    tracing::error!(%error, "the commands were not registered");
                    return;
                }
            }
        }
    }

    async fn try_register(&self, http: &Http) -> Result<()> {
        let declared = self.declared()?;
        let application = self.application(http).await?.id;
        let clean = (self.config.clean_other_scope && self.config.dev_guild.is_some()).then_some(None);
        let registered = register(http, application, &declared, self.config.registration, clean).await?;
        self.ids.set(registered);
        Ok(())
    }

    /// Reads the owners of the application if a command may be used by them alone, or has a cooldown, from which they
    /// are exempt. The first call of such a command would wait for them otherwise.
    pub(super) async fn read_owners(&self, http: &Http) {
        let needs_owners = |rules: &Rules| rules.owner || rules.cooldown.is_some();
        if !self.routes().entries().iter().any(|entry| needs_owners(&entry.rules)) {
            return;
        }
        if let Err(error) = self.application(http).await {
            tracing::debug!(%error, "the owners of the application could not be read; the next call reads them");
        }
    }

    /// Compares the commands with Discord's after the use of a command that this bot does not have, and logs what
    /// differs. This happens once.
    pub(super) async fn check_drift(&self, http: &Http) {
        if self.is_drift_checked.swap(true, Ordering::Relaxed) {
            return;
        }
        match self.find_drift(http).await {
            Ok(drift) => lines(&drift).iter().for_each(|line| tracing::warn!("{line}")),
            Err(error) => tracing::debug!(%error, "the commands could not be compared with Discord's"),
        }
    }

    async fn find_drift(&self, http: &Http) -> Result<Vec<CommandDrift>> {
        let application = self.application(http).await?.id;
        Ok(drift(http, application, &self.declared()?).await?)
    }

    /// Whether the commands are to be registered by a bot that runs these shards.
    pub(crate) fn is_registered_by(&self, runs_shard_0: bool) -> bool {
        // Components, modals and prefix commands are not registered. A bot that has nothing else leaves the commands at
        // Discord to others.
        let has_any = || self.routes().entries().iter().any(|entry| entry.is_registered && entry.keys.is_empty());
        runs_shard_0 && self.config.registration != Registration::Off && has_any()
    }
}

impl BotHandle {
    /// Reads what calls need of the application, and registers the commands, for a bot without the shard that causes
    /// this otherwise.
    ///
    /// # Errors
    /// [`Error::NotRunning`] before the bot runs.
    #[cfg(feature = "http-interactions")]
    pub(crate) async fn begin_commands(&self) -> Result<()> {
        if let Some(commands) = commands_of(self.state()) {
            let http = self.http()?;
            commands.read_owners(http).await;
            if commands.is_registered_by(true) {
                commands.register(http).await;
            }
        }
        self.state().registered.send_replace(true);
        Ok(())
    }

    pub(crate) fn commands(&self) -> Result<Arc<CommandState>> {
        let none = || refused("the bot has no commands; add one with `.command(..)` or `#[handlers]`".to_owned());
        commands_of(self.state()).ok_or_else(none)
    }

    /// Compares the commands that Discord has with those of the bot. Nothing is changed.
    ///
    /// # Errors
    /// [`Error::Http`]; [`Error::Option`] if the bot has no commands; [`Error::NotRunning`] before the bot runs.
    pub async fn command_drift(&self) -> Result<Vec<CommandDrift>> {
        let state = self.commands()?;
        let http = state.http().ok_or(Error::NotRunning)?;
        state.find_drift(&http).await
    }

    /// The commands of one guild that are added and removed while the bot runs.
    #[must_use]
    pub fn guild_commands(&self, guild: GuildId) -> GuildCommandSet {
        GuildCommandSet { handle: self.clone(), guild }
    }
}

/// The commands of one guild that are added and removed while the bot runs. They are called and compared like all
/// others. It comes from [`BotHandle::guild_commands`].
#[derive(Debug, Clone)]
pub struct GuildCommandSet {
    handle: BotHandle,
    guild: GuildId,
}

impl GuildCommandSet {
    /// Adds a command to the guild, or replaces the one with the same name, and registers it.
    ///
    /// # Errors
    /// [`Error::Option`] if Discord would refuse the command, or the bot has no commands; [`Error::Http`].
    pub async fn add(&self, command: Command) -> Result<()> {
        let state = self.handle.commands()?;
        #[cfg_attr(not(feature = "fluent"), expect(unused_mut, reason = "the feature adds other languages"))]
        let (mut entry, mut group) = of_built(command.guilds([self.guild]), state.new_number());
        #[cfg(feature = "fluent")]
        localise(&state.config.texts, std::slice::from_mut(&mut entry), group.as_mut_slice()).map_err(refused)?;
        let (kind, path) = (entry.kind, entry.path.clone());
        self.change(move |entries, groups| {
            entries.retain(|it| !(it.kind == kind && it.path == path && it.guilds == entry.guilds));
            entries.push(Arc::new(entry));
            groups.extend(group);
        })
        .await
    }

    /// Removes the command of the guild with this name (with its groups: `tag show`), and deletes it at Discord.
    ///
    /// # Errors
    /// [`Error::Option`] if the bot has no commands; [`Error::Http`].
    pub async fn remove(&self, name: &str) -> Result<()> {
        let guild = self.guild;
        self.change(|entries, _| entries.retain(|it| !(it.name() == name && it.guilds == [guild]))).await
    }

    async fn change(&self, change: impl FnOnce(&mut Vec<Arc<Entry>>, &mut Vec<Group>)) -> Result<()> {
        let state = self.handle.commands()?;
        let http = state.http().ok_or(Error::NotRunning)?;
        let routes = state.routes();
        let (mut entries, mut groups) = (routes.entries().to_vec(), routes.groups().to_vec());
        change(&mut entries, &mut groups);
        let declared = declare(&entries, &groups, &state.config)?;
        // The new command is called from now on, before Discord shows it.
        state.set_routes(Routes::new(entries, groups).map_err(refused)?);
        let application = state.application(&http).await?.id;
        state.ids.set([register_guild(&http, application, &declared, self.guild).await?]);
        Ok(())
    }
}

/// The handler that receives the interactions. `has_others`: whether other handlers receive them too.
pub(crate) fn dispatcher(state: &Arc<CommandState>, has_others: bool) -> Part {
    Part::whole(Arc::new(CommandDispatcher::new(Arc::clone(state), has_others)))
}
