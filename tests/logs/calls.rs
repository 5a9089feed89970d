//! Handlers that block their thread, and interactions that nothing answers.

use std::{thread, time::Instant};

use greenroom::prelude::*;
use serde_json::json;

use crate::{
    Log,
    common::{SOON, general, patient, patient_sandbox},
};

/// Blocks its thread until that was logged.
struct Blocks(Log);

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Blocks {
    fn name(&self) -> &'static str {
        "the blocking one"
    }

    async fn message_create(&self, _: &Context, _: &MessageCreate) -> HandlerResult {
        let start = Instant::now();
        while self.0.lines(&["a handler blocks its thread", "the blocking one"]).is_empty() {
            if start.elapsed() > SOON {
                return Err("it was not logged".into());
            }
            thread::sleep(std::time::Duration::from_millis(10));
        }
        Ok(())
    }
}

async fn a_blocking_handler_is_reported() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    let bot = patient(&sandbox).handler(Blocks(log.clone())).spawn().await.unwrap();
    sandbox.user("alice").say(general(&sandbox), "hello");
    let ended = sandbox.wait_until(SOON * 2, |_| bot.stats().handled + bot.stats().failed == 1).await;
    assert!(ended.is_ok() && bot.stats().failed == 0, "{:?}", bot.stats());
    let line = log.lines(&["WARN", "a handler blocks its thread", "the blocking one"]).remove(0);
    assert!(line.contains("MESSAGE_CREATE") && line.contains("blocked_for=1s"), "{line}");
    bot.stop().await;
}

#[greenroom::test]
async fn a_handler_that_blocks_its_thread_is_reported_while_it_blocks() {
    a_blocking_handler_is_reported().await;
}

/// Answers `/quick` at once, defers `/deferred`, and does not answer others.
struct Commands;

#[event_handler]
impl EventHandler for Commands {
    fn name(&self) -> &'static str {
        "the commands"
    }

    async fn interaction_create(&self, ctx: &Context, interaction: &InteractionCreate) -> HandlerResult {
        match &*interaction.command().unwrap().name {
            "quick" => drop(interaction.respond_text(ctx, "Here.").await?),
            "deferred" => drop(interaction.defer(ctx).await?),
            _ => {}
        }
        Ok(())
    }
}

#[greenroom::test]
async fn an_interaction_that_nothing_answers_is_warned_of_once_for_each_command() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    let bot = patient(&sandbox).handler(Commands).spawn().await.unwrap();
    let (alice, general) = (sandbox.user("alice"), general(&sandbox));
    for name in ["quick", "silent", "deferred", "silent", "mute"] {
        alice.interacts(&general, 2, json!({"id": "5", "name": name, "type": 1}));
    }
    log.expect(&sandbox, &["WARN", "no answer to this interaction", "/mute", "the commands"]).await;
    let lines = log.lines(&["no answer to this interaction"]);
    assert_eq!(lines.iter().filter(|line| line.contains("/silent")).count(), 1, "{lines:#?}");
    assert!(!lines.iter().any(|line| line.contains("/quick") || line.contains("/deferred")), "{lines:#?}");
    bot.stop().await;
}

/// Logs a line of its own.
struct Logs;

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Logs {
    fn name(&self) -> &'static str {
        "the logging one"
    }

    async fn message_create(&self, _: &Context, _: &MessageCreate) -> HandlerResult {
        tracing::info!("a line of the user");
        Ok(())
    }
}

#[greenroom::test]
async fn what_a_handler_logs_is_in_the_span_of_its_call() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    let bot = patient(&sandbox).handler(Logs).spawn().await.unwrap();
    sandbox.user("alice").say(general(&sandbox), "hello");
    let span = ["a line of the user", "handler{name=\"the logging one\" event=\"MESSAGE_CREATE\" shard=0 seq="];
    log.expect(&sandbox, &span).await;
    bot.stop().await;
}

/// Suggests a text that is too long, in a list that is not in a `Result`.
struct Finds;

#[handlers]
impl Finds {
    /// Finds
    #[command]
    async fn find(&self, #[option("What", autocomplete = Self::texts)] what: String) -> String {
        what
    }

    async fn texts(&self, _: &str) -> Vec<Suggestion<String>> {
        vec![Suggestion::from("tea".to_owned()), Suggestion::from("x".repeat(101))]
    }
}

#[greenroom::test]
async fn a_suggestion_that_is_too_long_is_warned_of_once_for_each_command() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    let bot = patient(&sandbox).handler(Finds).spawn().await.unwrap();
    let (alice, general) = (sandbox.user("alice"), general(&sandbox));
    for _ in 0..2 {
        let choices = alice.types(&general, "/find what:t").await.unwrap();
        assert_eq!(choices.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["tea"]);
    }
    let lines = log.lines(&["WARN", "a suggestion was too long", "command=\"find\"", "option=\"what\""]);
    assert_eq!(lines.len(), 1, "{lines:#?}");
    bot.stop().await;
}
