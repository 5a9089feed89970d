//! [`Coordinator`]: decides the steps of a reshard. Pure: inputs and the time in, actions out.
//!
//! 1. `Asking`: Discord is asked how many shards it recommends, and how many session starts are left.
//! 2. `Starting`: the new set of shards starts beside the old one, which goes on alone.
//! 3. `Settling`: all new shards are ready. Each old shard has a heartbeat acknowledged, so that what Discord had sent to it
//!    before has arrived.
//! 4. `Closing`: the old shards are closed.
//! 5. `Trailing`: the new set has taken over. Each of its shards has a heartbeat acknowledged; after that it cannot be sent
//!    anything any more that the old set was sent.

use std::time::{Duration, Instant};

/// How long shards are waited for at most to have a heartbeat acknowledged: one may have lost its connection for good.
const LONGEST_SETTLE: Duration = Duration::from_secs(30);
/// How often the number of shards is doubled if Discord closes the new set for being too small as well (4011).
const MOST_ATTEMPTS: u32 = 4;

/// Why the bot reshards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The program has asked for it.
    Asked,
    /// Discord demands it: it has closed a shard because of too many guilds (4011).
    Required,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    /// Reshard from `from` shards to `total`, or to as many as Discord recommends.
    Begin { from: u32, total: Option<u32>, cause: Cause },
    /// Discord recommends this number of shards.
    Recommended(u32),
    /// All shards of the new set are ready. `is_alone`: no shard of the old set runs any more.
    Ready { is_alone: bool },
    /// Each shard of the old set has had a heartbeat acknowledged.
    OldSettled,
    /// The events that are held back reach their bound.
    Full,
    /// All shards of the old set have ended.
    OldGone,
    /// Each shard of the new set has had a heartbeat acknowledged.
    NewSettled,
    /// The new set cannot be started. `is_too_small`: because Discord has closed a shard of it with 4011.
    Failed { is_too_small: bool },
    /// Discord has closed a shard of the old set with 4011, so that the bot cannot go on with it.
    OldSetClosed,
    /// The bot is stopping.
    Stopping,
    /// A deadline may have passed.
    Tick,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Ask Discord how many shards it recommends.
    FetchGateway,
    /// Start a new set with this number, and hold its events back.
    Start { set: u32, total: u32 },
    /// Let each shard of the old set have a heartbeat acknowledged.
    SettleOld,
    /// Make the new set the present one, and close the old one.
    Replace { set: u32 },
    /// Release the events that are held back, and let each shard of the new set have a heartbeat acknowledged.
    TakeOver { set: u32 },
    /// The reshard is complete.
    Finish { from: u32, total: u32 },
    /// The bot has this number of shards already: nothing is done.
    Unchanged { total: u32 },
    /// Stop the new set, if it was started, and drop its events: the old set was sent the same.
    Abandon { set: Option<u32> },
    /// Report the failure to the program that has asked for the reshard.
    Refuse,
    /// End the bot: it can go on with neither set.
    FailBot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Idle,
    Asking,
    Starting,
    Settling { not_before: Instant, latest: Instant, is_settled: bool },
    Closing,
    Trailing { latest: Instant },
}

/// The state machine of resharding, one for each bot.
#[derive(Debug)]
pub(crate) struct Coordinator {
    step: Step,
    /// How long the old set goes on at least after the new one is ready.
    settle: Duration,
    from: u32,
    total: u32,
    wanted: Option<u32>,
    /// The number of the last set that was started.
    set: u32,
    cause: Cause,
    /// How often in a row Discord has demanded more shards.
    attempt: u32,
    /// Discord has closed a shard of the old set for having too many guilds.
    old_set_closed: bool,
}

impl Coordinator {
    /// `settle`: how long the old set goes on at least after the new one is ready. `set`: the number of the present set.
    pub(crate) fn new(settle: Duration, set: u32) -> Self {
        Self {
            step: Step::Idle,
            settle,
            from: 0,
            total: 0,
            wanted: None,
            set,
            cause: Cause::Asked,
            attempt: 0,
            old_set_closed: false,
        }
    }

    /// Whether a reshard is under way.
    pub(crate) fn is_active(&self) -> bool {
        self.step != Step::Idle
    }

    /// Whether the new set is the present one already, so that there is no way back.
    pub(crate) fn has_replaced(&self) -> bool {
        matches!(self.step, Step::Closing | Step::Trailing { .. })
    }

    /// When [`Input::Tick`] is due.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        match self.step {
            Step::Settling { not_before, latest, is_settled } => Some(if is_settled { not_before } else { latest }),
            Step::Trailing { latest } => Some(latest),
            Step::Idle | Step::Asking | Step::Starting | Step::Closing => None,
        }
    }

    /// Takes one input, and appends what is to be done.
    pub(crate) fn on(&mut self, input: Input, now: Instant, actions: &mut Vec<Action>) {
        match (self.step, input) {
            (Step::Idle, Input::Begin { from, total, cause }) => {
                (self.from, self.wanted, self.cause, self.attempt) = (from, total, cause, 1);
                self.old_set_closed = cause == Cause::Required;
                self.ask(actions);
            }
            (Step::Asking, Input::Recommended(recommended)) => self.start(recommended, actions),
            (Step::Starting, Input::Ready { is_alone: true }) => self.replace(actions),
            (Step::Starting, Input::Ready { is_alone: false }) => {
                let (not_before, latest) = (now + self.settle, now + self.settle.max(LONGEST_SETTLE));
                self.step = Step::Settling { not_before, latest, is_settled: false };
                actions.push(Action::SettleOld);
            }
            (Step::Settling { not_before, latest, .. }, Input::OldSettled) => {
                self.step = Step::Settling { not_before, latest, is_settled: true };
                self.on(Input::Tick, now, actions);
            }
            (Step::Settling { .. }, Input::Full) => {
                tracing::warn!("the new shards were sent so much that they take over early");
                self.replace(actions);
            }
            (Step::Settling { not_before, latest, is_settled }, Input::Tick) => {
                if is_settled && now >= not_before {
                    self.replace(actions);
                } else if now >= latest {
                    tracing::warn!("an old shard does not answer; what it has not been sent yet is lost");
                    self.replace(actions);
                }
            }
            (Step::Closing, Input::OldGone) => {
                self.step = Step::Trailing { latest: now + LONGEST_SETTLE };
                actions.push(Action::TakeOver { set: self.set });
            }
            (Step::Trailing { .. }, Input::NewSettled) => self.finish(actions),
            (Step::Trailing { latest }, Input::Tick) if now >= latest => self.finish(actions),
            (Step::Asking | Step::Starting | Step::Settling { .. }, Input::Failed { is_too_small }) => {
                self.fail(is_too_small, actions);
            }
            (Step::Asking | Step::Starting | Step::Settling { .. }, Input::OldSetClosed) => self.old_set_closed = true,
            (Step::Asking | Step::Starting | Step::Settling { .. }, Input::Stopping) => {
                self.abandon(actions);
                if self.cause == Cause::Asked {
                    actions.push(Action::Refuse);
                }
            }
            // What arrives late, of a step that is over.
            _ => {}
        }
    }

    fn ask(&mut self, actions: &mut Vec<Action>) {
        self.step = Step::Asking;
        actions.push(Action::FetchGateway);
    }

    fn start(&mut self, recommended: u32, actions: &mut Vec<Action>) {
        let recommended = recommended.max(1);
        let total = match (self.cause, self.wanted) {
            (Cause::Asked, wanted) => wanted.unwrap_or(recommended),
            (Cause::Required, wanted) => {
                let total = wanted.unwrap_or(recommended).max(recommended);
                // Twice as many are a multiple of whatever Discord wants a multiple of.
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
        let set = (self.step != Step::Asking).then_some(self.set);
        self.step = Step::Idle;
        actions.push(Action::Abandon { set });
    }

    fn fail(&mut self, is_too_small: bool, actions: &mut Vec<Action>) {
        self.abandon(actions);
        match self.cause {
            Cause::Required if is_too_small && self.attempt < MOST_ATTEMPTS => {
                self.attempt += 1;
                self.wanted = Some(self.total.saturating_mul(2));
                self.ask(actions);
            }
            Cause::Required => actions.push(Action::FailBot),
            Cause::Asked => {
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

    const SETTLE: Duration = Duration::from_secs(2);

    fn begin(from: u32, total: impl Into<Option<u32>>, cause: Cause) -> Input {
        Input::Begin { from, total: total.into(), cause }
    }

    /// Feeds inputs, each at a time in seconds from the start, and returns all actions.
    fn run(inputs: &[(u64, Input)]) -> (Coordinator, Vec<Action>) {
        let (start, mut actions) = (Instant::now(), Vec::new());
        let mut coordinator = Coordinator::new(SETTLE, 0);
        for &(at, input) in inputs {
            coordinator.on(input, start + Duration::from_secs(at), &mut actions);
        }
        (coordinator, actions)
    }

    const READY: Input = Input::Ready { is_alone: false };
    const START: Action = Action::Start { set: 1, total: 4 };
    const REPLACE: Action = Action::Replace { set: 1 };
    const TAKE_OVER: Action = Action::TakeOver { set: 1 };
    const FINISH: Action = Action::Finish { from: 2, total: 4 };
    const ABANDON: Action = Action::Abandon { set: Some(1) };

    #[test]
    fn each_step_follows_the_one_before() {
        let asked = begin(2, None, Cause::Asked);
        let to_ready = [(0, asked), (0, Input::Recommended(4)), (1, READY)];
        let starting = [Action::FetchGateway, START, Action::SettleOld];
        let rows: &[(&[(u64, Input)], &[Action])] = &[
            // The old set goes on for at least the time to settle, and no longer than 30 s.
            (&[(1, Input::OldSettled), (2, Input::Tick)], &[]),
            (&[(1, Input::OldSettled), (3, Input::Tick)], &[REPLACE]),
            (&[(4, Input::OldSettled)], &[REPLACE]),
            (&[(30, Input::Tick)], &[]),
            (&[(31, Input::Tick)], &[REPLACE]),
            (&[(1, Input::Full)], &[REPLACE]),
            (&[(4, Input::OldSettled), (5, Input::OldGone), (6, Input::NewSettled)], &[REPLACE, TAKE_OVER, FINISH]),
            (&[(4, Input::OldSettled), (5, Input::OldGone), (34, Input::Tick)], &[REPLACE, TAKE_OVER]),
            (&[(4, Input::OldSettled), (5, Input::OldGone), (35, Input::Tick)], &[REPLACE, TAKE_OVER, FINISH]),
            // What belongs to another step changes nothing.
            (&[(2, Input::OldGone), (2, Input::NewSettled), (2, Input::Recommended(8)), (2, asked)], &[]),
            (&[(2, Input::Failed { is_too_small: false })], &[ABANDON, Action::Refuse]),
            (&[(2, Input::Failed { is_too_small: true })], &[ABANDON, Action::Refuse]),
            (&[(2, Input::Stopping)], &[ABANDON, Action::Refuse]),
            (
                &[(2, Input::OldSetClosed), (2, Input::Failed { is_too_small: false })],
                &[ABANDON, Action::Refuse, Action::FailBot],
            ),
            // Once the new set has replaced the old one, it takes over even if the bot stops.
            (&[(4, Input::OldSettled), (4, Input::Stopping), (5, Input::OldGone)], &[REPLACE, TAKE_OVER]),
        ];
        for (more, expected) in rows {
            let inputs = [&to_ready[..], more].concat();
            let (_, actions) = run(&inputs);
            assert_eq!(actions, [&starting[..], expected].concat(), "{more:?}");
        }
    }

    #[test]
    fn the_number_of_shards_fits_the_cause() {
        for (from, wanted, cause, recommended, total) in [
            (2, None, Cause::Asked, 4, Some(4)),
            (2, None, Cause::Asked, 0, Some(1)),
            (2, Some(8), Cause::Asked, 4, Some(8)),
            (2, Some(1), Cause::Asked, 4, Some(1)),
            (2, Some(2), Cause::Asked, 4, None),
            (4, None, Cause::Asked, 4, None),
            (2, None, Cause::Required, 5, Some(5)),
            (2, None, Cause::Required, 2, Some(4)),
            (2, None, Cause::Required, 1, Some(4)),
        ] {
            let (_, actions) = run(&[(0, begin(from, wanted, cause)), (0, Input::Recommended(recommended))]);
            let then = match total {
                Some(total) => Action::Start { set: 1, total },
                None => Action::Unchanged { total: from },
            };
            assert_eq!(actions, [Action::FetchGateway, then], "{from} {wanted:?} {cause:?} {recommended}");
        }
    }

    #[test]
    fn a_new_set_that_is_too_small_as_well_is_doubled_up_to_four_times() {
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
            (1, Input::Ready { is_alone: true }),
            (1, Input::OldGone),
        ];
        assert_eq!(run(&inputs).1, [Action::FetchGateway, START, REPLACE, TAKE_OVER]);
    }

    fn any_input() -> impl Strategy<Value = Input> {
        prop_oneof![
            (1..5_u32, prop::option::of(1..9_u32), any::<bool>()).prop_map(|(from, total, asked)| {
                begin(from, total, if asked { Cause::Asked } else { Cause::Required })
            }),
            (0..9_u32).prop_map(Input::Recommended),
            any::<bool>().prop_map(|is_alone| Input::Ready { is_alone }),
            any::<bool>().prop_map(|is_too_small| Input::Failed { is_too_small }),
            Just(Input::OldSettled),
            Just(Input::Full),
            Just(Input::OldGone),
            Just(Input::NewSettled),
            Just(Input::OldSetClosed),
            Just(Input::Stopping),
            Just(Input::Tick),
        ]
    }

    proptest! {
        /// Whatever comes in whatever order: a set that was started is abandoned, or replaces the old one once and takes over
        /// once, and no set is started before the last one is settled.
        #[test]
        fn a_set_is_abandoned_or_takes_over(inputs in prop::collection::vec((0..40_u64, any_input()), 0..200)) {
            let (mut now, mut coordinator) = (Instant::now(), Coordinator::new(SETTLE, 0));
            // The set that runs, and how far it is: 0 started, 1 replaced, 2 taken over.
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
                        | Action::SettleOld
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
