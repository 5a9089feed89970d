//! Unusual texts, valid and invalid, on which the reader is compared with serde_json.

use super::*;

/// White space as it may occur between tokens.
fn space() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "", "", " ", "\n", "\t\r\n  ", "                   "])
}

fn number() -> impl Strategy<Value = String> {
    const LIMITS: &[&str] = &[
        "0",
        "-0",
        "-1",
        "0.0",
        "-0.0",
        "255",
        "256",
        "-128",
        "-129",
        "65536",
        "4294967295",
        "4294967296",
        "2147483648",
        "-2147483649",
        "999999999999999999",
        "1000000000000000000",
        "-999999999999999999",
        "-1000000000000000000",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "-18446744073709551616",
        "9007199254740993",
        "1e308",
        "1.7976931348623157e308",
        "1e309",
        "-1e309",
        "5e-324",
        "1e-400",
        "2.2250738585072011e-308",
        "1E+2",
        "1e-2",
        "0e0",
        "0.1e1",
        "123456789012345678901234567890",
        "1e99999999999",
    ];
    prop_oneof![
        prop::sample::select(LIMITS).prop_map(str::to_owned),
        "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?",
        // Sometimes invalid.
        "-?[0-9]{0,3}\\.?[0-9]{0,2}[eE]?[+-]?[0-9]{0,2}",
    ]
}

fn string() -> impl Strategy<Value = String> {
    const ESCAPES: &[&str] = &[
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\b\\f\\r\\t",
        "\\u00e9",
        "\\u0000",
        "\\uFFFF",
        "\\ud83d\\ude00",
        // Invalid ones.
        "\\ud83d",
        "\\ude00",
        "\\ud83d\\u0041",
        "\\u12",
        "\\u+123",
        "\\x",
        "\\",
        "\u{1}",
        "\n",
        "\u{1f}",
    ];
    // Valid escapes are more likely, so that some texts with many strings are valid.
    let escape = prop_oneof![
        9 => prop::sample::select(&ESCAPES[..9]),
        1 => prop::sample::select(ESCAPES),
    ];
    let piece = prop_oneof![
        4 => "[a-z ,:{}\\[\\]]{0,20}",
        1 => "\\PC{0,6}".prop_map(|text| text.replace(['"', '\\'], "")),
        1 => escape.prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

/// The key of a member, often one that [`Mixed`] has.
fn name() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] =
        &["name", "count", "depth", "ratio", "flag", "kind", "list", "by_number", "by_kind", "plain", "7", "a"];
    prop_oneof![
        3 => prop::sample::select(KNOWN).prop_map(|name| format!("\"{name}\"")),
        1 => string(),
    ]
}

/// A JSON text, which is valid in most cases.
fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["null", "true", "false", "null", "true", "false", "nul", "True", "nan", ""]);
    let leaf = prop_oneof![3 => number(), 3 => string(), 2 => word.prop_map(str::to_owned)];
    let value = leaf.prop_recursive(6, 80, 8, |inner| {
        let padded = (space(), inner, space()).prop_map(|(before, value, after)| format!("{before}{value}{after}"));
        let padded = padded.boxed();
        let member = (space(), name(), space(), padded.clone())
            .prop_map(|(before, name, after, value)| format!("{before}{name}{after}:{value}"));
        prop_oneof![
            prop::collection::vec(padded, 0..6).prop_map(|values| format!("[{}]", values.join(","))),
            prop::collection::vec(member, 0..6).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    });
    (space(), value, space()).prop_map(|(before, value, after)| format!("{before}{value}{after}"))
}

/// How a text may be damaged.
#[derive(Debug, Clone)]
enum Damage {
    None,
    Cut,
    Insert(&'static str),
    Remove(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    const TOKENS: &[&str] =
        &["{", "}", "[", "]", ",", ":", "\"", "\\", "0", "-", ".", "e", " ", "\u{0}", "null", "é", "\u{a0}"];
    prop_oneof![
        Just(Damage::None),
        Just(Damage::Cut),
        prop::sample::select(TOKENS).prop_map(Damage::Insert),
        (1_usize..4).prop_map(Damage::Remove),
    ]
}

impl Damage {
    fn to(self, text: &mut String, place: prop::sample::Index) {
        let boundary = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let at = boundary(place.index(text.len() + 1));
        match self {
            Self::None => {}
            Self::Cut => text.truncate(at),
            Self::Insert(token) => text.insert_str(at, token),
            Self::Remove(count) => {
                let end = boundary((at + count).min(text.len())).max(at);
                text.replace_range(at..end, "");
            }
        }
    }
}

/// Lists and objects nested in one another; `kinds` chooses between the two.
fn nested(depth: usize, kinds: &[bool]) -> String {
    let kinds = || kinds.iter().copied().cycle().take(depth);
    let open: String = kinds().map(|list| if list { "[" } else { "{\"a\":" }).collect();
    let mut close: Vec<&str> = kinds().map(|list| if list { "]" } else { "}" }).collect();
    close.reverse();
    format!("{open}1{}", close.concat())
}

#[test]
fn depth_is_bounded_but_not_the_number_of_values() {
    for kinds in [&[true][..], &[false], &[true, false], &[false, true, true]] {
        for depth in DEPTH - 4..DEPTH + 4 {
            let text = nested(depth, kinds);
            if depth <= DEPTH {
                compare::<Value>(&text);
            }
            assert_eq!(from_str::<Value>(&text).is_ok(), depth <= DEPTH, "{depth}");
        }
    }
    let text = format!("[{}]", vec![nested(DEPTH - 1, &[true]); 300].join(","));
    compare::<Value>(&text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn damaged_texts_are_read_as_by_serde_json(mut text in text(), damage in damage(), place: prop::sample::Index) {
        damage.to(&mut text, place);
        compare::<Value>(&text);
        compare::<BTreeMap<String, Value>>(&text);
        compare::<Vec<Option<f64>>>(&text);
        compare::<i64>(&text);
        compare::<u64>(&text);
        compare::<f64>(&text);
        compare::<String>(&text);
    }

    /// A valid text gives the same result as serde_json for any type, with the same messages for mismatches. Invalid
    /// texts are not compared, because the reader does not check the values it skips.
    #[test]
    fn valid_texts_fit_types_as_with_serde_json(text in text()) {
        if serde_json::from_str::<Value>(&text).is_err() {
            return Ok(());
        }
        compare::<Mixed<'_>>(&text);
        compare::<Kind>(&text);
        compare::<(u8, Option<String>)>(&text);
        prop_assert!(from_str::<IgnoredAny>(&text).is_ok());
    }
}
