//! [`GuildTracker`]: the guilds of a session, to distinguish a guild that the bot joins from one that is loaded.
//!
//! Discord sends GUILD_CREATE for both. READY lists the guilds of a session. A GUILD_CREATE for a listed guild loads
//! it, for a guild with an outage it ends the outage, and for any other guild the bot has joined it ([Guild
//! Availability](https://discord.com/developers/docs/events/gateway#guild-availability)).

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{event::Arrival, model::GuildId};

/// The trackers of all shards, by shard id. They outlive the router, which updates them.
#[derive(Debug, Clone, Default)]
pub(crate) struct GuildTrackers(Arc<Mutex<HashMap<u32, GuildTracker>>>);

impl GuildTrackers {
    /// Locks the trackers.
    pub(crate) fn lock(&self) -> MutexGuard<'_, HashMap<u32, GuildTracker>> {
        // Each change of a tracker is one insertion or removal, so that a panic does not leave one incomplete.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The guilds of one shard's session.
#[derive(Debug, Default)]
pub(crate) struct GuildTracker {
    guilds: HashMap<GuildId, Presence>,
    /// The guilds of READY that have not come yet.
    loading: HashSet<GuildId>,
    /// The guilds among them that the handlers know from another session.
    known_before: HashSet<GuildId>,
    /// Whether it was announced that the guilds have come.
    is_announced: bool,
}

/// The state of a guild in the last event that the handlers received about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Here,
    Outage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Listed,
    Here,
    Outage,
}

impl GuildTracker {
    /// The tracker of a new session with these guilds.
    pub(crate) fn ready(guilds: impl IntoIterator<Item = GuildId>) -> Self {
        let loading: HashSet<_> = guilds.into_iter().collect();
        let guilds = loading.iter().map(|&guild| (guild, Presence::Listed)).collect();
        Self { guilds, loading, ..Self::default() }
    }

    /// Handles a GUILD_CREATE, and returns why it came. `unavailable`: the guild has an outage, so that only its id
    /// came.
    pub(crate) fn create(&mut self, guild: GuildId, unavailable: bool) -> Arrival {
        self.loading.remove(&guild);
        let before = self.guilds.insert(guild, if unavailable { Presence::Outage } else { Presence::Here });
        match before {
            _ if unavailable => Arrival::Unavailable,
            None => Arrival::Joined,
            Some(Presence::Outage) => Arrival::Back,
            Some(Presence::Listed | Presence::Here) => Arrival::Available,
        }
    }

    /// Handles a GUILD_DELETE. `outage`: the guild has an outage. Otherwise the bot is no longer a member.
    pub(crate) fn delete(&mut self, guild: GuildId, outage: bool) {
        self.loading.remove(&guild);
        if outage {
            self.guilds.insert(guild, Presence::Outage);
        } else {
            self.guilds.remove(&guild);
        }
    }

    /// What the handlers know of `guild`, if they know it.
    pub(crate) fn known(&self, guild: GuildId) -> Option<Known> {
        match self.guilds.get(&guild)? {
            Presence::Here => Some(Known::Here),
            Presence::Outage => Some(Known::Outage),
            Presence::Listed => self.known_before.contains(&guild).then_some(Known::Here),
        }
    }

    /// All guilds that the handlers know.
    pub(crate) fn all_known(&self) -> impl Iterator<Item = (GuildId, Known)> {
        self.guilds().filter_map(|guild| Some((guild, self.known(guild)?)))
    }

    /// The guilds of the session.
    pub(crate) fn guilds(&self) -> impl Iterator<Item = GuildId> {
        self.guilds.keys().copied()
    }

    /// Sets what the handlers know of a guild from elsewhere. `None`: the bot is no longer a member.
    pub(crate) fn set_known(&mut self, guild: GuildId, now: Option<Known>) {
        self.loading.remove(&guild);
        match now {
            Some(Known::Here) => drop(self.guilds.insert(guild, Presence::Here)),
            Some(Known::Outage) => drop(self.guilds.insert(guild, Presence::Outage)),
            None => drop(self.guilds.remove(&guild)),
        }
    }

    /// Records which guilds that are still loading the handlers know from another set of shards.
    pub(crate) fn add_known(&mut self, known: &HashMap<GuildId, Known>) {
        for guild in &self.loading {
            match known.get(guild) {
                Some(Known::Here) => {}
                Some(Known::Outage) => drop(self.guilds.insert(*guild, Presence::Outage)),
                None => continue,
            }
            self.known_before.insert(*guild);
        }
    }

    /// Whether the handlers know a new state of `guild` already from another session. To be called before that state is
    /// recorded. `true` at most once for each guild.
    pub(crate) fn is_known(&mut self, guild: GuildId, outage: bool) -> bool {
        let expected = if outage { Known::Outage } else { Known::Here };
        let known = self.known(guild);
        self.known_before.remove(&guild) && known == Some(expected)
    }

    /// How many guilds of READY have not come. `Some` only once: when all have come, or if `give_up`.
    pub(crate) fn loaded(&mut self, give_up: bool) -> Option<usize> {
        if self.is_announced || !(self.loading.is_empty() || give_up) {
            return None;
        }
        self.is_announced = true;
        Some(self.loading.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loaded_returned_and_joined_guilds_are_distinguished() {
        let [a, b, c] = [1, 2, 3].map(GuildId::new);
        let mut tracker = GuildTracker::ready([a, b]);
        assert_eq!(tracker.create(a, false), Arrival::Available);
        assert_eq!(tracker.loaded(false), None, "b has not come");
        tracker.delete(b, true);
        assert_eq!(tracker.loaded(false), Some(0), "a guild with an outage has come as well");
        assert_eq!(tracker.loaded(false), None, "announced once");
        assert_eq!(tracker.create(b, false), Arrival::Back);
        assert_eq!(tracker.create(c, false), Arrival::Joined);
        assert_eq!(tracker.create(c, false), Arrival::Available, "sent again");
        tracker.delete(c, false);
        assert_eq!(tracker.create(c, false), Arrival::Joined, "left and joined again");
        assert_eq!(tracker.create(GuildId::new(4), true), Arrival::Unavailable);
        assert_eq!(tracker.create(GuildId::new(4), false), Arrival::Back);
    }

    #[test]
    fn known_guilds_of_another_session_are_recognised() {
        let [here, out, back, gone, new] = [1, 2, 3, 4, 5].map(GuildId::new);
        let known =
            HashMap::from([(here, Known::Here), (out, Known::Outage), (back, Known::Outage), (gone, Known::Here)]);
        let mut tracker = GuildTracker::ready([here, out, back, gone, new]);
        assert_eq!(tracker.all_known().count(), 0);
        tracker.add_known(&known);
        assert_eq!(tracker.known(here), Some(Known::Here));
        assert!(tracker.is_known(here, false) && tracker.create(here, false) == Arrival::Available);
        assert!(tracker.is_known(out, true));
        tracker.delete(out, true);
        assert!(!tracker.is_known(back, false) && tracker.create(back, false) == Arrival::Back);
        assert!(!tracker.is_known(gone, true), "it was here");
        tracker.delete(gone, true);
        assert!(!tracker.is_known(new, false) && tracker.create(new, false) == Arrival::Available);
        assert_eq!(tracker.loaded(false), Some(0));
        assert!(!tracker.is_known(here, false), "it counts only once");
    }

    #[test]
    fn a_guild_that_does_not_come_can_be_given_up() {
        let mut tracker = GuildTracker::ready([1, 2].map(GuildId::new));
        tracker.create(GuildId::new(1), false);
        assert_eq!(tracker.loaded(true), Some(1));
    }
}
