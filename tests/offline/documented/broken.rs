//! Payloads that are wrong: they are refused with the place where, and nothing panics.

use greenroom::__internals::read_event;
use greenroom::event::{Event, EventKind};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::documented::fixtures;
use crate::documented::schema::{Schema, Shape};
use crate::documented::sites::{self, Site};
use crate::documented::typed::{kind, nothing_of};

/// A value of a type that the key cannot have.
fn wrong(shape: &Shape) -> Value {
    match shape {
        Shape::Object(_) | Shape::Map(_) => json!("no object"),
        Shape::List(_) | Shape::Pair(_) => json!({"no": "list"}),
        Shape::Bool => json!("no bool"),
        _ => json!({"no": "scalar"}),
    }
}

/// Presences are not validated by Discord, so they are read leniently; so is what was kept as it came.
fn is_lenient(site: &Site) -> bool {
    let path = site.path();
    site.owner.starts_with("Activit")
        || path.contains("activities")
        || path.contains("presence")
        || site.owner == "ClientStatus"
}

/// Every required key of every event, two objects deep: a value of the wrong type is refused or left out, and the
/// error says where.
#[test]
fn the_error_names_the_place() {
    let schema = Schema::load();
    let (mut found, mut refused) = (Vec::new(), 0);
    for (name, fixture) in fixtures::load() {
        for site in sites::first(schema, name, fixture) {
            if site.key.optional || site.object.matches('/').count() > 2 {
                continue;
            }
            let mut json = fixture.clone();
            *site.value(&mut json) = wrong(&site.key.shape);
            match read_event(kind(name), json.to_string().as_bytes()) {
                Err(error) | Ok((_, Some(error))) => {
                    refused += 1;
                    let path = error.path().unwrap_or_default();
                    // An object that was refused may be named by what it began with.
                    if path != site.path() && !path.starts_with(&format!("{}.no", site.path())) {
                        found.push(format!("{name}: {} is said to be at `{path}`: {error}", site.path()));
                    }
                }
                Ok((_, None)) if is_lenient(&site) || name == "PRESENCE_UPDATE" => {}
                Ok((_, None)) if site.key.shape == Shape::Snowflake => {
                    found.push(format!("{name}: {} took an object for an id", site.path()));
                }
                Ok((_, None)) => {}
            }
        }
    }
    nothing_of(&found);
    assert!(refused > 400, "only {refused} were refused");
}

/// What has the wrong type at the top, or is no JSON at all.
#[test]
fn what_is_no_payload_is_refused() {
    for kind in EventKind::ALL.iter().filter(|kind| **kind != EventKind::Resumed) {
        for data in ["", "null", "5", "\"x\"", "true", "[", "{", "{\"", "nul", "[\"x\"]"] {
            assert!(Event::decode(*kind, data.as_bytes()).is_err(), "{kind}: {data}");
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "[0-9]{1,25}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        "[a-z_]{1,8}",
        prop::sample::select(vec![
            "id",
            "type",
            "user",
            "guild_id",
            "channel_id",
            "members",
            "author",
            "emoji",
            "flags"
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(key.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_is_read_or_refused(json in any_json()) {
        let text = json.to_string();
        for kind in EventKind::ALL {
            let _ = Event::decode(*kind, text.as_bytes());
        }
    }

    /// Nearly right: one key of a fixture has any value.
    #[test]
    fn one_wrong_value_is_read_or_refused(json in any_json(), pick in any::<Index>(), which in any::<Index>()) {
        let (schema, fixtures) = (Schema::load(), fixtures::load());
        let (name, fixture) = fixtures.iter().nth(which.index(fixtures.len())).unwrap();
        let sites = sites::first(schema, name, fixture);
        if !sites.is_empty() {
            let mut broken = fixture.clone();
            *sites[pick.index(sites.len())].value(&mut broken) = json;
            let _ = Event::decode(kind(name), broken.to_string().as_bytes());
        }
    }

    /// Any of the keys that may be missing are, and there are any that nobody knows.
    #[test]
    fn any_optional_keys_may_be_missing(seed in any::<u64>(), new in any_json(), which in any::<Index>()) {
        let (schema, fixtures) = (Schema::load(), fixtures::load());
        let (name, fixture) = fixtures.iter().nth(which.index(fixtures.len())).unwrap();
        let (mut json, mut random) = (fixture.clone(), fastrand::Rng::with_seed(seed));
        // The inner ones come first: an object is still there when its keys go.
        for site in sites::all(schema, name, fixture) {
            if site.key.optional && random.bool() {
                site.object(&mut json).remove(&site.key.name);
            }
            if random.u8(..) < 8 {
                site.object(&mut json).insert("heard_of_by_nobody".to_owned(), new.clone());
            }
        }
        prop_assert!(Event::decode(kind(name), json.to_string().as_bytes()).is_ok());
    }

    /// Cut off anywhere.
    #[test]
    fn half_a_payload_is_refused(cut in any::<Index>(), which in any::<Index>()) {
        let fixtures = fixtures::load();
        let (name, fixture) = fixtures.iter().nth(which.index(fixtures.len())).unwrap();
        let text = fixture.to_string();
        let data = &text.as_bytes()[..cut.index(text.len())];
        prop_assert!(data.is_empty() && name == "RESUMED" || Event::decode(kind(name), data).is_err());
    }
}
