//! Strings.

use wide::u8x16;

/// A string that has been read.
pub(super) enum Text<'de> {
    /// As it stands.
    Plain(&'de str),
    /// With its escapes resolved.
    Unescaped(String),
}

impl Text<'_> {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Unescaped(text) => text,
        }
    }
}

/// Where the plain part of a string that begins at `start` ends, and with which byte: a quote, a backslash, or a control
/// character, which JSON does not allow. `None` if the input ends first.
#[inline]
pub(super) fn plain_end(input: &[u8], start: usize) -> Option<(usize, u8)> {
    let mut at = start;
    while let Some((block, _)) = input.get(at..).and_then(|rest| rest.split_first_chunk::<16>()) {
        let bytes = u8x16::new(*block);
        let ends = bytes.simd_eq(u8x16::splat(b'"'))
            | bytes.simd_eq(u8x16::splat(b'\\'))
            | bytes.min(u8x16::splat(0x1f)).simd_eq(bytes);
        let mask = ends.to_bitmask();
        if mask != 0 {
            at += mask.trailing_zeros() as usize;
            return Some((at, *input.get(at)?));
        }
        at += 16;
    }
    loop {
        let byte = *input.get(at)?;
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            return Some((at, byte));
        }
        at += 1;
    }
}

/// Where a string whose text begins at `start` ends, its quote included.
#[inline]
pub(in crate::gateway) fn string_end(input: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        match plain_end(input, at)? {
            (end, b'"') => return Some(end + 1),
            (end, b'\\') => at = end + 2,
            (end, _) => at = end + 1,
        }
    }
}

/// The string that begins at `start` and has something at `at` that is not plain. With it, where it ends, its quote included; or what is wrong, and where.
pub(super) fn unescape(text: &str, start: usize, at: usize) -> Result<(String, usize), (&'static str, usize)> {
    let end = string_end(text.as_bytes(), at).ok_or(("EOF while parsing a string", text.len()))?;
    let quoted = text.get(start - 1..end).unwrap_or_default();
    serde_json::from_str(quoted).map(|text| (text, end)).map_err(|_| ("invalid string", at))
}
