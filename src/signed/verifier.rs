//! The check of a signature: no socket, no clock, no web server.

use std::fmt;
use std::time::{Duration, SystemTime};

use ed25519_dalek::{Signature, VerifyingKey};

use crate::model::Timestamp;

/// The header with the signature: 128 hexadecimal digits.
pub const SIGNATURE_HEADER: &str = "x-signature-ed25519";

/// The header with the time at which the request was signed: whole seconds since the Unix epoch.
pub const TIMESTAMP_HEADER: &str = "x-signature-timestamp";

/// How far the time of a signature may be from the clock of this machine, unless [`Verifier::time_window`] says
/// otherwise: 15 minutes.
///
/// Discord documents no bound. It sends a webhook event again for up to 10 minutes and does not say whether it signs it
/// anew, so that a smaller window could refuse what Discord has just sent.
pub const DEFAULT_TIME_WINDOW: Duration = Duration::from_secs(15 * 60);

/// How many bytes of a body are read, unless [`Verifier::body_limit`] says otherwise: 1 MiB.
pub const DEFAULT_BODY_LIMIT: usize = 1024 * 1024;

/// The most digits that a timestamp may have. Those of the year 9999 have twelve.
const MOST_DIGITS: usize = 12;

/// Tells whether a request was signed by Discord for one application (HTTP reference, section 11.1).
///
/// Discord signs the time and the body with Ed25519. The body must be given as it came, byte for byte: what was parsed
/// and written again has another signature.
#[derive(Clone)]
pub struct Verifier {
    key: VerifyingKey,
    time_window: Duration,
    body_limit: usize,
}

impl Verifier {
    /// A verifier with the public key of the application, which is `verify_key` of
    /// [`Application`](crate::model::Application) and stands on its page at
    /// <https://discord.com/developers/applications>. It is no secret.
    ///
    /// * `public_key`: 64 hexadecimal digits.
    ///
    /// # Errors
    /// If it is anything else, or no key that could have signed.
    pub fn new(public_key: &str) -> Result<Self, PublicKeyError> {
        let length = public_key.chars().count();
        if length != 64 {
            return Err(PublicKeyError::Length { length });
        }
        if let Some(position) = public_key.chars().position(|it| !it.is_ascii_hexdigit()) {
            return Err(PublicKeyError::Digit { position });
        }
        let key = hexadecimal(public_key.as_bytes()).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        // For a weak key, such as 64 zeros, anybody can make signatures.
        let key = key.filter(|key| !key.is_weak()).ok_or(PublicKeyError::NoKey)?;
        Ok(Self { key, time_window: DEFAULT_TIME_WINDOW, body_limit: DEFAULT_BODY_LIMIT })
    }

    /// Sets how far the time of a signature may be from the clock of this machine, before it or after it.
    /// [`DEFAULT_TIME_WINDOW`] unless set.
    ///
    /// A request that somebody has recorded is refused once the window is over. Until then it counts as signed each
    /// time, as does one that Discord sends again: whoever must not act twice compares the ids of what it is about.
    #[must_use]
    pub const fn time_window(mut self, window: Duration) -> Self {
        self.time_window = window;
        self
    }

    /// Sets how many bytes of a body the extractors read before they refuse it. [`DEFAULT_BODY_LIMIT`] unless set.
    #[must_use]
    pub const fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Checks the signature of a request.
    ///
    /// * `signature`: The header [`X-Signature-Ed25519`](SIGNATURE_HEADER), if it is there.
    /// * `timestamp`: The header [`X-Signature-Timestamp`](TIMESTAMP_HEADER), if it is there.
    /// * `body`: The body as it came.
    /// * `now`: The time of this machine's clock, [`SystemTime::now`].
    ///
    /// # Errors
    /// If one of the headers is missing or malformed, if the signature is wrong, or if the time is outside of the
    /// [window](Self::time_window). Each is to be answered with the status 401.
    pub fn verify(
        &self,
        signature: Option<&[u8]>,
        timestamp: Option<&[u8]>,
        body: &[u8],
        now: SystemTime,
    ) -> Result<(), SignatureError> {
        self.check(&Claim::read(signature, timestamp)?, body, now)
    }

    /// Checks what the headers of a request claim.
    pub(super) fn check(&self, claim: &Claim, body: &[u8], now: SystemTime) -> Result<(), SignatureError> {
        let message = [claim.timestamp.as_slice(), body].concat();
        self.key.verify_strict(&message, &claim.signature).map_err(|_| SignatureError::Wrong)?;
        let now = Timestamp::from(now);
        let distance = now.since(claim.time).max(claim.time.since(now));
        if distance > self.time_window {
            return Err(SignatureError::OutsideWindow { signed: claim.time, now, window: self.time_window });
        }
        Ok(())
    }

    /// How many bytes of a body are read.
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

/// What the headers of a request claim: that this signature was made at this time.
pub(super) struct Claim {
    signature: Signature,
    /// As it stands in the header, for that is what was signed.
    timestamp: Vec<u8>,
    time: Timestamp,
}

impl Claim {
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

/// Reads a number of seconds, which has digits only.
fn seconds(text: &[u8]) -> Option<i64> {
    let is_number = (1..=MOST_DIGITS).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
    let text = std::str::from_utf8(text).ok().filter(|_| is_number)?;
    text.parse().ok()
}

/// Reads exactly `N` bytes, each of them two hexadecimal digits.
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

/// Why a text is no public key of an application. It does not hold the text, which may be something that was pasted by
/// mistake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// It is too short or too long.
    #[error("a public key has 64 hexadecimal digits, and this text has {length} characters; {}", WHERE)]
    Length {
        /// How many characters it has.
        length: usize,
    },
    /// It has a character that is no hexadecimal digit.
    #[error(
        "a public key has 64 hexadecimal digits, and the character at position {position} of this text is none; {}",
        WHERE
    )]
    Digit {
        /// Where the first one stands, in characters from the beginning.
        position: usize,
    },
    /// It is no public key of Ed25519, or one for which anybody can make signatures.
    #[error("these 64 hexadecimal digits are no public key of Ed25519; {}", WHERE)]
    NoKey,
}

/// Where the key is found.
const WHERE: &str = "copy it from https://discord.com/developers/applications (General Information > Public Key)";

/// Why a request does not count as signed by Discord. The answer to each is the status 401.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// There is no header with the signature.
    #[error("the header X-Signature-Ed25519 is missing")]
    MissingSignature,
    /// There is no header with the time.
    #[error("the header X-Signature-Timestamp is missing")]
    MissingTimestamp,
    /// The header with the signature has no signature.
    #[error("the header X-Signature-Ed25519 is not 128 hexadecimal digits")]
    MalformedSignature,
    /// The header with the time has no time.
    #[error("the header X-Signature-Timestamp is not a number of seconds since 1970")]
    MalformedTimestamp,
    /// The time and the body were not signed with the application's key.
    #[error("the signature is wrong")]
    Wrong,
    /// The signature is right, but was made too long ago, or in the future.
    #[error(
        "the request was signed at {signed}, and it is {now}: more than {window:?} apart. Somebody may have recorded it, \
         or the clock of this machine is wrong"
    )]
    OutsideWindow {
        /// When it was signed.
        signed: Timestamp,
        /// The time of this machine.
        now: Timestamp,
        /// How far the two may be apart.
        window: Duration,
    },
}

#[cfg(test)]
mod tests;
