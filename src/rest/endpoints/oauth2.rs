//! What a token may, and whom it stands for (Discord's docs, topics/oauth2).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{Application, Authorization, PublicKeys, UserInfo};
use crate::rest::{Call, Http, endpoints::operation as op};

impl Http {
    /// What the bearer token may that the client sends, and whom it stands for.
    pub fn current_authorization(&self) -> Call<Authorization> {
        self.call(&op::GET_MY_OAUTH2_AUTHORIZATION, &[])
    }

    /// The application that the bot belongs to.
    pub fn oauth2_application(&self) -> Call<Application> {
        self.call(&op::GET_MY_OAUTH2_APPLICATION, &[])
    }

    /// The keys that Discord signs OpenID Connect tokens with. Not documented by Discord.
    pub fn public_keys(&self) -> Call<PublicKeys> {
        self.call(&op::GET_PUBLIC_KEYS, &[])
    }

    /// Whom the bearer token stands for that the client sends, in the words of OpenID Connect. Needs the scope
    /// `openid`. Not documented by Discord.
    pub fn user_info(&self) -> Call<UserInfo> {
        self.call(&op::GET_OPENID_CONNECT_USERINFO, &[])
    }
}
