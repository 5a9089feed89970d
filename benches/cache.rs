//! The memory of a million cached members, and the speed of storing and reading them: `cargo bench --bench cache`.
//!
//! The bytes are those allocated and not freed, so hash tables with their unused capacity are included. The first line
//! is the way of other libraries, an `Arc` of the whole member in one map, for comparison. The number of members can be
//! set: `cargo bench --bench cache -- 100000`.

#![allow(clippy::print_stdout)]

use std::alloc::System;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dashmap::DashMap;
use greenroom::cache::{Cache, CacheConfig, MemberPolicy};
use greenroom::model::{GuildId, Member, Timestamp, UserId};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

mod population;

use population::{CHUNK, Population};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The limits of issue 2.
const LIMIT: usize = 250;

fn main() {
    let members = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    println!("{:<46} {:>10} {:>10} {:>14} {:>10}", "", "kept", "bytes each", "taken in /s", "ns a read");
    plain(members / 5);
    let none = CacheConfig::none().members(MemberPolicy::All);
    let mut within = true;
    for (name, guilds, config) in [
        ("everything kept, 100 guilds", 100, CacheConfig::default()),
        ("everything kept, 1 guild", 1, CacheConfig::default()),
        ("everything kept, 1000 guilds", 1000, CacheConfig::default()),
        ("members alone, not found by user, 100 guilds", 100, none),
    ] {
        within &= measure(name, members, guilds, config) <= LIMIT;
    }
    threads();
    assert!(within, "more than {LIMIT} bytes a member");
}

/// The number of bytes that are allocated.
fn allocated() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

fn measure(name: &str, members: usize, guilds: usize, config: CacheConfig) -> usize {
    let ids: Vec<GuildId> = (1..=guilds as u64).map(|n| GuildId::new(n << 40)).collect();
    let each = members / guilds;
    let cache = Cache::new(config);
    cache.apply(&Population::ready(&ids));
    ids.iter().for_each(|id| drop(cache.apply(&Population::guild(*id, each, 0))));

    let mut population = Population::new(7);
    let before = allocated();
    let mut taken = Duration::ZERO;
    for id in &ids {
        for first in (0..each).step_by(CHUNK) {
            let chunk = population.chunk(*id, CHUNK.min(each - first));
            let start = Instant::now();
            cache.apply(&chunk);
            taken += start.elapsed();
        }
    }
    let bytes = allocated() - before;
    assert_eq!(cache.stats().members.count, each * guilds);

    let users: Vec<(GuildId, UserId)> = ids
        .iter()
        .flat_map(|id| cache.member_ids(*id).into_iter().take(100_000 / guilds).map(|user| (*id, user)))
        .collect();
    let start = Instant::now();
    for (guild, user) in &users {
        black_box(cache.member(*guild, *user));
    }
    report(name, each * guilds, bytes, taken, start.elapsed(), users.len())
}

/// The memory of the threads of a full guild, the speed of storing them, and the cost of computing a member's
/// permissions in them.
fn threads() {
    const THREADS: u64 = 1000;
    const ASKED: u32 = 100_000;
    let guild = GuildId::new(1 << 40);
    let cache = Cache::new(CacheConfig::default());
    cache.apply(&Population::ready(&[guild]));
    cache.apply(&Population::guild(guild, CHUNK, 20));
    cache.apply(&Population::new(7).chunk(guild, CHUNK));
    let Some(parent) = cache.channels(guild).first().map(|channel| channel.id) else { return };
    let created: Vec<_> = (0..THREADS).map(|n| Population::thread(guild, parent, n)).collect();
    let before = allocated();
    let start = Instant::now();
    created.iter().for_each(|thread| drop(cache.apply(thread)));
    let taken = start.elapsed();
    let bytes = allocated() - before;

    let (threads, members) = (cache.guild_threads(guild), cache.member_ids(guild));
    let asked = threads.iter().cycle().zip(members.iter().cycle()).take(ASKED as usize);
    let start = Instant::now();
    for (thread, member) in asked {
        let _ = black_box(cache.permissions_in_at(thread.id, *member, Timestamp::UNIX_EPOCH));
    }
    let each = start.elapsed() / ASKED;
    report("threads, 1 guild; a read asks for permissions", THREADS as usize, bytes, taken, each, 1);
}

/// The whole member as it was decoded, in an `Arc`.
fn plain(members: usize) {
    let guild = GuildId::new(1 << 40);
    let mut population = Population::new(7);
    let map: DashMap<(GuildId, UserId), Arc<Member>> = DashMap::new();
    let before = allocated();
    let mut taken = Duration::ZERO;
    for _ in 0..members {
        let member = population.member(guild);
        let Some(user) = member.id() else { continue };
        let start = Instant::now();
        map.insert((guild, user), Arc::new(member.clone()));
        taken += start.elapsed();
    }
    let bytes = allocated() - before;
    let users: Vec<_> = map.iter().map(|entry| *entry.key()).take(100_000).collect();
    let start = Instant::now();
    for key in &users {
        black_box(map.get(key).map(|member| Arc::clone(&member)));
    }
    report("DashMap<(GuildId, UserId), Arc<Member>>", members, bytes, taken, start.elapsed(), users.len());
}

fn report(name: &str, members: usize, bytes: usize, taken: Duration, reading: Duration, reads: usize) -> usize {
    let each = bytes / members;
    let per_second = members as f64 / taken.as_secs_f64();
    let read = reading.as_nanos() / reads.max(1) as u128;
    println!("{name:<46} {members:>10} {each:>10} {per_second:>14.0} {read:>10}");
    each
}
