//! One option: a parameter of a command, or a field of a set of options.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprRange, Ident, LitStr, RangeLimits, Token, Type, punctuated::Punctuated};

use super::names;
use super::settings::{Known, Settings, option_tokens};
use super::texts::{Localized, documented};
use crate::event_handler::Errors;

#[rustfmt::skip]
const OPTION: Known<'static> = Known {
    attribute: "#[option]",
    words: &[
        "name", "description", "length", "range", "default", "channels", "files", "autocomplete", "rest", "flag",
        "flatten",
    ],
    texts: 1,
};

/// An option.
pub(crate) struct OptionCode {
    /// The name at Discord. `None` for a set of options.
    pub(crate) name: Option<String>,
    /// The `Slot`, as code.
    pub(crate) slot: TokenStream,
    /// The code that reads it, by `__reader`.
    pub(crate) read: TokenStream,
    /// Whether it must be given, as code. `None` for a set of options, whose options the row checks.
    required: Option<TokenStream>,
    /// The function that suggests values.
    pub(crate) autocomplete: Option<Expr>,
    /// The place of `rest`, which only the last option has.
    pub(crate) rest: Option<Ident>,
    place: Span,
}

/// Whether the attribute belongs to an option, and is removed.
pub(crate) fn is_own(attribute: &Attribute) -> bool {
    attribute.path().is_ident("option") || attribute.path().is_ident("doc")
}

/// The option of a parameter or field with this name, type and attributes.
pub(crate) fn read(ident: &Ident, ty: &Type, attributes: &[Attribute], errors: &mut Errors) -> OptionCode {
    let settings = Settings::find(attributes, "option", &OPTION, errors).unwrap_or_default();
    let at = ty.span();
    if settings.has("flatten", errors) {
        for word in OPTION.words.iter().filter(|word| **word != "flatten") {
            if let Some(setting) = settings.get(word) {
                errors.add(&setting.word, format!("`flatten` takes all from the type, so `{word}` belongs there"));
            }
        }
        return OptionCode {
            name: None,
            slot: quote_spanned!(at=> <#ty as ::greenroom::command::OptionSet>::SLOT),
            read: quote_spanned!(at=> <#ty as ::greenroom::command::OptionSet>::read(&__reader)?),
            required: None,
            autocomplete: None,
            rest: None,
            place: ident.span(),
        };
    }

    let names = Localized::of(&settings, "name", names::problem, errors);
    let name = names.text.as_ref().map_or_else(|| names::of_identifier(ident), LitStr::value);
    if names.text.is_none()
        && let Some(problem) = names::problem(&name)
    {
        errors.add(ident, format!("{problem}; give it another one with `#[option(name = \"..\")]`"));
    }
    let too_long = |text: &str| names::length_problem("this description", text, 100);
    let descriptions = Localized::of(&settings, "description", too_long, errors);
    let description = description(ident, &name, &settings, &descriptions, attributes, errors);

    let mut spec = quote_spanned!(at=> <#ty as ::greenroom::command::Arg>::SPEC.described(#name, #description));
    let (others, described) = (names.others(), descriptions.others());
    if settings.get("name").is_some() {
        spec = quote!(#spec.names(#others));
    }
    if settings.get("description").is_some() {
        spec = quote!(#spec.descriptions(#described));
    }
    spec = limits(&settings, ty, spec, errors);
    let autocomplete =
        settings.expr("autocomplete", "autocomplete = Self::items", errors).map(|(_, path)| path.clone());
    if autocomplete.is_some() {
        spec = quote!(#spec.autocomplete());
    }
    if settings.has("flag", errors)
        && let Some(flag) = settings.get("flag")
    {
        spec = checked(&flag.word, &quote!(is_flag), ty, &quote!(#spec.flag()));
    }
    let rest = settings.has("rest", errors).then(|| settings.get("rest").map(|setting| setting.word.clone())).flatten();
    if let Some(rest) = &rest {
        spec = checked(rest, &quote!(is_text), ty, &quote!(#spec.rest()));
    }
    let mut required = quote_spanned!(at=> <#ty as ::greenroom::command::Arg>::REQUIRED);
    let mut read = quote_spanned!(at=> <#ty as ::greenroom::command::Arg>::take(__reader.value(#name), #name)?);
    if let Some((_, default)) = settings.expr("default", "default = 3", errors) {
        spec = quote!(#spec.optional());
        required = quote!(false);
        read = quote_spanned!(at=> __reader.arg_or::<#ty>(#name, || #default)?);
    }
    OptionCode {
        name: Some(name),
        slot: quote!(::greenroom::command::Slot::One(#spec)),
        read,
        required: Some(required),
        autocomplete,
        rest,
        place: ident.span(),
    }
}

/// The description: the text in the attribute, or the doc comment.
fn description(
    ident: &Ident,
    name: &str,
    settings: &Settings,
    descriptions: &Localized,
    attributes: &[Attribute],
    errors: &mut Errors,
) -> String {
    let text = settings.texts.first().or(descriptions.text.as_ref()).map(|text| (text.value(), text.span()));
    match text.or_else(|| documented(attributes)) {
        Some((text, at)) => {
            if let Some(problem) = names::length_problem("this description", &text, 100) {
                errors.push(syn::Error::new(at, problem));
            }
            text
        }
        None => {
            let message =
                format!("the option `{name}` lacks a description: write `#[option(\"What it is\")]` before it");
            errors.add(ident, message);
            String::new()
        }
    }
}

/// Adds what limits the value.
fn limits(settings: &Settings, ty: &Type, mut spec: TokenStream, errors: &mut Errors) -> TokenStream {
    if let Some((word, value)) = settings.expr("length", "length = 1..=40", errors)
        && let Some((least, most)) = bounds(value, "length = 1..=40", errors)
    {
        let (least, most) = (option_tokens(least), option_tokens(most));
        spec = checked(
            word,
            &quote!(is_text),
            ty,
            &quote_spanned! {word.span()=>
                ::greenroom::command::OptionSpec::length(#spec, #least, #most)
            },
        );
    }
    if let Some((word, value)) = settings.expr("range", "range = 1..=10", errors)
        && let Some((least, most)) = bounds(value, "range = 1..=10", errors)
    {
        // With the place of `range`, so that an option that is not a number is reported there, and a bound of another
        // type at the bound.
        let ty = quote_spanned!(word.span()=> ::greenroom::command::Bound<#ty>);
        let one = |bound: Option<TokenStream>| match bound {
            Some(bound) => quote!({ let __bound: #ty = #bound; ::core::option::Option::Some(__bound as f64) }),
            None => option_tokens(None),
        };
        let (least, most) = (one(least), one(most));
        spec = quote_spanned!(word.span()=> ::greenroom::command::OptionSpec::range(#spec, #least, #most));
    }
    let example = "channels(GuildText, ..)";
    if let Some((word, kinds)) =
        settings.list("channels", example, Punctuated::<Ident, Token![,]>::parse_terminated, errors)
    {
        let kinds = kinds.iter();
        let limited = quote!(#spec.channels(&[#(::greenroom::model::ChannelKind::#kinds),*]));
        spec = checked(word, &quote!(is_channel), ty, &limited);
    }
    let example = "files(\".png\", \"image\")";
    if let Some((word, kinds)) =
        settings.list("files", example, Punctuated::<LitStr, Token![,]>::parse_terminated, errors)
    {
        let kinds = kinds.iter();
        spec = checked(word, &quote!(is_file), ty, &quote!(#spec.files(&[#(#kinds),*])));
    }
    spec
}

/// The code with a check of the type, which is reported at the word.
fn checked(word: &Ident, check: &TokenStream, ty: &Type, code: &TokenStream) -> TokenStream {
    let check = quote_spanned!(word.span()=> ::greenroom::command::#check::<#ty>());
    quote!({ #check; #code })
}

/// The bounds of a range.
pub(super) fn bounds(
    value: &Expr,
    example: &str,
    errors: &mut Errors,
) -> Option<(Option<TokenStream>, Option<TokenStream>)> {
    let one = |bound: &Option<Box<Expr>>| bound.as_ref().map(ToTokens::to_token_stream);
    match value {
        Expr::Range(ExprRange { start, end, limits: RangeLimits::Closed(_), .. }) => Some((one(start), one(end))),
        Expr::Range(ExprRange { start: start @ Some(_), end: None, .. }) => Some((one(start), None)),
        other => {
            errors.add(other, format!("write `{example}`: both ends are part of it"));
            None
        }
    }
}

/// The slots, each with a check that no required option stands after an optional one.
pub(crate) fn slots<'a>(options: impl IntoIterator<Item = (&'a OptionCode, &'a [Attribute])>) -> Vec<TokenStream> {
    let mut slots = Vec::new();
    let mut previous: Option<&OptionCode> = None;
    for (option, cfg) in options {
        let slot = &option.slot;
        let check = match (previous, &option.required, &option.name) {
            (Some(OptionCode { required: Some(before), name: Some(optional), .. }), Some(required), Some(name)) => {
                let message = format!(
                    "the required option `{name}` stands after the optional `{optional}`; Discord expects the required \
                     ones first"
                );
                Some(quote_spanned!(option.place=> ::greenroom::command::must(#before || !#required, #message);))
            }
            _ => None,
        };
        slots.push(quote!(#(#cfg)* { #check #slot }));
        if cfg.is_empty() {
            previous = Some(option);
        }
    }
    slots
}
