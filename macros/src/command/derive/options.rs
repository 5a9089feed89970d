//! `#[derive(Options)]`: the fields of a struct are options, the variants of an enum are sub-commands.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Field, Fields, LitStr, Variant};

use crate::command::names;
use crate::command::option::{self, OptionCode};
use crate::command::settings::{Known, Settings};
use crate::command::texts::{Localized, documented};
use crate::event_handler::Errors;

const VARIANT: Known<'static> = Known { attribute: "#[option]", words: &["name", "description"], texts: 1 };

const WRONG: &str = "`#[derive(Options)]` is for a struct with named fields, which are options, or for an enum, whose \
                     variants are sub-commands";

pub(crate) fn options(input: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    super::without_parameters(input, "Options", errors)?;
    let (slot, read) = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                let (slots, reads) = fields_code(fields.named.iter(), errors);
                let slot = quote!(::greenroom::command::Slot::Flat(const { &[#(#slots),*] }));
                (slot, quote!(::core::result::Result::Ok(Self { #(#reads),* })))
            }
            Fields::Unnamed(_) | Fields::Unit => {
                errors.add(&input.ident, WRONG);
                return None;
            }
        },
        Data::Enum(data) => {
            let variants: Vec<(TokenStream, TokenStream)> =
                data.variants.iter().map(|variant| subcommand(variant, errors)).collect();
            if let Some(variant) = data.variants.iter().nth(25) {
                errors.add(&variant.ident, "Discord allows at most 25 sub-commands in a command or a group");
            }
            let (specs, arms): (Vec<_>, Vec<_>) = variants.into_iter().unzip();
            let slot = quote!(::greenroom::command::Slot::Subcommands(const { &[#(#specs),*] }));
            (slot, choose(&arms))
        }
        Data::Union(_) => {
            errors.add(&input.ident, WRONG);
            return None;
        }
    };
    let name = &input.ident;
    Some(quote! {
        impl ::greenroom::command::OptionSet for #name {
            const SLOT: ::greenroom::command::Slot = #slot;
            fn read(
                __reader: &::greenroom::command::Reader<'_>,
            ) -> ::core::result::Result<Self, ::greenroom::command::Refused> {
                let _ = __reader;
                #read
            }
        }
        const _: ::greenroom::command::Slot = <#name as ::greenroom::command::OptionSet>::SLOT;
    })
}

/// The slots, and the fields of the struct expression.
fn fields_code<'a>(
    fields: impl Iterator<Item = &'a Field>,
    errors: &mut Errors,
) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let mut options: Vec<(OptionCode, Vec<Attribute>)> = Vec::new();
    let mut reads = Vec::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        let option = option::read(ident, &field.ty, &field.attrs, errors);
        if let Some(path) = &option.autocomplete {
            errors.add(path, "values are suggested for the options of a command, and not for those of a set");
        }
        let is_twin = |(other, _): &(OptionCode, Vec<Attribute>)| option.name.is_some() && option.name == other.name;
        if options.iter().any(is_twin) {
            let name = option.name.clone().unwrap_or_default();
            errors.add(ident, format!("there are two options `{name}`; rename one with `#[option(name = \"..\")]`"));
        }
        let read = &option.read;
        reads.push(quote!(#ident: #read));
        options.push((option, Vec::new()));
    }
    (option::slots(options.iter().map(|(option, cfg)| (option, &cfg[..]))), reads)
}

/// The `SubcommandSpec` of a variant, and the arm that reads it.
fn subcommand(variant: &Variant, errors: &mut Errors) -> (TokenStream, TokenStream) {
    let ident = &variant.ident;
    let settings = Settings::find(&variant.attrs, "option", &VARIANT, errors).unwrap_or_default();
    let names = Localized::of(&settings, "name", names::problem, errors);
    let own = names::snake(&syn::ext::IdentExt::unraw(ident).to_string());
    let name = names.text.as_ref().map_or(own, LitStr::value);
    if let (None, Some(problem)) = (&names.text, names::problem(&name)) {
        errors.add(ident, format!("{problem}; give it another one with `#[option(name = \"..\")]`"));
    }
    let too_long = |text: &str| names::length_problem("this description", text, 100);
    let descriptions = Localized::of(&settings, "description", too_long, errors);
    let text = settings.texts.first().or(descriptions.text.as_ref()).map(|text| (text.value(), text.span()));
    let description = match text.or_else(|| documented(&variant.attrs)) {
        Some((text, at)) => {
            if let Some(problem) = too_long(&text) {
                errors.push(syn::Error::new(at, problem));
            }
            text
        }
        None => {
            errors
                .add(ident, format!("the sub-command `{name}` lacks a description: write `/// What it does` above it"));
            String::new()
        }
    };
    let (slots, value) = match &variant.fields {
        Fields::Unit => (Vec::new(), quote!(Self::#ident)),
        Fields::Named(fields) => {
            let (slots, reads) = fields_code(fields.named.iter(), errors);
            (slots, quote!(Self::#ident { #(#reads),* }))
        }
        Fields::Unnamed(fields) => {
            let mut all = fields.unnamed.iter();
            let (Some(field), None) = (all.next(), all.next()) else {
                errors.add(fields, "a variant has named fields, or one field whose type has `#[derive(Options)]`");
                return (TokenStream::new(), TokenStream::new());
            };
            let (ty, at) = (&field.ty, field.ty.span());
            let slot = quote_spanned!(at=> <#ty as ::greenroom::command::OptionSet>::SLOT);
            (vec![slot], quote_spanned!(at=> Self::#ident(<#ty as ::greenroom::command::OptionSet>::read(&__reader)?)))
        }
    };
    let (others, described) = (names.others(), descriptions.others());
    let spec = quote! {
        ::greenroom::command::SubcommandSpec {
            name: #name,
            names: #others,
            description: #description,
            descriptions: #described,
            options: const { &[#(#slots),*] },
        }
    };
    (spec, quote!(#name => ::core::result::Result::Ok(#value),))
}

/// The code that reads the sub-command that the user chose.
fn choose(arms: &[TokenStream]) -> TokenStream {
    quote! {
        match __reader.subcommand() {
            ::core::option::Option::Some((__name, __reader)) => {
                let _ = __reader;
                match __name {
                    #(#arms)*
                    _ => ::core::result::Result::Err(::greenroom::command::Refused::outdated()),
                }
            }
            ::core::option::Option::None => {
                ::core::result::Result::Err(::greenroom::command::Refused::outdated())
            }
        }
    }
}
