//! Events about members.

use std::ops::Deref;

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::{Deserialize, Deserializer, Serialize};

use super::scope::scope;
use super::with_guild::with_guild;
use crate::model::{
    AvatarDecoration, Collectibles, Field, GuildId, ImageHash, Member, MemberFlags, Presence, RoleId, Timestamp, User,
    UserId,
};

/// A user joined a guild (GUILD_MEMBER_ADD). Dereferences to [`Member`]. Discord may also send it for users who are
/// members already.
#[derive(Debug, Clone, PartialEq, Serialize, New)]
#[new(guild_id, member)]
#[non_exhaustive]
pub struct MemberAdd {
    /// The guild.
    pub guild_id: GuildId,
    /// The member, with `user`.
    #[serde(flatten)]
    pub member: Member,
}

impl Deref for MemberAdd {
    type Target = Member;

    fn deref(&self) -> &Member {
        &self.member
    }
}

impl<'de> Deserialize<'de> for MemberAdd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (guild_id, member) = with_guild(deserializer)?;
        Ok(Self { guild_id, member })
    }
}

scope!(MemberAdd, |it| guild: Some(it.guild_id), user: it.member.id());

/// A member changed (GUILD_MEMBER_UPDATE). Only the fields that Discord sent are set; [`apply_to`](Self::apply_to)
/// merges them into a member.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, user)]
#[non_exhaustive]
pub struct MemberUpdate {
    /// The guild.
    pub guild_id: GuildId,
    /// The user. The event is also sent when the user itself changed.
    pub user: User,
    /// See [`Member::roles`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<RoleId>>,
    /// See [`Member::nick`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub nick: Field<CompactString>,
    /// See [`Member::avatar`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub avatar: Field<ImageHash>,
    /// See [`Member::banner`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub banner: Field<ImageHash>,
    /// See [`Member::joined_at`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub joined_at: Field<Timestamp>,
    /// See [`Member::premium_since`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub premium_since: Field<Timestamp>,
    /// See [`Member::deaf`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deaf: Option<bool>,
    /// See [`Member::mute`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mute: Option<bool>,
    /// See [`Member::pending`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<bool>,
    /// See [`Member::flags`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flags: Option<MemberFlags>,
    /// See [`Member::communication_disabled_until`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub communication_disabled_until: Field<Timestamp>,
    /// See [`Member::avatar_decoration_data`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub avatar_decoration_data: Field<Box<AvatarDecoration>>,
    /// See [`Member::collectibles`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub collectibles: Field<Box<Collectibles>>,
}

impl MemberUpdate {
    /// Merges the fields that were sent into a stored member: an absent field keeps its value, null clears it.
    pub fn apply_to(&self, member: &mut Member) {
        member.user = Some(self.user.clone());
        if let Some(roles) = &self.roles {
            member.roles.clone_from(roles);
        }
        self.nick.apply_to(&mut member.nick);
        self.avatar.apply_to(&mut member.avatar);
        self.banner.apply_to(&mut member.banner);
        self.joined_at.apply_to(&mut member.joined_at);
        self.premium_since.apply_to(&mut member.premium_since);
        member.deaf = self.deaf.unwrap_or(member.deaf);
        member.mute = self.mute.unwrap_or(member.mute);
        member.pending = self.pending.unwrap_or(member.pending);
        member.flags = self.flags.unwrap_or(member.flags);
        self.communication_disabled_until.apply_to(&mut member.communication_disabled_until);
        self.avatar_decoration_data.apply_to(&mut member.avatar_decoration_data);
        self.collectibles.apply_to(&mut member.collectibles);
    }

    /// A member made of the fields that were sent, for when none is stored. The other fields have their default values.
    #[must_use]
    pub fn to_member(&self) -> Member {
        let mut member = Member {
            user: None,
            nick: None,
            avatar: None,
            banner: None,
            roles: Vec::new(),
            joined_at: None,
            premium_since: None,
            deaf: false,
            mute: false,
            flags: MemberFlags::empty(),
            pending: false,
            permissions: None,
            communication_disabled_until: None,
            avatar_decoration_data: None,
            collectibles: None,
            guild_id: Some(self.guild_id),
            user_id: None,
        };
        self.apply_to(&mut member);
        member
    }
}

scope!(MemberUpdate, |it| guild: Some(it.guild_id), user: Some(it.user.id));

/// A user left a guild, was kicked or was banned (GUILD_MEMBER_REMOVE).
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, user)]
#[non_exhaustive]
pub struct MemberRemove {
    /// The guild.
    pub guild_id: GuildId,
    /// The user.
    pub user: User,
}

scope!(MemberRemove, |it| guild: Some(it.guild_id), user: Some(it.user.id));

/// A part of the members that were requested (GUILD_MEMBERS_CHUNK). The request is complete when `chunk_count` chunks
/// have come.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(guild_id, members)]
#[non_exhaustive]
pub struct MembersChunk {
    /// The guild.
    pub guild_id: GuildId,
    /// Up to 1000 members.
    pub members: Vec<Member>,
    /// The index of this chunk, from 0.
    pub chunk_index: u32,
    /// The number of chunks. It is 1 if no member was found.
    #[serde(default = "one")]
    pub chunk_count: u32,
    /// The ids of the request that belong to no member.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_found: Vec<UserId>,
    /// The presences, without `guild_id`, if they were requested.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub presences: Vec<Presence>,
    /// The nonce of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<CompactString>,
}

fn one() -> u32 {
    1
}

scope!(MembersChunk, |it| guild: Some(it.guild_id));

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = r#"{"user":{"id":"1","username":"ann"},"nick":"Annie",
        "avatar":"8342729096ea3675442027381ff50dfe","banner":null,"roles":["7","8"],
        "joined_at":"2020-01-01T00:00:00+00:00","premium_since":"2021-01-01T00:00:00+00:00","deaf":true,"mute":true,
        "flags":2,"pending":true,"communication_disabled_until":"2022-01-01T00:00:00+00:00",
        "collectibles":{"nameplate":{"sku_id":"3"}}}"#;

    fn merged(update: &str) -> (Member, Member) {
        let before: Member = serde_json::from_str(FULL).unwrap();
        let update: MemberUpdate = serde_json::from_str(update).unwrap();
        let mut after = before.clone();
        update.apply_to(&mut after);
        (before, after)
    }

    #[test]
    fn absent_fields_keep_their_values() {
        let (before, after) = merged(r#"{"guild_id":"5","user":{"id":"1","username":"ann"}}"#);
        assert_eq!(before, after);
    }

    #[test]
    fn null_clears_fields() {
        let (before, after) = merged(
            r#"{"guild_id":"5","user":{"id":"1","username":"ann"},"nick":null,"avatar":null,"banner":null,
            "joined_at":null,"premium_since":null,"communication_disabled_until":null,"avatar_decoration_data":null,
            "collectibles":null}"#,
        );
        let gone = Member {
            nick: None,
            avatar: None,
            joined_at: None,
            premium_since: None,
            communication_disabled_until: None,
            collectibles: None,
            ..before
        };
        assert_eq!(after, gone);
    }

    #[test]
    fn sent_fields_replace_the_values() {
        let (before, after) = merged(
            r#"{"guild_id":"5","user":{"id":"1","username":"anna"},"nick":"A","roles":[],"deaf":false,"mute":false,
            "pending":false,"flags":0}"#,
        );
        assert_eq!(after.user.as_ref().map(|user| user.username.as_str()), Some("anna"));
        assert_eq!(after.nick.as_deref(), Some("A"));
        assert_eq!((after.deaf, after.mute, after.pending, after.flags), (false, false, false, MemberFlags::empty()));
        assert!(after.roles.is_empty());
        assert_eq!(after.joined_at, before.joined_at);
    }

    #[test]
    fn a_partial_update_is_serialized_as_it_was_read() {
        let json = r#"{"guild_id":"5","user":{"id":"1"},"nick":null,"mute":true}"#;
        let update: MemberUpdate = serde_json::from_str(json).unwrap();
        let text = serde_json::to_string(&update).unwrap();
        assert!(
            text.contains(r#""nick":null"#) && !text.contains("roles") && !text.contains("premium_since"),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<MemberUpdate>(&text).unwrap(), update);
        assert!(update.to_member().mute);
    }

    #[test]
    fn a_member_who_joins_has_a_guild_id() {
        let add: MemberAdd =
            serde_json::from_str(r#"{"user":{"id":"1"},"roles":[],"guild_id":"5","joined_at":null}"#).unwrap();
        assert_eq!((add.guild_id, add.id()), (GuildId::new(5), Some(UserId::new(1))));
        let text = serde_json::to_string(&add).unwrap();
        assert_eq!(serde_json::from_str::<MemberAdd>(&text).unwrap(), add);
    }

    #[test]
    fn ids_that_are_not_found_may_be_strings_or_numbers() {
        let chunk: MembersChunk = serde_json::from_str(
            r#"{"guild_id":"5","members":[],"chunk_index":0,"chunk_count":1,"not_found":["175928847299117063",7]}"#,
        )
        .unwrap();
        assert_eq!(chunk.not_found, [UserId::new(175_928_847_299_117_063), UserId::new(7)]);
    }
}
