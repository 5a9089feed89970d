//! Users, members, and what they are called.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::{GUILDS, places};

/// Users of the shard who do anything at all.
const USERS: usize = 20_000;

const NAMES: &[&str] = &[
    "mika", "luna", "raven", "ghost", "pixel", "frost", "nova", "echo", "storm", "zen", "milo", "ivy", "jax", "kira",
    "leo", "nyx", "orion", "quinn", "sage", "wolf",
];
const WORDS: &[&str] = &[
    "the",
    "a",
    "is",
    "that",
    "you",
    "i",
    "it",
    "and",
    "to",
    "game",
    "play",
    "lol",
    "what",
    "this",
    "server",
    "please",
    "thanks",
    "not",
    "how",
    "can",
    "we",
    "when",
    "tomorrow",
    "update",
    "really",
    "someone",
    "help",
    "bot",
    "role",
    "channel",
    "anyone",
    "yeah",
    "nice",
    "😂",
    "wait",
    "où",
    "heute",
    "それ",
    "https://example.com/watch?v=dQw4w9WgXcQ",
    "<@&613425648685547541>",
    "<:blob:816220558187118592>",
    "\"quoted\"",
];

/// The users of the shard.
#[derive(Debug)]
pub(super) struct Crowd {
    users: Vec<Value>,
}

impl Crowd {
    pub(super) fn new(rng: &mut Rng) -> Self {
        Self { users: (0..USERS).map(|_| user(rng)).collect() }
    }

    /// One of them, the first ones more often than the last.
    pub(super) fn user(&self, rng: &mut Rng) -> &Value {
        let draw = rng.f64();
        // The square of a number below one is below one.
        &self.users[(draw * draw * USERS as f64) as usize]
    }
}

fn user(rng: &mut Rng) -> Value {
    let bot = rng.u8(..) < 8;
    let mut user = json!({
        "username": name(rng),
        "public_flags": if rng.u8(..) < 60 { 1 << rng.u32(6..9) } else { 0 },
        "primary_guild": sometimes(rng, 8, |rng| json!({
            "tag": "ZEN", "identity_guild_id": places::id(rng), "identity_enabled": true, "badge": hash(rng),
        })),
        "id": places::id(rng),
        "global_name": sometimes(rng, 70, |rng| name(rng).into()),
        "discriminator": if bot { "4821" } else { "0" },
        "display_name_styles": null,
        "collectibles": sometimes(rng, 5, |rng| json!({"nameplate": {
            "sku_id": places::id(rng), "palette": "violet", "label": "COLLECTIBLES_NAMEPLATES_LOFI_A11Y", "expires_at": null,
            "asset": "nameplates/nameplates_v3/lofi/",
        }})),
        "clan": null,
        "avatar_decoration_data": sometimes(rng, 10, |rng| json!({
            "sku_id": places::id(rng), "expires_at": null, "asset": format!("a_{}", hash(rng)),
        })),
        "avatar": sometimes(rng, 85, |rng| hash(rng).into()),
    });
    if bot {
        user["bot"] = true.into();
    }
    user
}

/// A member as it stands in events, with its user or without.
pub(super) fn member(rng: &mut Rng, guild: u64, user: Option<&Value>) -> Value {
    let roles: Vec<Value> = (0..rng.u64(0..6)).map(|_| places::role(guild, rng.u64(0..places::ROLES))).collect();
    let mut member = json!({
        "roles": roles,
        "premium_since": sometimes(rng, 4, |rng| time(rng).into()),
        "pending": false,
        "nick": sometimes(rng, 25, |rng| name(rng).into()),
        "mute": false,
        "joined_at": time(rng),
        "flags": if rng.bool() { 0 } else { 2 },
        "deaf": false,
        "communication_disabled_until": sometimes(rng, 1, |rng| time(rng).into()),
        "banner": null,
        "avatar": sometimes(rng, 3, |rng| hash(rng).into()),
    });
    if let Some(user) = user {
        member["user"] = user.clone();
    }
    member
}

pub(super) fn name(rng: &mut Rng) -> String {
    let first = NAMES[rng.usize(..NAMES.len())];
    match rng.u8(0..4) {
        0 => first.to_owned(),
        1 => format!("{first}_{}", NAMES[rng.usize(..NAMES.len())]),
        2 => format!("{first}{}", rng.u16(0..1000)),
        _ => format!("{first} {} ✦", NAMES[rng.usize(..NAMES.len())]),
    }
}

/// So many words of what people write.
pub(super) fn text(rng: &mut Rng, words: usize) -> String {
    let mut text = String::new();
    for n in 0..words {
        if n > 0 {
            text.push(if rng.u8(..) < 8 { '\n' } else { ' ' });
        }
        text.push_str(WORDS[rng.usize(..WORDS.len())]);
    }
    text
}

/// The hash of a picture.
pub(super) fn hash(rng: &mut Rng) -> String {
    format!("{:032x}", rng.u128(..))
}

/// A time of the last years, to the microsecond.
pub(super) fn time(rng: &mut Rng) -> String {
    format!(
        "20{}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}+00:00",
        rng.u8(18..27),
        rng.u8(1..13),
        rng.u8(1..29),
        rng.u8(0..24),
        rng.u8(0..60),
        rng.u8(0..60),
        rng.u32(0..1000) * 1000,
    )
}

/// A value in so many of a hundred cases, else null.
pub(super) fn sometimes(rng: &mut Rng, percent: u8, value: impl FnOnce(&mut Rng) -> Value) -> Value {
    if rng.u8(0..100) < percent { value(rng) } else { Value::Null }
}

/// Takes null values out: of objects whose keys Discord leaves out.
pub(super) fn present(value: Value) -> Value {
    match value {
        Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>().into(),
        value => value,
    }
}

/// A guild of the shard, the first ones more often than the last.
pub(super) fn some_guild(rng: &mut Rng) -> u64 {
    let draw = rng.f64();
    // The square of a number below one is below one.
    (draw * draw * GUILDS as f64) as u64
}
