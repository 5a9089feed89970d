//! The error of a field of a request: from Discord, explained with the value that was given, or from the check before
//! sending.

use std::fmt;

use super::{
    json::{Node, characters},
    totals::{command_total, embeds_total},
};

/// The error of a field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The path to the field, written like code: `embeds[0].fields[2].value`. Empty for an error of the whole request.
    pub path: String,
    /// Discord's name of the error, such as `BASE_TYPE_MAX_LENGTH`.
    pub code: String,
    /// Discord's message; the same as `problem` if the error was found before the request was sent.
    pub message: String,
    /// What is wrong, with the given value if it is known: `too long (1100 > 1024)`.
    pub problem: String,
}

impl fmt::Display for FieldError {
    /// The path and the problem: `embeds[0].fields[2].value: too long (1100 > 1024)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the request" } else { &self.path };
        write!(f, "{path}: {}", self.problem)
    }
}

/// Errors, one in each line.
pub(super) struct Listed<'a>(pub(super) &'a [FieldError]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|field| write!(f, "\n  {field}"))
    }
}

impl FieldError {
    /// An error that was found before the request was sent.
    pub(super) fn ours(path: String, code: &'static str, problem: String) -> Self {
        Self { path, code: code.to_owned(), message: problem.clone(), problem }
    }

    /// An error from Discord, without the given value.
    pub(super) fn discords(path: String, code: String, message: String) -> Self {
        let problem = in_words(&code, &message, None, "");
        Self { path, code, message, problem }
    }

    /// Adds the given value to the explanation.
    pub(super) fn explain(&mut self, body: &Node<'_>) {
        self.problem = in_words(&self.code, &self.message, body.at(&self.path), &self.path);
    }
}

/// The longest part of a given value that is shown, in characters.
const SHOWN: usize = 40;

/// A given value as it is shown: shortened, and hidden if its name is that of a secret.
pub(super) fn shown(given: &Node<'_>, path: &str) -> String {
    let name = path.rsplit(['.', ']']).next().unwrap_or_default().to_ascii_lowercase();
    if ["token", "secret", "password", "assertion"].iter().any(|secret| name.contains(secret)) {
        return "the given value".to_owned();
    }
    match given {
        Node::Null => "null".to_owned(),
        Node::Bool(value) => value.to_string(),
        Node::Int(number) => number.to_string(),
        Node::Float(number) => number.to_string(),
        Node::Text(text) if text.starts_with("data:") => "the given file".to_owned(),
        Node::Text(text) => {
            let mut short: String = text.chars().take(SHOWN).collect();
            if short.len() < text.len() {
                short.push('…');
            }
            format!("{short:?}")
        }
        Node::List(list) => format!("a list of {}", list.len()),
        Node::Object(_) => "an object".to_owned(),
    }
}

/// `too long (1100 > 1024)`, and in the same way the following functions.
pub(super) fn too_long(given: usize, most: usize) -> String {
    format!("too long ({given} > {most})")
}

pub(super) fn too_short(given: usize, least: usize) -> String {
    if given == 0 { "empty".to_owned() } else { format!("too short ({given} < {least})") }
}

pub(super) fn too_many(given: usize, most: usize) -> String {
    format!("too many ({given} > {most})")
}

pub(super) fn too_few(given: usize, least: usize) -> String {
    format!("too few ({given} < {least})")
}

/// The whole numbers in a message of Discord, in order.
fn numbers(message: &str) -> Vec<i64> {
    message
        .split(|char: char| !(char.is_ascii_digit() || char == '-'))
        .filter_map(|number| number.parse().ok())
        .collect()
}

/// What is wrong with the length of a value, by the limits in Discord's message. `None` if it is within them by our
/// count.
fn length(given: &Node<'_>, least: Option<i64>, most: Option<i64>) -> Option<String> {
    let limit = |limit: Option<i64>| limit.and_then(|limit| usize::try_from(limit).ok());
    let (least, most) = (limit(least).unwrap_or(0), limit(most).unwrap_or(usize::MAX));
    match given {
        Node::Text(text) => match characters(text) {
            count if count > most => Some(too_long(count, most)),
            count if count < least => Some(too_short(count, least)),
            _ => None,
        },
        Node::List(list) if list.len() > most => Some(too_many(list.len(), most)),
        Node::List(list) if list.len() < least => Some(too_few(list.len(), least)),
        _ => None,
    }
}

/// The choices in a message like `Value must be one of ('a', 'b').`
fn choices(message: &str) -> Option<&str> {
    let from = message.find('(').or_else(|| message.find('{'))?;
    message.get(from..).map(|choices| choices.trim_end_matches('.'))
}

/// The explanation of an error from Discord. `given` is the value of the field, if it is known. Codes that are not
/// known here are shown unchanged.
fn in_words(code: &str, message: &str, given: Option<&Node<'_>>, path: &str) -> String {
    let value = given.map(|given| shown(given, path));
    let explained = match (code, given) {
        ("BASE_TYPE_REQUIRED", None) => Some("missing".to_owned()),
        ("BASE_TYPE_REQUIRED", Some(Node::Null)) => Some("null, and must be set".to_owned()),
        ("BASE_TYPE_REQUIRED", Some(Node::Text(text))) if characters(text) == 0 => Some("empty".to_owned()),
        ("BASE_TYPE_MAX_LENGTH" | "STRING_TYPE_MAX_LENGTH", Some(given)) => {
            length(given, None, numbers(message).first().copied())
        }
        ("BASE_TYPE_MIN_LENGTH" | "STRING_TYPE_MIN_LENGTH", Some(given)) => {
            length(given, numbers(message).first().copied(), None)
        }
        ("BASE_TYPE_BAD_LENGTH", Some(given)) => {
            let limits = numbers(message);
            length(given, limits.first().copied(), limits.get(1).copied())
        }
        ("NUMBER_TYPE_MAX", Some(Node::Int(given))) => {
            numbers(message).last().filter(|most| given > *most).map(|most| format!("too large ({given} > {most})"))
        }
        ("NUMBER_TYPE_MIN", Some(Node::Int(given))) => {
            numbers(message).last().filter(|least| given < *least).map(|least| format!("too small ({given} < {least})"))
        }
        ("MAX_EMBED_SIZE_EXCEEDED", Some(Node::List(embeds))) => {
            let total = embeds_total(embeds);
            let most = numbers(message).last().and_then(|most| usize::try_from(*most).ok());
            most.filter(|most| total > *most)
                .map(|most| format!("too long together ({total} > {most} characters over all embeds)"))
        }
        ("APPLICATION_COMMAND_TOO_LARGE", Some(command)) => {
            let total = command_total(command);
            let most = numbers(message).last().and_then(|most| usize::try_from(*most).ok());
            most.filter(|most| total > *most).map(|most| {
                format!("too long altogether ({total} > {most} characters of names, descriptions and values)")
            })
        }
        _ => None,
    };
    explained.or_else(|| with_value(code, message, value.as_deref()?)).unwrap_or_else(|| without_value(code, message))
}

/// Explanations with the given value.
fn with_value(code: &str, message: &str, value: &str) -> Option<String> {
    Some(match code {
        "BASE_TYPE_CHOICES" | "ENUM_TYPE_COERCE" | "UNION_TYPE_CHOICES" => match choices(message) {
            Some(choices) if code == "UNION_TYPE_CHOICES" => {
                format!("its `type` is not allowed here; allowed: {choices}")
            }
            Some(choices) => format!("{value} is none of {choices}"),
            None => format!("{value} is not an allowed value"),
        },
        "NUMBER_TYPE_COERCE" if message.contains("snowflake") => format!("{value} is no id"),
        "NUMBER_TYPE_COERCE" => format!("{value} is no whole number"),
        "STRING_TYPE_CONVERT" => format!("must be a text, not {value}"),
        "BOOLEAN_TYPE_CONVERT" => format!("must be true or false, not {value}"),
        "LIST_TYPE_CONVERT" => format!("must be a list, not {value}"),
        "DICT_TYPE_CONVERT" | "MODEL_TYPE_CONVERT" => format!("must be an object, not {value}"),
        "DATE_TIME_TYPE_PARSE" | "DATETIME_TYPE_PARSE" => format!("{value} is no ISO 8601 time"),
        "URL_TYPE_INVALID_URL" => format!("{value} is no web address"),
        "URL_TYPE_INVALID_SCHEME" => match choices(message) {
            Some(choices) => format!("{value} does not begin with one of {choices}"),
            None => format!("{value} does not begin with http:// or https://"),
        },
        "STRING_TYPE_REGEX" => format!("{value} has characters that are not allowed here"),
        "APPLICATION_COMMAND_INVALID_NAME" => {
            format!("{value} is no name of a command: small letters, digits, - and _, at most 32 of them")
        }
        "COMPONENT_CUSTOM_ID_DUPLICATED" => format!("{value} is used already; each component needs its own"),
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED" => {
            format!("{value} is used already; each option needs its own value")
        }
        "APPLICATION_COMMANDS_DUPLICATE_NAME" => format!("{value} is used already; names of commands are unique"),
        "NUMBER_TYPE_MAX" => format!("{value} is too large: {}", message.trim_end_matches('.')),
        "NUMBER_TYPE_MIN" => format!("{value} is too small: {}", message.trim_end_matches('.')),
        "MESSAGE_REFERENCE_UNKNOWN_MESSAGE" | "REPLIES_UNKNOWN_MESSAGE" => "the message does not exist".to_owned(),
        _ => return None,
    })
}

/// Explanations without the given value, because it is unknown or would add nothing.
fn without_value(code: &str, message: &str) -> String {
    let sentence = match code {
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2" => {
            "it is not allowed with the flag IS_COMPONENTS_V2; use a component instead"
        }
        "MESSAGE_REFERENCE_UNKNOWN_MESSAGE" | "REPLIES_UNKNOWN_MESSAGE" => "the message does not exist",
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID" => "required options must come before optional ones",
        "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID" => "subcommands and options of other types are not allowed together",
        "COMPONENT_LAYOUT_WIDTH_EXCEEDED" => "too many components in one row: 5 buttons or 1 select menu",
        "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED" => "too many components altogether: at most 40, nested ones included",
        "IMAGE_INVALID" => "Discord cannot read the image",
        "LIST_ITEM_VALUE_REQUIRED" => "null is not allowed in this list",
        // Unchanged: the name of the code can be searched for.
        _ if message.is_empty() => return code.to_owned(),
        _ if code.is_empty() => return message.to_owned(),
        _ => return format!("{} ({code})", message.trim_end_matches('.')),
    };
    sentence.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(code: &str, message: &str, body: &str, path: &str) -> String {
        let mut error = FieldError::discords(path.into(), code.into(), message.into());
        error.explain(&Node::read(body.as_bytes()).unwrap());
        error.problem
    }

    #[test]
    fn errors_are_explained_with_the_given_value() {
        let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(11));
        for (code, message, body, expected) in [
            ("BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.", &*long, "too long (11 > 10)"),
            ("BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.", &long, "too long (11 > 10)"),
            ("BASE_TYPE_BAD_LENGTH", "Must be between 2 and 10 in length.", r#"{"a":"x"}"#, "too short (1 < 2)"),
            ("BASE_TYPE_BAD_LENGTH", "Must be between 1 and 2 in length.", r#"{"a":" "}"#, "empty"),
            ("BASE_TYPE_MAX_LENGTH", "Must be 1 or fewer in length.", r#"{"a":[1,2]}"#, "too many (2 > 1)"),
            ("BASE_TYPE_MIN_LENGTH", "Must be 3 or more in length.", r#"{"a":[1]}"#, "too few (1 < 3)"),
            // It is within the limit by our count, so Discord's message is shown.
            (
                "BASE_TYPE_MAX_LENGTH",
                "Must be 20 or fewer in length.",
                &long,
                "Must be 20 or fewer in length (BASE_TYPE_MAX_LENGTH)",
            ),
            ("NUMBER_TYPE_MAX", "int value should be less than or equal to 9.", r#"{"a":10}"#, "too large (10 > 9)"),
            (
                "NUMBER_TYPE_MIN",
                "int value should be greater than or equal to -1.",
                r#"{"a":-2}"#,
                "too small (-2 < -1)",
            ),
            ("BASE_TYPE_REQUIRED", "This field is required", r#"{"b":1}"#, "missing"),
            ("BASE_TYPE_REQUIRED", "This field is required", r#"{"a":null}"#, "null, and must be set"),
            ("BASE_TYPE_REQUIRED", "This field is required", r#"{"a":""}"#, "empty"),
            ("BASE_TYPE_CHOICES", "Value must be one of ('x', 'y').", r#"{"a":"z"}"#, r#""z" is none of ('x', 'y')"#),
            ("ENUM_TYPE_COERCE", "Value 9 is not a valid enum value.", r#"{"a":9}"#, "9 is not an allowed value"),
            ("NUMBER_TYPE_COERCE", "Value \"z\" is not snowflake.", r#"{"a":"z"}"#, r#""z" is no id"#),
            ("NUMBER_TYPE_COERCE", "Value \"z\" is not int.", r#"{"a":"z"}"#, r#""z" is no whole number"#),
            ("BOOLEAN_TYPE_CONVERT", "Must be either true or false.", r#"{"a":5}"#, "must be true or false, not 5"),
            (
                "LIST_TYPE_CONVERT",
                "Only iterables may be used in a ListType",
                r#"{"a":{}}"#,
                "must be a list, not an object",
            ),
            (
                "URL_TYPE_INVALID_URL",
                "Not a well formed URL.",
                r#"{"a":"nonsense"}"#,
                r#""nonsense" is no web address"#,
            ),
            (
                "URL_TYPE_INVALID_SCHEME",
                "Scheme \"ftp\" is not supported. Scheme must be one of ('http', 'https').",
                r#"{"a":"ftp://x"}"#,
                r#""ftp://x" does not begin with one of ('http', 'https')"#,
            ),
            ("BRAND_NEW", "Something new.", r#"{"a":1}"#, "Something new (BRAND_NEW)"),
            ("BRAND_NEW", "", r#"{"a":1}"#, "BRAND_NEW"),
        ] {
            assert_eq!(explained(code, message, body, "a"), expected, "{code} {body}");
        }
    }

    #[test]
    fn long_values_are_shortened_and_secrets_are_not_shown() {
        let long = format!(r#"{{"a":"{}"}}"#, "ä".repeat(100));
        let error = explained("BASE_TYPE_CHOICES", "Value must be one of (1, 2).", &long, "a");
        assert_eq!(error, format!("\"{}…\" is none of (1, 2)", "ä".repeat(40)));
        for body in [r#"{"access_token":"xyzzy"}"#, r#"{"client_secret":"xyzzy"}"#] {
            let path = body.split('"').nth(1).unwrap();
            assert_eq!(
                explained("STRING_TYPE_REGEX", "No.", body, path),
                "the given value has characters that are not allowed here"
            );
        }
        let image = r#"{"avatar":"data:image/png;base64,AAAA"}"#;
        assert_eq!(
            explained("STRING_TYPE_REGEX", "No.", image, "avatar"),
            "the given file has characters that are not allowed here"
        );
    }
}
