//! Kept messages.

use super::*;
use crate::model::{Message, MessageId};

const DM: ChannelId = ChannelId::new(500);

fn message(id: u64, channel: ChannelId) -> Value {
    let guild = (channel != DM).then_some(GUILD);
    json!({
        "id": MessageId::new(id), "channel_id": channel, "guild_id": guild, "author": user(ANN, "ann"),
        "content": format!("number {id}"), "timestamp": "2021-03-31T18:45:31+00:00", "edited_timestamp": null,
        "pinned": false, "embeds": [{"title": "e"}], "attachments": [], "flags": 4,
    })
}

fn keeping(per_channel: usize) -> Cache {
    loaded(CacheConfig::default().messages(per_channel))
}

fn ids(messages: Vec<Arc<Message>>) -> Vec<u64> {
    messages.iter().map(|message| message.id.get()).collect()
}

#[test]
fn messages_are_not_kept_by_default() {
    let cache = loaded(CacheConfig::default());
    cache.apply_json("MESSAGE_CREATE", message(1, GENERAL));
    assert!(cache.messages(GENERAL).is_empty());
    assert_eq!(cache.apply_json("MESSAGE_DELETE", json!({"id": "1", "channel_id": GENERAL})), None);
}

#[test]
fn each_channel_keeps_its_latest_messages() {
    let cache = keeping(3);
    for id in 1..=5 {
        assert_eq!(cache.apply_json("MESSAGE_CREATE", message(id, GENERAL)), None);
    }
    cache.apply_json("MESSAGE_CREATE", message(6, DM));
    assert_eq!(ids(cache.messages(GENERAL)), [3, 4, 5], "the latest last");
    assert_eq!(ids(cache.messages(DM)), [6]);
    assert_eq!(cache.message(GENERAL, MessageId::new(2)), None);
    assert_eq!(cache.message(GENERAL, MessageId::new(4)).unwrap().content, "number 4");
    assert_eq!(cache.stats().messages.count, 4);
    assert!(cache.stats().messages.bytes > 4 * size_of::<Message>());
    assert!(cache.apply_json("MESSAGE_CREATE", message(4, GENERAL)).is_some(), "a replay");
    assert_eq!(ids(cache.messages(GENERAL)), [3, 4, 5]);
}

#[test]
fn the_last_message_id_is_updated() {
    let cache = keeping(3);
    let last = |channel| cache.channel(channel).unwrap().last_message_id.map(MessageId::get);
    cache.apply_json("MESSAGE_CREATE", message(7, GENERAL));
    cache.apply_json("MESSAGE_CREATE", message(5, GENERAL));
    assert_eq!((last(GENERAL), last(LOUNGE)), (Some(7), None));
    let thread = ChannelId::new(110);
    cache.apply_json("THREAD_CREATE", json!({"id": thread, "type": 11, "guild_id": GUILD, "parent_id": GENERAL}));
    cache.apply_json("MESSAGE_CREATE", message(8, thread));
    assert_eq!((last(thread), last(GENERAL)), (Some(8), Some(7)));
}

/// Row A46: only fields that were sent are overwritten.
#[test]
fn an_update_is_merged() {
    let cache = keeping(3);
    cache.apply_json("MESSAGE_CREATE", message(1, GENERAL));
    let before = cache.message(GENERAL, MessageId::new(1)).unwrap();
    let time = "2021-03-31T18:46:00+00:00";
    let update =
        json!({"id": "1", "channel_id": GENERAL, "guild_id": GUILD, "content": "edited", "edited_timestamp": time});
    let old = cache.apply_json("MESSAGE_UPDATE", update).unwrap();
    assert_eq!(old.as_message(), Some(&before));
    let after = cache.message(GENERAL, MessageId::new(1)).unwrap();
    assert_eq!((after.content.as_str(), after.edited_timestamp), ("edited", Some(time.parse().unwrap())));
    let rest = Message { content: before.content.clone(), edited_timestamp: None, ..(*after).clone() };
    assert_eq!(rest, *before, "other fields are unchanged");

    let cleared = json!({"id": "1", "channel_id": GENERAL, "edited_timestamp": null, "embeds": []});
    cache.apply_json("MESSAGE_UPDATE", cleared);
    let after = cache.message(GENERAL, MessageId::new(1)).unwrap();
    assert_eq!((after.content.as_str(), after.edited_timestamp, after.embeds.len()), ("edited", None, 0));

    let unknown = json!({"id": "9", "channel_id": GENERAL, "content": "?"});
    assert_eq!(cache.apply_json("MESSAGE_UPDATE", unknown), None);
    assert_eq!(ids(cache.messages(GENERAL)), [1], "an update of an unknown message is ignored");
}

#[test]
fn deleted_messages_are_returned() {
    let cache = keeping(9);
    for id in 1..=5 {
        cache.apply_json("MESSAGE_CREATE", message(id, GENERAL));
    }
    let delete = json!({"id": "2", "channel_id": GENERAL, "guild_id": GUILD});
    let old = cache.apply_json("MESSAGE_DELETE", delete.clone()).unwrap();
    assert_eq!((old.as_message().unwrap().id.get(), old.as_messages().len()), (2, 1));
    assert_eq!(cache.apply_json("MESSAGE_DELETE", delete), None);
    let bulk = |ids: &[&str]| json!({"ids": ids, "channel_id": GENERAL, "guild_id": GUILD});
    let old = cache.apply_json("MESSAGE_DELETE_BULK", bulk(&["3", "77", "1"])).unwrap();
    assert_eq!(ids(old.as_messages().to_vec()), [3, 1]);
    assert_eq!(old.as_message(), None);
    assert_eq!(ids(cache.messages(GENERAL)), [4, 5]);
    assert_eq!(cache.apply_json("MESSAGE_DELETE_BULK", bulk(&["3"])), None);
}

#[test]
fn messages_are_removed_with_their_channel_and_guild() {
    let cache = keeping(9);
    let thread = ChannelId::new(110);
    let create = json!({"id": thread, "type": 11, "guild_id": GUILD, "parent_id": GENERAL});
    cache.apply_json("THREAD_CREATE", create.clone());
    let fill =
        || [GENERAL, thread, LOUNGE, DM].map(|channel| drop(cache.apply_json("MESSAGE_CREATE", message(1, channel))));
    let kept = || [GENERAL, thread, LOUNGE, DM].map(|channel| cache.messages(channel).len());
    fill();
    cache.apply_json("THREAD_DELETE", json!({"id": thread, "guild_id": GUILD, "parent_id": GENERAL, "type": 11}));
    assert_eq!(kept(), [1, 0, 1, 1]);
    cache.apply_json("THREAD_CREATE", create);
    fill();
    cache.apply_json("CHANNEL_DELETE", json!({"id": GENERAL, "type": 0, "guild_id": GUILD}));
    assert_eq!(kept(), [0, 0, 1, 1]);
    cache.apply_json("GUILD_DELETE", json!({"id": GUILD, "unavailable": true}));
    assert_eq!(kept(), [0, 0, 1, 1], "an outage removes nothing");
    cache.apply_json("GUILD_DELETE", json!({"id": GUILD}));
    assert_eq!(kept(), [0, 0, 0, 1]);
}

#[test]
fn the_number_of_channels_is_bounded() {
    let cache = Cache::new(CacheConfig::none().messages(2));
    let template: Message = serde_json::from_value(message(1, DM)).unwrap();
    let channels = MESSAGE_CHANNELS as u64 + 100;
    for n in 1..=channels {
        let message = Message { id: MessageId::new(n), channel_id: ChannelId::new(n), ..template.clone() };
        cache.apply(&Event::MessageCreate(Box::new(message.into())));
    }
    let kept = cache.stats().messages.count;
    assert!(kept <= MESSAGE_CHANNELS && kept > MESSAGE_CHANNELS / 2, "{kept}");
    assert!(cache.messages(ChannelId::new(1)).is_empty(), "the oldest was removed");
    assert_eq!(cache.messages(ChannelId::new(channels)).len(), 1);
}
