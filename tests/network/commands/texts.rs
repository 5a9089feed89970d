//! Texts of commands in the languages of users and guilds, from Fluent files.

use greenroom::command::{CommandContext, CommandResult};
use greenroom::model::{Locale, Message};
use greenroom::prelude::*;
use greenroom::sandbox::{Sandbox, SandboxMessage};
use greenroom::texts::Texts;
use greenroom::{Bot, handlers};

use super::World;

#[derive(Choice)]
enum Size {
    Small,
    Large,
}

struct Shop;

#[handlers(group("tag", "Notes"))]
impl Shop {
    /// Orders something
    #[command(slash, prefix(aliases("o")))]
    async fn order(
        &self,
        ctx: &CommandContext,
        #[option("What")] item: String,
        #[option("How many", range = 1..=10)] count: Option<u32>,
        #[option("How big")] size: Option<Size>,
    ) -> CommandResult<String> {
        let count = count.unwrap_or(1);
        if item == "nothing" {
            return Err(tell(ctx.text("sold-out")));
        }
        let size = size.map_or("", |size| size.name());
        let user = &ctx.user().username;
        Ok(ctx.text_with("ordered", &[("count", &count), ("item", &item), ("user", user)]) + size)
    }

    /// Shows a note
    #[command(in = "tag", slash, prefix)]
    async fn show(&self, ctx: &CommandContext) -> String {
        [ctx.guild_language().text("public"), ctx.text("only-english"), ctx.text("nowhere")].join("|")
    }

    /// Is used rarely
    #[command(slash, prefix, cooldown(user, 1 per "90s"))]
    async fn rare(&self) -> &'static str {
        "ok"
    }

    /// Is never allowed
    #[command(check = Self::never)]
    async fn never_used(&self) {}

    async fn never(&self, _: &CallContext) -> CommandResult<bool> {
        Ok(false)
    }

    /// Asks
    #[command]
    async fn sure(&self, ctx: &CommandContext) -> CommandResult<String> {
        Ok(ctx.confirm("?").await?.to_string())
    }

    /// Answers nothing
    #[command]
    async fn silent(&self) {}

    /// Fails
    #[command]
    async fn fail(&self) -> CommandResult {
        Err("the disk is full".into())
    }

    /// Has a broken text
    #[command]
    async fn broken(&self, ctx: &CommandContext) -> String {
        ctx.text("ordered")
    }

    #[message_command("Report It")]
    async fn report(&self, message: Message) -> String {
        message.content.to_string()
    }
}

fn texts() -> Texts {
    Texts::new("en-US").load(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/network/commands/locales")).unwrap()
}

fn shop(bot: Bot) -> Bot {
    bot.handler(Shop).prefix("!").texts(texts())
}

impl World {
    async fn german_guild(&self) {
        let guild = self.sandbox.guild("Greenroom").id();
        let handle = self.bot.handle();
        handle.http().unwrap().update_guild(guild).preferred_locale(Locale::German).await.unwrap();
        let is_german = || handle.cache().unwrap().guild(guild).is_some_and(|it| it.preferred_locale == "de");
        super::eventually(is_german).await;
    }

    async fn answer_to_message(&self, text: &str) -> String {
        let said = self.alice.say(&self.general, text);
        let is_it = move |it: &SandboxMessage| it.raw["message_reference"]["message_id"] == said.to_string();
        self.general.expect(is_it).await.unwrap_or_else(|error| panic!("{text}: {error}")).content
    }

    async fn slash(&self, line: &str) -> String {
        self.alice.uses(&self.general, line).await.unwrap_or_else(|error| panic!("{line}: {error}")).content
    }
}

#[greenroom::test]
async fn answers_are_in_the_language_of_the_user() {
    let it = World::start(shop).await;
    assert_eq!(it.slash("/order item:tea count:3").await, "3 times tea for alice");
    it.alice.set_locale("de");
    for (line, expected) in [
        ("/bestellen ware:Tee", "Ein Stück Tee für alice"),
        ("/order item:Tee anzahl:3 größe:Riesig", "3 Stück Tee für aliceLarge"),
        ("/order item:nothing", "Ausverkauft."),
        ("/notiz zeigen", "All see this.|Only in English|nowhere"),
    ] {
        assert_eq!(it.slash(line).await, expected, "{line}");
    }
    // A language without texts has those of the default language.
    it.alice.set_locale("fr");
    assert_eq!(it.slash("/order item:thé count:2").await, "2 times thé for alice");
    it.alice.set_locale("en-GB");
    assert_eq!(it.slash("/order item:nothing").await, "Sold out.");
    // A message with arguments that are missing does not fail.
    assert_eq!(it.slash("/broken").await, "{$count} times {$item} for {$user}");
}

#[greenroom::test]
async fn texts_of_the_library_are_in_the_language_of_the_user() {
    let it = World::start(shop).await;
    it.alice.set_locale("de");
    assert_eq!(it.slash("/never_used").await, "Das darfst du nicht.");
    assert_eq!(it.slash("/silent").await, "Erledigt.");
    assert_eq!(it.slash("/rare").await, "ok");
    assert_eq!(it.slash("/rare").await, "Zu oft. Warte noch 90 Sekunden.");
    assert!(it.slash("/fail").await.starts_with("Da ging etwas schief ("));
    let question = it.alice.uses(&it.general, "/sure").await.unwrap();
    let label = |at: usize| question.raw["components"][0]["components"][at]["label"].clone();
    assert_eq!([label(0), label(1)], ["Ja", "Nein"]);
    // What no file has stays English.
    it.bob.join(it.sandbox.guild("Greenroom"));
    assert_eq!(it.bob.uses(&it.general, "/never_used").await.unwrap().content, "You may not use this.");
}

#[greenroom::test]
async fn a_guild_has_names_errors_and_help_in_its_language() {
    let it = World::start(shop).await;
    it.german_guild().await;
    for (text, expected) in [
        ("!bestellen Tee 2", "2 Stück Tee für alice"),
        ("!order Tee 2", "2 Stück Tee für alice"),
        ("!kaufen Tee --anzahl=3 riesig", "3 Stück Tee für aliceLarge"),
        ("!o Tee --count 3 --größe Large", "3 Stück Tee für aliceLarge"),
        ("!notiz zeigen", "Das sehen alle.|Only in English|nowhere"),
        ("!tag zeigen", "Das sehen alle.|Only in English|nowhere"),
        ("!tag show", "Das sehen alle.|Only in English|nowhere"),
        ("!order", "Die Option `ware` fehlt.\nSo geht es: `!bestellen <ware> [anzahl] [größe]`"),
        ("!order Tee 11", "anzahl darf höchstens 10 sein."),
        (
            "!order Tee 1 winzig",
            "größe muss eins von `Klein`, `Riesig` sein, nicht `winzig`.\n\
             So geht es: `!bestellen <ware> [anzahl] [größe]`",
        ),
        ("!bestelen", "`bestelen` gibt es nicht. Meintest du `bestellen`?"),
        (
            "!hilfe",
            "**Befehle**\n`!bestellen` Bestellt etwas\n`!notiz zeigen` Zeigt eine Notiz\n`!rare` Is used rarely\n\n\
             `!hilfe Befehl` erklärt einen Befehl.",
        ),
        (
            "!help order",
            "Bestellt etwas\n`!bestellen <ware> [anzahl] [größe]`\n• `ware`: Was\n• `anzahl`: Wie viel\n\
             • `größe`: Wie groß\nAuch: `!kaufen`, `!nehmen`, `!order`, `!o`",
        ),
        ("!hilfe notiz", "`!notiz zeigen` Zeigt eine Notiz\n\n`!hilfe Befehl` erklärt einen Befehl."),
    ] {
        assert_eq!(it.answer_to_message(text).await, expected, "{text}");
    }
}

#[greenroom::test]
async fn a_guild_in_another_language_has_the_default_names() {
    let it = World::start(shop).await;
    assert_eq!(it.answer_to_message("!order tea 2").await, "2 times tea for alice");
    it.alice.say(&it.general, "!bestellen Tee");
    assert_eq!(it.answer_to_message("!help rare").await, "Is used rarely\n`!rare`");
    let german = |it: &SandboxMessage| it.content.contains("Stück");
    assert!(!it.general.messages().iter().any(german));
}

#[greenroom::test]
async fn commands_are_registered_in_all_languages_and_not_twice() {
    let sandbox = Sandbox::start().await.unwrap();
    let it = World::on(sandbox, shop).await;
    let commands = it.alice.commands(&it.general);
    let raw = |name: &str| commands.iter().find(|it| it.name == name).map(|it| it.raw.clone()).unwrap();
    let order = raw("order");
    assert_eq!(order["name_localizations"]["de"], "bestellen");
    assert_eq!(order["description_localizations"]["de"], "Bestellt etwas");
    assert_eq!(order["options"][2]["name_localizations"]["de"], "größe");
    assert_eq!(order["options"][2]["description_localizations"]["de"], "Wie groß");
    assert_eq!(order["options"][2]["choices"][1]["name_localizations"]["de"], "Riesig");
    assert_eq!(raw("tag")["options"][0]["name_localizations"]["de"], "zeigen");
    assert_eq!(raw("Report It")["name_localizations"]["de"], "Melden");
    assert_eq!(it.bot.command_drift().await.unwrap(), []);
    let World { sandbox, bot, .. } = it;
    bot.stop().await;
    let writes = || sandbox.requests().iter().filter(|it| it.method == "PUT").count();
    let before = writes();
    let bot = shop(Bot::sandbox(&sandbox)).spawn().await.unwrap();
    assert_eq!(writes(), before);
    bot.stop().await;
}

#[greenroom::test]
async fn a_name_that_discord_refuses_is_refused_at_the_start() {
    let sandbox = Sandbox::start().await.unwrap();
    let start = |german: &str| {
        let texts = Texts::new("en-US").add("de", german).unwrap();
        Bot::sandbox(&sandbox).handler(Shop).prefix("!").texts(texts).spawn()
    };
    for (german, expected) in [
        (
            "command-order = Bestellen",
            "option `command`: `/order` (Shop::order), in de: the name `Bestellen` has capitals; Discord allows \
             `bestellen`",
        ),
        (
            "command-order =\n    .option-item = zwei Wörter",
            "option `command`: the option `item` of `/order` (Shop::order), in de: the name `zwei Wörter` contains \
             ' '; Discord allows letters, digits, `-`, `_` and `'`",
        ),
    ] {
        let german = german.replace("=\n", "= order\n");
        let refused = start(&german).await.err().unwrap().to_string();
        assert_eq!(refused.replace(concat!(module_path!(), "::"), ""), expected);
    }
}

#[test]
fn texts_are_checked() {
    let bot = || Bot::new("token").handler(Shop).prefix("!").texts(texts());
    let report = bot().check_texts().used_in(include_str!("texts.rs"));
    assert_eq!(
        report.to_string(),
        "de: `only-english` is missing; add it\n\
         en-US: `only-german-broken` is missing; add it\n\
         the code uses `nowhere`, which no language has; add it\n\
         de: `only-german-broken` is used nowhere in the code; remove it"
    );
    let more = "command-ordr = x\ncommand-rare = Zwei Wörter\ngreenroom-nothing = x\nother = { $a } { $b }\n";
    let texts = Texts::new("en-US").add("en-US", "other = { $a }").unwrap().add("de", more).unwrap();
    let report = Bot::new("token").handler(Shop).texts(texts).check_texts();
    assert_eq!(
        report.to_string(),
        "de: `command-ordr` fits no command, option or choice; correct or remove it\n\
         de: `command-rare`: the name `Zwei Wörter` contains ' '; Discord allows letters, digits, `-`, `_` and `'`\n\
         de: `greenroom-nothing` is no text of the library; correct or remove it\n\
         de: `other` uses $b, which en-US does not; correct the name or remove it"
    );
}
