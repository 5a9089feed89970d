//! Interactions wait for no other event, are bounded on their own, and count as handled dispatches.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use greenroom::{
    Completed, EventOrder, Overflow, SessionStore, StoreError, StoredShard,
    prelude::*,
    sandbox::{Sandbox, SandboxChannel},
};
use serde_json::json;
use tokio::sync::{Notify, Semaphore};

use crate::{
    common::{SOON, general, patient, patient_sandbox},
    handlers::{never_lost, say, until},
};

/// How soon a command must be answered, whatever else the bot does.
const AT_ONCE: Duration = Duration::from_millis(100);

/// Answers commands, and does what messages say.
#[derive(Default)]
struct Busy {
    begun: Notify,
}

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Busy {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        self.begun.notify_one();
        match &*message.content {
            "sleep" => tokio::time::sleep(Duration::from_secs(5)).await,
            "wait" => {
                let answer = ctx.wait_for::<MessageCreate>(|_| true, Duration::from_secs(5)).user(UserId::new(1));
                answer.await;
            }
            _ => {}
        }
        Ok(())
    }

    async fn interaction_create(&self, ctx: &Context, interaction: &InteractionCreate) -> HandlerResult {
        interaction.respond_text(ctx, "Here.").await?;
        Ok(())
    }
}

/// Uses a command, and returns how long its answer takes.
async fn command(sandbox: &Sandbox, channel: &SandboxChannel) -> Duration {
    let start = Instant::now();
    let id = sandbox.user("alice").interacts(channel, 2, json!({"id": "5", "name": "command", "type": 1}));
    let answered = sandbox.wait_until(SOON, |sandbox| !sandbox.interaction_callbacks(id).is_empty()).await;
    assert!(answered.is_ok(), "the command was not answered");
    start.elapsed()
}

/// The handler is busy with `message` of the same guild; commands are answered at once.
async fn answers_beside(message: &str, configure: impl FnOnce(Bot) -> Bot) {
    let sandbox = patient_sandbox().await;
    let busy = Arc::new(Busy::default());
    let bot = configure(patient(&sandbox)).shared_handler(Arc::clone(&busy)).spawn().await.unwrap();
    let general = general(&sandbox);
    sandbox.user("alice").say(&general, message);
    busy.begun.notified().await;
    // The best of a few, because the machine may be busy; if commands waited for the message, none would be quick.
    let mut best = Duration::MAX;
    for _ in 0..5 {
        best = best.min(command(&sandbox, &general).await);
    }
    assert!(best < AT_ONCE, "{best:?}");
    assert!(bot.stats().waiting >= 1, "the handler is not busy any more: {:?}", bot.stats());
    never_lost(&sandbox);
    bot.abort().await;
}

#[greenroom::test]
async fn interactions_do_not_wait_for_a_message_of_the_same_guild() {
    answers_beside("sleep", |bot| bot).await;
}

#[greenroom::test]
async fn interactions_do_not_wait_for_a_handler_in_wait_for() {
    answers_beside("wait", |bot| bot).await;
}

#[greenroom::test]
async fn interactions_do_not_wait_for_the_parallel_handlers_to_end() {
    answers_beside("sleep", |bot| bot.max_parallel(1)).await;
}

/// Waits for a permit in each interaction, and notes its begin.
struct Gated {
    begun: Mutex<Vec<String>>,
    gate: Semaphore,
}

impl Gated {
    fn new() -> Arc<Self> {
        Arc::new(Self { begun: Mutex::default(), gate: Semaphore::new(0) })
    }

    fn begun(&self) -> Vec<String> {
        self.begun.lock().unwrap().clone()
    }
}

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Gated {
    async fn message_create(&self, _: &Context, _: &MessageCreate) -> HandlerResult {
        self.gate.acquire().await?.forget();
        Ok(())
    }

    async fn interaction_create(&self, _: &Context, interaction: &InteractionCreate) -> HandlerResult {
        self.begun.lock().unwrap().push(interaction.command().unwrap().name.to_string());
        self.gate.acquire().await?.forget();
        Ok(())
    }
}

fn use_commands(sandbox: &Sandbox, names: impl IntoIterator<Item = usize>) -> Vec<String> {
    let (alice, general) = (sandbox.user("alice"), general(sandbox));
    let names: Vec<_> = names.into_iter().map(|n| n.to_string()).collect();
    for name in &names {
        alice.interacts(&general, 2, json!({"id": "5", "name": name, "type": 1}));
    }
    names
}

#[greenroom::test]
async fn interactions_above_their_bound_wait_for_their_turn_and_are_counted() {
    let sandbox = patient_sandbox().await;
    let gated = Gated::new();
    let bot = patient(&sandbox).max_interactions(2).shared_handler(Arc::clone(&gated)).spawn().await.unwrap();
    let names = use_commands(&sandbox, 0..6);
    until(&sandbox, "four wait", || bot.stats().interactions_delayed == 4).await;
    assert_eq!((gated.begun().len(), bot.stats().interactions, bot.stats().waiting), (2, 6, 6));
    for ended in 1..=4 {
        gated.gate.add_permits(1);
        until(&sandbox, "the next begins", || gated.begun().len() == 2 + ended).await;
    }
    gated.gate.add_permits(2);
    until(&sandbox, "all have ended", || bot.stats().waiting == 0 && bot.stats().interactions == 0).await;
    let mut begun = gated.begun();
    begun.sort();
    assert_eq!(begun, names);
    assert_eq!((bot.stats().handled, bot.stats().interactions_delayed), (6, 4));
    bot.stop().await;
}

#[greenroom::test]
async fn interactions_are_not_dropped_because_of_events() {
    let sandbox = patient_sandbox().await;
    let gated = Gated::new();
    let bot = patient(&sandbox).max_waiting(3).overflow(Overflow::DropNewest).ordering(EventOrder::None);
    let bot = bot.shared_handler(Arc::clone(&gated)).spawn().await.unwrap();
    say(&sandbox, &general(&sandbox), "hello", 10);
    until(&sandbox, "the rest is dropped", || bot.stats().dropped == 7).await;
    use_commands(&sandbox, 0..5);
    until(&sandbox, "three begin", || gated.begun().len() == 3 && bot.stats().dropped == 9).await;
    bot.abort().await;
}

/// Notes which dispatches were completed.
#[derive(Default)]
struct CompletedSeqs(Mutex<Vec<u64>>);

struct Store(Arc<CompletedSeqs>);

#[async_trait]
impl SessionStore for Store {
    async fn load(&self) -> Result<Vec<StoredShard>, StoreError> {
        Ok(Vec::new())
    }

    async fn save(&self, _: &[StoredShard]) -> Result<(), StoreError> {
        Ok(())
    }

    fn completed(&self, completed: Completed<'_>) {
        self.0.0.lock().unwrap().push(completed.seq);
    }
}

#[greenroom::test]
async fn an_interaction_is_completed_when_its_handler_has_ended() {
    let sandbox = patient_sandbox().await;
    let (gated, completed) = (Gated::new(), Arc::new(CompletedSeqs::default()));
    let bot = patient(&sandbox).session_store(Store(Arc::clone(&completed)));
    let bot = bot.shared_handler(Arc::clone(&gated)).spawn().await.unwrap();
    let before = bot.shard(0).unwrap().seq.unwrap();
    use_commands(&sandbox, [1]);
    until(&sandbox, "the handler begins", || gated.begun().len() == 1).await;
    let seq = bot.shard(0).unwrap().seq.unwrap();
    assert!(seq > before);
    assert!(!completed.0.lock().unwrap().contains(&seq));
    gated.gate.add_permits(1);
    until(&sandbox, "the dispatch is completed", || completed.0.lock().unwrap().contains(&seq)).await;
    bot.stop().await;
}
