//! Auto moderation rules, the audit log, and voice states.

use serde_json::{Value, json};

use super::access;
use super::call::{Call, read_body};
use super::form::{Errors, Form};
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, may, must};
use super::state::ApiState;
use crate::gateway::Intents;
use crate::model::{AuditLogEntryId, AutoModerationRuleId, ChannelId, GuildId, UserId};
use crate::sandbox::world::{Refusal, action, bits, diff, merge};

const TRIGGER: &[Field] = &[
    may("keyword_filter", Kind::Texts(1000, 60)),
    may("regex_patterns", Kind::Texts(10, 260)),
    may("presets", Kind::Numbers(1, 3)),
    may("allow_list", Kind::Texts(1000, 60)),
    may("mention_total_limit", Kind::Int(0, 50)),
    may("mention_raid_protection_enabled", Kind::Flag),
];
const METADATA: &[Field] = &[
    may("channel_id", Kind::Id),
    may("duration_seconds", Kind::Int(0, 2_419_200)),
    may("custom_message", Kind::Text(0, 150)),
];
const ACTION: &[Field] = &[must("type", Kind::Choice(&[1, 2, 3, 4])), may("metadata", Kind::Object(METADATA))];
const RULE: &[Field] = &[
    must("name", Kind::Text(1, 100)),
    must("event_type", Kind::Choice(&[1, 2])),
    must("trigger_type", Kind::Choice(&[1, 3, 4, 5, 6])),
    may("trigger_metadata", Kind::Object(TRIGGER)),
    must("actions", Kind::List(1, 5, ACTION)),
    may("enabled", Kind::Flag),
    may("exempt_roles", Kind::Ids(20)),
    may("exempt_channels", Kind::Ids(50)),
];

/// The limit of rules by trigger: six for keywords, one for each other trigger.
fn most(trigger: &Value) -> usize {
    if *trigger == 1 { 6 } else { 1 }
}

/// The metadata of a trigger: exactly the keys that its type has, with their defaults.
fn metadata(trigger: &Value, given: &Value) -> Value {
    let mut metadata = match trigger.as_u64() {
        Some(1 | 6) => json!({ "keyword_filter": [], "regex_patterns": [], "allow_list": [] }),
        Some(4) => json!({ "presets": [], "allow_list": [] }),
        Some(5) => json!({ "mention_total_limit": 0, "mention_raid_protection_enabled": false }),
        _ => json!({}),
    };
    for (key, value) in metadata.as_object_mut().into_iter().flatten() {
        if let Some(given) = given.get(key.as_str()).filter(|it| !it.is_null()) {
            value.clone_from(given);
        }
    }
    metadata
}

/// Adds the metadata of a rule's trigger and of its actions.
fn complete(rule: &mut Value) {
    rule["trigger_metadata"] = metadata(&rule["trigger_type"], &rule["trigger_metadata"]);
    for action in rule["actions"].as_array_mut().into_iter().flatten() {
        if action["metadata"].is_null() {
            action["metadata"] = json!({});
        }
    }
}

pub(super) fn rules(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    Ok(Reply::Json(state.world.guild(guild)?.rules.values().cloned().collect()))
}

fn find(state: &ApiState<'_>, call: &Call) -> Result<(GuildId, AutoModerationRuleId, Value), ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    let id = call.id("rule_id")?;
    let rule = state.world.guild(guild)?.rules.get(&id).ok_or(Refusal::UNKNOWN_RULE)?;
    Ok((guild, id, rule.clone()))
}

pub(super) fn rule(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(find(state, call)?.2))
}

pub(super) fn make_rule(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    let given = read_body(call, |form, errors| create(form, RULE, errors))?;
    let trigger = given.get("trigger_type").cloned().unwrap_or_default();
    let rules = &state.world.guild(guild)?.rules;
    if rules.values().filter(|it| it["trigger_type"] == trigger).count() >= most(&trigger) {
        let message = "Maximum number of auto moderation rules of this type reached";
        return Err(Errors::one(&["trigger_type"], "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED", message));
    }
    let id = AutoModerationRuleId::new(state.world.ids.next(state.world.now));
    let mut json = json!({
        "id": id, "guild_id": guild, "creator_id": state.world.bot, "trigger_metadata": {}, "enabled": false,
        "exempt_roles": [], "exempt_channels": [],
    });
    merge(&mut json, Value::Object(given));
    complete(&mut json);
    state.world.guild_mut(guild)?.rules.insert(id, json.clone());
    emit(state, "AUTO_MODERATION_RULE_CREATE", guild, &json);
    let changes = diff(&json!({}), &json!({"name": json["name"]}));
    state.world.audit(guild, action::RULE_CREATE, id.get(), changes, None);
    Ok(Reply::Json(json))
}

/// Events of rules need MANAGE_GUILD.
fn emit(state: &mut ApiState<'_>, name: &'static str, guild: GuildId, rule: &Value) {
    if state.world.guild_permissions(guild, state.world.bot) & bits::MANAGE_GUILD != 0 {
        state.world.emit_in_guild(name, guild, Intents::AUTO_MODERATION_CONFIGURATION, rule.clone());
    }
}

pub(super) fn update_rule(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, id, old) = find(state, call)?;
    let mut given = read_body(call, |form, errors| change(form, RULE, errors))?;
    // The trigger type cannot be changed.
    given.remove("trigger_type");
    given.retain(|_, value| !value.is_null());
    let mut new = old.clone();
    merge(&mut new, Value::Object(given));
    complete(&mut new);
    state.world.guild_mut(guild)?.rules.insert(id, new.clone());
    emit(state, "AUTO_MODERATION_RULE_UPDATE", guild, &new);
    state.world.audit(guild, action::RULE_UPDATE, id.get(), diff(&old, &new), None);
    Ok(Reply::Json(new))
}

pub(super) fn delete_rule(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (guild, id, rule) = find(state, call)?;
    state.world.guild_mut(guild)?.rules.remove(&id);
    emit(state, "AUTO_MODERATION_RULE_DELETE", guild, &rule);
    let changes = diff(&json!({"name": rule["name"]}), &json!({ "name": null }));
    state.world.audit(guild, action::RULE_DELETE, id.get(), changes, None);
    Ok(Reply::Nothing)
}

/// `before` lists the newest entries first, `after` the oldest.
pub(super) fn audit_log(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::VIEW_AUDIT_LOG)?;
    let limit = call.number("limit", (1, 100), 50)?;
    let before: Option<AuditLogEntryId> = call.query_id("before")?;
    let after: Option<AuditLogEntryId> = call.query_id("after")?;
    let user: Option<UserId> = call.query_id("user_id")?;
    let what = call.number("action_type", (0, 1000), 0)?;
    let id = |it: &Value| it["id"].as_str().and_then(|id| id.parse().ok()).map(AuditLogEntryId::new);
    let wanted = |it: &&Value| {
        (what == 0 || it["action_type"] == what)
            && user.is_none_or(|user| it["user_id"] == json!(user))
            && before.is_none_or(|before| id(it) < Some(before))
            && after.is_none_or(|after| id(it) > Some(after))
    };
    let log = &state.world.guild(guild)?.audit;
    let entries: Vec<&Value> = if after.is_some() {
        log.iter().filter(wanted).take(limit).collect()
    } else {
        log.iter().rev().filter(wanted).take(limit).collect()
    };
    let bot = state.world.user(state.world.bot)?.json();
    let users: Vec<Value> = if entries.is_empty() { Vec::new() } else { vec![bot] };
    let threads = state.world.active_threads(guild);
    let threads: Vec<Value> = threads.into_iter().filter_map(|id| state.world.thread_json(id).ok()).collect();
    let webhooks = state.world.webhooks.values().filter(|it| it.guild == guild);
    let webhooks: Vec<Value> = webhooks.map(|it| it.json(state.world, true)).collect();
    let guild = state.world.guild(guild)?;
    Ok(Reply::Json(json!({
        "audit_log_entries": entries,
        "users": users,
        "threads": threads,
        "webhooks": webhooks,
        "guild_scheduled_events": guild.scheduled.values().collect::<Vec<_>>(),
        "auto_moderation_rules": guild.rules.values().collect::<Vec<_>>(),
        "application_commands": [],
        "integrations": guild.community.integrations.values().map(partial_integration).collect::<Vec<Value>>(),
    })))
}

/// An integration as the audit log has it.
fn partial_integration(it: &Value) -> Value {
    let mut json: Value =
        ["id", "type", "name", "account"].map(|key| (key.to_owned(), it[key].clone())).into_iter().collect();
    if let Some(application) = it["application"].get("id") {
        json["application_id"] = application.clone();
    }
    json
}

fn voice_of(state: &ApiState<'_>, guild: GuildId, user: UserId) -> Result<Reply, ApiError> {
    let voice = state.world.guild(guild)?.voice.get(&user).ok_or(Refusal::UNKNOWN_VOICE_STATE)?;
    let mut json = voice.json(user);
    json["guild_id"] = json!(guild);
    json["member"] = state.world.member_json(guild, user)?;
    Ok(Reply::Json(json))
}

pub(super) fn own_voice_state(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    voice_of(state, guild, state.world.bot)
}

pub(super) fn voice_state(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    voice_of(state, guild, call.user()?)
}

pub(super) fn update_own_voice_state(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let bot = state.world.bot;
    set_voice_state(state, call, bot)
}

pub(super) fn update_voice_state(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let user = call.user()?;
    set_voice_state(state, call, user)
}

/// Changes whether a user of a stage channel is in the audience.
fn set_voice_state(state: &mut ApiState<'_>, call: &Call, user: UserId) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    let read = |form: &Form<'_>, errors: &mut Errors| (form.id("channel_id", errors), form.flag("suppress", errors));
    let (channel, suppress) = read_body(call, read)?;
    let voice = state.world.guild(guild)?.voice.get(&user).ok_or(Refusal::UNKNOWN_VOICE_STATE)?;
    let current = voice.channel;
    if channel.is_some_and(|id| ChannelId::new(id) != current) {
        return Err(Refusal::UNKNOWN_VOICE_STATE.into());
    }
    if suppress == Some(false) || user != state.world.bot {
        access::in_channel(state, current, bits::MUTE_MEMBERS)?;
    }
    if let Some(suppress) = suppress {
        state.world.set_suppressed(guild, user, suppress)?;
    }
    Ok(Reply::Nothing)
}
