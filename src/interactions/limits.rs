//! [`Limits`]: how often commands were used, and how many calls of them run. Pure: times are passed in.

use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

use crate::{
    command::{Concurrency, Cooldown, Scope},
    model::{ChannelId, GuildId, UserId},
};

/// The calls that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Global,
    User(UserId),
    Member(GuildId, UserId),
    Channel(ChannelId),
    Guild(GuildId),
}

/// Where a command is used, and by which user.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) user: UserId,
    pub(crate) guild: Option<GuildId>,
    pub(crate) channel: Option<ChannelId>,
}

impl Place {
    /// The key of a scope. In DMs, members and guilds are the user.
    pub(crate) fn key(self, scope: Scope) -> Key {
        match (scope, self.guild, self.channel) {
            (Scope::Global, ..) => Key::Global,
            (Scope::Member, Some(guild), _) => Key::Member(guild, self.user),
            (Scope::Guild, Some(guild), _) => Key::Guild(guild),
            (Scope::Channel, _, Some(channel)) => Key::Channel(channel),
            _ => Key::User(self.user),
        }
    }
}

/// The number of a command. Commands that share a limit have the same.
pub(crate) type CommandNumber = usize;

/// Windows are removed when this many have been added since the last time.
const CLEAN_EVERY: usize = 1024;

/// How often commands were used, and how many calls of them run.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    windows: HashMap<(CommandNumber, Key), Window>,
    running: HashMap<(CommandNumber, Key), u32>,
    added: usize,
}

/// The calls within a window.
#[derive(Debug)]
struct Window {
    calls: VecDeque<Instant>,
    per: Duration,
}

impl Limits {
    /// Counts a call. If there were too many: how long until there are not.
    pub(crate) fn take(
        &mut self,
        command: CommandNumber,
        key: Key,
        cooldown: &Cooldown,
        now: Instant,
    ) -> Result<(), Duration> {
        self.added += 1;
        if self.added >= CLEAN_EVERY {
            self.added = 0;
            self.windows.retain(|_, window| {
                window.calls.back().is_some_and(|last| now.saturating_duration_since(*last) < window.per)
            });
        }
        let empty = || Window { calls: VecDeque::new(), per: cooldown.per };
        let window = self.windows.entry((command, key)).or_insert_with(empty);
        window.per = cooldown.per;
        while window.calls.front().is_some_and(|first| now.saturating_duration_since(*first) >= cooldown.per) {
            window.calls.pop_front();
        }
        let calls = usize::try_from(cooldown.calls.max(1)).unwrap_or(usize::MAX);
        if window.calls.len() < calls {
            window.calls.push_back(now);
            return Ok(());
        }
        // The oldest of the last `calls` calls must leave the window.
        let leaves = window.calls.len() - calls;
        let since = window.calls.get(leaves).map_or(Duration::ZERO, |first| now.saturating_duration_since(*first));
        Err(cooldown.per.saturating_sub(since))
    }

    /// Does not count a call that was counted at `at`, because it failed.
    pub(crate) fn give_back(&mut self, command: CommandNumber, key: Key, at: Instant) {
        let Some(window) = self.windows.get_mut(&(command, key)) else { return };
        if let Some(position) = window.calls.iter().rposition(|call| *call == at) {
            window.calls.remove(position);
        }
    }

    /// Counts a call that begins. `false` if too many run.
    pub(crate) fn enter(&mut self, command: CommandNumber, key: Key, concurrency: &Concurrency) -> bool {
        let running = self.running.entry((command, key)).or_default();
        let may_run = *running < concurrency.calls.max(1);
        if may_run {
            *running += 1;
        }
        may_run
    }

    /// Counts a call that has ended.
    pub(crate) fn leave(&mut self, command: CommandNumber, key: Key) {
        let Some(running) = self.running.get_mut(&(command, key)) else { return };
        *running = running.saturating_sub(1);
        if *running == 0 {
            self.running.remove(&(command, key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Key = Key::Global;
    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_window_allows_its_calls_and_states_when_the_next_is_allowed() {
        let (mut limits, start) = (Limits::default(), Instant::now());
        let cooldown = Cooldown::new(Scope::Global, 2, 10 * SECOND);
        let mut take = |seconds: u32| limits.take(0, KEY, &cooldown, start + seconds * SECOND);
        assert_eq!(take(0), Ok(()));
        assert_eq!(take(4), Ok(()));
        assert_eq!(take(5), Err(5 * SECOND));
        assert_eq!(take(10), Ok(()));
        assert_eq!(take(11), Err(3 * SECOND));
    }

    #[test]
    fn a_call_that_failed_is_not_counted() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        let cooldown = Cooldown::new(Scope::Global, 1, SECOND);
        limits.take(0, KEY, &cooldown, now).unwrap();
        assert!(limits.take(0, KEY, &cooldown, now).is_err());
        limits.give_back(0, KEY, now);
        limits.take(0, KEY, &cooldown, now).unwrap();
        assert!(limits.take(1, KEY, &cooldown, now).is_ok());
    }

    #[test]
    fn parallel_calls_are_counted_until_they_end() {
        let (mut limits, two) = (Limits::default(), Concurrency::new(Scope::Global, 2));
        assert!(limits.enter(0, KEY, &two) && limits.enter(0, KEY, &two) && !limits.enter(0, KEY, &two));
        limits.leave(0, KEY);
        assert!(limits.enter(0, KEY, &two));
        limits.leave(0, KEY);
        limits.leave(0, KEY);
        assert!(limits.running.is_empty());
    }

    #[test]
    fn old_windows_are_removed() {
        let (mut limits, start) = (Limits::default(), Instant::now());
        let cooldown = Cooldown::new(Scope::User, 1, SECOND);
        for user in 1..=3 * CLEAN_EVERY as u64 {
            let now = start + SECOND * u32::try_from(user).unwrap();
            limits.take(0, Key::User(UserId::new(user)), &cooldown, now).unwrap();
        }
        assert!(limits.windows.len() <= CLEAN_EVERY);
    }

    #[test]
    fn in_dms_guild_and_member_are_the_user() {
        let user = UserId::new(1);
        let place = Place { user, guild: None, channel: Some(ChannelId::new(2)) };
        assert_eq!([Scope::Guild, Scope::Member, Scope::User].map(|it| place.key(it)), [Key::User(user); 3]);
        let guild = Place { guild: Some(GuildId::new(3)), ..place };
        assert_eq!(guild.key(Scope::Member), Key::Member(GuildId::new(3), user));
    }
}
