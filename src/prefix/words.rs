//! [`words`]: the words of a line. A text in quotes is one word. Pure.

/// A word of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The text, without quotes.
    pub(super) text: String,
    /// Where it begins in the line, in bytes.
    pub(super) start: usize,
    /// Whether it was in quotes.
    pub(super) is_quoted: bool,
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// The quotes that can open a text, with those that close it.
const QUOTES: [(char, char); 4] = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»')];

/// The words of a line. A quote that is not closed is a character like any other. In quotes, `\"` is a quote.
pub(super) fn words(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(first) = line.get(at..).and_then(|rest| rest.chars().next()) {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let rest = line.get(at..).unwrap_or_default();
        let (word, length) = match quoted(rest) {
            Some((text, length)) => (Word { text, start: at, is_quoted: true }, length),
            None => {
                let text = rest.split(char::is_whitespace).next().unwrap_or_default();
                (Word { text: text.to_owned(), start: at, is_quoted: false }, text.len())
            }
        };
        at += length;
        words.push(word);
    }
    words
}

/// The text in quotes at the beginning of `rest`, and its length with the quotes in bytes.
fn quoted(rest: &str) -> Option<(String, usize)> {
    let mut letters = rest.char_indices();
    let (_, open) = letters.next()?;
    let (_, close) = QUOTES.iter().find(|(quote, _)| *quote == open)?;
    let mut text = String::new();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => match letters.clone().next() {
                Some((_, escaped)) if escaped == *close || escaped == '\\' => {
                    letters.next();
                    text.push(escaped);
                }
                _ => text.push(letter),
            },
            letter if letter == *close => {
                let end = at + letter.len_utf8();
                // `"a"b` is not a text in quotes.
                let is_whole = rest.get(end..)?.chars().next().is_none_or(char::is_whitespace);
                return is_whole.then_some((text, end));
            }
            letter => text.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    #[test]
    fn lines_are_split() {
        for (line, expected) in [
            ("", &[][..]),
            ("  ", &[]),
            ("roll 6", &["roll", "6"]),
            (" a  b\nc ", &["a", "b", "c"]),
            (r#"say "two words" x"#, &["say", "two words", "x"]),
            (r#"say "a \"b\" \\ \c""#, &["say", r#"a "b" \ \c"#]),
            (r#"say "open end"#, &["say", "\"open", "end"]),
            (r#"it's 5" wide"#, &["it's", "5\"", "wide"]),
            (r#""a"b c"#, &["\"a\"b", "c"]),
            ("say “two words” „drei vier“ «cinq six» \"\"", &["say", "two words", "drei vier", "cinq six", ""]),
        ] {
            let found: Vec<_> = words(line).into_iter().map(|word| word.text).collect();
            assert_eq!(found, expected, "{line}");
        }
    }

    proptest! {
        #[test]
        fn words_lie_in_the_line_in_order(line in r#"[ a-c"“”\\\n]{0,40}"#) {
            let found = words(&line);
            prop_assert!(found.is_sorted_by_key(|word| word.start));
            for word in found {
                let rest = &line[word.start..];
                prop_assert!(rest.starts_with(&word.text) || word.is_quoted, "{line:?}: {word:?}");
            }
        }
    }
}
