//! Events: parsing the data of a dispatch by its name.

use greenroom::event::{Event, EventKind};
use serde_json::Value;

/// The tokens that events are made of.
pub const TOKENS: &[&str] = &[
    "\"id\":",
    "\"type\":",
    "\"guild_id\":\"1\"",
    "\"user\":{\"id\":\"1\"}",
    "null",
    "[]",
    "{}",
    "\"\"",
    "0",
    "-1",
    "1.5",
    "true",
    "\"1\"",
    "18446744073709551616",
    "\"2026-08-11T12:34:56.789000+00:00\"",
    "\"components\":[{\"type\":1}]",
    "\"flags\":",
    "\"x\":[{\"a\":1}]",
    ",",
    "\\ud83d",
    "[{\"id\":\"1\"},",
    "\"permissions\":\"0\"",
];

/// The first line is the name of the event, the rest its data.
pub fn run(data: &[u8]) {
    let mut lines = data.splitn(2, |byte| *byte == b'\n');
    let name = lines.next().and_then(|name| std::str::from_utf8(name).ok()).unwrap_or_default();
    let Some(kind) = EventKind::from_name(name) else { return };
    let data = lines.next().unwrap_or_default();
    let decoded = Event::decode(kind, data);
    match &decoded {
        Ok(event) => {
            assert_eq!(event.kind(), kind);
            assert_eq!(*event, event.clone());
            let _ = (event.guild_id(), format!("{event:?}"));
        }
        Err(error) => assert!(!error.message().is_empty() && error.event() == name),
    }
    // White space must not change the result. Invalid JSON in fields that no type reads may be accepted; valid JSON
    // must give the same result.
    let Ok(value) = serde_json::from_slice::<Value>(data) else { return };
    let (Ok(compact), Ok(pretty)) = (serde_json::to_vec(&value), serde_json::to_vec_pretty(&value)) else { return };
    let (compact, pretty) = (Event::decode(kind, &compact), Event::decode(kind, &pretty));
    match (compact, pretty) {
        // The line number in an error may differ.
        (Ok(_), Ok(_)) | (Err(_), Err(_)) => {}
        (compact, pretty) => panic!("{compact:?}, but with white space {pretty:?}"),
    }
}
