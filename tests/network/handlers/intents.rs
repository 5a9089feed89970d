//! The intents that follow from what handlers are written.

use greenroom::{cache::CacheConfig, prelude::*};

use crate::{
    common::{Diary, general, patient, patient_sandbox},
    handlers::seen::Raw,
};

struct NoIntents;

#[event_handler]
impl EventHandler for NoIntents {
    async fn ready(&self, _: &Context, _: &Ready) -> HandlerResult {
        Ok(())
    }

    async fn interaction_create(&self, _: &Context, _: &InteractionCreate) -> HandlerResult {
        Ok(())
    }
}

struct Reactions;

#[event_handler]
impl EventHandler for Reactions {
    async fn reaction_add(&self, _: &Context, _: &ReactionAdd) -> HandlerResult {
        Ok(())
    }
}

/// Reads messages without asking for what is in them.
struct Blind(Diary);

#[event_handler]
impl EventHandler for Blind {
    async fn message_create(&self, _: &Context, message: &MessageCreate) -> HandlerResult {
        self.0.write(format!("message <{}>", message.content));
        Ok(())
    }

    async fn member_add(&self, _: &Context, _: &MemberAdd) -> HandlerResult {
        self.0.write("member");
        Ok(())
    }
}

struct Directless;

#[event_handler(intents(GUILD_MEMBERS), without(DIRECT_MESSAGES))]
impl EventHandler for Directless {
    async fn message_delete(&self, _: &Context, _: &MessageDelete) -> HandlerResult {
        Ok(())
    }
}

#[greenroom::test]
async fn a_bot_asks_for_the_intents_that_its_methods_need_and_no_others() {
    let messages = Intents::GUILD_MESSAGES | Intents::DIRECT_MESSAGES;
    let reactions = Intents::GUILD_MESSAGE_REACTIONS | Intents::DIRECT_MESSAGE_REACTIONS;
    let members = Intents::GUILD_MEMBERS;
    type With = fn(Bot) -> Bot;
    let cases: [(With, Intents); 7] = [
        (|bot| bot.handler(NoIntents), Intents::empty()),
        (|bot| bot.handler(Reactions), reactions),
        (|bot| bot.handler(Blind(Diary::default())), messages),
        (|bot| bot.handler(Directless), Intents::GUILD_MESSAGES | members),
        (
            |bot| bot.handler(Reactions).handler(Directless).handler(NoIntents),
            Intents::GUILD_MESSAGES | members | reactions,
        ),
        (|bot| bot.handler(Raw(Diary::default())), Intents::GUILDS | messages | Intents::MESSAGE_CONTENT),
        (|bot| bot.handler(Reactions).intents(Intents::GUILDS), Intents::GUILDS),
    ];
    for (number, (with, expected)) in cases.into_iter().enumerate() {
        let sandbox = patient_sandbox().await;
        let bot = with(patient(&sandbox).cache(CacheConfig::none())).spawn().await.unwrap();
        bot.stop().await;
        let bot = with(patient(&sandbox)).spawn().await.unwrap();
        bot.stop().await;
        let mut asked: Vec<_> = sandbox.identifies().iter().map(|identify| identify.intents).collect();
        // A bot may have identified twice.
        asked.dedup();
        let mut wanted = vec![expected, expected | Intents::GUILDS];
        wanted.dedup();
        assert_eq!(asked, wanted, "case {number}: without a cache, and with one");
    }
}

#[greenroom::test]
async fn content_is_withheld_without_the_intent_except_where_discord_gives_it() {
    let sandbox = patient_sandbox().await;
    let (blind, seeing) = (Diary::default(), Diary::default());
    let alice = sandbox.user("alice");
    let mention = format!("hey <@{}>", sandbox.bot().id());
    let bot = patient(&sandbox).handler(Blind(blind.clone())).spawn().await.unwrap();
    alice.say(general(&sandbox), "hello");
    alice.say(general(&sandbox), &mention);
    blind.expect_times("message", 2).await;
    alice.say_to_bot("psst");
    blind.expect_times("message", 3).await;
    assert_eq!(blind.lines(), ["message <>".to_owned(), format!("message <{mention}>"), "message <psst>".to_owned()]);
    bot.stop().await;

    let bot = patient(&sandbox).handler(Raw(seeing.clone())).spawn().await.unwrap();
    alice.say(general(&sandbox), "hello");
    seeing.expect("typed hello").await;
    bot.stop().await;
}
