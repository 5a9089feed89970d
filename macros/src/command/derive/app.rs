//! `#[derive(EventHandler)]`: the fields of a struct are its state and the handlers that it consists of.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{DeriveInput, Error, Field, Path, Token, parse_quote};

use crate::command::settings::{Known, Settings};
use crate::event_handler::Errors;
use crate::fields::named_fields;

const HANDLER: Known<'static> = Known { attribute: "#[handler]", words: &["commands", "name"], texts: 0 };

pub(crate) fn event_handler(input: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    let wrong = "`#[derive(EventHandler)]` is for a struct with named fields: handlers, and state with `#[state]`";
    let fields = match named_fields(input, wrong, wrong) {
        Ok(fields) => fields,
        Err(error) => {
            errors.push(Error::new(input.ident.span(), error));
            return None;
        }
    };
    let (states, parts): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(is_state);
    let settings = Settings::find(&input.attrs, "handler", &HANDLER, errors).unwrap_or_default();
    let parser = Punctuated::<Path, Token![,]>::parse_terminated;
    let commands = settings.list("commands", "commands(roll, ..)", parser, errors);
    let commands: Vec<Path> = commands.map(|(_, list)| list.into_iter().collect()).unwrap_or_default();
    let (name, (generics, arguments, conditions)) = (&input.ident, input.generics.split_for_impl());

    let mut has = TokenStream::new();
    for (index, field) in states.iter().enumerate() {
        let (ident, ty) = (&field.ident, &field.ty);
        let written = ty.to_token_stream().to_string();
        if states.iter().take(index).any(|other| other.ty.to_token_stream().to_string() == written) {
            let message =
                "two states have this type, and commands find states by their type; give one a type of its own";
            errors.add(ty, message);
            continue;
        }
        has.extend(quote_spanned! {ty.span()=>
            impl #generics ::greenroom::command::Has<#ty> for #name #arguments #conditions {
                fn state(&self) -> &#ty {
                    &self.#ident
                }
            }
        });
    }
    let (table, provided) = match commands.is_empty() {
        true => (None, None),
        false => {
            let (methods, code) = free(&commands);
            let table = quote! {
                impl #generics #name #arguments #conditions {
                    #code
                }
                impl #generics ::greenroom::command::Commands for #name #arguments #conditions {
                    #methods
                }
            };
            let provided = quote! {
                fn commands(&self) -> ::core::option::Option<&dyn ::greenroom::command::Commands> {
                    ::core::option::Option::Some(self)
                }
            };
            (Some(table), Some(provided))
        }
    };
    let own_name = settings.text("name", "name = \"..\"", errors).map(|name| {
        quote! {
            fn name(&self) -> &'static str {
                #name
            }
        }
    });
    let parts = parts.iter().map(|field| {
        let (ident, at) = (&field.ident, field.ty.span());
        let path = format!("{name}.{}", field.ident.as_ref().map(syn::ext::IdentExt::unraw).into_iter().next()?);
        Some(quote_spanned! {at=>
            ::greenroom::handler::Part::new(#path, ::std::sync::Arc::clone(&self), |__app: &Self| &__app.#ident)
        })
    });
    let parts: Vec<TokenStream> = parts.flatten().collect();
    Some(quote! {
        #has
        #table
        impl #generics ::greenroom::handler::HasInterests for #name #arguments #conditions {}
        impl #generics ::greenroom::handler::EventHandler for #name #arguments #conditions {
            #own_name
            fn interests(&self) -> ::greenroom::handler::Interests {
                ::greenroom::handler::Interests::of(
                    &[],
                    ::greenroom::gateway::Intents::empty(),
                    ::greenroom::gateway::Intents::empty(),
                )
            }
            #provided
            fn parts(
                self: ::std::sync::Arc<Self>,
            ) -> ::core::option::Option<::std::vec::Vec<::greenroom::handler::Part>> {
                ::core::option::Option::Some(::std::vec![#(#parts),*])
            }
        }
    })
}

fn is_state(field: &&Field) -> bool {
    field.attrs.iter().any(|attribute| attribute.path().is_ident("state"))
}

/// The methods of `Commands` for commands that are functions, and the function by which they find the code of a
/// command.
fn free(commands: &[Path]) -> (TokenStream, TokenStream) {
    let ids = || 0..u16::try_from(commands.len()).unwrap_or(u16::MAX);
    let names: Vec<_> = ids().map(|id| format_ident!("__ROW_{id}")).collect();
    let rows = commands.iter().zip(&names).zip(ids()).map(|((path, name), id)| {
        let row = quote_spanned!(path.span()=> ::greenroom::command::row(&#path));
        quote!(const #name: ::greenroom::command::Row = #row.with_id(#id);)
    });
    let rows = quote!(#(#rows)*);
    let arms = commands.iter().zip(ids()).map(
        |(path, id)| quote_spanned!(path.span()=> #id => ::greenroom::command::code(&#path).with_state::<Self>(),),
    );
    let code = quote! {
        /// The code of a command by the id of its row.
        #[doc(hidden)]
        fn __command(__row: u16) -> ::core::option::Option<::greenroom::command::FreeCode<Self>> {
            ::core::option::Option::Some(match __row {
                #(#arms)*
                _ => return ::core::option::Option::None,
            })
        }
    };
    let lifetime: syn::Lifetime = parse_quote!('a);
    let future = |output: TokenStream| quote!(::greenroom::command::BoxFuture<#lifetime, #output>);
    let result = |output: TokenStream| quote!(::greenroom::command::CommandResult<#output>);
    let completed = future(result(quote!(::std::vec::Vec<::greenroom::model::CommandChoice>)));
    let checked = future(result(quote!(bool)));
    let told = future(quote!(::core::option::Option<::greenroom::command::Reply>));
    let limited = future(result(quote!(::core::option::Option<::greenroom::command::Cooldown>)));
    let methods = quote! {
        fn table(&self) -> &'static ::greenroom::command::Table {
            #rows
            static __TABLE: ::greenroom::command::Table = ::greenroom::command::Table::new(&[#(#names),*]);
            &__TABLE
        }
        fn run<'a>(
            &'a self,
            __row: u16,
            __call: &'a ::greenroom::command::Call,
        ) -> ::core::result::Result<::greenroom::command::Running<'a>, ::greenroom::command::Refused> {
            match Self::__command(__row) {
                ::core::option::Option::Some(__command) => (__command.run)(self, __call),
                ::core::option::Option::None => ::greenroom::command::unknown(),
            }
        }
        fn complete<'a>(
            &'a self,
            __row: u16,
            __option: &'a str,
            __call: &'a ::greenroom::command::Call,
        ) -> #completed {
            match Self::__command(__row) {
                ::core::option::Option::Some(__command) => (__command.complete)(self, __option, __call),
                ::core::option::Option::None => {
                    ::std::boxed::Box::pin(async { ::core::result::Result::Ok(::std::vec::Vec::new()) })
                }
            }
        }
        fn check<'a>(
            &'a self,
            __row: ::core::option::Option<u16>,
            __ctx: &'a ::greenroom::command::CallContext,
        ) -> #checked {
            match __row.and_then(Self::__command) {
                ::core::option::Option::Some(__command) => (__command.check)(self, __ctx),
                ::core::option::Option::None => ::std::boxed::Box::pin(async { ::core::result::Result::Ok(true) }),
            }
        }
        fn error<'a>(
            &'a self,
            __row: ::core::option::Option<u16>,
            __ctx: &'a ::greenroom::command::CallContext,
            __failure: &'a ::greenroom::command::CommandFailure,
        ) -> #told {
            match __row.and_then(Self::__command) {
                ::core::option::Option::Some(__command) => (__command.error)(self, __ctx, __failure),
                ::core::option::Option::None => ::std::boxed::Box::pin(async { ::core::option::Option::None }),
            }
        }
        fn cooldown<'a>(&'a self, __row: u16, __ctx: &'a ::greenroom::command::CallContext) -> #limited {
            match Self::__command(__row) {
                ::core::option::Option::Some(__command) => (__command.cooldown)(self, __ctx),
                ::core::option::Option::None => {
                    ::std::boxed::Box::pin(async { ::core::result::Result::Ok(::core::option::Option::None) })
                }
            }
        }
    };
    (methods, code)
}
