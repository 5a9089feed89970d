//! Requests at random times over a network with random delays, against a model of Discord. Every guarantee is checked
//! after each step.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proptest::prelude::*;

use super::{
    model::{Exceeded, Model, Precision, Rule},
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
    /// It is withdrawn this long after it was queued, if it still waits then.
    cancel: Option<u64>,
    /// How long it may wait.
    deadline: Option<u64>,
    /// Its answer is lost, unless it is the first of its bucket.
    lost: bool,
}

#[derive(Debug, Clone)]
struct Scenario {
    asks: Vec<Ask>,
    rules: Vec<Rule>,
    /// The rule of each route; of each route in each channel, if it is that long.
    naming: Vec<u8>,
    rate: u32,
    skew: u64,
    precision: Precision,
    /// Requests of other clients: when, of which rule, in which channel.
    foreign: Vec<(u64, u8, u64)>,
}

impl Scenario {
    fn rule(&self, ask: &Ask) -> u8 {
        let route = usize::from(ask.route);
        let channels = self.naming.len() / ROUTES.len();
        self.naming[route * channels + usize::try_from(ask.channel).unwrap() % channels]
    }
}

fn ask() -> impl Strategy<Value = Ask> {
    let cancel = proptest::option::weighted(0.1, 0_u64..4000);
    let deadline = proptest::option::weighted(0.2, 0_u64..6000);
    (0_u64..3000, 0_u8..3, 0..CHANNELS, 0_u64..240, 0_u64..2000, cancel, deadline, 0_u8..20).prop_map(
        |(at, route, channel, there, back, cancel, deadline, lost)| Ask {
            at,
            route,
            channel,
            there,
            back,
            cancel,
            deadline,
            lost: lost == 0,
        },
    )
}

fn rule() -> impl Strategy<Value = Rule> {
    (1_u32..7, 50_u64..4000, any::<bool>()).prop_map(|(limit, span, aligned)| Rule { limit, span, aligned })
}

fn precision() -> impl Strategy<Value = Precision> {
    prop_oneof![Just(Precision::Exact), (1_u64..4).prop_map(Precision::Varies)]
}

/// A scenario in which each route has a hash of its own.
fn scenario() -> impl Strategy<Value = Scenario> {
    let asks = proptest::collection::vec(ask(), 1..80);
    let rules = proptest::collection::vec(rule(), 3);
    (asks, rules, 3_u32..50, 0_u64..10_000_000, precision()).prop_map(|(asks, rules, rate, skew, precision)| Scenario {
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

/// The result of a simulation.
#[derive(Debug, Default)]
struct Report {
    /// 429s in windows that no other client had used.
    unforeseeable: usize,
    /// When each request was sent for the first time.
    sent: BTreeMap<u64, u64>,
    /// Requests that could not meet their deadline, and when that was known.
    given_up: BTreeMap<u64, u64>,
    ended: u64,
}

/// Runs a scenario to its end.
fn simulate(scenario: &Scenario) -> Result<Report, TestCaseError> {
    let start = Instant::now();
    let at = |time: u64| start + ms(time);
    let asked = |ticket: u64| &scenario.asks[usize::try_from(ticket).unwrap()];
    let mut limiter = Limiter::new(scenario.rate, 1_000_000, start);
    let mut model = Model::new(&scenario.rules, scenario.rate, scenario.skew, scenario.precision);
    let mut steps: BTreeSet<(u64, Step, u64)> = BTreeSet::new();
    for (ticket, ask) in (0_u64..).zip(&scenario.asks) {
        steps.insert((ask.at, Step::Queue, ticket));
        if let Some(cancel) = ask.cancel {
            steps.insert((ask.at + cancel, Step::Cancel, ticket));
        }
    }
    steps.extend((0_u64..).zip(&scenario.foreign).map(|(number, (time, _, _))| (*time, Step::Foreign, number)));
    let mut report = Report::default();
    let mut answers: HashMap<u64, Result<Limits, Exceeded>> = HashMap::new();
    let mut order: BTreeMap<(u8, u64), Vec<(u64, u64)>> = BTreeMap::new();
    let mut done: BTreeSet<u64> = BTreeSet::new();
    let mut in_flight: BTreeSet<u64> = BTreeSet::new();
    let mut answered_keys: BTreeSet<(u8, u64)> = BTreeSet::new();
    // Until when a 429 has closed a key.
    let mut closed: HashMap<(u8, u64), u64> = HashMap::new();
    let mut now = 0;
    while let Some((time, step, number)) = steps.pop_first() {
        prop_assert!(time >= now, "time runs forward");
        now = time;
        match step {
            Step::Foreign => {
                let (_, rule, channel) = scenario.foreign[usize::try_from(number).unwrap()];
                model.take(rule, channel, now);
            }
            Step::Queue => {
                let ask = asked(number);
                let route = ROUTES[usize::from(ask.route)];
                let deadline = ask.deadline.map(|deadline| at(now + deadline));
                if let Err(wait) = limiter.enqueue(number, key(route, ask.channel), deadline, at(now)) {
                    prop_assert!(wait > ms(ask.deadline.unwrap()), "refused for {wait:?}: {ask:?}");
                    report.given_up.insert(number, now);
                    done.insert(number);
                }
            }
            Step::Cancel => {
                limiter.cancel(number, at(now));
                if !in_flight.contains(&number) {
                    done.insert(number);
                }
            }
            Step::Arrive => {
                let ask = asked(number);
                let answer = model.arrive(scenario.rule(ask), ask.channel, now);
                prop_assert!(!matches!(answer, Err(Exceeded::Global)), "the global limit at {now}: {ask:?}");
                answers.insert(number, answer);
                steps.insert((now + ask.back, Step::Answer, number));
            }
            Step::Answer => {
                let ask = asked(number);
                // The first answer of each bucket is never lost, since without it the limits are not known; nor is one
                // of an aligned window, whose length is unknown, and with it how long a lost request counts.
                let first = answered_keys.insert((ask.route, ask.channel));
                let lost = ask.lost && !first && !scenario.rules[usize::from(scenario.rule(ask))].aligned;
                in_flight.remove(&number);
                let (outcome, again) = match answers.remove(&number).unwrap() {
                    Err(Exceeded::Bucket { hash, retry_after, foreign }) => {
                        report.unforeseeable += usize::from(!foreign);
                        let until = now + u64::try_from(retry_after.as_millis()).unwrap();
                        closed.insert((ask.route, ask.channel), until);
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
                prop_assert!(in_flight.insert(ticket), "sent twice");
                prop_assert!(now >= closed.get(&of).copied().unwrap_or_default(), "sent in spite of a 429: {ask:?}");
                // Timers are a millisecond late.
                let deadline = ask.deadline.map_or(u64::MAX, |deadline| ask.at + deadline + 1);
                prop_assert!(now <= deadline, "sent at {now}, too late: {ask:?}");
                steps.insert((now + ask.there, Step::Arrive, ticket));
                // A request that is sent again keeps its place in the order.
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
                let ends = at(ask.at + ask.deadline.unwrap());
                prop_assert!(
                    done.insert(ticket) && !in_flight.contains(&ticket),
                    "a request that was not queued was given up"
                );
                prop_assert!(at(now) + wait > ends || at(now) >= ends, "given up at {now} for {wait:?}: {ask:?}");
                if at(now) < ends {
                    report.given_up.insert(ticket, now);
                }
            }
        }
        if let Some(wake) = limiter.wake_at(at(now), false) {
            prop_assert!(wake > at(now), "wake_at returned a time that has passed");
            let millis = u64::try_from((wake - start).as_millis()).unwrap() + 1;
            steps.insert((millis, Step::Wake, 0));
        }
    }
    prop_assert_eq!(done.len(), scenario.asks.len(), "a request was never sent");
    prop_assert_eq!(limiter.waiting(), 0);
    for (of, tickets) in order {
        prop_assert!(tickets.is_sorted(), "{:?} was not first come, first served: {:?}", of, tickets);
    }
    Ok(report)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_429_that_the_headers_had_announced(scenario in scenario()) {
        prop_assert_eq!(simulate(&scenario)?.unforeseeable, 0);
    }

    #[test]
    fn requests_of_others_cause_429s_that_are_obeyed(
        scenario in scenario(),
        foreign in proptest::collection::vec((0_u64..6000, 0_u8..3, 0..CHANNELS), 0..40),
    ) {
        let mut scenario = Scenario { foreign, ..scenario };
        // The length of a window that others have opened is unknown too.
        scenario.asks.iter_mut().for_each(|ask| ask.lost = false);
        prop_assert_eq!(simulate(&scenario)?.unforeseeable, 0);
    }

    #[test]
    fn a_route_with_other_hashes_in_other_channels_causes_no_429(scenario in scenario(), turn in 0_u8..3) {
        // In each channel the three routes have the three hashes, and in each in another order.
        let naming = (0..9).map(|place| (place / 3 + turn * (place % 3)) % 3).collect();
        prop_assert_eq!(simulate(&Scenario { naming, ..scenario })?.unforeseeable, 0);
    }

    #[test]
    fn routes_that_share_a_bucket_cause_few_429s_and_all_requests_are_sent(
        scenario in scenario(),
        hashes in 1_u8..3,
    ) {
        // Until the hash of a route is known, its first request in each channel may use what another route counts on.
        let naming = (0..3).map(|route| route % hashes).collect();
        let surprises = simulate(&Scenario { naming, rate: 1000, ..scenario })?.unforeseeable;
        prop_assert!(surprises <= 3 * 3, "{} requests met a 429", surprises);
    }

    #[test]
    fn no_request_is_given_up_that_would_have_been_in_time(
        scenario in scenario(),
        chosen in any::<prop::sample::Index>(),
    ) {
        let mut scenario = scenario;
        let chosen = chosen.index(scenario.asks.len());
        for (index, ask) in scenario.asks.iter_mut().enumerate() {
            ask.lost = false;
            ask.cancel = None;
            ask.deadline = (index == chosen).then(|| ask.deadline.unwrap_or(500));
        }
        let ticket = u64::try_from(chosen).unwrap();
        let given_up = simulate(&scenario)?.given_up.contains_key(&ticket);
        let ends = scenario.asks[chosen].at + scenario.asks[chosen].deadline.take().unwrap();
        let sent = simulate(&scenario)?.sent[&ticket];
        // An answer describes its window as it was when the answer was sent. A later one may differ.
        let travel = scenario.asks.iter().map(|ask| ask.there + ask.back).max().unwrap_or_default();
        let in_time = sent + travel <= ends;
        prop_assert!(!given_up || !in_time, "given up, although it would have been sent at {} of {}", sent, ends);
    }
}

/// A 429 to a request of the former window arrives among the answers of the present one, which arrive in another order
/// than they were sent in.
#[test]
fn responses_to_requests_sent_before_a_429_are_ignored() {
    let ask =
        |at, there, back| Ask { at, route: 1, channel: 0, there, back, cancel: None, deadline: None, lost: false };
    let other = Rule { limit: 1, span: 50, aligned: false };
    let scenario = Scenario {
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
    assert_eq!(simulate(&scenario).unwrap().unforeseeable, 0);
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
        deadline: None,
        lost: false,
    });
    let scenario = Scenario {
        asks: asks.collect(),
        rules: vec![Rule { limit: 5, span: 5000, aligned: false }],
        naming: vec![0, 0, 0],
        rate: 1_000_000,
        skew: 77_777,
        precision: Precision::Exact,
        foreign: Vec::new(),
    };
    let report = simulate(&scenario).unwrap();
    assert_eq!(report.unforeseeable, 0);
    // A hundred requests in each channel are twenty windows; the last one opens after nineteen of them.
    let allowed = 19 * 5000;
    assert!(allowed * 100 >= report.ended * 95, "{} ms instead of {allowed}", report.ended);
}
