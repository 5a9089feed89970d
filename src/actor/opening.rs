//! Before the first shard: how many there are to be, where they connect, and whether the day's session starts suffice.

use std::{collections::BTreeSet, time::Duration};

use super::stage::StageSpec;
use crate::{
    error::{Error, Result},
    gateway::GatewayUrl,
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
        }
    }

    /// How many shards there will be at most, as far as that is known.
    pub(super) fn most(&self) -> usize {
        match self {
            Self::Recommended => usize::MAX,
            Self::Total(total) => *total as usize,
            Self::Some { ids, .. } => ids.len(),
        }
    }
}

/// What was learned, and follows from it.
#[derive(Debug, Clone)]
pub(super) struct Opening {
    pub(super) url: GatewayUrl,
    pub(super) total: u32,
    pub(super) ids: Vec<u32>,
}

/// The ids in order, each once.
fn dedup(ids: &[u32]) -> Vec<u32> {
    ids.iter().copied().collect::<BTreeSet<_>>().into_iter().collect()
}

/// Asks `GET /gateway/bot`, until it is answered.
///
/// # Errors
/// What Discord says to a request that it refuses (a wrong token, for one), and [`Error::SessionStarts`] when the shards need more session
/// starts than are left.
pub(super) async fn open(spec: &StageSpec) -> Result<Opening> {
    let mut pause = Duration::from_secs(1);
    let info = loop {
        match spec.http.gateway_bot().await {
            Ok(info) => break info,
            Err(error) if error.is_passing() => {
                tracing::warn!(%error, ?pause, "the gateway's address could not be learned; trying again");
                // Jitter, so that a fleet does not come back as one.
                tokio::time::sleep(pause.mul_f64(0.5 + fastrand::f64() / 2.0)).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            Err(error) => return Err(error.into()),
        }
    };
    let (ids, total) = match &spec.plan {
        ShardPlan::Recommended => ((0..info.shards.max(1)).collect(), info.shards.max(1)),
        ShardPlan::Total(total) => ((0..*total).collect(), *total),
        ShardPlan::Some { ids, total } => (dedup(ids), *total),
    };
    let resumable = |id: &u32| spec.shared.board.get(*id).is_some_and(|post| post.info().session().is_some());
    let needed = ids.iter().filter(|id| !resumable(id)).count();
    spec.identify.renew(&info);
    if let Some(refused) = spec.identify.refusal(u32::try_from(needed).unwrap_or(u32::MAX)) {
        return Err(Error::SessionStarts { needed, refused });
    }
    let url = match &spec.gateway_url {
        Some(url) => url.clone(),
        None => GatewayUrl::parse(&info.url)?,
    };
    Ok(Opening { url, total, ids })
}
