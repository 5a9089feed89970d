//! [`GateClient`]: calls the gate that the user has set, for the identify queue. The code of the gate runs on the
//! runtime of the user. Calls that fail, panic or hang are repeated.

use std::{sync::Arc, time::Duration};

use tokio::{
    runtime::Handle as RuntimeHandle,
    sync::watch,
    task::{JoinError, JoinHandle},
};

use super::gate::{GateAsk, IdentifyGate};
use crate::{actors::panic_text, gateway::Backoff};

/// Whether a permit request still stands. It is withdrawn when the sender that belongs to it is dropped.
#[derive(Debug, Clone)]
pub(crate) struct RequestStatus(watch::Receiver<()>);

impl RequestStatus {
    /// The status of a new request, and the sender to keep until the request is withdrawn.
    pub(crate) fn new() -> (watch::Sender<()>, Self) {
        let (guard, status) = watch::channel(());
        (guard, Self(status))
    }

    /// Whether the request has not been withdrawn.
    pub(crate) fn is_open(&self) -> bool {
        self.0.has_changed().is_ok()
    }

    /// Resolves when the request is withdrawn.
    async fn withdrawn(&mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

/// Calls the user's gate.
#[derive(Clone)]
pub(crate) struct GateClient {
    pub(crate) gate: Arc<dyn IdentifyGate>,
    pub(crate) runtime: RuntimeHandle,
    /// How long one call may take.
    pub(crate) timeout: Duration,
    pub(crate) backoff: Backoff,
}

impl GateClient {
    /// Calls the gate until it answers `Ok`. Returns `false` if the request is withdrawn before.
    pub(crate) async fn permit(self, ask: GateAsk, mut status: RequestStatus) -> bool {
        let mut failures = 0;
        loop {
            let error = tokio::select! {
                biased;
                () = status.withdrawn() => return false,
                answer = self.call_gate(ask) => match answer {
                    Ok(()) => return true,
                    Err(error) => error,
                },
            };
            let pause = self.pause(failures);
            failures += 1;
            let (shard, key) = (ask.shard, ask.key());
            tracing::error!(shard, key, error, failures, ?pause, "the identify gate gave no answer; it is asked again");
            tokio::select! {
                () = status.withdrawn() => return false,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn call_gate(&self, ask: GateAsk) -> Result<(), String> {
        let gate = Arc::clone(&self.gate);
        let mut call = Call(self.runtime.spawn(async move { gate.permit(&ask).await }));
        match tokio::time::timeout(self.timeout, &mut call.0).await {
            Ok(Ok(answer)) => answer.map_err(|error| error.to_string()),
            Ok(Err(error)) => Err(describe(error)),
            Err(_) => Err(format!("no answer within {:?}", self.timeout)),
        }
    }

    fn pause(&self, failures: u32) -> Duration {
        self.backoff.pause(failures, fastrand::f64())
    }
}

/// A call of the gate. Dropping it cancels the call.
struct Call(JoinHandle<Result<(), super::gate::GateError>>);

impl Drop for Call {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The text for an error of the task.
fn describe(error: JoinError) -> String {
    match error.try_into_panic() {
        Ok(panic) => format!("it panicked: {}", panic_text(&*panic)),
        // The runtime of the user is shutting down.
        Err(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use async_trait::async_trait;

    use super::{super::gate::GateError, *};

    /// Fails, panics and hangs before it answers `Ok`.
    #[derive(Default)]
    struct Unreliable(AtomicU32);

    #[async_trait]
    impl IdentifyGate for Unreliable {
        async fn permit(&self, _: &GateAsk) -> Result<(), GateError> {
            match self.0.fetch_add(1, Ordering::Relaxed) {
                0 => Err(GateError::new("not today")),
                1 => panic!("on purpose"),
                2 => std::future::pending().await,
                _ => Ok(()),
            }
        }
    }

    /// Never answers. The reference count shows whether the call was dropped.
    struct Hangs(Arc<()>);

    #[async_trait]
    impl IdentifyGate for Hangs {
        async fn permit(&self, _: &GateAsk) -> Result<(), GateError> {
            let _held = Arc::clone(&self.0);
            std::future::pending().await
        }
    }

    fn client(gate: impl IdentifyGate, timeout: Duration) -> GateClient {
        let backoff = Backoff { base: Duration::from_millis(10), cap: Duration::from_millis(20) };
        GateClient { gate: Arc::new(gate), runtime: RuntimeHandle::current(), timeout, backoff }
    }

    fn ask() -> GateAsk {
        GateAsk::new(0, 1, 1, Duration::from_secs(5))
    }

    #[tokio::test]
    async fn a_gate_that_fails_panics_or_hangs_is_asked_again() {
        let gate = Arc::new(Unreliable::default());
        let (_guard, status) = RequestStatus::new();
        assert!(client(Arc::clone(&gate), Duration::from_millis(50)).permit(ask(), status).await);
        assert_eq!(gate.0.load(Ordering::Relaxed), 4);
    }

    #[tokio::test]
    async fn a_withdrawn_request_cancels_the_call() {
        let held = Arc::new(());
        let (guard, status) = RequestStatus::new();
        assert!(status.is_open());
        let permit =
            tokio::spawn(client(Hangs(Arc::clone(&held)), Duration::from_secs(60)).permit(ask(), status.clone()));
        while Arc::strong_count(&held) < 3 {
            tokio::task::yield_now().await;
        }
        drop(guard);
        assert!(!status.is_open());
        assert!(!permit.await.unwrap());
        // The runtime drops the aborted call a little later.
        while Arc::strong_count(&held) > 1 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn pauses_grow_to_the_cap() {
        let client = client(Unreliable::default(), Duration::ZERO);
        for (failures, from, to) in [(0, 5, 10), (1, 10, 20), (2, 10, 20), (40, 10, 20)] {
            let pause = client.pause(failures);
            assert!(
                (Duration::from_millis(from)..=Duration::from_millis(to)).contains(&pause),
                "{failures}: {pause:?}"
            );
        }
    }
}
