//! Futures and timers of actors that can be given up for certain.
//!
//! actix polls an actor's mailbox first and its futures after it, and takes cancelled futures out of its list only when
//! it comes upon one that is not ready. So a future that is ready in the poll in which a message cancels it arrives all
//! the same, after the cancel: the timer that was replaced rings, and the connection that was given up becomes the
//! actor's socket. `AsyncContext::cancel_future` alone promises nothing; a [`Spawned`] does.

use std::{cell::Cell, future::Future, rc::Rc, time::Duration};

use actix::{Actor, ActorFutureExt, AsyncContext, Context, SpawnHandle, fut::wrap_future};

/// One attempt at something in an actor: a future and what is done with its output, or a timer.
///
/// The attempt carries its own mark. Giving it up sets the mark, and what arrives under a mark that is set is dropped,
/// so that no other attempt's output is ever taken for that of the present one. Dropping a `Spawned` gives it up; an
/// actor therefore keeps it for as long as the output is wanted, and one that is put in the place of another gives the
/// other up.
#[derive(Debug)]
#[must_use = "dropping it gives the future up"]
pub(crate) struct Spawned {
    handle: SpawnHandle,
    given_up: Rc<Cell<bool>>,
}

impl Spawned {
    /// Runs `future` in the actor, and `then` with its output.
    pub(crate) fn start<A, F>(
        future: F,
        ctx: &mut Context<A>,
        then: impl FnOnce(F::Output, &mut A, &mut Context<A>) + 'static,
    ) -> Self
    where
        A: Actor<Context = Context<A>>,
        F: Future + 'static,
    {
        let (given_up, mark) = Self::mark();
        let arrives = wrap_future::<_, A>(future).map(move |output, actor: &mut A, ctx: &mut Context<A>| {
            if !mark.get() {
                then(output, actor, ctx);
            }
        });
        Self { handle: ctx.spawn(arrives), given_up }
    }

    /// Runs `then` after `delay`.
    pub(crate) fn after<A>(
        delay: Duration,
        ctx: &mut Context<A>,
        then: impl FnOnce(&mut A, &mut Context<A>) + 'static,
    ) -> Self
    where
        A: Actor<Context = Context<A>>,
    {
        let (given_up, mark) = Self::mark();
        let rings = move |actor: &mut A, ctx: &mut Context<A>| {
            if !mark.get() {
                then(actor, ctx);
            }
        };
        Self { handle: ctx.run_later(delay, rings), given_up }
    }

    /// Gives it up, and has actix drop the future before the actor sleeps again. Without this, a future that is given
    /// up by being dropped stays in the actor until it is ready.
    pub(crate) fn cancel<A>(self, ctx: &mut Context<A>)
    where
        A: Actor<Context = Context<A>>,
    {
        ctx.cancel_future(self.handle);
    }

    fn mark() -> (Rc<Cell<bool>>, Rc<Cell<bool>>) {
        let given_up = Rc::new(Cell::new(false));
        (Rc::clone(&given_up), given_up)
    }
}

impl Drop for Spawned {
    fn drop(&mut self) {
        self.given_up.set(true);
    }
}

#[cfg(test)]
mod tests {
    use actix::{Addr, Handler, Message};
    use tokio::sync::oneshot;

    use super::*;

    /// How an actor gives up what it waits for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Way {
        /// As actix would have it.
        Plain,
        Cancel,
        Drop,
        /// Puts another attempt in its place.
        Replace,
    }

    /// Gives one thing up when it is told to, and notes what arrives.
    struct Waits {
        way: Way,
        plain: Option<SpawnHandle>,
        spawned: Option<Spawned>,
        arrived: Rc<Cell<u32>>,
    }

    impl Actor for Waits {
        type Context = Context<Self>;
    }

    #[derive(Message)]
    #[rtype(result = "()")]
    struct GiveUp;

    impl Handler<GiveUp> for Waits {
        type Result = ();

        fn handle(&mut self, _: GiveUp, ctx: &mut Self::Context) {
            match self.way {
                Way::Plain => {
                    let cancelled = self.plain.take().map(|handle| ctx.cancel_future(handle));
                    assert_eq!(cancelled, Some(true), "or so it says");
                }
                Way::Cancel => self.spawned.take().into_iter().for_each(|spawned| spawned.cancel(ctx)),
                Way::Drop => self.spawned = None,
                Way::Replace => self.spawned = Some(Spawned::start(std::future::pending::<()>(), ctx, |(), _, _| {})),
            }
        }
    }

    /// Asks for nothing, so that its answer shows that the actor has been polled.
    #[derive(Message)]
    #[rtype(result = "()")]
    struct Nothing;

    impl Handler<Nothing> for Waits {
        type Result = ();

        fn handle(&mut self, _: Nothing, _: &mut Self::Context) {}
    }

    /// An actor that waits for a number, and one that waits for a time.
    fn waits_for(way: Way, number: oneshot::Receiver<u32>, arrived: &Rc<Cell<u32>>) -> Addr<Waits> {
        let arrived = Rc::clone(arrived);
        Waits::create(|ctx| {
            let mut waits = Waits { way, plain: None, spawned: None, arrived };
            if way == Way::Plain {
                let arrives = wrap_future::<_, Waits>(number).map(|number, waits: &mut Waits, _: &mut _| {
                    waits.arrived.set(waits.arrived.get() + number.unwrap());
                });
                waits.plain = Some(ctx.spawn(arrives));
            } else {
                waits.spawned = Some(Spawned::start(number, ctx, |number, waits: &mut Waits, _| {
                    waits.arrived.set(waits.arrived.get() + number.unwrap());
                }));
            }
            waits
        })
    }

    fn waits_until(way: Way, delay: Duration, arrived: &Rc<Cell<u32>>) -> Addr<Waits> {
        let arrived = Rc::clone(arrived);
        Waits::create(|ctx| {
            let mut waits = Waits { way, plain: None, spawned: None, arrived };
            let ring = |waits: &mut Waits, _: &mut Context<Waits>| waits.arrived.set(waits.arrived.get() + 1);
            if way == Way::Plain {
                waits.plain = Some(ctx.run_later(delay, ring));
            } else {
                waits.spawned = Some(Spawned::after(delay, ctx, ring));
            }
            waits
        })
    }

    /// What arrives when the number is there in the very poll of the actor in which it is given up.
    fn arrives(way: Way) -> u32 {
        actix::System::new().block_on(async move {
            let arrived = Rc::new(Cell::new(0));
            let (send, number) = oneshot::channel();
            let actor = waits_for(way, number, &arrived);
            actor.send(Nothing).await.unwrap();
            // Both before the actor is polled again, as there is one thread.
            actor.do_send(GiveUp);
            send.send(7).unwrap();
            actor.send(Nothing).await.unwrap();
            tokio::task::yield_now().await;
            arrived.get()
        })
    }

    /// The same of a timer that is due.
    fn rings(way: Way) -> u32 {
        actix::System::new().block_on(async move {
            tokio::time::pause();
            let arrived = Rc::new(Cell::new(0));
            let actor = waits_until(way, Duration::from_secs(1), &arrived);
            actor.send(Nothing).await.unwrap();
            // The timer is found due, and the actor is not polled before this future.
            tokio::time::advance(Duration::from_secs(2)).await;
            assert_eq!(arrived.get(), 0);
            actor.do_send(GiveUp);
            actor.send(Nothing).await.unwrap();
            tokio::task::yield_now().await;
            arrived.get()
        })
    }

    /// What this file is for. Should this fail one day, actix has become stricter, and the marks can go.
    #[test]
    fn actix_lets_a_cancelled_future_arrive() {
        assert_eq!((arrives(Way::Plain), rings(Way::Plain)), (7, 1));
    }

    #[test]
    fn what_was_given_up_does_not_arrive() {
        for way in [Way::Cancel, Way::Drop, Way::Replace] {
            assert_eq!((arrives(way), rings(way)), (0, 0), "{way:?}");
        }
    }

    #[test]
    fn what_was_not_given_up_arrives_once() {
        actix::System::new().block_on(async {
            tokio::time::pause();
            let arrived = Rc::new(Cell::new(0));
            let (send, number) = oneshot::channel();
            let number = waits_for(Way::Cancel, number, &arrived);
            let timer = waits_until(Way::Cancel, Duration::from_secs(1), &arrived);
            send.send(7).unwrap();
            tokio::time::sleep(Duration::from_secs(2)).await;
            assert_eq!(arrived.get(), 8);
            // To give up what has arrived does no harm.
            number.send(GiveUp).await.unwrap();
            timer.send(GiveUp).await.unwrap();
            assert_eq!(arrived.get(), 8);
        });
    }

    /// Whatever a future holds when it is cancelled is dropped at once, and not when it would have been ready.
    #[test]
    fn a_cancelled_future_is_dropped_at_once() {
        actix::System::new().block_on(async {
            let (mut send, number) = oneshot::channel();
            let actor = waits_for(Way::Cancel, number, &Rc::default());
            actor.send(GiveUp).await.unwrap();
            tokio::time::timeout(Duration::from_secs(10), send.closed()).await.unwrap();
        });
    }
}
