//! Events about the audit log.

use std::ops::Deref;

use greenroom_macros::New;
use serde::{Deserialize, Deserializer, Serialize};

use super::scope::scope;
use super::with_guild::with_guild;
use crate::model::{AuditLogEntry, GuildId};

/// An entry was added to a guild's audit log (GUILD_AUDIT_LOG_ENTRY_CREATE). Dereferences to [`AuditLogEntry`].
///
/// Only sent if the bot has VIEW_AUDIT_LOG.
#[derive(Debug, Clone, PartialEq, Serialize, New)]
#[new(guild_id, entry)]
#[non_exhaustive]
pub struct AuditLogEntryCreate {
    /// The guild.
    pub guild_id: GuildId,
    /// The entry.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;
    use crate::model::{AuditLogAction, ChannelId, OverwriteKind, UserId};

    #[test]
    fn an_overwrite_was_changed() {
        let entry: AuditLogEntryCreate = there_and_back(
            r#"{"guild_id":"5","id":"1012345678901234567","user_id":"1","target_id":"2","action_type":14,
            "changes":[{"key":"deny","old_value":"0","new_value":"2048"},{"key":"topic","new_value":null},
            {"key":"name","old_value":"old"}],"options":{"id":"7","type":"0","role_name":"everyone"},"reason":"raid"}"#,
        );
        assert_eq!((entry.guild_id, entry.user_id), (GuildId::new(5), Some(UserId::new(1))));
        assert_eq!(
            (entry.action_type, entry.target().map(|id| id.get())),
            (AuditLogAction::ChannelOverwriteUpdate, Some(2))
        );
        let deny = entry.change("deny").and_then(|change| change.new_value.as_ref()).map(|value| value.get());
        assert_eq!(deny, Some("\"2048\""));
        // Null and absent mean the same: there is no value any more.
        assert_eq!(entry.change("topic").map(|change| &change.new_value), Some(&None));
        assert_eq!(entry.change("name").map(|change| &change.new_value), Some(&None));
        let kind = entry.options.as_ref().and_then(|options| options.overwrite_kind());
        assert_eq!(kind, Some(OverwriteKind::Role));
    }

    #[test]
    fn roles_were_given() {
        let entry: AuditLogEntryCreate = there_and_back(
            r#"{"guild_id":"5","id":"1","user_id":"1","target_id":"2","action_type":25,
            "changes":[{"key":"$add","new_value":[{"id":"7","name":"Staff"}]}]}"#,
        );
        #[derive(Debug, serde::Deserialize)]
        struct Named {
            name: String,
        }
        let Some(Some(roles)) = entry.change("$add").map(|change| &change.new_value) else { panic!("no roles") };
        assert_eq!(roles.parse::<Vec<Named>>().unwrap()[0].name, "Staff");
    }

    #[test]
    fn deleted_messages_and_unknown_actions() {
        let entry: AuditLogEntryCreate = there_and_back(
            r#"{"guild_id":"5","id":"1","user_id":"1","target_id":null,"action_type":72,"options":{"channel_id":"3",
            "count":"12"}}"#,
        );
        let options = entry.options.as_deref().unwrap();
        assert_eq!((options.channel_id, options.count.as_deref()), (Some(ChannelId::new(3)), Some("12")));
        let entry: AuditLogEntryCreate =
            there_and_back(r#"{"guild_id":"5","id":"1","user_id":null,"target_id":"not-a-number","action_type":9999}"#);
        assert_eq!((entry.action_type, entry.target()), (AuditLogAction::Unknown(9999), None));
    }
}
