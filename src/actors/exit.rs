//! How the death of an actor is noticed.
//!
//! actix's own supervisor restarts an actor that stops, not one that panics: a panic unwinds through the actor's
//! future, and the actor is dropped without a notice. So each of our actors holds an [`ExitGuard`]. The code that
//! started the actor waits on the other end, where the drop of the guard arrives.

use std::future::Future;

use tokio::sync::oneshot;

/// Held by an actor for as long as it lives.
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
    /// A guard, and the future that resolves when the actor that holds it is gone.
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
    async fn leaving_and_dying_are_told_apart() {
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
