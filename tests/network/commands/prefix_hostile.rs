//! Prefix commands in the hands of members who want to do harm, or make mistakes.

use std::sync::Arc;

use greenroom::command::{CommandContext, CommandResult, GuildMember, ResolvedUser};
use greenroom::model::Role;
use greenroom::prelude::*;
use greenroom::sandbox::{Sandbox, SandboxMessage};
use greenroom::{PrefixCommands, handlers};
use tokio::sync::Notify;

use super::{World, eventually};

#[derive(Options)]
enum Volume {
    /// Makes it louder
    Louder {
        #[option("By how much")]
        by: u32,
    },
    /// Makes it silent
    Mute,
}

#[derive(Default)]
struct Bad {
    go: Arc<Notify>,
}

#[handlers(group("tag", "Notes"), group("staff", "For the staff", member_permissions(MANAGE_GUILD)))]
impl Bad {
    /// Repeats
    #[command(prefix)]
    async fn echo(&self, #[option("What", rest)] text: String) -> String {
        text
    }

    /// Answers with a long text
    #[command(prefix)]
    async fn long(&self, #[option("Number of lines")] lines: u32) -> String {
        (0..lines).map(|line| format!("line {line} {}\n", "x".repeat(80))).collect()
    }

    /// Answers you alone
    #[command(prefix)]
    async fn whisper(&self, ctx: &CommandContext) -> CommandResult {
        ctx.reply(Reply::new("whispers").ephemeral()).await?;
        Ok(ctx.edit("whispered @everyone").await?)
    }

    /// Shows a note
    #[command(in = "tag", slash, prefix)]
    async fn show(&self, #[option("Which")] name: String) -> String {
        name
    }

    /// Adds a note
    #[command(in = "tag", slash, prefix)]
    async fn add(&self, #[option("Which")] name: String) -> String {
        name
    }

    /// Is for the staff
    #[command(in = "staff", slash, prefix)]
    async fn purge(&self) -> &'static str {
        "purged"
    }

    /// Needs a permission
    #[command(prefix, member_permissions(MANAGE_GUILD))]
    async fn config(&self, #[option("Of whom")] user: Option<ResolvedUser>) -> String {
        format!("configured {}", user.is_some())
    }

    /// Needs a permission of the bot
    #[command(prefix, bot_permissions(SEND_MESSAGES))]
    async fn speak(&self) -> &'static str {
        "spoken"
    }

    /// Sets the volume
    #[command(prefix)]
    async fn volume(&self, #[option(flatten)] volume: Volume) -> String {
        match volume {
            Volume::Louder { by } => format!("louder by {by}"),
            Volume::Mute => "muted".to_owned(),
        }
    }

    /// Names a user
    #[command(prefix)]
    async fn user(&self, #[option("Whom")] user: ResolvedUser) -> String {
        user.id().to_string()
    }

    /// Names a member and a role
    #[command(prefix)]
    async fn member(&self, #[option("Whom")] member: GuildMember, #[option("Role")] role: Option<Role>) -> String {
        format!("{} {}", member.display_name(), role.map_or_else(String::new, |role| role.name.to_string()))
    }

    /// Lists numbers
    #[command(prefix)]
    async fn list(&self, #[option("Numbers")] numbers: Option<Vec<u8>>) -> String {
        format!("{numbers:?}")
    }

    /// Asks
    #[command(prefix)]
    async fn ask(&self, ctx: &CommandContext) -> CommandResult<String> {
        let is_sure = ctx.confirm("Sure?").await?;
        let chosen = ctx.choose("Which?", ["a", "b"]).await?;
        Ok(format!("{is_sure} {chosen:?}"))
    }

    /// Waits
    #[command(prefix)]
    async fn wait(&self, #[option("What", rest)] text: String) -> String {
        if text == "first" {
            self.go.notified().await;
        }
        format!("waited for {text}")
    }

    /// Answers nothing
    #[command(prefix)]
    async fn quiet(&self, ctx: &CommandContext, #[option("What")] text: Option<String>) -> CommandResult {
        if let Some(text) = text {
            ctx.reply(text).await?;
        }
        Ok(())
    }
}

async fn world(prefix: &str) -> World {
    world_of(Bad::default(), PrefixCommands::new().prefix(prefix)).await
}

async fn world_of(bad: Bad, commands: PrefixCommands) -> World {
    World::start(|bot| bot.handler(bad).prefix_commands(commands)).await
}

fn texts_of_bot(it: &World) -> Vec<String> {
    let messages = it.general.messages().into_iter();
    messages.filter(|it| it.raw["author"]["bot"] == true).map(|it| it.content).collect()
}

async fn answer(it: &World, text: &str) -> SandboxMessage {
    let said = it.alice.say(&it.general, text);
    let is_it = move |it: &SandboxMessage| it.raw["message_reference"]["message_id"] == said.to_string();
    it.general.expect(is_it).await.unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[greenroom::test]
async fn texts_of_users_notify_no_role_and_not_everyone() {
    let it = world("!").await;
    let guild = it.sandbox.guild("Greenroom");
    guild.set_bot_permissions(Permissions::all());
    let role = guild.create_role("Team", Permissions::empty());
    for text in ["!echo @everyone", &format!("!echo <@&{role}>"), "!long @everyone", "!ech @everyone", "!help @here"] {
        let answer = answer(&it, text).await;
        assert_eq!(answer.raw["mention_everyone"], false, "{text}");
        assert_eq!(answer.raw["mention_roles"], serde_json::json!([]), "{text}");
    }
    // Who wrote the message is notified, as by any reply, and users whom the command names.
    let answer = answer(&it, &format!("!echo <@{}>", it.bob.id())).await;
    assert_eq!(answer.raw["mentions"].as_array().unwrap().len(), 2, "{}", answer.raw);
}

#[greenroom::test]
async fn answers_to_unknown_names_are_as_safe() {
    let commands = PrefixCommands::new().prefix("!").on_unknown(|_, unknown| async move {
        let reply = Reply::new(format!("what is {}?", unknown.name));
        Some(if unknown.name == "secret" { reply.ephemeral() } else { reply })
    });
    let it = world_of(Bad::default(), commands).await;
    it.sandbox.guild("Greenroom").set_bot_permissions(Permissions::all());
    it.alice.say(&it.general, "!secret");
    it.alice.dm().expect(|it| it.content == "what is secret?").await.unwrap();
    let answer = answer(&it, "!@everyone").await;
    assert_eq!((answer.content.as_str(), &answer.raw["mention_everyone"]), ("what is @everyone?", &false.into()));
    assert_eq!(texts_of_bot(&it).len(), 1);
}

#[greenroom::test]
async fn long_answers_become_several_messages() {
    let it = world("!").await;
    let first = answer(&it, "!long 40").await;
    assert!(first.content.starts_with("line 0 "), "{}", first.content);
    it.general.expect(|it| it.content.contains("line 39 ")).await.unwrap();
    assert!(texts_of_bot(&it).iter().all(|text| text.chars().count() <= 2000));
}

#[greenroom::test]
async fn an_edit_changes_all_messages_of_a_long_answer() {
    let it = world("!").await;
    let said = it.alice.say(&it.general, "!long 40");
    it.general.expect(|it| it.content.contains("line 39 ")).await.unwrap();
    it.alice.edit(&it.general, said, "!long 41");
    eventually(|| texts_of_bot(&it).iter().any(|text| text.contains("line 40 "))).await;
    assert_eq!(texts_of_bot(&it).len(), 2);
    it.alice.edit(&it.general, said, "!long 1");
    eventually(|| texts_of_bot(&it).len() == 1).await;
    assert!(texts_of_bot(&it)[0].starts_with("line 0 "));
    it.alice.edit(&it.general, said, "!long 40");
    eventually(|| texts_of_bot(&it).len() == 2).await;
}

#[greenroom::test]
async fn a_private_answer_can_be_changed_and_notifies_no_role() {
    let it = world("!").await;
    it.alice.say(&it.general, "!whisper");
    let (direct, _) = it.alice.say_to_bot("hello");
    eventually(|| direct.messages().iter().any(|message| message.content == "whispered @everyone")).await;
    assert!(texts_of_bot(&it).is_empty());
    let edits = it.sandbox.requests();
    let edit = edits.iter().find(|it| it.method == "PATCH").unwrap();
    assert_eq!(edit.body.as_ref().unwrap()["allowed_mentions"]["parse"], serde_json::json!(["users"]));
}

#[greenroom::test]
async fn without_permissions_nothing_runs() {
    let it = world("!").await;
    let told = "You need the permission MANAGE_GUILD to use this.";
    for text in ["!staff purge", "!config", "!config 123456789012345678"] {
        assert_eq!(answer(&it, text).await.content, told, "{text}");
    }
    // In a direct message there is no guild that could grant it.
    for text in ["!staff purge", "!config"] {
        let (direct, said) = it.alice.say_to_bot(text);
        let is_it = move |it: &SandboxMessage| it.raw["message_reference"]["message_id"] == said.to_string();
        assert_eq!(direct.expect(is_it).await.unwrap().content, told, "{text}");
    }
    let (direct, _) = it.alice.say_to_bot("!speak");
    direct.expect(|it| it.content == "spoken").await.unwrap();
    // Nothing was looked up for a call that is refused.
    assert!(!it.sandbox.requests().iter().any(|request| request.path.contains("123456789012345678")));
}

#[handlers(group("private", "For one server", guilds(1)))]
impl OfOneGuild {
    /// Exists in one server
    #[command(in = "private", slash, prefix)]
    async fn thing(&self) -> &'static str {
        "thing"
    }

    /// Exists everywhere
    #[command(prefix)]
    async fn everywhere(&self) -> &'static str {
        "everywhere"
    }
}
struct OfOneGuild;

#[greenroom::test]
async fn commands_of_a_guild_exist_there_only() {
    let it = World::start(|bot| bot.handler(OfOneGuild).prefix("!").registration(greenroom::Registration::Off)).await;
    it.alice.say(&it.general, "!private thing");
    it.alice.say(&it.general, "!privat thing");
    assert_eq!(answer(&it, "!everywhere").await.content, "everywhere");
    assert_eq!(texts_of_bot(&it), ["everywhere"]);
    assert!(!answer(&it, "!help").await.content.contains("private"));
}

#[greenroom::test]
async fn subcommands_that_are_missing_are_listed() {
    let it = world("!").await;
    for (text, expected) in [
        ("!volume louder 3", "louder by 3"),
        ("!volume mute", "muted"),
        ("!volume", "`volume` needs one of these words: `louder`, `mute`."),
        ("!volume --mute", "`volume` needs one of these words: `louder`, `mute`."),
        ("!volume nothing", "`volume` needs one of these words: `louder`, `mute`."),
        ("!tag", "There is no command `tag`. Did you mean `tag add` or `tag show`?"),
        ("!tag shwo x", "There is no command `tag shwo`. Did you mean `tag show` or `tag add`?"),
        ("!help tag", "`!tag add` Adds a note\n`!tag show` Shows a note\n\n`!help command` explains a command."),
    ] {
        assert_eq!(answer(&it, text).await.content, expected, "{text}");
    }
    // A mark alone is no mistyped name.
    it.alice.say(&it.general, "!?");
    it.alice.say(&it.general, "!e");
    assert_eq!(answer(&it, "!volume mute").await.content, "muted");
    assert_eq!(texts_of_bot(&it).len(), 9);
}

#[greenroom::test]
async fn odd_ids_and_names_are_not_found() {
    let it = world("!").await;
    for text in [
        "!user <@0>".to_owned(),
        "!user 0".to_owned(),
        "!user <@18446744073709551615>".to_owned(),
        "!user 18446744073709551615".to_owned(),
        format!("!user {}", "n".repeat(1500)),
        format!("!user \"``` @everyone {}\"", "`".repeat(200)),
    ] {
        let told = answer(&it, &text).await.content;
        assert_eq!(told, "The user for the option `user` was not found.", "{text}");
    }
    let told = answer(&it, "!member alice <@&0>").await.content;
    assert_eq!(told, "The role for the option `role` was not found.");
    assert_eq!(answer(&it, "!list").await.content, "None");
    assert_eq!(answer(&it, "!list 1 2,3").await.content, "Some([1, 2, 3])");
}

#[greenroom::test]
async fn prefix_commands_can_ask() {
    let it = world("!").await;
    let question = answer(&it, "!ask").await;
    it.alice.clicks(&question, "Yes").await.unwrap();
    let question = it.general.expect(|it| it.content == "Which?").await.unwrap();
    it.alice.clicks(&question, "b").await.unwrap();
    it.general.expect(|it| it.content == "true Some(1)").await.unwrap();
}

#[greenroom::test]
async fn an_edit_waits_for_the_call_before() {
    let go = Arc::new(Notify::new());
    let it = world_of(Bad { go: Arc::clone(&go) }, PrefixCommands::new().prefix("!")).await;
    let said = it.alice.say(&it.general, "!wait first");
    assert_eq!(answer(&it, "!echo a").await.content, "a");
    it.alice.edit(&it.general, said, "!wait second");
    it.alice.edit(&it.general, said, "!wait third");
    assert_eq!(answer(&it, "!echo b").await.content, "b");
    go.notify_one();
    eventually(|| texts_of_bot(&it).contains(&"waited for third".to_owned())).await;
    let waited = texts_of_bot(&it).into_iter().filter(|text| text.starts_with("waited")).count();
    assert_eq!(waited, 1);
}

#[greenroom::test]
async fn only_edits_of_the_text_call_again() {
    let it = world("!").await;
    let said = it.alice.say(&it.general, "!quiet one");
    let first = it.general.expect(|it| it.content == "one").await.unwrap();
    // The answer stays known over a call that answers nothing.
    it.alice.edit(&it.general, said, "!quiet");
    it.alice.edit(&it.general, said, "!quiet two");
    let text = |id| it.general.message(id).map(|it| it.content);
    eventually(|| text(first.id).as_deref() == Some("two")).await;
    it.sandbox.bot().delete(&it.general, first.id);
    // A pinned message is sent as an update, with the time of its last edit.
    it.alice.pin(&it.general, said);
    assert_eq!(answer(&it, "!echo a").await.content, "a");
    assert_eq!(texts_of_bot(&it), ["a"]);
    it.alice.edit(&it.general, said, "!quiet three");
    it.general.expect(|it| it.content == "three").await.unwrap();
}

#[greenroom::test]
async fn a_mistyped_name_can_be_corrected() {
    let it = world("!").await;
    let said = it.alice.say(&it.general, "!ecko a");
    let told = it.general.expect(|it| it.content.contains("Did you mean `echo`?")).await.unwrap();
    it.alice.edit(&it.general, said, "!echo a");
    eventually(|| it.general.message(told.id).unwrap().content == "a").await;
    it.alice.edit(&it.general, said, "!ecko a");
    eventually(|| it.general.message(told.id).unwrap().content.contains("Did you mean")).await;
    assert_eq!(texts_of_bot(&it).len(), 1);
}

#[greenroom::test]
async fn without_the_history_answers_are_plain_messages() {
    let it = world("!").await;
    let guild = it.sandbox.guild("Greenroom");
    let may = Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES;
    guild.set_everyone_permissions(may);
    guild.set_bot_permissions(may);
    let said = it.alice.say(&it.general, "!echo a");
    it.general.expect(|it| it.content == "a").await.unwrap();
    it.alice.edit(&it.general, said, "!echo b");
    eventually(|| texts_of_bot(&it) == ["b"]).await;
    it.alice.say(&it.general, "!help echo");
    it.general.expect(|it| it.content.starts_with("Repeats")).await.unwrap();
}

#[greenroom::test]
async fn prefixes_that_are_words_are_shown_with_a_space() {
    let it = world("hey bot").await;
    assert_eq!(answer(&it, "hey bot help echo").await.content, "Repeats\n`hey bot echo <text…>`\n• `text`: What");
    let told = answer(&it, "hey bot echo").await.content;
    assert_eq!(told, "The option `text` is missing.\nUsage: `hey bot echo <text…>`");
}

#[greenroom::test]
async fn two_commands_with_the_same_alias_are_refused_at_the_start() {
    struct Twins;
    #[handlers]
    impl Twins {
        /// One
        #[command(prefix(aliases("x")))]
        async fn one(&self) -> &'static str {
            "one"
        }

        /// Two
        #[command(prefix(aliases("x")))]
        async fn two(&self) -> &'static str {
            "two"
        }
    }
    let sandbox = Sandbox::start().await.unwrap();
    let error = Bot::sandbox(&sandbox).handler(Twins).prefix("!").spawn().await.err().unwrap().to_string();
    assert!(error.contains("Twins::one") && error.contains("Twins::two"), "{error}");
}

#[greenroom::test]
async fn what_is_not_bought_cannot_be_used() {
    /// Is sold
    #[greenroom::command(prefix, sku(5))]
    async fn sold() -> &'static str {
        "sold"
    }
    let it = World::start(|bot| bot.command(sold).prefix("!")).await;
    assert_eq!(answer(&it, "!sold").await.content, "This is a premium feature.");
}
