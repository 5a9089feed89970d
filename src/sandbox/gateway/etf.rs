//! ETF in both directions. Apart from the crate that writes terms, it shares no code with the client's ETF.

use eetf::{Atom, BigInteger, Binary, FixInteger, Float, List, Map, Term};
use serde_json::{Map as Object, Value};

/// The deepest nesting of a client's payload.
const MAX_DEPTH: usize = 64;
/// Strings of fewer digits are not snowflakes.
const SNOWFLAKE_DIGITS: usize = 17;

/// A payload as a term. What is not JSON stays as it is: faults send such payloads.
pub(in crate::sandbox) fn write(payload: &str) -> Vec<u8> {
    let Ok(value) = serde_json::from_str(payload) else {
        return payload.as_bytes().to_vec();
    };
    let mut bytes = Vec::with_capacity(payload.len());
    // Encoding fails only for texts and atoms that are too long for a term, which those of payloads are not.
    let _ = term(value, "").encode(&mut bytes);
    bytes
}

/// Keys and the name of an event are atoms. Ids are numbers in fields and strings in lists (gateway.md section 3:
/// "64-bit integers or strings").
fn term(value: Value, key: &str) -> Term {
    match value {
        Value::Null => Atom::from("nil").into(),
        Value::Bool(yes) => Atom::from(if yes { "true" } else { "false" }).into(),
        Value::Number(number) => match (number.as_i64().map(i32::try_from), number.as_i64(), number.as_u64()) {
            (Some(Ok(small)), ..) => FixInteger::from(small).into(),
            (_, Some(large), _) => BigInteger::from(large).into(),
            (.., Some(large)) => BigInteger::from(large).into(),
            _ => Float { value: number.as_f64().unwrap_or_default() }.into(),
        },
        Value::String(text) if key == "t" => Atom::from(text).into(),
        Value::String(text) => match text.parse::<u64>() {
            Ok(id) if is_id(key) && text.len() >= SNOWFLAKE_DIGITS && !text.starts_with('0') => {
                BigInteger::from(id).into()
            }
            _ => Binary { bytes: text.into_bytes() }.into(),
        },
        Value::Array(values) => List { elements: values.into_iter().map(|value| term(value, "")).collect() }.into(),
        Value::Object(fields) => {
            let field = |(key, value): (String, Value)| {
                let value = term(value, &key);
                (name(key), value)
            };
            Map { map: fields.into_iter().map(field).collect() }.into()
        }
    }
}

fn is_id(key: &str) -> bool {
    key == "id" || (key.ends_with("_id") && !matches!(key, "custom_id" | "session_id"))
}

fn name(key: String) -> Term {
    let is_word = key.len() <= 64 && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if is_word { Atom::from(key).into() } else { Binary { bytes: key.into_bytes() }.into() }
}

/// Parses a client's message. Like Discord, it accepts no atoms but `nil`, `true` and `false`, and no atoms as keys.
pub(in crate::sandbox) fn read(payload: &[u8]) -> Option<Value> {
    let [131, term @ ..] = payload else { return None };
    let mut input = Input(term);
    let value = input.value(MAX_DEPTH)?;
    input.0.is_empty().then_some(value)
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// An unsigned big-endian number of `length` bytes.
    fn number(&mut self, length: usize) -> Option<u32> {
        Some(self.take(length)?.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    /// The bytes after a length field of `length` bytes.
    fn sized(&mut self, length: usize) -> Option<&'a [u8]> {
        let size = self.number(length)?;
        self.take(usize::try_from(size).ok()?)
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        Some(match self.number(1)? {
            97 => self.number(1)?.into(),
            98 => i32::from_be_bytes(self.take(4)?.try_into().ok()?).into(),
            70 => Value::from(f64::from_be_bytes(self.take(8)?.try_into().ok()?)),
            100 | 118 => atom(self.sized(2)?)?,
            115 | 119 => atom(self.sized(1)?)?,
            109 => text(self.sized(4)?)?.into(),
            107 => self.sized(2)?.into(),
            106 => Value::Array(Vec::new()),
            108 => {
                let count = self.number(4)?;
                let values: Option<Vec<Value>> = (0..count).map(|_| self.value(depth)).collect();
                // A proper list ends with the empty list.
                (self.number(1)? == 106).then_some(Value::Array(values?))?
            }
            110 => {
                let length = usize::try_from(self.number(1)?).ok()?;
                let negative = self.number(1)? == 1;
                let digits = self.take(length)?;
                let magnitude = digits
                    .iter()
                    .rev()
                    .try_fold(0_u64, |number, byte| number.checked_mul(256)?.checked_add(u64::from(*byte)))?;
                if negative { Value::from(0_i64.checked_sub_unsigned(magnitude)?) } else { magnitude.into() }
            }
            116 => {
                let mut fields = Object::new();
                for _ in 0..self.number(4)? {
                    let key = (self.number(1)? == 109).then(|| self.sized(4))??;
                    fields.insert(text(key)?.to_owned(), self.value(depth)?);
                }
                Value::Object(fields)
            }
            _ => return None,
        })
    }
}

fn atom(name: &[u8]) -> Option<Value> {
    match name {
        b"nil" => Some(Value::Null),
        b"true" => Some(true.into()),
        b"false" => Some(false.into()),
        _ => None,
    }
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn encoded(term: &Term) -> Vec<u8> {
        let mut bytes = Vec::new();
        term.encode(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn names_are_atoms_and_ids_are_numbers() {
        let data = json!({"id": "112233445566778899", "custom_id": "112233445566778899", "9": [1.5]});
        let payload = json!({"t": "X", "s": 1, "op": 0, "d": data});
        let Term::Map(Map { map }) = Term::decode(&write(&payload.to_string())[..]).unwrap() else { panic!() };
        assert_eq!(map[&Atom::from("t").into()], Atom::from("X").into());
        let Term::Map(Map { map: data }) = &map[&Atom::from("d").into()] else { panic!() };
        assert_eq!(data[&Atom::from("id").into()], BigInteger::from(112_233_445_566_778_899_u64).into());
        assert!(matches!(&data[&Atom::from("custom_id").into()], Term::Binary(_)));
        assert!(data.contains_key(&Binary { bytes: b"9".to_vec() }.into()));
    }

    #[test]
    fn valid_terms_are_read() {
        let key = || Term::from(Binary { bytes: b"k".to_vec() });
        let map = |value: Term| encoded(&Map { map: [(key(), value)].into() }.into());
        let cases = [
            (Term::from(Atom::from("nil")), Value::Null),
            (FixInteger::from(-5).into(), json!(-5)),
            (BigInteger::from(u64::MAX).into(), json!(u64::MAX)),
            (BigInteger::from(i64::MIN).into(), json!(i64::MIN)),
            (Float { value: 2.5 }.into(), json!(2.5)),
            (List { elements: vec![FixInteger::from(0).into(), FixInteger::from(4).into()] }.into(), json!([0, 4])),
            (List { elements: vec![key(), List::nil().into()] }.into(), json!(["k", []])),
        ];
        for (term, value) in cases {
            assert_eq!(read(&map(term)), Some(json!({"k": value})));
        }
    }

    #[test]
    fn invalid_terms_are_refused() {
        let atom_key = encoded(&Map { map: [(Atom::from("op").into(), FixInteger::from(1).into())].into() }.into());
        let good = encoded(&List::nil().into());
        let deep = [&[131][..], &[108, 0, 0, 0, 1].repeat(100), &[106]].concat();
        for bytes in [
            &[][..],
            b"{}",
            &atom_key,
            &good[1..],
            &[&good[..], &[106]].concat(),
            &deep,
            &[131, 109, 255, 255, 255, 255],
        ] {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
    }
}
