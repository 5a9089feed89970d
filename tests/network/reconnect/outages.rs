//! Outages: how soon the bot has a session again when the gateway returns.

use std::time::{Duration, Instant};

use greenroom::{
    gateway::Backoff,
    sandbox::{Fault, ResumeOutcome},
};

use crate::reconnect::{Show, calm};

/// The default waits, over sockets. `gateway/protocol/tests/outages.rs` has the same in virtual time, for longer
/// outages and for all answers to the RESUME.
#[greenroom::test]
async fn the_session_is_resumed_within_10_s_of_the_end_of_an_outage_of_6_s() {
    let show = Show::with(calm(), |bot| bot.backoff(Backoff::default())).await;
    show.faults().always(Fault::RefuseUpgrade(503));
    show.faults().drop_connections();
    tokio::time::sleep(Duration::from_secs(6)).await;
    show.faults().clear();
    let returned = Instant::now();
    show.resumed(1).await;
    assert!(returned.elapsed() < Duration::from_secs(10), "{:?}", returned.elapsed());
    assert_eq!(show.resumes(), [ResumeOutcome::Resumed(0)]);
    let attempts = show.diary.count("reconnecting");
    assert!((3..8).contains(&attempts), "{attempts} attempts: {:#?}", show.diary.lines());
    show.assert_one_session();
}
