//! [`Routes`]: from an interaction to the command, component or modal that it is about. By kind, guild and path, and
//! never by the id of the command.

use std::{collections::HashMap, sync::Arc};

use compact_str::CompactString;

use super::{
    declared::kind,
    entry::{Entry, Group},
};
use crate::{
    command::{RowKind, key},
    model::{CommandData, CommandDataOption, CommandKind, CommandOptionKind, GuildId},
};

/// Leads interactions to the entries.
#[derive(Default)]
pub(crate) struct Routes {
    entries: Vec<Arc<Entry>>,
    groups: Vec<Group>,
    /// By kind and first name: the numbers of the entries.
    commands: HashMap<(CommandKind, CompactString), Vec<usize>>,
    /// By key of the custom id.
    components: HashMap<CompactString, usize>,
    modals: HashMap<CompactString, usize>,
}

/// An entry, and how many groups and sub-commands lead to it.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) entry: Arc<Entry>,
    pub(crate) depth: usize,
}

impl Routes {
    /// Routes to these entries.
    ///
    /// # Errors
    /// If two components or two modals have the same key. The text names them.
    pub(crate) fn new(entries: Vec<Arc<Entry>>, groups: Vec<Group>) -> Result<Self, String> {
        let mut routes = Self { groups, ..Self::default() };
        for (number, entry) in entries.iter().enumerate() {
            if let Some(kind) = kind(entry.kind) {
                if let Some(root) = entry.path.first() {
                    routes.commands.entry((kind, root.clone())).or_default().push(number);
                }
                continue;
            }
            let (by_key, what) = match entry.kind {
                RowKind::Component => (&mut routes.components, "components"),
                _ => (&mut routes.modals, "modals"),
            };
            for key in &entry.keys {
                if let Some(other) = by_key.insert(key.clone(), number) {
                    let other = entries.get(other).map_or("", |it| it.declared_at.as_str());
                    return Err(format!(
                        "the {what} of {other} and {} have the same key `{key}`; give one of them another with \
                         `#[custom_id(\"..\")]`",
                        entry.declared_at
                    ));
                }
            }
        }
        routes.entries = entries;
        Ok(routes)
    }

    pub(crate) fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The command that was used. With several of the same name, that of the guild comes before the global one.
    pub(crate) fn command(&self, data: &CommandData) -> Option<Route> {
        let numbers = self.commands.get(&(data.kind, data.name.clone()))?;
        let path = path(&data.options);
        let fits = |entry: &Entry| {
            let rest = entry.path.get(1..).unwrap_or_default();
            path.get(..rest.len()).is_some_and(|start| start.iter().zip(rest).all(|(one, other)| *one == other))
        };
        let candidates = numbers.iter().filter_map(|number| self.entries.get(*number));
        let best = candidates
            .filter(|entry| fits(entry))
            .max_by_key(|entry| (nearness(&entry.guilds, data.guild_id), entry.path.len()));
        let entry = best?;
        if nearness(&entry.guilds, data.guild_id) == Nearness::Elsewhere {
            return None;
        }
        Some(Route { entry: Arc::clone(entry), depth: entry.path.len().saturating_sub(1) })
    }

    /// The component or modal with this custom id.
    pub(crate) fn custom_id(&self, kind: RowKind, id: &str) -> Option<Route> {
        let by_key = if kind == RowKind::Component { &self.components } else { &self.modals };
        let number = *by_key.get(key(id))?;
        Some(Route { entry: Arc::clone(self.entries.get(number)?), depth: 0 })
    }
}

/// How well the scope of an entry fits the command that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// The entry exists in other guilds only.
    Elsewhere,
    /// The entry is global.
    Global,
    /// The entry exists in the guild of the command.
    Same,
}

fn nearness(guilds: &[GuildId], used_in: Option<GuildId>) -> Nearness {
    match used_in {
        _ if guilds.is_empty() => Nearness::Global,
        Some(guild) if guilds.contains(&guild) => Nearness::Same,
        _ => Nearness::Elsewhere,
    }
}

/// The names of the group and sub-command that were used.
fn path(mut options: &[CommandDataOption]) -> Vec<&CompactString> {
    let mut path = Vec::new();
    while let [option] = options
        && matches!(option.kind, CommandOptionKind::SubCommand | CommandOptionKind::SubCommandGroup)
    {
        path.push(&option.name);
        options = &option.options;
    }
    path
}
