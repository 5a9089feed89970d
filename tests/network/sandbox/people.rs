//! What a test reads of the sandbox's people, and how it gives them ranks.

use std::time::Duration;

use greenroom::{model::Permissions, prelude::*, sandbox::Sandbox};

use crate::common::{SOON, sandbox};

/// Does with the author of a message what the message says.
struct Moderator;

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Moderator {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        let Some(member) = &message.member else { return Ok(()) };
        let role = ctx.cache().roles(message.guild_id.unwrap()).into_iter().find(|role| role.name == "Team");
        match message.content.as_str() {
            "timeout" => drop(member.timeout(ctx, Duration::from_secs(600)).await?),
            "nick" => drop(member.edit(ctx).nick("Ally").await?),
            "role" => member.add_role(ctx, role.unwrap().id).await?,
            "ban" => member.ban(ctx).reason("spam").await?,
            "purge" => message.channel_id.delete_messages(ctx, &[]).await?,
            text => drop(message.reply(ctx, text).await?),
        }
        Ok(())
    }
}

#[greenroom::test]
async fn the_member_of_a_message_can_be_moderated_and_a_test_sees_it() {
    let sandbox = sandbox().await;
    let guild = sandbox.guild("Greenroom");
    let general = guild.channel("general");
    let alice = sandbox.user("alice");
    alice.join(&guild);
    let team = guild.create_role("Team", Permissions::KICK_MEMBERS);
    assert_eq!((guild.role("Team"), guild.role("Other")), (Some(team), None));
    let bot = Bot::sandbox(&sandbox).handler(Moderator).spawn().await.unwrap();
    let says = async |text: &str, is_done: fn(&Sandbox) -> bool| {
        alice.say(&general, text);
        sandbox.wait_until(SOON, is_done).await.unwrap();
    };

    // A new role is above that of the bot.
    says("role", |it| it.requests().iter().any(|it| it.status == 403)).await;
    assert!(guild.roles_of(&alice).is_empty());
    guild.raise_bot_role();
    says("role", |it| !it.guild("Greenroom").roles_of(it.user("alice")).is_empty()).await;
    assert_eq!(guild.roles_of(&alice), [team]);
    // A role that is created afterwards is above that of the bot again.
    let positions = |role| {
        let (own, cache) = (bot.cache().unwrap().current_user().unwrap().id, bot.cache().unwrap().clone());
        cache.can_act_on_role(guild.id(), own, role).ok()
    };
    let newer = guild.create_role("Newer", Permissions::empty());
    sandbox.wait_until(SOON, |_| positions(newer) == Some(false)).await.unwrap();
    assert_eq!(positions(team), Some(true));

    assert_eq!((guild.timeout_of(&alice), guild.nick_of(&alice)), (None, None));
    says("timeout", |it| it.guild("Greenroom").timeout_of(it.user("alice")).is_some()).await;
    sandbox.advance(Duration::from_secs(601));
    assert_eq!(guild.timeout_of(&alice), None);
    says("nick", |it| it.guild("Greenroom").nick_of(it.user("alice")).is_some()).await;
    assert_eq!(guild.nick_of(&alice).as_deref(), Some("Ally"));

    assert!(guild.has_member(&alice) && guild.members().iter().any(|it| it.id() == alice.id()));
    says("ban", |it| !it.guild("Greenroom").bans().is_empty()).await;
    assert_eq!(guild.bans(), [(alice.id(), Some("spam".to_owned()))]);
    assert!(!guild.has_member(&alice) && guild.members().iter().all(|it| it.id() != alice.id()));
    bot.stop().await;
}

/// Fails as the message says.
struct Clumsy;

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Clumsy {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        match message.content.as_str() {
            "fail" => return Err("the kettle is empty".into()),
            "panic" => panic!("the kettle is gone"),
            "greet" => drop(message.reply(ctx, "Hello!").await?),
            _ => {}
        }
        Ok(())
    }
}

/// Breaks
#[command]
async fn smash() -> Result<&'static str, std::io::Error> {
    Err(std::io::Error::other("the cup is broken"))
}

#[greenroom::test]
async fn a_timeout_shows_what_was_said_last_and_what_failed() {
    let sandbox = sandbox().await;
    let general = sandbox.guild("Greenroom").channel("general");
    let alice = sandbox.user("alice");
    let bot = Bot::sandbox(&sandbox).handler(Clumsy).command(smash).spawn().await.unwrap();
    let short = Duration::from_millis(300);
    alice.say(&general, "greet");
    general.expect(|it| it.content == "Hello!").await.unwrap();
    let quiet = general.expect_within(short, |_| true).await.unwrap_err().to_string();
    assert!(quiet.contains("#general alice: \"greet\"") && quiet.contains("Sandbox Bot: \"Hello!\""), "{quiet}");
    assert!(!quiet.contains("failed with"), "{quiet}");
    for text in ["fail", "panic"] {
        alice.say(&general, text);
    }
    alice.uses(&general, "/smash").await.unwrap();
    let timeout = general.expect_within(short, |it| it.content == "Done").await.unwrap_err();
    let text = timeout.to_string();
    for part in [
        "a message of the bot in #general did not happen within 300ms",
        "#general alice: \"panic\"",
        "(ephemeral)",
        "Clumsy failed at MESSAGE_CREATE: the kettle is empty",
        "Clumsy panicked at MESSAGE_CREATE: the kettle is gone",
        "`smash` failed: the cup is broken",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(format!("{timeout:?}"), text, "`unwrap` prints it");
    let text = sandbox.wait_until(short, |_| false).await.unwrap_err().to_string();
    assert!(text.contains("the kettle is empty") && text.contains("alice: \"panic\""), "{text}");
    bot.stop().await;
}

#[greenroom::test]
async fn the_bot_gets_roles_above_its_own_and_then_has_their_rank() {
    let sandbox = sandbox().await;
    let guild = sandbox.guild("Greenroom");
    let general = guild.channel("general");
    let alice = sandbox.user("alice");
    let team = guild.create_role("Team", Permissions::KICK_MEMBERS);
    let leaders = guild.create_role("Leaders", Permissions::MANAGE_ROLES);
    let bot = Bot::sandbox(&sandbox).handler(Moderator).spawn().await.unwrap();
    let asks = async |is_done: fn(&Sandbox) -> bool| {
        alice.say(&general, "role");
        sandbox.wait_until(SOON, is_done).await.unwrap();
    };
    asks(|it| it.requests().iter().any(|it| it.status == 403)).await;
    sandbox.bot().give_role(&guild, leaders);
    asks(|it| !it.guild("Greenroom").roles_of(it.user("alice")).is_empty()).await;
    assert_eq!(guild.roles_of(&alice), [team]);
    alice.take_role(&guild, team);
    assert!(guild.roles_of(&alice).is_empty());
    sandbox.bot().take_role(&guild, leaders);
    let refused = sandbox.requests().iter().filter(|it| it.status == 403).count();
    alice.say(&general, "role");
    let more = |it: &Sandbox| it.requests().iter().filter(|it| it.status == 403).count() > refused;
    sandbox.wait_until(SOON, more).await.unwrap();
    bot.stop().await;
}

#[greenroom::test]
async fn a_timeout_names_the_rate_limit_that_is_waited_for_and_limits_can_be_switched_off() {
    let sandbox = sandbox().await;
    let general = sandbox.guild("Greenroom").channel("general");
    let alice = sandbox.user("alice");
    let bot = Bot::sandbox(&sandbox).handler(Moderator).spawn().await.unwrap();
    let deletions = || sandbox.requests().iter().filter(|it| it.operation == Some("bulk_delete_messages")).count();
    alice.say(&general, "purge");
    // Messages of a guild are handled in order: the list without a message has been deleted when this is answered.
    for number in 1..=6 {
        alice.say(&general, &format!("message {number}"));
    }
    for number in 1..=5 {
        general.expect(|it| it.content == format!("message {number}")).await.unwrap();
    }
    assert_eq!(deletions(), 0);
    let sixth = general.expect_within(Duration::from_millis(300), |it| it.content == "message 6").await;
    let text = sixth.unwrap_err().to_string();
    assert!(text.contains("CreateMessage") && text.contains("without_rate_limits"), "{text}");
    bot.stop().await;

    let sandbox = crate::common::sandbox().await;
    sandbox.without_rate_limits();
    let general = sandbox.guild("Greenroom").channel("general");
    let bot = Bot::sandbox(&sandbox).handler(Moderator).spawn().await.unwrap();
    for number in 1..=60 {
        sandbox.user("alice").say(&general, &format!("message {number}"));
    }
    general.expect_within(Duration::from_secs(4), |it| it.content == "message 60").await.unwrap();
    bot.stop().await;
}
