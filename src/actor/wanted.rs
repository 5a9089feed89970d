//! Which dispatches are decoded at all.

use super::router::Occurrence;
use crate::{
    event::{Event, EventKind, EventKinds, LifecycleKinds},
    gateway::Envelope,
    handler::{Failure, FailureCause, Interests},
};

/// What the handlers, the cache and the bot itself want to see. An event that nobody wants costs its inflating and the scan of
/// its envelope.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    kinds: EventKinds,
    raw: bool,
    /// Whether a handler watches every payload.
    pub(super) payloads: bool,
    /// Whether a handler wants to know of each heartbeat.
    pub(super) heartbeats: bool,
}

impl Wanted {
    pub(super) fn new(handlers: &[Interests], cache: EventKinds) -> Self {
        // Member requests and the roster of guilds are the bot's own business.
        let own = [EventKind::Ready, EventKind::MembersChunk, EventKind::RateLimited];
        let mut wanted = Self { kinds: cache, raw: false, payloads: false, heartbeats: false };
        own.into_iter().for_each(|kind| wanted.kinds.insert(kind));
        for interests in handlers {
            wanted.kinds |= interests.events;
            wanted.raw |= interests.raw;
            wanted.payloads |= interests.lifecycle.contains(LifecycleKinds::PAYLOAD);
            wanted.heartbeats |= interests.lifecycle.contains(LifecycleKinds::HEARTBEAT);
            if interests.lifecycle.contains(LifecycleKinds::GUILDS_AVAILABLE) {
                [EventKind::GuildCreate, EventKind::GuildDelete].into_iter().for_each(|kind| wanted.kinds.insert(kind));
            }
        }
        wanted
    }

    /// Decodes the dispatch in `envelope`, if somebody wants it, once.
    pub(super) fn take(&self, envelope: &Envelope<'_>, shard: u32, batch: &mut Vec<Occurrence>) {
        let Some(name) = envelope.name else { return };
        if self.raw {
            let json = String::from_utf8_lossy(envelope.data).into();
            batch.push(Occurrence::Raw { name: name.into(), json });
        }
        let Some(kind) = EventKind::from_name(name).filter(|&kind| self.kinds.contains(kind)) else { return };
        batch.push(match Event::decode(kind, envelope.data) {
            Ok(event) => Occurrence::Event(event),
            Err(error) => {
                tracing::warn!(event = name, seq = envelope.seq, %error, "an event could not be decoded; it is skipped");
                Occurrence::Undecoded(Failure {
                    handler: None,
                    event: name.into(),
                    shard: Some(shard),
                    guild_id: None,
                    cause: FailureCause::Decode(error),
                })
            }
        });
    }
}
