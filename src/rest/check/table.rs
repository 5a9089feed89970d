//! The limits of each operation (rest.md, sections 7 and 14).

use super::{
    command, components, message,
    shape::{Report, Shape},
};
use crate::rest::json::{Node, Path};
use Shape::{Any, Fields, Int, List, OneOf, Text, Values, With};

/// The limits of the body and the query of an operation.
pub(super) struct Limits {
    pub(super) operation: &'static str,
    pub(super) body: Option<&'static Shape>,
    /// Parameters that are numbers: name, from, to.
    pub(super) query: &'static [(&'static str, i64, i64)],
}

/// The limits of an operation, if it has any.
pub(super) fn of(operation: &str) -> Option<&'static Limits> {
    let index = TABLE.binary_search_by(|limits| limits.operation.cmp(operation)).ok()?;
    TABLE.get(index)
}

const fn body(operation: &'static str, body: &'static Shape) -> Limits {
    Limits { operation, body: Some(body), query: &[] }
}

const fn query(operation: &'static str, query: &'static [(&'static str, i64, i64)]) -> Limits {
    Limits { operation, body: None, query }
}

const TO_25: &[(&str, i64, i64)] = &[("limit", 1, 25), ("offset", 0, 9975)];
const TO_50: &[(&str, i64, i64)] = &[("limit", 1, 50)];
const TO_100: &[(&str, i64, i64)] = &[("limit", 1, 100)];
const TO_200: &[(&str, i64, i64)] = &[("limit", 1, 200)];
const TO_1000: &[(&str, i64, i64)] = &[("limit", 1, 1000)];

/// Sorted by name.
pub(super) static TABLE: &[Limits] = &[
    body("add_guild_member", &MEMBER),
    body("ban_user_from_guild", &BAN),
    body("bulk_ban_users_from_guild", &BULK_BAN),
    body("bulk_delete_messages", &BULK_DELETE),
    body("bulk_set_application_commands", &command::ALL),
    body("bulk_set_guild_application_commands", &command::ALL),
    body("create_application_command", &command::NEW),
    body("create_application_emoji", &EMOJI),
    body("create_auto_moderation_rule", &AUTO_MODERATION),
    body("create_channel_invite", &INVITE),
    body("create_guild_application_command", &command::NEW),
    body("create_guild_channel", &NEW_CHANNEL),
    body("create_guild_emoji", &EMOJI),
    body("create_guild_role", &ROLE),
    body("create_guild_scheduled_event", &EVENT),
    body("create_guild_soundboard_sound", &SOUND),
    body("create_guild_sticker", &STICKER),
    body("create_guild_template", &TEMPLATE),
    body("create_interaction_response", &CALLBACK),
    body("create_lobby", &LOBBY),
    body("create_lobby_message", &message::NEW),
    body("create_message", &message::NEW),
    body("create_stage_instance", &STAGE),
    body("create_thread", &NEW_THREAD),
    body("create_thread_from_message", &THREAD),
    body("create_webhook", &WEBHOOK),
    body("edit_lobby", &LOBBY),
    body("execute_webhook", &message::NEW),
    query("get_answer_voters", TO_100),
    query("get_entitlements", TO_100),
    query("get_lobby_messages", TO_200),
    query("get_sku_subscriptions", TO_100),
    query("guild_search", TO_25),
    query("list_guild_audit_log_entries", TO_100),
    query("list_guild_bans", TO_1000),
    query("list_guild_members", TO_1000),
    query("list_guild_scheduled_event_users", TO_100),
    query("list_message_reactions_by_emoji", TO_100),
    query("list_messages", TO_100),
    query("list_my_guilds", TO_200),
    query("list_pins", TO_50),
    query("list_thread_members", TO_100),
    query("preview_prune_guild", &[("days", 1, 30)]),
    body("prune_guild", &Fields(&[("days", Int(1, 30))])),
    body("put_guilds_onboarding", &ONBOARDING),
    query("search_guild_members", TO_1000),
    body("set_guild_application_command_permissions", &Fields(&[("permissions", List(0, 100, &Any))])),
    query("thread_search", TO_25),
    body("update_application_command", &command::CHANGE),
    body("update_application_emoji", &EMOJI),
    body("update_application_role_connections_metadata", &ROLE_CONNECTIONS),
    body("update_auto_moderation_rule", &AUTO_MODERATION),
    body("update_channel", &CHANNEL),
    body("update_guild", &Fields(&[("name", Text(2, 100)), ("description", Text(0, 300))])),
    body("update_guild_application_command", &command::CHANGE),
    body("update_guild_emoji", &EMOJI),
    body("update_guild_member", &MEMBER),
    body("update_guild_role", &ROLE),
    body("update_guild_scheduled_event", &EVENT),
    body("update_guild_soundboard_sound", &SOUND),
    body("update_guild_sticker", &STICKER),
    body("update_guild_template", &TEMPLATE),
    body("update_guild_welcome_screen", &WELCOME),
    body("update_message", &message::CHANGE),
    body("update_my_application", &APPLICATION),
    body("update_my_guild_member", &Fields(&[("nick", Text(0, 32)), ("bio", Text(0, 190))])),
    body("update_my_user", &Fields(&[("username", Text(2, 32))])),
    body("update_original_webhook_message", &message::CHANGE),
    body("update_stage_instance", &STAGE),
    body("update_voice_channel_status", &Fields(&[("status", Text(0, 500))])),
    body("update_webhook", &WEBHOOK),
    body("update_webhook_by_token", &WEBHOOK),
    body("update_webhook_message", &message::CHANGE),
];

const SLOW_MODE: Shape = Int(0, 21_600);
const COLOR: Shape = Int(0, 0xFF_FFFF);
const ARCHIVE: Shape = OneOf(&[60, 1440, 4320, 10_080]);
const FORUM: i64 = 15;
const MEDIA: i64 = 16;
const VOICE: i64 = 2;

static MEMBER: Shape = Fields(&[("nick", Text(0, 32))]);
static BAN: Shape = Fields(&[("delete_message_seconds", Int(0, 604_800)), ("delete_message_days", Int(0, 7))]);
static BULK_BAN: Shape = Fields(&[("user_ids", List(0, 200, &Any)), ("delete_message_seconds", Int(0, 604_800))]);
static BULK_DELETE: Shape = Fields(&[("messages", With(&List(2, 100, &Any), unique))]);
static EMOJI: Shape = Fields(&[("name", Text(2, 32))]);
static ROLE: Shape = Fields(&[
    ("name", Text(0, 100)),
    ("color", COLOR),
    ("colors", Fields(&[("primary_color", COLOR), ("secondary_color", COLOR), ("tertiary_color", COLOR)])),
]);
static EVENT: Shape = Fields(&[
    ("name", Text(0, 100)),
    ("description", Text(0, 1000)),
    ("entity_metadata", Fields(&[("location", Text(0, 100))])),
]);
static SOUND: Shape = With(&Fields(&[("name", Text(2, 32))]), volume);
static STICKER: Shape =
    Fields(&[("name", Text(2, 30)), ("description", With(&Text(0, 100), empty_or_two)), ("tags", Text(0, 200))]);
static TEMPLATE: Shape = Fields(&[("name", Text(1, 100)), ("description", Text(0, 120))]);
static STAGE: Shape = Fields(&[("topic", Text(1, 120))]);
static WEBHOOK: Shape = Fields(&[("name", With(&Text(1, 80), webhook_name))]);
// The documentation says 604800, the OpenAPI document 5184000, which is newer.
static INVITE: Shape = Fields(&[("max_age", Int(0, 5_184_000)), ("max_uses", Int(0, 100))]);
static AUTO_MODERATION: Shape = Fields(&[
    ("name", Text(0, 100)),
    (
        "trigger_metadata",
        Fields(&[
            ("keyword_filter", List(0, 1000, &Text(0, 60))),
            ("regex_patterns", List(0, 10, &Text(0, 260))),
            ("allow_list", List(0, 1000, &Text(0, 60))),
            ("mention_total_limit", Int(0, 50)),
        ]),
    ),
    ("actions", List(0, 5, &ACTION)),
    ("exempt_roles", List(0, 20, &Any)),
    ("exempt_channels", List(0, 50, &Any)),
]);
static ACTION: Shape =
    Fields(&[("metadata", Fields(&[("custom_message", Text(0, 150)), ("duration_seconds", Int(0, 2_419_200))]))]);
const TAGS: Shape = List(0, 20, &Fields(&[("name", Text(0, 20))]));
static CHANNEL: Shape = Fields(&[
    ("name", Text(0, 100)),
    ("topic", Text(0, 4096)),
    ("user_limit", Int(0, 10_000)),
    ("bitrate", Int(8000, 384_000)),
    ("rate_limit_per_user", SLOW_MODE),
    ("default_thread_rate_limit_per_user", SLOW_MODE),
    ("default_auto_archive_duration", ARCHIVE),
    ("permission_overwrites", List(0, 1000, &Any)),
    ("available_tags", TAGS),
    ("applied_tags", List(0, 5, &Any)),
    ("auto_archive_duration", ARCHIVE),
]);
static NEW_CHANNEL_FIELDS: Shape = Fields(&[
    ("name", Text(1, 100)),
    ("bitrate", Int(8000, 384_000)),
    ("rate_limit_per_user", SLOW_MODE),
    ("default_thread_rate_limit_per_user", SLOW_MODE),
    ("default_auto_archive_duration", ARCHIVE),
    ("permission_overwrites", List(0, 1000, &Any)),
    ("available_tags", TAGS),
]);
static NEW_CHANNEL: Shape = With(&NEW_CHANNEL_FIELDS, of_its_kind);
static THREAD: Shape =
    Fields(&[("name", Text(1, 100)), ("auto_archive_duration", ARCHIVE), ("rate_limit_per_user", SLOW_MODE)]);
static NEW_THREAD: Shape = Fields(&[
    ("name", Text(1, 100)),
    ("auto_archive_duration", ARCHIVE),
    ("rate_limit_per_user", SLOW_MODE),
    ("applied_tags", List(0, 5, &Any)),
    ("message", With(&Any, |post, path, report| message::NEW.check(post, path, report))),
]);
static CALLBACK: Shape = With(&Any, callback);
static MODAL: Shape = With(&Fields(&[("custom_id", Text(1, 100)), ("title", Text(1, 45))]), |modal, path, report| {
    if let Some(Node::List(list)) = modal.get("components") {
        components::check_modal(list, &path.field("components"), report);
    }
});
static SUGGESTIONS: Shape = Fields(&[("choices", List(0, 25, &command::CHOICE))]);
static LOBBY: Shape = Fields(&[
    ("idle_timeout_seconds", Int(5, 604_800)),
    ("members", List(0, 25, &Any)),
    ("metadata", Values(&Text(0, 1024))),
]);
static ONBOARDING: Shape = Fields(&[
    (
        "prompts",
        List(
            0,
            15,
            &Fields(&[
                ("title", Text(1, 100)),
                ("options", List(0, 50, &Fields(&[("title", Text(1, 50)), ("description", Text(0, 100))]))),
            ]),
        ),
    ),
    ("default_channel_ids", List(0, 500, &Any)),
]);
static ROLE_CONNECTIONS: Shape =
    List(0, 5, &Fields(&[("key", Text(1, 50)), ("name", Text(1, 100)), ("description", Text(1, 200))]));
static WELCOME: Shape = Fields(&[
    ("description", Text(0, 140)),
    ("welcome_channels", List(0, 5, &Fields(&[("description", Text(0, 50))]))),
]);
static APPLICATION: Shape = Fields(&[("tags", List(0, 5, &Text(0, 20)))]);

/// All ids must be different.
fn unique(list: &Node<'_>, path: &Path<'_>, report: &mut Report) {
    let mut ids: Vec<u64> = list.list().iter().filter_map(Node::id).collect();
    ids.sort_unstable();
    if let Some([twice, _]) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        report.add(path, "LIST_TYPE_UNIQUE", format!("{twice} is listed more than once"));
    }
}

fn volume(sound: &Node<'_>, path: &Path<'_>, report: &mut Report) {
    let volume = match sound.get("volume") {
        Some(Node::Float(volume)) => *volume,
        Some(Node::Int(volume)) => *volume as f64,
        _ => return,
    };
    if volume > 1.0 {
        report.add(&path.field("volume"), "NUMBER_TYPE_MAX", format!("too large ({volume} > 1)"));
    } else if volume < 0.0 {
        report.add(&path.field("volume"), "NUMBER_TYPE_MIN", format!("too small ({volume} < 0)"));
    }
}

fn empty_or_two(description: &Node<'_>, path: &Path<'_>, report: &mut Report) {
    if description.text().is_some_and(|text| text.chars().count() == 1) {
        report.add(path, "BASE_TYPE_BAD_LENGTH", "too short (1 < 2): it may be empty, or has 2 to 100 characters");
    }
}

fn webhook_name(name: &Node<'_>, path: &Path<'_>, report: &mut Report) {
    let lower = name.text().unwrap_or_default().to_ascii_lowercase();
    if let Some(word) = ["clyde", "discord"].into_iter().find(|word| lower.contains(word)) {
        report.add(path, "USERNAME_INVALID_CONTAINS", format!("the name of a webhook cannot contain \"{word}\""));
    }
}

/// Limits by the type of a channel, which only the request for a new one has.
fn of_its_kind(channel: &Node<'_>, path: &Path<'_>, report: &mut Report) {
    let kind = channel.given("type").and_then(Node::int).unwrap_or(0);
    if let Some(topic) = channel.get("topic").and_then(Node::text) {
        let most = if matches!(kind, FORUM | MEDIA) { 4096 } else { 1024 };
        report.text(topic, 0, most, &path.field("topic"));
    }
    if let Some(limit) = channel.get("user_limit").and_then(Node::int) {
        report.number(limit, 0, if kind == VOICE { 99 } else { 10_000 }, &path.field("user_limit"));
    }
}

/// An answer to an interaction, whose limits depend on its type.
fn callback(answer: &Node<'_>, path: &Path<'_>, report: &mut Report) {
    let (Some(kind), Some(data)) = (answer.get("type").and_then(Node::int), answer.given("data")) else { return };
    let shape = match kind {
        4 => &message::NEW,
        7 => &message::CHANGE,
        8 => &SUGGESTIONS,
        9 => &MODAL,
        _ => return,
    };
    shape.check(data, &path.field("data"), report);
}
