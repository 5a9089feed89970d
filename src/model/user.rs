//! Users and members of guilds (Discord's docs, resources/user, and resources/guild, "Guild Member Object").
//!
//! [`User`] and [`Member`] are in one file because they contain each other.

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_default;
use super::{
    AvatarDecoration, Collectibles, Discriminator, DisplayNameStyles, Field, GuildId, ImageHash, MemberFlags,
    Permissions, PremiumType, PrimaryGuild, RoleId, Timestamp, UserFlags, UserId,
};

/// A user, who may be a bot.
///
/// Discord sends the fields from `locale` on only for the bot itself.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, username)]
#[non_exhaustive]
pub struct User {
    /// The id of the user.
    pub id: UserId,
    /// The unique name. Clients show another name, see [`display_name`](Self::display_name).
    pub username: CompactString,
    /// The four digits of accounts that still have them, mostly bots; [`Discriminator::NONE`] for the others.
    #[serde(default)]
    pub discriminator: Discriminator,
    /// The name shown outside of guilds.
    pub global_name: Option<CompactString>,
    /// The avatar. Users without one have a coloured default picture.
    pub avatar: Option<ImageHash>,
    /// Whether this is a bot's account.
    #[serde(skip_serializing_if = "is_default")]
    pub bot: bool,
    /// Whether this is a system user of Discord's, which sends urgent messages for example.
    #[serde(skip_serializing_if = "is_default")]
    pub system: bool,
    /// The badges that everybody can see.
    #[serde(skip_serializing_if = "is_default")]
    pub public_flags: UserFlags,
    /// The banner of the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banner: Option<ImageHash>,
    /// The colour of the profile, 0xRRGGBB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent_color: Option<u32>,
    /// The frame around the avatar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_decoration_data: Option<Box<AvatarDecoration>>,
    /// Other items that the user collected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collectibles: Option<Box<Collectibles>>,
    /// The guild whose tag the user shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_guild: Option<Box<PrimaryGuild>>,
    /// The style of the name. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name_styles: Option<Box<DisplayNameStyles>>,
    /// The user as a member of the guild. Only in the `mentions` of a message event, and then without `user`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
    /// The chosen language, such as `en-GB`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<Box<str>>,
    /// Whether two-factor authentication is enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mfa_enabled: Option<bool>,
    /// Whether the e-mail address is verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    /// The e-mail address, with the scope `email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Box<str>>,
    /// All badges.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flags: Option<UserFlags>,
    /// The Nitro subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub premium_type: Option<PremiumType>,
}

/// The bot's own user, as in READY, USER_UPDATE and `GET /users/@me`.
pub type CurrentUser = User;

impl User {
    /// The name shown outside of guilds: the global name, or the username if there is none.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.global_name.as_deref().unwrap_or(&self.username)
    }
}

/// A user of whom Discord sends only some fields. In presences it is often only the id.
///
/// It does not have fields that only the user can see, such as the e-mail address, because no presence contains them.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id)]
#[non_exhaustive]
pub struct PartialUser {
    /// The id of the user.
    pub id: UserId,
    /// See [`User::username`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<CompactString>,
    /// See [`User::discriminator`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discriminator: Option<Discriminator>,
    /// See [`User::global_name`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub global_name: Field<CompactString>,
    /// See [`User::avatar`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub avatar: Field<ImageHash>,
    /// See [`User::bot`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot: Option<bool>,
    /// See [`User::system`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<bool>,
    /// See [`User::public_flags`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_flags: Option<UserFlags>,
    /// See [`User::banner`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub banner: Field<ImageHash>,
    /// See [`User::accent_color`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub accent_color: Field<u32>,
    /// See [`User::avatar_decoration_data`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub avatar_decoration_data: Field<Box<AvatarDecoration>>,
    /// See [`User::collectibles`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub collectibles: Field<Box<Collectibles>>,
    /// See [`User::primary_guild`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub primary_guild: Field<Box<PrimaryGuild>>,
    /// See [`User::display_name_styles`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub display_name_styles: Field<Box<DisplayNameStyles>>,
}

impl PartialUser {
    /// Applies the fields that were sent to a stored user.
    pub fn apply_to(&self, user: &mut User) {
        if let Some(username) = &self.username {
            user.username.clone_from(username);
        }
        if let Some(discriminator) = self.discriminator {
            user.discriminator = discriminator;
        }
        user.bot = self.bot.unwrap_or(user.bot);
        user.system = self.system.unwrap_or(user.system);
        user.public_flags = self.public_flags.unwrap_or(user.public_flags);
        self.global_name.apply_to(&mut user.global_name);
        self.avatar.apply_to(&mut user.avatar);
        self.banner.apply_to(&mut user.banner);
        self.accent_color.apply_to(&mut user.accent_color);
        self.avatar_decoration_data.apply_to(&mut user.avatar_decoration_data);
        self.collectibles.apply_to(&mut user.collectibles);
        self.primary_guild.apply_to(&mut user.primary_guild);
        self.display_name_styles.apply_to(&mut user.display_name_styles);
    }
}

/// A user as a member of a guild.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user)]
#[non_exhaustive]
pub struct Member {
    /// The user. Absent in the `member` of messages, which is the author's, of `mentions`, and in interactions of what
    /// was chosen: there [`id`](Self::id) is all that is known of the user here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// The nickname in this guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nick: Option<CompactString>,
    /// The avatar in this guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<ImageHash>,
    /// The banner in this guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banner: Option<ImageHash>,
    /// The roles without `@everyone`, in no particular order.
    pub roles: Vec<RoleId>,
    /// When the member joined; `None` for guests in voice channels.
    pub joined_at: Option<Timestamp>,
    /// When the member started to boost the guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub premium_since: Option<Timestamp>,
    /// Whether the guild's moderators deafened the member in voice channels.
    pub deaf: bool,
    /// Whether the guild's moderators muted the member in voice channels.
    pub mute: bool,
    /// Flags of the membership, which Discord sets.
    pub flags: MemberFlags,
    /// Whether the member has not passed the guild's membership screening yet.
    #[serde(skip_serializing_if = "is_default")]
    pub pending: bool,
    /// The member's permissions in the channel, including overwrites. Only in interactions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// The end of the timeout. A time in the past means that there is no timeout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub communication_disabled_until: Option<Timestamp>,
    /// The frame around the avatar in this guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_decoration_data: Option<Box<AvatarDecoration>>,
    /// Other items that the member shows in this guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collectibles: Option<Box<Collectibles>>,
    /// The guild. It is not part of Discord's object, and is neither read nor written: it is set for members in events,
    /// in interactions, from the cache, and in answers of [`Http`](crate::rest::Http) about a guild.
    #[serde(skip)]
    pub guild_id: Option<GuildId>,
    /// The id of the user, where `user` is absent. It is not part of Discord's object, and is neither read nor written:
    /// it is set for members in events and interactions.
    #[serde(skip)]
    pub user_id: Option<UserId>,
}

impl Member {
    /// Sets the guild, for a member that was read without one. The methods that change a member need it.
    #[must_use]
    pub fn in_guild(mut self, guild: GuildId) -> Self {
        self.guild_id = Some(guild);
        self
    }

    /// The id of the user; `None` for a member that was read without it, such as that of a message read over HTTP.
    #[must_use]
    pub fn id(&self) -> Option<UserId> {
        self.user.as_ref().map(|user| user.id).or(self.user_id)
    }

    /// The name shown in this guild, if it is known: the nickname, or the user's [display name](User::display_name).
    #[must_use]
    pub fn display_name(&self) -> Option<&str> {
        self.nick.as_deref().or_else(|| self.user.as_ref().map(User::display_name))
    }

    /// Whether the member is in timeout at `now`.
    #[must_use]
    pub fn is_timed_out(&self, now: Timestamp) -> bool {
        self.communication_disabled_until.is_some_and(|until| until > now)
    }
}
