//! [`Sharding`]: which shards a process runs.

use std::collections::BTreeSet;

use crate::{
    error::{Error, Result},
    session::SavedShard,
};

/// Which shards a bot runs in this process, of how many in all. Set by [`Bot::sharding`](crate::Bot::sharding).
///
/// See [Sharding](https://discord.com/developers/docs/events/gateway#sharding).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sharding {
    /// As many shards as Discord recommends, all of them. The default.
    #[default]
    Recommended,
    /// This many shards, at least 1, all of them.
    Total(u32),
    /// Some shards of `total`; other processes run the others.
    Shards {
        /// Their ids, from 0 and below `total`; at least one.
        ids: Vec<u32>,
        /// How many shards there are in all processes.
        total: u32,
    },
    /// Shards that another process, or an earlier run of this one, has saved: at least one, all of the same total. Those with a
    /// session continue it by a RESUME, the others begin one.
    Saved(Vec<SavedShard>),
    /// No shard until [`BotHandle::add_shards`](crate::BotHandle::add_shards) brings some. The bot counts as ready at once; how many
    /// shards there are in all is learned from the first that are added.
    Standby,
}

impl Sharding {
    /// These shards, of `total` over all processes.
    #[must_use]
    pub fn shards(ids: impl IntoIterator<Item = u32>, total: u32) -> Self {
        Self::Shards { ids: ids.into_iter().collect(), total }
    }

    /// Checks that the shards exist.
    pub(crate) fn check(&self) -> Result<()> {
        let refuse = |reason: String| Err(Error::Option { option: "sharding", reason });
        match self {
            Self::Recommended | Self::Standby => Ok(()),
            Self::Total(0) => refuse("0 shards would receive nothing; it must be at least 1".to_owned()),
            Self::Total(_) => Ok(()),
            Self::Shards { ids, .. } if ids.is_empty() => {
                refuse("no shard would receive nothing; name at least one id".to_owned())
            }
            Self::Shards { ids, total } => match ids.iter().find(|id| *id >= total) {
                Some(id) => refuse(format!("shard {id} of {total} does not exist; ids count from 0")),
                None => Ok(()),
            },
            Self::Saved(shards) if shards.is_empty() => {
                refuse("there is no saved shard; to wait for shards use `Sharding::Standby`".to_owned())
            }
            Self::Saved(shards) => match flaw(shards) {
                Some(flaw) => refuse(flaw),
                None => Ok(()),
            },
        }
    }

    /// How many shards there will be at most, as far as that is known.
    pub(super) fn most(&self) -> usize {
        match self {
            // More may be added to those that are saved.
            Self::Recommended | Self::Saved(_) | Self::Standby => usize::MAX,
            Self::Total(total) => *total as usize,
            Self::Shards { ids, .. } => ids.len(),
        }
    }
}

/// Why these shards cannot run in one bot, if they cannot.
pub(super) fn flaw(shards: &[SavedShard]) -> Option<String> {
    let first = shards.first()?;
    let mut ids = BTreeSet::new();
    shards.iter().find_map(|&SavedShard { id, total, .. }| {
        if id >= total {
            Some(format!("shard {id} of {total} does not exist; ids count from 0"))
        } else if total != first.total {
            Some(format!("shard {id} is one of {total}, but shard {} is one of {}", first.id, first.total))
        } else {
            (!ids.insert(id)).then(|| format!("shard {id} comes twice"))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_that_do_not_exist_are_refused() {
        for (plan, part) in [
            (Sharding::Total(0), "at least 1"),
            (Sharding::shards([], 1), "at least one id"),
            (Sharding::shards([2], 2), "shard 2 of 2 does not exist"),
            (Sharding::Saved(vec![]), "Standby"),
            (Sharding::Saved(vec![SavedShard::new(2, 2)]), "shard 2 of 2 does not exist"),
            (Sharding::Saved(vec![SavedShard::new(0, 2), SavedShard::new(1, 3)]), "is one of 3"),
            (Sharding::Saved(vec![SavedShard::new(0, 2), SavedShard::new(0, 2)]), "comes twice"),
        ] {
            let error = plan.check().unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        assert!(Sharding::Standby.check().is_ok());
    }
}
