//! Snowflake ids, and times in Discord's format.

use time::OffsetDateTime;

/// Discord's epoch, 2015-01-01, in Unix milliseconds.
const EPOCH_MS: u64 = 1_420_070_400_000;

/// The millisecond (since Discord's epoch) in the id of the first guild. It is a multiple of every number of shards up
/// to 16 and of 32, 48 and 64, so that the first guild of a sandbox is on shard 0, the second on shard 1, and so on.
const FIRST_GUILD_MS: u64 = 720_720 * 16 * 20_000;

/// Generates ids that never repeat and grow with time.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Snowflakes {
    last: u64,
    guilds: u64,
}

impl Snowflakes {
    /// The id of an object created at `now_us` (Unix microseconds).
    pub(in crate::sandbox) fn next(&mut self, now_us: i64) -> u64 {
        let ms = u64::try_from(now_us / 1000).unwrap_or(0).saturating_sub(EPOCH_MS);
        self.last = (ms << 22).max(self.last + 1);
        self.last
    }

    /// The id of the next guild. The shard of a guild is `(id >> 22) % shards`, and `id >> 22` is the millisecond of
    /// its creation: guilds created in the same millisecond would all be on one shard. So each guild gets the next
    /// millisecond, starting in the past.
    pub(in crate::sandbox) fn next_guild(&mut self) -> u64 {
        let ms = FIRST_GUILD_MS + self.guilds;
        self.guilds += 1;
        ms << 22
    }

    /// The id of the next guild that belongs to shard `shard` of `total`.
    pub(in crate::sandbox) fn next_guild_on(&mut self, shard: u32, total: u32) -> u64 {
        let total = u64::from(total.max(1));
        let wanted = u64::from(shard) % total;
        while (FIRST_GUILD_MS + self.guilds) % total != wanted {
            self.guilds += 1;
        }
        self.next_guild()
    }
}

/// When the object with this id was created, in Unix microseconds.
pub(in crate::sandbox) fn created_us(id: u64) -> i64 {
    i64::try_from(((id >> 22) + EPOCH_MS) * 1000).unwrap_or(i64::MAX)
}

/// A time (Unix microseconds) in Discord's format: `2026-08-09T12:00:00.000000+00:00`.
pub(in crate::sandbox) fn iso(us: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(us) * 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}+00:00",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second(),
        time.microsecond()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_within_one_millisecond() {
        let mut ids = Snowflakes::default();
        let first = ids.next(1_700_000_000_000_000);
        let second = ids.next(1_700_000_000_000_000);
        assert!(second > first);
        assert_eq!(created_us(first), 1_700_000_000_000_000);
        assert!(ids.next(1_600_000_000_000_000) > second, "a clock set back must not repeat ids");
    }

    #[test]
    fn guilds_are_spread_over_the_shards_in_turn() {
        for total in [1u64, 2, 3, 7, 8, 16, 32, 64] {
            let mut ids = Snowflakes::default();
            for index in 0..130 {
                assert_eq!((ids.next_guild() >> 22) % total, index % total, "guild {index} of {total} shards");
            }
        }
        let mut ids = Snowflakes::default();
        assert_eq!((ids.next_guild_on(5, 7) >> 22) % 7, 5);
        assert_eq!((ids.next_guild_on(5, 7) >> 22) % 7, 5);
    }

    #[test]
    fn times_have_discords_format() {
        assert_eq!(iso(0), "1970-01-01T00:00:00.000000+00:00");
        assert_eq!(iso(1_617_219_931_297_561), "2021-03-31T19:45:31.297561+00:00");
    }
}
