//! Strings.

use wide::u8x16;

/// How many bytes are looked at together.
const BLOCK: usize = 16;
/// How many bytes of a list are looked through before it is read.
const COUNTED: usize = 512;

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

/// How many commas there are before the next closing bracket, or before [`COUNTED`] bytes have been looked through.
#[inline]
pub(super) fn commas(input: &[u8]) -> usize {
    let mut commas = 0;
    let (blocks, _) = input.as_chunks::<BLOCK>();
    for block in blocks.iter().take(COUNTED / BLOCK) {
        let bytes = u8x16::new(*block);
        let found = bytes.simd_eq(u8x16::splat(b',')).to_bitmask();
        let ends = bytes.simd_eq(u8x16::splat(b']')).to_bitmask();
        // Those below the lowest bracket.
        let before = if ends == 0 { u32::MAX } else { (ends & ends.wrapping_neg()) - 1 };
        commas += (found & before).count_ones() as usize;
        if ends != 0 {
            break;
        }
    }
    commas
}

/// Where a string whose text begins at `start` ends, its quote included.
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

/// The string that begins at `start`, with its escapes resolved, and where it ends, its quote included; or what is wrong, and where.
pub(super) fn unescape(text: &str, start: usize) -> Result<(String, usize), (&'static str, usize)> {
    const CUT_SHORT: &str = "EOF while parsing a string";
    let input = text.as_bytes();
    let end = string_end(input, start).ok_or((CUT_SHORT, text.len()))?;
    // Unescaped it is never longer.
    let mut unescaped = String::with_capacity(end - start - 1);
    let mut from = start;
    loop {
        let (to, byte) = plain_end(input, from).ok_or((CUT_SHORT, text.len()))?;
        // Between ASCII and ASCII, or the beginning of the string.
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

/// The character that an escape stands for, whose backslash has been read, and how long it is. `None` if it is none.
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
            // Half of a character beyond sixteen bits: if the other half does not follow, it is no character.
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
        // Below sixteen.
        Some(unit << 4 | digit as u16)
    })
}
