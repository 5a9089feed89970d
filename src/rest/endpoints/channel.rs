//! Channels (Discord's docs, resources/channel).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{Channel, ChannelId};
use crate::rest::{Call, Http, endpoints::operation as op, route::Param};

impl Http {
    /// A channel or thread.
    pub fn channel(&self, channel: ChannelId) -> Call<Channel> {
        self.call(&op::GET_CHANNEL, &[Param::Id(channel.get())])
    }

    /// Shows for ten seconds, or until the bot says something, that it is typing.
    pub fn trigger_typing(&self, channel: ChannelId) -> Call<()> {
        self.act(&op::TRIGGER_TYPING_INDICATOR, &[Param::Id(channel.get())])
    }
}
