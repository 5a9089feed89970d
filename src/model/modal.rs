//! Modals: windows with components that users fill in (Discord's docs, interactions/receiving-and-responding, "Modal").

use greenroom_macros::Object;

use super::{Component, Label, TextDisplay};

/// A window with components that the user fills in.
///
/// ```
/// use greenroom::model::{InteractionResponse, Label, ModalForm, Select, SelectOption, TextInput};
///
/// let modal = ModalForm::new("feedback", "Feedback")
///     .text("What you write here stays among us.")
///     .label(Label::new("What happened?", TextInput::paragraph("what").max_length(1000)));
/// let often = [SelectOption::new("Once", "1"), SelectOption::new("Always", "n")];
/// let modal = modal.label(Label::new("How often?", Select::texts("often", often)));
/// let answer = InteractionResponse::modal(modal);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct ModalForm {
    /// The id that the application gives it, 1–100 characters.
    pub custom_id: String,
    /// The title, up to 45 characters.
    pub title: String,
    /// The labels and texts, 1–5.
    pub components: Vec<Component>,
}

impl ModalForm {
    /// An empty modal, identified by `custom_id` (1–100 characters), with a title (up to 45 characters).
    #[must_use]
    pub fn new(custom_id: impl Into<String>, title: impl Into<String>) -> Self {
        Self { custom_id: custom_id.into(), title: title.into(), components: Vec::new() }
    }

    /// Adds a component with a title above it.
    #[must_use]
    pub fn label(self, label: Label) -> Self {
        self.component(label)
    }

    /// Adds a text, in Markdown.
    #[must_use]
    pub fn text(self, text: impl Into<TextDisplay>) -> Self {
        self.component(text.into())
    }

    /// Adds a component of any kind.
    #[must_use]
    pub fn component(mut self, component: impl Into<Component>) -> Self {
        self.components.push(component.into());
        self
    }
}
