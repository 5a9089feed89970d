//! Reports of the protocol: they update the shard's entry, are logged, and become lifecycle events for the handlers.

use super::{actor::ShardActor, batch::BatchItem};
use crate::{
    event::{Lifecycle, ShardConnected, ShardDisconnected, ShardReady, ShardReconnecting, ShardResumed},
    gateway::{ReconnectReason, Report},
    identify::RefreshGateway,
};

impl ShardActor {
    /// Handles one report of the protocol.
    pub(super) fn report(&mut self, report: Report) {
        let shard = self.id;
        let lifecycle = match report {
            Report::StateChanged(state) => {
                let (cid, session) = (self.cid, self.protocol.session());
                self.entry.update(|info| {
                    info.state = state;
                    info.cid = cid;
                    if session.is_none() {
                        (info.session_id, info.seq, info.resume_url) = (None, None, None);
                    }
                });
                tracing::debug!(%state, "state");
                return;
            }
            Report::UnknownOpcode(opcode) => {
                tracing::warn!(opcode, "Discord sent an opcode that this version does not know; please report it");
                return;
            }
            Report::ResumeUrlRefused { url } => {
                tracing::warn!(
                    url,
                    "the `resume_gateway_url` is of another domain than the gateway, or lacks its TLS; the session is \
                     resumed at the gateway's own URL. If the server is yours, add its host to \
                     `ShardConfig::resume_hosts`"
                );
                self.entry.update(|info| info.resume_url = None);
                return;
            }
            Report::Malformed { error } => {
                tracing::warn!(error, "a payload could not be read; it is skipped");
                return;
            }
            Report::Connected => {
                tracing::info!("connected");
                Lifecycle::ShardConnected(ShardConnected { shard })
            }
            Report::Ready { session_id } => {
                self.span =
                    tracing::info_span!(parent: None, "shard", id = self.id, cid = self.cid, session = session_id);
                let url = self.protocol.session().and_then(|session| session.resume_url.as_deref()).map(Into::into);
                // Set before the router has READY, to the sequence number before READY: if the shard dies before READY
                // is delivered, it resumes from there. Discord then sends READY again, or refuses the resume.
                let before = self.protocol.session().map(|session| session.seq.saturating_sub(1));
                self.entry.update(|info| {
                    (info.session_id, info.resume_url, info.seq) = (Some(session_id.into()), url, before);
                });
                tracing::info!("ready");
                Lifecycle::ShardReady(ShardReady { shard })
            }
            Report::Resumed { replayed } => {
                tracing::info!(replayed, "resumed");
                Lifecycle::ShardResumed(ShardResumed { shard, replayed })
            }
            Report::Reconnecting { reason, attempt, delay, resumable } => {
                let is_unreachable = matches!(
                    reason,
                    ReconnectReason::ConnectFailed { .. }
                        | ReconnectReason::ConnectTimeout
                        | ReconnectReason::HelloTimeout
                );
                if matches!(reason, ReconnectReason::IdentifyRefused { .. }) {
                    tracing::error!(%reason, ?delay, "no session start is left today; the shard waits");
                } else if is_unreachable && attempt <= 1 {
                    tracing::warn!(%reason, attempt, ?delay, resumable, "the gateway cannot be reached; reconnecting");
                } else {
                    tracing::info!(%reason, attempt, ?delay, resumable, "reconnecting");
                }
                if is_unreachable && let Some(identify) = self.identify.get() {
                    // If the mailbox is full, the next failure repeats the request.
                    let _ = identify.try_send(RefreshGateway);
                }
                self.entry.update(|info| info.reconnects += 1);
                Lifecycle::ShardReconnecting(ShardReconnecting { shard, reason, attempt, resumable, delay })
            }
            Report::Disconnected { reason } => {
                tracing::info!(%reason, "disconnected");
                Lifecycle::ShardDisconnected(ShardDisconnected { shard, reason })
            }
        };
        self.batch.push(BatchItem::Lifecycle(lifecycle));
    }
}
