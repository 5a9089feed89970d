//! `#[event_handler]`: adapts the methods of an `impl EventHandler` for trait objects, and generates `interests()` from
//! them.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Error, FnArg, Ident, ImplItem, ImplItemFn, ItemImpl, ReturnType, Token, Type, parenthesized};

use crate::methods::{INTENTS, METHODS};
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
struct Errors(Option<Error>);

impl Errors {
    fn add(&mut self, at: impl ToTokens, message: impl std::fmt::Display) {
        let error = Error::new_spanned(at, message);
        match &mut self.0 {
            Some(first) => first.combine(error),
            None => self.0 = Some(error),
        }
    }
}

pub(crate) fn expand(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let Ok(block) = syn::parse2::<ItemImpl>(item.clone()) else {
        return Error::new(item.span(), WRONG_PLACE).into_compile_error();
    };
    let of_the_trait = |path: &syn::Path| path.segments.last().is_some_and(|last| last.ident == "EventHandler");
    if !block.trait_.as_ref().is_some_and(|(_, path, _)| of_the_trait(path)) {
        return Error::new(block.self_ty.span(), WRONG_PLACE).into_compile_error();
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

/// The same impl with `interests()`. Wrong methods are reported and removed, so that each mistake is reported once.
fn rewrite(mut block: ItemImpl, arguments: &Arguments) -> TokenStream {
    let mut errors = Errors::default();
    let requested = intents(&arguments.requested, &mut errors);
    let declined = intents(&arguments.declined, &mut errors);
    for intent in &arguments.declined {
        if arguments.requested.contains(intent) {
            errors.add(intent, format!("`{intent}` is requested and declined"));
        }
    }

    let mut written = Vec::new();
    block.items.retain(|item| match item {
        ImplItem::Fn(method) => keep(method, &mut written, &mut errors),
        _ => true,
    });
    // With the span of the method, so that a name that is missing in the table is reported there.
    let methods = written.iter().map(|name| quote_spanned!(name.span()=> ::greenroom::__private::method::#name));
    block.items.push(syn::parse_quote! {
        fn interests(&self) -> ::greenroom::handler::Interests {
            ::greenroom::handler::Interests::of(&[#(#methods),*], #requested, #declined)
        }
    });

    let errors = errors.0.map(Error::into_compile_error);
    quote! {
        #errors
        #[::greenroom::__private::async_trait]
        #block
    }
}

/// The union of the intents with these names.
fn intents(names: &[Ident], errors: &mut Errors) -> TokenStream {
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

/// Whether the method is kept. Reports an error for a wrong method, and adds the name of a right one to `written`.
fn keep(method: &ImplItemFn, written: &mut Vec<Ident>, errors: &mut Errors) -> bool {
    let name = &method.sig.ident;
    let text = name.to_string();
    match text.as_str() {
        "name" => true,
        "interests" => {
            errors.add(
                name,
                "`interests` is written by `#[event_handler]`, from the methods; \
                 change the intents with `intents(...)` and `without(...)`",
            );
            false
        }
        "error" => check_signature(method, &text, errors),
        known if METHODS.contains(&known) => {
            let good = check_signature(method, &text, errors);
            if good {
                written.push(name.clone());
            }
            good
        }
        _ => {
            let hint = match nearest(&text, METHODS) {
                Some(known) => format!("did you mean `{known}`?"),
                None => {
                    "helpers belong in an `impl` of your type; events without a method of their own reach `raw_event`"
                        .to_owned()
                }
            };
            errors.add(name, format!("`EventHandler` has no method `{text}`; {hint}"));
            false
        }
    }
}

/// Whether the method has the signature of the trait's method. The compiler would report a wrong one too, but with the
/// desugared signature.
fn check_signature(method: &ImplItemFn, name: &str, errors: &mut Errors) -> bool {
    let signature = &method.sig;
    let expected = Expected::of(name);
    let before = errors.0.iter().flatten().count();

    if signature.asyncness.is_none() {
        errors.add(signature.fn_token, format!("`{name}` must be an `async fn`; {expected}"));
    }
    match signature.inputs.first() {
        Some(FnArg::Receiver(receiver)) if receiver.reference.is_some() && receiver.mutability.is_none() => {}
        Some(FnArg::Receiver(receiver)) => errors.add(
            receiver,
            format!(
                "`{name}` takes `&self`: events are handled at the same time; \
                     keep what changes in an atomic, a mutex or a channel"
            ),
        ),
        Some(FnArg::Typed(_)) | None => errors.add(&signature.ident, format!("`{name}` lacks `&self`; {expected}")),
    }
    let arguments: Vec<_> = signature
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(argument) => Some(argument),
            FnArg::Receiver(_) => None,
        })
        .collect();
    if arguments.len() == expected.types.len() {
        for (argument, wanted) in arguments.iter().zip(&expected.types) {
            if let Some(problem) = mismatch(&argument.ty, wanted) {
                errors.add(&argument.ty, format!("{problem}; {expected}"));
            }
        }
    } else {
        let count = match expected.types.len() {
            1 => "one argument".to_owned(),
            2 => "two arguments".to_owned(),
            n => format!("{n} arguments"),
        };
        errors.add(&signature.ident, format!("`{name}` takes {count} after `&self`; {expected}"));
    }
    if expected.result && matches!(signature.output, ReturnType::Default) {
        errors.add(
            &signature.ident,
            format!("`{name}` returns a `HandlerResult`, so that `?` works in it: end it with `Ok(())`; {expected}"),
        );
    }
    errors.0.iter().flatten().count() == before
}

/// The problem with the type of an argument, as far as its form shows it. A name is only wrong if it is that of another
/// event or of the object inside the event (`Message` for `MessageCreate`), because a type may have been imported under
/// another name.
fn mismatch(ty: &Type, wanted: &str) -> Option<String> {
    match ty {
        Type::Reference(reference) if reference.mutability.is_some() => {
            Some(format!("several handlers see the same `{wanted}`, so it cannot be `&mut`"))
        }
        Type::Reference(reference) => {
            let Type::Path(path) = &*reference.elem else { return None };
            let found = path.path.segments.last()?.ident.to_string();
            let other_event = METHODS.iter().any(|method| payload(method) == found);
            if found == wanted {
                None
            } else if other_event {
                Some(format!("expected `&{wanted}`, not `&{found}`"))
            } else if wanted.starts_with(&found) {
                Some(format!("expected `&{wanted}`, which gives access to its `{found}`"))
            } else {
                None
            }
        }
        _ => Some(format!("several handlers see the same `{wanted}`, so it is borrowed: `&{wanted}`")),
    }
}

/// The signature that a method must have.
struct Expected {
    name: String,
    types: Vec<String>,
    result: bool,
}

impl Expected {
    fn of(name: &str) -> Self {
        let types: &[&str] = match name {
            "raw_event" => &["Context", "str", "str"],
            "error" => &["Context", "Failure"],
            _ => &["Context", &payload(name)],
        };
        Self { name: name.to_owned(), types: types.iter().map(ToString::to_string).collect(), result: name != "error" }
    }
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: &[&str] = if self.name == "raw_event" { &["ctx", "name", "json"] } else { &["ctx", "event"] };
        write!(f, "write `async fn {}(&self", self.name)?;
        for (name, ty) in names.iter().zip(&self.types) {
            write!(f, ", {name}: &{ty}")?;
        }
        write!(f, "){}`", if self.result { " -> HandlerResult" } else { "" })
    }
}

/// The type of a method's event: its name in camel case, with three exceptions.
fn payload(method: &str) -> String {
    // For these methods the name of the type is longer or shorter than that of the method.
    match method {
        "heartbeat" => return "HeartbeatAcked".to_owned(),
        "payload" => return "PayloadReceived".to_owned(),
        "undecoded_event" => return "Undecoded".to_owned(),
        _ => {}
    }
    let mut capital = true;
    let mut name = String::with_capacity(method.len());
    for letter in method.chars() {
        if letter == '_' {
            capital = true;
        } else if capital {
            name.push(letter.to_ascii_uppercase());
            capital = false;
        } else {
            name.push(letter);
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_are_named_after_their_methods() {
        for (method, name) in [
            ("ready", "Ready"),
            ("message_delete_bulk", "MessageDeleteBulk"),
            ("heartbeat", "HeartbeatAcked"),
            ("custom_event", "CustomEvent"),
            ("undecoded_event", "Undecoded"),
        ] {
            assert_eq!(payload(method), name);
        }
    }

    #[test]
    fn the_expected_signature_is_shown() {
        for (method, text) in [
            ("ready", "write `async fn ready(&self, ctx: &Context, event: &Ready) -> HandlerResult`"),
            ("shutdown", "write `async fn shutdown(&self, ctx: &Context, event: &Shutdown) -> HandlerResult`"),
            ("raw_event", "write `async fn raw_event(&self, ctx: &Context, name: &str, json: &str) -> HandlerResult`"),
            ("error", "write `async fn error(&self, ctx: &Context, event: &Failure)`"),
        ] {
            assert_eq!(Expected::of(method).to_string(), text);
        }
    }
}
