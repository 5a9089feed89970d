//! Threads: creating, joining, members, lists.

use serde_json::{Map, Value, json};

use super::call::{Call, read_body};
use super::form::{Errors, Form};
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, create, may, must};
use super::state::ApiState;
use super::{access, messages};
use crate::model::{ChannelId, MessageId, Timestamp, UserId};
use crate::sandbox::world::{ChannelKind, Refusal, Thread, action, bits, diff};

/// The fields of a new thread.
const THREAD: &[Field] = &[
    must("name", Kind::Text(1, 100)),
    may("auto_archive_duration", Kind::Choice(&[60, 1440, 4320, 10_080])),
    may("rate_limit_per_user", Kind::Int(0, 21_600)),
    may("type", Kind::Choice(&[10, 11, 12])),
    may("invitable", Kind::Flag),
    may("applied_tags", Kind::Ids(5)),
];

/// The flag of a message that a thread was started from.
const HAS_THREAD: u64 = 1 << 5;

pub(super) fn from_message(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const THERE_IS_ONE: Refusal =
        Refusal { status: 400, code: 160_004, message: "A thread has already been created for this message" };
    let (parent, _) = access::guild_channel(state, call, bits::CREATE_PUBLIC_THREADS)?;
    let message = call.message()?;
    if state.world.public_message(parent, message)?.is_system() {
        return Err(Refusal::SYSTEM_MESSAGE.into());
    }
    let given = read_body(call, |form, errors| create(form, THREAD, errors))?;
    let kind = match state.world.channel(parent)?.kind {
        ChannelKind::Text => ChannelKind::PublicThread,
        ChannelKind::Announcement => ChannelKind::AnnouncementThread,
        _ => return Err(Refusal::WRONG_CHANNEL.into()),
    };
    let id = ChannelId::new(message.get());
    if state.world.channels.contains_key(&id) {
        return Err(THERE_IS_ONE.into());
    }
    let json = start(state, id, parent, kind, given)?;
    state.world.mark_thread(parent, message, HAS_THREAD)?;
    state.world.begin_thread(id, message)?;
    Ok(Reply::Created(json))
}

fn start(
    state: &mut ApiState<'_>,
    id: ChannelId,
    parent: ChannelId,
    kind: ChannelKind,
    given: Map<String, Value>,
) -> Result<Value, ApiError> {
    let bot = state.world.bot;
    let name = given.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    state.world.create_thread(id, parent, kind, &name, bot, given)?;
    let json = state.world.thread_json(id)?;
    if let Some(guild) = state.world.channel(id)?.guild {
        let changes = diff(&json!({}), &json!({"name": name, "type": kind as u8}));
        state.world.audit(guild, action::THREAD_CREATE, id.get(), changes, None);
    }
    Ok(json)
}

/// Creates a thread, or in a forum a post with its first message.
pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (parent, _) = access::guild_channel(state, call, 0)?;
    let parent_kind = state.world.channel(parent)?.kind;
    if parent_kind.is_forum() {
        return post(state, call, parent);
    }
    let given = read_body(call, |form, errors| create(form, THREAD, errors))?;
    let kind = match (parent_kind, given.get("type").and_then(Value::as_u64)) {
        (ChannelKind::Text, Some(11)) => ChannelKind::PublicThread,
        // Without a type it is a private thread, which Discord keeps for compatibility.
        (ChannelKind::Text, Some(12) | None) => ChannelKind::PrivateThread,
        (ChannelKind::Announcement, Some(10)) => ChannelKind::AnnouncementThread,
        _ => return Err(Refusal::WRONG_CHANNEL.into()),
    };
    let private = kind == ChannelKind::PrivateThread;
    access::channel(state, call, if private { bits::CREATE_PRIVATE_THREADS } else { bits::CREATE_PUBLIC_THREADS })?;
    let id = ChannelId::new(state.world.ids.next(state.world.now));
    let json = start(state, id, parent, kind, given)?;
    if !private {
        state.world.announce_thread(id)?;
    }
    Ok(Reply::Created(json))
}

fn post(state: &mut ApiState<'_>, call: &Call, parent: ChannelId) -> Result<Reply, ApiError> {
    access::channel(state, call, bits::SEND_MESSAGES)?;
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let given = create(&form, THREAD, &mut errors);
    let known = state.world.channel(parent)?.settings.get("available_tags").cloned().unwrap_or_default();
    for tag in given.get("applied_tags").and_then(Value::as_array).into_iter().flatten() {
        if !known.as_array().is_some_and(|tags| tags.iter().any(|it| it["id"] == *tag)) {
            errors.add(&["applied_tags"], "BASE_TYPE_CHOICES", "Unknown tag.");
        }
    }
    if state.world.channel(parent)?.settings.get("flags").and_then(Value::as_u64).is_some_and(|it| it & 1 << 4 != 0)
        && given.get("applied_tags").is_none_or(|it| it.as_array().is_none_or(Vec::is_empty))
    {
        const TAG_NEEDED: Refusal =
            Refusal { status: 400, code: 40067, message: "A tag is required to create a forum post in this channel" };
        return Err(TAG_NEEDED.into());
    }
    let Some(message) = form.object("message", &mut errors) else {
        errors.add(&["message"], "BASE_TYPE_REQUIRED", "This field is required");
        return Err(errors.check().err().unwrap_or(Refusal::EMPTY_MESSAGE.into()));
    };
    errors.check()?;
    let draft = messages::write(state, call, &message, parent, &mut errors)?;
    let bot = state.world.bot;
    let id = ChannelId::new(state.world.ids.next(state.world.now));
    start(state, id, parent, ChannelKind::PublicThread, given)?;
    // The first message of a post has the id of the thread.
    let message = MessageId::new(id.get());
    state.world.create_message_as(message, id, bot, draft)?;
    let mut json = state.world.thread_json(id)?;
    json["message"] = state.world.message_json(state.world.public_message(id, message)?);
    Ok(Reply::Created(json))
}

/// The thread in the path.
fn thread<'a>(state: &'a ApiState<'_>, id: ChannelId) -> Result<&'a Thread, ApiError> {
    Ok(state.world.channel(id)?.thread.as_deref().ok_or(Refusal::WRONG_CHANNEL)?)
}

pub(super) fn join(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let bot = state.world.bot;
    set(state, call, bot, true)
}

pub(super) fn leave(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let bot = state.world.bot;
    set(state, call, bot, false)
}

pub(super) fn add(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let user = call.user()?;
    access::channel(state, call, bits::SEND_MESSAGES)?;
    set(state, call, user, true)
}

pub(super) fn remove(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let user = call.user()?;
    let id = access::channel(state, call, 0)?;
    let bot = state.world.bot;
    let own = thread(state, id)?.owner == bot && state.world.channel(id)?.kind == ChannelKind::PrivateThread;
    if user != bot && !own {
        access::channel(state, call, bits::MANAGE_THREADS)?;
    }
    set(state, call, user, false)
}

fn set(state: &mut ApiState<'_>, call: &Call, user: UserId, inside: bool) -> Result<Reply, ApiError> {
    let (id, guild) = access::guild_channel(state, call, 0)?;
    thread(state, id)?;
    access::not_archived(state, id)?;
    if inside {
        state.world.member(guild, user)?;
    }
    state.world.set_thread_member(id, user, inside)?;
    Ok(Reply::Nothing)
}

pub(super) fn member(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (id, guild) = access::guild_channel(state, call, 0)?;
    let user = call.user()?;
    let mut json = thread(state, id)?.member_json(id, user).ok_or(Refusal::UNKNOWN_MEMBER)?;
    if call.switch("with_member") {
        json["member"] = state.world.member_json(guild, user)?;
    }
    Ok(Reply::Json(json))
}

pub(super) fn members(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (id, guild) = access::guild_channel(state, call, 0)?;
    let limit = call.number("limit", (1, 100), 100)?;
    let after: Option<UserId> = call.query_id("after")?;
    let with_member = call.switch("with_member");
    let thread = thread(state, id)?;
    let members = thread.members.keys().filter(|user| after.is_none_or(|after| **user > after)).filter_map(|user| {
        let mut json = thread.member_json(id, *user)?;
        if with_member {
            json["member"] = state.world.member_json(guild, *user).ok()?;
        }
        Some(json)
    });
    // The list is paginated only with `with_member`.
    let members: Vec<Value> = if with_member { members.take(limit).collect() } else { members.collect() };
    Ok(Reply::Json(Value::Array(members)))
}

pub(super) fn active(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    let mut seen = state.world.active_threads(guild);
    seen.retain(|id| state.world.bot_sees(*id));
    seen.reverse();
    listed(state, &seen, false)
}

/// A list of threads with the bot's thread member objects.
fn listed(state: &ApiState<'_>, ids: &[ChannelId], has_more: bool) -> Result<Reply, ApiError> {
    let threads: Result<Vec<Value>, Refusal> = ids.iter().map(|id| state.world.thread_json(*id)).collect();
    let bot = state.world.bot;
    let of = |id: &ChannelId| state.world.channel(*id).ok()?.thread.as_ref()?.member_json(*id, bot);
    let members: Vec<Value> = ids.iter().filter_map(of).collect();
    Ok(Reply::Json(json!({"threads": threads?, "members": members, "has_more": has_more})))
}

/// Archived threads of some types, most recently archived first.
fn archived(state: &ApiState<'_>, call: &Call, private: bool, needed: u64) -> Result<Reply, ApiError> {
    let (parent, _) = access::guild_channel(state, call, needed | bits::READ_MESSAGE_HISTORY)?;
    let limit = call.number("limit", (2, 100), 50)?;
    let before = match call.query("before") {
        None => i64::MAX,
        Some(text) => {
            let time: Result<Timestamp, _> = text.parse();
            let wrong = |_| Errors::one(&["before"], "DATETIME_TYPE_PARSE", "Could not parse datetime.");
            time.map_err(wrong)?.as_micros()
        }
    };
    let mut found: Vec<(i64, ChannelId)> = state
        .world
        .threads_under(parent)
        .into_iter()
        .filter_map(|id| {
            let channel = state.world.channel(id).ok()?;
            let thread = channel.thread.as_ref()?;
            let wanted = (channel.kind == ChannelKind::PrivateThread) == private;
            (wanted && thread.archived && thread.archive_us < before).then_some((thread.archive_us, id))
        })
        .collect();
    found.sort_unstable_by_key(|it| std::cmp::Reverse(*it));
    let ids: Vec<ChannelId> = found.iter().take(limit).map(|(_, id)| *id).collect();
    listed(state, &ids, found.len() > limit)
}

pub(super) fn archived_public(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    archived(state, call, false, 0)
}

pub(super) fn archived_private(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    archived(state, call, true, bits::MANAGE_THREADS)
}

/// The archived private threads that the bot is in, by id.
pub(super) fn archived_own(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (parent, _) = access::guild_channel(state, call, bits::READ_MESSAGE_HISTORY)?;
    let limit = call.number("limit", (2, 100), 50)?;
    let before: Option<ChannelId> = call.query_id("before")?;
    let bot = state.world.bot;
    let mut found = state.world.threads_under(parent);
    found.retain(|id| {
        let Ok(channel) = state.world.channel(*id) else { return false };
        let own = channel.thread.as_ref().is_some_and(|it| it.archived && it.members.contains_key(&bot));
        own && channel.kind == ChannelKind::PrivateThread && before.is_none_or(|before| *id < before)
    });
    found.reverse();
    let has_more = found.len() > limit;
    found.truncate(limit);
    listed(state, &found, has_more)
}
