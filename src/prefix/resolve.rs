//! [`resolve`]: from mentions, ids and names to users, members, roles and channels, with the cache and over HTTP.

use super::arguments::{Argument, Naming, Written};
use crate::{
    context::Context,
    model::{
        Channel, CommandDataOption, CommandOptionKind, GenericId, GuildId, Message, OptionValue, ResolvedData, Role,
        UserId, text::Mention,
    },
    rest::HttpError,
    texts::{OwnText, own},
};

/// Why an argument has no value.
pub(super) enum Unresolved {
    /// The text for the user.
    Unknown(OwnText),
    /// Discord could not be asked.
    Http(HttpError),
}

impl From<HttpError> for Unresolved {
    fn from(error: HttpError) -> Self {
        Self::Http(error)
    }
}

/// The options with their values, and the objects that they are about, as Discord would send them.
pub(super) async fn resolve(
    ctx: &Context,
    message: &Message,
    naming: Naming<'_>,
    arguments: Vec<Argument<'_>>,
) -> Result<(Vec<CommandDataOption>, ResolvedData), Unresolved> {
    let mut resolver = Resolver { ctx, message, found: ResolvedData::default() };
    let mut options = Vec::new();
    for Argument { option, written } in arguments {
        let mut given = CommandDataOption::new(option.name.clone(), option.kind);
        let value = match written {
            Written::Value(value) => Some(value),
            Written::File(number) => resolver.file(number),
            Written::Object(text) => resolver.object(option.kind, &text).await?,
        };
        let Some(value) = value else {
            let name = naming.of(option);
            return Err(Unresolved::Unknown(match option.kind {
                CommandOptionKind::Role => own::role_not_found(name),
                CommandOptionKind::Channel => own::channel_not_found(name),
                CommandOptionKind::Mentionable => own::user_or_role_not_found(name),
                _ => own::user_not_found(name),
            }));
        };
        given.value = Some(value);
        options.push(given);
    }
    Ok((options, resolver.found))
}

/// The most letters of the name of a user with its mark.
const MOST_LETTERS: usize = 40;

/// Whether a number can be an id at Discord, where ids are positive and have 63 bits.
fn is_id(number: u64) -> bool {
    number != 0 && i64::try_from(number).is_ok()
}

/// Whether the error says that there is no such object, or that the bot may not see it.
fn is_absent(error: &HttpError) -> bool {
    error.is_not_found() || error.status() == Some(403)
}

struct Resolver<'a> {
    ctx: &'a Context,
    message: &'a Message,
    found: ResolvedData,
}

impl Resolver<'_> {
    fn file(&mut self, number: usize) -> Option<OptionValue> {
        let file = self.message.attachments.get(number)?;
        self.found.attachments.insert(file.id, file.clone());
        Some(OptionValue::from(file.id.to_string()))
    }

    async fn object(&mut self, kind: CommandOptionKind, text: &str) -> Result<Option<OptionValue>, Unresolved> {
        let id = match kind {
            CommandOptionKind::Role => self.role(text).await?,
            CommandOptionKind::Channel => self.channel(text).await?,
            CommandOptionKind::Mentionable => match self.role(text).await? {
                Some(role) => Some(role),
                None => self.user(text).await?,
            },
            _ => self.user(text).await?,
        };
        Ok(id.map(|id| OptionValue::from(id.to_string())))
    }

    async fn user(&mut self, text: &str) -> Result<Option<GenericId>, Unresolved> {
        let (id, is_mention) = match text.parse::<Mention>() {
            Ok(Mention::User(id)) => (Some(id), true),
            Ok(_) => return Ok(None),
            Err(_) => (text.parse::<UserId>().ok(), false),
        };
        let is_possible = id.is_none_or(|id| is_id(id.get()));
        // Discord refuses what cannot be an id or a name.
        if (is_mention && !is_possible) || text.chars().count() > MOST_LETTERS {
            return Ok(None);
        }
        let id = id.filter(|_| is_possible);
        let mentioned = self.message.mentions.iter().find(|user| Some(user.id) == id);
        if is_possible
            && let Some(guild) = self.message.guild_id
            && let Some(mut member) = guild.find_member(self.ctx, text).await?
            && let Some(user) = member.user.take()
        {
            let id = user.id;
            self.found.users.insert(id, user);
            self.found.members.insert(id, member);
            return Ok(Some(GenericId::new(id.get())));
        }
        let user = match (mentioned, id) {
            (Some(user), _) => user.clone(),
            (None, Some(id)) => match self.ctx.user(id).await {
                Ok(user) => (*user).clone(),
                Err(error) if is_absent(&error) => return Ok(None),
                Err(error) => return Err(error.into()),
            },
            (None, None) => return Ok(None),
        };
        let id = user.id;
        self.found.users.insert(id, user);
        Ok(Some(GenericId::new(id.get())))
    }

    async fn role(&mut self, text: &str) -> Result<Option<GenericId>, Unresolved> {
        let Some(guild) = self.message.guild_id else { return Ok(None) };
        let id = match text.parse::<Mention>() {
            Ok(Mention::Role(role)) => role.get(),
            Ok(_) => return Ok(None),
            Err(_) => text.parse().unwrap_or_default(),
        };
        let name = text.trim_start_matches('@').to_lowercase();
        let is_it = |role: &Role| role.id == id || role.name.to_lowercase() == name;
        let Some(role) = self.roles(guild).await?.into_iter().find(is_it) else { return Ok(None) };
        let id = role.id;
        self.found.roles.insert(id, role);
        Ok(Some(GenericId::new(id.get())))
    }

    async fn roles(&self, guild: GuildId) -> Result<Vec<Role>, HttpError> {
        #[cfg(feature = "cache")]
        if let Some(cached) = Some(self.ctx.cache().roles(guild)).filter(|roles| !roles.is_empty()) {
            return Ok(cached.iter().map(|role| role.role.clone()).collect());
        }
        self.ctx.http().roles(guild).await
    }

    async fn channel(&mut self, text: &str) -> Result<Option<GenericId>, Unresolved> {
        let Some(guild) = self.message.guild_id else { return Ok(None) };
        let id = match text.parse::<Mention>() {
            Ok(Mention::Channel(channel)) => channel.get(),
            Ok(_) => return Ok(None),
            Err(_) => text.parse().unwrap_or_default(),
        };
        let name = text.trim_start_matches('#').to_lowercase();
        let is_it = |channel: &Channel| {
            let is_named = channel.name.as_ref().is_some_and(|it| it.to_lowercase() == name);
            channel.id == id || is_named
        };
        let found = match self.channels(guild).await?.into_iter().find(is_it) {
            Some(channel) => Some(channel),
            // A thread is not among the channels.
            None if is_id(id) => match self.ctx.channel(id.into()).await {
                Ok(channel) => Some((*channel).clone()).filter(|channel| channel.guild_id == Some(guild)),
                Err(error) if is_absent(&error) => None,
                Err(error) => return Err(error.into()),
            },
            None => None,
        };
        let Some(channel) = found else { return Ok(None) };
        let id = channel.id;
        self.found.channels.insert(id, channel);
        Ok(Some(GenericId::new(id.get())))
    }

    async fn channels(&self, guild: GuildId) -> Result<Vec<Channel>, HttpError> {
        #[cfg(feature = "cache")]
        if let Some(cached) = Some(self.ctx.cache().channels(guild)).filter(|channels| !channels.is_empty()) {
            return Ok(cached.iter().map(|channel| (**channel).clone()).collect());
        }
        self.ctx.http().guild_channels(guild).await
    }
}
