//! Who is on stage. Everything that waits, sends or receives is an actor here; everything that decides is pure, in `gateway`
//! and in the REST limiter.
//!
//! One event's way: the [`inbox`] of a [`transport`] reads a frame → [`shard`] inflates it, scans its envelope, lets the protocol judge, decodes what is
//! [`wanted`] → its courier carries the batch to the [`router`] → which shows it to [`roster`] and cache, and puts a call for each
//! handler into the [`lanes`] → where a [`call`] is made, on the runtime of the user. Beside the lanes the router shows it to those who collect
//! or stream events.
//!
//! | actor | one for each | owns |
//! |---|---|---|
//! | [`supervisor`] | bot | the shard plan, and every other actor's rebirth |
//! | [`shard`] | shard | the socket, the inflater, the protocol |
//! | [`heartbeat`] | shard | the beat timer and the ledger of acknowledgements |
//! | [`identify`] | bot | the permits to begin a session |
//! | [`router`] | bot | the cache's door, the lanes |
//! | `RestActor` | bot | the connections of REST |

mod barrier;
mod call;
mod changes;
mod clock;
mod courier;
#[cfg(feature = "sandbox")]
mod crash;
mod foreman;
mod gatekeeper;
mod heartbeat;
mod identify;
mod inbox;
mod lanes;
mod lifeline;
mod mark;
mod opening;
mod permit;
mod reshard;
mod resharding;
mod roster;
mod router;
mod shard;
mod slot;
mod spent;
mod stage;
mod supervisor;
mod timers;
mod traffic;
mod transport;
mod wanted;
mod wings;

pub(crate) use self::{
    gatekeeper::Gatekeeper,
    identify::{IdentifyOptions, state_file as identify_file},
    opening::ShardPlan,
    stage::{Play, Stage},
};
