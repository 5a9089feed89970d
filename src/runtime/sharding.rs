//! [`Sharding`]: which shards a process runs.

use std::collections::BTreeSet;

use crate::{
    error::{Error, Result},
    session::SavedShard,
};

/// The most shards that a bot can have. A higher number is an error of the program or of the server: memory for so many
/// shards would not suffice. The largest bots have some ten thousand.
pub(super) const MAX_SHARDS: u32 = 65_536;

/// Checks a number of shards before memory is allocated for them.
///
/// # Errors
/// [`Error::TooManyShards`].
pub(super) fn check_total(total: u32) -> Result<()> {
    if total <= MAX_SHARDS { Ok(()) } else { Err(Error::TooManyShards { shards: total, limit: MAX_SHARDS }) }
}

/// Which shards a bot runs in this process, and how many there are in all. Set by
/// [`Bot::sharding`](crate::Bot::sharding).
///
/// See [Sharding](https://discord.com/developers/docs/events/gateway#sharding).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sharding {
    /// All shards, as many as Discord recommends. The default.
    #[default]
    Recommended,
    /// All shards, this many; at least 1.
    Total(u32),
    /// Some shards of `total`; other processes run the others.
    Shards {
        /// The ids of the shards, at least one; each from 0 to `total - 1`.
        ids: Vec<u32>,
        /// The number of shards over all processes.
        total: u32,
    },
    /// Shards that another process or an earlier run has saved: at least one, all with the same total. A shard with a
    /// session resumes it, any other begins one.
    Saved(Vec<SavedShard>),
    /// No shards until [`BotHandle::add_shards`](crate::BotHandle::add_shards) adds some. The bot is ready at once. The
    /// first shards that are added determine the total.
    Standby,
}

impl Sharding {
    /// The shards with these ids, of `total` over all processes.
    #[must_use]
    pub fn shards(ids: impl IntoIterator<Item = u32>, total: u32) -> Self {
        Self::Shards { ids: ids.into_iter().collect(), total }
    }

    /// Whether this process runs shard 0 from the start.
    pub(crate) fn has_shard_0(&self) -> bool {
        match self {
            Self::Recommended | Self::Total(_) => true,
            Self::Shards { ids, .. } => ids.contains(&0),
            Self::Saved(shards) => shards.iter().any(|shard| shard.id == 0),
            Self::Standby => false,
        }
    }

    /// Checks the ids and totals.
    ///
    /// # Errors
    /// [`Error::Option`].
    pub(crate) fn check(&self) -> Result<()> {
        let refuse = |reason: String| Err(Error::Option { option: "sharding", reason });
        match self {
            Self::Recommended | Self::Standby => Ok(()),
            Self::Total(0) => refuse("0 shards would receive nothing; it must be at least 1".to_owned()),
            Self::Total(total) => check_total(*total),
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
            Self::Saved(shards) => match find_conflict(shards) {
                Some(conflict) => refuse(conflict),
                None => Ok(()),
            },
        }
    }

    /// The most shards that this process may run.
    pub(super) fn max_shards(&self) -> usize {
        match self {
            // Shards can be added to saved ones.
            Self::Recommended | Self::Saved(_) | Self::Standby => usize::MAX,
            Self::Total(total) => *total as usize,
            Self::Shards { ids, .. } => ids.len(),
        }
    }
}

/// Why these shards cannot run in one bot, as a text for an error. `None` if they can.
pub(super) fn find_conflict(shards: &[SavedShard]) -> Option<String> {
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
    fn shards_that_cannot_run_together_are_refused() {
        for (sharding, part) in [
            (Sharding::Total(0), "at least 1"),
            (Sharding::shards([], 1), "at least one id"),
            (Sharding::shards([2], 2), "shard 2 of 2 does not exist"),
            (Sharding::Saved(vec![]), "Standby"),
            (Sharding::Saved(vec![SavedShard::new(2, 2)]), "shard 2 of 2 does not exist"),
            (Sharding::Saved(vec![SavedShard::new(0, 2), SavedShard::new(1, 3)]), "is one of 3"),
            (Sharding::Saved(vec![SavedShard::new(0, 2), SavedShard::new(0, 2)]), "comes twice"),
        ] {
            let error = sharding.check().unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        assert!(Sharding::Standby.check().is_ok());
    }
}
