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
//! A file is a resource. Its first paragraph is the documentation of the module. An operation begins with the name of
//! its method, the `operationId` of Discord's OpenAPI document, verb, path and answer (`()` for none). If they do not
//! fit into a line, they go on in the next one, indented by two. Below them, indented by two:
//!
//! | line | meaning |
//! |---|---|
//! | text | the documentation of the method |
//! | `? name: Type` | an optional parameter of the query; for each element of a list the name is repeated |
//! | `?, name: Vec<Type>` | the same, and a list is written with commas |
//! | `?! name: Type` | a required parameter of the query: a parameter of the method |
//! | `. name: Type` | an optional field of the body; `. name / clear_name: Type` can be null too |
//! | `! name: Type` | a required field: a parameter of the method |
//! | `= name: Type` | the whole body: a parameter of the method |
//! | `@ word …` | the words below |
//!
//! If a name is a keyword of Rust, `as` gives it another one: `kind as type`. Text that is indented by four is the
//! documentation of the field above it. A field of the type `Upload` is a file: it is sent as a part of that name.
//!
//! The words:
//!
//! * `repeatable`: carrying it out twice has the same effect as once, although its verb does not guarantee that.
//! * `no_token`: it needs no token, or has one in its path.
//! * `audit`: it takes a reason for the guild's audit log, `.reason(…)`.
//! * `files`: it takes files, `.file(…)` and `.files(…)`. The body is then sent as `payload_json`, and the files are
//!   added to its `attachments`.
//! * `files:field`: the same, and the object in that field of the body has the `attachments`.
//! * `form`: the fields of the body are sent as parts of a form, never as JSON.
//! * `pages:key=field`: `.stream()` requests page after page. `key` is `before` or `after`; `field` is the Rust
//!   expression for the key of an element: `pages:after=user.as_ref()?.id`.
//! * `items=field:Type`: with `pages`, if the answer is not a list: the field that has the list, and the type of its
//!   elements.
//! * `more=field`: with `items`, the field for whether there are more.
//! * `limit=N`: with `pages`, the largest page; 100 by default.
//! * `path:name=Type`: the type of a parameter of the path, if it does not follow from its name.
//! * `replay`: the method `replay` of the builder returns whether the request may be repeated.
//! * `finish:method`: the method is called on the builder before it is sent.
//! * `const:name`: the name of the constant, if the id of the operation is not unique.
//! * `then:method`: the method is called on the new builder.
//! * `by_hand`: only the constant is generated; the method is written elsewhere.
//!
//! The type of a parameter of a path follows from its name: `guild_id` is a `GuildId` and is called `guild`, a token is
//! a secret, and everything without `_id` is text. An answer of `Option<T>` may be empty; one of `bytes::Bytes` is not
//! parsed.

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
    /// The name in the API.
    pub(crate) wire: String,
    /// The method that sets it to null.
    pub(crate) clear: Option<String>,
    pub(crate) kind: String,
    pub(crate) doc: Vec<String>,
}

impl Field {
    /// Whether it is a file, which is sent as a part of a form.
    pub(crate) fn is_file(&self) -> bool {
        self.kind == "Upload"
    }

    /// Whether it is a parameter of the method.
    pub(crate) fn is_required(&self) -> bool {
        matches!(self.place, Place::RequiredQuery | Place::RequiredBody | Place::WholeBody)
    }
}

/// Where a field is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Query,
    /// As `Query`; a list is written with commas.
    QueryList,
    RequiredQuery,
    Body,
    RequiredBody,
    WholeBody,
}

impl Operation {
    /// Whether it has this word.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.words.iter().any(|it| it == word)
    }

    /// The rest of the word with this prefix.
    pub(crate) fn word(&self, start: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(start))
    }

    /// The fields of a place.
    pub(crate) fn of(&self, place: Place) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.place == place)
    }

    /// The path of the object that has the `attachments`; `None`: it takes no files.
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
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let mut line = line.to_owned();
        while begins_operation(&line) && !line.contains(" -> ") {
            let (_, rest) = lines.next().ok_or("the file ends within an operation")?;
            line = format!("{line} {}", rest.trim());
        }
        parse_line(&mut table, &line).map_err(|error| format!("line {}: {error}: {line}", number + 1))?;
    }
    for operation in &mut table.operations {
        let end = operation.doc.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        operation.doc.truncate(end);
    }
    Ok(table)
}

/// Whether a line begins an operation, which may take several lines.
fn begins_operation(line: &str) -> bool {
    line.starts_with(|letter: char| letter.is_ascii_lowercase()) && line.contains(" = ")
}

fn parse_line(table: &mut Table, line: &str) -> Result<(), String> {
    let text = line.trim_start();
    match (line.len() - text.len(), table.operations.last_mut()) {
        // A new paragraph, or the end of the operation.
        (_, Some(operation)) if text.is_empty() => operation.doc.push(String::new()),
        _ if text.is_empty() => {}
        (0, None) if !begins_operation(text) => table.doc.push(text.to_owned()),
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

/// Whether this is one of the words above.
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
