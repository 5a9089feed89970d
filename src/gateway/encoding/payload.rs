//! An outgoing message.

use std::fmt;

/// An outgoing message in its encoding. `Debug` shows only the length, because IDENTIFY and RESUME contain the token.
#[derive(Clone, PartialEq, Eq)]
pub enum Payload {
    /// A text message: JSON.
    Text(String),
    /// A binary message: ETF.
    #[cfg_attr(not(feature = "etf"), allow(dead_code, reason = "JSON is text"))]
    Binary(Vec<u8>),
}

impl Payload {
    /// The length in bytes, which Discord limits to 4096.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }

    /// Whether the payload is empty. No encoding produces an empty payload.
    #[cfg(any(test, feature = "__internals"))]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text, or `None` if the payload is binary.
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
