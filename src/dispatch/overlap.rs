//! The router while two sets of shards run: it handles the events of the old set and holds back those of the new one.

use std::{collections::HashMap, sync::Arc};

use actix::{Context, Handler};

use super::{
    executor::PendingCalls,
    message::{SetHoldback, TakeOver},
    router::{Recipients, Router, begin_progress, for_each_item},
};
use crate::{
    event::{Event, Lifecycle},
    reshard::{Held, Holdback, TakenOver},
    session::Begun,
    shard::{Batch, BatchItem, Fingerprint},
    state::{CallTag, GuildTracker, OrderKey},
};

impl Router {
    /// Holds back the items of a batch of the new set.
    pub(super) fn hold_back(&self, holdback: &Holdback, batch: &Batch) {
        let entry = &batch.source.entry;
        let held = |share, items| Held { entry: Arc::clone(entry), share, session: batch.session.clone(), items };
        let mut dispatch: Option<(Option<Fingerprint>, Held)> = None;
        for_each_item(batch, |item| {
            match item {
                BatchItem::Mark(mark) => {
                    self.hold(holdback, dispatch.take());
                    let share = match begin_progress(entry, &mark) {
                        Some(Begun::Fresh(share)) => Some(share),
                        _ => None,
                    };
                    dispatch = Some((mark.fingerprint, held(share, Vec::new())));
                }
                BatchItem::Lifecycle(lifecycle) => {
                    self.hold(holdback, dispatch.take());
                    let is_held = match &lifecycle {
                        Lifecycle::ShardReady(_) | Lifecycle::ShardResumed(_) => {
                            entry.set_ready();
                            true
                        }
                        // These are reported only for a set that has taken over.
                        Lifecycle::HeartbeatAcked(_) | Lifecycle::PayloadReceived(_) => false,
                        _ => true,
                    };
                    if is_held {
                        self.hold(holdback, Some((None, held(None, vec![BatchItem::Lifecycle(lifecycle)]))));
                    }
                }
                item => match &mut dispatch {
                    Some((_, held)) => held.items.push(item),
                    None => self.hold(holdback, Some((None, held(None, vec![item])))),
                },
            }
        });
        self.hold(holdback, dispatch);
        holdback.notify();
        entry.note_progress(batch.seq);
    }

    /// Holds back the items of one dispatch, or one lifecycle item.
    fn hold(&self, holdback: &Holdback, held: Option<(Option<Fingerprint>, Held)>) {
        let Some((fingerprint, held)) = held else { return };
        let known_guild_event = {
            let trackers = self.spec.trackers.lock();
            let known = |guild| trackers.values().find_map(|tracker| tracker.known(guild));
            holdback.hold(fingerprint, held, known)
        };
        if let Some(event) = known_guild_event {
            self.spec.contexts.add_missing_guild(&event);
        }
    }

    /// Handles items of the new set that the old set has not received.
    fn release(&mut self, held: Held, calls: &mut PendingCalls, ctx: &mut Context<Self>) {
        let Held { entry, share, session, items } = held;
        self.set_session(session.as_ref());
        (self.share, self.recipients) = (share, Recipients::All);
        for item in items {
            match item {
                // Neither applied to the trackers, which were replaced, nor to the cache, which has the guilds already.
                BatchItem::Event(event @ Event::Ready(_), seq) => {
                    let tag = CallTag::event(event.kind());
                    let context = self.spec.contexts.make(self.origin(entry.id, seq), tag);
                    self.deliver(entry.id, event, context, calls);
                }
                BatchItem::Lifecycle(lifecycle) => {
                    self.spec.queue_lifecycle(entry.id, lifecycle, OrderKey::Shard(entry.id), calls);
                }
                item => self.handle_item(&entry, item, calls, ctx),
            }
        }
        self.share = None;
    }
}

impl Handler<SetHoldback> for Router {
    type Result = ();

    fn handle(&mut self, SetHoldback(holdback): SetHoldback, _: &mut Self::Context) {
        self.holdback = holdback;
    }
}

impl Handler<TakeOver> for Router {
    type Result = ();

    fn handle(&mut self, _: TakeOver, ctx: &mut Self::Context) {
        let Some(holdback) = self.holdback.clone() else { return };
        let known: HashMap<_, _> = self.spec.trackers.lock().values().flat_map(GuildTracker::all_known).collect();
        let Some(TakenOver { held, trackers }) = holdback.take_over(known) else { return };
        tracing::info!(held = held.len(), "the new shards take over");
        let shards: Vec<u32> = trackers.keys().copied().collect();
        *self.spec.trackers.lock() = trackers;
        self.with_calls(|router, calls| {
            held.into_iter().for_each(|held| router.release(held, calls, ctx));
            let known = holdback.known();
            router.spec.trackers.lock().values_mut().for_each(|tracker| tracker.add_known(&known));
            router.stop_guilds_timers(ctx);
            for shard in shards {
                router.start_guilds_timer(shard, ctx);
                router.announce_guilds(shard, false, calls);
            }
        });
    }
}
