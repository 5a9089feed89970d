//! The bot's own application (Discord's docs, resources/application).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::Application;
use crate::rest::{Call, Http, endpoints::operation as op};

impl Http {
    /// The application that the bot belongs to. Its flags tell which privileged intents are switched on in the portal.
    pub fn current_application(&self) -> Call<Application> {
        self.call(&op::GET_MY_APPLICATION, &[])
    }
}
