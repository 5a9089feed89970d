//! The components of a modal that users fill in.

use compact_str::CompactString;
use greenroom_macros::Object;

use super::Component;
use crate::model::object::is_default;
use crate::model::open::open_enum;

/// A title above another component, in modals.
#[derive(Debug, Clone, PartialEq, Object)]
#[non_exhaustive]
pub struct Label {
    /// The id of the component within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The title, up to 45 characters.
    pub label: CompactString,
    /// The text below the title, up to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<CompactString>,
    /// The component below the title.
    pub component: Component,
}

impl Label {
    /// A title (up to 45 characters) above a text input, a select menu, a file upload, a group or a checkbox.
    #[must_use]
    pub fn new(label: impl AsRef<str>, component: impl Into<Component>) -> Self {
        Self { id: None, label: label.as_ref().into(), description: None, component: component.into() }
    }

    /// Sets the text below the title, up to 100 characters.
    #[must_use]
    pub fn description(mut self, description: impl AsRef<str>) -> Self {
        self.description = Some(description.as_ref().into());
        self
    }
}

/// A text input, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct TextInput {
    /// The id of the component within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The id that the application gave it, 1–100 characters.
    pub custom_id: CompactString,
    /// The height of the field.
    pub style: TextInputStyle,
    /// Its title, if it is not inside of a [`Label`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<CompactString>,
    /// The minimum number of characters, 0–4000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// The maximum number of characters, 1–4000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Whether a text is required. The default is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// The initial text, up to 4000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Box<str>>,
    /// The text shown while the field is empty, up to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<CompactString>,
}

impl TextInput {
    fn of(style: TextInputStyle, custom_id: &str) -> Self {
        Self {
            id: None,
            custom_id: custom_id.into(),
            style,
            label: None,
            min_length: None,
            max_length: None,
            required: None,
            value: None,
            placeholder: None,
        }
    }

    /// A field for one line, identified by `custom_id` (1–100 characters).
    #[must_use]
    pub fn short(custom_id: impl AsRef<str>) -> Self {
        Self::of(TextInputStyle::Short, custom_id.as_ref())
    }

    /// A field for several lines, identified by `custom_id` (1–100 characters).
    #[must_use]
    pub fn paragraph(custom_id: impl AsRef<str>) -> Self {
        Self::of(TextInputStyle::Paragraph, custom_id.as_ref())
    }

    /// Sets the minimum number of characters, 0–4000.
    #[must_use]
    pub fn min_length(mut self, least: u32) -> Self {
        self.min_length = Some(least);
        self
    }

    /// Sets the maximum number of characters, 1–4000.
    #[must_use]
    pub fn max_length(mut self, most: u32) -> Self {
        self.max_length = Some(most);
        self
    }

    /// Sets whether a text is required. The default is true.
    #[must_use]
    pub fn required(mut self, required: bool) -> Self {
        self.required = Some(required);
        self
    }

    /// Sets the initial text, up to 4000 characters.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into().into());
        self
    }

    /// Sets the text shown while the field is empty, up to 100 characters.
    #[must_use]
    pub fn placeholder(mut self, placeholder: impl AsRef<str>) -> Self {
        self.placeholder = Some(placeholder.as_ref().into());
        self
    }
}

open_enum! {
    /// The height of a text input.
    pub enum TextInputStyle {
        /// One line.
        Short = 1,
        /// Several lines.
        Paragraph = 2,
    }
}

/// A field for files, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct FileUpload {
    /// The id of the component within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The id that the application gave it, 1–100 characters.
    pub custom_id: CompactString,
    /// The minimum number of files, 0–10; 1 by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u32>,
    /// The maximum number of files, 1–10; 1 by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// Whether a file is required. The default is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// The kinds of files that are allowed, by media type or extension; all kinds if the list is empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub file_types: Vec<CompactString>,
}

impl FileUpload {
    /// A field for files, identified by `custom_id` (1–100 characters).
    #[must_use]
    pub fn new(custom_id: impl AsRef<str>) -> Self {
        Self { custom_id: custom_id.as_ref().into(), ..Self::default() }
    }

    /// Sets the minimum number of files, 0–10; 1 by default.
    #[must_use]
    pub fn min_values(mut self, least: u32) -> Self {
        self.min_values = Some(least);
        self
    }

    /// Sets the maximum number of files, 1–10; 1 by default.
    #[must_use]
    pub fn max_values(mut self, most: u32) -> Self {
        self.max_values = Some(most);
        self
    }

    /// Sets whether a file is required. The default is true.
    #[must_use]
    pub fn required(mut self, required: bool) -> Self {
        self.required = Some(required);
        self
    }

    /// Allows only these kinds of files, up to ten: `image`, `video`, `audio`, or extensions such as `.pdf`. Discord
    /// checks only the name of the file, not its content.
    #[must_use]
    pub fn file_types(mut self, types: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.file_types = types.into_iter().map(|it| it.as_ref().into()).collect();
        self
    }
}

/// A group of options of which the user chooses one, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct RadioGroup {
    /// The id of the component within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The id that the application gave it, 1–100 characters.
    pub custom_id: CompactString,
    /// The options, 2–10.
    pub options: Vec<GroupOption>,
    /// Whether a choice is required. The default is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
}

impl RadioGroup {
    /// A group of 2–10 options, identified by `custom_id` (1–100 characters).
    #[must_use]
    pub fn new(custom_id: impl AsRef<str>, options: impl IntoIterator<Item = GroupOption>) -> Self {
        Self { custom_id: custom_id.as_ref().into(), options: options.into_iter().collect(), ..Self::default() }
    }

    /// Sets whether a choice is required. The default is true.
    #[must_use]
    pub fn required(mut self, required: bool) -> Self {
        self.required = Some(required);
        self
    }
}

/// A group of options of which the user chooses several, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct CheckboxGroup {
    /// The id of the component within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The id that the application gave it, 1–100 characters.
    pub custom_id: CompactString,
    /// The options, 1–10.
    pub options: Vec<GroupOption>,
    /// The minimum number of chosen options, 0–10; 1 by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u32>,
    /// The maximum number of chosen options, 1–10; all by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// Whether a choice is required. The default is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
}

impl CheckboxGroup {
    /// A group of 1–10 options, identified by `custom_id` (1–100 characters).
    #[must_use]
    pub fn new(custom_id: impl AsRef<str>, options: impl IntoIterator<Item = GroupOption>) -> Self {
        Self { custom_id: custom_id.as_ref().into(), options: options.into_iter().collect(), ..Self::default() }
    }

    /// Sets the minimum number of chosen options, 0–10; 1 by default.
    #[must_use]
    pub fn min_values(mut self, least: u32) -> Self {
        self.min_values = Some(least);
        self
    }

    /// Sets the maximum number of chosen options, 1–10; all by default.
    #[must_use]
    pub fn max_values(mut self, most: u32) -> Self {
        self.max_values = Some(most);
        self
    }

    /// Sets whether a choice is required. The default is true.
    #[must_use]
    pub fn required(mut self, required: bool) -> Self {
        self.required = Some(required);
        self
    }
}

/// An option of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct GroupOption {
    /// The value that the application receives, up to 100 characters.
    pub value: CompactString,
    /// The text that is shown, up to 100 characters.
    pub label: CompactString,
    /// The text below it, up to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<CompactString>,
    /// Whether it is chosen initially.
    #[serde(skip_serializing_if = "is_default")]
    pub default: bool,
}

impl GroupOption {
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

    /// Makes it chosen initially.
    #[must_use]
    pub fn default_selection(mut self) -> Self {
        self.default = true;
        self
    }
}

/// A checkbox, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct Checkbox {
    /// The id of the component within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The id that the application gave it, 1–100 characters.
    pub custom_id: CompactString,
    /// Whether it is ticked initially.
    #[serde(skip_serializing_if = "is_default")]
    pub default: bool,
}

impl Checkbox {
    /// A checkbox that is not ticked initially, identified by `custom_id` (1–100 characters).
    #[must_use]
    pub fn new(custom_id: impl AsRef<str>) -> Self {
        Self { custom_id: custom_id.as_ref().into(), ..Self::default() }
    }

    /// Makes it ticked initially.
    #[must_use]
    pub fn ticked(mut self) -> Self {
        self.default = true;
        self
    }
}
