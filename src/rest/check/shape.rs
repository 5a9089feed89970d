//! What a body may look like: limits by place, as constants, and the walk over a body that holds it against them.

use crate::rest::{
    FieldError,
    field_error::{shown, too_few, too_long, too_many, too_short},
    json::{Node, Path, characters},
};

/// What may stand in a place. Values of another type than the limits speak of are left to Discord.
pub(super) enum Shape {
    /// A text of so many characters: at least, at most.
    Text(usize, usize),
    /// A whole number from, to.
    Int(i64, i64),
    /// One of these whole numbers.
    OneOf(&'static [i64]),
    /// A list of so many elements: at least, at most; and what each may be.
    List(usize, usize, &'static Shape),
    /// Fields that have limits. All others are left alone.
    Fields(&'static [(&'static str, Shape)]),
    /// An object of which each value may be this.
    Values(&'static Shape),
    /// Another shape, and what must hold beside it.
    With(&'static Shape, Rule),
    Any,
}

/// What takes more than one value to tell.
pub(super) type Rule = fn(&Node<'_>, &Path<'_>, &mut Report);

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Report(pub(super) Vec<FieldError>);

impl Report {
    /// An objection under the name that Discord has for it.
    pub(super) fn add(&mut self, path: &Path<'_>, code: &'static str, problem: impl Into<String>) {
        self.0.push(FieldError::ours(path.to_string(), code, problem.into()));
    }

    /// Holds the length of a text against its limits. The upper one counts what is left when it is trimmed, the lower one all of it: each is
    /// the reading under which Discord is the least likely to refuse.
    pub(super) fn text(&mut self, text: &str, least: usize, most: usize, path: &Path<'_>) {
        // There are never more characters than bytes, and seldom anything to count.
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

    /// Holds the length of a list against its limits.
    pub(super) fn count(&mut self, count: usize, least: usize, most: usize, path: &Path<'_>) {
        if count > most {
            self.add(path, if least > 0 { BAD_LENGTH } else { MAX_LENGTH }, too_many(count, most));
        } else if count < least {
            self.add(path, BAD_LENGTH, if count == 0 { "empty".to_owned() } else { too_few(count, least) });
        }
    }

    /// Holds a number against its limits.
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
    /// Holds a value against this.
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
            // `Any`, and what is of another type: the types of the library do not let that happen, and Discord will say so.
            _ => {}
        }
    }
}
