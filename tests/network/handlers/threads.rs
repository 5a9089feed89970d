//! Where handlers run: on the runtime that runs the bot, and nowhere else.

use std::{
    sync::{Arc, Mutex},
    thread::{self, ThreadId},
    time::Duration,
};

use greenroom::prelude::*;
use tokio::{
    runtime::{Handle, Id},
    task,
};

use crate::{
    common::{general, patient, patient_sandbox},
    handlers::{OnMessage, until},
};

/// Where a part of a handler ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    runtime: Id,
    thread: ThreadId,
    is_task: bool,
}

fn here() -> Place {
    Place { runtime: Handle::current().id(), thread: thread::current().id(), is_task: task::try_id().is_some() }
}

/// Notes where it runs for each message, and again once it has waited, if the message says so.
async fn places_of(texts: &[&str]) -> Vec<Place> {
    let sandbox = patient_sandbox().await;
    let places = Arc::new(Mutex::new(Vec::new()));
    let noting = {
        let places = Arc::clone(&places);
        OnMessage(move |_, message: MessageCreate| {
            let places = Arc::clone(&places);
            async move {
                places.lock().unwrap().push(here());
                if message.content == "wait" {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    places.lock().unwrap().push(here());
                }
                Ok(())
            }
        })
    };
    let bot = patient(&sandbox).handler(noting).spawn().await.unwrap();
    for (n, text) in (1..).zip(texts) {
        sandbox.user("alice").say(general(&sandbox), text);
        until(&sandbox, "it was handled", || bot.stats().handled == n).await;
    }
    bot.stop().await;
    // A bot that has ended holds its handlers no longer.
    until(&sandbox, "the handlers are gone", || Arc::strong_count(&places) == 1).await;
    let places = places.lock().unwrap();
    places.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handlers_run_as_tasks_of_the_runtime_that_runs_the_bot() {
    let places = places_of(&["a", "wait", "b"]).await;
    assert_eq!(places.len(), 4, "{places:?}");
    let runtime = Handle::current().id();
    assert!(places.iter().all(|place| place.runtime == runtime && place.is_task), "{places:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn handlers_share_the_thread_of_a_runtime_that_has_one() {
    let thread = thread::current().id();
    let places = places_of(&["a", "wait", "b"]).await;
    assert_eq!(places.len(), 4, "{places:?}");
    assert!(places.iter().all(|place| place.thread == thread), "{places:?}");
}
