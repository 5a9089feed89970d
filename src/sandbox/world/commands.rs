//! The registered commands as the clients of users see them: which there are in a channel, and who may use them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::interactions::{AUTOCOMPLETE, COMMAND, Subject};
use super::{Channel, ChannelKind, Refusal, World, bits};
use crate::gateway::Intents;
use crate::model::{ChannelId, CommandId, GuildId, InteractionId, UserId};

// Types of commands.
pub(super) const CHAT_INPUT: u64 = 1;
pub(super) const USER_MENU: u64 = 2;
pub(super) const MESSAGE_MENU: u64 = 3;

/// Why a user cannot do something in their client, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(in crate::sandbox) struct Impossible(pub(in crate::sandbox) String);

impl From<Refusal> for Impossible {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.to_string())
    }
}

/// Whether a command or option has this name, in itself or in a language.
pub(super) fn is_named(part: &Value, name: &str, locale: &str) -> bool {
    part["name"] == name || part["name_localizations"][locale] == name
}

/// Shorthand for a failed check.
pub(super) fn impossible<T>(why: impl Into<String>) -> Result<T, Impossible> {
    Err(Impossible(why.into()))
}

impl World {
    /// The commands that a user can use in a channel, sorted by type and name. The user joins the channel's guild
    /// first.
    pub(in crate::sandbox) fn list_commands(&mut self, user: UserId, channel: ChannelId) -> Vec<&Value> {
        // In a DM of others, the user can use nothing.
        if self.enter(channel, user).is_err() {
            return Vec::new();
        }
        let mut usable: Vec<&Value> =
            self.commands_at(channel).into_iter().filter(|it| self.may_use(it, user, channel).is_ok()).collect();
        usable.sort_by_key(|it| (it["type"].as_u64(), it["name"].as_str()));
        usable
    }

    /// The command with this type and name (also in the user's language), if the user may use it in the channel.
    pub(super) fn usable_command(
        &self,
        kind: u64,
        name: &str,
        user: UserId,
        channel: ChannelId,
    ) -> Result<&Value, Impossible> {
        let there = self.commands_at(channel);
        let locale = &self.user(user)?.locale;
        let Some(command) = there.iter().find(|it| it["type"] == kind && is_named(it, name, locale)) else {
            let names: Vec<&str> =
                there.iter().filter(|it| it["type"] == kind).filter_map(|it| it["name"].as_str()).collect();
            let known = if names.is_empty() { "none is registered".to_owned() } else { names.join(", ") };
            return impossible(format!("there is no command `{name}` of this type here; there are: {known}"));
        };
        self.may_use(command, user, channel)?;
        Ok(command)
    }

    /// The commands that are registered for a channel's guild or globally. A guild's command comes in place of the
    /// global one of its name and type.
    fn commands_at(&self, channel: ChannelId) -> Vec<&Value> {
        let guild = self.channels.get(&channel).and_then(|it| it.guild);
        let of_guild = guild.and_then(|guild| self.commands.get(&Some(guild)));
        let global = self.commands.get(&None);
        let mut seen = BTreeSet::new();
        let all = of_guild.into_iter().chain(global).flat_map(|commands| commands.values());
        all.filter(|it| seen.insert((it["type"].as_u64(), it["name"].as_str()))).collect()
    }

    /// Checks that a user may use a command in a channel.
    fn may_use(&self, command: &Value, user: UserId, channel: ChannelId) -> Result<(), Impossible> {
        let name = command["name"].as_str().unwrap_or_default();
        let place = self.channel(channel)?;
        if self.owners_of(command, place, user).is_empty() {
            return impossible(format!(
                "`{name}` needs the application to be installed: invite the bot, or let the user \
                                       install it"
            ));
        }
        let context = place.context();
        let of_guild = command.get("guild_id").is_some_and(|it| !it.is_null());
        let allowed = command["contexts"].as_array().is_none_or(|list| list.iter().any(|it| *it == context));
        if !of_guild && !allowed {
            let there = ["in guilds", "in DMs with the bot", "in DMs between users"].get(context).unwrap_or(&"");
            return impossible(format!("`{name}` cannot be used {there}, by its contexts"));
        }
        let Some(guild) = place.guild else { return Ok(()) };
        let may = self.permissions_in(channel, user)?;
        if may & bits::VIEW_CHANNEL == 0 {
            return impossible("the user cannot see the channel");
        }
        if may & bits::USE_APPLICATION_COMMANDS == 0 {
            return impossible("the user lacks the permission USE_APPLICATION_COMMANDS in the channel");
        }
        if command["nsfw"] == true && place.settings.get("nsfw") != Some(&json!(true)) {
            return impossible(format!("`{name}` is age-restricted, and the channel is not"));
        }
        if may & bits::ADMINISTRATOR != 0 {
            return Ok(());
        }
        self.permitted(command, guild, channel, user, may)
    }

    /// Who installed the application in a way that the command supports.
    pub(super) fn owners_of(&self, command: &Value, place: &Channel, user: UserId) -> Map<String, Value> {
        let mut owners = self.owners(place, user);
        if let Some(types) = command["integration_types"].as_array() {
            // In a DM with the bot, commands of both kinds of installation can be used.
            owners.retain(|key, _| place.recipient.is_some() || types.iter().any(|it| it.as_u64() == key.parse().ok()));
        }
        owners
    }

    /// Applies the command permissions of the guild, then `default_member_permissions`.
    fn permitted(
        &self,
        command: &Value,
        guild: GuildId,
        channel: ChannelId,
        user: UserId,
        may: u64,
    ) -> Result<(), Impossible> {
        let name = command["name"].as_str().unwrap_or_default();
        let set = |id: &str| {
            let id = id.parse().ok().map(CommandId::new)?;
            self.command_permissions.get(&(guild, id)).map(Vec::as_slice)
        };
        // Those of the command replace those of the whole application.
        let of_command = command["id"].as_str().and_then(set);
        let rules = of_command.or_else(|| set(&self.application.id.to_string())).unwrap_or_default();
        let rule = |kind: u64, id: u64| {
            let id = id.to_string();
            let found = rules.iter().find(|it| it["type"] == kind && it["id"] == id);
            found.map(|it| it["permission"] == true)
        };
        // The id of all channels is the guild's id minus one.
        if rule(3, channel.get()).or_else(|| rule(3, guild.get() - 1)) == Some(false) {
            return impossible(format!("`{name}` is switched off in this channel by its command permissions"));
        }
        let roles = self.member(guild, user)?.roles.iter().filter_map(|role| rule(1, role.get()));
        let of_roles = roles.fold(None, |all: Option<bool>, one| Some(all.unwrap_or_default() || one));
        let decided = rule(2, user.get()).or(of_roles).or_else(|| rule(1, guild.get()));
        match decided {
            Some(true) => return Ok(()),
            Some(false) => return impossible(format!("`{name}` is denied to the user by its command permissions")),
            None => {}
        }
        let Some(needed) = command["default_member_permissions"].as_str().and_then(|it| it.parse::<u64>().ok()) else {
            return Ok(());
        };
        // 0: only administrators.
        if needed == 0 || may & needed != needed {
            return impossible(format!("the user lacks the permissions of `{name}` (its default_member_permissions)"));
        }
        Ok(())
    }

    /// Replaces the permissions of a command in a guild: APPLICATION_COMMAND_PERMISSIONS_UPDATE. The application's id
    /// in place of the command's stands for all of its commands.
    pub(in crate::sandbox) fn set_command_permissions(
        &mut self,
        guild: GuildId,
        id: CommandId,
        permissions: Vec<Value>,
    ) -> Result<(), Refusal> {
        self.guild(guild)?;
        self.command_permissions.insert((guild, id), permissions);
        let json = self.command_permissions_json(guild, id);
        self.emit_in_guild("APPLICATION_COMMAND_PERMISSIONS_UPDATE", guild, Intents::empty(), json);
        Ok(())
    }

    /// The object of a command's permissions in a guild.
    pub(in crate::sandbox) fn command_permissions_json(&self, guild: GuildId, id: CommandId) -> Value {
        let permissions = self.command_permissions.get(&(guild, id)).cloned().unwrap_or_default();
        json!({
            "id": id, "application_id": self.application.id, "guild_id": guild, "permissions": permissions,
        })
    }

    /// Begins the interaction of a command.
    pub(super) fn run_command(
        &mut self,
        command: &Value,
        channel: ChannelId,
        user: UserId,
        more: Value,
        typing: bool,
    ) -> Result<InteractionId, Impossible> {
        let owners = Some(self.owners_of(command, self.channel(channel)?, user));
        let mut data = json!({"id": command["id"], "name": command["name"], "type": command["type"]});
        if let Some(guild) = command.get("guild_id").filter(|it| !it.is_null()) {
            data["guild_id"] = guild.clone();
        }
        super::merge(&mut data, more);
        let kind = if typing { AUTOCOMPLETE } else { COMMAND };
        Ok(self.begin(channel, user, Subject { kind, data, owners, ..Subject::default() })?)
    }

    /// The oldest text channel of the oldest guild of which two users and the bot are members: where one of them uses a
    /// context menu command on the other.
    pub(in crate::sandbox) fn shared_channel(&self, user: UserId, target: UserId) -> Option<ChannelId> {
        let has_all = |guild: &&super::Guild| [user, target].iter().all(|it| guild.members.contains_key(it));
        let guild = self.bot_guilds().find(has_all)?;
        let is_text = |id: &ChannelId| self.channels.get(id).is_some_and(|it| it.kind == ChannelKind::Text);
        guild.channels.iter().copied().find(is_text)
    }

    /// Lets a user join the guild of a channel that they are about to act in, as for messages.
    pub(super) fn enter(&mut self, channel: ChannelId, user: UserId) -> Result<(), Impossible> {
        let place = self.channel(channel)?;
        let guild = place.guild;
        if place.kind == ChannelKind::Dm && !place.is_dm_of(user) {
            return impossible("this is a DM of another user");
        }
        if let Some(guild) = guild.filter(|_| user != self.bot) {
            self.admit(guild, user)?;
        }
        Ok(())
    }
}
