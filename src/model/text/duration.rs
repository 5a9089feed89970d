//! Durations as people write them.

use std::time::Duration;

/// Reads a duration as people write it: `90s`, `1h 30m`, `2 days`, or a number of seconds. The units are `w`, `d`, `h`,
/// `m` and `s`, or English words. `None` if the text is something else, or longer than 2⁶⁴ seconds.
///
/// ```
/// use std::time::Duration;
///
/// use greenroom::model::text::parse_duration;
///
/// assert_eq!(parse_duration("10m"), Some(Duration::from_secs(600)));
/// assert_eq!(parse_duration("soon"), None);
/// ```
#[must_use]
pub fn parse_duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let (mut total, mut rest) = (0_u64, text);
    while !rest.is_empty() {
        let digits = rest.find(|char: char| !char.is_ascii_digit())?;
        let number: u64 = rest.get(..digits)?.parse().ok()?;
        let after = rest.get(digits..)?.trim_start();
        let end = after.find(|char: char| !char.is_alphabetic()).unwrap_or(after.len());
        let seconds = match after.get(..end)?.to_lowercase().as_str() {
            "w" | "week" | "weeks" => 7 * 24 * 3600,
            "d" | "day" | "days" => 24 * 3600,
            "h" | "hour" | "hours" => 3600,
            "m" | "min" | "minute" | "minutes" => 60,
            "s" | "sec" | "second" | "seconds" => 1,
            _ => return None,
        };
        total = total.checked_add(number.checked_mul(seconds)?)?;
        rest = after.get(end..)?.trim_start();
    }
    (!text.is_empty()).then(|| Duration::from_secs(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, seconds) in [
            ("90", Some(90)),
            ("90s", Some(90)),
            ("1h 30m", Some(5400)),
            ("1H30M", Some(5400)),
            ("2 days", Some(172_800)),
            ("1w", Some(604_800)),
            ("", None),
            ("h", None),
            ("5x", None),
            ("5m3", None),
            ("99999999999999999999s", None),
            ("9999999999999999999w", None),
        ] {
            assert_eq!(parse_duration(text).map(|it| it.as_secs()), seconds, "{text}");
        }
    }
}
