//! The users and roles that a message may notify (Discord's docs, resources/message, "Allowed Mentions Object").

use greenroom_macros::Object;

use super::open::open_names;
use super::{RoleId, UserId};

/// The users and roles that a message may notify, whatever its text mentions.
///
/// A message sent without it notifies everybody it mentions. Start from [`none`](Self::none) and add what is allowed:
///
/// ```
/// use greenroom::model::{AllowedMentions, UserId};
///
/// let nobody = AllowedMentions::none();
/// let one = AllowedMentions::none().user(UserId::new(80351110224678912));
/// let people = AllowedMentions::none().all_users().replied_user(true);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct AllowedMentions {
    /// The kinds of mentions of which all may notify.
    pub parse: Vec<MentionKind>,
    /// The roles that may be notified, up to 100. It cannot be combined with [`MentionKind::Roles`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleId>,
    /// The users who may be notified, up to 100. It cannot be combined with [`MentionKind::Users`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<UserId>,
    /// For a reply: whether the author of the other message is notified.
    pub replied_user: bool,
}

open_names! {
    /// A kind of mention.
    pub enum MentionKind {
        /// `<@&id>`
        Roles = "roles",
        /// `<@id>`
        Users = "users",
        /// `@everyone` and `@here`
        Everyone = "everyone",
    }
}

impl AllowedMentions {
    /// Allows no mention to notify.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Allows every mention in the text to notify.
    #[must_use]
    pub fn all() -> Self {
        Self {
            parse: vec![MentionKind::Roles, MentionKind::Users, MentionKind::Everyone],
            replied_user: true,
            ..Self::default()
        }
    }

    /// Allows mentions of users to notify them.
    #[must_use]
    pub fn all_users(self) -> Self {
        self.kind(MentionKind::Users)
    }

    /// Allows mentions of roles to notify them.
    #[must_use]
    pub fn all_roles(self) -> Self {
        self.kind(MentionKind::Roles)
    }

    /// Allows `@everyone` and `@here` to notify.
    #[must_use]
    pub fn everyone(self) -> Self {
        self.kind(MentionKind::Everyone)
    }

    /// Allows mentions of this user to notify them.
    #[must_use]
    pub fn user(mut self, user: UserId) -> Self {
        self.users.push(user);
        self
    }

    /// Allows mentions of this role to notify it.
    #[must_use]
    pub fn role(mut self, role: RoleId) -> Self {
        self.roles.push(role);
        self
    }

    /// Sets, for a reply, whether the author of the other message is notified.
    #[must_use]
    pub fn replied_user(mut self, notify: bool) -> Self {
        self.replied_user = notify;
        self
    }

    fn kind(mut self, kind: MentionKind) -> Self {
        if !self.parse.contains(&kind) {
            self.parse.push(kind);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_serialized_as_documented() {
        for (mentions, json) in [
            (AllowedMentions::none(), r#"{"parse":[],"replied_user":false}"#),
            (AllowedMentions::all(), r#"{"parse":["roles","users","everyone"],"replied_user":true}"#),
            (
                AllowedMentions::none().all_roles().all_roles().user(UserId::new(5)),
                r#"{"parse":["roles"],"users":["5"],"replied_user":false}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&mentions).unwrap(), json);
        }
    }
}
