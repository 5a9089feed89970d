//! Members and users.

use super::*;
use crate::model::MemberFlags;

fn add(id: UserId, name: &str) -> Value {
    with(member(id, name, &[]), json!({"guild_id": GUILD}))
}

#[test]
fn joining_and_leaving_members_are_counted() {
    let cache = loaded(CacheConfig::default());
    assert_eq!(cache.apply_json("GUILD_MEMBER_ADD", add(BOB, "bob")), None);
    assert_eq!(cache.member_count(GUILD), Some(8));
    let bob = cache.member(GUILD, BOB).unwrap();
    assert_eq!((bob.guild_id, bob.id(), bob.display_name()), (GUILD, BOB, "bob"));
    assert_eq!(cache.members(GUILD).len(), 3);

    let old = cache.apply_json("GUILD_MEMBER_ADD", add(BOB, "bobby")).unwrap();
    assert_eq!(old.as_member(), Some(&bob));
    assert_eq!(cache.member_count(GUILD), Some(8), "a known member is not counted twice");
    assert_eq!(cache.member(GUILD, BOB).unwrap().user.username, "bobby");

    let remove = json!({"guild_id": GUILD, "user": user(BOB, "bobby")});
    let old = cache.apply_json("GUILD_MEMBER_REMOVE", remove.clone()).unwrap();
    assert_eq!(old.as_member().unwrap().user.username, "bobby");
    assert_eq!((cache.member(GUILD, BOB), cache.user(BOB)), (None, None));
    assert_eq!(cache.member_count(GUILD), Some(7));
    assert_eq!(cache.apply_json("GUILD_MEMBER_REMOVE", remove), None);
}

#[test]
fn the_count_of_a_snapshot_does_not_change() {
    let cache = loaded(CacheConfig::default());
    let before = cache.guild(GUILD).unwrap();
    cache.apply_json("GUILD_MEMBER_ADD", add(BOB, "bob"));
    assert_eq!((before.member_count, cache.guild(GUILD).unwrap().member_count), (7, 8));
}

#[test]
fn removing_a_member_removes_its_voice_state() {
    let cache = loaded(CacheConfig::default());
    cache.apply_json("GUILD_MEMBER_REMOVE", json!({"guild_id": GUILD, "user": user(ANN, "ann")}));
    assert_eq!(cache.voice_state(GUILD, ANN), None);
}

/// Row A43: each field of GUILD_MEMBER_UPDATE, absent, null and with a value, applied to a member that has all of them.
#[test]
fn an_update_keeps_absent_fields_and_clears_null_fields() {
    let hash = "8342729096ea3675442027381ff50dfe";
    let time = "2024-01-01T00:00:00+00:00";
    let full = json!({
        "nick": "annie", "avatar": hash, "banner": hash, "roles": [MODS], "joined_at": time, "premium_since": time,
        "deaf": true, "mute": true, "flags": 2, "pending": true, "communication_disabled_until": time,
        "avatar_decoration_data": {"asset": hash, "sku_id": "5"}, "collectibles": {"nameplate": {"sku_id": "6"}},
    });
    let full = with(member(ANN, "ann", &[]), full);
    for (change, expected) in [
        (json!({}), full.clone()),
        (json!({"nick": null}), with(full.clone(), json!({"nick": null}))),
        (json!({"nick": "a"}), with(full.clone(), json!({"nick": "a"}))),
        (json!({"avatar": null, "banner": null}), with(full.clone(), json!({"avatar": null, "banner": null}))),
        (json!({"roles": []}), with(full.clone(), json!({"roles": []}))),
        (json!({"roles": [BOOSTERS]}), with(full.clone(), json!({"roles": [BOOSTERS]}))),
        (json!({"joined_at": null}), with(full.clone(), json!({"joined_at": null}))),
        (json!({"premium_since": null}), with(full.clone(), json!({"premium_since": null}))),
        (json!({"deaf": false, "mute": false}), with(full.clone(), json!({"deaf": false, "mute": false}))),
        (json!({"pending": false, "flags": 0}), with(full.clone(), json!({"pending": false, "flags": 0}))),
        (
            json!({"communication_disabled_until": null}),
            with(full.clone(), json!({"communication_disabled_until": null})),
        ),
        (
            json!({"avatar_decoration_data": null, "collectibles": null}),
            with(full.clone(), json!({"avatar_decoration_data": null, "collectibles": null})),
        ),
    ] {
        let cache = loaded(CacheConfig::default());
        cache.apply_json("GUILD_MEMBER_ADD", with(full.clone(), json!({"guild_id": GUILD})));
        let before = cache.member(GUILD, ANN).unwrap();
        let update = with(json!({"guild_id": GUILD, "user": user(ANN, "ann")}), change.clone());
        let old = cache.apply_json("GUILD_MEMBER_UPDATE", update).unwrap();
        assert_eq!(old.as_member(), Some(&before), "{change}");
        let after = crate::model::Member::from((*cache.member(GUILD, ANN).unwrap()).clone());
        let expected: crate::model::Member = serde_json::from_value(expected).unwrap();
        assert_eq!(after, expected.in_guild(GUILD), "{change}");
    }
}

#[test]
fn an_update_may_change_the_user() {
    let cache = loaded(CacheConfig::default());
    let old = cache.apply_json("GUILD_MEMBER_UPDATE", json!({"guild_id": GUILD, "user": user(ANN, "anna")})).unwrap();
    assert_eq!(old.as_member().unwrap().user.username, "ann");
    assert_eq!(cache.user(ANN).unwrap().username, "anna");
    assert_eq!(cache.member(GUILD, ANN).unwrap().roles, [MODS, BOOSTERS]);
}

#[test]
fn an_update_of_an_unknown_member_stores_it() {
    let cache = loaded(CacheConfig::default());
    let update = json!({"guild_id": GUILD, "user": user(BOB, "bob"), "roles": [MODS], "nick": "b"});
    assert_eq!(cache.apply_json("GUILD_MEMBER_UPDATE", update), None);
    let bob = cache.member(GUILD, BOB).unwrap();
    assert_eq!((bob.display_name(), bob.roles.as_slice(), bob.flags), ("b", [MODS].as_slice(), MemberFlags::empty()));
    assert_eq!(cache.user(BOB).unwrap().username, "bob");
    assert_eq!(cache.member_count(GUILD), Some(7), "it was counted before");
}

#[test]
fn chunks_store_members() {
    let cache = loaded(CacheConfig::default());
    let chunk = json!({
        "guild_id": GUILD, "chunk_index": 0, "chunk_count": 1, "nonce": "n",
        "members": [member(ANN, "ann", &[]), member(BOB, "bob", &[MODS])],
    });
    for _ in 0..2 {
        assert_eq!(cache.apply_json("GUILD_MEMBERS_CHUNK", chunk.clone()), None);
        assert_eq!(sorted(cache.member_ids(GUILD)), [BOT, ANN, BOB]);
        assert_eq!(cache.member_count(GUILD), Some(7), "they were counted before");
        assert!(cache.member(GUILD, ANN).unwrap().roles.is_empty(), "the member is replaced");
        assert_eq!((cache.stats().members.count, cache.stats().users.count), (3, 3));
    }
    cache.apply_json("GUILD_MEMBERS_CHUNK", json!({"guild_id": GUILD, "members": [{"roles": []}], "not_found": [9]}));
    assert_eq!(cache.members(GUILD).len(), 3, "a member without a user is ignored");
}

#[test]
fn a_deleted_role_is_removed_from_the_members() {
    let cache = loaded(CacheConfig::default());
    let before = cache.member(GUILD, ANN).unwrap();
    cache.apply_json("GUILD_ROLE_DELETE", json!({"guild_id": GUILD, "role_id": MODS}));
    assert_eq!(before.roles, [MODS, BOOSTERS]);
    assert_eq!(cache.member(GUILD, ANN).unwrap().roles, [BOOSTERS]);
    assert_eq!(cache.members(GUILD).iter().map(|member| member.roles.len()).sum::<usize>(), 1);

    cache.apply_json("GUILD_MEMBER_UPDATE", json!({"guild_id": GUILD, "user": user(ANN, "ann"), "roles": [MODS]}));
    assert!(cache.member(GUILD, ANN).unwrap().roles.is_empty(), "an update from before the deletion");
}

#[test]
fn many_deleted_roles_are_removed_in_sweeps() {
    let cache = loaded(CacheConfig::default());
    let roles: Vec<RoleId> = (1000..2000).map(RoleId::new).collect();
    cache.apply_json("GUILD_MEMBER_ADD", with(member(BOB, "bob", &roles), json!({"guild_id": GUILD})));
    let full = cache.stats().members.bytes;
    for role in &roles[..700] {
        cache.apply_json("GUILD_ROLE_DELETE", json!({"guild_id": GUILD, "role_id": role}));
    }
    assert_eq!(cache.member(GUILD, BOB).unwrap().roles, roles[700..]);
    assert_eq!(cache.member(GUILD, ANN).unwrap().roles, [MODS, BOOSTERS]);
    // Two sweeps of 256 removed the ids from the packed member. The roles recorded for the next sweep take less.
    let swept = cache.stats().members.bytes;
    assert!(swept + 512 * 8 - 256 * 8 <= full, "{full} -> {swept}");
}

#[test]
fn statistics_follow_the_sizes() {
    let cache = loaded(CacheConfig::default());
    let empty = cache.stats();
    assert_eq!((empty.guilds.count, empty.channels.count, empty.roles.count), (2, 2, 3));
    assert_eq!((empty.members.count, empty.voice_states.count, empty.users.count), (2, 1, 2));
    assert!(empty.bytes() > 2000, "{empty:?}");
    cache.apply_json("GUILD_MEMBER_ADD", add(BOB, &"b".repeat(1000)));
    let grown = cache.stats();
    assert!(grown.members.bytes >= empty.members.bytes + 1000, "{grown:?}");
    cache.apply_json("GUILD_MEMBER_UPDATE", json!({"guild_id": GUILD, "user": user(BOB, "b")}));
    cache.apply_json("GUILD_MEMBER_REMOVE", json!({"guild_id": GUILD, "user": user(BOB, "b")}));
    assert!(cache.stats().members.bytes < empty.members.bytes + 1000, "{:?}", cache.stats());
}
