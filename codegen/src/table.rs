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
//! | `? name: Type` | an optional parameter of the query |
//! | `?! name: Type` | a required one: a parameter of the method |
//! | `. name: Type` | an optional field of the body; `. name / clear_name: Type` one that may be null |
//! | `! name: Type` | a required field: a parameter of the method |
//! | `= name: Type` | the whole body: a parameter of the method |
//! | `@ word …` | see below |
//!
//! The words: `repeatable` (doing it twice is doing it once), `no_token`, `replay` (the builder's method `replay` says whether it may be
//! repeated), `builder:Name` and `const:name` (where those made of the operation's name would not do), `then:method` (called on the new builder),
//! `by_hand` (only the operation is written, its method stands elsewhere).
//!
//! A name that is a word of Rust's is given another with `as`: `kind as type`. Text that is indented by four belongs to the field
//! above it. A path's parameter has the type that its name says (`guild_id` is a `GuildId`), a token is a secret.

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

/// Where a field goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Query,
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
            Some(("@", words)) => operation.words.extend(words.split_whitespace().map(str::to_owned)),
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

fn place(mark: &str) -> Option<Place> {
    Some(match mark {
        "?" => Place::Query,
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
