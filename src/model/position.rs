//! New positions of roles and channels, for sorting them (Discord's docs, resources/guild).

use greenroom_macros::Object;

use super::{ChannelId, Field, RoleId};

/// The new position of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct RolePosition {
    /// The id of the role.
    pub id: RoleId,
    /// The position. 1 is the lowest, because 0 is that of `@everyone`. `None` keeps the position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i32>,
}

impl RolePosition {
    /// Moves a role to a position.
    #[must_use]
    pub const fn new(id: RoleId, position: i32) -> Self {
        Self { id, position: Some(position) }
    }
}

impl From<(RoleId, i32)> for RolePosition {
    fn from((id, position): (RoleId, i32)) -> Self {
        Self::new(id, position)
    }
}

/// The new position of a channel. Fields that are not set keep their values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct ChannelPosition {
    /// The id of the channel.
    pub id: ChannelId,
    /// The position among its siblings, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i32>,
    /// The category into which it moves; null means no category. Only one channel of a request can be moved in this way
    /// (code 40009).
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub parent_id: Field<ChannelId>,
    /// Whether it takes over the overwrites of the category into which it moves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock_permissions: Option<bool>,
}

impl ChannelPosition {
    /// Moves a channel to a position among its siblings.
    #[must_use]
    pub const fn new(id: ChannelId, position: i32) -> Self {
        Self { id, position: Some(position), parent_id: Field::Absent, lock_permissions: None }
    }

    /// Moves it into a category, or out of its category with `None`.
    #[must_use]
    pub fn parent(mut self, category: impl Into<Option<ChannelId>>) -> Self {
        self.parent_id = category.into().into();
        self
    }

    /// Makes it take over the overwrites of the category into which it moves.
    #[must_use]
    pub const fn lock_permissions(mut self) -> Self {
        self.lock_permissions = Some(true);
        self
    }
}

impl From<(ChannelId, i32)> for ChannelPosition {
    fn from((id, position): (ChannelId, i32)) -> Self {
        Self::new(id, position)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn only_set_fields_are_sent() {
        let (channel, category) = (ChannelPosition::from((ChannelId::new(2), 3)), ChannelId::new(4));
        let cases: [(Value, Value); 5] = [
            (serde_json::to_value(RolePosition::new(RoleId::new(7), 1)).unwrap(), json!({"id": "7", "position": 1})),
            (serde_json::to_value(channel).unwrap(), json!({"id": "2", "position": 3})),
            (
                serde_json::to_value(channel.parent(category).lock_permissions()).unwrap(),
                json!({"id": "2", "position": 3, "parent_id": "4", "lock_permissions": true}),
            ),
            (serde_json::to_value(channel.parent(None)).unwrap(), json!({"id": "2", "position": 3, "parent_id": null})),
            (
                serde_json::to_value(RolePosition { position: None, ..(RoleId::new(7), 1).into() }).unwrap(),
                json!({"id": "7"}),
            ),
        ];
        for (sent, wanted) in cases {
            assert_eq!(sent, wanted);
        }
    }
}
