//! What open waits (`wait_for`, collectors) cost an event that fits none of them: the delivery of one MESSAGE_CREATE
//! with 0, 100 and 5,000 waits for messages of other channels, of other users, and about other messages. The time
//! should not depend on their number: `cargo bench --bench waits`.

#![allow(clippy::expect_used, reason = "a bench ends where it cannot measure")]

use std::{hint::black_box, sync::Arc};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use greenroom::{
    __internals::Waits,
    event::{Event, EventKind},
    model::{ChannelId, MessageId, UserId},
};

/// The messages that are delivered in turns, so that not one and the same place of the index is read each time.
const MESSAGES: u64 = 1024;

/// The ids of `number`: those of messages are below, those of waits above [`MESSAGES`].
fn ids(number: u64) -> (ChannelId, UserId, MessageId) {
    // As far apart as those of snowflakes.
    let id = (number + 1) << 22;
    (ChannelId::new(id | 1), UserId::new(id | 2), MessageId::new(id | 3))
}

fn message(number: u64) -> Arc<Event> {
    let (channel, user, message) = ids(number);
    let json = format!(
        r#"{{"id":"{message}","channel_id":"{channel}","guild_id":"1","author":{{"id":"{user}"}},"content":"hello"}}"#
    );
    Arc::new(Event::decode(EventKind::MessageCreate, json.as_bytes()).expect("a message"))
}

/// This many waits: a third by channel, a third by user, a third by message.
fn waits(number: u64) -> Waits {
    let mut waits = Waits::new().expect("an HTTP client");
    for wait in 0..number {
        open(&mut waits, MESSAGES + wait, wait);
    }
    waits
}

/// Opens a wait for one of the ids of `number`; `part` modulo 3 determines which.
fn open(waits: &mut Waits, number: u64, part: u64) {
    let (channel, user, message) = ids(number);
    let part = part % 3;
    let (channel, user) = ((part == 0).then_some(channel), (part == 1).then_some(user));
    waits.open(EventKind::MessageCreate, channel, user, (part == 2).then_some(message));
}

/// Panics unless each message reaches the waits that it fits, and no other.
fn check(messages: &[Arc<Event>]) {
    let mut waits = waits(5000);
    messages.iter().for_each(|message| waits.deliver(message));
    assert_eq!(waits.received(), 0, "a message reached a wait that it does not fit");
    (0..3).for_each(|part| open(&mut waits, part, part));
    messages.iter().for_each(|message| waits.deliver(message));
    assert_eq!(waits.received(), 3, "a message did not reach a wait that it fits");
}

fn deliver(c: &mut Criterion) {
    let messages: Vec<_> = (0..MESSAGES).map(message).collect();
    check(&messages);
    let mut group = c.benchmark_group("message_create_with_open_waits");
    for number in [0, 100, 5000] {
        let waits = waits(number);
        let mut messages = messages.iter().cycle();
        group.bench_function(BenchmarkId::from_parameter(number), |b| {
            b.iter(|| messages.next().map(|message| waits.deliver(black_box(message))));
        });
    }
    group.finish();
}

criterion_group!(benches, deliver);
criterion_main!(benches);
