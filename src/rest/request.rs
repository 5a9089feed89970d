//! One request: what it carries, and the call that a user awaits.

use std::{fmt, future::IntoFuture, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Http, HttpError,
    route::{Operation, Param, Replay, Route, encode},
};

/// Everything that is sent, in a form that can be sent again.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(super) route: Route,
    /// `?a=b&c=d`, or nothing.
    pub(super) query: String,
    /// JSON.
    pub(super) body: Option<Bytes>,
    /// For the guild's audit log, percent-encoded.
    pub(super) reason: Option<String>,
    /// What may be done when nobody knows whether it was carried out.
    pub(super) replay: Replay,
    /// How long it waits for its turn at most, if not as long as the configuration says.
    pub(super) max_wait: Option<Duration>,
}

/// A call that has not been sent yet; awaiting it sends it.
///
/// It is answered with a `T`, or with `()` where Discord has nothing to say. Like the builders that give more choices than
/// it does, it can be awaited on any tokio runtime.
#[must_use = "nothing is sent until it is awaited"]
pub struct Call<T> {
    http: Http,
    request: Request,
    /// A mistake that was noticed while the call was put together.
    refusal: Option<HttpError>,
    timeout: Option<Duration>,
    decode: fn(&Request, &Bytes) -> Result<T, HttpError>,
}

impl Http {
    /// A call that is answered with JSON.
    pub(super) fn call<T: DeserializeOwned>(&self, operation: &'static Operation, params: &[Param<'_>]) -> Call<T> {
        self.prepare(operation, params, decode_json)
    }

    /// A call whose answer says nothing.
    pub(super) fn act(&self, operation: &'static Operation, params: &[Param<'_>]) -> Call<()> {
        self.prepare(operation, params, |_, _| Ok(()))
    }

    fn prepare<T>(
        &self,
        operation: &'static Operation,
        params: &[Param<'_>],
        decode: fn(&Request, &Bytes) -> Result<T, HttpError>,
    ) -> Call<T> {
        let route = Route::new(operation, params);
        let replay = operation.replay;
        let request = Request { route, query: String::new(), body: None, reason: None, replay, max_wait: None };
        Call { http: self.clone(), request, refusal: None, timeout: None, decode }
    }
}

fn decode_json<T: DeserializeOwned>(request: &Request, body: &Bytes) -> Result<T, HttpError> {
    serde_json::from_slice(body).map_err(|error| HttpError::Undecodable {
        operation: request.route.operation.name,
        route: request.route.shown.clone(),
        reason: error.to_string(),
    })
}

impl<T> Call<T> {
    /// Gives up after this long, whatever the call is waiting for by then. One that has not been sent never will be; of one
    /// that has, the answer is no longer waited for.
    pub fn timeout(mut self, after: Duration) -> Self {
        self.timeout = Some(after);
        self
    }

    /// Fails with [`HttpError::WaitTooLong`] rather than wait longer than this for the rate limits, and does so as soon as
    /// they are known to demand it. Counted from the call, over repetitions too. `Duration::ZERO`: now or never.
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.request.max_wait = Some(wait);
        self
    }

    /// Why, for the guild's audit log: 1–512 characters. Operations that leave no trace there ignore it.
    pub fn reason(mut self, reason: impl AsRef<str>) -> Self {
        let reason = reason.as_ref();
        let length = reason.chars().count();
        if (1..=512).contains(&length) {
            let mut encoded = String::with_capacity(reason.len());
            encode(reason, &mut encoded);
            self.request.reason = Some(encoded);
            return self;
        }
        self.refused(format!("the audit log reason has {length} characters; 1 to 512 are allowed"))
    }

    /// Notes a mistake in what was asked for; awaiting the call then says so and sends nothing.
    pub(super) fn refused(mut self, reason: String) -> Self {
        let operation = self.request.route.operation.name;
        self.refusal.get_or_insert(HttpError::Invalid { operation, reason });
        self
    }

    /// Sets the JSON body.
    pub(super) fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.body(serde_json::to_vec(body).map(Bytes::from))
    }

    /// Sets the JSON body.
    pub(super) fn object(self, body: Object) -> Self {
        self.body(body.finish())
    }

    fn body(mut self, body: Result<Bytes, serde_json::Error>) -> Self {
        match body {
            Ok(json) => {
                self.request.body = Some(json);
                self
            }
            Err(error) => self.refused(format!("it cannot be written as JSON: {error}")),
        }
    }

    /// Adds `name=value` to the query, once for each element if the value is a list.
    pub(super) fn query(mut self, name: &str, value: &impl Serialize) -> Self {
        match serde_json::to_value(value) {
            Ok(Value::Array(values)) => values.iter().for_each(|value| self.query_pair(name, value)),
            Ok(value) => self.query_pair(name, &value),
            Err(error) => return self.refused(format!("`{name}` cannot be written into the address: {error}")),
        }
        self
    }

    fn query_pair(&mut self, name: &str, value: &Value) {
        let query = &mut self.request.query;
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(name);
        query.push('=');
        match value {
            Value::String(text) => encode(text, query),
            other => encode(&other.to_string(), query),
        }
    }

    /// Says what may be done when nobody knows whether the request was carried out.
    pub(super) fn replay(mut self, replay: Replay) -> Self {
        self.request.replay = replay;
        self
    }

    async fn run(self) -> Result<T, HttpError> {
        if let Some(refusal) = self.refusal {
            return Err(refusal);
        }
        let request = Arc::new(self.request);
        let body = self.http.send(&request, self.timeout).await?;
        (self.decode)(&request, &body)
    }
}

impl<T: 'static> IntoFuture for Call<T> {
    type Output = Result<T, HttpError>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.request.route.operation.name)
            .field("route", &self.request.route.shown)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// Makes the builder of an operation that has optional fields: the type, a method per field, and its `IntoFuture`.
///
/// ```text
/// endpoint! {
///     /// What it does.
///     pub struct UpdateThing -> Thing {
///         query {
///             /// A parameter of the query.
///             wait: bool,
///         }
///         body: Object {
///             /// A field that is set or left out.
///             name: String,
///             /// One that can also be cleared, which sends `null`.
///             topic / clear_topic: String,
///             /// One whose name is a word of Rust's.
///             kind as "type": u8,
///         }
///     }
/// }
/// ```
///
/// With `-> Thing, replay`, the type's own method `replay` says what may be done when the outcome is unknown. `UpdateThing::of(call,
/// body)` makes one that has the required fields in its body; without fields in the body it is `of(call)`.
macro_rules! endpoint {
    (
        $(#[$meta:meta])*
        pub struct $name:ident -> $answer:ty $(, $replay:ident)? {
            $(query { $($(#[$query_meta:meta])* $query:ident $(as $query_name:literal)? : $query_type:ty,)* })?
            $(body: $object:ident { $($(#[$meta_of_field:meta])* $field:ident $(/ $clear:ident)? $(as $json:literal)? : $type:ty,)* })?
        }
    ) => {
        $(#[$meta])*
        #[must_use = "nothing is sent until it is awaited"]
        pub struct $name {
            call: $crate::rest::Call<$answer>,
            $(body: $crate::rest::request::$object,)?
            $($(pub(in crate::rest) $query: Option<$query_type>,)*)?
            $($(pub(in crate::rest) $field: Option<Option<$type>>,)*)?
        }

        impl $name {
            pub(in crate::rest) fn of(
                call: $crate::rest::Call<$answer>,
                $(body: $crate::rest::request::$object,)?
            ) -> Self {
                Self { call, $(body: body as $crate::rest::request::$object,)? $($($query: None,)*)? $($($field: None,)*)? }
            }

            $($(
                $(#[$query_meta])*
                pub fn $query(mut self, $query: impl Into<$query_type>) -> Self {
                    self.$query = Some($query.into());
                    self
                }
            )*)?

            $($(
                $(#[$meta_of_field])*
                pub fn $field(mut self, $field: impl Into<$type>) -> Self {
                    self.$field = Some(Some($field.into()));
                    self
                }

                $(
                    #[doc = concat!("Clears what [`", stringify!($field), "`](Self::", stringify!($field), ") sets.")]
                    pub fn $clear(mut self) -> Self {
                        self.$field = Some(None);
                        self
                    }
                )?
            )*)?

            /// Why, for the guild's audit log: 1–512 characters. Operations that leave no trace there ignore it.
            pub fn reason(mut self, reason: impl AsRef<str>) -> Self {
                self.call = self.call.reason(reason);
                self
            }

            /// Gives up after this long; see [`Call::timeout`](crate::rest::Call::timeout).
            pub fn timeout(mut self, after: std::time::Duration) -> Self {
                self.call = self.call.timeout(after);
                self
            }

            /// Fails rather than wait longer than this; see [`Call::max_wait`](crate::rest::Call::max_wait).
            pub fn max_wait(mut self, wait: std::time::Duration) -> Self {
                self.call = self.call.max_wait(wait);
                self
            }

            /// The call, with the fields in their places.
            fn filled(self) -> $crate::rest::Call<$answer> {
                $(let replay = self.$replay();)?
                let call = self.call;
                $($(
                    let call = match &self.$query {
                        Some(value) => call.query($crate::rest::request::endpoint!(@name $query $($query_name)?), value),
                        None => call,
                    };
                )*)?
                $(
                    let mut body = self.body;
                    $(
                        if let Some(value) = &self.$field {
                            body.field($crate::rest::request::endpoint!(@name $field $($json)?), value);
                        }
                    )*
                    let call = call.object(body);
                )?
                call$(.$replay(replay))?
            }
        }

        impl std::future::IntoFuture for $name {
            type Output = Result<$answer, $crate::rest::HttpError>;
            type IntoFuture = futures_util::future::BoxFuture<'static, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                self.filled().into_future()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.call).finish()
            }
        }
    };

    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $json:literal) => { $json };
}
pub(super) use endpoint;

/// A JSON object that is written field by field, with no tree in between.
#[derive(Debug, Default)]
pub(super) struct Object {
    json: Vec<u8>,
    error: Option<serde_json::Error>,
}

impl Object {
    /// Adds a field. `name` is one of ours and needs no escaping.
    pub(super) fn field(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) {
        self.json.push(if self.json.is_empty() { b'{' } else { b',' });
        self.json.push(b'"');
        self.json.extend_from_slice(name.as_bytes());
        self.json.extend_from_slice(b"\":");
        if let Err(error) = serde_json::to_writer(&mut self.json, value) {
            self.error = Some(error);
        }
    }

    /// As [`field`](Self::field), in a chain.
    pub(super) fn with(mut self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.field(name, value);
        self
    }

    fn finish(mut self) -> Result<Bytes, serde_json::Error> {
        if self.json.is_empty() {
            self.json.push(b'{');
        }
        self.json.push(b'}');
        self.error.map_or_else(|| Ok(self.json.into()), Err)
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
        let decode = |body: &'static str| (call.decode)(&call.request, &Bytes::from_static(body.as_bytes()));
        assert_eq!(decode(r#"{"url": "wss://x", "new": 1}"#).unwrap().url, "wss://x");
        let error = decode(r#"{"address": "wss://x"}"#).unwrap_err();
        assert!(matches!(error, HttpError::Undecodable { operation: "get_gateway", .. }), "{error}");
        assert!(error.to_string().contains("missing field `url`"), "{error}");
    }

    #[test]
    fn queries_are_encoded_and_lists_repeat_their_name() {
        let call = http().act(&operation::GET_GATEWAY, &[]);
        let call =
            call.query("id", &[UserId::new(1), UserId::new(2)]).query("q", &"a b&c").query("n", &5).query("b", &true);
        assert_eq!(call.request.query, "?id=1&id=2&q=a%20b%26c&n=5&b=true");
    }

    #[test]
    fn objects_are_written_field_by_field() {
        let mut object = Object::default();
        object.field("content", &Some("a\"b"));
        object.field("embeds", &None::<()>);
        assert_eq!(&object.finish().unwrap()[..], br#"{"content":"a\"b","embeds":null}"#);
        assert_eq!(&Object::default().finish().unwrap()[..], b"{}");
    }
}
