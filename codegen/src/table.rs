//! The tables of operations: their format and their parser.
//!
//! ```text
//! Messages (Discord's docs, resources/message).
//!
//! messages = list_messages GET /channels/{channel_id}/messages -> Vec<Message>
//!   Messages of a channel, newest first. Needs VIEW_CHANNEL and READ_MESSAGE_HISTORY.
//!   ? limit: u8
//!     The number of results, 1–100; by default 50.
//! ```
//!
//! A file is a resource. Its first paragraph is the documentation of the module. An operation begins with the name of
//! its method, the `operationId` of Discord's OpenAPI document, the verb, the path and the type of the answer (`()` for
//! none). Indented by two, these lines follow:
//!
//! | line | meaning |
//! |---|---|
//! | text | the documentation |
//! | `? name: Type` | an optional query parameter; a list repeats the name |
//! | `?, name: Vec<Type>` | one whose list is written with commas |
//! | `?! name: Type` | a required query parameter: a parameter of the method |
//! | `. name: Type` | an optional field of the body; `. name / clear_name: Type` for one that may be null |
//! | `! name: Type` | a required field: a parameter of the method |
//! | `= name: Type` | the whole body: a parameter of the method |
//! | `@ word …` | words, described below |
//!
//! A name that is a keyword of Rust is renamed with `as`: `kind as type`. Text indented by four is the documentation of
//! the field above it. A field of the type `Upload` is a file and is sent as a part of the form with that name.
//!
//! | word | meaning |
//! |---|---|
//! | `repeatable` | repeating it has no further effect, although this does not follow from its verb |
//! | `no_token` | needs no token, or has one in its path |
//! | `audit` | accepts a reason for the guild's audit log: `.reason(…)` |
//! | `files` | accepts files: `.file(…)`, `.files(…)`; then the body is sent as `payload_json` with `attachments` |
//! | `files:field` | the same, with `attachments` in the object at this field of the body |
//! | `form` | the fields of the body are sent as parts of a form, never as JSON |
//! | `pages:key=field` | `.stream()` requests page after page; `key` is `before` or `after`; see below |
//! | `items=field:Type` | with `pages`, if the answer is not a list: the field of the list, and the type of its
//! elements |
//! | `more=field` | with `items`: the field that is true if there are more pages |
//! | `limit=N` | with `pages`: the largest page, by default 100 |
//! | `path:name=Type` | the type of a path parameter, if it does not follow from the name (see below) |
//! | `replay` | the builder has a method `replay` that decides whether the request may be repeated |
//! | `finish:method` | a method that is called on the builder before sending |
//! | `builder:Name`, `const:name` | names to use instead of those made from the operation's id |
//! | `then:method` | a method that is called on the new builder |
//! | `by_hand` | only the operation is generated; its method is written by hand |
//!
//! In `pages:key=field`, `field` is the Rust expression of the key within an element, as in
//! `pages:after=user.as_ref()?.id`.
//!
//! The type of a path parameter follows from its name: `guild_id` is a `GuildId` and called `guild`, a token is a
//! secret, and anything that is not an id is text. An answer of `Option<T>` may be empty, and one of `bytes::Bytes` is
//! returned unchanged.

/// The operations of a resource.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) doc: Vec<String>,
    pub(crate) operations: Vec<Operation>,
}

/// An operation.
#[derive(Debug, Default)]
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) id: String,
    pub(crate) verb: String,
    pub(crate) path: String,
    pub(crate) answer: String,
    pub(crate) doc: Vec<String>,
    pub(crate) fields: Vec<Field>,
    pub(crate) words: Vec<String>,
}

/// A field of the query or the body.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) place: Place,
    pub(crate) name: String,
    /// The name in Discord's API.
    pub(crate) wire: String,
    /// The name of the method that sets the field to null.
    pub(crate) clear: Option<String>,
    pub(crate) kind: String,
    pub(crate) doc: Vec<String>,
}

impl Field {
    /// Whether the field is a file, which is sent as a part of the form.
    pub(crate) fn is_file(&self) -> bool {
        self.kind == "Upload"
    }

    /// Whether the field is a parameter of the method.
    pub(crate) fn is_required(&self) -> bool {
        matches!(self.place, Place::RequiredQuery | Place::RequiredBody | Place::WholeBody)
    }
}

/// The place of a field in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Query,
    /// Like `Query`, as a list separated by commas.
    QueryList,
    RequiredQuery,
    Body,
    RequiredBody,
    WholeBody,
}

impl Operation {
    /// Whether the operation has this word.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.words.iter().any(|it| it == word)
    }

    /// The rest of the word with this beginning.
    pub(crate) fn word(&self, start: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(start))
    }

    /// The fields at this place.
    pub(crate) fn of(&self, place: Place) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.place == place)
    }

    /// Whether files are accepted. The value is the path of the object with `attachments`.
    pub(crate) fn files(&self) -> Option<&str> {
        if self.is("files") { Some("") } else { self.word("files:") }
    }

    /// Whether the body is a form.
    pub(crate) fn is_form(&self) -> bool {
        self.is("form") || self.word("form:").is_some()
    }

    /// The parameters of the path, in order.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
    }
}

/// Parses a table.
///
/// # Errors
/// The invalid line, and the problem.
pub(crate) fn parse(text: &str) -> Result<Table, String> {
    let mut table = Table::default();
    for (number, line) in text.lines().enumerate() {
        parse_line(&mut table, line).map_err(|error| format!("line {}: {error}: {line}", number + 1))?;
    }
    for operation in &mut table.operations {
        let end = operation.doc.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        operation.doc.truncate(end);
    }
    Ok(table)
}

fn parse_line(table: &mut Table, line: &str) -> Result<(), String> {
    let text = line.trim_start();
    match (line.len() - text.len(), table.operations.last_mut()) {
        // A new paragraph, or the end of the operation.
        (_, Some(operation)) if text.is_empty() => operation.doc.push(String::new()),
        _ if text.is_empty() => {}
        (0, None) if !text.contains(" -> ") => table.doc.push(text.to_owned()),
        (0, _) => {
            table.operations.push(operation(text).ok_or("expected `method = operation_id VERB /path -> Answer`")?);
        }
        (2, Some(operation)) => match text.split_once(' ') {
            Some(("@", words)) => {
                for word in words.split_whitespace() {
                    if !is_known(word) {
                        return Err(format!("the word `{word}` is unknown"));
                    }
                    operation.words.push(word.to_owned());
                }
            }
            Some((mark, rest)) if place(mark).is_some() => {
                let place = place(mark).ok_or("an unknown mark")?;
                operation.fields.push(field(place, rest).ok_or("expected `name: Type`")?);
            }
            _ => operation.doc.push(text.to_owned()),
        },
        (4, Some(operation)) => {
            operation.fields.last_mut().ok_or("text without a field")?.doc.push(text.to_owned());
        }
        _ => return Err("expected an operation, or an indent of 2 or 4 below one".to_owned()),
    }
    Ok(())
}

/// Whether the word is one of those described above.
fn is_known(word: &str) -> bool {
    const WITHOUT_VALUE: &[&str] = &["repeatable", "no_token", "audit", "files", "form", "replay", "by_hand"];
    const WITH_VALUE: &[&str] =
        &["files:", "form:", "pages:", "items=", "more=", "limit=", "path:", "builder:", "const:", "then:", "finish:"];
    WITHOUT_VALUE.contains(&word) || WITH_VALUE.iter().any(|start| word.starts_with(start))
}

fn place(mark: &str) -> Option<Place> {
    Some(match mark {
        "?" => Place::Query,
        "?," => Place::QueryList,
        "?!" => Place::RequiredQuery,
        "." => Place::Body,
        "!" => Place::RequiredBody,
        "=" => Place::WholeBody,
        _ => return None,
    })
}

fn operation(text: &str) -> Option<Operation> {
    let (left, answer) = text.split_once(" -> ")?;
    let (method, left) = left.split_once(" = ")?;
    let [id, verb, path] = left.split_whitespace().collect::<Vec<_>>().try_into().ok()?;
    let [method, id, verb, path, answer] = [method, id, verb, path, answer].map(|it: &str| it.trim().to_owned());
    Some(Operation { method, id, verb, path, answer, ..Operation::default() })
}

fn field(place: Place, text: &str) -> Option<Field> {
    let (names, kind) = text.split_once(": ")?;
    let (names, wire) = names.split_once(" as ").map_or((names, None), |(names, wire)| (names, Some(wire)));
    let (name, clear) = names.split_once(" / ").map_or((names, None), |(name, clear)| (name, Some(clear.to_owned())));
    let [name, wire, kind] = [name, wire.unwrap_or(name), kind].map(|it| it.trim().to_owned());
    Some(Field { place, name, wire, clear, kind, doc: Vec::new() })
}
