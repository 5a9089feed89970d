//! Permissions from cached objects. The rules have tests of their own.

use std::time::{Duration, Instant, SystemTime};

use super::*;
use crate::model::permissions::{MissingFact, Rank};
use crate::model::{Member, Permissions, Timestamp};
use crate::server_clock::ServerClock;

const NOW: Timestamp = Timestamp::from_secs(1_000_000);
const OWNER: UserId = UserId::new(9);
const STAFF: ChannelId = ChannelId::new(106);
const THREAD: ChannelId = ChannelId::new(110);
const PRIVATE: ChannelId = ChannelId::new(111);
const ORPHAN: ChannelId = ChannelId::new(112);

const VIEW: Permissions = Permissions::VIEW_CHANNEL;
const SEND: Permissions = Permissions::SEND_MESSAGES;
const IN_THREADS: Permissions = Permissions::SEND_MESSAGES_IN_THREADS;
const KICK: Permissions = Permissions::KICK_MEMBERS;
const NONE: Permissions = Permissions::empty();

/// Everyone may see and write; moderators may kick and see the channel of the staff. ann is a moderator, bob a booster.
fn staff_guild(config: CacheConfig) -> Cache {
    let cache = connected(config);
    let roles = json!([
        {"id": GUILD, "name": "@everyone", "permissions": (VIEW | SEND | IN_THREADS).bits().to_string(), "position": 0},
        {"id": MODS, "name": "mods", "permissions": KICK.bits().to_string(), "position": 2},
        {"id": BOOSTERS, "name": "boosters", "permissions": "0", "position": 1},
    ]);
    let overwrites = json!([
        {"id": GUILD, "type": 0, "allow": "0", "deny": VIEW.bits().to_string()},
        {"id": MODS, "type": 0, "allow": VIEW.bits().to_string(), "deny": "0"},
    ]);
    let channels = json!([
        {"id": GENERAL, "type": 0},
        {"id": STAFF, "type": 0, "permission_overwrites": overwrites},
    ]);
    let threads = json!([
        {"id": THREAD, "type": 11, "parent_id": STAFF},
        {"id": PRIVATE, "type": 12, "parent_id": GENERAL},
        {"id": ORPHAN, "type": 11, "parent_id": "999"},
    ]);
    let members =
        [member(BOT, "greenroom", &[MODS]), member(ANN, "ann", &[MODS, BOOSTERS]), member(BOB, "bob", &[BOOSTERS])];
    let extra =
        json!({"owner_id": OWNER, "roles": roles, "channels": channels, "threads": threads, "members": members});
    cache.apply_json("GUILD_CREATE", with(guild(GUILD), extra));
    cache
}

#[test]
fn channels_and_threads_of_a_guild() {
    let cache = staff_guild(CacheConfig::default());
    for (name, channel, user, expected) in [
        ("ann in general", GENERAL, ANN, VIEW | SEND | IN_THREADS | KICK),
        ("bob in general", GENERAL, BOB, VIEW | SEND | IN_THREADS),
        ("ann among the staff", STAFF, ANN, VIEW | SEND | IN_THREADS | KICK),
        ("bob among the staff", STAFF, BOB, NONE),
        ("a thread goes by its parent", THREAD, BOB, NONE),
        ("for ann too", THREAD, ANN, VIEW | SEND | IN_THREADS | KICK),
        ("the owner anywhere, who is no cached member", STAFF, OWNER, Permissions::all()),
        ("the owner needs no parent", ORPHAN, OWNER, Permissions::all()),
        ("the bot", STAFF, BOT, VIEW | SEND | IN_THREADS | KICK),
        ("the bot in a private thread it has not joined", PRIVATE, BOT, NONE),
    ] {
        assert_eq!(cache.permissions_in_at(channel, user, NOW), Ok(expected), "{name}");
        assert_eq!(cache.permissions_in(channel, user), Ok(expected), "{name}, now");
    }
    assert_eq!(cache.own_permissions_in(GENERAL), cache.permissions_in(GENERAL, BOT));
    assert_eq!(cache.permissions_of(GUILD, BOB), Ok(VIEW | SEND | IN_THREADS));
    assert_eq!(cache.own_permissions_of(GUILD), Ok(VIEW | SEND | IN_THREADS | KICK));
}

#[test]
fn missing_objects_are_named() {
    let none = CacheConfig::none;
    let all = CacheConfig::default;
    let roles = || none().guilds(true).channels(true).roles(true).members(MemberPolicy::All);
    let everyone = GUILD.everyone_role();
    for (name, config, channel, user, expected) in [
        ("an unknown channel", all(), ChannelId::new(5), ANN, MissingFact::Channel(ChannelId::new(5))),
        ("no channels", all().channels(false), GENERAL, ANN, MissingFact::Channel(GENERAL)),
        ("no threads", roles(), THREAD, ANN, MissingFact::Channel(THREAD)),
        ("no guilds", all().guilds(false), GENERAL, ANN, MissingFact::Owner(GUILD)),
        ("no roles", all().roles(false), GENERAL, ANN, MissingFact::Role(everyone)),
        (
            "no members",
            all().members(MemberPolicy::Own),
            GENERAL,
            ANN,
            MissingFact::Member { guild_id: GUILD, user_id: ANN },
        ),
        (
            "a stranger",
            all(),
            GENERAL,
            UserId::new(77),
            MissingFact::Member { guild_id: GUILD, user_id: UserId::new(77) },
        ),
        ("no parent", all(), ORPHAN, ANN, MissingFact::Parent(ORPHAN)),
        (
            "who is in a private thread",
            all(),
            PRIVATE,
            ANN,
            MissingFact::ThreadMember { thread_id: PRIVATE, user_id: ANN },
        ),
    ] {
        let cache = staff_guild(config);
        assert_eq!(cache.permissions_in_at(channel, user, NOW), Err(expected), "{name}");
    }
    assert!(
        staff_guild(roles().members(MemberPolicy::Own)).own_permissions_in(STAFF).is_ok(),
        "this is enough for the bot itself"
    );
    let unknown = Cache::default();
    assert_eq!(unknown.own_permissions_in(GENERAL), Err(MissingFact::OwnUser));
    assert_eq!(unknown.permissions_of(GUILD, ANN), Err(MissingFact::Guild(GUILD)));
    assert_eq!(connected(all()).permissions_of(GUILD, ANN), Err(MissingFact::Guild(GUILD)), "not loaded yet");
    assert!(MissingFact::Role(MODS).to_string().contains("200"));
}

/// A private thread: the bot's own membership is followed, and is unknown if the events do not determine it.
#[test]
fn the_bot_in_private_threads() {
    let cache = staff_guild(CacheConfig::default());
    let open = Err(MissingFact::ThreadMember { thread_id: PRIVATE, user_id: BOT });
    let may = || cache.permissions_in_at(PRIVATE, BOT, NOW);
    let inside = Ok(VIEW | SEND | IN_THREADS | KICK);
    let members = |added: Value, removed: Value| {
        json!({
            "id": PRIVATE, "guild_id": GUILD, "member_count": 2,
            "added_members": added, "removed_member_ids": removed,
        })
    };
    let own = json!({"id": PRIVATE, "user_id": BOT, "join_timestamp": "2021-03-31T18:45:31+00:00", "flags": 1});
    let thread = |archived: bool| {
        json!({
            "id": PRIVATE, "type": 12, "guild_id": GUILD, "parent_id": GENERAL,
            "thread_metadata": {"archived": archived},
        })
    };

    assert_eq!(may(), Ok(NONE));
    cache.apply_json("THREAD_MEMBERS_UPDATE", members(json!([own]), json!([])));
    assert_eq!(may(), inside);
    let removal = members(json!([]), json!([BOT]));
    cache.apply_json("THREAD_MEMBERS_UPDATE", removal.clone());
    assert_eq!(may(), Ok(NONE));
    cache.apply_json("THREAD_MEMBERS_UPDATE", members(json!([own]), json!([])));
    assert_eq!(may(), inside);
    cache.apply_json("THREAD_MEMBERS_UPDATE", with(removal, json!({"member_count": 0})));
    assert_eq!(may(), Ok(NONE), "for any count");
    cache.apply_json("THREAD_UPDATE", thread(true));
    assert_eq!(may(), Err(MissingFact::Channel(PRIVATE)));
    cache.apply_json("THREAD_UPDATE", thread(false));
    assert_eq!(may(), open, "the next event determines the membership");
    cache.apply_json("THREAD_MEMBER_UPDATE", with(own.clone(), json!({"guild_id": GUILD})));
    assert_eq!(may(), inside);
    cache.apply_json("THREAD_DELETE", json!({"id": PRIVATE, "guild_id": GUILD, "parent_id": GENERAL, "type": 12}));
    cache.apply_json("THREAD_CREATE", with(thread(false), json!({"member": own})));
    assert_eq!(may(), inside);
}

#[test]
fn permissions_follow_the_events() {
    let cache = staff_guild(CacheConfig::default());
    let may = |user| cache.permissions_in_at(GENERAL, user, NOW).unwrap();
    cache.apply_json("GUILD_ROLE_DELETE", json!({"guild_id": GUILD, "role_id": MODS}));
    assert_eq!(may(ANN), VIEW | SEND | IN_THREADS, "a deleted role grants nothing and is not an error");
    let until = "2100-01-01T00:00:00+00:00";
    cache.apply_json(
        "GUILD_MEMBER_UPDATE",
        json!({"guild_id": GUILD, "user": user(ANN, "ann"), "communication_disabled_until": until}),
    );
    assert_eq!(may(ANN), VIEW);
    assert_eq!(cache.permissions_in_at(GENERAL, ANN, until.parse().unwrap()), Ok(VIEW | SEND | IN_THREADS));
    let overwrites = json!([{"id": BOB, "type": 1, "allow": "0", "deny": SEND.bits().to_string()}]);
    cache.apply_json(
        "CHANNEL_UPDATE",
        json!({"id": GENERAL, "type": 0, "guild_id": GUILD, "permission_overwrites": overwrites}),
    );
    assert_eq!(may(BOB), VIEW | IN_THREADS);
    cache.apply_json("GUILD_UPDATE", json!({"id": GUILD, "name": "g", "owner_id": BOB}));
    assert_eq!(may(BOB), Permissions::all());
}

/// The machine's clock is two minutes behind Discord's.
#[test]
fn a_timeout_ends_by_discords_clock() {
    let cache = staff_guild(CacheConfig::default());
    let clock = Arc::new(ServerClock::default());
    clock.note(SystemTime::now() + Duration::from_secs(120), Instant::now());
    cache.use_server_clock(clock);
    let free = cache.permissions_in(GENERAL, ANN).unwrap();
    assert_ne!(free, VIEW);
    for (seconds, expected) in [(60, free), (180, VIEW)] {
        let until = Timestamp::now().after(Duration::from_secs(seconds));
        let timeout = json!({"guild_id": GUILD, "user": user(ANN, "ann"), "communication_disabled_until": until,
            "roles": [MODS]});
        cache.apply_json("GUILD_MEMBER_UPDATE", timeout);
        assert_eq!(cache.permissions_in(GENERAL, ANN), Ok(expected), "until {seconds} s from now");
    }
}

/// A member has a role that the guild does not have: GUILD_ROLE_DELETE was lost, or Discord did not remove the role
/// from the member.
#[test]
fn a_deleted_role_grants_nothing() {
    let deleted = RoleId::new(299);
    let cache = staff_guild(CacheConfig::default());
    let overwrites = json!([
        {"id": deleted, "type": 0, "allow": KICK.bits().to_string(), "deny": (VIEW | SEND).bits().to_string()},
    ]);
    cache.apply_json(
        "CHANNEL_UPDATE",
        json!({"id": GENERAL, "type": 0, "guild_id": GUILD, "permission_overwrites": overwrites}),
    );
    let facts = |user| {
        (
            cache.permissions_of(GUILD, user),
            [GENERAL, STAFF, THREAD].map(|channel| cache.permissions_in(channel, user)),
            cache.rank_of(GUILD, user),
            [ANN, BOB, BOT, OWNER].map(|target| cache.can_act_on_member(GUILD, user, target)),
            [ANN, BOB, BOT, OWNER].map(|actor| cache.can_act_on_member(GUILD, actor, user)),
            [MODS, BOOSTERS, GUILD.everyone_role()].map(|role| cache.can_act_on_role(GUILD, user, role)),
        )
    };
    let others: &[&[RoleId]] = &[&[], &[BOOSTERS], &[MODS, BOOSTERS]];
    for roles in others {
        let holds = |roles: &[RoleId]| {
            cache.apply_json(
                "GUILD_MEMBER_UPDATE",
                json!({"guild_id": GUILD, "user": user(BOB, "bob"), "roles": roles}),
            );
            facts(BOB)
        };
        let without = holds(roles);
        assert!(without.0.is_ok() && without.2.is_ok(), "{without:?}");
        let with_deleted = holds(&[&[deleted], *roles].concat());
        assert_eq!(cache.member(GUILD, BOB).unwrap().roles[0], deleted, "the roles are kept as sent");
        assert_eq!(with_deleted, without, "{roles:?}");
    }
    let cache = staff_guild(CacheConfig::default().roles(false));
    assert_eq!(
        cache.permissions_of(GUILD, ANN),
        Err(MissingFact::Role(GUILD.everyone_role())),
        "where roles are not kept, none of them is gone"
    );
    assert_eq!(cache.rank_of(GUILD, ANN), Err(MissingFact::Role(MODS)));
}

#[test]
fn ranks_are_compared() {
    let cache = staff_guild(CacheConfig::default());
    let above = |actor, target| cache.can_act_on_member(GUILD, actor, target).unwrap();
    for (actor, target, expected) in [
        (ANN, BOB, true),
        (BOB, ANN, false),
        (ANN, BOT, false),
        (BOT, ANN, false),
        (ANN, ANN, false),
        (OWNER, ANN, true),
        (ANN, OWNER, false),
        (OWNER, OWNER, false),
    ] {
        assert_eq!(above(actor, target), expected, "{actor} {target}");
    }
    let on_role = |actor, role| cache.can_act_on_role(GUILD, actor, role);
    assert_eq!((on_role(ANN, BOOSTERS), on_role(ANN, MODS), on_role(OWNER, MODS)), (Ok(true), Ok(false), Ok(true)));
    assert_eq!(on_role(BOB, GUILD.everyone_role()), Ok(true));
    assert_eq!(on_role(ANN, RoleId::new(5)), Err(MissingFact::Role(RoleId::new(5))));
    assert_eq!(cache.rank_of(GUILD, OWNER), Ok(Rank::Owner));
    // The roles of the given member count, also of one that is not cached.
    let moderator: Member = serde_json::from_value(json!({"roles": [MODS]})).unwrap();
    for user in [BOB, UserId::new(77)] {
        assert_eq!(cache.rank_of_member(GUILD, user, &moderator), cache.rank_of(GUILD, ANN));
    }
    assert_eq!(cache.rank_of_member(GUILD, OWNER, &moderator), Ok(Rank::Owner));
    assert_eq!(
        cache.can_act_on_member(GUILD, ANN, UserId::new(77)),
        Err(MissingFact::Member { guild_id: GUILD, user_id: UserId::new(77) })
    );
}
