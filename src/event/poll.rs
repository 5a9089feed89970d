//! Events about votes in polls. A vote for several answers is told as several events.

use serde::{Deserialize, Serialize};

use super::scope::scope;
use crate::model::{ChannelId, GuildId, MessageId, UserId};

/// Somebody voted in a poll (MESSAGE_POLL_VOTE_ADD).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollVoteAdd {
    /// Who.
    pub user_id: UserId,
    /// The channel.
    pub channel_id: ChannelId,
    /// The message with the poll.
    pub message_id: MessageId,
    /// The guild; none of a DM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The number of the answer.
    pub answer_id: u32,
}

scope!(PollVoteAdd, |it| guild: it.guild_id, channel: Some(it.channel_id), user: Some(it.user_id), message: Some(it.message_id));

/// Somebody took back a vote in a poll (MESSAGE_POLL_VOTE_REMOVE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollVoteRemove {
    /// Who.
    pub user_id: UserId,
    /// The channel.
    pub channel_id: ChannelId,
    /// The message with the poll.
    pub message_id: MessageId,
    /// The guild; none of a DM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The number of the answer.
    pub answer_id: u32,
}

scope!(PollVoteRemove, |it| guild: it.guild_id, channel: Some(it.channel_id), user: Some(it.user_id), message: Some(it.message_id));
