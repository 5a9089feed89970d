//! Rows of buttons, and buttons.

use compact_str::CompactString;
use greenroom_macros::Object;

use super::{Component, Select};
use crate::model::object::is_neutral;
use crate::model::open::open_enum;
use crate::model::{PartialEmoji, SkuId};

/// A row of buttons, or one select menu.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct ActionRow {
    /// Its number within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// Up to five buttons, or one select menu; in old modals one field for text.
    pub components: Vec<Component>,
}

impl ActionRow {
    /// A row of these: one to five buttons. A select menu takes a row of its own, `ActionRow::from(menu)`.
    #[must_use]
    pub fn new(components: impl IntoIterator<Item = impl Into<Component>>) -> Self {
        Self { id: None, components: components.into_iter().map(Into::into).collect() }
    }
}

impl From<Button> for ActionRow {
    fn from(button: Button) -> Self {
        Self::new([button])
    }
}

impl From<Select> for ActionRow {
    fn from(menu: Select) -> Self {
        Self::new([menu])
    }
}

/// A button. Those of [`ButtonStyle::Link`] have a `url`, those of [`ButtonStyle::Premium`] a `sku_id`, all others a `custom_id`.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct Button {
    /// Its number within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// How it looks, and what it does.
    pub style: ButtonStyle,
    /// The text, up to 80 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<CompactString>,
    /// The emoji.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<PartialEmoji>,
    /// What the application called it, 1–100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_id: Option<CompactString>,
    /// What it sells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku_id: Option<SkuId>,
    /// Where it leads, up to 512 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Box<str>>,
    /// Whether it cannot be pressed.
    #[serde(skip_serializing_if = "is_neutral")]
    pub disabled: bool,
}

impl Button {
    fn of(style: ButtonStyle) -> Self {
        Self { id: None, style, label: None, emoji: None, custom_id: None, sku_id: None, url: None, disabled: false }
    }

    /// A button of this style with a text (up to 80 characters), known to the application by `custom_id` (1–100 characters).
    #[must_use]
    pub fn new(style: ButtonStyle, custom_id: impl AsRef<str>, label: impl AsRef<str>) -> Self {
        Self { custom_id: Some(custom_id.as_ref().into()), ..Self::of(style) }.label(label)
    }

    /// The button that is meant to be pressed: its name for the application, and its text.
    #[must_use]
    pub fn primary(custom_id: impl AsRef<str>, label: impl AsRef<str>) -> Self {
        Self::new(ButtonStyle::Primary, custom_id, label)
    }

    /// A button beside others: its name for the application, and its text.
    #[must_use]
    pub fn secondary(custom_id: impl AsRef<str>, label: impl AsRef<str>) -> Self {
        Self::new(ButtonStyle::Secondary, custom_id, label)
    }

    /// A green button: its name for the application, and its text.
    #[must_use]
    pub fn success(custom_id: impl AsRef<str>, label: impl AsRef<str>) -> Self {
        Self::new(ButtonStyle::Success, custom_id, label)
    }

    /// A red button: its name for the application, and its text.
    #[must_use]
    pub fn danger(custom_id: impl AsRef<str>, label: impl AsRef<str>) -> Self {
        Self::new(ButtonStyle::Danger, custom_id, label)
    }

    /// A link: where it leads (up to 512 characters), and its text. The application does not hear of it.
    #[must_use]
    pub fn link(url: impl Into<String>, label: impl AsRef<str>) -> Self {
        Self { url: Some(url.into().into()), ..Self::of(ButtonStyle::Link) }.label(label)
    }

    /// Sells something. Discord gives it its text and its price; the application does not hear of it.
    #[must_use]
    pub fn premium(sku: SkuId) -> Self {
        Self { sku_id: Some(sku), ..Self::of(ButtonStyle::Premium) }
    }

    /// Sets the text, up to 80 characters. An empty one is none, which is allowed if there is an emoji.
    #[must_use]
    pub fn label(mut self, label: impl AsRef<str>) -> Self {
        self.label = Some(label.as_ref()).filter(|label| !label.is_empty()).map(Into::into);
        self
    }

    /// Puts an emoji before the text.
    #[must_use]
    pub fn emoji(mut self, emoji: impl Into<PartialEmoji>) -> Self {
        self.emoji = Some(emoji.into());
        self
    }

    /// Says whether it can be pressed no more.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }
}

open_enum! {
    /// How a button looks, and what it does.
    pub enum ButtonStyle {
        /// The one that is meant to be pressed.
        Primary = 1,
        /// One beside others.
        Secondary = 2,
        /// Says yes.
        Success = 3,
        /// Cannot be taken back.
        Danger = 4,
        /// Leads somewhere; the application does not hear of it.
        Link = 5,
        /// Sells something; the application does not hear of it.
        Premium = 6,
    }
}
