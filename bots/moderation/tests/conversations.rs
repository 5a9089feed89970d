//! What moderators and users do, and what they see.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test fails by a panic")]

use std::{path::Path, time::Duration};

use greenroom::{
    BotGuard,
    model::Permissions,
    prelude::*,
    sandbox::{Sandbox, SandboxChannel, SandboxGuild, SandboxUser},
};
use moderation_bot::{Moderation, Store};

/// A guild with a moderator, a member, and a bot whose role is above theirs.
struct World {
    sandbox: Sandbox,
    guild: SandboxGuild,
    general: SandboxChannel,
    log: SandboxChannel,
    moderator: SandboxUser,
    bob: SandboxUser,
    folder: tempfile::TempDir,
    bot: Option<BotGuard>,
}

impl World {
    async fn start() -> Self {
        let sandbox = Sandbox::builder().identify_window(Duration::ZERO).start().await.unwrap();
        let guild = sandbox.guild("Greenroom");
        let (moderator, bob) = (sandbox.user("mia"), sandbox.user("bob"));
        moderator.join(&guild);
        bob.join(&guild);
        moderator.give_role(&guild, guild.create_role("Moderators", Permissions::ADMINISTRATOR));
        guild.raise_bot_role();
        let folder = tempfile::tempdir().unwrap();
        let bot = Some(run(&sandbox, folder.path()).await);
        let (general, log) = (guild.channel("general"), guild.channel("log"));
        Self { general, log, guild, moderator, bob, folder, bot, sandbox }
    }

    async fn restart(&mut self) {
        self.bot.take().unwrap().stop().await;
        self.bot = Some(run(&self.sandbox, self.folder.path()).await);
    }

    async fn ask(&self, command: &str) -> String {
        self.moderator.uses(&self.general, command).await.unwrap().content
    }
}

async fn run(sandbox: &Sandbox, folder: &Path) -> BotGuard {
    let store = Store::open(folder.join("cases.sqlite")).await.unwrap();
    Bot::sandbox(sandbox).handler(Moderation::new(&store)).spawn().await.unwrap()
}

#[greenroom::test]
async fn a_warning_is_a_case_that_its_user_and_the_log_see() {
    let world = World::start().await;
    assert_eq!(
        world.ask("/log_channel channel:log").await,
        format!("Cases and appeals are logged in <#{}>.", world.log.id())
    );
    assert_eq!(world.ask("/warn member:bob reason:spam").await, "bob: Warning is case 1.");
    let logged = world.log.expect(|message| !message.embeds.is_empty()).await.unwrap();
    assert_eq!(logged.embeds[0]["title"], "Case 1: Warning");
    let told = world.bob.dm().expect(|message| message.content.contains("case 1")).await.unwrap();
    assert_eq!(told.content, "Warning in Greenroom, case 1: spam");
    let shown = world.moderator.uses(&world.general, "/case number:1").await.unwrap();
    assert_eq!((shown.embeds[0]["title"].as_str(), shown.ephemeral), (Some("Case 1: Warning"), true));
    let listed = world.moderator.uses(&world.general, "/cases user:bob").await.unwrap();
    assert!(listed.embeds[0]["description"].as_str().unwrap().contains("spam"));
    assert_eq!(world.ask("/case number:2").await, "There is no case 2.");
    assert_eq!(world.ask("/cases user:mia").await, "mia has no cases.");
}

#[greenroom::test]
async fn only_a_higher_role_may_punish() {
    let world = World::start().await;
    assert_eq!(world.ask("/warn member:mia reason:x").await, "You cannot punish yourself.");
    world.bob.give_role(&world.guild, world.guild.role("Moderators").unwrap());
    let refused = "Your highest role is not above theirs, so you cannot do this.";
    assert_eq!(world.ask("/warn member:bob reason:x").await, refused);
    assert_eq!(world.ask("/ban user:bob reason:x").await, refused);
    // The last role is above the bot's, but not above the owner. The one before it has the position of the bot's role.
    world.guild.create_role("Middle", Permissions::empty());
    world.bob.give_role(&world.guild, world.guild.create_role("Top", Permissions::empty()));
    let answer = world.sandbox.owner().uses(&world.general, "/ban user:bob reason:x").await.unwrap();
    assert!(answer.content.starts_with("My highest role is not above theirs."), "{}", answer.content);
}

#[greenroom::test]
async fn a_ban_is_confirmed_and_an_accepted_appeal_ends_it_after_a_restart() {
    let mut world = World::start().await;
    world.ask("/log_channel channel:log").await;
    let asked = world.moderator.uses(&world.general, "/ban user:bob reason:spam").await.unwrap();
    world.moderator.clicks(&asked, "Yes").await.unwrap();
    let told = world.bob.dm().expect(|message| message.content.contains("case 1")).await.unwrap();
    let bans = world.guild.bans();
    assert_eq!((bans.len(), bans[0].1.as_deref()), (1, Some("mia: spam")));

    world.restart().await;
    let form = world.bob.clicks(&told, "Appeal").form().await.unwrap();
    let sent = world.bob.submits(&form, [("Why should this be undone?", "It was my brother.")]).await.unwrap();
    assert_eq!(sent.content, "The moderators will read your appeal.");
    let appeal =
        world.log.expect(|message| message.embeds.iter().any(|it| it.to_string().contains("brother"))).await.unwrap();

    world.restart().await;
    let decided = world.moderator.clicks(&appeal, "Accept").await.unwrap();
    assert!(decided.content.starts_with("accepted by"), "{}", decided.content);
    assert!(world.guild.bans().is_empty());
    let again = world.bob.clicks(&told, "Appeal").form().await.unwrap();
    let refused = world.bob.submits(&again, [("Why should this be undone?", "Once more, please.")]).await.unwrap();
    assert_eq!(refused.content, "You have appealed already.");
}

#[greenroom::test]
async fn a_ban_that_is_not_confirmed_does_nothing() {
    let world = World::start().await;
    let asked = world.moderator.uses(&world.general, "/ban user:bob reason:spam").await.unwrap();
    world.moderator.clicks(&asked, "No").await.unwrap();
    assert!(world.guild.bans().is_empty());
}

#[greenroom::test]
async fn a_timeout_has_a_reason_and_an_end() {
    let world = World::start().await;
    assert_eq!(world.ask("/timeout member:bob duration:1h reason:noise").await, "bob: Timeout is case 1.");
    assert!(world.guild.timeout_of(&world.bob).is_some());
    assert_eq!(world.ask("/timeout member:bob duration:29d reason:noise").await, "A timeout is 28 days at most.");
    assert_eq!(world.ask("/unban user:bob reason:mistake").await, "This user is not banned.");
}

#[greenroom::test]
async fn purge_deletes_what_one_user_wrote() {
    let world = World::start().await;
    world.bob.say_all(&world.general, ["a", "b"]);
    world.moderator.say(&world.general, "c");
    // Bob's third message is the one that greets him as a new member.
    assert_eq!(world.ask("/purge count:10 from:bob").await, "3 messages are deleted.");
    let left = world.general.messages();
    assert!(left.iter().all(|message| message.author_id != world.bob.id()), "{left:?}");
    assert!(left.iter().any(|message| message.content == "c"), "{left:?}");
}

#[greenroom::test]
async fn slow_mode_is_set_by_a_button_that_only_moderators_can_use() {
    let world = World::start().await;
    let asked = world.moderator.uses(&world.general, "/slowmode").await.unwrap();
    let refused = world.bob.clicks(&asked, "30 s").await.unwrap();
    assert!(refused.ephemeral, "{}", refused.content);
    let set = world.moderator.clicks(&asked, "30 s").await.unwrap();
    assert!(set.content.starts_with("Members wait 30 s"), "{}", set.content);
}

#[greenroom::test]
async fn a_file_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cases.sqlite");
    drop(Store::open(&path).await.unwrap());
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = Store::open(&path).await.unwrap_err();
    assert!(error.to_string().contains("newer version"), "{error}");
}
