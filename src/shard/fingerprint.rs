//! [`Fingerprint`]: identifies an event that two sessions receive.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

/// A hash of the name and the data of a dispatch. Two sessions receive the same event with different sequence numbers,
/// but with the same name and data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Fingerprint(u64, u64);

impl Fingerprint {
    /// The fingerprint of a dispatch. `None` for the kinds that belong to one session.
    pub(crate) fn of(name: &str, data: &[u8]) -> Option<Self> {
        // Guilds are among them because each session begins with all of its guilds. The guild trackers compare those.
        let is_of_session =
            ["READY", "RESUMED", "GUILD_CREATE", "GUILD_DELETE", "GUILD_MEMBERS_CHUNK", "RATE_LIMITED"].contains(&name);
        (!is_of_session).then(|| {
            let value = serde_json::from_slice::<Value>(data).ok();
            let half = |seed: u64| {
                let mut hasher = DefaultHasher::new();
                (seed, name).hash(&mut hasher);
                match &value {
                    Some(value) => digest(value, seed).hash(&mut hasher),
                    // The data is not JSON: its bytes are compared.
                    None => data.hash(&mut hasher),
                }
                hasher.finish()
            };
            Self(half(1), half(2))
        })
    }
}

/// A hash of a value that does not depend on the order of fields, since another process of Discord may send them in
/// another order.
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
    fn fingerprints_depend_on_name_and_data_and_not_on_the_order_of_fields() {
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
