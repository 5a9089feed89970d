//! The control of a sandbox over HTTP, for curl and for programs in other languages: actions of users, faults, and the
//! records of what the bot did. An impossible action is answered with Discord's error body.

use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

use super::acts::{ActError, ActRequest};
use super::faults::Faults;
use crate::model::{InteractionId, MessageId};
use crate::sandbox::fault::{Fault, Target};
use crate::sandbox::people::SandboxMessage;
use crate::sandbox::server::{Shared, State};
use crate::sandbox::world::{Interaction, InteractionState, Refusal};

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
            .route("/interactions/{id}", web::get().to(interaction))
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
            "owner": world.users.get(&world.owner).map(|user| user.json()),
            "guilds": guilds,
            "open_connections": state.hub.connections.len(),
            "sessions": state.hub.sessions.len(),
            "session_starts_left": state.budget.remaining(),
        })
    }))
}

async fn act(verb: web::Path<String>, request: web::Json<ActRequest>, shared: web::Data<Shared>) -> HttpResponse {
    match shared.act(|state| request.carry_out(&verb, &mut state.world)) {
        Ok(json) => HttpResponse::Ok().json(json),
        Err(error) => error.answer(),
    }
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
    let request = ActRequest::at(query.guild.clone(), query.channel.clone());
    let channel = match shared.look(|state| request.channel(&state.world)) {
        Ok(channel) => channel,
        Err(error) => return error.answer(),
    };
    let list = |state: &State, of_bot: bool| -> Vec<Value> {
        let (bot, log) = (state.world.bot, state.world.messages.get(&channel));
        let wanted = log
            .into_iter()
            .flat_map(|log| log.after(query.after))
            .filter(|it| !of_bot || (it.author == bot && !it.is_system()));
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InteractionQuery {
    /// For how many seconds to wait for the answer.
    wait: Option<f64>,
}

/// What became of an interaction. With `wait`: as soon as it is answered, and not deferred any more.
async fn interaction(
    id: web::Path<InteractionId>,
    query: web::Query<InteractionQuery>,
    shared: web::Data<Shared>,
) -> HttpResponse {
    let find = |state: &State| state.world.interactions.get(&id).map(|it| (it.state, outcome(state, it)));
    let limit = query.wait.map(|it| Duration::try_from_secs_f64(it).unwrap_or_default().min(MAX_WAIT));
    let settled = |found: &Option<(InteractionState, Value)>| {
        found.as_ref().is_none_or(|(state, _)| *state == InteractionState::Answered)
    };
    let waited = shared.wait_for(limit.unwrap_or_default(), |state| Some(find(state)).filter(settled)).await;
    match waited.unwrap_or_else(|| shared.look(find)) {
        Some((_, json)) => HttpResponse::Ok().json(json),
        None => ActError::from(Refusal::UNKNOWN_INTERACTION).answer(),
    }
}

/// An interaction, how it was answered, and the messages that the user sees.
fn outcome(state: &State, it: &Interaction) -> Value {
    let message =
        |id: &MessageId| Some(SandboxMessage::of(&state.world, state.world.message(it.channel, *id).ok()?).raw);
    json!({
        "id": it.id,
        "type": it.kind,
        "user_id": it.user,
        "channel_id": it.channel,
        "data": it.data,
        "state": match it.state {
            InteractionState::Waiting => "waiting",
            InteractionState::Deferred => "deferred",
            InteractionState::Answered => "answered",
        },
        "callbacks": it.callbacks,
        "original": it.original.as_ref().and_then(message),
        "follow_ups": it.follow_ups.iter().filter_map(message).collect::<Vec<Value>>(),
        "form": it.form,
        "refused": it.refused,
    })
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
