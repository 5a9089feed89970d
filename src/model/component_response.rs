//! What came back from a modal (Discord's docs, components/reference, "Interaction Response Structure").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::ResolvedData;
use super::component::component_enum;

component_enum! {
    /// What was filled in for one component of a modal.
    pub enum ComponentResponse {
        /// A row, of modals without labels.
        ActionRow(ActionRowResponse) = 1,
        /// What was selected of texts.
        StringSelect(SelectResponse) = 3,
        /// What was written.
        TextInput(TextInputResponse) = 4,
        /// Which users were selected.
        UserSelect(SelectResponse) = 5,
        /// Which roles were selected.
        RoleSelect(SelectResponse) = 6,
        /// Which users and roles were selected.
        MentionableSelect(SelectResponse) = 7,
        /// Which channels were selected.
        ChannelSelect(SelectResponse) = 8,
        /// A text; nothing was filled in.
        TextDisplay(TextDisplayResponse) = 10,
        /// A title with a component below.
        Label(LabelResponse) = 18,
        /// Which files were handed over.
        FileUpload(SelectResponse) = 19,
        /// Which option was chosen.
        RadioGroup(RadioGroupResponse) = 21,
        /// Which options were chosen.
        CheckboxGroup(SelectResponse) = 22,
        /// Whether it was ticked.
        Checkbox(CheckboxResponse) = 23,
    }
}

impl ComponentResponse {
    /// What the application called the component.
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

    /// The component of that name, this one or one inside of it.
    #[must_use]
    pub fn find(&self, custom_id: &str) -> Option<&Self> {
        if self.custom_id() == Some(custom_id) {
            return Some(self);
        }
        self.children().find_map(|child| child.find(custom_id))
    }
}

/// A row, of modals without labels.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct ActionRowResponse {
    /// Its number within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The one field for text in it.
    pub components: Vec<ComponentResponse>,
}

/// What was selected, chosen or handed over.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct SelectResponse {
    /// Its number within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it.
    pub custom_id: CompactString,
    /// The objects behind the ids; also in the [`resolved`](super::ModalData::resolved) of the whole modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
    /// The values of the options, or ids: of users, roles, channels, attachments.
    pub values: Vec<CompactString>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct TextInputResponse {
    /// Its number within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it.
    pub custom_id: CompactString,
    /// The text.
    pub value: String,
}

/// A text of a modal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct TextDisplayResponse {
    /// Its number within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
}

/// A title of a modal, with the component below.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(component)]
#[non_exhaustive]
pub struct LabelResponse {
    /// Its number within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What was filled in below.
    pub component: ComponentResponse,
}

/// Which option was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct RadioGroupResponse {
    /// Its number within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it.
    pub custom_id: CompactString,
    /// The value of the option; `None` if none was chosen.
    pub value: Option<CompactString>,
}

/// Whether it was ticked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct CheckboxResponse {
    /// Its number within the modal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it.
    pub custom_id: CompactString,
    /// Whether it was ticked.
    pub value: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_written_as_it_was_read() {
        for json in [
            r#"{"type":1,"components":[{"type":4,"id":2,"custom_id":"name","value":"Ann"}]}"#,
            r#"{"type":18,"id":1,"component":{"type":3,"id":2,"custom_id":"pick","values":["a","b"]}}"#,
            r#"{"type":5,"id":2,"custom_id":"who","resolved":{"users":{"1":{"id":"1","username":"ann","discriminator":"0","global_name":null,"avatar":null}}},"values":["1"]}"#,
            r#"{"type":10,"id":3}"#,
            r#"{"type":19,"custom_id":"files","values":["7"]}"#,
            r#"{"type":21,"custom_id":"one","value":null}"#,
            r#"{"type":22,"custom_id":"some","values":[]}"#,
            r#"{"type":23,"custom_id":"tick","value":true}"#,
            r#"{"type":77,"values":{"a": 1}}"#,
        ] {
            let response: ComponentResponse = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&response).unwrap(), json);
        }
    }

    #[test]
    fn a_component_is_found_by_its_name() {
        let json = r#"{"id":1,"component":{"value":"b","custom_id":"one","id":2,"type":21},"type":18}"#;
        let label: ComponentResponse = serde_json::from_str(json).unwrap();
        let Some(ComponentResponse::RadioGroup(group)) = label.find("one") else { panic!("{label:?}") };
        assert_eq!(group.value.as_deref(), Some("b"));
        assert!(label.find("two").is_none());
    }
}
