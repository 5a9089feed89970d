//! When interactions arrived and when they were answered, for the hint to a late answer. Pure: times are passed in.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use super::hint::{Answered, Hint, Lateness};
use crate::model::{InteractionId, Timestamp};

/// The number of interactions that are kept; older ones are dropped.
const REMEMBERED: usize = 1024;

/// The latest interactions.
#[derive(Debug, Default)]
pub(super) struct Arrivals(VecDeque<Arrival>);

#[derive(Debug)]
struct Arrival {
    interaction: InteractionId,
    /// From the timestamp in the id to the arrival: Discord's clock and this machine's.
    arriving: Duration,
    came: Instant,
    /// When a handler was first called for it, and which.
    called: Option<(Instant, &'static str)>,
    answered: Option<Instant>,
}

impl Arrivals {
    /// Notes the arrival of an interaction. `clock` and `now` are the same moment by the clocks of the machine.
    pub(super) fn came(&mut self, interaction: InteractionId, clock: Timestamp, now: Instant) {
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        let arriving = clock.since(interaction.created_at());
        self.0.push_back(Arrival { interaction, arriving, came: now, called: None, answered: None });
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
        self.0.iter_mut().rev().find(|arrival| arrival.interaction == interaction)
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
        arrivals.came(one, clock(5200), start);
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
        arrivals.came(made_at(9), clock(8000), start);
        let Some(Hint::Late(late)) = arrivals.late(made_at(9), start, start) else { panic!() };
        assert_eq!(late.total, Duration::ZERO);
    }

    #[test]
    fn a_second_answer_gets_the_time_of_the_first() {
        let (start, ms) = (Instant::now(), Duration::from_millis);
        let mut arrivals = Arrivals::default();
        let one = made_at(5);
        arrivals.came(one, clock(5000), start);
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
            arrivals.came(made_at(second), clock(0), now);
        }
        assert_eq!(arrivals.0.len(), REMEMBERED);
        assert!(arrivals.twice(made_at(0), now).is_none() && arrivals.twice(made_at(1), now).is_some());
    }
}
