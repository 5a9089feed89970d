//! The audit log of guilds.

use serde_json::{Value, json};

use super::{World, bits};
use crate::gateway::Intents;
use crate::model::{AuditLogEntryId, GuildId};

/// How many entries of a guild are kept. Discord keeps those of 45 days.
const MAX_ENTRIES: usize = 10_000;

/// The kinds of entries (events.md, appendix B).
pub(in crate::sandbox) mod action {
    pub(in crate::sandbox) const GUILD_UPDATE: u16 = 1;
    pub(in crate::sandbox) const CHANNEL_CREATE: u16 = 10;
    pub(in crate::sandbox) const CHANNEL_UPDATE: u16 = 11;
    pub(in crate::sandbox) const CHANNEL_DELETE: u16 = 12;
    pub(in crate::sandbox) const OVERWRITE_CREATE: u16 = 13;
    pub(in crate::sandbox) const OVERWRITE_UPDATE: u16 = 14;
    pub(in crate::sandbox) const OVERWRITE_DELETE: u16 = 15;
    pub(in crate::sandbox) const MEMBER_KICK: u16 = 20;
    pub(in crate::sandbox) const MEMBER_PRUNE: u16 = 21;
    pub(in crate::sandbox) const MEMBER_BAN_ADD: u16 = 22;
    pub(in crate::sandbox) const MEMBER_BAN_REMOVE: u16 = 23;
    pub(in crate::sandbox) const MEMBER_UPDATE: u16 = 24;
    pub(in crate::sandbox) const MEMBER_ROLE_UPDATE: u16 = 25;
    pub(in crate::sandbox) const ROLE_CREATE: u16 = 30;
    pub(in crate::sandbox) const ROLE_UPDATE: u16 = 31;
    pub(in crate::sandbox) const ROLE_DELETE: u16 = 32;
    pub(in crate::sandbox) const INVITE_CREATE: u16 = 40;
    pub(in crate::sandbox) const INVITE_DELETE: u16 = 42;
    pub(in crate::sandbox) const WEBHOOK_CREATE: u16 = 50;
    pub(in crate::sandbox) const WEBHOOK_UPDATE: u16 = 51;
    pub(in crate::sandbox) const WEBHOOK_DELETE: u16 = 52;
    pub(in crate::sandbox) const EMOJI_CREATE: u16 = 60;
    pub(in crate::sandbox) const EMOJI_UPDATE: u16 = 61;
    pub(in crate::sandbox) const EMOJI_DELETE: u16 = 62;
    pub(in crate::sandbox) const MESSAGE_DELETE: u16 = 72;
    pub(in crate::sandbox) const MESSAGE_BULK_DELETE: u16 = 73;
    pub(in crate::sandbox) const MESSAGE_PIN: u16 = 74;
    pub(in crate::sandbox) const MESSAGE_UNPIN: u16 = 75;
    pub(in crate::sandbox) const INTEGRATION_DELETE: u16 = 82;
    pub(in crate::sandbox) const STAGE_CREATE: u16 = 83;
    pub(in crate::sandbox) const STAGE_UPDATE: u16 = 84;
    pub(in crate::sandbox) const STAGE_DELETE: u16 = 85;
    pub(in crate::sandbox) const STICKER_CREATE: u16 = 90;
    pub(in crate::sandbox) const STICKER_UPDATE: u16 = 91;
    pub(in crate::sandbox) const STICKER_DELETE: u16 = 92;
    pub(in crate::sandbox) const EVENT_CREATE: u16 = 100;
    pub(in crate::sandbox) const EVENT_UPDATE: u16 = 101;
    pub(in crate::sandbox) const EVENT_DELETE: u16 = 102;
    pub(in crate::sandbox) const THREAD_CREATE: u16 = 110;
    pub(in crate::sandbox) const THREAD_UPDATE: u16 = 111;
    pub(in crate::sandbox) const THREAD_DELETE: u16 = 112;
    pub(in crate::sandbox) const SOUND_CREATE: u16 = 130;
    pub(in crate::sandbox) const SOUND_UPDATE: u16 = 131;
    pub(in crate::sandbox) const SOUND_DELETE: u16 = 132;
    pub(in crate::sandbox) const RULE_CREATE: u16 = 140;
    pub(in crate::sandbox) const RULE_UPDATE: u16 = 141;
    pub(in crate::sandbox) const RULE_DELETE: u16 = 142;
    pub(in crate::sandbox) const ONBOARDING_UPDATE: u16 = 167;
}

impl World {
    /// Adds an entry for an action of the bot, with the reason of the current request, and emits
    /// GUILD_AUDIT_LOG_ENTRY_CREATE if the bot may read the log.
    pub(in crate::sandbox) fn audit(
        &mut self,
        guild: GuildId,
        action: u16,
        target: impl Into<Option<u64>>,
        changes: Vec<Value>,
        options: Option<Value>,
    ) {
        let id = AuditLogEntryId::new(self.ids.next(self.now));
        let mut entry = json!({
            "id": id,
            "user_id": self.bot,
            "target_id": target.into().map(|id| id.to_string()),
            "action_type": action,
        });
        if !changes.is_empty() {
            entry["changes"] = Value::Array(changes);
        }
        if let Some(options) = options {
            entry["options"] = options;
        }
        if let Some(reason) = &self.reason {
            entry["reason"] = json!(reason);
        }
        let Some(it) = self.guilds.get_mut(&guild) else { return };
        if it.audit.len() >= MAX_ENTRIES {
            it.audit.pop_front();
        }
        it.audit.push_back(entry.clone());
        if self.guild_permissions(guild, self.bot) & bits::VIEW_AUDIT_LOG != 0 {
            self.emit_in_guild("GUILD_AUDIT_LOG_ENTRY_CREATE", guild, Intents::GUILD_MODERATION, entry);
        }
    }
}

/// The differences between two states of an object, in the form of an entry's `changes`.
pub(in crate::sandbox) fn diff(old: &Value, new: &Value) -> Vec<Value> {
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else {
        return Vec::new();
    };
    let mut changes = Vec::new();
    for (key, value) in new {
        let before = old.get(key).unwrap_or(&Value::Null);
        if before == value || key == "id" {
            continue;
        }
        let mut change = json!({ "key": key });
        if !before.is_null() {
            change["old_value"] = before.clone();
        }
        if !value.is_null() {
            change["new_value"] = value.clone();
        }
        changes.push(change);
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_name_what_differs() {
        let (old, new) = (json!({"id": 1, "a": 1, "b": 2, "c": null}), json!({"id": 2, "a": 1, "b": null, "c": 3}));
        let changes = diff(&old, &new);
        assert_eq!(changes, [json!({"key": "b", "old_value": 2}), json!({"key": "c", "new_value": 3})]);
    }
}
