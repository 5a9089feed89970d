//! Whom a message may notify (Discord's docs, resources/message, "Allowed Mentions Object").

use greenroom_macros::Object;

use super::open::open_names;
use super::{RoleId, UserId};

/// Whom a message may notify, whatever its text mentions.
///
/// A message sent without it notifies everybody it mentions. Start from [`none`](Self::none) and allow:
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
    /// Of which kinds all may be notified.
    pub parse: Vec<MentionKind>,
    /// Which roles may be, up to 100. Not together with [`MentionKind::Roles`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleId>,
    /// Which users may be, up to 100. Not together with [`MentionKind::Users`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<UserId>,
    /// Of a reply: whether the author of the other message is.
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
    /// Nobody.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Everybody the text mentions.
    #[must_use]
    pub fn all() -> Self {
        Self {
            parse: vec![MentionKind::Roles, MentionKind::Users, MentionKind::Everyone],
            replied_user: true,
            ..Self::default()
        }
    }

    /// All users the text mentions.
    #[must_use]
    pub fn all_users(self) -> Self {
        self.kind(MentionKind::Users)
    }

    /// All roles the text mentions.
    #[must_use]
    pub fn all_roles(self) -> Self {
        self.kind(MentionKind::Roles)
    }

    /// `@everyone` and `@here`.
    #[must_use]
    pub fn everyone(self) -> Self {
        self.kind(MentionKind::Everyone)
    }

    /// One user.
    #[must_use]
    pub fn user(mut self, user: UserId) -> Self {
        self.users.push(user);
        self
    }

    /// One role.
    #[must_use]
    pub fn role(mut self, role: RoleId) -> Self {
        self.roles.push(role);
        self
    }

    /// Of a reply: whether the author of the other message is notified.
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
    fn says_what_discord_wants_to_hear() {
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
