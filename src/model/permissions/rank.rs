//! The ranks of roles and members in a guild.

use std::cmp::Reverse;
use std::fmt;

use super::{MissingFact, Who};
use crate::model::{GuildId, Role, RoleId};

/// The rank of a role or a member in its guild. A greater rank is higher.
///
/// A permission alone is not enough to act on others (Discord's docs, topics/permissions, "Permission Hierarchy").
/// Roles can be edited, moved, granted and removed only if they are below one's own highest role. Members can be
/// kicked, banned, renamed and put in timeout only if their highest role is lower. Members of equal rank cannot act on
/// one another, and nobody can act on the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// The rank of `@everyone`, and of members without any other role.
    Everyone,
    /// The rank of a role, and of members whose highest role it is.
    Role {
        /// See [`Role::position`].
        position: i32,
        /// The id of the role. If two roles have the same position, the older one is higher.
        id: Reverse<RoleId>,
    },
    /// The rank of the owner, above all roles.
    Owner,
}

impl Rank {
    /// The rank of a role of this guild.
    #[must_use]
    pub fn of_role(guild: GuildId, role: &Role) -> Self {
        Self::at(guild, role.id, role.position)
    }

    /// The rank of a member. `position` returns the position of a role.
    ///
    /// # Errors
    /// The fact that is missing: the guild's owner, or one of the member's roles.
    pub fn of_member(who: &Who<'_>, position: impl Fn(RoleId) -> Option<i32>) -> Result<Self, MissingFact> {
        let owner = who.owner_id.ok_or(MissingFact::Owner(who.guild_id))?;
        if owner == who.user_id {
            return Ok(Self::Owner);
        }
        who.roles.iter().try_fold(Self::Everyone, |highest, id| {
            let position = position(*id).ok_or(MissingFact::Role(*id))?;
            Ok(highest.max(Self::at(who.guild_id, *id, position)))
        })
    }

    fn at(guild: GuildId, id: RoleId, position: i32) -> Self {
        if id == guild.everyone_role() { Self::Everyone } else { Self::Role { position, id: Reverse(id) } }
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => f.write_str("@everyone"),
            Self::Role { position, id } => write!(f, "the role {} at position {position}", id.0),
            Self::Owner => f.write_str("the owner"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UserId;

    const GUILD: GuildId = GuildId::new(10);

    fn role(id: u64, position: i32) -> Rank {
        Rank::at(GUILD, RoleId::new(id), position)
    }

    #[test]
    fn ranks_are_in_order() {
        let ladder = [role(10, 5), role(30, -1), role(30, 0), role(30, 1), role(20, 1), role(30, 2), Rank::Owner];
        for pair in ladder.windows(2) {
            assert!(pair[0] < pair[1], "{} {}", pair[0], pair[1]);
        }
        assert_eq!(role(10, 5), Rank::Everyone, "whatever position Discord sends for it");
    }

    #[test]
    fn a_member_has_the_rank_of_its_highest_role() {
        let roles = [20, 21, 22].map(RoleId::new);
        let position = |id: RoleId| [(20, 1), (21, 7), (22, 7)].into_iter().find(|(it, _)| *it == id.get());
        let position = |id| position(id).map(|(_, position)| position);
        let who = |user, owner: Option<u64>, roles| Who {
            guild_id: GUILD,
            owner_id: owner.map(UserId::new),
            user_id: UserId::new(user),
            roles,
            timed_out_until: None,
        };
        assert_eq!(Rank::of_member(&who(1, Some(9), &roles), position), Ok(role(21, 7)));
        assert_eq!(Rank::of_member(&who(1, Some(9), &[]), position), Ok(Rank::Everyone));
        assert_eq!(Rank::of_member(&who(9, Some(9), &[]), position), Ok(Rank::Owner));
        assert_eq!(Rank::of_member(&who(1, None, &roles), position), Err(MissingFact::Owner(GUILD)));
        let unknown = [RoleId::new(23)];
        assert_eq!(Rank::of_member(&who(1, Some(9), &unknown), position), Err(MissingFact::Role(unknown[0])));
        assert_eq!(role(21, 7).to_string(), "the role 21 at position 7");
    }
}
