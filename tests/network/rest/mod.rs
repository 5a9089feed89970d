//! The REST side over real sockets, against the sandbox; a file for each theme.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]

mod applications;
mod channels;
mod clock;
mod endpoints;
mod errors;
mod golden;
mod guild_things;
mod guilds;
mod hostile;
mod limits;
mod load;
mod pages;
mod retries;
mod script;
mod shortcuts;
mod uploads;
mod wire;

use std::time::{Duration, Instant};

use greenroom::gateway::Token;
use greenroom::model::ChannelId;
use greenroom::rest::{Http, HttpConfig};
use greenroom::sandbox::Sandbox;

/// A client of the sandbox with a thread of its own.
pub(crate) fn http(sandbox: &Sandbox) -> Http {
    http_with(sandbox, |_| {})
}

/// The same, configured otherwise.
pub(crate) fn http_with(sandbox: &Sandbox, change: impl FnOnce(&mut HttpConfig)) -> Http {
    let mut config = HttpConfig::new(Token::new(sandbox.token()).unwrap());
    config.base_url = sandbox.rest_url();
    change(&mut config);
    Http::start(config).unwrap()
}

/// The text channel of the default world.
pub(crate) fn general(sandbox: &Sandbox) -> ChannelId {
    sandbox.guild("Greenroom").channel("general").id()
}

pub(crate) fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Held by tests that keep the machine busy or measure how long things take, so that they do not meet.
pub(crate) async fn alone() -> tokio::sync::MutexGuard<'static, ()> {
    static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    ALONE.lock().await
}

/// How many requests the sandbox answered with this status.
pub(crate) fn answered(sandbox: &Sandbox, status: u16) -> usize {
    sandbox.requests().iter().filter(|request| request.status == status).count()
}

/// Waits until something is true that nobody announces.
pub(crate) async fn eventually(what: &str, mut is_true: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_true() {
        assert!(start.elapsed() < Duration::from_secs(5), "{what}: not within 5 s");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
