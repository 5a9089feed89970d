//! On which threads handlers run.

use std::{
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use greenroom::prelude::*;

use crate::{
    common::{general, patient, patient_sandbox},
    handlers::{OnMessage, until},
};

/// Where each part of a handler ran.
type Seen = Arc<Mutex<Vec<String>>>;

/// Notes its thread for each message, and again once it has waited, if the message says so.
async fn seen_of(texts: &[&str]) -> Vec<String> {
    let sandbox = patient_sandbox().await;
    let seen = Seen::default();
    let here = |seen: &Seen| seen.lock().unwrap().push(thread::current().name().unwrap_or_default().to_owned());
    let noting = {
        let seen = Arc::clone(&seen);
        OnMessage(move |_, message: MessageCreate| {
            let seen = Arc::clone(&seen);
            async move {
                here(&seen);
                if message.content == "wait" {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    here(&seen);
                }
                Ok(())
            }
        })
    };
    let bot = patient(&sandbox).handler(noting).start().await.unwrap();
    for (n, text) in (1..).zip(texts) {
        sandbox.user("alice").say(general(&sandbox), text);
        until(&sandbox, "it was handled", || bot.stats().handled == n).await;
    }
    bot.stop().await;
    // Whoever worked for the bot has let go of its handlers.
    until(&sandbox, "the handlers are gone", || Arc::strong_count(&seen) == 1).await;
    let seen = seen.lock().unwrap();
    seen.clone()
}

/// One thread is woken for them, and a handler that waits does not keep it.
#[greenroom::test]
async fn handlers_begin_on_one_thread_and_wait_as_tasks() {
    let seen = seen_of(&["a", "wait", "b"]).await;
    let [a, waits, waited, b] = &seen[..] else { panic!("{seen:?}") };
    assert_eq!([a, waits, b], ["greenroom-lanes"; 3]);
    assert_ne!(waited, "greenroom-lanes");
}

/// Who has one thread has handlers that run on no other.
#[tokio::test(flavor = "current_thread")]
async fn a_runtime_of_one_thread_gets_no_other() {
    let here = thread::current().name().unwrap_or_default().to_owned();
    assert_eq!(seen_of(&["a", "wait", "b"]).await, [here.as_str(); 4]);
}
