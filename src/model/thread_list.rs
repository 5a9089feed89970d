//! Lists of threads (Discord's docs, resources/channel, "List Public Archived Threads").

use greenroom_macros::Object;

use super::{Channel, Message, ThreadMember};

/// Threads of a guild or a channel, and the bot's memberships of them.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct ThreadList {
    /// The threads.
    pub threads: Vec<Channel>,
    /// The bot's memberships of these threads, for those that it has joined.
    pub members: Vec<ThreadMember>,
    /// Whether there are more. Always false for active threads, because Discord sends all of them at once.
    pub has_more: bool,
    /// The first messages of posts in forums, if Discord sends them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first_messages: Vec<Message>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UserId;

    #[test]
    fn lists_are_read() {
        let json = r#"{"threads":[{"id":"1","type":11,"name":"t","parent_id":"2"}],"members":[{"id":"1","user_id":"3",
            "join_timestamp":"2024-01-01T00:00:00+00:00","flags":1}],"has_more":true}"#;
        let list: ThreadList = serde_json::from_str(json).unwrap();
        assert_eq!((list.threads[0].id.get(), list.members[0].user_id, list.has_more), (1, Some(UserId::new(3)), true));
        let bare: ThreadList = serde_json::from_str(r#"{"threads":[],"members":null}"#).unwrap();
        assert_eq!(bare, ThreadList::default());
    }
}
