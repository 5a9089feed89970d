//! Tests of the router's timers.

use std::{sync::Arc, time::Duration};

use actix::{Actor, Handler, Message};
use tokio::sync::mpsc;

use super::{KeyedExecutor, Receivers, Router, RouterSpec};
#[cfg(feature = "cache")]
use crate::cache::{Cache, CacheConfig};
use crate::{
    actors::ExitGuard,
    context::ContextFactory,
    event::EventKinds,
    gateway::{Intents, Token},
    handle::BotHandle,
    model::GuildId,
    reshard::CurrentHoldback,
    rest::{Http, HttpConfig},
    state::{BotState, EventOrder, ExecutorConfig, GuildTracker, GuildTrackers, Services},
};

const TIMEOUT: Duration = Duration::from_secs(10);

fn spec() -> RouterSpec {
    let state = Arc::new(BotState::new(Intents::GUILDS, TIMEOUT, Arc::default(), None));
    let http = Http::new(HttpConfig::new(Token::new("token").unwrap())).unwrap();
    let services = Services {
        http,
        #[cfg(feature = "cache")]
        cache: Cache::new(CacheConfig::default()),
        handlers: Arc::new([]),
        session: None,
    };
    let handle = BotHandle::new(mpsc::channel(1).0, Arc::clone(&state));
    let runtime = tokio::runtime::Handle::current();
    RouterSpec {
        executor: KeyedExecutor::new(Receivers::default(), runtime, ExecutorConfig::default(), Arc::clone(&state)),
        order: EventOrder::default(),
        interests: Arc::new([]),
        shared: EventKinds::NONE,
        contexts: ContextFactory::new(services, handle),
        state,
        trackers: GuildTrackers::default(),
        holdback: CurrentHoldback::default(),
        guilds_timeout: TIMEOUT,
        mailbox: 16,
    }
}

/// A READY for shard 0.
#[derive(Message)]
#[rtype(result = "()")]
struct NewSession;

impl Handler<NewSession> for Router {
    type Result = ();

    fn handle(&mut self, _: NewSession, ctx: &mut Self::Context) {
        self.spec.trackers.lock().insert(0, GuildTracker::ready([GuildId::new(1)]));
        self.start_guilds_timer(0, ctx);
    }
}

/// The timer of a session's guilds fires in the same poll of the router in which the next session begins. The guilds of
/// the next session have a timer of their own.
#[test]
fn the_timer_of_a_former_session_does_not_apply_to_the_next() {
    actix::System::new().block_on(async {
        tokio::time::pause();
        let spec = spec();
        let trackers = spec.trackers.clone();
        let router = Router::new(spec, ExitGuard::new().0).start();
        router.send(NewSession).await.unwrap();
        // The timer is due now, and the router is not polled before the second READY is in its mailbox.
        tokio::time::advance(TIMEOUT * 2).await;
        router.send(NewSession).await.unwrap();
        tokio::task::yield_now().await;
        let given_up_now = trackers.lock().get_mut(&0).and_then(|tracker| tracker.loaded(true));
        assert!(given_up_now.is_some(), "the former timer has fired for the new session");
    });
}
