//! Validates the content of messages (rest.md section 14): new messages, followups and answers to interactions.

use serde_json::{Map, Value};

use super::component_defaults::without_nulls;
use super::components::{self, Place};
use super::form::{Errors, Form};
use super::polls;
use crate::model::{RoleId, UserId};
use crate::sandbox::world::{AllowedMentions, Draft, Edit};

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
            let message = format!("The {word} field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
            errors.add(&form.path(key), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message);
        }
    }
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

/// Reads an edit of a message with the flags `had`, except its files.
pub(super) fn edit(form: &Form<'_>, had: u64, errors: &mut Errors) -> Edit {
    // A field that is null is cleared; an absent one stays as it is.
    let content = form.text("content", CONTENT, errors).map(|text| text.trim().to_owned());
    let embeds = embeds(form, errors);
    // IS_COMPONENTS_V2 cannot be removed. Apart from it only SUPPRESS_EMBEDS can be changed.
    let flags = form.number("flags", errors).map(|flags| had & !SUPPRESS_EMBEDS | flags & (SUPPRESS_EMBEDS | V2));
    let now_has = flags.unwrap_or(had);
    only_components(form, now_has, errors);
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

/// The keys of an embed that a request may have.
const EMBED_KEYS: [&str; 10] =
    ["title", "description", "url", "timestamp", "color", "footer", "image", "thumbnail", "author", "fields"];

/// An embed as it is returned: without keys that do not exist and those that are null, and with Discord's defaults.
fn stored(embed: &Map<String, Value>) -> Value {
    let kept = embed.iter().filter(|(key, _)| EMBED_KEYS.contains(&key.as_str()));
    let mut embed = kept.map(|(key, value)| (key.clone(), value.clone())).collect();
    without_nulls(&mut embed);
    embed["type"] = Value::from("rich");
    let fields = embed.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten();
    for field in fields.filter_map(Value::as_object_mut) {
        field.entry("inline").or_insert(Value::Bool(false));
    }
    embed
}

/// Validates an embed and returns its number of counted characters.
fn measure(embed: &Form<'_>, errors: &mut Errors) -> usize {
    let length = |text: Option<String>| text.map_or(0, |text| text.trim().chars().count());
    let mut total = length(embed.text("title", 256, errors)) + length(embed.text("description", 4096, errors));
    if let Some(footer) = embed.object("footer", errors) {
        total += length(footer.required_text("text", 2048, errors));
    }
    if let Some(author) = embed.object("author", errors) {
        total += length(author.required_text("name", 256, errors));
    }
    if let Some(color) = embed.number("color", errors)
        && color > 0xFF_FFFF
    {
        let message = "int value should be less than or equal to 16777215.";
        errors.add(&embed.path("color"), "NUMBER_TYPE_MAX", message);
    }
    for key in ["url", "image", "thumbnail"] {
        let url = match embed.given(key) {
            Some(Value::Object(media)) => media.get("url").and_then(Value::as_str),
            Some(value) => value.as_str(),
            None => continue,
        };
        let fine = url.is_some_and(|url| ["http://", "https://", "attachment://"].iter().any(|it| url.starts_with(it)));
        if !fine {
            let mut path = embed.path(key);
            if key != "url" {
                path.push("url");
            }
            errors.add(&path, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        }
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
    }
    total
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
        let edit = edit(&Form::new(body.as_object().unwrap(), vec![]), 0, &mut Errors::default());
        assert_eq!(edit.content.as_deref(), Some(""));
        assert_eq!(edit.embeds, Some(vec![]));
        assert_eq!(edit.components, None);
    }
}
