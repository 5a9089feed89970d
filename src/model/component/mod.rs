//! Components of messages and modals: buttons, select menus, texts, pictures (Discord's docs, components/reference).
//!
//! The same types are read and sent. The components of a message are built from the inside out:
//!
//! ```
//! use greenroom::model::{ActionRow, Button, Component, Container, Select, SelectOption, TextDisplay};
//!
//! let buttons = ActionRow::new([Button::primary("yes", "Yes"), Button::danger("no", "No")]);
//! let ants = [SelectOption::new("Red ant", "red"), SelectOption::new("Black ant", "black")];
//! let menu = ActionRow::from(Select::texts("ant", ants));
//! let framed = Container::new().accent_color(0x3b_82_f6).component(TextDisplay::new("# Ants")).component(buttons);
//! let components: Vec<Component> = vec![framed.into(), menu.into()];
//! ```
//!
//! A message either has a text, embeds and up to five rows, or consists of components only ("components V2"), up to 40
//! including nested ones. The flag [`IS_COMPONENTS_V2`](super::MessageFlags::IS_COMPONENTS_V2) is set in the second
//! case. The builders of messages set it if one of the components [requires it](Component::is_v2).
//!
//! The answers of a submitted modal are [`ComponentResponse`](super::ComponentResponse)s.

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

/// Defines an enum of components, each with its number, and reads and writes it by its `type`.
macro_rules! component_enum {
    ($(#[$doc:meta])* pub enum $name:ident {
        $($(#[$meta:meta])* $variant:ident($fields:ident) = $number:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$meta])* $variant(Box<$fields>),)+
            /// A component of an unknown kind, which Discord has added.
            Unknown(Box<$crate::model::UnknownComponent>),
        }

        impl $name {
            /// The kind of the component.
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
            /// A component of a message or a modal.
            pub enum Component {
                $($(#[$meta])* $variant($fields) = $number,)+
            }
        }

        open_enum! {
            /// The kind of a component.
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
    /// A select menu of texts.
    StringSelect(SelectMenu) = 3,
    /// A text input, in modals.
    TextInput(TextInput) = 4,
    /// A select menu of users.
    UserSelect(SelectMenu) = 5,
    /// A select menu of roles.
    RoleSelect(SelectMenu) = 6,
    /// A select menu of users and roles.
    MentionableSelect(SelectMenu) = 7,
    /// A select menu of channels.
    ChannelSelect(SelectMenu) = 8,
    /// Texts with a button or thumbnail next to them.
    Section(Section) = 9,
    /// A text.
    TextDisplay(TextDisplay) = 10,
    /// A small picture next to texts.
    Thumbnail(Thumbnail) = 11,
    /// A gallery of pictures and videos.
    MediaGallery(MediaGallery) = 12,
    /// A file.
    File(FileComponent) = 13,
    /// Vertical space between components.
    Separator(Separator) = 14,
    /// A box around components.
    Container(Container) = 17,
    /// A title above another component, in modals.
    Label(Label) = 18,
    /// A field for files, in modals.
    FileUpload(FileUpload) = 19,
    /// A group of options of which the user chooses one, in modals.
    RadioGroup(RadioGroup) = 21,
    /// A group of options of which the user chooses several, in modals.
    CheckboxGroup(CheckboxGroup) = 22,
    /// A checkbox, in modals.
    Checkbox(Checkbox) = 23,
}

impl Component {
    /// The id that the application gave it, if it is an interactive component.
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

    /// Whether it is allowed only in messages that consist of components, which have the flag
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

    /// Puts the buttons and select menus of this list into rows, where Discord accepts them. A button joins the row of
    /// buttons before it if that has fewer than five; each select menu gets a row of its own. Other components are not
    /// changed.
    ///
    /// The builders of messages, answers and [`Container`]s do this with their components.
    #[must_use]
    pub fn into_rows(components: Vec<Self>) -> Vec<Self> {
        if !components.iter().any(Self::needs_row) {
            return components;
        }
        let mut rows = Vec::with_capacity(components.len());
        for component in components {
            component.add_to(&mut rows);
        }
        rows
    }

    /// Adds it to a list, in a row if it needs one: see [`into_rows`](Self::into_rows).
    pub(crate) fn add_to(self, list: &mut Vec<Self>) {
        const BUTTONS: usize = 5;
        if !self.needs_row() {
            return list.push(self);
        }
        if let (Self::Button(_), Some(Self::ActionRow(row))) = (&self, list.last_mut()) {
            let has_space = row.components.len() < BUTTONS;
            if has_space && row.components.iter().all(|it| matches!(it, Self::Button(_))) {
                return row.components.push(self);
            }
        }
        list.push(ActionRow::new([self]).into());
    }

    /// Whether it must be in a row: it is a button or a select menu.
    fn needs_row(&self) -> bool {
        matches!(
            self,
            Self::Button(_)
                | Self::StringSelect(_)
                | Self::UserSelect(_)
                | Self::RoleSelect(_)
                | Self::MentionableSelect(_)
                | Self::ChannelSelect(_)
        )
    }

    /// The components inside of it, including the accessory of a section.
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

/// A component of an unknown kind, kept as it came.
#[derive(Debug, Clone, PartialEq, New)]
#[new(kind, fields)]
#[non_exhaustive]
pub struct UnknownComponent {
    /// The kind.
    pub kind: ComponentKind,
    /// All its keys except `type`.
    pub fields: BTreeMap<CompactString, RawJson>,
}

/// Implements `From` of its fields for [`Component`].
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
