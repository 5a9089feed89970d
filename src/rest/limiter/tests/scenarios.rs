//! A scenario for each rule.

use super::*;

#[test]
fn an_unknown_bucket_lets_one_through_and_then_what_it_learned() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    for ticket in 1..=8 {
        ask_for(&mut limiter, ticket, key(POST, 1), start);
    }
    assert_eq!(ready(&mut limiter, start), [1]);
    limiter.complete(1, &answered(Some(limits("a", 5, 4, 5000, 15_000))), None, start + ms(50));
    assert_eq!(ready(&mut limiter, start + ms(50)), [2, 3, 4, 5]);
    assert_eq!(limiter.wake_at(start + ms(50), false), Some(start + ms(5052)));
    for ticket in 2..=5 {
        let remaining = 5 - u32::try_from(ticket).unwrap();
        limiter.complete(ticket, &answered(Some(limits("a", 5, remaining, 4950, 15_000))), None, start + ms(90));
    }
    // The first answer put the reset at 5052, the later ones at 5042: the earliest estimate of a window is the best.
    assert_eq!(limiter.wake_at(start + ms(100), false), Some(start + ms(5042)));
    assert_eq!(ready(&mut limiter, start + ms(5041)), [0_u64; 0]);
    assert_eq!(ready(&mut limiter, start + ms(5042)), [6, 7, 8]);
}

#[test]
fn a_route_without_headers_is_not_limited() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    for ticket in 1..=4 {
        ask_for(&mut limiter, ticket, key(POST, 1), start);
    }
    assert_eq!(ready(&mut limiter, start), [1]);
    limiter.complete(1, &answered(None), None, start);
    assert_eq!(ready(&mut limiter, start), [2, 3, 4]);
}

#[test]
fn a_failed_first_request_gives_no_information() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    for ticket in 1..=4 {
        ask_for(&mut limiter, ticket, key(POST, 1), start);
    }
    assert_eq!(ready(&mut limiter, start), [1]);
    limiter.complete(1, &Outcome::Lost, None, start);
    assert_eq!(ready(&mut limiter, start), [2]);
    limiter.complete(2, &Outcome::Answered { limits: None, success: false, invalid: true }, None, start);
    assert_eq!(ready(&mut limiter, start), [3]);
}

#[test]
fn two_routes_that_turn_out_to_be_one_bucket_share_its_queue_in_order() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    for (ticket, route) in [(1, POST), (2, GET), (3, GET), (4, POST), (5, GET), (6, POST)] {
        ask_for(&mut limiter, ticket, key(route, 1), start);
    }
    // One of each, since it is not known that they share a bucket.
    assert_eq!(ready(&mut limiter, start), [1, 2]);
    limiter.complete(1, &answered(Some(limits("a", 3, 2, 1000, 15_000))), None, start);
    assert_eq!(ready(&mut limiter, start), [4, 6]);
    limiter.complete(2, &answered(Some(limits("a", 3, 1, 1000, 15_000))), None, start);
    assert_eq!(ready(&mut limiter, start), [0_u64; 0], "one left and two in flight");
    limiter.complete(4, &answered(Some(limits("a", 3, 0, 990, 15_000))), None, start + ms(10));
    limiter.complete(6, &limited(990, Scope::User), Some(start + ms(1000)), start + ms(10));
    // Of those that wait now, 3 came first, then 5, then the repeated 6.
    let again = start + ms(1002);
    assert_eq!(ready(&mut limiter, again), [3]);
    limiter.complete(3, &answered(Some(limits("a", 3, 2, 1000, 16_000))), None, again);
    assert_eq!(ready(&mut limiter, again), [5, 6]);
}

#[test]
fn the_same_hash_under_two_channels_counts_twice() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    ask_for(&mut limiter, 1, key(POST, 1), start);
    assert_eq!(ready(&mut limiter, start), [1]);
    limiter.complete(1, &answered(Some(limits("a", 1, 0, 5000, 15_000))), None, start);
    ask_for(&mut limiter, 2, key(POST, 1), start);
    ask_for(&mut limiter, 3, key(POST, 2), start);
    ask_for(&mut limiter, 4, key(POST, 2), start);
    // The first request in the other channel is sent alone, since the counter there is not known.
    assert_eq!(ready(&mut limiter, start), [3]);
}

#[test]
fn a_route_with_a_new_hash_moves_with_its_queue() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    ask_for(&mut limiter, 1, key(POST, 1), start);
    ready(&mut limiter, start);
    limiter.complete(1, &answered(Some(limits("a", 2, 1, 5000, 15_000))), None, start);
    for ticket in 2..=5 {
        ask_for(&mut limiter, ticket, key(POST, 1), start);
    }
    assert_eq!(ready(&mut limiter, start), [2]);
    limiter.complete(2, &answered(Some(limits("b", 10, 9, 5000, 15_000))), None, start);
    assert_eq!(ready(&mut limiter, start), [3, 4, 5]);
}

#[test]
fn a_429_is_obeyed_and_one_request_follows_it() {
    let start = Instant::now();
    for (scope, other_channel) in [(Scope::User, true), (Scope::Shared, true), (Scope::Global, false)] {
        let mut limiter = limiter(start);
        for ticket in 1..=4 {
            ask_for(&mut limiter, ticket, key(POST, 1), start);
        }
        assert_eq!(ready(&mut limiter, start), [1]);
        limiter.complete(1, &limited(800, scope), Some(start), start);
        ask_for(&mut limiter, 9, key(POST, 2), start);
        assert_eq!(limiter.next(start, false), other_channel.then_some(9), "{scope:?}");
        ask_for(&mut limiter, 10, callback(7), start);
        assert_eq!(limiter.next(start, false), Some(10), "interactions go on at {scope:?}");
        assert_eq!(ready(&mut limiter, start + ms(799)), [0_u64; 0], "{scope:?}");
        // The one that was refused has kept its place, and it goes alone.
        let mut next = ready(&mut limiter, start + ms(800));
        next.retain(|ticket| *ticket != 9);
        assert_eq!(next, [1], "{scope:?}");
    }
}

#[test]
fn interactions_wait_for_no_other_request_and_not_for_the_global_limit() {
    let start = Instant::now();
    let mut limiter = Limiter::new(2, 10_000, start);
    for ticket in 1..=5 {
        ask_for(&mut limiter, ticket, key(POST, ticket), start);
    }
    for ticket in 11..=13 {
        ask_for(&mut limiter, ticket, callback(ticket), start);
    }
    assert_eq!(ready(&mut limiter, start), [11, 12, 13, 1, 2]);
    limiter.complete(1, &answered(None), None, start + ms(100));
    assert_eq!(limiter.wake_at(start + ms(100), false), Some(start + ms(1100)));
    assert_eq!(ready(&mut limiter, start + ms(1100)), [3]);
}

#[test]
fn buckets_take_turns() {
    let start = Instant::now();
    let mut limiter = Limiter::new(4, 10_000, start);
    ask_for(&mut limiter, 1, key(POST, 1), start);
    ready(&mut limiter, start);
    limiter.complete(1, &answered(None), None, start);
    for ticket in 2..=100 {
        ask_for(&mut limiter, ticket, key(POST, 1), start);
    }
    ask_for(&mut limiter, 101, key(GET, 2), start);
    assert_eq!(ready(&mut limiter, start), [2, 101, 3], "the quiet channel is served among the busy one's");
}

#[test]
fn a_cancelled_request_frees_its_place() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    for ticket in 1..=3 {
        ask_for(&mut limiter, ticket, key(POST, 1), start);
    }
    assert_eq!(ready(&mut limiter, start), [1]);
    limiter.cancel(2, start);
    assert_eq!(limiter.waiting(), 1);
    limiter.complete(1, &answered(Some(limits("a", 1, 0, 1000, 15_000))), None, start);
    assert_eq!(ready(&mut limiter, start + ms(1002)), [3]);
    // Cancelling what is in flight changes nothing: its answer counts.
    limiter.cancel(3, start + ms(1002));
    ask_for(&mut limiter, 4, key(POST, 1), start + ms(1002));
    assert_eq!(ready(&mut limiter, start + ms(1002)), [0_u64; 0]);
}

#[test]
fn interactions_are_sent_while_other_requests_are_held() {
    let start = Instant::now();
    let mut limiter = Limiter::new(50, 10, start);
    let mut notices = Vec::new();
    for ticket in 1..=9 {
        ask_for(&mut limiter, ticket, key(POST, ticket), start);
        assert_eq!(limiter.next(start, false), Some(ticket));
        let forbidden = Outcome::Answered { limits: None, success: false, invalid: true };
        notices.extend(limiter.complete(ticket, &forbidden, None, start));
    }
    assert_eq!(notices, [Notice::Half(5), Notice::Held(9)]);
    ask_for(&mut limiter, 20, key(POST, 20), start);
    ask_for(&mut limiter, 21, callback(21), start);
    assert_eq!(ready(&mut limiter, start), [21]);
    let wake = limiter.wake_at(start, false).unwrap();
    assert!(wake > start && wake <= start + Duration::from_secs(10));
    assert_eq!(ready(&mut limiter, start + Duration::from_secs(611)), [20]);
}

#[test]
fn a_shared_429_is_not_an_invalid_request() {
    let start = Instant::now();
    let mut limiter = Limiter::new(50, 2, start);
    ask_for(&mut limiter, 1, key(POST, 1), start);
    limiter.next(start, false);
    assert_eq!(limiter.complete(1, &limited(1, Scope::Shared), None, start), None);
    ask_for(&mut limiter, 2, key(POST, 2), start);
    limiter.next(start, false);
    assert_eq!(limiter.complete(2, &limited(1, Scope::User), None, start), Some(Notice::Half(1)));
}

#[test]
fn a_ban_stops_everything() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    limiter.ban(start + ms(5000));
    ask_for(&mut limiter, 1, key(POST, 1), start);
    ask_for(&mut limiter, 2, callback(2), start);
    assert_eq!(limiter.next(start, false), None);
    assert_eq!(limiter.banned(start + ms(1000)), Some(ms(4000)));
    assert_eq!(limiter.wake_at(start, false), Some(start + ms(5000)));
    assert_eq!(limiter.banned(start + ms(5000)), None);
    assert_eq!(ready(&mut limiter, start + ms(5000)), [2, 1]);
}

#[test]
fn known_limits_outlive_the_actor() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    ask_for(&mut limiter, 1, key(POST, 1), start);
    limiter.next(start, false);
    limiter.complete(1, &answered(Some(limits("a", 3, 2, 5000, 15_000))), None, start);
    for ticket in 2..=4 {
        ask_for(&mut limiter, ticket, key(POST, 1), start);
    }
    assert_eq!(ready(&mut limiter, start), [2, 3]);
    limiter.abandon(start);
    assert_eq!(limiter.waiting(), 0);
    ask_for(&mut limiter, 5, key(POST, 1), start);
    assert_eq!(limiter.next(start, false), None, "the two that were lost may have been counted");
    assert_eq!(limiter.wake_at(start, false), Some(start + ms(5002)));
}

#[test]
fn unused_buckets_are_removed() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    for ticket in 1..=1000 {
        ask_for(&mut limiter, ticket, callback(ticket), start);
        limiter.next(start, false);
        limiter.complete(ticket, &answered(None), None, start);
    }
    ask_for(&mut limiter, 5000, key(POST, 1), start + Duration::from_secs(61));
    assert_eq!(limiter.buckets.len(), 1);
    assert_eq!(limiter.index.len(), 1);
}

#[test]
fn a_new_window_is_noticed_although_resets_are_whole_seconds() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    for ticket in 1..=4 {
        ask_for(&mut limiter, ticket, key(POST, 1), start);
    }
    limiter.next(start, false);
    limiter.complete(1, &answered(Some(limits("a", 1, 0, 250, 15_000))), None, start);
    assert_eq!(ready(&mut limiter, start + ms(252)), [2]);
    limiter.complete(2, &answered(Some(limits("a", 1, 0, 250, 15_000))), None, start + ms(260));
    assert_eq!(ready(&mut limiter, start + ms(270)), [0_u64; 0], "the second window is used up as well");
    assert_eq!(ready(&mut limiter, start + ms(512)), [3]);
}

#[test]
fn a_route_whose_answers_have_two_hashes_obeys_both() {
    // Deleting a message has one of two hashes, by the age of the message (discord/discord-api-docs#1295).
    let start = Instant::now();
    let mut limiter = limiter(start);
    for ticket in 1..=4 {
        ask_for(&mut limiter, ticket, key(POST, 1), start);
    }
    assert_eq!(ready(&mut limiter, start), [1]);
    limiter.complete(1, &answered(Some(limits("old", 2, 1, 4000, 15_000))), None, start);
    assert_eq!(ready(&mut limiter, start), [2]);
    limiter.complete(2, &answered(Some(limits("old", 2, 0, 4000, 15_000))), None, start);
    // Of the two after the reset one turns out to be of the other kind.
    let reset = start + ms(4002);
    assert_eq!(ready(&mut limiter, reset), [3, 4]);
    limiter.complete(4, &answered(Some(limits("old", 2, 0, 4000, 19_000))), None, reset);
    limiter.complete(3, &answered(Some(limits("new", 5, 4, 1000, 16_000))), None, reset);
    ask_for(&mut limiter, 5, key(POST, 1), reset);
    assert_eq!(ready(&mut limiter, reset + ms(3000)), [0_u64; 0], "`old` is used up, whatever `new` allows");
    assert_eq!(ready(&mut limiter, reset + ms(4002)), [5]);
    limiter.complete(5, &answered(Some(limits("new", 5, 0, 1000, 21_000))), None, reset + ms(4002));
    ask_for(&mut limiter, 6, key(POST, 1), reset + ms(4002));
    assert_eq!(ready(&mut limiter, reset + ms(4500)), [0_u64; 0], "`new` is used up, whatever `old` allows");
    assert_eq!(ready(&mut limiter, reset + ms(5004)), [6]);
}

#[test]
fn a_route_may_have_another_hash_in_another_channel() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    for (ticket, channel) in [(1, 1), (2, 1), (3, 2), (4, 2)] {
        ask_for(&mut limiter, ticket, key(POST, channel), start);
    }
    assert_eq!(ready(&mut limiter, start), [1, 3]);
    limiter.complete(1, &answered(Some(limits("a", 1, 0, 5000, 15_000))), None, start);
    limiter.complete(3, &answered(Some(limits("b", 1, 0, 2000, 12_000))), None, start);
    assert_eq!(ready(&mut limiter, start + ms(2002)), [4]);
    // An answer from one channel says nothing about the counter of the other.
    limiter.complete(4, &answered(Some(limits("b", 1, 0, 2000, 14_000))), None, start + ms(2010));
    assert_eq!(ready(&mut limiter, start + ms(4999)), [0_u64; 0]);
    assert_eq!(ready(&mut limiter, start + ms(5002)), [2]);
}

#[test]
fn a_429_without_a_hash_is_remembered_when_another_channel_names_it() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    for (ticket, channel) in [(1, 1), (2, 1), (3, 2)] {
        ask_for(&mut limiter, ticket, key(POST, channel), start);
    }
    assert_eq!(ready(&mut limiter, start), [1, 3]);
    limiter.complete(1, &limited(3000, Scope::User), Some(start), start);
    limiter.complete(3, &answered(Some(limits("a", 5, 4, 5000, 15_000))), None, start + ms(10));
    assert_eq!(ready(&mut limiter, start + ms(2999)), [0_u64; 0]);
    assert_eq!(ready(&mut limiter, start + ms(3000)), [1]);
}

#[test]
fn emoji_routes_with_wrong_headers_obey_each_429() {
    const EMOJIS: RouteId = (Method::Post, "/guilds/{guild_id}/emojis", 0);
    let guild = RouteKey { route: EMOJIS, major: Major::Guild(1), exempt: false };
    let start = Instant::now();
    let mut limiter = limiter(start);
    for ticket in 1..=10 {
        ask_for(&mut limiter, ticket, guild, start);
    }
    assert_eq!(ready(&mut limiter, start), [1]);
    // The headers are wrong: no request is left.
    limiter.complete(1, &answered(Some(limits("emoji", 50, 49, 1000, 15_000))), None, start);
    let sent = ready(&mut limiter, start);
    assert_eq!(sent, [2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for ticket in sent {
        limiter.complete(ticket, &limited(60_000, Scope::User), Some(start), start + ms(20));
    }
    assert_eq!(ready(&mut limiter, start + ms(60_019)), [0_u64; 0], "all of them wait");
    assert_eq!(ready(&mut limiter, start + ms(60_020)), [2], "and then one is sent alone");
    limiter.complete(2, &limited(1000, Scope::User), Some(start), start + ms(60_020));
    assert_eq!(ready(&mut limiter, start + ms(61_020)), [2], "the same one, since it keeps its place");
    limiter.complete(2, &answered(None), None, start + ms(61_020));
    assert_eq!(ready(&mut limiter, start + ms(61_020)), [3, 4, 5, 6, 7, 8, 9, 10]);
}

#[test]
fn ordinary_requests_leave_capacity_for_interactions() {
    let start = Instant::now();
    let mut limiter = limiter(start);
    ask_for(&mut limiter, 1, key(POST, 1), start);
    ask_for(&mut limiter, 2, callback(7), start);
    assert_eq!(limiter.next(start, true), Some(2));
    assert_eq!(limiter.next(start, true), None);
    assert_eq!(limiter.next(start, false), Some(1));
}
