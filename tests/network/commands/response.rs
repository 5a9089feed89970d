//! How calls are answered: deferrals, follow-ups, failures.

use std::{sync::Arc, time::Duration};

use greenroom::command::{Command, CommandContext, Reply, Tell, tell};
use greenroom::model::{CommandOption, Permissions, TextDisplay};

use tokio::sync::Notify;

use super::{Outcome, World, eventually};

/// Longer than the time after which an answer is deferred.
const LONG: Duration = Duration::from_millis(2100);

#[tokio::test]
async fn a_slow_answer_is_deferred_and_replaces_the_loading_message() {
    let began = Arc::new(Notify::new());
    let begin = Arc::clone(&began);
    let world = World::start(|bot| {
        bot.command(Command::slash("slow", "Is slow").run(move |ctx: CommandContext| {
            let begin = Arc::clone(&begin);
            async move {
                begin.notify_one();
                ctx.sleep(LONG).await;
                "done"
            }
        }))
    })
    .await;
    let sent = world.alice.uses(&world.general, "/slow").send().unwrap();
    began.notified().await;
    world.sandbox.advance(Duration::from_millis(2050));
    eventually(|| sent.interaction().unwrap().deferred).await;
    world.sandbox.advance(LONG);
    assert_eq!(sent.message().await.unwrap().content, "done");
    world.bot.stop().await;
}

#[tokio::test]
async fn failures_are_told_privately() {
    let world = World::start(|bot| {
        bot.command(Command::slash("fail", "Fails").option(CommandOption::string("how", "How").required(true)).run(
            |ctx: CommandContext| async move {
                match ctx.option::<String>("how")?.as_str() {
                    "told" => None::<&str>.tell("Sold out."),
                    "direct" => Err(tell("Closed.")),
                    "error" => Err("the password is hunter2".into()),
                    "panic" => panic!("oh no"),
                    _ => Ok("fine"),
                }
            },
        ))
    })
    .await;
    let World { alice, general, bot, .. } = world;
    for (how, text, ephemeral) in [
        ("told", "Sold out.", true),
        ("direct", "Closed.", true),
        ("error", "Something went wrong (incident ", true),
        ("panic", "Something went wrong (incident ", true),
        ("well", "fine", false),
    ] {
        let answer = alice.uses(&general, &format!("/fail how:{how}")).await.unwrap();
        assert!(answer.content.starts_with(text) && !answer.content.contains("hunter2"), "{how}: {}", answer.content);
        assert_eq!(answer.ephemeral, ephemeral, "{how}");
    }
    bot.stop().await;
}

/// A second reply is a follow-up, and so is what a command returns after it has answered.
#[tokio::test]
async fn case_05_a_double_reply_becomes_a_follow_up() {
    let world = World::start(|bot| {
        bot.command(Command::slash("twice", "Answers twice").run(|ctx: CommandContext| async move {
            ctx.reply("one").await?;
            ctx.reply(Reply::new("two").ephemeral()).await?;
            ctx.reply(Reply::default().component(TextDisplay::new("of components"))).await?;
            Outcome::Ok("three")
        }))
    })
    .await;
    let World { alice, general, bot, .. } = world;
    assert_eq!(alice.uses(&general, "/twice").await.unwrap().content, "one");
    let two = general.expect(|it| it.content == "two").await.unwrap();
    general.expect(|it| it.raw["components"][0]["content"] == "of components").await.unwrap();
    let three = general.expect(|it| it.content == "three").await.unwrap();
    assert_eq!((two.ephemeral, three.ephemeral), (true, false));
    bot.stop().await;
}

#[tokio::test]
async fn hooks_run_in_their_order_and_the_bots_decides_last_what_is_told() {
    let log = Arc::new(std::sync::Mutex::new(Vec::new()));
    let note = |what: &'static str| {
        let log = log.clone();
        move || log.lock().unwrap().push(what)
    };
    let (before, check, after, run) = (note("before"), note("check"), note("after"), note("run"));
    let world = World::start(|bot| {
        bot.before_command(move |_| {
            before();
            async { Ok(()) }
        })
        .check(move |ctx| {
            check();
            async move { Ok(ctx.user().username == "alice") }
        })
        .after_command(move |_, failure| {
            after();
            async move { drop(failure) }
        })
        .on_command_error(|_, failure| async move { Some(Reply::new(format!("no: {}", failure.text()))) })
        .command(Command::slash("a", "A").run(move |_| {
            run();
            async { "a" }
        }))
    })
    .await;
    let World { alice, bob, general, bot, .. } = world;
    assert_eq!(alice.uses(&general, "/a").await.unwrap().content, "a");
    assert_eq!(bob.uses(&general, "/a").await.unwrap().content, "no: You may not use this.");
    bot.stop().await;
    assert_eq!(*log.lock().unwrap(), ["before", "check", "run", "after", "before", "check", "after"]);
}

#[tokio::test]
async fn permissions_that_the_bot_lacks_are_told_before_the_call() {
    let world = World::start(|bot| {
        let rules = |it: &mut greenroom::command::Rules| it.bot_permissions = Some(Permissions::BAN_MEMBERS);
        bot.command(Command::slash("ban", "Bans").rules(rules).run(|_| async { "banned" }))
            .command(Command::slash("own", "Owner").rules(|it| it.owner = true).run(|_| async { "yours" }))
    })
    .await;
    let World { alice, general, bot, .. } = world;
    let answer = alice.uses(&general, "/own").await.unwrap();
    assert_eq!(answer.content, "Only the owner of this bot may use this.");
    let _ = alice.uses(&general, "/ban").await.unwrap();
    bot.stop().await;
}
