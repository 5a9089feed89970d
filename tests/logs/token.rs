//! The token is nowhere: not in the log, not in what is shown, not in errors.

use greenroom::{Bot, Error, prelude::*};

use crate::{
    Log,
    common::{self, Diary, Witness, bot, general, sandbox},
};

/// Asks for what does not exist, and writes down everything that it can get hold of.
struct Gossip(Diary);

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Gossip {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        if message.content == "tell" {
            let error = ctx.http().create_message(ChannelId::new(1)).content("x").await.unwrap_err();
            self.0.write(format!("told {error} {error:?} {ctx:?} {:?} {:?}", ctx.http(), ctx.http().config()));
        }
        Ok(())
    }
}

/// SEEDS Q20, USERS theme 9: not in any log, not in `Debug`, not in errors.
#[greenroom::test]
async fn nothing_that_a_bot_shows_tells_its_token() {
    let log = Log::keep();
    let sandbox = sandbox().await;
    let token = sandbox.token();
    let (_, secret) = token.split_once('.').unwrap();
    let (diary, gossip) = (Diary::default(), Diary::default());
    let mut shown = Vec::new();

    let bot = bot(&sandbox).handler(Witness(diary.clone())).handler(Gossip(gossip.clone()));
    shown.push(format!("{bot:?}"));
    shown.push(format!("{:?}", bot.run()));
    let malformed = Bot::new(format!("{token} x")).handler(Witness(Diary::default())).run().await.unwrap_err();
    shown.push(format!("{malformed} {malformed:?}"));
    let bot = common::bot(&sandbox).handler(Witness(diary.clone())).handler(Gossip(gossip.clone()));
    let running = bot.spawn().await.unwrap();
    sandbox.faults().drop_connections();
    diary.expect("resumed 0").await;
    sandbox.user("alice").say(general(&sandbox), "tell");
    shown.push(gossip.expect("told").await);
    shown.push(format!("{running:?} {:?} {:?}", running.handle(), running.shards()));
    shown.push(serde_json::to_string(&running.shards()).unwrap());
    // The last that is heard of this token is that Discord does not want it any more.
    sandbox.reset_token();
    running.reconnect(0, false).await.unwrap();
    let error = running.wait().await.unwrap_err();
    assert!(matches!(error, Error::Closed { .. } | Error::Http(_)), "{error:?}");
    shown.push(format!("{error} {error:?}"));
    shown.extend(diary.lines());

    for text in &shown {
        assert!(!text.contains(secret), "{text}");
    }
    let log = log.text();
    assert!(log.contains("resumed") && log.contains("DEBUG") && log.len() > 1000, "something was written:\n{log}");
    let told: Vec<_> = log.lines().filter(|line| line.contains(secret)).collect();
    assert!(told.is_empty(), "{told:#?}");
}
