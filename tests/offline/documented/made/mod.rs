//! Every public type of `model`, `event` and `webhook_event` may grow without breaking a bot, and can be made by a
//! bot's unit test in a line or two.
//!
//! `source.rs` finds the types in the sources. Each must be `#[non_exhaustive]`, and each struct must have a line in a
//! table here, which makes one from outside the crate: `event.rs` has those of events, `model.rs` those of the model,
//! `webhook_event.rs` those of webhook events. A type that is in the sources and not in a table fails, as does a line
//! whose type is gone.

mod event;
mod model;
mod source;
mod webhook_event;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use source::{Item, Sources};

/// A line of a table.
pub struct Made {
    name: &'static str,
    /// Which public fields are set after it was made.
    sets: &'static [&'static str],
    /// Makes one, and says what is wrong with it.
    make: fn() -> Option<String>,
}

/// `made! { BanAdd: BanAdd::new(1, user()), guild_id = 2.into(); }`: the type, how one is made, and fields that are set
/// afterwards.
macro_rules! made {
    ($($name:ident: $make:expr $(, $field:ident = $value:expr)*;)+) => {
        pub(super) const ALL: &[super::Made] = &[$(super::Made {
            name: stringify!($name),
            sets: &[$(stringify!($field)),*],
            make: || {
                #[allow(unused_imports, reason = "the type needs one of them")]
                use super::{NotWritten as _, Read as _, Written as _};

                #[allow(unused_mut, reason = "not of every type a field is set")]
                let mut value: $name = $make;
                $(value.$field = $value;)*
                (&&&super::Value(value)).trouble()
            },
        }),+];
    };
}
use made;

/// Types that Discord cannot extend, with the reason.
const CLOSED: &[(&str, &str)] = &[
    ("Field", "a key is absent, null or there: JSON knows no fourth"),
    ("CommandNumber", "JSON has whole numbers and others"),
    ("Rank", "Discord sends none: it is what comparing owners, roles and everybody is about"),
];

/// Structs that have no line of their own, with the reason.
const NOT_MADE: &[(&str, &str)] = &[
    ("FocusedOption", "a view of what an interaction has"),
    ("GivenValue", "a view of what an interaction has"),
    ("MessageLink", "it is written in a text, not as JSON"),
    ("NotAMention", "an error"),
    ("NotAMessageLink", "an error"),
];

/// Macros whose types are neither extended by Discord nor made in a table, with the reason.
const MACROS: &[(&str, &str)] = &[
    ("bitflags", "a set of flags keeps bits without a name, and has all that bitflags gives it"),
    ("ids", "an id is a number, and all of them are made in the same way"),
];

/// Every line of every table.
fn tables() -> impl Iterator<Item = &'static Made> {
    event::ALL.iter().chain(model::ALL).chain(webhook_event::ALL)
}

/// The types that are judged: what a macro of [`MACROS`] makes is left out.
fn judged(sources: &Sources) -> impl Iterator<Item = &Item> {
    sources.items.iter().filter(|item| !MACROS.iter().any(|(name, _)| item.comes_of(name, &sources.macros)))
}

fn is_listed(list: &[(&str, &str)], name: &str) -> bool {
    list.iter().any(|(listed, _)| *listed == name)
}

/// What must be made in a table.
fn to_be_made(sources: &Sources) -> impl Iterator<Item = &Item> {
    judged(sources).filter(|item| item.is_struct && !is_listed(NOT_MADE, &item.name))
}

#[test]
fn every_public_type_may_grow() {
    let sources = Sources::load();
    // A field that is not public keeps others from making and from taking apart a struct just as the attribute does.
    let may_not = |item: &&Item| !item.is_open && !item.has_private;
    let found: Vec<_> = judged(&sources)
        .filter(may_not)
        .filter(|item| !is_listed(CLOSED, &item.name))
        .map(|item| format!("{} in {}", item.name, item.file))
        .collect();
    assert!(found.is_empty(), "{} are not `#[non_exhaustive]`:\n{}", found.len(), found.join("\n"));
    for (name, reason) in CLOSED {
        assert!(judged(&sources).filter(may_not).any(|item| item.name == *name), "{name} need not be listed: {reason}");
    }
}

#[test]
fn every_public_struct_is_made_from_outside() {
    let sources = Sources::load();
    let made: BTreeSet<&str> = tables().map(|made| made.name).collect();
    assert_eq!(made.len(), tables().count(), "a type has two lines");
    let expected: BTreeSet<&str> = to_be_made(&sources).map(|item| item.name.as_str()).collect();
    let missing: Vec<_> = expected.difference(&made).collect();
    assert!(missing.is_empty(), "{} structs are in no table: {missing:?}", missing.len());
    let gone: Vec<_> = made.difference(&expected).collect();
    assert!(gone.is_empty(), "no longer in the sources, or listed as not made: {gone:?}");
    for (name, reason) in NOT_MADE {
        assert!(sources.items.iter().any(|item| item.name == *name), "{name} is no longer there: {reason}");
    }
}

/// One that cannot be written, or that reads back as something else, is not as Discord would send it.
#[test]
fn what_was_made_is_read_as_it_was_written() {
    let troubles: Vec<_> = tables().filter_map(|made| (made.make)().map(|it| format!("{}: {it}", made.name))).collect();
    assert!(troubles.is_empty(), "{}", troubles.join("\n"));
}

#[test]
fn of_every_file_a_public_field_is_set() {
    let sources = Sources::load();
    let sets: BTreeMap<&str, &[&str]> = tables().map(|made| (made.name, made.sets)).collect();
    let mut files: BTreeMap<&str, bool> = BTreeMap::new();
    // What a macro makes is what it wraps, whose fields are set before.
    for item in to_be_made(&sources).filter(|item| !item.public.is_empty() && item.made_by.is_none()) {
        *files.entry(&item.file).or_default() |= sets.get(item.name.as_str()).is_some_and(|sets| !sets.is_empty());
    }
    let without: Vec<_> = files.into_iter().filter(|(_, is_set)| !is_set).map(|(file, _)| file).collect();
    assert!(without.is_empty(), "no field is set of any struct of {without:?}");
}

/// Outside of these folders: what mirrors something of Discord's.
const ELSEWHERE: &[(&str, &str)] = &[
    ("src/gateway/close_code.rs", "FatalClose"),
    ("src/gateway/command.rs", "ChannelInfoField"),
    ("src/gateway/command.rs", "Command"),
    ("src/gateway/command.rs", "RequestMembers"),
    ("src/gateway/command.rs", "Selection"),
    ("src/gateway/config.rs", "IdentifyProperties"),
    ("src/gateway/opcode.rs", "Opcode"),
    ("src/gateway/presence.rs", "Activity"),
    ("src/gateway/presence.rs", "ActivityKind"),
    ("src/gateway/presence.rs", "BotPresence"),
    ("src/gateway/presence.rs", "Status"),
    ("src/gateway/session.rs", "Session"),
    ("src/rest/field_error.rs", "FieldError"),
    ("src/rest/oauth.rs", "AccessToken"),
    ("src/rest/refusal.rs", "ApiError"),
];

#[test]
fn errors_and_what_mirrors_discord_elsewhere_may_grow() {
    let texts = source::texts(&["src"]);
    let sources = Sources::of(texts.iter().map(|(file, text)| (file.as_str(), text.as_str())));
    let errors = sources.items.iter().filter(|item| !item.is_struct && item.name.ends_with("Error"));
    let found: Vec<_> = errors.clone().filter(|item| !item.is_open).map(|item| (&item.file, &item.name)).collect();
    assert!(errors.count() > 5 && found.is_empty(), "errors that are not `#[non_exhaustive]`: {found:?}");
    for (file, name) in ELSEWHERE {
        let item = sources.items.iter().find(|item| item.file == *file && item.name == *name);
        assert!(item.is_some_and(|item| item.is_open || item.has_private), "{name} of {file}: {item:?}");
    }
}

/// The scan is held to a count by text alone, so that nothing passes because it was not seen.
#[test]
fn no_declaration_is_overlooked() {
    let sources = Sources::load();
    let is_declaration =
        |line: &&str| ["pub struct ", "pub enum "].iter().any(|word| line.trim_start().starts_with(word));
    let texts = source::texts(source::FOLDERS);
    let written: usize =
        texts.iter().map(|(_, text)| source::without_tests(text).lines().filter(is_declaration).count()).sum();
    let by_line = sources.items.iter().filter(|item| item.is_by_line).count();
    assert_eq!(sources.items.len() - by_line + sources.macros.len(), written);
    for (name, is_struct, by_line) in [
        ("Message", true, false),
        ("UserId", true, true),
        ("MessageFlags", true, false),
        ("MessageKind", false, false),
        ("Component", false, false),
        ("MessageCreate", true, true),
        ("Event", false, false),
        ("LifecycleKinds", true, false),
    ] {
        let found = |item: &Item| item.name == name && (item.is_struct, item.is_by_line) == (is_struct, by_line);
        assert!(sources.items.iter().any(found), "{name}");
    }
}

/// What was made. How it is tried depends on what it implements: the call finds the first of the three traits that
/// fits.
pub struct Value<T>(pub T);

/// Of what is both written and read.
pub trait Read {
    fn trouble(&self) -> Option<String>;
}

impl<T: Serialize + DeserializeOwned + PartialEq + Debug> Read for &&Value<T> {
    fn trouble(&self) -> Option<String> {
        let value = &self.0;
        let json = match serde_json::to_string(value) {
            Ok(json) => json,
            Err(error) => return Some(error.to_string()),
        };
        match serde_json::from_str::<T>(&json) {
            Ok(read) if read == *value => None,
            Ok(read) => Some(format!("{value:?} was written as {json} and read as {read:?}")),
            Err(error) => Some(format!("{json} is not read: {error}")),
        }
    }
}

/// Of what is only written.
pub trait Written {
    fn trouble(&self) -> Option<String>;
}

impl<T: Serialize> Written for &Value<T> {
    fn trouble(&self) -> Option<String> {
        serde_json::to_string(&self.0).err().map(|error| error.to_string())
    }
}

/// Of what is not written: that it could be made is all.
pub trait NotWritten {
    fn trouble(&self) -> Option<String>;
}

impl<T> NotWritten for Value<T> {
    fn trouble(&self) -> Option<String> {
        None
    }
}

/// A number that is written as another, to see that it is found out.
#[derive(Debug, PartialEq, serde::Deserialize)]
struct Unfaithful(u8);

impl Serialize for Unfaithful {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u16(u16::from(self.0) + 1)
    }
}

#[test]
#[allow(clippy::needless_borrow, reason = "written as in the tables")]
fn a_value_that_changes_on_its_way_is_found_out() {
    assert_eq!((&&&Value(5_u8)).trouble(), None);
    assert!((&&&Value(Unfaithful(5))).trouble().is_some_and(|it| it.contains("Unfaithful(6)")));
    assert!((&&&Value(Unfaithful(255))).trouble().is_some_and(|it| it.contains("is not read")));

    struct WrittenOnly(bool);
    impl Serialize for WrittenOnly {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            if self.0 { serializer.serialize_unit() } else { Err(serde::ser::Error::custom("refused")) }
        }
    }
    assert_eq!((&&&Value(WrittenOnly(true))).trouble(), None);
    assert_eq!((&&&Value(WrittenOnly(false))).trouble().as_deref(), Some("refused"));

    struct NotEvenWritten;
    assert_eq!((&&&Value(NotEvenWritten)).trouble(), None);
}
