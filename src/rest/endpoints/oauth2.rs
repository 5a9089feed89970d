//! OAuth2: information about tokens (Discord's docs, topics/oauth2).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{Application, Authorization, PublicKeys, UserInfo};
use crate::rest::{Call, Http, endpoints::operation as op};

impl Http {
    /// The scopes and the user of the bearer token of the call.
    pub fn current_authorization(&self) -> Call<Authorization> {
        self.call(&op::GET_MY_OAUTH2_AUTHORIZATION, &[])
    }

    /// The application of the bot.
    pub fn oauth2_application(&self) -> Call<Application> {
        self.call(&op::GET_MY_OAUTH2_APPLICATION, &[])
    }

    /// The keys with which Discord signs OpenID Connect tokens. Not documented by Discord.
    pub fn public_keys(&self) -> Call<PublicKeys> {
        self.call(&op::GET_PUBLIC_KEYS, &[])
    }

    /// The user of the bearer token of the call, as OpenID Connect user info. Needs the scope `openid`. Not documented
    /// by Discord.
    pub fn user_info(&self) -> Call<UserInfo> {
        self.call(&op::GET_OPENID_CONNECT_USERINFO, &[])
    }
}
