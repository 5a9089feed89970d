//! [`StartupPlan`]: the shards to start, and the session that each of them resumes.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    config::BotConfig,
    sharding::{Sharding, check_total},
};
use crate::{
    error::{Error, Result},
    gateway::{Backoff, GatewayUrl},
    model::GatewayBotInfo,
    session::{SavedShard, StoredShard},
    state::{ShardEntry, StartPoint},
};

/// The pauses between two attempts to fetch the gateway URL.
const PAUSES: Backoff = Backoff { base: Duration::from_secs(1), cap: Duration::from_secs(8) };
/// The time between two warnings that Discord cannot be reached.
const WARN_AGAIN: Duration = Duration::from_secs(60 * 60);

/// How long the start waits for the id of the bot.
const BOT_ID_TIMEOUT: Duration = Duration::from_secs(30);

/// The gateway URL and the shards to start.
#[derive(Debug, Clone)]
pub(super) struct StartupPlan {
    pub(super) url: GatewayUrl,
    pub(super) total: u32,
    /// By shard id: the session that the shard resumes, if any.
    pub(super) shards: BTreeMap<u32, StartPoint>,
}

/// Determines the total and the shards to start. A stored session is used if it has the same total.
///
/// # Errors
/// [`Error::TooManyShards`].
fn plan_shards(
    sharding: &Sharding,
    recommended: u32,
    stored: Vec<StoredShard>,
) -> Result<(u32, BTreeMap<u32, StartPoint>)> {
    let total = match sharding {
        Sharding::Recommended => whole_set(&stored).unwrap_or(recommended),
        Sharding::Total(total) | Sharding::Shards { total, .. } => *total,
        Sharding::Saved(shards) => shards.first().map_or(0, |shard| shard.total),
        Sharding::Standby => 0,
    };
    check_total(total)?;
    let mut shards: BTreeMap<u32, StartPoint> = match sharding {
        Sharding::Recommended | Sharding::Total(_) => (0..total).map(|id| (id, StartPoint::default())).collect(),
        Sharding::Shards { ids, .. } => ids.iter().map(|&id| (id, StartPoint::default())).collect(),
        Sharding::Saved(shards) => {
            let start = |shard: &SavedShard| StartPoint { session: shard.session.clone(), completed: Vec::new() };
            return Ok((total, shards.iter().map(|shard| (shard.id, start(shard))).collect()));
        }
        Sharding::Standby => BTreeMap::new(),
    };
    let (mut others, mut was) = (0, 0);
    for StoredShard { shard, completed, .. } in stored {
        if shard.total != total {
            (others, was) = (others + 1, shard.total);
        } else if let Some(start) = shards.get_mut(&shard.id) {
            *start = StartPoint { session: shard.session, completed };
        }
    }
    if others > 0 {
        tracing::info!(sessions = others, was, total, "stored sessions are of another number of shards; not used");
    }
    Ok((total, shards))
}

/// The stored number of shards, if all of them were stored. The bot then resumes all of them, whatever Discord
/// recommends now.
fn whole_set(stored: &[StoredShard]) -> Option<u32> {
    let total = stored.first()?.shard.total;
    let of_total = stored.iter().filter(|it| it.shard.total == total && it.shard.id < total);
    let ids: BTreeSet<u32> = of_total.map(|it| it.shard.id).collect();
    (total > 0 && ids.len() == total as usize).then_some(total)
}

/// Requests `GET /gateway/bot` until Discord answers, and stores the session start limit for the identify queue.
///
/// # Errors
/// If Discord refuses the request, for instance because of a wrong token.
pub(super) async fn fetch_gateway(config: &BotConfig) -> Result<GatewayBotInfo> {
    let (mut failures, mut warned) = (0, None::<Instant>);
    loop {
        match config.http.gateway_bot().await {
            Ok(info) => {
                config.identify.renew(&info);
                return Ok(info);
            }
            Err(error) if error.is_passing() => {
                let pause = PAUSES.pause(failures, fastrand::f64());
                failures = failures.saturating_add(1);
                if warned.is_none_or(|at| at.elapsed() >= WARN_AGAIN) {
                    warned = Some(Instant::now());
                    tracing::warn!(%error, failures, "the gateway URL could not be fetched; the bot goes on trying");
                } else {
                    tracing::debug!(%error, failures, ?pause, "the gateway URL could not be fetched");
                }
                tokio::time::sleep(pause).await;
            }
            Err(error) if error.is_not_found() => return Err(no_api(&config.http.config().base_url)),
            Err(error) => return Err(error.into()),
        }
    }
}

/// The error if there is no API at this URL.
fn no_api(url: &str) -> Error {
    let question =
        if url.contains("/api") { "is it the address of an API of version 10?" } else { "is `/api/v10` missing?" };
    let reason = format!("there is no API at `{url}`: GET {url}/gateway/bot was answered with 404; {question}");
    Error::Option { option: "rest_url", reason }
}

/// Requests the id of the bot's user if the token does not contain it. Without the id, stored sessions of other bots
/// are not recognised.
async fn fetch_bot_id(config: &BotConfig) {
    if config.state.bot_id.get().is_some() {
        return;
    }
    // The bot starts without the id as well.
    match config.http.current_user().timeout(BOT_ID_TIMEOUT).await {
        // Only this sets it, and a bot has one supervisor at a time.
        Ok(user) => {
            let _ = config.state.bot_id.set(user.id.get());
        }
        Err(error) => {
            tracing::warn!(%error, "the token does not contain the id of the bot, and it cannot be requested");
        }
    }
}

/// Checks that enough session starts are left today for `needed` shards.
///
/// # Errors
/// [`Error::SessionStarts`].
pub(super) fn check_session_starts(config: &BotConfig, needed: usize) -> Result<()> {
    match config.identify.refusal(u32::try_from(needed).unwrap_or(u32::MAX)) {
        Some(refused) => Err(Error::SessionStarts { needed, refused }),
        None => Ok(()),
    }
}

/// Logs which shards are started, and how many session starts are left.
pub(super) fn report_plan(config: &BotConfig, total: u32, ids: impl Iterator<Item = u32>, url: &GatewayUrl) {
    let (left, of) = config.identify.session_starts();
    let (shards, url) = (name_shards(ids, total), url.address());
    tracing::info!("starting {shards} at {url}; {left} of {of} session starts are left today");
}

/// The shards in words.
fn name_shards(ids: impl Iterator<Item = u32>, total: u32) -> String {
    let ids: Vec<u32> = ids.collect();
    match (ids.first(), ids.last()) {
        (Some(first), Some(last)) if first == last => format!("shard {first} of {total}"),
        (Some(first), Some(last)) if (last - first) as usize + 1 == ids.len() => {
            format!("shards {first} to {last} of {total}")
        }
        (Some(_), _) => format!("shards {ids:?} of {total}"),
        (None, _) => "no shards".to_owned(),
    }
}

/// Fetches the gateway URL and determines the shards to start. `is_restart`: the supervisor was restarted, and the
/// shards are in the registry already.
///
/// # Errors
/// As [`fetch_gateway`] and [`check_session_starts`].
pub(super) async fn plan(config: &BotConfig, is_restart: bool) -> Result<StartupPlan> {
    let info = fetch_gateway(config).await?;
    fetch_bot_id(config).await;
    let registry = &config.state.registry;
    let (total, shards) = if is_restart {
        let entries = registry.all();
        let start = |entry: &Arc<ShardEntry>| StartPoint { session: entry.info().session(), completed: Vec::new() };
        (entries.first().map_or(0, |entry| entry.total), entries.iter().map(|entry| (entry.id, start(entry))).collect())
    } else {
        let stored = match registry.saving() {
            Some(saving) => saving.load(config.state.bot_id.get().copied(), &config.runtime).await,
            None => Vec::new(),
        };
        plan_shards(&config.sharding, info.shards.max(1), stored)?
    };
    check_session_starts(config, shards.values().filter(|start| start.session.is_none()).count())?;
    let url = match &config.gateway_url {
        Some(url) => url.clone(),
        None => GatewayUrl::parse(&info.url)?,
    };
    Ok(StartupPlan { url, total, shards })
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
    fn shards_are_named_as_a_range_if_they_are_one() {
        for (ids, text) in [
            (&[][..], "no shards"),
            (&[5], "shard 5 of 64"),
            (&[0, 1, 2], "shards 0 to 2 of 64"),
            (&[0, 2, 3], "shards [0, 2, 3] of 64"),
        ] {
            assert_eq!(name_shards(ids.iter().copied(), 64), text);
        }
    }

    #[test]
    fn a_number_of_shards_that_cannot_be_right_is_an_error_that_names_it() {
        let error = plan_shards(&Sharding::Recommended, u32::MAX, Vec::new()).unwrap_err().to_string();
        assert!(error.contains("4294967295") && error.contains("65536"), "{error}");
        // The recommendation is not used here.
        assert_eq!(plan_shards(&Sharding::Total(2), u32::MAX, Vec::new()).unwrap().0, 2);
        assert!(Sharding::Total(u32::MAX).check().is_err());
    }

    #[test]
    fn many_stored_sessions_in_any_order_are_planned_at_once() {
        let begun = Instant::now();
        let mut all: Vec<_> = (0..20_000).rev().map(|id| stored(id, 20_000)).collect();
        let (total, shards) = plan_shards(&Sharding::Recommended, 3, all.clone()).unwrap();
        assert_eq!((total, shards.values().filter(|start| start.session.is_some()).count()), (20_000, 20_000));
        all.pop();
        assert_eq!(plan_shards(&Sharding::Recommended, 3, all).unwrap().0, 3);
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    }

    #[test]
    fn stored_sessions_are_used_if_their_total_fits() {
        let some = |ids: &[u32], total| Sharding::shards(ids.iter().copied(), total);
        let saved = |ids: &[u32], total| Sharding::Saved(ids.iter().map(|&id| SavedShard::new(id, total)).collect());
        for (sharding, stored, total, ids, resumed) in [
            (Sharding::Recommended, vec![], 3, vec![0, 1, 2], vec![]),
            (Sharding::Recommended, vec![stored(0, 2), stored(1, 2)], 2, vec![0, 1], vec![0, 1]),
            (Sharding::Recommended, vec![stored(1, 2)], 3, vec![0, 1, 2], vec![]),
            (Sharding::Recommended, vec![stored(1, 3)], 3, vec![0, 1, 2], vec![1]),
            (Sharding::Total(2), vec![stored(0, 1)], 2, vec![0, 1], vec![]),
            (Sharding::Total(2), vec![stored(1, 2), stored(0, 1)], 2, vec![0, 1], vec![1]),
            (some(&[5, 1, 5], 8), vec![stored(1, 8), stored(2, 8)], 8, vec![1, 5], vec![1]),
            (saved(&[1, 0], 4), vec![stored(0, 4)], 4, vec![0, 1], vec![]),
            (Sharding::Standby, vec![stored(0, 1)], 0, vec![], vec![]),
        ] {
            let (found, shards) = plan_shards(&sharding, 3, stored).unwrap();
            assert_eq!((found, shards.keys().copied().collect::<Vec<_>>()), (total, ids), "{sharding:?}");
            let with = shards.iter().filter(|(_, start)| start.session.is_some()).map(|(id, _)| *id);
            assert_eq!(with.collect::<Vec<_>>(), resumed, "{sharding:?}");
            assert!(shards.values().all(|start| start.session.is_some() == (start.completed == [9])));
        }
    }
}
