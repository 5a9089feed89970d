//! The signals that ask a process to end.

/// SIGINT and SIGTERM; on systems without them, Ctrl-C.
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    streams: Option<[tokio::signal::unix::Signal; 2]>,
    #[cfg(not(unix))]
    wanted: bool,
}

impl Signals {
    /// Listens from now on; without `wanted` never, and the process keeps its own ways.
    pub(crate) fn new(wanted: bool) -> Self {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let listen =
                || Ok::<_, std::io::Error>([signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?]);
            let streams = wanted.then(listen).transpose().unwrap_or_else(|error| {
                tracing::warn!(%error, "the process's signals cannot be listened to");
                None
            });
            Self { streams }
        }
        #[cfg(not(unix))]
        Self { wanted }
    }

    /// Resolves with the next signal.
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
        if self.wanted && tokio::signal::ctrl_c().await.is_ok() {
            return;
        }
        std::future::pending::<()>().await;
    }
}
