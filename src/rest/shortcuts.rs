//! What people do every day, on the things they do it with: `message.reply(ctx, "Pong!").await`.
//!
//! Each takes whatever has an [`Http`] in it, a handler's context above all, and returns the same builder as the method of
//! [`Http`] that it stands for, so that nothing is out of reach: `message.reply(ctx, "Look:").embed(embed).await`.

use super::{
    Audited, Call, CreateFollowup, CreateInteractionResponse, CreateMessage, Http, UpdateInteractionResponse,
    UpdateMessage,
};
use crate::model::{
    AllowedMentions, Channel, ChannelId, Embed, Interaction, InteractionResponse, Message, ReactionEmoji, UserId,
};

impl Message {
    /// Answers this message with a text, and shows that it is an answer to it. The author is notified; with
    /// [`allowed_mentions`](CreateMessage::allowed_mentions) that can be prevented.
    pub fn reply(&self, http: impl AsRef<Http>, content: impl Into<String>) -> CreateMessage {
        http.as_ref().create_message(self.channel_id).content(content).reply_to(self.id)
    }

    /// Reacts to this message.
    pub fn react(&self, http: impl AsRef<Http>, emoji: impl Into<ReactionEmoji>) -> Call<()> {
        http.as_ref().add_reaction(self.channel_id, self.id, emoji)
    }

    /// Changes this message, which must be the bot's own: `message.edit(ctx).content("new").await`.
    pub fn edit(&self, http: impl AsRef<Http>) -> UpdateMessage {
        http.as_ref().update_message(self.channel_id, self.id)
    }

    /// Deletes this message. One of somebody else's needs MANAGE_MESSAGES.
    pub fn delete(&self, http: impl AsRef<Http>) -> Call<(), Audited> {
        http.as_ref().delete_message(self.channel_id, self.id)
    }
}

impl ChannelId {
    /// Writes a text into this channel.
    pub fn say(self, http: impl AsRef<Http>, content: impl Into<String>) -> CreateMessage {
        http.as_ref().create_message(self).content(content)
    }

    /// Writes an embed into this channel.
    pub fn send_embed(self, http: impl AsRef<Http>, embed: Embed) -> CreateMessage {
        http.as_ref().create_message(self).embed(embed)
    }

    /// Shows for ten seconds, or until the bot says something, that it is typing.
    pub fn trigger_typing(self, http: impl AsRef<Http>) -> Call<()> {
        http.as_ref().trigger_typing(self)
    }
}

impl Channel {
    /// Writes a text into this channel.
    pub fn say(&self, http: impl AsRef<Http>, content: impl Into<String>) -> CreateMessage {
        self.id.say(http, content)
    }
}

impl UserId {
    /// The channel for direct messages with this user; made if there is none.
    pub fn create_dm(self, http: impl AsRef<Http>) -> Call<Channel> {
        http.as_ref().create_dm(self)
    }
}

impl Interaction {
    /// Gives the first answer, within three seconds.
    pub fn respond(&self, http: impl AsRef<Http>, response: &InteractionResponse) -> CreateInteractionResponse {
        http.as_ref().create_interaction_response(self.id, &self.token, response)
    }

    /// Changes the first answer; after a deferral, this is how it is given.
    pub fn edit_response(&self, http: impl AsRef<Http>) -> UpdateInteractionResponse {
        http.as_ref().update_interaction_response(self.application_id, &self.token)
    }

    /// Writes a further message with this text, within 15 minutes.
    pub fn follow_up(&self, http: impl AsRef<Http>, content: impl Into<String>) -> CreateFollowup {
        http.as_ref().create_followup(self.application_id, &self.token).content(content)
    }
}

impl CreateMessage {
    /// Notifies nobody, whomever the text mentions and whatever it replies to.
    pub fn silent(self) -> Self {
        self.allowed_mentions(AllowedMentions::none().replied_user(false))
    }
}
