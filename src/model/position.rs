//! Where roles and channels are to stand: what is sent to sort them (Discord's docs, resources/guild).

use greenroom_macros::Object;

use super::{ChannelId, Field, RoleId};

/// Where a role is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct RolePosition {
    /// Which role.
    pub id: RoleId,
    /// Its place, 1 is lowest: 0 is that of `@everyone`. `None` leaves it where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i32>,
}

impl RolePosition {
    /// Moves a role to a place.
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

/// Where a channel is to stand. What is not given stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct ChannelPosition {
    /// Which channel.
    pub id: ChannelId,
    /// Its place among its siblings, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i32>,
    /// The category it moves into; null is none. Only one channel at a time can be moved so (code 40009).
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub parent_id: Field<ChannelId>,
    /// Whether its overwrites become those of the category it moves into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock_permissions: Option<bool>,
}

impl ChannelPosition {
    /// Moves a channel to a place among its siblings.
    #[must_use]
    pub const fn new(id: ChannelId, position: i32) -> Self {
        Self { id, position: Some(position), parent_id: Field::Absent, lock_permissions: None }
    }

    /// Moves it into a category, or out of all with `None`.
    #[must_use]
    pub fn parent(mut self, category: impl Into<Option<ChannelId>>) -> Self {
        self.parent_id = category.into().into();
        self
    }

    /// Makes its overwrites those of the category it moves into.
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
    fn only_what_was_said_is_sent() {
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
