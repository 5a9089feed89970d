//! What handlers see beside the typed events: raw ones, those that cannot be read, payloads and heartbeats.

use std::time::Duration;

use greenroom::{handler::FailureCause, prelude::*};

use crate::{
    common::{Diary, general, patient, patient_sandbox},
    handlers::{never_lost, until},
};

/// Writes down every dispatch, and what cannot be read.
pub(crate) struct Raw(pub(crate) Diary);

#[event_handler(intents(GUILDS, GUILD_MESSAGES, MESSAGE_CONTENT))]
impl EventHandler for Raw {
    async fn raw_event(&self, _: &Context, name: &str, json: &str) -> HandlerResult {
        let length = json.len();
        let json: serde_json::Value = serde_json::from_str(json)?;
        self.0.write(format!("{name} {} of {length}", json["content"]));
        Ok(())
    }

    async fn message_create(&self, _: &Context, message: &MessageCreate) -> HandlerResult {
        self.0.write(format!("typed {}", message.content));
        Ok(())
    }

    async fn error(&self, _: &Context, failure: &Failure) {
        let is_decode = matches!(failure.cause, FailureCause::Decode(_));
        self.0
            .write(format!("failure {} of {:?}, undecodable: {is_decode}: {failure}", failure.event, failure.handler));
    }
}

#[greenroom::test]
async fn raw_events_are_all_dispatches_known_or_not() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Raw(diary.clone())).spawn().await.unwrap();
    diary.expect("READY").await;
    diary.expect("GUILD_CREATE").await;
    sandbox.faults().unknown_event();
    diary.expect("SOMETHING_NEW null of").await;
    sandbox.user("alice").say(general(&sandbox), "hello");
    diary.expect("MESSAGE_CREATE \"hello\"").await;
    diary.expect("typed hello").await;
    sandbox.faults().huge_payload(200_000);
    let huge = diary.expect("SOMETHING_HUGE").await;
    assert!(huge.rsplit(' ').next().unwrap().parse::<usize>().unwrap() > 200_000, "{huge}");
    bot.stop().await;
}

#[greenroom::test]
async fn an_event_that_cannot_be_read_is_told_by_name_and_ends_nothing() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Raw(diary.clone())).spawn().await.unwrap();
    diary.expect("GUILD_CREATE").await;
    let seq = || bot.shard(0).unwrap().seq.unwrap_or_default();
    // READY and GUILD_CREATE.
    until(&sandbox, "both are handed on", || seq() == 2).await;
    sandbox.faults().dispatch("MESSAGE_CREATE", r#"{"id": {"what": "is this"}}"#);
    let failure = diary.expect("failure MESSAGE_CREATE of \"network::handlers::seen::Raw\", undecodable: true").await;
    assert!(failure.contains("MESSAGE_CREATE") && failure.contains("id"), "{failure}");
    // The raw method still sees it, and it counts.
    diary.expect("MESSAGE_CREATE null").await;
    sandbox.user("alice").say(general(&sandbox), "hello");
    diary.expect("typed hello").await;
    until(&sandbox, "both are counted", || seq() == 4).await;
    assert_eq!(bot.stats().failed, 1);
    never_lost(&sandbox);
    bot.stop().await;
}

struct Observer(Diary);

#[event_handler(intents(GUILDS))]
impl EventHandler for Observer {
    async fn payload(&self, _: &Context, payload: &PayloadReceived) -> HandlerResult {
        let PayloadReceived { shard, opcode, seq, name, .. } = payload;
        let seq = if seq.is_some() { "numbered" } else { "" };
        self.0.write(format!("{shard} op {opcode} {} {seq}", name.as_deref().unwrap_or_default()));
        Ok(())
    }

    async fn heartbeat(&self, ctx: &Context, beat: &HeartbeatAcked) -> HandlerResult {
        let latency = beat.latency > Duration::ZERO && beat.average > Duration::ZERO;
        let info = ctx.bot().shard(beat.shard).and_then(|info| info.latency);
        self.0.write(format!("beat {} measured {latency} posted {}", beat.shard, info.is_some()));
        Ok(())
    }
}

#[greenroom::test]
async fn observers_see_every_payload_and_every_heartbeat() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Observer(diary.clone())).spawn().await.unwrap();
    for line in ["0 op 10  ", "0 op 0 READY numbered", "0 op 0 GUILD_CREATE numbered", "0 op 11  "] {
        diary.expect(line).await;
    }
    assert_eq!(diary.lines()[0], "0 op 10  ", "HELLO comes first");
    sandbox.faults().unknown_opcode();
    diary.expect("0 op 99").await;
    diary.expect_times("beat 0 measured true posted true", 2).await;
    bot.stop().await;
}
