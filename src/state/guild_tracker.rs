//! Which guilds a shard knows, so that a guild that was joined is told apart from one that was merely loaded.
//!
//! Discord has no event for either. READY lists the guilds of a session; GUILD_CREATE of a listed one is a lazy load, of one that had
//! an outage its return, and of any other a join ([Guild Availability](https://discord.com/developers/docs/events/gateway#guild-availability)).

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{event::Arrival, model::GuildId};

/// The trackers of all shards. They outlive the router that keeps them.
#[derive(Debug, Clone, Default)]
pub(crate) struct GuildTrackers(Arc<Mutex<HashMap<u32, GuildTracker>>>);

impl GuildTrackers {
    /// The trackers, for a moment.
    pub(crate) fn lock(&self) -> MutexGuard<'_, HashMap<u32, GuildTracker>> {
        // Every change of a tracker is one insertion or removal: a panic leaves none half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The guilds of one shard's session.
#[derive(Debug, Default)]
pub(crate) struct GuildTracker {
    guilds: HashMap<GuildId, Presence>,
    loading: HashSet<GuildId>,
    /// Of those that are loading, the ones that the handlers know from the session before.
    carried: HashSet<GuildId>,
    announced: bool,
}

/// What the handlers were told last of a guild.
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
    /// A new session with these guilds.
    pub(crate) fn ready(guilds: impl IntoIterator<Item = GuildId>) -> Self {
        let loading: HashSet<_> = guilds.into_iter().collect();
        let guilds = loading.iter().map(|&guild| (guild, Presence::Listed)).collect();
        Self { guilds, loading, ..Self::default() }
    }

    /// GUILD_CREATE came, with the guild or (in an outage) only its id.
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

    /// GUILD_DELETE came: an outage, or the bot is no longer a member.
    pub(crate) fn delete(&mut self, guild: GuildId, outage: bool) {
        self.loading.remove(&guild);
        if outage {
            self.guilds.insert(guild, Presence::Outage);
        } else {
            self.guilds.remove(&guild);
        }
    }

    /// What the handlers were told of `guild`, if they were told anything.
    pub(crate) fn known(&self, guild: GuildId) -> Option<Known> {
        match self.guilds.get(&guild)? {
            Presence::Here => Some(Known::Here),
            Presence::Outage => Some(Known::Outage),
            Presence::Listed => self.carried.contains(&guild).then_some(Known::Here),
        }
    }

    /// All that the handlers were told.
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

    /// Another set of shards was here before: what is still to be loaded is no news where the handlers know it.
    pub(crate) fn carry(&mut self, known: &HashMap<GuildId, Known>) {
        for guild in &self.loading {
            match known.get(guild) {
                Some(Known::Here) => {}
                Some(Known::Outage) => drop(self.guilds.insert(*guild, Presence::Outage)),
                None => continue,
            }
            self.carried.insert(*guild);
        }
    }

    /// Whether what is now said of `guild` is what the handlers know. Ask before it is entered.
    pub(crate) fn is_known(&mut self, guild: GuildId, outage: bool) -> bool {
        let expected = if outage { Known::Outage } else { Known::Here };
        let known = self.known(guild);
        self.carried.remove(&guild) && known == Some(expected)
    }

    /// How many guilds of READY have not come yet; `Some` only once, when `give_up` or when none is left.
    pub(crate) fn loaded(&mut self, give_up: bool) -> Option<usize> {
        if self.announced || !(self.loading.is_empty() || give_up) {
            return None;
        }
        self.announced = true;
        Some(self.loading.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_returns_and_joins_are_told_apart() {
        let [a, b, c] = [1, 2, 3].map(GuildId::new);
        let mut tracker = GuildTracker::ready([a, b]);
        assert_eq!(tracker.create(a, false), Arrival::Available);
        assert_eq!(tracker.loaded(false), None, "b has not come");
        tracker.delete(b, true);
        assert_eq!(tracker.loaded(false), Some(0), "an outage is an answer too");
        assert_eq!(tracker.loaded(false), None, "said once");
        assert_eq!(tracker.create(b, false), Arrival::Back);
        assert_eq!(tracker.create(c, false), Arrival::Joined);
        assert_eq!(tracker.create(c, false), Arrival::Available, "sent again");
        tracker.delete(c, false);
        assert_eq!(tracker.create(c, false), Arrival::Joined, "left and joined again");
        assert_eq!(tracker.create(GuildId::new(4), true), Arrival::Unavailable);
        assert_eq!(tracker.create(GuildId::new(4), false), Arrival::Back);
    }

    #[test]
    fn a_session_that_follows_another_tells_no_news() {
        let [here, out, back, gone, new] = [1, 2, 3, 4, 5].map(GuildId::new);
        let known =
            HashMap::from([(here, Known::Here), (out, Known::Outage), (back, Known::Outage), (gone, Known::Here)]);
        let mut tracker = GuildTracker::ready([here, out, back, gone, new]);
        assert_eq!(tracker.all_known().count(), 0);
        tracker.carry(&known);
        assert_eq!(tracker.known(here), Some(Known::Here));
        assert!(tracker.is_known(here, false) && tracker.create(here, false) == Arrival::Available);
        assert!(tracker.is_known(out, true));
        tracker.delete(out, true);
        assert!(!tracker.is_known(back, false) && tracker.create(back, false) == Arrival::Back);
        assert!(!tracker.is_known(gone, true), "it was here");
        tracker.delete(gone, true);
        assert!(!tracker.is_known(new, false) && tracker.create(new, false) == Arrival::Available);
        assert_eq!(tracker.loaded(false), Some(0));
        assert!(!tracker.is_known(here, false), "the second time it is");
    }

    #[test]
    fn a_guild_that_never_comes_does_not_hold_up_the_rest() {
        let mut tracker = GuildTracker::ready([1, 2].map(GuildId::new));
        tracker.create(GuildId::new(1), false);
        assert_eq!(tracker.loaded(true), Some(1));
    }
}
