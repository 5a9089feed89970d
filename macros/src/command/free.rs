//! `#[command]` above a function: the function stays callable, and returns a future type on which its row hangs.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Error, FnArg, Lifetime, Pat, ReturnType, Signature, Type, parse_quote};

use super::hooks::{Hooks, free_methods};
use super::kind::Kind;
use super::parameters::{self, Owner, Parameters};
use super::row;
use super::settings::Settings;
use super::suggestions::{Suggests, suggest};
use crate::block::{Block, Method};
use crate::event_handler::Errors;

/// The most parameters for which the library implements `CommandFn`.
const MOST_PARAMETERS: usize = 16;

const WRONG_PLACE: &str =
    "`#[command]` belongs above an `async fn`: a function, or a method in a block with `#[handlers]`";

pub(crate) fn expand(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let Ok(mut function) = syn::parse2::<Method>(item.clone()) else {
        let message = match syn::parse2::<Block>(item.clone()) {
            Ok(_) => "`#[command]` belongs above a function or a method; write `#[handlers]` above an `impl`",
            Err(_) => WRONG_PLACE,
        };
        let error = Error::new(item.span(), message).into_compile_error();
        return quote!(#error #item);
    };
    let mut errors = Errors::default();
    if let Some(FnArg::Receiver(receiver)) = function.signature.inputs.first() {
        errors.add(receiver, "write `#[handlers]` above the `impl` with this method");
        return plain(function, errors);
    }
    let settings = Settings::read(arguments, &Kind::Command.known(), &mut errors);
    check_signature(&function.signature, &mut errors);
    let (state, state_value) = (quote!(__State), quote!(__state));
    let owner = Owner { kind: Kind::Command, state: &state, state_value: &state_value, is_method: false };
    let read = parameters::read(&function.signature, &owner, &mut errors);
    let hooks = Hooks::of(&settings, &mut errors);
    let name = function.name().clone();
    let parts = (&read, &hooks);
    let row = row::tokens(0, Kind::Command, &name, &function.attributes, &settings, parts, &mut errors);
    if errors.len() > 0 {
        return plain(function, errors);
    }
    let target = name.to_token_stream();
    let call = parameters::call(&read, Kind::Command, &target, row.is_text, &function.signature);
    parameters::strip(&mut function.signature);
    let cfg: Vec<Attribute> = function.conditions().into_iter().cloned().collect();
    let future = format_ident!("__{}_call", name.unraw());
    let (outer, result) = outer(&function, &future);
    let doc = format!("The future of [`{name}`].");
    let (visibility, row, commands) = (&function.visibility, row.tokens, impls(&read, &hooks, &call));
    quote! {
        #outer
        #(#cfg)*
        #[doc = #doc]
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #[must_use = "a command does nothing unless it is awaited"]
        #visibility struct #future<'__call>(::greenroom::command::BoxFuture<'__call, #result>);
        #(#cfg)*
        const _: () = {
            impl<'__call> ::core::future::Future for #future<'__call> {
                type Output = #result;
                fn poll(
                    self: ::core::pin::Pin<&mut Self>,
                    __context: &mut ::core::task::Context<'_>,
                ) -> ::core::task::Poll<#result> {
                    ::core::future::Future::poll(self.get_mut().0.as_mut(), __context)
                }
            }
            #[doc(hidden)]
            pub struct __Command;
            const __ROW: ::greenroom::command::Row = #row;
            impl<'__call> ::greenroom::command::Described for #future<'__call> {
                type Command = __Command;
                const ROW: ::greenroom::command::Row = __ROW;
            }
            #commands
        };
    }
}

/// The function as it was written, without the attributes that only the macro reads.
fn plain(mut function: Method, errors: Errors) -> TokenStream {
    parameters::strip(&mut function.signature);
    let errors = errors.into_tokens();
    quote!(#errors #[allow(dead_code, clippy::unused_async)] #function)
}

fn check_signature(signature: &Signature, errors: &mut Errors) {
    if signature.asyncness.is_none() {
        errors.add(signature.fn_token, "a command is an `async fn`: write `async` before `fn`");
    }
    if let Some(parameter) = signature.generics.params.first() {
        errors.add(parameter, "a command has no parameters of its own: its options are registered once");
    }
    if let Some(parameter) = signature.inputs.iter().nth(MOST_PARAMETERS) {
        let message = "a command that is a function has at most 16 parameters; put options into a struct with \
                       `#[derive(Options)]`, and mark the parameter with `#[option(flatten)]`";
        errors.add(parameter, message);
    }
    if let ReturnType::Type(_, ty) = &signature.output
        && let Type::ImplTrait(opaque) = &**ty
    {
        errors.add(opaque, "a command that is a function names the type that it returns, as `String` or `Reply`");
    }
}

/// The impls of the code behind the function.
fn impls(read: &Parameters, hooks: &Hooks, call: &TokenStream) -> TokenStream {
    let bounds = read.states.iter().map(|ty| quote_spanned!(ty.span()=> + ::greenroom::command::Has<#ty>));
    let hooks = free_methods(hooks);
    let arms: TokenStream = read
        .suggestions
        .iter()
        .map(|(option, path, cfg, ty)| {
            suggest(path, ty, Suggests { has_self: false, has_others: true }, cfg, &quote!(#option))
        })
        .collect();
    let complete = (!arms.is_empty()).then(|| {
        quote! {
            fn complete<'a>(
                _: &'a __State,
                __option: &'a str,
                __call: &'a ::greenroom::command::Call,
            ) -> ::greenroom::command::BoxFuture<
                'a,
                ::greenroom::command::CommandResult<::std::vec::Vec<::greenroom::model::CommandChoice>>,
            > {
                match __option {
                    #arms
                    _ => ::std::boxed::Box::pin(async { ::core::result::Result::Ok(::std::vec::Vec::new()) }),
                }
            }
        }
    });
    let stateless = read.states.is_empty().then(|| quote!(impl ::greenroom::command::Stateless for __Command {}));
    quote! {
        impl<__State: ::core::marker::Sync #(#bounds)*> ::greenroom::command::FreeCommand<__State> for __Command {
            fn run<'a>(
                __state: &'a __State,
                __call: &'a ::greenroom::command::Call,
            ) -> ::core::result::Result<::greenroom::command::Running<'a>, ::greenroom::command::Refused> {
                let _ = (__state, __call);
                #call
            }
            #complete
            #hooks
        }
        #stateless
    }
}

/// The function that returns the future type, with the body in a function inside it; and the type of the result.
pub(super) fn outer(function: &Method, future: &Ident) -> (TokenStream, TokenStream) {
    let Method { attributes, visibility, signature, body } = function;
    let mut inner = signature.clone();
    inner.ident = Ident::new("__command_body", signature.ident.span());
    let mut outer = signature.clone();
    outer.asyncness = None;
    let mut pass = Vec::new();
    for (index, input) in outer.inputs.iter_mut().enumerate() {
        let FnArg::Typed(argument) = input else { continue };
        let name = match &*argument.pat {
            Pat::Ident(pattern) => pattern.ident.clone(),
            _ => format_ident!("__argument_{index}"),
        };
        let cfg = argument.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        pass.push(quote!(#(#cfg)* #name));
        *argument.pat = parse_quote!(#name);
        *argument.ty = Type::Verbatim(with_lifetime(argument.ty.to_token_stream()));
    }
    let result = match &outer.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => with_lifetime(ty.to_token_stream()),
    };
    outer.generics.params.insert(0, parse_quote!('__call));
    outer.output = parse_quote!(-> #future<'__call>);
    let tokens = quote! {
        #(#attributes)*
        #[allow(clippy::too_many_arguments, clippy::used_underscore_binding)]
        #visibility #outer {
            #[allow(clippy::too_many_arguments, clippy::unused_async)]
            #inner #body
            #future(::std::boxed::Box::pin(__command_body(#(#pass),*)))
        }
    };
    (tokens, result)
}

/// A type with the lifetime of the call where a lifetime is left out: behind `&`, and as `'_`.
fn with_lifetime(tokens: TokenStream) -> TokenStream {
    let mut result = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_lifetime =
            |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(it)) if it.as_char() == '\'');
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '&' => {
                let span = punct.span();
                result.extend([TokenTree::Punct(punct)]);
                if !is_lifetime(tokens.peek()) {
                    Lifetime::new("'__call", span).to_tokens(&mut result);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '\'' => match tokens.next() {
                Some(TokenTree::Ident(name)) if name == "_" => {
                    Lifetime::new("'__call", name.span()).to_tokens(&mut result);
                }
                other => {
                    result.extend([TokenTree::Punct(punct)]);
                    result.extend(other);
                }
            },
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), with_lifetime(group.stream()));
                inner.set_span(group.span());
                result.extend([TokenTree::Group(inner)]);
            }
            other => result.extend([other]),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_that_are_left_out_are_those_of_the_call() {
        for (written, expected) in [
            ("& str", "& '__call str"),
            ("& 'static str", "& 'static str"),
            ("State < '_ , Pool >", "State < '__call , Pool >"),
            ("Result < (& A , & mut B) , E < 'a > >", "Result < (& '__call A , & '__call mut B) , E < 'a > >"),
            ("String", "String"),
        ] {
            let expected: TokenStream = expected.parse().unwrap();
            assert_eq!(with_lifetime(written.parse().unwrap()).to_string(), expected.to_string());
        }
    }
}
