//! Channels and threads.

use super::shortcuts;
use crate::model::{
    Channel, ChannelId, Embed, GenericId, Invite, Message, MessageId, Overwrite, Upload, UserId, Webhook,
};
use crate::rest::{
    Audited, Call, CreateInvite, CreateMessage, CreateThread, CreateWebhook, GetPins, Http, Messages, ThreadMembers,
    UpdateChannel,
};

/// Writes the methods that send messages, for both types.
macro_rules! writing {
    ($($place:ident)*) => {$(
        impl $place {
            /// Writes a text into this channel.
            pub fn say(&self, http: impl AsRef<Http>, content: impl Into<String>) -> CreateMessage {
                self.create_message(http).content(content)
            }

            /// Writes an embed into this channel.
            pub fn send_embed(&self, http: impl AsRef<Http>, embed: Embed) -> CreateMessage {
                self.create_message(http).embed(embed)
            }

            /// Sends a file into this channel: `channel.send_file(ctx, Upload::path("cat.png")).await`. Needs
            /// ATTACH_FILES.
            pub fn send_file(&self, http: impl AsRef<Http>, file: Upload) -> CreateMessage {
                self.create_message(http).file(file)
            }
        }
    )*};
}
writing!(ChannelId Channel);

shortcuts! {
    ChannelId, Channel:

    /// Writes a message with the content of the builder into this channel.
    create_message() -> CreateMessage = create_message;

    /// Shows that the bot is typing, for ten seconds or until it writes a message. [`typing`](Self::typing) repeats it.
    trigger_typing() -> Call<()> = trigger_typing;

    /// Reads a message of this channel.
    message(message: MessageId) -> Call<Message> = message;

    /// Reads messages of this channel, newest first: `channel.messages(ctx).limit(10).await`, or all of them with
    /// [`stream`](Messages::stream).
    messages() -> Messages = messages;

    /// Reads the pinned messages of this channel, the latest pin first.
    pins() -> GetPins = pins;

    /// Deletes up to 100 messages of this channel at once, none of them older than two weeks. Needs MANAGE_MESSAGES.
    delete_messages(messages: &[MessageId]) -> Call<(), Audited> = bulk_delete_messages;

    /// Changes this channel: `channel.edit(ctx).topic("Ants only").await`. Needs MANAGE_CHANNELS.
    edit() -> UpdateChannel = update_channel;

    /// Deletes this channel, or closes it if it is one of direct messages. Needs MANAGE_CHANNELS.
    delete() -> Call<Channel, Audited> = delete_channel;

    /// Starts a thread in this channel without a message.
    create_thread(name: &str) -> CreateThread = create_thread;

    /// The members of this thread.
    thread_members() -> ThreadMembers = thread_members;

    /// Joins this thread.
    join_thread() -> Call<()> = join_thread;

    /// Leaves this thread.
    leave_thread() -> Call<()> = leave_thread;

    /// Adds a user to this thread.
    add_thread_member(user: UserId) -> Call<()> = add_thread_member;

    /// Sets the permissions of a role or a member in this channel. Needs MANAGE_ROLES.
    set_overwrite(overwrite: Overwrite) -> Call<(), Audited> = set_overwrite;

    /// Removes the permission overwrite of a role or a member in this channel. Needs MANAGE_ROLES.
    delete_overwrite(overwrite: impl Into<GenericId>) -> Call<(), Audited> = delete_overwrite;

    /// Creates an invite to this channel. Needs CREATE_INSTANT_INVITE.
    create_invite() -> CreateInvite = create_invite;

    /// The invites to this channel. Needs MANAGE_CHANNELS.
    invites() -> Call<Vec<Invite>> = channel_invites;

    /// Creates a webhook that writes into this channel. Needs MANAGE_WEBHOOKS.
    create_webhook(name: &str) -> CreateWebhook = create_webhook;

    /// The webhooks that write into this channel. Needs MANAGE_WEBHOOKS.
    webhooks() -> Call<Vec<Webhook>> = channel_webhooks;
}
