//! Names and descriptions with their translations.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Error, Expr, ExprLit, Ident, Lit, LitStr, Meta, Result, Token};

use super::names::locale;
use super::settings::{Settings, Value};
use crate::event_handler::Errors;

/// A text, and the same in other languages.
#[derive(Default)]
pub(crate) struct Localized {
    pub(crate) text: Option<LitStr>,
    others: Vec<(Ident, LitStr)>,
}

impl Parse for Localized {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut localized = Self::default();
        while !input.is_empty() {
            if input.peek(LitStr) && localized.text.is_none() && localized.others.is_empty() {
                localized.text = Some(input.parse()?);
            } else {
                let language: Ident = input.call(syn::ext::IdentExt::parse_any)?;
                input.parse::<Token![=]>()?;
                localized.others.push((language, input.parse()?));
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(localized)
    }
}

impl Localized {
    /// The text in `word = "text"`, or the texts in `word("text", de = "..")`. `problem` checks each text.
    pub(crate) fn of(
        settings: &Settings,
        word: &str,
        problem: impl Fn(&str) -> Option<String>,
        errors: &mut Errors,
    ) -> Self {
        let Some(setting) = settings.get(word) else { return Self::default() };
        let example = format!("write `{word} = \"..\"`, or `{word}(\"..\", de = \"..\")` with languages");
        let localized = match &setting.value {
            Value::Is(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => {
                Self { text: Some(text.clone()), others: Vec::new() }
            }
            Value::List(tokens) => match syn::parse2::<Self>(tokens.clone()) {
                Ok(localized) => localized,
                Err(error) => {
                    errors.push(Error::new(error.span(), example));
                    return Self::default();
                }
            },
            Value::Alone | Value::Is(_) => {
                errors.add(&setting.word, example);
                return Self::default();
            }
        };
        localized.check(problem, errors);
        localized
    }

    /// The rest of a list, in which languages stand beside other words: `#[choice("Large", de = "Riesig")]`.
    pub(crate) fn check(&self, problem: impl Fn(&str) -> Option<String>, errors: &mut Errors) {
        for text in self.text.iter().chain(self.others.iter().map(|(_, text)| text)) {
            if let Some(problem) = problem(&text.value()) {
                errors.add(text, problem);
            }
        }
        for (language, _) in &self.others {
            if let Err(problem) = locale(&language.to_string()) {
                errors.add(language, problem);
            }
        }
    }

    /// The translations as code.
    pub(crate) fn others(&self) -> TokenStream {
        let pairs = self.others.iter().filter_map(|(language, text)| {
            let locale = locale(&language.to_string()).ok()?;
            Some(quote!((#locale, #text)))
        });
        quote!(&[#(#pairs),*])
    }
}

/// The first paragraph of the doc comments, and their place.
pub(crate) fn documented(attributes: &[Attribute]) -> Option<(String, Span)> {
    let (mut text, mut span) = (String::new(), None);
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        let Meta::NameValue(pair) = &attribute.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(comment), .. }) = &pair.value else { continue };
        for line in comment.value().split('\n') {
            let line = line.trim().trim_start_matches('*').trim();
            if line.is_empty() && !text.is_empty() {
                return span.map(|span| (text, span));
            }
            if !line.is_empty() {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(line);
                span.get_or_insert(comment.span());
            }
        }
    }
    span.map(|span| (text, span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_paragraph_is_the_description() {
        for (item, expected) in [
            ("/// Orders\n/// something\n///\n/// More.\nstruct A;", Some("Orders something")),
            ("/** Rolls */ struct A;", Some("Rolls")),
            ("/**\n * Rolls\n * dice\n *\n * More\n */ struct A;", Some("Rolls dice")),
            ("#[doc(hidden)] struct A;", None),
            ("///\n/// Late\nstruct A;", Some("Late")),
            ("struct A;", None),
        ] {
            let item: syn::ItemStruct = syn::parse_str(item).unwrap();
            assert_eq!(documented(&item.attrs).map(|(text, _)| text).as_deref(), expected);
        }
    }

    #[test]
    fn translations_are_pairs() {
        let localized: Localized = syn::parse_str("\"order\", de = \"bestellen\", pt_BR = \"pedir\"").unwrap();
        assert_eq!(localized.text.as_ref().unwrap().value(), "order");
        let expected = quote!(&[("de", "bestellen"), ("pt-BR", "pedir")]);
        assert_eq!(localized.others().to_string(), expected.to_string());
        assert!(syn::parse_str::<Localized>("de = 3").is_err());
        assert!(syn::parse_str::<Localized>("de = \"a\", \"b\"").is_err());
    }
}
