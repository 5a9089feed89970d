//! [`Entry`]: a command, component or modal of a running bot, whichever way it was declared.

use std::sync::{Arc, atomic::AtomicBool};

use compact_str::CompactString;
use futures_util::future::BoxFuture;

use super::{limits::CommandNumber, usage::UsageCounter};
use crate::{
    command::{
        Call, CallContext, Command, CommandFailure, CommandResult, Commands, Contexts, Cooldown, Description,
        GroupSpec, Lookup, Outcome, PrefixUse, Program, Refused, Reply, Row, RowKind, Rules, Running, Table, Writing,
        is_guild_only, lookups, to_options, writings,
    },
    handler::Part,
    model::{CommandChoice, CommandOption, GuildId, Locale, Localizations},
};

/// A command, component or modal of a running bot.
pub(crate) struct Entry {
    /// Its number, which stays the same for as long as the command exists.
    pub(crate) number: CommandNumber,
    pub(crate) kind: RowKind,
    /// The groups, and the name.
    pub(crate) path: Vec<CompactString>,
    /// For components and modals: all keys of custom ids that lead here.
    pub(crate) keys: Vec<CompactString>,
    /// The name of the handler that declares it. `None` if it was built by hand.
    pub(crate) handler: Option<&'static str>,
    /// Where it was declared: `Kiosk::order`.
    pub(crate) declared_at: String,
    pub(crate) names: Localizations,
    pub(crate) description: CompactString,
    pub(crate) descriptions: Localizations,
    pub(crate) options: Vec<CommandOption>,
    /// The options whose ids are looked up before a call.
    pub(crate) lookups: Vec<(&'static str, Lookup)>,
    pub(crate) rules: Rules,
    pub(crate) guilds: Vec<GuildId>,
    /// Whether it is registered; `false` for commands that are used by prefix only.
    pub(crate) is_registered: bool,
    pub(crate) program: Arc<dyn Program>,
    /// Its use as a prefix command.
    pub(crate) prefix: Option<PrefixUse>,
    /// Its other names as a prefix command in other languages.
    pub(crate) aliases: Vec<(Locale, CompactString)>,
    /// How its options are written in a prefix command, with the sub-command that each belongs to.
    pub(crate) writings: Vec<(Option<&'static str>, &'static str, Writing)>,
    /// The category in the help.
    pub(crate) category: Option<CompactString>,
    /// How often it was used, and with which outcome.
    pub(crate) usage: UsageCounter,
    /// Whether the log has warned of a suggestion that is too long.
    pub(crate) is_warned: AtomicBool,
}

impl Entry {
    /// The path as one text: `tag editors allow`.
    pub(crate) fn name(&self) -> String {
        self.path.join(" ")
    }
}

/// A group of sub-commands that was declared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    pub(crate) path: Vec<CompactString>,
    pub(crate) declared_at: String,
    pub(crate) names: Localizations,
    pub(crate) description: CompactString,
    pub(crate) descriptions: Localizations,
    pub(crate) rules: Rules,
    pub(crate) guilds: Vec<GuildId>,
}

fn localizations(texts: &[(&str, &str)]) -> Localizations {
    texts.iter().map(|(locale, text)| (Locale::from(*locale), (*text).into())).collect()
}

fn split(path: &str) -> Vec<CompactString> {
    path.split_whitespace().map(CompactString::from).collect()
}

/// The entries and groups of all handlers, and of the commands that were built by hand.
pub(crate) fn of_bot(handlers: &[Part], built: Vec<Command>) -> (Vec<Entry>, Vec<Group>) {
    let (mut entries, mut groups) = (Vec::new(), Vec::new());
    for handler in handlers {
        let (more, more_groups) = of_handler(handler, entries.len());
        entries.extend(more);
        groups.extend(more_groups);
    }
    for command in built {
        let (entry, group) = of_built(command, entries.len());
        entries.push(entry);
        groups.extend(group);
    }
    (entries, groups)
}

/// The entries and groups of a handler, numbered from `first` on. Empty if it has no commands.
fn of_handler(handler: &Part, first: CommandNumber) -> (Vec<Entry>, Vec<Group>) {
    let Some(commands) = handler.get().commands() else { return (Vec::new(), Vec::new()) };
    let table = commands.table();
    let entries = (first..).zip(table.rows).map(|(number, row)| of_row(handler, table, row, number)).collect();
    (entries, table.groups.iter().map(|group| of_group(handler, group)).collect())
}

fn of_row(handler: &Part, table: &Table, row: &Row, number: CommandNumber) -> Entry {
    let mut path = row.group.map(split).unwrap_or_default();
    path.push(row.name.into());
    let mut rules = row.rules;
    rules.ephemeral = rules.ephemeral.or(table.ephemeral);
    // The contexts of a sub-command are those of its whole command.
    if rules.contexts.is_none() && row.group.is_none() && is_guild_only(row.options) {
        rules.contexts = Some(Contexts::GUILD);
    }
    Entry {
        number,
        kind: row.kind,
        path,
        keys: row.keys.iter().map(|key| CompactString::from(*key)).collect(),
        handler: Some(handler.name),
        declared_at: format!("{}::{}", handler.name, row.method),
        names: localizations(row.names),
        description: row.description.into(),
        descriptions: localizations(row.descriptions),
        options: to_options(row.options),
        lookups: lookups(row.options),
        rules,
        guilds: row.guild_ids(),
        is_registered: row.slash,
        program: Arc::new(RowProgram { handler: handler.clone(), row: *row, table: *table }),
        prefix: row.prefix.map(PrefixUse::from),
        aliases: Vec::new(),
        writings: writings(row.options),
        category: row.category.map(CompactString::from),
        usage: UsageCounter::default(),
        is_warned: AtomicBool::new(false),
    }
}

fn of_group(handler: &Part, group: &GroupSpec) -> Group {
    Group {
        path: split(group.path),
        declared_at: handler.name.to_owned(),
        names: localizations(group.names),
        description: group.description.into(),
        descriptions: localizations(group.descriptions),
        rules: group.rules,
        guilds: group.guilds.iter().map(|id| GuildId::new(*id)).collect(),
    }
}

/// The entry of a command that was built at run time, and the group that it declares.
pub(crate) fn of_built(command: Command, number: CommandNumber) -> (Entry, Option<Group>) {
    let (description, program) = command.split();
    let Description {
        kind,
        name,
        names,
        description,
        descriptions,
        group,
        options,
        rules,
        guilds,
        prefix,
        is_prefix_only,
        category,
    } = description;
    let declared_at = format!("`{name}`");
    let mut path = Vec::new();
    let mut declared = None;
    if let Some((group, text)) = group {
        path = split(&group);
        declared = text.map(|description| Group {
            path: path.clone(),
            declared_at: declared_at.clone(),
            names: Localizations::new(),
            description,
            descriptions: Localizations::new(),
            rules: Rules::NONE,
            guilds: guilds.clone(),
        });
    }
    path.push(name.clone());
    let is_custom_id = matches!(kind, RowKind::Component | RowKind::Modal);
    let keys = if is_custom_id { vec![name] } else { Vec::new() };
    let entry = Entry {
        number,
        kind,
        path,
        keys,
        handler: None,
        declared_at,
        names,
        description,
        descriptions,
        options,
        lookups: Vec::new(),
        rules,
        guilds,
        is_registered: !is_prefix_only,
        program,
        prefix,
        aliases: Vec::new(),
        writings: Vec::new(),
        category,
        usage: UsageCounter::default(),
        is_warned: AtomicBool::new(false),
    };
    (entry, declared)
}

/// The code of a row of a handler.
struct RowProgram {
    handler: Part,
    row: Row,
    table: Table,
}

impl RowProgram {
    fn commands(&self) -> Option<&dyn Commands> {
        self.handler.get().commands()
    }
}

impl Program for RowProgram {
    fn run<'a>(&'a self, call: &'a Call) -> Result<Running<'a>, Refused> {
        match self.commands() {
            Some(commands) => commands.run(self.row.id, call),
            None => crate::command::unknown(),
        }
    }

    fn complete<'a>(&'a self, option: &'a str, call: &'a Call) -> BoxFuture<'a, CommandResult<Vec<CommandChoice>>> {
        match self.commands() {
            Some(commands) => commands.complete(self.row.id, option, call),
            None => Box::pin(async { Ok(Vec::new()) }),
        }
    }

    fn before<'a>(&'a self, ctx: &'a CallContext) -> Option<BoxFuture<'a, CommandResult>> {
        self.commands().filter(|_| self.table.hooks.before).map(|commands| commands.before(ctx))
    }

    fn checks<'a>(&'a self, ctx: &'a CallContext) -> Vec<BoxFuture<'a, CommandResult<bool>>> {
        let Some(commands) = self.commands() else { return Vec::new() };
        let of_type = self.table.hooks.check.then(|| commands.check(None, ctx));
        let own = self.row.hooks.check.then(|| commands.check(Some(self.row.id), ctx));
        of_type.into_iter().chain(own).collect()
    }

    fn after<'a>(&'a self, ctx: &'a CallContext, outcome: &'a Outcome<'a>) -> Option<BoxFuture<'a, ()>> {
        self.commands().filter(|_| self.table.hooks.after).map(|commands| commands.after(ctx, outcome))
    }

    fn errors<'a>(&'a self, ctx: &'a CallContext, failure: &'a CommandFailure) -> Vec<BoxFuture<'a, Option<Reply>>> {
        let Some(commands) = self.commands() else { return Vec::new() };
        let own = self.row.hooks.error.then(|| commands.error(Some(self.row.id), ctx, failure));
        let of_type = self.table.hooks.error.then(|| commands.error(None, ctx, failure));
        own.into_iter().chain(of_type).collect()
    }

    fn cooldown<'a>(&'a self, ctx: &'a CallContext) -> Option<BoxFuture<'a, CommandResult<Option<Cooldown>>>> {
        self.commands().filter(|_| self.row.hooks.cooldown).map(|commands| commands.cooldown(self.row.id, ctx))
    }
}
