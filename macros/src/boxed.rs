//! Turns an `async fn` of an impl into the function that returns a boxed future, as the trait declares it.
//!
//! The trait is declared with `async_trait`, so the lifetimes are those that `async_trait` writes. Its own attribute is
//! not used for the impl, because it parses the bodies of the methods.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::{FnArg, Lifetime, ReturnType, Type};

use crate::block::{Method, ungrouped};

/// The function for a method whose signature was checked: `&self`, then references.
pub(crate) fn boxed(method: &Method) -> TokenStream {
    let Method { attributes, visibility, signature, body } = method;
    let (name, span) = (&signature.ident, body.span());
    let lifetime = |index: usize| Lifetime::new(&format!("'life{index}"), span);
    let lifetimes: Vec<_> = (0..signature.inputs.len()).map(lifetime).collect();
    let inputs = signature.inputs.iter().zip(&lifetimes).map(|(input, lifetime)| borrowed(input, lifetime));
    let (result, body) = match &signature.output {
        ReturnType::Default => (quote!(()), typed(&quote!(()), body)),
        ReturnType::Type(_, ty) if is_handler_result(ty) => (quote!(#ty), typed(ty, body)),
        // An alias, or another type, which `handler_result` refuses with a message that says what to write.
        ReturnType::Type(_, ty) => {
            let body = typed(ty, body);
            let ty_span = syn::spanned::Spanned::span(&**ty);
            let convert = quote_spanned!(ty_span=> ::greenroom::__private::handler_result::<#ty>);
            (quote!(::greenroom::handler::HandlerResult), quote!({ #convert((async move #body).await) }))
        }
    };
    quote_spanned! {span=>
        #(#attributes)*
        #[allow(clippy::diverging_sub_expression, clippy::let_unit_value, clippy::type_complexity)]
        #visibility fn #name<#(#lifetimes,)* 'async_trait>(#(#inputs),*) -> ::core::pin::Pin<::std::boxed::Box<
            dyn ::core::future::Future<Output = #result> + ::core::marker::Send + 'async_trait,
        >>
        where
            #(#lifetimes: 'async_trait,)*
            Self: 'async_trait,
        {
            ::std::boxed::Box::pin(async move #body)
        }
    }
}

/// The body as a block whose type is stated, so that `?` in it needs no annotation.
fn typed(ty: &impl quote::ToTokens, body: &TokenTree) -> TokenStream {
    let result: Ident = format_ident!("__result");
    quote!({
        if let ::core::option::Option::Some(#result) = ::core::option::Option::None::<#ty> {
            #[allow(unreachable_code)]
            return #result;
        }
        let #result: #ty = #body;
        #[allow(unreachable_code)]
        #result
    })
}

/// The argument with this lifetime in place of the elided one.
fn borrowed(input: &FnArg, lifetime: &Lifetime) -> TokenStream {
    match input {
        FnArg::Receiver(receiver) => {
            let (attributes, token) = (&receiver.attrs, receiver.self_token);
            quote!(#(#attributes)* &#lifetime #token)
        }
        FnArg::Typed(argument) => {
            let (attributes, pattern) = (&argument.attrs, &argument.pat);
            match ungrouped((*argument.ty).clone()) {
                Type::Reference(reference) => {
                    let ty = &reference.elem;
                    quote!(#(#attributes)* #pattern: &#lifetime #ty)
                }
                other => quote!(#(#attributes)* #pattern: #other),
            }
        }
    }
}

/// Whether the type is written as `HandlerResult`.
fn is_handler_result(ty: &Type) -> bool {
    let Type::Path(path) = ungrouped(ty.clone()) else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "HandlerResult" && last.arguments.is_none())
}
