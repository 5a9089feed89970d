//! What happens when handlers are too slow.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use greenroom::{BotGuard, EventOrder, Overflow, prelude::*};
use tokio::sync::Semaphore;

use crate::{
    common::{Diary, general, patient, patient_sandbox},
    handlers::{OnMessage, never_lost, say, until},
};

/// A handler with a gate: it waits for a permit, and writes the message down.
async fn gated(bot: Bot) -> (BotGuard, Diary, Arc<Semaphore>) {
    let (diary, gate) = (Diary::default(), Arc::new(Semaphore::new(0)));
    let handler = {
        let (diary, gate) = (diary.clone(), Arc::clone(&gate));
        OnMessage(move |_, message: MessageCreate| {
            let (diary, gate) = (diary.clone(), Arc::clone(&gate));
            async move {
                gate.acquire().await?.forget();
                diary.write(message.content.as_str());
                Ok(())
            }
        })
    };
    (bot.handler(handler).spawn().await.unwrap(), diary, gate)
}

#[greenroom::test]
async fn too_many_events_stop_the_reading_lose_nothing_and_cost_no_heartbeat() {
    let sandbox = patient_sandbox().await;
    let (bot, diary, gate) = gated(patient(&sandbox).max_waiting(8)).await;
    let channel = general(&sandbox);
    let mut texts = say(&sandbox, &channel, "first", 20);
    until(&sandbox, "the lanes are full", || bot.stats().waiting >= 8).await;
    texts.extend(say(&sandbox, &channel, "then", 200));
    let beats = sandbox.heartbeats().len();
    until(&sandbox, "five heartbeats were sent", || sandbox.heartbeats().len() >= beats + 5).await;
    // Those that came with the one that filled the lanes may wait there too, and no others.
    assert!(bot.stats().waiting < 220, "{:?}", bot.stats());
    assert_eq!(bot.stats().handled, 0);
    assert_eq!(bot.stats().dropped, 0);
    never_lost(&sandbox);
    gate.add_permits(texts.len());
    diary.expect("then 199").await;
    assert_eq!(diary.lines(), texts);
    never_lost(&sandbox);
    bot.stop().await;
}

#[greenroom::test]
async fn too_many_events_are_dropped_and_counted_where_that_is_wanted() {
    let sandbox = patient_sandbox().await;
    let (bot, diary, gate) = gated(patient(&sandbox).max_waiting(5).overflow(Overflow::DropNewest)).await;
    say(&sandbox, &general(&sandbox), "hello", 50);
    until(&sandbox, "the rest is dropped", || bot.stats().dropped == 45).await;
    assert_eq!(bot.stats().waiting, 5);
    gate.add_permits(Semaphore::MAX_PERMITS / 2);
    diary.expect("hello 4").await;
    // There is room again.
    say(&sandbox, &general(&sandbox), "again", 1);
    diary.expect("again 0").await;
    assert_eq!(diary.lines(), ["hello 0", "hello 1", "hello 2", "hello 3", "hello 4", "again 0"]);
    assert_eq!(bot.stats().dropped, 45);
    never_lost(&sandbox);
    bot.stop().await;
}

#[greenroom::test]
async fn no_more_handlers_run_at_once_than_allowed() {
    let sandbox = patient_sandbox().await;
    let (running, most, gate) =
        (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
    let handler = {
        let (running, most, gate) = (Arc::clone(&running), Arc::clone(&most), Arc::clone(&gate));
        OnMessage(move |_, _| {
            let (running, most, gate) = (Arc::clone(&running), Arc::clone(&most), Arc::clone(&gate));
            async move {
                most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                gate.acquire().await?.forget();
                running.fetch_sub(1, SeqCst);
                Ok(())
            }
        })
    };
    let bot = patient(&sandbox).ordering(EventOrder::None).max_parallel(3).handler(handler).spawn().await.unwrap();
    say(&sandbox, &general(&sandbox), "hello", 20);
    until(&sandbox, "all wait or run", || bot.stats().waiting == 20 && running.load(SeqCst) == 3).await;
    for handled in 1..=20 {
        gate.add_permits(1);
        until(&sandbox, "one more is handled", || bot.stats().handled == handled).await;
    }
    assert_eq!(most.load(SeqCst), 3);
    bot.stop().await;
}
