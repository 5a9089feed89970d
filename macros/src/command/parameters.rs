//! The parameters of a method or function: what each is, and the code that makes its argument.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, FnArg, Ident, Pat, PatType, Signature, Type};

use super::kind::{ATTRIBUTES, Kind};
use super::option::{self, OptionCode};
use crate::block::ungrouped;
use crate::event_handler::Errors;

/// An argument of the call.
pub(crate) struct Argument {
    /// The conditions of the parameter.
    pub(crate) cfg: Vec<Attribute>,
    /// The value.
    pub(crate) value: TokenStream,
    /// Whether the value is made by a future.
    pub(crate) waits: bool,
}

/// What a method or function takes.
#[derive(Default)]
pub(crate) struct Parameters {
    pub(crate) arguments: Vec<Argument>,
    /// The slots of the options, as code.
    pub(crate) slots: Vec<TokenStream>,
    /// Whether there are options.
    pub(crate) has_options: bool,
    /// The options with suggestions: name, function, conditions, type.
    pub(crate) suggestions: Vec<(String, Expr, Vec<Attribute>, Type)>,
    /// The type of the custom id, of components and modals.
    pub(crate) id: Option<Type>,
    /// Whether there is a form, for modals.
    pub(crate) has_form: bool,
    /// The target, of commands in context menus.
    pub(crate) target: Option<Type>,
    /// The types of `State<'_, T>`.
    pub(crate) states: Vec<Type>,
}

/// What the macro needs besides the signature.
pub(crate) struct Owner<'a> {
    pub(crate) kind: Kind,
    /// The type of the state: that with the method, or a type parameter.
    pub(crate) state: &'a TokenStream,
    /// The expression with a reference to the state.
    pub(crate) state_value: &'a TokenStream,
    /// Whether this is a method, whose state is `self`.
    pub(crate) is_method: bool,
}

/// The attributes of a parameter that mark it.
const MARKS: &[&str] = &["option", "from", "selected"];

/// Whether a parameter has an attribute that only commands, components and modals have.
pub(crate) fn marked(signature: &Signature) -> Option<&Attribute> {
    let attributes = signature.inputs.iter().flat_map(|input| match input {
        FnArg::Typed(argument) => &argument.attrs[..],
        FnArg::Receiver(_) => &[],
    });
    attributes.into_iter().find(|attribute| MARKS.iter().any(|mark| attribute.path().is_ident(mark)))
}

/// Removes the attributes that mark parameters.
pub(crate) fn strip(signature: &mut Signature) {
    for input in &mut signature.inputs {
        if let FnArg::Typed(argument) = input {
            argument.attrs.retain(|attribute| {
                !option::is_own(attribute) && !MARKS.iter().any(|mark| attribute.path().is_ident(mark))
            });
        }
    }
}

/// Tokens without the attributes that make a method a command, and without those that mark parameters.
pub(crate) fn without_attributes(tokens: TokenStream) -> TokenStream {
    let mut result = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match (token, tokens.peek()) {
            (TokenTree::Punct(hash), Some(TokenTree::Group(group))) if hash.as_char() == '#' => {
                let name = group.stream().into_iter().next();
                let is_own = matches!(name, Some(TokenTree::Ident(name))
                    if ATTRIBUTES.iter().chain(MARKS).any(|own| name == own));
                if is_own {
                    tokens.next();
                } else {
                    result.extend([TokenTree::Punct(hash)]);
                }
            }
            (TokenTree::Group(group), _) if group.delimiter() == Delimiter::Parenthesis => {
                let inner = without_attributes(group.stream());
                // An unchanged group keeps the places of its parentheses.
                let mut changed = group.clone();
                if inner.to_string() != group.stream().to_string() {
                    changed = Group::new(group.delimiter(), inner);
                    changed.set_span(group.span());
                }
                result.extend([TokenTree::Group(changed)]);
            }
            (other, _) => result.extend([other]),
        }
    }
    result
}

/// Reads the parameters.
pub(crate) fn read(signature: &Signature, owner: &Owner<'_>, errors: &mut Errors) -> Parameters {
    let mut parameters = Parameters::default();
    let mut options: Vec<(OptionCode, Vec<Attribute>)> = Vec::new();
    for input in &signature.inputs {
        let FnArg::Typed(argument) = input else { continue };
        let cfg: Vec<Attribute> = argument.attrs.iter().filter(|it| it.path().is_ident("cfg")).cloned().collect();
        match value(argument, owner, &mut parameters, errors) {
            Read::Value(value) => parameters.arguments.push(Argument { cfg, value, waits: false }),
            Read::Future(value) => parameters.arguments.push(Argument { cfg, value, waits: true }),
            Read::Option(option) => {
                let value = option.read.clone();
                parameters.arguments.push(Argument { cfg: cfg.clone(), value, waits: false });
                if let Some(path) = &option.autocomplete {
                    let name = option.name.clone().unwrap_or_default();
                    parameters.suggestions.push((name, path.clone(), cfg.clone(), (*argument.ty).clone()));
                }
                check_option(argument, &option, &cfg, &options, errors);
                options.push((*option, cfg));
            }
            Read::Wrong => {}
        }
    }
    parameters.has_options = !options.is_empty();
    parameters.slots = option::slots(options.iter().map(|(option, cfg)| (option, &cfg[..])));
    parameters
}

/// The value of a parameter.
enum Read {
    Value(TokenStream),
    Future(TokenStream),
    Option(Box<OptionCode>),
    /// An error was reported.
    Wrong,
}

fn value(argument: &PatType, owner: &Owner<'_>, parameters: &mut Parameters, errors: &mut Errors) -> Read {
    let Owner { kind, state, state_value, is_method } = owner;
    let mark = |name: &str| argument.attrs.iter().find(|attribute| attribute.path().is_ident(name));
    let (ty, at) = (&argument.ty, argument.ty.span());
    if let Type::Reference(reference) = ungrouped((**ty).clone()) {
        if let Some(option) = mark("option") {
            errors.add(option, "an option is owned, not borrowed: remove the `&` of its type");
            return Read::Wrong;
        }
        let (inner, to) = (&reference.elem, kind.answered());
        return Read::Value(quote_spanned!(at=> __call.part::<::greenroom::command::to::#to, #inner>()));
    }
    let inner = state_type(ty);
    if let (Some(inner), true) = (&inner, is_method) {
        let inner = inner.to_token_stream();
        errors.add(
            ty,
            format!(
                "the state of a method is `self`: make `{inner}` a field of the type, and read it with `self`; `State` \
                 is for commands that are functions"
            ),
        );
        return Read::Wrong;
    }
    if mark("from").is_some() || inner.is_some() {
        if let (Some(option), true) = (mark("option"), mark("from").is_some()) {
            errors.add(option, "what is made from the call is no option: remove `#[option(..)]` or `#[from]`");
        }
        parameters.states.extend(inner);
        return Read::Future(quote_spanned! {at=>
            <#ty as ::greenroom::command::FromCall<'_, #state>>::from_call(#state_value, __call).await?
        });
    }
    if let Some(selected) = mark("selected") {
        if *kind != Kind::Component {
            errors.add(selected, "only a `#[component]` has values that were selected in a menu");
            return Read::Wrong;
        }
        return Read::Value(quote_spanned!(at=> __call.selected::<#ty>()?));
    }
    if let (Some(option), false) = (mark("option"), kind.has_options()) {
        let message = match kind {
            Kind::UserCommand | Kind::MessageCommand => "a command in a context menu has a target, and no options",
            Kind::Component => "a component has no options; mark what was selected in a menu with `#[selected]`",
            Kind::Modal => "a modal has no options; its fields are those of the type with `#[derive(Modal)]`",
            _ => "an entry point has no options",
        };
        errors.add(option, message);
        return Read::Wrong;
    }
    match kind {
        Kind::UserCommand | Kind::MessageCommand if parameters.target.is_none() => {
            parameters.target = Some((**ty).clone());
            Read::Value(
                quote_spanned!(at=> { let _ = <#ty as ::greenroom::command::Target>::KIND; __call.target::<#ty>()? }),
            )
        }
        Kind::Component | Kind::Modal if parameters.id.is_none() => {
            parameters.id = Some((**ty).clone());
            Read::Value(
                quote_spanned!(at=> { let _ = <#ty as ::greenroom::command::CustomId>::KEY; __call.id::<#ty>()? }),
            )
        }
        Kind::Modal if !parameters.has_form => {
            parameters.has_form = true;
            Read::Value(quote_spanned!(at=> __call.modal::<#ty>()?))
        }
        Kind::Command => match &*argument.pat {
            Pat::Ident(pattern) => Read::Option(Box::new(option::read(&pattern.ident, ty, &argument.attrs, errors))),
            other => {
                errors.add(other, "an option has a name: write `name: Type`, and take the value apart in the body");
                Read::Wrong
            }
        },
        _ => {
            errors.add(argument, surplus(*kind));
            Read::Wrong
        }
    }
}

/// The message for a parameter that is one too many.
fn surplus(kind: Kind) -> &'static str {
    match kind {
        Kind::UserCommand | Kind::MessageCommand => {
            "a command in a context menu has one target; mark what is made from the call with `#[from]`"
        }
        Kind::Component => {
            "a component has one custom id; mark what was selected in a menu with `#[selected]`, and what is made from \
             the call with `#[from]`"
        }
        Kind::Modal => "a modal has one custom id and one form; mark what is made from the call with `#[from]`",
        _ => "an entry point has no options; mark what is made from the call with `#[from]`",
    }
}

/// Checks an option against those before it.
fn check_option(
    argument: &PatType,
    option: &OptionCode,
    cfg: &[Attribute],
    before: &[(OptionCode, Vec<Attribute>)],
    errors: &mut Errors,
) {
    let pattern = &argument.pat;
    if let Some((last, _)) = before.last()
        && let Some(rest) = &last.rest
    {
        errors.add(rest, "only the last option takes the rest of the text");
    }
    let is_twin = |(other, conditions): &(OptionCode, Vec<Attribute>)| {
        option.name.is_some() && option.name == other.name && cfg.is_empty() && conditions.is_empty()
    };
    if before.iter().any(is_twin) {
        let name = option.name.clone().unwrap_or_default();
        errors.add(pattern, format!("there are two options `{name}`; rename one with `#[option(name = \"..\")]`"));
    }
    if before.len() == 25 {
        errors.add(pattern, "Discord allows at most 25 options; group them in sub-commands");
    }
}

/// The `T` of `State<'_, T>`.
fn state_type(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ungrouped(ty.clone()) else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "State")?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}

/// The code of the call: reads the options, and hands the future over. `target` is the method or function, with what
/// stands in front of the parentheses.
pub(crate) fn call(
    parameters: &Parameters,
    kind: Kind,
    target: &TokenStream,
    is_text: bool,
    signature: &Signature,
) -> TokenStream {
    let reader = parameters.has_options.then(|| quote!(let __reader = __call.reader();));
    let to = kind.answered();
    let (at, check) = match &signature.output {
        // The place of the type, so that one that cannot answer is reported there.
        syn::ReturnType::Type(_, ty) => {
            let at = ty.span();
            (at, is_text.then(|| quote_spanned!(at=> ::greenroom::command::is_text_answer::<#ty>();)))
        }
        syn::ReturnType::Default => (signature.ident.span(), None),
    };
    if parameters.arguments.iter().any(|argument| argument.waits) {
        let (mut early, mut values) = (Vec::new(), Vec::new());
        for (index, Argument { cfg, value, waits }) in parameters.arguments.iter().enumerate() {
            if *waits {
                values.push(quote!(#(#cfg)* #value));
            } else {
                let name = Ident::new(&format!("__argument_{index}"), proc_macro2::Span::call_site());
                early.push(quote!(#(#cfg)* let #name = #value;));
                values.push(quote!(#(#cfg)* #name));
            }
        }
        let future = quote!(async move { ::core::result::Result::Ok(#target(#(#values),*)) });
        let drive = quote_spanned!(at=> ::greenroom::command::drive_after::<::greenroom::command::to::#to, _, _>);
        return quote!({ #check #reader #(#early)* #drive(#future) });
    }
    let values = parameters.arguments.iter().map(|Argument { cfg, value, .. }| quote!(#(#cfg)* #value));
    let drive = quote_spanned!(at=> ::greenroom::command::drive::<::greenroom::command::to::#to, _>);
    quote!({ #check #reader #drive(#target(#(#values),*)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_of_half_written_methods_are_removed() {
        let tokens =
            "#[doc = \"a\"] #[command(nsfw)] async fn a (&self, #[option(\"A\")] #[cfg(b)] c: ) { #[command] }";
        let expected = "#[doc = \"a\"] async fn a (&self, #[cfg(b)] c: ) { #[command] }";
        let (tokens, expected): (TokenStream, TokenStream) = (tokens.parse().unwrap(), expected.parse().unwrap());
        assert_eq!(without_attributes(tokens).to_string(), expected.to_string());
    }
}
