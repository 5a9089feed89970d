//! The JSON reader, held to serde_json.

use std::collections::BTreeMap;
use std::fmt::Debug;

use greenroom::__internals::{read_json, read_json_start};
use greenroom::model::RawJson;
use serde_json::Value;

/// What JSON is made of.
pub const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "null",
    "true",
    "false",
    "-",
    "0",
    "1e",
    "E+",
    ".5",
    " ",
    "\n",
    "\\u",
    "\\ud83d",
    "\\ude00",
    "\\n",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "1e308",
    "1e309",
    "{\"a\":",
    "[[[[[[[[[[[[[[[[",
    "]]]]]]]]]]]]]]]]",
    "é",
    "\u{0}",
    "\u{1f}",
];

/// Reads a text as several types.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    same::<Value>(text);
    same::<BTreeMap<String, Value>>(text);
    same::<Vec<Option<String>>>(text);
    same::<BTreeMap<u64, f64>>(text);
    same::<(i64, u64)>(text);
    same::<f64>(text);
    if let Ok(raw) = serde_json::from_str::<RawJson>(text) {
        assert_eq!(read_json::<RawJson>(text).as_ref(), Ok(&raw), "the text is not kept to the letter");
        let followed = format!("{text},\"other\":0");
        assert_eq!(read_json_start::<RawJson>(&followed), Ok(raw), "what follows is taken for the value");
        assert!(read_json::<RawJson>(&followed).is_err(), "what follows is passed over");
    }
}

/// How deep values may lie in one another.
const DEPTH: usize = 64;

fn is_half_of_a_character(text: &str, theirs: &serde_json::Error) -> bool {
    let problem = theirs.to_string();
    text.to_ascii_lowercase().contains("\\ud")
        && (problem.starts_with("unexpected end of hex escape") || problem.starts_with("lone leading surrogate"))
}

fn same<'a, T: serde::Deserialize<'a> + PartialEq + Debug>(text: &'a str) {
    match (read_json::<T>(text), serde_json::from_str::<T>(text)) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "another value"),
        (Err(_), Err(_)) => {}
        // Ours reads less deep, and half of a character that is written as two as a replacement character.
        (Err(problem), Ok(_)) if problem == "recursion limit exceeded" && text.matches(['[', '{']).count() > DEPTH => {}
        (Ok(_), Err(problem)) if is_half_of_a_character(text, &problem) => {}
        (ours, theirs) => panic!("{ours:?}, and serde_json {theirs:?}"),
    }
}
