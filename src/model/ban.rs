//! Bans (Discord's docs, resources/guild, "Ban Object").

use greenroom_macros::{New, Object};

use super::{User, UserId};

/// A user who is banned from a guild.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user)]
#[non_exhaustive]
pub struct Ban {
    /// The reason of the ban, as given for the audit log.
    pub reason: Option<Box<str>>,
    /// The user.
    pub user: User,
}

/// The result of banning several users at once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct BulkBan {
    /// The users who were banned.
    pub banned_users: Vec<UserId>,
    /// The users who were not banned: their highest role is too high, they are the bot itself, or they were banned
    /// before.
    pub failed_users: Vec<UserId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn a_ban_with_and_without_a_reason() {
        let user = r#""user":{"id":"53908099506183680","username":"Mason","discriminator":"0","global_name":null,
        "avatar":null}"#;
        for (reason, text) in [("null", None), ("\"mentioning b1nzy\"", Some("mentioning b1nzy"))] {
            let ban: Ban = there_and_back(&format!(r#"{{"reason":{reason},{user}}}"#));
            assert_eq!((ban.reason.as_deref(), ban.user.id), (text, UserId::new(53_908_099_506_183_680)));
        }
    }

    #[test]
    fn a_bulk_ban_lists_both_groups() {
        let bans: BulkBan = there_and_back(r#"{"banned_users":["1","2"],"failed_users":["3"]}"#);
        assert_eq!((bans.banned_users.len(), bans.failed_users[0]), (2, UserId::new(3)));
        assert_eq!(serde_json::from_str::<BulkBan>(r#"{"banned_users":null}"#).unwrap(), BulkBan::default());
    }
}
