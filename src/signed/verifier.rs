//! Verifies signatures. It uses no socket, no clock and no web server.

use std::fmt;
use std::time::{Duration, SystemTime};

use ed25519_dalek::{Signature, VerifyingKey};

use crate::model::Timestamp;

/// The header with the signature: 128 hexadecimal digits.
pub const SIGNATURE_HEADER: &str = "x-signature-ed25519";

/// The header with the time at which the request was signed: whole seconds since the Unix epoch.
pub const TIMESTAMP_HEADER: &str = "x-signature-timestamp";

/// The default of [`Verifier::time_window`], the maximum difference between the time of a signature and the clock of
/// this machine: 15 minutes.
///
/// Discord documents no limit. It repeats a webhook event for up to 10 minutes and does not document whether it signs
/// the event again, so that a smaller window could refuse valid requests.
pub const DEFAULT_TIME_WINDOW: Duration = Duration::from_secs(15 * 60);

/// The default of [`Verifier::body_limit`], the maximum number of bytes of a body: 1 MiB.
pub const DEFAULT_BODY_LIMIT: usize = 1024 * 1024;

/// The maximum number of digits of a timestamp. Those of the year 9999 have twelve.
const MAX_DIGITS: usize = 12;

/// Verifies that Discord signed a request for one application (HTTP reference, section 11.1).
///
/// Discord signs the time and the body with Ed25519. The body must be passed exactly as it was received. If it is
/// parsed and serialized again, its signature is no longer valid.
#[derive(Clone)]
pub struct Verifier {
    key: VerifyingKey,
    time_window: Duration,
    body_limit: usize,
}

impl Verifier {
    /// A verifier with the public key of the application, which is `verify_key` of
    /// [`Application`](crate::model::Application) and is shown on its page at
    /// <https://discord.com/developers/applications>. It is not secret.
    ///
    /// * `public_key`: 64 hexadecimal digits.
    ///
    /// # Errors
    /// If the text has another form, or is not a valid public key.
    pub fn new(public_key: &str) -> Result<Self, PublicKeyError> {
        let length = public_key.chars().count();
        if length != 64 {
            return Err(PublicKeyError::Length { length });
        }
        if let Some(position) = public_key.chars().position(|it| !it.is_ascii_hexdigit()) {
            return Err(PublicKeyError::Digit { position });
        }
        let key = hexadecimal(public_key.as_bytes()).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        // For a weak key, such as 64 zeros, anybody can make valid signatures.
        let key = key.filter(|key| !key.is_weak()).ok_or(PublicKeyError::NoKey)?;
        Ok(Self { key, time_window: DEFAULT_TIME_WINDOW, body_limit: DEFAULT_BODY_LIMIT })
    }

    /// Sets the maximum difference between the time of a signature and the clock of this machine, in both directions.
    /// The default is [`DEFAULT_TIME_WINDOW`].
    ///
    /// A recorded request is refused after the window. Within the window it is accepted each time, in the same way as a
    /// request that Discord repeats. A receiver that must not act twice has to compare the ids in the body.
    #[must_use]
    pub const fn time_window(mut self, window: Duration) -> Self {
        self.time_window = window;
        self
    }

    /// Sets the maximum number of bytes that the extractors read. The default is [`DEFAULT_BODY_LIMIT`].
    #[must_use]
    pub const fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Verifies the signature of a request.
    ///
    /// * `signature`: the header [`X-Signature-Ed25519`](SIGNATURE_HEADER), if there is one.
    /// * `timestamp`: the header [`X-Signature-Timestamp`](TIMESTAMP_HEADER), if there is one.
    /// * `body`: the body as it was received.
    /// * `now`: the time of this machine's clock, [`SystemTime::now`].
    ///
    /// # Errors
    /// If a header is missing or malformed, if the signature is wrong, or if the time is outside of the
    /// [window](Self::time_window). The request must then be answered with the status 401.
    pub fn verify(
        &self,
        signature: Option<&[u8]>,
        timestamp: Option<&[u8]>,
        body: &[u8],
        now: SystemTime,
    ) -> Result<(), SignatureError> {
        self.check(&SignatureHeaders::read(signature, timestamp)?, body, now)
    }

    /// Verifies the signature and time in the headers of a request.
    pub(super) fn check(&self, headers: &SignatureHeaders, body: &[u8], now: SystemTime) -> Result<(), SignatureError> {
        let message = [headers.timestamp.as_slice(), body].concat();
        self.key.verify_strict(&message, &headers.signature).map_err(|_| SignatureError::Wrong)?;
        let now = Timestamp::from(now);
        let distance = now.since(headers.time).max(headers.time.since(now));
        if distance > self.time_window {
            return Err(SignatureError::OutsideWindow { signed: headers.time, now, window: self.time_window });
        }
        Ok(())
    }

    /// Whether both verify the signatures of the same application.
    pub(crate) fn has_key_of(&self, other: &Self) -> bool {
        self.key == other.key
    }

    /// The maximum number of bytes of a body.
    pub(super) const fn limit(&self) -> usize {
        self.body_limit
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key: String = self.key.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        f.debug_struct("Verifier")
            .field("public_key", &key)
            .field("time_window", &self.time_window)
            .field("body_limit", &self.body_limit)
            .finish()
    }
}

/// The signature and the time in the headers of a request, before they are verified.
pub(super) struct SignatureHeaders {
    signature: Signature,
    /// The text of the header, because it is part of what was signed.
    timestamp: Vec<u8>,
    time: Timestamp,
}

impl SignatureHeaders {
    /// Reads the two headers.
    pub(super) fn read(signature: Option<&[u8]>, timestamp: Option<&[u8]>) -> Result<Self, SignatureError> {
        let signature = signature.ok_or(SignatureError::MissingSignature)?;
        let timestamp = timestamp.ok_or(SignatureError::MissingTimestamp)?;
        let signature = hexadecimal(signature).ok_or(SignatureError::MalformedSignature)?;
        let seconds = seconds(timestamp).ok_or(SignatureError::MalformedTimestamp)?;
        Ok(Self {
            signature: Signature::from_bytes(&signature),
            timestamp: timestamp.to_vec(),
            time: Timestamp::from_secs(seconds),
        })
    }
}

/// Reads a number of seconds, which consists of digits only.
fn seconds(text: &[u8]) -> Option<i64> {
    let is_number = (1..=MAX_DIGITS).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
    let text = std::str::from_utf8(text).ok().filter(|_| is_number)?;
    text.parse().ok()
}

/// Reads exactly `N` bytes of two hexadecimal digits each.
fn hexadecimal<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    if text.len() != N * 2 {
        return None;
    }
    let (pairs, _) = text.as_chunks::<2>();
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        let (high, low) = (char::from(*high).to_digit(16)?, char::from(*low).to_digit(16)?);
        *byte = u8::try_from(high << 4 | low).ok()?;
    }
    Some(bytes)
}

/// Why a text is not a public key of an application. The error does not contain the text, which may be a secret that
/// was pasted by mistake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// It is too short or too long.
    #[error("a public key has 64 hexadecimal digits, and this text has {length} characters; {}", WHERE)]
    Length {
        /// The number of characters.
        length: usize,
    },
    /// It has a character that is not a hexadecimal digit.
    #[error(
        "a public key has 64 hexadecimal digits, but the character at position {position} of this text is not one; {}",
        WHERE
    )]
    Digit {
        /// The position of the first such character, in characters from the start.
        position: usize,
    },
    /// It is not an Ed25519 public key, or one for which anybody can make valid signatures.
    #[error("these 64 hexadecimal digits are not a valid Ed25519 public key; {}", WHERE)]
    NoKey,
}

/// The advice that ends each message.
const WHERE: &str = "copy it from https://discord.com/developers/applications (General Information > Public Key)";

/// Why the signature of a request is not valid. The request must be answered with the status 401.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The header with the signature is missing.
    #[error("the header X-Signature-Ed25519 is missing")]
    MissingSignature,
    /// The header with the time is missing.
    #[error("the header X-Signature-Timestamp is missing")]
    MissingTimestamp,
    /// The header with the signature is malformed.
    #[error("the header X-Signature-Ed25519 is not 128 hexadecimal digits")]
    MalformedSignature,
    /// The header with the time is malformed.
    #[error("the header X-Signature-Timestamp is not a number of seconds since 1970")]
    MalformedTimestamp,
    /// The signature does not match the time, the body and the application's key.
    #[error("the signature is wrong")]
    Wrong,
    /// The signature matches, but its time is too far in the past or in the future.
    #[error(
        "the request was signed at {signed}, and it is {now}: more than {window:?} apart. Somebody may have recorded \
         it, or the clock of this machine is wrong"
    )]
    OutsideWindow {
        /// When it was signed.
        signed: Timestamp,
        /// The time of this machine.
        now: Timestamp,
        /// The maximum difference between the two.
        window: Duration,
    },
}

#[cfg(test)]
mod tests;
