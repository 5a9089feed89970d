//! The tricky cases of names, options, choices and suggestions.

use greenroom::command::{CallContext, Command, CommandContext, CommandResult, Partial, Suggestion};
use greenroom::model::{CommandOption, Locale, Permissions};
use greenroom::sandbox::{Sandbox, UseError};
use greenroom::{Bot, command, handlers};
use serde_json::json;

use super::{Outcome, World, answer_to, callback_to, message_of_the_compiler};

/// Why a bot with this command does not start.
async fn refusal(command: Command) -> String {
    let sandbox = Sandbox::start().await.unwrap();
    Bot::sandbox(&sandbox).command(command).spawn().await.unwrap_err().to_string()
}

/// Has options with the names of keywords, and of what the macro writes
#[command]
async fn words(
    context: &CommandContext,
    #[option("A keyword")] r#type: String,
    #[option("A keyword")] r#match: u8,
    #[option("As the context is mostly called")] ctx: String,
    #[option("As the macro could call the call")] call: Option<u8>,
    #[option("As the macro could call the reader")] reader: Option<bool>,
) -> String {
    format!("{type} {match} {ctx} {call:?} {reader:?} {}", context.name())
}

struct Words;

#[handlers]
impl Words {
    /// Has options with the names of keywords, and of what the macro writes
    #[command(name("more-words"))]
    async fn more_words(
        &self,
        #[option("A keyword")] r#type: u8,
        #[option("A keyword")] r#match: Option<String>,
        #[option("As the context is mostly called")] ctx: Option<u8>,
        #[option("As the macro could call the call")] call: Option<u8>,
        #[option("As the macro could call the number of the command")] which: Option<u8>,
    ) -> String {
        format!("{type} {match:?} {ctx:?} {call:?} {which:?}")
    }
}

#[tokio::test]
async fn case_01_options_named_type_match_ctx_and_call() {
    let World { alice, general, bot, sandbox: _sandbox, .. } =
        World::start(|bot| bot.command(words).handler(Words)).await;
    let text = "/words type:a match:2 ctx:c call:4 reader:true";
    assert_eq!(alice.uses(&general, text).await.unwrap().content, "a 2 c Some(4) Some(true) words");
    let text = "/more-words type:1 match:b call:4";
    assert_eq!(alice.uses(&general, text).await.unwrap().content, "1 Some(\"b\") None Some(4) None");
    bot.stop().await;
}

#[tokio::test]
async fn case_02_more_than_25_choices_are_refused_and_autocomplete_is_suggested() {
    let message = message_of_the_compiler("case_02_too_many_choices");
    assert!(message.contains("at most 25 choices") && message.contains("autocomplete"), "{message}");

    let with = |count: u32| {
        let add = |option: CommandOption, number: u32| option.choice(number.to_string(), number.to_string());
        let option = (0..count).fold(CommandOption::string("one", "One of them").required(true), add);
        Command::slash("pick", "Picks").option(option).run(|_| async { "picked" })
    };
    let error = refusal(with(26)).await;
    assert!(error.contains("has 26 choices; Discord allows 25. Use autocomplete instead"), "{error}");
    let world = World::start(|bot| bot.command(with(25))).await;
    assert_eq!(world.alice.uses(&world.general, "/pick one:24").await.unwrap().content, "picked");
    world.bot.stop().await;
}

#[tokio::test]
async fn case_03_a_required_option_after_an_optional_one_is_refused() {
    let message = message_of_the_compiler("case_03_required_after_optional");
    assert!(message.contains("required option `item` stands after the optional `count`"), "{message}");

    let command = Command::slash("sell", "Sells").option(CommandOption::integer("count", "How many"));
    let command = command.option(CommandOption::string("item", "What").required(true)).run(|_| async {});
    let error = refusal(command).await;
    assert!(error.contains("`item`") && error.contains("stands after the optional `count`; put it before"), "{error}");
}

struct Notes;

#[handlers(group("note", "Notes"))]
impl Notes {
    /// Adds a note
    #[command(in = "note")]
    async fn add(&self, #[option("Its text", length = 1..=5)] name: String) -> String {
        format!("added {name}")
    }

    /// Shows a note
    #[command(in = "note")]
    async fn show(&self, #[option("Its number", range = 1..=9)] name: u8) -> String {
        format!("note {name}")
    }
}

#[tokio::test]
async fn case_07_two_subcommands_have_an_option_of_the_same_name() {
    let World { alice, general, bot, sandbox: _sandbox, .. } = World::start(|bot| bot.handler(Notes)).await;
    assert_eq!(alice.uses(&general, "/note add name:tea").await.unwrap().content, "added tea");
    assert_eq!(alice.uses(&general, "/note show name:3").await.unwrap().content, "note 3");
    // Each sub-command has the limits of its own option.
    for text in ["/note add name:coffee", "/note show name:10", "/note show name:tea"] {
        let refused = alice.uses(&general, text).send().unwrap_err();
        assert!(matches!(refused, UseError::Impossible(_)), "{text}: {refused}");
    }
    bot.stop().await;
}

#[tokio::test]
async fn case_08_permissions_of_a_subcommand_are_refused_and_check_is_suggested() {
    let message = message_of_the_compiler("case_08_permissions_of_a_subcommand");
    assert!(message.contains("this is a sub-command") && message.contains("`check = ..`"), "{message}");

    let clear = || Command::slash("clear", "Removes all notes").in_group("tag", "Notes").run(|_| async { "cleared" });
    let error = refusal(clear().rules(|it| it.member_permissions = Some(Permissions::MANAGE_GUILD))).await;
    assert!(error.contains("`/tag clear`") && error.contains("`check`"), "{error}");
    let is_alice = |ctx: CallContext| async move { Ok(ctx.user().username == "alice") };
    let World { alice, bob, general, bot, sandbox: _sandbox, .. } =
        World::start(|bot| bot.command(clear().check(is_alice))).await;
    assert_eq!(alice.uses(&general, "/tag clear").await.unwrap().content, "cleared");
    assert_eq!(bob.uses(&general, "/tag clear").await.unwrap().content, "You may not use this.");
    bot.stop().await;
}

#[tokio::test]
async fn case_09_integers_beyond_2_to_the_53_are_given_as_text() {
    let seed = Command::slash("seed", "Sets the seed")
        .option(CommandOption::string("text", "Any number"))
        .option(CommandOption::integer("number", "A number that JSON keeps").max_value(100))
        .option(CommandOption::integer("any", "A number that JSON keeps"));
    let world = World::start(|bot| {
        bot.command(seed.run(|ctx: CommandContext| async move {
            let (text, number) = (ctx.option::<Option<u64>>("text")?, ctx.option::<Option<u64>>("number")?);
            Outcome::Ok(format!("{text:?} {number:?} {:?}", ctx.option::<Option<i64>>("any")?))
        }))
    })
    .await;
    let use_seed = |text: &str| world.alice.uses(&world.general, &format!("/seed {text}"));
    for (text, answer) in [
        ("text:18446744073709551615", "Some(18446744073709551615) None None"),
        ("text:18446744073709551616", "The option `text` must be from 0 to 18446744073709551615."),
        ("text:twelve", "The option `text` must be a whole number."),
        ("any:9007199254740991", "None None Some(9007199254740991)"),
        ("any:-9007199254740991", "None None Some(-9007199254740991)"),
    ] {
        assert_eq!(use_seed(text).await.unwrap().content, answer, "{text}");
    }
    assert!(use_seed("any:9007199254740992").send().is_err());
    // What no client of Discord sends.
    for (name, value, answer) in [
        (
            "any",
            json!(9_007_199_254_740_992_i64),
            "The option `any` must be from -9007199254740991 to 9007199254740991.",
        ),
        ("number", json!(101), "The option `number` must be at most 100."),
        ("number", json!("9007199254740993"), "The option `number` must be at most 100."),
    ] {
        let options = json!([{"name": name, "type": 4, "value": value}]);
        let data = json!({"id": "1", "name": "seed", "type": 1, "options": options});
        assert_eq!(answer_to(&world, 2, data).await.content, answer);
    }
    world.bot.stop().await;
}

#[tokio::test]
async fn case_19_localised_names_with_marks_that_discord_refuses_are_refused_first() {
    let plain = || Command::slash("size", "Sets the size").run(|_| async { "set" });
    for (command, text) in [
        (
            plain().name_localization(Locale::German, "gro\u{308}ße"),
            "`/size` (`size`), in de: the name `gro\u{308}ße` contains '\\u{308}'",
        ),
        (plain().name_localization(Locale::French, "Taille"), "in fr: the name `Taille` has capitals"),
        (
            plain().option(CommandOption::string("how", "How").name_localization(Locale::German, "wie?")),
            "the option `how` of `/size` (`size`), in de: the name `wie?` contains '?'",
        ),
        (
            plain().description_localization(Locale::German, "x".repeat(101)),
            "in de: the description has 101 characters",
        ),
    ] {
        let error = refusal(command).await;
        assert!(error.contains(text), "{error}");
    }
    // Marks that belong to the script are allowed.
    let good = plain()
        .name_localization(Locale::German, "größe")
        .name_localization(Locale::Hindi, "आकार-हिन्दी")
        .name_localization(Locale::Thai, "ขนาดที่")
        .option(CommandOption::string("how", "How").name_localization(Locale::Thai, "อย่างไร่"));
    let world = World::start(|bot| bot.command(good)).await;
    assert_eq!(world.bot.command_drift().await.unwrap(), []);
    assert_eq!(world.alice.uses(&world.general, "/size").await.unwrap().content, "set");
    world.bot.stop().await;
}

struct Shop;

#[handlers]
impl Shop {
    /// Orders something
    #[command]
    async fn order(
        &self,
        #[option("What", autocomplete = Self::items, length = 1..=5)] item: String,
        #[option("How many", autocomplete = Self::counts, range = 1..=9)] count: Option<u8>,
        #[option("Which size")] size: Option<u8>,
    ) -> String {
        format!("{item} {count:?} {size:?}")
    }

    async fn items(&self, typed: &str) -> CommandResult<Vec<Suggestion<String>>> {
        Ok(vec![Suggestion::from(format!("{typed} of the long kind"))])
    }

    async fn counts(&self, typed: &str, others: &Partial<'_>) -> CommandResult<Vec<Suggestion<u8>>> {
        let (item, size) = (others.get::<String>("item"), others.get::<u8>("size"));
        Ok(vec![Suggestion::new(typed.parse().unwrap_or(1), format!("{typed:?} {item:?} {size:?}"))])
    }
}

#[tokio::test]
async fn case_21_what_is_typed_may_be_anything_and_the_rest_may_be_missing() {
    let world = World::start(|bot| bot.handler(Shop)).await;
    let count = |value: serde_json::Value| json!({"name": "count", "type": 4, "value": value, "focused": true});
    let item = json!({"name": "item", "type": 3, "value": "tea"});
    let size = json!({"name": "size", "type": 4, "value": "many"});
    let also_focused = json!({"name": "item", "type": 3, "value": "te", "focused": true});
    for (options, name, value) in [
        (json!([count("".into())]), "\"\" None None", 1),
        (json!([count("e".into())]), "\"e\" None None", 1),
        (json!([item, count("99999".into())]), "\"99999\" Some(\"tea\") None", 1),
        (json!([count(3.into()), item]), "\"3\" Some(\"tea\") None", 3),
        (json!([size, count("2".into())]), "\"2\" None None", 2),
        (json!([count("2".into()), also_focused]), "\"2\" Some(\"te\") None", 2),
    ] {
        let data = json!({"id": "1", "name": "order", "type": 1, "options": options.clone()});
        let callback = callback_to(&world, 4, data).await;
        let choices = json!([{"name": name, "value": value}]);
        assert_eq!((&callback["type"], &callback["data"]["choices"]), (&json!(8), &choices), "{options}");
    }
    // Nothing is focused, as with a client that knows another version of the command.
    let data = json!({"id": "1", "name": "order", "type": 1, "options": []});
    assert_eq!(callback_to(&world, 4, data).await["data"]["choices"], json!([]));
    world.bot.stop().await;
}

#[tokio::test]
async fn case_25_a_suggested_value_may_be_longer_than_the_limit_of_the_option() {
    let world = World::start(|bot| bot.handler(Shop).handler(Notes)).await;
    let World { alice, general, .. } = &world;
    let suggested = alice.types(general, "/order item:te").await.unwrap();
    let value = suggested[0].value.as_str().unwrap().to_owned();
    assert_eq!(value, "te of the long kind");
    let answer = alice.uses(general, &format!("/order item:{value}")).await.unwrap();
    assert_eq!(answer.content, "te of the long kind None None");
    // Without suggestions the limit holds, whatever a client sends.
    let option = json!({"name": "name", "type": 3, "value": value});
    let options = json!([{"name": "add", "type": 1, "options": [option]}]);
    let data = json!({"id": "1", "name": "note", "type": 1, "options": options});
    assert_eq!(answer_to(&world, 2, data).await.content, "The option `name` has more than 5 characters.");
    world.bot.stop().await;
}
