//! [`HandlerCall`]: the call of a handler that requests belong to.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// The longest reason for an audit log, in characters.
const LONGEST_REASON: usize = 512;

/// The call of a handler. [`Context::call`](crate::Context::call) returns it, and the [`Http`](super::Http) of a
/// context carries it.
///
/// * An entry that a request makes in the audit log of a guild has the handler and the event as its reason, unless the
///   request has a [reason](super::Call::reason).
/// * The nonces of messages are made from the session, the sequence number, the handler, and the number of messages
///   that were created in this call before. If a handler is called again for the same event, its messages have the same
///   nonces, so that Discord does not write them twice within a few minutes.
#[derive(Debug)]
pub struct HandlerCall {
    session: Option<Arc<str>>,
    seq: Option<u64>,
    handler: &'static str,
    /// Distinguishes handlers of one name.
    nth: u16,
    event: &'static str,
    /// How many messages were created in this call.
    messages: AtomicU32,
}

impl HandlerCall {
    pub(crate) fn new(
        session: Option<Arc<str>>,
        seq: Option<u64>,
        (handler, nth): (&'static str, u16),
        event: &'static str,
    ) -> Self {
        Self { session, seq, handler, nth, event, messages: AtomicU32::new(0) }
    }

    /// The [name](crate::handler::EventHandler::name) of the handler.
    #[must_use]
    pub fn handler(&self) -> &'static str {
        self.handler
    }

    /// The name of the event's kind: `MESSAGE_CREATE`, `SHARD_READY` for a lifecycle event, or `task`.
    #[must_use]
    pub fn event(&self) -> &'static str {
        self.event
    }

    /// The id of the session in which the event came. `None` for lifecycle events.
    #[must_use]
    pub fn session(&self) -> Option<&str> {
        self.session.as_deref().filter(|_| self.seq.is_some())
    }

    /// The sequence number of the event in its session. `None` for lifecycle events.
    #[must_use]
    pub fn sequence(&self) -> Option<u64> {
        self.seq
    }

    /// The nonce for the next message of this call: at most 25 characters. `None` if nothing identifies the event.
    pub(super) fn nonce(&self) -> Option<String> {
        let seq = self.seq?;
        let hash = Fnv::new()
            .text(self.session.as_deref()?)
            .bytes(&seq.to_be_bytes())
            .text(self.handler)
            .bytes(&self.nth.to_be_bytes())
            .text(self.event);
        let number = self.messages.fetch_add(1, Ordering::Relaxed);
        Some(format!("{:016x}-{number:x}", hash.0))
    }

    /// The default reason for the audit log.
    pub(super) fn reason(&self) -> String {
        let reason = format!("{}: {}", self.handler, self.event);
        reason.chars().take(LONGEST_REASON).collect()
    }
}

/// FNV-1a, 64 bits. The nonces of a restarted bot, which may have been built by another compiler, must be the same, so
/// that the hash of the standard library cannot be used.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    /// A text with an end that no text contains.
    fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes()).bytes(&[0xff])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(session: &str, seq: u64, handler: (&'static str, u16), event: &'static str) -> HandlerCall {
        HandlerCall::new(Some(session.into()), Some(seq), handler, event)
    }

    #[test]
    fn nonces_are_those_of_the_call() {
        let nonces = |call: &HandlerCall| [call.nonce().unwrap(), call.nonce().unwrap()];
        let first = call("session", 7, ("Ping", 0), "MESSAGE_CREATE");
        let expected = nonces(&first);
        // Another version of this library must make the same nonces.
        assert_eq!(expected, ["04a2394c7d7eaeb3-0", "04a2394c7d7eaeb3-1"]);
        assert_eq!(nonces(&call("session", 7, ("Ping", 0), "MESSAGE_CREATE")), expected);
        for other in [
            call("sessions", 7, ("Ping", 0), "MESSAGE_CREATE"),
            call("session", 8, ("Ping", 0), "MESSAGE_CREATE"),
            call("session", 7, ("Pong", 0), "MESSAGE_CREATE"),
            call("session", 7, ("Ping", 1), "MESSAGE_CREATE"),
            call("session", 7, ("Ping", 0), "raw"),
        ] {
            assert!(nonces(&other).iter().all(|nonce| !expected.contains(nonce)), "{other:?}");
        }
        let longest = call("s", u64::MAX, ("h", 0), "e");
        longest.messages.store(u32::MAX, Ordering::Relaxed);
        assert_eq!(longest.nonce().unwrap().len(), 25);
    }

    #[test]
    fn a_call_that_no_event_caused_has_no_nonces() {
        assert_eq!(HandlerCall::new(Some("s".into()), None, ("Ping", 0), "SHARD_READY").nonce(), None);
        assert_eq!(HandlerCall::new(None, Some(7), ("Ping", 0), "MESSAGE_CREATE").nonce(), None);
    }

    #[test]
    fn the_reason_names_handler_and_event() {
        assert_eq!(call("s", 7, ("bot::Ping", 0), "MESSAGE_CREATE").reason(), "bot::Ping: MESSAGE_CREATE");
    }
}
