//! Commands that are built by hand.

use std::time::Duration;

use greenroom::Bot;
use greenroom::command::{
    Command, CommandContext, ComponentContext, GuildMember, ModalContext, Reply, Suggestion, Tell, Update,
};
use greenroom::model::{Button, CommandOption, Embed, Label, ModalForm, Permissions, Role, TextInput};
use greenroom::sandbox::Sandbox;

use super::{Outcome, World, eventually};

fn roll() -> Command {
    Command::slash("roll", "Rolls")
        .option(CommandOption::integer("count", "How many dice").min_value(1).max_value(5).required(true))
        .option(CommandOption::string("why", "Why"))
        .run(|ctx: CommandContext| async move {
            let (count, why) = (ctx.option::<u8>("count")?, ctx.option::<Option<String>>("why")?);
            Outcome::Ok(format!("{count} dice, {}", why.unwrap_or_default()))
        })
}

#[tokio::test]
async fn a_slash_command_is_registered_and_answers() {
    let world = World::start(|bot| bot.command(roll())).await;
    let answer = world.alice.uses(&world.general, "/roll count:3 why:luck").await.unwrap();
    assert_eq!((answer.content.as_str(), answer.ephemeral), ("3 dice, luck", false));
    world.bot.stop().await;
}

#[tokio::test]
async fn groups_context_menus_and_autocomplete() {
    let world = World::start(|bot| {
        bot.command(Command::slash("show", "Shows a note").in_group("tag", "Notes").run(|_| async { "a note" }))
            .command(
                Command::slash("allow", "Lets a role edit")
                    .in_group("tag editors", "Who may edit")
                    .option(CommandOption::role("role", "Which").required(true))
                    .run(
                        |ctx: CommandContext| async move { Outcome::Ok(ctx.option::<Role>("role")?.name.to_string()) },
                    ),
            )
            .command(Command::user("Greet").run(|ctx: CommandContext| async move {
                let user: greenroom::model::User = ctx.interaction().target().tell("no target")?;
                Outcome::Ok(format!("Hello {}", user.username))
            }))
            .command(
                Command::slash("order", "Orders")
                    .option(CommandOption::string("item", "What").autocomplete(true).required(true))
                    .suggest(|_, typed| async move {
                        let all = ["tea", "coffee", "teapot"].into_iter().filter(|it| it.starts_with(&typed));
                        Outcome::Ok(all.map(Suggestion::from).collect::<Vec<_>>())
                    })
                    .run(|_| async {}),
            )
    })
    .await;
    let World { alice, general, bob, sandbox, bot } = world;
    assert_eq!(alice.uses(&general, "/tag show").await.unwrap().content, "a note");
    sandbox.guild("Greenroom").create_role("Editors", Permissions::empty());
    assert_eq!(alice.uses(&general, "/tag editors allow role:Editors").await.unwrap().content, "Editors");
    assert_eq!(alice.uses_on((&general, &bob), "Greet").await.unwrap().content, "Hello bob");
    let choices = alice.types(&general, "/order item:te").await.unwrap();
    assert_eq!(choices.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["tea", "teapot"]);
    // A command that returns nothing is acknowledged.
    let done = alice.uses(&general, "/order item:tea").await.unwrap();
    assert_eq!((done.content.as_str(), done.ephemeral), ("Done.", true));
    bot.stop().await;
}

#[tokio::test]
async fn components_and_modals() {
    let world = World::start(|bot| {
        bot.command(Command::slash("ask", "Asks").run(|_| async {
            Reply::new("Tea?").row([Button::primary("vote.1", "Yes"), Button::secondary("form", "Say more")])
        }))
        .command(Command::component("vote").on_use(|ctx: ComponentContext| async move {
            Update::new(format!("{} voted by {}", ctx.user().username, ctx.custom_id()))
        }))
        .command(Command::component("form").rules(|rules| rules.no_defer = true).on_use(
            |ctx: ComponentContext| async move {
                let form = ModalForm::new("report", "Report").label(Label::new("What?", TextInput::short("what")));
                ctx.ask(greenroom::command::Ask::<(), ()>::new(form)).await?;
                Outcome::Ok(())
            },
        ))
        .command(Command::modal("report").on_submit(|ctx: ModalContext| async move {
            Outcome::Ok(Reply::new(ctx.field::<String>("what")?).ephemeral())
        }))
    })
    .await;
    let World { alice, bob, general, bot, .. } = world;
    let asked = alice.uses(&general, "/ask").await.unwrap();
    let voted = bob.clicks(&asked, "Yes").await.unwrap();
    assert_eq!((voted.id, voted.content.as_str()), (asked.id, "bob voted by vote.1"));
    let form = bob.clicks(&asked, "Say more").form().await.unwrap();
    let answer = bob.submits(&form, [("what", "too hot")]).await.unwrap();
    assert_eq!((answer.content.as_str(), answer.ephemeral), ("too hot", true));
    bot.stop().await;
}

#[tokio::test]
async fn an_option_of_a_member_and_one_that_does_not_fit() {
    let world = World::start(|bot| {
        bot.command(Command::slash("greet", "Greets").option(CommandOption::user("whom", "Whom").required(true)).run(
            |ctx: CommandContext| async move {
                let member: GuildMember = ctx.option("whom")?;
                Outcome::Ok(format!("Hello {}", member.display_name()))
            },
        ))
    })
    .await;
    let World { alice, bob, general, bot, sandbox } = world;
    bob.join(sandbox.guild("Greenroom"));
    assert_eq!(alice.uses(&general, "/greet whom:@bob").await.unwrap().content, "Hello bob");
    let stranger = sandbox.user("carol");
    let answer = alice.uses(&general, &format!("/greet whom:{}", stranger.id())).await.unwrap();
    assert_eq!(answer.content, "The option `whom` is not a member of this server.");
    assert!(answer.ephemeral);
    bot.stop().await;
}

#[tokio::test]
async fn commands_of_one_guild_are_added_and_removed_while_the_bot_runs() {
    let world = World::start(|bot| bot.command(roll())).await;
    let guild = world.sandbox.guild("Greenroom").id();
    let commands = world.bot.guild_commands(guild);
    commands.add(Command::slash("custom", "From a database").run(|_| async { "custom" })).await.unwrap();
    assert_eq!(world.alice.uses(&world.general, "/custom").await.unwrap().content, "custom");
    assert_eq!(world.alice.uses(&world.general, "/roll count:1").await.unwrap().content, "1 dice,");
    let show = Command::slash("show", "From a database").in_group("notes", "Notes").run(|_| async { "a note" });
    commands.add(show).await.unwrap();
    assert_eq!(world.alice.uses(&world.general, "/notes show").await.unwrap().content, "a note");
    commands.remove("custom").await.unwrap();
    assert!(world.alice.uses(&world.general, "/custom").await.is_err());
    world.bot.stop().await;
}

#[tokio::test]
async fn an_update_replaces_parts_of_the_message_and_a_context_looks_objects_up() {
    let world = World::start(|bot| {
        bot.command(Command::slash("ask", "Asks").run(|ctx: CommandContext| async move {
            let channel = ctx.channel(ctx.channel_id().tell("no channel")?).await?;
            let bob = ctx.guild_id().tell("no guild")?.find_member(&ctx, "bob").await?;
            let text = format!("{} {}", channel.name.as_deref().unwrap_or_default(), bob.is_some());
            Outcome::Ok(Reply::new(text).embed(Embed::new().title("Tea?")).row([Button::primary("vote", "Yes")]))
        }))
        .command(
            Command::component("vote")
                .on_use(|_| async { Update::default().clear_embeds().row([Button::primary("vote", "No")]) }),
        )
    })
    .await;
    let World { alice, bob, general, bot, sandbox } = world;
    bob.join(sandbox.guild("Greenroom"));
    let asked = alice.uses(&general, "/ask").await.unwrap();
    assert_eq!((asked.content.as_str(), asked.embeds.len()), ("general true", 1));
    let voted = alice.clicks(&asked, "Yes").await.unwrap();
    assert_eq!((voted.content.as_str(), voted.embeds.len()), ("general true", 0));
    assert_eq!(voted.raw["components"][0]["components"][0]["label"], "No");
    bot.stop().await;
}

#[tokio::test]
async fn components_expire_after_a_restart_too() {
    const TIME: Duration = Duration::from_secs(600);
    let sandbox = Sandbox::start().await.unwrap();
    let start = || {
        let bot = Bot::sandbox(&sandbox)
            .command(Command::slash("ask", "Asks").run(|_| async {
                Reply::new("?").row([Button::primary("any", "Any"), Button::primary("late", "Late")]).expires(TIME)
            }))
            .command(Command::component("any").on_use(|ctx| async move { Reply::new(ctx.custom_id()) }))
            .command(Command::component("late").on_use(|_| async { Reply::new("in time") }))
            .command(
                Command::slash("plain", "Asks")
                    .run(|_| async { Reply::new("?").row([Button::primary("aged", "Aged")]) }),
            )
            .command(Command::component("aged").rules(|it| it.within = Some(TIME)).on_use(|_| async {}));
        bot.spawn()
    };
    let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
    let first = start().await.unwrap();
    let asked = alice.uses(&general, "/ask").await.unwrap();
    let plain = alice.uses(&general, "/plain").await.unwrap();
    first.stop().await;
    let second = start().await.unwrap();
    assert_eq!(alice.clicks(&asked, "Any").await.unwrap().content, "any", "without the deadline");
    sandbox.advance(TIME - Duration::from_secs(10));
    assert_eq!(alice.clicks(&asked, "Late").await.unwrap().content, "in time");
    sandbox.advance(Duration::from_secs(20));
    let late = alice.clicks(&asked, "Any").send().unwrap();
    let refused = late.follow_up(0).await.unwrap();
    assert_eq!((refused.content.as_str(), refused.ephemeral), ("This can no longer be used.", true));
    let buttons = &general.message(asked.id).unwrap().raw["components"][0]["components"];
    assert_eq!((&buttons[0]["disabled"], &buttons[1]["disabled"]), (&true.into(), &true.into()));
    // A limit of the method counts from the time of the message, which needs no deadline.
    let refused = alice.clicks(&plain, "Aged").await.unwrap();
    assert_eq!((refused.content.as_str(), refused.ephemeral), ("This can no longer be used.", true));
    second.stop().await;
}

#[tokio::test]
async fn a_message_is_waited_on_and_expires() {
    let world = World::start(|bot| {
        bot.command(Command::slash("sure", "Asks back").run(|ctx: CommandContext| async move {
            let reply = Reply::new("Sure?").row([Button::danger("any", "Yes")]).expires(Duration::from_secs(600));
            let sent = ctx.reply(reply).await?;
            let user = ctx.user().id;
            let click = sent.await_component(move |click| click.user().id == user).await.tell("too late")?;
            click.update(Update::new("Sure.")).await?;
            Outcome::Ok(())
        }))
    })
    .await;
    let World { alice, bob, general, bot, sandbox } = world;
    let asked = alice.uses(&general, "/sure").await.unwrap();
    assert_eq!(bob.clicks(&asked, "Yes").await.unwrap().content, "This is for somebody else.");
    let sure = alice.clicks(&asked, "Yes").await.unwrap();
    assert_eq!((sure.id, sure.content.as_str()), (asked.id, "Sure."));
    sandbox.advance(Duration::from_secs(601));
    let is_disabled =
        |it: &greenroom::sandbox::SandboxMessage| it.raw["components"][0]["components"][0]["disabled"] == true;
    eventually(|| general.message(asked.id).is_some_and(|it| is_disabled(&it))).await;
    bot.stop().await;
}

#[tokio::test]
async fn commands_that_are_added_while_the_bot_runs_are_called_by_messages() {
    let first = Command::slash("first", "The first").prefix().alias("f").category("Fun").run(|_| async { "1" });
    let world = World::start(|bot| bot.command(first).prefix("!")).await;
    let answer = async |text: &str| {
        let said = world.alice.say(&world.general, text);
        world.general.expect(|message| message.reply_to == Some(said)).await.unwrap().content
    };
    assert_eq!(answer("!f").await, "1");
    let commands = world.bot.guild_commands(world.sandbox.guild("Greenroom").id());
    let late = Command::slash("late", "The second")
        .prefix_only()
        .option(CommandOption::string("what", "What").required(true))
        .run(|ctx: CommandContext| async move { ctx.option::<String>("what") });
    commands.add(late).await.unwrap();
    assert_eq!(answer("!late tea").await, "tea");
    let help = answer("!help").await;
    assert!(help.contains("**Fun**\n`!first` The first") && help.contains("`!late` The second"), "{help}");
    let refused = world.alice.uses(&world.general, "/late what:tea").await.unwrap_err();
    assert!(refused.to_string().contains("late"), "{refused}");
    commands.remove("late").await.unwrap();
    assert!(!answer("!help").await.contains("late"));
    world.bot.stop().await;
}
