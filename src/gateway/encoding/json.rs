//! JSON, written by serde_json.

use serde::Serialize;

#[derive(Serialize)]
struct Outgoing<'a, T: Serialize + ?Sized> {
    op: u8,
    d: &'a T,
}

/// Writes a payload.
#[expect(clippy::expect_used, reason = "proven below")]
pub(crate) fn write<T: Serialize + ?Sized>(op: u8, d: &T) -> String {
    // serde_json refuses maps whose keys are no strings and passes on the errors of hand-written impls. What is sent
    // from here are the types of this module's parent: their maps have strings for keys, and none of their impls makes
    // errors.
    try_write(op, d).expect("payload types always serialise")
}

/// Writes a payload, and says what is wrong with its data if that cannot be done.
pub(crate) fn try_write<T: Serialize + ?Sized>(op: u8, d: &T) -> Result<String, String> {
    serde_json::to_string(&Outgoing { op, d }).map_err(|error| error.to_string())
}
