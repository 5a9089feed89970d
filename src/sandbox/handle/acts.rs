//! What users do, as requests to the control of a sandbox over HTTP.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::model::{ChannelId, GenericId, GuildId, InteractionId, MessageId, Permissions, RoleId, UserId};
use crate::sandbox::world::{ChannelKind, Draft, Edit, Emoji, Impossible, Overwrite, Refusal, Role, World};

/// The parameters of an action. All are optional; which are needed depends on the action.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ActRequest {
    user: Option<String>,
    guild: Option<String>,
    channel: Option<String>,
    role: Option<String>,
    permissions: Option<PermissionNames>,
    allow: Option<PermissionNames>,
    deny: Option<PermissionNames>,
    message: Option<MessageId>,
    messages: Vec<MessageId>,
    text: Option<String>,
    emoji: Option<String>,
    name: Option<String>,
    status: Option<String>,
    kind: Option<u8>,
    data: Option<Value>,
    count: Option<usize>,
    values: Vec<String>,
    interaction: Option<InteractionId>,
    fields: BTreeMap<String, String>,
}

/// Permissions as a request gives them: a list of names, or bits as a string or a number.
#[derive(Debug)]
struct PermissionNames(Permissions);

impl<'de> Deserialize<'de> for PermissionNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            Bits(u64),
            Text(String),
            Names(Vec<String>),
        }
        let unknown =
            |name: &str| D::Error::custom(format!("`{name}` is no permission: use names such as VIEW_CHANNEL"));
        let named = |name: &String| Permissions::from_name(name).ok_or_else(|| unknown(name));
        Ok(Self(match Given::deserialize(deserializer)? {
            Given::Bits(bits) => Permissions::from_bits_retain(bits),
            Given::Text(bits) => Permissions::from_bits_retain(bits.parse().map_err(|_| unknown(&bits))?),
            Given::Names(names) => names.iter().map(named).collect::<Result<Permissions, D::Error>>()?,
        }))
    }
}

/// What is missing or wrong in a request.
pub(super) enum ActError {
    Refused(Refusal),
    Missing(&'static str),
    /// The user's client does not allow it.
    Impossible(String),
    UnknownVerb,
}

impl From<Refusal> for ActError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Impossible> for ActError {
    fn from(Impossible(why): Impossible) -> Self {
        Self::Impossible(why)
    }
}

impl ActError {
    pub(super) fn answer(&self) -> HttpResponse {
        let (status, json) = match self {
            Self::Refused(it) => (it.status, json!({"code": it.code, "message": it.message})),
            Self::Missing(field) => (400, json!({"code": 0, "message": format!("This action needs \"{field}\".")})),
            Self::Impossible(why) => (400, json!({"code": 0, "message": why})),
            Self::UnknownVerb => {
                (404, json!({"code": 0, "message": "There is no such action. GET /sandbox lists them."}))
            }
        };
        let status = actix_web::http::StatusCode::from_u16(status).unwrap_or_default();
        HttpResponse::build(status).json(json)
    }
}

impl ActRequest {
    /// A request with only a place.
    pub(super) fn at(guild: Option<String>, channel: Option<String>) -> Self {
        Self { guild, channel, ..Self::default() }
    }

    pub(super) fn carry_out(&self, verb: &str, world: &mut World) -> Result<Value, ActError> {
        match verb {
            "create_guild" => {
                let id = GuildId::new(world.ids.next_guild());
                world.create_guild_with_bot(id, need(self.name.as_deref(), "name")?);
                return Ok(json!({ "id": id }));
            }
            "create_channel" => {
                let kind = if self.kind == Some(2) { ChannelKind::Voice } else { ChannelKind::Text };
                let name = need(self.name.as_deref(), "name")?;
                return Ok(json!({"id": world.create_channel(self.guild(world)?, name, kind)?}));
            }
            "create_user" => return Ok(json!({"id": world.user_named(need(self.name.as_deref(), "name")?)})),
            "populate" => {
                world.populate(
                    self.guild(world)?,
                    self.name.as_deref().unwrap_or("member"),
                    self.count.unwrap_or(100),
                )?;
            }
            "outage" => world.set_unavailable(self.guild(world)?, true)?,
            "restore" => world.set_unavailable(self.guild(world)?, false)?,
            "create_role" => {
                let permissions = self.permissions.as_ref().map_or(Permissions::empty(), |it| it.0).bits();
                let id = world.create_role(self.guild(world)?, need(self.name.as_deref(), "name")?, permissions)?;
                return Ok(json!({ "id": id }));
            }
            "set_permissions" => {
                let guild = self.guild(world)?;
                let permissions = need(self.permissions.as_ref(), "permissions")?.0.bits();
                world.edit_role(guild, self.role(world, guild)?, |role| role.permissions = permissions)?;
            }
            "overwrite" => self.overwrite(world)?,
            "delete_guild" => world.delete_guild(self.guild(world)?)?,
            "delete_channel" => world.delete_channel(self.channel(world)?)?,
            "kick_bot" => world.remove_bot(self.guild(world)?)?,
            "invite_bot" => world.join(self.guild(world)?, world.bot)?,
            _ => return self.carry_out_for_user(verb, world),
        }
        Ok(json!({}))
    }

    /// The actions of users in guilds.
    fn carry_out_for_user(&self, verb: &str, world: &mut World) -> Result<Value, ActError> {
        let known =
            ["join", "leave", "ban", "unban", "status", "join_voice", "leave_voice", "give_role", "take_role", "nick"];
        if !known.contains(&verb) {
            return self.carry_out_in_channel(verb, world);
        }
        let (guild, user) = (self.guild(world)?, self.user(world)?);
        match verb {
            "join" => world.join(guild, user)?,
            "leave" => world.leave(guild, user)?,
            "ban" => world.ban(guild, user)?,
            "unban" => world.unban(guild, user)?,
            "status" => world.set_presence(user, self.status.as_deref().unwrap_or("online"), &[])?,
            "join_voice" => world.join_voice(self.channel(world)?, user, false, false)?,
            "give_role" => world.give_role(guild, user, self.role(world, guild)?)?,
            "take_role" => world.take_role(guild, user, self.role(world, guild)?)?,
            "nick" => {
                let nick = self.name.clone();
                world.edit_member(guild, user, |member| member.nick = nick)?;
            }
            _ => world.leave_voice(guild, user)?,
        }
        Ok(json!({}))
    }

    /// The actions in channels.
    fn carry_out_in_channel(&self, verb: &str, world: &mut World) -> Result<Value, ActError> {
        if verb == "say_to_bot" {
            let user = self.user(world)?;
            let channel = world.dm_with(user)?;
            let id = world.create_message(channel, user, Draft::text(self.text()?))?;
            return Ok(json!({"id": id, "channel_id": channel}));
        }
        let known = [
            "say",
            "edit",
            "delete",
            "delete_many",
            "pin",
            "react",
            "unreact",
            "clear_reactions",
            "type",
            "interact",
            "use",
            "click",
            "select",
            "submit",
            "vote",
            "unvote",
        ];
        if !known.contains(&verb) {
            return Err(ActError::UnknownVerb);
        }
        let (channel, user) = (self.channel(world)?, self.user(world)?);
        let message = || need(self.message, "message");
        let emoji =
            || Ok::<_, ActError>(Emoji::parse(need(self.emoji.as_deref(), "emoji")?).ok_or(Refusal::UNKNOWN_EMOJI)?);
        match verb {
            "say" => {
                let draft = Draft { answers: self.message, ..Draft::text(self.text()?) };
                return Ok(json!({"id": world.say(user, channel, draft)?, "channel_id": channel}));
            }
            "interact" => {
                let data = self.data.clone().unwrap_or_default();
                return Ok(json!({"id": world.interact(channel, user, self.kind.unwrap_or(2), data)?}));
            }
            "use" => return Ok(json!({"id": world.use_command(user, channel, self.text()?, &[])?})),
            "click" => return Ok(json!({"id": world.click(user, channel, message()?, self.text()?)?})),
            "select" => {
                let name = self.text.as_deref().unwrap_or_default();
                return Ok(json!({"id": world.select(user, channel, message()?, name, &self.values)?}));
            }
            "submit" => {
                let fields: Vec<(String, String)> = self.fields.clone().into_iter().collect();
                let opener = need(self.interaction, "interaction")?;
                return Ok(json!({"id": world.submit(user, opener, &fields, &[])?}));
            }
            "vote" => world.vote(user, channel, message()?, self.text()?)?,
            "unvote" => world.unvote(user, channel, message()?, self.text()?)?,
            "edit" => {
                let edit = Edit { content: Some(self.text()?.to_owned()), ..Edit::default() };
                world.edit_message(channel, message()?, edit)?;
            }
            "delete" => world.delete_message(channel, message()?)?,
            "delete_many" => world.delete_messages(channel, &self.messages)?,
            "pin" => world.pin(channel, message()?, user, true)?,
            "react" => world.add_reaction(channel, message()?, user, &emoji()?)?,
            "unreact" => world.remove_reaction(channel, message()?, user, &emoji()?)?,
            "clear_reactions" => world.clear_reactions(channel, message()?)?,
            _ => world.start_typing(channel, user)?,
        }
        Ok(json!({}))
    }

    fn text(&self) -> Result<&str, ActError> {
        need(self.text.as_deref(), "text")
    }

    /// The user by name, created if there is none, or by id. Default: `alice`.
    fn user(&self, world: &mut World) -> Result<UserId, ActError> {
        let name = self.user.as_deref().unwrap_or("alice");
        match name.parse().map(UserId::new) {
            Ok(id) if world.users.contains_key(&id) => Ok(id),
            Ok(_) => Err(Refusal::UNKNOWN_USER.into()),
            Err(_) => Ok(world.user_named(name)),
        }
    }

    /// The guild by name or id. Default: the oldest guild.
    fn guild(&self, world: &World) -> Result<GuildId, ActError> {
        let wanted = self.guild.as_deref();
        let mut guilds = world.guilds.values();
        let found = guilds.find(|it| wanted.is_none_or(|wanted| it.name == wanted || it.id.to_string() == wanted));
        Ok(found.ok_or(Refusal::UNKNOWN_GUILD)?.id)
    }

    /// The role by name or id. `@bot` is the bot's own. Default: `@everyone`.
    fn role(&self, world: &World, guild: GuildId) -> Result<RoleId, ActError> {
        let wanted = self.role.as_deref().unwrap_or("@everyone");
        let is_it = |role: &&Role| match wanted {
            "@bot" => role.managed_by == Some(world.bot),
            _ => role.name == wanted || role.id.to_string() == wanted,
        };
        Ok(world.guild(guild)?.roles.values().find(is_it).ok_or(Refusal::UNKNOWN_ROLE)?.id)
    }

    /// Sets the permission overwrite of a user, if one is given, or else of a role.
    fn overwrite(&self, world: &mut World) -> Result<(), ActError> {
        let (guild, channel) = (self.guild(world)?, self.channel(world)?);
        let id = match &self.user {
            Some(_) => GenericId::new(self.user(world)?.get()),
            None => GenericId::new(self.role(world, guild)?.get()),
        };
        let bits = |given: &Option<PermissionNames>| given.as_ref().map_or(0, |it| it.0.bits());
        let overwrite =
            Overwrite { id, is_member: self.user.is_some(), allow: bits(&self.allow), deny: bits(&self.deny) };
        Ok(world.set_overwrite(channel, overwrite)?)
    }

    /// The channel by id, or by name in the guild. Default: `general`.
    pub(super) fn channel(&self, world: &World) -> Result<ChannelId, ActError> {
        channel_of(world, self.guild(world).ok(), self.channel.as_deref().unwrap_or("general"))
            .ok_or(Refusal::UNKNOWN_CHANNEL.into())
    }
}

fn need<T>(value: Option<T>, field: &'static str) -> Result<T, ActError> {
    value.ok_or(ActError::Missing(field))
}

fn channel_of(world: &World, guild: Option<GuildId>, wanted: &str) -> Option<ChannelId> {
    if let Ok(id) = wanted.parse().map(ChannelId::new) {
        return world.channels.contains_key(&id).then_some(id);
    }
    let channels = &world.guilds.get(&guild?)?.channels;
    channels.iter().copied().find(|id| world.channels.get(id).is_some_and(|it| it.name == wanted))
}
