//! [`Table`]: the commands, components and modals of a type, as constants.

use compact_str::CompactString;

use super::must::must;
use super::option_spec::{Localized, Slot, count, has_subcommands, has_twins, is_misordered, is_mixed};
use super::rules::Rules;
use crate::model::GuildId;

/// The kind of a [`Row`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RowKind {
    /// A slash command.
    Slash,
    /// A command in the context menu of users.
    User,
    /// A command in the context menu of messages.
    Message,
    /// The command that starts the application's activity.
    EntryPoint,
    /// A component. [`Row::name`] is the key of its custom id.
    Component,
    /// A modal. [`Row::name`] is the key of its custom id.
    Modal,
}

/// Which hooks of its own a command has, beside those of its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hooks {
    /// Whether `check` is called.
    pub check: bool,
    /// Whether `cooldown` is computed for each call.
    pub cooldown: bool,
    /// Whether `error` is called.
    pub error: bool,
}

/// The use of a command as a prefix command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PrefixSpec {
    /// Other names.
    pub aliases: &'static [&'static str],
    /// Whether it stands for its whole group: `!tag x` is `!tag show x`.
    pub bare: bool,
    /// Whether the help leaves it out.
    pub hidden: bool,
}

/// How messages call a command of a running bot.
#[derive(Debug, Clone, Default)]
pub(crate) struct PrefixUse {
    /// Other names.
    pub(crate) aliases: Vec<CompactString>,
    /// Whether it stands for its whole group: `!tag x` is `!tag show x`.
    pub(crate) bare: bool,
    /// Whether the help leaves it out.
    pub(crate) hidden: bool,
}

impl From<PrefixSpec> for PrefixUse {
    fn from(PrefixSpec { aliases, bare, hidden }: PrefixSpec) -> Self {
        Self { aliases: aliases.iter().map(|alias| CompactString::from(*alias)).collect(), bare, hidden }
    }
}

/// A command, a component or a modal, as a constant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The number by which [`Commands::run`](super::Commands::run) finds its code.
    pub id: u16,
    /// The kind.
    pub kind: RowKind,
    /// The name of the method or function, for messages.
    pub method: &'static str,
    /// The name, 1–32 characters.
    pub name: &'static str,
    /// For components and modals: all keys that the type of the custom id can read.
    pub keys: &'static [&'static str],
    /// The name in other languages.
    pub names: Localized,
    /// The description, 1–100 characters; empty for context menus.
    pub description: &'static str,
    /// The description in other languages.
    pub descriptions: Localized,
    /// The group that it is in: `"tag"` or `"tag editors"`.
    pub group: Option<&'static str>,
    /// Its options.
    pub options: &'static [Slot],
    /// Its rules.
    pub rules: Rules,
    /// The guilds that have it; empty: all.
    pub guilds: &'static [u64],
    /// Its hooks.
    pub hooks: Hooks,
    /// The category in the help.
    pub category: Option<&'static str>,
    /// Whether it is a slash command; `false` for commands that are used by prefix only.
    pub slash: bool,
    /// Its use as a prefix command.
    pub prefix: Option<PrefixSpec>,
}

impl Row {
    /// A row with these options, of which there can be 25.
    #[must_use]
    #[track_caller]
    pub const fn new(
        id: u16,
        kind: RowKind,
        method: &'static str,
        name: &'static str,
        options: &'static [Slot],
    ) -> Self {
        must(count(options) <= 25, "Discord allows at most 25 options; group them in sub-commands");
        must(!is_misordered(options), "a required option stands after an optional one; put the required ones first");
        must(!is_mixed(options), "sub-commands cannot stand beside options; put the options into the sub-commands");
        must(!has_twins(options), "two options have the same name; rename one of them with `name = \"..\"`");
        Self {
            id,
            kind,
            method,
            name,
            keys: &[],
            names: &[],
            description: "",
            descriptions: &[],
            group: None,
            options,
            rules: Rules::NONE,
            guilds: &[],
            hooks: Hooks { check: false, cooldown: false, error: false },
            category: None,
            slash: true,
            prefix: None,
        }
    }

    /// Sets the id. The macros number the rows of a block.
    #[must_use]
    pub const fn with_id(mut self, id: u16) -> Self {
        self.id = id;
        self
    }

    /// Sets the description, and both texts in other languages.
    #[must_use]
    pub const fn text(mut self, names: Localized, description: &'static str, descriptions: Localized) -> Self {
        (self.names, self.description, self.descriptions) = (names, description, descriptions);
        self
    }

    /// For components and modals: sets all keys that the type of the custom id can read.
    #[must_use]
    pub const fn keys(mut self, keys: &'static [&'static str]) -> Self {
        self.keys = keys;
        self
    }

    /// Puts it into a group.
    #[must_use]
    #[track_caller]
    pub const fn group(mut self, group: &'static str) -> Self {
        must(
            !has_subcommands(self.options),
            "a command with sub-commands cannot be in a group; put each into the group",
        );
        self.group = Some(group);
        self
    }

    /// Sets its rules.
    #[must_use]
    pub const fn rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// Sets the guilds that have it.
    #[must_use]
    pub const fn guilds(mut self, guilds: &'static [u64]) -> Self {
        self.guilds = guilds;
        self
    }

    /// Sets its hooks.
    #[must_use]
    pub const fn hooks(mut self, hooks: Hooks) -> Self {
        self.hooks = hooks;
        self
    }

    /// Sets the category.
    #[must_use]
    pub const fn category(mut self, category: &'static str) -> Self {
        self.category = Some(category);
        self
    }

    /// Sets in which ways it is used.
    #[must_use]
    pub const fn used_as(mut self, slash: bool, prefix: Option<PrefixSpec>) -> Self {
        (self.slash, self.prefix) = (slash, prefix);
        self
    }

    pub(crate) fn guild_ids(&self) -> Vec<GuildId> {
        self.guilds.iter().map(|id| GuildId::new(*id)).collect()
    }
}

/// A group of sub-commands. It is declared once, by any type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupSpec {
    /// `"tag"`, or `"tag editors"` for a group in a group.
    pub path: &'static str,
    /// The name in other languages.
    pub names: Localized,
    /// The description, 1–100 characters.
    pub description: &'static str,
    /// The description in other languages.
    pub descriptions: Localized,
    /// The rules of the whole command: contexts, installs, permissions, age restriction. Only for groups that are not
    /// in a group.
    pub rules: Rules,
    /// The guilds that have it; empty: all.
    pub guilds: &'static [u64],
}

impl GroupSpec {
    /// A group with its description.
    #[must_use]
    pub const fn new(path: &'static str, description: &'static str) -> Self {
        Self { path, names: &[], description, descriptions: &[], rules: Rules::NONE, guilds: &[] }
    }

    /// Sets both texts in other languages.
    #[must_use]
    pub const fn text(mut self, names: Localized, descriptions: Localized) -> Self {
        (self.names, self.descriptions) = (names, descriptions);
        self
    }

    /// Sets the rules of the whole command.
    #[must_use]
    pub const fn rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// Sets the guilds that have it.
    #[must_use]
    pub const fn guilds(mut self, guilds: &'static [u64]) -> Self {
        self.guilds = guilds;
        self
    }
}

/// Which hooks a block has. They are called for each of its commands, components and modals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BlockHooks {
    /// Whether `before` is called.
    pub before: bool,
    /// Whether `check` is called.
    pub check: bool,
    /// Whether `after` is called.
    pub after: bool,
    /// Whether `error` is called.
    pub error: bool,
}

/// The commands, components and modals of a type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Table {
    /// The commands, components and modals.
    pub rows: &'static [Row],
    /// The groups that this type declares.
    pub groups: &'static [GroupSpec],
    /// The hooks of the whole type.
    pub hooks: BlockHooks,
    /// Whether only the user sees the answers. `None`: the default of the bot.
    pub ephemeral: Option<bool>,
}

impl Table {
    /// A table with these rows.
    #[must_use]
    pub const fn new(rows: &'static [Row]) -> Self {
        let hooks = BlockHooks { before: false, check: false, after: false, error: false };
        Self { rows, groups: &[], hooks, ephemeral: None }
    }

    /// Sets the groups.
    #[must_use]
    pub const fn groups(mut self, groups: &'static [GroupSpec]) -> Self {
        self.groups = groups;
        self
    }

    /// Sets the hooks of the whole type.
    #[must_use]
    pub const fn hooks(mut self, hooks: BlockHooks) -> Self {
        self.hooks = hooks;
        self
    }

    /// Sets whether only the user sees the answers.
    #[must_use]
    pub const fn ephemeral(mut self, ephemeral: bool) -> Self {
        self.ephemeral = Some(ephemeral);
        self
    }
}
