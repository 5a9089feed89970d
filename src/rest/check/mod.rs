//! What Discord would refuse is found before it is sent (rest.md, section 14): the limits that its documentation names, held against the body's
//! JSON, whatever type it was written from. Pure.
//!
//! Nothing that Discord takes may be refused here, which decides in every doubt:
//!
//! * characters are counted as Unicode scalar values of the trimmed text, of which no way of counting that Discord may use finds fewer;
//! * what is missing is not asked for, but where the documentation says when it is needed;
//! * values of other types than the documented ones are passed on;
//! * of a change to something only what it says itself is judged.
//!
//! Where the documentation and Discord's OpenAPI document differ, the documentation holds, as the latter itself demands.
//!
//! * `shape`: how limits are written down, and the walk.
//! * `table`: the shape of each operation's body and query.
//! * `message`, `components`, `command`: what takes more than a limit.

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

/// What Discord would object to. `query` is `?a=b&c=d` or nothing. Empty if there is nothing to say, or nothing is known of the operation.
pub(super) fn check(operation: &str, query: &str, body: Option<&[u8]>) -> Vec<FieldError> {
    let Some(limits) = table::of(operation) else { return Vec::new() };
    let mut report = Report::default();
    for (name, least, most) in limits.query {
        let pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
        for number in pairs.filter(|(key, _)| key == name).filter_map(|(_, value)| value.parse().ok()) {
            report.number(number, *least, *most, &Path::ROOT.field(name));
        }
    }
    // What cannot be read is sent as it is.
    if let (Some(shape), Some(node)) = (limits.body, body.and_then(Node::read)) {
        shape.check(&node, &Path::ROOT, &mut report);
    }
    report.0
}
