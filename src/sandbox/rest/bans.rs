//! Bans, single and in bulk.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::access;
use super::call::{Call, read_body};
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, create, may, must};
use super::state::ApiState;
use crate::model::{GuildId, MessageId, UserId};
use crate::sandbox::world::created_us;
use crate::sandbox::world::{Refusal, action, bits};

const BAN: &[Field] =
    &[may("delete_message_seconds", Kind::Int(0, 604_800)), may("delete_message_days", Kind::Int(0, 7))];

fn shown(state: &ApiState<'_>, user: UserId, reason: Option<&String>) -> Option<Value> {
    Some(json!({"reason": reason, "user": state.world.user(user).ok()?.json()}))
}

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::BAN_MEMBERS)?;
    let limit = call.number("limit", (1, 1000), 1000)?;
    let before: Option<UserId> = call.query_id("before")?;
    let after: Option<UserId> = call.query_id("after")?;
    let bans: &BTreeMap<UserId, Option<String>> = &state.world.guild(guild)?.bans;
    let mut found: Vec<_> = match (before, after) {
        // `before` takes precedence and selects the nearest bans; the order is ascending in either case.
        (Some(before), _) => bans.range(..before).rev().take(limit).collect(),
        (None, Some(after)) => bans.iter().filter(|(id, _)| **id > after).take(limit).collect(),
        (None, None) => bans.iter().take(limit).collect(),
    };
    found.sort_unstable_by_key(|(id, _)| **id);
    Ok(Reply::Json(found.into_iter().filter_map(|(id, reason)| shown(state, *id, reason.as_ref())).collect()))
}

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::BAN_MEMBERS)?;
    let user = call.user()?;
    let reason = state.world.guild(guild)?.bans.get(&user).ok_or(Refusal::UNKNOWN_BAN)?;
    Ok(Reply::Json(shown(state, user, reason.as_ref()).ok_or(Refusal::UNKNOWN_USER)?))
}

pub(super) fn ban(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::BAN_MEMBERS)?;
    let user = call.user()?;
    let given = read_body(call, |form, errors| create(form, BAN, errors))?;
    state.world.user(user)?;
    access::outranks(state, guild, user)?;
    let days = given.get("delete_message_days").and_then(Value::as_i64).map(|days| days * 86_400);
    let seconds = given.get("delete_message_seconds").and_then(Value::as_i64).or(days).unwrap_or(0);
    carry_out(state, guild, user, seconds)?;
    Ok(Reply::Nothing)
}

fn carry_out(state: &mut ApiState<'_>, guild: GuildId, user: UserId, seconds: i64) -> Result<(), ApiError> {
    // A second ban of a user changes nothing.
    if state.world.guild(guild)?.bans.contains_key(&user) {
        return Ok(());
    }
    state.world.ban(guild, user)?;
    if seconds > 0 {
        erase(state, guild, user, seconds)?;
    }
    state.world.audit(guild, action::MEMBER_BAN_ADD, user.get(), vec![], None);
    Ok(())
}

/// Deletes the messages of a user in the last `seconds`.
fn erase(state: &mut ApiState<'_>, guild: GuildId, user: UserId, seconds: i64) -> Result<(), ApiError> {
    let since = state.world.now - seconds * 1_000_000;
    for channel in state.world.guild(guild)?.channels.clone() {
        let log = state.world.messages.get(&channel);
        let of_them = log.into_iter().flat_map(|log| log.iter()).filter(|it| it.author == user);
        let ids: Vec<MessageId> = of_them.map(|it| it.id).filter(|id| created_us(id.get()) >= since).collect();
        state.world.delete_messages(channel, &ids)?;
    }
    Ok(())
}

pub(super) fn unban(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::BAN_MEMBERS)?;
    let user = call.user()?;
    if !state.world.guild(guild)?.bans.contains_key(&user) {
        return Err(Refusal::UNKNOWN_BAN.into());
    }
    state.world.unban(guild, user)?;
    state.world.audit(guild, action::MEMBER_BAN_REMOVE, user.get(), vec![], None);
    Ok(Reply::Nothing)
}

/// Bans up to 200 users at once. The answer lists the users whom the bot may not ban; if that is all of them, it is an
/// error.
pub(super) fn bulk(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const BULK: &[Field] = &[must("user_ids", Kind::Ids(200)), may("delete_message_seconds", Kind::Int(0, 604_800))];
    const NONE: Refusal = Refusal { status: 400, code: 500_000, message: "Failed to ban users" };
    let guild = access::guild(state, call, bits::BAN_MEMBERS | bits::MANAGE_GUILD)?;
    let given = read_body(call, |form, errors| create(form, BULK, errors))?;
    let seconds = given.get("delete_message_seconds").and_then(Value::as_i64).unwrap_or(0);
    let ids = given.get("user_ids").and_then(Value::as_array).into_iter().flatten();
    let ids: Vec<UserId> = ids.filter_map(|it| it.as_str()?.parse().ok()).map(UserId::new).collect();
    let (mut banned, mut failed) = (Vec::new(), Vec::new());
    for user in ids {
        let known = state.world.user(user).is_ok() && !state.world.guild(guild)?.bans.contains_key(&user);
        if known && access::outranks(state, guild, user).is_ok() {
            carry_out(state, guild, user, seconds)?;
            banned.push(user);
        } else {
            failed.push(user);
        }
    }
    if banned.is_empty() {
        return Err(NONE.into());
    }
    Ok(Reply::Json(json!({"banned_users": banned, "failed_users": failed})))
}
