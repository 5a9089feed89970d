//! [`IdentifyOptions`] and [`IdentifySpec`]: the settings of the identify queue, and its state that survives a restart.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use tokio::sync::watch;

use super::{gate_client::GateClient, memory_file};
use crate::{
    actors::clock,
    gateway::{GatewayUrl, IdentifyLedger, IdentifyRefused},
    model::GatewayBotInfo,
};

/// The settings of the identify queue.
#[derive(Clone)]
pub(crate) struct IdentifyOptions {
    /// The least time between two identifies of one key.
    pub(crate) window: Duration,
    /// How many session starts of the day are never used.
    pub(crate) reserve: u32,
    /// The file that stores the identifies of the last 24 hours.
    pub(crate) file: Option<PathBuf>,
    /// How old Discord's last answer on session starts may be when a shard has to identify after a failure.
    pub(crate) info_lifetime: Duration,
    pub(crate) gate: Option<GateClient>,
    /// Whether the user has set the gateway URL, so that the one that Discord returns is not used.
    pub(crate) fixed_url: bool,
}

/// What an identify queue is made of, also after a restart.
#[derive(Clone)]
pub(crate) struct IdentifySpec {
    pub(super) options: IdentifyOptions,
    pub(super) ledger: Arc<Mutex<IdentifyLedger>>,
    /// The gateway URL of Discord's last answer.
    gateway: watch::Sender<Option<GatewayUrl>>,
}

impl IdentifySpec {
    pub(crate) fn new(options: IdentifyOptions) -> Self {
        let memory = options.file.as_deref().map(memory_file::load).unwrap_or_default();
        let ledger = IdentifyLedger::new(options.window, options.reserve, memory, clock::now(), SystemTime::now());
        Self { options, ledger: Arc::new(Mutex::new(ledger)), gateway: watch::Sender::new(None) }
    }

    /// Stores the session start limit and the gateway URL of an answer.
    pub(crate) fn renew(&self, info: &GatewayBotInfo) {
        self.ledger().renew(&info.session_start_limit, SystemTime::now());
        if self.options.fixed_url {
            return;
        }
        match GatewayUrl::parse(&info.url) {
            Ok(url) => self.set_gateway(url),
            Err(error) => {
                tracing::warn!(%error, "Discord returned an invalid gateway URL; the last one is used");
            }
        }
    }

    fn set_gateway(&self, url: GatewayUrl) {
        self.gateway.send_if_modified(|present| {
            match present {
                Some(present) if *present == url => return false,
                // An answer must not make the bot send its token without TLS. Also, the connectors of the shards are
                // made either with or without TLS.
                Some(present) if present.is_secure() != url.is_secure() => {
                    tracing::warn!(
                        url = url.address(),
                        "only one of the old and the new gateway URL has TLS; the new one is not used"
                    );
                    return false;
                }
                Some(_) => tracing::info!(url = url.address(), "the gateway URL has changed; new sessions use it"),
                None => {}
            }
            *present = Some(url);
            true
        });
    }

    /// The gateway URL of Discord's last answer, with changes. `None` before the first answer, and if the user has set
    /// the URL.
    pub(crate) fn gateway(&self) -> watch::Receiver<Option<GatewayUrl>> {
        self.gateway.subscribe()
    }

    /// How many session starts are left today, and how many Discord allows in a day.
    pub(crate) fn session_starts(&self) -> (u32, u32) {
        let ledger = self.ledger();
        (ledger.left(SystemTime::now()), ledger.total())
    }

    /// Why `needed` session starts would be refused, if not enough are left.
    pub(crate) fn refusal(&self, needed: u32) -> Option<IdentifyRefused> {
        self.ledger().refusal(needed, SystemTime::now())
    }

    pub(super) fn ledger(&self) -> MutexGuard<'_, IdentifyLedger> {
        // Each change of the ledger is one assignment, so that a panic leaves it usable.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
