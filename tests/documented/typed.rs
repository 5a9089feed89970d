//! From JSON to the typed value and back.

use std::collections::HashMap;
use std::sync::OnceLock;

use greenroom::event::{Event, EventKind};
use serde_json::Value;

use crate::compare::differences;
use crate::fixtures;

macro_rules! payloads {
    ($($kind:ident)+) => {
        /// Writes the payload of an event.
        pub fn write(event: &Event) -> Value {
            match event {
                $(Event::$kind(payload) => serde_json::to_value(payload).unwrap(),)+
                event => panic!("{:?} is not written", event.kind()),
            }
        }
    };
}

payloads!(Ready Resumed RateLimited GuildCreate GuildUpdate GuildDelete BanAdd BanRemove EmojisUpdate
    IntegrationsUpdate WebhooksUpdate RoleCreate RoleUpdate RoleDelete MemberAdd MemberUpdate MemberRemove MembersChunk
    ChannelCreate ChannelUpdate ChannelDelete ChannelPinsUpdate MessageCreate MessageUpdate MessageDelete MessageDeleteBulk
    ReactionAdd ReactionRemove ReactionRemoveAll ReactionRemoveEmoji TypingStart PresenceUpdate UserUpdate
    VoiceStateUpdate VoiceServerUpdate InteractionCreate);

/// The kind of a documented event.
pub fn kind(name: &str) -> EventKind {
    EventKind::from_name(name).unwrap_or_else(|| panic!("{name} has no type"))
}

/// Reads a payload.
pub fn decode(name: &str, json: &Value) -> Result<Event, String> {
    Event::decode(kind(name), json.to_string().as_bytes()).map_err(|error| error.to_string())
}

/// Reads a payload, writes it, and says how the two differ.
pub fn there_and_back(name: &str, json: &Value) -> Result<(), Vec<String>> {
    let event = decode(name, json).map_err(|error| vec![error])?;
    let found = differences(json, &write(&event));
    if found.is_empty() { Ok(()) } else { Err(found.into_iter().map(|found| format!("{name}: {found}")).collect()) }
}

/// As [`there_and_back`], for a changed fixture: what differs without the change is told by another test.
pub fn still_there_and_back(name: &str, json: &Value) -> Vec<String> {
    static BEFORE: OnceLock<HashMap<&'static str, Vec<String>>> = OnceLock::new();
    let before = BEFORE.get_or_init(|| {
        let fixtures = fixtures::load().iter();
        fixtures.map(|(name, json)| (name.as_str(), there_and_back(name, json).err().unwrap_or_default())).collect()
    });
    let mut found = there_and_back(name, json).err().unwrap_or_default();
    found.retain(|found| !before[name].contains(found));
    found
}

/// Fails if anything was found, and says what: many at once, since one cause often shows in many places.
#[track_caller]
pub fn nothing_of(found: &[String]) {
    assert!(found.is_empty(), "{} failures:\n{}", found.len(), found[..found.len().min(60)].join("\n"));
}
