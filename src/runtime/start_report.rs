//! What is logged while a bot starts: as which user, the progress of its shards, and how long it took.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::config::BotConfig;
use crate::{
    interactions::needed_permissions,
    invite_link::invite_link,
    model::ApplicationId,
    program::draw_progress,
    state::{BotState, Phase},
};

/// The time between two looks at the shards.
const INTERVAL: Duration = Duration::from_millis(250);
/// A start that takes less is reported at its end only.
const SILENT_FOR: Duration = Duration::from_secs(1);
/// The number of characters between the brackets of the bar.
const WIDTH: usize = 40;

/// Reports the start until all shards are ready or the bot has ended.
pub(super) async fn report(config: Arc<BotConfig>) {
    let (started, state) = (Instant::now(), &config.state);
    let mut phase = state.phase.subscribe();
    let (mut is_introduced, mut tenths) = (false, 0);
    let last = loop {
        let changed = tokio::time::timeout(INTERVAL, phase.wait_for(|phase| !matches!(phase, Phase::Starting)));
        // The channel is open for as long as `config` is here.
        let reached = changed.await.ok().and_then(Result::ok).map(|phase| phase.clone());
        if let Some(identity) = state.identity.get().filter(|_| !is_introduced) {
            tracing::info!("the bot is {} (id {})", identity.name, identity.user);
            is_introduced = true;
        }
        if let Some(phase) = reached {
            break phase;
        }
        if started.elapsed() > SILENT_FOR {
            progress(state, &mut tenths);
        }
    };
    draw_progress("");
    let shards = state.registry.len();
    if matches!(last, Phase::Ready) && shards > 0 {
        let guilds: usize = config.router.trackers.lock().values().map(|tracker| tracker.guilds().count()).sum();
        let total = state.registry.all().first().map_or(shards, |entry| entry.total);
        let link = state
            .identity
            .get()
            .map(|identity| invite_link(ApplicationId::new(identity.application), needed_permissions(state), None));
        tracing::info!("{}", finished(shards, total, guilds, started.elapsed(), link));
    }
}

/// Shows how many shards are ready: as a bar if there is a place for one, otherwise as a line of the log whenever
/// another tenth of them is.
fn progress(state: &BotState, tenths: &mut usize) {
    let shards = state.registry.all();
    let ready = shards.iter().filter(|shard| shard.is_ready()).count();
    if shards.len() < 2 || draw_progress(&bar(ready, shards.len())) {
        return;
    }
    let reached = ready * 10 / shards.len();
    if reached > *tenths {
        tracing::info!("{ready} of {} shards are ready", shards.len());
        *tenths = reached;
    }
}

fn bar(ready: usize, shards: usize) -> String {
    let filled = ready * WIDTH / shards.max(1);
    format!("[{}{}] {ready} of {shards} shards are ready", "#".repeat(filled), ".".repeat(WIDTH - filled.min(WIDTH)))
}

/// The last line of the report. `shards`: those of this process, of `total`. `link` invites the bot.
fn finished(shards: u32, total: u32, guilds: usize, time: Duration, link: Option<String>) -> String {
    let time = time.as_secs_f64();
    let shards_are = match shards {
        1 if total == 1 => "the shard is".to_owned(),
        _ if shards == total => format!("all {shards} shards are"),
        _ => format!("{shards} of {total} shards are"),
    };
    let ready = format!("{shards_are} ready after {time:.1} s");
    match link {
        // Other processes may have the guilds.
        Some(link) if guilds == 0 && shards == total => {
            format!("{ready}; the bot is in no guild yet, invite it with {link}")
        }
        _ => format!("{ready}; guilds: {guilds}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_filled_from_left_to_right() {
        for (ready, shards, filled) in [(0, 20, 0), (1, 3, 13), (10, 20, 20), (20, 20, 40)] {
            let bar = bar(ready, shards);
            assert!(bar.ends_with(&format!("] {ready} of {shards} shards are ready")), "{bar}");
            let inner = bar.strip_prefix('[').unwrap().split(']').next().unwrap();
            assert_eq!((inner.len(), inner.matches('#').count()), (WIDTH, filled), "{bar}");
        }
    }

    #[test]
    fn a_bot_without_a_guild_gets_a_link() {
        let link = || Some("https://invite".to_owned());
        let second = Duration::from_millis(1250);
        for (shards, total, guilds, text) in [
            (1, 1, 3, "the shard is ready after 1.2 s; guilds: 3"),
            (4, 4, 1, "all 4 shards are ready after 1.2 s; guilds: 1"),
            (2, 4, 0, "2 of 4 shards are ready after 1.2 s; guilds: 0"),
        ] {
            assert_eq!(finished(shards, total, guilds, second, link()), text);
        }
        let text = finished(1, 1, 0, second, link());
        assert!(text.ends_with("invite it with https://invite"), "{text}");
    }
}
