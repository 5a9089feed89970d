//! Users and members.

use fastrand::Rng;
use serde_json::{Value, json};

use super::values::{hash, name, sometimes, time};
use super::{GUILDS, places};

/// The number of active users of the shard.
const USERS: usize = 20_000;

/// The users of the shard.
#[derive(Debug)]
pub(super) struct Crowd {
    users: Vec<Value>,
}

impl Crowd {
    pub(super) fn new(rng: &mut Rng) -> Self {
        Self { users: (0..USERS).map(|_| user(rng)).collect() }
    }

    /// A random user; users at the beginning are more frequent.
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
            "sku_id": places::id(rng), "palette": "violet", "label": "COLLECTIBLES_NAMEPLATES_LOFI_A11Y",
            "expires_at": null,
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

/// A member as in events, with or without its user.
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

/// A random guild of the shard; guilds at the beginning are more frequent.
pub(super) fn some_guild(rng: &mut Rng) -> u64 {
    let draw = rng.f64();
    // The square of a number below one is below one.
    (draw * draw * GUILDS as f64) as u64
}
