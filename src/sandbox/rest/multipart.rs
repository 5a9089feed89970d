//! `multipart/form-data` (RFC 7578) as uploads use it: `payload_json`, plain fields, files.

use std::io::BufRead as _;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::percent::decode;

/// The field of a form that has the JSON of the request.
pub(super) const PAYLOAD: &str = "payload_json";

/// One file of a request.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    /// The name of the part: `files[0]`, `file`.
    pub(super) field: String,
    pub(super) filename: String,
    pub(super) content_type: String,
    pub(super) bytes: Bytes,
}

impl Upload {
    /// `n` of `files[n]`.
    pub(super) fn number(&self) -> Option<u64> {
        self.field.strip_prefix("files[")?.strip_suffix(']')?.parse().ok()
    }
}

/// The boundary in a `Content-Type`.
pub(super) fn boundary(content_type: &str) -> Option<String> {
    let rest = content_type.trim_start().strip_prefix("multipart/form-data")?;
    let (_, after) = rest.split_once("boundary=")?;
    let text = match after.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => after.split(';').next()?.trim(),
    };
    (!text.is_empty()).then(|| text.to_owned())
}

/// Parses a body into its JSON and its files. `None` if it is malformed. The JSON is `None` if `payload_json` is not
/// valid.
pub(super) fn read(body: &Bytes, boundary: &str) -> Option<(Option<Value>, Vec<Upload>)> {
    let delimiter = format!("\n--{boundary}");
    let mut payload = None;
    let mut fields = Map::new();
    let mut files = Vec::new();
    // The first delimiter may stand at the beginning, or after a preamble (RFC 2046 section 5.1.1).
    let mut at = match body.strip_prefix(format!("--{boundary}").as_bytes()) {
        Some(rest) => body.len() - rest.len(),
        None => find(body, 0, delimiter.as_bytes())? + 1 + delimiter.len(),
    };
    // A form has at least one part: the first delimiter is not the last.
    if body.get(at..)?.starts_with(b"--") {
        return None;
    }
    while !body.get(at..)?.starts_with(b"--") {
        // Spaces and tabs may follow a delimiter.
        let padding = body.get(at..)?.iter().take_while(|it| matches!(it, b' ' | b'\t')).count();
        let start = at + padding + body.get(at + padding..)?.starts_with(b"\r\n").then_some(2)?;
        let end = find(body, start, delimiter.as_bytes())?;
        let part = body.slice(start..end);
        at = end + 1 + delimiter.len();
        let head_end = headers_end(&part)?;
        let head = String::from_utf8_lossy(part.get(..head_end)?).into_owned();
        let content = part.slice(head_end + 4..);
        let disposition = header(&head, "content-disposition")?;
        let name = parameter(disposition, "name")?;
        match parameter(disposition, "filename") {
            Some(filename) => {
                let content_type = header(&head, "content-type").unwrap_or("application/octet-stream").to_owned();
                files.push(Upload { field: name, filename, content_type, bytes: content });
            }
            None if name == PAYLOAD => payload = Some(content),
            None => {
                fields.insert(name, Value::String(String::from_utf8_lossy(&content).into_owned()));
            }
        }
    }
    let body = match payload {
        Some(json) => serde_json::from_slice(&json).ok(),
        None => Some(Value::Object(fields)),
    };
    Some((body, files))
}

/// The position of the first `\r` + `delimiter` at or after `from`. Files may be large: `skip_until` searches for `\r`
/// with optimised code.
fn find(body: &[u8], from: usize, delimiter: &[u8]) -> Option<usize> {
    let mut rest = body.get(from..)?;
    loop {
        rest.skip_until(b'\r').ok().filter(|skipped| *skipped > 0)?;
        if rest.starts_with(delimiter) {
            return Some(body.len() - rest.len() - 1);
        }
    }
}

/// The position of the empty line after the headers of a part.
fn headers_end(part: &[u8]) -> Option<usize> {
    part.windows(4).take(4096).position(|it| it == b"\r\n\r\n")
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n").find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// A parameter of a header, quoted or not, with the escapes that browsers and Discord's clients use.
fn parameter(value: &str, name: &str) -> Option<String> {
    let rest = value.split(';').skip(1).find_map(|it| it.trim_start().strip_prefix(name)?.strip_prefix('='));
    // A quoted value may contain a semicolon, so it is searched in the whole header.
    let quoted = format!("; {name}=\"");
    if let Some((_, after)) = value.split_once(&quoted) {
        let mut text = String::new();
        let mut signs = after.chars();
        while let Some(sign) = signs.next() {
            match sign {
                '"' => return Some(text.replace("%22", "\"")),
                '\\' => text.extend(signs.next()),
                sign => text.push(sign),
            }
        }
        return None;
    }
    let extended = || {
        // RFC 8187: `filename*=utf-8''a%20b.txt`.
        let text = value.split(';').skip(1).find_map(|it| it.trim_start().strip_prefix(name)?.strip_prefix("*="))?;
        Some(decode(text.trim().splitn(3, '\'').nth(2)?))
    };
    rest.map(|it| it.trim().trim_matches('"').to_owned()).or_else(extended)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parts_are_separated() {
        let text = "--xYz\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\
                    Content-Type: application/json\r\n\r\n\
                    {\"content\": \"hi\"}\r\n--xYz\r\nContent-Disposition: form-data; name=\"files[3]\"; \
                    filename=\"a;\\\"b.txt\"\r\nContent-Type: text/plain\r\n\r\nline\r\n--xY\r\n\r\n--xYz--\r\n";
        let Some((Some(body), files)) = read(&Bytes::from(text), "xYz") else { panic!("not read") };
        assert_eq!(body, json!({"content": "hi"}));
        let [file] = files.as_slice() else { panic!("one file") };
        assert_eq!((file.number(), file.filename.as_str()), (Some(3), "a;\"b.txt"));
        assert_eq!((file.content_type.as_str(), &file.bytes[..]), ("text/plain", &b"line\r\n--xY\r\n"[..]));
    }

    #[test]
    fn plain_fields_are_the_body_without_payload_json() {
        let text = "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nduck\r\n--b\r\n\
                    Content-Disposition: form-data; name=file; filename=duck.png\r\n\r\n\r\n--b--";
        let Some((Some(body), files)) = read(&Bytes::from(text), "b") else { panic!("not read") };
        assert_eq!((body, files[0].filename.as_str(), files[0].bytes.len()), (json!({"name": "duck"}), "duck.png", 0));
    }

    #[test]
    fn a_preamble_padding_and_encoded_names_are_read() {
        for before in ["\r\n", "This is a multi-part message.\r\n"] {
            let text = format!(
                "{before}--b \t\r\nContent-Disposition: form-data; name=\"files[0]\"; \
                 filename*=utf-8''a%20%C3%A9.txt\r\n\r\nx\r\n--b--"
            );
            let Some((_, files)) = read(&Bytes::from(text), "b") else { panic!("{before:?} is not read") };
            assert_eq!((files[0].filename.as_str(), &files[0].bytes[..]), ("a é.txt", &b"x"[..]));
        }
        assert!(read(&Bytes::from("preamble--b\r\n\r\n\r\n--b--"), "b").is_none(), "no line break before it");
    }

    #[test]
    fn incomplete_bodies_are_refused() {
        for text in ["", "--b", "--b\r\n", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx", "nonsense"] {
            assert!(read(&Bytes::from(text), "b").is_none(), "{text}");
        }
        assert_eq!(boundary("multipart/form-data; charset=utf-8; boundary=\"a b\"").as_deref(), Some("a b"));
        assert_eq!(boundary("multipart/form-data; boundary=ab; x=y").as_deref(), Some("ab"));
        assert_eq!(boundary("application/json"), None);
    }
}
