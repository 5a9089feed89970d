//! Readers and writers of the cache at the same time: nobody waits for anybody who holds a snapshot.

#![allow(clippy::expect_used)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use greenroom::cache::{Cache, CacheConfig};
use greenroom::event::{Event, EventKind};
use greenroom::model::{ChannelId, GuildId, RoleId, UserId};
use serde_json::{Value, json};

const GUILD: GuildId = GuildId::new(10);
const CHANNEL: ChannelId = ChannelId::new(100);
const THREAD: ChannelId = ChannelId::new(101);
const ROLE: RoleId = RoleId::new(200);
const ANN: UserId = UserId::new(2);
/// A test that hangs is a test that fails.
const DEADLINE: Duration = Duration::from_secs(30);

fn event(name: &str, payload: &Value) -> Event {
    let kind = EventKind::from_name(name).expect(name);
    Event::decode(kind, payload.to_string().as_bytes()).expect(name)
}

fn member(n: u64) -> Value {
    json!({"user": {"id": ANN, "username": format!("ann{n}")}, "nick": format!("ann{n}"), "roles": [ROLE]})
}

/// Everything that is in the guild is called `n`.
fn guild(id: GuildId, n: u64) -> Event {
    event(
        "GUILD_CREATE",
        &json!({
            "id": id, "name": n.to_string(), "owner_id": ANN, "member_count": n,
            "roles": [{"id": ROLE, "name": n.to_string()}],
            "channels": [{"id": CHANNEL, "type": 0, "name": n.to_string()}],
            "members": [member(n)],
        }),
    )
}

/// What a router would apply in a busy guild: seven kinds of updates, over and over.
fn updates(count: u64) -> Vec<Event> {
    (1..=count)
        .map(|n| match n % 7 {
            0 => event("GUILD_UPDATE", &json!({"id": GUILD, "name": n.to_string()})),
            1 => event("CHANNEL_UPDATE", &json!({"id": CHANNEL, "type": 0, "guild_id": GUILD, "name": n.to_string()})),
            2 => event("GUILD_ROLE_UPDATE", &json!({"guild_id": GUILD, "role": {"id": ROLE, "name": n.to_string()}})),
            3 => event(
                "GUILD_MEMBER_UPDATE",
                &json!({"guild_id": GUILD, "user": {"id": ANN, "username": "a"}, "nick": n.to_string()}),
            ),
            4 => event(
                "VOICE_STATE_UPDATE",
                &json!({"guild_id": GUILD, "channel_id": CHANNEL, "user_id": ANN, "session_id": n.to_string()}),
            ),
            5 => event(
                "THREAD_UPDATE",
                &json!({"id": THREAD, "type": 11, "guild_id": GUILD, "parent_id": CHANNEL, "name": n.to_string()}),
            ),
            _ => event(
                "GUILD_MEMBER_ADD",
                &json!({"guild_id": GUILD, "user": {"id": 1000 + n, "username": "new"}, "roles": []}),
            ),
        })
        .collect()
}

fn loaded() -> Cache {
    let cache = Cache::new(CacheConfig::default());
    cache.apply(&guild(GUILD, 0));
    cache
}

/// Theme 10: a handler holds whatever can be read, as if across an `.await`, while a thousand updates are applied. The
/// handler lets go only after the last of them, so a writer that waited for it would wait for ever.
#[test]
fn who_holds_a_guild_delays_nobody() {
    let cache = loaded();
    cache.apply(&event("VOICE_STATE_UPDATE", &json!({"guild_id": GUILD, "channel_id": CHANNEL, "user_id": ANN})));
    cache.apply(&event("THREAD_CREATE", &json!({"id": THREAD, "type": 11, "guild_id": GUILD, "parent_id": CHANNEL})));
    let (holding, is_holding) = mpsc::channel();
    let (applied, all_applied) = mpsc::channel();
    let handler = thread::spawn({
        let cache = cache.clone();
        move || {
            let guild = cache.guild(GUILD).expect("loaded");
            let lists = (cache.channels(GUILD), cache.roles(GUILD), cache.members(GUILD));
            let held = (cache.channel(CHANNEL), cache.role(ROLE), cache.member(GUILD, ANN), cache.voice_states(GUILD));
            let threads = cache.guild_threads(GUILD);
            holding.send(()).expect("the test is waiting");
            all_applied.recv_timeout(DEADLINE).expect("the writer waits for the reader");
            drop((lists, held, threads));
            guild
        }
    });
    is_holding.recv_timeout(DEADLINE).expect("the handler reads");
    for update in updates(1000) {
        cache.apply(&update);
    }
    applied.send(()).expect("the handler holds on");
    let held = handler.join().expect("the handler ends");
    assert_eq!((held.name.as_str(), held.member_count), ("0", 0), "a snapshot does not change");
    let now = cache.guild(GUILD).expect("still there");
    assert_eq!((now.name.as_str(), now.member_count), ("994", 143));
    assert_eq!(cache.members(GUILD).len(), 144);
    assert_eq!(cache.thread(THREAD).expect("the last update made it").name.as_deref(), Some("999"));
}

/// Whatever is seen while a guild is replaced again and again is all of one moment.
#[test]
fn no_read_sees_half_of_a_change() {
    let cache = loaded();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut seen = 0;
                while !done.load(Ordering::Relaxed) || seen == 0 {
                    let guild = cache.guild(GUILD).expect("never away");
                    assert_eq!(guild.name.parse(), Ok(guild.member_count));
                    let member = cache.member(GUILD, ANN).expect("never away");
                    assert_eq!(member.nick, Some(member.user.username.clone()));
                    assert_eq!(cache.channels(GUILD).len(), 1);
                    assert!(
                        cache.user(ANN).is_some() && cache.channel(CHANNEL).is_some() && cache.role(ROLE).is_some()
                    );
                    assert!(cache.stats().members.count > 0);
                    seen += 1;
                }
            });
        }
        for n in 0..2000 {
            cache.apply(&guild(GUILD, n));
        }
        done.store(true, Ordering::Relaxed);
    });
}

/// Threads that are synced again and again, archived and taken back: a reader sees those of one sync, and what is there
/// is found.
#[test]
fn no_read_sees_half_of_a_sync() {
    let (stays, comes_and_goes) = (ChannelId::new(110), ChannelId::new(111));
    let thread = |id: ChannelId, n: u64| {
        let name = n.to_string();
        json!({"id": id, "type": 11, "guild_id": GUILD, "parent_id": CHANNEL, "name": name})
    };
    let sync = |n: u64| {
        let both = [thread(stays, n), thread(comes_and_goes, n)];
        let threads = if n.is_multiple_of(3) { &both[..1] } else { &both };
        event(
            "THREAD_LIST_SYNC",
            &json!({"guild_id": GUILD, "channel_ids": [CHANNEL], "threads": threads, "members": []}),
        )
    };
    let cache = loaded();
    cache.apply(&sync(0));
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut seen = 0;
                while !done.load(Ordering::Relaxed) || seen == 0 {
                    let threads = cache.guild_threads(GUILD);
                    let name = threads.first().and_then(|thread| thread.name.clone()).expect("one always stays");
                    let n: u64 = name.parse().expect("a number");
                    assert!(threads.iter().all(|thread| thread.name.as_ref() == Some(&name)), "of two syncs");
                    assert_eq!(threads.len(), if n.is_multiple_of(3) { 1 } else { 2 });
                    assert!(cache.thread(stays).is_some() && cache.channel(stays).is_some());
                    assert!(cache.permissions_in(stays, ANN).is_ok());
                    assert!(cache.channel_threads(GUILD, CHANNEL).iter().all(|it| it.guild_id == Some(GUILD)));
                    seen += 1;
                }
            });
        }
        for n in 0..500 {
            cache.apply(&sync(n));
        }
        done.store(true, Ordering::Relaxed);
    });
    cache.apply(&event("CHANNEL_DELETE", &json!({"id": CHANNEL, "type": 0, "guild_id": GUILD})));
    assert_eq!((cache.stats().threads.count, cache.channel(stays)), (0, None), "no way is left behind");
}

/// The router applies the events of different guilds from different threads, and users are in several of them.
#[test]
fn guilds_are_written_in_parallel() {
    let cache = Cache::default();
    let guilds: Vec<GuildId> = (10..14).map(GuildId::new).collect();
    thread::scope(|scope| {
        for id in &guilds {
            let cache = &cache;
            scope.spawn(move || {
                for n in 0..500 {
                    let channel = ChannelId::new(id.get() * 1000);
                    let channels = json!([{"id": channel, "type": 0}]);
                    let guild = json!({"id": id, "name": "g", "members": [member(n)], "channels": channels});
                    cache.apply(&event("GUILD_CREATE", &guild));
                    let user = json!({"id": 5000 + n % 7, "username": "x"});
                    cache.apply(&event("GUILD_MEMBER_ADD", &json!({"guild_id": id, "user": user, "roles": []})));
                    if n % 5 != 4 {
                        cache.apply(&event("GUILD_DELETE", &json!({"id": id})));
                    }
                }
            });
        }
    });
    for id in &guilds {
        assert_eq!(cache.member_ids(*id).len(), 2, "the last round did not leave");
        assert!(cache.channel(ChannelId::new(id.get() * 1000)).is_some());
    }
    let mut mutual = cache.mutual_guilds(ANN);
    mutual.sort_unstable();
    assert_eq!(mutual, guilds);
    assert_eq!((cache.stats().guilds.count, cache.stats().users.count), (4, 2));
}
