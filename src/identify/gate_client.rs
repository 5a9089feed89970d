//! Between the identify queue and the gate that the user has set: the gate's code runs on the user's runtime, and whatever it does, the
//! queue gets a yes or goes on waiting.

use std::{sync::Arc, time::Duration};

use tokio::{
    runtime::Handle as RuntimeHandle,
    sync::watch,
    task::{JoinError, JoinHandle},
};

use super::gate::{GateAsk, IdentifyGate};
use crate::{actors::panic_text, gateway::Backoff};

/// That a shard wants to identify. Over when the other end is dropped.
#[derive(Debug, Clone)]
pub(crate) struct PermitWanted(watch::Receiver<()>);

impl PermitWanted {
    /// A wanted, and the end to keep for as long as it holds.
    pub(crate) fn new() -> (watch::Sender<()>, Self) {
        let (keep, wanted) = watch::channel(());
        (keep, Self(wanted))
    }

    pub(crate) fn holds(&self) -> bool {
        self.0.has_changed().is_ok()
    }

    /// Resolves when it is over.
    async fn over(&mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

/// Asks the user's gate.
#[derive(Clone)]
pub(crate) struct GateClient {
    pub(crate) gate: Arc<dyn IdentifyGate>,
    pub(crate) runtime: RuntimeHandle,
    /// How long one call may take.
    pub(crate) timeout: Duration,
    pub(crate) backoff: Backoff,
}

impl GateClient {
    /// Asks until the gate says yes. `false` when the shard no longer wantedes to know.
    pub(crate) async fn pass(self, ask: GateAsk, mut wanted: PermitWanted) -> bool {
        let mut failures = 0;
        loop {
            let error = tokio::select! {
                biased;
                () = wanted.over() => return false,
                answer = self.once(ask) => match answer {
                    Ok(()) => return true,
                    Err(error) => error,
                },
            };
            let pause = self.pause(failures);
            failures += 1;
            let (shard, key) = (ask.shard, ask.key());
            tracing::error!(shard, key, error, failures, ?pause, "the identify gate gave no answer; it is asked again");
            tokio::select! {
                () = wanted.over() => return false,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn once(&self, ask: GateAsk) -> Result<(), String> {
        let gate = Arc::clone(&self.gate);
        let mut call = Call(self.runtime.spawn(async move { gate.permit(&ask).await }));
        match tokio::time::timeout(self.timeout, &mut call.0).await {
            Ok(Ok(answer)) => answer.map_err(|error| error.to_string()),
            Ok(Err(error)) => Err(in_words(error)),
            Err(_) => Err(format!("no answer within {:?}", self.timeout)),
        }
    }

    fn pause(&self, failures: u32) -> Duration {
        self.backoff.pause(failures, fastrand::f64())
    }
}

/// A call of the gate; dropping it gives the call up.
struct Call(JoinHandle<Result<(), super::gate::GateError>>);

impl Drop for Call {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn in_words(error: JoinError) -> String {
    match error.try_into_panic() {
        Ok(panic) => format!("it panicked: {}", panic_text(&*panic)),
        // Its runtime is shutting down, and we with it.
        Err(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use async_trait::async_trait;

    use super::{super::gate::GateError, *};

    /// Fails, panics and hangs before it says yes.
    #[derive(Default)]
    struct Moody(AtomicU32);

    #[async_trait]
    impl IdentifyGate for Moody {
        async fn permit(&self, _: &GateAsk) -> Result<(), GateError> {
            match self.0.fetch_add(1, Ordering::Relaxed) {
                0 => Err(GateError::new("not today")),
                1 => panic!("on purpose"),
                2 => std::future::pending().await,
                _ => Ok(()),
            }
        }
    }

    /// Never answers, and says when it is given up.
    struct Hangs(Arc<()>);

    #[async_trait]
    impl IdentifyGate for Hangs {
        async fn permit(&self, _: &GateAsk) -> Result<(), GateError> {
            let _held = Arc::clone(&self.0);
            std::future::pending().await
        }
    }

    fn saver(gate: impl IdentifyGate, timeout: Duration) -> GateClient {
        let backoff = Backoff { base: Duration::from_millis(10), cap: Duration::from_millis(20) };
        GateClient { gate: Arc::new(gate), runtime: RuntimeHandle::current(), timeout, backoff }
    }

    fn ask() -> GateAsk {
        GateAsk::new(0, 1, 1, Duration::from_secs(5))
    }

    #[tokio::test]
    async fn a_gate_that_fails_panics_or_hangs_is_asked_again() {
        let gate = Arc::new(Moody::default());
        let (_keep, wanted) = PermitWanted::new();
        assert!(saver(Arc::clone(&gate), Duration::from_millis(50)).pass(ask(), wanted).await);
        assert_eq!(gate.0.load(Ordering::Relaxed), 4);
    }

    #[tokio::test]
    async fn a_wanted_that_is_over_gives_the_call_up() {
        let held = Arc::new(());
        let (keep, wanted) = PermitWanted::new();
        assert!(wanted.holds());
        let passing =
            tokio::spawn(saver(Hangs(Arc::clone(&held)), Duration::from_secs(60)).pass(ask(), wanted.clone()));
        while Arc::strong_count(&held) < 3 {
            tokio::task::yield_now().await;
        }
        drop(keep);
        assert!(!wanted.holds());
        assert!(!passing.await.unwrap());
        // The call is dropped by the runtime, soon.
        while Arc::strong_count(&held) > 1 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn pauses_grow_to_the_cap() {
        let saver = saver(Moody::default(), Duration::ZERO);
        for (failures, from, to) in [(0, 5, 10), (1, 10, 20), (2, 10, 20), (40, 10, 20)] {
            let pause = saver.pause(failures);
            assert!(
                (Duration::from_millis(from)..=Duration::from_millis(to)).contains(&pause),
                "{failures}: {pause:?}"
            );
        }
    }
}
