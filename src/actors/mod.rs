//! Parts that the actors share: an address that outlives a restart, the detection of an exit, futures that can be
//! cancelled, the clock.

mod address;
pub(crate) mod clock;
mod crash;
mod exit;
mod panic_text;
mod spawned;

#[cfg(feature = "sandbox")]
pub(crate) use self::crash::Crash;
pub(crate) use self::{
    address::{Address, AddressWriter},
    crash::crashes,
    exit::{Exit, ExitGuard},
    panic_text::panic_text,
    spawned::Spawned,
};
