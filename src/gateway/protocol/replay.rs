//! The entry point for replays of recorded payloads, which need no socket.

use std::time::Instant;

use super::{Action, Input, Protocol};
use crate::gateway::Envelope;

impl Protocol {
    /// Takes one uncompressed JSON payload and appends what to do: its envelope is read and given to
    /// [`on_envelope`](Self::on_envelope). If it cannot be read, [`Input::Malformed`] is given to [`on`](Self::on).
    ///
    /// For a payload of ETF, use an [`EnvelopeReader`](crate::gateway::EnvelopeReader) and
    /// [`on_envelope`](Self::on_envelope).
    ///
    /// Returns the envelope and whether it is a new event, or `None` if it could not be read.
    ///
    /// ```
    /// use std::time::Instant;
    /// use greenroom::__internals::{Action, Input, Protocol};
    /// use greenroom::gateway::{Intents, ShardConfig, ShardState, Token};
    ///
    /// let now = Instant::now();
    /// let config = ShardConfig::new(Token::new("secret").unwrap(), Intents::GUILDS);
    /// let mut shard = Protocol::new(config, None, 1, now);
    /// let mut actions = Vec::new();
    /// shard.on(Input::Start, now, &mut actions);
    /// shard.on(Input::Opened, now, &mut actions);
    ///
    /// shard.on_payload(br#"{"op":10,"d":{"heartbeat_interval":41250}}"#, now, &mut actions);
    /// assert!(actions.contains(&Action::RequestPermit { request: 1 }));
    /// shard.on(Input::Permit { request: 1 }, now, &mut actions);
    ///
    /// actions.clear();
    /// let ready = br#"{"op":0,"s":1,"t":"READY","d":{"session_id":"abc"}}"#;
    /// let (envelope, is_event) = shard.on_payload(ready, now, &mut actions).unwrap();
    /// assert_eq!((envelope.name, envelope.seq), (Some("READY"), Some(1)));
    /// assert!(is_event);
    /// assert_eq!(shard.state(), ShardState::Active);
    /// ```
    pub fn on_payload<'a>(
        &mut self,
        payload: &'a [u8],
        now: Instant,
        out: &mut Vec<Action>,
    ) -> Option<(Envelope<'a>, bool)> {
        match Envelope::scan(payload) {
            Ok(envelope) => {
                let is_event = self.on_envelope(&envelope, now, out);
                Some((envelope, is_event))
            }
            Err(error) => {
                self.on(Input::Malformed(error.to_string()), now, out);
                None
            }
        }
    }
}
