//! What is filled in in a modal.

use compact_str::CompactString;
use greenroom_macros::Object;

use super::Component;
use crate::model::object::is_neutral;
use crate::model::open::open_enum;

/// A title above a component, in modals.
#[derive(Debug, Clone, PartialEq, Object)]
#[non_exhaustive]
pub struct Label {
    /// Its number within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The title, up to 45 characters.
    pub label: CompactString,
    /// What is shown below, up to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<CompactString>,
    /// What it is the title of.
    pub component: Component,
}

impl Label {
    /// A title (up to 45 characters) above a text input, a select menu, a file upload, a group or a checkbox.
    #[must_use]
    pub fn new(label: impl AsRef<str>, component: impl Into<Component>) -> Self {
        Self { id: None, label: label.as_ref().into(), description: None, component: component.into() }
    }

    /// Sets what is shown below the title, up to 100 characters.
    #[must_use]
    pub fn description(mut self, description: impl AsRef<str>) -> Self {
        self.description = Some(description.as_ref().into());
        self
    }
}

/// A field for text, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct TextInput {
    /// Its number within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it, 1–100 characters.
    pub custom_id: CompactString,
    /// How high it is.
    pub style: TextInputStyle,
    /// Its title, where no [`Label`] stands around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<CompactString>,
    /// How many characters there must be, 0–4000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// How many characters there can be, 1–4000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Whether something must be written, which it must unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// What is written at first, up to 4000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Box<str>>,
    /// What is shown while nothing is written, up to 100 characters.
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

    /// A field for one line, known to the application by `custom_id` (1–100 characters).
    #[must_use]
    pub fn short(custom_id: impl AsRef<str>) -> Self {
        Self::of(TextInputStyle::Short, custom_id.as_ref())
    }

    /// A field for several lines, known to the application by `custom_id` (1–100 characters).
    #[must_use]
    pub fn paragraph(custom_id: impl AsRef<str>) -> Self {
        Self::of(TextInputStyle::Paragraph, custom_id.as_ref())
    }

    /// Sets how many characters there must be, 0–4000.
    #[must_use]
    pub fn min_length(mut self, least: u32) -> Self {
        self.min_length = Some(least);
        self
    }

    /// Sets how many characters there can be, 1–4000.
    #[must_use]
    pub fn max_length(mut self, most: u32) -> Self {
        self.max_length = Some(most);
        self
    }

    /// Says whether something must be written, which it must unless said otherwise.
    #[must_use]
    pub fn required(mut self, required: bool) -> Self {
        self.required = Some(required);
        self
    }

    /// Sets what is written at first, up to 4000 characters.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into().into());
        self
    }

    /// Sets what is shown while nothing is written, up to 100 characters.
    #[must_use]
    pub fn placeholder(mut self, placeholder: impl AsRef<str>) -> Self {
        self.placeholder = Some(placeholder.as_ref().into());
        self
    }
}

open_enum! {
    /// How high a field for text is.
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
    /// Its number within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it, 1–100 characters.
    pub custom_id: CompactString,
    /// How many files there must be, 0–10; 1 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u32>,
    /// How many files there can be, 1–10; 1 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// Whether there must be a file, which there must unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Which kinds of files, by media type or extension; all if there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub file_types: Vec<CompactString>,
}

impl FileUpload {
    /// A field for files, known to the application by `custom_id` (1–100 characters).
    #[must_use]
    pub fn new(custom_id: impl AsRef<str>) -> Self {
        Self { custom_id: custom_id.as_ref().into(), ..Self::default() }
    }

    /// Sets how many files there must be, 0–10; 1 unless said otherwise.
    #[must_use]
    pub fn min_values(mut self, least: u32) -> Self {
        self.min_values = Some(least);
        self
    }

    /// Sets how many files there can be, 1–10; 1 unless said otherwise.
    #[must_use]
    pub fn max_values(mut self, most: u32) -> Self {
        self.max_values = Some(most);
        self
    }

    /// Says whether there must be a file, which there must unless said otherwise.
    #[must_use]
    pub fn required(mut self, required: bool) -> Self {
        self.required = Some(required);
        self
    }

    /// Takes only these kinds of files, up to ten: `image`, `video`, `audio`, or extensions such as `.pdf`. Only the name is looked
    /// at, not what is in the file.
    #[must_use]
    pub fn file_types(mut self, types: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.file_types = types.into_iter().map(|it| it.as_ref().into()).collect();
        self
    }
}

/// Options of which one is chosen, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct RadioGroup {
    /// Its number within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it, 1–100 characters.
    pub custom_id: CompactString,
    /// 2–10 options.
    pub options: Vec<GroupOption>,
    /// Whether one must be chosen, which it must unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
}

impl RadioGroup {
    /// 2–10 options of which one is chosen, known to the application by `custom_id` (1–100 characters).
    #[must_use]
    pub fn new(custom_id: impl AsRef<str>, options: impl IntoIterator<Item = GroupOption>) -> Self {
        Self { custom_id: custom_id.as_ref().into(), options: options.into_iter().collect(), ..Self::default() }
    }

    /// Says whether one must be chosen, which it must unless said otherwise.
    #[must_use]
    pub fn required(mut self, required: bool) -> Self {
        self.required = Some(required);
        self
    }
}

/// Options of which several are chosen, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct CheckboxGroup {
    /// Its number within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it, 1–100 characters.
    pub custom_id: CompactString,
    /// 1–10 options.
    pub options: Vec<GroupOption>,
    /// How many must be chosen, 0–10; 1 unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u32>,
    /// How many can be chosen, 1–10; all unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// Whether something must be chosen, which it must unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
}

impl CheckboxGroup {
    /// 1–10 options of which several are chosen, known to the application by `custom_id` (1–100 characters).
    #[must_use]
    pub fn new(custom_id: impl AsRef<str>, options: impl IntoIterator<Item = GroupOption>) -> Self {
        Self { custom_id: custom_id.as_ref().into(), options: options.into_iter().collect(), ..Self::default() }
    }

    /// Sets how many must be chosen, 0–10; 1 unless said otherwise.
    #[must_use]
    pub fn min_values(mut self, least: u32) -> Self {
        self.min_values = Some(least);
        self
    }

    /// Sets how many can be chosen, 1–10; all unless said otherwise.
    #[must_use]
    pub fn max_values(mut self, most: u32) -> Self {
        self.max_values = Some(most);
        self
    }

    /// Says whether something must be chosen, which it must unless said otherwise.
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
    /// What the application is told, up to 100 characters.
    pub value: CompactString,
    /// What is shown, up to 100 characters.
    pub label: CompactString,
    /// What is shown below, up to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<CompactString>,
    /// Whether it is chosen at first.
    #[serde(skip_serializing_if = "is_neutral")]
    pub default: bool,
}

impl GroupOption {
    /// What is shown, and what the application is told when it is chosen: up to 100 characters each.
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

    /// Chooses it at first.
    #[must_use]
    pub fn default_selection(mut self) -> Self {
        self.default = true;
        self
    }
}

/// Something that is ticked or not, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct Checkbox {
    /// Its number within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it, 1–100 characters.
    pub custom_id: CompactString,
    /// Whether it is ticked at first.
    #[serde(skip_serializing_if = "is_neutral")]
    pub default: bool,
}

impl Checkbox {
    /// A box that is not ticked at first, known to the application by `custom_id` (1–100 characters).
    #[must_use]
    pub fn new(custom_id: impl AsRef<str>) -> Self {
        Self { custom_id: custom_id.as_ref().into(), ..Self::default() }
    }

    /// Ticks it at first.
    #[must_use]
    pub fn ticked(mut self) -> Self {
        self.default = true;
        self
    }
}
