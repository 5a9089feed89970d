//! [`CommandConfig`]: the options of a bot that concern all commands.

use std::{fmt, sync::Arc};

use futures_util::future::BoxFuture;

use crate::{
    command::{CallContext, CommandFailure, CommandResult, Reply},
    model::{GuildId, RoleId},
    texts::BotTexts,
};

/// What is done with commands that differ from those at Discord, when the bot starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Registration {
    /// Discord's commands become those of the bot. Commands that only Discord has are deleted, except an entry point.
    #[default]
    Sync,
    /// As `Sync`, but commands that only Discord has are kept.
    Keep,
    /// What differs is logged, and nothing is changed.
    DryRun,
    /// Nothing is compared and nothing is changed.
    Off,
}

pub(crate) type Before = Arc<dyn Fn(CallContext) -> BoxFuture<'static, CommandResult> + Send + Sync>;
pub(crate) type Check = Arc<dyn Fn(CallContext) -> BoxFuture<'static, CommandResult<bool>> + Send + Sync>;
pub(crate) type After = Arc<dyn Fn(CallContext, Option<Arc<CommandFailure>>) -> BoxFuture<'static, ()> + Send + Sync>;
pub(crate) type OnError =
    Arc<dyn Fn(CallContext, Arc<CommandFailure>) -> BoxFuture<'static, Option<Reply>> + Send + Sync>;

/// The options of a bot that concern all commands.
#[derive(Clone, Default)]
pub(crate) struct CommandConfig {
    pub(crate) before: Option<Before>,
    pub(crate) check: Option<Check>,
    pub(crate) after: Option<After>,
    pub(crate) on_error: Option<OnError>,
    /// The texts of the bot.
    pub(crate) texts: BotTexts,
    /// Where failures are noted for a test on the sandbox.
    #[cfg(feature = "sandbox")]
    pub(crate) failures: Option<crate::failure_log::FailureLog>,
    /// Whether answers that state nothing are for the user alone.
    pub(crate) ephemeral: bool,
    /// Members with one of these roles have no cooldowns.
    pub(crate) exempt_roles: Vec<RoleId>,
    pub(crate) registration: Registration,
    pub(crate) dev_guild: Option<GuildId>,
    /// Whether commands of the scope that is not used are deleted: global ones with `dev_guild`.
    pub(crate) clean_other_scope: bool,
}

impl fmt::Debug for CommandConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandConfig")
            .field("ephemeral", &self.ephemeral)
            .field("registration", &self.registration)
            .field("dev_guild", &self.dev_guild)
            .finish_non_exhaustive()
    }
}
