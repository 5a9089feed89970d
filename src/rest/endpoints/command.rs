//! Application commands (Discord's docs, interactions/application-commands). Global ones can be used wherever the
//! application is installed, those of a guild only there. An application can have 100 slash commands, 15 of users and
//! 15 of messages of the one kind, and again as many in each guild. 200 can be created a day for each guild.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    ApplicationCommand, ApplicationId, Command, CommandHandler, CommandId, CommandOption, CommandPermission,
    GuildCommandPermissions, GuildId, InstallationKind, InteractionContext, Localizations, Permissions,
};
use crate::rest::{Call, Http, body::Object, endpoint::endpoint, endpoints::operation as op, route::Param};

endpoint! {
    /// The request of [`Http::global_commands`](crate::rest::Http::global_commands); awaiting it sends it.
    pub struct GlobalCommands -> Vec<ApplicationCommand> {
        query {
            /// Whether names and descriptions come in all languages rather than in the one that is asked for.
            with_localizations: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_global_command`](crate::rest::Http::update_global_command); awaiting it sends it.
    pub struct UpdateGlobalCommand -> ApplicationCommand {
        body: Object {
            /// Its name, 1–32 characters.
            name: String,
            /// Its name in other languages.
            name_localizations / clear_name_localizations: Localizations,
            /// What it does, 1–100 characters.
            description: String,
            /// What it does, in other languages.
            description_localizations / clear_description_localizations: Localizations,
            /// All its options, up to 25.
            options: Vec<CommandOption>,
            /// Which permissions a member needs to use it, unless the guild decides otherwise. None at all leaves it to
            /// administrators.
            default_member_permissions / clear_default_member_permissions: Permissions,
            /// Whether it can be used in DMs. Deprecated by Discord in favour of `contexts`.
            dm_permission / clear_dm_permission: bool,
            /// Where it can be used.
            contexts / clear_contexts: Vec<InteractionContext>,
            /// For which installations of the application it is there.
            integration_types / clear_integration_types: Vec<InstallationKind>,
            /// Whether it is age-restricted.
            nsfw: bool,
            /// Of the command that starts an activity: who answers it.
            handler: CommandHandler,
        }
    }
}

endpoint! {
    /// The request of [`Http::guild_commands`](crate::rest::Http::guild_commands); awaiting it sends it.
    pub struct GuildCommands -> Vec<ApplicationCommand> {
        query {
            /// Whether names and descriptions come in all languages rather than in the one that is asked for.
            with_localizations: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_guild_command`](crate::rest::Http::update_guild_command); awaiting it sends it.
    pub struct UpdateGuildCommand -> ApplicationCommand {
        body: Object {
            /// Its name, 1–32 characters.
            name: String,
            /// Its name in other languages.
            name_localizations / clear_name_localizations: Localizations,
            /// What it does, 1–100 characters.
            description: String,
            /// What it does, in other languages.
            description_localizations / clear_description_localizations: Localizations,
            /// All its options, up to 25.
            options: Vec<CommandOption>,
            /// Which permissions a member needs to use it, unless the guild decides otherwise. None at all leaves it to
            /// administrators.
            default_member_permissions / clear_default_member_permissions: Permissions,
            /// Whether it is age-restricted.
            nsfw: bool,
        }
    }
}

impl Http {
    /// The global commands of the application: `http.global_commands(application).with_localizations(true).await`.
    pub fn global_commands(&self, application: ApplicationId) -> GlobalCommands {
        GlobalCommands::of(self.call(&op::LIST_APPLICATION_COMMANDS, &[Param::Id(application.get())]))
    }

    /// Creates a global command:
    /// `http.create_global_command(application, &Command::chat_input("ping", "Pings")).await`. One of the same kind and
    /// name is replaced, so that doing it twice is doing it once.
    ///
    /// * `command`: What it is called, what it does and which options it has.
    pub fn create_global_command(&self, application: ApplicationId, command: &Command) -> Call<ApplicationCommand> {
        self.call(&op::CREATE_APPLICATION_COMMAND, &[Param::Id(application.get())]).json(command)
    }

    /// Sets all global commands of the application at once: those that are not mentioned are deleted.
    ///
    /// * `commands`: All that there are to be. With its id, a command can be given another name.
    pub fn set_global_commands(
        &self,
        application: ApplicationId,
        commands: &[Command],
    ) -> Call<Vec<ApplicationCommand>> {
        self.call(&op::BULK_SET_APPLICATION_COMMANDS, &[Param::Id(application.get())]).json(commands)
    }

    /// A global command of the application.
    pub fn global_command(&self, application: ApplicationId, command: CommandId) -> Call<ApplicationCommand> {
        self.call(&op::GET_APPLICATION_COMMAND, &[Param::Id(application.get()), Param::Id(command.get())])
    }

    /// Changes a global command: `http.update_global_command(application, command).description("Pings back").await`.
    /// What is not mentioned stays as it is.
    pub fn update_global_command(&self, application: ApplicationId, command: CommandId) -> UpdateGlobalCommand {
        UpdateGlobalCommand::of(
            self.call(&op::UPDATE_APPLICATION_COMMAND, &[Param::Id(application.get()), Param::Id(command.get())]),
            Object::default(),
        )
    }

    /// Deletes a global command.
    pub fn delete_global_command(&self, application: ApplicationId, command: CommandId) -> Call<()> {
        self.act(&op::DELETE_APPLICATION_COMMAND, &[Param::Id(application.get()), Param::Id(command.get())])
    }

    /// The commands that the application has in a guild, without the global ones.
    pub fn guild_commands(&self, application: ApplicationId, guild: GuildId) -> GuildCommands {
        GuildCommands::of(
            self.call(&op::LIST_GUILD_APPLICATION_COMMANDS, &[Param::Id(application.get()), Param::Id(guild.get())]),
        )
    }

    /// Creates a command in a guild. One of the same kind and name is replaced, so that doing it twice is doing it
    /// once.
    ///
    /// * `command`: What it is called, what it does and which options it has.
    pub fn create_guild_command(
        &self,
        application: ApplicationId,
        guild: GuildId,
        command: &Command,
    ) -> Call<ApplicationCommand> {
        self.call(&op::CREATE_GUILD_APPLICATION_COMMAND, &[Param::Id(application.get()), Param::Id(guild.get())])
            .json(command)
    }

    /// Sets all commands that the application has in a guild at once: those that are not mentioned are deleted.
    ///
    /// * `commands`: All that there are to be. With its id, a command can be given another name.
    pub fn set_guild_commands(
        &self,
        application: ApplicationId,
        guild: GuildId,
        commands: &[Command],
    ) -> Call<Vec<ApplicationCommand>> {
        self.call(&op::BULK_SET_GUILD_APPLICATION_COMMANDS, &[Param::Id(application.get()), Param::Id(guild.get())])
            .json(commands)
    }

    /// A command that the application has in a guild.
    pub fn guild_command(
        &self,
        application: ApplicationId,
        guild: GuildId,
        command: CommandId,
    ) -> Call<ApplicationCommand> {
        self.call(
            &op::GET_GUILD_APPLICATION_COMMAND,
            &[Param::Id(application.get()), Param::Id(guild.get()), Param::Id(command.get())],
        )
    }

    /// Changes a command that the application has in a guild. What is not mentioned stays as it is.
    pub fn update_guild_command(
        &self,
        application: ApplicationId,
        guild: GuildId,
        command: CommandId,
    ) -> UpdateGuildCommand {
        UpdateGuildCommand::of(
            self.call(
                &op::UPDATE_GUILD_APPLICATION_COMMAND,
                &[Param::Id(application.get()), Param::Id(guild.get()), Param::Id(command.get())],
            ),
            Object::default(),
        )
    }

    /// Deletes a command that the application has in a guild.
    pub fn delete_guild_command(&self, application: ApplicationId, guild: GuildId, command: CommandId) -> Call<()> {
        self.act(
            &op::DELETE_GUILD_APPLICATION_COMMAND,
            &[Param::Id(application.get()), Param::Id(guild.get()), Param::Id(command.get())],
        )
    }

    /// Who may use which of the application's commands in a guild, as far as the guild has decided so. Commands that it
    /// has left as they are do not appear.
    pub fn guild_command_permissions(
        &self,
        application: ApplicationId,
        guild: GuildId,
    ) -> Call<Vec<GuildCommandPermissions>> {
        self.call(
            &op::LIST_GUILD_APPLICATION_COMMAND_PERMISSIONS,
            &[Param::Id(application.get()), Param::Id(guild.get())],
        )
    }

    /// Who may use one of the application's commands in a guild. Until the guild has decided something, this is unknown
    /// (code 10066).
    pub fn command_permissions(
        &self,
        application: ApplicationId,
        guild: GuildId,
        command: CommandId,
    ) -> Call<GuildCommandPermissions> {
        self.call(
            &op::GET_GUILD_APPLICATION_COMMAND_PERMISSIONS,
            &[Param::Id(application.get()), Param::Id(guild.get()), Param::Id(command.get())],
        )
    }

    /// Says who may use one of the application's commands in a guild, up to 100 entries in place of all that there are;
    /// with the application's id in place of the command's, all of its commands. Discord takes this from no bot: the
    /// call must carry the bearer token of a user who may manage the guild and its roles, with the scope
    /// `applications.commands.permissions.update`.
    ///
    /// * `permissions`: Of which roles, users and channels, up to 100.
    pub fn set_command_permissions(
        &self,
        application: ApplicationId,
        guild: GuildId,
        command: CommandId,
        permissions: &[CommandPermission],
    ) -> Call<GuildCommandPermissions> {
        self.call(
            &op::SET_GUILD_APPLICATION_COMMAND_PERMISSIONS,
            &[Param::Id(application.get()), Param::Id(guild.get()), Param::Id(command.get())],
        )
        .body(Object::default().with("permissions", &permissions))
    }
}
