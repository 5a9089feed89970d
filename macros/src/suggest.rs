//! Suggestions for unknown names.

/// The known name that is most similar, if there is one.
///
/// Names in the style of other frameworks and of Discord (`on_message`, `message`, `guild_member_add`,
/// `message_reaction_add`) are tried first, then misspellings, in which at most a third of the letters may differ.
pub(crate) fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let find = |candidate: &str| known.iter().copied().find(|known| known.eq_ignore_ascii_case(candidate));
    let bare = ["on_", "handle_"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
    let stem = ["guild_", "message_"].iter().find_map(|prefix| bare.strip_prefix(prefix)).unwrap_or(bare);
    find(bare).or_else(|| find(stem)).or_else(|| find(&format!("{bare}_create"))).or_else(|| {
        let distances = known.iter().map(|known| (distance(&bare.to_lowercase(), &known.to_lowercase()), *known));
        let (least, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
        (least * 3 <= bare.len()).then_some(nearest)
    })
}

/// The Levenshtein distance: the number of letters that must be inserted, removed or replaced.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut left = i + 1;
        let mut diagonal = i;
        for (cell, y) in row.iter_mut().skip(1).zip(&b) {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = *cell;
            left = replaced.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::{INTENTS, METHODS};

    #[test]
    fn edits_are_counted() {
        for (a, b, edits) in [("", "", 0), ("", "ab", 2), ("kitten", "sitting", 3), ("ab", "ba", 2), ("abc", "abc", 0)]
        {
            assert_eq!(distance(a, b), edits, "{a} {b}");
            assert_eq!(distance(b, a), edits, "{b} {a}");
        }
    }

    #[test]
    fn similar_names_are_found() {
        for (name, meant) in [
            ("mesage_create", Some("message_create")),
            ("message", Some("message_create")),
            ("on_message", Some("message_create")),
            ("on_ready", Some("ready")),
            ("guild_member_add", Some("member_add")),
            ("message_reaction_add", Some("reaction_add")),
            ("interaction", Some("interaction_create")),
            ("thread_created", Some("thread_create")),
            ("guild_scheduled_event_create", Some("scheduled_event_create")),
            ("message_poll_vote_add", Some("poll_vote_add")),
            ("greet", None),
            ("x", None),
        ] {
            assert_eq!(nearest(name, METHODS), meant, "{name}");
        }
        assert_eq!(nearest("MESSAGE_CONTENTS", INTENTS), Some("MESSAGE_CONTENT"));
        assert_eq!(nearest("guild_members", INTENTS), Some("GUILD_MEMBERS"));
        assert_eq!(nearest("BANANAS", INTENTS), None);
    }
}
