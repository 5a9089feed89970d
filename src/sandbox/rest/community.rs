//! What a guild shows to new members and to visitors: vanity URL, welcome screen, onboarding, widget; and the pauses of
//! invites and DMs.

use serde_json::{Map, Value, json};

use super::access;
use super::call::{Call, read_body};
use super::form::Errors;
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, may, must};
use super::state::ApiState;
use crate::model::{ChannelId, GuildId, Timestamp};
use crate::sandbox::world::{Refusal, action, bits, diff, iso};

const UNKNOWN_WELCOME: Refusal = Refusal { status: 404, code: 10069, message: "Unknown Guild Welcome Screen" };
const WIDGET_DISABLED: Refusal = Refusal { status: 403, code: 50004, message: "Widget Disabled" };
/// How far in the future the end of a pause may be, in microseconds: 24 hours.
const LONGEST_PAUSE_US: i64 = 86_400 * 1_000_000;

/// Users of the sandbox do not join by the vanity URL, so `uses` is always 0.
pub(super) fn vanity(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    let guild = state.world.guild(guild)?;
    let code = guild.settings.get("vanity_url_code");
    Ok(Reply::Json(json!({"code": code, "uses": 0})))
}

/// Pauses invites and DMs. What is null or absent is no longer paused.
pub(super) fn set_incidents(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const KEYS: [&str; 2] = ["invites_disabled_until", "dms_disabled_until"];
    const PAUSES: &[Field] = &[may(KEYS[0], Kind::Time), may(KEYS[1], Kind::Time)];
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    let given = read_body(call, |form, errors| change(form, PAUSES, errors))?;
    let mut data = Map::new();
    for key in KEYS {
        let until: Option<Timestamp> = given.get(key).and_then(Value::as_str).and_then(|it| it.parse().ok());
        let until = until.map(Timestamp::as_micros);
        if until.is_some_and(|until| until > state.world.now.saturating_add(LONGEST_PAUSE_US)) {
            let message = "Must be less than or equal to 24 hours from now.";
            return Err(Errors::one(&[key], "GUILD_INCIDENT_ACTIONS_TIMESTAMP_EXCEEDS_LIMIT", message));
        }
        data.insert(key.to_owned(), json!(until.map(iso)));
    }
    let shown = if data.values().all(Value::is_null) { Value::Null } else { Value::Object(data.clone()) };
    state.world.guild_mut(guild)?.settings.insert("incidents_data".to_owned(), shown);
    state.world.emit_guild_update(guild)?;
    Ok(Reply::Json(Value::Object(data)))
}

const WELCOME_CHANNEL: &[Field] = &[
    must("channel_id", Kind::Id),
    must("description", Kind::Text(1, 50)),
    may("emoji_id", Kind::Id),
    may("emoji_name", Kind::Text(0, 100)),
];
const WELCOME: &[Field] = &[
    may("enabled", Kind::Flag),
    may("description", Kind::Text(0, 140)),
    may("welcome_channels", Kind::List(0, 5, WELCOME_CHANNEL)),
];
const WELCOME_ENABLED: &str = "WELCOME_SCREEN_ENABLED";

/// A welcome screen that is not enabled is shown to those who manage the guild only.
pub(super) fn welcome(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    if !state.world.guild(guild)?.has_feature(WELCOME_ENABLED) {
        access::guild(state, call, bits::MANAGE_GUILD)?;
    }
    let screen = state.world.guild(guild)?.community.welcome.clone();
    Ok(Reply::Json(screen.ok_or(UNKNOWN_WELCOME)?))
}

pub(super) fn set_welcome(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    let mut given = read_body(call, |form, errors| change(form, WELCOME, errors))?;
    let enabled = given.remove("enabled").and_then(|it| it.as_bool());
    let mut errors = Errors::default();
    let channels = given.get_mut("welcome_channels").and_then(Value::as_array_mut);
    for (index, channel) in channels.into_iter().flatten().enumerate() {
        if !is_channel(state, guild, &channel["channel_id"]) {
            errors.add(&["welcome_channels", &index.to_string(), "channel_id"], "CHANNEL_INVALID", "Invalid channel");
        }
        for key in ["emoji_id", "emoji_name"] {
            channel[key] = channel.get(key).cloned().unwrap_or_default();
        }
    }
    errors.check()?;
    let old = state.world.guild(guild)?;
    let had = old.has_feature(WELCOME_ENABLED);
    let mut screen = old.community.welcome.clone().unwrap_or_else(|| {
        json!({
            "description": null, "welcome_channels": [],
        })
    });
    let before = screen.clone();
    for (key, value) in given {
        screen[key.as_str()] = if key == "welcome_channels" && value.is_null() { json!([]) } else { value };
    }
    let it = state.world.guild_mut(guild)?;
    it.community.welcome = Some(screen.clone());
    if let Some(enabled) = enabled.filter(|enabled| *enabled != had) {
        it.set_feature(WELCOME_ENABLED, enabled);
        state.world.emit_guild_update(guild)?;
    }
    state.world.audit(guild, action::GUILD_UPDATE, guild.get(), diff(&before, &screen), None);
    Ok(Reply::Json(screen))
}

/// Whether an id is that of a channel of the guild.
fn is_channel(state: &ApiState<'_>, guild: GuildId, id: &Value) -> bool {
    let id = id.as_str().and_then(|it| it.parse().ok()).map(ChannelId::new);
    id.is_some_and(|id| state.world.channel(id).is_ok_and(|it| it.guild == Some(guild)))
}

/// Nothing until a test sets it.
pub(super) fn new_member_welcome(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    let settings = state.world.guild(guild)?.community.new_member_welcome.clone();
    Ok(settings.map_or(Reply::Nothing, Reply::Json))
}

const WIDGET: &[Field] = &[may("enabled", Kind::Flag), may("channel_id", Kind::Id)];

fn widget_json(guild: &Value) -> Value {
    json!({"enabled": guild["widget_enabled"], "channel_id": guild["widget_channel_id"]})
}

pub(super) fn widget_settings(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    Ok(Reply::Json(widget_json(&state.world.guild(guild)?.json())))
}

pub(super) fn set_widget(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    let given = read_body(call, |form, errors| change(form, WIDGET, errors))?;
    if given.get("channel_id").is_some_and(|it| !it.is_null() && !is_channel(state, guild, it)) {
        return Err(Errors::one(&["channel_id"], "CHANNEL_INVALID", "Invalid channel"));
    }
    let old = state.world.guild(guild)?.json();
    let settings = &mut state.world.guild_mut(guild)?.settings;
    if let Some(enabled) = given.get("enabled").filter(|it| !it.is_null()) {
        settings.insert("widget_enabled".to_owned(), enabled.clone());
    }
    if let Some(channel) = given.get("channel_id") {
        settings.insert("widget_channel_id".to_owned(), channel.clone());
    }
    let json = state.world.guild(guild)?.json();
    state.world.emit_guild_update(guild)?;
    state.world.audit(guild, action::GUILD_UPDATE, guild.get(), diff(&old, &json), None);
    Ok(Reply::Json(widget_json(&json)))
}

/// What a website shows: needs no token, but the widget must be enabled. Ids of members are numbered, as at Discord.
pub(super) fn widget(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = state.world.guild(call.guild()?)?;
    let whole = guild.json();
    if whole["widget_enabled"] != true {
        return Err(WIDGET_DISABLED.into());
    }
    let everyone = guild.id.everyone_role();
    let open = guild.channels.iter().filter_map(|id| state.world.channel(*id).ok()).filter(|it| {
        let hidden = it.overwrites.iter().any(|it| it.id.get() == everyone.get() && it.deny & bits::VIEW_CHANNEL != 0);
        it.kind.is_voice() && !hidden
    });
    let channels: Vec<Value> = open.map(|it| json!({"id": it.id, "name": it.name, "position": it.position})).collect();
    let online = guild.presences.iter().filter(|(_, it)| it.status != "offline");
    let members = online.enumerate().filter_map(|(index, (user, presence))| {
        let name = &state.world.user(*user).ok()?.username;
        Some(json!({
            "id": index.to_string(), "username": name, "discriminator": "0000", "avatar": null,
            "status": presence.status, "avatar_url": format!("https://cdn.discordapp.com/widget-avatars/{index}"),
        }))
    });
    let members: Vec<Value> = members.collect();
    let channel = whole["widget_channel_id"].as_str().and_then(|it| it.parse().ok()).map(ChannelId::new);
    let now = state.world.now;
    let invite = state.world.invites.values().find(|it| Some(it.channel) == channel && !it.expired(now));
    Ok(Reply::Json(json!({
        "id": guild.id, "name": guild.name, "channels": channels, "presence_count": members.len(),
        "instant_invite": invite.map(|it| format!("https://discord.com/invite/{}", it.code)), "members": members,
    })))
}
