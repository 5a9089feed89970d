//! The deadline of a message that expires. It is written behind the custom ids of its components, so that it holds
//! after a restart too.

use super::custom_id::{MAX_ID, write_number};
use super::usable::each_usable;
use crate::model::{Component, Timestamp};

/// Separates a custom id from its deadline.
const MARK: char = '!';
/// The digits of a deadline: seconds since 1970 in base 36, which are enough until the year 4453.
const DIGITS: usize = 7;

/// Writes the deadline behind the custom id of each component that has the space for it.
pub(crate) fn stamp(components: &mut [Component], deadline: Timestamp) {
    let mut suffix = String::from(MARK);
    write_digits(deadline, &mut suffix);
    each_usable(components, &mut |id, _| {
        if id.chars().count() + suffix.len() <= MAX_ID {
            id.push_str(&suffix);
        }
    });
}

fn write_digits(deadline: Timestamp, text: &mut String) {
    let mut digits = String::new();
    write_number(u64::try_from(deadline.as_secs()).unwrap_or_default(), &mut digits);
    text.extend(std::iter::repeat_n('0', DIGITS.saturating_sub(digits.len())));
    text.push_str(&digits);
}

/// A custom id without its deadline, and the deadline if it has one.
pub(crate) fn split(id: &str) -> (&str, Option<Timestamp>) {
    let Some((plain, digits)) = id.rsplit_once(MARK) else { return (id, None) };
    let is_digit = |digit: u8| digit.is_ascii_digit() || digit.is_ascii_lowercase();
    if digits.len() != DIGITS || !digits.bytes().all(is_digit) {
        return (id, None);
    }
    match i64::from_str_radix(digits, 36) {
        Ok(seconds) => (plain, Some(Timestamp::from_secs(seconds))),
        Err(_) => (id, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ActionRow, Button, Select};

    #[test]
    fn a_deadline_is_read_back_from_ids_with_space_for_it() {
        let deadline = Timestamp::from_secs(1_800_000_000);
        let (longest, longer) = ("x".repeat(MAX_ID - 1 - DIGITS), "x".repeat(MAX_ID - DIGITS));
        let ids = ["poll.1.a", "!", "", "a!0000000", longest.as_str(), longer.as_str()];
        let mut rows = vec![Component::from(ActionRow::new(ids.map(|id| Button::primary(id, "A"))))];
        rows.push(ActionRow::from(Select::users("menu")).into());
        stamp(&mut rows, deadline);
        let mut found = Vec::new();
        each_usable(&mut rows, &mut |id, _| {
            assert!(id.chars().count() <= MAX_ID);
            let (plain, deadline) = split(id);
            found.push((plain.to_owned(), deadline));
        });
        let expected = ids.iter().chain(&["menu"]).map(|id| ((*id).to_owned(), (*id != longer).then_some(deadline)));
        assert_eq!(found, expected.collect::<Vec<_>>());
    }

    #[test]
    fn other_ids_have_no_deadline() {
        for id in ["", "poll", "poll.1!", "poll!123456", "poll!12345678", "poll!12345-7", "poll!ABCDEFG", "!+123456"] {
            assert_eq!(split(id), (id, None));
        }
    }
}
