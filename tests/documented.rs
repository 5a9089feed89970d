//! The event table and the types of the model against Discord's documentation, as it is kept beside the project in
//! `../shared/discord/events.md`. Where that file is not there, these tests say so and do nothing.
//!
//! From the field lists a full sample of each event and object is made. It must decode; it must still decode when any key that may
//! be absent is left out, any that may be null is null, keys nobody knows are added and numbers have values nobody knows; and
//! what is written back must have exactly the documented keys.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};

use greenroom::event::{Event, EventKind};
use greenroom::gateway::Intents;
use greenroom::model::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

const EVENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/discord/events.md");

#[derive(Debug, Clone, PartialEq)]
struct Key {
    name: String,
    kind: String,
    optional: bool,
    nullable: bool,
}

struct Row {
    guild: Intents,
    direct: Intents,
    /// The documented keys, those of an inner object included.
    keys: Vec<Key>,
}

struct Docs {
    events: BTreeMap<String, Row>,
    objects: BTreeMap<String, Vec<Key>>,
}

/// The keys of a list such as: `id`: snowflake, `nick?`: string|null, ...
fn keys(list: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = list;
    while let Some((_, after)) = rest.split_once('`') {
        let Some((name, after)) = after.split_once('`') else { break };
        rest = after;
        let Some(kind) = after.strip_prefix(": ") else { continue };
        let kind = kind.split(", `").next().unwrap_or(kind).replace("\\|", "|");
        let nullable = kind.contains("|null") || kind.starts_with("null");
        let optional = name.ends_with('?');
        let name = name.trim_end_matches('?').to_owned();
        keys.push(Key { name, kind, optional, nullable });
    }
    keys
}

fn read() -> Option<Docs> {
    let Ok(text) = std::fs::read_to_string(EVENTS) else {
        println!("skipped: {EVENTS} is not there");
        return None;
    };
    let mut objects: BTreeMap<String, Vec<Key>> = BTreeMap::new();
    for line in text.lines() {
        if let Some((head, list)) = line.strip_prefix("**").and_then(|line| line.split_once("** — ")) {
            let name = head.split(' ').next().unwrap_or(head);
            objects.insert(name.to_owned(), keys(list.split(" _").next().unwrap_or(list)));
        }
    }
    let mut events = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let line = line.replace("\\|", "\u{1}");
        let cells: Vec<_> = line.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect();
        let [_, number, name, intents, payload, ..] = &cells[..] else { continue };
        if number.parse::<u32>().is_err() {
            continue;
        }
        let named = |direct: bool| {
            let words = intents.split(|letter: char| letter != '_' && !letter.is_ascii_uppercase());
            words.filter(|word| word.starts_with("DIRECT_") == direct).filter_map(Intents::by_name).collect()
        };
        let mut keys = keys(payload);
        if let Some(inner) = payload.strip_prefix("**inner payload:** ") {
            let inner = inner.split([' ', ';', ':']).next().unwrap_or(inner);
            let extra: BTreeSet<_> = keys.iter().map(|key| key.name.clone()).collect();
            keys.extend(objects.get(inner).into_iter().flatten().filter(|key| !extra.contains(&key.name)).cloned());
        }
        events.insert(name.trim_matches('`').to_owned(), Row { guild: named(false), direct: named(true), keys });
    }
    assert!(events.len() >= 79 && objects.len() >= 60, "the documentation could not be read");
    Some(Docs { events, objects })
}

impl Docs {
    /// A value of a documented kind. Objects go as deep as `depth`; below that only what must be there is.
    fn value(&self, key: &Key, depth: usize) -> Value {
        let kind = key.kind.trim_start_matches('(');
        let word = kind.split([' ', '|', ',', '.', ';', ')', '<']).next().unwrap_or(kind);
        match word {
            // A guild of which all is there; the other shape of GUILD_CREATE has its own test.
            _ if key.name == "unavailable" => json!(false),
            _ if key.name == "meta" => json!({"guild_id": "1", "nonce": "n"}),
            _ if ["permissions", "app_permissions", "allow", "deny", "flags_new"].contains(&key.name.as_str()) => {
                json!("8")
            }
            _ if kind.starts_with("[int") => json!([1, 2]),
            _ if kind.starts_with("snowflake|number)[]") => json!(["1", 2]),
            "snowflake" => json!("1"),
            "int" => json!(1),
            "float" => json!(1.5),
            "bool" => json!(true),
            "timestamp" => json!("2021-03-31T18:45:31.297561+00:00"),
            "string" => json!("x"),
            "null" => Value::Null,
            "map" | "any" => json!({}),
            _ => match word.strip_suffix("[]") {
                Some(item) => json!([self.value(&Key { kind: item.to_owned(), ..key.clone() }, depth)]),
                None => self.object(word, depth),
            },
        }
    }

    fn object(&self, name: &str, depth: usize) -> Value {
        let name = match name {
            "PartialEmoji" => return json!({"id": "1", "name": "x", "animated": true}),
            // Not in the file.
            "Team" => return json!({"id": "1"}),
            "PartialGuild" => "Guild",
            "PartialChannel" => "Channel",
            "InteractionData" => "ApplicationCommandData",
            "MessageInteractionMetadata" => "ApplicationCommandInteractionMetadata",
            name => name,
        };
        self.objects.get(name).map_or_else(|| json!({}), |keys| self.sample(keys, depth))
    }

    fn sample(&self, keys: &[Key], depth: usize) -> Value {
        let wanted = keys.iter().filter(|key| depth > 0 || !key.optional);
        wanted.map(|key| (key.name.clone(), self.value(key, depth.saturating_sub(1)))).collect::<Map<_, _>>().into()
    }
}

/// All variations of a sample that must be understood as well.
fn variations(sample: &Value, keys: &[Key]) -> Vec<(String, Value)> {
    let object = sample.as_object().expect("an object");
    let mut all = vec![("full".to_owned(), sample.clone())];
    for key in keys {
        let mut object = object.clone();
        if key.optional {
            object.remove(&key.name);
            all.push((format!("without {}", key.name), object.clone().into()));
        }
        if key.nullable {
            object.insert(key.name.clone(), Value::Null);
            all.push((format!("{} null", key.name), object.into()));
        }
    }
    let mut bare = object.clone();
    keys.iter().filter(|key| key.optional).for_each(|key| drop(bare.remove(&key.name)));
    all.push(("bare".to_owned(), bare.into()));
    let mut strange = sample.clone();
    make_strange(&mut strange);
    all.push(("strange".to_owned(), strange));
    all
}

/// Adds a key that nobody knows to each object, and gives each number a value that no enum has.
fn make_strange(value: &mut Value) {
    match value {
        // An empty one may be a map, whose keys are ids.
        Value::Object(object) if !object.is_empty() => {
            object.values_mut().for_each(make_strange);
            object.insert("heard_of_by_nobody".to_owned(), json!({"a": [1, null, {"b": "c"}]}));
        }
        Value::Array(items) => items.iter_mut().for_each(make_strange),
        Value::Number(number) if number.is_u64() => *value = json!(250),
        _ => {}
    }
}

fn names(value: &Value) -> BTreeSet<&str> {
    value.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default()
}

#[test]
fn every_event_of_the_table_is_documented_with_these_intents() {
    let Some(docs) = read() else { return };
    for kind in EventKind::ALL {
        let row = docs.events.get(kind.name()).unwrap_or_else(|| panic!("{kind} is not documented"));
        assert_eq!((kind.guild_intents(), kind.direct_intents()), (row.guild, row.direct), "{kind}");
        assert_eq!(EventKind::from_name(kind.name()), Some(*kind));
    }
}

#[test]
fn every_event_decodes_as_documented() {
    let Some(docs) = read() else { return };
    for kind in EventKind::ALL {
        let row = &docs.events[kind.name()];
        let sample = docs.sample(&row.keys, 4);
        for (what, sample) in variations(&sample, &row.keys) {
            let event = Event::decode(*kind, sample.to_string().as_bytes())
                .unwrap_or_else(|error| panic!("{what}: {error}\n{sample}"));
            assert_eq!(event.kind(), *kind);
            if sample.get("guild_id").is_some() || sample.get("meta").is_some() {
                assert_eq!(event.guild_id(), Some(GuildId::new(1)), "{kind}, {what}");
            }
            if sample.get("channel_id").is_some_and(Value::is_string) {
                assert_eq!(event.channel_id(), Some(ChannelId::new(1)), "{kind}, {what}");
            }
            if sample.get("user_id").is_some() {
                assert_eq!(event.user_id(), Some(UserId::new(1)), "{kind}, {what}");
            }
        }
    }
}

/// The names of JSON keys, where the seed had some wrong: what is written must have the documented keys, no less and no more.
#[test]
fn events_have_exactly_the_documented_keys() {
    let Some(docs) = read() else { return };
    for kind in EventKind::ALL {
        let row = &docs.events[kind.name()];
        let sample = docs.sample(&row.keys, 3);
        let event = Event::decode(*kind, sample.to_string().as_bytes()).unwrap();
        let (left_out, added): (&[&str], &[&str]) = match kind {
            // RESUMED says nothing; the other two carry an object that is checked below.
            EventKind::Resumed => continue,
            EventKind::GuildCreate => (&["icon_hash", "region"], &["owner", "permissions", "unavailable"]),
            EventKind::GuildUpdate => (&["icon_hash", "region"], GUILD_CREATE_ONLY),
            EventKind::MessageCreate => (&["interaction"], &[]),
            EventKind::MessageUpdate => (
                &[
                    "interaction",
                    "tts",
                    "nonce",
                    "activity",
                    "application",
                    "stickers",
                    "role_subscription_data",
                    "resolved",
                    "shared_client_theme",
                ],
                &[],
            ),
            EventKind::UserUpdate => (&[], &["member"]),
            EventKind::ChannelCreate | EventKind::ChannelUpdate | EventKind::ChannelDelete => (&[], &["newly_created"]),
            EventKind::MemberUpdate => (&[], &["flags"]),
            // Its absence is what says that the bot left, so false is not written.
            EventKind::GuildDelete => (&["unavailable"], &[]),
            EventKind::InteractionCreate => (&["version", "authorizing_integration_owners"], &[]),
            _ => (&[], &[]),
        };
        compare(kind.name(), &write(&event), &row.keys, left_out, added);
    }
}

const GUILD_CREATE_ONLY: &[&str] = &[
    "joined_at",
    "large",
    "unavailable",
    "member_count",
    "voice_states",
    "members",
    "channels",
    "threads",
    "presences",
    "stage_instances",
    "guild_scheduled_events",
    "soundboard_sounds",
];

fn compare(what: &str, written: &Value, keys: &[Key], left_out: &[&str], added: &[&str]) {
    let documented: BTreeSet<_> = keys.iter().map(|key| key.name.as_str()).collect();
    let written = names(written);
    let missing: Vec<_> = documented.difference(&written).filter(|key| !left_out.contains(key)).collect();
    let invented: Vec<_> = written.difference(&documented).filter(|key| !added.contains(key)).collect();
    assert!(missing.is_empty(), "{what} lacks {missing:?}");
    assert!(invented.is_empty(), "{what} invents {invented:?}");
}

macro_rules! payloads {
    ($event:expr; $($kind:ident)+) => {
        match $event {
            $(Event::$kind(payload) => serde_json::to_value(payload).unwrap(),)+
            event => panic!("no test for {:?}", event.kind()),
        }
    };
}

fn write(event: &Event) -> Value {
    payloads!(event; Ready Resumed RateLimited GuildCreate GuildUpdate GuildDelete BanAdd BanRemove EmojisUpdate
        IntegrationsUpdate WebhooksUpdate RoleCreate RoleUpdate RoleDelete MemberAdd MemberUpdate MemberRemove MembersChunk
        ChannelCreate ChannelUpdate ChannelDelete ChannelPinsUpdate MessageCreate MessageUpdate MessageDelete MessageDeleteBulk
        ReactionAdd ReactionRemove ReactionRemoveAll ReactionRemoveEmoji TypingStart PresenceUpdate UserUpdate
        VoiceStateUpdate VoiceServerUpdate InteractionCreate)
}

fn check<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(
    docs: &Docs,
    name: &str,
    left_out: &[&str],
    added: &[&str],
) {
    let keys = &docs.objects[name];
    let sample = docs.sample(keys, 3);
    for (what, sample) in variations(&sample, keys) {
        let text = sample.to_string();
        let value: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}, {what}: {error}\n{sample}"));
        let written = serde_json::to_value(&value).unwrap();
        let read: T = serde_json::from_value(written.clone()).unwrap_or_else(|error| panic!("{name}, {what}: {error}"));
        assert_eq!(read, value, "{name}, {what}: not the same when read back");
        if what == "full" {
            compare(name, &written, keys, left_out, added);
        }
    }
}

#[test]
fn objects_have_exactly_the_documented_keys() {
    let Some(docs) = read() else { return };
    check::<User>(&docs, "User", &[], &["member"]);
    check::<PrimaryGuild>(&docs, "UserPrimaryGuild", &[], &[]);
    check::<AvatarDecoration>(&docs, "AvatarDecorationData", &[], &[]);
    check::<Nameplate>(&docs, "Nameplate", &[], &[]);
    check::<Guild>(&docs, "Guild", &["icon_hash", "region"], GUILD_CREATE_ONLY);
    check::<UnavailableGuild>(&docs, "UnavailableGuild", &[], &[]);
    check::<Member>(&docs, "Member", &[], &[]);
    check::<Role>(&docs, "Role", &[], &[]);
    check::<RoleTags>(&docs, "RoleTags", &[], &[]);
    check::<RoleColors>(&docs, "RoleColors", &[], &[]);
    check::<Channel>(&docs, "Channel", &[], &["newly_created"]);
    check::<Overwrite>(&docs, "Overwrite", &[], &[]);
    check::<ThreadMetadata>(&docs, "ThreadMetadata", &[], &[]);
    check::<ThreadMember>(&docs, "ThreadMember", &[], &[]);
    check::<ForumTag>(&docs, "ForumTag", &[], &[]);
    check::<DefaultReaction>(&docs, "DefaultReaction", &[], &[]);
    check::<Message>(&docs, "Message", &["interaction"], &["guild_id", "member", "channel_type"]);
    check::<MessageReference>(&docs, "MessageReference", &[], &[]);
    check::<Reaction>(&docs, "Reaction", &[], &[]);
    check::<Embed>(&docs, "Embed", &[], &[]);
    check::<EmbedMedia>(&docs, "EmbedImage", &["placeholder", "placeholder_version", "flags"], &[]);
    check::<EmbedMedia>(&docs, "EmbedVideo", &["placeholder", "placeholder_version", "flags"], &[]);
    check::<EmbedProvider>(&docs, "EmbedProvider", &[], &[]);
    check::<EmbedAuthor>(&docs, "EmbedAuthor", &[], &[]);
    check::<EmbedFooter>(&docs, "EmbedFooter", &[], &[]);
    check::<EmbedField>(&docs, "EmbedField", &[], &[]);
    check::<Attachment>(
        &docs,
        "Attachment",
        &["placeholder", "placeholder_version", "clip_participants", "application"],
        &[],
    );
    check::<Poll>(&docs, "Poll", &[], &[]);
    check::<PollResults>(&docs, "PollResults", &[], &[]);
    check::<Emoji>(&docs, "Emoji", &[], &[]);
    check::<Sticker>(&docs, "Sticker", &[], &[]);
    check::<StickerItem>(&docs, "StickerItem", &[], &[]);
    check::<SoundboardSound>(&docs, "SoundboardSound", &[], &[]);
    check::<VoiceState>(&docs, "VoiceState", &[], &[]);
    check::<StageInstance>(&docs, "StageInstance", &["discoverable_disabled"], &[]);
    check::<ScheduledEvent>(&docs, "GuildScheduledEvent", &[], &[]);
    check::<IncidentsData>(&docs, "IncidentsData", &[], &[]);
    check::<Entitlement>(&docs, "Entitlement", &[], &[]);
    check::<Interaction>(&docs, "Interaction", &["version", "authorizing_integration_owners"], &[]);
    check::<CommandData>(&docs, "ApplicationCommandData", &[], &[]);
    check::<CommandOption>(&docs, "InteractionDataOption", &[], &[]);
    check::<ComponentData>(&docs, "MessageComponentData", &[], &[]);
    check::<ModalData>(&docs, "ModalSubmitData", &[], &[]);
    check::<ResolvedData>(&docs, "ResolvedData", &[], &[]);
    check::<Presence>(&docs, "Presence", &[], &[]);
    check::<ClientStatus>(&docs, "ClientStatus", &[], &[]);
    check::<Activity>(&docs, "Activity", &[], &[]);
    check::<ActivityTimestamps>(&docs, "ActivityTimestamps", &[], &[]);
    check::<ActivityEmoji>(&docs, "ActivityEmoji", &[], &[]);
    check::<ActivityParty>(&docs, "ActivityParty", &[], &[]);
    check::<ActivityAssets>(&docs, "ActivityAssets", &[], &[]);
    check::<ActivitySecrets>(&docs, "ActivitySecrets", &[], &[]);
}
