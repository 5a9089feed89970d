//! How the death of an actor is noticed.
//!
//! actix's own supervisor restarts an actor that stops, not one that panics: a panic unwinds through the actor's
//! future, the actor is dropped, and nobody is told. So each of our actors holds a [`Lifeline`]; whoever started it waits
//! on the other end, and learns of a death from the drop itself.

use std::future::Future;

use tokio::sync::oneshot;

/// Held by an actor for as long as it lives.
#[derive(Debug)]
pub(super) struct Lifeline(Option<oneshot::Sender<()>>);

/// How an actor ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It said that it was leaving.
    Left,
    /// It was dropped without a word: it panicked, or its thread did.
    Died,
}

impl Lifeline {
    /// A lifeline, and the future that resolves when its holder is gone.
    pub(super) fn new() -> (Self, impl Future<Output = End> + Send + 'static) {
        let (alive, gone) = oneshot::channel();
        (Self(Some(alive)), async move { if gone.await.is_ok() { End::Left } else { End::Died } })
    }

    /// The holder is about to stop of its own will.
    pub(super) fn leave(&mut self) {
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
        let (mut lifeline, end) = Lifeline::new();
        lifeline.leave();
        assert_eq!(end.await, End::Left);

        let (lifeline, end) = Lifeline::new();
        let task = tokio::spawn(async move {
            let _held = lifeline;
            panic!("on purpose");
        });
        assert_eq!(end.await, End::Died);
        assert!(task.await.is_err());
    }
}
