//! What Discord may change at any time, done to every event and every object in it: it still decodes, and what is known
//! still survives.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::documented::schema::{Key, Schema, Shape};
use crate::documented::sites::{self, Site};
use crate::documented::typed::{decode, is_not_read, nothing_of, still_there_and_back, write};
use crate::documented::{fixtures, sample};

/// Keys that are documented as required and that Discord has left out nonetheless, or that were added after messages,
/// guilds and roles were stored that lack them. Threads of users about it: twilight-rs/twilight#245, #250, #747, #1550,
/// #1858, serenity-rs/serenity#1435, #2708.
const FORGOTTEN: &[(&str, &[&str])] = &[
    ("Role", &["colors", "flags", "hoist", "mentionable", "managed", "position", "color"]),
    (
        "Guild",
        &["incidents_data", "safety_alerts_channel_id", "premium_progress_bar_enabled", "nsfw_level", "owner_id"],
    ),
    (
        "GUILD_CREATE",
        &["joined_at", "large", "member_count", "voice_states", "members", "channels", "threads", "presences"],
    ),
    (
        "GUILD_CREATE",
        &["stage_instances", "guild_scheduled_events", "soundboard_sounds", "name", "roles", "emojis", "features"],
    ),
    ("Member", &["flags", "deaf", "mute", "joined_at", "roles"]),
    ("User", &["global_name", "discriminator", "username", "avatar"]),
    ("Reaction", &["count_details", "me_burst", "burst_colors"]),
    ("MESSAGE_REACTION_ADD", &["burst", "type"]),
    ("MESSAGE_REACTION_REMOVE", &["burst", "type"]),
    ("MESSAGE_CREATE", &["content", "attachments", "embeds", "mentions", "mention_roles", "pinned", "type", "tts"]),
    (
        "MESSAGE_UPDATE",
        &["content", "author", "timestamp", "edited_timestamp", "attachments", "embeds", "mentions", "type"],
    ),
    ("Sticker", &["tags", "description"]),
    (
        "INTERACTION_CREATE",
        &["entitlements", "attachment_size_limit", "authorizing_integration_owners", "app_permissions"],
    ),
    ("Entitlement", &["deleted", "starts_at", "ends_at"]),
    ("StageInstance", &["discoverable_disabled", "guild_scheduled_event_id"]),
    ("GuildScheduledEvent", &["recurrence_rule", "entity_metadata", "entity_id", "scheduled_end_time", "channel_id"]),
    ("VoiceState", &["self_video", "suppress", "request_to_speak_timestamp", "self_deaf", "self_mute"]),
    ("SoundboardSound", &["available", "emoji_id", "emoji_name"]),
    ("SUBSCRIPTION_UPDATE", &["renewal_sku_ids", "canceled_at"]),
    ("Poll", &["layout_type", "expiry", "allow_multiselect"]),
    ("Emoji", &["id", "name"]),
    ("PartialEmoji", &["id", "name"]),
    ("Attachment", &["proxy_url"]),
    ("ThreadMetadata", &["locked"]),
    ("Activity", &["created_at", "type"]),
    ("GUILD_MEMBER_UPDATE", &["roles", "avatar", "banner", "joined_at"]),
    ("GUILD_MEMBERS_CHUNK", &["chunk_index", "chunk_count"]),
    ("VOICE_SERVER_UPDATE", &["endpoint"]),
    ("INVITE_CREATE", &["expires_at", "temporary", "uses"]),
    ("ThreadMember", &["flags"]),
    ("AUTO_MODERATION_ACTION_EXECUTION", &["content", "matched_keyword", "matched_content"]),
];

/// Numbers that say how the rest is to be read, and are no enum.
const NO_ENUMS: &[&str] = &["v", "opcode", "shard"];

/// Does something to the keys of each event, and of each kind of object in the smallest event that has it, one at a
/// time.
fn each(change: impl Fn(&Site, &mut Value) -> bool) -> Vec<String> {
    each_judged(change, |name, _, json| still_there_and_back(name, json))
}

/// As [`each`], and `judge` says what is wrong afterwards.
fn each_judged(
    change: impl Fn(&Site, &mut Value) -> bool,
    judge: impl Fn(&str, &Site, &Value) -> Vec<String>,
) -> Vec<String> {
    let schema = Schema::load();
    let (mut found, mut changed, mut seen) = (Vec::new(), 0, BTreeSet::new());
    let mut fixtures: Vec<_> = fixtures::load().iter().collect();
    fixtures.sort_by_key(|(_, fixture)| fixture.to_string().len());
    for (name, fixture) in fixtures.into_iter().flat_map(|(name, fixture)| slices(schema, name, fixture)) {
        let mut sites = sites::first(schema, name, &fixture);
        sites.retain(|site| seen.insert((site.owner.clone(), site.key.name.clone())));
        for site in sites {
            let mut json = fixture.clone();
            if change(&site, &mut json) {
                changed += 1;
                let errors = judge(name, &site, &json);
                found.extend(errors.into_iter().map(|error| format!("{}: {error}", site.path())));
            }
        }
    }
    assert!(changed > 100, "nothing was changed");
    found
}

/// A large fixture in parts, each with one of the optional objects in it: what is left out is not read again and again.
fn slices<'a>(schema: &Schema, name: &'a str, fixture: &Value) -> Vec<(&'a str, Value)> {
    let mut keys = Vec::new();
    if fixture.is_object() {
        let optional = schema.keys(name).iter().filter(|key| key.optional && !sample::objects(&key.shape).is_empty());
        keys.extend(optional.map(|key| key.name.as_str()));
    }
    if keys.len() < 2 {
        return vec![(name, fixture.clone())];
    }
    let only = |wanted: &&str| {
        let mut slice = fixture.clone();
        slice.as_object_mut().expect("it has keys").retain(|key, _| key == *wanted || !keys.contains(&key.as_str()));
        (name, slice)
    };
    keys.iter().map(only).collect()
}

/// Does something to all sites of a fixture at once; if that fails, one by one to find out which it is.
fn together(change: impl Fn(&Site, &mut Value) -> bool) -> Vec<String> {
    let schema = Schema::load();
    let (mut found, mut changed) = (Vec::new(), 0);
    for (name, fixture) in fixtures::load() {
        let sites = sites::all(schema, name, fixture);
        let mut json = fixture.clone();
        changed += sites.iter().filter(|site| change(site, &mut json)).count();
        let errors = still_there_and_back(name, &json);
        if errors.is_empty() {
            continue;
        }
        let before = found.len();
        for site in &sites {
            let mut json = fixture.clone();
            if change(site, &mut json) {
                let errors = still_there_and_back(name, &json);
                found.extend(errors.into_iter().map(|error| format!("{}: {error}", site.path())));
            }
        }
        if found.len() == before {
            found.extend(errors.into_iter().map(|error| format!("only together: {error}")));
        }
    }
    assert!(changed > 50, "nothing was changed");
    found
}

#[test]
fn each_optional_key_may_be_missing() {
    nothing_of(&each(|site, json| site.key.optional && site.object(json).remove(&site.key.name).is_some()));
}

/// Lets a key say as much as nothing, if its type can.
fn say_nothing(site: &Site, json: &mut Value) -> bool {
    let name = site.key.name.as_str();
    // Bits and other numbers, as text.
    let number = name.contains("permissions") || ["allow", "deny", "flags_new", "discriminator"].contains(&name);
    let nothing = match site.key.shape {
        Shape::Bool => json!(false),
        Shape::Int => json!(0),
        Shape::List(_) => json!([]),
        Shape::Text if number => json!("0"),
        Shape::Text => json!(""),
        _ => return false,
    };
    *site.value(json) = nothing;
    true
}

#[test]
fn each_optional_key_may_say_nothing() {
    nothing_of(&each(|site, json| site.key.optional && say_nothing(site, json)));
}

/// Keys that GUILD_CREATE always has, and that a guild has nowhere else.
const OF_GUILD_CREATE: &[&str] = &[
    "channels",
    "guild_scheduled_events",
    "large",
    "member_count",
    "members",
    "presences",
    "soundboard_sounds",
    "stage_instances",
    "threads",
    "voice_states",
];

/// Left out is only what may be absent.
#[test]
fn each_required_key_is_written_also_where_it_says_nothing() {
    let judge = |name: &str, site: &Site, json: &Value| match decode(name, json) {
        Ok(event) if write(&event).pointer(&site.pointer()).is_some() => Vec::new(),
        Ok(_) => vec![format!("{name}: is left out")],
        Err(error) => vec![format!("{name}: {error}")],
    };
    let is_required = |site: &Site| {
        let may_be_absent = sample::base(&site.owner) == "GUILD_CREATE" && OF_GUILD_CREATE.contains(&&*site.key.name);
        !site.key.optional && !may_be_absent
    };
    nothing_of(&each_judged(|site, json| is_required(site) && say_nothing(site, json), judge));
}

#[test]
fn all_optional_keys_may_be_missing_at_once() {
    let schema = Schema::load();
    let mut found = Vec::new();
    for (name, fixture) in fixtures::load() {
        let mut json = fixture.clone();
        // The inner ones come first: an object is still there when its keys go.
        for site in sites::all(schema, name, fixture).iter().filter(|site| site.key.optional) {
            site.object(&mut json).remove(&site.key.name);
        }
        found.extend(still_there_and_back(name, &json));
    }
    nothing_of(&found);
}

#[test]
fn keys_that_nobody_knows_change_nothing() {
    let schema = Schema::load();
    let mut found = Vec::new();
    for (name, fixture) in fixtures::load().iter().filter(|(_, fixture)| fixture.is_object()) {
        let mut json = fixture.clone();
        for site in sites::all(schema, name, fixture) {
            let object = site.object(&mut json);
            object.insert("heard_of_by_nobody".to_owned(), json!({"id": [1, null, {"guild_id": "c"}]}));
            // Before all others too; the map is sorted.
            object.insert("\u{1}".to_owned(), json!([{"user": {}}]));
        }
        match (decode(name, fixture), decode(name, &json)) {
            (Ok(before), Ok(after)) if before == after => {}
            (_, Err(error)) => found.push(error),
            (Ok(before), Ok(after)) => {
                found.push(format!(
                    "{name}: another value, of which is written\n{}\n{}",
                    write(&before),
                    write(&after)
                ));
            }
            (Err(error), _) => found.push(error),
        }
    }
    nothing_of(&found);
}

#[test]
fn each_nullable_key_may_be_null() {
    nothing_of(&each(|site, json| {
        let nullable = site.key.nullable;
        if nullable {
            *site.value(json) = Value::Null;
        }
        nullable
    }));
}

#[test]
fn all_nullable_keys_may_be_null_at_once() {
    let schema = Schema::load();
    let mut found = Vec::new();
    for (name, fixture) in fixtures::load() {
        let mut json = fixture.clone();
        for site in sites::all(schema, name, fixture).iter().filter(|site| site.key.nullable) {
            *site.value(&mut json) = Value::Null;
        }
        found.extend(still_there_and_back(name, &json));
    }
    nothing_of(&found);
}

#[test]
fn numbers_may_be_ones_that_nobody_knows() {
    nothing_of(&together(|site, json| {
        // The data of an interaction of an unknown kind is kept as it came, with keys that are not read otherwise.
        let is_interaction = site.owner == "INTERACTION_CREATE" && site.key.name == "type";
        let wanted = site.key.shape == Shape::Int && !NO_ENUMS.contains(&site.key.name.as_str()) && !is_interaction;
        if wanted {
            *site.value(json) = json!(9999);
        }
        wanted
    }));
}

#[test]
fn names_may_be_ones_that_nobody_knows() {
    nothing_of(&together(|site, json| {
        let name = &site.key.name;
        // Bits and other numbers, as text.
        let bits =
            name.contains("permissions") || ["allow", "deny", "flags_new", "discriminator"].contains(&name.as_str());
        match site.key.shape {
            Shape::Text if !bits => *site.value(json) = json!("somethingnew"),
            Shape::List(ref item) if **item == Shape::Text => *site.value(json) = json!(["somethingnew", "x"]),
            _ => return false,
        }
        true
    }));
}

#[test]
fn flags_may_have_bits_that_nobody_knows() {
    const BITS: u64 = 1 << 62 | 1 << 40 | 1;
    nothing_of(&together(|site, json| {
        let (name, value) = (site.key.name.as_str(), site.value(json));
        match (&site.key.shape, name) {
            (Shape::Int, name) if name.ends_with("flags") => *value = json!(BITS),
            (Shape::Text, "permissions" | "app_permissions" | "allow" | "deny" | "flags_new") => {
                *value = json!(BITS.to_string());
            }
            _ => return false,
        }
        true
    }));
}

#[test]
fn keys_that_discord_forgets_may_be_missing() {
    let mut seen = std::sync::Mutex::new(BTreeMap::<(String, String), ()>::new());
    let found = each(|site, json| {
        let owner = sample::base(&site.owner);
        let rows = FORGOTTEN.iter().filter(|(object, _)| *object == owner);
        let listed = rows.flat_map(|(_, keys)| *keys).any(|key| *key == site.key.name);
        if listed {
            seen.lock().unwrap().insert((owner.to_owned(), site.key.name.clone()), ());
        }
        listed && site.object(json).remove(&site.key.name).is_some()
    });
    nothing_of(&found);
    let seen = seen.get_mut().unwrap();
    let listed: Vec<_> =
        FORGOTTEN.iter().flat_map(|(object, keys)| keys.iter().map(move |key| (object, key))).collect();
    let idle: Vec<_> = listed
        .iter()
        .filter(|(object, key)| !seen.contains_key(&((**object).to_owned(), (**key).to_owned())))
        .collect();
    assert!(idle.is_empty(), "not documented: {idle:?}");
}

/// Ids have come as numbers, and numbers as ids.
#[test]
fn ids_may_come_as_numbers() {
    nothing_of(&together(|site, json| {
        let value = site.value(json);
        let Some(id) = value.as_str().and_then(|text| text.parse::<u64>().ok()) else { return false };
        let wanted = site.key.shape == Shape::Snowflake;
        if wanted {
            *value = json!(id);
        }
        wanted
    }));
}

/// Objects and keys that may be absent and may be null, and where both mean the same.
const ONE_MEANING: &[(&str, &[&str])] = &[
    (
        "the object is sent as a whole: absent is that there is none, and so is null",
        &[
            "User",
            "Guild",
            "Member",
            "Role",
            "Channel",
            "GuildScheduledEvent",
            "Activity",
            "IncidentsData",
            "ThreadMetadata",
            "Attachment",
            "MessageCall",
            "SharedClientTheme",
            "PartialApplication",
            "Message.edited_timestamp",
        ],
    ),
    (
        "so are these, of which the object is the payload",
        &[
            "GUILD_CREATE",
            "GUILD_UPDATE",
            "USER_UPDATE",
            "GUILD_MEMBER_ADD",
            "CHANNEL_CREATE",
            "CHANNEL_UPDATE",
            "CHANNEL_DELETE",
            "THREAD_CREATE",
            "THREAD_UPDATE",
            "GUILD_SCHEDULED_EVENT_CREATE",
            "GUILD_SCHEDULED_EVENT_UPDATE",
            "GUILD_SCHEDULED_EVENT_DELETE",
        ],
    ),
    (
        "these change nothing that was sent before: they say all there is",
        &["VOICE_CHANNEL_EFFECT_SEND", "VOICE_CHANNEL_START_TIME_UPDATE"],
    ),
];

/// Absent and null are told apart where Discord gives them different meaning, and only there.
#[test]
fn absent_and_null_are_told_apart_where_they_differ() {
    let schema = Schema::load();
    let mut found = Vec::new();
    let both = |key: &Key| key.optional && key.nullable;
    for (name, fixture) in fixtures::load() {
        for site in sites::first(schema, name, fixture).iter().filter(|site| both(&site.key)) {
            let owner = sample::base(&site.owner);
            let key = format!("{owner}.{}", site.key.name);
            let of_presence = site.owner == "User(of a presence)";
            let differ =
                of_presence || !ONE_MEANING.iter().any(|(_, all)| all.contains(&owner) || all.contains(&key.as_str()));
            if is_not_read(site) {
                continue;
            }
            let read = |change: &dyn Fn(&mut Value)| {
                let mut json = fixture.clone();
                change(&mut json);
                decode(name, &json).unwrap()
            };
            let absent = |json: &mut Value| drop(site.object(json).remove(&site.key.name));
            let null = |json: &mut Value| *site.value(json) = Value::Null;
            match (read(&absent) != read(&null), differ) {
                (false, true) => {
                    found.push(format!("{name}: {} ({}) does not tell absent from null", site.path(), site.owner));
                }
                (true, false) => found.push(format!("{name}: {} ({}) tells absent from null", site.path(), site.owner)),
                _ => {}
            }
        }
    }
    nothing_of(&found);
}
