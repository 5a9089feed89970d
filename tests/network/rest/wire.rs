//! A server that accepts and returns every request, for tables with a row for each method of `Http`.
//!
//! ```ignore
//! let wire = Wire::start().await;
//! wire.call(wire.http.guild(GUILD).with_counts(true), GUILD_JSON).await.reads("GET /guilds/5?with_counts=true");
//! wire.call(wire.http.ban(GUILD, USER).reason(WHY), "").await.audited("PUT /guilds/5/bans/1", json!({}));
//! wire.covers(&["guild", "ban"]);
//! ```
//!
//! The last line compares the requests with the tables of operations: each was called, with each of its fields.

use std::collections::BTreeSet;
use std::fs;
use std::future::IntoFuture;
use std::path::Path;
use std::sync::{Arc, Mutex};

use greenroom::rest::{Http, HttpError};
use serde_json::{Map, Value, json};

use crate::rest::script::{Asked, Script};

/// The reason that [`Heard::audited`] looks for.
pub(crate) const WHY: &str = "for a reason ✓";
/// As it stands in the header.
const WHY_ENCODED: &str = "for%20a%20reason%20%E2%9C%93";

/// The server, and a client of it.
pub(crate) struct Wire {
    pub(crate) http: Http,
    script: Script,
    /// What the next request is answered with; nothing is 204.
    answer: Arc<Mutex<String>>,
}

/// A request that came in.
#[derive(Debug)]
pub(crate) struct Heard {
    /// `PUT /guilds/5/bans/1`, with the query.
    line: String,
    /// The JSON; of a form, an object of its parts. Null if there was none.
    body: Value,
    reason: Option<String>,
    /// What the bot's token was sent as.
    authorization: Option<String>,
}

impl Wire {
    pub(crate) async fn start() -> Self {
        let answer = Arc::new(Mutex::new(String::new()));
        let given = Arc::clone(&answer);
        let script = Script::start(move |_, _| {
            let answer = given.lock().unwrap().clone();
            (if answer.is_empty() { 204 } else { 200 }, answer)
        })
        .await;
        Self { http: script.http.clone(), script, answer }
    }

    /// Sets what the next requests are answered with.
    pub(crate) fn answers(&self, answer: &str) {
        answer.clone_into(&mut self.answer.lock().unwrap());
    }

    /// The number of requests with this line so far.
    pub(crate) fn count(&self, line: &str) -> usize {
        self.script.asked().iter().filter(|asked| asked.line == line).count()
    }

    /// Awaits a call, which is answered with that JSON, or with nothing. One request must come of it, and the answer
    /// must be understood.
    pub(crate) async fn call<C, T>(&self, call: C, answer: &str) -> Heard
    where
        C: IntoFuture<Output = Result<T, HttpError>>,
    {
        self.answers(answer);
        let before = self.script.asked().len();
        let outcome = call.await;
        let heard: Vec<_> = self.script.asked()[before..].iter().map(Heard::of).collect();
        if let Err(error) = outcome {
            panic!("{error}; sent was {heard:?}");
        }
        let [heard] = heard.try_into().unwrap_or_else(|heard| panic!("not one request but {heard:?}"));
        heard
    }

    /// That every operation of these tables was called, with each of its fields, each of those cleared that can be,
    /// with a reason if it takes one, and with the token unless it needs none.
    pub(crate) fn covers(&self, tables: &[&str]) {
        let heard: Vec<_> = self.script.asked().iter().map(Heard::of).collect();
        let faults: Vec<_> =
            tables.iter().flat_map(|table| operations(table)).flat_map(|operation| operation.faults(&heard)).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}

#[allow(clippy::needless_pass_by_value, reason = "bodies are written down where they are handed over")]
impl Heard {
    fn of(asked: &Asked) -> Self {
        let header = |name| asked.header(name).map(str::to_owned);
        let (reason, authorization) = (header("x-audit-log-reason"), header("authorization"));
        Self { line: asked.line.clone(), body: body_of(asked), reason, authorization }
    }

    /// It was this, without a body and a reason.
    pub(crate) fn reads(self, line: &str) {
        self.writes(line, Value::Null);
    }

    /// It was this with that body, without a reason. The parts of a form are fields of an object, and files among them
    /// are objects with `filename`, `type` and `bytes`.
    pub(crate) fn writes(self, line: &str, body: Value) {
        assert_eq!((self.line.as_str(), &self.body, self.reason), (line, &body, None));
    }

    /// It was this with a body in which that stands, among other things.
    pub(crate) fn writes_at_least(self, line: &str, wanted: &Value) {
        fn holds(body: &Value, wanted: &Value) -> bool {
            match (body, wanted) {
                (Value::Object(body), Value::Object(wanted)) => {
                    wanted.iter().all(|(name, wanted)| body.get(name).is_some_and(|value| holds(value, wanted)))
                }
                (Value::Array(body), Value::Array(wanted)) => {
                    body.len() == wanted.len() && body.iter().zip(wanted).all(|(value, wanted)| holds(value, wanted))
                }
                (value, wanted) => value == wanted,
            }
        }
        assert_eq!(self.line, line);
        assert!(holds(&self.body, wanted), "{} does not hold {wanted}", self.body);
    }

    /// It was this with that body, which may be null, and the reason [`WHY`].
    pub(crate) fn audited(self, line: &str, body: Value) {
        assert_eq!((self.line.as_str(), &self.body), (line, &body));
        assert_eq!(self.reason.as_deref(), Some(WHY_ENCODED), "{line}");
    }

    /// The names in the query.
    fn query(&self) -> impl Iterator<Item = &str> {
        let query = self.line.split_once('?').map_or("", |(_, query)| query);
        query.split('&').filter_map(|pair| Some(pair.split_once('=')?.0))
    }

    /// Whether it went to a path of this shape.
    fn is_to(&self, verb: &str, template: &str) -> bool {
        let Some((method, path)) = self.line.split_once(' ') else { return false };
        let path = path.split('?').next().unwrap_or_default();
        let same = |(part, template): (&str, &str)| template.starts_with('{') || part == template;
        method == verb
            && path.split('/').count() == template.split('/').count()
            && path.split('/').zip(template.split('/')).all(same)
    }
}

/// What a table says of an operation.
#[derive(Default)]
struct Operation {
    id: String,
    verb: String,
    path: String,
    query: Vec<String>,
    body: Vec<String>,
    clears: Vec<String>,
    whole_body: bool,
    words: Vec<String>,
}

/// A table in which the head of each operation is one line, `method = operation_id VERB /path -> Answer`.
fn whole_heads(table: String) -> String {
    ["-> ", "GET /", "PUT /", "POST /", "PATCH /", "DELETE /"]
        .iter()
        .fold(table, |table, part| table.replace(&format!("\n  {part}"), &format!(" {part}")))
}

/// Reads as much of a table as is needed here.
fn operations(table: &str) -> Vec<Operation> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("codegen/operations").join(table).with_extension("txt");
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut operations: Vec<Operation> = Vec::new();
    for line in whole_heads(text).lines() {
        if let Some((left, _)) = line.split_once(" -> ").filter(|_| !line.starts_with(' ')) {
            let [_, _, id, verb, path] = left.split(' ').collect::<Vec<_>>().try_into().unwrap();
            let [id, verb, path] = [id, verb, path].map(str::to_owned);
            operations.push(Operation { id, verb, path, ..Operation::default() });
        }
        let (Some(operation), Some(line)) = (operations.last_mut(), line.strip_prefix("  ")) else { continue };
        let Some((mark, rest)) = line.split_once(' ') else { continue };
        let names = rest.split(": ").next().unwrap_or_default();
        let name = names.split(" as ").last().unwrap_or_default().split(" / ").next().unwrap_or_default().to_owned();
        match mark {
            "?" | "?," | "?!" => operation.query.push(name),
            "." | "!" => {
                if names.contains(" / ") {
                    operation.clears.push(name.clone());
                }
                operation.body.push(name);
            }
            "=" => operation.whole_body = true,
            "@" => operation.words.extend(rest.split(' ').map(str::to_owned)),
            _ => {}
        }
    }
    operations
}

impl Operation {
    fn is(&self, word: &str) -> bool {
        self.words.iter().any(|it| it == word)
    }

    fn faults(&self, heard: &[Heard]) -> Vec<String> {
        // `@me` and `@original` fit where an id does, and are other operations there.
        let to_other = |it: &&Heard| {
            let last = it.line.split('?').next().and_then(|path| path.rsplit('/').next());
            self.path.ends_with('}') && last.is_some_and(|last| last.starts_with('@'))
        };
        let to_this: Vec<_> =
            heard.iter().filter(|it| it.is_to(&self.verb, &self.path)).filter(|it| !to_other(it)).collect();
        let fields = |wanted: fn(&Value) -> bool| -> BTreeSet<&str> {
            let objects = to_this.iter().filter_map(|it| it.body.as_object());
            let payloads = to_this.iter().filter_map(|it| it.body.get("payload_json")?.as_object());
            let fields = objects.chain(payloads).flatten();
            fields.filter(|(_, value)| wanted(value)).map(|(name, _)| name.as_str()).collect()
        };
        let (sent, cleared) = (fields(|value| !value.is_null()), fields(Value::is_null));
        let asked: BTreeSet<_> = to_this.iter().flat_map(|it| it.query()).collect();

        let mut faults = Vec::new();
        let mut fault = |is: bool, what: String| {
            if is {
                faults.push(format!("{}: {what}", self.id));
            }
        };
        fault(to_this.is_empty(), "was never called".to_owned());
        for name in &self.query {
            fault(!asked.contains(name.as_str()), format!("was never asked with `{name}`"));
        }
        for name in &self.body {
            fault(!sent.contains(name.as_str()), format!("`{name}` was never sent"));
        }
        for name in &self.clears {
            fault(!cleared.contains(name.as_str()), format!("`{name}` was never cleared"));
        }
        fault(self.whole_body && to_this.iter().all(|it| it.body.is_null()), "had no body".to_owned());
        fault(self.is("audit") && to_this.iter().all(|it| it.reason.is_none()), "had no reason".to_owned());
        let token = if self.is("no_token") { None } else { Some("Bot a.b.c") };
        fault(to_this.iter().any(|it| it.authorization.as_deref() != token), format!("did not come with {token:?}"));
        faults
    }
}

/// The body: JSON, the parts of a form, or a text of another kind.
fn body_of(asked: &Asked) -> Value {
    match asked.header("content-type") {
        _ if asked.body.is_empty() => Value::Null,
        Some("application/json") => serde_json::from_slice(&asked.body).unwrap(),
        Some(kind) if kind.starts_with("multipart/form-data") => Value::Object(form_of(asked)),
        _ => Value::String(String::from_utf8_lossy(&asked.body).into_owned()),
    }
}

/// The parts of a form: texts, JSON where it says so, and files.
fn form_of(asked: &Asked) -> Map<String, Value> {
    let parts = asked.parts().into_iter().map(|(name, filename, kind, content)| {
        let text = String::from_utf8_lossy(&content);
        let value = match (filename, kind.as_deref()) {
            (Some(filename), _) => json!({"filename": filename, "type": kind, "bytes": text}),
            (None, Some("application/json")) => serde_json::from_str(&text).unwrap(),
            (None, _) => json!(text),
        };
        (name, value)
    });
    parts.collect()
}
