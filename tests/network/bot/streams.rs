//! Events as a stream in place of handlers, and every payload for who watches the gateway itself.
use std::{collections::HashMap, future::Future};

use crate::common::{Diary, SOON, Witness, general, patient, patient_sandbox, ping};
use greenroom::{Events, MissedOps, Ops, Overflow, ReceivedOp, gateway::Signal, prelude::*, sandbox::Sandbox};

/// What should happen soon.
async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(SOON, future).await.unwrap_or_else(|_| panic!("waited in vain for {what}"))
}

async fn until(sandbox: &Sandbox, what: &str, mut is_true: impl FnMut() -> bool) {
    assert!(sandbox.wait_until(SOON, |_| is_true()).await.is_ok(), "waited in vain until {what}");
}

fn say(sandbox: &Sandbox, word: &str, count: usize) -> Vec<String> {
    let texts: Vec<_> = (0..count).map(|n| format!("{word} {n}")).collect();
    sandbox.user("alice").say_all(general(sandbox), &texts);
    texts
}

/// Reads so many messages, and passes over what else there is.
async fn messages(events: &mut Events, count: usize) -> Vec<String> {
    let mut texts = Vec::new();
    while texts.len() < count {
        let Some(item) = soon("a message", events.next()).await else { break };
        if let Event::MessageCreate(message) = &*item.event {
            texts.push(message.content.to_string());
        }
    }
    texts
}

#[greenroom::test]
async fn a_bot_without_a_handler_is_a_stream_of_events_in_order_for_each_shard() {
    let sandbox = patient_sandbox().await;
    let foyer = sandbox.create_guild_on_shard("Foyer", 1, 2);
    let balcony = sandbox.create_guild_on_shard("Balcony", 0, 2);
    let mut bot =
        patient(&sandbox).sharding(Sharding::Total(2)).intents(Intents::NON_PRIVILEGED | Intents::MESSAGE_CONTENT);
    let mut events = bot.events();
    let bot = bot.spawn().await.unwrap();
    let channels = [foyer.channel("stage"), balcony.channel("stage")];
    let alice = sandbox.user("alice");
    for n in 0..100 {
        for channel in &channels {
            alice.say(channel, &n.to_string());
        }
    }
    let mut heard: HashMap<u32, Vec<String>> = HashMap::new();
    let mut first: HashMap<u32, EventKind> = HashMap::new();
    while heard.values().map(Vec::len).sum::<usize>() < 200 {
        let ShardEvent { context, event } = soon("an event", events.next()).await.unwrap();
        first.entry(context.shard()).or_insert(event.kind());
        if let Event::MessageCreate(message) = &*event {
            heard.entry(context.shard()).or_default().push(message.content.to_string());
        }
    }
    let expected: Vec<_> = (0..100).map(|n| n.to_string()).collect();
    assert_eq!(heard, HashMap::from([(0, expected.clone()), (1, expected)]));
    assert_eq!(first, HashMap::from([(0, EventKind::Ready), (1, EventKind::Ready)]));
    let come = || bot.shards().iter().map(|info| info.events).sum::<u64>();
    let before = come();
    alice.say(&channels[0], "the last word");
    until(&sandbox, "it has come", || come() > before).await;
    bot.stop().await;
    assert_eq!(messages(&mut events, 2).await, ["the last word"], "what has come can be read, then it ends");
}

#[greenroom::test]
async fn a_stream_asks_for_the_intents_of_its_kinds_and_only_those_are_decoded() {
    let sandbox = patient_sandbox().await;
    let mut bot = patient(&sandbox).cache(greenroom::cache::CacheConfig::none());
    let mut events = bot.events_of(EventKind::MessageCreate);
    let bot = bot.spawn().await.unwrap();
    let asked: Vec<_> = sandbox.identifies().iter().map(|identify| identify.intents).collect();
    assert_eq!(asked, [Intents::GUILD_MESSAGES | Intents::DIRECT_MESSAGES]);
    let alice = sandbox.user("alice");
    let message = alice.say(general(&sandbox), "hello");
    alice.edit(general(&sandbox), message, "goodbye");
    alice.say(general(&sandbox), "again");
    assert_eq!(messages(&mut events, 2).await.len(), 2);
    assert_eq!(bot.stats().decoded, 3, "READY, which the bot needs, and two messages");
    bot.stop().await;

    let sandbox = patient_sandbox().await;
    let mut bot = patient(&sandbox);
    let events = bot.events();
    let bot = bot.spawn().await.unwrap();
    let asked: Vec<_> = sandbox.identifies().iter().map(|identify| identify.intents).collect();
    assert_eq!(asked, [Intents::NON_PRIVILEGED]);
    drop(events);
    bot.stop().await;
}

#[greenroom::test]
async fn a_stream_that_is_not_read_stops_the_reading_loses_nothing_and_costs_no_heartbeat() {
    let sandbox = patient_sandbox().await;
    let mut bot = patient(&sandbox).max_waiting(8).intents(Intents::GUILD_MESSAGES | Intents::MESSAGE_CONTENT);
    let mut events = bot.events();
    let bot = bot.spawn().await.unwrap();
    let mut texts = say(&sandbox, "first", 20);
    until(&sandbox, "it is full", || bot.shard(0).unwrap().events >= 9).await;
    texts.extend(say(&sandbox, "then", 200));
    let beats = sandbox.heartbeats().len();
    until(&sandbox, "three heartbeats were sent", || sandbox.heartbeats().len() >= beats + 3).await;
    assert!(bot.shard(0).unwrap().events < 220, "{:?}", bot.shard(0));
    assert_eq!(messages(&mut events, 220).await, texts);
    let connections = sandbox.connections();
    assert!(connections.len() == 1 && connections[0].closed.is_none(), "{connections:?}");
    assert_eq!(bot.stats().dropped, 0);

    // A stop waits for nobody who does not read, and a stream that is gone holds nobody up.
    say(&sandbox, "last", 100);
    until(&sandbox, "it is full", || bot.shard(0).unwrap().events >= 230).await;
    soon("the end", bot.stop()).await;
    assert!(messages(&mut events, 100).await.len() >= 8);
}

#[greenroom::test]
async fn a_stream_that_is_dropped_holds_nobody_up() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let mut bot = patient(&sandbox).max_waiting(8).handler(Witness(diary.clone()));
    let events = bot.events_of(EventKind::MessageCreate);
    let bot = bot.spawn().await.unwrap();
    say(&sandbox, "hello", 100);
    until(&sandbox, "it is full", || bot.shard(0).unwrap().events >= 10).await;
    drop(events);
    diary.expect("message hello 99").await;
    ping(&sandbox).await;
    bot.stop().await;
}

#[greenroom::test]
async fn a_stream_drops_the_newest_where_that_is_wanted() {
    let sandbox = patient_sandbox().await;
    let mut bot = patient(&sandbox).max_waiting(5).overflow(Overflow::DropNewest);
    let mut events = bot.events_of(EventKind::MessageCreate);
    let bot = bot.spawn().await.unwrap();
    say(&sandbox, "hello", 50);
    until(&sandbox, "the rest is dropped", || bot.stats().dropped == 45).await;
    assert_eq!(messages(&mut events, 5).await.len(), 5);
    say(&sandbox, "again", 1);
    assert_eq!(messages(&mut events, 1).await.len(), 1, "there is room again");
    bot.stop().await;
}

/// The next payload of which this is true.
async fn op(ops: &mut Ops, is_it: impl Fn(&ReceivedOp) -> bool) -> ReceivedOp {
    loop {
        let op = soon("a payload", ops.next()).await.unwrap().unwrap();
        if is_it(&op) {
            return op;
        }
    }
}

#[greenroom::test]
async fn subscribers_see_every_payload_as_it_came() {
    let sandbox = patient_sandbox().await;
    let run = patient(&sandbox).handler(Witness(Diary::default())).run();
    let handle = run.handle();
    let mut ops = handle.subscribe_ops();
    let run = tokio::spawn(run);
    let hello = soon("HELLO", ops.next()).await.unwrap().unwrap();
    assert_eq!((hello.shard, hello.opcode, hello.seq, &hello.name), (0, 10, None, &None), "it comes first");
    assert!(std::str::from_utf8(&hello.data).unwrap().contains("\"heartbeat_interval\""));
    assert!(matches!(hello.signal(), Some(Ok(Signal::Hello { heartbeat_interval })) if !heartbeat_interval.is_zero()));
    let ready = op(&mut ops, |op| op.opcode == 0).await;
    assert_eq!((ready.name.as_deref(), ready.seq), (Some("READY"), Some(1)));
    op(&mut ops, |op| op.opcode == 11).await;
    sandbox.faults().dispatch("NEVER_HEARD_OF", r#"{ "a": [1, 2.50], "b":null}"#);
    let unknown = op(&mut ops, |op| op.name.as_deref() == Some("NEVER_HEARD_OF")).await;
    assert_eq!(&unknown.data[..], br#"{ "a": [1, 2.50], "b":null}"#, "to the letter");
    sandbox.faults().unknown_opcode();
    let unknown = op(&mut ops, |op| op.opcode == 99).await;
    assert_eq!(&unknown.data[..], br#"{"what":"nobody knows"}"#);
    handle.stop().await;
    soon("the end", async { while ops.next().await.is_some() {} }).await;
    run.await.unwrap().unwrap();
    assert!(soon("the end", handle.subscribe_ops().next()).await.is_none());
}

#[greenroom::test]
async fn a_subscriber_that_lags_is_told_how_much_it_missed_and_blocks_no_shard() {
    let sandbox = patient_sandbox().await;
    let bot = patient(&sandbox).handler(Witness(Diary::default())).spawn().await.unwrap();
    let mut ops = bot.subscribe_ops();
    let before = bot.shard(0).unwrap().events;
    let sent = Ops::CAPACITY as u64 + 500;
    (0..sent).for_each(|n| sandbox.faults().dispatch("DRIP", &n.to_string()));
    until(&sandbox, "all have come", || bot.shard(0).unwrap().events >= before + sent).await;
    ping(&sandbox).await;
    let MissedOps { count } = soon("the gap", ops.next()).await.unwrap().unwrap_err();
    // Beside the drips there were the messages of the ping and the acknowledgements of heartbeats.
    assert!((500..600).contains(&count), "{count}");
    let drip = op(&mut ops, |op| op.name.as_deref() == Some("DRIP")).await;
    let number: u64 = std::str::from_utf8(&drip.data).unwrap().parse().unwrap();
    assert!((450..=count).contains(&number), "the oldest are gone: {number} comes after {count} were missed");
    let last = op(&mut ops, |op| op.data == (sent - 1).to_string()).await;
    assert_eq!(last.name.as_deref(), Some("DRIP"));
    bot.stop().await;
}
