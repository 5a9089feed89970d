//! Components of messages and modals: buttons, select menus, texts, pictures (Discord's docs, components/reference).
//!
//! What came back from a modal is a [`ComponentResponse`](super::ComponentResponse).

use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::lenient::{is_neutral, or_default};
use super::open::{open_enum, open_flags, open_names};
use super::{AttachmentId, ChannelKind, GenericId, PartialEmoji, RawJson, SkuId};

/// Makes an enum of what a component's number stands for: what it is, and how it is read and written, by its `type`.
macro_rules! component_enum {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$meta:meta])* $variant:ident($fields:ident) = $number:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$meta])* $variant(Box<$fields>),)+
            /// Of a component Discord added after this was written.
            Unknown(Box<$crate::model::UnknownComponent>),
        }

        impl $name {
            /// What kind of component it is.
            #[must_use]
            pub fn kind(&self) -> $crate::model::ComponentKind {
                match self {
                    $(Self::$variant(_) => $crate::model::ComponentKind::$variant,)+
                    Self::Unknown(component) => component.kind,
                }
            }
        }

        impl $crate::model::by_type::ByType for $name {
            fn read<'de, A: serde::de::MapAccess<'de>>(kind: u32, fields: A) -> Result<Self, A::Error> {
                let fields = serde::de::value::MapAccessDeserializer::new(fields);
                Ok(match kind {
                    $($number => Self::$variant(serde::Deserialize::deserialize(fields)?),)+
                    kind => {
                        let fields = serde::Deserialize::deserialize(fields)?;
                        Self::Unknown(Box::new($crate::model::UnknownComponent { kind: kind.into(), fields }))
                    }
                })
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::by_type::by_type(deserializer)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use $crate::model::by_type::Typed;
                let kind = self.kind().value();
                match self {
                    $(Self::$variant(fields) => Typed { kind, fields: &**fields }.serialize(serializer),)+
                    Self::Unknown(component) => Typed { kind, fields: &component.fields }.serialize(serializer),
                }
            }
        }
    };
}
pub(super) use component_enum;

macro_rules! define_components {
    ($($(#[$meta:meta])* $variant:ident($fields:ident) = $number:literal,)+) => {
        component_enum! {
            /// Something that a message or a modal consists of.
            pub enum Component {
                $($(#[$meta])* $variant($fields) = $number,)+
            }
        }

        open_enum! {
            /// What a component is.
            pub enum ComponentKind {
                $($(#[$meta])* $variant = $number,)+
            }
        }
    };
}

define_components! {
    /// A row of buttons, or one select menu.
    ActionRow(ActionRow) = 1,
    /// A button.
    Button(Button) = 2,
    /// A menu of texts.
    StringSelect(SelectMenu) = 3,
    /// A field for text, in modals.
    TextInput(TextInput) = 4,
    /// A menu of users.
    UserSelect(SelectMenu) = 5,
    /// A menu of roles.
    RoleSelect(SelectMenu) = 6,
    /// A menu of users and roles.
    MentionableSelect(SelectMenu) = 7,
    /// A menu of channels.
    ChannelSelect(SelectMenu) = 8,
    /// Texts with something beside them.
    Section(Section) = 9,
    /// A text.
    TextDisplay(TextDisplay) = 10,
    /// A small picture beside texts.
    Thumbnail(Thumbnail) = 11,
    /// Pictures and videos.
    MediaGallery(MediaGallery) = 12,
    /// A file.
    File(FileComponent) = 13,
    /// Space between components.
    Separator(Separator) = 14,
    /// A frame around components.
    Container(Container) = 17,
    /// A title above a component, in modals.
    Label(Label) = 18,
    /// A field for files, in modals.
    FileUpload(FileUpload) = 19,
    /// Options of which one is chosen, in modals.
    RadioGroup(RadioGroup) = 21,
    /// Options of which several are chosen, in modals.
    CheckboxGroup(CheckboxGroup) = 22,
    /// Something that is ticked or not, in modals.
    Checkbox(Checkbox) = 23,
}

impl Component {
    /// What the application called it, if it is one that can be used.
    #[must_use]
    pub fn custom_id(&self) -> Option<&str> {
        Some(match self {
            Self::Button(button) => return button.custom_id.as_deref(),
            Self::StringSelect(menu)
            | Self::UserSelect(menu)
            | Self::RoleSelect(menu)
            | Self::MentionableSelect(menu)
            | Self::ChannelSelect(menu) => &menu.custom_id,
            Self::TextInput(input) => &input.custom_id,
            Self::FileUpload(upload) => &upload.custom_id,
            Self::RadioGroup(group) => &group.custom_id,
            Self::CheckboxGroup(group) => &group.custom_id,
            Self::Checkbox(checkbox) => &checkbox.custom_id,
            _ => return None,
        })
    }

    /// The components inside of it; of a section also what stands beside its texts.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        let (list, one): (&[Self], Option<&Self>) = match self {
            Self::ActionRow(row) => (&row.components, None),
            Self::Container(container) => (&container.components, None),
            Self::Section(section) => (&section.components, Some(&section.accessory)),
            Self::Label(label) => (&[], Some(&label.component)),
            _ => (&[], None),
        };
        list.iter().chain(one)
    }
}

/// A component of a kind that has no type here, kept as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownComponent {
    /// What it is.
    pub kind: ComponentKind,
    /// All its keys but `type`.
    pub fields: BTreeMap<CompactString, RawJson>,
}

/// A row of buttons, or one select menu.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ActionRow {
    /// Its number within the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// Up to five buttons, or one select menu; in old modals one field for text.
    #[serde(default, deserialize_with = "or_default")]
    pub components: Vec<Component>,
}

/// A button. Those of [`ButtonStyle::Link`] have a `url`, those of [`ButtonStyle::Premium`] a `sku_id`, all others a `custom_id`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// Its number within the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// How it looks, and what it does.
    pub style: ButtonStyle,
    /// The text, up to 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<CompactString>,
    /// The emoji.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emoji: Option<PartialEmoji>,
    /// What the application called it, 1–100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_id: Option<CompactString>,
    /// What it sells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku_id: Option<SkuId>,
    /// Where it leads, up to 512 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Box<str>>,
    /// Whether it cannot be pressed.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_neutral")]
    pub disabled: bool,
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

/// A select menu of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SelectMenu {
    /// Its number within the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it, 1–100 characters.
    #[serde(default)]
    pub custom_id: CompactString,
    /// What can be selected in a menu of texts, up to 25.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<SelectOption>,
    /// Of a menu of channels: which kinds.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub channel_types: Vec<ChannelKind>,
    /// What is shown while nothing is selected, up to 150 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<CompactString>,
    /// What is selected at first in a menu of users, roles or channels.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub default_values: Vec<SelectDefault>,
    /// How many must be selected, 0–25; 1 unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u32>,
    /// How many can be selected, 1–25; 1 unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// In modals: whether something must be selected, which it must unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Whether it cannot be used.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_neutral")]
    pub disabled: bool,
}

/// Something that can be selected in a menu of texts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SelectOption {
    /// What is shown, up to 100 characters.
    #[serde(default)]
    pub label: CompactString,
    /// What the application is told, up to 100 characters.
    #[serde(default)]
    pub value: CompactString,
    /// What is shown below, up to 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<CompactString>,
    /// The emoji before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emoji: Option<PartialEmoji>,
    /// Whether it is selected at first.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_neutral")]
    pub default: bool,
}

/// What is selected at first in a menu of users, roles or channels.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SelectDefault {
    /// Whose id it is.
    pub id: GenericId,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: SelectDefaultKind,
}

open_names! {
    /// What is selected at first.
    pub enum SelectDefaultKind {
        /// A user.
        User = "user",
        /// A role.
        Role = "role",
        /// A channel.
        Channel = "channel",
    }
}

/// A field for text, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextInput {
    /// Its number within the modal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it, 1–100 characters.
    #[serde(default)]
    pub custom_id: CompactString,
    /// How high it is.
    pub style: TextInputStyle,
    /// Its title, where no [`Label`] stands around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<CompactString>,
    /// How many characters there must be, 0–4000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// How many characters there can be, 1–4000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Whether something must be written, which it must unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// What is written at first, up to 4000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Box<str>>,
    /// What is shown while nothing is written, up to 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<CompactString>,
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

/// Texts with something beside them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Its number within the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// 1–3 texts.
    #[serde(default, deserialize_with = "or_default")]
    pub components: Vec<Component>,
    /// A button or a thumbnail.
    pub accessory: Component,
}

/// A text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TextDisplay {
    /// Its number within the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The text, in Markdown.
    #[serde(default)]
    pub content: String,
}

/// A small picture beside texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// Its number within the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The picture.
    pub media: UnfurledMedia,
    /// What it shows, for those who cannot see it, up to 1024 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// Whether it is covered until clicked.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_neutral")]
    pub spoiler: bool,
}

/// Pictures and videos.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MediaGallery {
    /// Its number within the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// 1–10 of them.
    #[serde(default, deserialize_with = "or_default")]
    pub items: Vec<MediaGalleryItem>,
}

/// One of several pictures and videos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaGalleryItem {
    /// The picture or video.
    pub media: UnfurledMedia,
    /// What it shows, for those who cannot see it, up to 1024 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// Whether it is covered until clicked.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_neutral")]
    pub spoiler: bool,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileComponent {
    /// Its number within the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The file.
    pub file: UnfurledMedia,
    /// Whether it is covered until clicked.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_neutral")]
    pub spoiler: bool,
    /// Its name; not to be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Box<str>>,
    /// In bytes; not to be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// A picture, video or file of a component. Only `url` is sent; the rest is Discord's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UnfurledMedia {
    /// Where it is: an address, or `attachment://` and a file name.
    #[serde(default)]
    pub url: String,
    /// Where Discord keeps a copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy_url: Option<Box<str>>,
    /// In pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// In pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// What is shown until it is there: a ThumbHash in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<Box<str>>,
    /// How to read the placeholder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder_version: Option<u32>,
    /// The media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<Box<str>>,
    /// Notes about it.
    #[serde(default, skip_serializing_if = "is_neutral")]
    pub flags: UnfurledMediaFlags,
    /// The file of the message it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment_id: Option<AttachmentId>,
}

open_flags! {
    /// Notes about a picture, video or file of a component.
    pub struct UnfurledMediaFlags {
        /// Moves.
        const IS_ANIMATED = 1 << 0;
    }
}

/// Space between components.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Separator {
    /// Its number within the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// Whether a line is drawn, which it is unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub divider: Option<bool>,
    /// How much space.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spacing: Option<SeparatorSpacing>,
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
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Container {
    /// Its number within the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What is inside.
    #[serde(default, deserialize_with = "or_default")]
    pub components: Vec<Component>,
    /// The colour of its edge, 0xRRGGBB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent_color: Option<u32>,
    /// Whether it is covered until clicked.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_neutral")]
    pub spoiler: bool,
}

/// A title above a component, in modals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// Its number within the modal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// The title, up to 45 characters.
    #[serde(default)]
    pub label: CompactString,
    /// What is shown below, up to 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<CompactString>,
    /// What it is the title of.
    pub component: Component,
}

/// A field for files, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileUpload {
    /// Its number within the modal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it, 1–100 characters.
    #[serde(default)]
    pub custom_id: CompactString,
    /// How many files there must be, 0–10; 1 unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u32>,
    /// How many files there can be, 1–10; 1 unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// Whether there must be a file, which there must unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Which kinds of files, by media type or extension; all if there is none.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub file_types: Vec<CompactString>,
}

/// Options of which one is chosen, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RadioGroup {
    /// Its number within the modal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it, 1–100 characters.
    #[serde(default)]
    pub custom_id: CompactString,
    /// 2–10 options.
    #[serde(default, deserialize_with = "or_default")]
    pub options: Vec<GroupOption>,
    /// Whether one must be chosen, which it must unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
}

/// Options of which several are chosen, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CheckboxGroup {
    /// Its number within the modal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it, 1–100 characters.
    #[serde(default)]
    pub custom_id: CompactString,
    /// 1–10 options.
    #[serde(default, deserialize_with = "or_default")]
    pub options: Vec<GroupOption>,
    /// How many must be chosen, 0–10; 1 unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u32>,
    /// How many can be chosen, 1–10; all unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// Whether something must be chosen, which it must unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
}

/// An option of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct GroupOption {
    /// What the application is told, up to 100 characters.
    #[serde(default)]
    pub value: CompactString,
    /// What is shown, up to 100 characters.
    #[serde(default)]
    pub label: CompactString,
    /// What is shown below, up to 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<CompactString>,
    /// Whether it is chosen at first.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_neutral")]
    pub default: bool,
}

/// Something that is ticked or not, in modals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Checkbox {
    /// Its number within the modal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// What the application called it, 1–100 characters.
    #[serde(default)]
    pub custom_id: CompactString,
    /// Whether it is ticked at first.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_neutral")]
    pub default: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each, as Discord writes them.
    const ALL: &[&str] = &[
        r#"{"type":1,"id":1,"components":[{"type":2,"id":2,"style":1,"label":"Go","emoji":{"id":null,"name":"👍"},"custom_id":"go"},{"type":2,"style":5,"url":"https://example.com","disabled":true},{"type":2,"style":6,"sku_id":"7"}]}"#,
        r#"{"type":3,"id":2,"custom_id":"pick","options":[{"label":"Ant","value":"ant","description":"small","emoji":{"id":"5","name":"ant"},"default":true}],"placeholder":"Pick","min_values":0,"max_values":3}"#,
        r#"{"type":4,"custom_id":"text","style":2,"min_length":1,"max_length":4000,"required":false,"value":"so far","placeholder":"Write"}"#,
        r#"{"type":5,"custom_id":"u","default_values":[{"id":"1","type":"user"}],"disabled":true}"#,
        r#"{"type":6,"custom_id":"r","default_values":[{"id":"1","type":"role"}]}"#,
        r#"{"type":7,"custom_id":"m","required":true}"#,
        r#"{"type":8,"custom_id":"c","channel_types":[0,15],"default_values":[{"id":"1","type":"channel"}]}"#,
        r#"{"type":9,"id":4,"components":[{"type":10,"id":5,"content":"text"}],"accessory":{"type":11,"id":6,"media":{"url":"attachment://a.png"},"description":"a","spoiler":true}}"#,
        r#"{"type":12,"items":[{"media":{"url":"https://x/y.gif","proxy_url":"https://z","height":3,"width":4,"placeholder":"abc","placeholder_version":1,"content_type":"image/gif","flags":1,"attachment_id":"8"},"spoiler":true}]}"#,
        r#"{"type":13,"file":{"url":"attachment://a.zip"},"name":"a.zip","size":5}"#,
        r#"{"type":14,"divider":false,"spacing":2}"#,
        r#"{"type":17,"id":3,"components":[{"type":10,"content":"x"},{"type":14}],"accent_color":16711680,"spoiler":true}"#,
        r#"{"type":18,"label":"Name","description":"yours","component":{"type":4,"custom_id":"n","style":1}}"#,
        r#"{"type":19,"custom_id":"f","min_values":1,"max_values":2,"required":true,"file_types":[".png"]}"#,
        r#"{"type":21,"custom_id":"one","options":[{"value":"a","label":"A","description":"d","default":true}],"required":true}"#,
        r#"{"type":22,"custom_id":"some","options":[{"value":"a","label":"A"}],"min_values":1,"max_values":2,"required":true}"#,
        r#"{"type":23,"custom_id":"tick","default":true}"#,
        r#"{"type":99,"id":7,"new":{"a": [1, null]},"zzz":null}"#,
    ];

    #[test]
    fn each_is_written_as_it_was_read() {
        for json in ALL {
            let component: Component = serde_json::from_str(json).unwrap();
            assert_eq!(matches!(component, Component::Unknown(_)), json.contains("99"), "{json}");
            assert_eq!(serde_json::to_string(&component).unwrap(), *json);
        }
    }

    #[test]
    fn the_order_of_keys_does_not_matter() {
        for json in ALL {
            // serde_json sorts the keys of a tree, so that `type` comes late.
            let sorted = serde_json::from_str::<serde_json::Value>(json).unwrap().to_string();
            let (a, b): (Component, Component) =
                (serde_json::from_str(json).unwrap(), serde_json::from_str(&sorted).unwrap());
            if !json.contains("99") {
                assert_eq!(a, b, "{sorted}");
            }
        }
    }

    #[test]
    fn what_discord_says_beyond_the_documentation_costs_nothing() {
        let json = r#"{"type":2,"style":77,"label":null,"url":null,"emoji":null,"disabled":null,"hash":"x","id":0}"#;
        let Component::Button(button) = serde_json::from_str(json).unwrap() else { panic!("no button") };
        assert_eq!((button.style, button.disabled, button.id), (ButtonStyle::Unknown(77), false, Some(0)));
    }

    #[test]
    fn those_inside_are_found() {
        let section: Component = serde_json::from_str(ALL[7]).unwrap();
        let kinds: Vec<_> = section.children().map(Component::kind).collect();
        assert_eq!(kinds, [ComponentKind::TextDisplay, ComponentKind::Thumbnail]);
        let row: Component = serde_json::from_str(ALL[0]).unwrap();
        assert_eq!(row.children().map(Component::custom_id).collect::<Vec<_>>(), [Some("go"), None, None]);
    }
}
