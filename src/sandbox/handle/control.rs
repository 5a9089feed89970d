//! The control of a sandbox over HTTP, for curl and for programs in other languages: actions of users, faults, and the
//! records of what the bot did. An impossible action is answered with Discord's error body.

use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

use super::faults::Faults;
use crate::model::{ChannelId, GuildId, MessageId, UserId};
use crate::sandbox::fault::{Fault, Target};
use crate::sandbox::people::SandboxMessage;
use crate::sandbox::server::{Shared, State};
use crate::sandbox::world::{ChannelKind, Draft, Edit, Emoji, Impossible, Refusal, World};

/// The limit of `wait` in `GET /sandbox/messages`.
const MAX_WAIT: Duration = Duration::from_secs(60);

/// The answer to `GET /sandbox`.
const HELP: &str = include_str!("control.txt");

/// Adds the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("/sandbox")
            .app_data(web::JsonConfig::default().content_type(|_| true).content_type_required(false))
            .route("", web::get().to(help))
            .route("/state", web::get().to(state))
            .route("/act/{verb}", web::post().to(act))
            .route("/messages", web::get().to(messages))
            .route("/journal/{kind}", web::get().to(journal))
            .route("/faults", web::post().to(add_fault))
            .route("/faults", web::delete().to(clear_faults))
            .route("/break/{how}", web::post().to(break_now))
            .route("/tally/{id}", web::post().to(tally))
            .route("/tally", web::get().to(tallies)),
    );
}

async fn help(request: HttpRequest) -> HttpResponse {
    let host = request.connection_info().host().to_owned();
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(HELP.replace("HOST", &host))
}

async fn state(shared: web::Data<Shared>) -> HttpResponse {
    HttpResponse::Ok().json(shared.look(|state| {
        let world = &state.world;
        let guilds: Vec<Value> = world
            .guilds
            .values()
            .map(|guild| {
                let channels = guild.channels.iter().filter_map(|id| world.channels.get(id));
                let channels: Vec<Value> =
                    channels.map(|it| json!({"id": it.id, "name": it.name, "type": it.kind as u8})).collect();
                json!({
                    "id": guild.id, "name": guild.name, "channels": channels, "member_count": guild.members.len(),
                    "unavailable": guild.unavailable, "bot_is_in": world.bot_is_in(guild.id),
                })
            })
            .collect();
        json!({
            "gateway_url": format!("ws://{}", state.address),
            "rest_url": format!("http://{}/api/v10", state.address),
            "token": world.application.token,
            "bot": world.users.get(&world.bot).map(|user| user.json()),
            "guilds": guilds,
            "open_connections": state.hub.connections.len(),
            "sessions": state.hub.sessions.len(),
            "session_starts_left": state.budget.remaining(),
        })
    }))
}

/// The parameters of an action. All are optional; which are needed depends on the action.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ActRequest {
    user: Option<String>,
    guild: Option<String>,
    channel: Option<String>,
    message: Option<MessageId>,
    messages: Vec<MessageId>,
    text: Option<String>,
    emoji: Option<String>,
    name: Option<String>,
    status: Option<String>,
    kind: Option<u8>,
    data: Option<Value>,
    count: Option<usize>,
}

/// What is missing or wrong in a request.
enum ActError {
    Refused(Refusal),
    Missing(&'static str),
    /// The user's client does not allow it.
    Impossible(String),
    UnknownVerb,
}

impl From<Refusal> for ActError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Impossible> for ActError {
    fn from(Impossible(why): Impossible) -> Self {
        Self::Impossible(why)
    }
}

impl ActError {
    fn answer(&self) -> HttpResponse {
        let (status, json) = match self {
            Self::Refused(it) => (it.status, json!({"code": it.code, "message": it.message})),
            Self::Missing(field) => (400, json!({"code": 0, "message": format!("This action needs \"{field}\".")})),
            Self::Impossible(why) => (400, json!({"code": 0, "message": why})),
            Self::UnknownVerb => {
                (404, json!({"code": 0, "message": "There is no such action. GET /sandbox lists them."}))
            }
        };
        let status = actix_web::http::StatusCode::from_u16(status).unwrap_or_default();
        HttpResponse::build(status).json(json)
    }
}

async fn act(verb: web::Path<String>, request: web::Json<ActRequest>, shared: web::Data<Shared>) -> HttpResponse {
    match shared.act(|state| request.carry_out(&verb, &mut state.world)) {
        Ok(json) => HttpResponse::Ok().json(json),
        Err(error) => error.answer(),
    }
}

impl ActRequest {
    fn carry_out(&self, verb: &str, world: &mut World) -> Result<Value, ActError> {
        match verb {
            "create_guild" => {
                let id = GuildId::new(world.ids.next_guild());
                world.create_guild_with_bot(id, need(self.name.as_deref(), "name")?);
                return Ok(json!({ "id": id }));
            }
            "create_channel" => {
                let kind = if self.kind == Some(2) { ChannelKind::Voice } else { ChannelKind::Text };
                let name = need(self.name.as_deref(), "name")?;
                return Ok(json!({"id": world.create_channel(self.guild(world)?, name, kind)?}));
            }
            "create_user" => return Ok(json!({"id": world.user_named(need(self.name.as_deref(), "name")?)})),
            "populate" => {
                world.populate(
                    self.guild(world)?,
                    self.name.as_deref().unwrap_or("member"),
                    self.count.unwrap_or(100),
                )?;
            }
            "outage" => world.set_unavailable(self.guild(world)?, true)?,
            "restore" => world.set_unavailable(self.guild(world)?, false)?,
            "delete_guild" => world.delete_guild(self.guild(world)?)?,
            "delete_channel" => world.delete_channel(self.channel(world)?)?,
            "kick_bot" => world.remove_bot(self.guild(world)?)?,
            "invite_bot" => world.add_bot(self.guild(world)?)?,
            _ => return self.carry_out_for_user(verb, world),
        }
        Ok(json!({}))
    }

    /// The actions of users in guilds.
    fn carry_out_for_user(&self, verb: &str, world: &mut World) -> Result<Value, ActError> {
        let known = ["join", "leave", "ban", "unban", "status", "join_voice", "leave_voice"];
        if !known.contains(&verb) {
            return self.carry_out_in_channel(verb, world);
        }
        let (guild, user) = (self.guild(world)?, self.user(world)?);
        match verb {
            "join" => world.join(guild, user)?,
            "leave" => world.leave(guild, user)?,
            "ban" => world.ban(guild, user)?,
            "unban" => world.unban(guild, user)?,
            "status" => world.set_presence(user, self.status.as_deref().unwrap_or("online"), &[])?,
            "join_voice" => world.join_voice(self.channel(world)?, user, false, false)?,
            _ => world.leave_voice(guild, user)?,
        }
        Ok(json!({}))
    }

    /// The actions in channels.
    fn carry_out_in_channel(&self, verb: &str, world: &mut World) -> Result<Value, ActError> {
        if verb == "say_to_bot" {
            let user = self.user(world)?;
            let channel = world.dm_with(user)?;
            let id = world.create_message(channel, user, Draft::text(self.text()?))?;
            return Ok(json!({"id": id, "channel_id": channel}));
        }
        let known = [
            "say",
            "edit",
            "delete",
            "delete_many",
            "pin",
            "react",
            "unreact",
            "clear_reactions",
            "type",
            "interact",
            "use",
            "click",
        ];
        if !known.contains(&verb) {
            return Err(ActError::UnknownVerb);
        }
        let (channel, user) = (self.channel(world)?, self.user(world)?);
        let message = || need(self.message, "message");
        let emoji =
            || Ok::<_, ActError>(Emoji::parse(need(self.emoji.as_deref(), "emoji")?).ok_or(Refusal::UNKNOWN_EMOJI)?);
        match verb {
            "say" => {
                let draft = Draft { answers: self.message, ..Draft::text(self.text()?) };
                return Ok(json!({"id": world.say(user, channel, draft)?, "channel_id": channel}));
            }
            "interact" => {
                let data = self.data.clone().unwrap_or_default();
                return Ok(json!({"id": world.interact(channel, user, self.kind.unwrap_or(2), data)?}));
            }
            "use" => return Ok(json!({"id": world.use_command(user, channel, self.text()?, &[])?})),
            "click" => return Ok(json!({"id": world.click(user, channel, message()?, self.text()?)?})),
            "edit" => {
                let edit = Edit { content: Some(self.text()?.to_owned()), ..Edit::default() };
                world.edit_message(channel, message()?, edit)?;
            }
            "delete" => world.delete_message(channel, message()?)?,
            "delete_many" => world.delete_messages(channel, &self.messages)?,
            "pin" => world.pin(channel, message()?, true)?,
            "react" => world.add_reaction(channel, message()?, user, &emoji()?)?,
            "unreact" => world.remove_reaction(channel, message()?, user, &emoji()?)?,
            "clear_reactions" => world.clear_reactions(channel, message()?)?,
            _ => world.start_typing(channel, user)?,
        }
        Ok(json!({}))
    }

    fn text(&self) -> Result<&str, ActError> {
        need(self.text.as_deref(), "text")
    }

    /// The user by name, created if there is none, or by id. Default: `alice`.
    fn user(&self, world: &mut World) -> Result<UserId, ActError> {
        let name = self.user.as_deref().unwrap_or("alice");
        match name.parse().map(UserId::new) {
            Ok(id) if world.users.contains_key(&id) => Ok(id),
            Ok(_) => Err(Refusal::UNKNOWN_USER.into()),
            Err(_) => Ok(world.user_named(name)),
        }
    }

    /// The guild by name or id. Default: the oldest guild.
    fn guild(&self, world: &World) -> Result<GuildId, ActError> {
        let wanted = self.guild.as_deref();
        let mut guilds = world.guilds.values();
        let found = guilds.find(|it| wanted.is_none_or(|wanted| it.name == wanted || it.id.to_string() == wanted));
        Ok(found.ok_or(Refusal::UNKNOWN_GUILD)?.id)
    }

    /// The channel by id, or by name in the guild. Default: `general`.
    fn channel(&self, world: &World) -> Result<ChannelId, ActError> {
        channel_of(world, self.guild(world).ok(), self.channel.as_deref().unwrap_or("general"))
            .ok_or(Refusal::UNKNOWN_CHANNEL.into())
    }
}

fn need<T>(value: Option<T>, field: &'static str) -> Result<T, ActError> {
    value.ok_or(ActError::Missing(field))
}

fn channel_of(world: &World, guild: Option<GuildId>, wanted: &str) -> Option<ChannelId> {
    if let Ok(id) = wanted.parse().map(ChannelId::new) {
        return world.channels.contains_key(&id).then_some(id);
    }
    let channels = &world.guilds.get(&guild?)?.channels;
    channels.iter().copied().find(|id| world.channels.get(id).is_some_and(|it| it.name == wanted))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageQuery {
    guild: Option<String>,
    channel: Option<String>,
    after: Option<MessageId>,
    /// For how many seconds to wait for a message of the bot.
    wait: Option<f64>,
}

/// The messages of a channel. With `wait`: the bot's messages after `after`, as soon as there is one.
async fn messages(query: web::Query<MessageQuery>, shared: web::Data<Shared>) -> HttpResponse {
    let request = ActRequest { guild: query.guild.clone(), channel: query.channel.clone(), ..ActRequest::default() };
    let channel = match shared.look(|state| request.channel(&state.world)) {
        Ok(channel) => channel,
        Err(error) => return error.answer(),
    };
    let list = |state: &State, of_bot: bool| -> Vec<Value> {
        let (bot, log) = (state.world.bot, state.world.messages.get(&channel));
        let wanted = log.into_iter().flat_map(|log| log.after(query.after)).filter(|it| !of_bot || it.author == bot);
        wanted.map(|it| SandboxMessage::of(&state.world, it).raw).collect()
    };
    let Some(seconds) = query.wait else {
        return HttpResponse::Ok().json(shared.look(|state| list(state, false)));
    };
    let limit = Duration::try_from_secs_f64(seconds).unwrap_or_default().min(MAX_WAIT);
    let found = shared.wait_for(limit, |state| Some(list(state, true)).filter(|list| !list.is_empty())).await;
    match found {
        Some(list) => HttpResponse::Ok().json(list),
        None => HttpResponse::RequestTimeout().json(json!({"code": 0, "message": "The bot sent no message in time."})),
    }
}

async fn journal(kind: web::Path<String>, shared: web::Data<Shared>) -> HttpResponse {
    shared.look(|state| {
        let journal = &state.journal;
        match kind.as_str() {
            "connections" => HttpResponse::Ok().json(&journal.connections),
            "identifies" => HttpResponse::Ok().json(&journal.identifies),
            "resumes" => HttpResponse::Ok().json(&journal.resumes),
            "sent" => HttpResponse::Ok().json(&journal.sent),
            "heartbeats" => HttpResponse::Ok().json(&journal.heartbeats),
            "requests" => HttpResponse::Ok().json(&journal.requests),
            _ => ActError::UnknownVerb.answer(),
        }
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultRequest {
    fault: Fault,
    shard: Option<u32>,
    /// How many times; always if absent.
    times: Option<u32>,
}

async fn add_fault(request: web::Json<FaultRequest>, shared: web::Data<Shared>) -> HttpResponse {
    let request = request.into_inner();
    let target = request.shard.map_or(Target::All, Target::Shard);
    shared.act(|state| state.rules.add(request.fault, target, request.times));
    HttpResponse::Ok().json(json!({}))
}

async fn clear_faults(shared: web::Data<Shared>) -> HttpResponse {
    Faults::new(shared.into_inner()).clear();
    HttpResponse::Ok().json(json!({}))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct BreakRequest {
    shard: Option<u32>,
    code: Option<u16>,
    resumable: bool,
    bytes: Option<usize>,
    text: Option<String>,
    name: Option<String>,
    data: Option<Value>,
}

async fn break_now(
    how: web::Path<String>,
    request: web::Json<BreakRequest>,
    shared: web::Data<Shared>,
) -> HttpResponse {
    let shared: Arc<Shared> = shared.into_inner();
    let all = Faults::new(shared);
    let faults = request.shard.map_or_else(|| all.clone(), |shard| all.on(shard));
    match how.as_str() {
        "drop" => faults.drop_connections(),
        "reset" => faults.reset(),
        "half_open" => faults.half_open(),
        "close" => faults.close(request.code.unwrap_or(4000)),
        "reconnect" => faults.reconnect(),
        "invalidate" => faults.invalidate(request.resumable),
        "request_heartbeat" => faults.request_heartbeat(),
        "unknown_opcode" => faults.unknown_opcode(),
        "unknown_event" => faults.unknown_event(),
        "unknown_enum_values" => faults.unknown_enum_values(),
        "odd_presences" => faults.odd_presences(),
        "bare_guild_create" => faults.bare_guild_create(),
        "huge_payload" => faults.huge_payload(request.bytes.unwrap_or(5 << 20)),
        "raw" => faults.raw(request.text.as_deref().unwrap_or("{")),
        "forget_sessions" => faults.forget_sessions(),
        "dispatch" => {
            let data = request.data.clone().unwrap_or_default();
            faults.dispatch(request.name.as_deref().unwrap_or("SOMETHING_NEW"), &data.to_string());
        }
        _ => return ActError::UnknownVerb.answer(),
    }
    HttpResponse::Ok().json(json!({}))
}

async fn tally(id: web::Path<u64>, shared: web::Data<Shared>) -> HttpResponse {
    shared.tally(*id);
    HttpResponse::Ok().json(json!({}))
}

async fn tallies(shared: web::Data<Shared>) -> HttpResponse {
    HttpResponse::Ok().json(shared.tallies().clone())
}
