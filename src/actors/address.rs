//! The address of an actor that may be restarted.

use actix::{Actor, Addr, Handler, MailboxError, Message, Recipient, dev::ToEnvelope};
use tokio::sync::watch;

/// Where an actor can be reached now: as `Addr<A>`, or as `Recipient<M>` by those who must not know the actor's type. After
/// a restart it leads to the new actor. Cheap to clone.
#[derive(Debug)]
pub(crate) struct Address<T>(watch::Receiver<Option<T>>);

impl<T> Clone for Address<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The other side of an [`Address`], held by whoever starts and restarts the actor.
#[derive(Debug)]
pub(crate) struct AddressWriter<T>(watch::Sender<Option<T>>);

impl<T> AddressWriter<T> {
    pub(crate) fn new() -> (Self, Address<T>) {
        let (sender, receiver) = watch::channel(None);
        (Self(sender), Address(receiver))
    }

    /// From now on the address leads to `actor`.
    pub(crate) fn set(&self, actor: T) {
        self.0.send_replace(Some(actor));
    }
}

/// What a message can be sent to.
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
    /// Sends `message` and waits for the answer. If the actor dies before it answers, the message is sent once more, to the
    /// restarted actor. `None` if there will be no other actor, or if two died with the message: it is the likely cause.
    pub(crate) async fn send<M>(&mut self, message: M) -> Option<M::Result>
    where
        M: Message + Clone,
        T: Target<M>,
    {
        self.send_up_to(2, message).await
    }

    /// As [`send`](Self::send), but sends the message to every restarted actor, however many die. For messages that lose the
    /// item which killed the actor. `None` if there will be no other actor.
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
                    // The present value was seen by `wait_for`: this waits for the restarted actor.
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
    /// Sends `message` without waiting for room or for an answer. It is lost if there is no room.
    pub(crate) fn try_send(&self, message: M) {
        if let Some(actor) = self.0.borrow().as_ref() {
            let _ = actor.try_send(message);
        }
    }
}
