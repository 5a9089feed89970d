mod texts;

use std::borrow::Cow;
use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::*;

/// The maximum depth of nested values.
const DEPTH: usize = reader::DEPTH as usize;

/// A type that uses every request and kind of field that the model uses.
#[derive(Debug, PartialEq, Deserialize)]
struct Mixed<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    count: u8,
    depth: Option<i64>,
    ratio: Option<f64>,
    #[serde(default)]
    flag: bool,
    kind: Option<Kind>,
    #[serde(default)]
    list: Vec<Option<Mixed<'a>>>,
    #[serde(default)]
    by_number: BTreeMap<u64, (i8, String)>,
    #[serde(default)]
    by_kind: BTreeMap<Kind, Unit>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Plain,
    Valued(u8),
    Fields { a: bool },
}

#[derive(Debug, PartialEq, Deserialize)]
struct Unit;

/// A type without fields.
#[derive(Debug, PartialEq, Deserialize)]
struct Unread {}

/// serde_json also reads the fields of a struct from a list. The reader does not: Discord never sends a struct in this
/// form, and the code for it would be generated once more for each type.
fn is_list_for_struct(problem: &Problem) -> bool {
    problem.message.starts_with("invalid type: sequence, expected struct ")
}

fn is_lone_surrogate(text: &str, theirs: &serde_json::Error) -> bool {
    let problem = theirs.to_string();
    text.to_ascii_lowercase().contains("\\ud")
        && (problem.starts_with("unexpected end of hex escape") || problem.starts_with("lone leading surrogate"))
}

fn compare<'a, T: Deserialize<'a> + PartialEq + std::fmt::Debug>(text: &'a str) {
    let theirs = serde_json::from_str::<T>(text);
    let ours = from_str::<T>(text);
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{text}"),
        // Half of a surrogate pair is replaced by U+FFFD instead of making the text unreadable.
        (Ok(_), Err(theirs)) if is_lone_surrogate(text, &theirs) => {}
        (Err(ours), Err(theirs)) => {
            // For text that is not JSON the messages may differ.
            if theirs.is_data() && serde_json::from_str::<IgnoredAny>(text).is_ok() && !is_list_for_struct(&ours) {
                let theirs = theirs.to_string();
                assert_eq!(ours.message, theirs.split(" at line").next().unwrap(), "{text}");
            }
            assert!(ours.at <= text.len(), "{text}");
        }
        (Err(ours), Ok(_)) if is_list_for_struct(&ours) => {}
        (ours, theirs) => panic!("{text}: {ours:?}, serde_json {theirs:?}"),
    }
}

#[test]
fn types_are_read_as_by_serde_json() {
    for text in [
        r#"{"name":"a","count":5}"#,
        " {\n\t\"name\" : \"a\" ,\r\n \"count\" : 5 , \"list\" : [ null , { \"name\" : \"\", \"count\" : 0 } ] } ",
        r#"{"name":"a\"\\\/\b\f\n\r\té😀 é","count":255,"depth":-9223372036854775808,"ratio":-1.5e-3}"#,
        r#"{"name":"a","count":0,"depth":9223372036854775807,"ratio":18446744073709551615,"flag":true,"kind":"plain"}"#,
        r#"{"name":"a","count":0,"ratio":123456789012345678901234567890,"kind":{"valued":7}}"#,
        r#"{"name":"a","count":0,"ratio":-0,"kind":{"fields":{"a":false}},"by_number":{"7":[-1,"x"],"0":[1,"\n"]}}"#,
        r#"{"name":"a","count":0,"unknown":{"a":[1,"]}",{"b":"\\\""}]},"other":[],"third":{},"fourth":"\"",
        "fifth":-1.0}"#,
        r#"{"name":"a","count":0,"by_kind":{"plain":null}}"#,
    ] {
        assert!(serde_json::from_str::<Mixed<'_>>(text).is_ok(), "{text}");
        compare::<Mixed<'_>>(text);
        compare::<Value>(text);
    }
}

#[test]
fn mismatches_have_the_messages_of_serde_json() {
    for text in [
        "",
        " ",
        "{",
        "[",
        "nul",
        "{}",
        "5",
        "\"a\"",
        "true",
        "null",
        "{\"name\"",
        "{\"name\":",
        "{\"name\":\"a",
        r#"{"name":"a","count":256}"#,
        r#"{"name":"a","count":-1}"#,
        r#"{"name":"a","count":1.5}"#,
        r#"{"name":"a","count":"5"}"#,
        r#"{"name":5,"count":5}"#,
        r#"{"name":null,"count":5}"#,
        r#"{"name":"a"}"#,
        r#"{"name":"a","name":"b","count":5}"#,
        r#"{"name":"a","count":5,}"#,
        r#"{"name":"a","count":5 "flag":true}"#,
        r#"{"name":"a","count":5,"flag":"yes"}"#,
        r#"{"name":"a","count":5,"list":{}}"#,
        r#"{"name":"a","count":5,"list":[5]}"#,
        r#"{"name":"a","count":5,"kind":"strange"}"#,
        r#"{"name":"a","count":5,"by_number":{"x":[1,"a"]}}"#,
        r#"{"name":"a","count":5} 5"#,
        r#"{"name":"a","count":5}}"#,
        r#"{name:"a"}"#,
        r#"{"name""a"}"#,
    ] {
        assert!(serde_json::from_str::<Mixed<'_>>(text).is_err(), "{text}");
        compare::<Mixed<'_>>(text);
    }
    for text in [
        "01", "-", "-01", "1.", "1e", ".5", "+1", "\"\\x\"", "\"\n\"", "[1,]", "[1 2]", "[,1]", "{,}", "nan", "tru",
        "]", "}",
    ] {
        assert!(from_str::<Value>(text).is_err(), "{text}");
    }
}

#[test]
fn errors_have_the_position_of_the_value() {
    let text = r#"{"name":"a","count":"five"}"#;
    let problem = from_str::<Mixed<'_>>(text).unwrap_err();
    assert_eq!(problem.message, "invalid type: string \"five\", expected u8");
    assert_eq!(&text[..problem.at], r#"{"name":"a","count":"five""#);
}

#[test]
fn skipped_numbers_may_have_any_size() {
    for number in ["1e309", "-1E+400", "0.0e-0", "123456789012345678901234567890.5", "-0", "5"] {
        let text = format!("[{{\"unknown\":{number}}}, {number}]");
        assert!(from_str::<(Unread, IgnoredAny)>(&text).is_ok(), "{text}");
    }
    for number in ["01", "-", "1.", "1e", "1e+", ".5", "-.5", "+1", "--1", "1.e5"] {
        assert!(from_str::<IgnoredAny>(number).is_err(), "{number}");
        assert!(serde_json::from_str::<IgnoredAny>(number).is_err(), "{number}");
    }
}

#[test]
fn numeric_keys_must_be_written_as_json_numbers() {
    for name in [
        "0",
        "7",
        "-7",
        "18446744073709551615",
        "-0",
        "+7",
        "07",
        "-07",
        "",
        "-",
        "7.0",
        "7e0",
        " 7",
        "7 ",
        "seven",
        "18446744073709551616",
    ] {
        let text = format!("{{\"{name}\":1}}");
        type Unsigned = BTreeMap<u64, u8>;
        type Signed = BTreeMap<i64, u8>;
        assert_eq!(from_str::<Unsigned>(&text).ok(), serde_json::from_str::<Unsigned>(&text).ok(), "{text}");
        assert_eq!(from_str::<Signed>(&text).ok(), serde_json::from_str::<Signed>(&text).ok(), "{text}");
    }
}

/// Deeply nested lists must not overflow the stack.
#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(from_str::<Value>(&nested(DEPTH)).is_ok());
    assert!(from_str::<Value>(&nested(DEPTH + 1)).is_err());
    let problem = from_str::<Value>(&nested(100_000)).unwrap_err();
    assert_eq!(problem.message, "recursion limit exceeded");
    // Skipped values take no stack.
    assert!(from_str::<IgnoredAny>(&nested(100_000)).is_ok());
}

/// Strings of every length, so that their ends fall on every position of a block.
#[test]
fn strings_of_any_length_are_read_to_their_end() {
    for length in 0..70 {
        for last in ["", "\\n", "é", "\\\\"] {
            let text = format!("[\"{}{last}\",1]", "x".repeat(length));
            compare::<Value>(&text);
            assert!(from_str::<IgnoredAny>(&text).is_ok());
        }
    }
}

#[test]
fn the_capacity_of_a_list_is_its_length() {
    for count in [0, 1, 3, 5, 17, 23] {
        // The text behind the list has commas that do not belong to it.
        let ids: Vec<String> = (0..count).map(|n| (1_100_000_000_000_000_000_u64 + n).to_string()).collect();
        let text = format!("{} ,{}", serde_json::to_string(&ids).unwrap(), "[1,2,3],".repeat(9));
        let read: Vec<String> = deserialize::read(&text, true).unwrap().value;
        assert_eq!((read.len(), read.capacity()), (ids.len(), ids.len()));
    }
    // A long list, and one with commas in a string.
    let long = serde_json::to_string(&vec![5; 5000]).unwrap();
    assert_eq!(from_str::<Vec<u8>>(&long).unwrap(), vec![5; 5000]);
    let texts = [",".repeat(5000)];
    let read: Vec<String> = deserialize::read(&serde_json::to_string(&texts).unwrap(), false).unwrap().value;
    assert!(read == texts && read.capacity() <= 512, "{}", read.capacity());
}

#[test]
fn further_members_may_follow_only_if_allowed() {
    for text in [r#"{"x":[1]},"t":"Y""#, r#"{"x":[1]} , "#, r#"{"x":[1]}"#] {
        assert_eq!(read_start::<Value>(text).unwrap().value, serde_json::json!({"x": [1]}), "{text}");
    }
    assert!(from_str::<Value>(r#"{"x":[1]},"t":"Y""#).is_err());
    for text in [r#"{"x":[1]}}"#, r#"{"x":[1]} 2"#, r#"{"x":[1]"#, ",", ""] {
        assert!(read_start::<Value>(text).is_err(), "{text}");
    }
}

#[test]
fn escapes_are_resolved_as_by_serde_json() {
    for text in [
        r#""\u00e9\u0041 \uFFFF""#,
        r#""\ud83d\ude00 and \uD83D\uDE00""#,
        r#""\b\f\/\r\t\n\\\"""#,
        r#""plain, é, and then \u0000""#,
        // Invalid escapes.
        r#""\u12""#,
        r#""\u+123""#,
        r#""\uzzzz""#,
        r#""\x""#,
        r#""\"#,
        "\"\\n and \u{1}\"",
    ] {
        let (ours, theirs) = (from_str::<String>(text), serde_json::from_str::<String>(text));
        assert_eq!(ours.ok(), theirs.ok(), "{text}");
    }
    for (text, read) in [
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\ude00""#, "\u{fffd}"),
        (r#""\ud83dx""#, "\u{fffd}x"),
        (r#""\ud83d\u0041""#, "\u{fffd}A"),
        (r#""\ud83d\n""#, "\u{fffd}\n"),
        (r#""\ud83d\ud83d""#, "\u{fffd}\u{fffd}"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
    ] {
        assert_eq!(from_str::<String>(text).unwrap(), read, "{text}");
    }
    // The error has the position.
    assert_eq!(from_str::<String>(r#""abc\x""#).unwrap_err().at, 4);
}

fn json() -> impl Strategy<Value = Value> {
    let text = prop_oneof!["[a-z\"\\\\é\n]{0,40}", Just(String::new())];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e9_f64..1e9).prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map("[a-z\"]{0,20}", inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn values_round_trip(value in json(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        compare::<Value>(&text);
        prop_assert!(from_str::<IgnoredAny>(&text).is_ok());
    }

    /// A text with a changed byte, or a truncated text, is accepted by both readers or by neither.
    #[test]
    fn broken_texts_are_read_as_by_serde_json(
        value in json(),
        place: prop::sample::Index,
        byte in 0x20_u8..0x7f,
        cut: bool,
    ) {
        let mut text = serde_json::to_string(&value).unwrap();
        let mut at = place.index(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        if cut {
            text.truncate(at);
        } else {
            let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
            text.replace_range(at..end, char::from(byte).encode_utf8(&mut [0; 4]));
        }
        match (from_str::<Value>(&text), serde_json::from_str::<Value>(&text)) {
            (Ok(ours), Ok(theirs)) => prop_assert_eq!(ours, theirs),
            (Err(_), Err(_)) => {}
            (ours, theirs) => prop_assert!(false, "{}: {:?}, serde_json {:?}", text, ours.is_ok(), theirs.is_ok()),
        }
    }

    #[test]
    fn noise_never_panics(noise in "[\\[\\]{}\",:\\\\0-9a-e.+ -]{0,60}") {
        let _ = from_str::<Value>(&noise);
        let _ = from_str::<Mixed<'_>>(&noise);
        let _ = from_str::<IgnoredAny>(&noise);
    }
}
