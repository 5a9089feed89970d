//! Votes of users in polls.

use serde_json::{Value, json};

use super::commands::{Impossible, impossible};
use super::{World, bits};
use crate::gateway::Intents;
use crate::model::{ChannelId, MessageId, UserId};

impl World {
    /// A user votes for an answer, by its text or its number counted from 1. In a poll with one vote for each user it
    /// replaces their vote.
    pub(in crate::sandbox) fn vote(
        &mut self,
        user: UserId,
        channel: ChannelId,
        message: MessageId,
        answer: &str,
    ) -> Result<(), Impossible> {
        let (answer, all, single) = self.open_poll(user, channel, message, answer)?;
        if self.votes.get(&(message, answer)).is_some_and(|voters| voters.contains(&user)) {
            return Ok(());
        }
        for other in all.into_iter().filter(|it| single && *it != answer) {
            self.set_vote(user, channel, message, other, false);
        }
        self.set_vote(user, channel, message, answer, true);
        Ok(())
    }

    /// A user takes a vote back.
    pub(in crate::sandbox) fn unvote(
        &mut self,
        user: UserId,
        channel: ChannelId,
        message: MessageId,
        answer: &str,
    ) -> Result<(), Impossible> {
        let (answer, ..) = self.open_poll(user, channel, message, answer)?;
        if !self.set_vote(user, channel, message, answer, false) {
            return impossible("the user has not voted for this answer");
        }
        Ok(())
    }

    /// The number of an answer, the numbers of all answers, and whether a user has only one vote. The poll must be
    /// open.
    fn open_poll(
        &self,
        user: UserId,
        channel: ChannelId,
        message: MessageId,
        answer: &str,
    ) -> Result<(u64, Vec<u64>, bool), Impossible> {
        if self.permissions_in(channel, user)? & bits::VIEW_CHANNEL == 0 {
            return impossible("the user cannot see the channel");
        }
        let Some(poll) = &self.message(channel, message)?.poll else { return impossible("the message has no poll") };
        let now = super::iso(self.now);
        // Both times have the same format, so that the text compares like the time.
        let expired = poll["expiry"].as_str().is_some_and(|expiry| *expiry <= *now);
        if expired || poll["results"]["is_finalized"] == true {
            return impossible("the poll has ended");
        }
        let answers = poll["answers"].as_array().map(Vec::as_slice).unwrap_or_default();
        let number_of = |it: &Value| it["answer_id"].as_u64();
        let given = answer.parse().ok();
        let is_it = |it: &&Value| it["poll_media"]["text"] == answer || (given.is_some() && number_of(it) == given);
        let Some(number) = answers.iter().find(is_it).and_then(number_of) else {
            let texts: Vec<&str> = answers.iter().filter_map(|it| it["poll_media"]["text"].as_str()).collect();
            return impossible(format!("there is no answer `{answer}`; there are: {}", texts.join(", ")));
        };
        let all = answers.iter().filter_map(number_of).collect();
        Ok((number, all, poll["allow_multiselect"] != true))
    }

    /// Adds or removes a vote. Returns whether anything changed.
    fn set_vote(&mut self, user: UserId, channel: ChannelId, message: MessageId, answer: u64, given: bool) -> bool {
        let voters = self.votes.entry((message, answer)).or_default();
        let changed = if given { voters.insert(user) } else { voters.remove(&user) };
        if !changed {
            return false;
        }
        self.count_votes(channel, message);
        let mut json = json!({
            "user_id": user, "channel_id": channel, "message_id": message, "answer_id": answer,
        });
        let needs = match self.channels.get(&channel).and_then(|it| it.guild) {
            Some(guild) => {
                json["guild_id"] = json!(guild);
                Intents::GUILD_MESSAGE_POLLS
            }
            None => Intents::DIRECT_MESSAGE_POLLS,
        };
        let name = if given { "MESSAGE_POLL_VOTE_ADD" } else { "MESSAGE_POLL_VOTE_REMOVE" };
        self.emit_in_channel(name, channel, needs, json);
        true
    }

    /// Writes the counts into the results of the poll. Bots cannot vote, so `me_voted` is false.
    fn count_votes(&mut self, channel: ChannelId, id: MessageId) {
        let counts: Vec<Value> = (1..=10_u64)
            .filter_map(|answer| Some((answer, self.votes.get(&(id, answer))?.len())))
            .filter(|(_, count)| *count > 0)
            .map(|(answer, count)| json!({"id": answer, "count": count, "me_voted": false}))
            .collect();
        if let Ok(message) = self.message_mut(channel, id)
            && let Some(poll) = &mut message.poll
        {
            poll["results"]["answer_counts"] = json!(counts);
        }
    }
}
