//! Reads the notation of `events.md` and says the same in the plainer form of
//! [`Schema`](crate::documented::schema::Schema).
//!
//! The document is written for people: "partial", "without `user`", "each may have". What such words mean for the keys
//! is said here, phrase by phrase; one that is not listed stops the test, so that nothing new in the document is passed
//! over.

use std::collections::{BTreeMap, BTreeSet};

use crate::documented::schema::{Keys, Row, Schema};

/// What stands for a type in the document, and the type.
const PHRASES: &[(&str, &str)] = &[
    ("null (present = true)", "null"),
    ("object (depends on opcode)", "RateLimitedMeta"),
    ("map<\"0\"|\"1\", …>", "map<any>"),
    ("(snowflake|number)[]", "(snowflake|int)[]"),
    ("VoiceState[] (no guild_id)", "VoiceState(no guild_id)[]"),
    ("Member (partial, no user)", "Member(no user)"),
    ("Member (partial)", "Member(partial)"),
    ("User (partial)", "User(partial)"),
    ("User[] (each may have member?: Member without user)", "User(with member)[]"),
    ("string[] (labels; when sending: ActivityButton[])", "string[]"),
    ("map<id,Member (no user, deaf, mute)>", "map<Member(no user, deaf, mute)>"),
    ("map<id,Message (partial)>", "map<Message(partial)>"),
    // Only MessageSnapshot has it.
    ("Message (partial)", "Message(of a snapshot)"),
    ("PartialGuild", "Guild(partial)"),
    ("PartialChannel", "Channel(partial)"),
    ("map<id,PartialChannel>", "map<Channel(partial)>"),
    ("InteractionData", "ApplicationCommandData|MessageComponentData|ModalSubmitData"),
    (
        "MessageInteractionMetadata",
        "ApplicationCommandInteractionMetadata|MessageComponentInteractionMetadata|ModalSubmitInteractionMetadata",
    ),
    ("bool (true when really new);", "bool"),
    ("Button[1..5] or one select", "Button[]"),
    ("TextDisplay[1..3]", "TextDisplay[]"),
    ("ThreadMember when the bot was added", "ThreadMember"),
];

/// Objects that the file names without listing their keys. They are described in Discord's REST documentation.
const ELSEWHERE: &[(&str, &str)] = &[
    ("PartialEmoji", "`id`: snowflake|null, `name`: string|null, `animated?`: bool"),
    (
        "Team",
        "`id`: snowflake, `icon`: string|null, `name`: string, `owner_user_id`: snowflake, `members`: TeamMember[]",
    ),
    ("TeamMember", "`membership_state`: int, `user`: User (partial), `role`: string"),
    ("InstallParams", "`scopes`: string[], `permissions`: string"),
];

/// The keys of a message that a snapshot has, as Discord's page on messages lists them.
const SNAPSHOT: &[&str] = &[
    "type",
    "content",
    "embeds",
    "attachments",
    "timestamp",
    "edited_timestamp",
    "flags",
    "mentions",
    "mention_roles",
    "stickers",
    "sticker_items",
    "components",
];

/// Objects of which the document says in prose that most keys may be absent, and the keys that are always there.
const LOOSE: &[(&str, &[&str])] = &[
    // "keys vary; full list"
    ("PartialApplication", &["id"]),
    // "all keys optional, depends on `action_type`"
    ("AuditLogOptionalInfo", &[]),
    // Which of them there are depends on the trigger, and on the action.
    ("AutoModerationTriggerMetadata", &[]),
    ("AutoModerationActionMetadata", &[]),
    // "treat every other field as optional and unvalidated"
    ("Presence", &["user"]),
    ("PRESENCE_UPDATE", &["user", "guild_id"]),
];

/// Reads `events.md`, and section 13 of `rest.md`.
pub fn read(text: &str, rest: &str) -> Schema {
    let mut objects: BTreeMap<String, Keys> = BTreeMap::new();
    for (name, list) in ELSEWHERE {
        objects.insert((*name).to_owned(), keys(list));
    }
    for line in text.lines() {
        if let Some((head, list)) = line.strip_prefix("**").and_then(|line| line.split_once("** — ")) {
            let name = head.split(' ').next().unwrap_or(head);
            objects.insert(name.to_owned(), keys(list.split(" _").next().unwrap_or(list)));
        }
    }
    objects.insert("RateLimitedMeta".to_owned(), Keys::new());
    let mut events = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let line = line.replace("\\|", "\u{1}");
        let cells: Vec<_> = line.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect();
        let [_, number, name, intents, payload, notes, ..] = &cells[..] else { continue };
        if number.parse::<u32>().is_ok() {
            let name = name.trim_matches('`').to_owned();
            let keys = payload_keys(&name, payload, notes, &mut objects);
            let (guild, direct, privileged) = intents_of(intents);
            events.insert(name, Row { guild, direct, privileged, keys });
        }
    }
    for (name, always) in LOOSE {
        let keys = events.get_mut(*name).map(|row| &mut row.keys).or_else(|| objects.get_mut(*name));
        loosen(keys.unwrap_or_else(|| panic!("{name} is not in the document")), always);
    }
    // "`user` may hold only `id`"
    for keys in [objects.get_mut("Presence"), events.get_mut("PRESENCE_UPDATE").map(|row| &mut row.keys)] {
        keys.expect("there are presences").insert("user".to_owned(), "User(of a presence)".to_owned());
    }
    let mut schema = Schema::new(events.clone(), with_derived(&events, &objects));
    read_enums(text, &mut schema);
    schema.components = components(rest);
    schema
}

/// The table of components: `| Text Display | response | \`type\`: int, … |` is `TextDisplayResponse`.
fn components(rest: &str) -> BTreeMap<String, Keys> {
    let section = rest.split("## 13. Components").nth(1).and_then(|rest| rest.split("\n## ").next());
    let rows = section.expect("the document has components").lines().filter_map(|line| {
        let line = line.strip_prefix("| ")?.replace("\\|", "\u{1}");
        let [name, shape, list] = line.split(" | ").collect::<Vec<_>>().try_into().ok()?;
        let of = if shape == "response" { "Response" } else { "" };
        let name = name.split(" (").next().unwrap_or(name).replace(' ', "");
        shape
            .contains(['r', 'j'])
            .then(|| (format!("{name}{of}"), keys(&list.trim_end_matches(" |").replace('\u{1}', "|"))))
    });
    rows.filter(|(_, keys)| !keys.is_empty()).collect()
}

/// Appendix B: `* Channel Types (channel): GUILD_TEXT=0, …`, `FLAG=1<<3`, and the list of features.
fn read_enums(text: &str, schema: &mut Schema) {
    let appendix = text.split("## Appendix B").nth(1).expect("the document has enums");
    for line in appendix.lines().filter_map(|line| line.strip_prefix("* ")) {
        let Some((head, values)) = line.split_once(": ") else { continue };
        let name = head.split(" (").next().unwrap_or(head);
        if name == "Guild Features" {
            schema.features = values.split(", ").map(str::to_owned).collect();
            continue;
        }
        let values = values.split(", ").filter_map(|value| {
            let (name, number) = value.split_once('=')?;
            let number = match number.split_once("<<") {
                Some((_, shift)) => 1 << shift.parse::<u32>().ok()?,
                None => number.parse().ok()?,
            };
            Some((name.to_owned(), number))
        });
        let values: BTreeMap<_, _> = values.collect();
        if !values.is_empty() {
            schema.enums.insert(name.to_owned(), values);
        }
    }
}

/// The keys of a list such as: `id`: snowflake, `nick?`: string|null, ...
fn keys(list: &str) -> Keys {
    let mut keys = Keys::new();
    let mut rest = list;
    while let Some((_, after)) = rest.split_once('`') {
        let Some((name, after)) = after.split_once('`') else { break };
        rest = after;
        let Some(kind) = after.strip_prefix(": ") else { continue };
        let kind = kind.split(", `").next().unwrap_or(kind);
        let kind = kind.split(" `").next().unwrap_or(kind).split("; `").next().unwrap_or(kind);
        keys.insert(name.to_owned(), canonical(kind));
    }
    keys
}

fn canonical(kind: &str) -> String {
    let kind = kind.replace("\\|", "|");
    let kind = kind.trim().trim_end_matches('.');
    if let Some((_, meant)) = PHRASES.iter().find(|(said, _)| *said == kind) {
        return (*meant).to_owned();
    }
    assert!(!kind.contains(['(', ' ', ';']), "the document says `{kind}`, and nobody explained that");
    kind.replace("map<id,", "map<")
}

fn payload_keys(name: &str, payload: &str, notes: &str, objects: &mut BTreeMap<String, Keys>) -> Keys {
    let (inner, extra) = match payload.strip_prefix("**inner payload:** ") {
        None => ("", payload),
        Some(inner) => match inner.split_once("; **extra:** ") {
            Some((inner, extra)) => (inner, extra),
            None => (inner, ""),
        },
    };
    let mut all = match inner.split([' ', ':']).next() {
        None | Some("") => Keys::new(),
        // The keys follow.
        Some("subset") => keys(inner),
        Some(_) if inner.contains(": `") => keys(inner),
        Some(object) => objects.get(object).unwrap_or_else(|| panic!("{name} carries an unknown {object}")).clone(),
    };
    if let Some(without) = inner.split_once(" without `").and_then(|(_, rest)| rest.split('`').next()) {
        all.retain(|key, _| key.trim_end_matches('?') != without);
    }
    let mut add = |extra: Keys| {
        for (key, kind) in extra {
            all.retain(|it, _| it.trim_end_matches('?') != key.trim_end_matches('?'));
            all.insert(key, kind);
        }
    };
    add(keys(extra));
    // The notes have keys too.
    if let Some(extra) = notes.strip_prefix("**extra:** ") {
        add(keys(extra));
    }
    if let Some((_, added)) = notes.split_once("types add ") {
        add(keys(added.trim_end_matches(" [T]")));
    }
    if let Some(meta) = notes.split_once("`meta` = {").and_then(|(_, rest)| rest.split('}').next()) {
        objects.insert("RateLimitedMeta".to_owned(), keys(meta));
    }
    if let Some((list, entries)) = notes.split_once(" entry also has ") {
        let list = list.rsplit('`').nth(1).unwrap_or(list);
        assert_eq!((list, keys(&entries.replace(" and ", ", "))), ("added_members", added_member()), "{name}");
        add(Keys::from([("added_members?".to_owned(), "ThreadMember(with member, presence)[]".to_owned())]));
    }
    for (key, kind) in &mut all {
        // "inside GUILD_CREATE and GUILD_MEMBERS_CHUNK without `guild_id`"
        if key.starts_with("presences") && kind == "Presence[]" {
            *kind = "Presence(no guild_id)[]".to_owned();
        }
    }
    all
}

fn added_member() -> Keys {
    [("member", "Member"), ("presence", "Presence|null")].map(|(key, kind)| (key.to_owned(), kind.to_owned())).into()
}

fn intents_of(cell: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let is_intent =
        |word: &&str| word.len() > 3 && word.chars().all(|letter| letter == '_' || letter.is_ascii_uppercase());
    let words = || cell.split([' ', '(', ')', ',']).filter(is_intent);
    let (direct, guild): (Vec<_>, Vec<_>) = words().map(str::to_owned).partition(|word| word.starts_with("DIRECT_"));
    let privileged = words().filter(|word| cell.contains(&format!("{word} (P"))).map(str::to_owned).collect();
    (guild, direct, privileged)
}

fn loosen(keys: &mut Keys, always: &[&str]) {
    let loose = std::mem::take(keys).into_iter();
    *keys = loose
        .map(|(key, kind)| {
            let name = key.trim_end_matches('?');
            (if always.contains(&name) { name.to_owned() } else { format!("{name}?") }, kind)
        })
        .collect();
}

/// The objects that events lead to, those included that differ from another by some keys: `Member(no user)`.
fn with_derived(events: &BTreeMap<String, Row>, objects: &BTreeMap<String, Keys>) -> BTreeMap<String, Keys> {
    let mut found = BTreeMap::new();
    let mut todo: Vec<String> =
        events.values().flat_map(|row| row.keys.values()).flat_map(|kind| named(kind)).collect();
    while let Some(name) = todo.pop() {
        if found.contains_key(&name) {
            continue;
        }
        let keys = derived(&name, objects);
        todo.extend(keys.values().flat_map(|kind| named(kind)));
        found.insert(name, keys);
    }
    found
}

/// The objects in the notation of a type.
fn named(kind: &str) -> BTreeSet<String> {
    let kind = kind.replace("map<", "").replace('>', "");
    let names = kind.split('|').map(|part| part.trim_end_matches("[]").to_owned());
    names
        .filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))
        .filter(|name| !is_raw(name))
        .collect()
}

/// What is described elsewhere and is kept as it came: components have a page of their own, with twenty shapes.
pub fn is_raw(name: &str) -> bool {
    ["Component", "ComponentResponse", "WelcomeScreen"].contains(&name)
}

fn derived(name: &str, objects: &BTreeMap<String, Keys>) -> Keys {
    let (base, how) = name.trim_end_matches(')').split_once('(').unwrap_or((name, ""));
    let mut keys = objects.get(base).unwrap_or_else(|| panic!("{base} has no list of keys")).clone();
    let bare = |key: &str| key.trim_end_matches('?').to_owned();
    match how {
        "" => {}
        "of a presence" => loosen(&mut keys, &["id"]),
        // One that a command is about: it has its author and its place.
        "partial" if base == "Message" => loosen(&mut keys, &["id", "channel_id", "author", "timestamp"]),
        "partial" => loosen(&mut keys, &["id"]),
        "of a snapshot" => {
            keys.retain(|key, _| SNAPSHOT.contains(&bare(key).as_str()));
            loosen(&mut keys, &[]);
        }
        "with member" => {
            keys.insert("member?".to_owned(), "Member(no user)".to_owned());
        }
        "with member, presence" => {
            keys.remove("member?");
            keys.extend(added_member());
        }
        how => {
            let gone: Vec<_> = how.strip_prefix("no ").unwrap_or_else(|| panic!("{name}?")).split(", ").collect();
            keys.retain(|key, _| !gone.contains(&bare(key).as_str()));
        }
    }
    keys
}
