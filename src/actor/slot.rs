//! The address of an actor that may be replaced.

use actix::{Actor, Addr, Handler, MailboxError, Message, dev::ToEnvelope};
use tokio::sync::watch;

/// Where an actor can be found now. Cloned into everybody who talks to it; follows a rebuilt actor by itself.
#[derive(Debug)]
pub(super) struct Slot<A: Actor>(watch::Receiver<Option<Addr<A>>>);

impl<A: Actor> Clone for Slot<A> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The other side of a [`Slot`]: whoever (re)builds the actor.
#[derive(Debug)]
pub(super) struct Casting<A: Actor>(watch::Sender<Option<Addr<A>>>);

impl<A: Actor> Casting<A> {
    pub(super) fn new() -> (Self, Slot<A>) {
        let (sender, receiver) = watch::channel(None);
        (Self(sender), Slot(receiver))
    }

    /// From now on `actor` plays the part.
    pub(super) fn cast(&self, actor: Addr<A>) {
        self.0.send_replace(Some(actor));
    }
}

impl<A: Actor> Slot<A> {
    /// Sends `message` and waits for the answer; where the actor died before it could answer, waits for its successor and sends
    /// it again, once. `None` when there will be none, or when the message outlived two actors: then it is the likely cause.
    pub(super) async fn send<M>(&mut self, message: M) -> Option<M::Result>
    where
        M: Message + Clone + Send + 'static,
        M::Result: Send,
        A: Handler<M>,
        A::Context: ToEnvelope<A, M>,
    {
        self.send_up_to(2, message).await
    }

    /// As [`send`](Self::send), however many actors die: for a message that cannot be the cause for ever. `None` when there
    /// will be no other.
    pub(super) async fn send_on<M>(&mut self, message: M) -> Option<M::Result>
    where
        M: Message + Clone + Send + 'static,
        M::Result: Send,
        A: Handler<M>,
        A::Context: ToEnvelope<A, M>,
    {
        self.send_up_to(usize::MAX, message).await
    }

    async fn send_up_to<M>(&mut self, actors: usize, message: M) -> Option<M::Result>
    where
        M: Message + Clone + Send + 'static,
        M::Result: Send,
        A: Handler<M>,
        A::Context: ToEnvelope<A, M>,
    {
        let mut deaths = 0;
        loop {
            let actor = self.0.wait_for(Option::is_some).await.ok()?.clone()?;
            match actor.send(message.clone()).await {
                Ok(answer) => return Some(answer),
                // Mailbox and actor died with the message in hand, or before it came.
                Err(MailboxError::Closed | MailboxError::Timeout) => {
                    deaths += 1;
                    if deaths == actors {
                        return None;
                    }
                    while self.0.borrow_and_update().as_ref() == Some(&actor) {
                        self.0.changed().await.ok()?;
                    }
                }
            }
        }
    }

    /// The actor, where it has been cast and its mailbox is open.
    pub(super) fn get(&self) -> Option<Addr<A>> {
        self.0.borrow().clone().filter(Addr::connected)
    }
}
