//! Dispatches beside the table: unknown ones, those that cannot be decoded, and those whose type is the user's.

use greenroom::{cache::CacheConfig, handler::FailureCause, prelude::*};
use serde::Deserialize;

use crate::{
    common::{Diary, general, patient, patient_sandbox},
    handlers::{never_lost, until},
};

/// Writes down what no method of the table is for.
struct Curious(Diary);

#[event_handler(intents(GUILD_MESSAGES, MESSAGE_CONTENT))]
impl EventHandler for Curious {
    async fn unknown_event(&self, _: &Context, event: &UnknownEvent) -> HandlerResult {
        self.0.write(format!("unknown {} {}", event.name, event.raw.get()));
        Ok(())
    }

    async fn undecoded_event(&self, _: &Context, event: &Undecoded) -> HandlerResult {
        let Undecoded { name, path, message, raw, left_out, .. } = event;
        let left_out = if *left_out > 0 { format!(" left out {left_out}") } else { String::new() };
        self.0.write(format!("undecoded {name} at {path:?}: {message}{left_out} | {raw}"));
        Ok(())
    }

    async fn custom_event(&self, _: &Context, event: &CustomEvent) -> HandlerResult {
        let applause = event.get::<Applause>().map(|it| format!("{} hands", it.hands));
        let deletion = event.get::<Deletion>().map(|it| format!("{} said {:?}", it.id, it.why));
        self.0.write(format!("custom {} {}", event.name(), applause.or(deletion).unwrap()));
        Ok(())
    }

    async fn message_delete(&self, _: &Context, event: &MessageDelete) -> HandlerResult {
        self.0.write(format!("deleted {}", event.id));
        Ok(())
    }

    async fn error(&self, _: &Context, failure: &Failure) {
        self.0.write(format!("failure {failure}"));
    }
}

/// Wants only what it has a method for, and has none for what cannot be decoded.
struct Plain(Diary);

#[event_handler(intents(GUILD_MESSAGES))]
impl EventHandler for Plain {
    async fn message_create(&self, _: &Context, _: &MessageCreate) -> HandlerResult {
        self.0.write("plain message");
        Ok(())
    }

    async fn error(&self, _: &Context, failure: &Failure) {
        let is_decode = matches!(failure.cause, FailureCause::Decode(_));
        self.0.write(format!("plain failure {} {is_decode}", failure.event));
    }
}

#[derive(Deserialize)]
struct Applause {
    hands: u32,
}

/// MESSAGE_DELETE with a field that Discord does not have.
#[derive(Deserialize)]
struct Deletion {
    id: MessageId,
    why: Option<String>,
}

#[greenroom::test]
async fn dispatches_without_a_type_are_events_too() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Curious(diary.clone())).handler(Plain(diary.clone())).spawn().await.unwrap();
    sandbox.faults().unknown_event();
    diary.expect(r#"unknown SOMETHING_NEW {"id":"1","shiny":true}"#).await;
    sandbox.faults().dispatch("AND_NULL", "null");
    diary.expect("unknown AND_NULL null").await;
    assert_eq!(diary.lines().len(), 2, "{:?}", diary.lines());
    bot.stop().await;
}

/// One bad value is left out of the event, which comes, and is told of once.
#[greenroom::test]
async fn what_is_left_out_of_an_event_is_told_after_it() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Curious(diary.clone())).handler(Plain(diary.clone())).spawn().await.unwrap();
    let message = concat!(
        r#"{"id":"1","channel_id":"2","author":{"id":"3"},"mentions":[{"id":"4"},{"id":[]},7],"#,
        r#""tts":"no","content":"x"}"#
    );
    sandbox.faults().dispatch("MESSAGE_CREATE", message);
    diary.expect("plain message").await;
    diary.expect("undecoded MESSAGE_CREATE at Some(\"mentions[1].id\"): invalid type").await;
    sandbox.faults().dispatch("MESSAGE_DELETE", r#"{"id":"5","channel_id":"2","guild_id":""}"#);
    diary.expect("deleted 5").await;
    assert_eq!(diary.lines().len(), 3, "a handler that does not ask is not told: {:?}", diary.lines());
    assert!(diary.lines().iter().any(|line| line.contains("left out 3")), "{:?}", diary.lines());
    bot.stop().await;
}

#[greenroom::test]
async fn what_cannot_be_decoded_is_an_event_counts_and_costs_nothing_else() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox)
        .cache(CacheConfig::none())
        .handler(Curious(diary.clone()))
        .handler(Plain(diary.clone()))
        .spawn()
        .await
        .unwrap();
    let seq = || bot.shard(0).unwrap().seq;
    sandbox.faults().dispatch("MESSAGE_CREATE", r#"{"id":{"what":"is this"}}"#);
    diary.expect("undecoded MESSAGE_CREATE at Some(\"id\"): invalid type").await;
    diary.expect("plain failure MESSAGE_CREATE true").await;
    let line = diary.lines().into_iter().find(|line| line.starts_with("undecoded")).unwrap();
    assert!(line.ends_with(r#"| {"id":{"what":"is this"}}"#), "{line}");
    sandbox.user("alice").say(general(&sandbox), "hello");
    diary.expect("plain message").await;
    // READY comes before these; without GUILDS, no guild follows it.
    until(&sandbox, "all are counted", || seq() == Some(3)).await;
    assert_eq!(diary.lines().len(), 3, "each is told once: {:?}", diary.lines());
    until(&sandbox, "both are counted", || bot.stats().failed == 2).await;
    never_lost(&sandbox);
    bot.stop().await;
}

#[greenroom::test]
async fn a_type_of_the_user_s_is_read_for_its_dispatch_beside_the_table_s() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox)
        .event_type::<Applause>("APPLAUSE")
        .event_type::<Deletion>("MESSAGE_DELETE")
        .handler(Curious(diary.clone()))
        .spawn()
        .await
        .unwrap();
    let collector = bot.wait_for::<CustomEvent>(
        |event| event.get::<Applause>().is_some_and(|applause| applause.hands == 2),
        std::time::Duration::from_secs(30),
    );
    sandbox.faults().dispatch("APPLAUSE", r#"{"hands":1}"#);
    sandbox.faults().dispatch("APPLAUSE", r#"{"hands":2}"#);
    diary.expect("custom APPLAUSE 1 hands").await;
    assert_eq!(collector.await.unwrap().raw(), r#"{"hands":2}"#);
    sandbox.faults().dispatch("MESSAGE_DELETE", r#"{"id":"7","channel_id":"8","why":"rude"}"#);
    diary.expect("custom MESSAGE_DELETE 7 said Some(\"rude\")").await;
    diary.expect("deleted 7").await;
    // What does not fit the user's type is told as what does not fit ours.
    sandbox.faults().dispatch("APPLAUSE", r#"{"hands":"many"}"#);
    diary.expect("undecoded APPLAUSE at Some(\"hands\")").await;
    assert_eq!((diary.count("unknown"), diary.count("failure")), (0, 0), "{:?}", diary.lines());
    until(&sandbox, "it is counted", || bot.stats().failed == 1).await;
    bot.stop().await;
}
