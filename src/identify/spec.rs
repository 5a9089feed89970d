//! [`IdentifyOptions`] and [`IdentifySpec`]: the settings of identifies, and the state that survives a restart of the queue.

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

/// The settings of identifies.
#[derive(Clone)]
pub(crate) struct IdentifyOptions {
    /// Time between two identifies of one key.
    pub(crate) window: Duration,
    /// How many session starts of the day are never used.
    pub(crate) reserve: u32,
    /// The file in which the identifies of the last 24 hours are kept.
    pub(crate) file: Option<PathBuf>,
    /// How old Discord's last answer on session starts may be when a shard has to identify after a failure.
    pub(crate) info_lifetime: Duration,
    pub(crate) gate: Option<GateClient>,
    /// Whether the user has set the address of the gateway, so that the one that Discord names is not used.
    pub(crate) fixed_url: bool,
}

/// What an identify queue is made of, also after a restart.
#[derive(Clone)]
pub(crate) struct IdentifySpec {
    pub(super) options: IdentifyOptions,
    pub(super) ledger: Arc<Mutex<IdentifyLedger>>,
    /// The address of the gateway that Discord named last.
    gateway: watch::Sender<Option<GatewayUrl>>,
}

impl IdentifySpec {
    pub(crate) fn new(options: IdentifyOptions) -> Self {
        let memory = options.file.as_deref().map(memory_file::load).unwrap_or_default();
        let ledger = IdentifyLedger::new(options.window, options.reserve, memory, clock::now(), SystemTime::now());
        Self { options, ledger: Arc::new(Mutex::new(ledger)), gateway: watch::Sender::new(None) }
    }

    /// Stores what Discord says about session starts and about the address of the gateway.
    pub(crate) fn renew(&self, info: &GatewayBotInfo) {
        self.ledger().renew(&info.session_start_limit, SystemTime::now());
        if self.options.fixed_url {
            return;
        }
        match GatewayUrl::parse(&info.url) {
            Ok(url) => self.set_gateway(url),
            Err(error) => {
                tracing::warn!(%error, "Discord names a gateway whose address cannot be read; the last one is used")
            }
        }
    }

    fn set_gateway(&self, url: GatewayUrl) {
        self.gateway.send_if_modified(|known| {
            match known {
                Some(known) if *known == url => return false,
                // An answer must not make the bot send its token without TLS; and the connectors of the shards are made for
                // one of the two.
                Some(known) if known.is_secure() != url.is_secure() => {
                    tracing::warn!(
                        url = url.host(),
                        "the gateway's new address differs from the old one in its encryption; it is not used"
                    );
                    return false;
                }
                Some(_) => tracing::info!(url = url.host(), "the gateway has moved; new sessions begin there"),
                None => {}
            }
            *known = Some(url);
            true
        });
    }

    /// The address of the gateway, now and later. `None` until Discord has named one, and if the user has set one.
    pub(crate) fn gateway(&self) -> watch::Receiver<Option<GatewayUrl>> {
        self.gateway.subscribe()
    }

    /// The refusal that `needed` starts would meet, if there are not enough left.
    pub(crate) fn refusal(&self, needed: u32) -> Option<IdentifyRefused> {
        self.ledger().refusal(needed, SystemTime::now())
    }

    pub(super) fn ledger(&self) -> MutexGuard<'_, IdentifyLedger> {
        // Each change of the ledger is one assignment, so that a panic leaves it usable.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
