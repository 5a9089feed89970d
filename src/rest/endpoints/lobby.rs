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
            /// After how many seconds without anybody in it it ends, 5–604800; 300 if not said.
            idle_timeout_seconds: u32,
            /// Who is in it, up to 25.
            members: Vec<LobbyMember>,
            /// What the application notes about it, up to 1000 characters in all.
            metadata: LobbyMetadata,
            /// Notes about it, as bits.
            flags: u32,
            /// Where webhook events about it go, if not where the application's other ones do; up to 512 characters.
            override_event_webhooks_url: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_or_join_lobby`](crate::rest::Http::create_or_join_lobby); awaiting it sends it.
    pub struct CreateOrJoinLobby -> Lobby {
        body: Object {
            /// After how many seconds without anybody in it it ends, 5–604800.
            idle_timeout_seconds: u32,
            /// What is noted about the lobby, up to 1000 characters in all.
            lobby_metadata: LobbyMetadata,
            /// What is noted about the user, up to 1000 characters in all.
            member_metadata: LobbyMetadata,
            /// Notes about the lobby, as bits.
            flags: u32,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_lobby`](crate::rest::Http::update_lobby); awaiting it sends it.
    pub struct UpdateLobby -> Lobby {
        body: Object {
            /// After how many seconds without anybody in it it ends, 5–604800.
            idle_timeout_seconds: u32,
            /// All that the application notes about it, up to 1000 characters in all.
            metadata / clear_metadata: LobbyMetadata,
            /// Who is in it, up to 25; those that are not mentioned are taken out.
            members: Vec<LobbyMember>,
            /// Notes about it, as bits.
            flags: u32,
            /// Where webhook events about it go, if not where the application's other ones do; up to 512 characters.
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
            /// All that the application notes about the member, up to 1000 characters in all.
            metadata / clear_metadata: LobbyMetadata,
            /// What the member may.
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
            /// How many: 1–200.
            limit: u8,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_lobby_message`](crate::rest::Http::create_lobby_message); awaiting it sends it.
    pub struct CreateLobbyMessage -> LobbyMessage; with_flags {
        body: Object {
            /// The text, up to 2000 characters.
            content: String,
            /// Embeds, up to 10. See also [`embed`](Self::embed).
            embeds: Vec<Embed>,
            /// Whom the message may notify.
            allowed_mentions: AllowedMentions,
            /// The message that this one answers.
            message_reference: MessageReference,
            /// Components. See also [`component`](Self::component).
            components: Vec<Component>,
            /// What is to be known of the files that come along, where [`file`](Self::file) does not say it.
            attachments: Vec<AttachmentUpdate>,
            /// Stickers, up to 3.
            sticker_ids: Vec<StickerId>,
            /// A poll.
            poll: PollCreate,
            /// A theme of the client to share.
            shared_client_theme: SharedClientTheme,
            /// SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS and IS_COMPONENTS_V2 can be set.
            flags: MessageFlags,
            /// Whether the message is read aloud.
            tts: bool,
            /// A text of up to 25 characters to know the message by.
            nonce: String,
            /// Whether Discord is to compare the nonce with those of the last minutes, and to write nothing twice.
            enforce_nonce: bool,
        }
    }
}

uploading!(
    CreateLobbyMessage at "",
);

impl Http {
    /// Makes a lobby: `http.create_lobby().members([LobbyMember::new(user)]).await`.
    pub fn create_lobby(&self) -> CreateLobby {
        CreateLobby::of(self.call(&op::CREATE_LOBBY, &[]), Object::default())
    }

    /// Joins the lobby of that secret, up to 250 characters, for the user of the token; makes it if there is none.
    ///
    /// * `secret`: What those who meet in the lobby know, up to 250 characters.
    pub fn create_or_join_lobby(&self, secret: &str) -> CreateOrJoinLobby {
        CreateOrJoinLobby::of(self.call(&op::CREATE_OR_JOIN_LOBBY, &[]), Object::default().with("secret", &secret))
    }

    /// A lobby.
    pub fn lobby(&self, lobby: LobbyId) -> Call<Lobby> {
        self.call(&op::GET_LOBBY, &[Param::Id(lobby.get())])
    }

    /// Changes a lobby. What is not mentioned stays as it is.
    pub fn update_lobby(&self, lobby: LobbyId) -> UpdateLobby {
        UpdateLobby::of(self.call(&op::EDIT_LOBBY, &[Param::Id(lobby.get())]), Object::default())
    }

    /// Deletes a lobby; one that is gone already is no error.
    pub fn delete_lobby(&self, lobby: LobbyId) -> Call<()> {
        self.act(&op::DELETE_LOBBY, &[Param::Id(lobby.get())])
    }

    /// Links a channel to a lobby, so that both share their messages. Whom the token belongs to must be in the lobby
    /// and have CAN_LINK_LOBBY. Without a channel, the link is cut.
    pub fn update_lobby_channel_link(&self, lobby: LobbyId) -> UpdateLobbyChannelLink {
        UpdateLobbyChannelLink::of(
            self.call(&op::EDIT_LOBBY_CHANNEL_LINK, &[Param::Id(lobby.get())]),
            Object::default(),
        )
    }

    /// Takes the user of the token out of a lobby.
    pub fn leave_lobby(&self, lobby: LobbyId) -> Call<()> {
        self.act(&op::LEAVE_LOBBY, &[Param::Id(lobby.get())])
    }

    /// An invite for the user of the token to the guild of the channel that is linked to a lobby.
    pub fn create_lobby_invite_for_self(&self, lobby: LobbyId) -> Call<LobbyInvite> {
        self.call(&op::CREATE_LINKED_LOBBY_GUILD_INVITE_FOR_SELF, &[Param::Id(lobby.get())])
    }

    /// Puts 1–25 users into a lobby, changes them or takes them out of it.
    ///
    /// * `members`: What becomes of whom.
    pub fn update_lobby_members(&self, lobby: LobbyId, members: &[LobbyMemberUpdate]) -> Call<Vec<LobbyMember>> {
        self.call(&op::BULK_UPDATE_LOBBY_MEMBERS, &[Param::Id(lobby.get())]).json(members)
    }

    /// Puts somebody into a lobby, or changes what is noted about them.
    pub fn add_lobby_member(&self, lobby: LobbyId, user: UserId) -> AddLobbyMember {
        AddLobbyMember::of(
            self.call(&op::ADD_LOBBY_MEMBER, &[Param::Id(lobby.get()), Param::Id(user.get())]),
            Object::default(),
        )
    }

    /// Takes somebody out of a lobby.
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

    /// Notes what the moderation of the game makes of a message of a lobby: up to five names, with texts of up to 2000
    /// characters.
    ///
    /// * `metadata`: All that is noted; what was noted before is gone.
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
