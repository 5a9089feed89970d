//! The answers of a submitted modal (Discord's docs, components/reference, "Interaction Response Structure").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::ResolvedData;
use super::component::component_enum;

component_enum! {
    /// The answer for one component of a modal.
    pub enum ComponentResponse {
        /// A row, in modals without labels.
        ActionRow(ActionRowResponse) = 1,
        /// The selected texts.
        StringSelect(SelectResponse) = 3,
        /// The text that the user entered.
        TextInput(TextInputResponse) = 4,
        /// The selected users.
        UserSelect(SelectResponse) = 5,
        /// The selected roles.
        RoleSelect(SelectResponse) = 6,
        /// The selected users and roles.
        MentionableSelect(SelectResponse) = 7,
        /// The selected channels.
        ChannelSelect(SelectResponse) = 8,
        /// A text. It has no answer.
        TextDisplay(TextDisplayResponse) = 10,
        /// A title with a component below.
        Label(LabelResponse) = 18,
        /// The uploaded files.
        FileUpload(SelectResponse) = 19,
        /// The chosen option.
        RadioGroup(RadioGroupResponse) = 21,
        /// The chosen options.
        CheckboxGroup(SelectResponse) = 22,
        /// Whether the checkbox is ticked.
        Checkbox(CheckboxResponse) = 23,
    }
}

impl ComponentResponse {
    /// The id that the application gave the component.
    #[must_use]
    pub fn custom_id(&self) -> Option<&str> {
        Some(match self {
            Self::StringSelect(response)
            | Self::UserSelect(response)
            | Self::RoleSelect(response)
            | Self::MentionableSelect(response)
            | Self::ChannelSelect(response)
            | Self::FileUpload(response)
            | Self::CheckboxGroup(response) => &response.custom_id,
            Self::TextInput(response) => &response.custom_id,
            Self::RadioGroup(response) => &response.custom_id,
            Self::Checkbox(response) => &response.custom_id,
            _ => return None,
        })
    }

    /// The components inside of it.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        let (list, one): (&[Self], Option<&Self>) = match self {
            Self::ActionRow(row) => (&row.components, None),
            Self::Label(label) => (&[], Some(&label.component)),
            _ => (&[], None),
        };
        list.iter().chain(one)
    }

    /// The component with this `custom_id`: this one or one inside of it.
    #[must_use]
    pub fn find(&self, custom_id: &str) -> Option<&Self> {
        if self.custom_id() == Some(custom_id) {
            return Some(self);
        }
        self.children().find_map(|child| child.find(custom_id))
    }
}

/// A row, in modals without labels.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct ActionRowResponse {
    /// The id of the component within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The text input in the row.
    pub components: Vec<ComponentResponse>,
}

/// The selected options, the chosen options, or the uploaded files.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct SelectResponse {
    /// The id of the component within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The id that the application gave it.
    pub custom_id: CompactString,
    /// The objects of the ids. The [`resolved`](super::ModalData::resolved) of the whole modal has them too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
    /// The values of the options, or the ids of users, roles, channels or attachments.
    pub values: Vec<CompactString>,
}

/// The text that the user entered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct TextInputResponse {
    /// The id of the component within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The id that the application gave it.
    pub custom_id: CompactString,
    /// The text.
    pub value: String,
}

/// A text of a modal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct TextDisplayResponse {
    /// The id of the component within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
}

/// A title of a modal, with the component below.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(component)]
#[non_exhaustive]
pub struct LabelResponse {
    /// The id of the component within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The answer for the component below.
    pub component: ComponentResponse,
}

/// The chosen option of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct RadioGroupResponse {
    /// The id of the component within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The id that the application gave it.
    pub custom_id: CompactString,
    /// The value of the chosen option; `None` if none was chosen.
    pub value: Option<CompactString>,
}

/// The state of a checkbox.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct CheckboxResponse {
    /// The id of the component within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The id that the application gave it.
    pub custom_id: CompactString,
    /// Whether it is ticked.
    pub value: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::one_line;

    #[test]
    fn each_kind_round_trips() {
        for json in [
            r#"{"type":1,"components":[{"type":4,"id":2,"custom_id":"name","value":"Ann"}]}"#,
            r#"{"type":18,"id":1,"component":{"type":3,"id":2,"custom_id":"pick","values":["a","b"]}}"#,
            r#"{"type":5,"id":2,"custom_id":"who","resolved":{"users":{"1":{"id":"1","username":"ann",
            "discriminator":"0","global_name":null,"avatar":null}}},"values":["1"]}"#,
            r#"{"type":10,"id":3}"#,
            r#"{"type":19,"custom_id":"files","values":["7"]}"#,
            r#"{"type":21,"custom_id":"one","value":null}"#,
            r#"{"type":22,"custom_id":"some","values":[]}"#,
            r#"{"type":23,"custom_id":"tick","value":true}"#,
            r#"{"type":77,"values":{"a": 1}}"#,
        ] {
            let response: ComponentResponse = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&response).unwrap(), one_line(json));
        }
    }

    #[test]
    fn a_component_is_found_by_its_custom_id() {
        let json = r#"{"id":1,"component":{"value":"b","custom_id":"one","id":2,"type":21},"type":18}"#;
        let label: ComponentResponse = serde_json::from_str(json).unwrap();
        let Some(ComponentResponse::RadioGroup(group)) = label.find("one") else { panic!("{label:?}") };
        assert_eq!(group.value.as_deref(), Some("b"));
        assert!(label.find("two").is_none());
    }
}
