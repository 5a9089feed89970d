//! Lets actors panic on request, for tests of restarts.

#[cfg(feature = "sandbox")]
use actix::Message;

/// Makes the actor that receives it panic.
#[cfg(feature = "sandbox")]
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(crate) struct Crash;

#[cfg(feature = "sandbox")]
impl Crash {
    #[allow(clippy::panic, reason = "a test has requested it")]
    pub(crate) fn now(self) -> ! {
        panic!("an actor was told to crash")
    }
}

/// Handles [`Crash`] in an actor.
macro_rules! crashes {
    ($actor:ty) => {
        #[cfg(feature = "sandbox")]
        impl actix::Handler<$crate::actors::Crash> for $actor {
            type Result = ();

            fn handle(&mut self, crash: $crate::actors::Crash, _: &mut <Self as actix::Actor>::Context) {
                crash.now()
            }
        }
    };
}
pub(crate) use crashes;
