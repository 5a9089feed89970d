//! The bot's own application (Discord's docs, resources/application).

use super::{Call, Http, route::operation as op};
use crate::model::Application;

impl Http {
    /// The application that the bot belongs to. Its flags tell which privileged intents are switched on in the portal.
    pub fn current_application(&self) -> Call<Application> {
        self.call(&op::GET_MY_APPLICATION, &[])
    }
}
