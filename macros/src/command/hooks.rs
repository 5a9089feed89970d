//! The hooks of a command and of a block: `check`, `error`, `cooldown`, `before`, `after`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Expr};

use super::settings::{Settings, Value};
use crate::event_handler::Errors;

/// The hooks of a command.
#[derive(Default)]
pub(crate) struct Hooks {
    check: Option<Expr>,
    cooldown: Option<Expr>,
    error: Option<Expr>,
}

impl Hooks {
    pub(crate) fn of(settings: &Settings, errors: &mut Errors) -> Self {
        let cooldown = match settings.get("cooldown").map(|setting| &setting.value) {
            Some(Value::Is(path)) => Some(path.clone()),
            _ => None,
        };
        Self { check: hook(settings, "check", errors), cooldown, error: hook(settings, "error", errors) }
    }

    /// The code that is added to the row.
    pub(crate) fn of_row(&self) -> Option<TokenStream> {
        let (check, cooldown, error) = (self.check.is_some(), self.cooldown.is_some(), self.error.is_some());
        let hooks = quote!(::greenroom::command::Hooks { check: #check, cooldown: #cooldown, error: #error });
        (check || cooldown || error).then(|| quote!(.hooks(#hooks)))
    }
}

fn hook(settings: &Settings, word: &str, errors: &mut Errors) -> Option<Expr> {
    settings.expr(word, &format!("{word} = path"), errors).map(|(_, path)| path.clone())
}

/// The hooks of a block and of its commands.
#[derive(Default)]
pub(crate) struct BlockHooks {
    before: Option<Expr>,
    after: Option<Expr>,
    check: Option<Expr>,
    error: Option<Expr>,
    rows: Vec<(u16, Vec<Attribute>, Hooks)>,
}

impl BlockHooks {
    pub(crate) fn of(settings: &Settings, errors: &mut Errors) -> Self {
        Self {
            before: hook(settings, "before", errors),
            after: hook(settings, "after", errors),
            check: hook(settings, "check", errors),
            error: hook(settings, "error", errors),
            rows: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, id: u16, cfg: Vec<Attribute>, hooks: Hooks) {
        self.rows.push((id, cfg, hooks));
    }

    /// The code that is added to the table.
    pub(crate) fn of_table(&self) -> Option<TokenStream> {
        let set = |hook: &Option<Expr>| hook.is_some();
        let (before, check, after, error) = (set(&self.before), set(&self.check), set(&self.after), set(&self.error));
        (before || check || after || error).then(|| {
            quote! {
                .hooks(::greenroom::command::BlockHooks {
                    before: #before, check: #check, after: #after, error: #error
                })
            }
        })
    }

    /// The methods of `Commands`. A hook is a method: it takes `self` first.
    pub(crate) fn methods(&self) -> TokenStream {
        let mut methods = TokenStream::new();
        if let Some(before) = &self.before {
            let call = boxed(before, &quote!(self, __ctx));
            methods.extend(quote! {
                fn before<'a>(
                    &'a self,
                    __ctx: &'a ::greenroom::command::CallContext,
                ) -> ::greenroom::command::BoxFuture<'a, ::greenroom::command::CommandResult> {
                    #call
                }
            });
        }
        if let Some(after) = &self.after {
            let call = boxed(after, &quote!(self, __ctx, __outcome));
            methods.extend(quote! {
                fn after<'a>(
                    &'a self,
                    __ctx: &'a ::greenroom::command::CallContext,
                    __outcome: &'a ::greenroom::command::Outcome<'a>,
                ) -> ::greenroom::command::BoxFuture<'a, ()> {
                    #call
                }
            });
        }
        let checks = self.arms(self.check.as_ref(), |hooks| hooks.check.as_ref(), &quote!(self, __ctx));
        methods.extend(checks.map(|arms| {
            quote! {
                fn check<'a>(
                    &'a self,
                    __row: ::core::option::Option<u16>,
                    __ctx: &'a ::greenroom::command::CallContext,
                ) -> ::greenroom::command::BoxFuture<'a, ::greenroom::command::CommandResult<bool>> {
                    match __row {
                        #arms
                        _ => ::std::boxed::Box::pin(async { ::core::result::Result::Ok(true) }),
                    }
                }
            }
        }));
        let errors = self.arms(self.error.as_ref(), |hooks| hooks.error.as_ref(), &quote!(self, __ctx, __failure));
        methods.extend(errors.map(|arms| {
            quote! {
                fn error<'a>(
                    &'a self,
                    __row: ::core::option::Option<u16>,
                    __ctx: &'a ::greenroom::command::CallContext,
                    __failure: &'a ::greenroom::command::CommandFailure,
                ) -> ::greenroom::command::BoxFuture<'a, ::core::option::Option<::greenroom::command::Reply>> {
                    match __row {
                        #arms
                        _ => ::std::boxed::Box::pin(async { ::core::option::Option::None }),
                    }
                }
            }
        }));
        let cooldowns = self.arms(None, |hooks| hooks.cooldown.as_ref(), &quote!(self, __ctx));
        methods.extend(cooldowns.map(|arms| {
            quote! {
                fn cooldown<'a>(
                    &'a self,
                    __row: u16,
                    __ctx: &'a ::greenroom::command::CallContext,
                ) -> ::greenroom::command::BoxFuture<
                    'a,
                    ::greenroom::command::CommandResult<::core::option::Option<::greenroom::command::Cooldown>>,
                > {
                    match ::core::option::Option::Some(__row) {
                        #arms
                        _ => ::std::boxed::Box::pin(async { ::core::result::Result::Ok(::core::option::Option::None) }),
                    }
                }
            }
        }));
        methods
    }

    /// The arms of a `match` on the id of a row, which is `None` for the whole block. `None` if there are none.
    fn arms(
        &self,
        whole: Option<&Expr>,
        of_row: impl Fn(&Hooks) -> Option<&Expr>,
        arguments: &TokenStream,
    ) -> Option<TokenStream> {
        let mut arms = TokenStream::new();
        if let Some(hook) = whole {
            let call = boxed(hook, arguments);
            arms.extend(quote!(::core::option::Option::None => #call,));
        }
        for (id, cfg, hooks) in &self.rows {
            if let Some(hook) = of_row(hooks) {
                let call = boxed(hook, arguments);
                arms.extend(quote!(#(#cfg)* ::core::option::Option::Some(#id) => #call,));
            }
        }
        (!arms.is_empty()).then_some(arms)
    }
}

/// The methods of `FreeCommand`. A hook is a function.
pub(crate) fn free_methods(hooks: &Hooks) -> TokenStream {
    let mut methods = TokenStream::new();
    if let Some(check) = &hooks.check {
        let call = boxed(check, &quote!(__ctx));
        methods.extend(quote! {
            fn check<'a>(
                _: &'a __State,
                __ctx: &'a ::greenroom::command::CallContext,
            ) -> ::greenroom::command::BoxFuture<'a, ::greenroom::command::CommandResult<bool>> {
                #call
            }
        });
    }
    if let Some(error) = &hooks.error {
        let call = boxed(error, &quote!(__ctx, __failure));
        methods.extend(quote! {
            fn error<'a>(
                _: &'a __State,
                __ctx: &'a ::greenroom::command::CallContext,
                __failure: &'a ::greenroom::command::CommandFailure,
            ) -> ::greenroom::command::BoxFuture<'a, ::core::option::Option<::greenroom::command::Reply>> {
                #call
            }
        });
    }
    if let Some(cooldown) = &hooks.cooldown {
        let call = boxed(cooldown, &quote!(__ctx));
        methods.extend(quote! {
            fn cooldown<'a>(
                _: &'a __State,
                __ctx: &'a ::greenroom::command::CallContext,
            ) -> ::greenroom::command::BoxFuture<
                'a,
                ::greenroom::command::CommandResult<::core::option::Option<::greenroom::command::Cooldown>>,
            > {
                #call
            }
        });
    }
    methods
}

/// The call of a function in a box, with the place of its path, where the compiler reports a wrong signature.
fn boxed(path: &Expr, arguments: &TokenStream) -> TokenStream {
    let (at, path) = (path.span(), path.to_token_stream());
    quote_spanned!(at=> ::std::boxed::Box::pin(#path(#arguments)))
}
