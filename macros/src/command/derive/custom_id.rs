//! `#[derive(CustomId)]`: the fields of a struct are the values in a custom id.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Expr, ExprLit, Field, Lit, LitStr, Member, Path, Token};

use crate::command::names::snake;
use crate::command::settings::{Known, Settings, Value};
use crate::event_handler::Errors;

const CUSTOM_ID: Known<'static> = Known { attribute: "#[custom_id]", words: &["version", "from"], texts: 1 };

pub(crate) fn custom_id(input: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    let Data::Struct(data) = &input.data else {
        errors.add(&input.ident, "`#[derive(CustomId)]` is for structs; an enum in a field has `#[derive(Choice)]`");
        return None;
    };
    super::without_parameters(input, "CustomId", errors)?;
    let settings = Settings::find(&input.attrs, "custom_id", &CUSTOM_ID, errors).unwrap_or_default();
    let key = key(input, &settings, errors);
    let older = older(&settings, errors);
    let name = &input.ident;
    let fields: Vec<(Member, &Field)> = data.fields.members().zip(&data.fields).collect();
    let longest = fields.iter().map(|(_, field)| {
        let ty = &field.ty;
        quote_spanned!(ty.span()=> + 1 + <#ty as ::greenroom::command::IdPart>::LONGEST)
    });
    // The compiler reports a type that is no part where the trait is named, and that once.
    let named = |ty: &syn::Type| quote_spanned!(ty.span()=> let _ = <#ty as ::greenroom::command::IdPart>::LONGEST;);
    let writes = fields.iter().map(|(member, field)| {
        let named = named(&field.ty);
        quote_spanned!(field.ty.span()=> #named __id.part(&self.#member);)
    });
    let reads = fields.iter().map(|(member, field)| {
        let (ty, named) = (&field.ty, named(&field.ty));
        quote_spanned!(ty.span()=> #member: { #named __values.part()? },)
    });
    let migrations = older.iter().map(|old| {
        quote_spanned! {old.span()=>
            if <#old as ::greenroom::command::CustomId>::KEYS.contains(&__key) {
                let __old = <#old as ::greenroom::command::CustomId>::read(__key, __values)?;
                return ::core::result::Result::Ok(<Self as ::core::convert::From<#old>>::from(__old));
            }
        }
    });
    let keys = older.iter().map(|old| quote_spanned!(old.span()=> <#old as ::greenroom::command::CustomId>::KEYS));
    let keys = quote!(&[#(#keys),*]);
    // With the place of the name, where the compiler reports what is checked.
    let join = quote_spanned! {name.span()=>
        ::greenroom::command::join_keys::<{ ::greenroom::command::count_keys(#keys) }>(#key, #keys)
    };
    let must = quote_spanned! {name.span()=>
        ::greenroom::command::must(
            <#name as ::greenroom::command::CustomId>::LONGEST <= 100,
            "this custom id can be longer than 100 characters; shorten a `Text<N>` or the key, or store the values \
             and put the number of the record into the id",
        )
    };
    Some(quote! {
        impl ::greenroom::command::CustomId for #name {
            const KEY: &'static str = #key;
            const KEYS: &'static [&'static str] = &#join;
            const LONGEST: usize = #key.len() #(#longest)*;
            fn write(&self, __id: &mut ::greenroom::command::IdWriter) {
                #(#writes)*
                let _ = __id;
            }
            fn read(
                __key: &str,
                __values: &mut ::greenroom::command::IdReader<'_>,
            ) -> ::core::result::Result<Self, ::greenroom::command::Refused> {
                #(#migrations)*
                let _ = (__key, &__values);
                ::core::result::Result::Ok(Self { #(#reads)* })
            }
        }
        const _: () = {
            let _ = <#name as ::greenroom::command::CustomId>::KEYS;
            #must;
        };
    })
}

/// The key with the version: `poll`, `poll~2`.
fn key(input: &DeriveInput, settings: &Settings, errors: &mut Errors) -> String {
    let own = settings.texts.first();
    let key = own.map_or_else(|| snake(&input.ident.to_string()), LitStr::value);
    let is_good = !key.is_empty() && key.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '-'));
    if !is_good {
        let at = own.map_or_else(|| input.ident.to_token_stream(), ToTokens::to_token_stream);
        errors.add(at, "the key of a custom id consists of `a`–`z`, `A`–`Z`, `0`–`9`, `_` and `-`");
    }
    match settings.expr("version", "version = 2", errors) {
        Some((_, Expr::Lit(ExprLit { lit: Lit::Int(version), .. }))) => match version.base10_parse::<u32>() {
            Ok(version) if version > 1 => format!("{key}~{version}"),
            Ok(1) => key,
            _ => {
                errors.add(version, "the version is a whole number, from 1");
                key
            }
        },
        Some((_, other)) => {
            errors.add(other, "write `version = 2`");
            key
        }
        None => key,
    }
}

/// The types in `from = Old` or `from(Old, Older)`.
fn older(settings: &Settings, errors: &mut Errors) -> Vec<Path> {
    let example = "write `from = OldVote`, or `from(OldVote, OlderVote)`";
    let Some(setting) = settings.get("from") else { return Vec::new() };
    match &setting.value {
        Value::Is(Expr::Path(path)) => vec![path.path.clone()],
        Value::List(list) => {
            let parser = Punctuated::<Path, Token![,]>::parse_terminated;
            match syn::parse::Parser::parse2(parser, list.clone()) {
                Ok(list) => list.into_iter().collect(),
                Err(error) => {
                    errors.push(syn::Error::new(error.span(), example));
                    Vec::new()
                }
            }
        }
        Value::Is(_) | Value::Alone => {
            errors.add(&setting.word, example);
            Vec::new()
        }
    }
}
