//! `#[event_handler]`: adapts the methods of an `impl EventHandler` for trait objects, and generates `interests()` from
//! them.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Error, Ident, Token, parenthesized};

use crate::block::{Block, Item, Method};
use crate::boxed::boxed;
use crate::check::{Kind, check};
use crate::methods::INTENTS;
use crate::suggest::nearest;

/// `intents(A, B), without(C)`
#[derive(Default)]
struct Arguments {
    requested: Vec<Ident>,
    declined: Vec<Ident>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut arguments = Self::default();
        while !input.is_empty() {
            let word: Ident = input.parse().map_err(|error| Error::new(error.span(), EXPECTED_ARGUMENT))?;
            let list = match word.to_string().as_str() {
                "intents" => &mut arguments.requested,
                "without" => &mut arguments.declined,
                _ => return Err(Error::new(word.span(), EXPECTED_ARGUMENT)),
            };
            let inner;
            parenthesized!(inner in input);
            list.extend(Punctuated::<Ident, Token![,]>::parse_terminated(&inner)?);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(arguments)
    }
}

const EXPECTED_ARGUMENT: &str = "expected `intents(...)`, intents to request beside those that follow from the \
                                 methods, or `without(...)`, intents to do without";

/// All errors, which are reported together.
#[derive(Default)]
pub(crate) struct Errors(pub(crate) Option<Error>);

impl Errors {
    pub(crate) fn add(&mut self, at: impl ToTokens, message: impl std::fmt::Display) {
        let error = Error::new_spanned(at, message);
        match &mut self.0 {
            Some(first) => first.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().flatten().count()
    }
}

pub(crate) fn expand(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let Ok(block) = syn::parse2::<Block>(item.clone()) else {
        let error = Error::new(item.span(), WRONG_PLACE).into_compile_error();
        return quote!(#error #item);
    };
    let of_trait = block.of_trait.as_ref().and_then(|path| path.segments.last());
    if of_trait.is_none_or(|last| last.ident != "EventHandler") {
        let error = Error::new(block.self_type.span(), WRONG_PLACE).into_compile_error();
        return quote!(#error #item);
    }
    match syn::parse2(arguments) {
        Ok(arguments) => rewrite(block, &arguments),
        Err(error) => {
            let error = error.into_compile_error();
            let rest = rewrite(block, &Arguments::default());
            quote!(#error #rest)
        }
    }
}

const WRONG_PLACE: &str = "`#[event_handler]` belongs above `impl EventHandler for YourType`";

/// The same impl with `interests()`. Wrong methods are reported, and become methods of the type itself, so that each
/// mistake is reported once and an editor can still analyse their bodies.
fn rewrite(mut block: Block, arguments: &Arguments) -> TokenStream {
    let mut errors = Errors::default();
    let requested = intents(&arguments.requested, &mut errors);
    let declined = intents(&arguments.declined, &mut errors);
    for intent in &arguments.declined {
        if arguments.requested.contains(intent) {
            errors.add(intent, format!("`{intent}` is requested and declined"));
        }
    }

    let (mut kept, mut wrong, mut interests) = (TokenStream::new(), TokenStream::new(), Vec::new());
    for item in std::mem::take(&mut block.items) {
        let method = match item {
            Item::Method(method) => method,
            Item::Other(other) => {
                kept.extend(other);
                continue;
            }
        };
        match check(&method, &mut errors) {
            Kind::Plain => method.to_tokens(&mut kept),
            Kind::Error => kept.extend(boxed(&method)),
            Kind::Event => {
                interests.push(interest(&method));
                kept.extend(boxed(&method));
            }
            Kind::Wrong => wrong.extend(quote!(#[allow(unused, non_snake_case, clippy::all)] #method)),
        }
    }
    kept.extend(quote! {
        fn interests(&self) -> ::greenroom::handler::Interests {
            ::greenroom::handler::Interests::of(&[#(#interests),*], #requested, #declined)
        }
    });

    let errors = errors.0.map(Error::into_compile_error);
    let marker = block.beside(Some(&syn::parse_quote!(::greenroom::handler::HasInterests)), TokenStream::new());
    let wrong = (!wrong.is_empty()).then(|| block.beside(None, wrong));
    let kept = block.with(kept);
    quote!(#errors #marker #kept #wrong)
}

/// The element of `interests()` for a method, with the conditions under which the method is compiled.
pub(crate) fn interest(method: &Method) -> TokenStream {
    let (name, conditions) = (method.name(), method.conditions());
    // With the span of the method, so that a name that is missing in the table is reported there.
    quote_spanned!(name.span()=> #(#conditions)* ::greenroom::__private::method::#name)
}

/// The union of the intents with these names.
pub(crate) fn intents(names: &[Ident], errors: &mut Errors) -> TokenStream {
    let mut union = quote!(::greenroom::gateway::Intents::empty());
    for name in names {
        let text = name.to_string();
        if INTENTS.contains(&text.as_str()) {
            union = quote!(#union.union(::greenroom::gateway::Intents::#name));
        } else {
            let hint = nearest(&text, INTENTS).map(|known| format!("; did you mean `{known}`?")).unwrap_or_default();
            errors.add(name, format!("Discord has no intent `{text}`{hint}"));
        }
    }
    union
}
