//! Message counts of threads.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::model::MessageId;

const FORUM: ChannelId = ChannelId::new(105);
const THREAD: ChannelId = ChannelId::new(110);
const POST: ChannelId = ChannelId::new(112);

/// A thread with 7 messages, of 9 that were ever written; the last one has the id 900.
fn thread(id: ChannelId, parent: ChannelId, extra: Value) -> Value {
    let thread = json!({
        "id": id, "type": 11, "guild_id": GUILD, "parent_id": parent, "name": "thread", "last_message_id": "900",
        "message_count": 7, "total_message_sent": 9,
    });
    with(thread, extra)
}

fn threaded(cache: Cache) -> Cache {
    let threads = json!([thread(THREAD, GENERAL, json!({})), thread(POST, FORUM, json!({}))]);
    cache.apply_json("GUILD_CREATE", with(guild(GUILD), json!({"threads": threads})));
    cache
}

fn reading() -> Cache {
    threaded(connected_reading(CacheConfig::default()))
}

/// The message count and the total of messages ever sent.
fn counts(cache: &Cache, thread: ChannelId) -> (Option<u32>, Option<u32>) {
    let thread = cache.thread(thread).unwrap();
    (thread.message_count, thread.total_message_sent)
}

/// An event about messages of a thread.
#[derive(Debug, Clone, Copy)]
enum Change {
    Written(u64),
    /// A message with its type.
    OfType(u64, u8),
    Deleted(u64),
    DeletedAtOnce(&'static [u64]),
}

fn apply_change(cache: &Cache, channel: ChannelId, change: Change) {
    let id = MessageId::new;
    let written = |number, kind: u8| {
        let message = json!({
            "id": id(number), "channel_id": channel, "guild_id": GUILD, "author": user(ANN, "ann"), "content": "",
            "timestamp": "2021-03-31T18:45:31+00:00", "type": kind,
        });
        cache.apply_json("MESSAGE_CREATE", message);
    };
    match change {
        Change::Written(number) => written(number, 0),
        Change::OfType(number, kind) => written(number, kind),
        Change::Deleted(number) => {
            cache.apply_json("MESSAGE_DELETE", json!({"id": id(number), "channel_id": channel, "guild_id": GUILD}));
        }
        Change::DeletedAtOnce(numbers) => {
            let ids: Vec<_> = numbers.iter().map(|number| id(*number)).collect();
            cache.apply_json("MESSAGE_DELETE_BULK", json!({"ids": ids, "channel_id": channel, "guild_id": GUILD}));
        }
    }
}

#[test]
fn counts_follow_the_messages() {
    use Change::{Deleted, DeletedAtOnce, OfType, Written};

    let cases: &[(&str, &[Change], (u32, u32))] = &[
        ("nothing", &[], (7, 9)),
        ("two are written", &[Written(901), Written(902)], (9, 11)),
        ("replies, commands and pins count", &[OfType(901, 19), OfType(902, 20), OfType(903, 6)], (10, 12)),
        ("one is deleted", &[Deleted(880)], (6, 9)),
        ("one that came before is deleted", &[Written(901), Deleted(901)], (7, 10)),
        ("three are deleted at once", &[Written(901), DeletedAtOnce(&[901, 880, 870])], (5, 10)),
        ("one is written twice", &[Written(901), Written(901)], (8, 10)),
        ("it is written twice, another between", &[Written(901), Written(902), Written(901)], (9, 11)),
        ("two change places", &[Written(902), Written(901)], (9, 11)),
        ("two change places, and come twice", &[Written(902), Written(901), Written(901), Written(902)], (9, 11)),
        ("the last one of the thread comes after it", &[Written(900)], (7, 9)),
        ("an older one comes after it", &[Written(890), Written(901), Written(890)], (8, 10)),
        ("one is deleted twice", &[Deleted(880), Deleted(880)], (6, 9)),
        ("alone and at once", &[Deleted(880), DeletedAtOnce(&[880, 881]), Deleted(881)], (5, 9)),
        ("twice in one list", &[DeletedAtOnce(&[880, 880])], (6, 9)),
        ("one is deleted before it is written", &[Deleted(901), Written(901)], (7, 10)),
        ("and another between", &[Deleted(901), Written(902), Written(901), Written(901)], (8, 11)),
        ("and both twice", &[Deleted(901), Written(901), Deleted(901), Written(901)], (7, 10)),
        ("one comes again after its deletion", &[Written(901), Deleted(901), Written(901)], (7, 10)),
        ("one is deleted that never came", &[Deleted(905)], (7, 9)),
        ("the reference to the message of a thread", &[OfType(901, 21)], (7, 9)),
        ("more are deleted than there were", &[DeletedAtOnce(&[1, 2, 3, 4, 5, 6, 7, 8, 9])], (0, 9)),
        ("and one is written", &[DeletedAtOnce(&[1, 2, 3, 4, 5, 6, 7, 8, 9]), Written(901)], (1, 10)),
    ];
    for (name, changes, (there, written)) in cases {
        for channel in [THREAD, POST] {
            let cache = reading();
            changes.iter().for_each(|change| apply_change(&cache, channel, *change));
            assert_eq!(counts(&cache, channel), (Some(*there), Some(*written)), "{name}");
            let other = if channel == THREAD { POST } else { THREAD };
            assert_eq!(counts(&cache, other), (Some(7), Some(9)), "{name}: the other thread is unchanged");
        }
    }
}

/// The first message of a post has the id of the post.
#[test]
fn the_first_message_of_a_post_does_not_count() {
    let post = ChannelId::new(1000);
    for brought in [json!(null), json!("1000")] {
        let cache = reading();
        let zero = json!({"message_count": 0, "total_message_sent": 0, "last_message_id": brought});
        cache.apply_json("THREAD_CREATE", thread(post, FORUM, zero));
        apply_change(&cache, post, Change::Written(1000));
        assert_eq!(counts(&cache, post), (Some(0), Some(0)));
        assert_eq!(cache.thread(post).unwrap().last_message_id, Some(MessageId::new(1000)), "it is the last message");
        apply_change(&cache, post, Change::Written(1001));
        apply_change(&cache, post, Change::Written(1002));
        apply_change(&cache, post, Change::Deleted(1000));
        apply_change(&cache, post, Change::DeletedAtOnce(&[1000, 1001]));
        assert_eq!(counts(&cache, post), (Some(1), Some(2)));
    }
}

#[test]
fn counts_of_discord_replace_computed_ones() {
    let cache = reading();
    let update = |extra: Value| drop(cache.apply_json("THREAD_UPDATE", thread(THREAD, GENERAL, extra)));
    apply_change(&cache, THREAD, Change::Written(901));
    apply_change(&cache, THREAD, Change::Deleted(880));
    update(json!({"message_count": 3, "total_message_sent": 4, "last_message_id": "901"}));
    assert_eq!(counts(&cache, THREAD), (Some(3), Some(4)), "the counts are lower");
    apply_change(&cache, THREAD, Change::Written(901));
    apply_change(&cache, THREAD, Change::Deleted(880));
    assert_eq!(counts(&cache, THREAD), (Some(3), Some(4)), "Discord counted both messages");
    apply_change(&cache, THREAD, Change::Written(902));
    update(json!({"message_count": null, "total_message_sent": null}));
    assert_eq!(counts(&cache, THREAD), (Some(4), Some(5)), "an update without counts keeps them");
    apply_change(&cache, THREAD, Change::Written(902));
    apply_change(&cache, THREAD, Change::Written(903));
    assert_eq!(counts(&cache, THREAD), (Some(5), Some(6)));

    let sync = json!({"guild_id": GUILD, "channel_ids": [GENERAL], "threads": [thread(THREAD, GENERAL, json!({}))]});
    cache.apply_json("THREAD_LIST_SYNC", sync);
    assert_eq!(counts(&cache, THREAD), (Some(7), Some(9)));
    apply_change(&cache, THREAD, Change::Written(904));
    assert_eq!(counts(&threaded(cache), THREAD), (Some(7), Some(9)), "a guild that is loaded again has new counts");
}

/// A count that Discord did not send is not made up.
#[test]
fn an_unknown_count_stays_unknown() {
    let cache = reading();
    let bare = ChannelId::new(113);
    cache.apply_json("THREAD_CREATE", json!({"id": bare, "type": 11, "guild_id": GUILD, "parent_id": GENERAL}));
    apply_change(&cache, bare, Change::Written(901));
    apply_change(&cache, bare, Change::Deleted(901));
    assert_eq!(counts(&cache, bare), (None, None));
    apply_change(&cache, ChannelId::new(114), Change::Written(902));
    assert_eq!(cache.thread(ChannelId::new(114)), None, "a message does not create a thread");
}

/// A message that only one user sees is not part of the history and has no guild.
#[test]
fn messages_without_a_guild_do_not_count() {
    let cache = reading();
    let message = json!({
        "id": "901", "channel_id": THREAD, "author": user(BOT, "greenroom"), "flags": 64,
        "timestamp": "2021-03-31T18:45:31+00:00",
    });
    cache.apply_json("MESSAGE_CREATE", message);
    cache.apply_json("MESSAGE_DELETE", json!({"id": "880", "channel_id": THREAD}));
    assert_eq!(counts(&cache, THREAD), (Some(7), Some(9)));
}

#[test]
fn threads_are_counted_if_messages_are_decoded() {
    let (default, reads) = (CacheConfig::default, true);
    for (name, config, reads, there, written, latest) in [
        ("for the handlers", default(), reads, 9, 12, 903),
        ("for the cache", default().messages(5), !reads, 9, 12, 903),
        ("for both", default().messages(5), reads, 9, 12, 903),
        ("for nobody", default(), !reads, 7, 9, 900),
        ("threads are all that is kept", CacheConfig::none().threads(true), reads, 9, 12, 903),
    ] {
        let kept = config.messages_per_channel();
        let cache = threaded(if reads { connected_reading(config) } else { connected(config) });
        for number in [901, 902, 903] {
            apply_change(&cache, THREAD, Change::Written(number));
        }
        apply_change(&cache, THREAD, Change::Deleted(903));
        assert_eq!(counts(&cache, THREAD), (Some(there), Some(written)), "{name}");
        assert_eq!(cache.thread(THREAD).unwrap().last_message_id, Some(MessageId::new(latest)), "{name}");
        assert_eq!(cache.messages(THREAD).len(), kept.min(2), "{name}: messages are kept only if configured");
    }
    let cache = threaded(connected_reading(default().threads(false)));
    apply_change(&cache, GENERAL, Change::Written(901));
    apply_change(&cache, THREAD, Change::Written(902));
    assert_eq!(cache.channel(GENERAL).unwrap().last_message_id, Some(MessageId::new(901)));
    assert_eq!(cache.thread(THREAD), None);
}

/// The number of remembered ids is bounded, and snapshots do not change.
#[test]
fn the_remembered_ids_take_little_memory() {
    let cache = reading();
    let (before, snapshot) = (cache.stats().threads.bytes, cache.thread(THREAD).unwrap());
    for number in 1000..2000 {
        apply_change(&cache, THREAD, Change::Written(number));
        apply_change(&cache, THREAD, Change::Deleted(number));
    }
    assert_eq!(counts(&cache, THREAD), (Some(7), Some(1009)));
    assert_eq!((snapshot.message_count, snapshot.total_message_sent), (Some(7), Some(9)));
    let more = cache.stats().threads.bytes - before;
    assert!((1..=4096).contains(&more), "{more}");
}

proptest! {
    /// Messages are written and deleted, and events are repeated: the counts are those of the existing messages.
    #[test]
    fn repetitions_change_nothing(steps in proptest::collection::vec((0_u8..3, any::<Index>()), 0..60)) {
        let cache = reading();
        let (mut changes, mut deleted) = (Vec::new(), HashSet::new());
        // Messages that Discord counted, and messages that are written in this test.
        let (mut messages, mut written) = ((894..=900).collect::<Vec<u64>>(), 0);
        for (step, index) in steps {
            let next = match step {
                0 => {
                    written += 1;
                    messages.push(900 + written);
                    Change::Written(900 + written)
                }
                1 => {
                    let message = messages[index.index(messages.len())];
                    deleted.insert(message);
                    Change::Deleted(message)
                }
                _ if changes.is_empty() => continue,
                _ => changes[index.index(changes.len())],
            };
            apply_change(&cache, THREAD, next);
            changes.push(next);
        }
        let left = messages.len() - deleted.len();
        let expected = (u32::try_from(left).ok(), u32::try_from(9 + written).ok());
        prop_assert_eq!(counts(&cache, THREAD), expected, "{:?}", changes);
    }
}
