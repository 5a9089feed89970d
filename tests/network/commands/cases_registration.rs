//! The tricky cases of registered commands: old versions, twins, limits, two processes.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use greenroom::command::{Command, CommandContext, ComponentContext};
use greenroom::model::{Button, CommandOption};
use greenroom::prelude::*;
use greenroom::sandbox::Sandbox;
use greenroom::{Bot, handlers};

use super::{Outcome, eventually};

fn plain(name: &str) -> Command {
    let text = format!("this is {name}");
    Command::slash(name, "D").run(move |_| {
        let text = text.clone();
        async move { text }
    })
}

const OUTDATED: &str = "This command was updated. Reload Discord and try again.";
const ANOTHER_VERSION: &str = "This was sent by another version of the bot and does not work any more.";

#[tokio::test]
async fn case_15_an_old_command_id_and_twins_of_a_guild_and_globally() {
    let sandbox = Sandbox::start().await.unwrap();
    let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
    let here = sandbox.guild("Greenroom").id();
    let with_option = plain("old").option(CommandOption::string("text", "A text"));
    let bot = Bot::sandbox(&sandbox).command(with_option).spawn().await.unwrap();
    let old = alice.commands(&general).remove(0);
    bot.stop().await;

    // The command no longer exists.
    let bot = Bot::sandbox(&sandbox).command(plain("new")).spawn().await.unwrap();
    let reads = || sandbox.requests().iter().filter(|it| it.operation == Some("list_application_commands")).count();
    let before = reads();
    for _ in 0..2 {
        let told = alice.uses_old(&old, &general, "/old").await.unwrap();
        assert_eq!((told.content.as_str(), told.ephemeral), (OUTDATED, true));
    }
    // The commands are compared with Discord's once.
    bot.stop().await;
    assert_eq!(reads(), before + 1);

    // It exists again, with another id and without its option. The id does not matter, the option does.
    let twin = Command::slash("old", "Of one guild").guilds([here]).run(|_| async { "this is the guild's" });
    let bot = Bot::sandbox(&sandbox).command(plain("old")).command(twin).spawn().await.unwrap();
    let other = sandbox.create_guild("Other");
    alice.join(&other);
    let other = other.channel("general");
    let global = alice.commands(&other).remove(0);
    assert_ne!(global.id, old.id);
    assert_eq!(alice.uses_old(&old, &other, "/old").await.unwrap().content, "this is old");
    assert_eq!(alice.uses_old(&old, &other, "/old text:a").await.unwrap().content, OUTDATED);

    // The guild's is used in its guild; each of the twins is called, not the other one.
    assert_eq!(alice.uses(&other, "/old").await.unwrap().content, "this is old");
    assert_eq!(alice.uses(&general, "/old").await.unwrap().content, "this is the guild's");
    assert_eq!(alice.uses_old(&global, &general, "/old").await.unwrap().content, "this is old");
    assert_eq!(bot.command_drift().await.unwrap(), []);
    bot.stop().await;
}

struct All;

#[handlers(group("all", "All groups"), group("all g0", "A group"))]
impl All {
    /// Is the first one
    #[command(in = "all g0")]
    async fn first(&self) -> &'static str {
        "this is the first"
    }
}

#[tokio::test]
async fn case_16_the_limits_of_commands_are_checked_at_the_start() {
    type Add = fn(Bot) -> Bot;
    /// Adds a command for each number.
    fn each(bot: Bot, count: usize, command: impl Fn(usize) -> Command) -> Bot {
        (0..count).fold(bot, |bot, number| bot.command(command(number)))
    }
    fn users(bot: Bot, count: usize) -> Bot {
        each(bot, count, |number| Command::user(format!("User {number}")).run(|_| async {}))
    }
    fn messages(bot: Bot, count: usize) -> Bot {
        each(bot, count, |number| Command::message(format!("Message {number}")).run(|_| async {}))
    }
    /// Adds groups, of which the first has one sub-command already.
    fn subcommands(bot: Bot, groups: usize, in_each: usize) -> Bot {
        (0..groups).fold(bot.handler(All), |bot, group| {
            each(bot, in_each - usize::from(group == 0), |number| {
                plain(&format!("s{number}")).in_group(format!("all g{group}"), "A group")
            })
        })
    }
    fn text(length: usize) -> CommandOption {
        CommandOption::string("text", "Text").choice("a", "x".repeat(length))
    }
    let sandbox = Sandbox::start().await.unwrap();
    let refused: [(Add, &str); 7] = [
        (
            |bot| each(bot, 101, |number| plain(&format!("c{number}"))),
            "101 slash commands globally; Discord allows 100",
        ),
        (|bot| users(bot, 16), "16 commands in the menu of users globally; Discord allows 15"),
        (|bot| messages(bot, 16), "16 commands in the menu of messages globally; Discord allows 15"),
        (|bot| subcommands(bot, 1, 26), "more than 25 sub-commands"),
        (|bot| subcommands(bot, 26, 1), "`/all` has 26 sub-commands and groups; Discord allows 25"),
        (|bot| bot.command(plain("long").option(text(8001))), "characters in all; Discord allows 8000"),
        (
            // Each sub-command is short enough, all of them together are not.
            |bot| each(bot, 2, |number| plain(&format!("s{number}")).option(text(4001)).in_group("long", "Long")),
            "`/long` has 8",
        ),
    ];
    for (add, text) in refused {
        let error = add(Bot::sandbox(&sandbox)).spawn().await.unwrap_err().to_string();
        assert!(error.contains(text), "{error}");
    }
    // A command cannot have sub-commands and be used itself.
    for order in [["tag", "show"], ["show", "tag"]] {
        let add = |bot: Bot, name: &str| match name {
            "tag" => bot.command(plain("tag")),
            name => bot.command(plain(name).in_group("tag", "Notes")),
        };
        let bot = order.iter().fold(Bot::sandbox(&sandbox), |bot, name| add(bot, name));
        let error = bot.spawn().await.unwrap_err().to_string();
        assert!(error.contains("`/tag`"), "{error}");
    }
    assert!(!sandbox.requests().iter().any(|it| it.method == "PUT"));

    // What is just within the limits is registered.
    let bot = subcommands(messages(users(Bot::sandbox(&sandbox), 15), 15), 25, 25);
    let bot = each(bot, 99, |number| plain(&format!("c{number}"))).spawn().await.unwrap();
    assert_eq!(bot.command_drift().await.unwrap(), []);
    let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
    assert_eq!(alice.commands(&general).len(), 100 + 15 + 15);
    assert_eq!(alice.uses(&general, "/all g24 s24").await.unwrap().content, "this is s24");
    bot.stop().await;
}

#[tokio::test]
async fn case_17_two_processes_with_the_same_commands() {
    let sandbox = Sandbox::start().await.unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let bot = || {
        let calls = Arc::clone(&calls);
        let hello = Command::slash("hello", "Says hello").run(move |ctx: CommandContext| {
            let calls = Arc::clone(&calls);
            async move {
                calls.fetch_add(1, Ordering::Relaxed);
                Outcome::Ok(format!("hello {}", ctx.user().username))
            }
        });
        Bot::sandbox(&sandbox).command(hello).command(plain("other")).spawn()
    };
    let writes = || sandbox.requests().iter().filter(|it| it.method == "PUT").count();
    let (first, second) = (bot().await.unwrap(), bot().await.unwrap());
    // The second finds what it would write.
    assert_eq!(writes(), 1);
    assert_eq!(second.command_drift().await.unwrap(), []);

    // Both receive the interaction, and the user gets one answer.
    let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
    let used = alice.uses(&general, "/hello").await.unwrap();
    assert_eq!(used.content, "hello alice");
    let sent = |operation: &str| sandbox.requests().iter().filter(|it| it.operation == Some(operation)).count();
    eventually(|| sent("create_interaction_response") == 2).await;
    assert_eq!(calls.load(Ordering::Relaxed), 2);
    // Stopping waits for the calls, so that nothing is sent later.
    first.stop().await;
    second.stop().await;
    assert_eq!(sent("create_interaction_response"), 2);
    assert_eq!((general.messages().len(), sent("execute_webhook")), (1, 0));
}

#[derive(CustomId)]
#[custom_id("poll", version = 2)]
struct Vote {
    poll: u32,
}

#[derive(CustomId)]
#[custom_id("open", version = 2, from = OldOpen)]
struct Open {
    poll: u32,
    by: u8,
}

#[derive(CustomId)]
#[custom_id("open")]
struct OldOpen {
    poll: u32,
}

impl From<OldOpen> for Open {
    fn from(OldOpen { poll }: OldOpen) -> Self {
        Self { poll, by: 0 }
    }
}

struct Polls;

#[handlers]
impl Polls {
    #[component]
    async fn vote(&self, vote: Vote) -> String {
        format!("vote {}", vote.poll)
    }

    #[component]
    async fn open(&self, open: Open) -> String {
        format!("open {} {}", open.poll, open.by)
    }
}

#[tokio::test]
async fn case_20_a_component_of_a_version_of_the_bot_that_no_longer_exists() {
    let sandbox = Sandbox::start().await.unwrap();
    let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
    let ask = Command::slash("ask", "Asks").run(|_| async {
        let ids =
            [("gone.1", "Gone"), ("poll.1", "Old"), ("open.z", "Replaced"), ("poll~2.z.1", "Longer"), ("form", "Form")];
        Reply::new("Tea?").row(ids.map(|(id, label)| Button::primary(id, label)))
    });
    let form = Command::component("form").rules(|it| it.no_defer = true).on_use(|ctx: ComponentContext| async move {
        let form = ModalForm::new("report", "Report").label(Label::new("What?", TextInput::short("what")));
        ctx.ask(Ask::<(), ()>::new(form)).await?;
        Outcome::Ok(())
    });
    let old = Bot::sandbox(&sandbox).command(ask).command(form).spawn().await.unwrap();
    let asked = alice.uses(&general, "/ask").await.unwrap();
    let form = alice.clicks(&asked, "Form").form().await.unwrap();
    old.stop().await;

    let new = Bot::sandbox(&sandbox).handler(Polls).spawn().await.unwrap();
    for (button, text) in
        [("Gone", ANOTHER_VERSION), ("Old", ANOTHER_VERSION), ("Longer", ANOTHER_VERSION), ("Replaced", "open 35 0")]
    {
        let answer = alice.clicks(&asked, button).await.unwrap();
        assert_eq!((answer.content.as_str(), answer.ephemeral), (text, text == ANOTHER_VERSION), "{button}");
    }
    let answer = alice.submits(&form, [("what", "tea")]).await.unwrap();
    assert_eq!(answer.content, "This form was sent by another version of the bot and cannot be read any more.");
    new.stop().await;
}
