//! Discord's HTTP API over the same world.

use std::time::Instant;

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::journal::{RequestRecord, note};
use super::shared::Shared;

/// Mounts the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/api/v10/gateway", web::get().to(gateway))
        .route("/api/v10/gateway/bot", web::get().to(gateway_bot))
        .route("/api/v10/users/@me", web::get().to(current_user));
}

async fn gateway(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    let url = shared.look(|state| format!("ws://{}", state.address));
    answer(&request, &shared, HttpResponse::Ok().json(json!({ "url": url })))
}

async fn gateway_bot(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    if let Some(refusal) = unauthorized(&request, &shared) {
        return refusal;
    }
    let json = shared.act(|state| {
        let (remaining, reset_after) = state.session_starts(Instant::now());
        json!({
            "url": format!("ws://{}", state.address),
            "shards": state.settings.recommended_shards,
            "session_start_limit": {
                "total": state.settings.session_starts_total,
                "remaining": remaining,
                "reset_after": u64::try_from(reset_after.as_millis()).unwrap_or(u64::MAX),
                "max_concurrency": state.settings.max_concurrency,
            },
        })
    });
    answer(&request, &shared, HttpResponse::Ok().json(json))
}

async fn current_user(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    if let Some(refusal) = unauthorized(&request, &shared) {
        return refusal;
    }
    let json = shared.look(|state| state.world.users.get(&state.world.bot).map(|user| user.own_json()));
    answer(&request, &shared, HttpResponse::Ok().json(json))
}

fn unauthorized(request: &HttpRequest, shared: &Shared) -> Option<HttpResponse> {
    let wanted = shared.look(|state| format!("Bot {}", state.world.application.token));
    let given = request.headers().get(AUTHORIZATION).and_then(|it| it.to_str().ok());
    (given != Some(&wanted)).then(|| {
        let refusal = HttpResponse::Unauthorized().json(json!({"message": "401: Unauthorized", "code": 0}));
        answer(request, shared, refusal)
    })
}

fn answer(request: &HttpRequest, shared: &Shared, response: HttpResponse) -> HttpResponse {
    let path = request.uri().to_string();
    let record = RequestRecord {
        at: Instant::now(),
        method: request.method().to_string(),
        path: path.trim_start_matches("/api/v10").to_owned(),
        user_agent: request.headers().get("user-agent").and_then(|it| it.to_str().ok()).map(str::to_owned),
        body: None,
        status: response.status().as_u16(),
    };
    shared.act(|state| note(&mut state.journal.requests, record));
    response
}
