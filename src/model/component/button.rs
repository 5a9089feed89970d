//! Rows of buttons, and buttons.

use compact_str::CompactString;
use greenroom_macros::Object;

use super::{Component, Select};
use crate::model::object::is_default;
use crate::model::open::open_enum;
use crate::model::{PartialEmoji, SkuId};

/// A row of buttons, or one select menu.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct ActionRow {
    /// The id of the component within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// Up to five buttons or one select menu. In old modals it is one text input.
    pub components: Vec<Component>,
}

impl ActionRow {
    /// A row of one to five buttons. A select menu needs a row of its own: `ActionRow::from(menu)`.
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

/// A button. With [`ButtonStyle::Link`] it has a `url`, with [`ButtonStyle::Premium`] a `sku_id`, and with all other
/// styles a `custom_id`.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct Button {
    /// The id of the component within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The style, which also sets what it does.
    pub style: ButtonStyle,
    /// The text, up to 80 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<CompactString>,
    /// The emoji.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<PartialEmoji>,
    /// The id that the application gave it, 1–100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_id: Option<CompactString>,
    /// The SKU that it sells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku_id: Option<SkuId>,
    /// The URL that it opens, up to 512 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Box<str>>,
    /// Whether it is disabled.
    #[serde(skip_serializing_if = "is_default")]
    pub disabled: bool,
}

impl Button {
    fn of(style: ButtonStyle) -> Self {
        Self { id: None, style, label: None, emoji: None, custom_id: None, sku_id: None, url: None, disabled: false }
    }

    /// A button of this style with a text (up to 80 characters), identified by `custom_id` (1–100 characters).
    #[must_use]
    pub fn new(style: ButtonStyle, custom_id: impl AsRef<str>, label: impl AsRef<str>) -> Self {
        Self { custom_id: Some(custom_id.as_ref().into()), ..Self::of(style) }.label(label)
    }

    /// A button for the main action, with its `custom_id` and its text.
    #[must_use]
    pub fn primary(custom_id: impl AsRef<str>, label: impl AsRef<str>) -> Self {
        Self::new(ButtonStyle::Primary, custom_id, label)
    }

    /// A button for a secondary action, with its `custom_id` and its text.
    #[must_use]
    pub fn secondary(custom_id: impl AsRef<str>, label: impl AsRef<str>) -> Self {
        Self::new(ButtonStyle::Secondary, custom_id, label)
    }

    /// A green button, with its `custom_id` and its text.
    #[must_use]
    pub fn success(custom_id: impl AsRef<str>, label: impl AsRef<str>) -> Self {
        Self::new(ButtonStyle::Success, custom_id, label)
    }

    /// A red button, with its `custom_id` and its text.
    #[must_use]
    pub fn danger(custom_id: impl AsRef<str>, label: impl AsRef<str>) -> Self {
        Self::new(ButtonStyle::Danger, custom_id, label)
    }

    /// A link with a URL (up to 512 characters) and a text. The application receives no interaction when it is clicked.
    #[must_use]
    pub fn link(url: impl Into<String>, label: impl AsRef<str>) -> Self {
        Self { url: Some(url.into().into()), ..Self::of(ButtonStyle::Link) }.label(label)
    }

    /// A button that sells an SKU. Discord sets its text and price. The application receives no interaction.
    #[must_use]
    pub fn premium(sku: SkuId) -> Self {
        Self { sku_id: Some(sku), ..Self::of(ButtonStyle::Premium) }
    }

    /// Sets the text, up to 80 characters. An empty text removes it, which is allowed if there is an emoji.
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

    /// Sets whether it is disabled.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }
}

open_enum! {
    /// The style of a button, which also sets what it does.
    pub enum ButtonStyle {
        /// For the main action.
        Primary = 1,
        /// For secondary actions.
        Secondary = 2,
        /// For confirming; it is green.
        Success = 3,
        /// For actions that cannot be undone; it is red.
        Danger = 4,
        /// Opens a URL. The application receives no interaction.
        Link = 5,
        /// Sells an SKU. The application receives no interaction.
        Premium = 6,
    }
}
