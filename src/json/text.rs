//! Strings.

use wide::u8x16;

/// The number of bytes that are searched at once.
const BLOCK: usize = 16;
/// The number of bytes of a list that are searched for commas before it is read.
const MAX_SEARCHED: usize = 512;

/// A string that has been read.
pub(super) enum Text<'de> {
    /// The string as it is in the text: it has no escapes.
    Plain(&'de str),
    /// The string with its escapes resolved.
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

/// The end of the part without escapes of a string whose content begins at `start`, and the byte that ends it: a quote,
/// a backslash, or a control character, which JSON does not allow. `None` if the input ends first.
#[inline]
pub(super) fn plain_end(input: &[u8], start: usize) -> Option<(usize, u8)> {
    let mut at = start;
    while let Some((block, _)) = input.get(at..).and_then(|rest| rest.split_first_chunk::<BLOCK>()) {
        let bytes = u8x16::new(*block);
        let ends = bytes.simd_eq(u8x16::splat(b'"'))
            | bytes.simd_eq(u8x16::splat(b'\\'))
            | bytes.min(u8x16::splat(0x1f)).simd_eq(bytes);
        let mask = ends.to_bitmask();
        if mask != 0 {
            at += mask.trailing_zeros() as usize;
            return Some((at, *input.get(at)?));
        }
        at += BLOCK;
    }
    loop {
        let byte = *input.get(at)?;
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            return Some((at, byte));
        }
        at += 1;
    }
}

/// The number of commas before the next closing bracket, within the first [`MAX_SEARCHED`] bytes.
#[inline]
pub(super) fn commas(input: &[u8]) -> usize {
    let mut commas = 0;
    let (blocks, _) = input.as_chunks::<BLOCK>();
    for block in blocks.iter().take(MAX_SEARCHED / BLOCK) {
        let bytes = u8x16::new(*block);
        let found = bytes.simd_eq(u8x16::splat(b',')).to_bitmask();
        let ends = bytes.simd_eq(u8x16::splat(b']')).to_bitmask();
        // The bits below the lowest closing bracket.
        let before = if ends == 0 { u32::MAX } else { (ends & ends.wrapping_neg()) - 1 };
        commas += (found & before).count_ones() as usize;
        if ends != 0 {
            break;
        }
    }
    commas
}

/// The position after the closing quote of a string whose content begins at `start`.
#[inline]
pub(crate) fn string_end(input: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        match plain_end(input, at)? {
            (end, b'"') => return Some(end + 1),
            (end, b'\\') => at = end + 2,
            (end, _) => at = end + 1,
        }
    }
}

/// The content of the string that begins at `start`, with its escapes resolved, and the position after its closing
/// quote. The error is a message and a position.
pub(super) fn unescape(text: &str, start: usize) -> Result<(String, usize), (&'static str, usize)> {
    const CUT_SHORT: &str = "EOF while parsing a string";
    let input = text.as_bytes();
    let end = string_end(input, start).ok_or((CUT_SHORT, text.len()))?;
    // The result is never longer than the text.
    let mut unescaped = String::with_capacity(end - start - 1);
    let mut from = start;
    loop {
        let (to, byte) = plain_end(input, from).ok_or((CUT_SHORT, text.len()))?;
        // Both ends are at an ASCII character or at the start of the string.
        unescaped.push_str(text.get(from..to).unwrap_or_default());
        match byte {
            b'"' => return Ok((unescaped, to + 1)),
            b'\\' => {
                let (escaped, length) = input.get(to + 1..).and_then(escape).ok_or(("invalid escape", to))?;
                unescaped.push(escaped);
                from = to + 1 + length;
            }
            _ => return Err(("control character (\\u0000-\\u001F) found while parsing a string", to)),
        }
    }
}

/// The character of an escape whose backslash has been read, and the length of the escape. `None` if it is invalid.
fn escape(rest: &[u8]) -> Option<(char, usize)> {
    let plain = match rest.first()? {
        b'n' => '\n',
        byte @ (b'"' | b'\\' | b'/') => char::from(*byte),
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\x08',
        b'f' => '\x0c',
        b'u' => {
            let unit = hex(rest.get(1..)?)?;
            if let Some(character) = char::from_u32(u32::from(unit)) {
                return Some((character, 5));
            }
            // A high surrogate: without the low one behind it, it is no character.
            let low = match rest.get(5..) {
                Some([b'\\', b'u', low @ ..]) => hex(low),
                _ => None,
            };
            let whole = low.and_then(|low| char::decode_utf16([unit, low]).next()?.ok());
            return Some(whole.map_or((char::REPLACEMENT_CHARACTER, 5), |character| (character, 11)));
        }
        _ => return None,
    };
    Some((plain, 1))
}

/// Four hexadecimal digits.
fn hex(rest: &[u8]) -> Option<u16> {
    rest.first_chunk::<4>()?.iter().try_fold(0, |unit, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        // A digit is below sixteen.
        Some(unit << 4 | digit as u16)
    })
}
