//! `examples/hybrid_commands.py` of discord.py: commands for messages and as slash commands.

use greenroom::prelude::*;

struct Hybrid;

#[handlers(group("cool", "Says who is cool"))]
impl Hybrid {
    /// Says hello
    #[command(slash, prefix)]
    async fn hello(&self, ctx: &CommandContext) -> &'static str {
        if ctx.prefix().is_none() { "Hello from slash commands!" } else { "Hello from prefix commands!" }
    }

    /// Repeats the given message
    #[command(slash, prefix(aliases("repeat", "echo")))]
    async fn say(&self, #[option("What", rest)] message: String) -> String {
        message
    }

    /// Rolls dice, such as 2d6
    #[command(slash, prefix)]
    async fn dice(&self, #[option("Which")] die: Option<String>) -> CommandResult<String> {
        let die = die.unwrap_or_else(|| "1d6".to_owned());
        let (rolls, sides) = die.split_once('d').tell("Format has to be in NdN!")?;
        let (rolls, sides): (u8, u32) = rolls.parse().ok().zip(sides.parse().ok()).tell("Format has to be in NdN!")?;
        let roll = |_| fastrand::u32(1..=sides.max(1)).to_string();
        Ok((0..rolls).map(roll).collect::<Vec<_>>().join(", "))
    }

    /// Says whether something else is cool
    #[command(in = "cool", slash, prefix(bare))]
    async fn other(&self, #[option("What", rest)] thing: String) -> String {
        format!("No, {thing} is not cool")
    }

    /// Is the bot cool?
    #[command(in = "cool", name("bot"), slash, prefix)]
    async fn of_bot(&self) -> &'static str {
        "Yes, the bot is cool. :^)"
    }

    /// Is a member cool?
    #[command(in = "cool", slash, prefix)]
    async fn member(&self, ctx: &CommandContext, #[option("Which")] member: Option<GuildMember>) -> String {
        format!("Yes, {} is cool", member.map_or(ctx.user().id, |member| member.id()).mention())
    }
}

mod conversation {
    use crate::commands::World;

    #[tokio::test]
    async fn messages_and_slash_commands_call_the_same() {
        let world = World::start(|bot| bot.handler(super::Hybrid).prefix("?")).await;
        let World { sandbox, bot, general, alice, bob } = world;
        bob.join(sandbox.guild("Greenroom"));
        let says = async |text: &str| {
            let said = alice.say(&general, text);
            general.expect(|message| message.reply_to == Some(said)).await.unwrap().content
        };
        assert_eq!(says("?hello").await, "Hello from prefix commands!");
        assert_eq!(alice.uses(&general, "/hello").await.unwrap().content, "Hello from slash commands!");
        assert_eq!(says("?echo two words").await, "two words");
        assert_eq!(says("?dice 3d1").await, "1, 1, 1");
        assert_eq!(says("?dice x").await, "Format has to be in NdN!");
        assert!((1..=6).contains(&says("?dice").await.parse::<u32>().unwrap()));
        assert_eq!(says("?cool bot").await, "Yes, the bot is cool. :^)");
        assert_eq!(says("?cool tea").await, "No, tea is not cool");
        assert_eq!(says("?cool member").await, format!("Yes, <@{}> is cool", alice.id()));
        let cool = alice.uses(&general, "/cool member member:@bob").await.unwrap();
        assert_eq!(cool.content, format!("Yes, <@{}> is cool", bob.id()));
        bot.stop().await;
    }
}
