//! Validates the content of messages (rest.md section 14): new messages, followups and answers to interactions.

use serde_json::{Map, Value};

use super::components::{self, Place};
use super::form::{Errors, Form};
use super::polls;
use crate::model::{RoleId, Timestamp, UserId};
use crate::sandbox::world::{AllowedMentions, Draft, Edit, Message};

/// The limit of a message's text, in characters.
const CONTENT: usize = 2000;
/// The limit of embeds.
const EMBEDS: usize = 10;
/// The limit of characters in all embeds together.
const EMBEDS_TOTAL: usize = 6000;
const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// The flags that can be set: SUPPRESS_EMBEDS, EPHEMERAL, SUPPRESS_NOTIFICATIONS, IS_VOICE_MESSAGE, IS_COMPONENTS_V2.
const SETTABLE: u64 = 1 << 2 | 1 << 6 | 1 << 12 | 1 << 13 | 1 << 15;

/// The flag IS_COMPONENTS_V2.
pub(super) const V2: u64 = 1 << 15;

/// Reads a new message, except its files.
pub(super) fn draft(form: &Form<'_>, now: i64, errors: &mut Errors) -> Draft {
    let flags = form.number("flags", errors).unwrap_or_default() & SETTABLE;
    only_components(form, flags, errors);
    Draft {
        content: form.text("content", CONTENT, errors).map(|text| text.trim().to_owned()).unwrap_or_default(),
        tts: form.flag("tts", errors).unwrap_or_default(),
        embeds: embeds(form, errors).unwrap_or_default(),
        components: components::read(form, place(flags), errors).unwrap_or_default(),
        poll: polls::read(form, now, errors),
        flags,
        allowed_mentions: allowed_mentions(form, errors),
        stickers: stickers(form, errors),
        ..Draft::default()
    }
}

fn place(flags: u64) -> Place {
    if flags & V2 == 0 { Place::Legacy } else { Place::V2 }
}

/// A message with IS_COMPONENTS_V2 may only have components.
fn only_components(form: &Form<'_>, flags: u64, errors: &mut Errors) {
    if flags & V2 == 0 {
        return;
    }
    for (key, word) in [("content", "content"), ("embeds", "embeds"), ("poll", "poll"), ("sticker_ids", "stickers")] {
        let given = form.given(key).is_some_and(|it| it.as_array().is_none_or(|list| !list.is_empty()));
        if given && form.given(key).and_then(Value::as_str) != Some("") {
            not_with_components(form, key, word, errors);
        }
    }
}

fn not_with_components(form: &Form<'_>, key: &str, word: &str, errors: &mut Errors) {
    let message = format!("The {word} field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
    let path: Vec<&str> = form.here().iter().copied().chain([key]).collect();
    errors.add(&path, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message);
}

/// Whether the message has no content.
pub(super) fn is_empty(draft: &Draft) -> bool {
    draft.content.is_empty()
        && draft.embeds.is_empty()
        && draft.components.is_empty()
        && draft.poll.is_none()
        && draft.stickers.is_empty()
        && draft.attachments.is_empty()
        && draft.forwards.is_none()
}

/// What a message had before an edit: its flags, and whether there were content and embeds.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Before {
    pub(super) flags: u64,
    content: bool,
    embeds: bool,
}

impl Before {
    pub(super) fn of(message: &Message) -> Self {
        Self { flags: message.flags, content: !message.content.is_empty(), embeds: !message.embeds.is_empty() }
    }
}

/// Reads an edit of a message, except its files.
pub(super) fn edit(form: &Form<'_>, before: Before, errors: &mut Errors) -> Edit {
    let had = before.flags;
    // A field that is null is cleared; an absent one stays as it is.
    let content = form.text("content", CONTENT, errors).map(|text| text.trim().to_owned());
    let embeds = embeds(form, errors);
    // IS_COMPONENTS_V2 cannot be removed. Apart from it only SUPPRESS_EMBEDS can be changed.
    let flags = form.number("flags", errors).map(|flags| had & !SUPPRESS_EMBEDS | flags & (SUPPRESS_EMBEDS | V2));
    let now_has = flags.unwrap_or(had);
    only_components(form, now_has, errors);
    // With IS_COMPONENTS_V2 a message has neither content nor embeds: the edit that sets it must clear them.
    for (key, has) in [("content", before.content), ("embeds", before.embeds)] {
        if now_has & V2 != 0 && has && !form.has_key(key) {
            not_with_components(form, key, key, errors);
        }
    }
    let components = components::read(form, place(now_has), errors);
    Edit {
        content: content.or_else(|| form.has_key("content").then(String::new)),
        embeds: embeds.or_else(|| form.has_key("embeds").then(Vec::new)),
        components: components.or_else(|| form.has_key("components").then(Vec::new)),
        flags,
        allowed_mentions: allowed_mentions(form, errors),
        ..Edit::default()
    }
}

fn stickers(form: &Form<'_>, errors: &mut Errors) -> Vec<Value> {
    let ids = form.ids("sticker_ids", 3, errors).unwrap_or_default();
    ids.iter().map(|id| serde_json::json!({"id": id.to_string(), "name": "sticker", "format_type": 1})).collect()
}

fn embeds(form: &Form<'_>, errors: &mut Errors) -> Option<Vec<Value>> {
    let list = form.list("embeds", EMBEDS, errors)?;
    let base = form.path("embeds");
    let mut total = 0;
    for (index, embed) in list.iter().enumerate() {
        let index = index.to_string();
        let mut path = base.clone();
        path.push(&index);
        match embed.as_object() {
            Some(object) => total += measure(&Form::new(object, path), errors),
            None => errors.add(&path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"),
        }
    }
    if total > EMBEDS_TOTAL {
        errors.add(&base, "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
    Some(list.iter().filter_map(Value::as_object).map(stored).collect())
}

/// The keys of an embed that a request may have, and of the objects in it.
const EMBED_KEYS: [&str; 10] =
    ["title", "description", "url", "timestamp", "color", "footer", "image", "thumbnail", "author", "fields"];
const PART_KEYS: [(&str, &[&str]); 5] = [
    ("footer", &["text", "icon_url"]),
    ("image", &["url"]),
    ("thumbnail", &["url"]),
    ("author", &["name", "url", "icon_url"]),
    ("fields", &["name", "value", "inline"]),
];

/// An embed as it is returned: without keys that do not exist and those that are null, with values of the documented
/// types, and with Discord's defaults.
fn stored(embed: &Map<String, Value>) -> Value {
    let mut embed = kept(embed, &EMBED_KEYS);
    for (name, keys) in PART_KEYS {
        match embed.get_mut(name) {
            Some(Value::Object(part)) => *part = kept(part, keys),
            Some(Value::Array(parts)) => {
                for part in parts.iter_mut().filter_map(Value::as_object_mut) {
                    *part = kept(part, keys);
                    part.entry("inline").or_insert(Value::Bool(false));
                }
            }
            _ => {}
        }
    }
    embed.insert("type".to_owned(), Value::from("rich"));
    Value::Object(embed)
}

/// These keys of an object, without nulls. Numbers and flags that are given as strings, and strings that are given as
/// numbers, are converted, as at Discord.
fn kept(object: &Map<String, Value>, keys: &[&str]) -> Map<String, Value> {
    let given = object.iter().filter(|(key, value)| keys.contains(&key.as_str()) && !value.is_null());
    let converted = |key: &str, value: &Value| match (key, value) {
        ("color", Value::String(text)) => text.parse::<u64>().map_or_else(|_| value.clone(), Value::from),
        ("inline", Value::String(text)) => Value::Bool(text.eq_ignore_ascii_case("true")),
        ("color", _) | (_, Value::String(_) | Value::Object(_) | Value::Array(_) | Value::Bool(_) | Value::Null) => {
            value.clone()
        }
        (_, Value::Number(number)) => Value::String(number.to_string()),
    };
    given.map(|(key, value)| (key.clone(), converted(key, value))).collect()
}

/// Validates an embed and returns its number of counted characters.
fn measure(embed: &Form<'_>, errors: &mut Errors) -> usize {
    const SHOWN: [&str; 8] = ["title", "description", "url", "footer", "image", "thumbnail", "author", "fields"];
    let length = |text: Option<String>| text.map_or(0, |text| text.trim().chars().count());
    let mut total = length(embed.text("title", 256, errors)) + length(embed.text("description", 4096, errors));
    let is_shown = |value: &Value| match value {
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => true,
    };
    if !SHOWN.iter().any(|key| embed.given(key).is_some_and(is_shown)) {
        errors.add(&embed.path("description"), "BASE_TYPE_REQUIRED", "This field is required");
    }
    if let Some(footer) = embed.object("footer", errors) {
        total += length(footer.required_text("text", 2048, errors));
        link(&footer, "icon_url", true, errors);
    }
    if let Some(author) = embed.object("author", errors) {
        total += length(author.required_text("name", 256, errors));
        link(&author, "url", false, errors);
        link(&author, "icon_url", true, errors);
    }
    if let Some(time) = embed.text("timestamp", 64, errors)
        && time.parse::<Timestamp>().is_err()
    {
        errors.add(&embed.path("timestamp"), "DATETIME_TYPE_PARSE", "Could not parse datetime.");
    }
    if let Some(color) = embed.number("color", errors)
        && color > 0xFF_FFFF
    {
        let message = "int value should be less than or equal to 16777215.";
        errors.add(&embed.path("color"), "NUMBER_TYPE_MAX", message);
    }
    link(embed, "url", false, errors);
    for key in ["image", "thumbnail"] {
        let Some(media) = embed.object(key, errors) else { continue };
        if media.given("url").is_none() {
            errors.add(&media.path("url"), "BASE_TYPE_REQUIRED", "This field is required");
        }
        link(&media, "url", true, errors);
    }
    for (index, field) in embed.list("fields", 25, errors).unwrap_or_default().iter().enumerate() {
        let index = index.to_string();
        let mut path = embed.path("fields");
        path.push(&index);
        let Some(field) = field.as_object() else {
            errors.add(&path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            continue;
        };
        let field = Form::new(field, path);
        total += length(field.required_text("name", 256, errors));
        total += length(field.required_text("value", 1024, errors));
        field.flag("inline", errors);
    }
    total
}

/// Checks the URL of a part of an embed. That of a picture may be the URL of an uploaded file.
fn link<'a>(part: &Form<'a>, key: &'a str, picture: bool, errors: &mut Errors) {
    let Some(value) = part.given(key) else { return };
    let url = value.as_str().unwrap_or_default();
    let web = url.starts_with("http://") || url.starts_with("https://");
    let uploaded = picture && url.starts_with("attachment://");
    if !web && !uploaded {
        errors.add(&part.path(key), "URL_TYPE_INVALID_URL", "Not a well formed URL.");
    }
}

fn allowed_mentions(form: &Form<'_>, errors: &mut Errors) -> Option<AllowedMentions> {
    let given = form.object("allowed_mentions", errors)?;
    let users = given.ids("users", 100, errors);
    let roles = given.ids("roles", 100, errors);
    let mut allowed = AllowedMentions {
        everyone: false,
        users: Some(users.iter().flatten().copied().map(UserId::new).collect()),
        roles: Some(roles.iter().flatten().copied().map(RoleId::new).collect()),
        replied_user: given.flag("replied_user", errors).unwrap_or_default(),
    };
    for kind in given.list("parse", 3, errors).unwrap_or_default() {
        let (listed, kind) = match kind.as_str() {
            Some("everyone") => {
                allowed.everyone = true;
                continue;
            }
            Some("users") => {
                allowed.users = None;
                (&users, "users")
            }
            Some("roles") => {
                allowed.roles = None;
                (&roles, "roles")
            }
            _ => {
                let message = "Value must be one of ('roles', 'users', 'everyone').";
                errors.add(&given.path("parse"), "BASE_TYPE_CHOICES", message);
                continue;
            }
        };
        if listed.as_ref().is_some_and(|ids| !ids.is_empty()) {
            let message = format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            errors.add(&form.path("allowed_mentions"), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message);
        }
    }
    Some(allowed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sandbox::rest::reply::ApiError;

    fn mistakes(body: &Value) -> Value {
        let mut errors = Errors::default();
        draft(&Form::new(body.as_object().unwrap(), vec![]), 0, &mut errors);
        match errors.check() {
            Err(ApiError::Form(tree)) => tree,
            _ => json!(null),
        }
    }

    #[test]
    fn limits_are_inclusive() {
        let long = |count: usize| "x".repeat(count);
        let fine = json!({
            "content": long(2000),
            "embeds": [{
                "title": long(256), "description": long(3000), "footer": {"text": long(1000)},
                "author": {"name": long(256)}, "color": 0xFF_FFFF, "url": "https://example.com",
                "fields": [{"name": long(256), "value": long(1024)}],
            }],
        });
        assert_eq!(mistakes(&fine), json!(null));
        for (field, body) in [
            ("/content", json!({"content": long(2001)})),
            ("/embeds", json!({"embeds": vec![json!({"title": "a"}); 11]})),
            ("/embeds/0", json!({"embeds": ["a"]})),
            ("/embeds/0/title", json!({"embeds": [{"title": long(257)}]})),
            ("/embeds/0/description", json!({"embeds": [{"description": long(4097)}]})),
            ("/embeds/0/footer/text", json!({"embeds": [{"footer": {"text": long(2049)}}]})),
            ("/embeds/0/author/name", json!({"embeds": [{"author": {}}]})),
            ("/embeds/0/color", json!({"embeds": [{"color": 0x100_0000}]})),
            ("/embeds/0/image/url", json!({"embeds": [{"image": {"url": "nonsense"}}]})),
            (
                "/embeds/1/fields/2/value",
                json!({"embeds": [{}, {"fields": [
                    {"name": "a", "value": "b"}, {"name": "a", "value": "b"}, {"name": "a", "value": long(1025)}
                ]}]}),
            ),
            ("/embeds/0/fields", json!({"embeds": [{"fields": vec![json!({"name": "a", "value": "b"}); 26]}]})),
            ("/embeds", json!({"embeds": [{"description": long(4000)}, {"description": long(2001)}]})),
            ("/allowed_mentions", json!({"allowed_mentions": {"parse": ["users"], "users": ["1"]}})),
            ("/allowed_mentions/parse", json!({"allowed_mentions": {"parse": ["all"]}})),
        ] {
            let tree = mistakes(&body);
            assert!(tree.pointer(field).is_some_and(|it| it.get("_errors").is_some()), "{field}: {tree}");
        }
    }

    #[test]
    fn null_clears_a_field_and_absence_keeps_it() {
        let body = json!({"content": null, "embeds": []});
        let edit = edit(&Form::new(body.as_object().unwrap(), vec![]), Before::default(), &mut Errors::default());
        assert_eq!(edit.content.as_deref(), Some(""));
        assert_eq!(edit.embeds, Some(vec![]));
        assert_eq!(edit.components, None);
    }
}
