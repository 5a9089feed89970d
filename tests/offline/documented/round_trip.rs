//! Every documented key of every event is read, and written back as it was.

use greenroom::event::{Event, GuildCreate, MaybeGuild};
use greenroom::model::{ChannelId, GuildId, UserId};
use serde_json::{Value, json};

use crate::documented::schema::{Schema, Shape};
use crate::documented::typed::{decode, kind, nothing_of, still_there_and_back, there_and_back, write};
use crate::documented::{fixtures, sample, sites};

#[test]
fn every_documented_key_of_every_event_survives() {
    let found: Vec<_> =
        fixtures::load().iter().filter_map(|(name, json)| there_and_back(name, json).err()).flatten().collect();
    nothing_of(&found);
}

#[test]
fn what_was_written_reads_as_the_same_value() {
    for (name, fixture) in fixtures::load() {
        let event = decode(name, fixture).unwrap();
        assert_eq!(event.kind(), kind(name));
        assert_eq!(decode(name, &write(&event)).as_ref(), Ok(&event), "{name}");
    }
}

/// Lanes and collectors go by them.
#[test]
fn every_event_tells_its_guild_channel_and_user() {
    for (name, fixture) in fixtures::load() {
        let event = decode(name, fixture).unwrap();
        let id = |key: &str| fixture.get(key).and_then(Value::as_str).and_then(|id| id.parse::<u64>().ok());
        if let Some(guild) = id("guild_id") {
            assert_eq!(event.guild_id(), Some(GuildId::new(guild)), "{name}");
        }
        if let Some(channel) = id("channel_id") {
            assert_eq!(event.channel_id(), Some(ChannelId::new(channel)), "{name}");
        }
        if let Some(user) = id("user_id") {
            assert_eq!(event.user_id(), Some(UserId::new(user)), "{name}");
        }
    }
}

/// GUILD_CREATE carries a guild, or no more than its id.
#[test]
fn a_guild_with_an_outage_is_told_from_one_that_is_there() {
    let json = json!({"id": "81384788765712384", "unavailable": true});
    there_and_back("GUILD_CREATE", &json).unwrap();
    let Ok(Event::GuildCreate(GuildCreate { guild, .. })) = decode("GUILD_CREATE", &json) else { panic!() };
    assert!(matches!(guild, MaybeGuild::Unavailable(_)));
    let Ok(Event::GuildCreate(guild)) = decode("GUILD_CREATE", &fixtures::load()["GUILD_CREATE"]) else { panic!() };
    assert!(guild.available().is_some());
}

/// RESUMED has no documented content: "accept object/null/absent".
#[test]
fn resumed_may_say_anything_or_nothing() {
    for data in ["", "null", "{}", r#"{"_trace":["x"]}"#] {
        assert!(Event::decode(kind("RESUMED"), data.as_bytes()).is_ok(), "{data}");
    }
}

/// Where a value may have one of several types, the fixtures have the first. Here are the others.
#[test]
fn every_type_that_a_key_may_have_is_read() {
    let schema = Schema::load();
    let mut found = Vec::new();
    for (name, fixture) in fixtures::load() {
        for site in sites::first(schema, name, fixture) {
            let (shapes, list) = match &site.key.shape {
                Shape::OneOf(shapes) => (shapes, false),
                Shape::List(item) if matches!(**item, Shape::OneOf(_)) => {
                    let Shape::OneOf(shapes) = &**item else { continue };
                    (shapes, true)
                }
                _ => continue,
            };
            for shape in shapes {
                let value = sample::value(schema, &site.owner, &site.key.name, shape);
                let mut json = fixture.clone();
                *site.value(&mut json) = if list { json!([value]) } else { value };
                // What the data of an interaction is follows from its kind.
                match shape {
                    Shape::Object(data) if data == "MessageComponentData" => json["type"] = json!(3),
                    Shape::Object(data) if data == "ModalSubmitData" => json["type"] = json!(5),
                    _ => {}
                }
                let errors = still_there_and_back(name, &json);
                found.extend(errors.into_iter().map(|error| format!("{} as {shape:?}: {error}", site.path())));
            }
        }
    }
    nothing_of(&found);
}
