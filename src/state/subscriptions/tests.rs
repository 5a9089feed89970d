//! Deliveries, compared with a plain list of scopes.

use proptest::prelude::*;

use super::*;
#[cfg(feature = "cache")]
use crate::cache::{Cache, CacheConfig};
use crate::{
    gateway::Token,
    rest::{Http, HttpConfig},
};

/// The kinds that the tests use, each with the parts of a scope that its events have.
const KINDS: [(EventKind, [bool; 4]); 4] = [
    (EventKind::MessageCreate, [true, true, true, true]),
    (EventKind::TypingStart, [true, true, true, false]),
    (EventKind::MessageDelete, [true, true, false, true]),
    (EventKind::MemberRemove, [true, false, true, false]),
];

/// Guild, channel, user and message; `None`: any (of a subscription), or none (of an event).
type Parts = [Option<u64>; 4];

#[derive(Debug, Clone)]
enum Step {
    /// Subscribes to the kinds of [`KINDS`] whose bit is set.
    Subscribe { kinds: u8, stream: bool },
    /// Sets one part of the scope of a subscription.
    Narrow { which: usize, part: usize, id: u64 },
    /// Ends a subscription; what is in its queue can still be read.
    End { which: usize },
    /// Drops a subscription.
    Drop { which: usize },
    /// Delivers an event with those of these ids that its kind has.
    Deliver { kind: usize, ids: [u64; 4], in_guild: bool },
    /// Reads a queue to its end.
    Read { which: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let which = || 0..8_usize;
    let id = || 1..=2_u64;
    prop_oneof![
        3 => (1..16_u8, any::<bool>()).prop_map(|(kinds, stream)| Step::Subscribe { kinds, stream }),
        5 => (which(), 0..4_usize, id()).prop_map(|(which, part, id)| Step::Narrow { which, part, id }),
        1 => which().prop_map(|which| Step::End { which }),
        1 => which().prop_map(|which| Step::Drop { which }),
        6 => (0..4_usize, [id(), id(), id(), id()], any::<bool>())
            .prop_map(|(kind, ids, in_guild)| Step::Deliver { kind, ids, in_guild }),
        2 => which().prop_map(|which| Step::Read { which }),
    ]
}

/// A subscription, and what it should be.
struct Pair {
    subscription: Subscription,
    kinds: u8,
    scope: Parts,
    ended: bool,
    /// The events that were delivered and not read, each with its parts.
    queue: Vec<(Arc<Event>, Parts)>,
}

fn fits(scope: &Parts, event: &Parts) -> bool {
    scope.iter().zip(event).all(|(wanted, found)| wanted.is_none() || wanted == found)
}

/// An event of one of the [`KINDS`] with these parts.
fn event(kind: EventKind, [guild, channel, user, message]: Parts) -> Arc<Event> {
    let guild = guild.map(|id| format!(r#""guild_id":"{id}","#)).unwrap_or_default();
    let [channel, user, message] = [channel, user, message].map(Option::unwrap_or_default);
    let json = match kind {
        EventKind::MessageCreate => {
            format!(r#"{{{guild}"id":"{message}","channel_id":"{channel}","author":{{"id":"{user}"}}}}"#)
        }
        EventKind::TypingStart => {
            format!(r#"{{{guild}"channel_id":"{channel}","user_id":"{user}","timestamp":1780000000}}"#)
        }
        EventKind::MessageDelete => format!(r#"{{{guild}"id":"{message}","channel_id":"{channel}"}}"#),
        _ => format!(r#"{{{guild}"user":{{"id":"{user}"}}}}"#),
    };
    Arc::new(Event::decode(kind, json.as_bytes()).unwrap())
}

fn services() -> Arc<Services> {
    let mut config = HttpConfig::new(Token::new("a.b.c").unwrap());
    config.base_url = "http://127.0.0.1:1".to_owned();
    Arc::new(Services {
        http: Http::new(config).unwrap(),
        #[cfg(feature = "cache")]
        cache: Cache::new(CacheConfig::none()),
        handlers: Arc::new([]),
        session: None,
    })
}

fn delivery(services: &Arc<Services>, event: &Arc<Event>) -> Delivery {
    Delivery {
        services: Arc::clone(services),
        shard: 0,
        seq: None,
        #[cfg(feature = "cache")]
        old: None,
        event: Arc::clone(event),
    }
}

/// Reads the events that are in the queue.
fn read(subscription: &Subscription) -> Vec<Arc<Event>> {
    let task = &mut Context::from_waker(Waker::noop());
    let mut events = Vec::new();
    while let Poll::Ready(Some(item)) = subscription.poll_next(task) {
        events.push(item.event);
    }
    events
}

fn subscribe(subscriptions: &Arc<Subscriptions>, kinds: u8, stream: bool) -> Subscription {
    let when_full = if stream { WhenFull::AsHandlers } else { WhenFull::Drop(AtomicUsize::new(usize::MAX)) };
    let chosen = (0..KINDS.len()).filter(|index| kinds & 1 << index != 0).map(|index| KINDS[index].0);
    subscriptions.subscribe(chosen.collect(), when_full)
}

fn narrow(subscription: &Subscription, part: usize, id: u64) {
    subscription.narrow(|scope| match part {
        0 => scope.guild = Some(GuildId::new(id)),
        1 => scope.channel = Some(ChannelId::new(id)),
        2 => scope.user = Some(UserId::new(id)),
        _ => scope.message = Some(MessageId::new(id)),
    });
}

/// Compares what a subscription returns with what it should.
fn check_read(pair: &mut Pair) {
    let scope = pair.scope;
    let expected = pair.queue.drain(..).filter(|(_, parts)| fits(&scope, parts)).map(|(event, _)| event);
    let (expected, found): (Vec<_>, _) = (expected.collect(), read(&pair.subscription));
    let is_same = expected.len() == found.len() && expected.iter().zip(&found).all(|(a, b)| Arc::ptr_eq(a, b));
    assert!(is_same, "expected {expected:?}, read {found:?}");
}

fn run(steps: Vec<Step>, services: &Arc<Services>) {
    let subscriptions = Arc::new(Subscriptions::default());
    let bounds = ExecutorConfig::default();
    let mut pairs: Vec<Pair> = Vec::new();
    for step in steps {
        match step {
            Step::Subscribe { kinds, stream } => {
                let subscription = subscribe(&subscriptions, kinds, stream);
                pairs.push(Pair { subscription, kinds, scope: [None; 4], ended: false, queue: Vec::new() });
            }
            Step::Narrow { which, part, id } => {
                if let Some(pair) = pairs.get_mut(which) {
                    narrow(&pair.subscription, part, id);
                    pair.scope[part] = Some(id);
                }
            }
            Step::End { which } => {
                if let Some(pair) = pairs.get_mut(which) {
                    pair.subscription.end();
                    pair.ended = true;
                }
            }
            Step::Drop { which } => {
                if which < pairs.len() {
                    pairs.remove(which);
                }
            }
            Step::Deliver { kind: index, ids, in_guild } => {
                let (kind, has) = KINDS[index];
                let mut parts: Parts = std::array::from_fn(|part| has[part].then_some(ids[part]));
                if !in_guild && kind != EventKind::MemberRemove {
                    parts[0] = None;
                }
                let event = event(kind, parts);
                assert_eq!(subscriptions.deliver(&delivery(services, &event), &bounds), 0);
                for (number, pair) in pairs.iter_mut().enumerate() {
                    if !pair.ended && pair.kinds & 1 << index != 0 && fits(&pair.scope, &parts) {
                        pair.queue.push((Arc::clone(&event), parts));
                    }
                    // Reading leaves out what does not fit, so the length of the queue is compared as well.
                    let (found, expected) = (pair.subscription.subscriber.queue.len(), pair.queue.len());
                    assert_eq!(found, expected, "events for subscription {number} after {event:?}");
                }
            }
            Step::Read { which } => {
                if let Some(pair) = pairs.get_mut(which) {
                    check_read(pair);
                }
            }
        }
    }
    pairs.iter_mut().for_each(check_read);
    drop(pairs);
    let index = subscriptions.index();
    assert!(index.by_key.is_empty() && index.streams.is_empty(), "{index:?}");
    assert_eq!(subscriptions.demand.kinds(), EventKinds::NONE);
}

#[test]
fn events_reach_exactly_the_subscriptions_that_they_fit() {
    let services = services();
    proptest!(ProptestConfig::with_cases(1000), |(steps in prop::collection::vec(step(), 0..60))| {
        run(steps, &services);
    });
}

/// Narrowing by each part in each order ends at the same subscription.
#[test]
fn the_order_of_narrowing_does_not_matter() {
    let services = services();
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        let subscriptions = Arc::new(Subscriptions::default());
        let subscription = subscribe(&subscriptions, 1, false);
        for part in order {
            narrow(&subscription, part, 1);
        }
        let fitting = event(EventKind::MessageCreate, [Some(1); 4]);
        subscriptions.deliver(&delivery(&services, &fitting), &ExecutorConfig::default());
        assert_eq!(read(&subscription).len(), 1);
        for part in 0..4 {
            let mut parts = [Some(1); 4];
            parts[part] = Some(2);
            let other = event(EventKind::MessageCreate, parts);
            subscriptions.deliver(&delivery(&services, &other), &ExecutorConfig::default());
            assert_eq!(subscription.subscriber.queue.len(), 0, "an event with another part {part}");
        }
    }
}

/// An event is compared with those subscriptions alone that share one of its ids, however many others there are.
#[test]
fn subscriptions_with_other_scopes_are_not_compared() {
    let subscriptions = Arc::new(Subscriptions::default());
    let open: Vec<_> = (0..300).map(|_| subscribe(&subscriptions, 1, false)).collect();
    for (number, subscription) in open.iter().enumerate() {
        // All of them are in the guild of the event, as the waits of a bot with one guild are.
        narrow(subscription, 0, 1);
        narrow(subscription, 1 + number % 3, 2 + number as u64);
    }
    let event = event(EventKind::MessageCreate, [Some(1); 4]);
    let index = subscriptions.index();
    let lists = ScopeKey::all_of(&event).filter_map(|key| index.by_key.get(&(EventKind::MessageCreate, key)));
    assert_eq!(lists.flatten().count(), 0);
}

#[test]
fn after_the_close_nothing_is_delivered_and_what_is_queued_can_be_read() {
    let services = services();
    let subscriptions = Arc::new(Subscriptions::default());
    let subscription = subscribe(&subscriptions, 1, true);
    let event = event(EventKind::MessageCreate, [Some(1); 4]);
    let deliver = || subscriptions.deliver(&delivery(&services, &event), &ExecutorConfig::default());
    deliver();
    subscriptions.close();
    narrow(&subscription, 1, 1);
    let late = subscribe(&subscriptions, 1, true);
    deliver();
    assert!(subscriptions.index().by_key.is_empty());
    let task = &mut Context::from_waker(Waker::noop());
    assert!(matches!(subscription.poll_next(task), Poll::Ready(Some(_))));
    assert!(matches!(subscription.poll_next(task), Poll::Ready(None)));
    assert!(matches!(late.poll_next(task), Poll::Ready(None)));
}
