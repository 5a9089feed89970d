//! Handlers that block their thread cost no heartbeat, whatever runtime they are on.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use greenroom::{prelude::*, sandbox::Sandbox};

use crate::{
    OnMessage,
    common::{SOON, general, patient, patient_sandbox, ping},
    never_lost,
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
    let bot = patient(&sandbox).handler(blocker).start().await.unwrap();
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
