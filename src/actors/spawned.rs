//! [`Spawned`]: futures and timers of actors that can be cancelled reliably.
//!
//! actix polls an actor's mailbox first and its futures after it, and takes cancelled futures out of its list only when
//! it reaches one that is not ready. So a future that is ready in the poll in which a message cancels it is handled
//! nevertheless, after the cancel: a replaced timer fires, or a connection that was given up becomes the actor's
//! socket. `AsyncContext::cancel_future` does not prevent that; a [`Spawned`] does.

use std::{cell::Cell, future::Future, rc::Rc, time::Duration};

use actix::{Actor, ActorFutureExt, AsyncContext, Context, SpawnHandle, fut::wrap_future};

/// A future in an actor with the handling of its output, or a timer.
///
/// Dropping a `Spawned` cancels it: it sets a flag of this future, and the output of a future whose flag is set is
/// dropped. An actor therefore keeps it in a field while the output is needed, and an assignment to the field cancels
/// the former one.
#[derive(Debug)]
#[must_use = "dropping it cancels the future"]
pub(crate) struct Spawned {
    handle: SpawnHandle,
    is_cancelled: Rc<Cell<bool>>,
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
        let (is_cancelled, flag) = Self::flag();
        let handling = wrap_future::<_, A>(future).map(move |output, actor: &mut A, ctx: &mut Context<A>| {
            if !flag.get() {
                then(output, actor, ctx);
            }
        });
        Self { handle: ctx.spawn(handling), is_cancelled }
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
        let (is_cancelled, flag) = Self::flag();
        let fires = move |actor: &mut A, ctx: &mut Context<A>| {
            if !flag.get() {
                then(actor, ctx);
            }
        };
        Self { handle: ctx.run_later(delay, fires), is_cancelled }
    }

    /// Cancels it, and has actix drop the future before the actor sleeps again. If a `Spawned` is only dropped, its
    /// future stays in the actor until it is ready.
    pub(crate) fn cancel<A>(self, ctx: &mut Context<A>)
    where
        A: Actor<Context = Context<A>>,
    {
        ctx.cancel_future(self.handle);
    }

    fn flag() -> (Rc<Cell<bool>>, Rc<Cell<bool>>) {
        let is_cancelled = Rc::new(Cell::new(false));
        (Rc::clone(&is_cancelled), is_cancelled)
    }
}

impl Drop for Spawned {
    fn drop(&mut self) {
        self.is_cancelled.set(true);
    }
}

#[cfg(test)]
mod tests {
    use actix::{Addr, Handler, Message};
    use tokio::sync::oneshot;

    use super::*;

    /// How the actor cancels what it waits for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Way {
        /// With the means of actix alone.
        Plain,
        Cancel,
        Drop,
        /// By assigning another future.
        Replace,
    }

    /// Waits for a number or a timer, cancels that on request, and adds up what it has handled.
    struct Waits {
        way: Way,
        plain: Option<SpawnHandle>,
        spawned: Option<Spawned>,
        total: Rc<Cell<u32>>,
    }

    impl Actor for Waits {
        type Context = Context<Self>;
    }

    #[derive(Message)]
    #[rtype(result = "()")]
    struct CancelIt;

    impl Handler<CancelIt> for Waits {
        type Result = ();

        fn handle(&mut self, _: CancelIt, ctx: &mut Self::Context) {
            match self.way {
                Way::Plain => {
                    let cancelled = self.plain.take().map(|handle| ctx.cancel_future(handle));
                    assert_eq!(cancelled, Some(true), "actix reports that it is cancelled");
                }
                Way::Cancel => self.spawned.take().into_iter().for_each(|spawned| spawned.cancel(ctx)),
                Way::Drop => self.spawned = None,
                Way::Replace => self.spawned = Some(Spawned::start(std::future::pending::<()>(), ctx, |(), _, _| {})),
            }
        }
    }

    /// Does nothing. Its answer shows that the actor has been polled.
    #[derive(Message)]
    #[rtype(result = "()")]
    struct Nothing;

    impl Handler<Nothing> for Waits {
        type Result = ();

        fn handle(&mut self, _: Nothing, _: &mut Self::Context) {}
    }

    /// An actor that waits for a number.
    fn waits_for(way: Way, number: oneshot::Receiver<u32>, total: &Rc<Cell<u32>>) -> Addr<Waits> {
        let total = Rc::clone(total);
        Waits::create(|ctx| {
            let mut waits = Waits { way, plain: None, spawned: None, total };
            if way == Way::Plain {
                let handling = wrap_future::<_, Waits>(number).map(|number, waits: &mut Waits, _: &mut _| {
                    waits.total.set(waits.total.get() + number.unwrap());
                });
                waits.plain = Some(ctx.spawn(handling));
            } else {
                waits.spawned = Some(Spawned::start(number, ctx, |number, waits: &mut Waits, _| {
                    waits.total.set(waits.total.get() + number.unwrap());
                }));
            }
            waits
        })
    }

    /// An actor that waits for a timer.
    fn waits_until(way: Way, delay: Duration, total: &Rc<Cell<u32>>) -> Addr<Waits> {
        let total = Rc::clone(total);
        Waits::create(|ctx| {
            let mut waits = Waits { way, plain: None, spawned: None, total };
            let fire = |waits: &mut Waits, _: &mut Context<Waits>| waits.total.set(waits.total.get() + 1);
            if way == Way::Plain {
                waits.plain = Some(ctx.run_later(delay, fire));
            } else {
                waits.spawned = Some(Spawned::after(delay, ctx, fire));
            }
            waits
        })
    }

    /// What is handled when the number comes in the same poll of the actor in which it is cancelled.
    fn handled(way: Way) -> u32 {
        actix::System::new().block_on(async move {
            let total = Rc::new(Cell::new(0));
            let (send, number) = oneshot::channel();
            let actor = waits_for(way, number, &total);
            actor.send(Nothing).await.unwrap();
            // There is one thread, so both happen before the actor is polled again.
            actor.do_send(CancelIt);
            send.send(7).unwrap();
            actor.send(Nothing).await.unwrap();
            tokio::task::yield_now().await;
            total.get()
        })
    }

    /// The same for a timer that is due.
    fn fires(way: Way) -> u32 {
        actix::System::new().block_on(async move {
            tokio::time::pause();
            let total = Rc::new(Cell::new(0));
            let actor = waits_until(way, Duration::from_secs(1), &total);
            actor.send(Nothing).await.unwrap();
            // The timer is due now, and the actor is not polled before the message is in its mailbox.
            tokio::time::advance(Duration::from_secs(2)).await;
            assert_eq!(total.get(), 0);
            actor.do_send(CancelIt);
            actor.send(Nothing).await.unwrap();
            tokio::task::yield_now().await;
            total.get()
        })
    }

    /// The reason for this file. If this fails, actix cancels reliably, and the flags can be removed.
    #[test]
    fn actix_handles_the_output_of_a_cancelled_future() {
        assert_eq!((handled(Way::Plain), fires(Way::Plain)), (7, 1));
    }

    #[test]
    fn the_output_of_a_cancelled_future_is_dropped() {
        for way in [Way::Cancel, Way::Drop, Way::Replace] {
            assert_eq!((handled(way), fires(way)), (0, 0), "{way:?}");
        }
    }

    #[test]
    fn the_output_of_other_futures_is_handled_once() {
        actix::System::new().block_on(async {
            tokio::time::pause();
            let total = Rc::new(Cell::new(0));
            let (send, number) = oneshot::channel();
            let number = waits_for(Way::Cancel, number, &total);
            let timer = waits_until(Way::Cancel, Duration::from_secs(1), &total);
            send.send(7).unwrap();
            tokio::time::sleep(Duration::from_secs(2)).await;
            assert_eq!(total.get(), 8);
            // To cancel what was handled already has no effect.
            number.send(CancelIt).await.unwrap();
            timer.send(CancelIt).await.unwrap();
            assert_eq!(total.get(), 8);
        });
    }

    /// A cancelled future is dropped at once, and not when it would have been ready.
    #[test]
    fn a_cancelled_future_is_dropped_at_once() {
        actix::System::new().block_on(async {
            let (mut send, number) = oneshot::channel();
            let actor = waits_for(Way::Cancel, number, &Rc::default());
            actor.send(CancelIt).await.unwrap();
            tokio::time::timeout(Duration::from_secs(10), send.closed()).await.unwrap();
        });
    }
}
