//! The payloads that are sent.

use std::time::Instant;

use super::phase::{AfterClose, Phase, PresenceDelivery};
use super::{Action, Protocol, later};
use crate::gateway::outbox::Queued;
use crate::gateway::{Command, CommandError, MAX_PAYLOAD_SENT, Opcode, handshake};

impl Protocol {
    pub(super) fn identify(&mut self, now: Instant, out: &mut Vec<Action>) {
        let queued = self.outbox.take_presence();
        self.presence_delivery = PresenceDelivery::Arrived;
        let mut payload = handshake::identify(&self.config, self.presence.as_ref());
        match (queued, &self.presence) {
            (queued, Some(presence)) if payload.len() > MAX_PAYLOAD_SENT => {
                // The presence may be too long in one payload with the token and the rest. Afterwards it is sent
                // separately.
                payload = handshake::identify(&self.config, None);
                let presence = self.config.encoding.write(Opcode::PresenceUpdate, presence);
                self.outbox.put_presence(presence, queued.and_then(|queued| queued.id));
            }
            (Some(Queued { id: Some(id), .. }), _) => out.push(Action::CommandSent { id }),
            _ => {}
        }
        out.push(Action::Send(payload));
        self.outbox.note_sent(now);
        self.enter(Phase::Identifying { deadline: later(now, self.config.timeouts.ready) }, out);
    }

    /// Sends the presence again that may have been lost with the previous connection, unless a newer one is queued.
    pub(super) fn resend_presence(&mut self) {
        if std::mem::take(&mut self.presence_delivery) == PresenceDelivery::MaybeLost
            && !self.outbox.has_presence()
            && let Some(presence) = &self.presence
        {
            let payload = self.config.encoding.write(Opcode::PresenceUpdate, presence);
            self.outbox.put_presence(payload, None);
        }
    }

    pub(super) fn beat(&mut self, out: &mut Vec<Action>) {
        self.beats += 1;
        out.push(Action::Send(handshake::heartbeat(self.config.encoding, self.seq)));
    }

    pub(super) fn command(&mut self, id: u64, command: Command, out: &mut Vec<Action>) {
        if matches!(self.phase, Phase::Stopped | Phase::Closing { then: AfterClose::Finish(_), .. }) {
            return out.push(Action::CommandRefused { id, error: CommandError::Stopped });
        }
        match self.outbox.push(id, &command, self.config.intents) {
            Ok(replaced) => out.extend(replaced.map(|id| Action::CommandSent { id })),
            Err(error) => return out.push(Action::CommandRefused { id, error }),
        }
        if let Command::Presence(presence) = command {
            self.presence = Some(presence);
        }
    }

    /// Sends queued payloads, as far as the session and the limits allow.
    pub(super) fn flush(&mut self, now: Instant, out: &mut Vec<Action>) {
        if !matches!(self.phase, Phase::Active) {
            return;
        }
        while let Some(Queued { id, payload, is_presence }) = self.outbox.pop(now) {
            if is_presence {
                self.presence_delivery = PresenceDelivery::Unproven { beats: self.beats };
            }
            out.push(Action::Send(payload));
            out.extend(id.map(|id| Action::CommandSent { id }));
        }
    }
}
