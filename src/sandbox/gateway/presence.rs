//! Reads a presence, in IDENTIFY and in op 3 (gateway.md section 17.3).
//!
//! Clients send more forms than Discord documents, and Discord accepts them: `since` as a float or an object, `game`
//! (the field of API version 7) in place of `activities`, `null` in place of an empty list.

use serde_json::{Value, json};

use super::numbers::whole;

/// The valid values of `status`.
const STATUSES: [&str; 5] = ["online", "dnd", "idle", "invisible", "offline"];

/// The `presence` of an IDENTIFY with all documented fields. Discord requires none of them there. `None`: invalid.
pub(super) fn initial_presence(data: &Value) -> Option<Value> {
    let since = match data.as_object()?.get("since") {
        None | Some(Value::Null | Value::Object(_)) => None,
        Some(since) => Some(milliseconds(since)?),
    };
    let status = match data.get("status") {
        None | Some(Value::Null) => "online",
        Some(status) => status.as_str().filter(|it| STATUSES.contains(it))?,
    };
    let activities = match (data.get("activities"), data.get("game")) {
        (Some(Value::Array(activities)), _) => activities.clone(),
        (None | Some(Value::Null), Some(game)) if !game.is_null() => vec![game.clone()],
        (None | Some(Value::Null), _) => Vec::new(),
        _ => return None,
    };
    let afk = match data.get("afk") {
        None | Some(Value::Null) => false,
        Some(afk) => afk.as_bool()?,
    };
    let valid = activities.iter().all(is_activity);
    valid.then(|| json!({"since": since, "activities": activities, "status": status, "afk": afk}))
}

/// The `d` of op 3 with all documented fields. The keys `since`, `status`, `afk` and one of `activities` and `game` are
/// required. `None`: invalid.
pub(super) fn presence(data: &Value) -> Option<Value> {
    let has = |key: &str| data.get(key).is_some();
    let whole = has("since") && has("status") && has("afk") && (has("activities") || has("game"));
    initial_presence(data).filter(|_| whole)
}

/// A point in time in milliseconds. Fractions are cut off.
fn milliseconds(since: &Value) -> Option<i64> {
    since.as_i64().or_else(|| whole(&Value::from(since.as_f64()?.trunc())))
}

fn is_activity(data: &Value) -> bool {
    let optional = |key| data.get(key).is_none_or(|it| it.is_null() || it.is_string());
    data.get("name").is_some_and(Value::is_string)
        && data.get("type").is_none_or(|it| whole(it).is_some_and(|kind| (0..=5).contains(&kind)))
        && optional("url")
        && optional("state")
}
