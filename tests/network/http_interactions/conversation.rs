//! Whole conversations: over HTTP users see the same as over the gateway.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use greenroom::command::{CommandContext, ComponentContext, Ephemeral, Suggestion};
use greenroom::handlers;
use greenroom::model::Upload;
use greenroom::prelude::*;
use greenroom::sandbox::{Sandbox, SandboxChannel, SandboxUser};
use greenroom::task::Task;

use super::World;
use crate::commands::{Wait, eventually};

#[derive(CustomId)]
#[custom_id("vote")]
struct Vote {
    yes: bool,
}

#[derive(CustomId)]
struct About(u64);

#[derive(Modal)]
#[modal("Report")]
struct Report {
    #[input("What happened?", paragraph)]
    what: String,
}

#[derive(Clone, Default)]
struct Talk {
    wait: Wait,
}

#[handlers(check = Self::allowed)]
impl Talk {
    async fn allowed(&self, ctx: &CallContext) -> CommandResult<bool> {
        Ok(ctx.name() != "forbidden")
    }

    /// Says hello
    #[command]
    async fn hello(&self) -> &'static str {
        "Hello!"
    }

    /// Says something to the user alone
    #[command]
    async fn secret(&self) -> Ephemeral<&'static str> {
        Ephemeral("Psst.")
    }

    /// Nobody may use it
    #[command]
    async fn forbidden(&self) -> &'static str {
        "Never"
    }

    /// Fails
    #[command]
    async fn fails(&self) -> CommandResult<&'static str> {
        Err("broken".into())
    }

    /// Panics
    #[command]
    async fn panics(&self) -> &'static str {
        panic!("on purpose")
    }

    /// Once
    #[command(cooldown(user, 1 per "1h"))]
    async fn once(&self) -> &'static str {
        "Once."
    }

    /// Answers, then follows up and changes the answer
    #[command]
    async fn more(&self, ctx: &CommandContext) -> CommandResult {
        let first = ctx.reply("first").await?;
        ctx.follow_up("second").await?;
        first.edit("first, changed").await?;
        ctx.follow_up(format!("third, after {}", first.message().await?.content)).await?;
        Ok(())
    }

    /// Sends a file
    #[command]
    async fn file(&self) -> Reply {
        Reply::new("A file").file(Upload::bytes("a.txt", "content"))
    }

    /// Takes long
    #[command]
    async fn slow(&self, ctx: &CommandContext) -> &'static str {
        self.wait.here(ctx).await;
        "At last."
    }

    /// Picks
    #[command]
    async fn pick(&self, #[option("What", autocomplete = Self::items)] item: String) -> String {
        format!("Picked {item}")
    }

    async fn items(&self, typed: &str) -> CommandResult<Vec<Suggestion<String>>> {
        Ok(vec![Suggestion::new(format!("{typed}!"), format!("{typed}!"))])
    }

    /// Asks
    #[command]
    async fn ask(&self) -> Reply {
        Reply::new("Tea?").row([Button::primary(Vote { yes: true }.id(), "Yes")])
    }

    #[component]
    async fn vote(&self, _ctx: &ComponentContext, vote: Vote) -> Update {
        Update::new(format!("voted {}", vote.yes))
    }

    /// Opens a form
    #[command]
    async fn report(&self) -> Ask<Report, About> {
        Report::ask(About(7))
    }

    #[modal]
    async fn reported(&self, about: About, report: Report) -> String {
        format!("{}: {}", about.0, report.what)
    }

    /// Confirms
    #[command]
    async fn delete(&self, ctx: &CommandContext) -> CommandResult<&'static str> {
        Ok(if ctx.confirm("Delete all?").await? { "Deleted." } else { "Kept." })
    }

    #[user_command("Greet")]
    async fn greet(&self, target: GuildMember) -> String {
        format!("Hello {}", target.display_name())
    }
}

/// What alice sees in a conversation with the bot, whichever way the interactions are sent.
async fn conversation(sandbox: &Sandbox, general: &SandboxChannel, alice: &SandboxUser, wait: &Wait) -> Vec<String> {
    let mut seen = Vec::new();
    for text in ["/hello", "/secret", "/forbidden", "/once", "/once", "/file"] {
        let message = alice.uses(general, text).await.unwrap();
        let files = message.raw["attachments"].as_array().map_or(0, Vec::len);
        seen.push(format!("{text}: {} {files} {}", message.content, message.ephemeral));
    }
    for text in ["/fails", "/panics"] {
        let message = alice.uses(general, text).await.unwrap();
        let (told, _) = message.content.split_once("(incident").unwrap();
        seen.push(format!("{text}: {told} {}", message.ephemeral));
    }

    let sent = alice.uses(general, "/more").send().unwrap();
    let second = sent.follow_up(0).await.unwrap();
    let third = sent.follow_up(1).await.unwrap();
    let first = sent.message().await.unwrap();
    seen.extend([first.content.clone(), second.content.clone(), third.content.clone()]);

    let sent = alice.uses(general, "/slow").send().unwrap();
    wait.begins().await;
    sandbox.advance(Duration::from_millis(2100));
    let callbacks = || sandbox.interaction_callbacks(sent.id());
    eventually(|| !callbacks().is_empty()).await;
    seen.push(callbacks()[0].to_string());
    sandbox.advance(Duration::from_secs(60));
    seen.push(sent.message().await.unwrap().content);

    let choices = alice.types(general, "/pick item:te").await.unwrap();
    seen.push(format!("{:?}", choices.iter().map(|it| it.name.clone()).collect::<Vec<_>>()));
    seen.push(alice.uses(general, "/pick item:tea!").await.unwrap().content);

    let asked = alice.uses(general, "/ask").await.unwrap();
    seen.push(alice.clicks(&asked, "Yes").await.unwrap().content);

    let form = alice.uses(general, "/report").form().await.unwrap();
    seen.push(alice.submits(&form, [("What happened?", "Rain")]).await.unwrap().content);

    let sent = alice.uses(general, "/delete").send().unwrap();
    let question = sent.message().await.unwrap();
    alice.clicks(&question, "Yes").await.unwrap();
    seen.push(sent.follow_up(0).await.unwrap().content);

    let bob = sandbox.user("bob");
    bob.uses(general, "/hello").await.unwrap();
    seen.push(alice.uses_on((general, &bob), "Greet").await.unwrap().content);
    seen
}

#[greenroom::test]
async fn over_http_users_see_what_they_see_over_the_gateway() {
    let over_gateway = {
        let talk = Talk::default();
        let world = crate::commands::World::start(|bot| bot.handler(talk.clone())).await;
        let seen = conversation(&world.sandbox, &world.general, &world.alice, &talk.wait).await;
        world.bot.stop().await;
        seen
    };
    let talk = Talk::default();
    let world = World::start(|bot| bot.handler(talk.clone())).await;
    let over_http = conversation(&world.sandbox, &world.general, &world.alice, &talk.wait).await;
    assert_eq!(over_http, over_gateway);
    assert_eq!(over_http[0], "/hello: Hello! 0 false");

    // The first answers were responses, but for the answer with the file and the question, which is waited on.
    let requests = world.sandbox.requests();
    let count = |name: &str| requests.iter().filter(|it| it.operation == Some(name)).count();
    assert_eq!(count("create_interaction_response"), 1, "{:?}", requests.iter().map(|it| it.operation));
    world.end().await;
}

#[greenroom::test]
async fn an_answer_after_the_deadline_is_not_seen() {
    let talk = Talk::default();
    let world = World::start(|bot| bot.handler(talk.clone())).await;
    world.sandbox.faults().once(greenroom::sandbox::Fault::DelayPost(Duration::from_secs(4)));
    let sent = world.alice.uses(&world.general, "/hello").send().unwrap();
    world.sandbox.advance(Duration::from_secs(5));
    let error = sent.message().await.unwrap_err();
    assert!(error.to_string().contains("did not respond"), "{error}");
    world.end().await;
}

#[greenroom::test]
async fn stop_waits_for_running_calls_and_later_requests_are_refused() {
    let talk = Talk::default();
    let world = World::start(|bot| bot.handler(talk.clone())).await;
    let sent = world.alice.uses(&world.general, "/slow").send().unwrap();
    talk.wait.begins().await;
    let bot = world.bot.clone();
    let stopping = tokio::spawn(async move { bot.stop().await });
    world.bot.stopping().await;
    let late = world.alice.uses(&world.general, "/hello").send().unwrap();
    world.sandbox.advance(Duration::from_millis(2100));
    eventually(|| !world.sandbox.interaction_callbacks(sent.id()).is_empty()).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!stopping.is_finished());
    world.sandbox.advance(Duration::from_secs(60));
    assert_eq!(sent.message().await.unwrap().content, "At last.");
    let refused = late.message().await.unwrap_err().to_string();
    assert!(refused.contains("503"), "{refused}");
    stopping.await.unwrap();
    world.end().await;
}

/// The gateway may run as well. Then interactions still come over HTTP.
#[greenroom::test]
async fn a_shard_can_run_beside_http() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = Bot::sandbox(&sandbox).handler(Talk::default()).sharding(Sharding::Total(1));
    let bot = bot.http().await.unwrap();
    let server = super::RunningServer::of(&bot);
    sandbox.interactions_url(&server.url("/discord")).await.unwrap();
    let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
    assert_eq!(alice.uses(&general, "/hello").await.unwrap().content, "Hello!");
    assert_eq!((bot.shards().len(), sandbox.identifies().len()), (1, 1));
    // Without the URL they come over the gateway.
    sandbox.remove_interactions_url();
    assert_eq!(alice.uses(&general, "/hello").await.unwrap().content, "Hello!");
    bot.stop().await;
    server.handle.stop(false).await;
}

#[greenroom::test]
async fn tasks_run_without_a_gateway() {
    let ran = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&ran);
    let world = World::start(|bot| {
        let task = Task::every("count", Duration::from_secs(3600), move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
            async { Ok(()) }
        });
        bot.handler(Talk::default()).task(task)
    })
    .await;
    world.sandbox.wait_until(Duration::from_secs(5), |_| world.bot.tasks()[0].next.is_some()).await.unwrap();
    world.sandbox.advance(Duration::from_secs(3601));
    let has_run = || ran.load(Ordering::SeqCst) == 1;
    world.sandbox.wait_until(Duration::from_secs(5), |_| has_run()).await.unwrap();
    world.end().await;
}
