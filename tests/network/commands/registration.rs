//! What is written at Discord when a bot starts.

use greenroom::command::{Command, Contexts, Installs};
use greenroom::model::{CommandOption, Locale, Permissions};
use greenroom::sandbox::Sandbox;
use greenroom::{Bot, Difference, Registration};

use super::World;

fn full() -> Command {
    Command::slash("full", "Has everything")
        .name_localization(Locale::German, "voll")
        .description_localization(Locale::German, "Hat alles")
        .rules(|rules| {
            rules.contexts = Some(Contexts::GUILD | Contexts::BOT_DM);
            rules.installs = Some(Installs::GUILD | Installs::USER);
            rules.member_permissions = Some(Permissions::empty());
            rules.nsfw = true;
        })
        .option(CommandOption::string("text", "T").min_length(1).max_length(9).required(true))
        .option(CommandOption::number("number", "N").min_value(1.0).max_value(2))
        .option(CommandOption::integer("choice", "C").choice("One", 1).choice("Two", 2))
        .option(CommandOption::channel("channel", "C").channel_types([greenroom::model::ChannelKind::GuildText]))
        .run(|_| async {})
}

fn plain(name: &str) -> Command {
    Command::slash(name, "Does nothing").run(|_| async {})
}

/// How many requests changed commands.
fn writes(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    let is_write = |it: &&greenroom::sandbox::RequestRecord| it.method != "GET" && it.path.contains("/commands");
    requests.iter().filter(is_write).count()
}

#[tokio::test]
async fn case_24_a_second_start_with_every_attribute_writes_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let start = || async {
        let bot = Bot::sandbox(&sandbox).command(full()).command(Command::user("Greet").run(|_| async {}));
        bot.command(plain("show").in_group("tag", "Notes")).spawn().await.unwrap()
    };
    let first = start().await;
    assert_eq!(writes(&sandbox), 1);
    assert_eq!(first.command_drift().await.unwrap(), []);
    first.stop().await;
    start().await.stop().await;
    assert_eq!(writes(&sandbox), 1);
}

#[tokio::test]
async fn what_differs_is_replaced_or_kept_or_only_told() {
    let sandbox = Sandbox::start().await.unwrap();
    Bot::sandbox(&sandbox).command(plain("old")).spawn().await.unwrap().stop().await;

    let dry = Bot::sandbox(&sandbox).command(plain("new")).registration(Registration::DryRun).spawn().await.unwrap();
    assert_eq!(writes(&sandbox), 1);
    let drift = dry.command_drift().await.unwrap();
    let found: Vec<_> = drift.iter().map(|it| (it.name.as_str(), it.difference)).collect();
    assert_eq!(found, [("new", Difference::Missing), ("old", Difference::Unknown)]);
    dry.stop().await;

    let names = || {
        let general = sandbox.guild("Greenroom").channel("general");
        let mut names: Vec<_> = sandbox.user("alice").commands(&general).iter().map(|it| it.name.clone()).collect();
        names.sort();
        names
    };
    let kept = Bot::sandbox(&sandbox).command(plain("new")).registration(Registration::Keep).spawn().await.unwrap();
    assert_eq!(names(), ["new", "old"]);
    kept.stop().await;
    let synced = Bot::sandbox(&sandbox).command(plain("new")).spawn().await.unwrap();
    assert_eq!(names(), ["new"]);
    synced.stop().await;
}

#[tokio::test]
async fn commands_of_guilds_and_of_development() {
    let sandbox = Sandbox::start().await.unwrap();
    let guild = sandbox.guild("Greenroom").id();
    let bot = Bot::sandbox(&sandbox).command(plain("all")).command(plain("one").guilds([guild]));
    bot.spawn().await.unwrap().stop().await;
    // Two scopes, a request each.
    assert_eq!(writes(&sandbox), 2);
    let bot = Bot::sandbox(&sandbox).command(plain("all")).command(plain("one").guilds([guild])).dev_guild(guild);
    let bot = bot.clean_global_commands().spawn().await.unwrap();
    assert_eq!(writes(&sandbox), 4);
    assert_eq!(bot.command_drift().await.unwrap(), []);
    bot.stop().await;
}

#[tokio::test]
async fn what_discord_would_refuse_is_an_error_before_anything_is_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let refused = |bot: Bot| async move { bot.spawn().await.unwrap_err().to_string() };
    let bot = || Bot::sandbox(&sandbox);
    for (bot, text) in [
        (bot().command(plain("Roll")), "has capitals"),
        (bot().command(plain("a")).command(plain("a")), "two commands are called `/a`"),
        (
            bot().command(plain("a")).command(plain("b").in_group("a", "A")),
            "`/a` is both a command and a group of commands; one of them is `b`",
        ),
        (
            bot().command(plain("b").in_group("a", "A")).command(plain("a")),
            "`/a` is both a command and a group of commands; one of them is `a`",
        ),
        (
            bot().command(plain("b").in_group("a", "A")).command(plain("c").in_group("a b", "B")),
            "`/a b` is both a command and a group of commands; one of them is `c`",
        ),
        (
            bot().command(plain("c").in_group("a b", "B")).command(plain("b").in_group("a", "A")),
            "`/a b` is both a command and a group of commands; one of them is `b`",
        ),
        (bot().command(plain("a").in_group("g", "")), "the group `g` of `a` is declared nowhere"),
        (
            bot().command(plain("a").in_group("g", "One")).command(plain("b").in_group("g", "Two")),
            "the group `g` is declared differently by `a` and `b`",
        ),
        (
            bot()
                .command(Command::component("k").on_use(|_| async {}))
                .command(Command::component("k").on_use(|_| async {})),
            "have the same key `k`",
        ),
        (bot().command(plain("a").name_localization(Locale::German, "ä\u{301}")), "`/a` (`a`), in de: the name"),
        (
            (0..101).fold(bot(), |bot, number| bot.command(plain(&format!("c{number}")))),
            "there are 101 slash commands globally; Discord allows 100",
        ),
    ] {
        let error = refused(bot).await;
        assert!(error.contains(text), "{error}");
    }
    assert_eq!(writes(&sandbox), 0);
}

#[tokio::test]
async fn a_bot_without_commands_has_none_to_compare() {
    let world = World::start(|bot| bot.command(plain("a"))).await;
    assert_eq!(world.bot.command_drift().await.unwrap(), []);
    world.bot.stop().await;
}
