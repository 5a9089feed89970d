//! The queue of commands that wait for the session or the rate limit.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::pacing::Pacing;
use super::{Command, CommandError, Encoding, Intents, Opcode, Payload};

/// The queue of commands, in order of arrival. Only the newest presence is kept, outside the queue.
#[derive(Debug)]
pub(super) struct Outbox {
    limit: usize,
    encoding: Encoding,
    queued: VecDeque<Queued>,
    presence: Option<Queued>,
    pacing: Pacing,
}

/// A command that is checked and encoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Queued {
    /// The id of the command. `None`: the presence was not sent by a command, for example because it did not fit into
    /// IDENTIFY.
    pub(super) id: Option<u64>,
    pub(super) payload: Payload,
    pub(super) is_presence: bool,
}

impl Outbox {
    pub(super) fn new(limit: usize, encoding: Encoding) -> Self {
        Self { limit, encoding, queued: VecDeque::new(), presence: None, pacing: Pacing::new() }
    }

    /// Checks and queues a command. A presence replaces a queued one, whose id is returned.
    pub(super) fn push(&mut self, id: u64, command: &Command, intents: Intents) -> Result<Option<u64>, CommandError> {
        command.check_intents(intents)?;
        let is_presence = command.opcode() == Opcode::PresenceUpdate.as_u8();
        let queued = Queued { id: Some(id), payload: command.encode(self.encoding)?, is_presence };
        if is_presence {
            return Ok(self.presence.replace(queued).and_then(|replaced| replaced.id));
        }
        if self.queued.len() >= self.limit {
            return Err(CommandError::QueueFull { limit: self.limit });
        }
        self.queued.push_back(queued);
        Ok(None)
    }

    /// Takes the next payload that may be sent now and counts it as sent.
    pub(super) fn pop(&mut self, now: Instant) -> Option<Queued> {
        // A presence goes first. It hardly delays the others, because at most five are sent in 20 seconds.
        if self.presence.is_some() && self.pacing.presence_at().is_none_or(|at| at <= now) {
            self.pacing.note_presence(now);
            return self.presence.take();
        }
        if self.queued.is_empty() || self.pacing.payload_at().is_some_and(|at| at > now) {
            return None;
        }
        self.pacing.note(now);
        self.queued.pop_front()
    }

    /// When [`pop`](Self::pop) returns a payload next. `None`: nothing is queued, or it may be taken at any time.
    pub(super) fn next_at(&self) -> Option<Instant> {
        let presence = self.presence.as_ref().and_then(|_| self.pacing.presence_at());
        let command = self.queued.front().and_then(|_| self.pacing.payload_at());
        presence.into_iter().chain(command).min()
    }

    /// Counts a payload of the handshake, which was not queued here. The regular heartbeats are covered by the reserve.
    pub(super) fn note_sent(&mut self, now: Instant) {
        self.pacing.note(now);
    }

    /// Whether a heartbeat that Discord requests may be sent now.
    pub(super) fn may_answer(&self, now: Instant) -> bool {
        self.pacing.may_answer(now)
    }

    /// Counts a heartbeat that Discord requested.
    pub(super) fn note_answer(&mut self, now: Instant) {
        self.pacing.note_answer(now);
    }

    /// Takes the queued presence, which is sent with IDENTIFY instead.
    pub(super) fn take_presence(&mut self) -> Option<Queued> {
        self.presence.take()
    }

    pub(super) fn has_presence(&self) -> bool {
        self.presence.is_some()
    }

    /// Queues a presence that did not fit into IDENTIFY, or that may not have arrived.
    pub(super) fn put_presence(&mut self, payload: Payload, id: Option<u64>) {
        self.presence = Some(Queued { id, payload, is_presence: true });
    }

    pub(super) fn new_connection(&mut self) {
        self.pacing.new_connection();
    }

    pub(super) fn reserve_for(&mut self, heartbeat_interval: Duration) {
        self.pacing.reserve_for(heartbeat_interval);
    }

    pub(super) fn hold_until(&mut self, until: Instant) {
        self.pacing.hold_until(until);
    }

    /// Empties the queue and returns the ids of the commands that are not sent.
    pub(super) fn clear(&mut self) -> impl Iterator<Item = u64> {
        let queued = std::mem::take(&mut self.queued);
        self.presence.take().into_iter().chain(queued).filter_map(|command| command.id)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;
    use crate::gateway::{BotPresence, Status};

    fn presence(status: Status) -> Command {
        Command::Presence(BotPresence::new(status))
    }

    fn raw() -> Command {
        Command::Raw { op: 99, data: RawValue::from_string("null".to_owned()).unwrap() }
    }

    fn push(outbox: &mut Outbox, id: u64, command: &Command) -> Result<Option<u64>, CommandError> {
        outbox.push(id, command, Intents::empty())
    }

    fn drain(outbox: &mut Outbox, now: Instant) -> Vec<u64> {
        std::iter::from_fn(|| outbox.pop(now)).filter_map(|command| command.id).collect()
    }

    #[test]
    fn commands_are_sent_in_order_and_the_queue_is_bounded() {
        let now = Instant::now();
        let mut outbox = Outbox::new(3, Encoding::Json);
        for id in 0..3 {
            assert_eq!(push(&mut outbox, id, &raw()), Ok(None));
        }
        assert_eq!(push(&mut outbox, 3, &raw()), Err(CommandError::QueueFull { limit: 3 }));
        assert_eq!(drain(&mut outbox, now), [0, 1, 2]);
        assert_eq!(outbox.next_at(), None);
    }

    #[test]
    fn the_newest_presence_replaces_a_queued_one() {
        let now = Instant::now();
        let mut outbox = Outbox::new(3, Encoding::Json);
        assert_eq!(push(&mut outbox, 1, &presence(Status::Idle)), Ok(None));
        assert_eq!(push(&mut outbox, 2, &presence(Status::Dnd)), Ok(Some(1)));
        let sent = outbox.pop(now).unwrap();
        assert_eq!(sent.id, Some(2));
        assert!(sent.payload.as_text().unwrap().contains("dnd"));
        assert_eq!(outbox.pop(now), None);
    }

    #[test]
    fn the_sixth_presence_waits_and_does_not_block_commands() {
        let start = Instant::now();
        let mut outbox = Outbox::new(10, Encoding::Json);
        for id in 0..5 {
            push(&mut outbox, id, &presence(Status::Idle)).unwrap();
            assert_eq!(drain(&mut outbox, start), [id]);
        }
        push(&mut outbox, 5, &presence(Status::Idle)).unwrap();
        push(&mut outbox, 6, &raw()).unwrap();
        assert_eq!(drain(&mut outbox, start), [6]);
        let at = outbox.next_at().unwrap();
        assert!(at >= start + Duration::from_secs(20));
        assert_eq!(drain(&mut outbox, at - Duration::from_millis(1)), [0_u64; 0]);
        assert_eq!(drain(&mut outbox, at), [5]);
    }

    #[test]
    fn the_121st_payload_of_a_minute_waits_and_the_handshake_counts() {
        let start = Instant::now();
        let mut outbox = Outbox::new(500, Encoding::Json);
        outbox.reserve_for(Duration::from_millis(41_250));
        outbox.note_sent(start);
        for id in 0..300 {
            push(&mut outbox, id, &raw()).unwrap();
        }
        let first = drain(&mut outbox, start).len();
        assert_eq!(first, 120 - 6 - 1);
        let at = outbox.next_at().unwrap();
        assert!(at > start + Duration::from_secs(60));
        assert_eq!(drain(&mut outbox, at).len(), 120 - 6);
    }

    /// The limit applies to the encoded form, whose length depends on the encoding.
    #[cfg(feature = "etf")]
    #[test]
    fn commands_are_encoded_and_measured_in_the_encoding_of_the_connection() {
        let now = Instant::now();
        let mut outbox = Outbox::new(3, Encoding::Etf);
        push(&mut outbox, 1, &raw()).unwrap();
        assert!(matches!(outbox.pop(now).unwrap().payload, Payload::Binary(bytes) if bytes.starts_with(&[131, 116])));
        // Each of these quotes has two bytes in JSON and one in ETF.
        let quotes = format!("\"{}\"", "\\\"".repeat(2500));
        let quotes = Command::Raw { op: 99, data: RawValue::from_string(quotes).unwrap() };
        assert!(matches!(quotes.encode(Encoding::Json), Err(CommandError::TooLong { .. })));
        assert_eq!(push(&mut outbox, 2, &quotes), Ok(None));
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        let deep = Command::Raw { op: 99, data: RawValue::from_string(deep).unwrap() };
        assert!(matches!(push(&mut outbox, 3, &deep), Err(CommandError::Unwritable { .. })));
    }

    #[test]
    fn clearing_returns_everything_queued() {
        let mut outbox = Outbox::new(3, Encoding::Json);
        push(&mut outbox, 1, &raw()).unwrap();
        push(&mut outbox, 2, &presence(Status::Idle)).unwrap();
        assert_eq!(outbox.clear().collect::<Vec<_>>(), [2, 1]);
        assert_eq!(outbox.clear().count(), 0);
    }
}
