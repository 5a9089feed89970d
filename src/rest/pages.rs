//! Lists that Discord returns in pages, as streams.

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use serde::Serialize;

use super::{Call, HttpError};

/// A stream over all pages of a list: `http.guild_members(guild).stream()`.
///
/// The elements have the order of Discord, and none is repeated. The next page is requested when all elements of a page
/// have been taken; each is a request of its own, to which `timeout` and `max_wait` of the call apply. The stream ends
/// after a page that is not full, if Discord answers that there are no more, and after an error.
///
/// `take` limits the number of elements:
///
/// ```no_run
/// use futures_util::{StreamExt, TryStreamExt};
/// use greenroom::{model::ChannelId, rest::{Http, HttpError}};
///
/// async fn count(http: &Http, channel: ChannelId) -> Result<usize, HttpError> {
///     let mut latest = http.messages(channel).stream().take(1000);
///     let mut words = 0;
///     while let Some(message) = latest.try_next().await? {
///         words += message.content.split_whitespace().count();
///     }
///     Ok(words)
/// }
/// ```
#[must_use = "nothing is sent until it is polled"]
pub struct Pages<T>(BoxStream<'static, Result<T, HttpError>>);

/// How the pages of an operation are requested.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// The parameter for the key at which a page begins.
    key: &'static str,
    /// Whether the keys descend.
    down: bool,
    /// The number of elements of a page, if it can be chosen.
    size: Option<u64>,
}

impl Plan {
    /// From the largest key to the smallest.
    pub(super) const fn down(key: &'static str) -> Self {
        Self { key, down: true, size: None }
    }

    /// From the smallest key to the largest.
    pub(super) const fn up(key: &'static str) -> Self {
        Self { key, down: false, size: None }
    }

    /// With pages of this size, at most `most`, which is the default.
    pub(super) fn sized(self, size: Option<impl Into<u64>>, most: u64) -> Self {
        Self { size: Some(size.map_or(most, Into::into).clamp(1, most)), ..self }
    }
}

/// The position in the list. Pure.
#[derive(Debug)]
struct Position<K> {
    plan: Plan,
    /// The key of the last element.
    at: Option<K>,
    /// The key at which the list is to end.
    bound: Option<K>,
    /// Whether the end has been reached.
    ended: bool,
}

impl<K: PartialOrd + Clone> Position<K> {
    /// Whether `key` is after `other` in the list.
    fn beyond(&self, key: &K, other: &K) -> bool {
        if self.plan.down { key < other } else { key > other }
    }

    /// Handles a page. Returns its elements that are new and before the end. `skipped` elements could not be read;
    /// `more` is whether there are more according to Discord.
    fn accept<T>(
        &mut self,
        mut page: Vec<T>,
        skipped: usize,
        more: Option<bool>,
        key: impl Fn(&T) -> Option<K>,
    ) -> VecDeque<T> {
        let full = self.plan.size.is_none_or(|size| (page.len() + skipped) as u64 >= size);
        let from = self.at.clone();
        page.retain(|item| {
            let Some(key) = key(item) else { return true };
            if self.at.as_ref().is_none_or(|at| self.beyond(&key, at)) {
                self.at = Some(key.clone());
            }
            let wanted = self.bound.as_ref().is_none_or(|bound| self.beyond(bound, &key));
            self.ended |= !wanted;
            wanted && from.as_ref().is_none_or(|from| self.beyond(&key, from))
        });
        // After a page without a new key, the same page would be requested for ever.
        self.ended |= page.is_empty() || !more.unwrap_or(full) || self.at == from;
        page.into()
    }
}

impl<T: Send + 'static> Pages<T> {
    /// Requests page after page with this call. `split` returns the elements of an answer and whether there are more;
    /// `key` is the key of an element.
    pub(super) fn new<P, K>(
        call: Call<P>,
        plan: Plan,
        start: Option<K>,
        bound: Option<K>,
        split: fn(P) -> (Vec<T>, Option<bool>),
        key: fn(&T) -> Option<K>,
    ) -> Self
    where
        P: Send + 'static,
        K: Serialize + PartialOrd + Clone + Send + Sync + 'static,
    {
        let position = Position { plan, at: start, bound, ended: false };
        let call = match plan.size {
            Some(size) => call.query("limit", &size),
            None => call,
        };
        let state = (call, position, VecDeque::new());
        Self(
            stream::unfold(state, move |(call, mut position, mut ready)| async move {
                loop {
                    if let Some(item) = ready.pop_front() {
                        return Some((Ok(item), (call, position, ready)));
                    }
                    if position.ended {
                        return None;
                    }
                    let page = match &position.at {
                        Some(at) => call.clone().query(plan.key, at),
                        // Without a key some lists begin with the largest one.
                        None if !plan.down => call.clone().query(plan.key, "0"),
                        None => call.clone(),
                    };
                    match page.full_answer().await {
                        Ok(page) => {
                            let skipped = page.skipped().map_or(0, |skipped| skipped.count);
                            let (page, more) = split(page.value);
                            ready = position.accept(page, skipped, more, key);
                        }
                        Err(error) => {
                            position.ended = true;
                            return Some((Err(error), (call, position, ready)));
                        }
                    }
                }
            })
            .boxed(),
        )
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<T, HttpError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The answer of a server with these keys.
    fn page(keys: &[u64], plan: Plan, at: Option<u64>, newest_first: bool) -> Vec<u64> {
        let size = usize::try_from(plan.size.unwrap_or(100)).unwrap();
        let mut page: Vec<u64> = if plan.down {
            keys.iter().rev().copied().filter(|key| at.is_none_or(|at| *key < at)).take(size).collect()
        } else {
            keys.iter().copied().filter(|key| at.is_none_or(|at| *key > at)).take(size).collect()
        };
        if newest_first != plan.down {
            page.reverse();
        }
        page
    }

    fn all(keys: &[u64], plan: Plan, start: Option<u64>, bound: Option<u64>) -> (Vec<u64>, usize) {
        let mut position = Position { plan, at: start, bound, ended: false };
        let (mut seen, mut pages) = (Vec::new(), 0);
        while !position.ended {
            let page = page(keys, plan, position.at, plan.down);
            pages += 1;
            assert!(pages <= keys.len() + 2, "pages are repeated");
            seen.extend(position.accept(page, 0, None, |key| Some(*key)));
        }
        (seen, pages)
    }

    #[test]
    fn a_short_page_is_the_last() {
        let keys: Vec<u64> = (1..=7).collect();
        let plan = Plan::up("after").sized(None::<u8>, 3);
        assert_eq!(all(&keys, plan, None, None), (keys.clone(), 3));
        assert_eq!(
            all(&keys[..6], plan, None, None),
            (keys[..6].to_vec(), 3),
            "after a full page another one is requested"
        );
        assert_eq!(all(&[], plan, None, None), (Vec::new(), 1));
    }

    #[test]
    fn has_more_of_the_answer_overrides_the_size_of_the_page() {
        let plan = Plan::down("before").sized(None::<u8>, 3);
        let mut position = Position { plan, at: None, bound: None, ended: false };
        assert_eq!(position.accept(vec![9, 8], 0, Some(true), |key| Some(*key)), [9, 8]);
        assert!(!position.ended);
        assert_eq!(position.accept(vec![7, 6, 5], 0, Some(false), |key| Some(*key)), [7, 6, 5]);
        assert!(position.ended);
    }

    #[test]
    fn the_stream_ends_if_the_server_repeats_a_page() {
        let plan = Plan::up("after").sized(Some(2_u8), 100);
        let mut position = Position { plan, at: None, bound: None, ended: false };
        assert_eq!(position.accept(vec![1, 2], 0, None, |key| Some(*key)), [1, 2]);
        assert!(position.accept(vec![1, 2], 0, None, |key| Some(*key)).is_empty());
        assert!(position.ended);
    }

    #[test]
    fn a_page_has_the_largest_size_by_default() {
        for (said, size) in [(None, 100), (Some(10_u64), 10), (Some(250), 100), (Some(0), 1)] {
            assert_eq!(Plan::up("after").sized(said, 100).size, Some(size), "{said:?}");
        }
    }

    proptest! {
        #[test]
        fn all_elements_in_the_range_are_returned_once_and_in_order(
            keys in proptest::collection::btree_set(1_u64..500, 0..80),
            size in 1_u8..20,
            down: bool,
            start in proptest::option::of(0_u64..500),
            bound in proptest::option::of(0_u64..500),
        ) {
            let keys: Vec<u64> = keys.into_iter().collect();
            let plan = if down { Plan::down("before") } else { Plan::up("after") }.sized(Some(size), 100);
            let mut expected: Vec<u64> = keys.iter().copied().filter(|key| {
                let (low, high) = if down { (bound, start) } else { (start, bound) };
                low.is_none_or(|low| *key > low) && high.is_none_or(|high| *key < high)
            }).collect();
            if down {
                expected.reverse();
            }
            prop_assert_eq!(all(&keys, plan, start, bound).0, expected);
        }

        #[test]
        fn the_order_within_a_page_is_kept(
            keys in proptest::collection::btree_set(1_u64..500, 0..80),
            size in 1_u8..20,
        ) {
            let keys: Vec<u64> = keys.into_iter().collect();
            let plan = Plan::up("after").sized(Some(size), 100);
            let mut position = Position { plan, at: None, bound: None, ended: false };
            let mut seen = Vec::new();
            while !position.ended {
                // Newest first, although the keys ascend.
                seen.extend(position.accept(page(&keys, plan, position.at, true), 0, None, |key| Some(*key)));
            }
            seen.sort_unstable();
            prop_assert_eq!(seen, keys);
        }
    }
}
