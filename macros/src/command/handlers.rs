//! `#[handlers]`: reads the methods of a block, and writes the impls of `Commands` and `EventHandler`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Error, FnArg, Token, parse_quote};

use super::hooks::{BlockHooks, Hooks};
use super::kind::{ATTRIBUTES, Kind};
use super::parameters::{self, Owner};
use super::row::{self, table_ephemeral, without_self};
use super::settings::{Known, Settings, Value};
use super::suggestions::{Suggests, last_name, suggest};
use super::task::TaskRows;
use crate::block::{Block, Item, Method};
use crate::boxed::boxed;
use crate::check::{Kind as EventKind, check};
use crate::event_handler::{Errors, intents, interest};
use crate::suggest::nearest;

const HANDLERS: Known<'static> = Known {
    attribute: "#[handlers]",
    words: &["name", "intents", "without", "before", "after", "check", "error", "ephemeral", "group"],
    texts: 0,
};

const GROUP: Known<'static> = Known {
    attribute: "group(..)",
    words: &["name", "description", "contexts", "installs", "guilds", "member_permissions", "nsfw"],
    texts: 2,
};

const WRONG_PLACE: &str = "`#[handlers]` belongs above `impl YourType`; `#[event_handler]` belongs above \
                           `impl EventHandler for YourType`";

/// What is written for the methods of a block.
#[derive(Default)]
struct Written {
    /// The items of the block itself.
    own: TokenStream,
    /// The rows, each with its conditions.
    rows: Vec<(Vec<Attribute>, TokenStream)>,
    arms: TokenStream,
    suggestions: TokenStream,
    /// The methods of `EventHandler`.
    events: TokenStream,
    interests: Vec<TokenStream>,
    tasks: TaskRows,
    /// The kinds and names of the commands that exist under every condition and in all guilds.
    names: Vec<(Kind, String)>,
}

pub(crate) fn expand(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let Ok(mut block) = syn::parse2::<Block>(item.clone()) else {
        let error = Error::new(item.span(), WRONG_PLACE).into_compile_error();
        return quote!(#error #item);
    };
    if block.of_trait.is_some() {
        let error = Error::new(block.self_type.span(), WRONG_PLACE).into_compile_error();
        return quote!(#error #item);
    }
    let mut errors = Errors::default();
    let settings = Settings::read(arguments, &HANDLERS, &mut errors);
    let mut hooks = BlockHooks::of(&settings, &mut errors);
    let items = std::mem::take(&mut block.items);
    let suggesting: Vec<(String, Suggests)> = items.iter().filter_map(suggesting).collect();

    let mut written = Written::default();
    for item in items {
        match item {
            Item::Method(method) => {
                let reader = Reader { block: &block, suggesting: &suggesting };
                reader.read(*method, &mut hooks, &mut written, &mut errors);
            }
            // What does not parse is reported in its place, and not once more for an attribute that only this macro
            // reads.
            Item::Other(other) => written.own.extend(parameters::without_attributes(other)),
        }
    }
    let commands = commands(&block, &settings, &hooks, &written, &mut errors);
    let (tasks, provided) = written.tasks.tokens(&block);
    let event_handler = event_handler(&block, &settings, &written, &provided, &mut errors);
    let block = block.with(&written.own);
    let errors = errors.into_tokens();
    quote!(#errors #block #commands #tasks #event_handler)
}

fn suggesting(item: &Item) -> Option<(String, Suggests)> {
    match item {
        Item::Method(method) => Some((method.name().to_string(), Suggests::of(&method.signature))),
        Item::Other(_) => None,
    }
}

struct Reader<'a> {
    block: &'a Block,
    suggesting: &'a [(String, Suggests)],
}

impl Reader<'_> {
    /// Reads a method. It stays in the block even if something is wrong with it, so that an editor understands it.
    fn read(&self, mut method: Method, hooks: &mut BlockHooks, written: &mut Written, errors: &mut Errors) {
        let Some((kind, attribute)) = take_kind(&mut method, errors) else {
            check_plain(&mut method, errors);
            parameters::strip(&mut method.signature);
            method.to_tokens(&mut written.own);
            return;
        };
        let settings = Settings::of(&attribute, &kind.known(), errors);
        match kind {
            Kind::Event => event(method, written, errors),
            Kind::Task => {
                written.tasks.add(&method, &settings, errors);
                method.attributes.push(parse_quote!(#[allow(clippy::unused_async)]));
                method.to_tokens(&mut written.own);
            }
            _ => {
                let before = errors.len();
                let row = self.call(&method, kind, &settings, hooks, written, errors);
                parameters::strip(&mut method.signature);
                method.attributes.push(parse_quote!(#[allow(clippy::too_many_arguments, clippy::unused_async)]));
                method.to_tokens(&mut written.own);
                if errors.len() == before {
                    written.rows.extend(row);
                }
            }
        }
    }

    /// Writes the row and the call of a command, a component or a modal.
    fn call(
        &self,
        method: &Method,
        kind: Kind,
        settings: &Settings,
        hooks: &mut BlockHooks,
        written: &mut Written,
        errors: &mut Errors,
    ) -> Option<(Vec<Attribute>, TokenStream)> {
        let before = errors.len();
        check_signature(method, kind, errors);
        let Ok(id) = u16::try_from(written.rows.len()) else {
            errors.add(method.name(), "a block has at most 65536 commands, components and modals");
            return None;
        };
        let (state, state_value) = (quote!(Self), quote!(self));
        let owner = Owner { kind, state: &state, state_value: &state_value, is_method: true };
        let read = parameters::read(&method.signature, &owner, errors);
        let own_hooks = Hooks::of(settings, errors);
        let row = row::tokens(id, kind, method.name(), &method.attributes, settings, (&read, &own_hooks), errors);
        let cfg: Vec<Attribute> = method.conditions().into_iter().cloned().collect();
        if let Some((name, place)) = &row.name
            && !name.is_empty()
            && cfg.is_empty()
            && settings.get("guilds").is_none()
        {
            let named = (kind, name.clone());
            if written.names.contains(&named) {
                let attribute = kind.known().attribute.trim_end_matches(']');
                let example = if kind == Kind::Command { "(name = \"..\")]" } else { "(\"..\")]" };
                let message = format!(
                    "two commands are called `{name}`; give one of them another name with `{attribute}{example}`"
                );
                errors.push(Error::new(*place, message));
            }
            written.names.push(named);
        }
        let mut arms = TokenStream::new();
        for (option, path, conditions, ty) in &read.suggestions {
            let Some(name) = last_name(path) else {
                errors.add(path, "write `autocomplete = Self::items`, the path of a method");
                continue;
            };
            let Some((_, suggests)) = self.suggesting.iter().find(|(known, _)| name == known) else {
                errors.add(
                    path,
                    format!(
                        "the method `{name}` stands in the same block: \
                         `async fn {name}(&self, typed: &str) -> CommandResult<Vec<Suggestion<..>>>`"
                    ),
                );
                continue;
            };
            let all: Vec<Attribute> = cfg.iter().chain(conditions).cloned().collect();
            arms.extend(suggest(path, ty, *suggests, &all, &quote!((#id, #option))));
        }
        if errors.len() != before {
            return None;
        }
        let name = method.name();
        let target = quote_spanned!(name.span()=> self.#name);
        let call = parameters::call(&read, kind, &target, row.is_text, &method.signature);
        written.arms.extend(quote!(#(#cfg)* #id => #call,));
        written.suggestions.extend(arms);
        hooks.add(id, cfg.clone(), own_hooks);
        let tokens = row.tokens;
        let tokens = if self.block.generics.params.is_empty() {
            without_self(tokens, &self.block.self_type.to_token_stream())
        } else {
            tokens
        };
        Some((cfg, tokens))
    }
}

/// Takes the attribute that makes the method a command, a component, a modal or an event.
fn take_kind(method: &mut Method, errors: &mut Errors) -> Option<(Kind, Attribute)> {
    let mut found: Option<(Kind, Attribute)> = None;
    let attributes = std::mem::take(&mut method.attributes);
    for attribute in attributes {
        match (Kind::of(&attribute), &found) {
            (Some(_), Some(_)) => {
                errors.add(&attribute, "a method has one of these attributes; split it in two methods");
            }
            (Some(kind), None) => found = Some((kind, attribute)),
            (None, _) => method.attributes.push(attribute),
        }
    }
    found
}

/// Checks a method without an attribute of ours: one that is misspelt or missing.
fn check_plain(method: &mut Method, errors: &mut Errors) {
    let mut is_misspelt = false;
    method.attributes.retain(|attribute| {
        let Some(name) = attribute.path().get_ident().map(ToString::to_string) else { return true };
        let known_to_the_compiler = ["cold", "deny", "doc", "allow", "expect", "warn", "cfg", "inline", "must_use"];
        match nearest(&name, ATTRIBUTES) {
            Some(known) if !known_to_the_compiler.contains(&name.as_str()) => {
                errors.add(attribute, format!("there is no attribute `{name}`; did you mean `#[{known}]`?"));
                is_misspelt = true;
                false
            }
            _ => true,
        }
    });
    if let (Some(mark), false) = (parameters::marked(&method.signature), is_misspelt) {
        let kind = if mark.path().is_ident("selected") { "component" } else { "command" };
        errors.add(mark, format!("this method is not called: write `#[{kind}]` above it"));
    }
}

/// Checks what all methods that are called have in common.
fn check_signature(method: &Method, kind: Kind, errors: &mut Errors) {
    let (signature, article) = (&method.signature, kind.article());
    if signature.asyncness.is_none() {
        errors.add(signature.fn_token, format!("{article} is an `async fn`: write `async` before `fn`"));
    }
    match signature.inputs.first() {
        Some(FnArg::Receiver(receiver)) if receiver.reference.is_some() && receiver.mutability.is_none() => {}
        Some(FnArg::Receiver(receiver)) => errors.add(
            receiver,
            format!(
                "{article} takes `&self`: several calls run at the same time; keep what changes in an atomic, a \
                 mutex or a channel"
            ),
        ),
        Some(FnArg::Typed(_)) | None => {
            errors.add(&signature.ident, format!("{article} of a type takes `&self` first"));
        }
    }
    if let Some(parameter) = signature.generics.type_params().next() {
        errors.add(parameter, format!("{article} has no type parameters: its options are registered once"));
    }
}

/// An event: the method becomes one of `EventHandler`.
fn event(mut method: Method, written: &mut Written, errors: &mut Errors) {
    let plain = "the name of a handler is written in `#[handlers(name = \"..\")]`";
    match check(&method, errors) {
        EventKind::Event => {
            method.visibility = syn::Visibility::Inherited;
            written.interests.push(interest(&method));
            written.events.extend(boxed(&method));
        }
        EventKind::Error => {
            method.visibility = syn::Visibility::Inherited;
            written.events.extend(boxed(&method));
        }
        EventKind::Plain => {
            errors.add(method.name(), plain);
            method.to_tokens(&mut written.own);
        }
        EventKind::Wrong => written.own.extend(quote!(#[allow(unused, non_snake_case, clippy::all)] #method)),
    }
}

/// The impl of `Commands`.
fn commands(
    block: &Block,
    settings: &Settings,
    hooks: &BlockHooks,
    written: &Written,
    errors: &mut Errors,
) -> TokenStream {
    let mut groups = Vec::new();
    for group in settings.all("group") {
        let Value::List(tokens) = &group.value else {
            errors.add(&group.word, "write `group(\"tag\", \"What its commands are for\")`");
            continue;
        };
        let inner = Settings::read(tokens.clone(), &GROUP, errors);
        groups.extend(row::group(&inner, &group.word, errors));
    }
    let (table_hooks, ephemeral) = (hooks.of_table(), table_ephemeral(settings, errors));
    let cfg = written.rows.iter().map(|(cfg, _)| quote!(#(#cfg)*));
    let table = if block.generics.params.is_empty() {
        let names: Vec<Ident> = (0..written.rows.len()).map(|id| format_ident!("__ROW_{id}")).collect();
        let consts = written
            .rows
            .iter()
            .zip(&names)
            .map(|((cfg, row), name)| quote!(#(#cfg)* const #name: ::greenroom::command::Row = #row;));
        let groups = without_self(quote!(&[#(#groups),*]), &block.self_type.to_token_stream());
        quote! {
            #(#consts)*
            const __GROUPS: &[::greenroom::command::GroupSpec] = #groups;
            static __TABLE: ::greenroom::command::Table =
                ::greenroom::command::Table::new(&[#(#cfg #names),*]).groups(__GROUPS)#table_hooks #ephemeral;
            &__TABLE
        }
    } else {
        let rows = written.rows.iter().map(|(_, row)| row);
        quote! {
            const {
                &::greenroom::command::Table::new(const { &[#(#cfg #rows),*] })
                    .groups(const { &[#(#groups),*] })#table_hooks #ephemeral
            }
        }
    };
    let (arms, suggestions, hooks) = (&written.arms, &written.suggestions, hooks.methods());
    let complete = (!suggestions.is_empty()).then(|| {
        quote! {
            fn complete<'a>(
                &'a self,
                __row: u16,
                __option: &'a str,
                __call: &'a ::greenroom::command::Call,
            ) -> ::greenroom::command::BoxFuture<
                'a,
                ::greenroom::command::CommandResult<::std::vec::Vec<::greenroom::model::CommandChoice>>,
            > {
                match (__row, __option) {
                    #suggestions
                    _ => ::std::boxed::Box::pin(async { ::core::result::Result::Ok(::std::vec::Vec::new()) }),
                }
            }
        }
    });
    let methods = quote! {
        fn table(&self) -> &'static ::greenroom::command::Table {
            #table
        }
        fn run<'a>(
            &'a self,
            __row: u16,
            __call: &'a ::greenroom::command::Call,
        ) -> ::core::result::Result<::greenroom::command::Running<'a>, ::greenroom::command::Refused> {
            match __row {
                #arms
                _ => ::greenroom::command::unknown(),
            }
        }
        #complete
        #hooks
    };
    block.beside(Some(&parse_quote!(::greenroom::command::Commands)), methods)
}

/// The impl of `EventHandler`. `tasks`: the method that leads to the tasks.
fn event_handler(
    block: &Block,
    settings: &Settings,
    written: &Written,
    tasks: &TokenStream,
    errors: &mut Errors,
) -> TokenStream {
    let names = |word: &str, errors: &mut Errors| -> Vec<Ident> {
        let parser = Punctuated::<Ident, Token![,]>::parse_terminated;
        let list = settings.list(word, &format!("{word}(GUILD_MEMBERS, ..)"), parser, errors);
        list.map(|(_, list)| list.into_iter().collect()).unwrap_or_default()
    };
    let (requested, declined) = (names("intents", errors), names("without", errors));
    for intent in declined.iter().filter(|intent| requested.contains(intent)) {
        errors.add(intent, format!("`{intent}` is requested and declined"));
    }
    let (requested, declined) = (intents(&requested, errors), intents(&declined, errors));
    let name = settings.text("name", "name = \"..\"", errors).map(|name| {
        quote! {
            fn name(&self) -> &'static str {
                #name
            }
        }
    });
    let (events, interests) = (&written.events, &written.interests);
    let methods = quote! {
        #name
        fn interests(&self) -> ::greenroom::handler::Interests {
            ::greenroom::handler::Interests::of(&[#(#interests),*], #requested, #declined)
        }
        fn commands(&self) -> ::core::option::Option<&dyn ::greenroom::command::Commands> {
            ::core::option::Option::Some(self)
        }
        #tasks
        #events
    };
    let marker = block.beside(Some(&parse_quote!(::greenroom::handler::HasInterests)), TokenStream::new());
    let event_handler = block.beside(Some(&parse_quote!(::greenroom::handler::EventHandler)), methods);
    quote!(#marker #event_handler)
}
