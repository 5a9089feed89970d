//! Events about votes in polls. A vote for several answers is several events.

use greenroom_macros::{New, Object};

use super::scope::scope;
use crate::model::{ChannelId, GuildId, MessageId, UserId};

/// A user voted in a poll (MESSAGE_POLL_VOTE_ADD).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(user_id, channel_id, message_id, answer_id)]
#[non_exhaustive]
pub struct PollVoteAdd {
    /// The user.
    pub user_id: UserId,
    /// The channel.
    pub channel_id: ChannelId,
    /// The message with the poll.
    pub message_id: MessageId,
    /// The guild; `None` in a DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The number of the answer.
    pub answer_id: u32,
}

scope!(
    PollVoteAdd,
    |it| guild: it.guild_id, channel: Some(it.channel_id), user: Some(it.user_id), message: Some(it.message_id)
);

/// A user withdrew a vote in a poll (MESSAGE_POLL_VOTE_REMOVE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(user_id, channel_id, message_id, answer_id)]
#[non_exhaustive]
pub struct PollVoteRemove {
    /// The user.
    pub user_id: UserId,
    /// The channel.
    pub channel_id: ChannelId,
    /// The message with the poll.
    pub message_id: MessageId,
    /// The guild; `None` in a DM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The number of the answer.
    pub answer_id: u32,
}

scope!(
    PollVoteRemove,
    |it| guild: it.guild_id, channel: Some(it.channel_id), user: Some(it.user_id), message: Some(it.message_id)
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn votes_in_guilds_and_direct_messages() {
        let add: PollVoteAdd =
            there_and_back(r#"{"user_id":"1","channel_id":"2","message_id":"8","guild_id":"5","answer_id":3}"#);
        assert_eq!((add.answer_id, add.guild_id), (3, Some(GuildId::new(5))));
        let remove: PollVoteRemove =
            there_and_back(r#"{"user_id":"1","channel_id":"2","message_id":"8","answer_id":1}"#);
        assert_eq!((remove.answer_id, remove.guild_id), (1, None));
    }
}
