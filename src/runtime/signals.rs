//! [`Signals`]: the signals that request the end of a process.

#[cfg(unix)]
use self::unix::Events;
#[cfg(windows)]
use super::windows_signals::Events;

/// SIGINT and SIGTERM, and what corresponds to them on Windows.
#[derive(Debug)]
pub(crate) struct Signals(Option<Events>);

impl Signals {
    /// Listens for signals from now on if `is_enabled`. Otherwise the process keeps its handling of signals.
    pub(crate) fn new(is_enabled: bool) -> Self {
        let events = is_enabled.then(Events::listen).transpose();
        Self(events.unwrap_or_else(|error| {
            tracing::warn!(%error, "cannot listen for signals of the process");
            None
        }))
    }

    /// Resolves at the next signal.
    pub(crate) async fn next(&mut self) {
        match &mut self.0 {
            Some(events) => events.next().await,
            None => std::future::pending().await,
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::io;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// SIGINT and SIGTERM.
    #[derive(Debug)]
    pub(super) struct Events {
        interrupt: Signal,
        terminate: Signal,
    }

    impl Events {
        /// Listens from now on.
        pub(super) fn listen() -> io::Result<Self> {
            Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
        }

        /// Resolves at the next of them.
        pub(super) async fn next(&mut self) {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
            }
        }
    }
}
