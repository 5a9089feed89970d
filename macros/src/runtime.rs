//! `#[main]` and `#[test]`: an `async fn` on a runtime of its own.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Error, ItemFn};

pub(crate) fn main(arguments: &TokenStream, item: TokenStream) -> TokenStream {
    on_runtime("main", arguments, item, &TokenStream::new())
}

pub(crate) fn test(arguments: &TokenStream, item: TokenStream) -> TokenStream {
    on_runtime("test", arguments, item, &quote!(#[::core::prelude::v1::test]))
}

fn on_runtime(attribute: &str, arguments: &TokenStream, item: TokenStream, above: &TokenStream) -> TokenStream {
    let mut function: ItemFn = match syn::parse2(item) {
        Ok(function) => function,
        Err(error) => return error.into_compile_error(),
    };
    let problem = if !arguments.is_empty() {
        Some(Error::new_spanned(arguments, format!("`#[greenroom::{attribute}]` takes no arguments")))
    } else if function.sig.asyncness.is_none() {
        Some(Error::new_spanned(function.sig.fn_token, format!("`#[greenroom::{attribute}]` needs an `async fn`")))
    } else if !function.sig.inputs.is_empty() {
        let message = format!("the function below `#[greenroom::{attribute}]` takes no arguments");
        Some(Error::new_spanned(&function.sig.inputs, message))
    } else {
        None
    };
    // After an error the function is still generated as a plain one, so that the compiler reports nothing else about
    // it.
    let error = problem.map(Error::into_compile_error);
    function.sig.asyncness = None;
    function.sig.inputs.clear();
    let body = &function.block;
    function.block = Box::new(syn::parse_quote!({ ::greenroom::__private::block_on(async #body) }));
    let function = function.into_token_stream();
    quote!(#error #above #function)
}
