//! `#[derive(Choice)]`: the variants of an enum are the choices of an option.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Data, DeriveInput, Error, Ident, LitInt, LitStr, Token, Variant};

use crate::command::names::{length_problem, snake};
use crate::command::texts::Localized;
use crate::event_handler::Errors;

/// `#[choice("Very large", de = "Riesig", value = 3)]`
#[derive(Default)]
struct Settings {
    names: Localized,
    value: Option<LitInt>,
}

impl Parse for Settings {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (mut rest, mut value) = (TokenStream::new(), None);
        while !input.is_empty() {
            if input.peek(Ident) && input.fork().parse::<Ident>()? == "value" {
                let word: Ident = input.parse()?;
                input.parse::<Token![=]>()?;
                let message =
                    "the value of a choice is a whole number; without it, the name of the variant is the value";
                let negative = input.parse::<Option<Token![-]>>()?;
                let number: LitInt = input.parse().map_err(|error| Error::new(error.span(), message))?;
                if value.is_some() {
                    return Err(Error::new(word.span(), "`value` is written twice"));
                }
                let sign = if negative.is_some() { "-" } else { "" };
                value = Some(LitInt::new(&format!("{sign}{number}"), number.span()));
            } else if input.peek(LitStr) {
                let text: LitStr = input.parse()?;
                rest.extend(quote!(#text,));
            } else {
                let language: Ident = input.call(syn::ext::IdentExt::parse_any)?;
                input.parse::<Token![=]>()?;
                let text: LitStr = input.parse()?;
                rest.extend(quote!(#language = #text,));
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(Self { names: syn::parse2(rest)?, value })
    }
}

impl Settings {
    fn of(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let Some(attribute) = attributes.iter().find(|attribute| attribute.path().is_ident("choice")) else {
            return Self::default();
        };
        let settings: Self = attribute.parse_args().unwrap_or_else(|error| {
            errors.push(error);
            Self::default()
        });
        settings.names.check(|text| length_problem("the text of a choice", text, 100), errors);
        settings
    }
}

pub(crate) fn choice(input: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    let Data::Enum(data) = &input.data else {
        errors.add(&input.ident, "`#[derive(Choice)]` is for an enum whose variants have no fields");
        return None;
    };
    super::without_parameters(input, "Choice", errors)?;
    if data.variants.is_empty() {
        errors.add(&input.ident, "an enum with `#[derive(Choice)]` has 1 to 25 variants");
    }
    let before = errors.len();
    let settings: Vec<Settings> = data.variants.iter().map(|variant| Settings::of(&variant.attrs, errors)).collect();
    let is_integer = settings.iter().any(|settings| settings.value.is_some());
    let mut choices = Vec::new();
    for (index, (variant, settings)) in data.variants.iter().zip(&settings).enumerate() {
        if index == 25 {
            let message = "Discord allows at most 25 choices; use a type with `#[derive(Arg)]`, and suggest its \
                           values: `#[option(autocomplete = ..)]`";
            errors.add(&variant.ident, message);
        }
        if !variant.fields.is_empty() {
            errors.add(&variant.fields, "a choice has no fields");
        }
        choices.push(spec(variant, settings, is_integer, errors));
    }
    if errors.len() != before {
        return None;
    }
    Some(impls(
        &input.ident,
        &data.variants.iter().map(|variant| &variant.ident).collect::<Vec<_>>(),
        &choices,
        is_integer,
    ))
}

/// The `ChoiceSpec` of a variant, as code.
fn spec(variant: &Variant, settings: &Settings, is_integer: bool, errors: &mut Errors) -> TokenStream {
    let own = syn::ext::IdentExt::unraw(&variant.ident).to_string();
    let shown = settings.names.text.as_ref().map_or_else(|| own.clone(), LitStr::value);
    let names = settings.names.others();
    let value = match &settings.value {
        Some(number) => quote!(Integer(#number)),
        None if is_integer => {
            errors.add(&variant.ident, "either all choices have a `value`, or none");
            quote!(Integer(0))
        }
        None => {
            let text = snake(&own);
            quote!(Text(#text))
        }
    };
    quote! {
        ::greenroom::command::ChoiceSpec {
            name: #shown,
            names: #names,
            value: ::greenroom::command::ChoiceValue::#value,
        }
    }
}

fn impls(name: &Ident, variants: &[&Ident], choices: &[TokenStream], is_integer: bool) -> TokenStream {
    let indices = || 0..variants.len();
    let (positions, numbers) = (indices(), indices());
    let kind = if is_integer { quote!(Integer) } else { quote!(String) };
    quote! {
        impl ::greenroom::command::Choice for #name {
            fn index(&self) -> usize {
                match self {
                    #(Self::#variants => #positions,)*
                }
            }
            fn at(__index: usize) -> ::core::option::Option<Self> {
                match __index {
                    #(#numbers => ::core::option::Option::Some(Self::#variants),)*
                    _ => ::core::option::Option::None,
                }
            }
        }
        impl ::greenroom::command::Arg for #name {
            type Class = ::greenroom::command::Other;
            const KIND: ::greenroom::model::CommandOptionKind = ::greenroom::model::CommandOptionKind::#kind;
            const CHOICES: &'static [::greenroom::command::ChoiceSpec] = &[#(#choices),*];
            fn read(
                __value: &::greenroom::command::Value<'_>,
            ) -> ::core::result::Result<Self, ::greenroom::command::Refused> {
                ::greenroom::command::read_choice(__value)
            }
        }
        impl ::greenroom::command::SelectedItem for #name {}
        impl ::greenroom::command::FieldItem for #name {
            fn component(
                __spec: &::greenroom::command::InputSpec,
                __values: &[&Self],
                __many: bool,
                __required: bool,
            ) -> ::greenroom::model::Component {
                ::greenroom::command::choice_field(__spec, __values, __many, __required)
            }
        }
        impl ::greenroom::command::IdPart for #name {
            const LONGEST: usize =
                ::greenroom::command::longest_choice(<Self as ::greenroom::command::Arg>::CHOICES);
            fn write(&self, __id: &mut ::std::string::String) {
                ::greenroom::command::write_choice(self, __id);
            }
            fn read(__text: &str) -> ::core::option::Option<(Self, &str)> {
                ::greenroom::command::read_choice_part(__text)
            }
        }
    }
}
