//! Cooldowns and parallel calls.

use std::time::Duration;

use greenroom::command::{Command, CommandContext, Concurrency, Cooldown, Scope, tell};
use greenroom::sandbox::Sandbox;
use greenroom::{Bot, Registration};

use super::{World, eventually};

#[tokio::test]
async fn a_cooldown_is_told_with_its_end_and_ends_by_the_clock() {
    let world = World::start(|bot| {
        let cooldown = Cooldown::new(Scope::User, 2, Duration::from_secs(60));
        bot.command(Command::slash("daily", "Once").rules(|it| it.cooldown = Some(cooldown)).run(|_| async { "here" }))
    })
    .await;
    let World { alice, bob, general, bot, sandbox } = world;
    for _ in 0..2 {
        assert_eq!(bob.uses(&general, "/daily").await.unwrap().content, "here");
    }
    let refused = bob.uses(&general, "/daily").await.unwrap().content;
    assert!(refused.starts_with("This was used too often. Try again in "), "{refused}");
    assert_eq!(alice.uses(&general, "/daily").await.unwrap().content, "here");
    sandbox.advance(Duration::from_secs(61));
    assert_eq!(bob.uses(&general, "/daily").await.unwrap().content, "here");
    bot.stop().await;
}

#[tokio::test]
async fn a_failed_call_gives_its_cooldown_back() {
    let world = World::start(|bot| {
        let cooldown = Cooldown::new(Scope::Global, 1, Duration::from_secs(60));
        bot.command(
            Command::slash("a", "A")
                .rules(|it| it.cooldown = Some(cooldown))
                .run(|_| async { Err::<&str, _>(tell("No.")) }),
        )
    })
    .await;
    for _ in 0..2 {
        assert_eq!(world.bob.uses(&world.general, "/a").await.unwrap().content, "No.");
    }
    world.bot.stop().await;
}

#[tokio::test]
async fn parallel_calls_are_limited() {
    let world = World::start(|bot| {
        let one = Concurrency::new(Scope::Guild, 1);
        bot.command(Command::slash("work", "Works").rules(|it| it.concurrency = Some(one)).run(
            |ctx: CommandContext| async move {
                let _ = ctx.reply("working").await;
                ctx.sleep(Duration::from_secs(100)).await;
                "worked"
            },
        ))
    })
    .await;
    let World { alice, bob, general, bot, sandbox } = world;
    assert_eq!(alice.uses(&general, "/work").await.unwrap().content, "working");
    let refused = bob.uses(&general, "/work").await.unwrap();
    assert_eq!(refused.content, "This is running already. Try again when it has finished.");
    sandbox.advance(Duration::from_secs(101));
    general.expect(|it| it.content == "worked").await.unwrap();
    assert_eq!(bob.uses(&general, "/work").await.unwrap().content, "working");
    bot.abort().await;
}

#[tokio::test]
async fn the_first_use_of_a_cooldown_reads_nothing_from_discord() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = || {
        let cooldown = Cooldown::new(Scope::User, 1, Duration::from_secs(60));
        let daily = Command::slash("daily", "Once").rules(|it| it.cooldown = Some(cooldown)).run(|_| async { "here" });
        Bot::sandbox(&sandbox).command(daily)
    };
    bot().spawn().await.unwrap().stop().await;
    // Without registration, the owners, who have no cooldown, are read all the same.
    let bot = bot().registration(Registration::Off).spawn().await.unwrap();
    let reads = || sandbox.requests().iter().filter(|it| it.path.ends_with("/applications/@me")).count();
    eventually(|| reads() == 2).await;
    let (general, bob) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("bob"));
    assert_eq!(bob.uses(&general, "/daily").await.unwrap().content, "here");
    assert_eq!(reads(), 2);
    bot.stop().await;
}

#[tokio::test]
async fn a_command_does_not_inherit_the_cooldown_of_one_that_was_removed() {
    let world = World::start(|bot| bot.command(Command::slash("a", "A").run(|_| async { "a" }))).await;
    let guild = world.sandbox.guild("Greenroom").id();
    let commands = world.bot.guild_commands(guild);
    for name in ["b", "c"] {
        let cooldown = Cooldown::new(Scope::User, 1, Duration::from_secs(60));
        let command = Command::slash(name, "With a cooldown").rules(|it| it.cooldown = Some(cooldown));
        commands.add(command.run(|_| async { "used" })).await.unwrap();
    }
    assert_eq!(world.bob.uses(&world.general, "/b").await.unwrap().content, "used");
    commands.remove("b").await.unwrap();
    assert_eq!(world.bob.uses(&world.general, "/c").await.unwrap().content, "used");
    assert!(world.bob.uses(&world.general, "/c").await.unwrap().content.starts_with("This was used too often."));
    world.bot.stop().await;
}
