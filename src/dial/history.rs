//! [`History`]: the order in which the addresses of a host are tried, from what became of them before. Pure.

use std::{
    collections::HashMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

/// How long an address that did not answer is tried after all others.
const FAILED: Duration = Duration::from_secs(600);
/// How long an address that was connected to is tried after those that were not. If the program connects again so
/// soon, that connection may have failed later, for example in the TLS handshake.
const USED: Duration = Duration::from_secs(60);

/// What became of addresses lately.
#[derive(Debug, Default)]
pub(super) struct History(HashMap<SocketAddr, Attempt>);

#[derive(Debug, Clone, Copy)]
struct Attempt {
    at: Instant,
    is_failed: bool,
}

impl Attempt {
    fn is_recent(self, now: Instant) -> bool {
        now.saturating_duration_since(self.at) < if self.is_failed { FAILED } else { USED }
    }
}

impl History {
    /// Notes that an address was connected to, or failed to be.
    pub(super) fn note(&mut self, address: SocketAddr, is_failed: bool, now: Instant) {
        self.0.retain(|_, attempt| attempt.is_recent(now));
        self.0.insert(address, Attempt { at: now, is_failed });
    }

    /// The order in which the addresses are to be tried: those of which nothing is known with the families in turn (RFC
    /// 8305 section 4), then those that were connected to just before, then those that failed. Of the last two, the one
    /// whose attempt is the longest ago comes first.
    pub(super) fn order(&self, addresses: &[SocketAddr], now: Instant) -> Vec<SocketAddr> {
        let attempt = |address: &SocketAddr| self.0.get(address).copied().filter(|attempt| attempt.is_recent(now));
        let (mut tried, fresh): (Vec<_>, Vec<_>) = addresses.iter().partition(|address| attempt(address).is_some());
        tried.sort_by_key(|address| attempt(address).map(|attempt| (attempt.is_failed, attempt.at)));
        let mut order = in_turn(fresh);
        order.append(&mut tried);
        order
    }
}

/// The addresses with their families in turn. It begins with the family of the first one, which the system prefers.
fn in_turn(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let begins_with_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == begins_with_v6);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    let mut order = Vec::with_capacity(first.len() + second.len());
    while first.len() + second.len() > 0 {
        order.extend(first.next());
        order.extend(second.next());
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn the_families_take_turns_from_that_of_the_first_address() {
        let now = Instant::now();
        let order = |texts: &[&str]| History::default().order(&addresses(texts), now);
        assert_eq!(
            order(&["[::1]:1", "[::2]:1", "[::3]:1", "1.0.0.1:1", "1.0.0.2:1"]),
            addresses(&["[::1]:1", "1.0.0.1:1", "[::2]:1", "1.0.0.2:1", "[::3]:1"])
        );
        assert_eq!(order(&["1.0.0.1:1", "1.0.0.2:1", "[::1]:1"]), addresses(&["1.0.0.1:1", "[::1]:1", "1.0.0.2:1"]));
        assert_eq!(order(&["1.0.0.1:1"]), addresses(&["1.0.0.1:1"]));
        assert_eq!(order(&[]), []);
    }

    #[test]
    fn the_next_attempt_begins_elsewhere() {
        let now = Instant::now();
        let all = addresses(&["[::1]:1", "1.0.0.1:1", "[::2]:1"]);
        let mut history = History::default();
        let mut begun = Vec::new();
        for attempt in 0..6 {
            let at = now + SECOND * attempt;
            let first = history.order(&all, at)[0];
            history.note(first, attempt % 2 == 0, at);
            begun.push(first);
        }
        assert_eq!(begun[..3], all[..], "each address once");
        // From here on only the second one, which was connected to, has not failed.
        assert_eq!(begun[3], all[1]);
    }

    #[test]
    fn a_failed_address_comes_last_for_ten_minutes_and_a_used_one_for_one() {
        let now = Instant::now();
        let all = addresses(&["[::1]:1", "1.0.0.1:1"]);
        let swapped = addresses(&["1.0.0.1:1", "[::1]:1"]);
        for (is_failed, time) in [(true, FAILED), (false, USED)] {
            let mut history = History::default();
            history.note(all[0], is_failed, now);
            assert_eq!(history.order(&all, now + time - SECOND), swapped);
            assert_eq!(history.order(&all, now + time), all);
        }
        let mut history = History::default();
        history.note(all[0], true, now);
        history.note(all[1], false, now + SECOND);
        assert_eq!(history.order(&all, now + SECOND), swapped, "one that failed comes after one that was used");
    }
}
