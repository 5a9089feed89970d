//! Which value of a text a place lies in.

use std::fmt::Write;

/// Which value of a JSON text an offset lies in, or has just passed: `a.b[2]`. `None` at the top.
///
/// The text need not be valid beyond the offset.
pub(crate) fn path_at(data: &[u8], offset: usize) -> Option<String> {
    /// An object with the key whose value is being read, or an array with the index.
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
                let end = string_end(tail);
                let (text, after) = tail.split_at(end);
                rest = after.get(1..).unwrap_or_default();
                if let Some(Level::Object { key, in_value: false }) = levels.last_mut() {
                    *key = Some(text);
                }
            }
            b'{' => levels.push(Level::Object { key: None, in_value: false }),
            // What was just entered is itself what is wrong.
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

/// The length of a JSON string whose opening quote has been read, without the closing one.
fn string_end(text: &[u8]) -> usize {
    let mut escaped = false;
    text.iter()
        .position(|byte| match byte {
            _ if escaped => {
                escaped = false;
                false
            }
            b'\\' => {
                escaped = true;
                false
            }
            byte => *byte == b'"',
        })
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_have_some_path(data in prop::collection::vec(any::<u8>(), 0..64), offset in 0_usize..80) {
            let _ = path_at(&data, offset);
        }
    }
}
