//! The options that are texts, numbers, ids, and objects of Discord.

use std::ops::Deref;

use super::{
    arg::{Arg, Channels, Files, Number, Other, Suggested, Textual},
    option_spec::Limit,
    refused::Refused,
    value::Value,
};
use crate::model::{
    Attachment, AttachmentId, Channel, ChannelId, CommandOptionKind, GuildId, MAX_INTEGER, Member, OptionValue, Role,
    RoleId, User, UserId,
};
use crate::texts::own;

/// The types that [`Value::get`] reads.
macro_rules! values {
    ($($type:ty: $class:ty, $kind:ident;)+) => {$(
        impl Arg for $type {
            type Class = $class;
            const KIND: CommandOptionKind = CommandOptionKind::$kind;

            fn read(value: &Value<'_>) -> Result<Self, Refused> {
                value.get()
            }
        }
    )+};
}
values! {
    String: Textual, String;
    bool: Other, Boolean;
    f64: Number<f64>, Number;
    UserId: Other, User;
    RoleId: Other, Role;
    ChannelId: Channels, Channel;
    AttachmentId: Files, Attachment;
    User: Other, User;
    Role: Other, Role;
    Channel: Channels, Channel;
    Attachment: Files, Attachment;
}

impl Suggested for String {
    fn to_value(&self) -> OptionValue {
        OptionValue::String(self.clone())
    }
}

impl Suggested for &str {
    fn to_value(&self) -> OptionValue {
        OptionValue::from(*self)
    }
}

macro_rules! integers {
    ($($type:ty: $min:expr, $max:expr;)+) => {$(
        impl Arg for $type {
            type Class = Number<$type>;
            const KIND: CommandOptionKind = CommandOptionKind::Integer;
            const MIN: Option<Limit> = $min;
            const MAX: Option<Limit> = $max;

            fn read(value: &Value<'_>) -> Result<Self, Refused> {
                value.get()
            }
        }

        impl Suggested for $type {
            fn to_value(&self) -> OptionValue {
                OptionValue::Integer(i64::try_from(*self).unwrap_or(MAX_INTEGER))
            }
        }
    )+};
}

/// The limits of an integer type that is smaller than what Discord allows.
macro_rules! small {
    ($($type:ty)+) => {
        integers! { $($type: Some(Limit::Integer(<$type>::MIN as i64)), Some(Limit::Integer(<$type>::MAX as i64));)+ }
    };
}
small!(u8 u16 u32 i8 i16 i32);
integers! {
    i64: None, None;
    isize: None, None;
    u64: Some(Limit::Integer(0)), None;
    usize: Some(Limit::Integer(0)), None;
}

impl Suggested for f64 {
    fn to_value(&self) -> OptionValue {
        OptionValue::Number(*self)
    }
}

impl Arg for f32 {
    type Class = Number<f32>;
    const KIND: CommandOptionKind = CommandOptionKind::Number;

    fn read(value: &Value<'_>) -> Result<Self, Refused> {
        // The nearest number of the smaller type.
        value.number().map(|number| number as Self)
    }
}

/// A member of the guild. A command with such an option exists in guilds only.
///
/// Discord does not send `deaf` and `mute` of members in options.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GuildMember {
    /// The user.
    pub user: User,
    /// The user as a member, without `user`, `deaf` and `mute`.
    pub member: Member,
    /// The guild.
    pub guild_id: GuildId,
}

impl GuildMember {
    /// The id of the user.
    #[must_use]
    pub fn id(&self) -> UserId {
        self.user.id
    }

    /// The nickname in the guild, or the name of the user.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.member.nick.as_deref().unwrap_or_else(|| self.user.display_name())
    }
}

impl Deref for GuildMember {
    type Target = Member;

    fn deref(&self) -> &Member {
        &self.member
    }
}

impl Arg for GuildMember {
    type Class = Other;
    const KIND: CommandOptionKind = CommandOptionKind::User;
    const GUILD_ONLY: bool = true;

    fn read(value: &Value<'_>) -> Result<Self, Refused> {
        let (user, member): (&User, &Member) = (value.get()?, value.get()?);
        let guild_id = value.interaction().guild_id.ok_or_else(|| value.refuse_own(own::in_servers_value))?;
        Ok(Self { user: user.clone(), member: member.clone(), guild_id })
    }
}

/// A user, and in guilds their member if they are one.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ResolvedUser {
    /// The user.
    pub user: User,
    /// The user as a member, without `user`, `deaf` and `mute`. `None` in DMs, and if they are not in the guild.
    pub member: Option<Member>,
}

impl ResolvedUser {
    /// The id of the user.
    #[must_use]
    pub fn id(&self) -> UserId {
        self.user.id
    }

    /// The nickname in the guild, or the name of the user.
    #[must_use]
    pub fn display_name(&self) -> &str {
        let nick = self.member.as_ref().and_then(|member| member.nick.as_deref());
        nick.unwrap_or_else(|| self.user.display_name())
    }
}

impl Deref for ResolvedUser {
    type Target = User;

    fn deref(&self) -> &User {
        &self.user
    }
}

impl Arg for ResolvedUser {
    type Class = Other;
    const KIND: CommandOptionKind = CommandOptionKind::User;

    fn read(value: &Value<'_>) -> Result<Self, Refused> {
        Ok(Self { user: value.get()?, member: value.get::<&Member>().ok().cloned() })
    }
}

/// A user or a role.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Mentionable {
    /// A user.
    User(Box<ResolvedUser>),
    /// A role.
    Role(Box<Role>),
}

impl Arg for Mentionable {
    type Class = Other;
    const KIND: CommandOptionKind = CommandOptionKind::Mentionable;

    fn read(value: &Value<'_>) -> Result<Self, Refused> {
        match value.get::<Role>() {
            Ok(role) => Ok(Self::Role(Box::new(role))),
            Err(_) => ResolvedUser::read(value).map(|user| Self::User(Box::new(user))),
        }
    }
}
