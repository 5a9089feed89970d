//! A whole bot that answers the raw interaction, used by a user of the sandbox.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use greenroom::model::{ActionRow, Button, InteractionResponse};
use greenroom::prelude::*;
use greenroom::sandbox::UseError;
use serde_json::{Value, json};

use crate::common::{general, patient, patient_sandbox};

/// Asks with a button, and counts the clicks.
struct Poll(Arc<AtomicU32>);

#[event_handler]
impl EventHandler for Poll {
    async fn interaction_create(&self, ctx: &Context, event: &InteractionCreate) -> HandlerResult {
        let (http, data) = (ctx.http(), serde_json::to_value(&event.data)?);
        let response = match (data["name"].as_str(), data["custom_id"].as_str()) {
            (Some("ask"), _) => {
                let question = data["options"][0]["value"].as_str().unwrap_or_default();
                InteractionResponse::message(question).component(ActionRow::new([Button::primary("yes", "Yes")]))
            }
            (Some("wait"), _) => {
                http.create_interaction_response(event.id, &event.token, &InteractionResponse::defer()).await?;
                http.update_interaction_response(event.application_id, &event.token).content("Done.").await?;
                return Ok(());
            }
            (_, Some("yes")) => {
                let votes = self.0.fetch_add(1, Ordering::SeqCst) + 1;
                InteractionResponse::update(format!("{votes} votes"))
            }
            _ => return Ok(()),
        };
        http.create_interaction_response(event.id, &event.token, &response).await?;
        Ok(())
    }
}

#[greenroom::test]
async fn users_run_commands_and_click_buttons_of_a_bot_that_was_restarted() {
    let sandbox = patient_sandbox().await;
    let votes = Arc::new(AtomicU32::new(0));
    let spawn = || patient(&sandbox).handler(Poll(votes.clone())).spawn();
    let first = spawn().await.unwrap();
    let http = crate::rest::http(&sandbox);
    let commands: Value = json!([
        {"name": "ask", "description": "Asks", "options": [
            {"type": 3, "name": "question", "description": "What", "required": true},
        ]},
        {"name": "wait", "description": "Waits"},
        {"name": "silent", "description": "Says nothing"},
    ]);
    let application = sandbox.bot().id().get().into();
    http.set_global_commands(application, &serde_json::from_value::<Vec<_>>(commands).unwrap()).await.unwrap();
    let (alice, general) = (sandbox.user("alice"), general(&sandbox));
    let asked = alice.uses(&general, "/ask question:Tea?").await.unwrap();
    assert_eq!((asked.content.as_str(), asked.ephemeral), ("Tea?", false));
    assert_eq!(alice.uses(&general, "/wait").await.unwrap().content, "Done.");
    let silent = alice.uses(&general, "/silent").send().unwrap();
    sandbox.advance(std::time::Duration::from_secs(4));
    assert_eq!(silent.message().await.unwrap_err(), UseError::NotAnswered { refused: None });
    first.stop().await;
    let second = spawn().await.unwrap();
    assert_eq!(alice.clicks(&asked, "Yes").await.unwrap().content, "1 votes");
    assert_eq!(sandbox.user("carol").clicks(&asked, "Yes").await.unwrap().content, "2 votes");
    second.stop().await;
}
