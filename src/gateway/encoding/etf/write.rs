//! What we send, as a term: through the crate `eetf`.

use eetf::{Atom, BigInteger, Binary, FixInteger, Float, ImproperList, List, Map, Term};
use serde::Serialize;
use serde_json::{Value, json};

/// Writes a payload, and says what is wrong with its data if that cannot be done.
pub(crate) fn write<T: Serialize + ?Sized>(op: u8, d: &T) -> Result<Vec<u8>, String> {
    let data = serde_json::to_value(d).map_err(|error| error.to_string())?;
    let mut payload = Vec::new();
    term(json!({"op": op, "d": data})).encode(&mut payload).map_err(|error| error.to_string())?;
    Ok(payload)
}

/// Writes a payload of the handshake.
#[expect(clippy::expect_used, reason = "proven below")]
pub(crate) fn write_known<T: Serialize + ?Sized>(op: u8, d: &T) -> Vec<u8> {
    // As for JSON: the maps of the types that are sent have strings for keys, and none of their impls makes errors. Nor
    // has any of them numbers, names or texts that ETF cannot hold.
    write(op, d).expect("payload types always serialise")
}

/// Keys are binaries: Discord closes with 4002 at atoms.
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
            // Only a float is left, and JSON has none that is not finite.
            (None, None) => Float { value: number.as_f64().unwrap_or_default() }.into(),
        },
        Value::String(text) => binary(text),
        Value::Array(values) if values.is_empty() => List::nil().into(),
        // `eetf` takes every list of numbers below 256 for one of bytes, the negative ones too, and so changes them. A
        // list whose end is named is written as it stands, and this end makes it an ordinary one.
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
