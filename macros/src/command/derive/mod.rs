//! The derives of the types that commands read: options, choices, custom ids, modals; and of a whole bot.

pub(crate) mod app;
pub(crate) mod arg;
pub(crate) mod choice;
pub(crate) mod custom_id;
pub(crate) mod modal;
pub(crate) mod options;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::event_handler::Errors;

/// Runs a derive, and reports its errors.
pub(crate) fn expand(
    input: &DeriveInput,
    derive: impl FnOnce(&DeriveInput, &mut Errors) -> Option<TokenStream>,
) -> TokenStream {
    let mut errors = Errors::default();
    let code = derive(input, &mut errors);
    let errors = errors.into_tokens();
    quote::quote!(#errors #code)
}

/// Reports parameters of a type whose values are read from text, which cannot have any.
fn without_parameters(input: &DeriveInput, name: &str, errors: &mut Errors) -> Option<()> {
    match input.generics.params.first() {
        None => Some(()),
        Some(parameter) => {
            errors.add(parameter, format!("a type with `#[derive({name})]` has no parameters"));
            None
        }
    }
}
