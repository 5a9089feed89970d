//! [`Fingerprint`]: tells whether two sessions were sent the same event.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

/// The fingerprint of a dispatch: its name and what it says. Two sessions send an event with their own numbers, but it says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Fingerprint(u64, u64);

impl Fingerprint {
    /// The fingerprint of a dispatch; `None` for those that each session is sent for itself.
    pub(crate) fn of(name: &str, data: &[u8]) -> Option<Self> {
        // Guilds come and go with sessions; the trackers tell those apart.
        let own =
            ["READY", "RESUMED", "GUILD_CREATE", "GUILD_DELETE", "GUILD_MEMBERS_CHUNK", "RATE_LIMITED"].contains(&name);
        (!own).then(|| {
            let value = serde_json::from_slice::<Value>(data).ok();
            let half = |seed: u64| {
                let mut hasher = DefaultHasher::new();
                (seed, name).hash(&mut hasher);
                match &value {
                    Some(value) => digest(value, seed).hash(&mut hasher),
                    // Not JSON: it is the bytes or nothing.
                    None => data.hash(&mut hasher),
                }
                hasher.finish()
            };
            Self(half(1), half(2))
        })
    }
}

/// The same for objects whose fields come in another order, as they well may from another process of Discord's.
fn digest(value: &Value, seed: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    seed.hash(&mut hasher);
    match value {
        Value::Null => 0_u8.hash(&mut hasher),
        Value::Bool(it) => (1_u8, it).hash(&mut hasher),
        Value::Number(it) => (2_u8, it).hash(&mut hasher),
        Value::String(it) => (3_u8, it).hash(&mut hasher),
        Value::Array(items) => {
            (4_u8, items.len()).hash(&mut hasher);
            items.iter().for_each(|item| digest(item, seed).hash(&mut hasher));
        }
        Value::Object(fields) => {
            let sum = fields.iter().fold(0_u64, |sum, (name, value)| {
                let mut field = DefaultHasher::new();
                (seed, name, digest(value, seed)).hash(&mut field);
                sum.wrapping_add(field.finish())
            });
            (5_u8, fields.len(), sum).hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_is_that_of_what_is_said() {
        let fingerprint = |name: &str, data: &str| Fingerprint::of(name, data.as_bytes());
        let one = fingerprint("MESSAGE_CREATE", r#"{"id":"1","author":{"id":"2","bot":false},"x":[1,2]}"#);
        assert!(one.is_some());
        assert_eq!(one, fingerprint("MESSAGE_CREATE", r#"{"x":[1,2],"author":{"bot":false,"id":"2"},"id":"1"}"#));
        for (name, other) in [
            ("MESSAGE_UPDATE", r#"{"id":"1","author":{"id":"2","bot":false},"x":[1,2]}"#),
            ("MESSAGE_CREATE", r#"{"id":"1","author":{"id":"2","bot":false},"x":[2,1]}"#),
            ("MESSAGE_CREATE", r#"{"id":"2","author":{"id":"1","bot":false},"x":[1,2]}"#),
            ("MESSAGE_CREATE", r#"{"id":"1","author":{"id":"2","bot":null},"x":[1,2]}"#),
            ("MESSAGE_CREATE", "not json"),
        ] {
            assert_ne!(one, fingerprint(name, other), "{name} {other}");
        }
        assert_eq!(fingerprint("X", "\u{1}a"), fingerprint("X", "\u{1}a"));
        assert_eq!(fingerprint("READY", "{}"), None);
        assert_eq!(fingerprint("GUILD_CREATE", "{}"), None);
    }
}
