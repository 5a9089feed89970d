//! The matches and the leaderboard, in one file that is replaced as a whole: a crash leaves the old or the new one.

use std::{
    collections::BTreeMap,
    fs, io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use greenroom::{command::CommandResult, model::UserId};
use serde::{Deserialize, Serialize};

use crate::rules::Board;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Match {
    pub(crate) players: [UserId; 2],
    pub(crate) board: Board,
    pub(crate) winner: Option<usize>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Table {
    /// The number of the last match.
    pub(crate) last: u32,
    /// The matches that are being played.
    pub(crate) matches: BTreeMap<u32, Match>,
    /// How many matches each user has won.
    pub(crate) wins: BTreeMap<UserId, u32>,
}

#[derive(Debug, Clone)]
pub(crate) struct Store(Arc<(PathBuf, Mutex<Table>)>);

impl Store {
    /// Reads the file, or begins with an empty table.
    pub(crate) fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let table = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Table::default(),
            Err(error) => return Err(error),
        };
        Ok(Self(Arc::new((path, Mutex::new(table)))))
    }

    /// Changes the table, and returns when the file has been written. An error of `change` changes nothing.
    pub(crate) async fn change<R: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Table) -> CommandResult<R> + Send + 'static,
    ) -> CommandResult<R> {
        let shared = Arc::clone(&self.0);
        let work = move || {
            let (path, table) = &*shared;
            let mut table = table.lock().unwrap_or_else(PoisonError::into_inner);
            let mut changed = table.clone();
            let result = change(&mut changed)?;
            let draft = path.with_extension("new");
            fs::write(&draft, serde_json::to_vec(&changed)?)?;
            fs::rename(&draft, path)?;
            *table = changed;
            Ok(result)
        };
        tokio::task::spawn_blocking(work).await?
    }

    pub(crate) fn read<R>(&self, read: impl FnOnce(&Table) -> R) -> R {
        read(&self.0.1.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
