//! Components of messages and modals: buttons, select menus, texts, pictures (Discord's docs, components/reference).
//!
//! The same types are read and sent. What a message consists of is put together from the inside out:
//!
//! ```
//! use greenroom::model::{ActionRow, Button, Component, Container, Select, SelectOption, TextDisplay};
//!
//! let buttons = ActionRow::new([Button::primary("yes", "Yes"), Button::danger("no", "No")]);
//! let menu = ActionRow::from(Select::texts("ant", [SelectOption::new("Red ant", "red"), SelectOption::new("Black ant", "black")]));
//! let framed = Container::new().accent_color(0x3b_82_f6).component(TextDisplay::new("# Ants")).component(buttons);
//! let components: Vec<Component> = vec![framed.into(), menu.into()];
//! ```
//!
//! Messages either have a text, embeds and up to five rows, or consist of components only ("components V2"), up to 40 of them with
//! those inside of others; the flag [`IS_COMPONENTS_V2`](super::MessageFlags::IS_COMPONENTS_V2) says which. The builders of messages set
//! it where one of the components [is allowed with it only](Component::is_v2).
//!
//! What came back from a modal is a [`ComponentResponse`](super::ComponentResponse).

mod button;
mod input;
mod layout;
mod media;
mod select;
#[cfg(test)]
mod tests;

pub use button::*;
pub use input::*;
pub use layout::*;
pub use media::*;
pub use select::*;

use std::collections::BTreeMap;

use compact_str::CompactString;
use greenroom_macros::New;

use crate::model::RawJson;
use crate::model::open::open_enum;

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
            const NAME: &'static str = stringify!($name);

            fn read<'de, A: serde::de::MapAccess<'de>>(kind: u32, fields: A) -> Result<Self, A::Error> {
                let fields = serde::de::value::MapAccessDeserializer::new(fields);
                Ok(match kind {
                    $($number => Self::$variant(serde::Deserialize::deserialize(fields)?),)+
                    kind => {
                        let $crate::model::readable::AsRead(fields) = serde::Deserialize::deserialize(fields)?;
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

        $crate::model::readable::readable!(required $name);

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
pub(in crate::model) use component_enum;

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

    /// Whether it is allowed only in messages that consist of components, those with the flag
    /// [`IS_COMPONENTS_V2`](super::MessageFlags::IS_COMPONENTS_V2).
    #[must_use]
    pub fn is_v2(&self) -> bool {
        matches!(
            self,
            Self::Section(_)
                | Self::TextDisplay(_)
                | Self::Thumbnail(_)
                | Self::MediaGallery(_)
                | Self::File(_)
                | Self::Separator(_)
                | Self::Container(_)
        )
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
#[derive(Debug, Clone, PartialEq, New)]
#[new(kind, fields)]
#[non_exhaustive]
pub struct UnknownComponent {
    /// What it is.
    pub kind: ComponentKind,
    /// All its keys but `type`.
    pub fields: BTreeMap<CompactString, RawJson>,
}

/// Makes a component of the fields of one.
macro_rules! into_components {
    ($($fields:ident => $variant:ident,)+) => {$(
        impl From<$fields> for Component {
            fn from(fields: $fields) -> Self {
                Self::$variant(Box::new(fields))
            }
        }
    )+};
}

into_components! {
    ActionRow => ActionRow,
    Button => Button,
    TextInput => TextInput,
    Section => Section,
    TextDisplay => TextDisplay,
    Thumbnail => Thumbnail,
    MediaGallery => MediaGallery,
    FileComponent => File,
    Separator => Separator,
    Container => Container,
    Label => Label,
    FileUpload => FileUpload,
    RadioGroup => RadioGroup,
    CheckboxGroup => CheckboxGroup,
    Checkbox => Checkbox,
}
