//! Checks the methods of an `impl EventHandler`: their names and their signatures.

use syn::{FnArg, ReturnType, Type};

use crate::block::{Method, ungrouped};
use crate::event_handler::Errors;
use crate::methods::METHODS;
use crate::other_libraries;
use crate::suggest::nearest;

/// What a method of the impl is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A method for an event.
    Event,
    /// `error`, which is `async` and belongs to no event.
    Error,
    /// `name`, which is not `async`.
    Plain,
    /// An error was reported for it.
    Wrong,
}

/// Checks a method, and reports what is wrong with it.
pub(crate) fn check(method: &Method, errors: &mut Errors) -> Kind {
    let name = method.name();
    let text = name.to_string();
    match text.as_str() {
        "name" => return Kind::Plain,
        "interests" => errors.add(
            name,
            "`interests` is written by `#[event_handler]`, from the methods; \
             change the intents with `intents(...)` and `without(...)`",
        ),
        "error" if check_signature(method, &text, errors) => return Kind::Error,
        "error" => {}
        known if METHODS.contains(&known) => {
            if check_signature(method, &text, errors) {
                return Kind::Event;
            }
        }
        _ => {
            let hint = other_libraries::explain(&text).unwrap_or_else(|| match nearest(&text, METHODS) {
                Some(known) => format!("did you mean `{known}`?"),
                None => {
                    "helpers belong in an `impl` of your type; events without a method of their own reach `raw_event`"
                        .to_owned()
                }
            });
            errors.add(name, format!("`EventHandler` has no method `{text}`; {hint}"));
        }
    }
    Kind::Wrong
}

/// Whether the method has the signature of the trait's method. The compiler would report a wrong one too, but with the
/// desugared signature.
fn check_signature(method: &Method, name: &str, errors: &mut Errors) -> bool {
    let signature = &method.signature;
    let expected = Expected::of(name);
    let before = errors.len();

    if signature.asyncness.is_none() {
        errors.add(signature.fn_token, format!("`{name}` must be an `async fn`; {expected}"));
    }
    if !signature.generics.params.is_empty() {
        errors.add(&signature.generics, format!("`{name}` has no parameters of its own; {expected}"));
    }
    match signature.inputs.first() {
        Some(FnArg::Receiver(receiver)) if receiver.reference.is_some() && receiver.mutability.is_none() => {}
        Some(FnArg::Receiver(receiver)) => errors.add(
            receiver,
            format!(
                "`{name}` takes `&self`: events are handled at the same time; \
                     keep what changes in an atomic, a mutex or a channel"
            ),
        ),
        Some(FnArg::Typed(_)) | None => errors.add(&signature.ident, format!("`{name}` lacks `&self`; {expected}")),
    }
    let arguments: Vec<_> = signature
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(argument) => Some(argument),
            FnArg::Receiver(_) => None,
        })
        .collect();
    if arguments.len() == expected.types.len() {
        for (argument, wanted) in arguments.iter().zip(&expected.types) {
            if let Some(problem) = mismatch(&argument.ty, wanted) {
                errors.add(&argument.ty, format!("{problem}; {expected}"));
            }
        }
    } else {
        let count = match expected.types.len() {
            1 => "one argument".to_owned(),
            2 => "two arguments".to_owned(),
            n => format!("{n} arguments"),
        };
        errors.add(&signature.ident, format!("`{name}` takes {count} after `&self`; {expected}"));
    }
    if expected.result && matches!(signature.output, ReturnType::Default) {
        errors.add(
            &signature.ident,
            format!("`{name}` returns a `HandlerResult`, so that `?` works in it: end it with `Ok(())`; {expected}"),
        );
    }
    if !expected.result && !matches!(signature.output, ReturnType::Default) {
        errors.add(&signature.output, format!("`{name}` returns nothing; {expected}"));
    }
    errors.len() == before
}

/// The problem with the type of an argument, as far as its form shows it. A name is only wrong if it is that of another
/// event or of the object inside the event (`Message` for `MessageCreate`), because a type may have been imported under
/// another name.
fn mismatch(ty: &Type, wanted: &str) -> Option<String> {
    match ungrouped(ty.clone()) {
        Type::Reference(reference) if reference.mutability.is_some() => {
            Some(format!("several handlers see the same `{wanted}`, so it cannot be `&mut`"))
        }
        Type::Reference(reference) => {
            let Type::Path(path) = ungrouped(*reference.elem) else { return None };
            let found = path.path.segments.last()?.ident.to_string();
            let other_event = METHODS.iter().any(|method| payload(method) == found);
            if found == wanted {
                None
            } else if other_event {
                Some(format!("expected `&{wanted}`, not `&{found}`"))
            } else if wanted.starts_with(&found) {
                Some(format!("expected `&{wanted}`, which gives access to its `{found}`"))
            } else {
                None
            }
        }
        _ => Some(format!("several handlers see the same `{wanted}`, so it is borrowed: `&{wanted}`")),
    }
}

/// The signature that a method must have.
struct Expected {
    name: String,
    types: Vec<String>,
    result: bool,
}

impl Expected {
    fn of(name: &str) -> Self {
        let types: &[&str] = match name {
            "raw_event" => &["Context", "str", "str"],
            "error" => &["Context", "Failure"],
            _ => &["Context", &payload(name)],
        };
        Self { name: name.to_owned(), types: types.iter().map(ToString::to_string).collect(), result: name != "error" }
    }
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: &[&str] = if self.name == "raw_event" { &["ctx", "name", "json"] } else { &["ctx", "event"] };
        write!(f, "write `async fn {}(&self", self.name)?;
        for (name, ty) in names.iter().zip(&self.types) {
            write!(f, ", {name}: &{ty}")?;
        }
        write!(f, "){}`", if self.result { " -> HandlerResult" } else { "" })
    }
}

/// The type of a method's event: its name in camel case, with three exceptions.
fn payload(method: &str) -> String {
    // For these methods the name of the type is longer or shorter than that of the method.
    match method {
        "heartbeat" => return "HeartbeatAcked".to_owned(),
        "payload" => return "PayloadReceived".to_owned(),
        "undecoded_event" => return "Undecoded".to_owned(),
        _ => {}
    }
    let mut capital = true;
    let mut name = String::with_capacity(method.len());
    for letter in method.chars() {
        if letter == '_' {
            capital = true;
        } else if capital {
            name.push(letter.to_ascii_uppercase());
            capital = false;
        } else {
            name.push(letter);
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_are_named_after_their_methods() {
        for (method, name) in [
            ("ready", "Ready"),
            ("message_delete_bulk", "MessageDeleteBulk"),
            ("heartbeat", "HeartbeatAcked"),
            ("custom_event", "CustomEvent"),
            ("undecoded_event", "Undecoded"),
        ] {
            assert_eq!(payload(method), name);
        }
    }

    #[test]
    fn the_expected_signature_is_shown() {
        for (method, text) in [
            ("ready", "write `async fn ready(&self, ctx: &Context, event: &Ready) -> HandlerResult`"),
            ("shutdown", "write `async fn shutdown(&self, ctx: &Context, event: &Shutdown) -> HandlerResult`"),
            ("raw_event", "write `async fn raw_event(&self, ctx: &Context, name: &str, json: &str) -> HandlerResult`"),
            ("error", "write `async fn error(&self, ctx: &Context, event: &Failure)`"),
        ] {
            assert_eq!(Expected::of(method).to_string(), text);
        }
    }
}
