//! The stage: the threads that the actors play on.
//!
//! | thread | who lives there |
//! |---|---|
//! | `greenroom` | the supervisor |
//! | house arbiter | the router, the identify queue; where there is but one board, it is that |
//! | rest arbiter | the REST actor and its connections |
//! | boards, one for each core at most | shards with their heartbeats and sockets |
//!
//! None of them runs code of the user: that is for the runtime's threads. Striking the stage stops and joins them all.

use std::{cell::RefCell, rc::Rc, sync::Arc, thread, time::Duration};

use actix::{Actor, Arbiter, System};
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot},
};

use super::{
    identify::{IdentifyOptions, IdentifySpec},
    lanes::Lanes,
    mark::Marking,
    opening::ShardPlan,
    roster::Rosters,
    router::RouterSpec,
    shard::Direction,
    supervisor::{Script, Supervisor},
    transport::Dial,
    wanted::Wanted,
    wings::Wings,
};
#[cfg(feature = "cache")]
use crate::cache::Cache;
#[cfg(not(feature = "cache"))]
use crate::event::EventKinds;
use crate::{
    context::Backstage,
    error::{Error, Result},
    event::EventTypes,
    gateway::{GatewayUrl, ShardConfig},
    handle::{BotHandle, Order, Shared},
    handler::{EventHandler, Interests},
    lane::LaneConfig,
    rest::Http,
    store::Keeper,
    tls::ConnectTimeouts,
};

/// What a bot has been told, checked and in its place.
pub(crate) struct Play {
    /// The settings of every shard; its id and the address are filled in later.
    pub(crate) shard: ShardConfig,
    pub(crate) plan: ShardPlan,
    pub(crate) auto_reshard: bool,
    pub(crate) reshard_settle: Duration,
    /// An address to use in place of the one that Discord names.
    pub(crate) gateway_url: Option<GatewayUrl>,
    /// For the opening of every websocket.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) max_frame_size: usize,
    pub(crate) handlers: Arc<[Arc<dyn EventHandler>]>,
    pub(crate) interests: Arc<[Interests]>,
    /// The types that the user has named for dispatches.
    pub(crate) event_types: EventTypes,
    /// Where the handlers run.
    pub(crate) runtime: Handle,
    pub(crate) lanes: LaneConfig,
    #[cfg(feature = "cache")]
    pub(crate) cache: Cache,
    pub(crate) http: Http,
    pub(crate) handle: BotHandle,
    pub(crate) shared: Arc<Shared>,
    pub(crate) router_queue: usize,
    pub(crate) guilds_timeout: Duration,
    pub(crate) handlers_deadline: Duration,
    pub(crate) requests_deadline: Duration,
    pub(crate) identify: IdentifyOptions,
    pub(crate) threads: usize,
}

/// What the supervisor casts from.
pub(super) struct StageSpec {
    pub(super) shard: ShardConfig,
    pub(super) plan: ShardPlan,
    pub(super) auto_reshard: bool,
    pub(super) reshard_settle: Duration,
    /// The id of the bot's user, where the token says it.
    pub(super) bot_id: Option<u64>,
    /// Where the code of the user runs.
    pub(super) runtime: Handle,
    pub(super) marking: Marking,
    pub(super) gateway_url: Option<GatewayUrl>,
    pub(super) connect: ConnectTimeouts,
    pub(super) dial: Dial,
    pub(super) wanted: Wanted,
    pub(super) router: RouterSpec,
    pub(super) identify: IdentifySpec,
    pub(super) http: Http,
    pub(super) shared: Arc<Shared>,
    pub(super) handlers_deadline: Duration,
    pub(super) requests_deadline: Duration,
}

impl From<Play> for StageSpec {
    fn from(play: Play) -> Self {
        let timeouts = play.shard.timeouts;
        // The protocol's deadline for a connection is named in the reason of the reconnect. The client has its own, one for each
        // step; they must not come before it.
        let backstop = timeouts.connect.saturating_mul(2);
        #[cfg(feature = "cache")]
        let (cached, backstage) = (play.cache.wanted(), Backstage::new(play.http.clone(), play.cache, play.handle));
        #[cfg(not(feature = "cache"))]
        let (cached, backstage) = (EventKinds::NONE, Backstage::new(play.http.clone(), play.handle));
        let (ordering, runtime) = (play.lanes.ordering, play.runtime);
        let wings = Wings::default();
        let marking = Marking { progress: play.shared.board.kept().is_some(), overlap: wings.occupied() };
        Self {
            auto_reshard: play.auto_reshard,
            reshard_settle: play.reshard_settle,
            bot_id: play.shard.token.bot_id(),
            runtime: runtime.clone(),
            marking,
            connect: ConnectTimeouts { connect: backstop, handshake: backstop, response: backstop },
            dial: Dial { write_timeout: timeouts.write, max_frame_size: play.max_frame_size, headers: play.headers },
            wanted: Wanted::new(&play.interests, cached, play.event_types, Arc::clone(&play.shared)),
            router: RouterSpec {
                lanes: Lanes::new(play.handlers, runtime, play.lanes, Arc::clone(&play.shared)),
                ordering,
                interests: play.interests,
                backstage,
                shared: Arc::clone(&play.shared),
                rosters: Rosters::default(),
                wings,
                guilds_timeout: play.guilds_timeout,
                mailbox: play.router_queue,
            },
            identify: IdentifySpec::new(play.identify),
            shard: play.shard,
            plan: play.plan,
            gateway_url: play.gateway_url,
            http: play.http,
            shared: play.shared,
            handlers_deadline: play.handlers_deadline,
            requests_deadline: play.requests_deadline,
        }
    }
}

/// A raised stage. Dropping it strikes it at once.
#[derive(Debug)]
pub(crate) struct Stage {
    ended: oneshot::Receiver<Result<()>>,
    _strike: oneshot::Sender<()>,
}

impl Stage {
    /// Starts the threads and the play.
    ///
    /// # Errors
    /// [`Error::Thread`] when the operating system gives none.
    pub(crate) fn raise(play: Play, orders: mpsc::Receiver<Order>) -> Result<Self> {
        let boards = play.threads.min(play.plan.most());
        let spec = Arc::new(StageSpec::from(play));
        let lanes = spec.router.lanes.clone();
        let (end, ended) = oneshot::channel();
        let (strike, struck) = oneshot::channel();
        let run = move || {
            let system = System::new();
            let (result, arbiters) = system.block_on(async {
                let arbiters = match Arbiters::start(boards) {
                    Ok(arbiters) => arbiters,
                    Err(error) => return (Err(Error::Thread(Arc::new(error))), None),
                };
                // None of the user's code is on this thread.
                actix::spawn(spec.router.lanes.look_after_timers());
                let keeper = spec.shared.board.kept().map(|kept| {
                    let (shared, kept) = (Arc::clone(&spec.shared), Arc::clone(kept));
                    Keeper::start(shared, kept, spec.bot_id, spec.runtime.clone())
                });
                let (result, end) = tokio::select! {
                    // The other end is only ever dropped.
                    _ = struck => (Ok(()), Sessions::AsStored),
                    result = perform(Arc::clone(&spec), &arbiters, orders) => result,
                };
                match (keeper, end) {
                    (Some(keeper), Sessions::LiveOn) => keeper.end(true).await,
                    (Some(keeper), Sessions::Over) => keeper.end(false).await,
                    // Killed or aborted, it is the same: what is stored stands.
                    _ => {}
                }
                (result, Some(arbiters))
            });
            // First the threads that talk to this one, then what is left here; only then is it over.
            arbiters.into_iter().for_each(Arbiters::join);
            drop(system);
            spec.shared.board.struck();
            lanes.end();
            spec.http.stop();
            let _ = end.send(result);
        };
        thread::Builder::new()
            .name("greenroom".to_owned())
            .spawn(run)
            .map_err(|error| Error::Thread(Arc::new(error)))?;
        Ok(Self { ended, _strike: strike })
    }

    /// How the play ended.
    pub(crate) async fn ended(&mut self) -> Result<()> {
        (&mut self.ended).await.unwrap_or(Err(Error::SupervisorLost))
    }
}

/// The threads beside the supervisor's.
#[derive(Debug)]
struct Arbiters {
    /// None with a single board: shards that share a thread keep the router busy one at a time anyway, and waking another thread for every batch can cost more than the
    /// router does.
    house: Option<Arbiter>,
    rest: Arbiter,
    boards: Vec<Arbiter>,
}

impl Arbiters {
    fn start(boards: usize) -> std::io::Result<Self> {
        let house = if boards > 1 { Some(Arbiter::try_new()?) } else { None };
        let boards = (0..boards.max(1)).map(|_| Arbiter::try_new()).collect::<std::io::Result<_>>()?;
        Ok(Self { house, rest: Arbiter::try_new()?, boards })
    }

    /// Ends the threads and everything that lives on them. Does not return before that is done.
    fn join(self) {
        for arbiter in self.boards.into_iter().chain(self.house).chain([self.rest]) {
            arbiter.stop();
            // An arbiter that panicked is gone as well.
            let _ = arbiter.join();
        }
    }
}

/// What becomes of the stored sessions at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sessions {
    LiveOn,
    Over,
    AsStored,
}

async fn perform(
    spec: Arc<StageSpec>,
    arbiters: &Arbiters,
    mut orders: mpsc::Receiver<Order>,
) -> (Result<()>, Sessions) {
    arbiters.rest.spawn(spec.http.clone().keep());
    let boards: Vec<_> = arbiters.boards.iter().map(Arbiter::handle).collect();
    let house = arbiters.house.as_ref().or(arbiters.boards.first()).unwrap_or(&arbiters.rest).handle();
    let script = Rc::new(RefCell::new(Script::default()));
    let mut stopping = None;
    loop {
        let (ended, mut end) = oneshot::channel();
        let supervisor =
            Supervisor::new(Arc::clone(&spec), house.clone(), boards.clone(), Rc::clone(&script), ended).start();
        // The one order that must not die with the supervisor it was given to.
        if let Some(resumable) = stopping {
            let _ = supervisor.send(Order::Stop { resumable }).await;
        }
        loop {
            tokio::select! {
                biased;
                result = &mut end => match result {
                    Ok(result) => {
                        let live_on = script.borrow().ending == Some(true) && result.is_ok();
                        return (result, if live_on { Sessions::LiveOn } else { Sessions::Over });
                    }
                    Err(_) => break,
                },
                order = orders.recv() => match order {
                    None | Some(Order::Abort) => return (Ok(()), Sessions::AsStored),
                    // A supervisor that is gone is noticed by the other branch.
                    Some(order) => {
                        if let Order::Stop { resumable } = order {
                            stopping.get_or_insert(resumable);
                        }
                        let _ = supervisor.send(order).await;
                    }
                },
            }
        }
        tracing::error!("the supervisor died; the stage is cleared and set anew");
        let shards = std::mem::take(&mut script.borrow_mut().shards);
        for shard in shards.into_values() {
            let _ = shard.send(Direction::Leave).await;
        }
    }
}
