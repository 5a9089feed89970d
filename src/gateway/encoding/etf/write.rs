//! Encodes outgoing payloads as terms, with the crate `eetf`.

use eetf::{Atom, BigInteger, Binary, FixInteger, Float, ImproperList, List, Map, Term};
use serde::Serialize;
use serde_json::{Value, json};

/// Encodes a payload. The error is the reason why the data cannot be encoded.
pub(crate) fn write<T: Serialize + ?Sized>(op: u8, d: &T) -> Result<Vec<u8>, String> {
    let data = serde_json::to_value(d).map_err(|error| error.to_string())?;
    let mut payload = Vec::new();
    term(json!({"op": op, "d": data})).encode(&mut payload).map_err(|error| error.to_string())?;
    Ok(payload)
}

/// Encodes a payload of the handshake.
#[expect(clippy::expect_used, reason = "proven below")]
pub(crate) fn write_known<T: Serialize + ?Sized>(op: u8, d: &T) -> Vec<u8> {
    // As for JSON, the maps of these types have string keys and none of their impls returns an error. None of their
    // numbers, names and strings exceeds the limits of ETF.
    write(op, d).expect("payload types can always be encoded")
}

/// Converts a value. Keys become binaries, because Discord closes with 4002 when a key is an atom.
fn term(value: Value) -> Term {
    match value {
        Value::Null => Atom::from("nil").into(),
        Value::Bool(true) => Atom::from("true").into(),
        Value::Bool(false) => Atom::from("false").into(),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => match i32::try_from(number) {
                Ok(number) => FixInteger::from(number).into(),
                Err(_) => BigInteger::from(number).into(),
            },
            (None, Some(number)) => BigInteger::from(number).into(),
            // Only a float is left, and the floats of JSON are finite.
            (None, None) => Float { value: number.as_f64().unwrap_or_default() }.into(),
        },
        Value::String(text) => binary(text),
        Value::Array(values) if values.is_empty() => List::nil().into(),
        // `eetf` encodes a list of numbers below 256 as a string of bytes, also if some are negative, which changes
        // them. A list with an explicit tail is not changed; with an empty list as its tail it is an ordinary list.
        Value::Array(values) => {
            let elements = values.into_iter().map(term).collect();
            ImproperList { elements, last: Box::new(List::nil().into()) }.into()
        }
        Value::Object(fields) => {
            Map { map: fields.into_iter().map(|(key, value)| (binary(key), term(value))).collect() }.into()
        }
    }
}

fn binary(text: String) -> Term {
    Binary { bytes: text.into_bytes() }.into()
}
