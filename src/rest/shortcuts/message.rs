//! Messages.

use crate::model::{Message, ReactionEmoji};
use crate::rest::{Audited, Call, CreateMessage, CreateThreadFromMessage, Http, Reactions, UpdateMessage};

impl Message {
    /// Replies to this message with a text. The author is notified, unless
    /// [`allowed_mentions`](CreateMessage::allowed_mentions) excludes it.
    pub fn reply(&self, http: impl AsRef<Http>, content: impl Into<String>) -> CreateMessage {
        http.as_ref().create_message(self.channel_id).content(content).reply_to(self.id)
    }

    /// Reacts to this message.
    pub fn react(&self, http: impl AsRef<Http>, emoji: impl Into<ReactionEmoji>) -> Call<()> {
        http.as_ref().add_reaction(self.channel_id, self.id, emoji)
    }

    /// Removes the reaction of the bot.
    pub fn unreact(&self, http: impl AsRef<Http>, emoji: impl Into<ReactionEmoji>) -> Call<()> {
        http.as_ref().delete_own_reaction(self.channel_id, self.id, emoji)
    }

    /// Reads the users who reacted to this message with an emoji; all of them with [`stream`](Reactions::stream).
    pub fn reactions_of(&self, http: impl AsRef<Http>, emoji: impl Into<ReactionEmoji>) -> Reactions {
        http.as_ref().reactions(self.channel_id, self.id, emoji)
    }

    /// Removes all reactions to this message. Needs MANAGE_MESSAGES.
    pub fn delete_reactions(&self, http: impl AsRef<Http>) -> Call<()> {
        http.as_ref().delete_all_reactions(self.channel_id, self.id)
    }

    /// Changes this message, which must be of the bot: `message.edit(ctx).content("new").await`.
    pub fn edit(&self, http: impl AsRef<Http>) -> UpdateMessage {
        http.as_ref().update_message(self.channel_id, self.id)
    }

    /// Deletes this message. A message of another user needs MANAGE_MESSAGES.
    pub fn delete(&self, http: impl AsRef<Http>) -> Call<(), Audited> {
        http.as_ref().delete_message(self.channel_id, self.id)
    }

    /// Pins this message. Needs PIN_MESSAGES.
    pub fn pin(&self, http: impl AsRef<Http>) -> Call<(), Audited> {
        http.as_ref().create_pin(self.channel_id, self.id)
    }

    /// Unpins this message. Needs PIN_MESSAGES.
    pub fn unpin(&self, http: impl AsRef<Http>) -> Call<(), Audited> {
        http.as_ref().delete_pin(self.channel_id, self.id)
    }

    /// Publishes this message of an announcement channel in the channels that follow it.
    pub fn crosspost(&self, http: impl AsRef<Http>) -> Call<Message> {
        http.as_ref().crosspost_message(self.channel_id, self.id)
    }

    /// Starts a thread from this message. Needs CREATE_PUBLIC_THREADS.
    pub fn start_thread(&self, http: impl AsRef<Http>, name: &str) -> CreateThreadFromMessage {
        http.as_ref().create_thread_from_message(self.channel_id, self.id, name)
    }

    /// Ends the poll of this message, which must be of the bot.
    pub fn end_poll(&self, http: impl AsRef<Http>) -> Call<Message> {
        http.as_ref().end_poll(self.channel_id, self.id)
    }

    /// Reads this message again.
    pub fn refetch(&self, http: impl AsRef<Http>) -> Call<Message> {
        http.as_ref().message(self.channel_id, self.id)
    }
}
