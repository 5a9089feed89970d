//! The permissions that an operation needs, and the query for those that are missing. `crate::explain` answers it from
//! the cache, which this module does not use.

mod needs;

use std::fmt;

use super::{Hint, json::Node, route::Route};
use crate::model::{ChannelId, GuildId, Permissions, RoleId, UserId};

/// Finds the cause of a refusal in the guilds, roles and members of the bot.
pub(crate) trait Explain: fmt::Debug + Send + Sync {
    /// What the bot lacks for a request, or what is not known.
    fn missing(&self, asked: &Asked) -> Hint;
}

/// A refused request: where it was to act, and what it needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) guild: Option<GuildId>,
    /// If there is one, the permissions in this channel count, not those in the guild.
    pub(crate) channel: Option<ChannelId>,
    pub(crate) needed: Permissions,
    pub(crate) target: Target,
}

/// The target whose highest role must be below that of the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Nothing,
    Member(UserId),
    Role(RoleId),
}

impl Asked {
    /// The query for a refused request. `None` if it acts on no guild and no channel. `has_files`: whether it has files
    /// of a message, which its body need not list.
    pub(super) fn about(route: &Route, body: Option<&[u8]>, has_files: bool) -> Option<Self> {
        let body = body.and_then(Node::read);
        let mentioned = |name: &str| body.as_ref().and_then(|body| body.given(name));
        let guild = route.id("guild_id").map(GuildId::new);
        let channel = route.id("channel_id").or_else(|| {
            // If the path has neither, the body may: that of a stage instance has `channel_id`.
            if guild.is_some() { None } else { mentioned("channel_id").and_then(Node::id) }
        });
        let channel = channel.map(ChannelId::new);
        if guild.is_none() && channel.is_none() {
            return None;
        }
        let mut asked = Self { guild, channel, needed: Permissions::empty(), target: Target::Nothing };
        if channel.is_some() {
            asked.needed |= Permissions::VIEW_CHANNEL;
        }
        if let Some(needs) = needs::of(route.operation.name) {
            asked.needed |= needs.always;
            for (field, permissions) in needs.with {
                let there = mentioned(field).is_some_and(|value| match value {
                    Node::List(list) => !list.is_empty(),
                    Node::Bool(value) => *value,
                    _ => true,
                });
                // In a message, empty lists and `false` need no permission; in a change, every field does.
                let changed = needs.changes && body.as_ref().is_some_and(|body| body.get(field).is_some());
                if there || changed || (has_files && *field == "attachments") {
                    asked.needed |= *permissions;
                }
            }
            let member = || route.id("user_id").map_or(Target::Nothing, |id| Target::Member(UserId::new(id)));
            asked.target = match needs.above {
                needs::Above::Nothing => Target::Nothing,
                needs::Above::Member => member(),
                needs::Above::MemberIf(fields) => {
                    let any = fields.iter().any(|field| body.as_ref().is_some_and(|body| body.get(field).is_some()));
                    if any { member() } else { Target::Nothing }
                }
                needs::Above::Role => route.id("role_id").map_or(Target::Nothing, |id| Target::Role(RoleId::new(id))),
            };
        }
        Some(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::{
        endpoints::operation,
        operation::{Operation, patch, put},
        route::Param,
    };

    const SEND: Permissions = Permissions::SEND_MESSAGES.union(Permissions::VIEW_CHANNEL);

    #[test]
    fn messages_need_what_they_consist_of() {
        let route = Route::new(&operation::CREATE_MESSAGE, &[Param::Id(7)]);
        for (body, needed) in [
            (r#"{"content":"a"}"#, SEND),
            (r#"{"embeds":[]}"#, SEND),
            (r#"{"embeds":[{}],"tts":false}"#, SEND | Permissions::EMBED_LINKS),
            (r#"{"attachments":[{}],"tts":true}"#, SEND | Permissions::ATTACH_FILES | Permissions::SEND_TTS_MESSAGES),
            (
                r#"{"poll":{},"message_reference":{}}"#,
                SEND | Permissions::SEND_POLLS | Permissions::READ_MESSAGE_HISTORY,
            ),
        ] {
            let asked = Asked::about(&route, Some(body.as_bytes()), false).unwrap();
            assert_eq!((asked.channel, asked.guild), (Some(ChannelId::new(7)), None));
            assert_eq!(asked.needed, needed, "{body}");
        }
    }

    #[test]
    fn members_are_changed_field_by_field() {
        static UPDATE: Operation = patch("update_guild_member", "/guilds/{guild_id}/members/{user_id}");
        let route = Route::new(&UPDATE, &[Param::Id(1), Param::Id(2)]);
        let member = Target::Member(UserId::new(2));
        for (body, needed, target) in [
            (r#"{"nick":null}"#, Permissions::MANAGE_NICKNAMES, member),
            (r#"{"mute":false}"#, Permissions::MUTE_MEMBERS, Target::Nothing),
            (r#"{"communication_disabled_until":"x"}"#, Permissions::MODERATE_MEMBERS, member),
            (r#"{"roles":[]}"#, Permissions::MANAGE_ROLES, Target::Nothing),
        ] {
            let asked = Asked::about(&route, Some(body.as_bytes()), false).unwrap();
            assert_eq!((asked.guild, asked.needed, asked.target), (Some(GuildId::new(1)), needed, target), "{body}");
        }
    }

    #[test]
    fn targets_and_places_are_read_from_the_path() {
        static GRANT: Operation = put("add_guild_member_role", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}");
        let route = Route::new(&GRANT, &[Param::Id(1), Param::Id(2), Param::Id(3)]);
        let asked = Asked::about(&route, None, false).unwrap();
        assert_eq!((asked.needed, asked.target), (Permissions::MANAGE_ROLES, Target::Role(RoleId::new(3))));
        assert_eq!(Asked::about(&Route::new(&operation::GET_MY_USER, &[]), None, false), None);
    }
}
