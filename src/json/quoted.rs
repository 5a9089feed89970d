//! Shortens a text for errors and `Debug`, and removes its secrets.

use std::borrow::Cow;

use super::skip::value_end;
use super::text::{string_end, unescape};

/// The number of bytes that are shown.
const MAX_SHOWN: usize = 2048;
/// The replacement of a secret.
const SECRET: &[u8] = b"\"{secret}\"";

/// The beginning of a text without secrets: the values of keys such as `token` and the URLs of webhooks are replaced.
/// If the text is not JSON but may contain a secret, only its length is shown.
pub(crate) fn quoted(text: &[u8]) -> Box<str> {
    let is_json = matches!(text.trim_ascii_start().first(), Some(b'{' | b'['));
    if !is_json && may_be_secret(text) {
        return format!("({} bytes that are not JSON)", text.len()).into();
    }
    let (mut shown, mut at) = (Vec::with_capacity(text.len().min(MAX_SHOWN)), 0);
    while let Some(byte) = text.get(at).filter(|_| shown.len() < MAX_SHOWN) {
        if *byte != b'"' {
            shown.push(*byte);
            at += 1;
            continue;
        }
        let end = string_end(text, at + 1).unwrap_or(text.len());
        let string = text.get(at..end).unwrap_or_default();
        let value = value_of(text, end);
        shown.extend_from_slice(if value.is_none() && is_webhook(string) { SECRET } else { string });
        at = end;
        if let Some(value) = value.filter(|_| is_secret(string)) {
            shown.extend_from_slice(text.get(end..value).unwrap_or_default());
            shown.extend_from_slice(SECRET);
            at = value_end(text, value).unwrap_or(text.len());
        }
    }
    let cut = at < text.len() || shown.len() > MAX_SHOWN;
    shown.truncate(MAX_SHOWN);
    format!("{}{}", String::from_utf8_lossy(&shown), if cut { "…" } else { "" }).into()
}

/// The position of the value that follows the key which ends at `end`. `None` if it is not a key.
fn value_of(text: &[u8], end: usize) -> Option<usize> {
    let colon = skip_space(text, end);
    (text.get(colon) == Some(&b':')).then(|| skip_space(text, colon + 1))
}

fn skip_space(text: &[u8], from: usize) -> usize {
    let space = text.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace());
    from + space.count()
}

/// The content of a string, without its quotes and escapes.
fn unescaped(string: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(string.get(1..).unwrap_or_default());
    match unescape(&text, 0) {
        Ok((content, _)) => Cow::Owned(content),
        Err(_) => text,
    }
}

/// Whether the value of this key is a secret.
fn is_secret(key: &[u8]) -> bool {
    may_be_secret(unescaped(key).as_bytes())
}

fn may_be_secret(text: &[u8]) -> bool {
    let text = text.to_ascii_lowercase();
    ["token", "secret", "session_id", "password", "authorization", "jwt"]
        .iter()
        .any(|name| text.windows(name.len()).any(|window| window == name.as_bytes()))
}

fn is_webhook(string: &[u8]) -> bool {
    unescaped(string).contains("/webhooks/")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn secrets_are_replaced() {
        for (body, shown) in [
            (r#"{"id":"1","name":"x"}"#, r#"{"id":"1","name":"x"}"#),
            (r#"{"token":"abc\"d","id":1}"#, r#"{"token":"{secret}","id":1}"#),
            (r#"{"access_token" : "abc","x":"abc"}"#, r#"{"access_token" : "{secret}","x":"abc"}"#),
            (r#"{"client_secret":["abc","d"],"x":1}"#, r#"{"client_secret":"{secret}","x":1}"#),
            (r#"{"token":{"value":["abc"]},"x":1}"#, r#"{"token":"{secret}","x":1}"#),
            (r#"{"access_token":123456789,"x":1}"#, r#"{"access_token":"{secret}","x":1}"#),
            (r#"{"acces\u0073_tok\u0065n":"abc"}"#, r#"{"acces\u0073_tok\u0065n":"{secret}"}"#),
            (r#"{"url":"https://discord.com/api/webhooks/1/abc"}"#, r#"{"url":"{secret}"}"#),
            (r#"{"url":"https:\/\/discord.com\/api\/webhooks\/1\/abc"}"#, r#"{"url":"{secret}"}"#),
            (r#"["https://discord.com/api/webhooks/1/abc",2]"#, r#"["{secret}",2]"#),
            (r#"{"token":"cut sho"#, r#"{"token":"{secret}""#),
            ("access_token=abc&x=1", "(20 bytes that are not JSON)"),
            ("no json", "no json"),
            ("", ""),
        ] {
            assert_eq!(&*quoted(body.as_bytes()), shown);
        }
    }

    #[test]
    fn a_long_text_is_cut() {
        for body in ["é".repeat(5000), format!(r#"{{"a":"{}"}}"#, "x".repeat(5000)), "[1],".repeat(2000)] {
            let shown = quoted(body.as_bytes());
            assert!(shown.len() <= MAX_SHOWN + 8 && shown.ends_with('…'), "{}", shown.len());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_accepted(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = quoted(&bytes);
        }

        #[test]
        fn nothing_secret_is_shown(before in "[a-z\"\\\\{}\\[\\]:, \
            ]{0,30}", key in "[a-z_]{0,4}(token|secret)[a-z_]{0,4}") {
            let text = serde_json::json!({"a": before, key: "SESAME", "z": 1}).to_string();
            let shown = quoted(text.as_bytes());
            prop_assert!(!shown.contains("SESAME") && shown.contains(r#""z":1"#), "{}", shown);
        }
    }
}
