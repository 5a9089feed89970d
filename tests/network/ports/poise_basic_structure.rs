//! `examples/basic_structure` of poise: votes, with a prefix, checks and hooks.

use std::{collections::BTreeMap, sync::Mutex, time::Duration};

use greenroom::PrefixCommands;
use greenroom::prelude::*;

#[derive(Default)]
struct Votes(Mutex<BTreeMap<String, u32>>);

#[handlers]
impl Votes {
    /// Votes for something
    #[command(slash, prefix)]
    async fn vote(&self, #[option("What to vote for", rest)] choice: String) -> String {
        let votes = *self.0.lock().unwrap().entry(choice.clone()).and_modify(|votes| *votes += 1).or_insert(1);
        format!("Successfully voted for {choice}. {choice} now has {votes} votes!")
    }

    /// Retrieves the number of votes, in general or for one choice
    #[command(slash, prefix(aliases("votes")))]
    async fn getvotes(&self, #[option("Choice to retrieve votes for", rest)] choice: Option<String>) -> String {
        let votes = self.0.lock().unwrap();
        match choice.map(|choice| (votes.get(&choice).copied(), choice)) {
            Some((None, choice)) => format!("Nobody has voted for {choice} yet"),
            Some((Some(votes), choice)) => format!("{votes} people have voted for {choice}"),
            None if votes.is_empty() => "Nobody has voted for anything yet :(".to_owned(),
            None => votes.iter().map(|(choice, votes)| format!("{choice}: {votes} votes\n")).collect(),
        }
    }

    #[event]
    async fn raw_event(&self, _ctx: &Context, name: &str, _json: &str) -> HandlerResult {
        println!("Got an event in event handler: {name}");
        Ok(())
    }
}

fn bot(bot: Bot) -> Bot {
    let hour = Duration::from_secs(3600);
    bot.handler(Votes::default())
        .help_command()
        .prefix_commands(PrefixCommands::new().prefix("~").prefix("hey bot,").prefix("hey bot").edits(hour))
        .before_command(|ctx| async move {
            println!("Executing command {}...", ctx.name());
            Ok(())
        })
        .after_command(|ctx, _| async move { println!("Executed command {}!", ctx.name()) })
        .check(|ctx| async move { Ok(ctx.user().username != "mallory") })
        .on_command_error(|ctx, failure| async move {
            println!("Error in command `{}`: {failure}", ctx.name());
            None
        })
}

mod conversation {
    use crate::commands::{World, eventually};

    #[tokio::test]
    async fn votes_are_counted_by_messages_and_slash_commands() {
        let World { sandbox, bot, general, alice, .. } = World::start(super::bot).await;
        let says = async |text: &str, answer: &str| {
            let said = alice.say(&general, text);
            general.expect(|message| message.reply_to == Some(said) && message.content == answer).await.unwrap();
            said
        };
        says("~votes", "Nobody has voted for anything yet :(").await;
        let said = says("~vote pumpkin", "Successfully voted for pumpkin. pumpkin now has 1 votes!").await;
        says("hey bot, getvotes pumpkin", "1 people have voted for pumpkin").await;
        says("hey bot votes tea", "Nobody has voted for tea yet").await;
        let votes = alice.uses(&general, "/getvotes").await.unwrap();
        assert_eq!(votes.content, "pumpkin: 1 votes");
        alice.edit(&general, said, "~vote tea");
        let is_changed = || general.messages().iter().any(|message| message.content.contains("tea now has 1 votes!"));
        eventually(is_changed).await;
        let refused = sandbox.user("mallory").uses(&general, "/vote choice:tea").await.unwrap();
        assert_eq!(refused.content, "You may not use this.");
        assert!(alice.uses(&general, "/help").await.unwrap().content.contains("Votes for something"));
        bot.stop().await;
    }
}
