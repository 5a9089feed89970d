//! Registered commands as a test reads them.

use serde_json::{Value, json};

use crate::model::{ChannelId, CommandId, RoleId, UserId};

/// A registered command, as the client of a user shows it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SandboxCommand {
    /// The id.
    pub id: CommandId,
    /// The name.
    pub name: String,
    /// The description; empty for context menu commands.
    pub description: String,
    /// Discord's command type: 1 slash, 2 user, 3 message.
    pub kind: u8,
    /// The whole command, as the HTTP API shows it.
    pub raw: Value,
}

impl SandboxCommand {
    pub(super) fn of(json: &Value) -> Self {
        let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        Self {
            id: CommandId::new(json["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default()),
            name: text("name"),
            description: text("description"),
            kind: json["type"].as_u64().and_then(|kind| kind.try_into().ok()).unwrap_or_default(),
            raw: json.clone(),
        }
    }
}

/// Who may use a command in a guild, or where: the last value is whether it is allowed. The guild's id as a role stands
/// for all members, the guild's id minus one as a channel for all channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommandPermission {
    /// The members with a role.
    Role(RoleId, bool),
    /// One user.
    User(UserId, bool),
    /// A channel.
    Channel(ChannelId, bool),
}

impl CommandPermission {
    pub(super) fn json(self) -> Value {
        let (id, kind, permission) = match self {
            Self::Role(id, allowed) => (id.get(), 1, allowed),
            Self::User(id, allowed) => (id.get(), 2, allowed),
            Self::Channel(id, allowed) => (id.get(), 3, allowed),
        };
        json!({"id": id.to_string(), "type": kind, "permission": permission})
    }
}
