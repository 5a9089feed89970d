//! Events about the audit log.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize};

use super::scope::scope;
use super::with_guild::with_guild;
use crate::model::{AuditLogEntry, GuildId};

/// Something was done that a guild's audit log keeps (GUILD_AUDIT_LOG_ENTRY_CREATE). Dereferences to [`AuditLogEntry`].
///
/// The bot needs VIEW_AUDIT_LOG to be told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditLogEntryCreate {
    /// The guild.
    pub guild_id: GuildId,
    /// What was done.
    #[serde(flatten)]
    pub entry: AuditLogEntry,
}

impl Deref for AuditLogEntryCreate {
    type Target = AuditLogEntry;

    fn deref(&self) -> &AuditLogEntry {
        &self.entry
    }
}

impl<'de> Deserialize<'de> for AuditLogEntryCreate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (guild_id, entry) = with_guild(deserializer)?;
        Ok(Self { guild_id, entry })
    }
}

scope!(AuditLogEntryCreate, |it| guild: Some(it.guild_id), user: it.entry.user_id);
