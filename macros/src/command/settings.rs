//! The settings in an attribute: `"text"`, `word`, `word = value`, `word(..)`.

use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Result, Token, parenthesized, token};

use crate::event_handler::Errors;
use crate::suggest::nearest;

impl Errors {
    /// Adds an error of the parser.
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// The code that makes the compiler report all of them.
    pub(crate) fn into_tokens(self) -> Option<TokenStream> {
        self.0.map(syn::Error::into_compile_error)
    }
}

/// What follows the word of a setting.
pub(crate) enum Value {
    /// Nothing.
    Alone,
    /// `= value`
    Is(Expr),
    /// `(..)`
    List(TokenStream),
}

/// A setting with a word.
pub(crate) struct Setting {
    pub(crate) word: Ident,
    pub(crate) value: Value,
}

/// The settings of an attribute.
pub(crate) struct Settings {
    /// The texts without a word, in front.
    pub(crate) texts: Vec<LitStr>,
    all: Vec<Setting>,
    span: Span,
}

impl Default for Settings {
    fn default() -> Self {
        Self { texts: Vec::new(), all: Vec::new(), span: Span::call_site() }
    }
}

/// What can stand in an attribute.
pub(crate) struct Known<'a> {
    /// The attribute, for messages: `#[command]`.
    pub(crate) attribute: &'a str,
    /// The words.
    pub(crate) words: &'a [&'static str],
    /// The most texts without a word.
    pub(crate) texts: usize,
}

impl Settings {
    /// The settings of an attribute of the form `#[name]` or `#[name(..)]`.
    pub(crate) fn of(attribute: &Attribute, known: &Known<'_>, errors: &mut Errors) -> Self {
        let mut settings = match &attribute.meta {
            Meta::Path(_) => Self::default(),
            Meta::List(list) => {
                let mut settings = Self::default();
                if let Err(error) = list.parse_args_with(|input: ParseStream<'_>| settings.parse(input)) {
                    errors.push(error);
                }
                settings.check(known, errors);
                settings
            }
            Meta::NameValue(pair) => {
                errors.add(pair, format!("write `{}`, or with settings in parentheses", known.attribute));
                Self::default()
            }
        };
        settings.span = attribute.path().segments.last().map_or_else(Span::call_site, |last| last.ident.span());
        settings
    }

    /// The settings of the first attribute with this name, if there is one.
    pub(crate) fn find(attributes: &[Attribute], name: &str, known: &Known<'_>, errors: &mut Errors) -> Option<Self> {
        let attribute = attributes.iter().find(|attribute| attribute.path().is_ident(name))?;
        Some(Self::of(attribute, known, errors))
    }

    /// The settings in these tokens. Those before a syntax error are kept.
    pub(crate) fn read(tokens: TokenStream, known: &Known<'_>, errors: &mut Errors) -> Self {
        let mut settings = Self::default();
        let parsed = (|input: ParseStream<'_>| settings.parse(input)).parse2(tokens);
        if let Err(error) = parsed {
            errors.push(error);
        }
        settings.check(known, errors);
        settings
    }

    fn parse(&mut self, input: ParseStream<'_>) -> Result<()> {
        while !input.is_empty() {
            if input.peek(LitStr) {
                self.texts.push(input.parse()?);
            } else {
                self.all.push(setting(input)?);
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }

    fn check(&mut self, known: &Known<'_>, errors: &mut Errors) {
        let Known { attribute, words, texts } = known;
        if let Some(text) = self.texts.get(*texts) {
            let most = match texts {
                0 => "no text".to_owned(),
                1 => "one text".to_owned(),
                more => format!("{more} texts"),
            };
            errors
                .add(text, format!("`{attribute}` has {most} without a word in front; the words are {}", list(words)));
        }
        let mut seen: Vec<String> = Vec::new();
        self.all.retain(|setting| {
            let word = setting.word.unraw().to_string();
            let is_known = words.contains(&word.as_str());
            if !is_known {
                let hint = match nearest(&word, words) {
                    Some(known) => format!("; did you mean `{known}`?"),
                    None if words.is_empty() => String::new(),
                    None => format!("; the words are {}", list(words)),
                };
                errors.add(&setting.word, format!("`{attribute}` has no word `{word}`{hint}"));
            } else if seen.contains(&word) && word != "group" {
                errors.add(&setting.word, format!("`{word}` is written twice"));
            }
            seen.push(word);
            is_known
        });
    }

    /// The place of the attribute.
    pub(crate) fn span(&self) -> Span {
        self.span
    }

    pub(crate) fn get(&self, word: &str) -> Option<&Setting> {
        self.all.iter().find(|setting| setting.word.unraw() == word)
    }

    pub(crate) fn all<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a Setting> {
        self.all.iter().filter(move |setting| setting.word.unraw() == word)
    }

    /// Whether the word is there. It has no value.
    pub(crate) fn has(&self, word: &str, errors: &mut Errors) -> bool {
        let Some(setting) = self.get(word) else { return false };
        if !matches!(setting.value, Value::Alone) {
            errors.add(&setting.word, format!("`{word}` has no value: write `{word}` alone"));
        }
        true
    }

    /// The value in `word = value`. `example` is the whole setting as it should be.
    pub(crate) fn expr(&self, word: &str, example: &str, errors: &mut Errors) -> Option<(&Ident, &Expr)> {
        let setting = self.get(word)?;
        match &setting.value {
            Value::Is(value) => Some((&setting.word, value)),
            Value::Alone | Value::List(_) => {
                errors.add(&setting.word, format!("write `{example}`"));
                None
            }
        }
    }

    /// The text in `word = "text"`.
    pub(crate) fn text(&self, word: &str, example: &str, errors: &mut Errors) -> Option<LitStr> {
        let (_, value) = self.expr(word, example, errors)?;
        match value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.clone()),
            other => {
                errors.add(other, format!("write `{example}`"));
                None
            }
        }
    }

    /// The values in `word(..)`.
    pub(crate) fn list<T>(
        &self,
        word: &str,
        example: &str,
        parser: impl Fn(ParseStream<'_>) -> Result<T>,
        errors: &mut Errors,
    ) -> Option<(&Ident, T)> {
        let setting = self.get(word)?;
        let Value::List(tokens) = &setting.value else {
            errors.add(&setting.word, format!("write `{example}`"));
            return None;
        };
        match (&parser).parse2(tokens.clone()) {
            Ok(list) => Some((&setting.word, list)),
            Err(_) => {
                // The end of the list has no place of its own: this token has that of the word.
                let mut end = Punct::new(';', Spacing::Alone);
                end.set_span(setting.word.span());
                let (tokens, end) = (tokens.clone(), TokenTree::Punct(end));
                let at = match parser.parse2(quote!(#tokens #end)) {
                    Ok(_) => setting.word.span(),
                    Err(error) => error.span(),
                };
                errors.push(syn::Error::new(at, format!("write `{example}`")));
                None
            }
        }
    }
}

fn setting(input: ParseStream<'_>) -> Result<Setting> {
    let word = input.call(Ident::parse_any)?;
    let value = if input.parse::<Option<Token![=]>>()?.is_some() {
        Value::Is(input.parse()?)
    } else if input.peek(token::Paren) {
        let inner;
        parenthesized!(inner in input);
        Value::List(inner.parse()?)
    } else {
        Value::Alone
    };
    Ok(Setting { word, value })
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// `Some(tokens)` or `None`, as code.
pub(crate) fn option_tokens(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Known<'static> = Known { attribute: "#[a]", words: &["in", "name", "length", "nsfw"], texts: 1 };

    fn read(text: &str) -> (Settings, Vec<String>) {
        let mut errors = Errors::default();
        let settings = Settings::read(text.parse().unwrap(), &KNOWN, &mut errors);
        (settings, errors.0.into_iter().flatten().map(|error| error.to_string()).collect())
    }

    #[test]
    fn texts_words_values_and_lists_are_read() {
        let (settings, errors) = read("\"text\", in = \"tag\", name(de = \"x\"), nsfw,");
        assert_eq!((settings.texts.len(), errors.len()), (1, 0));
        let mut errors = Errors::default();
        assert_eq!(settings.text("in", "", &mut errors).unwrap().value(), "tag");
        assert!(settings.has("nsfw", &mut errors) && settings.get("length").is_none());
        assert!(matches!(settings.get("name").unwrap().value, Value::List(_)));
        assert_eq!(errors.len(), 0);
    }

    #[test]
    fn unknown_words_are_reported_with_one_that_is_similar() {
        for (text, message) in [
            ("lenght = 1", "`#[a]` has no word `lenght`; did you mean `length`?"),
            ("x", "`#[a]` has no word `x`; the words are `in`, `name`, `length`, `nsfw`"),
            ("nsfw, nsfw", "`nsfw` is written twice"),
            (
                "\"a\", \"b\"",
                "`#[a]` has one text without a word in front; the words are `in`, `name`, `length`, `nsfw`",
            ),
        ] {
            assert_eq!(read(text).1, [message], "{text}");
        }
    }

    #[test]
    fn settings_before_a_syntax_error_are_kept() {
        let (settings, errors) = read("nsfw, name = ");
        assert!(settings.get("nsfw").is_some() && errors.len() == 1);
    }
}
