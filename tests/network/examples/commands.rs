//! The examples of commands, components and modals.

use std::time::Duration;

use greenroom::model::Permissions;
use greenroom::sandbox::SandboxMessage;
use serde_json::Value;

use super::{autocomplete, buttons, checks, components_v2, groups, modal, options, prefix, selects, tasks};
use crate::commands::World;

const DAY: Duration = Duration::from_secs(24 * 3600);

#[greenroom::test]
async fn options_are_read_as_their_types() {
    let World { sandbox, bot, general, alice, bob } = World::start(|bot| bot.command(options::plan)).await;
    bob.join(sandbox.guild("Greenroom"));
    let planned = alice.uses(&general, "/plan title:Picnic people:5 duration:1h 30m").await.unwrap();
    let embed = &planned.embeds[0];
    assert_eq!((&embed["title"], &embed["description"]), (&"Picnic".into(), &"5 people, 90 min".into()));
    assert!(!planned.ephemeral);

    let all = "/plan title:Picnic people:5 duration:2 h dress:Black tie price:2.5 secret:true member:bob invite:alice \
               channel:general color:#f80 picture:cat.png";
    let planned = alice.uses(&general, all).file("cat.png", "png").await.unwrap();
    let embed = &planned.embeds[0];
    let lines = format!(
        "5 people, 120 min\nDress: Black tie\nPrice: 2.50\nFor bob\nInvited: alice\nQuestions: <#{}>",
        general.id()
    );
    assert_eq!((&embed["description"], &embed["color"]), (&lines.into(), &0xff_88_00.into()));
    assert!(embed["image"]["url"].as_str().unwrap().contains("cat.png"), "{embed}");
    assert!(planned.ephemeral);

    let refused = alice.uses(&general, "/plan title:Picnic people:5 duration:soon").await.unwrap();
    assert!(refused.content.contains("is not a duration") && refused.ephemeral, "{}", refused.content);
    let impossible = alice.uses(&general, "/plan title:Picnic people:101 duration:1h").await.unwrap_err();
    assert!(impossible.to_string().contains("not between 1 and 100"), "{impossible}");
    bot.stop().await;
}

#[greenroom::test]
async fn autocomplete_suggests_what_fits_the_other_options() {
    let World { sandbox: _sandbox, bot, general, alice, .. } =
        World::start(|bot| bot.handler(autocomplete::Cities)).await;
    for (typed, suggested) in [
        ("/city country:Japan city:", &["Osaka", "Sapporo", "Tokyo"][..]),
        ("/city country:Japan city:S", &["Sapporo"]),
        ("/city city:s", &["Santiago", "Sapporo"]),
    ] {
        let choices = alice.types(&general, typed).await.unwrap();
        assert_eq!(choices.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), suggested, "{typed}");
    }
    let answer = alice.uses(&general, "/city country:Japan city:Tokyo").await.unwrap();
    assert_eq!(answer.content, "9730000 people live in Tokyo.");
    let unknown = alice.uses(&general, "/city country:Chile city:Tokyo").await.unwrap();
    assert_eq!((unknown.content.as_str(), unknown.ephemeral), ("I know no city `Tokyo` in Chile.", true));
    bot.stop().await;
}

#[greenroom::test]
async fn groups_share_the_state_of_their_type() {
    let World { sandbox: _sandbox, bot, general, alice, bob } =
        World::start(|bot| bot.handler(groups::Notes::default())).await;
    assert_eq!(alice.uses(&general, "/note all list").await.unwrap().content, "There are no notes.");
    assert_eq!(alice.uses(&general, "/note add name:rules text:Be kind.").await.unwrap().content, "`rules` is noted.");
    assert_eq!(bob.uses(&general, "/note show name:rules").await.unwrap().content, "Be kind.");
    assert_eq!(bob.types(&general, "/note show name:ru").await.unwrap()[0].value, "rules");
    assert_eq!(bob.uses(&general, "/note show name:tea").await.unwrap().content, "There is no note `tea`.");

    let question = alice.uses(&general, "/note all delete").await.unwrap();
    assert_eq!(question.content, "Delete all notes?");
    alice.clicks(&question, "Yes").await.unwrap();
    general.expect(|message| message.content == "All notes are deleted.").await.unwrap();
    assert_eq!(alice.uses(&general, "/note all list").await.unwrap().content, "There are no notes.");
    bot.stop().await;
}

#[greenroom::test]
async fn buttons_survive_a_restart() {
    let World { sandbox, bot, general, alice, bob } = World::start(|bot| bot.handler(buttons::Planets)).await;
    let list = alice.uses(&general, "/planets").await.unwrap();
    assert_eq!(list.content, "Mercury, Venus, Earth (page 1 of 3)");
    assert!(alice.clicks(&list, "Back").await.is_err(), "there is no page before the first");
    bot.stop().await;

    let World { sandbox: _sandbox, bot, .. } = World::on(sandbox, |bot| bot.handler(buttons::Planets)).await;
    assert_eq!(alice.clicks(&list, "Next").await.unwrap().content, "Mars, Jupiter, Saturn (page 2 of 3)");
    assert_eq!(alice.clicks(&list, "Next").await.unwrap().content, "Uranus, Neptune (page 3 of 3)");
    assert!(alice.clicks(&list, "Next").await.is_err(), "there is no page after the last");
    assert_eq!(bob.clicks(&list, "Back").await.unwrap().content, "This is for somebody else.");
    assert_eq!(alice.clicks(&list, "Back").await.unwrap().content, "Mars, Jupiter, Saturn (page 2 of 3)");
    bot.stop().await;
}

#[greenroom::test]
async fn selects_are_read_as_choices_and_members() {
    let World { sandbox, bot, general, alice, bob } = World::start(|bot| bot.handler(selects::Lunch)).await;
    bob.join(sandbox.guild("Greenroom"));
    let lunch = alice.uses(&general, "/lunch").await.unwrap();
    let next = alice.selects(&lunch, "Dishes", ["Soup", "Ice cream"]).await.unwrap();
    assert_eq!(next.content, "Who eats with you?");
    let planned = alice.selects(&next, "Members", ["alice", "bob"]).await.unwrap();
    assert_eq!(planned.content, "Soup and Ice cream for alice, bob");
    assert!(components(&planned).is_empty());
    bot.stop().await;
}

#[greenroom::test]
async fn a_modal_is_filled_in_and_read_as_its_type() {
    let World { sandbox, bot, general, alice, bob } = World::start(|bot| bot.handler(modal::Reports)).await;
    bob.join(sandbox.guild("Greenroom"));
    let form = alice.uses(&general, "/report member:bob").form().await.unwrap();
    assert_eq!(form.title, "Report a member");
    let fields =
        [("What happened?", "He took my tea."), ("How bad was it?", "Harmful"), ("You may ask me questions", "true")];
    let reported = alice.submits(&form, fields).await.unwrap();
    let text = format!("Reported <@{}> as Harmful: He took my tea. (0 pictures, questions: yes)", bob.id());
    assert_eq!((reported.content, reported.ephemeral), (text, true));
    let own = format!("/report member:{}", sandbox.bot().id());
    assert_eq!(alice.uses(&general, &own).await.unwrap().content, "Bots cannot be reported.");
    bot.stop().await;
}

#[greenroom::test]
async fn components_v2_are_a_whole_message() {
    let World { sandbox: _sandbox, bot, general, alice, .. } =
        World::start(|bot| bot.handler(components_v2::Shop)).await;
    let shop = alice.uses(&general, "/shop").await.unwrap();
    let kinds: Vec<_> = components(&shop)[0]["components"].as_array().unwrap().iter().map(|it| &it["type"]).collect();
    assert_eq!(kinds, [10, 9, 14, 9]);
    let bought = alice.clicks(&shop, "Buy Rope").await.unwrap();
    assert_eq!((bought.content.as_str(), bought.ephemeral), ("alice bought a Rope for 5 coins.", true));
    bot.stop().await;
}

#[greenroom::test]
async fn checks_and_cooldowns_say_why_a_command_is_refused() {
    let World { sandbox, bot, general, alice, bob } = World::start(|bot| bot.handler(checks::Treasure)).await;
    let guild = sandbox.guild("Greenroom");
    bob.join(&guild);
    assert_eq!(bob.uses(&general, "/coin").await.unwrap().content, "You take a coin.");
    let again = bob.uses(&general, "/coin").await.unwrap();
    assert!(again.content.starts_with("This was used too often. Try again in ") && again.ephemeral, "{again:?}");
    assert_eq!(alice.uses(&general, "/coin").await.unwrap().content, "You take a coin.");
    sandbox.advance(DAY);
    assert_eq!(bob.uses(&general, "/coin").await.unwrap().content, "You take a coin.");

    let refused = bob.uses(&general, "/open").await.unwrap();
    assert_eq!(refused.content, "You need the role `Key` to open the treasure.");
    bob.give_role(&guild, guild.create_role("Key", Permissions::empty()));
    assert_eq!(bob.uses(&general, "/open").await.unwrap().content, "The treasure is open.");

    assert_eq!(bob.uses(&general, "/close").await.unwrap().content, "Only the owner of this bot may use this.");
    assert_eq!(sandbox.owner().uses(&general, "/close").await.unwrap().content, "The treasure is closed.");
    assert!(bob.uses(&general, "/relocate").await.is_err(), "members without the permission do not see it");
    bot.stop().await;
}

/// The components of a message.
fn components(message: &SandboxMessage) -> &[Value] {
    message.raw["components"].as_array().map_or(&[], Vec::as_slice)
}

#[greenroom::test]
async fn messages_call_commands() {
    let it = World::start(|bot| bot.handler(prefix::Games).prefix_commands(prefix::commands())).await;
    let first = it.alice.say(&it.general, "!roll 3 --highest");
    it.general.expect(|message| message.content == "3 dice, the highest: just so").await.unwrap();
    it.alice.reply(&it.general, first, "!q");
    it.general.expect(|message| message.content == "alice: !roll 3 --highest").await.unwrap();
    let slash = it.alice.uses(&it.general, "/roll dice:2 why:luck").await.unwrap();
    assert_eq!(slash.content, "2 dice, all: luck");
}

#[greenroom::test]
async fn the_plant_dries_each_hour_and_is_reported_on_in_the_morning() {
    let World { sandbox, bot, general, alice, .. } = World::start(|bot| bot.handler(tasks::Plant::default())).await;
    let look = || async { alice.uses(&general, "/look").await.unwrap().content };
    assert_eq!(look().await, "The plant is green, and was watered 0 h ago.");
    let hour = || bot.tasks().iter().find(|task| &*task.name == "Plant.dry").unwrap().clone();
    crate::commands::eventually(|| hour().next.is_some()).await;
    sandbox.advance(Duration::from_secs(3600));
    crate::commands::eventually(|| hour().runs == 1).await;
    assert_eq!(look().await, "The plant is green, and was watered 1 h ago.");

    assert!(alice.uses(&general, "/report").await.unwrap().ephemeral);
    // Nine o'clock passes, and so do 24 due times of the other task, of which one is used.
    sandbox.advance(DAY);
    let morning = general.expect(|message| message.content.starts_with("Good morning!")).await.unwrap();
    assert!(morning.content.contains("The plant is green"), "{}", morning.content);
    alice.uses(&general, "/water").await.unwrap();
    bot.run_task("dry").await.unwrap();
    assert_eq!(look().await, "The plant is green, and was watered 1 h ago.");
    bot.stop().await;
}
