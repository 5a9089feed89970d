//! Contexts know their call; failures have one place to go; handles give access to what the bot uses.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use actix::{Actor, Handler, ResponseFuture};
use greenroom::{
    Error,
    event::EventKind,
    gateway::Intents,
    handler::{FailureCause, Interests},
    prelude::*,
    sandbox::{Sandbox, SandboxMessage},
};
use serde_json::json;
use tokio::sync::Semaphore;

use crate::{
    common::{Diary, SOON, general, patient, patient_sandbox},
    handlers::{OnMessage, say, until},
};

/// Answers each message twice, and writes down its call.
struct Twice(Diary);

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Twice {
    fn name(&self) -> &'static str {
        "twice"
    }

    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        if message.author.bot {
            return Ok(());
        }
        let call = ctx.call().unwrap();
        let (session, sequence) = (call.session().unwrap(), call.sequence().unwrap());
        self.0.write(format!("{} {} {session} {sequence}", call.handler(), call.event()));
        // A copy belongs to the same call, so that the second message has another nonce.
        let copy = ctx.clone();
        message.reply(ctx, "one").await?;
        message.reply(&copy, "two").await?;
        Ok(())
    }
}

fn answers(sandbox: &Sandbox) -> Vec<SandboxMessage> {
    let bot = sandbox.bot().id();
    general(sandbox).messages().into_iter().filter(|message| message.author_id == bot).collect()
}

#[greenroom::test]
async fn a_handler_that_is_called_again_for_an_event_writes_no_message_twice() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    // Two handlers of one name: their messages are different ones.
    let bot = patient(&sandbox).handler(Twice(diary.clone())).handler(Twice(diary.clone())).spawn().await.unwrap();
    let before = bot.shard(0).unwrap().seq.unwrap();
    say(&sandbox, &general(&sandbox), "hello", 1);
    diary.expect_times("twice", 2).await;
    until(&sandbox, "all are written", || answers(&sandbox).len() == 4).await;
    let line = diary.lines().remove(0);
    let info = bot.shard(0).unwrap();
    let session = info.session_id.unwrap();
    let sequence: u64 = line.rsplit(' ').next().unwrap().parse().unwrap();
    assert_eq!(line, format!("twice MESSAGE_CREATE {session} {sequence}"));
    assert!(sequence > before);
    // Discord sends the events again, and the handlers are called again.
    bot.diagnose(0).inject_resume(before).await.unwrap();
    diary.expect_times(&line, 4).await;
    until(&sandbox, "the calls have ended", || bot.stats().waiting == 0).await;
    assert_eq!(answers(&sandbox).len(), 4);
    // Another event is another call.
    say(&sandbox, &general(&sandbox), "again", 1);
    until(&sandbox, "all are written", || answers(&sandbox).len() == 8).await;
    bot.stop().await;
}

#[greenroom::test]
async fn entries_of_the_audit_log_have_the_handler_as_their_reason() {
    let sandbox = patient_sandbox().await;
    let handler = OnMessage(|ctx: Context, message: MessageCreate| async move {
        let guild = message.guild_id.unwrap();
        match &*message.content {
            "delete" => message.delete(&ctx).await?,
            "reason" => message.delete(&ctx).reason("spam").await?,
            "role" => drop(ctx.http().create_role(guild).name("new").await?),
            _ => message.delete(ctx.bot().http()?).await?,
        }
        Ok(())
    });
    let bot = patient(&sandbox).handler(handler).spawn().await.unwrap();
    let guild = sandbox.guild("Greenroom").id();
    for (handled, text) in (1..).zip(["delete", "reason", "role", "outside"]) {
        sandbox.user("alice").say(general(&sandbox), text);
        until(&sandbox, "the handler has ended", || bot.stats().handled == handled).await;
    }
    let log = bot.http().unwrap().audit_log(guild).await.unwrap();
    let reasons: Vec<_> = log.audit_log_entries.iter().rev().map(|entry| entry.reason.as_deref()).collect();
    let [Some(deleted), Some("spam"), Some(role), None] = reasons[..] else { panic!("{reasons:?}") };
    for reason in [deleted, role] {
        assert!(reason.contains("OnMessage") && reason.contains("MESSAGE_CREATE"), "{reason}");
    }
    bot.stop().await;
}

/// Fails, and deals with failures itself if it is told so.
struct Failing {
    own: Option<Diary>,
}

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Failing {
    fn name(&self) -> &'static str {
        if self.own.is_some() { "own" } else { "plain" }
    }

    async fn message_create(&self, _: &Context, message: &MessageCreate) -> HandlerResult {
        if message.content == "panic" {
            panic!("on purpose");
        }
        Err("on purpose".into())
    }

    async fn role_delete(&self, _: &Context, _: &RoleDelete) -> HandlerResult {
        Ok(())
    }

    async fn error(&self, ctx: &Context, failure: &Failure) {
        match &self.own {
            Some(diary) => diary.write(format!("own {failure}")),
            None => failure.report(ctx).await,
        }
    }
}

#[greenroom::test]
async fn failures_of_all_handlers_go_to_on_error_with_the_name_of_the_handler() {
    crate::panics::wanted();
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let written = diary.clone();
    let bot = patient(&sandbox)
        .handler(Failing { own: None })
        .handler(Failing { own: Some(diary.clone()) })
        .on_error(move |ctx, failure| {
            let diary = written.clone();
            Box::pin(async move {
                tokio::task::yield_now().await;
                let kind = match &failure.cause {
                    FailureCause::Error(_) => "error",
                    FailureCause::Panic(_) => "panic",
                    _ => "decode",
                };
                diary.write(format!("bot {kind} {} {}: {failure}", failure.handler, ctx.shard()));
            })
        })
        .spawn()
        .await
        .unwrap();
    say(&sandbox, &general(&sandbox), "error", 1);
    sandbox.user("alice").say(general(&sandbox), "panic");
    sandbox.faults().dispatch("GUILD_ROLE_DELETE", "{}");
    for line in [
        "bot error plain 0: plain failed at MESSAGE_CREATE: on purpose",
        "bot panic plain 0: plain panicked at MESSAGE_CREATE: on purpose",
        "bot decode plain 0: plain: GUILD_ROLE_DELETE could not be decoded",
        "own own failed at MESSAGE_CREATE: on purpose",
        "own own panicked at MESSAGE_CREATE: on purpose",
        "own own: GUILD_ROLE_DELETE could not be decoded",
    ] {
        diary.expect(line).await;
    }
    assert_eq!(diary.lines().len(), 6, "{:?}", diary.lines());
    bot.stop().await;
}

#[greenroom::test]
async fn a_handle_has_the_rest_api_the_cache_and_the_application() {
    let sandbox = patient_sandbox().await;
    let run = patient(&sandbox).handler(Failing { own: None }).run();
    let bot = run.handle();
    assert!(matches!(bot.http(), Err(Error::NotRunning)));
    assert!(matches!(bot.cache(), Err(Error::NotRunning)) && bot.application_id().is_none());
    let run = tokio::spawn(run);
    bot.ready().await.unwrap();
    let general = general(&sandbox);
    bot.http().unwrap().create_message(ChannelId::from(&general)).content("from outside").await.unwrap();
    assert!(general.messages().iter().any(|message| message.content == "from outside"));
    until(&sandbox, "the guild is cached", || bot.cache().unwrap().guilds().len() == 1).await;
    let application = bot.application().await.unwrap();
    assert_eq!(Some(application.id), bot.application_id());
    let count = || sandbox.requests().iter().filter(|request| request.path.ends_with("/applications/@me")).count();
    assert_eq!(count(), 1);
    bot.application().await.unwrap();
    assert_eq!(count(), 1, "it is kept");
    bot.stop().await;
    run.await.unwrap().unwrap();
}

#[greenroom::test]
async fn tasks_that_wait_for_stopping_end_with_the_bot() {
    let sandbox = patient_sandbox().await;
    let gate = Arc::new(Semaphore::new(0));
    let handler = {
        let gate = Arc::clone(&gate);
        OnMessage(move |_, _| {
            let gate = Arc::clone(&gate);
            async move {
                gate.acquire().await?.forget();
                Ok(())
            }
        })
    };
    let bot = patient(&sandbox).handler(handler).spawn().await.unwrap();
    let task = {
        let bot = bot.handle();
        tokio::spawn(async move { bot.stopping().await })
    };
    sandbox.user("alice").say(general(&sandbox), "hello");
    until(&sandbox, "the handler runs", || bot.stats().waiting == 1).await;
    assert!(!task.is_finished());
    let stop = {
        let bot = bot.handle();
        tokio::spawn(async move { bot.stop().await })
    };
    // It resolves while handlers still run.
    tokio::time::timeout(SOON, task).await.unwrap().unwrap();
    assert!(!stop.is_finished());
    gate.add_permits(1);
    stop.await.unwrap();
    bot.stopping().await;
}

/// An actor that handles an event when there is a permit.
struct Slow {
    seen: Arc<Mutex<Vec<String>>>,
    gate: Arc<Semaphore>,
}

impl Actor for Slow {
    type Context = actix::Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(1);
    }
}

impl Handler<ShardEvent> for Slow {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, event: ShardEvent, _: &mut Self::Context) -> Self::Result {
        let (seen, gate) = (Arc::clone(&self.seen), Arc::clone(&self.gate));
        Box::pin(async move {
            gate.acquire().await.unwrap().forget();
            let Event::MessageCreate(message) = &*event.event else { panic!("{event:?}") };
            let handler = event.context.call().map(|call| call.handler().to_owned());
            seen.lock().unwrap().push(format!("{} {}", message.content, handler.unwrap_or_default()));
        })
    }
}

#[test]
fn an_actor_receives_events_like_a_slow_handler() {
    actix::System::new().block_on(async {
        let sandbox = patient_sandbox().await;
        let (seen, gate) = (Arc::<Mutex<Vec<String>>>::default(), Arc::new(Semaphore::new(0)));
        let actor = Slow { seen: Arc::clone(&seen), gate: Arc::clone(&gate) }.start();
        let interests = Interests { asked: Intents::MESSAGE_CONTENT, ..EventKind::MessageCreate.into() };
        let bot = patient(&sandbox).actor(actor, interests).max_waiting(4).spawn().await.unwrap();
        let texts = say(&sandbox, &general(&sandbox), "hello", 20);
        until(&sandbox, "calls wait", || bot.stats().waiting >= 4).await;
        // None is lost, and they come in order.
        assert_eq!((bot.stats().handled, seen.lock().unwrap().len()), (0, 0));
        gate.add_permits(20);
        until(&sandbox, "all are handled", || bot.stats().handled == 20).await;
        let name = std::any::type_name::<Slow>();
        let expected: Vec<_> = texts.iter().map(|text| format!("{text} {name}")).collect();
        assert_eq!(*seen.lock().unwrap(), expected);
        bot.stop().await;
    });
}

/// An actor that stops at its first event.
struct Stops;

impl Actor for Stops {
    type Context = actix::Context<Self>;
}

impl Handler<ShardEvent> for Stops {
    type Result = ();

    fn handle(&mut self, _: ShardEvent, ctx: &mut Self::Context) {
        actix::ActorContext::terminate(ctx);
    }
}

#[test]
fn an_actor_that_has_stopped_is_reported_once() {
    actix::System::new().block_on(async {
        let sandbox = patient_sandbox().await;
        let diary = Diary::default();
        let written = diary.clone();
        let bot = patient(&sandbox)
            .actor(Stops.start(), EventKind::MessageCreate)
            .on_error(move |_, failure| {
                written.write(failure.to_string());
                Box::pin(async {})
            })
            .spawn()
            .await
            .unwrap();
        say(&sandbox, &general(&sandbox), "hello", 5);
        until(&sandbox, "all have ended", || bot.stats().handled + bot.stats().failed == 5).await;
        assert_eq!(diary.lines().len(), 1, "{:?}", diary.lines());
        assert!(diary.lines()[0].contains("the actor has stopped"), "{:?}", diary.lines());
        bot.stop().await;
    });
}

#[greenroom::test]
async fn raw_interactions_are_read_by_their_getters() {
    struct Dice;

    #[event_handler]
    impl EventHandler for Dice {
        async fn interaction_create(&self, ctx: &Context, interaction: &InteractionCreate) -> HandlerResult {
            let count = interaction.option::<u64>("count")?;
            let sides = interaction.option::<Option<u64>>("sides")?.unwrap_or(6);
            interaction.respond_text(ctx, format!("{count}d{sides}")).await?;
            Ok(())
        }
    }

    let sandbox = patient_sandbox().await;
    let bot = patient(&sandbox).handler(Dice).spawn().await.unwrap();
    let options = json!([{"name": "count", "type": 4, "value": 3}]);
    let data = json!({"id": "5", "name": "roll", "type": 1, "options": options});
    let id = sandbox.user("alice").interacts(general(&sandbox), 2, data);
    until(&sandbox, "it is answered", || !sandbox.interaction_callbacks(id).is_empty()).await;
    assert_eq!(sandbox.interaction_callbacks(id)[0]["data"]["content"], "3d6");
    tokio::time::timeout(Duration::from_secs(5), bot.stop()).await.unwrap();
}
