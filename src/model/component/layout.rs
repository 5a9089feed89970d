//! What arranges a message: sections, texts, space and frames.

use greenroom_macros::Object;

use super::Component;
use crate::model::object::is_neutral;
use crate::model::open::open_enum;

/// Texts with something beside them.
#[derive(Debug, Clone, PartialEq, Object)]
#[non_exhaustive]
pub struct Section {
    /// Its number within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// 1–3 texts.
    pub components: Vec<Component>,
    /// A button or a thumbnail.
    pub accessory: Component,
}

impl Section {
    /// 1–3 texts, and beside them a [`Button`](super::Button) or a [`Thumbnail`](super::Thumbnail).
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
    /// Its number within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The text, in Markdown.
    pub content: String,
}

impl TextDisplay {
    /// A text of 1–4000 characters, in Markdown. Mentions in it notify as those of a message's text do.
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

/// Space between components.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct Separator {
    /// Its number within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// Whether a line is drawn, which it is unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub divider: Option<bool>,
    /// How much space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spacing: Option<SeparatorSpacing>,
}

impl Separator {
    /// A little space with a line in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how much space it takes.
    #[must_use]
    pub fn spacing(mut self, spacing: SeparatorSpacing) -> Self {
        self.spacing = Some(spacing);
        self
    }

    /// Says whether a line is drawn, which it is unless said otherwise.
    #[must_use]
    pub fn divider(mut self, divider: bool) -> Self {
        self.divider = Some(divider);
        self
    }
}

open_enum! {
    /// How much space there is.
    pub enum SeparatorSpacing {
        /// A little.
        Small = 1,
        /// More.
        Large = 2,
    }
}

/// A frame around components.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct Container {
    /// Its number within the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What is inside.
    pub components: Vec<Component>,
    /// The colour of its edge, 0xRRGGBB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent_color: Option<u32>,
    /// Whether it is covered until clicked.
    #[serde(skip_serializing_if = "is_neutral")]
    pub spoiler: bool,
}

impl Container {
    /// An empty frame, to be filled with [`component`](Self::component).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a component into it: a row, a text, a section, pictures, a file or space.
    #[must_use]
    pub fn component(mut self, component: impl Into<Component>) -> Self {
        self.components.push(component.into());
        self
    }

    /// Sets the colour of its edge, 0xRRGGBB.
    #[must_use]
    pub fn accent_color(mut self, color: u32) -> Self {
        self.accent_color = Some(color);
        self
    }

    /// Says whether it is covered until clicked.
    #[must_use]
    pub fn spoiler(mut self, spoiler: bool) -> Self {
        self.spoiler = spoiler;
        self
    }
}
