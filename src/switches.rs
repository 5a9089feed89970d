//! [`Switches`]: the commands and handlers that are switched off, everywhere or in a guild.

use std::{
    collections::HashSet,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::{Deserialize, Serialize};

use crate::model::GuildId;

/// A part of the bot that can be switched off while it runs: see
/// [`BotHandle::switch_off`](crate::BotHandle::switch_off).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Feature {
    /// A command with its groups, such as `tag show`; or a group, such as `tag`, with all commands in it; or the key of
    /// the custom id of a component or modal. A call is refused with the text "This is switched off here."
    Command(String),
    /// A handler by its name in logs, such as `Kiosk` or `App.kiosk`, with or without the path of its module; or `App`,
    /// with all its parts. Its events are not handled, and its commands, components and modals are refused. The
    /// lifecycle methods, such as `shard_ready`, are still called.
    Handler(String),
}

impl Feature {
    /// A command, a group of commands, or the key of a custom id.
    pub fn command(name: impl Into<String>) -> Self {
        Self::Command(name.into())
    }

    /// A handler.
    pub fn handler(name: impl Into<String>) -> Self {
        Self::Handler(name.into())
    }
}

/// A feature that is switched off, and where.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SwitchedOff {
    /// The feature.
    pub feature: Feature,
    /// The guild in which it is off. `None`: everywhere, DMs included.
    pub guild: Option<GuildId>,
}

/// The features that are switched off.
#[derive(Debug, Default)]
pub(crate) struct Switches {
    /// Whether `off` contains anything: without, no event takes the lock.
    is_any_off: AtomicBool,
    off: RwLock<HashSet<SwitchedOff>>,
}

impl Switches {
    /// Switches a feature off in a guild, or everywhere.
    pub(crate) fn set_off(&self, entry: SwitchedOff) {
        let mut off = self.off.write().unwrap_or_else(PoisonError::into_inner);
        off.insert(entry);
        self.is_any_off.store(true, Ordering::Release);
    }

    /// Takes back what [`set_off`](Self::set_off) did with an equal entry.
    pub(crate) fn set_on(&self, entry: &SwitchedOff) {
        let mut off = self.off.write().unwrap_or_else(PoisonError::into_inner);
        off.remove(entry);
        self.is_any_off.store(!off.is_empty(), Ordering::Release);
    }

    /// All that is switched off.
    pub(crate) fn all(&self) -> Vec<SwitchedOff> {
        self.off.read().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Whether a handler is off in `guild`. With `None`: whether it is off everywhere. `guild` is called only if
    /// anything is off.
    pub(crate) fn is_handler_off(&self, name: &str, guild: impl FnOnce() -> Option<GuildId>) -> bool {
        let names = |feature: &Feature| matches!(feature, Feature::Handler(off) if is_handler(off, name));
        self.is_any_off() && self.is_off(names, guild())
    }

    /// Whether a command is off in `guild`, or the handler that it belongs to.
    pub(crate) fn is_command_off(&self, name: &str, handler: Option<&str>, guild: Option<GuildId>) -> bool {
        let names = |feature: &Feature| match feature {
            Feature::Command(off) => is_command(off, name),
            Feature::Handler(off) => handler.is_some_and(|handler| is_handler(off, handler)),
        };
        self.is_any_off() && self.is_off(names, guild)
    }

    fn is_any_off(&self) -> bool {
        self.is_any_off.load(Ordering::Acquire)
    }

    fn is_off(&self, names: impl Fn(&Feature) -> bool, guild: Option<GuildId>) -> bool {
        let off = self.off.read().unwrap_or_else(PoisonError::into_inner);
        off.iter().any(|it| (it.guild.is_none() || it.guild == guild) && names(&it.feature))
    }
}

/// Whether a command has this name, or is in the group of this name.
pub(crate) fn is_command(wanted: &str, name: &str) -> bool {
    begins(wanted, name, ' ')
}

/// Whether a handler has this name, or is a part of the app of this name. The default name of a handler begins with the
/// path of its module.
pub(crate) fn is_handler(wanted: &str, name: &str) -> bool {
    begins(wanted, name, '.') || name.rsplit_once("::").is_some_and(|(_, name)| begins(wanted, name, '.'))
}

/// Whether `name` is `start`, or goes on after it with `separator`.
fn begins(start: &str, name: &str, separator: char) -> bool {
    name.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(separator))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn off(feature: Feature, guild: Option<u64>) -> SwitchedOff {
        SwitchedOff { feature, guild: guild.map(GuildId::new) }
    }

    #[test]
    fn a_group_and_an_app_contain_their_parts() {
        let switches = Switches::default();
        switches.set_off(off(Feature::command("tag"), None));
        switches.set_off(off(Feature::handler("App"), None));
        for (name, is_off) in [("tag", true), ("tag show", true), ("tags", false), ("show tag", false)] {
            assert_eq!(switches.is_command_off(name, None, None), is_off, "{name}");
        }
        for (name, is_off) in [("App", true), ("bot::App.kiosk", true), ("Apples", false), ("Kiosk", false)] {
            assert_eq!(switches.is_handler_off(name, || None), is_off, "{name}");
            assert_eq!(switches.is_command_off("other", Some(name), None), is_off, "{name}");
        }
    }

    #[test]
    fn each_guild_has_a_switch_of_its_own() {
        let (switches, here, there) = (Switches::default(), Some(GuildId::new(1)), Some(GuildId::new(2)));
        let (in_one, everywhere) = (off(Feature::command("a"), Some(1)), off(Feature::command("a"), None));
        let states = || [here, there, None].map(|guild| switches.is_command_off("a", None, guild));
        assert_eq!(states(), [false, false, false]);
        switches.set_off(in_one.clone());
        assert_eq!(states(), [true, false, false]);
        switches.set_off(everywhere.clone());
        assert_eq!(states(), [true, true, true]);
        switches.set_on(&everywhere);
        assert_eq!(states(), [true, false, false]);
        switches.set_on(&in_one);
        assert_eq!((states(), switches.all()), ([false, false, false], Vec::new()));
    }

    #[test]
    fn what_is_off_can_be_stored() {
        let entry = off(Feature::command("tag show"), Some(1));
        let text = serde_json::to_string(&entry).unwrap();
        assert_eq!(text, r#"{"feature":{"command":"tag show"},"guild":"1"}"#);
        assert_eq!(serde_json::from_str::<SwitchedOff>(&text).unwrap(), entry);
    }
}
