//! `slash` and `prefix(..)`: in which ways a command is used.

use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{LitStr, Token};

use super::names;
use super::settings::{Known, Settings, Value};
use crate::event_handler::Errors;

const PREFIX: Known<'static> = Known { attribute: "prefix(..)", words: &["bare", "hidden", "aliases"], texts: 0 };

type Texts = Punctuated<LitStr, Token![,]>;

/// The code that is added to a row. The second value is whether the command is used by prefix.
pub(crate) fn tokens(settings: &Settings, errors: &mut Errors) -> (TokenStream, bool) {
    let slash = settings.has("slash", errors);
    let Some(setting) = settings.get("prefix") else { return (TokenStream::new(), false) };
    let list = match &setting.value {
        Value::Alone => TokenStream::new(),
        Value::List(list) => list.clone(),
        Value::Is(_) => {
            errors.add(&setting.word, "write `prefix` or `prefix(aliases(\"..\"), bare, hidden)`");
            TokenStream::new()
        }
    };
    let inner = Settings::read(list, &PREFIX, errors);
    let aliases = inner.list("aliases", "aliases(\"..\", ..)", Texts::parse_terminated, errors);
    let aliases = aliases.map(|(_, list)| list).unwrap_or_default();
    for alias in &aliases {
        if let Some(problem) = names::problem(&alias.value()) {
            errors.add(alias, problem);
        }
    }
    let (aliases, bare, hidden) = (aliases.iter(), inner.has("bare", errors), inner.has("hidden", errors));
    if let Some(bare) = inner.get("bare")
        && settings.get("in").is_none()
    {
        errors.add(&bare.word, "`bare` makes a command stand for its whole group, and this one is in no group");
    }
    if let Some(ephemeral) = settings.get("ephemeral") {
        errors.add(
            &ephemeral.word,
            "all members of a channel see the answer to a prefix command: remove `ephemeral`, or `prefix`",
        );
    }
    let spec = quote!(::greenroom::command::PrefixSpec { aliases: &[#(#aliases),*], bare: #bare, hidden: #hidden });
    (quote!(.used_as(#slash, ::core::option::Option::Some(#spec))), true)
}
