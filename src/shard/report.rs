//! Reports of the protocol: they update the shard's entry, are logged, and become lifecycle events for the handlers.

use std::time::Duration;

use actix::Context;

use super::{actor::ShardActor, batch::BatchItem, trouble::Notice};
use crate::{
    actors::{Spawned, clock},
    event::{Lifecycle, ShardConnected, ShardDisconnected, ShardReady, ShardReconnecting, ShardResumed},
    gateway::{ReconnectReason, Report},
    identify::RefreshGateway,
};

impl ShardActor {
    /// Handles one report of the protocol.
    pub(super) fn report(&mut self, report: Report, ctx: &mut Context<Self>) {
        let (shard, now) = (self.id, clock::now());
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
                self.trouble.state_changed(state, now);
                self.set_trouble_timer(ctx);
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
                self.malformed += 1;
                let count = self.malformed;
                // The next ones have the same cause, as a rule: the log must not grow with each of them.
                if count.is_power_of_two() {
                    tracing::warn!(error, count, "a payload could not be read; it is skipped");
                } else {
                    tracing::debug!(error, count, "a payload could not be read; it is skipped");
                }
                return;
            }
            Report::Connected => {
                tracing::debug!("connected");
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
                self.session_established("ready", None);
                self.set_trouble_timer(ctx);
                Lifecycle::ShardReady(ShardReady { shard })
            }
            Report::Resumed { replayed } => {
                self.session_established("resumed", Some(replayed));
                self.set_trouble_timer(ctx);
                Lifecycle::ShardResumed(ShardResumed { shard, replayed })
            }
            Report::Reconnecting { reason, attempt, delay, resumable } => {
                if matches!(reason, ReconnectReason::IdentifyRefused { .. }) {
                    tracing::error!(%reason, ?delay, "no session start is left today; the shard waits");
                } else {
                    tracing::debug!(%reason, attempt, ?delay, resumable, "reconnecting");
                }
                if reason.is_unreachable()
                    && let Some(identify) = self.identify.get()
                {
                    // If the mailbox is full, the next failure repeats the request.
                    let _ = identify.try_send(RefreshGateway);
                }
                self.entry.update(|info| info.reconnects += 1);
                let notice = self.trouble.reconnecting(&reason, now);
                log_notice(notice);
                self.set_trouble_timer(ctx);
                Lifecycle::ShardReconnecting(ShardReconnecting { shard, reason, attempt, resumable, delay })
            }
            Report::Disconnected { reason } => {
                tracing::debug!(%reason, "disconnected");
                Lifecycle::ShardDisconnected(ShardDisconnected { shard, reason })
            }
        };
        self.batch.push(BatchItem::Lifecycle(lifecycle));
    }

    /// Logs READY or RESUMED in one line, which is all that a routine reconnect adds to the log at the level INFO: why
    /// the previous connection ended, and how long there was no session.
    fn session_established(&mut self, what: &'static str, replayed: Option<u64>) {
        let now = clock::now();
        let reason = self.trouble.reason();
        // Of the first connection there is no reason, and the start report shows how long it took.
        let after = reason.and(self.trouble.lasted(now)).map(rounded).map(tracing::field::debug);
        let reason = reason.map(tracing::field::display);
        if self.trouble.is_reported() {
            tracing::debug!(replayed, reason, after, "{what}");
        } else {
            tracing::info!(replayed, reason, after, "{what}");
        }
        log_notice(self.trouble.session_established(now));
    }

    /// Sets the timer for the next check of the trouble. A timer that fires too early is kept, since a check before its
    /// time has no effect.
    fn set_trouble_timer(&mut self, ctx: &mut Context<Self>) {
        let Some(due) = self.trouble.due() else { return };
        if self.trouble_timer.as_ref().is_some_and(|(at, _)| *at <= due) {
            return;
        }
        if let Some((_, timer)) = self.trouble_timer.take() {
            timer.cancel(ctx);
        }
        let timer = Spawned::after(due.saturating_duration_since(clock::now()), ctx, |shard: &mut Self, ctx| {
            let span = shard.span.clone();
            let _in = span.enter();
            shard.trouble_timer = None;
            log_notice(shard.trouble.check(clock::now()));
            shard.set_trouble_timer(ctx);
        });
        self.trouble_timer = Some((due, timer));
    }
}

fn log_notice(notice: Option<Notice>) {
    match notice {
        Some(Notice::Lasting { failures, lasted, reason }) => {
            let is_unreachable = reason.as_ref().is_some_and(ReconnectReason::is_unreachable);
            let (lasted, reason) = (rounded(lasted), reason.map(tracing::field::display));
            if is_unreachable {
                tracing::warn!(reason, failures, ?lasted, "the gateway cannot be reached; the shard goes on trying");
            } else {
                tracing::warn!(reason, failures, ?lasted, "the shard has no stable session; it goes on trying");
            }
        }
        Some(Notice::Over { failures, lasted }) => {
            let lasted = rounded(lasted);
            tracing::info!(failures, ?lasted, "the shard has a stable session again");
        }
        None => {}
    }
}

/// In milliseconds, and from 10 s on in seconds.
fn rounded(time: Duration) -> Duration {
    if time < Duration::from_secs(10) {
        Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    } else {
        Duration::from_secs(time.as_secs())
    }
}
