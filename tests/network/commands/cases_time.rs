//! The tricky cases of tokens: how long they live, and how much they allow.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use greenroom::command::{Command, CommandContext, ComponentContext, Installs, Reply, Rules};
use greenroom::model::Button;
use tokio::sync::Notify;

use super::{Outcome, World, eventually, requests};

/// Longer than the life of the token of an interaction.
const TOO_LONG: Duration = Duration::from_secs(16 * 60);

/// What is to be compared with what was expected.
type Log = Arc<Mutex<Vec<String>>>;

fn note<T, E: std::fmt::Display>(log: &Log, result: Result<T, E>) {
    log.lock().unwrap().push(result.map_or_else(|error| error.to_string(), |_| "done".to_owned()));
}

#[tokio::test]
async fn case_13_after_15_minutes_a_message_is_edited_in_its_channel_or_the_error_says_why_not() {
    let (began, log) = (Arc::new(Notify::new()), Log::default());
    let (begin, inner) = (Arc::clone(&began), Arc::clone(&log));
    let (begin_click, inner_click) = (Arc::clone(&began), Arc::clone(&log));
    let world = World::start(|bot| {
        let status = Command::slash("status", "Answers, and changes the answers later").run(move |ctx| {
            let (begin, log) = (Arc::clone(&begin), Arc::clone(&inner));
            async move {
                let first = ctx.reply(Reply::new("first").row([Button::primary("later", "Later")])).await?;
                let second = ctx.follow_up("second").await?;
                let private = ctx.follow_up(Reply::new("private").ephemeral()).await?;
                begin.notify_one();
                ctx.sleep(TOO_LONG).await;
                note(&log, first.edit("first, edited").await);
                note(&log, second.edit("second, edited").await);
                note(&log, private.edit("private, edited").await);
                note(&log, private.delete().await);
                note(&log, ctx.reply("late").await);
                Outcome::Ok(())
            }
        });
        let later = Command::component("later").on_use(move |ctx: ComponentContext| {
            let (begin, log) = (Arc::clone(&begin_click), Arc::clone(&inner_click));
            async move {
                begin.notify_one();
                ctx.sleep(TOO_LONG).await;
                note(&log, ctx.update("first, updated").await);
                Outcome::Ok(())
            }
        });
        bot.command(status).command(later)
    })
    .await;
    let World { alice, general, sandbox, .. } = &world;
    let first = alice.uses(general, "/status").await.unwrap();
    began.notified().await;
    let before = sandbox.requests().len();
    sandbox.advance(TOO_LONG);
    eventually(|| log.lock().unwrap().len() == 5).await;
    let expired = "the interaction is older than 15 minutes, so that its token is invalid. Answer earlier, or write to \
                   the channel with `http.create_message(..)`";
    assert_eq!(*log.lock().unwrap(), ["done", "done", expired, expired, expired]);
    let texts = || -> Vec<String> { general.messages().iter().map(|it| it.content.clone()).collect() };
    assert_eq!(texts(), ["first, edited", "second, edited", "private"]);
    // Nothing is sent with the token, not even once.
    assert_eq!(requests(&world, before), ["PATCH update_message", "PATCH update_message"]);

    // The message of a button is changed in the same way.
    let sent = alice.clicks(&first, "Later").send().unwrap();
    began.notified().await;
    sandbox.advance(Duration::from_millis(2100));
    eventually(|| !sandbox.interaction_callbacks(sent.id()).is_empty()).await;
    sandbox.advance(TOO_LONG);
    eventually(|| log.lock().unwrap().len() == 6).await;
    assert_eq!(log.lock().unwrap()[5], "done");
    assert_eq!(texts()[0], "first, updated");
    world.bot.stop().await;
}

/// A command that answers and then sends seven follow-ups, as far as it can.
fn many(log: &Log) -> Command {
    let log = Arc::clone(log);
    let rules = |it: &mut Rules| it.installs = Some(Installs::GUILD | Installs::USER);
    Command::slash("many", "Sends many messages").rules(rules).run(move |ctx: CommandContext| {
        let log = Arc::clone(&log);
        async move {
            ctx.reply("first").await?;
            for number in 0..7 {
                note(&log, ctx.follow_up(number.to_string()).await);
            }
            Outcome::Ok(())
        }
    })
}

#[tokio::test]
async fn case_14_a_follow_up_that_discord_refuses_does_not_count() {
    let log = Log::default();
    let notes = Arc::clone(&log);
    let world = World::start(|bot| {
        let rules = |it: &mut Rules| it.installs = Some(Installs::USER);
        bot.command(Command::slash("some", "Sends messages").rules(rules).run(move |ctx: CommandContext| {
            let log = Arc::clone(&notes);
            async move {
                ctx.reply("first").await?;
                for text in ["", "1", "2", "", "3", "4", "5", "6"] {
                    note(&log, ctx.follow_up(text).await);
                }
                Outcome::Ok(())
            }
        }))
    })
    .await;
    let World { bob, general, sandbox, .. } = &world;
    bob.installs_app();
    sandbox.guild("Greenroom").kick_bot();
    assert_eq!(bob.uses(general, "/some").await.unwrap().content, "first");
    eventually(|| log.lock().unwrap().len() == 8).await;
    let results = std::mem::take(&mut *log.lock().unwrap());
    let sent: Vec<bool> = results.iter().map(|it| it == "done").collect();
    assert_eq!(sent, [false, true, true, false, true, true, true, false], "{results:?}");
    assert!(results[7].starts_with("five follow-ups have been sent"), "{results:?}");
    world.bot.stop().await;
}

#[tokio::test]
async fn case_14_five_follow_ups_at_most_if_only_the_user_has_installed_the_application() {
    let log = Log::default();
    let world = World::start(|bot| bot.command(many(&log))).await;
    let World { alice, bob, general, sandbox, .. } = &world;
    let take = || async {
        eventually(|| log.lock().unwrap().len() == 7).await;
        std::mem::take(&mut *log.lock().unwrap())
    };
    // In a guild with the bot, and in the DM with it, there is no limit, for those who have installed it either.
    bob.installs_app();
    let (direct, _) = bob.say_to_bot("hello");
    for place in [general, &direct] {
        assert_eq!(bob.uses(place, "/many").await.unwrap().content, "first");
        assert_eq!(take().await, ["done"; 7]);
    }
    sandbox.guild("Greenroom").kick_bot();
    assert!(alice.uses(general, "/many").send().is_err());
    let before = sandbox.requests().len();
    assert_eq!(bob.uses(general, "/many").await.unwrap().content, "first");
    let results = take().await;
    assert_eq!(results[..5], ["done"; 5]);
    assert!(results[5..].iter().all(|it| it.starts_with("five follow-ups have been sent")), "{results:?}");
    // What Discord would refuse is not sent.
    assert_eq!(requests(&world, before).len(), 6);
    world.bot.stop().await;
}
