//! Commands and handlers that are switched off, usage, mentions of commands, and the invite link.

use std::sync::atomic::{AtomicU32, Ordering};
use std::{sync::Arc, time::Duration};

use greenroom::command::{Command, CommandContext};
use greenroom::handler::HandlerError;
use greenroom::prelude::*;
use greenroom::{Bot, Error, Feature, Registration, SwitchedOff};

use super::{World, eventually};

/// Counts messages, and has a command.
#[derive(Default)]
struct Counter(Arc<AtomicU32>);

#[handlers(group("tag", "Notes"))]
impl Counter {
    #[event]
    async fn message_create(&self, _ctx: &Context, _message: &MessageCreate) -> HandlerResult {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    /// Shows a note
    #[command(in = "tag")]
    async fn show(&self) -> &'static str {
        "a note"
    }

    /// Finds notes
    #[command(in = "tag", bot_permissions(EMBED_LINKS))]
    async fn find(&self, #[option("What", autocomplete = Self::known)] what: String) -> String {
        what
    }

    async fn known(&self, _typed: &str) -> CommandResult<Vec<Suggestion<String>>> {
        Ok(vec![Suggestion::from("note".to_owned())])
    }
}

const OFF: &str = "This is switched off here.";

#[tokio::test]
async fn a_command_a_group_and_a_handler_are_switched_off_here_or_everywhere() {
    let counter = Counter::default();
    let seen = Arc::clone(&counter.0);
    let World { sandbox, bot, general, alice, .. } = World::start(|bot| bot.handler(counter)).await;
    let elsewhere = sandbox.guild("Elsewhere").channel("general");
    let guild = Some(sandbox.guild("Greenroom").id());
    let answers = || async {
        let mut answers = Vec::new();
        for channel in [&general, &elsewhere] {
            answers.push(alice.uses(channel, "/tag show").await.unwrap().content);
        }
        answers
    };
    bot.switch_off(Feature::command("tag"), guild).unwrap();
    assert_eq!(answers().await, [OFF, "a note"]);
    assert_eq!(alice.types(&general, "/tag find what:n").await.unwrap().len(), 0);
    assert_eq!(alice.types(&elsewhere, "/tag find what:n").await.unwrap().len(), 1);
    bot.switch_on(Feature::command("tag"), guild).unwrap();
    bot.switch_off(Feature::command("tag show"), None).unwrap();
    assert_eq!(answers().await, [OFF, OFF]);
    assert_eq!(alice.uses(&general, "/tag find what:x").await.unwrap().content, "x");
    bot.switch_on(Feature::command("tag show"), None).unwrap();
    bot.switch_off(Feature::handler("Counter"), guild).unwrap();
    assert_eq!(answers().await, [OFF, "a note"]);

    let before = seen.load(Ordering::SeqCst);
    alice.say(&general, "not counted");
    alice.say(&elsewhere, "counted");
    eventually(|| seen.load(Ordering::SeqCst) > before).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(seen.load(Ordering::SeqCst), before + 1);
    bot.stop().await;
}

#[tokio::test]
async fn what_is_off_can_be_kept_over_a_restart() {
    let world = World::start(|bot| bot.handler(Counter::default())).await;
    world.bot.switch_off(Feature::command("tag show"), None).unwrap();
    let text = serde_json::to_string(&world.bot.switched_off()).unwrap();
    world.bot.stop().await;
    let mut kept: Vec<SwitchedOff> = serde_json::from_str(&text).unwrap();
    kept.push(SwitchedOff { feature: Feature::command("gone"), guild: Some(GuildId::new(1)) });
    let world = World::on(world.sandbox, |bot| bot.handler(Counter::default()).switched_off(kept)).await;
    assert_eq!(world.alice.uses(&world.general, "/tag show").await.unwrap().content, OFF);
    assert_eq!(world.bot.switched_off().len(), 2);
    world.bot.stop().await;
}

#[tokio::test]
async fn an_unknown_name_is_an_error_that_lists_the_known_ones() {
    let world = World::start(|bot| bot.handler(Counter::default())).await;
    for (feature, known) in [
        (Feature::command("tags"), "the bot has no `tags`; it has: tag show, tag find"),
        (Feature::handler("counter"), "the bot has no `counter`; it has: network::commands::switching::Counter"),
        (Feature::handler("commands"), "the bot has no `commands`; it has: network::commands::switching::Counter"),
    ] {
        let error = world.bot.switch_off(feature, None).unwrap_err();
        assert!(matches!(error, Error::UnknownFeature { .. }));
        assert_eq!(error.to_string(), known);
    }
    world.bot.stop().await;
}

#[tokio::test]
async fn calls_are_counted_by_command_outcome_and_time() {
    let world = World::start(|bot| {
        let slow = Command::slash("slow", "Takes its time").run(|ctx: CommandContext| async move {
            let _ = ctx.reply("working").await;
            ctx.sleep(Duration::from_secs(100)).await;
            "done"
        });
        let told = Command::slash("told", "Refuses").run(|_| async { Err::<&str, _>(tell("No.")) });
        let fails = Command::slash("fails", "Fails").run(|_| async { Err::<&str, HandlerError>("broken".into()) });
        bot.command(slow).command(told).command(fails)
    })
    .await;
    let World { sandbox, bot, general, alice, .. } = world;
    for command in ["/told", "/told", "/fails"] {
        alice.uses(&general, command).await.unwrap();
    }
    assert_eq!(alice.uses(&general, "/slow").await.unwrap().content, "working");
    sandbox.advance(Duration::from_secs(101));
    general.expect(|it| it.content == "done").await.unwrap();
    let usage = || bot.command_usage();
    eventually(|| usage().iter().all(|it| it.calls() > 0)).await;
    let counts: Vec<_> = usage().iter().map(|it| (it.name.clone(), it.answered, it.refused, it.failed)).collect();
    assert_eq!(counts, [("slow".into(), 1, 0, 0), ("told".into(), 0, 2, 0), ("fails".into(), 0, 0, 1)]);
    let (slow, told) = (&usage()[0], &usage()[1]);
    assert!(slow.longest >= Duration::from_secs(100) && slow.average() >= Some(Duration::from_secs(100)), "{slow:?}");
    assert!(told.longest < Duration::from_secs(100) && told.total_time >= told.longest, "{told:?}");
    bot.stop().await;
}

#[tokio::test]
async fn a_mention_has_the_id_of_the_command() {
    let mentions = |bot: Bot| {
        let mention = Command::slash("mention", "Mentions").run(|ctx: CommandContext| async move {
            let (known, unknown) = (ctx.command_mention("tag show").await?, ctx.command_mention("tag").await);
            Ok::<_, HandlerError>(format!("{known}, {}", unknown.unwrap_err()))
        });
        bot.handler(Counter::default()).command(mention)
    };
    let world = World::start(mentions).await;
    let answer = world.alice.uses(&world.general, "/mention").await.unwrap().content;
    let commands = world.alice.commands(&world.general);
    let tag = commands.iter().find(|it| it.name == "tag").unwrap().id;
    assert_eq!(answer, format!("</tag show:{tag}>, the bot has no `tag`; it has: tag show, tag find, mention"));
    world.bot.stop().await;
    // A bot that registers nothing reads the ids from Discord, once.
    let world = World::on(world.sandbox, |bot| mentions(bot).registration(Registration::Off)).await;
    for _ in 0..2 {
        assert_eq!(world.alice.uses(&world.general, "/mention").await.unwrap().content, answer);
    }
    world.bot.stop().await;
}

#[tokio::test]
async fn the_invite_link_holds_what_the_commands_need() {
    let world = World::start(|bot| bot.handler(Counter::default())).await;
    let link = world.bot.invite_link(Permissions::BAN_MEMBERS).await.unwrap();
    let needed = Permissions::BAN_MEMBERS | Permissions::EMBED_LINKS;
    let application = world.bot.application_id().unwrap();
    assert_eq!(
        link,
        format!(
            "https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands\
             &permissions={}",
            needed.bits()
        )
    );
    world.bot.stop().await;
}
