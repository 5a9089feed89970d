//! Splits a text into parts that fit into messages.

use std::mem;

/// The largest number of characters in a message: 2000.
pub const MAX_MESSAGE: usize = 2000;

/// The smallest limit that [`split_at`] uses: 64. Each part needs space to close and to reopen a code block.
pub const MIN_PART: usize = 64;

/// The mark at the beginning and at the end of a code block.
const FENCE: &str = "```";

/// What closes a code block at the end of a part.
const CLOSING: &str = "\n```";

/// The largest number of characters in the name of a code block's language that is repeated in the next part.
const MAX_LANGUAGE: usize = 20;

/// The characters that closing and reopening a code block can add to a part.
const OVERHEAD: usize = FENCE.len() + MAX_LANGUAGE + 1 + CLOSING.len();

/// Splits a text into parts of at most 2000 characters, one for each message.
///
/// It cuts at the ends of lines; a line that is too long is cut at spaces, and a word that is too long anywhere. A code
/// block that is cut is closed at the end of the part, and reopened with its language in the next one. White space
/// around a cut is removed, and no part is blank: a blank text has no parts.
///
/// ```
/// use greenroom::model::text;
///
/// let code = format!("```rust\n{}```", "fn main() {}\n".repeat(200));
/// let parts = text::split(&code);
/// assert!(parts.len() == 2 && parts.iter().all(|part| part.starts_with("```rust\n") && part.ends_with("```")));
/// ```
#[must_use]
pub fn split(text: &str) -> Vec<String> {
    split_at(text, MAX_MESSAGE)
}

/// As [`split`], with another limit, such as 4096 characters for the description of an embed. A limit below
/// [`MIN_PART`] counts as [`MIN_PART`].
#[must_use]
pub fn split_at(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(MIN_PART);
    if text.trim().is_empty() {
        return Vec::new();
    }
    if text.chars().count() <= limit {
        return vec![text.to_owned()];
    }
    let mut parts = Parts { limit, ..Parts::default() };
    for line in text.split_inclusive('\n') {
        for_each_piece(line, limit - OVERHEAD, |piece| parts.add(piece));
    }
    parts.finish();
    parts.done
}

/// Passes a line to `add`: as a whole, or by words, or in pieces of words. Each piece has at most `most` characters.
fn for_each_piece<'a>(line: &'a str, most: usize, mut add: impl FnMut(&'a str)) {
    if line.chars().count() <= most {
        return add(line);
    }
    for word in line.split_inclusive(' ') {
        let mut rest = word;
        while rest.chars().count() > most {
            let (piece, after) = rest.split_at(cut(rest, most));
            add(piece);
            rest = after;
        }
        add(rest);
    }
}

/// Where to cut a word of more than `most` characters, in bytes. It does not cut a fence.
fn cut(word: &str, most: usize) -> usize {
    let at = word.char_indices().nth(most).map_or(word.len(), |(at, _)| at);
    let (before, after) = word.split_at(at);
    if !after.starts_with('`') {
        return at;
    }
    match before.trim_end_matches('`').len() {
        // The word begins with more backticks than a part can have. A backtick is one byte.
        0 => at - at % FENCE.len(),
        run => run,
    }
}

/// The parts that are finished, and the current one.
#[derive(Default)]
struct Parts {
    limit: usize,
    done: Vec<String>,
    part: String,
    /// The number of characters in `part`.
    len: usize,
    block: Option<Block>,
}

/// A code block that is open at the end of the current part.
#[derive(Clone)]
struct Block {
    /// What opens it: the fence, the language if there is one, and the end of the line.
    header: String,
    /// Where it begins in the current part.
    at: usize,
}

impl Parts {
    fn add(&mut self, piece: &str) {
        let len = piece.chars().count();
        if self.len + len + self.closing_after(piece) > self.limit {
            self.finish();
        }
        if self.part.is_empty() && piece.trim().is_empty() {
            return;
        }
        self.follow_fences(piece);
        self.part.push_str(piece);
        self.len += len;
    }

    /// The characters that are needed to close the code block which is open after this piece.
    fn closing_after(&self, piece: &str) -> usize {
        let is_open = self.block.is_some() != (piece.matches(FENCE).count() % 2 == 1);
        if is_open { CLOSING.len() } else { 0 }
    }

    /// Opens and closes code blocks at the fences of a piece that is about to be added.
    fn follow_fences(&mut self, piece: &str) {
        for (at, _) in piece.match_indices(FENCE) {
            self.block = match self.block {
                Some(_) => None,
                None => Some(Block { header: header(&piece[at + FENCE.len()..]), at: self.part.len() + at }),
            };
        }
    }

    /// Ends the current part. An open code block is closed, and opened again in the next part.
    fn finish(&mut self) {
        let mut part = mem::take(&mut self.part);
        self.len = 0;
        if let Some(block) = &mut self.block {
            let body = &part[block.at..];
            let is_empty = body.strip_prefix(block.header.trim_end()).is_some_and(|body| body.trim().is_empty());
            // A block that has only begun moves to the next part as a whole.
            part.truncate(if is_empty { block.at } else { part.len() });
            part.truncate(part.trim_end().len());
            if !is_empty {
                part.push_str(CLOSING);
            }
            block.at = 0;
            self.part.clone_from(&block.header);
            self.len = block.header.chars().count();
        }
        let part = part.trim_end();
        if !part.trim().is_empty() {
            self.done.push(part.to_owned());
        }
    }
}

/// What opens a code block again. `rest` is the text after the fence.
fn header(rest: &str) -> String {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || "+-#_.".contains(letter);
    let language = rest.split_once('\n').map_or("", |(language, _)| language.trim_end());
    let usable = language.len() <= MAX_LANGUAGE && language.chars().all(is_name);
    format!("{FENCE}{}\n", if usable { language } else { "" })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_texts_are_not_changed() {
        assert_eq!(split("hi"), ["hi"]);
        assert_eq!(split("```\nopen"), ["```\nopen"]);
        assert_eq!(split(" \n "), Vec::<String>::new());
    }

    #[test]
    fn lines_are_kept_whole_if_they_fit() {
        let text = format!("{}\n{}\n{}\n", "a".repeat(30), "b".repeat(30), "c".repeat(30));
        let parts = split_at(&text, 64);
        assert_eq!(parts, [format!("{}\n{}", "a".repeat(30), "b".repeat(30)), "c".repeat(30)]);
    }

    #[test]
    fn long_lines_are_cut_at_spaces_and_long_words_anywhere() {
        let parts = split_at(&"word ".repeat(30), 64);
        assert!(parts.iter().all(|part| part.split(' ').all(|word| word == "word")), "{parts:?}");
        let parts = split_at(&"ä".repeat(150), 64);
        assert_eq!(parts.iter().map(|part| part.chars().count()).sum::<usize>(), 150);
    }

    #[test]
    fn a_code_block_that_is_cut_is_closed_and_reopened() {
        let text = format!("Look:\n```rust\n{}```\ndone", "let a = 1;\n".repeat(12));
        let parts = split_at(&text, 64);
        assert!(parts.len() > 2, "{parts:?}");
        assert!(parts[0].starts_with("Look:\n```rust\nlet a = 1;\n") && parts[0].ends_with(";\n```"), "{parts:?}");
        for part in &parts[1..parts.len() - 1] {
            assert!(part.starts_with("```rust\nlet a = 1;") && part.ends_with(";\n```"), "{parts:?}");
        }
        assert!(parts.last().unwrap().ends_with("```\ndone"), "{parts:?}");
    }

    #[test]
    fn a_code_block_that_begins_at_a_cut_begins_in_the_next_part() {
        let text = format!("{}\n```py\n{}\n```", "a".repeat(50), "b".repeat(40));
        assert_eq!(split_at(&text, 64), ["a".repeat(50), format!("```py\n{}\n```", "b".repeat(40))]);
    }

    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[a-zä ]{0,80}",
            Just("\n".to_owned()),
            Just("```".to_owned()),
            Just("```rust\n".to_owned()),
            Just("`".to_owned()),
            "\\PC{0,30}",
        ];
        proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    /// The characters that a split must keep, in order.
    fn kept(text: &str) -> String {
        text.chars().filter(|letter| !letter.is_whitespace()).collect()
    }

    proptest! {
        #[test]
        fn parts_are_within_the_limit_and_their_code_blocks_are_closed(text in texts(), limit in 0_usize..200) {
            let parts = split_at(&text, limit);
            let most = limit.max(MIN_PART);
            for part in &parts {
                prop_assert!(part.chars().count() <= most, "{part:?}");
                prop_assert!(!part.trim().is_empty());
                prop_assert!(parts.len() == 1 || part.matches(FENCE).count() % 2 == 0, "{part:?}");
            }
        }

        #[test]
        fn no_character_is_lost(text in "[a-zä \n*]{0,600}", limit in 64_usize..200) {
            prop_assert_eq!(kept(&split_at(&text, limit).concat()), kept(&text));
        }
    }
}
