//! Accounts and messages of games that use the Social SDK. Not in Discord's documentation of the API.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{ApplicationId, ExternalAuthType, LobbyMetadata, MessageId, ProvisionalToken, UserId};
use crate::rest::{Call, Http, body::Object, endpoint::endpoint, endpoints::operation as op, route::Param};

endpoint! {
    /// The request of [`Http::unmerge_provisional_account`](crate::rest::Http::unmerge_provisional_account); awaiting
    /// it sends it.
    pub struct UnmergeProvisionalAccount -> () {
        body: Object {
            /// The secret of the application, up to 1024 characters; not for public clients.
            client_secret: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_provisional_token`](crate::rest::Http::create_provisional_token); awaiting it
    /// sends it.
    pub struct CreateProvisionalToken -> ProvisionalToken {
        body: Object {
            /// The secret of the application, up to 1024 characters; not for public clients.
            client_secret: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_provisional_token_as_bot`](crate::rest::Http::create_provisional_token_as_bot);
    /// awaiting it sends it.
    pub struct CreateProvisionalTokenAsBot -> ProvisionalToken {
        body: Object {
            /// The account, if the player has one and gets another id.
            provisional_user_id: UserId,
            /// The display name, 1–32 characters.
            preferred_global_name: String,
        }
    }
}

impl Http {
    /// Sets the moderation metadata of the game for a message between two of its users: up to five names with texts of
    /// up to 2000 characters.
    ///
    /// * `metadata`: All metadata, which replaces what was set before.
    pub fn update_dm_moderation_metadata(
        &self,
        user: UserId,
        other: UserId,
        message: MessageId,
        metadata: &LobbyMetadata,
    ) -> Call<()> {
        self.act(
            &op::UPDATE_USER_MESSAGE_EXTERNAL_MODERATION_METADATA,
            &[Param::Id(user.get()), Param::Id(other.get()), Param::Id(message.get())],
        )
        .json(metadata)
    }

    /// Separates a provisional account, identified by an external provider, from the Discord account with which it was
    /// merged.
    ///
    /// * `client`: The application.
    /// * `external_auth_token`: The token of the provider for the player, up to 10240 characters.
    /// * `external_auth_type`: The type of the provider.
    pub fn unmerge_provisional_account(
        &self,
        client: ApplicationId,
        external_auth_token: &str,
        external_auth_type: &ExternalAuthType,
    ) -> UnmergeProvisionalAccount {
        UnmergeProvisionalAccount::of(
            self.act(&op::PARTNER_SDK_UNMERGE_PROVISIONAL_ACCOUNT, &[]),
            Object::default()
                .with("client_id", &client)
                .with("external_auth_token", &external_auth_token)
                .with("external_auth_type", &external_auth_type),
        )
    }

    /// Separates a provisional account, identified by an id of the bot, from the Discord account with which it was
    /// merged.
    ///
    /// * `external_user_id`: The id of the player, 1–1024 characters.
    pub fn unmerge_provisional_account_as_bot(&self, external_user_id: &str) -> Call<()> {
        self.act(&op::BOT_PARTNER_SDK_UNMERGE_PROVISIONAL_ACCOUNT, &[])
            .body(Object::default().with("external_user_id", &external_user_id))
    }

    /// A token for a player without a Discord account, identified by an external provider. The provisional account is
    /// created if there is none.
    ///
    /// * `client`: The application.
    /// * `external_auth_token`: The token of the provider for the player, up to 10240 characters.
    /// * `external_auth_type`: The type of the provider.
    pub fn create_provisional_token(
        &self,
        client: ApplicationId,
        external_auth_token: &str,
        external_auth_type: &ExternalAuthType,
    ) -> CreateProvisionalToken {
        CreateProvisionalToken::of(
            self.call(&op::PARTNER_SDK_TOKEN, &[]),
            Object::default()
                .with("client_id", &client)
                .with("external_auth_token", &external_auth_token)
                .with("external_auth_type", &external_auth_type),
        )
    }

    /// A token for a player without a Discord account, identified by an id of the bot. The provisional account is
    /// created if there is none.
    ///
    /// * `external_user_id`: The id of the player, 1–1024 characters.
    pub fn create_provisional_token_as_bot(&self, external_user_id: &str) -> CreateProvisionalTokenAsBot {
        CreateProvisionalTokenAsBot::of(
            self.call(&op::BOT_PARTNER_SDK_TOKEN, &[]),
            Object::default().with("external_user_id", &external_user_id),
        )
    }
}
