//! The sounds of guilds.

use super::*;
use crate::model::SoundId;

fn sound(id: u64, name: &str) -> Value {
    json!({"sound_id": SoundId::new(id), "name": name, "volume": 0.5, "guild_id": GUILD, "available": true})
}

fn names(cache: &Cache) -> Vec<String> {
    sorted(cache.soundboard_sounds(GUILD).iter().map(|sound| sound.name.to_string()).collect())
}

#[test]
fn sounds_are_created_updated_and_deleted() {
    let cache = loaded(CacheConfig::default());
    assert_eq!(cache.apply_json("GUILD_SOUNDBOARD_SOUND_CREATE", sound(1, "boo")), None);
    let first = cache.soundboard_sound(GUILD, SoundId::new(1)).unwrap();
    let old = cache.apply_json("GUILD_SOUNDBOARD_SOUND_UPDATE", sound(1, "bah")).unwrap();
    assert_eq!(old.as_soundboard_sound(), Some(&first));
    assert_eq!(names(&cache), ["bah"]);
    let old = cache.apply_json("GUILD_SOUNDBOARD_SOUND_DELETE", json!({"sound_id": "1", "guild_id": GUILD})).unwrap();
    assert_eq!(old.as_soundboard_sound().unwrap().name, "bah");
    assert!(names(&cache).is_empty());
}

/// An update of several sounds has the changed ones; the answer to a request has all.
#[test]
fn several_sounds_are_added_and_all_are_replaced() {
    let cache = loaded(CacheConfig::default());
    cache.apply_json("GUILD_SOUNDBOARD_SOUND_CREATE", sound(1, "a"));
    cache.apply_json("GUILD_SOUNDBOARD_SOUND_CREATE", sound(2, "b"));
    let several = |sounds: &[Value]| json!({"guild_id": GUILD, "soundboard_sounds": sounds});
    cache.apply_json("GUILD_SOUNDBOARD_SOUNDS_UPDATE", several(&[sound(2, "c"), sound(3, "d")]));
    assert_eq!(names(&cache), ["a", "c", "d"]);
    let mut without_guild = sound(3, "e");
    without_guild.as_object_mut().unwrap().remove("guild_id");
    cache.apply_json("SOUNDBOARD_SOUNDS", several(&[without_guild]));
    assert_eq!(names(&cache), ["e"]);
    assert_eq!(cache.soundboard_sound(GUILD, SoundId::new(3)).unwrap().guild_id, Some(GUILD));
}
