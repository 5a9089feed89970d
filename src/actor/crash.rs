//! Panics to order, for tests of the recovery.

use actix::{Actor, Handler, Message};

use super::{heartbeat::HeartbeatActor, identify::IdentifyQueue, router::Router};
use crate::{handle::Part, rest::RestActor};

/// Panic.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(super) struct Crash(pub(super) Part);

impl Crash {
    #[allow(clippy::panic, reason = "this is what was asked for")]
    pub(super) fn now(self) -> ! {
        panic!("an actor was told to crash")
    }
}

macro_rules! crashes {
    ($($actor:ty),+) => {
        $(impl Handler<Crash> for $actor {
            type Result = ();

            fn handle(&mut self, crash: Crash, _: &mut <Self as Actor>::Context) {
                crash.now()
            }
        })+
    };
}

// The shard hands on what is for its heartbeat, and has a handler of its own.
crashes!(HeartbeatActor, Router, IdentifyQueue, RestActor);
