//! JSON, written with serde_json.

use serde::Serialize;

#[derive(Serialize)]
struct Outgoing<'a, T: Serialize + ?Sized> {
    op: u8,
    d: &'a T,
}

/// Encodes a payload.
#[expect(clippy::expect_used, reason = "proven below")]
pub(crate) fn write<T: Serialize + ?Sized>(op: u8, d: &T) -> String {
    // serde_json fails for maps whose keys are not strings, and for `Serialize` impls that return errors. The types
    // that are sent from here are those of the parent module: their maps have string keys, and none of their impls
    // returns an error.
    try_write(op, d).expect("payload types can always be encoded")
}

/// Encodes a payload. The error is the reason why the data cannot be encoded.
pub(crate) fn try_write<T: Serialize + ?Sized>(op: u8, d: &T) -> Result<String, String> {
    serde_json::to_string(&Outgoing { op, d }).map_err(|error| error.to_string())
}
