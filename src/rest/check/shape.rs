//! The shape of a body: limits of its values, as constants, and the check of a body against them.

use crate::rest::{
    FieldError,
    field_error::{shown, too_few, too_long, too_many, too_short},
    json::{Node, Path, characters},
};

/// The limits of a value. A value of another type than the limits are for is not checked.
pub(super) enum Shape {
    /// The length of a text in characters: at least, at most.
    Text(usize, usize),
    /// The range of a whole number: from, to.
    Int(i64, i64),
    /// One of these whole numbers.
    OneOf(&'static [i64]),
    /// The length of a list: at least, at most; and the shape of its elements.
    List(usize, usize, &'static Shape),
    /// The fields of an object that have limits.
    Fields(&'static [(&'static str, Shape)]),
    /// The shape of all values of an object.
    Values(&'static Shape),
    /// A shape and an additional rule.
    With(&'static Shape, Rule),
    Any,
}

/// A rule that depends on several values.
pub(super) type Rule = fn(&Node<'_>, &Path<'_>, &mut Report);

/// The errors that were found.
#[derive(Debug, Default)]
pub(super) struct Report(pub(super) Vec<FieldError>);

impl Report {
    /// Adds an error, with Discord's name of it.
    pub(super) fn add(&mut self, path: &Path<'_>, code: &'static str, problem: impl Into<String>) {
        self.0.push(FieldError::ours(path.to_string(), code, problem.into()));
    }

    /// Checks the length of a text. The upper limit is for the trimmed text, the lower one for the whole text: in each
    /// case the way of counting that refuses less.
    pub(super) fn text(&mut self, text: &str, least: usize, most: usize, path: &Path<'_>) {
        // There are at most as many characters as bytes, so that short texts need not be counted.
        if text.len() > most {
            let count = characters(text);
            if count > most {
                self.add(path, if least > 0 { BAD_LENGTH } else { MAX_LENGTH }, too_long(count, most));
            }
        }
        if text.len() < least * 4 {
            let count = text.chars().count();
            if count < least {
                self.add(path, BAD_LENGTH, too_short(count, least));
            }
        }
    }

    /// Checks the length of a list.
    pub(super) fn count(&mut self, count: usize, least: usize, most: usize, path: &Path<'_>) {
        if count > most {
            self.add(path, if least > 0 { BAD_LENGTH } else { MAX_LENGTH }, too_many(count, most));
        } else if count < least {
            self.add(path, BAD_LENGTH, if count == 0 { "empty".to_owned() } else { too_few(count, least) });
        }
    }

    /// Checks a number.
    pub(super) fn number(&mut self, number: i64, least: i64, most: i64, path: &Path<'_>) {
        if number > most {
            self.add(path, "NUMBER_TYPE_MAX", format!("too large ({number} > {most})"));
        } else if number < least {
            self.add(path, "NUMBER_TYPE_MIN", format!("too small ({number} < {least})"));
        }
    }
}

const BAD_LENGTH: &str = "BASE_TYPE_BAD_LENGTH";
const MAX_LENGTH: &str = "BASE_TYPE_MAX_LENGTH";

impl Shape {
    /// Checks a value.
    pub(super) fn check(&self, node: &Node<'_>, path: &Path<'_>, report: &mut Report) {
        match (self, node) {
            (Self::Text(least, most), Node::Text(text)) => report.text(text, *least, *most, path),
            (Self::Int(least, most), Node::Int(number)) => report.number(*number, *least, *most, path),
            (Self::OneOf(allowed), Node::Int(number)) if !allowed.contains(number) => {
                let allowed: Vec<String> = allowed.iter().map(i64::to_string).collect();
                let problem = format!("{} is none of ({})", shown(node, ""), allowed.join(", "));
                report.add(path, "BASE_TYPE_CHOICES", problem);
            }
            (Self::List(least, most, each), Node::List(list)) => {
                report.count(list.len(), *least, *most, path);
                if !matches!(each, Self::Any) {
                    for (index, node) in list.iter().enumerate() {
                        each.check(node, &path.index(index), report);
                    }
                }
            }
            (Self::Fields(fields), Node::Object(given)) => {
                for (name, node) in given {
                    if let Some((_, shape)) = fields.iter().find(|(field, _)| *field == &**name) {
                        shape.check(node, &path.field(name), report);
                    }
                }
            }
            (Self::Values(each), Node::Object(given)) => {
                for (name, node) in given {
                    each.check(node, &path.field(name), report);
                }
            }
            (Self::With(shape, rule), _) => {
                shape.check(node, path, report);
                rule(node, path, report);
            }
            // `Any`, or a value of another type, which the types of the library do not allow.
            _ => {}
        }
    }
}
