//! The row of a command, a component or a modal.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::Parse;
use syn::spanned::Spanned;
use syn::{Attribute, Ident, LitStr};

use super::hooks::Hooks;
use super::kind::Kind;
use super::names;
use super::parameters::Parameters;
use super::settings::Settings;
use super::texts::{Localized, documented};
use super::{prefix, rules};
use crate::event_handler::Errors;

/// A row, and what follows from its settings.
pub(crate) struct Row {
    /// The value of `Row`, as code.
    pub(crate) tokens: TokenStream,
    /// Whether it is also a text command.
    pub(crate) is_text: bool,
    /// The name of a command with its groups, and its place. `None` for components and modals.
    pub(crate) name: Option<(String, Span)>,
}

/// Writes the row of a method or function with this name and these attributes.
pub(crate) fn tokens(
    id: u16,
    kind: Kind,
    ident: &Ident,
    attributes: &[Attribute],
    settings: &Settings,
    (parameters, hooks): (&Parameters, &Hooks),
    errors: &mut Errors,
) -> Row {
    let method = syn::ext::IdentExt::unraw(ident).to_string();
    let (row_kind, at) = (kind.row_kind(), ident.span());
    let mut full_name = None;
    let (name, mut added) = match kind {
        Kind::Component | Kind::Modal => keyed(kind, ident, parameters, errors),
        _ => {
            let (name, place, added) = match kind {
                Kind::UserCommand | Kind::MessageCommand => in_menu(kind, ident, settings, parameters, errors),
                _ => slash(kind, ident, attributes, settings, errors),
            };
            let tokens = name.to_token_stream();
            full_name = Some((name, place));
            (tokens, added)
        }
    };
    let rules = rules::tokens(settings, errors);
    added.extend(quote!(.rules(#rules)));
    if let Some(guilds) = rules::guilds(settings, errors) {
        added.extend(quote!(.guilds(#guilds)));
    }
    added.extend(hooks.of_row());
    let category = settings.list("category", "category(\"..\")", <LitStr as Parse>::parse, errors);
    if let Some((_, category)) = category {
        added.extend(quote!(.category(#category)));
    }
    let (used_as, is_text) = prefix::tokens(settings, errors);
    added.extend(used_as);
    let slots = &parameters.slots;
    let slots = if slots.is_empty() { quote!(&[]) } else { quote!(const { &[#(#slots),*] }) };
    // With the place of the name, where the compiler reports what the row checks.
    let mut tokens = quote_spanned! {at=>
        ::greenroom::command::Row::new(#id, ::greenroom::command::RowKind::#row_kind, #method, #name, #slots)
    };
    tokens.extend(added);
    // Functions in place of methods, so that the compiler reports what they check at the target and at the group alone.
    if let Some(target) = &parameters.target {
        tokens = quote_spanned! {target.span()=> {
            let __kind = <#target as ::greenroom::command::Target>::KIND;
            ::greenroom::command::Row::target::<#target>(#tokens, __kind)
        }};
    }
    if let Some(group) = settings.text("in", "in = \"group\"", errors) {
        check_path(&group, errors);
        rules::check_subcommand(settings, errors);
        tokens = quote_spanned!(group.span()=> ::greenroom::command::Row::group(#tokens, #group));
        full_name = full_name.map(|(name, place)| (format!("{} {name}", group.value()), place));
    }
    Row { tokens, is_text, name: full_name }
}

/// The key of a component or modal is that of its custom id.
fn keyed(kind: Kind, ident: &Ident, parameters: &Parameters, errors: &mut Errors) -> (TokenStream, TokenStream) {
    let Some(id) = &parameters.id else {
        let example = if kind == Kind::Modal { "about: About, report: Report" } else { "vote: Vote" };
        let article = kind.article();
        errors.add(ident, format!("{article} takes its custom id, a type with `#[derive(CustomId)]`: `{example}`"));
        return (quote!(""), TokenStream::new());
    };
    if kind == Kind::Modal && !parameters.has_form {
        errors.add(ident, "a `#[modal]` takes its form after the custom id, a type with `#[derive(Modal)]`");
    }
    let at = id.span();
    let id = quote_spanned!(at=> <#id as ::greenroom::command::CustomId>);
    (quote!(#id::KEY), quote!(.keys(#id::KEYS)))
}

/// A command in a context menu has the name that its attribute states.
fn in_menu(
    kind: Kind,
    ident: &Ident,
    settings: &Settings,
    parameters: &Parameters,
    errors: &mut Errors,
) -> (String, Span, TokenStream) {
    let attribute = kind.known().attribute.trim_end_matches(']');
    let names = Localized::of(settings, "name", names::menu_problem, errors);
    let text = settings.texts.first().or(names.text.as_ref());
    let (name, place) = text.map_or((String::new(), ident.span()), |text| (text.value(), text.span()));
    match text {
        None => errors.push(syn::Error::new(
            settings.span(),
            format!("a command in a context menu has a name: write `{attribute}(\"Show notes\")]`"),
        )),
        Some(text) => {
            if let Some(problem) = names::menu_problem(&name) {
                errors.add(text, problem);
            }
        }
    }
    if parameters.target.is_none() {
        let (what, ty) = if kind == Kind::UserCommand { ("user", "GuildMember") } else { ("message", "Message") };
        errors.add(ident, format!("a command in a context menu takes the {what} it is used on: `target: {ty}`"));
    }
    let others = names.others();
    (name, place, quote!(.text(#others, "", &[])))
}

/// A slash command has the name of its function, and a description.
fn slash(
    kind: Kind,
    ident: &Ident,
    attributes: &[Attribute],
    settings: &Settings,
    errors: &mut Errors,
) -> (String, Span, TokenStream) {
    let names = Localized::of(settings, "name", names::problem, errors);
    let place = names.text.as_ref().map_or(ident.span(), LitStr::span);
    let name = names.text.as_ref().map_or_else(|| names::of_identifier(ident), LitStr::value);
    if names.text.is_none()
        && let Some(problem) = names::problem(&name)
    {
        let attribute = kind.known().attribute.trim_end_matches(']');
        errors.add(ident, format!("{problem}; give it another one with `{attribute}(name = \"..\")]`"));
    }
    let too_long = |text: &str| names::length_problem("this description", text, 100);
    let descriptions = Localized::of(settings, "description", too_long, errors);
    let own = descriptions.text.as_ref().map(|text| (text.value(), text.span()));
    let description = match own.or_else(|| documented(attributes)) {
        Some((text, place)) => {
            if let Some(problem) = too_long(&text) {
                errors.push(syn::Error::new(place, problem));
            }
            text
        }
        None => {
            errors.add(ident, format!("the command `/{name}` lacks a description: write `/// What it does` above it"));
            String::new()
        }
    };
    let (others, described) = (names.others(), descriptions.others());
    (name, place, quote!(.text(#others, #description, #described)))
}

/// Checks the path of a group: one or two names.
pub(crate) fn check_path(path: &LitStr, errors: &mut Errors) {
    let text = path.value();
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() > 2 {
        errors.add(
            path,
            "Discord allows a group in a command, and no groups in it: write `\"group\"` or `\"group sub\"`",
        );
    }
    for word in words {
        if let Some(problem) = names::problem(word) {
            errors.add(path, problem);
        }
    }
}

/// A group that a block declares: `group("tag", "Notes", ..)`.
pub(crate) fn group(settings: &Settings, word: &Ident, errors: &mut Errors) -> Option<TokenStream> {
    let [path, description] = &settings.texts[..] else {
        errors.add(word, "write `group(\"tag\", \"What its commands are for\")`");
        return None;
    };
    check_path(path, errors);
    let too_long = |text: &str| names::length_problem("this description", text, 100);
    if let Some(problem) = too_long(&description.value()) {
        errors.add(description, problem);
    }
    let names = Localized::of(settings, "name", names::problem, errors);
    if let Some(text) = &names.text {
        errors.add(text, "the name of a group is its path; `name(de = \"..\")` has the other languages");
    }
    let descriptions = Localized::of(settings, "description", too_long, errors);
    if path.value().contains(' ') {
        for word in ["contexts", "installs", "guilds", "nsfw", "member_permissions"] {
            if let Some(setting) = settings.get(word) {
                let message =
                    format!("Discord applies `{word}` to whole commands: write it in the group around this one");
                errors.add(&setting.word, message);
            }
        }
    }
    let (others, described) = (names.others(), descriptions.others());
    let rules = rules::tokens(settings, errors);
    let guilds = rules::guilds(settings, errors).map(|guilds| quote!(.guilds(#guilds)));
    Some(quote! {
        ::greenroom::command::GroupSpec::new(#path, #description).text(#others, #described).rules(#rules)#guilds
    })
}

/// The code with `ty` in place of `Self`, which constants cannot name.
pub(crate) fn without_self(tokens: TokenStream, ty: &TokenStream) -> TokenStream {
    let replace = |token: TokenTree| -> TokenStream {
        match token {
            TokenTree::Ident(ident) if ident == "Self" => spanned(ty, ident.span()),
            TokenTree::Group(group) => {
                let mut replaced = Group::new(group.delimiter(), without_self(group.stream(), ty));
                replaced.set_span(group.span());
                TokenTree::Group(replaced).into()
            }
            other => other.into(),
        }
    };
    tokens.into_iter().map(replace).collect()
}

fn spanned(tokens: &TokenStream, span: Span) -> TokenStream {
    let place = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.clone().into_iter().map(place).collect()
}

/// `ephemeral` of a table, as code.
pub(crate) fn table_ephemeral(settings: &Settings, errors: &mut Errors) -> Option<TokenStream> {
    rules::ephemeral(settings, errors).map(|ephemeral| quote!(.ephemeral(#ephemeral)))
}
