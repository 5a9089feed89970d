//! Components that arrange a message: sections, texts, separators and containers.

use greenroom_macros::Object;

use super::Component;
use crate::model::object::is_default;
use crate::model::open::open_enum;

/// Texts with a button or thumbnail next to them.
#[derive(Debug, Clone, PartialEq, Object)]
#[non_exhaustive]
pub struct Section {
    /// The id of the component within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The texts, 1–3.
    pub components: Vec<Component>,
    /// A button or a thumbnail.
    pub accessory: Component,
}

impl Section {
    /// A section of 1–3 texts with a [`Button`](super::Button) or a [`Thumbnail`](super::Thumbnail) next to them.
    #[must_use]
    pub fn new(texts: impl IntoIterator<Item = impl Into<TextDisplay>>, accessory: impl Into<Component>) -> Self {
        let components = texts.into_iter().map(|text| text.into().into()).collect();
        Self { id: None, components, accessory: accessory.into() }
    }
}

/// A text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct TextDisplay {
    /// The id of the component within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The text, in Markdown.
    pub content: String,
}

impl TextDisplay {
    /// A text of 1–4000 characters, in Markdown. Mentions in it notify users in the same way as mentions in `content`.
    #[must_use]
    pub fn new(content: impl Into<String>) -> Self {
        Self { id: None, content: content.into() }
    }
}

impl From<&str> for TextDisplay {
    fn from(content: &str) -> Self {
        Self::new(content)
    }
}

impl From<String> for TextDisplay {
    fn from(content: String) -> Self {
        Self::new(content)
    }
}

/// Vertical space between components.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct Separator {
    /// The id of the component within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// Whether a line is drawn. The default is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub divider: Option<bool>,
    /// The amount of space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spacing: Option<SeparatorSpacing>,
}

impl Separator {
    /// A small space with a line in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the amount of space.
    #[must_use]
    pub fn spacing(mut self, spacing: SeparatorSpacing) -> Self {
        self.spacing = Some(spacing);
        self
    }

    /// Sets whether a line is drawn. The default is true.
    #[must_use]
    pub fn divider(mut self, divider: bool) -> Self {
        self.divider = Some(divider);
        self
    }
}

open_enum! {
    /// The amount of space of a separator.
    pub enum SeparatorSpacing {
        /// A small space.
        Small = 1,
        /// A large space.
        Large = 2,
    }
}

/// A box around components.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct Container {
    /// The id of the component within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The components inside of it.
    pub components: Vec<Component>,
    /// The colour of its edge, 0xRRGGBB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent_color: Option<u32>,
    /// Whether it is hidden until the user clicks it.
    #[serde(skip_serializing_if = "is_default")]
    pub spoiler: bool,
}

impl Container {
    /// An empty box, to which components are added with [`component`](Self::component).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a component: a row, a text, a section, a media gallery, a file or a separator. A button or a select menu is
    /// put [into a row](Component::into_rows).
    #[must_use]
    pub fn component(mut self, component: impl Into<Component>) -> Self {
        component.into().add_to(&mut self.components);
        self
    }

    /// Sets the colour of its edge, 0xRRGGBB.
    #[must_use]
    pub fn accent_color(mut self, color: u32) -> Self {
        self.accent_color = Some(color);
        self
    }

    /// Sets whether it is hidden until the user clicks it.
    #[must_use]
    pub fn spoiler(mut self, spoiler: bool) -> Self {
        self.spoiler = spoiler;
        self
    }
}
