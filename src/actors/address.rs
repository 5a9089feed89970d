//! The address of an actor that may be restarted.

use actix::{Actor, Addr, Handler, MailboxError, Message, Recipient, dev::ToEnvelope};
use tokio::sync::watch;

/// The present address of an actor: an `Addr<A>`, or a `Recipient<M>` for code that must not depend on the actor's
/// type. After a restart it is that of the new actor. Cheap to clone.
#[derive(Debug)]
pub(crate) struct Address<T>(watch::Receiver<Option<T>>);

impl<T> Clone for Address<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The writing side of an [`Address`], for the code that starts and restarts the actor.
#[derive(Debug)]
pub(crate) struct AddressWriter<T>(watch::Sender<Option<T>>);

impl<T> AddressWriter<T> {
    pub(crate) fn new() -> (Self, Address<T>) {
        let (sender, receiver) = watch::channel(None);
        (Self(sender), Address(receiver))
    }

    /// Sets the address to that of `actor`.
    pub(crate) fn set(&self, actor: T) {
        self.0.send_replace(Some(actor));
    }
}

/// An address to which a message can be sent.
pub(crate) trait Target<M: Message>: Clone {
    /// Sends the message and waits for the answer.
    fn request(&self, message: M) -> impl Future<Output = Result<M::Result, MailboxError>>;
}

impl<A, M> Target<M> for Addr<A>
where
    A: Actor + Handler<M>,
    A::Context: ToEnvelope<A, M>,
    M: Message + Send + 'static,
    M::Result: Send,
{
    fn request(&self, message: M) -> impl Future<Output = Result<M::Result, MailboxError>> {
        self.send(message)
    }
}

impl<M> Target<M> for Recipient<M>
where
    M: Message + Send + 'static,
    M::Result: Send,
{
    fn request(&self, message: M) -> impl Future<Output = Result<M::Result, MailboxError>> {
        self.send(message)
    }
}

impl<T> Address<T> {
    /// Sends `message` and waits for the answer. If the actor dies before it answers, the message is sent once more, to
    /// the restarted actor. `None` if there will be no other actor, or if two actors died over the message, which is
    /// then the likely cause.
    pub(crate) async fn send<M>(&mut self, message: M) -> Option<M::Result>
    where
        M: Message + Clone,
        T: Target<M>,
    {
        self.send_up_to(2, message).await
    }

    /// As [`send`](Self::send), but sends the message to any number of restarted actors. For messages that the actor
    /// empties, so that the item over which it died is not sent again. `None` if there will be no other actor.
    pub(crate) async fn send_on<M>(&mut self, message: M) -> Option<M::Result>
    where
        M: Message + Clone,
        T: Target<M>,
    {
        self.send_up_to(usize::MAX, message).await
    }

    async fn send_up_to<M>(&mut self, actors: usize, message: M) -> Option<M::Result>
    where
        M: Message + Clone,
        T: Target<M>,
    {
        let mut deaths = 0;
        loop {
            let actor = self.0.wait_for(Option::is_some).await.ok()?.clone()?;
            match actor.request(message.clone()).await {
                Ok(answer) => return Some(answer),
                // The actor died while it handled the message, or before.
                Err(MailboxError::Closed | MailboxError::Timeout) => {
                    deaths += 1;
                    if deaths == actors {
                        return None;
                    }
                    // `wait_for` has marked the present value as seen, so this waits for the restarted actor.
                    self.0.changed().await.ok()?;
                }
            }
        }
    }
}

impl<A: Actor> Address<Addr<A>> {
    /// The actor, if it has been started and its mailbox is open.
    pub(crate) fn get(&self) -> Option<Addr<A>> {
        self.0.borrow().clone().filter(Addr::connected)
    }
}

impl<M> Address<Recipient<M>>
where
    M: Message + Send + 'static,
    M::Result: Send,
{
    /// Sends `message` without waiting. It is dropped if there is no actor, or if its mailbox is full.
    pub(crate) fn try_send(&self, message: M) {
        if let Some(actor) = self.0.borrow().as_ref() {
            let _ = actor.try_send(message);
        }
    }
}
