//! How much room the cache takes, and reading what is hostile, held to their budgets. `cargo bench --bench cache`
//! measures the cache with a million members.
//!
//! The allocator counts for the whole process, so that this is measured in one of its own: this program again, with
//! the one test.

#![allow(clippy::unwrap_used)]

use std::alloc::System;
use std::process::Command;

use greenroom::cache::{Cache, CacheConfig};
use greenroom::event::{Event, EventKind};
use greenroom::model::GuildId;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

use crate::population::{CHUNK, Population};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Set for the process that measures.
const CHILD: &str = "GREENROOM_TEST_CHILD";
/// What issue 2 allows a member, everything included.
const BYTES_PER_MEMBER: usize = 250;
/// What a guild with 30 roles and 20 channels may take beside its members.
const BYTES_PER_GUILD: usize = 32 * 1024;

/// What a thread may take, with its places in the tables.
const BYTES_PER_THREAD: usize = 1024;

fn allocated() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

/// A cache that holds so many guilds of so many members, and the bytes it took for guilds and for members.
fn filled(guilds: usize, members: usize, channels: u64) -> (Cache, usize, usize) {
    let ids: Vec<GuildId> = (1..=guilds as u64).map(|n| GuildId::new(n << 40)).collect();
    let mut population = Population::new(7);
    let start = allocated();
    let cache = Cache::new(CacheConfig::default());
    cache.apply(&Population::ready(&ids));
    for id in &ids {
        cache.apply(&Population::guild(*id, members, channels));
    }
    let with_guilds = allocated();
    for id in &ids {
        for first in (0..members).step_by(CHUNK) {
            cache.apply(&population.chunk(*id, CHUNK.min(members - first)));
        }
    }
    (cache, with_guilds - start, allocated() - with_guilds)
}

#[test]
fn all_stays_within_its_budgets() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "memory::measured", "--ignored", "--test-threads=1"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

/// Both measure the one allocator there is.
#[test]
#[ignore = "it is run by another test"]
fn measured() {
    if std::env::var_os(CHILD).is_some() {
        members_and_guilds();
        threads();
        types_that_come_last();
    }
}

/// What an object is may stand behind all that it holds. Nothing is copied until that is known.
fn types_that_come_last() {
    const INPUT: usize = 4 << 20;
    let text = format!(r#"{{"content":"{}","type":10}}"#, "x".repeat(500));
    let row = format!(r#"{{"components":[{}],"type":17}}"#, vec![text; 4].join(","));
    for depth in [0, 4, 16] {
        let rows = vec![row.as_str(); INPUT / row.len()].join(",");
        let components = format!("{}{rows}{}", r#"{"components":["#.repeat(depth), r#"],"type":17}"#.repeat(depth));
        let message = format!(r#"{{"id":"1","channel_id":"2","author":{{"id":"3"}},"components":[{components}]}}"#);
        let before = ALLOCATOR.stats().bytes_allocated;
        let event = Event::decode(EventKind::MessageCreate, message.as_bytes()).unwrap();
        let taken = ALLOCATOR.stats().bytes_allocated - before;
        assert!(taken < 3 * message.len(), "{depth} deep: {} bytes take {taken}", message.len());
        drop(event);
    }
}

/// A busy guild has a thousand active threads and no more.
fn threads() {
    const THREADS: usize = 1000;
    let (cache, _, _) = filled(1, 0, 20);
    let guild = cache.guilds()[0];
    let parent = cache.channels(guild)[0].id;
    let before = allocated();
    for n in 0..THREADS {
        cache.apply(&Population::thread(guild, parent, n as u64));
    }
    let each = (allocated() - before) / THREADS;
    assert!(each <= BYTES_PER_THREAD, "{each} bytes a thread");
    let stats = cache.stats();
    assert_eq!(stats.threads.count, THREADS);
    // The way from the id to the guild is reckoned with the channels.
    assert!(
        stats.threads.bytes <= each * THREADS && stats.threads.bytes * 10 > each * THREADS * 8,
        "{stats:?}, really {each} each"
    );
    let full = allocated();
    let gone = serde_json::from_value(serde_json::json!({"id": parent, "type": 0, "guild_id": guild})).unwrap();
    cache.apply(&Event::ChannelDelete(Box::new(gone)));
    assert_eq!(cache.stats().threads.count, 0);
    assert!((full - allocated()) * 10 > each * THREADS * 8, "with the channel the room came back");
}

fn members_and_guilds() {
    for (guilds, members) in [(1, 50_000), (10, 5_000), (500, 100)] {
        let (cache, guild_bytes, member_bytes) = filled(guilds, members, 20);
        let case = format!("{guilds} guilds of {members} members");
        let each = member_bytes / (guilds * members);
        assert!(each <= BYTES_PER_MEMBER, "{case}: {each} bytes a member");
        if guilds > 1 {
            let each = guild_bytes / guilds;
            assert!(each <= BYTES_PER_GUILD, "{case}: {each} bytes a guild");
        }

        // What `stats` reckons is what the allocator was asked for.
        let stats = cache.stats();
        assert_eq!((stats.guilds.count, stats.members.count), (guilds, guilds * members), "{case}");
        let (reckoned, real) = (stats.bytes(), guild_bytes + member_bytes);
        assert!(reckoned.abs_diff(real) * 20 < real, "{case}: reckoned {reckoned}, really {real}");

        // Leaving gives the room back, but for the tables that all guilds share.
        let before = allocated();
        for guild in cache.guilds() {
            let gone = serde_json::from_value(serde_json::json!({"id": guild})).unwrap();
            cache.apply(&Event::GuildDelete(gone));
        }
        let freed = before - allocated();
        assert!(freed * 10 > real * 6, "{case}: {freed} of {real} bytes came back");
        assert_eq!(cache.stats().members.bytes, 0, "{case}");
    }
}
