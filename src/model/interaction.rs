//! Interactions: the use of commands, components and modals (Discord's docs, interactions/receiving-and-responding).

use std::fmt;

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::beside::{Beside, Others};
use super::by_type::{ByType, by_type};
use super::object::{is_default, optional_field};
use super::open::open_enum;
use super::readable::{Readable, readable};
use super::{
    ApplicationId, ChannelId, CommandId, ComponentKind, ComponentResponse, Entitlement, GenericId, GuildId,
    IntegrationOwners, InteractionContext, InteractionId, InteractionKind, Member, Message, PartialChannel,
    PartialGuild, Permissions, RawJson, ResolvedData, User,
};

/// The use of a command, a button, a select menu or a modal.
///
/// It must be answered within three seconds of [`id.created_at()`](InteractionId::created_at). Its token is valid for
/// 15 minutes.
#[derive(Clone, PartialEq, Object, New)]
#[new(id, application_id, kind)]
#[object(read_by = "by_type")]
#[non_exhaustive]
pub struct Interaction {
    /// The id of the interaction.
    pub id: InteractionId,
    /// The application of the command or component.
    pub application_id: ApplicationId,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: InteractionKind,
    /// What was used, with its values. `None` for PING.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<InteractionData>,
    /// The guild, with `id`, `locale` and `features` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild: Option<Box<PartialGuild>>,
    /// The guild it was used in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The channel it was used in, with some of its fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Box<PartialChannel>>,
    /// The channel it was used in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// The member who used it, with `permissions`. Only in guilds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
    /// The user who used it. Only in DMs; see [`author`](Self::author).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The token for answering the interaction. It is secret: it is neither in the output of `Debug` nor serialized,
    /// unless [`with_token`](Self::with_token) is.
    #[serde(skip_serializing_if = "is_left_out")]
    pub token: String,
    /// The version of interactions, which is 1.
    pub version: u32,
    /// The message the component is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Box<Message>>,
    /// The permissions of the application in the channel.
    pub app_permissions: Permissions,
    /// The language of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<CompactString>,
    /// The language of the guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_locale: Option<CompactString>,
    /// The entitlements of the user and the guild.
    pub entitlements: Vec<Entitlement>,
    /// The guild or user for which the application was installed.
    #[serde(default)]
    pub authorizing_integration_owners: IntegrationOwners,
    /// The context in which it was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<InteractionContext>,
    /// The maximum size of a file in the answer, in bytes.
    pub attachment_size_limit: Option<u64>,
}

/// Leaves the token out of JSON. With the token anybody can answer in the name of the bot for 15 minutes, and JSON of
/// interactions is written to logs and databases.
fn is_left_out(_token: &str) -> bool {
    true
}

impl Interaction {
    /// The user who used it, in guilds and DMs. PING has none.
    #[must_use]
    pub fn author(&self) -> Option<&User> {
        self.member.as_ref().and_then(|member| member.user.as_ref()).or(self.user.as_deref())
    }

    /// The command that was used or is being typed.
    #[must_use]
    pub fn command(&self) -> Option<&CommandData> {
        match &self.data {
            Some(InteractionData::Command(data)) => Some(data),
            _ => None,
        }
    }

    /// The component that was used.
    #[must_use]
    pub fn component(&self) -> Option<&ComponentData> {
        match &self.data {
            Some(InteractionData::Component(data)) => Some(data),
            _ => None,
        }
    }

    /// The modal that was submitted.
    #[must_use]
    pub fn modal(&self) -> Option<&ModalData> {
        match &self.data {
            Some(InteractionData::Modal(data)) => Some(data),
            _ => None,
        }
    }
}

impl Interaction {
    /// Sets the guild of all members in it, and the user of those that are sent without.
    fn set_ids_of_members(&mut self) {
        let resolved = match &mut self.data {
            Some(InteractionData::Command(data)) => data.resolved.as_mut(),
            Some(InteractionData::Component(data)) => data.resolved.as_mut(),
            Some(InteractionData::Modal(data)) => data.resolved.as_mut(),
            _ => None,
        };
        for (user, member) in resolved.into_iter().flat_map(|resolved| &mut resolved.members) {
            member.guild_id = self.guild_id;
            member.user_id = Some(*user).filter(|_| member.user.is_none());
        }
        if let Some(member) = &mut self.member {
            member.guild_id = self.guild_id;
        }
    }
}

/// The type of `data` depends on `type`.
impl ByType for Interaction {
    const NAME: &'static str = "Interaction";

    fn read<'de, A: MapAccess<'de>>(kind: u32, map: A) -> Result<Self, A::Error> {
        let kind = InteractionKind::from(kind);
        let mut reader = DataReader { kind, data: None };
        let mut interaction = Self::read_fields(Others { map, beside: &mut reader })?;
        interaction.kind = kind;
        interaction.data = reader.data;
        interaction.set_ids_of_members();
        Ok(interaction)
    }
}

/// The data of an interaction, with the kind that determines its type.
struct DataReader {
    kind: InteractionKind,
    data: Option<InteractionData>,
}

impl Beside for DataReader {
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        let is_data = key == "data";
        if is_data {
            self.data = InteractionData::of(self.kind, map)?;
        }
        Ok(is_data)
    }
}

impl fmt::Debug for Interaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interaction")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("guild_id", &self.guild_id)
            .field("channel_id", &self.channel_id)
            .field("user_id", &self.author().map(|user| user.id))
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}

/// What was used, with its values.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum InteractionData {
    /// A command, used or being typed.
    Command(Box<CommandData>),
    /// A button or a select menu.
    Component(Box<ComponentData>),
    /// A modal.
    Modal(Box<ModalData>),
    /// The data of an interaction of an unknown kind, kept as it came.
    Unknown(RawJson),
}

impl InteractionData {
    /// Reads the value of `data`. `None` if it is null or cannot be read.
    fn of<'de, A: MapAccess<'de>>(kind: InteractionKind, map: &mut A) -> Result<Option<Self>, A::Error> {
        fn read<'de, T: Readable<'de>, A: MapAccess<'de>>(map: &mut A) -> Result<Option<T>, A::Error> {
            let mut data = None;
            optional_field::<T, false, A>(map, &mut data)?;
            Ok(data)
        }

        Ok(match kind {
            InteractionKind::ApplicationCommand | InteractionKind::ApplicationCommandAutocomplete => {
                read(map)?.map(Self::Command)
            }
            InteractionKind::MessageComponent => read(map)?.map(Self::Component),
            InteractionKind::ModalSubmit => read(map)?.map(Self::Modal),
            InteractionKind::Ping | InteractionKind::Unknown(_) => {
                read(map)?.and_then(|data: Option<_>| data).map(Self::Unknown)
            }
        })
    }
}

/// Reads the data without its interaction. Its type depends on the interaction's kind, so it stays unknown here.
impl<'de> Readable<'de> for InteractionData {
    const REQUIRED: bool = true;

    fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        RawJson::deserialize(from).map(Self::Unknown)
    }

    fn absent() -> Option<Self> {
        None
    }
}

/// A command that was used or is being typed.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct CommandData {
    /// The id of the command.
    pub id: CommandId,
    /// Its name.
    #[object(required)]
    pub name: CompactString,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: CommandKind,
    /// The objects of the ids in its options.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
    /// The options that the user gave. For a subcommand it is one option that contains its options.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<CommandDataOption>,
    /// The guild that has the command; `None` if it is global.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The user or message on which a context menu command was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_id: Option<GenericId>,
}

open_enum! {
    /// The kind of a command.
    #[derive(Default)]
    pub enum CommandKind {
        /// A slash command.
        #[default]
        ChatInput = 1,
        /// A command in the context menu of users.
        User = 2,
        /// A command in the context menu of messages.
        Message = 3,
        /// The command that starts the application's activity.
        PrimaryEntryPoint = 4,
    }
}

/// An option that the user gave. Its definition is a [`CommandOption`](super::CommandOption).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(name, kind)]
#[non_exhaustive]
pub struct CommandDataOption {
    /// The name of the option.
    #[object(required)]
    pub name: CompactString,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: CommandOptionKind,
    /// The value; `None` for subcommands. While the user types, it may be any text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<OptionValue>,
    /// The options of a subcommand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<CommandDataOption>,
    /// Whether the user is typing this option.
    #[serde(skip_serializing_if = "is_default")]
    pub focused: bool,
}

open_enum! {
    /// The kind of an option.
    pub enum CommandOptionKind {
        /// A subcommand.
        SubCommand = 1,
        /// A group of subcommands.
        SubCommandGroup = 2,
        /// A text.
        String = 3,
        /// A whole number between -2^53 and 2^53.
        Integer = 4,
        /// True or false.
        Boolean = 5,
        /// A user.
        User = 6,
        /// A channel.
        Channel = 7,
        /// A role.
        Role = 8,
        /// A user or a role.
        Mentionable = 9,
        /// A number between -2^53 and 2^53.
        Number = 10,
        /// A file.
        Attachment = 11,
    }
}

/// The value of an option. Ids are strings.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum OptionValue {
    /// A text, or an id.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Boolean(bool),
}

impl From<&str> for OptionValue {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for OptionValue {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<i64> for OptionValue {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<i32> for OptionValue {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<f64> for OptionValue {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for OptionValue {
    fn from(yes: bool) -> Self {
        Self::Boolean(yes)
    }
}

impl<'de> Deserialize<'de> for OptionValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;

        impl Visitor<'_> for ValueVisitor {
            type Value = OptionValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string, a number or a boolean")
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<OptionValue, E> {
                Ok(OptionValue::String(value.to_owned()))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<OptionValue, E> {
                Ok(OptionValue::Integer(value))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<OptionValue, E> {
                Ok(i64::try_from(value).map_or(OptionValue::Number(value as f64), OptionValue::Integer))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<OptionValue, E> {
                Ok(OptionValue::Number(value))
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<OptionValue, E> {
                Ok(OptionValue::Boolean(value))
            }
        }

        deserializer.deserialize_any(ValueVisitor)
    }
}

readable!(required OptionValue);

/// A button or a select menu that was used.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(custom_id, component_type)]
#[non_exhaustive]
pub struct ComponentData {
    /// The id of the component within its message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<u32>,
    /// The id that the application gave it, up to 100 characters.
    #[object(required)]
    pub custom_id: CompactString,
    /// The kind: a button or a select menu.
    pub component_type: ComponentKind,
    /// The selected texts or ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<CompactString>,
    /// The objects of the selected ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
}

/// A modal that was submitted.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(custom_id, components)]
#[non_exhaustive]
pub struct ModalData {
    /// The id that the application gave it, up to 100 characters.
    #[object(required)]
    pub custom_id: CompactString,
    /// The answers; see [`field`](Self::field).
    pub components: Vec<ComponentResponse>,
    /// The objects of the selected ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
}

impl ModalData {
    /// The answer for the component with this `custom_id`.
    #[must_use]
    pub fn field(&self, custom_id: &str) -> Option<&ComponentResponse> {
        self.components.iter().find_map(|component| component.find(custom_id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UserId;

    /// The data of an interaction, which may come before the interaction's kind.
    fn data(kind: u32, json: &str) -> InteractionData {
        let texts = [
            format!(r#"{{"id":"1","application_id":"2","type":{kind},"data":{json}}}"#),
            format!(r#"{{"data":{json},"id":"1","application_id":"2","type":{kind}}}"#),
        ];
        let [first, last] = texts.map(|text| serde_json::from_str::<Interaction>(&text).unwrap().data.unwrap());
        assert_eq!(first, last);
        first
    }

    #[test]
    fn the_type_of_data_depends_on_the_kind() {
        let json = r#"{"id":"7","name":"roll","type":1,"options":[
            {"name":"sub","type":1,"options":[{"name":"n","type":4,"value":20},{"name":"x","type":10,"value":1.5},
            {"name":"s","type":3,"value":"a","focused":true},{"name":"b","type":5,"value":true}]}]}"#;
        let InteractionData::Command(command) = data(2, json) else { panic!("no command") };
        let values: Vec<_> = command.options[0].options.iter().filter_map(|option| option.value.clone()).collect();
        assert_eq!(
            values,
            [
                OptionValue::Integer(20),
                OptionValue::Number(1.5),
                OptionValue::String("a".into()),
                OptionValue::Boolean(true)
            ]
        );

        let InteractionData::Component(component) = data(3, r#"{"custom_id":"go","component_type":3,"values":["a"]}"#)
        else {
            panic!("no component")
        };
        assert_eq!((component.custom_id.as_str(), component.component_type), ("go", ComponentKind::StringSelect));

        let InteractionData::Modal(modal) = data(5, r#"{"custom_id":"form","components":[{"type":77,"new":[1]}]}"#)
        else {
            panic!("no modal")
        };
        assert_eq!(modal.components[0].kind(), ComponentKind::Unknown(77));
    }

    #[test]
    fn data_is_serialized_by_its_type() {
        for (kind, json) in [
            (3, r#"{"id":7,"custom_id":"go","component_type":2}"#),
            (5, r#"{"custom_id":"form","components":[{"type":1,"components":[]}]}"#),
        ] {
            assert_eq!(serde_json::to_string(&data(kind, json)).unwrap(), json);
        }
    }

    #[test]
    fn the_token_is_not_shown() {
        let interaction: Interaction = serde_json::from_str(
            r#"{"id":"1","application_id":"2","type":2,"token":"sesame","member":{"user":{"id":"3","username":"a"}},
            "data":{"id":"4","name":"x","type":1},"context":9,"unheard_of":1}"#,
        )
        .unwrap();
        assert!(!format!("{interaction:?}").contains("sesame"));
        assert_eq!(interaction.author().map(|user| user.id), Some(UserId::new(3)));
        assert_eq!(interaction.context, Some(InteractionContext::Unknown(9)));
    }
}
