//! At least one webhook event of each type, in the form that Discord documents, for tests.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The type of an event, and its `data`.
pub(super) const SAMPLES: &[(&str, &str)] = &[
    (
        "APPLICATION_AUTHORIZED",
        r#"{"integration_type":1,"scopes":["applications.commands"],"user":{"id":"1","username":"ann"}}"#,
    ),
    (
        "APPLICATION_AUTHORIZED",
        r#"{"integration_type":0,"scopes":["bot"],"user":{"id":"1","username":"ann"},"guild":{"id":"5",
        "name":"Hill"}}"#,
    ),
    ("APPLICATION_DEAUTHORIZED", r#"{"user":{"id":"1","username":"ann"}}"#),
    (
        "ENTITLEMENT_CREATE",
        r#"{"application_id":"9","consumed":false,"deleted":false,"gift_code_flags":0,"id":"1234505980407808808",
        "promotion_id":null,"sku_id":"123489045643835123","type":4,"user_id":"111178765189277770"}"#,
    ),
    (
        "ENTITLEMENT_UPDATE",
        r#"{"application_id":"9","consumed":true,"deleted":false,"gift_code_flags":0,"id":"1234505980407808808",
        "promotion_id":null,"sku_id":"123489045643835123","type":4,"user_id":"111178765189277770"}"#,
    ),
    (
        "ENTITLEMENT_DELETE",
        r#"{"application_id":"9","consumed":false,"deleted":true,"gift_code_flags":0,"id":"1234505980407808808",
        "promotion_id":null,"sku_id":"123489045643835123","type":4,"user_id":"111178765189277770"}"#,
    ),
    ("QUEST_USER_ENROLLMENT", r#"{"quest_id":"7"}"#),
    ("QUEST_USER_ENROLLMENT", "null"),
    (
        "LOBBY_MESSAGE_CREATE",
        r#"{"id":"1397729799727878254","type":0,"content":"welcome to the party!","lobby_id":"1397729744753266719",
        "channel_id":"1397729744753266719","author":{"id":"1","username":"ann"},"metadata":{"map":"desert"},
        "flags":65536,"application_id":"9"}"#,
    ),
    (
        "LOBBY_MESSAGE_UPDATE",
        r#"{"id":"1402390388030832792","type":0,"content":"noice","lobby_id":"1402385687281537066",
        "channel_id":"1402389638311841883","author":{"id":"1","username":"ann"},
        "edited_timestamp":"2025-08-05T20:39:19.557970+00:00","flags":0,
        "timestamp":"2025-08-05T20:38:43.660000+00:00"}"#,
    ),
    ("LOBBY_MESSAGE_DELETE", r#"{"id":"1402406637632884857","lobby_id":"1402399883394285659"}"#),
    (
        "GAME_DIRECT_MESSAGE_CREATE",
        r#"{"id":"1405614357781545021","type":0,"content":"get in friend, we're going raiding",
        "channel_id":"1405604229820715098","author":{"id":"1","username":"ann"},
        "timestamp":"2025-08-14T18:09:37.947000+00:00","application_id":"9","attachments":[],
        "channel":{"id":"1405604229820715098","type":1,"recipients":[{"id":"2","username":"bob"}]}}"#,
    ),
    (
        "GAME_DIRECT_MESSAGE_UPDATE",
        r#"{"id":"1405591838810706081","content":"almost ready to queue?","channel_id":"1404960877324533784",
        "author":{"id":"1","username":"ann"},"recipient_id":"1404960877324533784"}"#,
    ),
    (
        "GAME_DIRECT_MESSAGE_DELETE",
        r#"{"id":"1407771600643686503","type":0,"content":"cant make it in time","channel_id":"1405604229820715098",
        "author":{"id":"1","username":"ann"},"timestamp":"2025-08-20T17:01:44.725000+00:00","flags":0,"attachments":[],
        "components":[]}"#,
    ),
];

/// The body of a request that contains an event.
pub(super) fn envelope(name: &str, data: &str) -> String {
    format!(
        r#"{{"version":1,"application_id":"9","type":1,"event":{{"type":"{name}",
        "timestamp":"2024-10-18T14:42:53.064834","data":{data}}}}}"#
    )
}

/// Reads a value, and checks that it round-trips.
#[track_caller]
pub(super) fn read<T: DeserializeOwned + Serialize + PartialEq + Debug>(json: &str) -> T {
    let value: T = serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"));
    let written = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&written).unwrap(), value, "{written}");
    value
}
