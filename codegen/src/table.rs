//! The table of operations: how it is written, and how it is read.
//!
//! ```text
//! Messages (Discord's docs, resources/message).
//!
//! messages = list_messages GET /channels/{channel_id}/messages -> Vec<Message>
//!   Reads messages of a channel, newest first. Needs VIEW_CHANNEL and READ_MESSAGE_HISTORY.
//!   ? limit: u8
//!     How many: 1–100, 50 if not said.
//! ```
//!
//! A file is a resource; its first paragraph is what the module says of itself. An operation begins with the name of its method, the
//! `operationId` of Discord's OpenAPI document, verb, path and answer (`()` for none). Below it, indented by two:
//!
//! | line | meaning |
//! |---|---|
//! | text | what the documentation says |
//! | `? name: Type` | an optional parameter of the query; a list repeats the name |
//! | `?, name: Vec<Type>` | one whose list is written with commas |
//! | `?! name: Type` | a required one: a parameter of the method |
//! | `. name: Type` | an optional field of the body; `. name / clear_name: Type` one that may be null |
//! | `! name: Type` | a required field: a parameter of the method |
//! | `= name: Type` | the whole body: a parameter of the method |
//! | `@ word …` | see below |
//!
//! A name that is a word of Rust's is given another with `as`: `kind as type`. Text that is indented by four belongs to the field
//! above it. A field of the type `Upload` is a file: it goes as a part of its own, of that name.
//!
//! | word | meaning |
//! |---|---|
//! | `repeatable` | doing it twice is doing it once, although its verb does not promise that |
//! | `no_token` | needs no token, or carries one in its path |
//! | `audit` | takes a reason for the guild's audit log: `.reason(…)` |
//! | `files` | takes files: `.file(…)`, `.files(…)`; with some, the body goes as `payload_json` and its `attachments` are told of them |
//! | `files:field` | the same, and `attachments` stand in the object at that field of the body |
//! | `form` | the fields of the body go as parts of a form, never as JSON |
//! | `pages:key=field` | `.stream()` asks for page after page; `key` is `before` or `after`, `field` where its value stands in an element, as Rust sees it: `pages:after=user.as_ref()?.id` |
//! | `items=field:Type` | with `pages`, where the answer is no list: the field that has the list, and what its elements are |
//! | `more=field` | with `items`: the field that says whether there is more |
//! | `limit=N` | with `pages`: the largest page there is, 100 if not said |
//! | `path:name=Type` | what a parameter of the path is, where its name does not say it (see below) |
//! | `replay` | the builder's method `replay` says whether it may be repeated |
//! | `finish:method` | called on the builder before it is sent |
//! | `const:name` | the name of the constant, where the operation's id is not unique |
//! | `then:method` | called on the new builder |
//! | `by_hand` | only the operation is written, its method stands elsewhere |
//!
//! A path's parameter has the type that its name says (`guild_id` is a `GuildId` and called `guild`), a token is a secret, what is no id
//! is text. An answer of `Option<T>` may be empty, one of `bytes::Bytes` is handed over as it came.

/// A resource.
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
    /// The name of the builder, which is given after the table has been read; `None`: the method returns a `Call`.
    pub(crate) builder: Option<String>,
}

/// A field of the query or the body.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) place: Place,
    pub(crate) name: String,
    /// The name that Discord knows it by.
    pub(crate) wire: String,
    /// The method that sets it to null.
    pub(crate) clear: Option<String>,
    pub(crate) kind: String,
    pub(crate) doc: Vec<String>,
}

impl Field {
    /// Whether it is a file, and goes as a part of its own.
    pub(crate) fn is_file(&self) -> bool {
        self.kind == "Upload"
    }

    /// Whether it is a parameter of the method.
    pub(crate) fn is_required(&self) -> bool {
        matches!(self.place, Place::RequiredQuery | Place::RequiredBody | Place::WholeBody)
    }
}

/// Where a field goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Query,
    /// As `Query`, a list with commas.
    QueryList,
    RequiredQuery,
    Body,
    RequiredBody,
    WholeBody,
}

impl Operation {
    /// Whether the table says that word of it.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.words.iter().any(|it| it == word)
    }

    /// The rest of the word that begins like that.
    pub(crate) fn word(&self, start: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(start))
    }

    /// The fields of a place.
    pub(crate) fn of(&self, place: Place) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.place == place)
    }

    /// Whether it takes files: the path of the object that `attachments` stand in.
    pub(crate) fn files(&self) -> Option<&str> {
        if self.is("files") { Some("") } else { self.word("files:") }
    }

    /// Whether its body is a form.
    pub(crate) fn is_form(&self) -> bool {
        self.is("form") || self.word("form:").is_some()
    }

    /// The parameters of the path, in order.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
    }
}

/// Reads a table.
///
/// # Errors
/// The line that cannot be read, and why.
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
        (0, _) => table.operations.push(head(text).ok_or("`method = operation_id VERB /path -> Answer` is wanted")?),
        (2, Some(operation)) => match text.split_once(' ') {
            Some(("@", words)) => {
                for word in words.split_whitespace() {
                    if !known(word) {
                        return Err(format!("the word `{word}` is unknown"));
                    }
                    operation.words.push(word.to_owned());
                }
            }
            Some((mark, rest)) if place(mark).is_some() => {
                let place = place(mark).ok_or("an unknown mark")?;
                operation.fields.push(field(place, rest).ok_or("`name: Type` is wanted")?);
            }
            _ => operation.doc.push(text.to_owned()),
        },
        (4, Some(operation)) => {
            operation.fields.last_mut().ok_or("text without a field")?.doc.push(text.to_owned());
        }
        _ => return Err("an operation, or an indent of 2 or 4 below one, is wanted".to_owned()),
    }
    Ok(())
}

/// Whether this is one of the words that the table above explains.
fn known(word: &str) -> bool {
    const ALONE: &[&str] = &["repeatable", "no_token", "audit", "files", "form", "replay", "by_hand"];
    const WITH_MORE: &[&str] =
        &["files:", "form:", "pages:", "items=", "more=", "limit=", "path:", "const:", "then:", "finish:"];
    ALONE.contains(&word) || WITH_MORE.iter().any(|start| word.starts_with(start))
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

fn head(text: &str) -> Option<Operation> {
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
