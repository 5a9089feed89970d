//! The path of a position in a JSON text.

use std::fmt::Write;

use super::text::string_end;

/// The path of the value at an offset, or of the value that ends there: `a.b[2]`. `None` at the top level.
///
/// The text need not be valid beyond the offset.
pub(crate) fn path_at(data: &[u8], offset: usize) -> Option<String> {
    /// An object with the key of the current value, or an array with its index.
    enum Level<'a> {
        Object { key: Option<&'a [u8]>, in_value: bool },
        Array(usize),
    }

    let mut levels: Vec<Level<'_>> = Vec::new();
    let mut rest = data.get(..offset.min(data.len()))?;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match byte {
            b'"' => {
                let end = string_end(tail, 0).map_or(tail.len(), |end| end - 1);
                let (text, after) = tail.split_at(end);
                rest = after.get(1..).unwrap_or_default();
                if let Some(Level::Object { key, in_value: false }) = levels.last_mut() {
                    *key = Some(text);
                }
            }
            b'{' => levels.push(Level::Object { key: None, in_value: false }),
            // The opening bracket at the end belongs to the value in question, so it is not entered.
            b'[' if !rest.is_empty() => levels.push(Level::Array(0)),
            b'}' | b']' => {
                levels.pop();
            }
            b':' => {
                if let Some(Level::Object { in_value, .. }) = levels.last_mut() {
                    *in_value = true;
                }
            }
            b',' => match levels.last_mut() {
                Some(Level::Object { in_value, .. }) => *in_value = false,
                Some(Level::Array(index)) => *index += 1,
                None => {}
            },
            _ => {}
        }
    }
    let mut path = String::new();
    for level in levels {
        // Writing to a `String` cannot fail.
        match level {
            Level::Object { key: Some(key), in_value: true } => {
                let dot = if path.is_empty() { "" } else { "." };
                let _ = write!(path, "{dot}{}", String::from_utf8_lossy(key));
            }
            Level::Object { .. } => {}
            Level::Array(index) => {
                let _ = write!(path, "[{index}]");
            }
        }
    }
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_input_is_accepted(data in prop::collection::vec(any::<u8>(), 0..64), offset in 0_usize..80) {
            let _ = path_at(&data, offset);
        }
    }
}
