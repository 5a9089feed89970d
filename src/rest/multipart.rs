//! `multipart/form-data` (RFC 7578), the format of requests with files.
//!
//! It is written here because the crates that write it stream each form once, whereas a request may have to be sent
//! again with the same bytes after a 429. Files are not copied: a form is a list of chunks, and those of the files are
//! the bytes that the user passed.

use std::{
    convert::Infallible,
    fmt::Write,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use awc::body::{BodySize, MessageBody};
use bytes::Bytes;

/// The largest chunk that is passed to the connection, so that a large file is not copied into its buffer as a whole.
const PIECE: usize = 64 * 1024;

/// A complete form, which can be sent any number of times.
#[derive(Debug, Clone)]
pub(super) struct Multipart {
    boundary: Arc<str>,
    pieces: Arc<[Bytes]>,
    len: u64,
    /// The JSON of the part `payload_json`.
    json: Option<Bytes>,
    /// Whether it has files of a message: `files[0]` and so on.
    has_files: bool,
}

impl Multipart {
    /// The value of the header `Content-Type`.
    pub(super) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// The JSON of the request, without the files.
    pub(super) fn json(&self) -> Option<&Bytes> {
        self.json.as_ref()
    }

    /// Whether it has files of a message.
    pub(super) fn has_files(&self) -> bool {
        self.has_files
    }

    /// The length in bytes.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// A stream of the bytes, from the beginning.
    pub(super) fn stream(&self) -> impl MessageBody + use<> {
        Stream { pieces: Arc::clone(&self.pieces), next: 0, offset: 0, len: self.len }
    }
}

/// Builds a form.
#[derive(Debug)]
pub(super) struct Builder {
    boundary: String,
    pieces: Vec<Bytes>,
    /// The part `payload_json`.
    payload: Option<Bytes>,
    /// The parts that are texts.
    texts: serde_json::Map<String, serde_json::Value>,
    has_files: bool,
}

impl Builder {
    /// A form with a random boundary, which no file can contain on purpose.
    pub(super) fn new() -> Self {
        Self {
            boundary: format!("greenroom-{:032x}", fastrand::u128(..)),
            pieces: Vec::new(),
            payload: None,
            texts: serde_json::Map::new(),
            has_files: false,
        }
    }

    /// Adds a part.
    pub(super) fn part(&mut self, name: &str, filename: Option<&str>, content_type: Option<&str>, content: Bytes) {
        let mut head = String::new();
        // Writing to a `String` cannot fail.
        let _ = write!(head, "--{}\r\nContent-Disposition: form-data; name=\"{}\"", self.boundary, quoted(name));
        if let Some(filename) = filename {
            let _ = write!(head, "; filename=\"{}\"", quoted(filename));
        }
        if let Some(content_type) = content_type {
            let line: String = content_type.chars().filter(|letter| !letter.is_control()).collect();
            let _ = write!(head, "\r\nContent-Type: {line}");
        }
        head.push_str("\r\n\r\n");
        self.has_files |= name.starts_with("files[");
        if name == "payload_json" {
            self.payload = Some(content.clone());
        } else if filename.is_none() {
            self.texts.insert(name.to_owned(), String::from_utf8_lossy(&content).into());
        }
        self.pieces.extend([head.into(), content, Bytes::from_static(b"\r\n")]);
    }

    /// The form.
    pub(super) fn finish(mut self) -> Multipart {
        self.pieces.push(format!("--{}--\r\n", self.boundary).into());
        let len = self.pieces.iter().map(|piece| piece.len() as u64).sum();
        let texts = (!self.texts.is_empty()).then(|| serde_json::Value::from(self.texts).to_string().into());
        let (boundary, pieces, json) = (self.boundary.into(), self.pieces.into(), self.payload.or(texts));
        Multipart { boundary, pieces, len, json, has_files: self.has_files }
    }
}

/// Whether a file name is the same after it was sent.
pub(super) fn can_be_sent(name: &str) -> bool {
    quoted(name) == name
}

/// A name between quotes, as browsers write it (HTML, "multipart form data").
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// One sending of a form.
struct Stream {
    pieces: Arc<[Bytes]>,
    next: usize,
    /// How many bytes of the next piece have been passed on.
    offset: usize,
    len: u64,
}

impl MessageBody for Stream {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.len)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        while let Some(piece) = self.pieces.get(self.next) {
            let end = piece.len().min(self.offset.saturating_add(PIECE));
            if self.offset < end {
                // Both are within the piece, by the line above.
                let bytes = piece.slice(self.offset..end);
                self.offset = end;
                return Poll::Ready(Some(Ok(bytes)));
            }
            self.next += 1;
            self.offset = 0;
        }
        Poll::Ready(None)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use proptest::prelude::*;

    use super::*;

    fn sent(form: &Multipart) -> Vec<u8> {
        let mut stream = Box::pin(form.stream());
        let mut bytes = Vec::new();
        while let Poll::Ready(Some(piece)) = stream.as_mut().poll_next(&mut Context::from_waker(Waker::noop())) {
            let piece = piece.unwrap_or_else(|_| Bytes::new());
            assert!(!piece.is_empty() && piece.len() <= PIECE);
            bytes.extend_from_slice(&piece);
        }
        bytes
    }

    #[test]
    fn a_form_is_written_as_in_the_rfc() {
        let mut builder = Builder::new();
        builder.boundary = "b".to_owned();
        builder.part("payload_json", None, Some("application/json"), Bytes::from_static(b"{}"));
        builder.part("files[0]", Some("a \"b\"\r\nX: y.txt"), Some("text/plain\r\nX: y"), Bytes::from_static(b"hi"));
        builder.part("name", None, None, Bytes::new());
        let form = builder.finish();
        assert_eq!(form.content_type(), "multipart/form-data; boundary=b");
        let text = String::from_utf8(sent(&form)).unwrap();
        assert_eq!(
            text,
            "--b\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\
             Content-Type: application/json\r\n\r\n{}\r\n\
             --b\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a %22b%22%0D%0AX: y.txt\"\r\n\
             Content-Type: text/plainX: y\r\n\r\nhi\r\n\
             --b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n\r\n--b--\r\n"
        );
        assert_eq!(form.len(), text.len() as u64);
    }

    #[test]
    fn each_form_has_a_boundary_of_its_own() {
        assert_ne!(Builder::new().finish().content_type(), Builder::new().finish().content_type());
    }

    proptest! {
        #[test]
        fn every_sending_has_the_same_bytes(sizes in proptest::collection::vec(0_usize..200_000, 0..4)) {
            let mut builder = Builder::new();
            for size in &sizes {
                builder.part("f", Some("f"), None, vec![b'x'; *size].into());
            }
            let form = builder.finish();
            let first = sent(&form);
            prop_assert_eq!(first.len() as u64, form.len());
            prop_assert_eq!(first, sent(&form));
        }
    }
}
