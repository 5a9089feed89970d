//! [`Kind`]: what an attribute makes of a method.

use proc_macro2::{Ident, Span};
use syn::Attribute;

use super::settings::Known;

/// What an attribute makes of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Command,
    UserCommand,
    MessageCommand,
    EntryPoint,
    Component,
    Modal,
    Event,
    Task,
}

/// The attributes, in the order of the variants of [`Kind`].
pub(crate) const ATTRIBUTES: &[&str] =
    &["command", "user_command", "message_command", "entry_point", "component", "modal", "event", "task"];

const KINDS: &[Kind] = &[
    Kind::Command,
    Kind::UserCommand,
    Kind::MessageCommand,
    Kind::EntryPoint,
    Kind::Component,
    Kind::Modal,
    Kind::Event,
    Kind::Task,
];

#[rustfmt::skip]
const COMMAND_WORDS: &[&str] = &[
    "slash", "prefix", "in", "name", "description", "contexts", "installs", "guilds", "nsfw", "member_permissions",
    "bot_permissions", "owner", "sku", "check", "cooldown", "concurrency", "ephemeral", "no_defer", "category", "error",
];
#[rustfmt::skip]
const MENU_WORDS: &[&str] = &[
    "name", "contexts", "installs", "guilds", "nsfw", "member_permissions", "bot_permissions", "owner", "sku", "check",
    "cooldown", "concurrency", "ephemeral", "no_defer", "category", "error",
];
#[rustfmt::skip]
const ENTRY_POINT_WORDS: &[&str] = &[
    "name", "description", "contexts", "installs", "nsfw", "member_permissions", "bot_permissions", "owner", "sku",
    "check", "cooldown", "concurrency", "ephemeral", "no_defer", "category", "error",
];
const COMPONENT_WORDS: &[&str] = &["by", "permissions", "check", "within", "ephemeral", "error"];

impl Kind {
    /// The kind that the attribute states.
    pub(crate) fn of(attribute: &Attribute) -> Option<Self> {
        let name = &attribute.path().segments.last()?.ident;
        let at = ATTRIBUTES.iter().position(|known| name == known)?;
        KINDS.get(at).copied()
    }

    /// What can stand in the attribute.
    pub(crate) fn known(self) -> Known<'static> {
        let (attribute, words, texts) = match self {
            Self::Command => ("#[command]", COMMAND_WORDS, 0),
            Self::UserCommand => ("#[user_command]", MENU_WORDS, 1),
            Self::MessageCommand => ("#[message_command]", MENU_WORDS, 1),
            Self::EntryPoint => ("#[entry_point]", ENTRY_POINT_WORDS, 0),
            Self::Component => ("#[component]", COMPONENT_WORDS, 0),
            Self::Modal => ("#[modal]", COMPONENT_WORDS, 0),
            Self::Event => ("#[event]", &[][..], 0),
            Self::Task => ("#[task]", &["every", "cron", "zone", "at_start", "each_process"][..], 0),
        };
        Known { attribute, words, texts }
    }

    /// The name of the variant of `RowKind`.
    pub(crate) fn row_kind(self) -> Ident {
        let name = match self {
            Self::UserCommand => "User",
            Self::MessageCommand => "Message",
            Self::EntryPoint => "EntryPoint",
            Self::Component => "Component",
            Self::Modal => "Modal",
            Self::Command | Self::Event | Self::Task => "Slash",
        };
        Ident::new(name, Span::call_site())
    }

    /// The name of the marker in `to` for what is answered.
    pub(crate) fn answered(self) -> Ident {
        let name = match self {
            Self::Component => "Component",
            Self::Modal => "Modal",
            _ => "Command",
        };
        Ident::new(name, Span::call_site())
    }

    /// With its article, for messages.
    pub(crate) fn article(self) -> &'static str {
        match self {
            Self::Command => "a command",
            Self::UserCommand => "a `#[user_command]`",
            Self::MessageCommand => "a `#[message_command]`",
            Self::EntryPoint => "an `#[entry_point]`",
            Self::Component => "a `#[component]`",
            Self::Modal => "a `#[modal]`",
            Self::Event => "an `#[event]`",
            Self::Task => "a `#[task]`",
        }
    }

    /// Whether its options are those of a slash command.
    pub(crate) fn has_options(self) -> bool {
        self == Self::Command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_lists_have_the_same_order() {
        assert_eq!(ATTRIBUTES.len(), KINDS.len());
        for (name, kind) in ATTRIBUTES.iter().zip(KINDS) {
            assert_eq!(kind.known().attribute, format!("#[{name}]"));
        }
    }
}
