//! For our own tests: what a sandbox sends, so that it can be compared with what Discord documents.
//!
//! If the feature `__internals` is on and the variable [`FOLDER`] names a folder, each sandbox writes files of JSON
//! lines there: every answer and event whose shape it has not written before.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::path::PathBuf;

use rustc_hash::FxHasher;
use serde_json::{Value, json};

/// The variable that names the folder.
const FOLDER: &str = "GREENROOM_SANDBOX_RECORDING";

/// The file of one part of a sandbox. It does nothing unless recordings are requested.
#[derive(Debug)]
pub(in crate::sandbox) struct Recording {
    folder: Option<PathBuf>,
    file: Option<File>,
    /// The shapes that are in the file.
    shapes: HashSet<u64>,
}

impl Default for Recording {
    fn default() -> Self {
        // Unit tests put things into the world that no request can.
        let is_on = cfg!(all(feature = "__internals", not(test)));
        let folder = is_on.then(|| std::env::var_os(FOLDER)).flatten().map(PathBuf::from);
        Self { folder, file: None, shapes: HashSet::new() }
    }
}

impl Recording {
    /// Records an answer with a JSON body.
    pub(in crate::sandbox) fn answer(&mut self, operation: Option<&str>, status: u16, body: &str) {
        self.add(
            &format!("{operation:?} {status}"),
            body,
            |body| json!({ "answer": operation, "status": status, "body": body }),
        );
    }

    /// Records an event.
    pub(in crate::sandbox) fn event(&mut self, name: &str, data: &str) {
        self.add(name, data, |data| json!({ "event": name, "data": data }));
    }

    fn add(&mut self, name: &str, text: &str, line: impl FnOnce(Value) -> Value) {
        let Some(folder) = &self.folder else { return };
        let Ok(value) = serde_json::from_str::<Value>(text) else { return };
        if !self.shapes.insert(hash(&(name, shape("", &value)))) {
            return;
        }
        if self.file.is_none() {
            let path = folder.join(format!("{:016x}.jsonl", fastrand::u64(..)));
            let opened =
                fs::create_dir_all(folder).and_then(|()| OpenOptions::new().append(true).create(true).open(path));
            self.file = opened.inspect_err(|error| tracing::error!(%error, "nothing is recorded")).ok();
        }
        if let Some(file) = &mut self.file {
            let written = file.write_all(format!("{}\n", line(value)).as_bytes());
            let _ = written.inspect_err(|error| tracing::error!(%error, "a line is not recorded"));
        }
    }
}

/// A number for keys and types of a value. Of the values themselves only the numbers of `type` count.
fn shape(key: &str, value: &Value) -> u64 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(number) if key == "type" => hash(&number.as_u64()),
        Value::Number(number) => 2 + u64::from(number.is_f64()),
        Value::String(_) => 4,
        Value::Array(items) => {
            let mut items: Vec<_> = items.iter().map(|it| shape("", it)).collect();
            items.sort_unstable();
            items.dedup();
            hash(&items)
        }
        // The entries of a map with ids as keys have one shape.
        Value::Object(entries) => hash(
            &entries
                .iter()
                .map(|(key, value)| (if key.parse::<u64>().is_ok() { "" } else { key }, shape(key, value)))
                .collect::<std::collections::BTreeSet<_>>(),
        ),
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_differ_by_keys_and_types() {
        let of = |value: Value| shape("", &value);
        assert_eq!(of(json!({ "id": "1", "list": [1, 2] })), of(json!({ "id": "2", "list": [3] })));
        assert_eq!(of(json!({ "users": { "1": {}, "2": {} } })), of(json!({ "users": { "3": {} } })));
        let different = [
            json!({ "id": "1" }),
            json!({ "id": 1 }),
            json!({ "id": 1.5 }),
            json!({ "id": null }),
            json!({ "id": ["1"] }),
            json!({ "id": [] }),
            json!({ "type": 1 }),
            json!({ "type": 2 }),
        ];
        let shapes: HashSet<_> = different.into_iter().map(of).collect();
        assert_eq!(shapes.len(), 8);
    }
}
