//! The limits of messages (rest.md, sections 13 and 14), which are the same for messages, followups, answers to
//! interactions and posts in forums.

use super::{
    components,
    shape::{Report, Shape},
};
use crate::rest::{
    field_error::too_many,
    json::{Node, Path, characters},
    totals::embeds_total,
};
use Shape::{Any, Fields, Int, List, Text, With};

/// Most characters of all embeds of a message together.
const EMBEDS_TOTAL: usize = 6000;

/// The flag IS_COMPONENTS_V2.
const COMPONENTS_V2: i64 = 1 << 15;

static EMBED: Shape = Fields(&[
    ("title", Text(0, 256)),
    ("description", Text(0, 4096)),
    ("color", Int(0, 0xFF_FFFF)),
    ("author", Fields(&[("name", Text(0, 256))])),
    ("footer", Fields(&[("text", Text(0, 2048))])),
    ("fields", List(0, 25, &Fields(&[("name", Text(0, 256)), ("value", Text(0, 1024))]))),
]);

const POLL: &[(&str, Shape)] = &[
    ("question", Fields(&[("text", Text(1, 300))])),
    ("answers", List(1, 10, &Fields(&[("poll_media", Fields(&[("text", Text(1, 55))]))]))),
    ("duration", Int(1, 768)),
];

static PARTS: Shape = Fields(&[
    ("content", Text(0, 2000)),
    ("embeds", With(&List(0, 10, &EMBED), total)),
    ("poll", Fields(POLL)),
    ("sticker_ids", List(0, 3, &Any)),
    ("attachments", List(0, 10, &Fields(&[("description", Text(0, 1024))]))),
    ("nonce", Text(0, 25)),
    ("allowed_mentions", With(&Fields(&[("users", List(0, 100, &Any)), ("roles", List(0, 100, &Any))]), exclusive)),
    // Fields of webhooks only.
    ("username", Text(1, 80)),
    ("thread_name", Text(0, 100)),
    ("applied_tags", List(0, 5, &Any)),
]);

/// A new message.
pub(super) static NEW: Shape = With(&PARTS, |message, path, report| whole(message, path, report, Before::Nothing));

/// A change to a message, whose other fields are not known.
pub(super) static CHANGE: Shape = With(&PARTS, |message, path, report| whole(message, path, report, Before::Unknown));

/// The message before the request.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Unknown,
}

fn total(embeds: &Node<'_>, path: &Path<'_>, report: &mut Report) {
    let total = embeds_total(embeds.list());
    if total > EMBEDS_TOTAL {
        let problem = format!("too long together ({total} > {EMBEDS_TOTAL} characters over all embeds)");
        report.add(path, "MAX_EMBED_SIZE_EXCEEDED", problem);
    }
}

/// `parse` and a list of ids exclude each other.
fn exclusive(mentions: &Node<'_>, path: &Path<'_>, report: &mut Report) {
    for kind in ["users", "roles"] {
        let all = mentions.list_of("parse").iter().any(|it| it.text() == Some(kind));
        if all && !mentions.list_of(kind).is_empty() {
            let problem = format!("`parse` allows all {kind}, and `{kind}` lists some; only one of the two is allowed");
            report.add(path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", problem);
        }
    }
}

fn whole(message: &Node<'_>, path: &Path<'_>, report: &mut Report, before: Before) {
    let flags = message.given("flags").and_then(Node::int);
    let v2 = flags.map(|flags| flags & COMPONENTS_V2 != 0).or((before == Before::Nothing).then_some(false));
    if v2 == Some(true) {
        for field in ["content", "embeds", "poll", "sticker_ids"] {
            let there = match message.given(field) {
                Some(Node::Text(text)) => characters(text) > 0,
                Some(Node::List(list)) => !list.is_empty(),
                other => other.is_some(),
            };
            if there {
                let problem = "it is not allowed with the flag IS_COMPONENTS_V2; use a component instead";
                report.add(&path.field(field), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", problem);
            }
        }
    }
    let Some(Node::List(list)) = message.get("components") else { return };
    let path = path.field("components");
    // For a change without the flag it is not known which of the two limits applies.
    if v2 == Some(false) && before == Before::Nothing && list.len() > 5 {
        let problem = format!("{}; 40 are allowed with the flag IS_COMPONENTS_V2", too_many(list.len(), 5));
        report.add(&path, "BASE_TYPE_BAD_LENGTH", problem);
    }
    components::check(list, &path, report);
}
