//! `#[derive(New)]`: the function `new` of a struct that may get more fields.
//!
//! `#[new(id, content)]` on the struct lists the required fields. They are the arguments of `new`, in this order. Each
//! accepts any type that converts into the field, except numbers and booleans, because a number literal has no type of
//! its own. Every other field gets the value of `#[new(value = …)]` on the field, else the one of
//! `#[serde(default = "…")]`, else that of `Default`. These are the values that a field has when Discord leaves it out.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, DeriveInput, Error, Expr, ExprPath, Field, Ident, Lit, Meta, Result, Token, Type};

use crate::fields::named_fields;

pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    derive(input).unwrap_or_else(Error::into_compile_error)
}

fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let fields = named_fields(input, "`New` is for structs", "`New` is for structs whose fields have names")?;
    let arguments = arguments(input)?;
    for (place, argument) in arguments.iter().enumerate() {
        if !fields.iter().any(|field| field.ident.as_ref() == Some(argument)) {
            return Err(Error::new(argument.span(), format_args!("there is no field `{argument}`")));
        }
        if arguments.iter().take(place).any(|earlier| earlier == argument) {
            return Err(Error::new(argument.span(), format_args!("`{argument}` is named twice")));
        }
    }
    let required: Vec<&Field> = arguments
        .iter()
        .filter_map(|argument| fields.iter().find(|field| field.ident.as_ref() == Some(argument)))
        .collect();
    let parameters = required.iter().map(|Field { ident, ty: kind, .. }| {
        if is_primitive(kind) { quote!(#ident: #kind) } else { quote!(#ident: impl ::core::convert::Into<#kind>) }
    });
    let conversions = required
        .iter()
        .filter(|field| !is_primitive(&field.ty))
        .map(|Field { ident, ty: kind, .. }| quote!(let #ident: #kind = ::core::convert::Into::into(#ident);));
    let names = required.iter().map(|field| &field.ident);
    let others = fields
        .iter()
        .filter(|field| field.ident.as_ref().is_some_and(|ident| !arguments.contains(ident)))
        .map(|field| {
            let (ident, value) = (&field.ident, value(field)?);
            Ok(quote!(#ident: #value))
        })
        .collect::<Result<Vec<_>>>()?;
    let docs = docs(&required, fields.len());
    let object = &input.ident;
    let (generics, types, bounds) = input.generics.split_for_impl();
    Ok(quote! {
        impl #generics #object #types #bounds {
            #(#[doc = #docs])*
            #[must_use]
            pub fn new(#(#parameters),*) -> Self {
                #(#conversions)*
                Self { #(#others,)* #(#names,)* }
            }
        }
    })
}

/// Whether the type is a number or a boolean.
fn is_primitive(kind: &Type) -> bool {
    const PRIMITIVES: &[&str] =
        &["bool", "u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize", "f32", "f64"];
    matches!(kind, Type::Path(path) if PRIMITIVES.iter().any(|primitive| path.path.is_ident(primitive)))
}

/// The fields in `#[new(…)]` on the struct.
fn arguments(input: &DeriveInput) -> Result<Vec<Ident>> {
    let missing = "`New` needs `#[new(…)]` with the names of the arguments; derive `Default` for a type without \
        arguments";
    let Some(attribute) = new_attribute(&input.attrs)? else { return Err(Error::new(input.span(), missing)) };
    let list = attribute.parse_args_with(Punctuated::<Ident, Token![,]>::parse_terminated)?;
    if list.is_empty() {
        return Err(Error::new(attribute.span(), missing));
    }
    Ok(list.into_iter().collect())
}

/// The attribute `#[new(…)]`, which may occur once.
fn new_attribute(attributes: &[Attribute]) -> Result<Option<&Attribute>> {
    let mut found = attributes.iter().filter(|it| it.path().is_ident("new"));
    let first = found.next();
    match found.next() {
        Some(second) => Err(Error::new(second.span(), "`#[new(…)]` can be given only once")),
        None => Ok(first),
    }
}

/// The value of a field that is not an argument.
fn value(field: &Field) -> Result<TokenStream> {
    if let Some(attribute) = new_attribute(&field.attrs)? {
        let mut value = None;
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("value") {
                return Err(meta.error("expected `value = …`"));
            }
            value = Some(meta.value()?.parse::<Expr>()?);
            Ok(())
        })?;
        return value.map(|value| quote!(#value)).ok_or_else(|| Error::new(attribute.span(), "expected `value = …`"));
    }
    for attribute in field.attrs.iter().filter(|it| it.path().is_ident("serde")) {
        for meta in attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)? {
            if let Meta::NameValue(meta) = &meta
                && meta.path.is_ident("default")
                && let Expr::Lit(literal) = &meta.value
                && let Lit::Str(path) = &literal.lit
            {
                let path = path.parse::<ExprPath>()?;
                return Ok(quote!(#path()));
            }
        }
    }
    // With this span the compiler's error about a missing `Default` points at the field.
    let (kind, span) = (&field.ty, field.ident.span().resolved_at(Span::call_site()));
    Ok(quote_spanned!(span=> <#kind as ::core::default::Default>::default()))
}

/// The lines of the documentation of `new`.
fn docs(required: &[&Field], count: usize) -> Vec<String> {
    let mut lines = vec![" Creates a value from its required fields:".to_owned(), String::new()];
    for field in required {
        let name = field.ident.as_ref().map(Ident::to_string).unwrap_or_default();
        match first_paragraph(&field.attrs).as_str() {
            "" => lines.push(format!(" * `{name}`")),
            text => lines.push(format!(" * `{name}`: {text}")),
        }
    }
    if required.len() < count {
        let others =
            " Every other field has the value that it has when Discord leaves it out, and can be set afterwards.";
        lines.extend([String::new(), others.to_owned()]);
    }
    lines
}

/// The first paragraph of the documentation.
fn first_paragraph(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
