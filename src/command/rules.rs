//! [`Rules`]: where a command exists, which users may use it, and how its answer is deferred.

use std::time::Duration;

use bitflags::bitflags;

use crate::model::{InstallationKind, InteractionContext, Permissions, SkuId};

bitflags! {
    /// Places in which a command can be used (Discord's docs, interactions/application-commands, "Interaction Context
    /// Types").
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Contexts: u8 {
        /// Guilds.
        const GUILD = 1;
        /// The DM with the bot.
        const BOT_DM = 1 << 1;
        /// DMs and group DMs with other users.
        const PRIVATE_CHANNEL = 1 << 2;
    }
}

impl Contexts {
    /// The contexts as Discord's numbers, in ascending order.
    pub(crate) fn list(self) -> Vec<InteractionContext> {
        let all = [
            (Self::GUILD, InteractionContext::Guild),
            (Self::BOT_DM, InteractionContext::BotDm),
            (Self::PRIVATE_CHANNEL, InteractionContext::PrivateChannel),
        ];
        all.into_iter().filter(|(flag, _)| self.contains(*flag)).map(|(_, context)| context).collect()
    }
}

bitflags! {
    /// Kinds of installation for which a command exists (Discord's docs, resources/application, "Application
    /// Integration Types").
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Installs: u8 {
        /// Installed in a guild.
        const GUILD = 1;
        /// Installed by a user.
        const USER = 1 << 1;
    }
}

impl Installs {
    /// The kinds as Discord's numbers, in ascending order.
    pub(crate) fn list(self) -> Vec<InstallationKind> {
        let all = [(Self::GUILD, InstallationKind::Guild), (Self::USER, InstallationKind::User)];
        all.into_iter().filter(|(flag, _)| self.contains(*flag)).map(|(_, kind)| kind).collect()
    }
}

/// The calls that a cooldown or a limit of parallel calls counts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// Those of one user, in all guilds.
    User,
    /// Those of one user in one guild.
    Member,
    /// Those in one channel.
    Channel,
    /// Those in one guild; in DMs those of the user.
    Guild,
    /// All.
    Global,
}

/// How often a command can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cooldown {
    /// The calls that are counted together.
    pub scope: Scope,
    /// The number of calls within [`per`](Self::per), at least 1.
    pub calls: u32,
    /// The length of the window.
    pub per: Duration,
}

impl Cooldown {
    /// At most `calls` calls (at least 1) within any window of this length.
    #[must_use]
    pub const fn new(scope: Scope, calls: u32, per: Duration) -> Self {
        Self { scope, calls, per }
    }
}

/// How many calls of a command may run at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Concurrency {
    /// The calls that are counted together.
    pub scope: Scope,
    /// The number of parallel calls, at least 1.
    pub calls: u32,
}

impl Concurrency {
    /// At most `calls` parallel calls (at least 1).
    #[must_use]
    pub const fn new(scope: Scope, calls: u32) -> Self {
        Self { scope, calls }
    }
}

/// The users who may use a component or submit a modal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum By {
    /// All who see it.
    #[default]
    Anybody,
    /// The user of the command that sent the message.
    CommandUser,
}

/// Where a command exists, which users may use it, and how its answer is deferred. `None` and `false` are the defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Rules {
    /// The contexts in which it can be used. `None`: Discord's default.
    pub contexts: Option<Contexts>,
    /// The kinds of installation for which it exists. `None`: those of the application.
    pub installs: Option<Installs>,
    /// Whether it is age-restricted.
    pub nsfw: bool,
    /// The permissions that a member needs. Discord checks them, and guilds can override them.
    pub member_permissions: Option<Permissions>,
    /// The permissions that the bot needs in the channel. They are checked before each call.
    pub bot_permissions: Option<Permissions>,
    /// The permissions that a member needs to use a component. They are checked before each call.
    pub permissions: Option<Permissions>,
    /// Whether only the owners of the application may use it.
    pub owner: bool,
    /// The SKU that the user or the guild must have bought.
    pub sku: Option<SkuId>,
    /// How often it can be used.
    pub cooldown: Option<Cooldown>,
    /// How many calls may run at the same time.
    pub concurrency: Option<Concurrency>,
    /// Whether only the user sees the answer. `None`: the default of the type, of the block, or of the bot.
    pub ephemeral: Option<bool>,
    /// Whether the answer is never deferred automatically.
    pub no_defer: bool,
    /// The users who may use a component or submit a modal.
    pub by: By,
    /// How long a component can be used after its message was sent.
    pub within: Option<Duration>,
}

impl Rules {
    /// No rules.
    pub const NONE: Self = Self {
        contexts: None,
        installs: None,
        nsfw: false,
        member_permissions: None,
        bot_permissions: None,
        permissions: None,
        owner: false,
        sku: None,
        cooldown: None,
        concurrency: None,
        ephemeral: None,
        no_defer: false,
        by: By::Anybody,
        within: None,
    };
}
