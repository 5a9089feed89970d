//! A plain HTTP client for a sandbox without rate limits, and a raw websocket.

use std::collections::BTreeMap;
use std::time::Duration;

use awc::http::Method;
use greenroom::model::Permissions;
use greenroom::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::raw::{ALL, PLAIN, Raw, identify};

/// Every permission but ADMINISTRATOR.
pub(crate) const ALL_BUT_ADMINISTRATOR: Permissions = Permissions::all().difference(Permissions::ADMINISTRATOR);

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }
}

/// A sandbox with users, and names for ids: `$guild`, `$general`, `$alice`, …
pub(crate) struct Api {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: awc::Client,
    pub(crate) names: BTreeMap<String, String>,
}

impl Api {
    pub(crate) async fn start() -> Self {
        let sandbox = Sandbox::builder().identify_window(Duration::ZERO).start().await.unwrap();
        sandbox.without_rate_limits();
        let guild = sandbox.guild("Greenroom");
        guild.set_bot_permissions(ALL_BUT_ADMINISTRATOR);
        let general = guild.channel("general");
        let mut names = BTreeMap::new();
        // That the users join is not announced.
        guild.set_system_channel(None);
        for name in ["alice", "bob", "carol", "dave"] {
            let user = sandbox.user(name);
            if name != "bob" {
                user.join(&guild);
            }
            names.insert(name.to_owned(), user.id().to_string());
        }
        guild.set_system_channel(Some(general.id()));
        let said = sandbox.user("alice").say(&general, "hello");
        for (name, id) in [
            ("guild", guild.id().to_string()),
            ("general", general.id().to_string()),
            ("lounge", guild.voice_channel("Lounge").id().to_string()),
            ("bot", sandbox.bot().id().to_string()),
            ("said", said.to_string()),
        ] {
            names.insert(name.to_owned(), id);
        }
        Self { sandbox, client: client(), names }
    }

    /// A websocket that has received READY and the guild.
    pub(crate) async fn gateway(&self) -> Raw {
        let mut raw = Raw::open(&self.sandbox, PLAIN).await;
        raw.log_in(identify(&self.sandbox, ALL)).await;
        raw.dispatch("GUILD_CREATE").await;
        raw
    }

    /// Replaces the names in a text by their ids; longer names first, since one name may begin with another.
    pub(crate) fn filled(&self, text: &str) -> String {
        let mut names: Vec<_> = self.names.iter().collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        names.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("${name}"), id))
    }

    pub(crate) fn id(&self, name: &str) -> &str {
        &self.names[name]
    }

    /// Sends a request such as `POST /guilds/$guild/roles`, with a JSON body if it is not empty.
    pub(crate) async fn call(&self, call: &str, body: &str) -> Answer {
        let body = self.filled(body).into_bytes();
        let kind = (!body.is_empty()).then_some("application/json");
        self.send(call, &[], kind, body).await
    }

    pub(crate) async fn send(
        &self,
        call: &str,
        headers: &[(&str, &str)],
        content_type: Option<&str>,
        body: Vec<u8>,
    ) -> Answer {
        let call = self.filled(call);
        let (method, path) = call.split_once(' ').unwrap();
        let url = format!("{}{path}", self.sandbox.rest_url());
        let mut request = self
            .client
            .request(Method::from_bytes(method.as_bytes()).unwrap(), url)
            .insert_header(("authorization", format!("Bot {}", self.sandbox.token())))
            .insert_header(("user-agent", "DiscordBot (https://example.com, 1)"));
        if let Some(kind) = content_type {
            request = request.insert_header(("content-type", kind));
        }
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        answer(request.send_body(body).await.unwrap()).await
    }
}

pub(crate) fn client() -> awc::Client {
    awc::Client::builder().timeout(Duration::from_secs(5)).disable_redirects().finish()
}

pub(crate) async fn answer<S>(mut response: awc::ClientResponse<S>) -> Answer
where
    S: futures_util::Stream<Item = Result<bytes::Bytes, awc::error::PayloadError>> + Unpin,
{
    let headers = response.headers().iter().map(|(key, value)| (key.to_string(), value.to_str().unwrap().to_owned()));
    Answer {
        status: response.status().as_u16(),
        headers: headers.collect(),
        bytes: response.body().limit(64 << 20).await.unwrap().to_vec(),
    }
}

/// Whether `whole` contains everything in `part`.
pub(crate) fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|it| contains(it, value)))
        }
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(whole, part)| contains(whole, part))
        }
        _ => whole == part,
    }
}

#[test]
fn contains_compares_parts_of_json() {
    let whole = json!({"a": [{"b": 1, "c": 2}], "d": null});
    assert!(contains(&whole, &json!({"a": [{"b": 1}]})) && contains(&whole, &json!({"d": null})));
    assert!(!contains(&whole, &json!({"a": []})) && !contains(&whole, &json!({"e": null})));
}
