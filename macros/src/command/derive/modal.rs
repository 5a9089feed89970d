//! `#[derive(Modal)]`: the fields of a struct are the fields of a form.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, DeriveInput, Error, Field, LitStr};

use crate::command::names::{length_problem, of_identifier};
use crate::command::option::bounds;
use crate::command::settings::{Known, Settings, option_tokens};
use crate::command::texts::documented;
use crate::event_handler::Errors;
use crate::fields::named_fields;

const MODAL: Known<'static> = Known { attribute: "#[modal]", words: &[], texts: 1 };

#[rustfmt::skip]
const INPUT: Known<'static> = Known {
    attribute: "#[input]",
    words: &["paragraph", "radio", "length", "min", "max", "placeholder", "default", "description", "files"],
    texts: 1,
};

/// The most components of a form.
const MOST: usize = 5;

pub(crate) fn modal(input: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    let wrong = "`#[derive(Modal)]` is for a struct with named fields";
    let fields = match named_fields(input, wrong, wrong) {
        Ok(fields) => fields,
        Err(error) => {
            errors.push(Error::new(input.ident.span(), error));
            return None;
        }
    };
    super::without_parameters(input, "Modal", errors)?;
    let settings = Settings::find(&input.attrs, "modal", &MODAL, errors).unwrap_or_default();
    let title = settings.texts.first().map(|text| (text.value(), text.span())).or_else(|| documented(&input.attrs));
    let title = match title {
        Some((title, at)) => {
            if let Some(problem) = length_problem("the title", &title, 45) {
                errors.push(Error::new(at, problem));
            }
            title
        }
        None => {
            errors.add(&input.ident, "a modal has a title: write `#[modal(\"Report\")]` below the derive");
            String::new()
        }
    };
    let (mut adds, mut count, mut questions) = (Vec::new(), 0, Vec::new());
    for field in fields {
        let texts = texts(&field.attrs, errors);
        count += texts.len() + 1;
        let before = count - texts.len() - 1;
        if before < MOST + 1 && count > MOST {
            errors.add(&field.ident, "Discord allows at most 5 fields and texts in a modal");
        }
        adds.extend(texts.iter().map(|text| quote!(let __form = ::greenroom::command::add_text(__form, #text);)));
        adds.push(add(field, &mut questions, errors));
    }
    if fields.is_empty() {
        errors.add(&input.ident, "a modal has 1 to 5 fields");
    }
    let reads = fields.iter().map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        let id = ident.as_ref().map(of_identifier).unwrap_or_default();
        quote_spanned! {ty.span()=>
            #ident: { let _ = <#ty as ::greenroom::command::ModalInput>::REQUIRED; __fields.field::<#ty>(#id)? }
        }
    });
    let (name, visibility) = (&input.ident, &input.vis);
    Some(quote! {
        impl ::greenroom::command::Modal for #name {
            fn form(
                __filled: ::core::option::Option<&Self>,
                __custom_id: ::std::string::String,
            ) -> ::greenroom::model::ModalForm {
                let __form = ::greenroom::model::ModalForm::new(__custom_id, #title);
                #(#adds)*
                __form
            }
            fn read(
                __fields: &::greenroom::command::Fields<'_>,
            ) -> ::core::result::Result<Self, ::greenroom::command::Refused> {
                ::core::result::Result::Ok(Self { #(#reads),* })
            }
        }
        impl #name {
            /// Opens the form empty. `id` is the custom id of the modal, which the method with `#[modal]` receives.
            #[allow(dead_code)]
            #visibility fn ask<__Id: ::greenroom::command::CustomId>(
                id: __Id,
            ) -> ::greenroom::command::Ask<Self, __Id> {
                ::greenroom::command::ask_empty(id)
            }
        }
    })
}

/// The texts in `#[text("..")]` above a field.
fn texts(attributes: &[Attribute], errors: &mut Errors) -> Vec<LitStr> {
    let mut texts = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("text")) {
        match attribute.parse_args::<LitStr>() {
            Ok(text) => {
                if let Some(problem) = length_problem("this text", &text.value(), 4000) {
                    errors.add(&text, problem);
                }
                texts.push(text);
            }
            Err(error) => errors.push(Error::new(error.span(), "write `#[text(\"A text between the fields\")]`")),
        }
    }
    texts
}

/// The code that adds a field to the form. `questions` are those of the fields before.
fn add(field: &Field, questions: &mut Vec<String>, errors: &mut Errors) -> TokenStream {
    let Some(ident) = &field.ident else { return TokenStream::new() };
    let (ty, id) = (&field.ty, of_identifier(ident));
    let settings = Settings::find(&field.attrs, "input", &INPUT, errors).unwrap_or_default();
    let label = settings.texts.first().map(|text| (text.value(), text.span())).or_else(|| documented(&field.attrs));
    let label = match label {
        Some((label, at)) => {
            if let Some(problem) = length_problem("this question", &label, 45) {
                errors.push(Error::new(at, format!("{problem}; `description = \"..\"` has room for 100")));
            }
            if questions.contains(&label) {
                let message = "another field has the same question; change one, so that users can tell them apart";
                errors.push(Error::new(at, message));
            }
            questions.push(label.clone());
            label
        }
        None => {
            let message = format!("the field `{id}` lacks its question: write `#[input(\"What happened?\")]` above it");
            errors.add(ident, message);
            String::new()
        }
    };
    let mut set = Vec::new();
    for word in ["paragraph", "radio"] {
        if settings.has(word, errors) {
            let word = syn::Ident::new(word, proc_macro2::Span::call_site());
            set.push(quote!(#word: true,));
        }
    }
    if let Some((word, value)) = settings.expr("length", "length = 10..=1000", errors) {
        for other in ["min", "max"].iter().filter_map(|other| settings.get(other)) {
            errors
                .add(&other.word, "`length` states both ends of a text; `min` and `max` are for selections and files");
        }
        if let Some((least, most)) = bounds(value, "length = 10..=1000", errors) {
            let (least, most) = (option_tokens(least), option_tokens(most));
            set.push(quote_spanned!(word.span()=> min: #least, max: #most,));
        }
    } else {
        for (word, example) in [("min", "min = 1"), ("max", "max = 3")] {
            if let Some((word, value)) = settings.expr(word, example, errors) {
                let value = option_tokens(Some(quote!(#value)));
                set.push(quote!(#word: #value,));
            }
        }
    }
    for (word, most) in [("placeholder", 100), ("default", 4000), ("description", 100)] {
        if let Some(text) = settings.text(word, &format!("{word} = \"..\""), errors) {
            if let Some(problem) = length_problem("this text", &text.value(), most) {
                errors.add(&text, problem);
            }
            let word = syn::Ident::new(word, proc_macro2::Span::call_site());
            set.push(quote!(#word: ::core::option::Option::Some(#text),));
        }
    }
    let parser = syn::punctuated::Punctuated::<LitStr, syn::Token![,]>::parse_terminated;
    if let Some((_, files)) = settings.list("files", "files(\".png\", \"image\")", parser, errors) {
        let files = files.iter();
        set.push(quote!(files: &[#(#files),*],));
    }
    let at = ty.span();
    // The compiler reports a type that is no field where the trait is named, and that once.
    quote_spanned! {at=>
        let _ = <#ty as ::greenroom::command::ModalInput>::REQUIRED;
        let __form = ::greenroom::command::add_field::<#ty>(
            __form,
            &::greenroom::command::InputSpec { #(#set)* ..::greenroom::command::InputSpec::new(#id, #label) },
            ::core::option::Option::map(__filled, |__filled| &__filled.#ident),
        );
    }
}
