//! Durations in attributes: `"1m"`, `"1h 30m"`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::event_handler::Errors;

/// The duration as code.
pub(crate) fn tokens(text: &LitStr, errors: &mut Errors) -> TokenStream {
    match milliseconds(&text.value()) {
        Some(milliseconds) => quote!(::core::time::Duration::from_millis(#milliseconds)),
        None => {
            let message = "this is not a duration: write a number and a unit, which is `ms`, `s`, `m`, `h` or `d`, \
                           as in \"90s\" or \"1h 30m\"";
            errors.add(text, message);
            quote!(::core::time::Duration::ZERO)
        }
    }
}

/// The milliseconds of a duration above zero.
fn milliseconds(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|it: char| !it.is_ascii_digit())?;
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let factor = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" | "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        };
        sum = sum.checked_add(number.parse::<u64>().ok()?.checked_mul(factor)?)?;
        rest = after.trim_start();
    }
    (sum > 0).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_units_are_added() {
        for (text, expected) in [
            ("1m", Some(60_000)),
            ("90s", Some(90_000)),
            ("1h 30m", Some(5_400_000)),
            ("1h30m", Some(5_400_000)),
            ("2 d", Some(172_800_000)),
            ("250ms", Some(250)),
            ("", None),
            ("0s", None),
            ("5", None),
            ("m", None),
            ("1 week", None),
            ("99999999999999999999s", None),
            ("999999999999999999d", None),
        ] {
            assert_eq!(milliseconds(text), expected, "{text}");
        }
    }
}
