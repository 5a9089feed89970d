//! Just enough of Rust's grammar to see what a source file imports: comments and literals are blanked, paths are read.

/// The code of a source text: comments, strings and characters are blanked, so that line numbers stay as they are.
pub(crate) fn code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = literal_end(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|&it| if it == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

/// Where the comment or literal that begins at `at` ends; `at` itself if none begins there.
fn literal_end(chars: &[char], at: usize) -> usize {
    let next = chars.get(at + 1).copied();
    let inside_word = at > 0 && is_word(chars[at - 1]);
    match chars[at] {
        '/' if next == Some('/') => find(chars, at, |it| it == '\n'),
        '/' if next == Some('*') => block_comment_end(chars, at),
        '"' => quoted_end(chars, at, '"'),
        'r' if !inside_word || chars[at - 1] == 'b' || chars[at - 1] == 'c' => raw_string_end(chars, at).unwrap_or(at),
        // A lifetime has no closing quote where a character has one.
        '\'' if next == Some('\\') || chars.get(at + 2) == Some(&'\'') => quoted_end(chars, at, '\''),
        _ => at,
    }
}

fn find(chars: &[char], from: usize, wanted: impl Fn(char) -> bool) -> usize {
    (from..chars.len()).find(|&it| wanted(chars[it])).unwrap_or(chars.len())
}

fn block_comment_end(chars: &[char], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (at, depth) = (at + 2, depth + 1),
            ('*', Some('/')) => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at.min(chars.len())
}

fn quoted_end(chars: &[char], from: usize, quote: char) -> usize {
    let mut at = from + 1;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

fn raw_string_end(chars: &[char], from: usize) -> Option<usize> {
    let hashes = chars[from + 1..].iter().take_while(|&&it| it == '#').count();
    let open = from + 1 + hashes;
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let closes = |&at: &usize| {
        chars[at] == '"' && chars[at + 1..].iter().take(hashes).filter(|&&it| it == '#').count() == hashes
    };
    Some((open + 1..chars.len()).find(closes).map_or(chars.len(), |at| at + 1 + hashes))
}

fn is_word(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
}

/// A path as it is written in the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) line: usize,
    /// From `crate`, `self` or the first `super` on. A glob ends it.
    pub(crate) segments: Vec<String>,
}

#[derive(Debug, PartialEq)]
enum Token {
    Word(String),
    /// `::`
    Step,
    Other(char),
}

fn tokens(code: &str) -> Vec<(usize, Token)> {
    let chars: Vec<char> = code.chars().collect();
    let (mut tokens, mut at, mut line) = (Vec::new(), 0, 1);
    while at < chars.len() {
        let it = chars[at];
        if is_word(it) {
            let end = find(&chars, at, |it| !is_word(it));
            tokens.push((line, Token::Word(chars[at..end].iter().collect())));
            at = end;
            continue;
        }
        if it == ':' && chars.get(at + 1) == Some(&':') {
            tokens.push((line, Token::Step));
            at += 2;
            continue;
        }
        if it == '\n' {
            line += 1;
        }
        if !it.is_whitespace() {
            tokens.push((line, Token::Other(it)));
        }
        at += 1;
    }
    tokens
}

/// Every path that starts at `crate`, `self` or `super`, groups (`crate::{a, b::c}`) taken apart.
pub(crate) fn paths(code: &str) -> Vec<Path> {
    let tokens = tokens(code);
    let mut paths = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let starts = matches!(&tokens[at].1, Token::Word(it) if matches!(it.as_str(), "crate" | "self" | "super"))
            && matches!(tokens.get(at + 1), Some((_, Token::Step)))
            && (at == 0 || tokens[at - 1].1 != Token::Step);
        at = if starts { tree(&tokens, at, &[], &mut paths) } else { at + 1 };
    }
    paths
}

/// Reads one use tree, adds its paths and says where it ends.
fn tree(tokens: &[(usize, Token)], mut at: usize, above: &[String], paths: &mut Vec<Path>) -> usize {
    let line = tokens.get(at).map_or(0, |it| it.0);
    let mut segments = above.to_vec();
    loop {
        match tokens.get(at).map(|it| &it.1) {
            Some(Token::Word(word)) => segments.push(word.clone()),
            Some(Token::Other('{')) => return group(tokens, at, &segments, paths),
            // A glob, a turbofish, or the end of the text.
            _ => break,
        }
        at += 1;
        if !matches!(tokens.get(at), Some((_, Token::Step))) {
            break;
        }
        at += 1;
    }
    paths.push(Path { line, segments });
    at
}

fn group(tokens: &[(usize, Token)], open: usize, above: &[String], paths: &mut Vec<Path>) -> usize {
    let mut at = open + 1;
    loop {
        match tokens.get(at).map(|it| &it.1) {
            None => return at,
            Some(Token::Other('}')) => return at + 1,
            Some(Token::Word(word)) if word == "as" => at += 2,
            Some(Token::Word(_)) => at = tree(tokens, at, above, paths),
            Some(_) => at += 1,
        }
    }
}

/// Whether the word stands in the text as a whole.
pub(crate) fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

#[test]
fn comments_and_literals_are_no_code() {
    let text = "a // crate::x\nb /* c /* d */ e */ f \"g\\\"h\" i r#\"j\"k\"# l '\\'' m 'n' &'o p br\"q\" for";
    assert_eq!(
        code(text).split_whitespace().collect::<Vec<_>>(),
        ["a", "b", "f", "i", "l", "m", "&'o", "p", "b", "for"]
    );
    assert_eq!(code(text).lines().count(), 2);
}

#[test]
fn paths_are_found_wherever_they_stand() {
    let text = "use crate::{a::{self, B as C}, d::*};\nfn e() -> super::super::F { $crate::g::h::<u8>() }\n\
                pub(crate) use self::i::J;";
    let found: Vec<(usize, String)> = paths(text).into_iter().map(|it| (it.line, it.segments.join("::"))).collect();
    let expected = [
        (1, "crate::a::self"),
        (1, "crate::a::B"),
        (1, "crate::d"),
        (2, "super::super::F"),
        (2, "crate::g::h"),
        (3, "self::i::J"),
    ];
    assert_eq!(found, expected.map(|(line, path)| (line, path.to_owned())));
}

#[test]
fn words_are_whole() {
    assert!(has_word("a tokio b", "tokio") && has_word("tokio::spawn", "tokio"));
    assert!(!has_word("tokio_util", "tokio") && !has_word("my_tokio", "tokio"));
}
