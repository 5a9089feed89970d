//! What handlers are told of it: in which order, and why.

use greenroom::{gateway::ReconnectReason, sandbox::Fault};

use crate::reconnect::{Reasons, Show, calm};

/// The hooks of a shard in their order: a loss is told before the attempts, the attempts before what came of them.
#[greenroom::test]
async fn hooks_come_in_order() {
    let show = Show::begin().await;
    show.faults().reconnect();
    show.resumed(1).await;
    show.bot.reconnect(0, false).await.unwrap();
    show.ready(2).await;
    show.faults().once(Fault::DeadResumeUrl);
    show.faults().close(4000);
    show.resumed(2).await;
    show.bot.stop().await;
    let lines = show.diary.lines();
    let hooks: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.starts_with("guilds")).collect();
    assert_eq!(
        hooks,
        [
            "connected 0",
            "ready 0",
            "all 1 ready",
            "disconnected 0 Discord requested a reconnect (op 7)",
            "reconnecting 0 asked attempt 1 resumable true",
            "connected 0",
            "resumed 0 replayed 0",
            "disconnected 0 a reconnect was requested",
            "reconnecting 0 requested attempt 1 resumable false",
            "connected 0",
            "ready 0",
            "disconnected 0 Discord closed the connection with 4000 (unknown error): closed on purpose",
            "reconnecting 0 closed attempt 1 resumable true",
            "reconnecting 0 connect_failed attempt 2 resumable true",
            "connected 0",
            "resumed 0 replayed 0",
            "disconnected 0 the shard was stopped",
            "shutdown",
        ]
    );
}

/// Every reconnect says why, with the values that belong to it, and how often it was tried.
#[greenroom::test]
async fn reasons_are_told() {
    let reasons = Reasons::default();
    let show = Show::with(calm(), |bot| bot.handler(reasons.clone())).await;
    show.faults().reconnect();
    show.resumed(1).await;
    show.faults().invalidate(true);
    show.resumed(2).await;
    show.faults().close(4001);
    show.resumed(3).await;
    show.faults().drop_connections();
    show.resumed(4).await;
    show.bot.reconnect(0, true).await.unwrap();
    show.resumed(5).await;
    show.faults().invalidate(false);
    show.ready(2).await;
    reasons.expect(&show.sandbox, 6).await;
    let told: Vec<_> = reasons.told().into_iter().map(|(_, event)| event).collect();
    let expected = [
        ReconnectReason::Asked,
        ReconnectReason::InvalidSession { resumable: true },
        ReconnectReason::Closed { code: Some(4001), reason: "closed on purpose".to_owned() },
        told[3].reason.clone(),
        ReconnectReason::Requested,
        ReconnectReason::InvalidSession { resumable: false },
    ];
    assert_eq!(told.iter().map(|event| event.reason.clone()).collect::<Vec<_>>(), expected);
    assert!(matches!(&expected[3], ReconnectReason::Lost { error } if !error.is_empty()), "{:?}", expected[3]);
    assert!(told.iter().all(|event| event.attempt == 1 && event.shard == 0));
    assert_eq!(told.iter().map(|event| event.resumable).collect::<Vec<_>>(), [true, true, true, true, true, false]);
    assert_eq!(show.shard().reconnects, 6);
}

/// Three defects of the seeds, on the wire: `version=` for `v=`, `$os` for `os`, and closing with 1000 what was to be
/// resumed.
#[greenroom::test]
async fn defects_of_the_seeds_are_not_on_the_wire() {
    let show = Show::begin().await;
    show.faults().reconnect();
    show.resumed(1).await;
    show.bot.reconnect(0, true).await.unwrap();
    show.resumed(2).await;
    show.faults().invalidate(true);
    show.resumed(3).await;
    for connection in show.connections() {
        let (_, query) = connection.url.split_once('?').unwrap();
        assert!(query.starts_with("v=10&") && !query.contains("version"), "{query}");
    }
    let identify = &show.sandbox.identifies()[0].data;
    let mut properties: Vec<&String> = identify["properties"].as_object().unwrap().keys().collect();
    properties.sort();
    assert_eq!(properties, ["browser", "device", "os"]);
    assert_eq!(show.sandbox.close_codes(), [Some(4000); 3]);
    // And what each resume said is what the last one had left.
    let seqs: Vec<u64> = show.sandbox.resumes().iter().map(|it| it.seq).collect();
    assert!(seqs.is_sorted_by(|a, b| a < b), "{seqs:?}");
}
