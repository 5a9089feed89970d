//! Groups: `/note add`, `/note show` and, in a group inside the group, `/note all list` and `/note all delete`.
use std::{collections::BTreeMap, sync::Mutex};

use greenroom::prelude::*;

/// Keeps notes. What the commands share is the state of their type.
#[derive(Debug, Default)]
pub struct Notes(Mutex<BTreeMap<String, String>>);

#[handlers(group("note", "Notes of this server", contexts(Guild)), group("note all", "All notes"))]
impl Notes {
    /// Adds a note
    #[command(in = "note")]
    async fn add(
        &self,
        #[option("What it is called", length = 1..=30)] name: String,
        #[option("What it contains")] text: Text<1000>,
    ) -> CommandResult<String> {
        let answer = format!("`{name}` is noted.");
        self.notes()?.insert(name, text.into_string());
        Ok(answer)
    }

    /// Shows a note
    #[command(in = "note")]
    async fn show(
        &self,
        #[option("What it is called", autocomplete = Self::names)] name: String,
    ) -> CommandResult<String> {
        self.notes()?.get(&name).cloned().tell(format!("There is no note `{name}`."))
    }

    /// Lists the names of all notes
    #[command(in = "note all")]
    async fn list(&self) -> CommandResult<Ephemeral<String>> {
        let names: Vec<_> = self.notes()?.keys().cloned().collect();
        Ok(Ephemeral(if names.is_empty() { "There are no notes.".to_owned() } else { names.join(", ") }))
    }

    /// Deletes all notes
    #[command(in = "note all")]
    async fn delete(&self, ctx: &CommandContext) -> CommandResult<&'static str> {
        if !ctx.confirm("Delete all notes?").await? {
            return Ok("The notes are still there.");
        }
        self.notes()?.clear();
        Ok("All notes are deleted.")
    }

    async fn names(&self, typed: &str) -> CommandResult<Vec<Suggestion<String>>> {
        Ok(self.notes()?.keys().filter(|name| name.contains(typed)).cloned().map(Suggestion::from).collect())
    }

    fn notes(&self) -> Result<std::sync::MutexGuard<'_, BTreeMap<String, String>>, &'static str> {
        self.0.lock().map_err(|_| "a command panicked while it changed the notes")
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(Notes::default()).run().await
}
