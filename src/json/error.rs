//! What can go wrong when JSON is read.

use std::fmt;

use serde::de::{self, Unexpected};

/// Why a text could not be read, and the offset in bytes.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) message: String,
    pub(crate) at: usize,
}

/// What was left out of a text because it could not be read.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    /// How many values.
    pub(crate) count: usize,
    /// Why the first of them could not be read.
    pub(crate) first: Vec<Problem>,
}

/// What went wrong. The position of the error is the position of the reader.
#[derive(Debug)]
pub(super) struct Error(Box<str>);

impl Error {
    #[cold]
    #[inline(never)]
    pub(super) fn of(message: &str) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl From<Error> for String {
    fn from(Error(message): Error) -> Self {
        message.into()
    }
}

impl de::Error for Error {
    #[cold]
    #[inline(never)]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string().into())
    }

    #[cold]
    #[inline(never)]
    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("invalid type: {}, expected {expected}", Found(unexpected)))
    }

    #[cold]
    #[inline(never)]
    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("invalid value: {}, expected {expected}", Found(unexpected)))
    }
}

/// The number of characters of a string that an error message shows.
const MAX_FOUND: usize = 64;

/// The value that was found, in JSON's terms.
struct Found<'a>(Unexpected<'a>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            // serde calls null a unit value.
            Unexpected::Unit => f.write_str("null"),
            // The URL of a webhook is a secret.
            Unexpected::Str(text) if text.contains("/webhooks/") => f.write_str("string \"{secret}\""),
            Unexpected::Str(text) => match text.char_indices().nth(MAX_FOUND) {
                Some((end, _)) => write!(f, "string {:?}…", text.get(..end).unwrap_or_default()),
                None => self.0.fmt(f),
            },
            // In JSON's notation, with an exponent for large numbers.
            Unexpected::Float(number) => match serde_json::Number::from_f64(number) {
                Some(number) => write!(f, "floating point `{number}`"),
                None => self.0.fmt(f),
            },
            unexpected => unexpected.fmt(f),
        }
    }
}
