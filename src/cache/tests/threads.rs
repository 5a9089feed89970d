//! Active threads.

use super::*;

const FORUM: ChannelId = ChannelId::new(105);
const THREAD: ChannelId = ChannelId::new(110);
const OTHERS: ChannelId = ChannelId::new(111);
const POST: ChannelId = ChannelId::new(112);

fn thread(id: ChannelId, parent: ChannelId, archived: bool) -> Value {
    json!({
        "id": id, "type": 11, "guild_id": GUILD, "parent_id": parent, "name": "thread", "owner_id": ANN,
        "member_count": 3, "message_count": 7,
        "thread_metadata": {
            "archived": archived, "auto_archive_duration": 60, "locked": false,
            "archive_timestamp": "2021-03-31T18:45:31+00:00",
        },
    })
}

fn membership(thread: ChannelId) -> Value {
    json!({"id": thread, "user_id": BOT, "join_timestamp": "2021-03-31T18:45:31+00:00", "flags": 1})
}

/// A guild with a thread of which the bot is a member, another thread, and a post in a forum.
fn threaded() -> Cache {
    let cache = connected(CacheConfig::default());
    let nested = |id, parent, extra| {
        let mut thread = with(thread(id, parent, false), extra);
        thread.as_object_mut().unwrap().remove("guild_id");
        thread
    };
    let own = json!({"member": {"join_timestamp": "2021-03-31T18:45:31+00:00", "flags": 1}});
    let threads = [nested(THREAD, GENERAL, own), nested(OTHERS, GENERAL, json!({})), nested(POST, FORUM, json!({}))];
    let mut guild = with(guild(GUILD), json!({"threads": threads}));
    guild["channels"].as_array_mut().unwrap().push(json!({"id": FORUM, "type": 15, "name": "forum"}));
    cache.apply_json("GUILD_CREATE", guild);
    cache
}

fn ids(threads: Vec<Arc<Channel>>) -> Vec<ChannelId> {
    sorted(threads.iter().map(|thread| thread.id).collect())
}

#[test]
fn a_loaded_guild_has_its_active_threads() {
    let cache = threaded();
    assert_eq!(ids(cache.guild_threads(GUILD)), [THREAD, OTHERS, POST]);
    assert_eq!(ids(cache.channel_threads(GUILD, GENERAL)), [THREAD, OTHERS]);
    assert_eq!(ids(cache.channel_threads(GUILD, FORUM)), [POST]);
    let joined = cache.thread(THREAD).unwrap();
    assert_eq!((joined.guild_id, joined.parent_id), (Some(GUILD), Some(GENERAL)));
    let member = joined.member.as_ref().unwrap();
    assert_eq!((member.id, member.user_id, member.flags), (Some(THREAD), Some(BOT), 1), "the ids are filled in");
    assert_eq!(cache.channel(THREAD), Some(joined), "a thread is a channel");
    assert_eq!(cache.thread(GENERAL), None, "a channel is not a thread");
    assert_eq!(cache.channels(GUILD).len(), 3, "threads are not listed as channels");
    let stats = cache.stats();
    assert_eq!((stats.channels.count, stats.threads.count), (3, 3));
    assert!(stats.threads.bytes > 3 * size_of::<Channel>());
}

#[test]
fn threads_are_created_updated_and_deleted() {
    let cache = threaded();
    let id = ChannelId::new(113);
    let created = with(thread(id, GENERAL, false), json!({"newly_created": true}));
    assert_eq!(cache.apply_json("THREAD_CREATE", created.clone()), None);
    let first = cache.thread(id).unwrap();
    assert!(!first.newly_created, "the field refers to the event");

    let old = cache.apply_json("THREAD_UPDATE", with(thread(id, GENERAL, false), json!({"name": "renamed"}))).unwrap();
    assert_eq!(old.as_channel(), Some(&first));
    assert_eq!(cache.thread(id).unwrap().name.as_deref(), Some("renamed"));
    assert!(cache.apply_json("THREAD_CREATE", created).is_some(), "the event may be repeated for moderators");
    assert_eq!(cache.guild_threads(GUILD).len(), 4);

    let delete = json!({"id": id, "guild_id": GUILD, "parent_id": GENERAL, "type": 11});
    let old = cache.apply_json("THREAD_DELETE", delete.clone()).unwrap();
    assert_eq!(old.as_channel().unwrap().id, id);
    assert_eq!((cache.thread(id), cache.channel(id)), (None, None));
    assert_eq!(cache.apply_json("THREAD_DELETE", delete), None, "events may be repeated");
}

#[test]
fn an_archived_thread_is_removed_and_an_unarchived_one_stored() {
    let cache = threaded();
    let old = cache.apply_json("THREAD_UPDATE", thread(THREAD, GENERAL, true)).unwrap();
    assert_eq!(old.as_channel().unwrap().id, THREAD);
    assert_eq!((cache.thread(THREAD), cache.channel(THREAD)), (None, None));
    assert_eq!(cache.apply_json("THREAD_UPDATE", thread(THREAD, GENERAL, true)), None);

    // After the thread was unarchived, the membership event follows.
    assert_eq!(cache.apply_json("THREAD_UPDATE", thread(THREAD, GENERAL, false)), None);
    assert_eq!(cache.thread(THREAD).unwrap().member, None);
    cache.apply_json("THREAD_MEMBER_UPDATE", with(membership(THREAD), json!({"guild_id": GUILD})));
    assert_eq!(cache.thread(THREAD).unwrap().member.as_ref().unwrap().user_id, Some(BOT));
}

#[test]
fn an_update_keeps_omitted_fields() {
    let cache = threaded();
    let pins = json!({"guild_id": GUILD, "channel_id": THREAD, "last_pin_timestamp": "2021-03-31T18:45:31+00:00"});
    let old = cache.apply_json("CHANNEL_PINS_UPDATE", pins).unwrap();
    assert_eq!(old.as_channel().unwrap().last_pin_timestamp, None, "threads have pins too");
    let update = json!({"id": THREAD, "type": 11, "guild_id": GUILD, "parent_id": GENERAL, "name": "renamed"});
    cache.apply_json("THREAD_UPDATE", update);
    let thread = cache.thread(THREAD).unwrap();
    assert_eq!(thread.name.as_deref(), Some("renamed"));
    assert!(thread.member.is_some() && thread.last_pin_timestamp.is_some());
    assert_eq!((thread.member_count, thread.message_count), (Some(3), Some(7)));
}

/// A sync has the active threads of the listed channels, or of all if none are listed.
#[test]
fn a_sync_replaces_the_threads_of_its_channels() {
    let new = ChannelId::new(114);
    let members = json!([membership(new)]);
    for (channel_ids, expected) in [
        (Some(vec![GENERAL]), vec![POST, new]),
        (Some(vec![FORUM]), vec![THREAD, OTHERS, new]),
        (Some(vec![GENERAL, FORUM]), vec![new]),
        (Some(vec![]), vec![THREAD, OTHERS, POST, new]),
        (None, vec![new]),
    ] {
        let cache = threaded();
        let mut sync = json!({"guild_id": GUILD, "threads": [thread(new, GENERAL, false)], "members": members});
        if let Some(ids) = &channel_ids {
            sync["channel_ids"] = json!(ids);
        }
        assert_eq!(cache.apply_json("THREAD_LIST_SYNC", sync), None);
        assert_eq!(ids(cache.guild_threads(GUILD)), expected, "{channel_ids:?}");
        assert_eq!(cache.inner.channels.len(), 3 + expected.len(), "no index entry is left");
        assert!(cache.thread(new).unwrap().member.is_some());
    }
}

#[test]
fn a_sync_may_contain_known_threads() {
    let cache = threaded();
    let threads = [thread(THREAD, GENERAL, false), thread(OTHERS, GENERAL, false)];
    cache.apply_json(
        "THREAD_LIST_SYNC",
        json!({"guild_id": GUILD, "channel_ids": [GENERAL], "threads": threads, "members": []}),
    );
    assert_eq!(ids(cache.channel_threads(GUILD, GENERAL)), [THREAD, OTHERS]);
    assert!(cache.channel(THREAD).is_some());
    assert_eq!(cache.thread(THREAD).unwrap().member, None, "no membership is listed");
}

#[test]
fn the_own_membership_is_followed() {
    let cache = threaded();
    let update = |added: Value, removed: &[UserId], count: u32| {
        json!({
            "id": OTHERS, "guild_id": GUILD, "member_count": count,
            "added_members": added, "removed_member_ids": removed,
        })
    };
    let joined = || cache.thread(OTHERS).unwrap().member.is_some();
    let count = || cache.thread(OTHERS).unwrap().member_count;

    let ann = with(membership(OTHERS), json!({"user_id": ANN, "member": member(ANN, "ann", &[])}));
    let old = cache.apply_json("THREAD_MEMBERS_UPDATE", update(json!([ann]), &[BOB], 4)).unwrap();
    assert_eq!(old.as_channel().unwrap().member_count, Some(3));
    assert_eq!((joined(), count()), (false, Some(4)), "other members changed");

    let own = with(membership(OTHERS), json!({"member": member(BOT, "greenroom", &[]), "presence": null}));
    cache.apply_json("THREAD_MEMBERS_UPDATE", update(json!([own]), &[], 5));
    assert_eq!((joined(), count()), (true, Some(5)));
    assert_eq!(cache.thread(OTHERS).unwrap().member.as_ref().unwrap().member, None, "it is stored with the members");
    cache.apply_json("THREAD_MEMBERS_UPDATE", update(json!([]), &[BOT], 4));
    assert_eq!((joined(), count()), (false, Some(4)));

    // Discord may send a count of -1, which is read as 0; the removal is applied anyway.
    cache.apply_json("THREAD_MEMBERS_UPDATE", update(json!([own]), &[], 5));
    assert!(joined());
    cache.apply_json("THREAD_MEMBERS_UPDATE", update(json!([]), &[BOT], 0));
    assert_eq!((joined(), count()), (false, Some(0)));

    let update = with(membership(OTHERS), json!({"guild_id": GUILD, "flags": 4}));
    assert!(cache.apply_json("THREAD_MEMBER_UPDATE", update).unwrap().as_channel().unwrap().member.is_none());
    assert_eq!(cache.thread(OTHERS).unwrap().member.as_ref().unwrap().flags, 4);
}

#[test]
fn deleting_a_channel_removes_its_threads() {
    let cache = threaded();
    cache.apply_json("CHANNEL_DELETE", json!({"id": GENERAL, "type": 0, "guild_id": GUILD}));
    assert_eq!(ids(cache.guild_threads(GUILD)), [POST]);
    assert_eq!((cache.channel(THREAD), cache.channel(GENERAL)), (None, None));
    assert_eq!(cache.inner.channels.len(), 3);
}

#[test]
fn a_guild_that_is_loaded_again_replaces_its_threads() {
    let cache = threaded();
    cache.apply_json("GUILD_DELETE", json!({"id": GUILD, "unavailable": true}));
    assert!(cache.thread(THREAD).is_some());
    cache.apply_json("GUILD_CREATE", guild(GUILD));
    assert!(cache.guild_threads(GUILD).is_empty());
    assert_eq!(cache.inner.channels.len(), 2);
    cache.apply_json("GUILD_DELETE", json!({"id": GUILD}));
    cache.apply_json("THREAD_CREATE", thread(THREAD, GENERAL, false));
    assert_eq!(cache.thread(THREAD), None, "a late event does not restore a left guild");
    assert!(cache.inner.channels.is_empty());
}

#[test]
fn a_post_is_the_last_message_of_its_forum() {
    let cache = threaded();
    let id = ChannelId::new(990);
    cache.apply_json("THREAD_CREATE", thread(id, FORUM, false));
    assert_eq!(cache.channel(FORUM).unwrap().last_message_id.unwrap().get(), 990);
    cache.apply_json("THREAD_CREATE", thread(ChannelId::new(980), FORUM, false));
    assert_eq!(cache.channel(FORUM).unwrap().last_message_id.unwrap().get(), 990);
    cache.apply_json("THREAD_CREATE", thread(ChannelId::new(991), GENERAL, false));
    assert_eq!(cache.channel(GENERAL).unwrap().last_message_id, None, "a thread is not a message of a text channel");
}
