//! `#[main]` and `#[test]`: an `async fn` on a runtime of its own.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Error, ItemFn};

/// The function becomes one that returns an exit code, with the user's function inside it.
pub(crate) fn main(arguments: &TokenStream, item: TokenStream) -> TokenStream {
    let (function, error) = match checked("main", arguments, item) {
        Ok(checked) => checked,
        Err(error) => return error.into_compile_error(),
    };
    let ItemFn { attrs, vis, sig, block } = function;
    let (name, output) = (&sig.ident, &sig.output);
    quote! {
        #error
        #(#attrs)*
        #vis fn #name() -> ::std::process::ExitCode {
            #[allow(unused_imports)]
            use ::greenroom::__private::{
                ExitByDisplay as _, ExitByError as _, ExitByInnerError as _, ExitByTermination as _,
            };
            async fn #name() #output #block
            (&&&&::greenroom::__private::run_main(#name())).exit()
        }
    }
}

pub(crate) fn test(arguments: &TokenStream, item: TokenStream) -> TokenStream {
    let (mut function, error) = match checked("test", arguments, item) {
        Ok(checked) => checked,
        Err(error) => return error.into_compile_error(),
    };
    let body = &function.block;
    function.block = Box::new(syn::parse_quote!({ ::greenroom::__private::run_test(async #body) }));
    let function = function.into_token_stream();
    quote!(#error #[::core::prelude::v1::test] #function)
}

/// The function without `async` and arguments, and what is wrong with it. It is generated in spite of that, so that the
/// compiler reports nothing else about it.
fn checked(attribute: &str, arguments: &TokenStream, item: TokenStream) -> syn::Result<(ItemFn, Option<TokenStream>)> {
    let mut function: ItemFn = syn::parse2(item)?;
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
    function.sig.asyncness = None;
    function.sig.inputs.clear();
    Ok((function, problem.map(Error::into_compile_error)))
}
