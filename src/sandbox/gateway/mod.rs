//! The gateway's side of the protocol: IDENTIFY, RESUME, heartbeats, commands, dispatches, encodings and compression.
//!
//! Nothing here does I/O. The messages of a client come in as bytes; what is to be sent is queued per connection in the
//! [`Hub`]. The websockets are in `server::socket`.

mod commands;
#[cfg(feature = "etf")]
mod etf;
mod hub;
mod identify;
mod mangle;
mod numbers;
mod presence;
mod protocol;
mod state;
mod upgrade;
mod wire;

pub(in crate::sandbox) use self::hub::{ConnectionId, Cut, Hub, Later, Out, SocketSignal};
pub(in crate::sandbox) use self::mangle::{Mangle, hold_back};
pub(in crate::sandbox) use self::state::GatewayState;
pub(in crate::sandbox) use self::upgrade::{Upgrade, UpgradeAnswer};
pub(in crate::sandbox) use self::wire::{Frame, Payload, Writer};
