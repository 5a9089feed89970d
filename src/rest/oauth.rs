//! OAuth2 (Discord's docs, topics/oauth2): the one grant that needs no browser.
//!
//! Nearly everything is open to the bot's own token. What is not, as setting the permissions of commands, takes a token of
//! the user who owns the application, which [`Http::client_credentials`] gets and [`Call::bearer`] sends.

use std::fmt;

use greenroom_macros::{New, Object};
use serde::{Deserialize, Deserializer};

use super::{
    Call, Http,
    request::Authorization,
    route::{Operation, encode, post},
};
use crate::model::ApplicationId;

/// Of this operation Discord's OpenAPI document knows nothing. A token more does no harm, so it may be repeated.
const OAUTH2_TOKEN: Operation = post("oauth2_token", "/oauth2/token").without_token().repeatable();

/// A token for what the bot's own does not open. It is shown nowhere.
#[derive(Clone, PartialEq, Eq, Object, New)]
#[new(access_token, expires_in)]
#[object(read_only)]
#[non_exhaustive]
pub struct AccessToken {
    /// The token: a secret.
    #[object(required)]
    pub access_token: String,
    /// In how many seconds it ends.
    pub expires_in: u64,
    /// What it opens: `identify`, `applications.commands.permissions.update` and so on.
    #[serde(rename = "scope", deserialize_with = "words")]
    pub scopes: Vec<String>,
}

/// Scopes are written with spaces between them.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(String::deserialize(deserializer)?.split_whitespace().map(str::to_owned).collect())
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("expires_in", &self.expires_in)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl Http {
    /// A token of the application's owner, by the client credentials grant: with these scopes, for a week. Of an application
    /// that belongs to a team, Discord grants `identify` and `applications.commands.update` only.
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
    /// Sends this token in place of the bot's.
    pub fn bearer(self, token: &AccessToken) -> Self {
        self.authorized(Authorization::bearer(&token.access_token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_and_not_shown() {
        let json = r#"{"access_token":"6qrZcUqja7812RVdnEKjpzOL4CvHBFG","token_type":"Bearer","expires_in":604800,"scope":"identify connections"}"#;
        let token: AccessToken = serde_json::from_str(json).unwrap();
        assert_eq!(
            (token.expires_in, token.scopes.as_slice()),
            (604_800, &["identify".to_owned(), "connections".into()][..])
        );
        assert!(!format!("{token:?}").contains("6qrZ"));
    }
}
