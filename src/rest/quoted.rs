//! The body of an answer, as it may be shown.

use crate::json::string_end;

/// How many bytes of a body are kept.
const LONGEST: usize = 2048;

/// The beginning of a body, of which secrets are taken out: the values of keys such as `token`, and addresses of
/// webhooks.
pub(super) fn quoted(body: &[u8]) -> Box<str> {
    let (mut shown, mut at) = (Vec::with_capacity(body.len().min(LONGEST)), 0);
    let mut key: &[u8] = b"";
    while let Some(byte) = body.get(at).filter(|_| shown.len() < LONGEST) {
        if *byte != b'"' {
            shown.push(*byte);
            at += 1;
            continue;
        }
        let end = string_end(body, at + 1).unwrap_or(body.len());
        let text = body.get(at..end).unwrap_or_default();
        let is_key = body.get(end..).unwrap_or_default().trim_ascii_start().first() == Some(&b':');
        if !is_key && (is_secret(key) || contains(text, b"/webhooks/")) {
            shown.extend_from_slice(b"\"{secret}\"");
        } else {
            shown.extend_from_slice(text);
        }
        if is_key {
            key = text;
        }
        at = end;
    }
    shown.truncate(LONGEST);
    let cut = if at < body.len() || shown.len() == LONGEST { "…" } else { "" };
    format!("{}{cut}", String::from_utf8_lossy(&shown)).into()
}

/// Whether what stands under this key is nobody's business.
fn is_secret(key: &[u8]) -> bool {
    let key = key.to_ascii_lowercase();
    [&b"token"[..], b"secret", b"session_id", b"verify_key"].iter().any(|name| contains(&key, name))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_taken_out() {
        for (body, shown) in [
            (r#"{"id":"1","name":"x"}"#, r#"{"id":"1","name":"x"}"#),
            (r#"{"token":"abc\"d","id":1}"#, r#"{"token":"{secret}","id":1}"#),
            (r#"{"access_token" : "abc","x":"abc"}"#, r#"{"access_token" : "{secret}","x":"abc"}"#),
            (r#"{"client_secret":["abc","d"]}"#, r#"{"client_secret":["{secret}","{secret}"]}"#),
            (r#"{"url":"https://discord.com/api/webhooks/1/abc"}"#, r#"{"url":"{secret}"}"#),
            (r#"{"token":"cut sho"#, r#"{"token":"{secret}""#),
            ("no json", "no json"),
            ("", ""),
        ] {
            assert_eq!(&*quoted(body.as_bytes()), shown);
        }
    }

    #[test]
    fn a_long_body_is_cut() {
        for body in ["é".repeat(5000), format!(r#"{{"a":"{}"}}"#, "x".repeat(5000)), "[1],".repeat(2000)] {
            let shown = quoted(body.as_bytes());
            assert!(shown.len() <= LONGEST + 8 && shown.ends_with('…'), "{}", shown.len());
        }
    }
}
