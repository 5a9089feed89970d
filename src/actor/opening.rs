//! Before the first shard: how many there are to be, where they connect, and whether the day's session starts suffice.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use super::stage::StageSpec;
use crate::{
    error::{Error, Result},
    gateway::GatewayUrl,
    handle::{Post, Start},
    model::GatewayBotInfo,
    store::{SavedShard, StoredShard},
};

/// The longest pause between two attempts to learn where the gateway is.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Which shards this process runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum ShardPlan {
    /// All that Discord recommends.
    #[default]
    Recommended,
    /// All of this many.
    Total(u32),
    /// These, of this many over all processes.
    Some { ids: Vec<u32>, total: u32 },
    /// These, with the sessions they have.
    Saved(Vec<SavedShard>),
    /// None, until some are added.
    Standby,
}

impl ShardPlan {
    /// Whether the plan can be carried out.
    pub(crate) fn check(&self) -> Result<()> {
        let refuse = |option, reason: String| Err(Error::Option { option, reason });
        match self {
            Self::Recommended => Ok(()),
            Self::Total(0) => refuse("shard_count", "0 shards would receive nothing; it must be at least 1".to_owned()),
            Self::Total(_) => Ok(()),
            Self::Some { ids, .. } if ids.is_empty() => {
                refuse("shards", "no shard would receive nothing; name at least one id".to_owned())
            }
            Self::Some { ids, total } => match ids.iter().find(|id| *id >= total) {
                Some(id) => refuse("shards", format!("shard {id} of {total} does not exist; ids count from 0")),
                None => Ok(()),
            },
            Self::Saved(shards) if shards.is_empty() => {
                refuse("shard_states", "there is none; to wait for shards use `standby`".to_owned())
            }
            Self::Saved(shards) => match flaw(shards) {
                Some(flaw) => refuse("shard_states", flaw),
                None => Ok(()),
            },
            Self::Standby => Ok(()),
        }
    }

    /// How many shards there will be at most, as far as that is known.
    pub(super) fn most(&self) -> usize {
        match self {
            // More may be added to those that are saved.
            Self::Recommended | Self::Saved(_) | Self::Standby => usize::MAX,
            Self::Total(total) => *total as usize,
            Self::Some { ids, .. } => ids.len(),
        }
    }
}

/// What keeps these shards from running in one bot.
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

/// What was learned, and follows from it.
#[derive(Debug, Clone)]
pub(super) struct Opening {
    pub(super) url: GatewayUrl,
    pub(super) total: u32,
    /// The shards, and where each begins.
    pub(super) shards: BTreeMap<u32, Start>,
}

/// Which shards there are to be, and where each begins: with what was stored of them, as far as it fits.
fn cast_list(plan: &ShardPlan, recommended: u32, stored: Vec<StoredShard>) -> (u32, BTreeMap<u32, Start>) {
    let total = match plan {
        ShardPlan::Recommended => whole_set(&stored).unwrap_or(recommended),
        ShardPlan::Total(total) | ShardPlan::Some { total, .. } => *total,
        ShardPlan::Saved(shards) => shards.first().map_or(0, |shard| shard.total),
        ShardPlan::Standby => 0,
    };
    let mut shards: BTreeMap<u32, Start> = match plan {
        ShardPlan::Recommended | ShardPlan::Total(_) => (0..total).map(|id| (id, Start::default())).collect(),
        ShardPlan::Some { ids, .. } => ids.iter().map(|&id| (id, Start::default())).collect(),
        ShardPlan::Saved(shards) => {
            let start = |shard: &SavedShard| Start { session: shard.session.clone(), completed: Vec::new() };
            return (total, shards.iter().map(|shard| (shard.id, start(shard))).collect());
        }
        ShardPlan::Standby => BTreeMap::new(),
    };
    for StoredShard { shard, completed, .. } in stored {
        if shard.total != total {
            let (id, was) = (shard.id, shard.total);
            tracing::info!(shard = id, was, total, "a stored session is of another number of shards; it is left alone");
        } else if let Some(start) = shards.get_mut(&shard.id) {
            *start = Start { session: shard.session, completed };
        }
    }
    (total, shards)
}

/// The number of shards, if every one of them was stored: then the bot can go on as it was, whatever is recommended by now.
fn whole_set(stored: &[StoredShard]) -> Option<u32> {
    let total = stored.first()?.shard.total;
    let whole = (0..total).all(|id| stored.iter().any(|it| it.shard.id == id && it.shard.total == total));
    (whole && total > 0).then_some(total)
}

/// Asks `GET /gateway/bot`, until it is answered, and takes note of what it says.
///
/// # Errors
/// What Discord says to a request that it refuses: a wrong token, for one.
pub(super) async fn ask(spec: &StageSpec) -> Result<GatewayBotInfo> {
    let mut pause = Duration::from_secs(1);
    loop {
        match spec.http.gateway_bot().await {
            Ok(info) => {
                spec.identify.renew(&info);
                return Ok(info);
            }
            Err(error) if error.is_passing() => {
                tracing::warn!(%error, ?pause, "the gateway's address could not be learned; trying again");
                // Jitter, so that a fleet does not come back as one.
                tokio::time::sleep(pause.mul_f64(0.5 + fastrand::f64() / 2.0)).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Refuses to begin sessions for `needed` shards if Discord has not enough starts left for today.
///
/// # Errors
/// [`Error::SessionStarts`].
pub(super) fn afford(spec: &StageSpec, needed: usize) -> Result<()> {
    match spec.identify.refusal(u32::try_from(needed).unwrap_or(u32::MAX)) {
        Some(refused) => Err(Error::SessionStarts { needed, refused }),
        None => Ok(()),
    }
}

/// Learns where the gateway is and which shards there are to be. A supervisor who follows another finds them on the board, and `opened` says so.
///
/// # Errors
/// As [`ask`] and [`afford`].
pub(super) async fn open(spec: &StageSpec, opened: bool) -> Result<Opening> {
    let info = ask(spec).await?;
    let board = &spec.shared.board;
    let (total, shards) = if opened {
        let posts = board.all();
        let start = |post: &Arc<Post>| Start { session: post.info().session(), completed: Vec::new() };
        (posts.first().map_or(0, |post| post.total), posts.iter().map(|post| (post.id, start(post))).collect())
    } else {
        let stored = match board.kept() {
            Some(kept) => kept.recall(spec.bot_id, &spec.runtime).await,
            None => Vec::new(),
        };
        cast_list(&spec.plan, info.shards.max(1), stored)
    };
    afford(spec, shards.values().filter(|start| start.session.is_none()).count())?;
    let url = match &spec.gateway_url {
        Some(url) => url.clone(),
        None => GatewayUrl::parse(&info.url)?,
    };
    Ok(Opening { url, total, shards })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::Session;

    fn stored(id: u32, total: u32) -> StoredShard {
        let session = Some(Session::new(format!("{id}/{total}"), 7, None));
        StoredShard { bot_id: Some(1), shard: SavedShard { id, total, session }, completed: vec![9], saved_at_ms: 0 }
    }

    #[test]
    fn what_was_stored_is_used_where_it_fits() {
        let some = |ids: &[u32], total| ShardPlan::Some { ids: ids.to_vec(), total };
        let saved = |ids: &[u32], total| ShardPlan::Saved(ids.iter().map(|&id| SavedShard::new(id, total)).collect());
        for (plan, kept, total, ids, resumed) in [
            (ShardPlan::Recommended, vec![], 3, vec![0, 1, 2], vec![]),
            (ShardPlan::Recommended, vec![stored(0, 2), stored(1, 2)], 2, vec![0, 1], vec![0, 1]),
            (ShardPlan::Recommended, vec![stored(1, 2)], 3, vec![0, 1, 2], vec![]),
            (ShardPlan::Recommended, vec![stored(1, 3)], 3, vec![0, 1, 2], vec![1]),
            (ShardPlan::Total(2), vec![stored(0, 1)], 2, vec![0, 1], vec![]),
            (ShardPlan::Total(2), vec![stored(1, 2), stored(0, 1)], 2, vec![0, 1], vec![1]),
            (some(&[5, 1, 5], 8), vec![stored(1, 8), stored(2, 8)], 8, vec![1, 5], vec![1]),
            (saved(&[1, 0], 4), vec![stored(0, 4)], 4, vec![0, 1], vec![]),
            (ShardPlan::Standby, vec![stored(0, 1)], 0, vec![], vec![]),
        ] {
            let (found, shards) = cast_list(&plan, 3, kept);
            assert_eq!((found, shards.keys().copied().collect::<Vec<_>>()), (total, ids), "{plan:?}");
            let with = shards.iter().filter(|(_, start)| start.session.is_some()).map(|(id, _)| *id);
            assert_eq!(with.collect::<Vec<_>>(), resumed, "{plan:?}");
            assert!(shards.values().all(|start| start.session.is_some() == (start.completed == [9])));
        }
    }

    #[test]
    fn plans_that_cannot_be_carried_out_are_refused() {
        for (plan, part) in [
            (ShardPlan::Total(0), "at least 1"),
            (ShardPlan::Some { ids: vec![], total: 1 }, "at least one id"),
            (ShardPlan::Some { ids: vec![2], total: 2 }, "shard 2 of 2 does not exist"),
            (ShardPlan::Saved(vec![]), "standby"),
            (ShardPlan::Saved(vec![SavedShard::new(2, 2)]), "shard 2 of 2 does not exist"),
            (ShardPlan::Saved(vec![SavedShard::new(0, 2), SavedShard::new(1, 3)]), "is one of 3"),
            (ShardPlan::Saved(vec![SavedShard::new(0, 2), SavedShard::new(0, 2)]), "comes twice"),
        ] {
            let error = plan.check().unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        assert!(ShardPlan::Standby.check().is_ok());
    }
}
