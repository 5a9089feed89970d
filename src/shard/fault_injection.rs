//! Faults that are caused in a shard on purpose.

use actix::Context;

use super::{actor::ShardActor, interest::Interest, payload::PayloadReader};
use crate::{
    actors::clock,
    error::{Error, Result},
    gateway::{self, Envelope, Input},
    handle::{FaultInjection, Frame},
};

impl ShardActor {
    /// Causes the fault, if there is a connection.
    pub(super) fn inject(&mut self, fault: FaultInjection, ctx: &mut Context<Self>) -> Result<()> {
        let none = Err(Error::NotConnected { shard: self.id });
        let Some(socket) = self.socket.as_ref().filter(|_| self.protocol.is_open()) else { return none };
        tracing::warn!(?fault, "a fault is injected");
        match fault {
            FaultInjection::Reconnect(Some(url)) if !self.protocol.may_receive_token(&url) => {
                let reason = "the shard would tell its token to a place without TLS; use wss://".to_owned();
                return Err(Error::Option { option: "url", reason });
            }
            FaultInjection::Reconnect(url) => {
                self.feed(Input::FaultInjection(gateway::FaultInjection::Reconnect { url }), ctx)
            }
            FaultInjection::Resume(_) if self.protocol.session().is_none() => return none,
            FaultInjection::Resume(seq) => {
                self.feed(Input::FaultInjection(gateway::FaultInjection::Resume { seq }), ctx)
            }
            FaultInjection::Error(error) => {
                self.socket = None;
                self.feed(Input::Lost(error), ctx);
            }
            FaultInjection::Payload(json) => {
                let envelope = match Envelope::scan(json.as_bytes()) {
                    Ok(envelope) => envelope,
                    Err(error) => {
                        self.feed(Input::Malformed(error.to_string()), ctx);
                        return Ok(());
                    }
                };
                let interest = envelope.name.map_or(Interest::NONE, |name| self.filter.interest(name));
                let mut actions = std::mem::take(&mut self.actions);
                let mut reader = PayloadReader {
                    shard: self.id,
                    protocol: &mut self.protocol,
                    traffic: &mut self.traffic,
                    filter: &self.filter,
                    marker: &self.marker,
                    batch: &mut self.batch,
                    recycler: &mut self.recycler,
                    now: clock::now(),
                };
                reader.take(&envelope, json.len(), Some(interest), &mut actions);
                self.perform(actions, ctx);
            }
            FaultInjection::Frame(Frame::Close { code, reason }) => self.feed(Input::CloseWith { code, reason }, ctx),
            FaultInjection::Frame(frame) => {
                let size = match &frame {
                    Frame::Text(text) => Some(text.len()),
                    Frame::Binary(data) => Some(data.len()),
                    _ => None,
                };
                if !socket.frame(frame) {
                    return none;
                }
                if let Some(size) = size {
                    self.protocol.note_sent(clock::now());
                    self.entry.update(|info| {
                        info.frames_out += 1;
                        info.bytes_out += size as u64;
                    });
                }
            }
        }
        Ok(())
    }
}
