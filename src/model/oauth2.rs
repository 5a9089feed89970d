//! The rights and the user of a bearer token (Discord's docs, topics/oauth2).

use std::fmt;

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_names;
use super::{PartialApplication, Timestamp, User};

/// The rights and the user of a bearer token.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(application)]
#[non_exhaustive]
pub struct Authorization {
    /// The application of the token.
    pub application: PartialApplication,
    /// The scopes of the token.
    pub scopes: Vec<CompactString>,
    /// When the token expires.
    pub expires: Option<Timestamp>,
    /// The user of the token. Only with the scope `identify`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
}

/// The keys with which Discord signs OpenID Connect tokens.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct PublicKeys {
    /// The keys.
    pub keys: Vec<PublicKey>,
}

/// A key with which Discord signs OpenID Connect tokens (RFC 7517).
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct PublicKey {
    /// The kind of key: `RSA`.
    pub kty: CompactString,
    /// The use of the key: `sig`.
    #[serde(rename = "use")]
    pub usage: CompactString,
    /// The id of the key, which tokens refer to.
    pub kid: CompactString,
    /// The modulus, in base64url.
    pub n: String,
    /// The exponent, in base64url.
    pub e: CompactString,
    /// The algorithm: `RS256`.
    pub alg: CompactString,
}

/// The user of a bearer token with the scope `openid`, in the terms of OpenID Connect.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct UserInfo {
    /// The user's id.
    pub sub: CompactString,
    /// The e-mail address, with the scope `email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Box<str>>,
    /// Whether the e-mail address is verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// The unique name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<CompactString>,
    /// The display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<CompactString>,
    /// The URL of the avatar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<Box<str>>,
    /// The chosen language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<CompactString>,
}

/// A token of a provisional account, for players of a game with the Social SDK who have no Discord account.
///
/// `Debug` does not show the tokens in it.
#[derive(Clone, PartialEq, Eq, Object, New)]
#[new(access_token)]
#[non_exhaustive]
pub struct ProvisionalToken {
    /// The type of the token: `Bearer`.
    pub token_type: CompactString,
    /// The access token, which is secret.
    pub access_token: String,
    /// The lifetime in seconds.
    pub expires_in: u64,
    /// The scopes, separated by spaces.
    pub scope: String,
    /// The identity as an OpenID Connect token, which is secret.
    pub id_token: String,
    /// The token for requesting a new one, which is secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The scopes as a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<CompactString>>,
    /// When it expires, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at_s: Option<u64>,
}

impl fmt::Debug for ProvisionalToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProvisionalToken")
            .field("token_type", &self.token_type)
            .field("expires_in", &self.expires_in)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

open_names! {
    /// The service that authenticates a player who has no Discord account.
    pub enum ExternalAuthType {
        /// A provider of OpenID Connect.
        Oidc = "OIDC",
        /// Epic, with an access token.
        EpicOnlineServicesAccessToken = "EPIC_ONLINE_SERVICES_ACCESS_TOKEN",
        /// Epic, with an id token.
        EpicOnlineServicesIdToken = "EPIC_ONLINE_SERVICES_ID_TOKEN",
        /// Steam.
        SteamSessionTicket = "STEAM_SESSION_TICKET",
        /// Unity.
        UnityServicesIdToken = "UNITY_SERVICES_ID_TOKEN",
        /// The bot itself.
        DiscordBotIssuedAccessToken = "DISCORD_BOT_ISSUED_ACCESS_TOKEN",
        /// Apple.
        AppleIdToken = "APPLE_ID_TOKEN",
        /// PlayStation.
        PlaystationNetworkIdToken = "PLAYSTATION_NETWORK_ID_TOKEN",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn tokens_are_not_shown() {
        let token: ProvisionalToken = there_and_back(
            r#"{"token_type":"Bearer","access_token":"secret-1","expires_in":604800,"scope":"sdk.social_layer",
            "id_token":"secret-2","refresh_token":"secret-3","scopes":["sdk.social_layer"],"expires_at_s":5}"#,
        );
        let shown = format!("{token:?}");
        assert!(shown.contains("604800") && !shown.contains("secret"), "{shown}");
    }

    #[test]
    fn rights_and_user_are_read() {
        let authorization: Authorization = serde_json::from_str(
            r#"{"application":{"id":"159799960412356608","name":"AIRHORN SOLUTIONS","icon":null,"description":""},
            "scopes":["identify"],"expires":"2021-01-23T02:33:17.017000+00:00","user":{"id":"1","username":"a"}}"#,
        )
        .unwrap();
        assert_eq!((authorization.scopes.len(), authorization.user.unwrap().id.get()), (1, 1));
        let keys: PublicKeys =
            there_and_back(r#"{"keys":[{"kty":"RSA","use":"sig","kid":"k","n":"n","e":"AQAB","alg":"RS256"}]}"#);
        assert_eq!(keys.keys[0].usage, "sig");
        let user: UserInfo =
            there_and_back(r#"{"sub":"1","email":"a@example.com","email_verified":true,"nickname":"A"}"#);
        assert_eq!(user.sub, "1");
    }
}
