//! Drills on a running bot, and what it makes of them (SEEDS J29, R14-R16, R24, A16).
use crate::common::{Diary, SOON, Witness, builder, general, patient, ping};
use greenroom::{
    BotGuard, Error, Frame,
    gateway::ShardState,
    sandbox::{ResumeOutcome, Sandbox},
};
use serde_json::json;

/// A sandbox in which heartbeats are rare and identifies free, and a ready bot in it.
async fn stage() -> (Sandbox, BotGuard, Diary) {
    let sandbox = builder()
        .heartbeat_interval(std::time::Duration::from_secs(41))
        .identify_window(std::time::Duration::ZERO)
        .start()
        .await
        .unwrap();
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Witness(diary.clone())).spawn().await.unwrap();
    diary.expect("guilds available 0").await;
    (sandbox, bot, diary)
}

fn outcomes(sandbox: &Sandbox) -> Vec<ResumeOutcome> {
    sandbox.resumes().iter().map(|it| it.outcome).collect()
}

/// SEEDS R14: as if op 7 had come.
#[greenroom::test]
async fn inject_reconnect_resumes_at_the_sessions_own_place() {
    let (sandbox, bot, diary) = stage().await;
    bot.diagnose(0).inject_reconnect(None).await.unwrap();
    assert_eq!(diary.expect("reconnecting").await, "reconnecting 0 asked attempt 1 resumable true");
    diary.expect("resumed 0").await;
    assert_eq!(sandbox.close_codes(), [Some(4000)]);
    assert_eq!((sandbox.identifies().len(), sandbox.connections()[1].resume_url), (1, true));
    ping(&sandbox).await;
    bot.stop().await;
}

/// SEEDS R14: and to another place, once.
#[greenroom::test]
async fn inject_reconnect_goes_to_another_place_once() {
    let (sandbox, bot, diary) = stage().await;
    // The same place by another name.
    let elsewhere = sandbox.gateway_url().replace("127.0.0.1", "localhost");
    bot.diagnose(0).inject_reconnect(Some(&elsewhere)).await.unwrap();
    diary.expect("resumed 0").await;
    let host = sandbox.connections()[1].host.clone().unwrap();
    assert!(host.starts_with("localhost:"), "{host}");
    bot.diagnose(0).inject_reconnect(None).await.unwrap();
    diary.expect_times("resumed 0", 2).await;
    assert!(sandbox.connections()[2].resume_url);
    assert!(matches!(bot.diagnose(0).inject_reconnect(Some("http://x")).await, Err(Error::Config(_))));
    ping(&sandbox).await;
    bot.stop().await;
}

/// SEEDS R15: a number that Discord has not sent is refused, and a new session begins.
#[greenroom::test]
async fn inject_resume_from_the_future_begins_a_new_session() {
    let (sandbox, bot, diary) = stage().await;
    let session = bot.shard(0).unwrap().session_id;
    bot.diagnose(0).inject_resume(1_000_000).await.unwrap();
    diary.expect_times("ready 0", 2).await;
    assert_eq!(outcomes(&sandbox), [ResumeOutcome::Closed(4007)]);
    assert_eq!(sandbox.resumes()[0].seq, 1_000_000);
    assert_ne!(bot.shard(0).unwrap().session_id, session);
    ping(&sandbox).await;
    bot.stop().await;
}

/// SEEDS R15: from an earlier number on, events are played again.
#[greenroom::test]
async fn inject_resume_from_the_past_replays() {
    let (sandbox, bot, diary) = stage().await;
    let alice = sandbox.user("alice");
    alice.say(general(&sandbox), "one");
    diary.expect("message one").await;
    // READY is 1, the guild 2, and the message 3.
    sandbox.wait_until(SOON, |_| bot.shard(0).unwrap().seq == Some(3)).await.unwrap();
    bot.diagnose(0).inject_resume(2).await.unwrap();
    diary.expect("resumed 0 replayed 1").await;
    assert_eq!(diary.expect_times("message one", 2).await, "message one");
    assert_eq!(sandbox.identifies().len(), 1);
    bot.stop().await;
}

/// SEEDS R16: the transport fails with an error of ours, and the shard resumes.
#[greenroom::test]
async fn inject_error_kills_the_transport_and_the_shard_resumes() {
    let (sandbox, bot, diary) = stage().await;
    bot.diagnose(0).inject_error("somebody tripped over the cable").await.unwrap();
    let told = diary.expect("disconnected 0").await;
    assert!(told.ends_with("the connection was lost: somebody tripped over the cable"), "{told}");
    diary.expect("resumed 0").await;
    assert_eq!(sandbox.connections()[0].closed_by_client, None, "a cable says no goodbye");
    assert_eq!(sandbox.identifies().len(), 1);
    ping(&sandbox).await;
    bot.stop().await;
}

/// SEEDS J29, A16: a payload goes the whole way, to the handlers.
#[greenroom::test]
async fn inject_payload_reaches_the_handlers() {
    let (sandbox, bot, diary) = stage().await;
    let said = sandbox.user("alice").say(general(&sandbox), "said");
    diary.expect("message said").await;
    sandbox.wait_until(SOON, |_| bot.shard(0).unwrap().seq == Some(3)).await.unwrap();
    let message = json!({
        "id": said, "channel_id": general(&sandbox).id(), "content": "injected", "timestamp": "2026-01-01T00:00:00Z",
        "author": {"id": "7", "username": "nobody", "discriminator": "0", "avatar": null}, "edited_timestamp": null,
        "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
        "pinned": false, "type": 0,
    });
    let payload = json!({"op": 0, "t": "MESSAGE_CREATE", "d": message});
    bot.diagnose(0).inject_payload(payload.to_string()).await.unwrap();
    diary.expect("message injected").await;
    assert_eq!(bot.shard(0).unwrap().seq, Some(3), "without a number nothing is counted");
    // What is no payload is passed over, and op 7 is obeyed.
    bot.diagnose(0).inject_payload("{").await.unwrap();
    bot.diagnose(0).inject_payload(r#"{"op":7,"d":null}"#).await.unwrap();
    diary.expect("reconnecting 0 asked").await;
    diary.expect("resumed 0").await;
    ping(&sandbox).await;
    bot.stop().await;
}

/// SEEDS R24: frames of every type arrive.
#[greenroom::test]
async fn any_frame_can_be_sent() {
    let (sandbox, bot, diary) = stage().await;
    let shard = bot.diagnose(0);
    let out = bot.shard(0).unwrap().frames_out;
    shard.send_frame(Frame::Ping(b"are you there".to_vec())).await.unwrap();
    shard.send_frame(Frame::Pong(vec![0; 125])).await.unwrap();
    shard.send_frame(Frame::Text(r#"{"op":31,"d":{"guild_ids":[]}}"#.to_owned())).await.unwrap();
    sandbox.wait_until(SOON, |it| it.sent().iter().any(|it| it.op == 31)).await.unwrap();
    assert_eq!(bot.shard(0).unwrap().frames_out, out + 1, "messages count, control frames do not");
    assert_eq!(sandbox.connections().len(), 1);
    // Discord takes no binary JSON: 4002, which costs the connection and not the session.
    shard.send_frame(Frame::Binary(vec![1, 2, 3])).await.unwrap();
    diary.expect("reconnecting 0 closed").await;
    diary.expect("resumed 0").await;
    assert_eq!(sandbox.connections()[0].closed_by_sandbox.as_ref().map(|close| close.0), Some(4002));
    shard.send_frame(Frame::Close { code: 4321, reason: "a drill".to_owned() }).await.unwrap();
    diary.expect_times("resumed 0", 2).await;
    assert_eq!(sandbox.connections()[1].closed_by_client, Some((Some(4321), "a drill".to_owned())));
    // 1000 ends the session, as Discord has it.
    shard.send_frame(Frame::Close { code: 1000, reason: String::new() }).await.unwrap();
    diary.expect_times("ready 0", 2).await;
    assert_eq!(sandbox.identifies().len(), 2);
    let long = shard.send_frame(Frame::Ping(vec![0; 126])).await;
    assert!(matches!(long, Err(Error::Option { option: "frame", .. })), "{long:?}");
    ping(&sandbox).await;
    bot.stop().await;
}

/// Where there is nothing to drill with, somebody says so.
#[greenroom::test]
async fn a_drill_without_a_connection_is_an_error() {
    let (sandbox, bot, _) = stage().await;
    assert!(matches!(bot.diagnose(3).inject_resume(1).await, Err(Error::UnknownShard { shard: 3 })));
    sandbox.faults().always(greenroom::sandbox::Fault::RefuseUpgrade(503));
    sandbox.faults().drop_connections();
    sandbox.wait_until(SOON, |_| bot.shard(0).unwrap().state == ShardState::BackingOff).await.unwrap();
    for result in [
        bot.diagnose(0).inject_reconnect(None).await,
        bot.diagnose(0).inject_resume(1).await,
        bot.diagnose(0).inject_error("x").await,
        bot.diagnose(0).inject_payload("{}").await,
        bot.diagnose(0).send_frame(Frame::Ping(vec![])).await,
    ] {
        assert!(matches!(result, Err(Error::NotConnected { shard: 0 })), "{result:?}");
    }
    bot.stop().await;
    assert!(matches!(bot.diagnose(0).inject_error("x").await, Err(Error::NotRunning)));
}
