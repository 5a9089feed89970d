//! [`CommandIds`]: the ids of the commands at Discord, which mentions of commands contain.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use compact_str::CompactString;

use super::{declared::Scope, registration::Registered};
use crate::model::{CommandId, CommandKind};

/// The ids of the slash commands at Discord, as far as they have been read.
#[derive(Debug, Default)]
pub(crate) struct CommandIds(RwLock<HashMap<Scope, HashMap<CompactString, CommandId>>>);

impl CommandIds {
    /// Keeps the ids of all commands of these scopes.
    pub(super) fn set(&self, scopes: impl IntoIterator<Item = Registered>) {
        let mut ids = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (scope, commands) in scopes {
            let slash = commands.into_iter().filter(|command| command.kind == CommandKind::ChatInput);
            ids.insert(scope, slash.map(|command| (command.name, command.id)).collect());
        }
    }

    /// The id of a command. The outer `None`: the ids of the scope have not been read.
    pub(super) fn get(&self, scope: Scope, name: &str) -> Option<Option<CommandId>> {
        let ids = self.0.read().unwrap_or_else(PoisonError::into_inner);
        ids.get(&scope).map(|names| names.get(name).copied())
    }
}
