//! [`ValueKind`]: what a value of an interaction is.

use std::fmt;

use crate::model::{CommandOptionKind, ComponentKind};

/// The kind of a [`GivenValue`](super::GivenValue).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueKind {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A user.
    User,
    /// A channel.
    Channel,
    /// A role.
    Role,
    /// A user or a role.
    Mentionable,
    /// A file.
    Attachment,
    /// A message, on which a command was used.
    Message,
    /// A kind that this version does not know.
    Unknown,
}

impl ValueKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::User => "a user",
            Self::Channel => "a channel",
            Self::Role => "a role",
            Self::Mentionable => "a user or a role",
            Self::Attachment => "a file",
            Self::Message => "a message",
            Self::Unknown => "of an unknown kind",
        }
    }
}

impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<CommandOptionKind> for ValueKind {
    fn from(kind: CommandOptionKind) -> Self {
        match kind {
            CommandOptionKind::String => Self::Text,
            CommandOptionKind::Integer => Self::Integer,
            CommandOptionKind::Boolean => Self::Boolean,
            CommandOptionKind::User => Self::User,
            CommandOptionKind::Channel => Self::Channel,
            CommandOptionKind::Role => Self::Role,
            CommandOptionKind::Mentionable => Self::Mentionable,
            CommandOptionKind::Number => Self::Number,
            CommandOptionKind::Attachment => Self::Attachment,
            _ => Self::Unknown,
        }
    }
}

impl From<ComponentKind> for ValueKind {
    fn from(kind: ComponentKind) -> Self {
        match kind {
            ComponentKind::UserSelect => Self::User,
            ComponentKind::RoleSelect => Self::Role,
            ComponentKind::MentionableSelect => Self::Mentionable,
            ComponentKind::ChannelSelect => Self::Channel,
            ComponentKind::FileUpload => Self::Attachment,
            ComponentKind::Checkbox => Self::Boolean,
            ComponentKind::StringSelect
            | ComponentKind::TextInput
            | ComponentKind::RadioGroup
            | ComponentKind::CheckboxGroup => Self::Text,
            _ => Self::Unknown,
        }
    }
}
