//! [`Signals`]: the signals that request the end of a process.

/// SIGINT and SIGTERM; on systems without them, Ctrl-C.
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    streams: Option<[tokio::signal::unix::Signal; 2]>,
    #[cfg(not(unix))]
    is_enabled: bool,
}

impl Signals {
    /// Listens for signals from now on if `is_enabled`. Otherwise the process keeps its handling of signals.
    pub(crate) fn new(is_enabled: bool) -> Self {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let listen =
                || Ok::<_, std::io::Error>([signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?]);
            let streams = is_enabled.then(listen).transpose().unwrap_or_else(|error| {
                tracing::warn!(%error, "cannot listen for signals of the process");
                None
            });
            Self { streams }
        }
        #[cfg(not(unix))]
        Self { is_enabled }
    }

    /// Resolves at the next signal.
    pub(crate) async fn next(&mut self) {
        #[cfg(unix)]
        if let Some([interrupt, terminate]) = &mut self.streams {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
        #[cfg(not(unix))]
        if self.is_enabled && tokio::signal::ctrl_c().await.is_ok() {
            return;
        }
        std::future::pending::<()>().await;
    }
}
