//! Checks a request against the limits in Discord's documentation before it is sent (rest.md, section 14). It checks
//! the JSON of the body, since a body is written by many types. Pure.
//!
//! Nothing that Discord accepts may be refused here, which decides all cases of doubt:
//!
//! * characters are counted as Unicode scalar values of the trimmed text: no way of counting finds fewer;
//! * a missing field is an error only if the documentation says when it is required;
//! * values of other types than the documented ones are not checked;
//! * of a change, only the fields that it has are checked.
//!
//! If the documentation and Discord's OpenAPI document differ, the documentation counts, as the latter says itself.
//!
//! * `shape`: the form in which limits are written, and the check of a value against it.
//! * `table`: the shape of the body and the query of each operation.
//! * `message`, `components`, `command`: rules that depend on several values.

mod command;
mod components;
mod message;
mod shape;
mod table;
#[cfg(test)]
mod tests;

use self::shape::Report;
use super::{
    FieldError,
    json::{Node, Path},
};

/// The errors that Discord would answer with; empty if there are none, or if no limits of the operation are known.
/// `query` is `?a=b&c=d` or empty.
pub(super) fn check(operation: &str, query: &str, body: Option<&[u8]>) -> Vec<FieldError> {
    let Some(limits) = table::of(operation) else { return Vec::new() };
    let mut report = Report::default();
    for (name, least, most) in limits.query {
        let pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
        for number in pairs.filter(|(key, _)| key == name).filter_map(|(_, value)| value.parse().ok()) {
            report.number(number, *least, *most, &Path::ROOT.field(name));
        }
    }
    // A body that cannot be read is not checked.
    if let (Some(shape), Some(node)) = (limits.body, body.and_then(Node::read)) {
        shape.check(&node, &Path::ROOT, &mut report);
    }
    report.0
}
