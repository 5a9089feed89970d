//! Select menus of messages and modals.

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::Component;
use crate::model::object::is_default;
use crate::model::open::open_names;
use crate::model::{ChannelId, ChannelKind, GenericId, PartialEmoji, RoleId, UserId};

/// A select menu of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct SelectMenu {
    /// The id of the component within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The id that the application gave it, 1–100 characters.
    pub custom_id: CompactString,
    /// The options of a menu of texts, up to 25.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<SelectOption>,
    /// For a menu of channels: the kinds that can be selected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channel_types: Vec<ChannelKind>,
    /// The text shown while nothing is selected, up to 150 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<CompactString>,
    /// What is selected initially in a menu of users, roles or channels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub default_values: Vec<SelectDefault>,
    /// The minimum number of selected options, 0–25; 1 by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u32>,
    /// The maximum number of selected options, 1–25; 1 by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// In modals: whether a selection is required. The default is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Whether it is disabled.
    #[serde(skip_serializing_if = "is_default")]
    pub disabled: bool,
}

/// Builds a select menu: `Select::texts("size", [SelectOption::new("Small", "s")]).placeholder("Size")`.
///
/// `into()` turns it into a [`Component`], or into an [`ActionRow`](super::ActionRow) with the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select {
    kind: Kind,
    menu: SelectMenu,
}

/// What can be selected.
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

    /// A menu of 1–25 texts, identified by `custom_id` (1–100 characters).
    #[must_use]
    pub fn texts(custom_id: impl AsRef<str>, options: impl IntoIterator<Item = SelectOption>) -> Self {
        let mut select = Self::of(Kind::Texts, custom_id);
        select.menu.options = options.into_iter().collect();
        select
    }

    /// A menu of users, identified by `custom_id` (1–100 characters).
    #[must_use]
    pub fn users(custom_id: impl AsRef<str>) -> Self {
        Self::of(Kind::Users, custom_id)
    }

    /// A menu of roles, identified by `custom_id` (1–100 characters).
    #[must_use]
    pub fn roles(custom_id: impl AsRef<str>) -> Self {
        Self::of(Kind::Roles, custom_id)
    }

    /// A menu of users and roles, identified by `custom_id` (1–100 characters).
    #[must_use]
    pub fn mentionables(custom_id: impl AsRef<str>) -> Self {
        Self::of(Kind::Mentionables, custom_id)
    }

    /// A menu of channels, identified by `custom_id` (1–100 characters).
    #[must_use]
    pub fn channels(custom_id: impl AsRef<str>) -> Self {
        Self::of(Kind::Channels, custom_id)
    }

    /// Sets the text shown while nothing is selected, up to 150 characters.
    #[must_use]
    pub fn placeholder(mut self, placeholder: impl AsRef<str>) -> Self {
        self.menu.placeholder = Some(placeholder.as_ref().into());
        self
    }

    /// Sets the minimum number of selected options, 0–25; 1 by default.
    #[must_use]
    pub fn min_values(mut self, least: u32) -> Self {
        self.menu.min_values = Some(least);
        self
    }

    /// Sets the maximum number of selected options, 1–25; 1 by default.
    #[must_use]
    pub fn max_values(mut self, most: u32) -> Self {
        self.menu.max_values = Some(most);
        self
    }

    /// For a menu of channels: allows only these kinds.
    #[must_use]
    pub fn channel_types(mut self, kinds: impl IntoIterator<Item = ChannelKind>) -> Self {
        self.menu.channel_types = kinds.into_iter().collect();
        self
    }

    /// Selects these initially, in a menu of users, roles or channels. Their number must be within the minimum and
    /// maximum.
    #[must_use]
    pub fn default_values(mut self, values: impl IntoIterator<Item = impl Into<SelectDefault>>) -> Self {
        self.menu.default_values = values.into_iter().map(Into::into).collect();
        self
    }

    /// In modals: sets whether a selection is required. The default is true.
    #[must_use]
    pub fn required(mut self, required: bool) -> Self {
        self.menu.required = Some(required);
        self
    }

    /// In messages: sets whether it is disabled.
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

/// An option of a menu of texts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct SelectOption {
    /// The text that is shown, up to 100 characters.
    pub label: CompactString,
    /// The value that the application receives, up to 100 characters.
    pub value: CompactString,
    /// The text below it, up to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<CompactString>,
    /// The emoji before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<PartialEmoji>,
    /// Whether it is selected initially.
    #[serde(skip_serializing_if = "is_default")]
    pub default: bool,
}

impl SelectOption {
    /// An option with the text that is shown and the value that the application receives, up to 100 characters each.
    #[must_use]
    pub fn new(label: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        Self { label: label.as_ref().into(), value: value.as_ref().into(), ..Self::default() }
    }

    /// Sets the text below it, up to 100 characters.
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

    /// Makes it selected initially.
    #[must_use]
    pub fn default_selection(mut self) -> Self {
        self.default = true;
        self
    }
}

/// An initially selected user, role or channel.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Object, New)]
#[new(id, kind)]
#[non_exhaustive]
pub struct SelectDefault {
    /// The id of the user, role or channel.
    pub id: GenericId,
    /// The kind.
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
    /// The kind of an initially selected object.
    pub enum SelectDefaultKind {
        /// A user.
        User = "user",
        /// A role.
        Role = "role",
        /// A channel.
        Channel = "channel",
    }
}
