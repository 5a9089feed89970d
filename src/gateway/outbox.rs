//! What a bot wants to send and the shard has not sent yet: commands wait for the session and for their turn.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::pacing::Pacing;
use super::{Command, CommandError, Encoding, Intents, Opcode, Payload};

/// Commands in the order they came, except that presences stand by themselves: only the newest counts.
#[derive(Debug)]
pub(super) struct Outbox {
    limit: usize,
    encoding: Encoding,
    waiting: VecDeque<Waiting>,
    presence: Option<Waiting>,
    pacing: Pacing,
}

/// A command that is written and checked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    /// Its name. A presence that nobody commands, but which did not fit into IDENTIFY, has none.
    pub(super) id: Option<u64>,
    pub(super) payload: Payload,
    pub(super) is_presence: bool,
}

impl Outbox {
    pub(super) fn new(limit: usize, encoding: Encoding) -> Self {
        Self { limit, encoding, waiting: VecDeque::new(), presence: None, pacing: Pacing::new() }
    }

    /// Takes a command and checks it. A presence overtakes one that waits; its name is the result.
    pub(super) fn push(&mut self, id: u64, command: &Command, intents: Intents) -> Result<Option<u64>, CommandError> {
        command.check_intents(intents)?;
        let is_presence = command.opcode() == Opcode::PresenceUpdate.as_u8();
        let waiting = Waiting { id: Some(id), payload: command.encode(self.encoding)?, is_presence };
        if is_presence {
            return Ok(self.presence.replace(waiting).and_then(|overtaken| overtaken.id));
        }
        if self.waiting.len() >= self.limit {
            return Err(CommandError::QueueFull { limit: self.limit });
        }
        self.waiting.push_back(waiting);
        Ok(None)
    }

    /// Takes the next payload that may be sent now, as sent.
    pub(super) fn pop(&mut self, now: Instant) -> Option<Waiting> {
        // A presence goes first: it cannot keep the others waiting, as only five come in 20 seconds.
        if self.presence.is_some() && self.pacing.presence_at().is_none_or(|at| at <= now) {
            self.pacing.note_presence(now);
            return self.presence.take();
        }
        if self.waiting.is_empty() || self.pacing.payload_at().is_some_and(|at| at > now) {
            return None;
        }
        self.pacing.note(now);
        self.waiting.pop_front()
    }

    /// When [`pop`](Self::pop) has something next. `None` if nothing waits, or what waits may be popped at any time.
    pub(super) fn next_at(&self) -> Option<Instant> {
        let presence = self.presence.as_ref().and_then(|_| self.pacing.presence_at());
        let command = self.waiting.front().and_then(|_| self.pacing.payload_at());
        presence.into_iter().chain(command).min()
    }

    /// Takes note of a payload that does not wait here: the handshake, and beats that Discord asks for. The regular
    /// ones have their room reserved.
    pub(super) fn note_sent(&mut self, now: Instant) {
        self.pacing.note(now);
    }

    /// Takes the presence that waits: IDENTIFY has it now.
    pub(super) fn take_presence(&mut self) -> Option<Waiting> {
        self.presence.take()
    }

    pub(super) fn has_presence(&self) -> bool {
        self.presence.is_some()
    }

    /// Puts a presence that did not fit into IDENTIFY, or may not have arrived, where the others wait.
    pub(super) fn put_presence(&mut self, payload: Payload, id: Option<u64>) {
        self.presence = Some(Waiting { id, payload, is_presence: true });
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

    /// Empties it, and names what will not be sent.
    pub(super) fn clear(&mut self) -> impl Iterator<Item = u64> {
        let waiting = std::mem::take(&mut self.waiting);
        self.presence.take().into_iter().chain(waiting).filter_map(|command| command.id)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;
    use crate::gateway::{PresenceUpdate, Status};

    fn presence(status: Status) -> Command {
        Command::Presence(PresenceUpdate::new(status))
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
    fn commands_go_in_order_and_at_most_so_many_wait() {
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
    fn the_newest_presence_wins_and_names_the_one_it_overtakes() {
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
    fn the_sixth_presence_waits_and_stops_nothing_else() {
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

    /// The limit is of what is sent: ETF has its own lengths.
    #[cfg(feature = "etf")]
    #[test]
    fn commands_are_written_and_measured_in_the_encoding_of_the_connection() {
        let now = Instant::now();
        let mut outbox = Outbox::new(3, Encoding::Etf);
        push(&mut outbox, 1, &raw()).unwrap();
        assert!(matches!(outbox.pop(now).unwrap().payload, Payload::Binary(bytes) if bytes.starts_with(&[131, 116])));
        // As JSON each of these quotes is two bytes, as ETF one.
        let quotes = format!("\"{}\"", "\\\"".repeat(2500));
        let quotes = Command::Raw { op: 99, data: RawValue::from_string(quotes).unwrap() };
        assert!(matches!(quotes.encode(Encoding::Json), Err(CommandError::TooLong { .. })));
        assert_eq!(push(&mut outbox, 2, &quotes), Ok(None));
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        let deep = Command::Raw { op: 99, data: RawValue::from_string(deep).unwrap() };
        assert!(matches!(push(&mut outbox, 3, &deep), Err(CommandError::Unwritable { .. })));
    }

    #[test]
    fn clearing_names_everything_that_waits() {
        let mut outbox = Outbox::new(3, Encoding::Json);
        push(&mut outbox, 1, &raw()).unwrap();
        push(&mut outbox, 2, &presence(Status::Idle)).unwrap();
        assert_eq!(outbox.clear().collect::<Vec<_>>(), [2, 1]);
        assert_eq!(outbox.clear().count(), 0);
    }
}
