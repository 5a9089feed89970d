//! [`ExitGuard`]: detects the exit of an actor.
//!
//! actix's own supervisor restarts an actor that stops, not one that panics: a panic unwinds through the actor's
//! future, and the actor is dropped without a callback. So each actor has an [`ExitGuard`], and the code that started
//! the actor waits until the guard is used or dropped.

use std::future::Future;

use tokio::sync::oneshot;

/// A field of an actor, dropped with it.
#[derive(Debug)]
pub(crate) struct ExitGuard(Option<oneshot::Sender<()>>);

/// How an actor ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It stopped on purpose.
    Left,
    /// It was dropped without [`ExitGuard::leave`]: it panicked, or its thread did.
    Died,
}

impl ExitGuard {
    /// A guard, and the future that resolves when the actor has ended.
    pub(crate) fn new() -> (Self, impl Future<Output = Exit> + Send + 'static) {
        let (alive, gone) = oneshot::channel();
        (Self(Some(alive)), async move { if gone.await.is_ok() { Exit::Left } else { Exit::Died } })
    }

    /// The actor is about to stop on purpose.
    pub(crate) fn leave(&mut self) {
        if let Some(alive) = self.0.take() {
            let _ = alive.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stop_and_a_panic_are_distinguished() {
        let (mut guard, end) = ExitGuard::new();
        guard.leave();
        assert_eq!(end.await, Exit::Left);

        let (guard, end) = ExitGuard::new();
        let task = tokio::spawn(async move {
            let _held = guard;
            panic!("on purpose");
        });
        assert_eq!(end.await, Exit::Died);
        assert!(task.await.is_err());
    }
}
