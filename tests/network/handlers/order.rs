//! Which events are handled in order, and which in parallel.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use greenroom::{EventOrder, prelude::*};
use tokio::sync::{Barrier, Semaphore};

use crate::{
    common::{Diary, general, patient, patient_sandbox},
    handlers::{OnMessage, say, until},
};

/// What was handled for each key, in order.
type Handled = Arc<Mutex<HashMap<u64, Vec<MessageId>>>>;

/// People talk at random in several channels of several guilds. Messages of one key are handled in order although the
/// handler dawdles; the first of each key waits until all keys are being handled, which only ends if keys run in
/// parallel.
async fn in_order_by(ordering: EventOrder, keys: usize, key: fn(&MessageCreate) -> u64) {
    let sandbox = patient_sandbox().await;
    let handled = Handled::default();
    let (barrier, reached) = (Arc::new(Barrier::new(keys)), Arc::new(AtomicUsize::new(0)));
    let dawdler = {
        let (handled, reached) = (Arc::clone(&handled), Arc::clone(&reached));
        OnMessage(move |_, message: MessageCreate| {
            let (handled, reached, barrier) = (Arc::clone(&handled), Arc::clone(&reached), Arc::clone(&barrier));
            async move {
                let key = key(&message);
                let is_first = !handled.lock().unwrap().contains_key(&key);
                if is_first {
                    // A marker, so that one which overtakes does not take itself for the first.
                    handled.lock().unwrap().insert(key, Vec::new());
                    barrier.wait().await;
                    reached.fetch_add(1, SeqCst);
                }
                match fastrand::u8(..4) {
                    0 => tokio::time::sleep(Duration::from_micros(fastrand::u64(..2000))).await,
                    1 => tokio::task::yield_now().await,
                    _ => {}
                }
                handled.lock().unwrap().entry(key).or_default().push(message.id);
                Ok(())
            }
        })
    };
    let bot = patient(&sandbox).ordering(ordering).handler(dawdler).spawn().await.unwrap();
    let guilds = ["Greenroom", "Foyer", "Balcony"].map(|name| match name {
        "Greenroom" => sandbox.guild(name),
        name => sandbox.create_guild(name),
    });
    let channels: Vec<_> = guilds.iter().flat_map(|it| [it.channel("general"), it.channel("gossip")]).collect();
    let people = ["alice", "bob"].map(|name| sandbox.user(name));
    let mut places: Vec<_> =
        channels.iter().flat_map(|channel| people.iter().map(move |user| (user, channel))).collect();
    let mut said = 0;
    for _ in 0..20 {
        fastrand::shuffle(&mut places);
        for (user, channel) in &places {
            user.say(*channel, "blah");
            said += 1;
        }
    }
    until(&sandbox, "all is handled", || bot.stats().handled == said).await;
    assert_eq!(reached.load(SeqCst), keys);
    let handled = std::mem::take(&mut *handled.lock().unwrap());
    assert_eq!(handled.len(), keys);
    assert_eq!(handled.values().map(Vec::len).sum::<usize>() as u64, said);
    for (key, messages) in handled.iter() {
        assert!(messages.is_sorted(), "{ordering:?}, key {key}: {messages:?}");
    }
    bot.stop().await;
}

#[greenroom::test]
async fn events_of_a_guild_come_in_order_and_guilds_in_parallel() {
    in_order_by(EventOrder::Guild, 3, |message| message.guild_id.unwrap().get()).await;
}

#[greenroom::test]
async fn events_of_a_channel_come_in_order_and_channels_in_parallel() {
    in_order_by(EventOrder::Channel, 6, |message| message.channel_id.get()).await;
}

#[greenroom::test]
async fn events_of_a_user_come_in_order_and_users_in_parallel() {
    in_order_by(EventOrder::User, 2, |message| message.author.id.get()).await;
}

#[greenroom::test]
async fn without_an_order_every_event_is_handled_at_once() {
    in_order_by(EventOrder::None, 240, |message| message.id.get()).await;
}

#[greenroom::test]
async fn each_handler_gets_every_event_and_a_slow_one_delays_no_other() {
    let sandbox = patient_sandbox().await;
    let gate = Arc::new(Semaphore::new(0));
    let (slow, quick) = (Diary::default(), Diary::default());
    let writer = |diary: &Diary, gate: Option<Arc<Semaphore>>| {
        let diary = diary.clone();
        OnMessage(move |_, message: MessageCreate| {
            let (diary, gate) = (diary.clone(), gate.clone());
            async move {
                if let Some(gate) = gate {
                    gate.acquire().await?.forget();
                }
                diary.write(message.content.as_str());
                Ok(())
            }
        })
    };
    let bot = patient(&sandbox).handler(writer(&slow, Some(Arc::clone(&gate)))).handler(writer(&quick, None));
    let bot = bot.spawn().await.unwrap();
    let texts = say(&sandbox, &general(&sandbox), "hello", 20);
    quick.expect("hello 19").await;
    assert_eq!(quick.lines(), texts);
    assert_eq!(slow.lines().len(), 0);
    gate.add_permits(20);
    slow.expect("hello 19").await;
    assert_eq!(slow.lines(), texts);
    bot.stop().await;
}
