//! The tricky cases of answers: deferrals, modals, visibility, failures.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use greenroom::command::{Command, CommandContext, ComponentContext};
use greenroom::prelude::*;
use greenroom::sandbox::SandboxMessage;
use greenroom::{command, handlers};
use serde_json::json;

use super::{Outcome, Wait, World, eventually, message_of_the_compiler, requests};

/// The flag of messages that only one user sees.
const EPHEMERAL: u64 = 1 << 6;
/// The flag of a message that stands for an answer that is yet to come.
const LOADING: u64 = 1 << 7;

/// Whether the message stands for an answer that is yet to come.
fn is_loading(message: &SandboxMessage) -> bool {
    message.raw["flags"].as_u64().unwrap_or_default() & LOADING != 0
}

#[derive(CustomId)]
struct Id;

#[derive(Modal)]
#[modal("A form")]
struct Form {
    #[input("A question")]
    answer: String,
}

struct Forms(Wait);

#[handlers]
impl Forms {
    /// Opens a form after a while
    #[command]
    async fn slow(&self, ctx: &CommandContext) -> Ask<Form, Id> {
        self.0.here_for(ctx, Duration::from_millis(2200)).await;
        Form::ask(Id)
    }

    /// Defers, and opens a form
    #[command]
    async fn wrong(&self, ctx: &CommandContext) -> CommandResult<Ask<Form, Id>> {
        ctx.defer(true).await?;
        Ok(Form::ask(Id))
    }

    /// Defers, and opens a form by the context
    #[command]
    async fn also_wrong(&self, ctx: &CommandContext) -> CommandResult<String> {
        ctx.defer(false).await?;
        Ok(ctx.ask(Form::ask(Id)).await.unwrap_err().to_string())
    }

    #[modal]
    async fn answered(&self, _id: Id, form: Form) -> String {
        form.answer
    }
}

#[tokio::test]
async fn case_04_a_modal_after_a_deferral_does_not_compile_or_is_a_clear_error() {
    let message = message_of_the_compiler("case_04_modal_that_cannot_follow");
    assert!(message.contains("Ask<Form, Id>` cannot answer this"), "{message}");

    let wait = Wait::default();
    let world = World::start(|bot| bot.handler(Forms(wait.clone()))).await;
    // A command that returns `Ask` is not deferred, however long it takes.
    let sent = world.alice.uses(&world.general, "/slow").send().unwrap();
    wait.begins().await;
    world.sandbox.advance(Duration::from_millis(2100));
    let form = sent.form().await.unwrap();
    assert_eq!(world.alice.submits(&form, [("A question", "yes")]).await.unwrap().content, "yes");
    let told = world.alice.uses(&world.general, "/wrong").await.unwrap();
    assert!(told.content.starts_with("Something went wrong (incident ") && told.ephemeral, "{}", told.content);
    let told = world.alice.uses(&world.general, "/also_wrong").await.unwrap();
    assert!(told.content.contains("a modal must be the first answer"), "{}", told.content);
    world.bot.stop().await;
}

struct Views(Wait);

#[handlers]
impl Views {
    /// Is private by its type
    #[command]
    async fn private(&self, ctx: &CommandContext) -> Ephemeral<&'static str> {
        self.0.here(ctx).await;
        Ephemeral("for you")
    }

    /// Is private by its attribute, and answers publicly
    #[command(ephemeral)]
    async fn changed(&self, ctx: &CommandContext) -> Reply {
        self.0.here(ctx).await;
        Reply::new("for all?").public()
    }

    /// Is public, and answers privately
    #[command]
    async fn secret(&self, ctx: &CommandContext) -> Reply {
        self.0.here(ctx).await;
        Reply::new("a secret").ephemeral()
    }
}

#[tokio::test]
async fn case_06_visibility_is_fixed_by_the_deferral() {
    let wait = Wait::default();
    let world = World::start(|bot| bot.handler(Views(wait.clone()))).await;
    for (name, text) in [("private", "for you"), ("changed", "for all?")] {
        let sent = world.alice.uses(&world.general, &format!("/{name}")).send().unwrap();
        let deferral = wait.passes(&world, &sent).await;
        assert_eq!(deferral, json!({"type": 5, "data": {"flags": EPHEMERAL}}), "{name}");
        let answer = sent.message().await.unwrap();
        assert_eq!((answer.content.as_str(), answer.ephemeral), (text, true), "{name}");
    }
    // A private answer to a public deferral is never shown to all: the loading message is deleted.
    let sent = world.alice.uses(&world.general, "/secret").send().unwrap();
    let deferral = wait.passes(&world, &sent).await;
    assert_eq!(deferral["type"], 5);
    let answer = world.general.expect(|it| it.content == "a secret").await.unwrap();
    assert!(answer.ephemeral && !world.general.messages().iter().any(is_loading));
    world.bot.stop().await;
}

/// Sends buttons that only the user sees
#[command]
async fn private_buttons() -> Ephemeral<Reply> {
    let ids = [("fast", "Fast"), ("slow", "Slow"), ("both", "Both")];
    Ephemeral(Reply::new("Choose").row(ids.map(|(id, label)| Button::primary(id, label))))
}

#[tokio::test]
async fn case_12_a_button_on_an_ephemeral_message() {
    let (wait, errors) = (Wait::default(), Arc::new(Mutex::new(Vec::new())));
    let (inner, told) = (wait.clone(), Arc::clone(&errors));
    let world = World::start(|bot| {
        let slow = move |ctx: ComponentContext| {
            let wait = inner.clone();
            async move {
                wait.here(&ctx).await;
                Update::new("slow")
            }
        };
        let both = move |ctx: ComponentContext| {
            let told = Arc::clone(&told);
            async move {
                ctx.reply(Reply::new("a reply").ephemeral()).await?;
                let error = ctx.update("an update").await.unwrap_err();
                told.lock().unwrap().push(error.to_string());
                Outcome::Ok(())
            }
        };
        bot.command(private_buttons)
            .command(Command::component("fast").on_use(|_| async { Update::new("fast") }))
            .command(Command::component("slow").on_use(slow))
            .command(Command::component("both").on_use(both))
    })
    .await;
    let World { alice, bob, general, .. } = &world;
    let asked = alice.uses(general, "/private_buttons").await.unwrap();
    assert!(bob.clicks(&asked, "Fast").send().is_err());
    let before = world.sandbox.requests().len();
    let changed = alice.clicks(&asked, "Fast").await.unwrap();
    assert_eq!((changed.id, changed.content.as_str(), changed.ephemeral), (asked.id, "fast", true));
    // A slow one is acknowledged, and edits the message by the token of the click.
    let sent = alice.clicks(&asked, "Slow").send().unwrap();
    assert_eq!(wait.passes(&world, &sent).await["type"], 6);
    let changed = sent.until(|it| it.content == "slow").await.unwrap();
    assert_eq!((changed.id, changed.ephemeral), (asked.id, true));
    // After another message the click's token no longer leads to the button's message.
    assert_eq!(alice.clicks(&asked, "Both").await.unwrap().content, "a reply");
    eventually(|| errors.lock().unwrap().len() == 1).await;
    assert_eq!(*errors.lock().unwrap(), ["the component's message is not known, or only the user sees it"]);
    let sent = requests(&world, before);
    assert!(!sent.iter().any(|it| it.contains("update_message")), "{sent:?}");
    world.bot.stop().await;
}

#[tokio::test]
async fn case_18_a_handler_that_panics_after_deferring_shows_the_incident() {
    let wait = Wait::default();
    let inner = wait.clone();
    let world = World::start(|bot| {
        let panics = |name: &str, ephemeral: bool| {
            Command::slash(name, "Panics").run(move |ctx: CommandContext| async move {
                ctx.defer(ephemeral).await?;
                if ctx.is_answered() {
                    panic!("oh no");
                }
                Outcome::Ok(())
            })
        };
        let late = Command::slash("late", "Panics later").run(move |ctx: CommandContext| {
            let wait = inner.clone();
            async move {
                wait.here(&ctx).await;
                if ctx.is_answered() {
                    panic!("oh no");
                }
            }
        });
        bot.command(panics("private", true)).command(panics("public", false)).command(late)
    })
    .await;
    let World { alice, general, .. } = &world;
    let is_incident = |it: &SandboxMessage| it.content.starts_with("Something went wrong (incident ") && it.ephemeral;
    let told = alice.uses(general, "/private").await.unwrap();
    assert!(is_incident(&told), "{}", told.content);
    for (name, count) in [("public", 2), ("late", 3)] {
        let sent = alice.uses(general, &format!("/{name}")).send().unwrap();
        if name == "late" {
            wait.passes(&world, &sent).await;
        }
        eventually(|| general.messages().iter().filter(|it| is_incident(it)).count() == count).await;
        assert!(!general.messages().iter().any(is_loading), "{name}");
    }
    world.bot.stop().await;
}

#[tokio::test]
async fn case_23_a_first_follow_up_has_the_visibility_of_the_deferral() {
    let world = World::start(|bot| {
        let follows = |name: &str, deferred: bool, public: bool| {
            Command::slash(name, "Follows up").run(move |ctx: CommandContext| async move {
                ctx.defer(deferred).await?;
                let first = Reply::new("first");
                let first = ctx.follow_up(if public { first.public() } else { first.ephemeral() }).await?;
                let second = ctx.follow_up(Reply::new("second").ephemeral()).await?;
                let is_private = (first.is_ephemeral(), second.is_ephemeral());
                first.edit("first, edited").await?;
                second.edit("second, edited").await?;
                Outcome::Ok(Reply::new(format!("{is_private:?}")).public())
            })
        };
        bot.command(follows("private", true, true)).command(follows("public", false, false))
    })
    .await;
    let World { alice, general, .. } = &world;
    for (count, name) in [(1, "private"), (2, "public")] {
        let before = world.sandbox.requests().len();
        alice.uses(general, &format!("/{name}")).send().unwrap();
        let of = |text: &str| -> Vec<bool> {
            general.messages().iter().filter(|it| it.content == text).map(|it| it.ephemeral).collect()
        };
        eventually(|| of("(true, true)").len() == count).await;
        // Each message is private: the first one because of the deferral, or because it would otherwise be public.
        assert_eq!((of("first, edited"), of("second, edited")), (vec![true; count], vec![true; count]), "{name}");
        assert_eq!(of("(true, true)"), vec![false; count], "{name}");
        // Messages that one user sees are edited by the token, not by the channel.
        let sent = requests(&world, before);
        assert!(!sent.iter().any(|it| it.contains("update_message")), "{sent:?}");
        assert_eq!(sent.iter().filter(|it| it.starts_with("PATCH")).count(), if name == "private" { 3 } else { 2 });
    }
    world.bot.stop().await;
}
