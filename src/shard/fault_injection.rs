//! Injects faults into a shard.

use actix::Context;

use super::{actor::ShardActor, interest::Interest, payload::PayloadReader};
use crate::{
    actors::clock,
    error::{Error, Result},
    gateway::{self, Envelope, Input},
    handle::{FaultInjection, Frame},
};

impl ShardActor {
    /// Injects the fault, if the shard is connected.
    ///
    /// # Errors
    /// [`Error::NotConnected`] without a connection, or without a session to resume. [`Error::Option`] for a URL
    /// without TLS.
    pub(super) fn inject(&mut self, fault: FaultInjection, ctx: &mut Context<Self>) -> Result<()> {
        let not_connected = Err(Error::NotConnected { shard: self.id });
        let Some(socket) = self.socket.as_ref().filter(|_| self.protocol.is_open()) else { return not_connected };
        tracing::warn!(?fault, "a fault is injected");
        match fault {
            FaultInjection::Reconnect(Some(url)) if !self.protocol.may_receive_token(&url) => {
                let reason = "the shard would send its token without TLS; use wss://".to_owned();
                return Err(Error::Option { option: "url", reason });
            }
            FaultInjection::Reconnect(url) => {
                self.handle_input(Input::FaultInjection(gateway::FaultInjection::Reconnect { url }), ctx);
            }
            FaultInjection::Resume(_) if self.protocol.session().is_none() => return not_connected,
            FaultInjection::Resume(seq) => {
                self.handle_input(Input::FaultInjection(gateway::FaultInjection::Resume { seq }), ctx);
            }
            FaultInjection::Error(error) => {
                self.socket = None;
                self.handle_input(Input::Lost(error), ctx);
            }
            FaultInjection::Payload(json) => {
                let envelope = match Envelope::scan(json.as_bytes()) {
                    Ok(envelope) => envelope,
                    Err(error) => {
                        self.handle_input(Input::Malformed(error.to_string()), ctx);
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
                reader.process(&envelope, json.len(), Some(interest), &mut actions);
                self.carry_out_all(actions, ctx);
                self.set_deadline_timer(ctx);
            }
            FaultInjection::Frame(Frame::Close { code, reason }) => {
                self.handle_input(Input::CloseWith { code, reason }, ctx);
            }
            FaultInjection::Frame(frame) => {
                let size = match &frame {
                    Frame::Text(text) => Some(text.len()),
                    Frame::Binary(data) => Some(data.len()),
                    _ => None,
                };
                if !socket.send_frame(frame) {
                    return not_connected;
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
