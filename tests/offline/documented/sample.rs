//! One full example of each event, made from the schema: `tests/fixtures/events/*.json`.
//!
//! Every documented key is there, with a value of its own, so that a key which is read into another's field is noticed.
//! Values are chosen by hand where a number or a text has to be one of a few; all others follow from the key's name.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::documented::schema::{Key, Schema, Shape};

/// How deep optional objects are filled in. Below, only one object of each kind is.
const DEPTH: usize = 2;

/// How deep anything optional is filled in.
const DEEPEST: usize = 5;

/// Numbers that have a meaning: of an object (or event), or of any.
const NUMBERS: &[(&str, &str, u64)] = &[
    ("READY", "v", 10),
    ("RATE_LIMITED", "opcode", 8),
    ("Interaction", "type", 2),
    ("INTERACTION_CREATE", "type", 2),
    ("ApplicationCommandData", "type", 1),
    ("InteractionDataOption", "type", 3),
    ("MessageComponentData", "component_type", 3),
    ("Channel", "type", 11),
    ("CHANNEL_CREATE", "type", 15),
    ("CHANNEL_UPDATE", "type", 2),
    ("CHANNEL_DELETE", "type", 0),
    ("THREAD_CREATE", "type", 11),
    ("THREAD_UPDATE", "type", 12),
    ("THREAD_DELETE", "type", 11),
    ("Message", "type", 19),
    ("MESSAGE_CREATE", "type", 19),
    ("MESSAGE_UPDATE", "type", 20),
    ("MESSAGE_REACTION_ADD", "type", 1),
    ("MESSAGE_REACTION_REMOVE", "type", 1),
    ("ApplicationCommandInteractionMetadata", "type", 2),
    ("MessageComponentInteractionMetadata", "type", 3),
    ("ModalSubmitInteractionMetadata", "type", 5),
    ("Overwrite", "type", 1),
    ("GuildScheduledEvent", "entity_type", 3),
    ("AutoModerationRule", "trigger_type", 4),
    ("AuditLogEntry", "action_type", 25),
    ("GUILD_AUDIT_LOG_ENTRY_CREATE", "action_type", 25),
    ("", "type", 1),
    ("", "channel_type", 5),
    ("", "verification_level", 3),
    ("", "explicit_content_filter", 2),
    ("", "nsfw_level", 2),
    ("", "premium_tier", 3),
    ("", "premium_type", 3),
    ("", "format_type", 2),
    ("", "entity_type", 2),
    ("", "status", 2),
    ("", "privacy_level", 2),
    ("", "trigger_type", 1),
    ("", "rule_trigger_type", 5),
    ("", "event_type", 2),
    ("", "target_type", 2),
    ("", "action_type", 10),
    ("", "video_quality_mode", 2),
    ("", "default_forum_layout", 2),
    ("", "membership_state", 2),
    ("", "event_webhooks_status", 2),
    ("", "frequency", 2),
    ("", "default_message_notifications", 1),
    ("", "mfa_level", 1),
    ("", "default_sort_order", 1),
    ("", "layout_type", 1),
    ("", "expire_behavior", 1),
    ("", "status_display_type", 1),
    ("", "context", 1),
    ("", "animation_type", 1),
    ("", "base_theme", 2),
    ("", "shard", 0),
    ("", "created_at", 1_507_665_886_000),
    ("", "start", 1_507_665_887_000),
    ("", "end", 1_507_665_888_000),
    ("", "timestamp", 1_617_216_331),
    ("", "voice_start_time", 1_617_216_332),
    ("", "attachment_size_limit", 10_485_760),
];

/// Components, and their types.
pub const COMPONENTS: &[(&str, u64)] = &[
    ("ActionRow", 1),
    ("Button", 2),
    ("StringSelect", 3),
    ("TextInput", 4),
    ("UserSelect", 5),
    ("RoleSelect", 6),
    ("MentionableSelect", 7),
    ("ChannelSelect", 8),
    ("Section", 9),
    ("TextDisplay", 10),
    ("Thumbnail", 11),
    ("MediaGallery", 12),
    ("File", 13),
    ("Separator", 14),
    ("Container", 17),
    ("Label", 18),
    ("FileUpload", 19),
    ("RadioGroup", 21),
    ("CheckboxGroup", 22),
    ("Checkbox", 23),
];

/// Texts that have a form.
const TEXTS: &[(&str, &str, &str)] = &[
    ("Embed", "type", "rich"),
    ("AuditLogOptionalInfo", "type", "0"),
    ("AuditLogOptionalInfo", "status", "resting"),
    ("AuditLogOptionalInfo", "count", "3"),
    ("AuditLogEntry", "target_id", "53908232506183680"),
    ("", "type", "discord"),
    ("", "status", "dnd"),
    ("", "desktop", "online"),
    ("", "mobile", "idle"),
    ("", "web", "dnd"),
    ("", "vr", "offline"),
    ("", "palette", "crimson"),
    ("", "locale", "de"),
    ("", "preferred_locale", "fr"),
    ("", "guild_locale", "en-GB"),
    ("", "discriminator", "0001"),
    ("", "features", "COMMUNITY"),
    ("", "country", "DE"),
    ("", "burst_colors", "#ff0000"),
    ("", "colors", "5865f2"),
    ("", "permissions", "2251799813685248"),
    ("", "app_permissions", "1125899906842624"),
    ("", "allow", "1024"),
    ("", "deny", "2048"),
    ("", "flags_new", "4294967296"),
    ("", "delete_member_days", "7"),
    ("", "members_removed", "4"),
    ("", "auto_moderation_rule_trigger_type", "1"),
    ("", "resume_gateway_url", "wss://gateway-us-east1-b.discord.gg"),
    ("", "endpoint", "smart.loyal.discord.gg:443"),
    ("", "email", "ann@example.org"),
    ("", "emoji_name", "🎉"),
];

/// Texts that are the hash of an image.
const IMAGES: &[&str] =
    &["icon", "icon_hash", "avatar", "banner", "splash", "discovery_splash", "badge", "cover_image", "image"];

/// Keys whose value is the same wherever they stand: events are told apart by them.
const SAME_EVERYWHERE: &[&str] = &["guild_id", "channel_id", "user_id", "message_id", "application_id"];

/// A full example of an event.
pub fn event(schema: &Schema, name: &str) -> Value {
    match name {
        // Nothing is documented about its content.
        "RESUMED" => Value::Null,
        name => Sampler::new(schema).object(name, 0),
    }
}

/// A full example of an object.
pub fn object(schema: &Schema, name: &str) -> Value {
    Sampler::new(schema).object(name, 0)
}

/// A full example of a documented type, as the value of `key` of `owner`.
pub fn value(schema: &Schema, owner: &str, key: &str, shape: &Shape) -> Value {
    Sampler::new(schema).value(owner, key, shape, 0)
}

struct Sampler<'a> {
    schema: &'a Schema,
    /// The objects that the one being made is in, by the names of their types.
    above: Vec<String>,
    /// Which optional objects of which objects have been made.
    made: BTreeSet<(String, String)>,
}

impl<'a> Sampler<'a> {
    fn new(schema: &'a Schema) -> Self {
        Self { schema, above: Vec::new(), made: BTreeSet::new() }
    }

    fn object(&mut self, owner: &str, depth: usize) -> Value {
        self.above.push(kind(owner).to_owned());
        let mut map = Map::new();
        for key in self.schema.keys(owner) {
            let Key { name, shape, .. } = key;
            let inner = if self.is_wanted(owner, key, depth) { depth + 1 } else { continue };
            map.insert(name.clone(), self.value(owner, name, shape, inner));
        }
        self.above.pop();
        map.into()
    }

    fn is_wanted(&mut self, owner: &str, key: &Key, depth: usize) -> bool {
        let names = objects(&key.shape);
        if !key.optional || names.is_empty() {
            return true;
        }
        let times = |name: &str| self.above.iter().filter(|it| *it == kind(name)).count();
        // A message has one that it replies to, a subcommand has options; and there it ends.
        let own = names == [base(owner)] && times(owner) == 1;
        let circular = names.iter().any(|name| times(name) > 0);
        if circular || depth > DEEPEST {
            return own;
        }
        self.made.insert((kind(owner).to_owned(), key.name.clone())) || depth < DEPTH
    }

    fn value(&mut self, owner: &str, key: &str, shape: &Shape, depth: usize) -> Value {
        let hash = hash(&format!("{}.{key}", base(owner)));
        match shape {
            Shape::Snowflake => {
                let hash = if SAME_EVERYWHERE.contains(&key) { self::hash(key) } else { hash };
                json!((100_000_000_000_000_000 + hash % 1_000_000_000_000_000_000).to_string())
            }
            Shape::Int => json!(number(owner, key, hash)),
            // A quarter can be written exactly in two and in ten.
            Shape::Float => json!((hash % 400) as f64 / 4.0 + 0.25),
            // True, since that is nobody's default but that of the second. What stands for a guild that cannot be
            // reached has no other key.
            Shape::Bool => json!(![("GUILD_CREATE", "unavailable"), ("Emoji", "available")].contains(&(owner, key))),
            Shape::Text => json!(text(owner, key, hash)),
            Shape::Timestamp => json!(timestamp(hash)),
            Shape::Null => Value::Null,
            Shape::Any => any(owner, key),
            Shape::List(item) => match (key, &**item) {
                ("not_found", Shape::OneOf(_)) => json!(["81384788765712384", 81_384_788_765_712_385_u64]),
                _ => json!([self.value(owner, key, item, depth)]),
            },
            Shape::Pair(items) => json!([0, items.len() + 1]),
            Shape::Map(item) => match &**item {
                Shape::Object(_) => {
                    let id = 200_000_000_000_000_000 + hash % 1_000_000_000_000_000;
                    json!({id.to_string(): self.value(owner, key, item, depth)})
                }
                _ if key == "integration_types_config" => {
                    json!({"0": {"oauth2_install_params": {"scopes": ["bot"], "permissions": "0"}}, "1": {}})
                }
                _ => json!({"0": "197038439483310086", "1": "197038439483310087"}),
            },
            Shape::Object(name) => self.object(name, depth),
            // Which one is of no importance: all of them are tried.
            Shape::OneOf(shapes) => shapes.first().map_or(Value::Null, |it| self.value(owner, key, it, depth)),
        }
    }
}

pub fn number(owner: &str, key: &str, hash: u64) -> u64 {
    let known = NUMBERS.iter().find(|(object, name, _)| *name == key && (*object == base(owner) || object.is_empty()));
    let component = COMPONENTS.iter().find(|(name, _)| *name == owner.trim_end_matches("Response"));
    match known {
        _ if key == "type" && component.is_some() => component.map_or(0, |(_, number)| *number),
        Some((_, _, number)) => *number,
        None if key.contains("color") => 0x58_00_00 + hash % 0x1_00_00,
        // Two and up, so that it is nobody's default; small enough for the smallest type.
        None => 2 + hash % 100,
    }
}

pub fn text(owner: &str, key: &str, hash: u64) -> String {
    let known = TEXTS.iter().find(|(object, name, _)| *name == key && (*object == base(owner) || object.is_empty()));
    match known {
        Some((_, _, text)) => (*text).to_owned(),
        None if IMAGES.contains(&key) => {
            format!("{}{hash:016x}{:016x}", if key == "avatar" { "a_" } else { "" }, hash.rotate_left(17))
        }
        None if key.ends_with("url") => format!("https://example.org/{}/{key}", base(owner).to_lowercase()),
        None => format!("{key} of {}", base(owner)),
    }
}

pub fn timestamp(hash: u64) -> String {
    let [year, month, day, hour, minute, second] = [(0, 10), (8, 9), (16, 10), (24, 10), (32, 10), (40, 10)]
        .map(|(shift, values)| hash.rotate_right(shift) % values);
    format!("202{year}-0{}-1{day}T1{hour}:2{minute}:3{second}.{:06}+00:00", month + 1, hash % 1_000_000)
}

fn any(owner: &str, key: &str) -> Value {
    let answer = owner == "ModalSubmitData" || owner.ends_with("Response");
    match key {
        "component" | "components" if answer => json!({"type": 4, "id": 3, "custom_id": "name", "value": "Ann"}),
        "component" => json!({"type": 4, "id": 3, "custom_id": "name", "style": 1}),
        "components" => {
            let button = json!({"type": 2, "id": 2, "style": 1, "label": "Press", "custom_id": "press"});
            json!({"type": 1, "id": 1, "components": [button]})
        }
        "welcome_screen" => {
            let channel = json!({"channel_id": "5", "description": "x", "emoji_id": null, "emoji_name": "🎉"});
            json!({"description": "welcome", "welcome_channels": [channel]})
        }
        key => json!(format!("any {key}")),
    }
}

/// The objects that a value of the shape has in it at once.
pub fn objects(shape: &Shape) -> Vec<&str> {
    match shape {
        Shape::Object(name) => vec![name],
        Shape::List(item) | Shape::Map(item) => objects(item),
        Shape::OneOf(shapes) => shapes.iter().flat_map(objects).collect(),
        _ => Vec::new(),
    }
}

/// The name of an object without what stands in brackets behind it.
pub fn base(name: &str) -> &str {
    name.split('(').next().unwrap_or(name)
}

/// The type of an object: a part of a message that is forwarded is none, all others are what they are a part of.
pub fn kind(name: &str) -> &str {
    if name.ends_with("(of a snapshot)") { name } else { base(name) }
}

/// FNV-1a: the same today and tomorrow, on each machine.
pub fn hash(text: &str) -> u64 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash ^ (hash >> 29)
}
