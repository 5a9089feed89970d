//! What goes wrong in handlers: panics and errors are told, counted, and cost nothing else.

use greenroom::{handler::FailureCause, prelude::*};

use crate::{
    common::{Diary, general, patient, patient_sandbox, ping},
    handlers::{never_lost, say},
};

/// Panics and fails as it is told, also while it is told of it.
struct Hostile(Diary);

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Hostile {
    fn name(&self) -> &'static str {
        "hostile"
    }

    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        match message.content.split(' ').next() {
            Some("panic" | "twice") => panic!("on purpose: {}", message.content),
            Some("fail") => {
                message.content.parse::<u64>()?;
            }
            Some("!ping") => {
                message.reply(ctx, "Pong!").await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn error(&self, _: &Context, failure: &Failure) {
        let Failure { handler, event, shard, guild_id, cause, .. } = failure;
        let cause = match cause {
            FailureCause::Error(error) => format!("error {error}"),
            FailureCause::Panic(text) => format!("panic {text}"),
            other => format!("{other:?}"),
        };
        let guild = if guild_id.is_some() { "guild" } else { "no guild" };
        self.0.write(format!("{handler:?} {event} {shard:?} {guild}: {cause}"));
        if cause.contains("twice") {
            panic!("on purpose: twice");
        }
    }
}

#[greenroom::test]
async fn a_handler_panics_a_thousand_times_and_the_bot_answers() {
    crate::panics::wanted();
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Hostile(diary.clone())).spawn().await.unwrap();
    let texts = say(&sandbox, &general(&sandbox), "panic", 1000);
    ping(&sandbox).await;
    let told: Vec<_> = texts
        .iter()
        .map(|text| format!("\"hostile\" MESSAGE_CREATE Some(0) guild: panic on purpose: {text}"))
        .collect();
    assert_eq!(diary.lines(), told, "each is told, with its event");
    let stats = bot.stats();
    assert_eq!((stats.panicked, stats.failed, stats.dropped), (1000, 0, 0));
    never_lost(&sandbox);
    bot.stop().await;
}

#[greenroom::test]
async fn errors_are_told_and_panics_while_being_told_do_no_harm() {
    crate::panics::wanted();
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Hostile(diary.clone())).spawn().await.unwrap();
    say(&sandbox, &general(&sandbox), "fail", 1);
    say(&sandbox, &general(&sandbox), "twice", 3);
    sandbox.user("alice").say_to_bot("fail in private");
    ping(&sandbox).await;
    let error = "error invalid digit found in string";
    diary.expect(&format!("\"hostile\" MESSAGE_CREATE Some(0) guild: {error}")).await;
    diary.expect(&format!("\"hostile\" MESSAGE_CREATE Some(0) no guild: {error}")).await;
    let stats = bot.stats();
    assert_eq!((stats.panicked, stats.failed), (3, 2));
    assert_eq!(diary.lines().len(), 5);
    never_lost(&sandbox);
    bot.stop().await;
}
