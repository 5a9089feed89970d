//! Lobbies of games that use the Social SDK (Discord's docs, resources/lobby).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    AllowedMentions, AttachmentUpdate, ChannelId, Component, Embed, Lobby, LobbyId, LobbyInvite, LobbyMember,
    LobbyMemberFlags, LobbyMemberUpdate, LobbyMessage, LobbyMetadata, MessageFlags, MessageId, MessageReference,
    PollCreate, SharedClientTheme, StickerId, UserId,
};
use crate::rest::{
    Call, Http,
    body::Object,
    endpoint::{endpoint, uploading},
    endpoints::operation as op,
    route::Param,
};

endpoint! {
    /// The request of [`Http::create_lobby`](crate::rest::Http::create_lobby); awaiting it sends it.
    pub struct CreateLobby -> Lobby {
        body: Object {
            /// The number of seconds after which it ends when it is empty, 5–604800; 300 by default.
            idle_timeout_seconds: u32,
            /// The members, up to 25.
            members: Vec<LobbyMember>,
            /// The metadata, up to 1000 characters in total.
            metadata: LobbyMetadata,
            /// The flags of the lobby.
            flags: u32,
            /// The URL for its webhook events, instead of that of the application; up to 512 characters.
            override_event_webhooks_url: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_or_join_lobby`](crate::rest::Http::create_or_join_lobby); awaiting it sends it.
    pub struct CreateOrJoinLobby -> Lobby {
        body: Object {
            /// The number of seconds after which it ends when it is empty, 5–604800.
            idle_timeout_seconds: u32,
            /// The metadata of the lobby, up to 1000 characters in total.
            lobby_metadata: LobbyMetadata,
            /// The metadata of the user, up to 1000 characters in total.
            member_metadata: LobbyMetadata,
            /// The flags of the lobby.
            flags: u32,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_lobby`](crate::rest::Http::update_lobby); awaiting it sends it.
    pub struct UpdateLobby -> Lobby {
        body: Object {
            /// The number of seconds after which it ends when it is empty, 5–604800.
            idle_timeout_seconds: u32,
            /// All metadata, up to 1000 characters in total.
            metadata / clear_metadata: LobbyMetadata,
            /// The members, up to 25; those that are not listed are removed.
            members: Vec<LobbyMember>,
            /// The flags of the lobby.
            flags: u32,
            /// The URL for its webhook events, instead of that of the application; up to 512 characters.
            override_event_webhooks_url / clear_override_event_webhooks_url: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_lobby_channel_link`](crate::rest::Http::update_lobby_channel_link); awaiting it
    /// sends it.
    pub struct UpdateLobbyChannelLink -> Lobby {
        body: Object {
            /// The channel.
            channel_id / clear_channel_id: ChannelId,
        }
    }
}

endpoint! {
    /// The request of [`Http::add_lobby_member`](crate::rest::Http::add_lobby_member); awaiting it sends it.
    pub struct AddLobbyMember -> LobbyMember {
        body: Object {
            /// All metadata, up to 1000 characters in total.
            metadata / clear_metadata: LobbyMetadata,
            /// The flags of the member.
            flags: LobbyMemberFlags,
            /// The name in the game, 1–80 characters.
            additional_name / clear_additional_name: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::lobby_messages`](crate::rest::Http::lobby_messages); awaiting it sends it.
    pub struct LobbyMessages -> Vec<LobbyMessage> {
        query {
            /// The number of elements, 1–200.
            limit: u8,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_lobby_message`](crate::rest::Http::create_lobby_message); awaiting it sends it.
    pub struct CreateLobbyMessage -> LobbyMessage; with_layout {
        body: Object {
            /// The text, up to 2000 characters.
            content: String,
            /// Embeds, up to 10. See also [`embed`](Self::embed).
            embeds: Vec<Embed>,
            /// The users and roles that the message may notify.
            allowed_mentions: AllowedMentions,
            /// The message that this one answers.
            message_reference: MessageReference,
            /// Components. See also [`component`](Self::component).
            components: Vec<Component>,
            /// Additional data of the files, which [`file`](Self::file) does not set.
            attachments: Vec<AttachmentUpdate>,
            /// Stickers, up to 3.
            sticker_ids: Vec<StickerId>,
            /// A poll.
            poll: PollCreate,
            /// A client theme to share.
            shared_client_theme: SharedClientTheme,
            /// The flags: SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS and IS_COMPONENTS_V2 can be set.
            flags: MessageFlags,
            /// Whether the message is read aloud.
            tts: bool,
            /// The nonce, a text of up to 25 characters that identifies the message.
            nonce: String,
            /// Whether Discord compares the nonce with those of the last minutes, and does not write the same message
            /// twice.
            enforce_nonce: bool,
        }
    }
}

uploading!(
    CreateLobbyMessage at "",
);

impl Http {
    /// Creates a lobby: `http.create_lobby().members([LobbyMember::new(user)]).await`.
    pub fn create_lobby(&self) -> CreateLobby {
        CreateLobby::of(self.call(&op::CREATE_LOBBY, &[]), Object::default())
    }

    /// Adds the user of the token to the lobby with a secret, which is created if it does not exist.
    ///
    /// * `secret`: The secret of the lobby, up to 250 characters.
    pub fn create_or_join_lobby(&self, secret: &str) -> CreateOrJoinLobby {
        CreateOrJoinLobby::of(self.call(&op::CREATE_OR_JOIN_LOBBY, &[]), Object::default().with("secret", &secret))
    }

    /// A lobby.
    pub fn lobby(&self, lobby: LobbyId) -> Call<Lobby> {
        self.call(&op::GET_LOBBY, &[Param::Id(lobby.get())])
    }

    /// Changes a lobby. Fields that are not set stay unchanged.
    pub fn update_lobby(&self, lobby: LobbyId) -> UpdateLobby {
        UpdateLobby::of(self.call(&op::EDIT_LOBBY, &[Param::Id(lobby.get())]), Object::default())
    }

    /// Deletes a lobby. If it does not exist, that is no error.
    pub fn delete_lobby(&self, lobby: LobbyId) -> Call<()> {
        self.act(&op::DELETE_LOBBY, &[Param::Id(lobby.get())])
    }

    /// Links a channel to a lobby, so that both share their messages. The user of the token must be in the lobby and
    /// have CAN_LINK_LOBBY. Without a channel, the link is removed.
    pub fn update_lobby_channel_link(&self, lobby: LobbyId) -> UpdateLobbyChannelLink {
        UpdateLobbyChannelLink::of(
            self.call(&op::EDIT_LOBBY_CHANNEL_LINK, &[Param::Id(lobby.get())]),
            Object::default(),
        )
    }

    /// Removes the user of the token from a lobby.
    pub fn leave_lobby(&self, lobby: LobbyId) -> Call<()> {
        self.act(&op::LEAVE_LOBBY, &[Param::Id(lobby.get())])
    }

    /// An invite for the user of the token to the guild of the channel that is linked to a lobby.
    pub fn create_lobby_invite_for_self(&self, lobby: LobbyId) -> Call<LobbyInvite> {
        self.call(&op::CREATE_LINKED_LOBBY_GUILD_INVITE_FOR_SELF, &[Param::Id(lobby.get())])
    }

    /// Adds, changes or removes 1–25 members of a lobby.
    ///
    /// * `members`: The changes.
    pub fn update_lobby_members(&self, lobby: LobbyId, members: &[LobbyMemberUpdate]) -> Call<Vec<LobbyMember>> {
        self.call(&op::BULK_UPDATE_LOBBY_MEMBERS, &[Param::Id(lobby.get())]).json(members)
    }

    /// Adds a member to a lobby, or changes one.
    pub fn add_lobby_member(&self, lobby: LobbyId, user: UserId) -> AddLobbyMember {
        AddLobbyMember::of(
            self.call(&op::ADD_LOBBY_MEMBER, &[Param::Id(lobby.get()), Param::Id(user.get())]),
            Object::default(),
        )
    }

    /// Removes a member from a lobby.
    pub fn delete_lobby_member(&self, lobby: LobbyId, user: UserId) -> Call<()> {
        self.act(&op::DELETE_LOBBY_MEMBER, &[Param::Id(lobby.get()), Param::Id(user.get())])
    }

    /// An invite for a member of a lobby to the guild of the channel that is linked to it.
    pub fn create_lobby_invite(&self, lobby: LobbyId, user: UserId) -> Call<LobbyInvite> {
        self.call(&op::CREATE_LINKED_LOBBY_GUILD_INVITE_FOR_USER, &[Param::Id(lobby.get()), Param::Id(user.get())])
    }

    /// The latest messages of a lobby.
    pub fn lobby_messages(&self, lobby: LobbyId) -> LobbyMessages {
        LobbyMessages::of(self.call(&op::GET_LOBBY_MESSAGES, &[Param::Id(lobby.get())]))
    }

    /// Writes a message into a lobby.
    pub fn create_lobby_message(&self, lobby: LobbyId) -> CreateLobbyMessage {
        CreateLobbyMessage::of(self.call(&op::CREATE_LOBBY_MESSAGE, &[Param::Id(lobby.get())]), Object::default())
    }

    /// Sets the moderation metadata of the game for a message of a lobby: up to five names with texts of up to 2000
    /// characters.
    ///
    /// * `metadata`: All metadata, which replaces what was set before.
    pub fn update_lobby_message_moderation_metadata(
        &self,
        lobby: LobbyId,
        message: MessageId,
        metadata: &LobbyMetadata,
    ) -> Call<()> {
        self.act(
            &op::UPDATE_LOBBY_MESSAGE_EXTERNAL_MODERATION_METADATA,
            &[Param::Id(lobby.get()), Param::Id(message.get())],
        )
        .json(metadata)
    }
}
