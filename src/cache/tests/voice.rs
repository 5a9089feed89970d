//! Voice states.

use super::*;

fn state(user: UserId, channel: Option<ChannelId>) -> Value {
    json!({
        "guild_id": GUILD, "channel_id": channel, "user_id": user, "session_id": "v",
        "member": member(user, "somebody", &[]),
    })
}

#[test]
fn users_join_move_and_leave() {
    let cache = loaded(CacheConfig::default());
    assert_eq!(cache.apply_json("VOICE_STATE_UPDATE", state(BOB, Some(LOUNGE))), None);
    let first = cache.voice_state(GUILD, BOB).unwrap();
    assert_eq!((first.channel_id, first.guild_id), (Some(LOUNGE), Some(GUILD)));
    assert_eq!(first.member, None, "it is stored with the members");
    assert_eq!(cache.member(GUILD, BOB).unwrap().user.username, "somebody");
    assert_eq!(cache.voice_states(GUILD).len(), 2);

    let cellar = ChannelId::new(103);
    let old = cache.apply_json("VOICE_STATE_UPDATE", state(BOB, Some(cellar))).unwrap();
    assert_eq!(old.as_voice_state(), Some(&first));
    assert_eq!(cache.voice_state(GUILD, BOB).unwrap().channel_id, Some(cellar));

    let old = cache.apply_json("VOICE_STATE_UPDATE", state(BOB, None)).unwrap();
    assert_eq!(old.as_voice_state().unwrap().channel_id, Some(cellar));
    assert_eq!(cache.voice_state(GUILD, BOB), None);
    assert_eq!(cache.apply_json("VOICE_STATE_UPDATE", state(BOB, None)), None, "events may be repeated");
    assert!(cache.member(GUILD, BOB).is_some(), "it is still a member");
}

#[test]
fn a_loaded_guild_has_its_voice_states() {
    let cache = loaded(CacheConfig::default());
    let ann = cache.voice_state(GUILD, ANN).unwrap();
    assert_eq!((ann.guild_id, ann.session_id.as_str(), ann.self_mute), (Some(GUILD), "v", true));
}
