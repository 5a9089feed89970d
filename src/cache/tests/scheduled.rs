//! Scheduled events, stage instances and the fields of voice channels.

use super::*;
use crate::model::{Field, ScheduledEventId, StageInstanceId, Timestamp};

const EVENT: ScheduledEventId = ScheduledEventId::new(130);
const STAGE: StageInstanceId = StageInstanceId::new(120);

fn event(status: u32, extra: Value) -> Value {
    with(
        json!({
            "id": EVENT, "guild_id": GUILD, "name": "concert", "status": status, "entity_type": 3,
            "scheduled_start_time": "2021-03-31T18:45:31+00:00",
        }),
        extra,
    )
}

fn user(id: UserId) -> Value {
    json!({"guild_scheduled_event_id": EVENT, "user_id": id, "guild_id": GUILD})
}

#[test]
fn events_are_created_updated_and_deleted() {
    let cache = loaded(CacheConfig::default());
    assert_eq!(cache.apply_json("GUILD_SCHEDULED_EVENT_CREATE", event(1, json!({"user_count": 2}))), None);
    let first = cache.scheduled_event(GUILD, EVENT).unwrap();
    assert_eq!((first.name.as_str(), first.guild_id), ("concert", Some(GUILD)));
    let old = cache.apply_json("GUILD_SCHEDULED_EVENT_UPDATE", event(2, json!({"name": "big concert"}))).unwrap();
    assert_eq!(old.as_scheduled_event(), Some(&first));
    let second = cache.scheduled_event(GUILD, EVENT).unwrap();
    assert_eq!(
        (second.name.as_str(), second.user_count),
        ("big concert", Some(2)),
        "the count was not asked for again"
    );
    assert_eq!(cache.scheduled_events(GUILD).len(), 1);
    let old = cache.apply_json("GUILD_SCHEDULED_EVENT_DELETE", event(2, json!({}))).unwrap();
    assert_eq!(old.as_scheduled_event(), Some(&second));
    assert!(cache.scheduled_events(GUILD).is_empty());
}

#[test]
fn events_that_are_over_are_removed() {
    for status in [3, 4] {
        let cache = loaded(CacheConfig::default());
        cache.apply_json("GUILD_SCHEDULED_EVENT_CREATE", event(1, json!({})));
        assert!(cache.apply_json("GUILD_SCHEDULED_EVENT_UPDATE", event(status, json!({}))).is_some());
        assert_eq!(cache.scheduled_event(GUILD, EVENT), None);
        assert_eq!(cache.apply_json("GUILD_SCHEDULED_EVENT_CREATE", event(status, json!({}))), None);
        assert_eq!(cache.scheduled_event(GUILD, EVENT), None);
    }
}

#[test]
fn interested_users_are_counted() {
    let cache = loaded(CacheConfig::default());
    let count = || cache.scheduled_event(GUILD, EVENT).unwrap().user_count;
    assert_eq!(cache.apply_json("GUILD_SCHEDULED_EVENT_USER_ADD", user(ANN)), None, "the event is unknown");
    cache.apply_json("GUILD_SCHEDULED_EVENT_CREATE", event(1, json!({})));
    assert_eq!(cache.apply_json("GUILD_SCHEDULED_EVENT_USER_ADD", user(ANN)), None);
    assert_eq!(count(), None, "an unset count stays unset");
    cache.apply_json("GUILD_SCHEDULED_EVENT_UPDATE", event(1, json!({"user_count": 1})));
    let old = cache.apply_json("GUILD_SCHEDULED_EVENT_USER_ADD", user(BOB)).unwrap();
    assert_eq!((old.as_scheduled_event().unwrap().user_count, count()), (Some(1), Some(2)));
    for expected in [1, 0, 0] {
        cache.apply_json("GUILD_SCHEDULED_EVENT_USER_REMOVE", user(BOB));
        assert_eq!(count(), Some(expected));
    }
}

#[test]
fn stages_are_created_updated_and_deleted() {
    let cache = loaded(CacheConfig::default());
    let stage =
        |topic: &str| json!({"id": STAGE, "guild_id": GUILD, "channel_id": LOUNGE, "topic": topic, "privacy_level": 2});
    assert_eq!(cache.apply_json("STAGE_INSTANCE_CREATE", stage("birds")), None);
    let first = cache.stage_instance(GUILD, STAGE).unwrap();
    let old = cache.apply_json("STAGE_INSTANCE_UPDATE", stage("bees")).unwrap();
    assert_eq!(old.as_stage_instance(), Some(&first));
    assert_eq!(cache.stage_instance(GUILD, STAGE).unwrap().topic, "bees");
    let old = cache.apply_json("STAGE_INSTANCE_DELETE", stage("bees")).unwrap();
    assert_eq!(old.as_stage_instance().unwrap().topic, "bees");
    assert!(cache.stage_instances(GUILD).is_empty());

    cache.apply_json("STAGE_INSTANCE_CREATE", stage("birds"));
    cache.apply_json("CHANNEL_DELETE", json!({"id": GENERAL, "type": 0, "guild_id": GUILD}));
    assert_eq!(cache.stage_instances(GUILD).len(), 1);
    cache.apply_json("CHANNEL_DELETE", json!({"id": LOUNGE, "type": 13, "guild_id": GUILD}));
    assert!(cache.stage_instances(GUILD).is_empty(), "its channel was deleted");
}

/// Each event sets one field of the channel and keeps the other.
#[test]
fn channel_info_is_merged() {
    let cache = loaded(CacheConfig::default());
    assert_eq!(cache.channel_info(GUILD, LOUNGE), None);
    let status = |text: Value| json!({"id": LOUNGE, "guild_id": GUILD, "status": text});
    let known = || {
        let info = cache.channel_info(GUILD, LOUNGE).unwrap();
        (info.status.clone(), info.voice_start_time)
    };
    let start = Field::Value(Timestamp::from_secs(1_700_000_000));
    assert_eq!(cache.apply_json("VOICE_CHANNEL_STATUS_UPDATE", status(json!("quiet"))), None);
    assert_eq!(known(), (Field::Value("quiet".into()), Field::Absent), "the start time was not sent");

    let update = json!({"id": LOUNGE, "guild_id": GUILD, "voice_start_time": 1_700_000_000});
    let old = cache.apply_json("VOICE_CHANNEL_START_TIME_UPDATE", update).unwrap();
    assert_eq!(old.as_channel_info().unwrap().voice_start_time, Field::Absent);
    assert_eq!(known(), (Field::Value("quiet".into()), start));
    cache.apply_json("VOICE_CHANNEL_STATUS_UPDATE", status(Value::Null));
    assert_eq!(known(), (Field::Null, start));
    cache.apply_json("VOICE_CHANNEL_START_TIME_UPDATE", json!({"id": LOUNGE, "guild_id": GUILD}));
    assert_eq!(known(), (Field::Null, Field::Null), "the channel is empty");

    let channels = json!([{"id": LOUNGE, "status": "loud"}, {"id": "109", "voice_start_time": null}]);
    assert_eq!(cache.apply_json("CHANNEL_INFO", json!({"guild_id": GUILD, "channels": channels})), None);
    assert_eq!(known(), (Field::Value("loud".into()), Field::Null), "only requested fields are sent");
    assert_eq!(cache.channel_infos(GUILD).len(), 2);
    cache.apply_json("CHANNEL_DELETE", json!({"id": LOUNGE, "type": 2, "guild_id": GUILD}));
    assert_eq!(cache.channel_info(GUILD, LOUNGE), None);
}
