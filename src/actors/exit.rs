//! [`ExitGuard`]: detects the exit of an actor.
//!
//! actix's own supervisor restarts an actor that stops, not one that panics: a panic unwinds through the actor's
//! future, and the actor is dropped without a callback. So each actor has an [`ExitGuard`], and the code that started
//! the actor waits until the guard is used or dropped.

use std::future::Future;

use tokio::sync::oneshot;

/// A field of an actor, dropped with it. An actor that stops on purpose leaves a value of the type `T`, which describes
/// how it ended.
#[derive(Debug)]
pub(crate) struct ExitGuard<T = ()>(Option<oneshot::Sender<T>>);

/// How an actor ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit<T = ()> {
    /// It stopped on purpose.
    Left(T),
    /// It was dropped without [`ExitGuard::leave`]: it panicked, or its thread did.
    Died,
}

impl<T: Send + 'static> ExitGuard<T> {
    /// A guard, and the future that resolves when the actor has ended.
    pub(crate) fn new() -> (Self, impl Future<Output = Exit<T>> + Send + 'static) {
        let (alive, gone) = oneshot::channel();
        (Self(Some(alive)), async move { gone.await.map_or(Exit::Died, Exit::Left) })
    }

    /// The actor is about to stop on purpose.
    pub(crate) fn leave(&mut self, value: T) {
        if let Some(alive) = self.0.take() {
            let _ = alive.send(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stop_and_a_panic_are_distinguished() {
        let (mut guard, end) = ExitGuard::new();
        guard.leave(7);
        assert_eq!(end.await, Exit::Left(7));

        let (guard, end) = ExitGuard::<()>::new();
        let task = tokio::spawn(async move {
            let _held = guard;
            panic!("on purpose");
        });
        assert_eq!(end.await, Exit::Died);
        assert!(task.await.is_err());
    }
}
