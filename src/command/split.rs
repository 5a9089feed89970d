//! [`split_text`]: a long text as several messages. Pure.

/// Splits a text into parts of at most `most` characters (2000 in a message, 4096 in the description of an embed): at
/// the ends of lines, or else between words, or else anywhere. A code block that is split is closed at the end of a
/// part and opened again, in the same language, in the next. Empty parts are left out.
///
/// ```
/// use greenroom::command::split_text;
///
/// assert_eq!(split_text("one\ntwo three", 7), ["one", "two", "three"]);
/// ```
#[must_use]
pub fn split_text(text: &str, most: usize) -> Vec<String> {
    // Fences at both ends of a part need space.
    let space = most.saturating_sub(if text.contains(FENCE) { 30 } else { 0 }).max(1);
    let mut parts = Vec::new();
    let (mut rest, mut open) = (text, None::<String>);
    while !rest.trim().is_empty() {
        let (part, after) = rest.split_at(end(rest, space));
        let mut shown = open.as_ref().map_or_else(String::new, |language| format!("{FENCE}{language}\n"));
        let is_continued = open.is_some();
        shown.push_str(if is_continued { part.trim_end() } else { part.trim() });
        open = fence_after(part, open);
        if open.is_some() && !after.trim().is_empty() {
            shown.push_str("\n```");
        }
        if !part.trim().is_empty() {
            parts.push(shown);
        }
        rest = after;
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    parts
}

const FENCE: &str = "```";

/// Where the first part of a text ends, in bytes.
fn end(text: &str, most: usize) -> usize {
    let Some((limit, _)) = text.char_indices().nth(most) else { return text.len() };
    let head = text.get(..limit).unwrap_or(text);
    // The break itself may be the first character after the part.
    let with_next = text.get(limit..).and_then(|rest| rest.chars().next()).is_some_and(|next| next == '\n');
    if with_next {
        return limit;
    }
    let at_line = head.rfind('\n').filter(|at| *at > 0);
    let at_word = || head.rfind(char::is_whitespace).filter(|at| *at > 0);
    at_line.or_else(at_word).unwrap_or(limit)
}

/// The language of the code block that is open after `part`, if one is.
fn fence_after(part: &str, mut open: Option<String>) -> Option<String> {
    let mut pieces = part.split(FENCE);
    pieces.next();
    for piece in pieces {
        open = match open {
            Some(_) => None,
            None => {
                let language = piece.split('\n').next().unwrap_or_default();
                let is_language = piece.contains('\n') && language.len() <= 20;
                Some(if is_language { language.trim().to_owned() } else { String::new() })
            }
        };
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    #[test]
    fn long_texts_are_split_at_lines_and_words() {
        for (text, most, expected) in [
            ("", 5, &[][..]),
            ("short", 5, &["short"]),
            ("one\ntwo", 5, &["one", "two"]),
            ("one two", 5, &["one", "two"]),
            ("abcdefgh", 5, &["abcde", "fgh"]),
            ("one\n\n\ntwo", 5, &["one", "two"]),
            ("abcde\nfgh", 5, &["abcde", "fgh"]),
            ("äöüßé ñ", 5, &["äöüßé", "ñ"]),
        ] {
            assert_eq!(split_text(text, most), expected, "{text:?}");
        }
    }

    #[test]
    fn code_blocks_are_closed_and_opened_again() {
        let text = format!("look:\n```rust\n{}```\nend", "let a = 1;\n".repeat(10));
        let parts = split_text(&text, 80);
        assert!(parts.len() > 1);
        for part in &parts {
            assert_eq!(part.matches(FENCE).count() % 2, 0, "{part}");
            assert!(part.chars().count() <= 80, "{part}");
        }
        assert!(parts[1].starts_with("```rust\n"), "{}", parts[1]);
        assert!(parts.last().unwrap().ends_with("end"));
    }

    proptest! {
        #[test]
        fn nothing_but_space_is_lost(text in "[a-c \n]{0,60}", most in 1_usize..20) {
            let parts = split_text(&text, most);
            prop_assert!(parts.iter().all(|part| part.chars().count() <= most && !part.trim().is_empty()));
            let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&parts.concat()), letters(&text));
        }
    }
}
