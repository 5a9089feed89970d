//! Estimates of how long a request waits, and requests with a deadline.

use super::*;

/// Queues a request with a deadline, in milliseconds after `start`.
fn enqueue_until(
    limiter: &mut Limiter,
    ticket: u64,
    channel: u64,
    deadline: u64,
    start: Instant,
) -> Result<(), Duration> {
    limiter.enqueue(ticket, key(POST, channel), Some(start + ms(deadline)), start)
}

/// A limiter with a known window of channel 1: two requests in five seconds, of which one is left.
fn two_in_five_seconds(start: Instant) -> Limiter {
    let mut limiter = limiter(start);
    ask_for(&mut limiter, 100, key(POST, 1), start);
    assert_eq!(ready(&mut limiter, start), [100]);
    limiter.complete(100, &answered(Some(limits("a", 2, 1, 5000, 15_000))), None, start);
    limiter
}

#[test]
fn a_wait_that_is_known_to_be_too_long_is_refused_at_once() {
    let start = Instant::now();
    let mut limiter = two_in_five_seconds(start);
    assert_eq!(enqueue_until(&mut limiter, 1, 1, 0, start), Ok(()), "one is left");
    // Two to a window, in this order: 2 and 3 after the first reset, 4 and 5 after the second.
    assert_eq!(enqueue_until(&mut limiter, 2, 1, 5001, start), Err(ms(5002)));
    for ticket in 2..=5 {
        ask_for(&mut limiter, ticket, key(POST, 1), start);
    }
    assert_eq!(enqueue_until(&mut limiter, 6, 1, 14_000, start), Err(ms(5002 + 2 * 5000)));
    assert_eq!(enqueue_until(&mut limiter, 6, 1, 15_002, start), Ok(()));
    assert_eq!(limiter.waiting(), 6);
    assert_eq!(ready(&mut limiter, start), [1]);
    assert!(limiter.give_up(start).is_empty());
}

#[test]
fn a_wait_that_becomes_too_long_is_given_up_when_that_is_known() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    for ticket in 1..=4 {
        // Nothing is known yet.
        assert_eq!(enqueue_until(&mut limiter, ticket, 1, 3000, start), Ok(()));
    }
    assert_eq!(ready(&mut limiter, start), [1]);
    assert!(limiter.give_up(start).is_empty());
    let told = start + ms(40);
    limiter.complete(1, &answered(Some(limits("a", 2, 1, 5000, 15_000))), None, told);
    assert_eq!(ready(&mut limiter, told), [2]);
    assert_eq!(limiter.give_up(told), [(3, ms(5002)), (4, ms(5002))]);
    assert_eq!((limiter.waiting(), limiter.wake_at(told, false)), (0, None));
}

#[test]
fn a_429_gives_up_requests_whose_deadline_is_earlier() {
    let start = Instant::now();
    let mut limiter = two_in_five_seconds(start);
    assert_eq!(enqueue_until(&mut limiter, 1, 1, 1000, start), Ok(()));
    assert_eq!(ready(&mut limiter, start), [1]);
    // It returns to its place, so its deadline is compared again.
    limiter.complete(1, &limited(60_000, Scope::Shared), Some(start), start + ms(10));
    assert_eq!(ready(&mut limiter, start + ms(10)), [0_u64; 0]);
    assert_eq!(limiter.give_up(start + ms(10)), [(1, ms(60_000))]);
}

#[test]
fn a_global_429_gives_up_requests_with_deadlines_in_all_channels() {
    let start = Instant::now();
    let mut limiter = Limiter::new(1, 10_000, start);
    ask_for(&mut limiter, 1, key(POST, 1), start);
    assert_eq!(ready(&mut limiter, start), [1]);
    for ticket in 2..=4 {
        assert_eq!(enqueue_until(&mut limiter, ticket, ticket, 2000, start), Ok(()));
    }
    assert_eq!(limiter.enqueue(9, callback(9), Some(start), start), Ok(()), "interactions are exempt");
    limiter.complete(1, &limited(30_000, Scope::Global), Some(start), start + ms(10));
    assert_eq!(ready(&mut limiter, start + ms(10)), [9]);
    let mut gone = limiter.give_up(start + ms(10));
    gone.sort_unstable();
    assert_eq!(gone, [(2, ms(30_000)), (3, ms(30_000)), (4, ms(30_000))]);
    assert_eq!(enqueue_until(&mut limiter, 5, 5, 2000, start + ms(10)), Err(ms(30_000)));
}

#[test]
fn the_global_rate_is_part_of_the_estimate() {
    let start = Instant::now();
    let mut limiter = Limiter::new(10, 10_000, start);
    ask_for(&mut limiter, 1, key(POST, 1), start);
    assert_eq!(ready(&mut limiter, start), [1]);
    limiter.complete(1, &answered(None), None, start);
    for ticket in 2..=101 {
        ask_for(&mut limiter, ticket, key(POST, 1), start);
    }
    // A hundred before it, and ten a second.
    assert_eq!(enqueue_until(&mut limiter, 200, 1, 9000, start), Err(ms(10_000)));
    assert_eq!(enqueue_until(&mut limiter, 201, 1, 10_000, start), Ok(()));
}

#[test]
fn a_request_is_given_up_at_its_deadline() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    ask_for(&mut limiter, 1, key(POST, 1), start);
    assert_eq!(enqueue_until(&mut limiter, 2, 1, 300, start), Ok(()));
    assert_eq!(ready(&mut limiter, start), [1]);
    // The first one takes long. The deadline of the second is the time to wake up, full or not.
    assert_eq!(limiter.wake_at(start, false), Some(start + ms(300)));
    assert_eq!(limiter.wake_at(start, true), Some(start + ms(300)));
    assert!(limiter.give_up(start + ms(299)).is_empty());
    assert_eq!(limiter.give_up(start + ms(300)), [(2, Duration::ZERO)]);
    assert_eq!(limiter.wake_at(start + ms(300), false), None);
}

#[test]
fn requests_with_deadlines_are_given_up_while_requests_are_held() {
    let start = Instant::now();
    let mut limiter = Limiter::new(50, 10, start);
    for ticket in 1..=9 {
        ask_for(&mut limiter, ticket, key(POST, ticket), start);
        assert_eq!(limiter.next(start, false), Some(ticket));
    }
    ask_for(&mut limiter, 20, key(POST, 9), start);
    assert_eq!(enqueue_until(&mut limiter, 21, 9, 500, start), Ok(()));
    for ticket in 1..=9 {
        let forbidden = Outcome::Answered { limits: None, success: false, invalid: true };
        limiter.complete(ticket, &forbidden, None, start);
    }
    assert_eq!(ready(&mut limiter, start), [0_u64; 0]);
    assert_eq!(limiter.give_up(start).first().map(|(ticket, _)| *ticket), Some(21));
    assert!(enqueue_until(&mut limiter, 22, 3, 500, start).is_err());
}

#[test]
fn requests_that_are_given_up_do_not_count_for_those_behind_them() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    // The second has its deadline before the first reset, the third before the second.
    for (ticket, deadline) in [(1, 9000), (2, 100), (3, 6000)] {
        assert_eq!(enqueue_until(&mut limiter, ticket, 1, deadline, start), Ok(()));
    }
    assert_eq!(ready(&mut limiter, start), [1]);
    limiter.complete(1, &answered(Some(limits("a", 1, 0, 5000, 15_000))), None, start);
    assert_eq!(limiter.give_up(start), [(2, ms(5002))]);
    assert_eq!(ready(&mut limiter, start + ms(5002)), [3]);
}
