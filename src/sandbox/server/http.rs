//! The HTTP routes of the sandbox: Discord's API and uploaded files. The operations are in `rest`.

use std::io;
use std::time::SystemTime;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HttpDate};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::stream;

use super::shared::Shared;
use crate::sandbox::rest::{Answer, AnswerBody, Call, READ_LIMIT, RequestHead};

/// Adds the routes. Versions 9 and 10 of the API are the same here; others do not exist.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .app_data(web::PayloadConfig::new(READ_LIMIT))
        .route("/attachments/{path:.*}", web::get().to(attachment))
        .route("/api/v{version}/{path:.*}", web::route().to(entry))
        .route("/api/{path:.*}", web::route().to(entry));
}

async fn entry(request: HttpRequest, body: web::Bytes, shared: web::Data<Shared>) -> HttpResponse {
    let header = |name: &str| request.headers().get(name).and_then(|it| it.to_str().ok()).map(str::to_owned);
    let head = RequestHead {
        method: request.method().as_str(),
        path: &request.match_info()["path"],
        query: request.query_string(),
        header: &header,
    };
    let mut call = Call::read(&head, &body);
    let version = request.match_info().get("version").map(str::to_owned);
    if let Some(delay) = shared.act(|state| state.api().delay()) {
        actix_web::rt::time::sleep(delay).await;
    }
    let (answer, time) = shared.act(|state| (state.api().answer(&mut call, version.as_deref()), state.clock.wall()));
    let status = answer.status;
    tracing::trace!(operation = call.operation, method = call.method, path = call.shown_path(), status, "request");
    response(answer, time)
}

/// The response of an answer. Its `Date` is that of the sandbox's clock, as the ids in it are.
fn response(answer: Answer, time: SystemTime) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response.insert_header((header::DATE, HttpDate::from(time).to_string()));
    for pair in answer.headers {
        response.insert_header(pair);
    }
    match answer.body {
        AnswerBody::Empty => response.finish(),
        AnswerBody::Json(json) => response.content_type("application/json").body(json),
        AnswerBody::Html(html) => response.content_type("text/html").body(html),
        AnswerBody::Text(text) => plain(answer.status, text),
        AnswerBody::Dropped => broken_off(),
    }
}

/// `GET /attachments/…`: an uploaded file.
async fn attachment(path: web::Path<String>, shared: web::Data<Shared>) -> HttpResponse {
    let path = format!("attachments/{path}");
    match shared.look(|state| state.world.files.get(&path).cloned()) {
        Some(file) => HttpResponse::Ok().content_type(file.content_type).body(file.bytes),
        None => HttpResponse::NotFound().content_type("text/plain").body("This content is no longer available."),
    }
}

/// A plain-text answer, as proxies send it.
pub(super) fn plain(status: u16, text: &'static str) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(text)
}

/// An answer whose body fails before its first byte: the connection is closed without an answer.
pub(super) fn broken_off() -> HttpResponse {
    let error = io::Error::from(io::ErrorKind::ConnectionReset);
    HttpResponse::Ok().streaming(stream::iter([Err::<web::Bytes, io::Error>(error)]))
}
