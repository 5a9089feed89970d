//! `examples/fluent_localization` of poise: commands, choices and answers in two languages.

use greenroom::prelude::*;
use greenroom::texts::Texts;

const ENGLISH: &str = "
welcome-ask = Welcome to our cool server! Ask me if you need help
welcome-coffee = Hey, do you want a coffee?
guild-info = Name: { $name }. Has { $emojis ->
    [one] one emoji
   *[other] { $emojis } emojis
  }, and { $roles } roles
not-in-guild = This must be used in a server
";

const GERMAN: &str = "
command-welcome = begrüßen
    .description = Begrüßt einen Nutzer
    .option-user = nutzer
    .option-user-description = Der zu begrüßende Nutzer
    .option-message = nachricht
    .option-message-description = Die versendete Nachricht
    .choice-message-ask = Fragen
    .choice-message-coffee = Kaffee
command-info = info
    .description = Zeigt Informationen über den Server
welcome-ask = Willkommen auf unserem coolen Server! Frag mich, falls du Hilfe brauchst
welcome-coffee = Hey, willst du einen Kaffee?
guild-info = Name vom Server: { $name }. Hat { $emojis ->
    [one] ein Emoji
   *[other] { $emojis } Emojis
  }, und { $roles } Rollen
not-in-guild = Befehl muss in einem Server ausgeführt werden
";

#[derive(Choice)]
enum Welcome {
    Ask,
    Coffee,
}

/// Welcomes a user
#[command]
async fn welcome(
    ctx: &CommandContext,
    #[option("Whom")] user: ResolvedUser,
    #[option("What to say")] message: Welcome,
) -> String {
    let id = if matches!(message, Welcome::Ask) { "welcome-ask" } else { "welcome-coffee" };
    format!("{} {}", user.id().mention(), ctx.text(id))
}

/// Shows the server
#[command]
async fn info(ctx: &CommandContext) -> CommandResult<String> {
    let guild = ctx.guild(ctx.guild_id().tell(ctx.text("not-in-guild"))?).await?;
    let (emojis, roles) = (guild.emojis.len(), ctx.cache().roles(guild.id).len());
    Ok(ctx.text_with("guild-info", &[("name", &guild.name), ("emojis", &emojis), ("roles", &roles)]))
}

fn bot(bot: Bot) -> Bot {
    let texts = Texts::new("en-US").add("en-US", ENGLISH).and_then(|texts| texts.add("de", GERMAN)).unwrap();
    bot.command(welcome).command(info).texts(texts)
}

mod conversation {
    use greenroom::sandbox::Sandbox;

    use crate::commands::World;

    #[tokio::test]
    async fn everybody_reads_their_own_language() {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.guild("Greenroom").create_emoji("wave");
        let World { sandbox: _sandbox, bot, general, alice, bob } = World::on(sandbox, super::bot).await;
        bob.set_locale("de");
        let welcome = alice.uses(&general, "/welcome user:@bob message:Ask").await.unwrap();
        assert_eq!(welcome.content, format!("<@{}> Welcome to our cool server! Ask me if you need help", bob.id()));
        let welcome = bob.uses(&general, "/welcome user:@alice message:coffee").await.unwrap();
        assert!(welcome.content.ends_with("Hey, willst du einen Kaffee?"), "{}", welcome.content);
        let shown = bob.commands(&general).into_iter().find(|it| it.name == "welcome").unwrap().raw;
        assert_eq!(shown["name_localizations"]["de"], "begrüßen");
        assert_eq!(shown["options"][1]["choices"][1]["name_localizations"]["de"], "Kaffee");
        let info = bob.uses(&general, "/info").await.unwrap().content;
        assert!(info.starts_with("Name vom Server: ") && info.contains("Hat ein Emoji, und "), "{info}");
        let info = bob.uses(bob.dm(), "/info").await.unwrap().content;
        assert_eq!(info, "Befehl muss in einem Server ausgeführt werden");
        bot.stop().await;
    }
}
