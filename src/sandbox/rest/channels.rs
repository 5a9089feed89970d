//! Channels of guilds: creating, changing, moving, deleting; permission overwrites; typing; following.

use serde_json::{Map, Value, json};

use super::access;
use super::call::{Call, read_body};
use super::form::{Errors, Form};
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, may, must};
use super::state::ApiState;
use crate::model::{ChannelId, GenericId, GuildId, WebhookId};
use crate::sandbox::world::{Channel, ChannelKind, Overwrite, Refusal, Webhook, action, bits, diff, empty_channel};

const TAG: &[Field] = &[
    may("id", Kind::Id),
    must("name", Kind::Text(1, 20)),
    may("moderated", Kind::Flag),
    may("emoji_id", Kind::Id),
    may("emoji_name", Kind::Text(0, 32)),
];
const DEFAULT_REACTION: &[Field] = &[may("emoji_id", Kind::Id), may("emoji_name", Kind::Text(0, 32))];
const OVERWRITE: &[Field] =
    &[must("id", Kind::Id), must("type", Kind::Choice(&[0, 1])), may("allow", Kind::Bits), may("deny", Kind::Bits)];

/// The fields of channels of all types. Fields that do not apply to a channel's type are ignored, as at Discord.
const CHANNEL: &[Field] = &[
    must("name", Kind::Text(1, 100)),
    may("type", Kind::Choice(&[0, 2, 4, 5, 13, 15, 16])),
    may("topic", Kind::Text(0, 4096)),
    may("position", Kind::Int(0, i32::MAX as i64)),
    may("permission_overwrites", Kind::List(0, 1000, OVERWRITE)),
    may("parent_id", Kind::Id),
    may("nsfw", Kind::Flag),
    may("rate_limit_per_user", Kind::Int(0, 21_600)),
    may("bitrate", Kind::Int(8000, 384_000)),
    may("user_limit", Kind::Int(0, 10_000)),
    may("rtc_region", Kind::Text(0, 100)),
    may("video_quality_mode", Kind::Choice(&[1, 2])),
    may("default_auto_archive_duration", Kind::Choice(&[60, 1440, 4320, 10_080])),
    may("default_thread_rate_limit_per_user", Kind::Int(0, 21_600)),
    may("default_reaction_emoji", Kind::Object(DEFAULT_REACTION)),
    may("available_tags", Kind::List(0, 20, TAG)),
    may("default_sort_order", Kind::Choice(&[0, 1])),
    may("default_forum_layout", Kind::Choice(&[0, 1, 2])),
    may("flags", Kind::Int(0, i32::MAX as i64)),
];

const THREAD: &[Field] = &[
    must("name", Kind::Text(1, 100)),
    may("archived", Kind::Flag),
    may("locked", Kind::Flag),
    may("invitable", Kind::Flag),
    may("auto_archive_duration", Kind::Choice(&[60, 1440, 4320, 10_080])),
    may("rate_limit_per_user", Kind::Int(0, 21_600)),
    may("applied_tags", Kind::Ids(5)),
    may("flags", Kind::Int(0, i32::MAX as i64)),
];

/// The limits of channels: of a guild, and of a category.
const MAX_CHANNELS: usize = 500;
const MAX_IN_CATEGORY: usize = 50;
const TOO_MANY: Refusal =
    Refusal { status: 400, code: 30013, message: "Maximum number of server channels reached (500)" };

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::channel(state, call, 0)?;
    let world = &state.world;
    Ok(Reply::Json(if world.channel(id)?.thread.is_some() {
        world.thread_json(id)?
    } else {
        world.channel(id)?.json(world, true)
    }))
}

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::guild(state, call, 0)?;
    let world = &state.world;
    let channels = world.guild(id)?.channels.iter().filter_map(|id| world.channel(*id).ok());
    Ok(Reply::Json(channels.map(|channel| channel.json(world, true)).collect()))
}

pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_CHANNELS)?;
    let mut given = read_body(call, |form, errors| {
        let given = create(form, CHANNEL, errors);
        short_topic(form, given.get("type").and_then(Value::as_u64), errors);
        given
    })?;
    if state.world.guild(guild)?.channels.len() >= MAX_CHANNELS {
        return Err(TOO_MANY.into());
    }
    let kind = given.remove("type").and_then(|it| it.as_u64()).and_then(ChannelKind::of_guild);
    let kind = kind.unwrap_or(ChannelKind::Text);
    let id = ChannelId::new(state.world.ids.next(state.world.now));
    let position = i64::try_from(state.world.guild(guild)?.channels.len()).unwrap_or(i64::MAX);
    let mut channel = Channel { guild: Some(guild), position, ..empty_channel(id, kind, "") };
    apply(state, guild, &mut channel, given)?;
    if channel.overwrites.is_empty()
        && let Some(parent) = channel.parent
    {
        // A new channel in a category gets the overwrites of the category.
        channel.overwrites.clone_from(&state.world.channel(parent)?.overwrites);
    }
    state.world.add_channel(guild, channel)?;
    let json = state.world.channel(id)?.json(state.world, true);
    state.world.audit(guild, action::CHANNEL_CREATE, id.get(), diff(&Value::Object(Map::new()), &json), None);
    Ok(Reply::Created(json))
}

/// The limit of a topic: 1024 characters, or 4096 in forums.
fn short_topic(form: &Form<'_>, kind: Option<u64>, errors: &mut Errors) {
    if !matches!(kind, Some(15 | 16)) {
        form.text("topic", 1024, errors);
    }
}

/// Sets the given fields of a channel.
fn apply(
    state: &ApiState<'_>,
    guild: GuildId,
    channel: &mut Channel,
    given: Map<String, Value>,
) -> Result<(), ApiError> {
    for (key, value) in given {
        match key.as_str() {
            "name" => channel.name = name_of(channel.kind, value.as_str().unwrap_or_default()),
            "topic" => channel.topic = value.as_str().filter(|it| !it.is_empty()).map(str::to_owned),
            "position" => channel.position = value.as_i64().unwrap_or(channel.position),
            "user_limit" => channel.user_limit = value.as_u64().and_then(|it| it.try_into().ok()).unwrap_or(0),
            "parent_id" => channel.parent = category(state, guild, &value)?,
            "permission_overwrites" => {
                let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
                let overwrites: Vec<Overwrite> = list.iter().filter_map(overwrite_of).collect();
                for overwrite in &overwrites {
                    may_set(state, guild, overwrite)?;
                }
                channel.overwrites = overwrites;
            }
            // The type can only be changed between these two.
            "type" => match (channel.kind, value.as_u64()) {
                (ChannelKind::Text, Some(5)) => channel.kind = ChannelKind::Announcement,
                (ChannelKind::Announcement, Some(0)) => channel.kind = ChannelKind::Text,
                _ => {}
            },
            // Null is the default, which `Channel::json` adds.
            _ if value.is_null() => _ = channel.settings.remove(&key),
            "available_tags" => _ = channel.settings.insert(key, tags(value)),
            "default_reaction_emoji" => {
                let part = |name: &str| value.get(name).cloned().unwrap_or_default();
                let emoji = json!({"emoji_id": part("emoji_id"), "emoji_name": part("emoji_name")});
                channel.settings.insert(key, emoji);
            }
            _ => _ = channel.settings.insert(key, value),
        }
    }
    Ok(())
}

/// Names of text channels are lower case, with hyphens in place of spaces.
fn name_of(kind: ChannelKind, name: &str) -> String {
    match kind {
        ChannelKind::Voice | ChannelKind::Stage | ChannelKind::Category => name.to_owned(),
        _ => name.to_lowercase().replace(' ', "-"),
    }
}

/// Completes the tags of a forum: new tags get ids, absent fields become null.
fn tags(mut value: Value) -> Value {
    for tag in value.as_array_mut().into_iter().flatten() {
        if tag["id"].is_null() {
            tag["id"] = json!(fastrand::u64(1 << 40..1 << 60).to_string());
        }
        for (key, default) in [("moderated", json!(false)), ("emoji_id", json!(null)), ("emoji_name", json!(null))] {
            if tag[key].is_null() {
                tag[key] = default;
            }
        }
    }
    value
}

fn category(state: &ApiState<'_>, guild: GuildId, value: &Value) -> Result<Option<ChannelId>, ApiError> {
    let Some(id) = value.as_str().and_then(|id| id.parse().ok()).map(ChannelId::new) else { return Ok(None) };
    let world = &state.world;
    let is_one = world.channel(id).is_ok_and(|it| it.kind == ChannelKind::Category && it.guild == Some(guild));
    if !is_one {
        return Err(Errors::one(&["parent_id"], "CHANNEL_PARENT_INVALID", "Category does not exist"));
    }
    if world.channels.values().filter(|it| it.parent == Some(id)).count() >= MAX_IN_CATEGORY {
        let message = "Maximum number of channels in category reached (50)";
        return Err(Errors::one(&["parent_id"], "CHANNEL_PARENT_MAX_CHANNELS", message));
    }
    Ok(Some(id))
}

fn overwrite_of(json: &Value) -> Option<Overwrite> {
    let bits = |key: &str| json[key].as_str().and_then(|it| it.parse().ok()).unwrap_or(0);
    let id = json["id"].as_str()?.parse().ok()?;
    Some(Overwrite { id: GenericId::new(id), is_member: json["type"] == 1, allow: bits("allow"), deny: bits("deny") })
}

/// Setting overwrites needs MANAGE_ROLES, and only bits that the bot has itself may be allowed or denied.
fn may_set(state: &ApiState<'_>, guild: GuildId, overwrite: &Overwrite) -> Result<(), ApiError> {
    let may = state.world.guild_permissions(guild, state.world.bot);
    access::enough(may, bits::MANAGE_ROLES)?;
    access::enough(may, (overwrite.allow | overwrite.deny) & bits::ALL)
}

pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (id, guild) = access::guild_channel(state, call, 0)?;
    if state.world.channel(id)?.thread.is_some() {
        return update_thread(state, call, id, guild);
    }
    access::channel(state, call, bits::MANAGE_CHANNELS)?;
    let old = state.world.channel(id)?.clone();
    let given = read_body(call, |form, errors| {
        let given = change(form, CHANNEL, errors);
        short_topic(form, Some(old.kind as u64), errors);
        given
    })?;
    let mut new = old.clone();
    apply(state, guild, &mut new, given)?;
    let changes = diff(&old.json(state.world, true), &new.json(state.world, true));
    state.world.edit_channel(id, |channel| *channel = new)?;
    state.world.audit(guild, action::CHANNEL_UPDATE, id.get(), changes, None);
    get(state, call)
}

fn update_thread(state: &mut ApiState<'_>, call: &Call, id: ChannelId, guild: GuildId) -> Result<Reply, ApiError> {
    let given = read_body(call, |form, errors| change(form, THREAD, errors))?;
    let (bot, now) = (state.world.bot, state.world.now);
    let permissions = state.world.permissions_in(id, bot)?;
    let old = state.world.channel(id)?.clone();
    let thread = old.thread.as_ref().ok_or(Refusal::WRONG_CHANNEL)?;
    let manages = permissions & bits::MANAGE_THREADS != 0;
    // The owner of a thread may rename and archive it, everybody who may write may unarchive it, everything else needs
    // MANAGE_THREADS.
    let unarchives = given.len() == 1 && given.get("archived") == Some(&json!(false));
    let locked = given.get("locked").is_some_and(|it| *it != json!(thread.locked));
    let fine = manages
        || (!locked
            && !thread.locked
            && (thread.owner == bot || (unarchives && permissions & bits::SEND_MESSAGES != 0)));
    if !fine {
        return Err(Refusal::MISSING_PERMISSIONS.into());
    }
    if given.get("archived") != Some(&json!(false)) {
        access::not_archived(state, id)?;
    }
    let mut new = old.clone();
    for (key, value) in given {
        match (key.as_str(), &mut new.thread) {
            ("name", _) => new.name = value.as_str().unwrap_or_default().to_owned(),
            ("archived", Some(thread)) => {
                thread.archived = value == true;
                thread.archive_us = now;
            }
            ("locked", Some(thread)) => thread.locked = value == true,
            (_, _) if value.is_null() => _ = new.settings.remove(&key),
            ("invitable", Some(thread)) => thread.invitable = value == true,
            ("auto_archive_duration", Some(thread)) => thread.auto_archive = value.as_u64().unwrap_or(4320),
            _ => _ = new.settings.insert(key, value),
        }
    }
    let changes = diff(&old.json(state.world, true), &new.json(state.world, true));
    state.world.edit_channel(id, |channel| *channel = new)?;
    state.world.audit(guild, action::THREAD_UPDATE, id.get(), changes, None);
    get(state, call)
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::channel(state, call, 0)?;
    let (guild, is_thread) = (state.world.channel(id)?.guild, state.world.channel(id)?.thread.is_some());
    let json = state.world.channel(id)?.json(state.world, true);
    // Closing a DM emits no event.
    if let Some(guild) = guild {
        access::channel(state, call, if is_thread { bits::MANAGE_THREADS } else { bits::MANAGE_CHANNELS })?;
        state.world.delete_channel(id)?;
        let what = if is_thread { action::THREAD_DELETE } else { action::CHANNEL_DELETE };
        state.world.audit(guild, what, id.get(), diff(&json, &json!({"name": null})), None);
    }
    Ok(Reply::Json(json))
}

/// Sorts the channels of a guild: CHANNEL_UPDATE for each that moved.
pub(super) fn positions(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const MOVE: &[Field] = &[
        must("id", Kind::Id),
        may("position", Kind::Int(0, i32::MAX as i64)),
        may("parent_id", Kind::Id),
        may("lock_permissions", Kind::Flag),
    ];
    let guild = access::guild(state, call, bits::MANAGE_CHANNELS)?;
    for moved in call.list(MOVE)? {
        let id = moved["id"].as_str().and_then(|id| id.parse().ok()).map(ChannelId::new);
        let id = id.filter(|id| state.world.channel(*id).is_ok_and(|it| it.guild == Some(guild)));
        let id = id.ok_or(Refusal::UNKNOWN_CHANNEL)?;
        let mut new = state.world.channel(id)?.clone();
        if let Some(position) = moved["position"].as_i64() {
            new.position = position;
        }
        if !moved["parent_id"].is_null() {
            new.parent = category(state, guild, &moved["parent_id"])?;
            if moved["lock_permissions"] == true
                && let Some(parent) = new.parent
            {
                new.overwrites.clone_from(&state.world.channel(parent)?.overwrites);
            }
        }
        state.world.edit_channel(id, |channel| *channel = new)?;
    }
    Ok(Reply::Nothing)
}

pub(super) fn set_overwrite(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const FIELDS: &[Field] = &[must("type", Kind::Choice(&[0, 1])), may("allow", Kind::Bits), may("deny", Kind::Bits)];
    let (id, guild) = access::guild_channel(state, call, bits::MANAGE_ROLES)?;
    let target: GenericId = call.id("overwrite_id")?;
    let mut given = read_body(call, |form, errors| create(form, FIELDS, errors))?;
    given.insert("id".to_owned(), json!(target));
    let overwrite = overwrite_of(&Value::Object(given)).ok_or(Refusal::UNKNOWN_OVERWRITE)?;
    if !overwrite.is_member {
        state.world.guild(guild)?.roles.get(&target.get().into()).ok_or(Refusal::UNKNOWN_ROLE)?;
    }
    may_set(state, guild, &overwrite)?;
    let known = state.world.channel(id)?.overwrites.iter().any(|it| it.id == target);
    let what = if known { action::OVERWRITE_UPDATE } else { action::OVERWRITE_CREATE };
    let options = json!({"id": target, "type": u8::from(overwrite.is_member).to_string()});
    state.world.set_overwrite(id, overwrite)?;
    state.world.audit(guild, what, id.get(), vec![], Some(options));
    Ok(Reply::Nothing)
}

pub(super) fn delete_overwrite(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (id, guild) = access::guild_channel(state, call, bits::MANAGE_ROLES)?;
    let target: GenericId = call.id("overwrite_id")?;
    if !state.world.channel(id)?.overwrites.iter().any(|it| it.id == target) {
        return Err(Refusal::UNKNOWN_OVERWRITE.into());
    }
    state.world.edit_channel(id, |channel| channel.overwrites.retain(|it| it.id != target))?;
    state.world.audit(guild, action::OVERWRITE_DELETE, id.get(), vec![], Some(json!({ "id": target })));
    Ok(Reply::Nothing)
}

pub(super) fn typing(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id = access::channel(state, call, bits::SEND_MESSAGES)?;
    let bot = state.world.bot;
    state.world.start_typing(id, bot)?;
    Ok(Reply::Nothing)
}

pub(super) fn voice_status(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (id, _) = access::guild_channel(state, call, bits::SET_VOICE_CHANNEL_STATUS)?;
    if state.world.channel(id)?.kind != ChannelKind::Voice {
        return Err(Refusal::WRONG_CHANNEL.into());
    }
    let status = read_body(call, |form, errors| form.text("status", 500, errors))?;
    state.world.set_voice_status(id, status.as_deref().filter(|it| !it.is_empty()))?;
    Ok(Reply::Nothing)
}

/// Creates a webhook in another channel that gets the crossposts of this one.
pub(super) fn follow(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const FIELDS: &[Field] = &[must("webhook_channel_id", Kind::Id)];
    let (id, guild) = access::guild_channel(state, call, 0)?;
    if state.world.channel(id)?.kind != ChannelKind::Announcement {
        return Err(Refusal::WRONG_CHANNEL.into());
    }
    let given = read_body(call, |form, errors| create(form, FIELDS, errors))?;
    let target = given.get("webhook_channel_id").and_then(Value::as_str).and_then(|it| it.parse().ok());
    let target = target.map(ChannelId::new).ok_or(Refusal::UNKNOWN_CHANNEL)?;
    access::in_channel(state, target, bits::MANAGE_WEBHOOKS)?;
    let its_guild = state.world.channel(target)?.guild.ok_or(Refusal::WRONG_CHANNEL)?;
    let webhook = Webhook {
        id: WebhookId::new(state.world.ids.next(state.world.now)),
        kind: 2,
        guild: its_guild,
        channel: target,
        name: format!("{} #{}", state.world.guild(guild)?.name, state.world.channel(id)?.name),
        avatar: None,
        token: None,
        application: None,
        user: state.world.bot,
        source: Some((guild, id)),
    };
    let json = json!({"channel_id": id, "webhook_id": webhook.id});
    state.world.webhooks.insert(webhook.id, webhook);
    state.world.emit_webhooks_update(its_guild, target);
    Ok(Reply::Json(json))
}
