//! Channels (Discord's docs, resources/channel).

use super::{Call, Http, route::operation as op};
use crate::model::{Channel, ChannelId};

impl Http {
    /// A channel or thread.
    pub fn channel(&self, channel: ChannelId) -> Call<Channel> {
        self.call(&op::GET_CHANNEL, &[channel.into()])
    }

    /// Shows for ten seconds, or until the bot says something, that it is typing.
    pub fn trigger_typing(&self, channel: ChannelId) -> Call<()> {
        self.act(&op::TRIGGER_TYPING_INDICATOR, &[channel.into()])
    }
}
