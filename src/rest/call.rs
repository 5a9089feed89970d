//! A call: the request that a user builds, and the future that sends it.

use std::{
    fmt,
    future::IntoFuture,
    marker::PhantomData,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;

use super::{
    FullAnswer, Http, HttpError, Skipped,
    body::{Body, Content, Fields},
    mentions,
    operation::{Method, Operation, Replay},
    request::{Authorization, Request},
    route::{Param, Route, encode},
    upload::Uploads,
};
use crate::json::{self, LeftOut, Read, path_at, quoted};
use crate::model::readable::{AsRead, Readable};
use crate::model::{GuildId, Member, Upload};

/// A request without optional parameters; awaiting it sends it.
///
/// Its answer is a `T`, or `()` if Discord's response has no content. It can be awaited on any tokio runtime, as can
/// the builders of requests with optional parameters. `A` is [`Audited`] if it makes an entry in the audit log of a
/// guild; it then takes a [`reason`](Call::reason).
#[must_use = "nothing is sent until it is awaited"]
pub struct Call<T, A = Unaudited> {
    builder: RequestBuilder,
    decode: Decode<T>,
    audit: PhantomData<fn() -> A>,
}

/// Reads the body of an answer.
type Decode<T> = fn(&Request, &Bytes) -> Result<FullAnswer<T>, HttpError>;

/// Marks a [`Call`] that makes an entry in the audit log of a guild.
#[derive(Debug, Clone, Copy)]
pub enum Audited {}

/// Marks a [`Call`] that makes no entry in an audit log.
#[derive(Debug, Clone, Copy)]
pub enum Unaudited {}

/// The part of a call that does not depend on the type of its answer, so that it is compiled once.
#[derive(Debug, Clone)]
struct RequestBuilder {
    http: Http,
    request: Request,
    content: Content,
    uploads: Uploads,
    /// Why there is nothing to send.
    refusal: Option<HttpError>,
    /// What Discord will refuse.
    objection: Option<HttpError>,
    timeout: Option<Duration>,
    /// Whether there is nothing to do: nothing is sent, and the answer is that of a response without content.
    is_done: bool,
}

impl Http {
    /// A call whose answer is JSON.
    pub(super) fn call<T>(&self, operation: &'static Operation, params: &[Param<'_>]) -> Call<T>
    where
        T: for<'de> Readable<'de>,
    {
        self.prepare(operation, params, decode_json)
    }

    /// A call about a guild whose answer is a member or a list of members. Their guild is set.
    pub(super) fn members<T>(&self, operation: &'static Operation, params: &[Param<'_>]) -> Call<T>
    where
        T: for<'de> Readable<'de> + OfGuild,
    {
        self.prepare(operation, params, |request, body| {
            let mut answer = decode_json::<T>(request, body)?;
            if let Some(guild) = request.route.id("guild_id") {
                answer.value.set_guild(guild.into());
            }
            Ok(answer)
        })
    }

    /// A call whose answer is JSON or empty.
    pub(super) fn maybe<T>(&self, operation: &'static Operation, params: &[Param<'_>]) -> Call<Option<T>>
    where
        T: for<'de> Readable<'de>,
    {
        self.prepare(operation, params, |request, body| match body.is_empty() {
            true => Ok(FullAnswer::of(None)),
            false => decode_json(request, body),
        })
    }

    /// A call whose answer is ignored.
    pub(super) fn act(&self, operation: &'static Operation, params: &[Param<'_>]) -> Call<()> {
        self.prepare(operation, params, |_, _| Ok(FullAnswer::of(())))
    }

    /// A call whose answer is not JSON.
    pub(super) fn fetch(&self, operation: &'static Operation, params: &[Param<'_>]) -> Call<Bytes> {
        self.prepare(operation, params, |_, body| Ok(FullAnswer::of(body.clone())))
    }

    fn prepare<T>(&self, operation: &'static Operation, params: &[Param<'_>], decode: Decode<T>) -> Call<T> {
        Call { builder: RequestBuilder::new(self, operation, params), decode, audit: PhantomData }
    }
}

/// Members, whose guild is not in the answer but in the path of the request.
pub(super) trait OfGuild {
    fn set_guild(&mut self, guild: GuildId);
}

impl OfGuild for Member {
    fn set_guild(&mut self, guild: GuildId) {
        self.guild_id = Some(guild);
    }
}

impl OfGuild for Vec<Member> {
    fn set_guild(&mut self, guild: GuildId) {
        self.iter_mut().for_each(|member| member.set_guild(guild));
    }
}

/// Reads JSON. A value that cannot be read is left out, unless the answer requires it.
fn decode_json<T: for<'de> Readable<'de>>(request: &Request, body: &Bytes) -> Result<FullAnswer<T>, HttpError> {
    let text = std::str::from_utf8(body)
        .map_err(|error| undecodable(request, body, error.valid_up_to(), error.to_string()))?;
    match json::read::<AsRead<T>>(text) {
        Ok(Read { value: AsRead(value), left_out }) => {
            Ok(FullAnswer { value, skipped: report_left_out(request, body, left_out) })
        }
        Err(problem) => Err(undecodable(request, body, problem.at, problem.message)),
    }
}

/// Reports the parts of an answer that could not be read. Not generic, so that it is compiled once.
fn report_left_out(request: &Request, body: &Bytes, left_out: LeftOut) -> Option<Skipped> {
    let count = left_out.count;
    let problem = left_out.first.into_iter().next()?;
    let skipped = Skipped { count, path: path_at(body, problem.at), reason: problem.message };
    let Route { operation, shown, .. } = &request.route;
    let operation = operation.name;
    tracing::warn!(operation, route = %shown, "a part of the answer could not be read: {skipped}");
    Some(skipped)
}

/// The error of an answer that cannot be read at the byte `at`. Not generic, so that it is compiled once.
fn undecodable(request: &Request, body: &Bytes, at: usize, reason: String) -> HttpError {
    let Route { operation, shown, .. } = &request.route;
    HttpError::Undecodable {
        operation: operation.name,
        route: shown.clone(),
        path: path_at(body, at).map(Into::into),
        reason,
        body: quoted(body),
    }
}

impl<T, A> Call<T, A> {
    /// Fails with [`HttpError::Timeout`] after this long. A request that has not been sent by then is not sent. Of one
    /// that has, the answer is ignored; if it may not be repeated, the error is [`HttpError::OutcomeUnknown`].
    pub fn timeout(mut self, after: Duration) -> Self {
        self.builder.timeout = Some(after);
        self
    }

    /// Limits the wait for the rate limits, counted from the call and including repetitions. The call fails with
    /// [`HttpError::WaitTooLong`] as soon as it is known that it would have to wait for longer. With `Duration::ZERO`
    /// it is sent at once or not at all.
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.builder.request.max_wait = Some(wait);
        self
    }

    /// Sends the request without checking it against the limits in Discord's documentation. Otherwise a request that
    /// breaks one fails with [`HttpError::Invalid`] before it is sent. Use it for a limit that Discord has raised and
    /// this library still has. [`HttpConfig::validate`](super::HttpConfig::validate) does the same for all requests.
    pub fn unchecked(mut self) -> Self {
        self.builder.request.unchecked = true;
        self
    }

    /// Sends the request. Returns the answer together with a report of what could not be read of it.
    ///
    /// # Errors
    /// As when the call is awaited.
    pub async fn full_answer(self) -> Result<FullAnswer<T>, HttpError> {
        self.builder.run(self.decode).await
    }

    /// See [`Call::reason`].
    pub(super) fn for_reason(mut self, reason: &str) -> Self {
        self.builder.reason(reason);
        self
    }

    /// Makes the call fail with this reason when it is awaited.
    pub(super) fn refused(mut self, reason: String) -> Self {
        self.builder.refused(reason);
        self
    }

    /// Makes the call succeed without a request, because there is nothing to do.
    pub(super) fn done(mut self) -> Self {
        self.builder.is_done = true;
        self
    }

    /// The nonce for a message that is created in a call of a handler.
    pub(super) fn nonce(&self) -> Option<String> {
        self.builder.http.handler_call()?.nonce()
    }

    /// Sets the JSON body.
    pub(super) fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.builder.content(serde_json::to_vec(body).map(|json| Content::Json(json.into())));
        self
    }

    /// Sets the body.
    pub(super) fn body(mut self, body: impl Fields) -> Self {
        self.builder.content(body.finish());
        self
    }

    /// Sets the body to `a=b&c=d`.
    pub(super) fn url_encoded(mut self, form: String) -> Self {
        self.builder.content = Content::UrlEncoded(form.into());
        self
    }

    /// Sets the header that replaces the bot's token.
    pub(super) fn authorized(mut self, authorization: Authorization) -> Self {
        self.builder.request.authorization = Some(authorization);
        self.builder.request.route.token = false;
        self
    }

    /// Adds a file of a message; `attachments_in` is the field of the body that has the `attachments`.
    pub(super) fn file(mut self, upload: Upload, attachments_in: &'static str) -> Self {
        self.builder.uploads.add_file(upload, attachments_in);
        self
    }

    /// Adds a file as a part of this name.
    pub(super) fn part(mut self, name: &'static str, upload: Upload) -> Self {
        self.builder.uploads.add_part(name, upload);
        self
    }

    /// Adds `name=value` to the query, once for each element if the value is a list.
    pub(super) fn query(mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Self {
        self.builder.query(name, serde_json::to_value(value), false);
        self
    }

    /// Adds `name=value,value` to the query.
    pub(super) fn query_list(mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Self {
        self.builder.query(name, serde_json::to_value(value), true);
        self
    }

    /// Sets what may be done if it is unknown whether the request was carried out.
    pub(super) fn replay(mut self, replay: Replay) -> Self {
        self.builder.request.replay = replay;
        self
    }
}

impl<T> Call<T> {
    /// The same call, marked as one that makes an entry in the audit log.
    pub(super) fn audited(self) -> Call<T, Audited> {
        Call { builder: self.builder, decode: self.decode, audit: PhantomData }
    }
}

impl<T> Call<T, Audited> {
    /// Sets the reason in the guild's audit log, 1–512 characters.
    pub fn reason(self, reason: impl AsRef<str>) -> Self {
        self.for_reason(reason.as_ref())
    }
}

impl RequestBuilder {
    fn new(http: &Http, operation: &'static Operation, params: &[Param<'_>]) -> Self {
        let request = Request {
            route: Route::new(operation, params).by_age(|| http.server_time()),
            query: String::new(),
            body: Body::Empty,
            reason: None,
            replay: operation.replay,
            max_wait: None,
            unchecked: false,
            authorization: None,
        };
        let mut builder = Self {
            http: http.clone(),
            request,
            content: Content::Empty,
            uploads: Uploads::default(),
            refusal: None,
            objection: None,
            timeout: None,
            is_done: false,
        };
        for param in params {
            if let Param::Unknown(reason) = param {
                builder.refused((*reason).to_owned());
            }
        }
        builder
    }

    fn invalid(&self, reason: String) -> HttpError {
        let Route { operation, shown, .. } = &self.request.route;
        HttpError::invalid(operation.name, shown.clone(), "", reason)
    }

    fn refused(&mut self, reason: String) {
        if self.refusal.is_none() {
            self.refusal = Some(self.invalid(reason));
        }
    }

    fn objected(&mut self, reason: String) {
        if self.objection.is_none() {
            self.objection = Some(self.invalid(reason));
        }
    }

    fn reason(&mut self, reason: &str) {
        let length = reason.chars().count();
        let problem = match length {
            0 => Some("empty".to_owned()),
            1..=512 => None,
            _ => Some(format!("too long ({length} > 512)")),
        };
        if let Some(problem) = problem.filter(|_| self.objection.is_none()) {
            let Route { operation, shown, .. } = &self.request.route;
            self.objection = Some(HttpError::invalid(operation.name, shown.clone(), "reason", problem));
        }
        self.request.reason = Some(encoded(reason));
    }

    fn content(&mut self, content: Result<Content, serde_json::Error>) {
        match content {
            Ok(content) => self.content = content,
            Err(error) => self.refused(format!("the body cannot be written as JSON: {error}")),
        }
    }

    fn query(&mut self, name: &str, value: Result<Value, serde_json::Error>, list: bool) {
        match value {
            Ok(Value::Array(values)) if list => {
                let texts: Vec<_> = values.iter().map(text).collect();
                self.query_pair(name, &texts.join(","));
            }
            Ok(Value::Array(values)) => values.iter().for_each(|value| self.query_pair(name, &text(value))),
            Ok(value) => self.query_pair(name, &text(&value)),
            Err(error) => self.refused(format!("`{name}` cannot be written into the query: {error}")),
        }
    }

    fn query_pair(&mut self, name: &str, value: &str) {
        let query = &mut self.request.query;
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(name);
        query.push('=');
        encode(value, query);
    }

    /// The body, with the default of `allowed_mentions` if it sends a message without.
    fn complete_body(&mut self) -> Result<Body, String> {
        let mut content = std::mem::take(&mut self.content);
        if let (Some(mentions), Content::Json(json)) = (&self.http.config().allowed_mentions, &mut content) {
            *json = mentions::add_default(mentions, self.request.route.operation, std::mem::take(json))
                .map_err(|error| format!("`allowed_mentions` cannot be added to the body: {error}"))?;
        }
        self.uploads.body(content, self.request.route.operation.method == Method::Patch)
    }

    /// Sends the request, waits for the answer, and reads it.
    async fn run<T>(self, decode: Decode<T>) -> Result<FullAnswer<T>, HttpError> {
        let (http, request, body) = self.send().await?;
        decode(&request, &body).map_err(|error| http.without_secrets(&request, error))
    }

    /// Sends the request, and waits for the answer. Not generic, so that it is compiled once.
    async fn send(mut self) -> Result<(Http, Arc<Request>, Bytes), HttpError> {
        if let Some(refusal) = self.refusal {
            return Err(refusal);
        }
        if self.is_done {
            return Ok((self.http, Arc::new(self.request), Bytes::new()));
        }
        if let Some(reason) = self.uploads.objection() {
            self.objected(reason);
        }
        let checked = self.http.config().validate && !self.request.unchecked;
        if let Some(objection) = self.objection.take_if(|_| checked) {
            return Err(objection);
        }
        let mut timeout = self.timeout;
        if self.uploads.unread() {
            let started = Instant::now();
            let read = self.uploads.read();
            let read = match timeout {
                Some(after) => tokio::time::timeout(after, read).await.map_err(|_| after),
                None => Ok(read.await),
            };
            timeout = timeout.map(|after| after.saturating_sub(started.elapsed()));
            match read {
                Ok(Ok(())) => {}
                Ok(Err(reason)) => return Err(self.invalid(reason)),
                Err(after) => {
                    let route = self.request.route.shown.clone();
                    return Err(HttpError::Timeout { operation: self.request.route.operation.name, route, after });
                }
            }
        }
        match self.complete_body() {
            Ok(body) => self.request.body = body,
            Err(reason) => return Err(self.invalid(reason)),
        }
        if self.request.reason.is_none()
            && self.request.route.operation.is_audited
            && let Some(call) = self.http.handler_call()
        {
            self.request.reason = Some(encoded(&call.reason()));
        }
        let request = Arc::new(self.request);
        let body = self.http.send(&request, timeout).await?;
        Ok((self.http, request, body))
    }
}

/// A reason as it is written in a header.
fn encoded(reason: &str) -> String {
    let mut encoded = String::with_capacity(reason.len());
    encode(reason, &mut encoded);
    encoded
}

/// A value as it is written in a query.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl<T: 'static, A> IntoFuture for Call<T, A> {
    type Output = Result<T, HttpError>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let (builder, decode) = (self.builder, self.decode);
        Box::pin(async move { Ok(builder.run(decode).await?.value) })
    }
}

impl<T, A> Clone for Call<T, A> {
    fn clone(&self) -> Self {
        Self { builder: self.builder.clone(), decode: self.decode, audit: PhantomData }
    }
}

impl<T, A> fmt::Debug for Call<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.builder.request.route.operation.name)
            .field("route", &self.builder.request.route.shown)
            .field("timeout", &self.builder.timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        gateway::Token,
        model::{GatewayInfo, UserId},
        rest::{HttpConfig, endpoints::operation},
    };

    fn http() -> Http {
        let mut config = HttpConfig::new(Token::new("a.b.c").unwrap());
        config.base_url = "http://localhost:1".into();
        Http::new(config).unwrap()
    }

    #[test]
    fn an_answer_of_another_shape_is_named() {
        let call: Call<GatewayInfo> = http().call(&operation::GET_GATEWAY, &[]);
        let decode = |body: &'static str| (call.decode)(&call.builder.request, &Bytes::from_static(body.as_bytes()));
        assert_eq!(decode(r#"{"url": "wss://x", "new": 1}"#).unwrap().value.url, "wss://x");
        let error = decode(r#"{"address": "wss://x", "token": "s3cr3t"}"#).unwrap_err();
        assert!(matches!(error, HttpError::Undecodable { operation: "get_gateway", .. }), "{error}");
        let (text, debug) = (error.to_string(), format!("{error:?}"));
        assert!(text.contains("was carried out") && text.contains("missing field `url`"), "{text}");
        assert!(debug.contains("wss://x") && debug.contains("{secret}") && !debug.contains("s3cr3t"), "{debug}");
    }

    #[test]
    fn queries_are_encoded_and_lists_repeat_their_name() {
        let call = http().act(&operation::GET_GATEWAY, &[]);
        let call =
            call.query("id", &[UserId::new(1), UserId::new(2)]).query("q", &"a b&c").query("n", &5).query("b", &true);
        let call = call.query_list("roles", &[UserId::new(3), UserId::new(4)]);
        assert_eq!(call.builder.request.query, "?id=1&id=2&q=a%20b%26c&n=5&b=true&roles=3%2C4");
    }

    #[tokio::test]
    async fn what_discord_would_refuse_is_sent_only_unchecked() {
        let call = || http().act(&operation::GET_GATEWAY, &[]).audited().timeout(Duration::from_millis(1));
        let error = call().reason("r".repeat(513)).await.unwrap_err();
        assert!(
            matches!(&error, HttpError::Invalid { .. } if error.to_string().ends_with("reason: too long (513 > 512)")),
            "{error}"
        );
        let error = call().reason("").unchecked().await.unwrap_err();
        assert!(matches!(error, HttpError::Timeout { .. }), "it was on its way: {error}");
    }

    #[test]
    fn secrets_are_not_shown() {
        let call = http().act(&operation::GET_GATEWAY, &[]).authorized(Authorization::basic("1", "s3cr3t"));
        assert_eq!(call.builder.request.authorization.as_ref().map(Authorization::reveal), Some("Basic MTpzM2NyM3Q="));
        let shown = format!("{:?} {call:?}", call.builder.request);
        assert!(!shown.contains("s3cr3t") && !shown.contains("MTpzM2NyM3Q"), "{shown}");
    }
}
