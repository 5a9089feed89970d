//! The rules of a command, a component, a modal or a group.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, ExprLit, Ident, Lit, LitInt, LitStr, Result, Token};

use super::durations;
use super::settings::{Settings, Value, option_tokens};
use crate::event_handler::Errors;
use crate::suggest::nearest;

/// The words of rules that Discord applies to whole commands, and not to sub-commands.
const OF_WHOLE_COMMANDS: &[&str] = &["contexts", "installs", "guilds", "nsfw", "member_permissions"];

type Idents = Punctuated<Ident, Token![,]>;
type Exprs = Punctuated<Expr, Token![,]>;

/// The rules, as the code of a value of `Rules`.
pub(crate) fn tokens(settings: &Settings, errors: &mut Errors) -> TokenStream {
    let mut fields: Vec<(&str, TokenStream)> = Vec::new();
    let contexts = &[("Guild", "GUILD"), ("BotDm", "BOT_DM"), ("PrivateChannel", "PRIVATE_CHANNEL")];
    if let Some(contexts) = flags(settings, "contexts", "Contexts", contexts, errors) {
        fields.push(("contexts", contexts));
    }
    if let Some(installs) = flags(settings, "installs", "Installs", &[("Guild", "GUILD"), ("User", "USER")], errors) {
        fields.push(("installs", installs));
    }
    for word in ["nsfw", "owner", "no_defer"] {
        if settings.has(word, errors) {
            fields.push((word, quote!(true)));
        }
    }
    for word in ["member_permissions", "bot_permissions", "permissions"] {
        let example = format!("{word}(MANAGE_GUILD, ..)");
        if let Some((_, names)) = settings.list(word, &example, Idents::parse_terminated, errors) {
            let names = names.iter();
            let all =
                quote!(::greenroom::model::Permissions::empty()#(.union(::greenroom::model::Permissions::#names))*);
            fields.push((word, option_tokens(Some(all))));
        }
    }
    if let Some((_, sku)) = settings.list("sku", "sku(123)", <LitInt as Parse>::parse, errors) {
        fields.push(("sku", option_tokens(Some(quote!(::greenroom::model::SkuId::new(#sku))))));
    }
    if let Some(value) = cooldown(settings, errors) {
        fields.push(("cooldown", value));
    }
    if let Some((_, Concurrency { scope, calls })) =
        settings.list("concurrency", "concurrency(user, 1)", Concurrency::parse, errors)
    {
        let scope = scope_tokens(&scope, errors);
        positive(&calls, errors);
        let value = quote!(::greenroom::command::Concurrency::new(#scope, #calls));
        fields.push(("concurrency", option_tokens(Some(value))));
    }
    if let Some(ephemeral) = ephemeral(settings, errors) {
        fields.push(("ephemeral", quote!(::core::option::Option::Some(#ephemeral))));
    }
    if let Some(by) = by(settings, errors) {
        fields.push(("by", by));
    }
    if let Some(within) = settings.text("within", "within = \"10m\"", errors) {
        let within = durations::tokens(&within, errors);
        fields.push(("within", option_tokens(Some(within))));
    }
    if fields.is_empty() {
        return quote!(::greenroom::command::Rules::NONE);
    }
    let assignments = fields.iter().map(|(field, value)| {
        let field = Ident::new(field, proc_macro2::Span::call_site());
        quote!(__rules.#field = #value;)
    });
    quote!({ let mut __rules = ::greenroom::command::Rules::NONE; #(#assignments)* __rules })
}

/// The guilds that have a command, as code.
pub(crate) fn guilds(settings: &Settings, errors: &mut Errors) -> Option<TokenStream> {
    let (_, ids) = settings.list("guilds", "guilds(123, ..)", Exprs::parse_terminated, errors)?;
    let ids = ids.iter();
    Some(quote!(&[#(#ids),*]))
}

/// The value of `ephemeral` or `ephemeral = false`.
pub(crate) fn ephemeral(settings: &Settings, errors: &mut Errors) -> Option<bool> {
    let setting = settings.get("ephemeral")?;
    match &setting.value {
        Value::Alone => Some(true),
        Value::Is(Expr::Lit(ExprLit { lit: Lit::Bool(value), .. })) => Some(value.value()),
        Value::Is(_) | Value::List(_) => {
            errors.add(&setting.word, "write `ephemeral` or `ephemeral = false`");
            None
        }
    }
}

/// Reports rules on a sub-command that Discord applies to whole commands only.
pub(crate) fn check_subcommand(settings: &Settings, errors: &mut Errors) {
    for word in OF_WHOLE_COMMANDS {
        if let Some(setting) = settings.get(word) {
            let instead = if *word == "member_permissions" { ", or write `check = ..` here" } else { "" };
            errors.add(
                &setting.word,
                format!(
                    "Discord applies `{word}` to whole commands, and this is a sub-command: write it in `group(..)` of \
                     `#[handlers]`{instead}"
                ),
            );
        }
    }
}

/// The union of flags. `names` has each word and its constant.
fn flags(
    settings: &Settings,
    word: &str,
    ty: &str,
    names: &[(&'static str, &str)],
    errors: &mut Errors,
) -> Option<TokenStream> {
    let words: Vec<&'static str> = names.iter().map(|(name, _)| *name).collect();
    let example = format!("{word}({})", words.join(", "));
    let (at, list) = settings.list(word, &example, Idents::parse_terminated, errors)?;
    if list.is_empty() {
        errors.add(at, format!("`{word}` lists at least one of {}", words.join(", ")));
    }
    let ty = Ident::new(ty, proc_macro2::Span::call_site());
    let mut union = quote!(::greenroom::command::#ty::empty());
    for name in &list {
        match names.iter().find(|(known, _)| name == known) {
            Some((_, constant)) => {
                let constant = Ident::new(constant, name.span());
                union = quote!(#union.union(::greenroom::command::#ty::#constant));
            }
            None => {
                let hint = match nearest(&name.to_string(), &words) {
                    Some(known) => format!("; did you mean `{known}`?"),
                    None => format!("; it lists {}", words.join(", ")),
                };
                errors.add(name, format!("`{word}` has no `{name}`{hint}"));
            }
        }
    }
    Some(option_tokens(Some(union)))
}

/// `cooldown(user, 3 per "1m")`. A path is a hook.
fn cooldown(settings: &Settings, errors: &mut Errors) -> Option<TokenStream> {
    if settings.get("cooldown").is_some_and(|setting| matches!(setting.value, Value::Is(_))) {
        return None;
    }
    let (_, Cooldown { scope, calls, per }) = settings.list("cooldown", COOLDOWN, Cooldown::parse, errors)?;
    let scope = scope_tokens(&scope, errors);
    positive(&calls, errors);
    let per = durations::tokens(&per, errors);
    Some(option_tokens(Some(quote!(::greenroom::command::Cooldown::new(#scope, #calls, #per)))))
}

const COOLDOWN: &str = "cooldown(user, 3 per \"1m\")`, or `cooldown = path` for a limit that is computed at each call; \
                        calls are counted by `user`, `member`, `channel`, `guild` or `global";

struct Cooldown {
    scope: Ident,
    calls: LitInt,
    per: LitStr,
}

impl Cooldown {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let scope = input.parse()?;
        input.parse::<Token![,]>()?;
        let calls = input.parse()?;
        let per: Ident = input.parse()?;
        if per != "per" {
            return Err(Error::new(per.span(), COOLDOWN));
        }
        let per = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        Ok(Self { scope, calls, per })
    }
}

struct Concurrency {
    scope: Ident,
    calls: LitInt,
}

impl Concurrency {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let scope = input.parse()?;
        input.parse::<Token![,]>()?;
        let calls = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        Ok(Self { scope, calls })
    }
}

fn positive(calls: &LitInt, errors: &mut Errors) {
    if calls.base10_parse::<u32>().is_ok_and(|calls| calls == 0) {
        errors.add(calls, "at least one call is allowed");
    }
}

fn scope_tokens(scope: &Ident, errors: &mut Errors) -> TokenStream {
    let names: &[&'static str] = &["user", "member", "channel", "guild", "global"];
    let name = scope.to_string();
    if !names.contains(&name.as_str()) {
        let hint = nearest(&name, names).map(|known| format!("; did you mean `{known}`?")).unwrap_or_default();
        errors.add(scope, format!("calls are counted by `user`, `member`, `channel`, `guild` or `global`{hint}"));
        return quote!(::greenroom::command::Scope::User);
    }
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let variant = Ident::new(&first.into_iter().chain(letters).collect::<String>(), scope.span());
    quote_spanned!(scope.span()=> ::greenroom::command::Scope::#variant)
}

fn by(settings: &Settings, errors: &mut Errors) -> Option<TokenStream> {
    let example = "by = anybody` or `by = command_user";
    let (_, value) = settings.expr("by", example, errors)?;
    let variant = match value {
        Expr::Path(path) if path.path.is_ident("anybody") => quote!(Anybody),
        Expr::Path(path) if path.path.is_ident("command_user") => quote!(CommandUser),
        other => {
            errors.add(other, format!("write `{example}`"));
            return None;
        }
    };
    Some(quote!(::greenroom::command::By::#variant))
}
