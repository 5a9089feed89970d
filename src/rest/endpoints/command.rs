//! Application commands (Discord's docs, interactions/application-commands). Global commands can be used wherever the
//! application is installed, commands of a guild only there. An application can have 100 slash commands, 15 user
//! commands and 15 message commands, globally and in each guild. 200 can be created a day in each guild.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    ApplicationCommand, ApplicationId, CommandHandler, CommandId, CommandOption, CommandPermission, CommandSpec,
    GuildCommandPermissions, GuildId, InstallationKind, InteractionContext, Localizations, Permissions,
};
use crate::rest::{Call, Http, body::Object, endpoint::endpoint, endpoints::operation as op, route::Param};

endpoint! {
    /// The request of [`Http::global_commands`](crate::rest::Http::global_commands); awaiting it sends it.
    pub struct GlobalCommands -> Vec<ApplicationCommand> {
        query {
            /// Whether the answer has names and descriptions in all languages, not only in one.
            with_localizations: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_global_command`](crate::rest::Http::update_global_command); awaiting it sends it.
    pub struct UpdateGlobalCommand -> ApplicationCommand {
        body: Object {
            /// The name, 1–32 characters.
            name: String,
            /// The name in other languages.
            name_localizations / clear_name_localizations: Localizations,
            /// The description, 1–100 characters.
            description: String,
            /// The description in other languages.
            description_localizations / clear_description_localizations: Localizations,
            /// All options, up to 25.
            options: Vec<CommandOption>,
            /// The permissions that a member needs to use it, unless the guild has set others. If empty, only
            /// administrators can use it.
            default_member_permissions / clear_default_member_permissions: Permissions,
            /// Whether it can be used in DMs. Deprecated by Discord in favour of `contexts`.
            dm_permission / clear_dm_permission: bool,
            /// The contexts in which it can be used.
            contexts / clear_contexts: Vec<InteractionContext>,
            /// The installation types with which it is available.
            integration_types / clear_integration_types: Vec<InstallationKind>,
            /// Whether it is age-restricted.
            nsfw: bool,
            /// For the command that starts an activity: its handler.
            handler: CommandHandler,
        }
    }
}

endpoint! {
    /// The request of [`Http::guild_commands`](crate::rest::Http::guild_commands); awaiting it sends it.
    pub struct GuildCommands -> Vec<ApplicationCommand> {
        query {
            /// Whether the answer has names and descriptions in all languages, not only in one.
            with_localizations: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_guild_command`](crate::rest::Http::update_guild_command); awaiting it sends it.
    pub struct UpdateGuildCommand -> ApplicationCommand {
        body: Object {
            /// The name, 1–32 characters.
            name: String,
            /// The name in other languages.
            name_localizations / clear_name_localizations: Localizations,
            /// The description, 1–100 characters.
            description: String,
            /// The description in other languages.
            description_localizations / clear_description_localizations: Localizations,
            /// All options, up to 25.
            options: Vec<CommandOption>,
            /// The permissions that a member needs to use it, unless the guild has set others. If empty, only
            /// administrators can use it.
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
    /// `http.create_global_command(application, &CommandSpec::chat_input("ping", "Pings")).await`. A command of the
    /// same type and name is replaced, so the request can be repeated safely.
    ///
    /// * `command`: The command.
    pub fn create_global_command(&self, application: ApplicationId, command: &CommandSpec) -> Call<ApplicationCommand> {
        self.call(&op::CREATE_APPLICATION_COMMAND, &[Param::Id(application.get())]).json(command)
    }

    /// Sets all global commands of the application at once: those that are not listed are deleted.
    ///
    /// * `commands`: All commands. A command with its id can have another name than before.
    pub fn set_global_commands(
        &self,
        application: ApplicationId,
        commands: &[CommandSpec],
    ) -> Call<Vec<ApplicationCommand>> {
        self.call(&op::BULK_SET_APPLICATION_COMMANDS, &[Param::Id(application.get())]).json(commands)
    }

    /// A global command of the application.
    pub fn global_command(&self, application: ApplicationId, command: CommandId) -> Call<ApplicationCommand> {
        self.call(&op::GET_APPLICATION_COMMAND, &[Param::Id(application.get()), Param::Id(command.get())])
    }

    /// Changes a global command: `http.update_global_command(application, command).description("Pings back").await`.
    /// Fields that are not set stay unchanged.
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

    /// Creates a command in a guild. A command of the same type and name is replaced, so the request can be repeated
    /// safely.
    ///
    /// * `command`: The command.
    pub fn create_guild_command(
        &self,
        application: ApplicationId,
        guild: GuildId,
        command: &CommandSpec,
    ) -> Call<ApplicationCommand> {
        self.call(&op::CREATE_GUILD_APPLICATION_COMMAND, &[Param::Id(application.get()), Param::Id(guild.get())])
            .json(command)
    }

    /// Sets all commands that the application has in a guild at once: those that are not listed are deleted.
    ///
    /// * `commands`: All commands. A command with its id can have another name than before.
    pub fn set_guild_commands(
        &self,
        application: ApplicationId,
        guild: GuildId,
        commands: &[CommandSpec],
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

    /// Changes a command that the application has in a guild. Fields that are not set stay unchanged.
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

    /// The permissions of the commands of the application in a guild. Commands whose permissions the guild has not
    /// changed are not listed.
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

    /// The permissions of a command of the application in a guild. Code 10066 if the guild has not changed them.
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

    /// Sets all permissions of a command of the application in a guild, up to 100 entries; with the id of the
    /// application instead of the command, those of all its commands. Bots cannot do this: the call needs the bearer
    /// token of a user who can manage the guild and its roles, with the scope
    /// `applications.commands.permissions.update`.
    ///
    /// * `permissions`: The permissions of roles, users and channels, up to 100.
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
