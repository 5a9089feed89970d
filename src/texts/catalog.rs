//! [`Catalog`]: the messages of one language.

use std::{collections::BTreeSet, fmt, sync::Arc};

use fluent_bundle::{FluentArgs, FluentError, FluentResource, concurrent::FluentBundle};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use crate::model::Locale;

/// The messages of one language.
#[derive(Default)]
pub(super) struct Catalog {
    /// `None` before the first file.
    bundle: Option<FluentBundle<Arc<FluentResource>>>,
    files: Vec<Arc<FluentResource>>,
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog").field("messages", &self.ids().len()).finish()
    }
}

/// The message, or its attribute, that an id names: `shop.title`.
fn split(id: &str) -> (&str, Option<&str>) {
    id.split_once('.').map_or((id, None), |(id, attribute)| (id, Some(attribute)))
}

impl Catalog {
    /// The messages of this language with those of another file. `place` names the file in errors.
    ///
    /// # Errors
    /// Where the file is not Fluent's syntax, and messages that exist already.
    pub(super) fn with(&self, locale: &Locale, source: String, place: &str) -> Result<Self, String> {
        let line = |at: usize, source: &str| source.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
        let file = FluentResource::try_new(source).map_err(|(file, errors)| {
            let errors =
                errors.iter().map(|error| format!("{place}:{}: {error}", line(error.pos.start, file.source())));
            errors.collect::<Vec<_>>().join("\n")
        })?;
        let language = locale.as_str().parse().map_err(|error| format!("{place}: `{locale}`: {error}"))?;
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // The marks that isolate the direction of arguments are characters of the message: they would be copied, and
        // would count towards Discord's limits.
        bundle.set_use_isolating(false);
        bundle.add_builtins().map_err(|error| format!("{place}: {error}"))?;
        let mut files = self.files.clone();
        files.push(Arc::new(file));
        for file in &files {
            bundle.add_resource(Arc::clone(file)).map_err(|errors| {
                let twice = errors.iter().map(|error| match error {
                    FluentError::Overriding { kind, id } => {
                        format!("{place}: the {kind} `{id}` exists twice; remove one of them")
                    }
                    error => format!("{place}: {error}"),
                });
                twice.collect::<Vec<_>>().join("\n")
            })?;
        }
        Ok(Self { bundle: Some(bundle), files })
    }

    fn pattern(&self, id: &str) -> Option<&Pattern<&str>> {
        let (id, attribute) = split(id);
        let message = self.bundle.as_ref()?.get_message(id)?;
        match attribute {
            Some(attribute) => message.get_attribute(attribute).map(|it| it.value()),
            None => message.value(),
        }
    }

    /// The text of a message, and what is wrong with it. `None` if there is no such message.
    pub(super) fn format(&self, id: &str, arguments: &FluentArgs<'_>) -> Option<(String, Vec<FluentError>)> {
        let (pattern, bundle) = (self.pattern(id)?, self.bundle.as_ref()?);
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(arguments), &mut errors).into_owned();
        Some((text, errors))
    }

    /// The ids of all messages that have a text, and of all attributes, such as `shop.title`.
    pub(super) fn ids(&self) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for entry in self.files.iter().flat_map(|file| file.entries()) {
            if let Entry::Message(message) = entry {
                let id = message.id.name;
                ids.extend(message.value.is_some().then(|| id.to_owned()));
                ids.extend(message.attributes.iter().map(|attribute| format!("{id}.{}", attribute.id.name)));
            }
        }
        ids
    }

    /// The arguments that a message uses, also in messages that it includes.
    pub(super) fn arguments(&self, id: &str) -> BTreeSet<String> {
        let mut found = Arguments { catalog: self, names: BTreeSet::new(), seen: BTreeSet::new() };
        found.message(id);
        found.names
    }
}

/// Collects the arguments of a message.
struct Arguments<'a> {
    catalog: &'a Catalog,
    names: BTreeSet<String>,
    seen: BTreeSet<String>,
}

impl Arguments<'_> {
    fn message(&mut self, id: &str) {
        if self.seen.insert(id.to_owned())
            && let Some(pattern) = self.catalog.pattern(id)
        {
            self.pattern(pattern);
        }
    }

    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                variants.iter().for_each(|variant| self.pattern(&variant.value));
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.names.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, attribute } => match attribute {
                Some(attribute) => self.message(&format!("{}.{}", id.name, attribute.name)),
                None => self.message(id.name),
            },
            InlineExpression::FunctionReference { arguments, .. } => {
                arguments.positional.iter().for_each(|it| self.inline(it));
                arguments.named.iter().for_each(|it| self.inline(&it.value));
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            // A term has only the arguments that are written beside it.
            InlineExpression::TermReference { .. }
            | InlineExpression::StringLiteral { .. }
            | InlineExpression::NumberLiteral { .. } => {}
        }
    }
}
