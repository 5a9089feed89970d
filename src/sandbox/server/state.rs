//! The whole state of a sandbox. It is changed only under the lock of [`Shared`](super::Shared).

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::clock::Clock;
use crate::failure_log::FailureLog;
use crate::model::{ChannelId, MessageId};
use crate::sandbox::budget::Budget;
use crate::sandbox::fault::Rules;
use crate::sandbox::gateway::{GatewayState, Hub};
use crate::sandbox::journal::Journal;
#[cfg(feature = "http-interactions")]
use crate::sandbox::posting::Posting;
use crate::sandbox::rest::{ApiState, RestState};
use crate::sandbox::settings::Settings;
use crate::sandbox::world::World;

/// World, sessions, rate limits, faults and journal.
#[derive(Debug)]
pub(in crate::sandbox) struct State {
    /// The clock of the world: of ids and timestamps, and of the deadlines of interactions.
    pub(in crate::sandbox) clock: Clock,
    pub(in crate::sandbox) settings: Arc<Settings>,
    /// `127.0.0.1:port`.
    pub(in crate::sandbox) address: String,
    /// The URL that `GET /gateway` gives instead of the sandbox's own.
    pub(in crate::sandbox) announced: Option<String>,
    pub(in crate::sandbox) world: World,
    pub(in crate::sandbox) hub: Hub,
    pub(in crate::sandbox) rules: Rules,
    pub(in crate::sandbox) journal: Journal,
    pub(in crate::sandbox) budget: Budget,
    pub(in crate::sandbox) rest: RestState,
    #[cfg(feature = "http-interactions")]
    pub(in crate::sandbox) posting: Posting,
    /// What handlers and commands of the bot failed with.
    pub(in crate::sandbox) failures: FailureLog,
    /// Per channel: which messages of the bot `SandboxChannel::expect` has examined.
    pub(in crate::sandbox) read: HashMap<ChannelId, ReadMark>,
}

/// Up to where the messages of a channel have been read.
#[derive(Debug, Clone, Default)]
pub(in crate::sandbox) struct ReadMark {
    /// The last message that was read.
    pub(in crate::sandbox) last: Option<MessageId>,
    /// Older messages whose content is deferred: they are read when they have it.
    pub(in crate::sandbox) loading: BTreeSet<MessageId>,
}

impl State {
    pub(super) fn new(settings: Settings, address: String) -> Self {
        let clock = Clock::manual();
        let world = World::new(unix_us(clock.wall()), settings.token.clone(), settings.privileged);
        #[cfg(feature = "http-interactions")]
        let (posting, world) = {
            let (posting, mut world) = (Posting::new(), world);
            world.application_settings.insert("verify_key".to_owned(), posting.public_key().into());
            (posting, world)
        };
        Self {
            world,
            #[cfg(feature = "http-interactions")]
            posting,
            hub: Hub::new(&settings),
            budget: Budget::new(&settings, Instant::now()),
            settings: Arc::new(settings),
            clock,
            address,
            announced: None,
            rules: Rules::default(),
            journal: Journal::default(),
            rest: RestState::default(),
            failures: FailureLog::default(),
            read: HashMap::new(),
        }
    }

    /// The part that the gateway works on.
    pub(in crate::sandbox) fn gateway(&mut self) -> GatewayState<'_> {
        GatewayState {
            settings: &self.settings,
            address: &self.address,
            world: &mut self.world,
            hub: &mut self.hub,
            rules: &mut self.rules,
            journal: &mut self.journal,
            budget: &mut self.budget,
        }
    }

    /// The part that the HTTP API works on.
    pub(in crate::sandbox) fn api(&mut self) -> ApiState<'_> {
        ApiState {
            settings: &self.settings,
            address: &self.address,
            announced: self.announced.as_deref(),
            world: &mut self.world,
            rest: &mut self.rest,
            rules: &mut self.rules,
            journal: &mut self.journal,
            budget: &mut self.budget,
        }
    }

    /// Sets the world's clock to the present.
    pub(super) fn set_clock(&mut self) {
        self.world.now = unix_us(self.clock.wall());
    }

    /// Hands the world's new events to the sessions.
    pub(super) fn publish(&mut self) {
        for event in self.world.take_events() {
            #[cfg(feature = "http-interactions")]
            if self.posting.takes(&event) {
                continue;
            }
            self.hub.publish(&event, &self.world);
        }
    }

    /// The present by the world's clock, in Unix microseconds.
    pub(in crate::sandbox) fn now_us(&self) -> i64 {
        unix_us(self.clock.wall())
    }
}

fn unix_us(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
