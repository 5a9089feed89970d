//! Accounts and messages of games that use the Social SDK. Not documented by Discord with the rest of its API.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{ApplicationId, ExternalAuthType, LobbyMetadata, MessageId, ProvisionalToken, UserId};
use crate::rest::{Call, Http, body::Object, endpoint::endpoint, endpoints::operation as op, route::Param};

endpoint! {
    /// The request of [`Http::unmerge_provisional_account`](crate::rest::Http::unmerge_provisional_account); awaiting
    /// it sends it.
    pub struct UnmergeProvisionalAccount -> () {
        body: Object {
            /// The secret of the application, up to 1024 characters; not of public clients.
            client_secret: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_provisional_token`](crate::rest::Http::create_provisional_token); awaiting it
    /// sends it.
    pub struct CreateProvisionalToken -> ProvisionalToken {
        body: Object {
            /// The secret of the application, up to 1024 characters; not of public clients.
            client_secret: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_provisional_token_as_bot`](crate::rest::Http::create_provisional_token_as_bot);
    /// awaiting it sends it.
    pub struct CreateProvisionalTokenAsBot -> ProvisionalToken {
        body: Object {
            /// The account, where the player has one and gets another id.
            provisional_user_id: UserId,
            /// The name to be shown, 1–32 characters.
            preferred_global_name: String,
        }
    }
}

impl Http {
    /// Notes what the moderation of the game makes of a message between two of its users: up to five names, with texts
    /// of up to 2000 characters.
    ///
    /// * `metadata`: All that is noted; what was noted before is gone.
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

    /// Takes an account of a game, which a provider vouches for, and the account of Discord's that it was merged with
    /// apart again.
    ///
    /// * `client`: The application.
    /// * `external_auth_token`: What the provider gave the player, up to 10240 characters.
    /// * `external_auth_type`: Who the provider is.
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

    /// Takes an account of a game, by the id that the bot gave it, and the account of Discord's that it was merged with
    /// apart again.
    ///
    /// * `external_user_id`: What the bot calls the player, 1–1024 characters.
    pub fn unmerge_provisional_account_as_bot(&self, external_user_id: &str) -> Call<()> {
        self.act(&op::BOT_PARTNER_SDK_UNMERGE_PROVISIONAL_ACCOUNT, &[])
            .body(Object::default().with("external_user_id", &external_user_id))
    }

    /// A token for a player that has no account of Discord's and whom a provider vouches for; the account is made if
    /// there is none.
    ///
    /// * `client`: The application.
    /// * `external_auth_token`: What the provider gave the player, up to 10240 characters.
    /// * `external_auth_type`: Who the provider is.
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

    /// A token for a player that has no account of Discord's, by an id that the bot gives it, 1–1024 characters; the
    /// account is made if there is none.
    ///
    /// * `external_user_id`: What the bot calls the player, 1–1024 characters.
    pub fn create_provisional_token_as_bot(&self, external_user_id: &str) -> CreateProvisionalTokenAsBot {
        CreateProvisionalTokenAsBot::of(
            self.call(&op::BOT_PARTNER_SDK_TOKEN, &[]),
            Object::default().with("external_user_id", &external_user_id),
        )
    }
}
