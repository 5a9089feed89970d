//! The seam for replays: a payload goes in as it was recorded, and no socket is needed.

use std::time::Instant;

use super::{Action, Input, Protocol};
use crate::gateway::Envelope;

impl Protocol {
    /// Takes one payload of JSON, inflated, and appends what to do: its envelope is found and given as [`Input::Received`], or as
    /// [`Input::Malformed`] where it has none.
    ///
    /// A payload of ETF goes through an [`EnvelopeReader`](crate::gateway::EnvelopeReader) first.
    ///
    /// Returns the envelope. It is an event to hand on where [`Action::Dispatch`] is among what was appended.
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
    /// let Some(Action::RequestPermit { request }) = actions.iter().find(|it| matches!(it, Action::RequestPermit { .. })) else { panic!() };
    /// let request = *request;
    /// shard.on(Input::Permit { request }, now, &mut actions);
    ///
    /// actions.clear();
    /// let ready = br#"{"op":0,"s":1,"t":"READY","d":{"session_id":"abc","resume_gateway_url":"wss://gateway.discord.gg"}}"#;
    /// let envelope = shard.on_payload(ready, now, &mut actions).unwrap();
    /// assert_eq!((envelope.name, envelope.seq), (Some("READY"), Some(1)));
    /// assert!(actions.contains(&Action::Dispatch));
    /// assert_eq!(shard.state(), ShardState::Active);
    /// ```
    pub fn on_payload<'a>(&mut self, payload: &'a [u8], now: Instant, out: &mut Vec<Action>) -> Option<Envelope<'a>> {
        match Envelope::scan(payload) {
            Ok(envelope) => {
                self.on(Input::Received(&envelope), now, out);
                Some(envelope)
            }
            Err(error) => {
                self.on(Input::Malformed(error.to_string()), now, out);
                None
            }
        }
    }
}
