//! Forms (modals) and suggestions as a test reads them.

use serde_json::Value;

use crate::model::InteractionId;
use crate::sandbox::world::fields;

/// A form that the bot opened for a user.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SandboxForm {
    /// The interaction that the bot answered with the form.
    pub interaction: InteractionId,
    /// The custom id.
    pub custom_id: String,
    /// The title.
    pub title: String,
    /// The components, as the bot sent them, with their ids and defaults.
    pub components: Vec<Value>,
}

impl SandboxForm {
    pub(super) fn new(interaction: InteractionId, form: &Value) -> Self {
        let text = |key: &str| form[key].as_str().unwrap_or_default().to_owned();
        Self {
            interaction,
            custom_id: text("custom_id"),
            title: text("title"),
            components: form["components"].as_array().cloned().unwrap_or_default(),
        }
    }

    /// The labels of the fields, in order.
    #[must_use]
    pub fn labels(&self) -> Vec<&str> {
        fields(&self.components).into_iter().filter_map(|(label, _)| label.as_str()).collect()
    }

    /// The field with this label or custom id, as the bot sent it.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Value> {
        let mut fields = fields(&self.components).into_iter();
        fields.find(|(label, field)| **label == *name || field["custom_id"] == *name).map(|(_, field)| field)
    }
}

/// A suggestion of an autocompletion.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SandboxChoice {
    /// The name that is shown.
    pub name: String,
    /// The value: a string or a number.
    pub value: Value,
}

impl SandboxChoice {
    pub(super) fn of(mut json: Value) -> Self {
        Self { name: json["name"].as_str().unwrap_or_default().to_owned(), value: json["value"].take() }
    }
}
