//! Integers in the payloads of clients.

use serde_json::Value;

/// An integer, also one that is written as a float: some languages have only one type of number.
pub(super) fn whole(value: &Value) -> Option<i64> {
    let from_float = |number: f64| {
        // Floats are exact up to 2^53.
        let exact = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
        exact.then(|| format!("{number:.0}")).and_then(|it| it.parse().ok())
    };
    value.as_i64().or_else(|| from_float(value.as_f64()?))
}

/// The same for integers that are not negative.
pub(super) fn unsigned(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| u64::try_from(whole(value)?).ok())
}
