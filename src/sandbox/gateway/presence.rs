//! Whether a presence is valid, in IDENTIFY and in op 3 (gateway.md section 17.3).

use serde_json::Value;

/// The valid values of `status`.
const STATUSES: [&str; 5] = ["online", "dnd", "idle", "invisible", "offline"];

/// Whether this is valid as `presence` of an IDENTIFY. Discord does not require all fields there: discord.py sends no
/// `activities`.
pub(super) fn is_initial_presence(data: &Value) -> bool {
    let status = |it: &Value| it.as_str().is_some_and(|it| STATUSES.contains(&it));
    data.is_object()
        && data.get("status").is_none_or(status)
        && data.get("activities").is_none_or(|it| it.as_array().is_some_and(|list| list.iter().all(is_activity)))
}

/// Whether this is valid as `d` of op 3 (gateway.md section 17.3).
pub(super) fn is_presence(data: &Value) -> bool {
    let since = data.get("since").is_some_and(|it| it.is_null() || it.is_u64());
    let whole = ["activities", "status"].iter().all(|key| data.get(key).is_some());
    since && whole && is_initial_presence(data) && data.get("afk").is_some_and(Value::is_boolean)
}

fn is_activity(data: &Value) -> bool {
    let optional = |key| data.get(key).is_none_or(|it| it.is_null() || it.is_string());
    data.get("name").is_some_and(Value::is_string)
        && data.get("type").and_then(Value::as_u64).is_some_and(|kind| kind <= 5)
        && optional("url")
        && optional("state")
}
