//! Sends a request and reads its answer. This is the only file of the module that uses awc.

use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use actix_http::header::HttpDate;
use awc::{
    Client, ClientResponse,
    error::{ConnectError, PayloadError, SendRequestError},
    http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, USER_AGENT},
};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};

use super::{
    HttpConfig,
    answer::{Answer, Failure, RateHeaders},
    body::Body,
    operation::Method,
    request::Request,
};
use crate::{
    server_clock::ServerClock,
    tls::{self, ConnectTimeouts, Tls, TlsError},
};

/// The lowest speed, in bytes per second. The time for an exchange grows by this with what is sent and received.
const SLOWEST: u64 = 256 * 1024;

/// The client with its connections, and the headers of every request. It cannot leave its thread.
pub(super) struct Transport {
    client: Client,
    base_url: Arc<str>,
    /// Headers of every request.
    headers: Arc<[(HeaderName, HeaderValue)]>,
    /// The header of requests that need the token.
    authorization: Option<HeaderValue>,
    response_timeout: Duration,
    body_limit: usize,
    server_clock: Arc<ServerClock>,
}

impl Transport {
    pub(super) fn new(config: &HttpConfig, tls: &Tls, server_clock: Arc<ServerClock>) -> Result<Self, TlsError> {
        let timeouts = ConnectTimeouts {
            connect: config.connect_timeout,
            handshake: config.handshake_timeout,
            response: config.response_timeout,
        };
        let client = tls.rest_client(timeouts, config.encrypted(), config.max_in_flight)?;
        // These values were checked with the configuration.
        let mut headers = Vec::new();
        if let Ok(agent) = HeaderValue::from_str(&config.user_agent) {
            headers.push((USER_AGENT, agent));
        }
        for (name, value) in &config.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::from_str(value)) {
                headers.push((name, value));
            }
        }
        let mut authorization = HeaderValue::from_str(&format!("Bot {}", config.token.reveal())).ok();
        if let Some(value) = &mut authorization {
            // The HTTP client does not log sensitive values.
            value.set_sensitive(true);
        }
        Ok(Self {
            client,
            base_url: config.base_url.as_str().into(),
            headers: headers.into(),
            authorization,
            response_timeout: config.response_timeout,
            body_limit: config.body_limit,
            server_clock,
        })
    }

    /// Sends a request and reads the whole answer.
    pub(super) fn exchange(&self, request: &Request) -> impl Future<Output = Result<Answer, Failure>> + use<> {
        let url = format!("{}{}{}", self.base_url, request.route.path, request.query);
        let method = match request.route.operation.method {
            Method::Get => awc::http::Method::GET,
            Method::Post => awc::http::Method::POST,
            Method::Put => awc::http::Method::PUT,
            Method::Patch => awc::http::Method::PATCH,
            Method::Delete => awc::http::Method::DELETE,
        };
        let mut call = self.client.request(method, url);
        for (name, value) in &*self.headers {
            call = call.append_header((name.clone(), value.clone()));
        }
        if let Some(token) = self.authorization.as_ref().filter(|_| request.route.token) {
            call = call.insert_header((AUTHORIZATION, token.clone()));
        }
        if let Some(Ok(mut value)) = request.authorization.as_ref().map(|it| HeaderValue::from_str(it.reveal())) {
            value.set_sensitive(true);
            call = call.insert_header((AUTHORIZATION, value));
        }
        if let Some(reason) = &request.reason {
            call = call.insert_header(("X-Audit-Log-Reason", reason.as_str()));
        }
        let begun = Instant::now();
        let timeout = self.response_timeout.saturating_add(Duration::from_secs(request.body.len() / SLOWEST));
        let call = call.timeout(timeout);
        let sending = match &request.body {
            Body::Empty => call.send(),
            Body::Json(json) => call.insert_header((CONTENT_TYPE, "application/json")).send_body(json.clone()),
            Body::UrlEncoded(form) => {
                call.insert_header((CONTENT_TYPE, "application/x-www-form-urlencoded")).send_body(form.clone())
            }
            Body::Multipart(form) => call.insert_header((CONTENT_TYPE, form.content_type())).send_body(form.stream()),
        };
        let (limit, clock) = (self.body_limit, Arc::clone(&self.server_clock));
        async move {
            let mut response = sending.await.map_err(|error| not_answered(&error, timeout))?;
            let status = response.status().as_u16();
            let headers = rate_headers(response.headers());
            if let Some(date) = date(response.headers()) {
                clock.note(date, Instant::now());
            }
            let body = read_body(&mut response, limit, begun, timeout).await?;
            Ok(Answer { status, headers, body })
        }
    }
}

/// Reads the body of an answer, of at most `limit` bytes. `timeout` counts from the time `begun`, and grows with what
/// was read.
async fn read_body(
    response: &mut ClientResponse<impl Stream<Item = Result<Bytes, PayloadError>> + Unpin>,
    limit: usize,
    begun: Instant,
    timeout: Duration,
) -> Result<Bytes, Failure> {
    let announced = response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > limit as u64) {
        return Err(Failure::TooLarge);
    }
    let mut body = BytesMut::new();
    loop {
        let time = timeout.saturating_add(Duration::from_secs(body.len() as u64 / SLOWEST));
        let chunk = tokio::time::timeout(time.saturating_sub(begun.elapsed()), response.next()).await;
        match chunk {
            Ok(Some(Ok(chunk))) if chunk.len() <= limit.saturating_sub(body.len()) => body.extend_from_slice(&chunk),
            Ok(Some(Ok(_) | Err(PayloadError::Overflow))) => return Err(Failure::TooLarge),
            Ok(Some(Err(error))) => return Err(Failure::NoAnswer(format!("the answer ended too early: {error}"))),
            Ok(None) => return Ok(body.freeze()),
            Err(_) => {
                let read = body.len();
                let text = format!("the answer was not complete within {time:?}: {read} bytes of its body had come");
                return Err(Failure::NoAnswer(text));
            }
        }
    }
}

/// Distinguishes requests that were not sent from those that may have been.
fn not_answered(error: &SendRequestError, timeout: Duration) -> Failure {
    match error {
        // awc returns this if the stream ends before a response: the request was written.
        SendRequestError::Connect(ConnectError::Disconnected) => {
            Failure::NoAnswer("the connection was closed before an answer came".to_owned())
        }
        SendRequestError::Connect(error) => Failure::NotSent(tls::describe(error)),
        SendRequestError::Url(_) | SendRequestError::Http(_) => Failure::NotSent(error.to_string()),
        SendRequestError::Timeout => Failure::NoAnswer(format!("no answer came within {timeout:?}")),
        _ => Failure::NoAnswer(error.to_string()),
    }
}

fn date(headers: &HeaderMap) -> Option<SystemTime> {
    let date: HttpDate = headers.get(DATE)?.to_str().ok()?.parse().ok()?;
    Some(date.into())
}

fn rate_headers(headers: &HeaderMap) -> RateHeaders {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    RateHeaders {
        bucket: text("x-ratelimit-bucket"),
        limit: text("x-ratelimit-limit"),
        remaining: text("x-ratelimit-remaining"),
        reset: text("x-ratelimit-reset"),
        reset_after: text("x-ratelimit-reset-after"),
        scope: text("x-ratelimit-scope"),
        global: text("x-ratelimit-global"),
        retry_after: text("retry-after"),
    }
}
