//! What runs commands: from an interaction to the command, component or modal that it is about, and its registration at
//! Discord.

mod checks;
mod complete;
mod config;
mod control;
mod declared;
mod dispatcher;
mod entry;
mod ids;
mod limits;
#[cfg(feature = "fluent")]
mod localised;
mod look_up;
mod names;
mod registration;
mod routes;
mod run;
mod state;
mod switching;
mod typing;
mod usage;
mod validate;

#[cfg(feature = "fluent")]
pub(crate) use self::localised::check_texts;
pub(crate) use self::{
    checks::{granted, missing, refusal},
    config::CommandConfig,
    control::{dispatcher, gather},
    dispatcher::CommandDispatcher,
    entry::{Entry, Group},
    look_up::look_up,
    routes::{Route, Routes},
    run::{end, run},
    state::CommandState,
    switching::needed_permissions,
};
pub use self::{
    config::Registration,
    control::GuildCommandSet,
    registration::{CommandDrift, Difference},
    usage::CommandUsage,
};
