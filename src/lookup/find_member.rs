//! Finds a member by a text that a user wrote.

#[cfg(feature = "cache")]
use crate::cache::CachedGuild;
use crate::{
    context::Context,
    model::{Guild, GuildId, Member, UserId, text::Mention},
    rest::HttpError,
};

/// Up to how many cached members are compared with a name. Unpacking one takes a few hundred nanoseconds, and blocks a
/// thread of the handlers. Larger guilds are searched by Discord.
#[cfg(feature = "cache")]
const MOST_COMPARED: usize = 10_000;

/// How many members Discord is asked for, whose names begin with the text.
const CANDIDATES: u16 = 100;

impl GuildId {
    /// Finds a member by a mention (`<@id>`), an id or a name: nickname, display name or username, in any case but
    /// otherwise exact. `None` if there is no such member. If several have that name, it is one of them.
    ///
    /// The cache is searched first, and then, if it does not have all members, Discord.
    ///
    /// # Errors
    /// Those of [`Http::guild_member`](crate::rest::Http::guild_member) and
    /// [`Http::search_members`](crate::rest::Http::search_members).
    pub async fn find_member(self, ctx: &Context, text: &str) -> Result<Option<Member>, HttpError> {
        let text = text.trim();
        let id = match text.parse::<Mention>() {
            Ok(Mention::User(user)) => Some(user),
            Ok(_) => return Ok(None),
            Err(_) => text.parse::<UserId>().ok().filter(|id| *id != 0),
        };
        if let Some(id) = id {
            match ctx.member(self, id).await {
                Ok(member) => return Ok(Some(member)),
                // A name may consist of digits.
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        let name = text.strip_prefix('@').unwrap_or(text).to_lowercase();
        if name.is_empty() {
            return Ok(None);
        }
        #[cfg(feature = "cache")]
        match self.find_cached(ctx, &name) {
            Search::Found(member) => return Ok(Some(*member)),
            Search::NoSuchMember => return Ok(None),
            Search::Unknown => {}
        }
        let found = ctx.http().search_members(self, &name).limit(CANDIDATES).await?;
        Ok(found.into_iter().find(|member| has_name(member, &name)))
    }

    #[cfg(feature = "cache")]
    fn find_cached(self, ctx: &Context, name: &str) -> Search {
        let cache = ctx.cache();
        let ids = cache.member_ids(self);
        if ids.len() > MOST_COMPARED {
            return Search::Unknown;
        }
        let is_complete = cache.member_count(self).is_some_and(|count| ids.len() >= count as usize);
        let mut members = ids.into_iter().filter_map(|id| cache.member(self, id));
        let found = members.find_map(|member| {
            let member = Member::from(std::sync::Arc::unwrap_or_clone(member));
            has_name(&member, name).then(|| Box::new(member))
        });
        match found {
            Some(member) => Search::Found(member),
            None if is_complete => Search::NoSuchMember,
            None => Search::Unknown,
        }
    }
}

/// What a search of the cache found.
#[cfg(feature = "cache")]
enum Search {
    Found(Box<Member>),
    /// The cache has all members, and none has the name.
    NoSuchMember,
    /// The cache does not have all members, or has too many to compare.
    Unknown,
}

/// Whether this is the nickname, the display name or the username of a member. `name` is in lower case.
fn has_name(member: &Member, name: &str) -> bool {
    let user = member.user.as_ref();
    let names = [
        member.nick.as_deref(),
        user.and_then(|user| user.global_name.as_deref()),
        user.map(|user| user.username.as_str()),
    ];
    names.into_iter().flatten().any(|it| it.to_lowercase() == name)
}

/// Writes the method for the objects of a guild.
macro_rules! on_guilds {
    ($($(#[$condition:meta])? $guild:ident)*) => {$(
        $(#[$condition])?
        impl $guild {
            /// Finds a member by a mention, an id or a name: see [`GuildId::find_member`].
            ///
            /// # Errors
            /// Those of [`GuildId::find_member`].
            pub async fn find_member(&self, ctx: &Context, text: &str) -> Result<Option<Member>, HttpError> {
                self.id.find_member(ctx, text).await
            }
        }
    )*};
}

on_guilds!(Guild #[cfg(feature = "cache")] CachedGuild);
