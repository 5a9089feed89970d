//! The state that the gateway works on.

use super::hub::Hub;
use crate::sandbox::budget::Budget;
use crate::sandbox::fault::Rules;
use crate::sandbox::journal::Journal;
use crate::sandbox::settings::Settings;
use crate::sandbox::world::World;

/// The parts of the sandbox's state that the gateway works on, borrowed while the lock is held.
#[derive(Debug)]
pub(in crate::sandbox) struct GatewayState<'a> {
    pub(in crate::sandbox) settings: &'a Settings,
    /// `127.0.0.1:port`.
    pub(in crate::sandbox) address: &'a str,
    pub(in crate::sandbox) world: &'a mut World,
    pub(in crate::sandbox) hub: &'a mut Hub,
    pub(in crate::sandbox) rules: &'a mut Rules,
    pub(in crate::sandbox) journal: &'a mut Journal,
    pub(in crate::sandbox) budget: &'a mut Budget,
}
