//! The SQLite file: its schema, and calls to it.
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use greenroom::prelude::*;
use rusqlite::Connection;

/// One entry for each version of the schema. `user_version` in the file is the number of entries that were run. Only
/// append: files of older versions exist.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE cases (
        guild INTEGER NOT NULL,
        number INTEGER NOT NULL,
        user INTEGER NOT NULL,
        moderator INTEGER NOT NULL,
        action TEXT NOT NULL,
        reason TEXT NOT NULL,
        at INTEGER NOT NULL DEFAULT (unixepoch()),
        appeal TEXT,
        verdict TEXT,
        PRIMARY KEY (guild, number)
    );
    CREATE INDEX cases_of_user ON cases (guild, user);
    CREATE TABLE settings (guild INTEGER PRIMARY KEY, log_channel INTEGER NOT NULL);
"];

/// A connection to the file. SQLite blocks, so each call runs on a thread for blocking work.
#[derive(Debug, Clone)]
pub struct Store(Arc<Mutex<Connection>>);

impl Store {
    /// Opens the file, creates it if it does not exist, and brings its schema to the newest version.
    ///
    /// # Errors
    /// If the file cannot be read or written, or was written by a newer version of the bot.
    pub async fn open(path: impl Into<PathBuf>) -> CommandResult<Self> {
        let path = path.into();
        let connection = tokio::task::spawn_blocking(move || prepare(Connection::open(path)?)).await??;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Runs `work` in a transaction, which is committed if it succeeds.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> CommandResult<T> {
        let connection = self.0.clone();
        let run = move || {
            // After a panic the connection is still good: the transaction was rolled back.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = connection.transaction()?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        tokio::task::spawn_blocking(run).await?
    }
}

fn prepare(mut connection: Connection) -> CommandResult<Connection> {
    // With a write-ahead log, the file can be backed up and read while the bot writes.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.busy_timeout(Duration::from_secs(5))?;
    let version: usize = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let missing = MIGRATIONS.get(version..).ok_or("the database was written by a newer version of this bot")?;
    let transaction = connection.transaction()?;
    for migration in missing {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len())?;
    transaction.commit()?;
    Ok(connection)
}
