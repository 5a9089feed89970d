//! Handlers that block their thread cost no heartbeat, whatever runtime they are on.

use std::{
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

use greenroom::{EventOrder, prelude::*, sandbox::Sandbox};

use crate::{
    common::{SOON, general, patient, patient_sandbox, ping},
    handlers::{OnMessage, never_lost, until},
};

/// Blocks this thread until so many more heartbeats have come to the sandbox.
fn block_for_beats(sandbox: &Sandbox, beats: usize) {
    let (before, start) = (sandbox.heartbeats().len(), Instant::now());
    while sandbox.heartbeats().len() < before + beats && start.elapsed() < SOON {
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A handler that blocks its thread for three heartbeats costs none of them, whatever runtime it runs on.
async fn blocks_without_costing_a_beat() {
    let sandbox = Arc::new(patient_sandbox().await);
    let blocker = {
        let sandbox = Arc::clone(&sandbox);
        OnMessage(move |ctx: Context, message: MessageCreate| {
            let sandbox = Arc::clone(&sandbox);
            async move {
                if message.content == "block" {
                    block_for_beats(&sandbox, 3);
                } else {
                    message.reply(&ctx, "Pong!").await?;
                }
                Ok(())
            }
        })
    };
    let bot = patient(&sandbox).handler(blocker).spawn().await.unwrap();
    let before = sandbox.heartbeats().len();
    sandbox.user("alice").say(general(&sandbox), "block");
    ping(&sandbox).await;
    let beats = sandbox.heartbeats();
    assert!(beats.len() >= before + 3, "the handler did not block: {beats:?}");
    assert!(beats.iter().all(|beat| beat.acknowledged));
    never_lost(&sandbox);
    bot.stop().await;
}

#[greenroom::test]
async fn a_handler_that_blocks_its_thread_costs_no_heartbeat() {
    blocks_without_costing_a_beat().await;
}

#[tokio::test(flavor = "current_thread")]
async fn a_handler_that_blocks_the_only_thread_costs_no_heartbeat() {
    blocks_without_costing_a_beat().await;
}

#[test]
fn a_handler_that_blocks_an_actix_system_costs_no_heartbeat() {
    actix::System::new().block_on(blocks_without_costing_a_beat());
}

/// More handlers than there are threads block until all of them do, and say so to the runtime: each gets its thread, as
/// no other event comes to wake anybody.
#[greenroom::test]
async fn handlers_that_block_in_place_hold_up_no_others() {
    const ALL: usize = 24;
    let sandbox = patient_sandbox().await;
    let arrived = Arc::new((Mutex::new(0), Condvar::new()));
    let blocker = {
        let arrived = Arc::clone(&arrived);
        OnMessage(move |_, _| {
            let arrived = Arc::clone(&arrived);
            async move {
                let all_here = tokio::task::block_in_place(|| {
                    let (count, changed) = &*arrived;
                    let mut count = count.lock().unwrap();
                    *count += 1;
                    changed.notify_all();
                    let (count, _) = changed.wait_timeout_while(count, SOON, |count| *count < ALL).unwrap();
                    *count == ALL
                });
                if all_here { Ok(()) } else { Err("some never came".into()) }
            }
        })
    };
    let bot = patient(&sandbox).ordering(EventOrder::None).handler(blocker).spawn().await.unwrap();
    let texts: Vec<_> = (0..ALL).map(|n| n.to_string()).collect();
    sandbox.user("alice").say_all(general(&sandbox), &texts);
    until(&sandbox, "all have met", || bot.stats().handled == ALL as u64).await;
    assert_eq!(bot.stats().failed, 0);
    never_lost(&sandbox);
    bot.stop().await;
}
