//! Commands that messages call.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use std::time::Duration;

use greenroom::command::{CommandContext, CommandResult, GuildMember, Replied, Reply, Update};
use greenroom::model::{Button, Channel, Role};
use greenroom::prelude::*;
use greenroom::sandbox::{Sandbox, SandboxMessage};
use greenroom::{PrefixCommands, handlers};

use super::{World, eventually};

#[derive(Choice)]
enum Size {
    Small,
    #[choice("Very large")]
    Large,
}

struct Shop {
    calls: Arc<AtomicU32>,
}

#[handlers(group("tag", "Notes"))]
impl Shop {
    /// Orders something
    #[command(slash, prefix(aliases("o")), category("Shop"))]
    async fn order(
        &self,
        #[option("How many", range = 1..=10)] count: u32,
        #[option("For whom")] whom: Option<GuildMember>,
        #[option("How big")] size: Option<Size>,
        #[option("Wrapped", flag, default = false)] gift: bool,
        #[option("What", rest)] item: Option<String>,
    ) -> String {
        let whom = whom.map_or("nobody".to_owned(), |whom| whom.display_name().to_owned());
        let size = match size {
            Some(Size::Small) => "small",
            Some(Size::Large) => "large",
            None => "some",
        };
        format!("{count} {size} [{}] for {whom}, {gift}", item.unwrap_or_default())
    }

    /// Shows where and what
    #[command(prefix, category("Shop"))]
    async fn place(&self, #[option("Where")] channel: Channel, #[option("Role")] role: Role) -> String {
        format!("{} {}", channel.name.unwrap_or_default(), role.name)
    }

    /// Adds numbers
    #[command(prefix)]
    async fn sum(&self, #[option("Numbers")] numbers: Vec<i64>) -> String {
        self.calls.fetch_add(1, Ordering::Relaxed);
        numbers.iter().sum::<i64>().to_string()
    }

    /// Shows a note
    #[command(in = "tag", slash, prefix(bare, aliases("s")))]
    async fn show(&self, #[option("Which")] name: String) -> String {
        format!("note {name}")
    }

    /// Deletes a note
    #[command(prefix, member_permissions(MANAGE_GUILD))]
    async fn drop(&self, #[option("Which")] name: String) -> String {
        format!("no {name}")
    }

    /// Is not listed
    #[command(prefix(hidden))]
    async fn secret(&self, ctx: &CommandContext) -> CommandResult {
        ctx.reply(Reply::new("for you").ephemeral()).await?;
        Ok(())
    }

    /// Repeats what you reply to
    #[command(prefix)]
    async fn repeat(&self, #[from] message: Replied) -> String {
        message.content.to_string()
    }

    /// Waits for a click
    #[command(prefix)]
    async fn sure(&self, ctx: &CommandContext) -> CommandResult<&'static str> {
        let sent = ctx.reply(Reply::new("Sure?").row([Button::primary("yes", "Yes")])).await?;
        let user = ctx.user().id;
        match sent.await_component(move |click| click.user().id == user).await {
            Some(click) => {
                click.update(Update::new("Done")).await?;
                Ok("You are sure.")
            }
            None => Ok("Too late."),
        }
    }

    /// Sends several messages
    #[command(prefix)]
    async fn several(&self, ctx: &CommandContext) -> CommandResult {
        ctx.reply("one").await?;
        let second = ctx.follow_up("two").await?;
        second.edit("two, edited").await?;
        ctx.edit("one, edited").await?;
        Ok(())
    }

    /// Fails
    #[command(prefix)]
    async fn fail(&self) -> CommandResult<&'static str> {
        Err("the disk is full".into())
    }

    /// Is for servers
    #[command(prefix, contexts(Guild))]
    async fn here(&self) -> &'static str {
        "here"
    }
}

async fn world(commands: PrefixCommands) -> World {
    let calls = Arc::default();
    World::start(|bot| bot.handler(Shop { calls }).prefix_commands(commands)).await
}

fn commands() -> PrefixCommands {
    PrefixCommands::new().prefix("!")
}

impl World {
    /// What the bot answers to a message of Alice.
    async fn answer(&self, text: &str) -> SandboxMessage {
        let said = self.alice.say(&self.general, text);
        let is_it = move |it: &SandboxMessage| it.raw["message_reference"]["message_id"] == said.to_string();
        self.general.expect(is_it).await.unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    async fn answers(&self, cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(self.answer(text).await.content, *expected, "{text}");
        }
    }
}

#[greenroom::test]
async fn messages_call_commands() {
    let it = world(commands()).await;
    it.bob.join(it.sandbox.guild("Greenroom"));
    let role = it.sandbox.guild("Greenroom").create_role("Team", Permissions::empty());
    it.answers(&[
        ("!order 3", "3 some [] for nobody, false"),
        ("!O 3 small green tea", "3 small [green tea] for nobody, false"),
        ("!order --gift 2 \"very large\" tea", "2 large [tea] for nobody, true"),
        (&format!("!order 2 <@{}> tea", it.bob.id()), "2 some [tea] for bob, false"),
        (&format!("!order 2 {} tea", it.bob.id()), "2 some [tea] for bob, false"),
        ("!order 2 --whom bob tea", "2 some [tea] for bob, false"),
        ("!place #general Team", "general Team"),
        (&format!("!place <#{}> <@&{role}>", it.general.id()), "general Team"),
        ("!sum 1 2, 3", "6"),
        ("!tag show rules", "note rules"),
        ("!tag s rules", "note rules"),
        ("!tag rules", "note rules"),
    ])
    .await;
    let bot = it.sandbox.bot().id();
    assert_eq!(it.answer(&format!("<@{bot}> sum 4 5")).await.content, "9");
    // The same command is a slash command.
    assert_eq!(it.alice.uses(&it.general, "/tag show name:rules").await.unwrap().content, "note rules");
}

#[greenroom::test]
async fn what_cannot_be_used_is_told() {
    let it = world(commands()).await;
    it.answers(&[
        ("!order", "The option `count` is missing.\nUsage: `!order <count> [whom] [size] [--gift] [item…]`"),
        ("!order 11", "The option `count` must be at most 10."),
        ("!place general Nobody", "The role for the option `role` was not found."),
        ("!place general", "The option `role` is missing.\nUsage: `!place <channel> <role>`"),
        ("!drop rules", "You need the permission MANAGE_GUILD to use this."),
        ("!repeat", "Reply to a message with this command."),
        ("!ordr 1", "There is no command `ordr`. Did you mean `order`?"),
        ("!help nothing", "There is no command `nothing`."),
    ])
    .await;
    let failed = it.answer("!fail").await.content;
    assert!(failed.starts_with("Something went wrong (incident "), "{failed}");
    let (direct, _) = it.alice.say_to_bot("!here");
    let told = direct.expect(|it| it.content.contains("servers")).await.unwrap();
    assert_eq!(told.content, "This works in servers only.");
}

#[greenroom::test]
async fn other_messages_call_nothing() {
    let it = world(commands()).await;
    for text in ["sum 1", "! sum 1", "?sum 1", "!", "!zzzzzz 1", "<@1> sum 1", ""] {
        it.alice.say(&it.general, text);
    }
    assert_eq!(it.answer("!sum 7").await.content, "7");
    let of_bot = it.general.messages().into_iter().filter(|message| message.raw["author"]["bot"] == true);
    assert_eq!(of_bot.count(), 1);
}

#[greenroom::test]
async fn answers_are_messages_of_the_channel() {
    let it = world(commands()).await;
    it.answer("!several").await;
    let texts = || it.general.messages().into_iter().map(|it| it.content).collect::<Vec<_>>();
    eventually(|| texts() == ["!several", "one, edited", "two, edited"]).await;

    let question = it.answer("!sure").await;
    // Another command does not wait for the one that waits.
    assert_eq!(it.answer("!sum 1").await.content, "1");
    it.alice.clicks(&question, "Yes").await.unwrap();
    it.general.expect(|it| it.content == "You are sure.").await.unwrap();

    it.alice.say(&it.general, "!secret");
    let found = it.sandbox.wait_until(Duration::from_secs(5), |it| {
        it.requests().iter().any(|it| it.body.as_ref().is_some_and(|body| body["content"] == "for you"))
    });
    found.await.unwrap();
    assert!(!it.general.messages().iter().any(|it| it.content == "for you"), "it is a direct message");

    let first = it.bob.say(&it.general, "to be repeated");
    it.alice.reply(&it.general, first, "!repeat");
    it.general.expect(|message| message.author != "bob" && message.content == "to be repeated").await.unwrap();
}

#[greenroom::test]
async fn an_edited_message_changes_its_answer() {
    let it = world(commands()).await;
    let said = it.alice.say(&it.general, "!sum 1 1");
    let answer = it.general.expect(|it| it.content == "2").await.unwrap();
    it.alice.edit(&it.general, said, "!sum 2 2");
    let text = || it.general.message(answer.id).unwrap().content;
    eventually(|| text() == "4").await;
    it.alice.edit(&it.general, said, "!sum 2 x");
    eventually(|| text().contains('x')).await;
    it.alice.edit(&it.general, said, "!sum 5");
    eventually(|| text() == "5").await;
    // A message that called nothing calls a command once it is edited into one only if it is followed.
    let none = it.alice.say(&it.general, "sum 9");
    it.alice.edit(&it.general, none, "!sum 9");
    assert_eq!(it.answer("!sum 3").await.content, "3");
    assert!(!it.general.messages().iter().any(|it| it.content == "9"));
}

#[greenroom::test]
async fn guilds_can_have_their_own_prefix() {
    let sandbox = Sandbox::start().await.unwrap();
    let guild = sandbox.guild("Greenroom");
    let own = guild.id();
    let commands = commands().guild_prefix(move |_, guild| async move { Ok((guild == own).then(|| "$".to_owned())) });
    let calls = Arc::default();
    let it = World::on(sandbox, |bot| bot.handler(Shop { calls }).prefix_commands(commands)).await;
    it.alice.say(&it.general, "!sum 1");
    assert_eq!(it.answer("$sum 2").await.content, "2");
    assert!(!it.general.messages().iter().any(|it| it.content == "1"));
    let (direct, _) = it.alice.say_to_bot("!sum 3");
    direct.expect(|it| it.content == "3").await.unwrap();
}

#[greenroom::test]
async fn the_help_lists_and_explains() {
    let it = world(commands()).await;
    let list = it.answer("!help").await.content;
    for line in [
        "**Commands**",
        "**Shop**\n`!order` Orders something\n`!place` Shows where and what",
        "`!tag show` Shows a note",
        "`!help command` explains a command.",
    ] {
        assert!(list.contains(line), "{list}");
    }
    assert!(!list.contains("secret"), "{list}");
    let one = "Shows a note\n`!tag show <name>`\n• `name`: Which\nAlso: `!tag`, `!tag s`";
    assert_eq!(it.answer("!help tag").await.content, one);
    assert_eq!(it.answer("!help tag show").await.content, one);

    let off = world(commands().help(false).on_unknown(|_, unknown| async move {
        Some(Reply::new(format!("no {} after {}; like {:?}", unknown.name, unknown.prefix, unknown.like)))
    }));
    assert_eq!(off.await.answer("!hlep").await.content, "no hlep after !; like []");
}

#[greenroom::test]
async fn slash_commands_have_a_help() {
    let calls = Arc::default();
    let it = World::start(|bot| bot.handler(Shop { calls }).help_command().prefix("!")).await;
    let list = it.alice.uses(&it.general, "/help").await.unwrap();
    let expected = "**Commands**\n`/help` Lists the commands, or explains one of them\n`/tag show` Shows a note\n\n\
                    **Shop**\n`/order` Orders something";
    assert_eq!((list.content.as_str(), list.ephemeral), (expected, true));
    let one = it.alice.uses(&it.general, "/help command:tag show").await.unwrap();
    assert_eq!(one.content, "Shows a note\n`/tag show <name>`\n• `name`: Which");
    let order = it.alice.uses(&it.general, "/help command:order").await.unwrap();
    assert!(order.content.contains("`/order <count> [whom] [size] [gift] [item]`"), "{}", order.content);
    let suggested = it.alice.types(&it.general, "/help command:ta").await.unwrap();
    assert_eq!(suggested.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["tag show"]);
    let none = it.alice.uses(&it.general, "/help command:nothing").await.unwrap();
    assert_eq!(none.content, "There is no such command here.");
}
