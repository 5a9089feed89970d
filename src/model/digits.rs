//! Reads digits eight at a time. Ids, hashes and timestamps are most of the scalar values that Discord sends.

/// The maximum number of digits of an id. Numbers of 19 digits always fit into a `u64`.
const MAX_DIGITS: usize = 19;

/// Reads a decimal number of 1 to 19 digits. `None` means that the text is not of this form; it may still be a number,
/// which the caller then parses in a slower way.
#[inline]
pub(super) fn decimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > MAX_DIGITS {
        return None;
    }
    let (blocks, rest) = text.as_chunks::<8>();
    let mut number = 0_u64;
    for block in blocks {
        number = number * 100_000_000 + eight(*block)?;
    }
    for byte in rest {
        number = number * 10 + u64::from(digit(*byte)?);
    }
    Some(number)
}

/// Reads a number of two digits.
#[inline]
pub(super) fn two(text: [u8; 2]) -> Option<u8> {
    let [tens, ones] = text;
    Some(digit(tens)? * 10 + digit(ones)?)
}

#[inline]
fn digit(byte: u8) -> Option<u8> {
    let digit = byte.wrapping_sub(b'0');
    (digit <= 9).then_some(digit)
}

/// Reads eight digits in one word: neighbours are combined to numbers of two digits, then of four, then of eight.
#[inline]
fn eight(text: [u8; 8]) -> Option<u64> {
    let word = u64::from_le_bytes(text);
    // The upper half of a digit's byte is 3, and is still 3 after 6 is added. No other byte meets both conditions.
    let upper = word & 0xf0f0_f0f0_f0f0_f0f0;
    let carried = word.wrapping_add(0x0606_0606_0606_0606) & 0xf0f0_f0f0_f0f0_f0f0;
    if upper != 0x3030_3030_3030_3030 || carried != 0x3030_3030_3030_3030 {
        return None;
    }
    let digits = word & 0x0f0f_0f0f_0f0f_0f0f;
    let pairs = (digits.wrapping_mul(10 << 8 | 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100 << 16 | 1) >> 16) & 0x0000_ffff_0000_ffff;
    Some(fours.wrapping_mul(10_000 << 32 | 1) >> 32)
}

/// Reads exactly 32 lower-case hexadecimal digits.
#[inline]
pub(super) fn hexadecimal(digits: &[u8; 32]) -> Option<[u8; 16]> {
    let (pairs, _) = digits.as_chunks::<2>();
    let mut bytes = [0; 16];
    let mut wrong = false;
    // Without an early return the compiler turns this loop into a handful of vector instructions.
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        let ((high, high_wrong), (low, low_wrong)) = (nibble(*high), nibble(*low));
        *byte = high << 4 | low;
        wrong |= high_wrong | low_wrong;
    }
    (!wrong).then_some(bytes)
}

/// The value of a hexadecimal digit, and whether the byte is invalid.
#[inline]
const fn nibble(byte: u8) -> (u8, bool) {
    let (number, letter) = (byte.wrapping_sub(b'0'), byte.wrapping_sub(b'a'));
    let is_letter = letter < 6;
    let value = if is_letter { letter + 10 } else { number };
    (value & 15, !is_letter & (number > 9))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_byte_value_is_checked() {
        for place in 0..8 {
            for byte in 0..=u8::MAX {
                let mut text = *b"12345678";
                text[place] = byte;
                let expected = std::str::from_utf8(&text).ok().filter(|_| byte.is_ascii_digit());
                assert_eq!(decimal(&text), expected.and_then(|text| text.parse().ok()), "{text:?}");
            }
        }
        for place in 0..32 {
            for byte in 0..=u8::MAX {
                let mut text = *b"0123456789abcdef0123456789abcdef";
                text[place] = byte;
                let fine = byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
                assert_eq!(hexadecimal(&text).is_some(), fine, "{text:?}");
            }
        }
        for (text, number) in [(b"00", Some(0)), (b"59", Some(59)), (b" 1", None), (b"1:", None), (b"/1", None)] {
            assert_eq!(two(*text), number);
        }
    }

    #[test]
    fn other_lengths_are_refused() {
        for text in ["", "12345678901234567890", "-1", "+1", "1.0", "٣"] {
            assert_eq!(decimal(text.as_bytes()), None, "{text}");
        }
        assert_eq!(decimal(b"9999999999999999999"), Some(9_999_999_999_999_999_999));
    }

    proptest! {
        #[test]
        fn numbers_round_trip(number in 0..=9_999_999_999_999_999_999_u64, width in 0_usize..20) {
            prop_assert_eq!(decimal(number.to_string().as_bytes()), Some(number));
            let short = number % 10_u64.pow(width as u32);
            prop_assert_eq!(decimal(format!("{short:0width$}").as_bytes()).unwrap_or(0), short);
        }

        #[test]
        fn hashes_round_trip(number: u128) {
            let text: [u8; 32] = format!("{number:032x}").into_bytes().try_into().unwrap();
            prop_assert_eq!(hexadecimal(&text), Some(number.to_be_bytes()));
        }
    }
}
