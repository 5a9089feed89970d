//! When interactions arrived and when they were answered, for the hint to a late answer, and for the warning about
//! those that nothing answers. Pure: times are passed in.

use std::{
    collections::{HashSet, VecDeque},
    time::{Duration, Instant},
};

use compact_str::CompactString;

use super::hint::{Answered, Hint, Lateness};
use crate::model::{InteractionId, Timestamp};

/// The number of interactions that are kept; older ones are dropped.
const REMEMBERED: usize = 1024;

/// How many names of interactions are kept that a warning was logged for. There are no warnings about others.
const WARNED: usize = 256;

/// The time within which Discord expects the first answer to an interaction.
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// The latest interactions.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    list: VecDeque<Arrival>,
    /// How many from the front of the list have been checked for an answer.
    checked: usize,
    /// The names that a warning was logged for.
    warned: HashSet<CompactString>,
}

/// An interaction that nothing has answered in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unanswered {
    /// Its command, or its component.
    pub(super) name: CompactString,
    /// The handler that was first called for it.
    pub(super) handler: Option<&'static str>,
}

#[derive(Debug)]
struct Arrival {
    interaction: InteractionId,
    name: CompactString,
    /// From the timestamp in the id to the arrival: Discord's clock and this machine's.
    arriving: Duration,
    came: Instant,
    /// When a handler was first called for it, and which.
    called: Option<(Instant, &'static str)>,
    /// Whether an answer was sent, accepted or not.
    is_answered: bool,
    answered: Option<Instant>,
}

impl Arrivals {
    /// Notes the arrival of an interaction. `clock` and `now` are the same moment by the clocks of the machine.
    pub(super) fn came(&mut self, interaction: InteractionId, name: CompactString, clock: Timestamp, now: Instant) {
        if self.list.len() >= REMEMBERED {
            self.list.pop_front();
            self.checked = self.checked.saturating_sub(1);
        }
        let arriving = clock.since(interaction.created_at());
        let (called, answered) = (None, None);
        self.list.push_back(Arrival { interaction, name, arriving, came: now, called, is_answered: false, answered });
    }

    /// Notes that an answer is about to be sent.
    pub(super) fn answering(&mut self, interaction: InteractionId) {
        if let Some(arrival) = self.of(interaction) {
            arrival.is_answered = true;
        }
    }

    /// The interactions that nothing has answered within [`ANSWER_WITHIN`], once for each name. Also the time until
    /// the next one is to be checked, if there is one.
    pub(super) fn unanswered(&mut self, now: Instant) -> (Vec<Unanswered>, Option<Duration>) {
        let mut unanswered = Vec::new();
        while let Some(arrival) = self.list.get(self.checked) {
            let age = now.saturating_duration_since(arrival.came);
            if age < ANSWER_WITHIN {
                return (unanswered, Some(ANSWER_WITHIN - age));
            }
            self.checked += 1;
            let is_new = !arrival.is_answered && !self.warned.contains(&arrival.name);
            if is_new && self.warned.len() < WARNED {
                self.warned.insert(arrival.name.clone());
                let handler = arrival.called.map(|(_, handler)| handler);
                unanswered.push(Unanswered { name: arrival.name.clone(), handler });
            }
        }
        (unanswered, None)
    }

    /// Notes the call of a handler for it.
    pub(super) fn called(&mut self, interaction: InteractionId, handler: &'static str, now: Instant) {
        if let Some(arrival) = self.of(interaction) {
            arrival.called.get_or_insert((now, handler));
        }
    }

    /// Notes that Discord has accepted the first answer.
    pub(super) fn answered(&mut self, interaction: InteractionId, now: Instant) {
        if let Some(arrival) = self.of(interaction) {
            arrival.answered.get_or_insert(now);
        }
    }

    /// The hint to an answer that was sent to the HTTP client at `asked` and refused at `now`.
    pub(super) fn late(&mut self, interaction: InteractionId, asked: Instant, now: Instant) -> Option<Hint> {
        let &mut Arrival { arriving, came, called, .. } = self.of(interaction)?;
        let (called, handler_name) = called.map_or((came, None), |(at, name)| (at, Some(name)));
        Some(Hint::Late(Lateness {
            total: arriving + now.saturating_duration_since(came),
            arriving,
            waiting: called.saturating_duration_since(came),
            handler: asked.saturating_duration_since(called),
            sending: now.saturating_duration_since(asked),
            handler_name,
        }))
    }

    /// The hint to a second first answer.
    pub(super) fn twice(&mut self, interaction: InteractionId, now: Instant) -> Option<Hint> {
        let arrival = self.of(interaction)?;
        Some(Hint::Answered(match arrival.answered {
            Some(at) => Answered::Here(now.saturating_duration_since(at)),
            None => Answered::Elsewhere(now.saturating_duration_since(arrival.came)),
        }))
    }

    /// The interaction, searched from the latest on.
    fn of(&mut self, interaction: InteractionId) -> Option<&mut Arrival> {
        self.list.iter_mut().rev().find(|arrival| arrival.interaction == interaction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An interaction with this timestamp, in seconds of Discord's time.
    fn made_at(second: u64) -> InteractionId {
        InteractionId::new((second * 1000) << 22)
    }

    fn clock(millis: u64) -> Timestamp {
        made_at(0).created_at().checked_add(millis)
    }

    trait Later {
        fn checked_add(self, millis: u64) -> Self;
    }

    impl Later for Timestamp {
        fn checked_add(self, millis: u64) -> Self {
            Self::from_millis(self.as_micros() / 1000 + i64::try_from(millis).unwrap())
        }
    }

    #[test]
    fn the_time_of_an_answer_is_split() {
        let (start, ms) = (Instant::now(), Duration::from_millis);
        let mut arrivals = Arrivals::default();
        let one = made_at(5);
        arrivals.came(one, "/roll".into(), clock(5200), start);
        arrivals.called(one, "first", start + ms(300));
        arrivals.called(one, "second", start + ms(400));
        let Some(Hint::Late(late)) = arrivals.late(one, start + ms(3300), start + ms(3350)) else { panic!() };
        assert_eq!(late.total, ms(3550));
        assert_eq!(
            [late.arriving, late.waiting, late.handler, late.sending].map(|it| it.as_millis()),
            [200, 300, 3000, 50]
        );
        assert_eq!(late.handler_name, Some("first"));
        assert_eq!(arrivals.late(made_at(6), start, start), None);
        // If the clock is behind, times are zero, not negative.
        arrivals.came(made_at(9), "/roll".into(), clock(8000), start);
        let Some(Hint::Late(late)) = arrivals.late(made_at(9), start, start) else { panic!() };
        assert_eq!(late.total, Duration::ZERO);
    }

    #[test]
    fn a_second_answer_gets_the_time_of_the_first() {
        let (start, ms) = (Instant::now(), Duration::from_millis);
        let mut arrivals = Arrivals::default();
        let one = made_at(5);
        arrivals.came(one, "/roll".into(), clock(5000), start);
        assert_eq!(arrivals.twice(one, start + ms(70)), Some(Hint::Answered(Answered::Elsewhere(ms(70)))));
        arrivals.answered(one, start + ms(100));
        arrivals.answered(one, start + ms(200));
        assert_eq!(arrivals.twice(one, start + ms(400)), Some(Hint::Answered(Answered::Here(ms(300)))));
    }

    #[test]
    fn old_interactions_are_dropped() {
        let mut arrivals = Arrivals::default();
        let now = Instant::now();
        for second in 0..=1024 {
            arrivals.came(made_at(second), "/roll".into(), clock(0), now);
        }
        assert_eq!(arrivals.list.len(), REMEMBERED);
        assert!(arrivals.twice(made_at(0), now).is_none() && arrivals.twice(made_at(1), now).is_some());
    }

    #[test]
    fn interactions_that_nothing_answers_are_named_once() {
        let (start, ms) = (Instant::now(), Duration::from_millis);
        let mut arrivals = Arrivals::default();
        let came = |arrivals: &mut Arrivals, id, name: &str, at| {
            arrivals.came(made_at(id), name.into(), clock(0), start + ms(at));
        };
        came(&mut arrivals, 1, "/roll", 0);
        came(&mut arrivals, 2, "/ping", 100);
        came(&mut arrivals, 3, "/roll", 200);
        arrivals.called(made_at(1), "Dice", start + ms(10));
        arrivals.answering(made_at(2));
        assert_eq!(arrivals.unanswered(start + ms(2999)), (vec![], Some(ms(1))));
        let roll = Unanswered { name: "/roll".into(), handler: Some("Dice") };
        assert_eq!(arrivals.unanswered(start + ms(3000)), (vec![roll], Some(ms(100))));
        assert_eq!(arrivals.unanswered(start + ms(3200)), (vec![], None));
        came(&mut arrivals, 4, "/ping", 4000);
        let ping = Unanswered { name: "/ping".into(), handler: None };
        assert_eq!(arrivals.unanswered(start + ms(7000)), (vec![ping], None));
        assert_eq!(arrivals.unanswered(start + ms(9000)), (vec![], None));
    }
}
