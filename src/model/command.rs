//! Application commands: the definitions of a bot, and the commands as Discord stores them (Discord's docs,
//! interactions/application-commands).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_default;
use super::open::open_enum;
use super::{
    ApplicationId, CommandId, CommandKind, CommandOption, GenericId, GuildId, InstallationKind, InteractionContext,
    Locale, Localizations, Permissions,
};

/// The definition of a command.
///
/// ```
/// use greenroom::model::{CommandOption, CommandSpec, InteractionContext, Permissions};
///
/// let ban = CommandSpec::chat_input("ban", "Bans somebody")
///     .option(CommandOption::user("whom", "Who it is").required(true))
///     .option(CommandOption::string("why", "For the audit log").max_length(512))
///     .default_member_permissions(Permissions::BAN_MEMBERS)
///     .contexts([InteractionContext::Guild]);
/// ```
///
/// All texts of a command together may have 8000 characters. Of each text only its longest language counts.
#[derive(Debug, Clone, PartialEq, Object)]
#[non_exhaustive]
pub struct CommandSpec {
    /// The id of the command that this replaces when [all are set at once](crate::rest::Http::set_global_commands).
    /// Without it, commands are matched by name, so that a renamed command is a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<CommandId>,
    /// The kind.
    #[serde(rename = "type", default)]
    pub kind: CommandKind,
    /// Its name, 1–32 characters. The name of a slash command has letters, digits, `-`, `_` and `'`, and is in lower
    /// case.
    pub name: CompactString,
    /// Its name in other languages, under the same rules.
    #[serde(skip_serializing_if = "Localizations::is_empty")]
    pub name_localizations: Localizations,
    /// The description, 1–100 characters. Context menu commands have none.
    #[serde(skip_serializing_if = "is_default")]
    pub description: CompactString,
    /// The description in other languages, 1–100 characters each.
    #[serde(skip_serializing_if = "Localizations::is_empty")]
    pub description_localizations: Localizations,
    /// The options of a slash command, up to 25.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<CommandOption>,
    /// The permissions that a member needs to use it, unless the guild overrides them. `Permissions::empty()` allows it
    /// to administrators only, `None` to everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_member_permissions: Option<Permissions>,
    /// The contexts in which a global command can be used. `None` means everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contexts: Option<Vec<InteractionContext>>,
    /// The kinds of installation for which a global command exists. `None` means those of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_types: Option<Vec<InstallationKind>>,
    /// Whether it is age-restricted.
    #[serde(skip_serializing_if = "is_default")]
    pub nsfw: bool,
    /// For [`CommandKind::PrimaryEntryPoint`]: whether the application or Discord answers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handler: Option<CommandHandler>,
}

impl CommandSpec {
    fn new(kind: CommandKind, name: &str, description: &str) -> Self {
        Self {
            id: None,
            kind,
            name: name.into(),
            name_localizations: Localizations::new(),
            description: description.into(),
            description_localizations: Localizations::new(),
            options: Vec::new(),
            default_member_permissions: None,
            contexts: None,
            integration_types: None,
            nsfw: false,
            handler: None,
        }
    }

    /// A slash command with a name (1–32 characters) and a description (1–100 characters). An application can have 100
    /// of them, and another 100 in each guild.
    #[must_use]
    pub fn chat_input(name: impl AsRef<str>, description: impl AsRef<str>) -> Self {
        Self::new(CommandKind::ChatInput, name.as_ref(), description.as_ref())
    }

    /// A command in the context menu of users. Its name has 1–32 characters; spaces and capitals are allowed. An
    /// application can have 15 of them, and another 15 in each guild.
    #[must_use]
    pub fn user(name: impl AsRef<str>) -> Self {
        Self::new(CommandKind::User, name.as_ref(), "")
    }

    /// A command in the context menu of messages. Its name has 1–32 characters; spaces and capitals are allowed. An
    /// application can have 15 of them, and another 15 in each guild.
    #[must_use]
    pub fn message(name: impl AsRef<str>) -> Self {
        Self::new(CommandKind::Message, name.as_ref(), "")
    }

    /// The command that starts the application's activity, with a name (1–32 characters), a description (1–100
    /// characters), and whether the application or Discord answers it. An application can have one, which is global.
    #[must_use]
    pub fn primary_entry_point(name: impl AsRef<str>, description: impl AsRef<str>, handler: CommandHandler) -> Self {
        let mut command = Self::new(CommandKind::PrimaryEntryPoint, name.as_ref(), description.as_ref());
        command.handler = Some(handler);
        command
    }

    /// Sets the id of the command that this replaces when all are set at once.
    #[must_use]
    pub fn id(mut self, id: CommandId) -> Self {
        self.id = Some(id);
        self
    }

    /// Sets the name in a language.
    #[must_use]
    pub fn name_localization(mut self, locale: impl Into<Locale>, name: impl AsRef<str>) -> Self {
        self.name_localizations.insert(locale.into(), name.as_ref().into());
        self
    }

    /// Sets the description in a language.
    #[must_use]
    pub fn description_localization(mut self, locale: impl Into<Locale>, description: impl AsRef<str>) -> Self {
        self.description_localizations.insert(locale.into(), description.as_ref().into());
        self
    }

    /// Adds an option, up to 25. Required options must come first.
    #[must_use]
    pub fn option(mut self, option: CommandOption) -> Self {
        self.options.push(option);
        self
    }

    /// Sets the permissions that a member needs to use it, unless the guild overrides them. `Permissions::empty()`
    /// allows it to administrators only.
    #[must_use]
    pub fn default_member_permissions(mut self, permissions: Permissions) -> Self {
        self.default_member_permissions = Some(permissions);
        self
    }

    /// Sets the contexts in which a global command can be used.
    #[must_use]
    pub fn contexts(mut self, contexts: impl IntoIterator<Item = InteractionContext>) -> Self {
        self.contexts = Some(contexts.into_iter().collect());
        self
    }

    /// Sets the kinds of installation for which a global command exists.
    #[must_use]
    pub fn integration_types(mut self, kinds: impl IntoIterator<Item = InstallationKind>) -> Self {
        self.integration_types = Some(kinds.into_iter().collect());
        self
    }

    /// Sets whether it is age-restricted.
    #[must_use]
    pub fn nsfw(mut self, nsfw: bool) -> Self {
        self.nsfw = nsfw;
        self
    }
}

open_enum! {
    /// The party that answers the command that starts an activity.
    pub enum CommandHandler {
        /// The application, which receives an interaction.
        AppHandler = 1,
        /// Discord, which starts the activity and announces it in the channel.
        DiscordLaunchActivity = 2,
    }
}

/// A command as Discord stores it: its [definition](CommandSpec) and the fields that Discord adds.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, application_id, name, version)]
#[non_exhaustive]
pub struct ApplicationCommand {
    /// The id of the command.
    pub id: CommandId,
    /// The kind.
    #[serde(rename = "type", default)]
    pub kind: CommandKind,
    /// The application of the command.
    pub application_id: ApplicationId,
    /// The guild of the command; `None` if it is global.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// Its name.
    pub name: CompactString,
    /// Its name in other languages, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_localizations: Option<Localizations>,
    /// Its name in the requested language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_localized: Option<CompactString>,
    /// The description; empty for context menu commands.
    pub description: CompactString,
    /// The description in other languages, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description_localizations: Option<Localizations>,
    /// The description in the requested language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description_localized: Option<CompactString>,
    /// Its options.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<CommandOption>,
    /// The permissions that a member needs to use it, unless the guild overrides them. `None` means no permission.
    pub default_member_permissions: Option<Permissions>,
    /// Whether it can be used in DMs. Deprecated by Discord in favour of `contexts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dm_permission: Option<bool>,
    /// Whether it is age-restricted.
    #[serde(skip_serializing_if = "is_default")]
    pub nsfw: bool,
    /// The kinds of installation for which it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_types: Option<Vec<InstallationKind>>,
    /// The contexts in which it can be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contexts: Option<Vec<InteractionContext>>,
    /// A number that grows with every change of the command.
    pub version: GenericId,
    /// For [`CommandKind::PrimaryEntryPoint`]: whether the application or Discord answers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handler: Option<CommandHandler>,
}

impl ApplicationCommand {
    /// The mention of the command, which users can click: `</name:id>`. For a subcommand pass its name with that of the
    /// group, such as `"music play"`.
    #[must_use]
    pub fn mention(&self, subcommand: Option<&str>) -> String {
        match subcommand {
            Some(rest) => format!("</{} {rest}:{}>", self.name, self.id),
            None => format!("</{}:{}>", self.name, self.id),
        }
    }
}

/// The definition of the same command, with its id.
impl From<ApplicationCommand> for CommandSpec {
    fn from(command: ApplicationCommand) -> Self {
        Self {
            id: Some(command.id),
            kind: command.kind,
            name: command.name,
            name_localizations: command.name_localizations.unwrap_or_default(),
            description: command.description,
            description_localizations: command.description_localizations.unwrap_or_default(),
            options: command.options.into_iter().map(CommandOption::definition).collect(),
            default_member_permissions: command.default_member_permissions,
            contexts: command.contexts,
            integration_types: command.integration_types,
            nsfw: command.nsfw,
            handler: command.handler,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::one_line;
    use crate::model::tests::there_and_back;
    use crate::model::{ChannelKind, CommandChoice};

    #[test]
    fn definitions_are_serialized_as_documented() {
        let cases =
            [
                (CommandSpec::user("High Five"), r#"{"type":2,"name":"High Five"}"#),
                (CommandSpec::message("Quote"), r#"{"type":3,"name":"Quote"}"#),
                (
                    CommandSpec::primary_entry_point("launch", "Play", CommandHandler::DiscordLaunchActivity),
                    r#"{"type":4,"name":"launch","description":"Play","handler":2}"#,
                ),
                (
                    CommandSpec::chat_input("ant", "About ants")
                        .id(CommandId::new(9))
                        .name_localization(Locale::German, "ameise")
                        .description_localization("fr", "Fourmis")
                        .default_member_permissions(Permissions::empty())
                        .contexts([InteractionContext::Guild, InteractionContext::BotDm])
                        .integration_types([InstallationKind::User])
                        .nsfw(true)
                        .option(CommandOption::subcommand_group("all", "All").option(
                            CommandOption::subcommand("list", "Lists").option(
                                CommandOption::string("q", "What").min_length(0).max_length(9).autocomplete(true),
                            ),
                        )),
                    r#"{"id":"9","type":1,"name":"ant","name_localizations":{"de":"ameise"},"description":"About ants",
                "description_localizations":{"fr":"Fourmis"},"options":[{"type":2,"name":"all","description":"All",
                "options":[{"type":1,"name":"list","description":"Lists","options":[{"type":3,"name":"q",
                "description":"What","min_length":0,"max_length":9,"autocomplete":true}]}]}],
                "default_member_permissions":"0","contexts":[0,1],"integration_types":[1],"nsfw":true}"#,
                ),
            ];
        for (command, json) in cases {
            assert_eq!(serde_json::to_string(&command).unwrap(), one_line(json));
            assert_eq!(serde_json::from_str::<CommandSpec>(json).unwrap(), command);
        }
    }

    #[test]
    fn options_of_every_kind() {
        let cases = [
            (
                CommandOption::integer("n", "d").min_value(-1).max_value(7_i64).required(true).choice("One", 1),
                r#"{"type":4,"name":"n","description":"d","required":true,"choices":[{"name":"One","value":1}],
                "min_value":-1,"max_value":7}"#,
            ),
            (
                CommandOption::number("n", "d").min_value(0.5).max_value(2).choice("Half", 0.5),
                r#"{"type":10,"name":"n","description":"d","choices":[{"name":"Half","value":0.5}],"min_value":0.5,
                "max_value":2}"#,
            ),
            (
                CommandOption::string("n", "d")
                    .add_choice(CommandChoice::new("Red", "r").name_localization(Locale::German, "Rot"))
                    .name_localization(Locale::French, "nom")
                    .description_localization(Locale::French, "quoi"),
                r#"{"type":3,"name":"n","name_localizations":{"fr":"nom"},"description":"d",
                "description_localizations":{"fr":"quoi"},"choices":[{"name":"Red","name_localizations":{"de":"Rot"},
                "value":"r"}]}"#,
            ),
            (
                CommandOption::channel("n", "d").channel_types([ChannelKind::GuildText, ChannelKind::GuildForum]),
                r#"{"type":7,"name":"n","description":"d","channel_types":[0,15]}"#,
            ),
            (
                CommandOption::attachment("n", "d").file_types(["image", ".pdf"]),
                r#"{"type":11,"name":"n","description":"d","file_types":["image",".pdf"]}"#,
            ),
            (CommandOption::boolean("n", "d"), r#"{"type":5,"name":"n","description":"d"}"#),
            (CommandOption::user("n", "d"), r#"{"type":6,"name":"n","description":"d"}"#),
            (CommandOption::role("n", "d"), r#"{"type":8,"name":"n","description":"d"}"#),
            (CommandOption::mentionable("n", "d"), r#"{"type":9,"name":"n","description":"d"}"#),
        ];
        for (option, json) in cases {
            assert_eq!(serde_json::to_string(&option).unwrap(), one_line(json));
            assert_eq!(serde_json::from_str::<CommandOption>(json).unwrap(), option);
        }
    }

    #[test]
    fn stored_commands_are_read_and_can_be_defined_again() {
        let command: ApplicationCommand = there_and_back(
            r#"{"id":"1","type":1,"application_id":"2","guild_id":"3","name":"ant","name_localized":"ameise",
            "description":"Ants","options":[{"type":1,"name":"add","name_localized":"dazu","description":"Adds",
            "description_localized":"Mehr","options":[{"type":3,"name":"size","name_localized":"größe",
            "description":"How large","required":true,"choices":[{"name":"Small","name_localized":"Klein",
            "value":"s"}]}]}],"default_member_permissions":"4","dm_permission":true,"nsfw":true,
            "integration_types":[0,1],"contexts":[0],"version":"5"}"#,
        );
        assert_eq!(command.mention(None), "</ant:1>");
        assert_eq!(command.mention(Some("list all")), "</ant list all:1>");
        let again = CommandSpec::from(command);
        let size = CommandOption::string("size", "How large").required(true).choice("Small", "s");
        let add = CommandOption::subcommand("add", "Adds").option(size);
        assert_eq!((again.id, again.options), (Some(CommandId::new(1)), vec![add]));

        let sparse = r#"{"id":"1","application_id":"2","name":"ant","default_member_permissions":null,"version":5,
            "name_localizations":null,"options":null,"contexts":null,"new":1}"#;
        let command: ApplicationCommand = serde_json::from_str(sparse).unwrap();
        assert_eq!((command.kind, command.options.len(), command.contexts), (CommandKind::ChatInput, 0, None));
    }
}
