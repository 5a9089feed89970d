//! What the router is told of a dispatch beside its contents, where somebody keeps count of dispatches.
//!
//! Two do: the [store](crate::store) of sessions, which wants to know what was handled, and a reshard, during which two sets of shards
//! receive the same events. Where there is neither, nothing is marked.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde_json::Value;

use super::router::Occurrence;
use crate::gateway::{Envelope, Session};

/// Stands before what was made of one dispatch.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) seq: Option<u64>,
    /// The session that begins with this dispatch.
    pub(super) session: Option<Arc<str>>,
    /// By what the dispatch is known in another session.
    pub(super) print: Option<Print>,
}

/// The fingerprint of a dispatch: its name and what it says. Two sessions send an event with their own numbers, but it says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Print(u64, u64);

impl Print {
    /// The fingerprint of a dispatch; `None` for those that each session is sent for itself.
    pub(super) fn of(name: &str, data: &[u8]) -> Option<Self> {
        // Guilds come and go with sessions; the rosters tell those apart.
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

/// Whether dispatches are marked.
#[derive(Debug, Clone, Default)]
pub(super) struct Marking {
    /// Sessions are stored.
    pub(super) progress: bool,
    /// Two sets of shards run.
    pub(super) overlap: Arc<AtomicBool>,
}

impl Marking {
    /// Puts a mark before what was made of the dispatch in `envelope`, which is in `batch` from the place `from` on. What nobody wanted
    /// needs none.
    pub(super) fn put(
        &self,
        envelope: &Envelope<'_>,
        session: Option<&Session>,
        batch: &mut Vec<Occurrence>,
        from: usize,
    ) {
        let overlap = self.overlap.load(Ordering::Acquire);
        if !(self.progress || overlap) || batch.len() <= from {
            return;
        }
        let Some(name) = envelope.name else { return };
        let begins = session.filter(|_| name == "READY");
        let mark = Mark {
            seq: envelope.seq,
            session: begins.map(|session| session.id.as_str().into()),
            print: overlap.then(|| Print::of(name, envelope.data())).flatten(),
        };
        batch.insert(from, Occurrence::Mark(mark));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_is_that_of_what_is_said() {
        let print = |name: &str, data: &str| Print::of(name, data.as_bytes());
        let one = print("MESSAGE_CREATE", r#"{"id":"1","author":{"id":"2","bot":false},"x":[1,2]}"#);
        assert!(one.is_some());
        assert_eq!(one, print("MESSAGE_CREATE", r#"{"x":[1,2],"author":{"bot":false,"id":"2"},"id":"1"}"#));
        for (name, other) in [
            ("MESSAGE_UPDATE", r#"{"id":"1","author":{"id":"2","bot":false},"x":[1,2]}"#),
            ("MESSAGE_CREATE", r#"{"id":"1","author":{"id":"2","bot":false},"x":[2,1]}"#),
            ("MESSAGE_CREATE", r#"{"id":"2","author":{"id":"1","bot":false},"x":[1,2]}"#),
            ("MESSAGE_CREATE", r#"{"id":"1","author":{"id":"2","bot":null},"x":[1,2]}"#),
            ("MESSAGE_CREATE", "not json"),
        ] {
            assert_ne!(one, print(name, other), "{name} {other}");
        }
        assert_eq!(print("X", "\u{1}a"), print("X", "\u{1}a"));
        assert_eq!(print("READY", "{}"), None);
        assert_eq!(print("GUILD_CREATE", "{}"), None);
    }
}
