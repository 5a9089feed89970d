//! Webhooks.

use crate::model::Webhook;
use crate::rest::{Audited, Call, ExecuteWebhook, Http, UpdateWebhook};

impl Webhook {
    /// Writes a message by this webhook: `webhook.execute(ctx).content("hi").username("Ant").await`. Fails with
    /// [`HttpError::Invalid`](crate::rest::HttpError::Invalid) if the token of the webhook is not known, as for
    /// those that others created or that follow a channel.
    pub fn execute(&self, http: impl AsRef<Http>) -> ExecuteWebhook {
        let mut execute = http.as_ref().execute_webhook(self.id, self.token.as_deref().unwrap_or_default());
        if self.token.is_none() {
            execute.call = execute.call.refused("the token of the webhook is not known".to_owned());
        }
        execute
    }

    /// Changes this webhook. Needs MANAGE_WEBHOOKS.
    pub fn edit(&self, http: impl AsRef<Http>) -> UpdateWebhook {
        http.as_ref().update_webhook(self.id)
    }

    /// Deletes this webhook. Needs MANAGE_WEBHOOKS.
    pub fn delete(&self, http: impl AsRef<Http>) -> Call<(), Audited> {
        http.as_ref().delete_webhook(self.id)
    }
}
