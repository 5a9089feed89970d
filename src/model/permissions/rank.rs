//! Who stands above whom.

use std::cmp::Reverse;
use std::fmt;

use super::{MissingFact, Who};
use crate::model::{GuildId, Role, RoleId};

/// Where a role or a member stands in its guild. The greater stands higher.
///
/// Having a permission is not enough to use it on others (Discord's docs, topics/permissions, "Permission Hierarchy"): roles can be
/// edited, moved, granted and taken only below one's own highest, and members kicked, banned, renamed and put into timeout only
/// if their highest role is lower. Two who stand equally high can do nothing to one another, and nobody can to the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// Of `@everyone`, and of members without any other role.
    Everyone,
    /// Of a role, and of members whose highest role it is.
    Role {
        /// See [`Role::position`].
        position: i32,
        /// Which role. Of two at the same position the older one stands higher.
        id: Reverse<RoleId>,
    },
    /// Of the owner, above all roles.
    Owner,
}

impl Rank {
    /// Where a role of that guild stands.
    #[must_use]
    pub fn of_role(guild: GuildId, role: &Role) -> Self {
        Self::at(guild, role.id, role.position)
    }

    /// Where a member stands. `position` tells the position of a role.
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
    fn each_stands_above_those_before() {
        let ladder = [role(10, 5), role(30, -1), role(30, 0), role(30, 1), role(20, 1), role(30, 2), Rank::Owner];
        for pair in ladder.windows(2) {
            assert!(pair[0] < pair[1], "{} {}", pair[0], pair[1]);
        }
        assert_eq!(role(10, 5), Rank::Everyone, "whatever its position is said to be");
    }

    #[test]
    fn a_member_stands_where_its_highest_role_does() {
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
