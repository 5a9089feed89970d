//! OAuth2 (Discord's docs, topics/oauth2): the grant that needs no browser.
//!
//! The bot's token is enough for nearly all operations. Others, such as setting the permissions of commands, need a
//! token of the user who owns the application, which [`Http::client_credentials`] requests and [`Call::bearer`] sends.

use std::fmt;

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::{Deserialize, Deserializer};

use super::{
    Call, Http,
    operation::{Operation, post},
    request::Authorization,
    route::encode,
};
use crate::model::{ApplicationId, Guild, Webhook};

/// This operation is not in Discord's OpenAPI document. It may be repeated, since a second token does no harm.
const OAUTH2_TOKEN: Operation = post("oauth2_token", "/oauth2/token").without_token().repeatable();

/// An OAuth2 token of a user (Discord's docs, topics/oauth2). `Debug` does not show it.
///
/// The fields from `refresh_token` on are set by the authorization code grant only, not by
/// [`Http::client_credentials`].
#[derive(Clone, PartialEq, Object, New)]
#[new(access_token, expires_in)]
#[object(read_only)]
#[non_exhaustive]
pub struct AccessToken {
    /// The token: a secret.
    #[object(required)]
    pub access_token: String,
    /// The number of seconds after which it expires.
    pub expires_in: u64,
    /// Its scopes: `identify`, `applications.commands.permissions.update` and so on.
    #[serde(rename = "scope", deserialize_with = "words")]
    pub scopes: Vec<String>,
    /// Its type: `Bearer`.
    pub token_type: CompactString,
    /// The token with which a new access token is requested when this one has expired: a secret.
    pub refresh_token: Option<String>,
    /// With the scope `bot`: the guild to which the bot was added, with some of its fields.
    pub guild: Option<Box<Guild>>,
    /// With the scope `webhook.incoming`: the webhook that was created.
    pub webhook: Option<Box<Webhook>>,
}

/// Reads scopes, which are separated by spaces.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(String::deserialize(deserializer)?.split_whitespace().map(str::to_owned).collect())
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("expires_in", &self.expires_in)
            .field("scopes", &self.scopes)
            .field("token_type", &self.token_type)
            .field("guild", &self.guild.as_ref().map(|guild| guild.id))
            .field("webhook", &self.webhook.as_ref().map(|webhook| webhook.id))
            .finish_non_exhaustive()
    }
}

impl Http {
    /// Requests a token of the owner of the application by the client credentials grant, with these scopes. It is valid
    /// for a week. For an application of a team, Discord grants `identify` and `applications.commands.update` only.
    ///
    /// `secret` is the client secret, from the page "OAuth2" of the application.
    ///
    /// ```no_run
    /// use greenroom::{model::ApplicationId, rest::{AccessToken, Http, HttpError}};
    ///
    /// async fn token(http: &Http, application: ApplicationId, secret: &str) -> Result<AccessToken, HttpError> {
    ///     http.client_credentials(application, secret, &["applications.commands.permissions.update"]).await
    /// }
    /// ```
    pub fn client_credentials(&self, application: ApplicationId, secret: &str, scopes: &[&str]) -> Call<AccessToken> {
        let mut form = String::from("grant_type=client_credentials&scope=");
        encode(&scopes.join(" "), &mut form);
        let authorization = Authorization::basic(&application.to_string(), secret);
        self.call(&OAUTH2_TOKEN, &[]).authorized(authorization).url_encoded(form)
    }
}

impl<T, A> Call<T, A> {
    /// Sends this token instead of the bot's.
    pub fn bearer(self, token: &AccessToken) -> Self {
        self.authorized(Authorization::bearer(&token.access_token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_but_not_shown() {
        let json = r#"{"access_token":"6qrZcUqja7812RVdnEKjpzOL4CvHBFG","token_type":"Bearer","expires_in":604800,
            "scope":"identify connections"}"#;
        let token: AccessToken = serde_json::from_str(json).unwrap();
        assert_eq!(
            (token.expires_in, token.scopes.as_slice()),
            (604_800, &["identify".to_owned(), "connections".into()][..])
        );
        assert_eq!(
            (token.token_type.as_str(), token.refresh_token, token.guild, token.webhook),
            ("Bearer", None, None, None)
        );
    }

    /// An answer to the authorization code grant, with both scopes that add fields to it.
    #[test]
    fn guild_and_webhook_of_a_token_are_read_and_secrets_are_not_shown() {
        let token: AccessToken = serde_json::from_str(
            r#"{"token_type":"Bearer","access_token":"secret-1","scope":"bot webhook.incoming","expires_in":604800,
            "refresh_token":"secret-2",
            "guild":{"id":"290926798626357250","name":"SomeTest","mfa_level":0,"emojis":[],"application_id":null,
            "roles":[{"id":"290926798626357250","name":"@everyone","permissions":49794241,
            "permissions_new":"49794241"}],
            "afk_timeout":300,"region":"us-east","features":[],"owner_id":"53908232999183680","icon":null},
            "webhook":{"id":"347114750880120863","application_id":"310954232226357250","name":"testwebhook","type":1,
            "url":"https://discord.com/api/webhooks/347114750880120863/secret-3","token":"secret-4","avatar":null,
            "channel_id":"345626669224982402","guild_id":"290926792226357250"}}"#,
        )
        .unwrap();
        assert_eq!(token.refresh_token.as_deref(), Some("secret-2"));
        let guild = token.guild.as_ref().unwrap();
        assert_eq!((guild.name.as_str(), guild.roles[0].permissions.bits()), ("SomeTest", 49_794_241));
        assert_eq!(token.webhook.as_ref().and_then(|webhook| webhook.token.as_deref()), Some("secret-4"));
        let shown = format!("{token:?}");
        assert!(shown.contains("290926798626357250") && shown.contains("347114750880120863"), "{shown}");
        assert!(!shown.contains("secret"), "{shown}");
    }
}
