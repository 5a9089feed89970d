//! [`Services`]: the REST client and the cache, as handlers use them.

use std::{collections::HashMap, sync::Arc};

#[cfg(feature = "cache")]
use crate::cache::Cache;
use crate::rest::Http;

/// What a context gives access to, beside the bot itself. The contexts of one session share it.
#[derive(Debug, Clone)]
pub(crate) struct Services {
    pub(crate) http: Http,
    #[cfg(feature = "cache")]
    pub(crate) cache: Cache,
    /// By the index of the handler.
    pub(crate) handlers: Arc<[HandlerId]>,
    /// The id of the session in which the event came.
    pub(crate) session: Option<Arc<str>>,
}

/// What identifies a handler, also in another process that runs the same bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HandlerId {
    pub(crate) name: &'static str,
    /// How many handlers before this one have the same name.
    pub(crate) nth: u16,
}

impl HandlerId {
    /// The ids of handlers with these names.
    pub(crate) fn all(names: impl Iterator<Item = &'static str>) -> Arc<[Self]> {
        let mut counts = HashMap::<_, u16>::new();
        names
            .map(|name| {
                let count = counts.entry(name).or_default();
                let nth = *count;
                *count = count.saturating_add(1);
                Self { name, nth }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handlers_of_one_name_are_numbered() {
        let ids: Vec<_> = HandlerId::all(["a", "b", "a"].into_iter()).iter().map(|id| (id.name, id.nth)).collect();
        assert_eq!(ids, [("a", 0), ("b", 0), ("a", 1)]);
    }
}
