//! [`Coordinator`]: decides the steps of a reshard. Pure: takes inputs and the time, returns actions.
//!
//! 1. `FetchingGateway`: Discord is asked how many shards it recommends, and how many session starts are left.
//! 2. `Starting`: the new set of shards starts beside the old one. The handlers receive the events of the old set only.
//! 3. `ConfirmingOld`: all new shards are ready. Each old shard waits for the acknowledgement of a heartbeat, after
//!    which it has received everything that Discord had sent to it before.
//! 4. `Closing`: the new set has replaced the old one, whose shards are closed.
//! 5. `ConfirmingNew`: the new set has taken over. Each of its shards waits for the acknowledgement of a heartbeat,
//!    after which it receives no more events that the old set has received as well.

use std::time::{Duration, Instant};

/// How long to wait for the acknowledgement of a heartbeat at most: a shard may be unable to connect.
const CONFIRM_TIMEOUT: Duration = Duration::from_secs(30);
/// How many sets are started at most, each twice as large as the one before, if Discord closes them for being too small
/// (4011).
const MOST_ATTEMPTS: u32 = 4;

/// Why the bot reshards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The program has requested it.
    Requested,
    /// Discord requires it: it has closed a shard because of too many guilds (4011).
    Required,
}

/// An input of the coordinator. `set` is the new set of the reshard that the input is about: what arrives late of an
/// earlier reshard is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    /// Reshard from `from` shards to `total`, or to as many as Discord recommends.
    Begin { from: u32, total: Option<u32>, cause: Cause },
    /// Discord recommends this number of shards.
    Recommended(u32),
    /// All shards of the new set are ready. `is_alone`: no shard of the old set runs any more.
    Ready { set: u32, is_alone: bool },
    /// Each shard of the old set has received what Discord had sent before the request.
    OldConfirmed { set: u32 },
    /// The number of events that are held back has reached its bound.
    Full { set: u32 },
    /// All shards of the old set have ended.
    OldGone,
    /// Each shard of the new set has received what Discord had sent before the request.
    NewConfirmed { set: u32 },
    /// The new set cannot be started. `is_too_small`: because Discord has closed a shard of it with 4011.
    Failed { is_too_small: bool },
    /// Discord has closed a shard of the old set with 4011, so that the bot cannot go on with it.
    OldSetClosed,
    /// The bot is stopping.
    Stopping,
    /// A deadline may have passed.
    Tick,
}

/// An action for the supervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Ask Discord how many shards it recommends.
    FetchGateway,
    /// Start a new set with this number, and hold its events back.
    Start { set: u32, total: u32 },
    /// Wait until each shard of the old set has received what Discord has sent until now. `set` is the new set.
    ConfirmOld { set: u32 },
    /// Make the new set the present one, and close the old one.
    Replace { set: u32 },
    /// Handle the events that are held back, and wait until each shard of the new set has received what Discord has
    /// sent until now.
    TakeOver { set: u32 },
    /// The reshard is complete.
    Finish { from: u32, total: u32 },
    /// The bot has this number of shards already: nothing is done.
    Unchanged { total: u32 },
    /// Stop the new set, if it was started, and drop its events: the old set receives the same.
    Abandon { set: Option<u32> },
    /// Reply to the request for the reshard with the error.
    Refuse,
    /// End the bot: it can go on with neither set.
    FailBot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Idle,
    FetchingGateway,
    Starting,
    ConfirmingOld { not_before: Instant, latest: Instant, is_confirmed: bool },
    Closing,
    ConfirmingNew { latest: Instant },
}

/// The state machine of resharding, one for each bot.
#[derive(Debug)]
pub(crate) struct Coordinator {
    step: Step,
    /// The least time for which the old set goes on after the new one is ready.
    least_overlap: Duration,
    from: u32,
    total: u32,
    /// The number of shards that was requested, if one was.
    requested: Option<u32>,
    /// The number of the last set that was started.
    set: u32,
    cause: Cause,
    /// The number of the present attempt, from 1.
    attempt: u32,
    /// Discord has closed a shard of the old set for having too many guilds.
    old_set_closed: bool,
}

impl Coordinator {
    /// `least_overlap`: the least time for which the old set goes on after the new one is ready. `set`: the number of
    /// the present set.
    pub(crate) fn new(least_overlap: Duration, set: u32) -> Self {
        Self {
            step: Step::Idle,
            least_overlap,
            from: 0,
            total: 0,
            requested: None,
            set,
            cause: Cause::Requested,
            attempt: 0,
            old_set_closed: false,
        }
    }

    /// Whether a reshard is under way.
    pub(crate) fn is_active(&self) -> bool {
        self.step != Step::Idle
    }

    /// Whether the new set has replaced the old one. It cannot be given up then.
    pub(crate) fn has_replaced(&self) -> bool {
        matches!(self.step, Step::Closing | Step::ConfirmingNew { .. })
    }

    /// When [`Input::Tick`] is due, if it is.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        match self.step {
            Step::ConfirmingOld { not_before, latest, is_confirmed } => {
                Some(if is_confirmed { not_before } else { latest })
            }
            Step::ConfirmingNew { latest } => Some(latest),
            Step::Idle | Step::FetchingGateway | Step::Starting | Step::Closing => None,
        }
    }

    /// Takes one input, and appends the actions for the supervisor.
    pub(crate) fn on(&mut self, input: Input, now: Instant, actions: &mut Vec<Action>) {
        if let Input::Ready { set, .. }
        | Input::OldConfirmed { set }
        | Input::Full { set }
        | Input::NewConfirmed { set } = input
            && set != self.set
        {
            return;
        }
        match (self.step, input) {
            (Step::Idle, Input::Begin { from, total, cause }) => {
                (self.from, self.requested, self.cause, self.attempt) = (from, total, cause, 1);
                self.old_set_closed = cause == Cause::Required;
                self.fetch_gateway(actions);
            }
            (Step::FetchingGateway, Input::Recommended(recommended)) => self.start(recommended, actions),
            (Step::Starting, Input::Ready { is_alone: true, .. }) => self.replace(actions),
            (Step::Starting, Input::Ready { is_alone: false, .. }) => {
                let (not_before, latest) = (now + self.least_overlap, now + self.least_overlap.max(CONFIRM_TIMEOUT));
                self.step = Step::ConfirmingOld { not_before, latest, is_confirmed: false };
                actions.push(Action::ConfirmOld { set: self.set });
            }
            (Step::ConfirmingOld { not_before, latest, .. }, Input::OldConfirmed { .. }) => {
                self.step = Step::ConfirmingOld { not_before, latest, is_confirmed: true };
                self.on(Input::Tick, now, actions);
            }
            (Step::ConfirmingOld { .. }, Input::Full { .. }) => {
                tracing::warn!("too many events of the new shards are held back; they take over early");
                self.replace(actions);
            }
            (Step::ConfirmingOld { not_before, latest, is_confirmed }, Input::Tick) => {
                if is_confirmed && now >= not_before {
                    self.replace(actions);
                } else if now >= latest {
                    tracing::warn!(
                        "an old shard got no heartbeat acknowledged; events that it has not received yet are lost"
                    );
                    self.replace(actions);
                }
            }
            (Step::Closing, Input::OldGone) => {
                self.step = Step::ConfirmingNew { latest: now + CONFIRM_TIMEOUT };
                actions.push(Action::TakeOver { set: self.set });
            }
            (Step::ConfirmingNew { .. }, Input::NewConfirmed { .. }) => self.finish(actions),
            (Step::ConfirmingNew { latest }, Input::Tick) if now >= latest => self.finish(actions),
            (Step::FetchingGateway | Step::Starting | Step::ConfirmingOld { .. }, Input::Failed { is_too_small }) => {
                self.fail(is_too_small, actions);
            }
            (Step::FetchingGateway | Step::Starting | Step::ConfirmingOld { .. }, Input::OldSetClosed) => {
                self.old_set_closed = true;
            }
            (Step::FetchingGateway | Step::Starting | Step::ConfirmingOld { .. }, Input::Stopping) => {
                self.abandon(actions);
                if self.cause == Cause::Requested {
                    actions.push(Action::Refuse);
                }
            }
            // The input belongs to a step that is over.
            _ => {}
        }
    }

    fn fetch_gateway(&mut self, actions: &mut Vec<Action>) {
        self.step = Step::FetchingGateway;
        actions.push(Action::FetchGateway);
    }

    fn start(&mut self, recommended: u32, actions: &mut Vec<Action>) {
        let recommended = recommended.max(1);
        let total = match (self.cause, self.requested) {
            (Cause::Requested, requested) => requested.unwrap_or(recommended),
            (Cause::Required, requested) => {
                let total = requested.unwrap_or(recommended).max(recommended);
                // Discord may require a multiple of some number, as for very large bots. Twice as many is a multiple as
                // well.
                if total <= self.from { self.from.saturating_mul(2) } else { total }
            }
        };
        if total == self.from {
            self.step = Step::Idle;
            actions.push(Action::Unchanged { total });
            return;
        }
        self.set += 1;
        (self.total, self.step) = (total, Step::Starting);
        actions.push(Action::Start { set: self.set, total });
    }

    fn replace(&mut self, actions: &mut Vec<Action>) {
        self.step = Step::Closing;
        actions.push(Action::Replace { set: self.set });
    }

    fn finish(&mut self, actions: &mut Vec<Action>) {
        self.step = Step::Idle;
        actions.push(Action::Finish { from: self.from, total: self.total });
    }

    fn abandon(&mut self, actions: &mut Vec<Action>) {
        let set = (self.step != Step::FetchingGateway).then_some(self.set);
        self.step = Step::Idle;
        actions.push(Action::Abandon { set });
    }

    fn fail(&mut self, is_too_small: bool, actions: &mut Vec<Action>) {
        self.abandon(actions);
        match self.cause {
            Cause::Required if is_too_small && self.attempt < MOST_ATTEMPTS => {
                self.attempt += 1;
                self.requested = Some(self.total.saturating_mul(2));
                self.fetch_gateway(actions);
            }
            Cause::Required => actions.push(Action::FailBot),
            Cause::Requested => {
                actions.push(Action::Refuse);
                if self.old_set_closed {
                    actions.push(Action::FailBot);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LEAST_OVERLAP: Duration = Duration::from_secs(2);

    fn begin(from: u32, total: impl Into<Option<u32>>, cause: Cause) -> Input {
        Input::Begin { from, total: total.into(), cause }
    }

    /// Passes inputs to a coordinator, each at a time in seconds from the start, and returns all actions.
    fn run(inputs: &[(u64, Input)]) -> (Coordinator, Vec<Action>) {
        let (start, mut actions) = (Instant::now(), Vec::new());
        let mut coordinator = Coordinator::new(LEAST_OVERLAP, 0);
        for &(at, input) in inputs {
            coordinator.on(input, start + Duration::from_secs(at), &mut actions);
        }
        (coordinator, actions)
    }

    const READY: Input = Input::Ready { set: 1, is_alone: false };
    const START: Action = Action::Start { set: 1, total: 4 };
    const REPLACE: Action = Action::Replace { set: 1 };
    const TAKE_OVER: Action = Action::TakeOver { set: 1 };
    const FINISH: Action = Action::Finish { from: 2, total: 4 };
    const ABANDON: Action = Action::Abandon { set: Some(1) };

    /// Inputs with their times, and the actions that follow from them.
    type Row<'a> = (&'a [(u64, Input)], &'a [Action]);

    #[test]
    fn each_step_follows_the_one_before() {
        let requested = begin(2, None, Cause::Requested);
        let to_ready = [(0, requested), (0, Input::Recommended(4)), (1, READY)];
        let starting = [Action::FetchGateway, START, Action::ConfirmOld { set: 1 }];
        let rows: &[Row<'_>] = &[
            // The old set goes on for at least `LEAST_OVERLAP`, and for at most 30 s.
            (&[(1, Input::OldConfirmed { set: 1 }), (2, Input::Tick)], &[]),
            (&[(1, Input::OldConfirmed { set: 1 }), (3, Input::Tick)], &[REPLACE]),
            (&[(4, Input::OldConfirmed { set: 1 })], &[REPLACE]),
            (&[(30, Input::Tick)], &[]),
            (&[(31, Input::Tick)], &[REPLACE]),
            (&[(1, Input::Full { set: 1 })], &[REPLACE]),
            (
                &[(4, Input::OldConfirmed { set: 1 }), (5, Input::OldGone), (6, Input::NewConfirmed { set: 1 })],
                &[REPLACE, TAKE_OVER, FINISH],
            ),
            (&[(4, Input::OldConfirmed { set: 1 }), (5, Input::OldGone), (34, Input::Tick)], &[REPLACE, TAKE_OVER]),
            (
                &[(4, Input::OldConfirmed { set: 1 }), (5, Input::OldGone), (35, Input::Tick)],
                &[REPLACE, TAKE_OVER, FINISH],
            ),
            // An input of another step changes nothing.
            (
                &[(2, Input::OldGone), (2, Input::NewConfirmed { set: 1 }), (2, Input::Recommended(8)), (2, requested)],
                &[],
            ),
            (&[(2, Input::Failed { is_too_small: false })], &[ABANDON, Action::Refuse]),
            (&[(2, Input::Failed { is_too_small: true })], &[ABANDON, Action::Refuse]),
            (&[(2, Input::Stopping)], &[ABANDON, Action::Refuse]),
            (
                &[(2, Input::OldSetClosed), (2, Input::Failed { is_too_small: false })],
                &[ABANDON, Action::Refuse, Action::FailBot],
            ),
            // Once the new set has replaced the old one, it takes over even if the bot stops.
            (&[(4, Input::OldConfirmed { set: 1 }), (4, Input::Stopping), (5, Input::OldGone)], &[REPLACE, TAKE_OVER]),
        ];
        for (more, expected) in rows {
            let inputs = [&to_ready[..], more].concat();
            let (_, actions) = run(&inputs);
            assert_eq!(actions, [&starting[..], expected].concat(), "{more:?}");
        }
    }

    #[test]
    fn inputs_of_an_earlier_reshard_are_ignored() {
        let requested = begin(2, 4, Cause::Requested);
        let first =
            [(0, requested), (0, Input::Recommended(4)), (1, READY), (2, Input::Failed { is_too_small: false })];
        let second = [(3, requested), (3, Input::Recommended(4)), (4, Input::Ready { set: 2, is_alone: false })];
        let late =
            [(9, Input::OldConfirmed { set: 1 }), (9, Input::Full { set: 1 }), (9, Input::NewConfirmed { set: 1 })];
        let (_, actions) = run(&[&first[..], &second, &late].concat());
        assert_eq!(actions.last(), Some(&Action::ConfirmOld { set: 2 }));
        let (_, actions) = run(&[&first[..], &second, &late, &[(9, Input::OldConfirmed { set: 2 })]].concat());
        assert_eq!(actions.last(), Some(&Action::Replace { set: 2 }));
    }

    #[test]
    fn the_number_of_shards_fits_the_cause() {
        for (from, requested, cause, recommended, total) in [
            (2, None, Cause::Requested, 4, Some(4)),
            (2, None, Cause::Requested, 0, Some(1)),
            (2, Some(8), Cause::Requested, 4, Some(8)),
            (2, Some(1), Cause::Requested, 4, Some(1)),
            (2, Some(2), Cause::Requested, 4, None),
            (4, None, Cause::Requested, 4, None),
            (2, None, Cause::Required, 5, Some(5)),
            (2, None, Cause::Required, 2, Some(4)),
            (2, None, Cause::Required, 1, Some(4)),
        ] {
            let (_, actions) = run(&[(0, begin(from, requested, cause)), (0, Input::Recommended(recommended))]);
            let then = match total {
                Some(total) => Action::Start { set: 1, total },
                None => Action::Unchanged { total: from },
            };
            assert_eq!(actions, [Action::FetchGateway, then], "{from} {requested:?} {cause:?} {recommended}");
        }
    }

    #[test]
    fn a_new_set_that_is_too_small_is_doubled_in_up_to_four_attempts() {
        let too_small = Input::Failed { is_too_small: true };
        let mut inputs = vec![(0, begin(2, None, Cause::Required))];
        for _ in 0..5 {
            inputs.extend([(0, Input::Recommended(2)), (0, too_small)]);
        }
        let (coordinator, actions) = run(&inputs);
        let totals: Vec<u32> = actions
            .iter()
            .filter_map(|action| if let Action::Start { total, .. } = action { Some(*total) } else { None })
            .collect();
        assert_eq!(totals, [4, 8, 16, 32]);
        assert_eq!(actions.last(), Some(&Action::FailBot));
        assert!(!coordinator.is_active());
    }

    #[test]
    fn without_old_shards_nothing_is_waited_for() {
        let inputs = [
            (0, begin(2, 4, Cause::Required)),
            (0, Input::Recommended(4)),
            (1, Input::Ready { set: 1, is_alone: true }),
            (1, Input::OldGone),
        ];
        assert_eq!(run(&inputs).1, [Action::FetchGateway, START, REPLACE, TAKE_OVER]);
    }

    fn any_input() -> impl Strategy<Value = Input> {
        prop_oneof![
            (1..5_u32, prop::option::of(1..9_u32), any::<bool>()).prop_map(|(from, total, is_requested)| {
                begin(from, total, if is_requested { Cause::Requested } else { Cause::Required })
            }),
            (0..9_u32).prop_map(Input::Recommended),
            (1..4_u32, any::<bool>()).prop_map(|(set, is_alone)| Input::Ready { set, is_alone }),
            any::<bool>().prop_map(|is_too_small| Input::Failed { is_too_small }),
            (1..4_u32).prop_map(|set| Input::OldConfirmed { set }),
            (1..4_u32).prop_map(|set| Input::Full { set }),
            Just(Input::OldGone),
            (1..4_u32).prop_map(|set| Input::NewConfirmed { set }),
            Just(Input::OldSetClosed),
            Just(Input::Stopping),
            Just(Input::Tick),
        ]
    }

    proptest! {
        /// For any inputs in any order, a set that was started is either abandoned, or replaces the old one once and
        /// takes over once. No set is started while another one is under way.
        #[test]
        fn a_set_is_abandoned_or_takes_over(inputs in prop::collection::vec((0..40_u64, any_input()), 0..200)) {
            let (mut now, mut coordinator) = (Instant::now(), Coordinator::new(LEAST_OVERLAP, 0));
            // The new set, and its step: 0 started, 1 replaced the old one, 2 took over.
            let mut set: Option<(u32, u8)> = None;
            for (seconds, input) in inputs {
                now += Duration::from_secs(seconds);
                let mut actions = Vec::new();
                coordinator.on(input, now, &mut actions);
                for action in actions {
                    match action {
                        Action::Start { set: started, .. } => {
                            prop_assert!(set.is_none());
                            set = Some((started, 0));
                        }
                        Action::Replace { set: it } => {
                            prop_assert_eq!(set, Some((it, 0)));
                            set = Some((it, 1));
                        }
                        Action::TakeOver { set: it } => {
                            prop_assert_eq!(set, Some((it, 1)));
                            set = Some((it, 2));
                        }
                        Action::Finish { .. } => {
                            prop_assert!(set.take().is_some_and(|(_, at)| at == 2));
                        }
                        Action::Abandon { set: it } => {
                            prop_assert_eq!(set.take(), it.map(|it| (it, 0)));
                        }
                        Action::FetchGateway
                        | Action::ConfirmOld { .. }
                        | Action::Unchanged { .. }
                        | Action::Refuse
                        | Action::FailBot => {}
                    }
                }
                prop_assert!(coordinator.is_active() || (set.is_none() && coordinator.deadline().is_none()));
                prop_assert_eq!(coordinator.has_replaced(), set.is_some_and(|(_, at)| at > 0));
            }
        }
    }
}
