//! Requests at random times over a network with random delays, against a model of Discord. Every promise is checked on the
//! way.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proptest::prelude::*;

use super::{
    model::{Model, Overstepped, Precision, Rule},
    *,
};

const CHANNELS: u64 = 3;
const ROUTES: [RouteId; 3] = [POST, GET, (Method::Put, "/channels/{channel_id}/messages/{message_id}", 0)];

#[derive(Debug, Clone)]
struct Ask {
    at: u64,
    route: u8,
    channel: u64,
    there: u64,
    back: u64,
    /// Withdrawn this long after it was queued, if it still waits then.
    cancel: Option<u64>,
    /// How long it waits at most.
    patience: Option<u64>,
    /// The answer does not come back, unless it is the first of its bucket.
    lost: bool,
}

#[derive(Debug, Clone)]
struct World {
    asks: Vec<Ask>,
    rules: Vec<Rule>,
    /// The rule of each route; of each route in each channel, if it is that long.
    naming: Vec<u8>,
    rate: u32,
    skew: u64,
    precision: Precision,
    /// What others take: when, of which rule, in which channel.
    foreign: Vec<(u64, u8, u64)>,
}

impl World {
    fn rule(&self, ask: &Ask) -> u8 {
        let route = usize::from(ask.route);
        let channels = self.naming.len() / ROUTES.len();
        self.naming[route * channels + usize::try_from(ask.channel).unwrap() % channels]
    }
}

fn ask() -> impl Strategy<Value = Ask> {
    let cancel = proptest::option::weighted(0.1, 0_u64..4000);
    let patience = proptest::option::weighted(0.2, 0_u64..6000);
    (0_u64..3000, 0_u8..3, 0..CHANNELS, 0_u64..240, 0_u64..2000, cancel, patience, 0_u8..20).prop_map(
        |(at, route, channel, there, back, cancel, patience, lost)| Ask {
            at,
            route,
            channel,
            there,
            back,
            cancel,
            patience,
            lost: lost == 0,
        },
    )
}

fn rule() -> impl Strategy<Value = Rule> {
    (1_u32..7, 50_u64..4000, any::<bool>()).prop_map(|(limit, span, aligned)| Rule { limit, span, aligned })
}

fn precision() -> impl Strategy<Value = Precision> {
    prop_oneof![Just(Precision::Exact), (1_u64..4).prop_map(Precision::Wobbles)]
}

/// A world in which each route has a hash of its own.
fn world() -> impl Strategy<Value = World> {
    let asks = proptest::collection::vec(ask(), 1..80);
    let rules = proptest::collection::vec(rule(), 3);
    (asks, rules, 3_u32..50, 0_u64..10_000_000, precision()).prop_map(|(asks, rules, rate, skew, precision)| World {
        asks,
        rules,
        naming: vec![0, 1, 2],
        rate,
        skew,
        precision,
        foreign: Vec::new(),
    })
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Foreign,
    Queue,
    Cancel,
    Arrive,
    Answer,
    Wake,
}

/// What came of it.
#[derive(Debug, Default)]
struct Report {
    /// 429s in windows of which nobody else had taken.
    unforeseeable: usize,
    /// When each was sent for the first time.
    sent: BTreeMap<u64, u64>,
    /// Those that were known to have to wait too long, and when.
    given_up: BTreeMap<u64, u64>,
    ended: u64,
}

/// Plays the world through.
fn play(world: &World) -> Result<Report, TestCaseError> {
    let start = Instant::now();
    let at = |time: u64| start + ms(time);
    let asked = |ticket: u64| &world.asks[usize::try_from(ticket).unwrap()];
    let mut limiter = Limiter::new(world.rate, 1_000_000, start);
    let mut model = Model::new(&world.rules, world.rate, world.skew, world.precision);
    let mut steps: BTreeSet<(u64, Step, u64)> = BTreeSet::new();
    for (ticket, ask) in (0_u64..).zip(&world.asks) {
        steps.insert((ask.at, Step::Queue, ticket));
        if let Some(cancel) = ask.cancel {
            steps.insert((ask.at + cancel, Step::Cancel, ticket));
        }
    }
    steps.extend((0_u64..).zip(&world.foreign).map(|(number, (time, _, _))| (*time, Step::Foreign, number)));
    let mut report = Report::default();
    let mut answers: HashMap<u64, Result<Limits, Overstepped>> = HashMap::new();
    let mut order: BTreeMap<(u8, u64), Vec<(u64, u64)>> = BTreeMap::new();
    let mut done: BTreeSet<u64> = BTreeSet::new();
    let mut flying: BTreeSet<u64> = BTreeSet::new();
    let mut told: BTreeSet<(u8, u64)> = BTreeSet::new();
    // Until when a 429 has shut a lane.
    let mut shut: HashMap<(u8, u64), u64> = HashMap::new();
    let mut now = 0;
    while let Some((time, step, number)) = steps.pop_first() {
        prop_assert!(time >= now, "time runs forward");
        now = time;
        match step {
            Step::Foreign => {
                let (_, rule, channel) = world.foreign[usize::try_from(number).unwrap()];
                model.take(rule, channel, now);
            }
            Step::Queue => {
                let ask = asked(number);
                let route = ROUTES[usize::from(ask.route)];
                let patience = ask.patience.map(|patience| at(now + patience));
                if let Err(wait) = limiter.enqueue(number, lane(route, ask.channel), patience, at(now)) {
                    prop_assert!(wait > ms(ask.patience.unwrap()), "refused for {wait:?}: {ask:?}");
                    report.given_up.insert(number, now);
                    done.insert(number);
                }
            }
            Step::Cancel => {
                limiter.cancel(number, at(now));
                if !flying.contains(&number) {
                    done.insert(number);
                }
            }
            Step::Arrive => {
                let ask = asked(number);
                let answer = model.arrive(world.rule(ask), ask.channel, now);
                prop_assert!(!matches!(answer, Err(Overstepped::Global)), "the global limit at {now}: {ask:?}");
                answers.insert(number, answer);
                steps.insert((now + ask.back, Step::Answer, number));
            }
            Step::Answer => {
                let ask = asked(number);
                // An answer that does not come back foretells nothing, so the first in each bucket always does. Nor does an
                // aligned window tell its length, without which nobody knows how long a lost request weighs.
                let first = told.insert((ask.route, ask.channel));
                let lost = ask.lost && !first && !world.rules[usize::from(world.rule(ask))].aligned;
                flying.remove(&number);
                let (outcome, again) = match answers.remove(&number).unwrap() {
                    Err(Overstepped::Bucket { hash, retry_after, foreign }) => {
                        report.unforeseeable += usize::from(!foreign);
                        let until = now + u64::try_from(retry_after.as_millis()).unwrap();
                        shut.insert((ask.route, ask.channel), until);
                        let scope = if foreign { Scope::Shared } else { Scope::User };
                        (Outcome::Limited { hash: Some(hash), retry_after, scope, invalid: !foreign }, Some(at(now)))
                    }
                    Ok(_) if lost => (Outcome::Lost, None),
                    answer => (answered(answer.ok()), None),
                };
                limiter.complete(number, &outcome, again, at(now));
                report.ended = now;
                if again.is_none() {
                    done.insert(number);
                }
            }
            Step::Wake => {}
        }
        loop {
            while let Some(ticket) = limiter.next(at(now), false) {
                let ask = asked(ticket);
                let of = (ask.route, ask.channel);
                prop_assert!(!done.contains(&ticket), "a withdrawn or finished request was sent");
                prop_assert!(flying.insert(ticket), "sent twice");
                prop_assert!(now >= shut.get(&of).copied().unwrap_or_default(), "sent in spite of a 429: {ask:?}");
                // Timers are a tick late.
                let patience = ask.patience.map_or(u64::MAX, |patience| ask.at + patience + 1);
                prop_assert!(now <= patience, "sent at {now}, too late: {ask:?}");
                steps.insert((now + ask.there, Step::Arrive, ticket));
                // One that comes again keeps its place in the order.
                if report.sent.insert(ticket, now).is_none() {
                    order.entry(of).or_default().push((ask.at, ticket));
                }
            }
            let gone = limiter.give_up(at(now));
            if gone.is_empty() {
                break;
            }
            for (ticket, wait) in gone {
                let ask = asked(ticket);
                let ends = at(ask.at + ask.patience.unwrap());
                prop_assert!(done.insert(ticket) && !flying.contains(&ticket), "one that did not wait was given up");
                prop_assert!(at(now) + wait > ends || at(now) >= ends, "given up at {now} for {wait:?}: {ask:?}");
                if at(now) < ends {
                    report.given_up.insert(ticket, now);
                }
            }
        }
        if let Some(wake) = limiter.wake_at(at(now), false) {
            prop_assert!(wake > at(now), "woken for nothing");
            let millis = u64::try_from((wake - start).as_millis()).unwrap() + 1;
            steps.insert((millis, Step::Wake, 0));
        }
    }
    prop_assert_eq!(done.len(), world.asks.len(), "somebody starved");
    prop_assert_eq!(limiter.waiting(), 0);
    for (of, tickets) in order {
        prop_assert!(tickets.is_sorted(), "{:?} was not first come, first served: {:?}", of, tickets);
    }
    Ok(report)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_a_429_that_the_headers_foretold(world in world()) {
        prop_assert_eq!(play(&world)?.unforeseeable, 0);
    }

    #[test]
    fn what_others_take_costs_429s_that_are_obeyed(
        world in world(),
        foreign in proptest::collection::vec((0_u64..6000, 0_u8..3, 0..CHANNELS), 0..40),
    ) {
        let mut world = World { foreign, ..world };
        // A window that others have opened does not tell its length either.
        world.asks.iter_mut().for_each(|ask| ask.lost = false);
        prop_assert_eq!(play(&world)?.unforeseeable, 0);
    }

    #[test]
    fn a_route_with_other_hashes_in_other_channels_meets_no_429(world in world(), turn in 0_u8..3) {
        // In each channel the three routes have the three hashes, and in each in another order.
        let naming = (0..9).map(|place| (place / 3 + turn * (place % 3)) % 3).collect();
        prop_assert_eq!(play(&World { naming, ..world })?.unforeseeable, 0);
    }

    #[test]
    fn routes_that_turn_out_to_share_a_bucket_cost_a_429_or_two_and_nobody_starves(
        world in world(),
        hashes in 1_u8..3,
    ) {
        // Until a route has named its hash, its one probe in each channel may take what another route counts on.
        let naming = (0..3).map(|route| route % hashes).collect();
        let surprises = play(&World { naming, rate: 1000, ..world })?.unforeseeable;
        prop_assert!(surprises <= 3 * 3, "{} requests met a 429", surprises);
    }

    #[test]
    fn nobody_is_given_up_who_would_have_been_in_time(world in world(), chosen in any::<prop::sample::Index>()) {
        let mut world = world;
        let chosen = chosen.index(world.asks.len());
        for (index, ask) in world.asks.iter_mut().enumerate() {
            ask.lost = false;
            ask.cancel = None;
            ask.patience = (index == chosen).then(|| ask.patience.unwrap_or(500));
        }
        let ticket = u64::try_from(chosen).unwrap();
        let given_up = play(&world)?.given_up.contains_key(&ticket);
        let ends = world.asks[chosen].at + world.asks[chosen].patience.take().unwrap();
        let sent = play(&world)?.sent[&ticket];
        // What an answer says of its window is late by the time that it has travelled. One that comes after it may know better.
        let travel = world.asks.iter().map(|ask| ask.there + ask.back).max().unwrap_or_default();
        let in_time = sent + travel <= ends;
        prop_assert!(!given_up || !in_time, "given up, although it would have been sent at {} of {}", sent, ends);
    }
}

/// A 429 for what was sent in the window before comes in the middle of the answers of the present one, which come in another
/// order than they were given in.
#[test]
fn what_is_answered_after_a_429_but_was_sent_before_is_not_believed() {
    let ask =
        |at, there, back| Ask { at, route: 1, channel: 0, there, back, cancel: None, patience: None, lost: false };
    let other = Rule { limit: 1, span: 50, aligned: false };
    let world = World {
        asks: vec![
            ask(1427, 33, 0),
            ask(537, 190, 699),
            ask(1427, 0, 279),
            ask(631, 96, 1369),
            ask(429, 12, 0),
            ask(1427, 0, 0),
        ],
        rules: vec![other, Rule { limit: 3, span: 1449, aligned: false }, other],
        naming: vec![0, 1, 2],
        rate: 3,
        skew: 0,
        precision: Precision::Exact,
        foreign: vec![(442, 1, 0), (442, 1, 0), (3185, 1, 0), (3451, 1, 0)],
    };
    assert_eq!(play(&world).unwrap().unforeseeable, 0);
}

#[test]
fn five_thousand_sends_over_fifty_channels_use_what_their_buckets_allow() {
    let asks = (0..5000).map(|number| Ask {
        at: number % 7,
        route: 0,
        channel: number % 50,
        there: 20 + number % 17,
        back: 20 + number % 23,
        cancel: None,
        patience: None,
        lost: false,
    });
    let world = World {
        asks: asks.collect(),
        rules: vec![Rule { limit: 5, span: 5000, aligned: false }],
        naming: vec![0, 0, 0],
        rate: 1_000_000,
        skew: 77_777,
        precision: Precision::Exact,
        foreign: Vec::new(),
    };
    let report = play(&world).unwrap();
    assert_eq!(report.unforeseeable, 0);
    // A hundred in each channel are twenty windows; the last one opens after nineteen of them.
    let allowed = 19 * 5000;
    assert!(allowed * 100 >= report.ended * 95, "{} ms instead of {allowed}", report.ended);
}
