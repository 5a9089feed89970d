//! [`GivenValue`]: what a user gave, with the checks that its kind and its limits require.

use std::fmt;

use compact_str::CompactString;

use super::{ValueError, ValueKind};
use crate::model::{
    CommandDataOption, ComponentKind, ComponentResponse, GenericId, OptionValue, ResolvedData, RoleId, UserId,
};

/// The largest whole number that Discord accepts and sends as a number: 2^53 - 1.
pub(crate) const MAX_INTEGER: i64 = (1 << 53) - 1;

/// How many characters of a value an error quotes.
const QUOTED: usize = 50;

/// What a user gave for an option, a select menu or a field of a modal.
///
/// [`FromValue`](super::FromValue) turns it into a type of Rust.
#[derive(Debug, Clone, Copy)]
pub struct GivenValue<'a> {
    pub(super) name: &'a str,
    pub(super) kind: ValueKind,
    pub(super) items: Items<'a>,
    pub(super) resolved: [Option<&'a ResolvedData>; 2],
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Items<'a> {
    One(Option<Item<'a>>),
    Texts(&'a [CompactString]),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Item<'a> {
    Text(&'a str),
    Id(u64),
    Integer(i64),
    Number(f64),
    Boolean(bool),
}

impl<'a> GivenValue<'a> {
    /// The value of an option of a command.
    pub(crate) fn of_option(option: &'a CommandDataOption, resolved: Option<&'a ResolvedData>) -> Self {
        let item = option.value.as_ref().map(|value| match value {
            OptionValue::String(text) => Item::Text(text),
            OptionValue::Integer(number) => Item::Integer(*number),
            OptionValue::Number(number) => Item::Number(*number),
            OptionValue::Boolean(yes) => Item::Boolean(*yes),
        });
        Self { name: &option.name, kind: option.kind.into(), items: Items::One(item), resolved: [resolved, None] }
    }

    /// The selected values of a select menu.
    pub(crate) fn of_values(
        name: &'a str,
        kind: ComponentKind,
        values: &'a [CompactString],
        resolved: [Option<&'a ResolvedData>; 2],
    ) -> Self {
        Self { name, kind: kind.into(), items: Items::Texts(values), resolved }
    }

    /// The object on which a command was used.
    pub(super) fn of_target(kind: ValueKind, id: GenericId, resolved: Option<&'a ResolvedData>) -> Self {
        Self { name: "target", kind, items: Items::One(Some(Item::Id(id.get()))), resolved: [resolved, None] }
    }

    /// The value of a field that the user left empty, or that the modal or the command does not have.
    pub(super) fn missing(name: &'a str) -> Self {
        Self { name, kind: ValueKind::Unknown, items: Items::One(None), resolved: [None; 2] }
    }

    /// The answer for a component of a modal.
    pub(crate) fn of_response(response: &'a ComponentResponse, resolved: Option<&'a ResolvedData>) -> Self {
        let kind = response.kind();
        let name = response.custom_id().unwrap_or_default();
        let one = |item| Self { name, kind: kind.into(), items: Items::One(item), resolved: [resolved, None] };
        match response {
            ComponentResponse::StringSelect(select)
            | ComponentResponse::UserSelect(select)
            | ComponentResponse::RoleSelect(select)
            | ComponentResponse::MentionableSelect(select)
            | ComponentResponse::ChannelSelect(select)
            | ComponentResponse::FileUpload(select)
            | ComponentResponse::CheckboxGroup(select) => {
                Self::of_values(name, kind, &select.values, [select.resolved.as_deref(), resolved])
            }
            ComponentResponse::TextInput(input) => one(Some(Item::Text(&input.value))),
            ComponentResponse::RadioGroup(group) => one(group.value.as_deref().map(Item::Text)),
            ComponentResponse::Checkbox(checkbox) => one(Some(Item::Boolean(checkbox.value))),
            _ => one(None),
        }
    }

    /// The name of the option, or the custom id of the component.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// The kind of the value.
    #[must_use]
    pub fn kind(&self) -> ValueKind {
        self.kind
    }

    /// Whether the user gave nothing: no option, nothing selected, or an empty text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self.items {
            Items::One(None) => true,
            Items::One(Some(Item::Text(text))) => text.is_empty(),
            Items::One(Some(_)) => false,
            Items::Texts(texts) => texts.is_empty(),
        }
    }

    /// The error for a value that a type does not accept, for implementations of
    /// [`FromValue`](super::FromValue). `expected` completes the sentence "it must be …".
    #[must_use]
    pub fn invalid(&self, expected: impl Into<String>) -> ValueError {
        let value = match self.items {
            Items::One(None) => return ValueError::Missing { name: self.name.into() },
            Items::One(Some(item)) => item.to_string(),
            Items::Texts(texts) => texts.join(", "),
        };
        let value = value.chars().take(QUOTED).collect();
        ValueError::Invalid { name: self.name.into(), value, expected: expected.into() }
    }

    pub(super) fn one(&self) -> Result<Item<'a>, ValueError> {
        match self.items {
            Items::One(Some(item)) => Ok(item),
            Items::Texts([text]) => Ok(Item::Text(text)),
            Items::One(None) | Items::Texts([]) => Err(ValueError::Missing { name: self.name.into() }),
            Items::Texts(texts) => Err(ValueError::TooMany { name: self.name.into(), count: texts.len() }),
        }
    }

    pub(super) fn wrong_kind(&self, expected: ValueKind) -> ValueError {
        ValueError::WrongKind { name: self.name.into(), found: self.kind, expected }
    }

    pub(super) fn text(&self) -> Result<&'a str, ValueError> {
        let item = self.one()?;
        // While the user types an option, its value is a text, whatever its kind is.
        let is_text = matches!(self.kind, ValueKind::Text | ValueKind::Integer | ValueKind::Number);
        match item {
            Item::Text(text) if is_text => Ok(text),
            _ => Err(self.wrong_kind(ValueKind::Text)),
        }
    }

    /// A whole number from `min` to `max`.
    pub(super) fn integer(&self, min: i128, max: i128) -> Result<i128, ValueError> {
        let whole = || self.invalid("a whole number");
        let item = self.one()?;
        let is_number = matches!(self.kind, ValueKind::Text | ValueKind::Integer | ValueKind::Number);
        let (number, most) = match item {
            // A number beyond the limit may have been rounded on its way.
            Item::Integer(number) => (number.into(), i128::from(MAX_INTEGER)),
            Item::Number(number) if number.fract() != 0.0 => return Err(whole()),
            Item::Number(number) => (number as i128, i128::from(MAX_INTEGER)),
            Item::Text(text) if is_number => (text.trim().parse().map_err(|_| whole())?, i128::MAX),
            _ => return Err(self.wrong_kind(ValueKind::Integer)),
        };
        let (min, max) = (min.max(-most), max.min(most));
        if (min..=max).contains(&number) {
            return Ok(number);
        }
        Err(self.invalid(format!("from {min} to {max}")))
    }

    pub(super) fn number(&self) -> Result<f64, ValueError> {
        let item = self.one()?;
        let is_number = matches!(self.kind, ValueKind::Text | ValueKind::Integer | ValueKind::Number);
        let number = match item {
            Item::Integer(number) => number as f64,
            Item::Number(number) => number,
            Item::Text(text) if is_number => text.trim().parse().map_err(|_| self.invalid("a number"))?,
            _ => return Err(self.wrong_kind(ValueKind::Number)),
        };
        if number.is_finite() { Ok(number) } else { Err(self.invalid("a number")) }
    }

    /// An id of an object of this kind. A text may contain an id of any kind.
    pub(super) fn id(&self, expected: ValueKind) -> Result<u64, ValueError> {
        let item = self.one()?;
        let fits = self.kind == expected
            || self.kind == ValueKind::Text
            || (self.kind == ValueKind::Mentionable && matches!(expected, ValueKind::User | ValueKind::Role));
        let id = match item {
            _ if !fits => return Err(self.wrong_kind(expected)),
            Item::Id(id) => id,
            Item::Text(text) => text.trim().parse().map_err(|_| self.invalid("an id"))?,
            _ => return Err(self.wrong_kind(expected)),
        };
        if self.kind == ValueKind::Mentionable {
            let is_user = self.find(|resolved| resolved.users.get(&UserId::new(id))).is_some();
            let is_role = self.find(|resolved| resolved.roles.get(&RoleId::new(id))).is_some();
            if (expected == ValueKind::User && is_role && !is_user)
                || (expected == ValueKind::Role && is_user && !is_role)
            {
                return Err(self.invalid(expected.name()));
            }
        }
        Ok(id)
    }

    fn find<T>(&self, find: impl Fn(&'a ResolvedData) -> Option<&'a T>) -> Option<&'a T> {
        self.resolved.into_iter().flatten().find_map(find)
    }

    /// The object of this kind to which the id of the value leads.
    pub(super) fn object<T>(
        &self,
        kind: ValueKind,
        object: &'static str,
        find: impl Fn(&'a ResolvedData, u64) -> Option<&'a T>,
    ) -> Result<&'a T, ValueError> {
        let id = self.id(kind)?;
        let not_resolved = || ValueError::NotResolved { name: self.name.into(), id, object };
        self.find(|resolved| find(resolved, id)).ok_or_else(not_resolved)
    }
}

impl fmt::Display for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Id(id) => id.fmt(f),
            Self::Integer(number) => number.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Boolean(yes) => yes.fmt(f),
        }
    }
}
