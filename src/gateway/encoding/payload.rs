//! What goes out in one message.

use std::fmt;

/// A message to send, as its encoding wants it. It shows nobody more than its length, as IDENTIFY and RESUME carry the
/// token.
#[derive(Clone, PartialEq, Eq)]
pub enum Payload {
    /// A text message: JSON.
    Text(String),
    /// A binary message: ETF.
    #[cfg_attr(not(feature = "etf"), allow(dead_code, reason = "JSON is text"))]
    Binary(Vec<u8>),
}

impl Payload {
    /// How long it is, in bytes. This is what Discord's limit of 4096 counts.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }

    /// Whether there is nothing in it. No encoding writes such a payload.
    #[cfg(any(test, feature = "__internals"))]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text, unless it is binary.
    #[cfg(any(test, feature = "__internals"))]
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Binary(_) => None,
        }
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Text(_) => "text",
            Self::Binary(_) => "binary",
        };
        write!(f, "Payload({kind}, {} bytes)", self.len())
    }
}
