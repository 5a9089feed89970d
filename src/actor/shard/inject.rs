//! Drills: what is done to a shard so that somebody sees how it takes it.

use actix::Context;

use super::{ShardActor, desk::Desk};
use crate::{
    actor::clock,
    diagnose::{Frame, Injection},
    error::{Error, Result},
    gateway::{Envelope, FaultInjection, Input},
};

impl ShardActor {
    /// Does it, where there is a connection to do it to.
    pub(super) fn inject(&mut self, injection: Injection, ctx: &mut Context<Self>) -> Result<()> {
        let none = Err(Error::NotConnected { shard: self.id });
        let Some(socket) = self.socket.as_ref().filter(|_| self.protocol.is_open()) else { return none };
        tracing::warn!(?injection, "a drill");
        match injection {
            Injection::Reconnect(Some(url)) if !self.protocol.may_receive_token(&url) => {
                let reason = "the shard would tell its token to a place without TLS; use wss://".to_owned();
                return Err(Error::Option { option: "url", reason });
            }
            Injection::Reconnect(url) => self.feed(Input::FaultInjection(FaultInjection::Reconnect { url }), ctx),
            Injection::Resume(_) if self.protocol.session().is_none() => return none,
            Injection::Resume(seq) => self.feed(Input::FaultInjection(FaultInjection::Resume { seq }), ctx),
            Injection::Error(error) => {
                self.socket = None;
                self.feed(Input::Lost(error), ctx);
            }
            Injection::Payload(json) => {
                let envelope = match Envelope::scan(json.as_bytes()) {
                    Ok(envelope) => envelope,
                    Err(error) => {
                        self.feed(Input::Malformed(error.to_string()), ctx);
                        return Ok(());
                    }
                };
                let mut actions = std::mem::take(&mut self.actions);
                let mut desk = Desk {
                    shard: self.id,
                    protocol: &mut self.protocol,
                    traffic: &mut self.traffic,
                    wanted: &self.wanted,
                    marking: &self.marking,
                    batch: &mut self.batch,
                    spent: &mut self.spent,
                    now: clock::now(),
                };
                desk.take(&envelope, json.len(), true, &mut actions);
                self.perform(actions, ctx);
            }
            Injection::Frame(Frame::Close { code, reason }) => self.feed(Input::CloseWith { code, reason }, ctx),
            Injection::Frame(frame) => {
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
                    self.post.update(|info| {
                        info.frames_out += 1;
                        info.bytes_out += size as u64;
                    });
                }
            }
        }
        Ok(())
    }
}
