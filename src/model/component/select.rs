//! Select menus of messages and modals.

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::Component;
use crate::model::object::is_neutral;
use crate::model::open::open_names;
use crate::model::{ChannelId, ChannelKind, GenericId, PartialEmoji, RoleId, UserId};

/// A select menu of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct SelectMenu {
    /// Its number within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it, 1–100 characters.
    pub custom_id: CompactString,
    /// What can be selected in a menu of texts, up to 25.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<SelectOption>,
    /// Of a menu of channels: which kinds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channel_types: Vec<ChannelKind>,
    /// What is shown while nothing is selected, up to 150 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<CompactString>,
    /// What is selected at first in a menu of users, roles or channels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub default_values: Vec<SelectDefault>,
    /// How many must be selected, 0–25; 1 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u32>,
    /// How many can be selected, 1–25; 1 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// In modals: whether something must be selected, which it must unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Whether it cannot be used.
    #[serde(skip_serializing_if = "is_neutral")]
    pub disabled: bool,
}

/// A select menu that is being put together: `Select::texts("size", [SelectOption::new("Small", "s")]).placeholder("Size")`.
///
/// It becomes a [`Component`], or an [`ActionRow`](super::ActionRow) around one, by `into()`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select {
    kind: Kind,
    menu: SelectMenu,
}

/// What is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Texts,
    Users,
    Roles,
    Mentionables,
    Channels,
}

impl Select {
    fn of(kind: Kind, custom_id: impl AsRef<str>) -> Self {
        Self { kind, menu: SelectMenu { custom_id: custom_id.as_ref().into(), ..SelectMenu::default() } }
    }

    /// A menu of 1–25 texts, known to the application by `custom_id` (1–100 characters).
    #[must_use]
    pub fn texts(custom_id: impl AsRef<str>, options: impl IntoIterator<Item = SelectOption>) -> Self {
        let mut select = Self::of(Kind::Texts, custom_id);
        select.menu.options = options.into_iter().collect();
        select
    }

    /// A menu of users, known to the application by `custom_id` (1–100 characters).
    #[must_use]
    pub fn users(custom_id: impl AsRef<str>) -> Self {
        Self::of(Kind::Users, custom_id)
    }

    /// A menu of roles, known to the application by `custom_id` (1–100 characters).
    #[must_use]
    pub fn roles(custom_id: impl AsRef<str>) -> Self {
        Self::of(Kind::Roles, custom_id)
    }

    /// A menu of users and roles, known to the application by `custom_id` (1–100 characters).
    #[must_use]
    pub fn mentionables(custom_id: impl AsRef<str>) -> Self {
        Self::of(Kind::Mentionables, custom_id)
    }

    /// A menu of channels, known to the application by `custom_id` (1–100 characters).
    #[must_use]
    pub fn channels(custom_id: impl AsRef<str>) -> Self {
        Self::of(Kind::Channels, custom_id)
    }

    /// Sets what is shown while nothing is selected, up to 150 characters.
    #[must_use]
    pub fn placeholder(mut self, placeholder: impl AsRef<str>) -> Self {
        self.menu.placeholder = Some(placeholder.as_ref().into());
        self
    }

    /// Sets how many must be selected, 0–25; 1 unless said otherwise.
    #[must_use]
    pub fn min_values(mut self, least: u32) -> Self {
        self.menu.min_values = Some(least);
        self
    }

    /// Sets how many can be selected, 1–25; 1 unless said otherwise.
    #[must_use]
    pub fn max_values(mut self, most: u32) -> Self {
        self.menu.max_values = Some(most);
        self
    }

    /// Of a menu of channels: lets only these kinds be selected.
    #[must_use]
    pub fn channel_types(mut self, kinds: impl IntoIterator<Item = ChannelKind>) -> Self {
        self.menu.channel_types = kinds.into_iter().collect();
        self
    }

    /// Selects these at first, in a menu of users, roles or channels. There must be as many as can be selected.
    #[must_use]
    pub fn default_values(mut self, values: impl IntoIterator<Item = impl Into<SelectDefault>>) -> Self {
        self.menu.default_values = values.into_iter().map(Into::into).collect();
        self
    }

    /// In modals: says whether something must be selected, which it must unless said otherwise.
    #[must_use]
    pub fn required(mut self, required: bool) -> Self {
        self.menu.required = Some(required);
        self
    }

    /// In messages: says whether it can be used no more.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.menu.disabled = disabled;
        self
    }
}

impl From<Select> for Component {
    fn from(select: Select) -> Self {
        let menu = Box::new(select.menu);
        match select.kind {
            Kind::Texts => Self::StringSelect(menu),
            Kind::Users => Self::UserSelect(menu),
            Kind::Roles => Self::RoleSelect(menu),
            Kind::Mentionables => Self::MentionableSelect(menu),
            Kind::Channels => Self::ChannelSelect(menu),
        }
    }
}

/// Something that can be selected in a menu of texts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct SelectOption {
    /// What is shown, up to 100 characters.
    pub label: CompactString,
    /// What the application is told, up to 100 characters.
    pub value: CompactString,
    /// What is shown below, up to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<CompactString>,
    /// The emoji before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<PartialEmoji>,
    /// Whether it is selected at first.
    #[serde(skip_serializing_if = "is_neutral")]
    pub default: bool,
}

impl SelectOption {
    /// What is shown, and what the application is told when it is selected: up to 100 characters each.
    #[must_use]
    pub fn new(label: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        Self { label: label.as_ref().into(), value: value.as_ref().into(), ..Self::default() }
    }

    /// Sets what is shown below, up to 100 characters.
    #[must_use]
    pub fn description(mut self, description: impl AsRef<str>) -> Self {
        self.description = Some(description.as_ref().into());
        self
    }

    /// Puts an emoji before it.
    #[must_use]
    pub fn emoji(mut self, emoji: impl Into<PartialEmoji>) -> Self {
        self.emoji = Some(emoji.into());
        self
    }

    /// Selects it at first.
    #[must_use]
    pub fn default_selection(mut self) -> Self {
        self.default = true;
        self
    }
}

/// What is selected at first in a menu of users, roles or channels.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Object, New)]
#[new(id, kind)]
#[non_exhaustive]
pub struct SelectDefault {
    /// Whose id it is.
    pub id: GenericId,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: SelectDefaultKind,
}

impl From<UserId> for SelectDefault {
    fn from(id: UserId) -> Self {
        Self { id: id.into(), kind: SelectDefaultKind::User }
    }
}

impl From<RoleId> for SelectDefault {
    fn from(id: RoleId) -> Self {
        Self { id: id.into(), kind: SelectDefaultKind::Role }
    }
}

impl From<ChannelId> for SelectDefault {
    fn from(id: ChannelId) -> Self {
        Self { id: GenericId::new(id.get()), kind: SelectDefaultKind::Channel }
    }
}

open_names! {
    /// What is selected at first.
    pub enum SelectDefaultKind {
        /// A user.
        User = "user",
        /// A role.
        Role = "role",
        /// A channel.
        Channel = "channel",
    }
}
