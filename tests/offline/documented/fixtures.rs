//! What is checked in is what the document says today.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::OnceLock;

use serde_json::Value;

use crate::documented::sample::kind;
use crate::documented::schema::{Schema, document, fixtures, rest_document};
use crate::documented::{notation, sample, sites};

/// Set to write the fixtures instead of comparing them.
const WRITE: &str = "GREENROOM_WRITE_FIXTURES";

/// The full example of each event, by the name of its dispatch.
pub fn load() -> &'static BTreeMap<String, Value> {
    static FIXTURES: OnceLock<BTreeMap<String, Value>> = OnceLock::new();
    FIXTURES.get_or_init(|| {
        let files = fs::read_dir(fixtures().join("events")).expect("tests/fixtures/events");
        let events = files.map(|file| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            (name, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        });
        events.collect()
    })
}

/// Each key of each object stands in some fixture, so that to try all fixtures is to try all keys.
#[test]
fn fixtures_have_every_documented_key() {
    let schema = Schema::load();
    let mut there = BTreeSet::new();
    for (name, fixture) in load() {
        there.extend(
            sites::all(schema, name, fixture).into_iter().map(|site| (kind(&site.owner).to_owned(), site.key.name)),
        );
    }
    // Each alternative is tried where the first stands.
    let alternatives = [
        "MessageComponentData",
        "ModalSubmitData",
        "MessageComponentInteractionMetadata",
        "ModalSubmitInteractionMetadata",
    ];
    let names = schema.events.keys().chain(schema.objects.keys()).filter(|name| !alternatives.contains(&name.as_str()));
    let keys =
        names.flat_map(|name| schema.keys(name).iter().map(move |key| (kind(name).to_owned(), key.name.clone())));
    let missing: Vec<_> = keys.filter(|key| !there.contains(key)).map(|(name, key)| format!("{name}.{key}")).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn fixtures_of_the_schema_are_those_of_the_document() {
    let schema = notation::read(&document(), &rest_document());
    let path = fixtures().join("schema.json");
    if std::env::var_os(WRITE).is_some() {
        fs::create_dir_all(fixtures().join("events")).unwrap();
        fs::write(&path, schema.to_text()).unwrap();
        for name in schema.events.keys() {
            let text = serde_json::to_string_pretty(&sample::event(&schema, name)).unwrap() + "\n";
            fs::write(fixtures().join(format!("events/{name}.json")), text).unwrap();
        }
        return;
    }
    assert!(
        schema == *Schema::load(),
        "{} is not what the document says; set {WRITE}=1 to write it anew",
        path.display()
    );
}

#[test]
fn fixtures_of_the_events_are_those_of_the_schema() {
    if std::env::var_os(WRITE).is_some() {
        return;
    }
    let (schema, fixtures) = (Schema::load(), load());
    assert_eq!(fixtures.keys().collect::<Vec<_>>(), schema.events.keys().collect::<Vec<_>>(), "one of each");
    for (name, fixture) in fixtures {
        assert!(*fixture == sample::event(schema, name), "{name}.json is not what the schema says; set {WRITE}=1");
    }
}
