//! Polls (Discord's docs, resources/poll). They are created with their message.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{ChannelId, Message, MessageId, PollVoters, User, UserId};
use crate::rest::{Call, Http, Pages, endpoint::endpoint, endpoints::operation as op, pages::Plan, route::Param};

endpoint! {
    /// The request of [`Http::poll_voters`](crate::rest::Http::poll_voters); awaiting it sends it.
    pub struct GetPollVoters -> PollVoters {
        query {
            /// Only those with a larger id than this user.
            after: UserId,
            /// The number of elements, 1–100; 25 by default.
            limit: u8,
        }
    }
}

impl GetPollVoters {
    /// A stream over all elements, from the oldest to the newest; it requests page after page. See [`Pages`]. `after`
    /// is where it begins. `limit` is the size of a page: at most 100, which is the default.
    pub fn stream(mut self) -> Pages<User> {
        let plan = Plan::up("after").sized(self.limit.take(), 100);
        let (start, bound) = (self.after.take(), None);
        Pages::new(self.filled(), plan, start, bound, |page| (page.users, None), |item| Some(item.id))
    }
}

impl Http {
    /// The users who chose an answer of a poll, by id. Answers are numbered from 1.
    pub fn poll_voters(&self, channel: ChannelId, message: MessageId, answer: u32) -> GetPollVoters {
        GetPollVoters::of(self.call(
            &op::GET_ANSWER_VOTERS,
            &[Param::Id(channel.get()), Param::Id(message.get()), Param::Id(answer.into())],
        ))
    }

    /// Ends a poll of the bot.
    pub fn end_poll(&self, channel: ChannelId, message: MessageId) -> Call<Message> {
        self.call(&op::POLL_EXPIRE, &[Param::Id(channel.get()), Param::Id(message.get())])
    }
}
