//! [`Shards`] and [`ShardFilter`]: select the shards that a call applies to.

use crate::session::SavedShard;

/// The shards that a request applies to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Shards {
    /// All shards of this bot.
    #[default]
    All,
    /// The shard with this id.
    One(u32),
    /// The shards with these ids. An id that this bot does not run is an error.
    Some(Vec<u32>),
}

impl From<u32> for Shards {
    fn from(id: u32) -> Self {
        Self::One(id)
    }
}

impl From<Vec<u32>> for Shards {
    fn from(ids: Vec<u32>) -> Self {
        Self::Some(ids)
    }
}

/// Selects shards by id, total number and session. A shard matches if it has every value that is set.
///
/// It converts from an id, from several ids, from [`Shards`], and from saved shards, whose id, total number and session
/// id are compared. The sequence number of a session is not compared.
///
/// ```
/// # use greenroom::ShardFilter;
/// let filter = ShardFilter::any().ids([0, 1]).total(4);
/// # let _ = filter;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShardFilter(Vec<Pattern>);

/// One alternative of a filter. `None` matches every value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Pattern {
    ids: Option<Vec<u32>>,
    total: Option<u32>,
    session: Option<String>,
}

impl Pattern {
    fn fits(&self, shard: &SavedShard) -> bool {
        let session = shard.session.as_ref().map(|session| session.id.as_str());
        self.ids.as_ref().is_none_or(|ids| ids.contains(&shard.id))
            && self.total.is_none_or(|total| total == shard.total)
            && self.session.as_deref().is_none_or(|it| session == Some(it))
    }
}

impl ShardFilter {
    /// Matches all shards.
    #[must_use]
    pub fn any() -> Self {
        Self(vec![Pattern::default()])
    }

    /// Only shards with these ids.
    #[must_use]
    pub fn ids(mut self, ids: impl IntoIterator<Item = u32>) -> Self {
        let ids: Vec<u32> = ids.into_iter().collect();
        self.0.iter_mut().for_each(|pattern| pattern.ids = Some(ids.clone()));
        self
    }

    /// Only shards of a bot with `total` shards.
    #[must_use]
    pub fn total(mut self, total: u32) -> Self {
        self.0.iter_mut().for_each(|pattern| pattern.total = Some(total));
        self
    }

    /// Only the shard whose session has this id.
    #[must_use]
    pub fn session(mut self, id: impl Into<String>) -> Self {
        let id = id.into();
        self.0.iter_mut().for_each(|pattern| pattern.session = Some(id.clone()));
        self
    }

    /// Whether `shard` matches.
    #[must_use]
    pub fn fits(&self, shard: &SavedShard) -> bool {
        self.0.iter().any(|pattern| pattern.fits(shard))
    }

    /// An id that the filter names although no matching shard in `shards` has it.
    pub(crate) fn unmet(&self, shards: &[SavedShard]) -> Option<u32> {
        let met = |pattern: &Pattern, id: u32| shards.iter().any(|shard| shard.id == id && pattern.fits(shard));
        self.0.iter().find_map(|pattern| pattern.ids.iter().flatten().copied().find(|&id| !met(pattern, id)))
    }
}

impl From<Shards> for ShardFilter {
    fn from(shards: Shards) -> Self {
        match shards {
            Shards::All => Self::any(),
            Shards::One(id) => Self::any().ids([id]),
            Shards::Some(ids) => Self::any().ids(ids),
        }
    }
}

impl From<u32> for ShardFilter {
    fn from(id: u32) -> Self {
        Self::any().ids([id])
    }
}

impl From<Vec<u32>> for ShardFilter {
    fn from(ids: Vec<u32>) -> Self {
        Self::any().ids(ids)
    }
}

impl From<&[SavedShard]> for ShardFilter {
    fn from(shards: &[SavedShard]) -> Self {
        let pattern = |shard: &SavedShard| Pattern {
            ids: Some(vec![shard.id]),
            total: Some(shard.total),
            session: shard.session.as_ref().map(|session| session.id.clone()),
        };
        Self(shards.iter().map(pattern).collect())
    }
}

impl From<Vec<SavedShard>> for ShardFilter {
    fn from(shards: Vec<SavedShard>) -> Self {
        shards.as_slice().into()
    }
}

impl From<SavedShard> for ShardFilter {
    fn from(shard: SavedShard) -> Self {
        [shard].as_slice().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::Session;

    fn shard(id: u32, total: u32, session: Option<(&str, u64)>) -> SavedShard {
        SavedShard { id, total, session: session.map(|(id, seq)| Session::new(id, seq, None)) }
    }

    /// SEEDS J12, J15.
    #[test]
    fn a_filter_selects_the_shards_that_have_all_its_values() {
        let shards = [shard(0, 2, Some(("a", 5))), shard(1, 2, Some(("b", 9))), shard(2, 3, None)];
        let older = shard(1, 2, Some(("b", 1)));
        for (filter, ids) in [
            (ShardFilter::any(), vec![0, 1, 2]),
            (Shards::All.into(), vec![0, 1, 2]),
            (1.into(), vec![1]),
            (vec![0, 2].into(), vec![0, 2]),
            (ShardFilter::any().total(2), vec![0, 1]),
            (ShardFilter::any().total(2).ids([1, 2]), vec![1]),
            (ShardFilter::any().session("a"), vec![0]),
            (ShardFilter::any().session("c"), vec![]),
            (older.clone().into(), vec![1]),
            (shard(1, 2, Some(("c", 9))).into(), vec![]),
            (shard(1, 4, None).into(), vec![]),
            (vec![shard(2, 3, None), older].into(), vec![1, 2]),
            (Vec::<SavedShard>::new().into(), vec![]),
        ] {
            let found: Vec<u32> = shards.iter().filter(|it| filter.fits(it)).map(|it| it.id).collect();
            assert_eq!(found, ids, "{filter:?}");
        }
        assert_eq!(ShardFilter::from(vec![0, 7]).unmet(&shards), Some(7));
        assert_eq!(ShardFilter::from(shard(0, 4, None)).unmet(&shards), Some(0));
        assert_eq!(ShardFilter::any().total(9).unmet(&shards), None);
    }

    #[test]
    fn saved_shards_are_written_as_json() {
        let shards = [shard(0, 2, Some(("a", 5))), shard(1, 2, None)];
        let json = serde_json::to_string(&shards).unwrap();
        assert_eq!(json, r#"[{"id":0,"total":2,"session":{"id":"a","seq":5,"resume_url":null}},{"id":1,"total":2}]"#);
        assert_eq!(serde_json::from_str::<Vec<SavedShard>>(&json).unwrap(), shards);
    }
}
