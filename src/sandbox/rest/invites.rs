//! Invites.

use serde_json::{Map, Value, json};

use super::access;
use super::call::{Call, read_body};
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, create, may};
use super::state::ApiState;
use crate::sandbox::world::{Invite, Refusal, action, bits, diff};

const INVITE: &[Field] = &[
    may("max_age", Kind::Int(0, 604_800)),
    may("max_uses", Kind::Int(0, 100)),
    may("temporary", Kind::Flag),
    may("unique", Kind::Flag),
    may("target_type", Kind::Choice(&[1, 2])),
    may("target_user_id", Kind::Id),
    may("target_application_id", Kind::Id),
];

pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (channel, guild) = access::guild_channel(state, call, bits::CREATE_INSTANT_INVITE)?;
    let given: Map<String, Value> = read_body(call, |form, errors| create(form, INVITE, errors))?;
    let number = |key: &str| given.get(key).and_then(Value::as_u64);
    let flag = |key: &str| given.get(key) == Some(&json!(true));
    let now = state.world.now;
    let (max_age, max_uses) = (number("max_age").unwrap_or(86_400), number("max_uses").unwrap_or(0));
    let (temporary, bot) = (flag("temporary"), state.world.bot);
    // Without `unique`, an existing invite with the same settings is returned.
    let like = |it: &&Invite| {
        it.channel == channel
            && it.inviter == bot
            && (it.max_age, it.max_uses, it.temporary) == (max_age, max_uses, temporary)
            && !it.expired(now)
    };
    if !flag("unique")
        && let Some(invite) = state.world.invites.values().find(like)
    {
        return Ok(Reply::Json(invite.full_json(state.world)));
    }
    let code: String = std::iter::repeat_with(fastrand::alphanumeric).take(8).collect();
    let invite = Invite { code, guild, channel, inviter: bot, max_age, max_uses, temporary, created_us: now };
    let json = invite.full_json(state.world);
    state.world.add_invite(invite);
    let changes = diff(&json!({}), &json!({"code": json["code"], "channel_id": channel, "max_age": max_age}));
    state.world.audit(guild, action::INVITE_CREATE, None, changes, None);
    Ok(Reply::Json(json))
}

pub(super) fn of_channel(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (channel, _) = access::guild_channel(state, call, bits::MANAGE_CHANNELS)?;
    let now = state.world.now;
    let found = state.world.invites.values().filter(|it| it.channel == channel && !it.expired(now));
    Ok(Reply::Json(found.map(|it| it.full_json(state.world)).collect()))
}

pub(super) fn of_guild(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    let now = state.world.now;
    let found = state.world.invites.values().filter(|it| it.guild == guild && !it.expired(now));
    Ok(Reply::Json(found.map(|it| it.full_json(state.world)).collect()))
}

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let code = call.param("code");
    let invite = state.world.invites.get(code).filter(|it| !it.expired(state.world.now)).cloned();
    let invite = invite.or_else(|| vanity(state, code)).ok_or(Refusal::UNKNOWN_INVITE)?;
    let mut json = invite.json(state.world);
    if call.switch("with_counts") {
        let guild = state.world.guild(invite.guild)?;
        let online = guild.presences.values().filter(|it| it.status != "offline").count();
        json["approximate_member_count"] = json!(guild.members.len());
        json["approximate_presence_count"] = json!(online);
    }
    Ok(Reply::Json(json))
}

/// The invite of a guild's vanity URL. It leads to the first channel, and does not expire.
fn vanity(state: &ApiState<'_>, code: &str) -> Option<Invite> {
    let guild = state.world.guilds.values().find(|it| it.settings.get("vanity_url_code") == Some(&json!(code)))?;
    Some(Invite {
        code: code.to_owned(),
        guild: guild.id,
        channel: *guild.channels.first()?,
        inviter: guild.owner,
        max_age: 0,
        max_uses: 0,
        temporary: false,
        created_us: state.world.now,
    })
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let invite = state.world.invites.get(call.param("code")).ok_or(Refusal::UNKNOWN_INVITE)?.clone();
    let in_channel = state.world.permissions_in(invite.channel, state.world.bot)? & bits::MANAGE_CHANNELS;
    let in_guild = state.world.guild_permissions(invite.guild, state.world.bot) & bits::MANAGE_GUILD;
    access::any(in_channel | in_guild, bits::MANAGE_CHANNELS | bits::MANAGE_GUILD)?;
    let json = invite.json(state.world);
    state.world.remove_invite(&invite.code)?;
    let changes = diff(&json!({"code": invite.code}), &json!({ "code": null }));
    state.world.audit(invite.guild, action::INVITE_DELETE, None, changes, None);
    Ok(Reply::Json(json))
}
