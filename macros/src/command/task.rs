//! `#[task]`: methods of a block with `#[handlers]`, and functions, that run in periods or by a cron expression.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Error, FnArg, LitStr, ReturnType, Signature, Type};

use super::durations;
use super::free::outer;
use super::kind::Kind;
use super::settings::Settings;
use crate::block::{Block, Method, ungrouped};
use crate::event_handler::Errors;

const EXAMPLE: &str = "write `#[task(every = \"5m\")]`, or `#[task(cron = \"0 9 * * *\", zone = \"Europe/Berlin\")]`";

/// The tasks of a block, each with its conditions.
#[derive(Default)]
pub(super) struct TaskRows {
    specs: TokenStream,
    arms: TokenStream,
    count: u16,
}

impl TaskRows {
    /// Adds a method. What is wrong with it is reported.
    pub(super) fn add(&mut self, method: &Method, settings: &Settings, errors: &mut Errors) {
        let before = errors.len();
        check_receiver(&method.signature, errors);
        let takes_context = check_signature(&method.signature, errors);
        let (id, name) = (self.count, method.name());
        let spec = spec(id, name, settings, errors);
        if errors.len() != before {
            return;
        }
        let Some(count) = id.checked_add(1) else {
            errors.add(name, "a block has at most 65535 tasks");
            return;
        };
        self.count = count;
        let cfg: Vec<&Attribute> = method.conditions();
        let call = call(&method.signature, &quote_spanned!(name.span()=> self.#name), takes_context);
        self.specs.extend(quote!(#(#cfg)* #spec.of_handler(),));
        self.arms.extend(quote!(#(#cfg)* #id => #call,));
    }

    /// The impl of `Tasks`, and the method of `EventHandler` that leads to it. Nothing if there are no tasks.
    pub(super) fn tokens(&self, block: &Block) -> (TokenStream, TokenStream) {
        if self.count == 0 {
            return Default::default();
        }
        let Self { specs, arms, .. } = self;
        let methods = quote! {
            fn specs(&self) -> ::std::vec::Vec<::greenroom::task::TaskSpec> {
                ::std::vec::Vec::from([#specs])
            }
            fn run<'a>(
                &'a self,
                __task: u16,
                __ctx: &'a ::greenroom::task::TaskContext,
            ) -> ::greenroom::command::BoxFuture<'a, ::greenroom::handler::HandlerResult> {
                match __task {
                    #arms
                    _ => ::std::boxed::Box::pin(async { ::core::result::Result::Ok(()) }),
                }
            }
        };
        let tasks = block.beside(Some(&syn::parse_quote!(::greenroom::task::Tasks)), methods);
        let provided = quote! {
            fn tasks(&self) -> ::core::option::Option<&dyn ::greenroom::task::Tasks> {
                ::core::option::Option::Some(self)
            }
        };
        (tasks, provided)
    }
}

/// `#[task]` above a function.
pub(crate) fn expand(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let Ok(function) = syn::parse2::<Method>(item.clone()) else {
        let message = "`#[task]` belongs above an `async fn`: a function, or a method in a block with `#[handlers]`";
        let error = Error::new(item.span(), message).into_compile_error();
        return quote!(#error #item);
    };
    let mut errors = Errors::default();
    if let Some(FnArg::Receiver(receiver)) = function.signature.inputs.first() {
        errors.add(receiver, "write `#[handlers]` above the `impl` with this method");
        return plain(&function, errors);
    }
    let settings = Settings::read(arguments, &Kind::Task.known(), &mut errors);
    let takes_context = check_signature(&function.signature, &mut errors);
    if let Some(parameter) = function.signature.generics.params.first() {
        errors.add(parameter, "a task has no parameters of its own");
    }
    let name = function.name().clone();
    let spec = spec(0, &name, &settings, &mut errors);
    if errors.len() > 0 {
        return plain(&function, errors);
    }
    let call = call(&function.signature, &name.to_token_stream(), takes_context);
    let cfg = function.conditions();
    let future = format_ident!("__{}_run", name.unraw());
    let (outer, result) = outer(&function, &future);
    let (visibility, doc) = (&function.visibility, format!("The future of [`{name}`]."));
    quote! {
        #outer
        #(#cfg)*
        #[doc = #doc]
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #[must_use = "a task does nothing unless it is awaited"]
        #visibility struct #future<'__call>(::greenroom::command::BoxFuture<'__call, #result>);
        #(#cfg)*
        const _: () = {
            impl<'__call> ::core::future::Future for #future<'__call> {
                type Output = #result;
                fn poll(
                    self: ::core::pin::Pin<&mut Self>,
                    __context: &mut ::core::task::Context<'_>,
                ) -> ::core::task::Poll<#result> {
                    ::core::future::Future::poll(self.get_mut().0.as_mut(), __context)
                }
            }
            #[doc(hidden)]
            pub struct __Task;
            impl<'__call> ::greenroom::task::DescribedTask for #future<'__call> {
                type Task = __Task;
            }
            impl ::greenroom::task::FreeTask for __Task {
                fn spec() -> ::greenroom::task::TaskSpec {
                    #spec
                }
                fn run(
                    __ctx: &::greenroom::task::TaskContext,
                ) -> ::greenroom::command::BoxFuture<'_, ::greenroom::handler::HandlerResult> {
                    let _ = __ctx;
                    #call
                }
            }
        };
    }
}

/// The function as it was written.
fn plain(function: &Method, errors: Errors) -> TokenStream {
    let errors = errors.into_tokens();
    quote!(#errors #[allow(dead_code, clippy::unused_async)] #function)
}

fn check_receiver(signature: &Signature, errors: &mut Errors) {
    match signature.inputs.first() {
        Some(FnArg::Receiver(receiver)) if receiver.reference.is_some() && receiver.mutability.is_none() => {}
        Some(FnArg::Receiver(receiver)) => errors.add(
            receiver,
            "a `#[task]` takes `&self`: it runs beside the other methods; keep what changes in an atomic, a mutex or a \
             channel",
        ),
        Some(FnArg::Typed(_)) | None => errors.add(&signature.ident, "a `#[task]` of a type takes `&self` first"),
    }
    if let Some(parameter) = signature.generics.type_params().next() {
        errors.add(parameter, "a `#[task]` has no type parameters");
    }
}

/// Checks what methods and functions have in common. Returns whether the context is a parameter.
fn check_signature(signature: &Signature, errors: &mut Errors) -> bool {
    if signature.asyncness.is_none() {
        errors.add(signature.fn_token, "a `#[task]` is an `async fn`: write `async` before `fn`");
    }
    if matches!(signature.output, ReturnType::Default) {
        errors.add(
            &signature.ident,
            "a `#[task]` returns a `HandlerResult`, so that `?` works in it: write `-> HandlerResult`, and end it with \
             `Ok(())`",
        );
    }
    let parameters: Vec<_> = signature.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_))).collect();
    let is_context = |ty: &Type| match ungrouped(ty.clone()) {
        Type::Reference(reference) => reference.mutability.is_none(),
        _ => false,
    };
    match parameters.as_slice() {
        [] => false,
        [FnArg::Typed(parameter)] if is_context(&parameter.ty) => true,
        [first, ..] => {
            let place = parameters.get(1).unwrap_or(first);
            errors.add(place, "a `#[task]` takes nothing but `ctx: &TaskContext`, or no argument");
            true
        }
    }
}

/// The call as a boxed future. A return type that is not written as `HandlerResult` is checked at its place.
fn call(signature: &Signature, target: &TokenStream, takes_context: bool) -> TokenStream {
    // At the place of the parameter, so that another type is reported there.
    let context = signature.inputs.last().filter(|_| takes_context).map(|parameter| {
        let place = match parameter {
            FnArg::Typed(parameter) => parameter.ty.span(),
            FnArg::Receiver(receiver) => receiver.span(),
        };
        Ident::new("__ctx", Span::call_site().located_at(place))
    });
    let (ty, at) = match &signature.output {
        ReturnType::Type(_, ty) => (ty.to_token_stream(), ty.span()),
        ReturnType::Default => (quote!(()), signature.ident.span()),
    };
    let convert = quote_spanned!(at=> ::greenroom::__private::handler_result::<#ty>);
    quote!(::std::boxed::Box::pin(async move { #convert(#target(#context).await) }))
}

/// The task as data.
fn spec(id: u16, name: &Ident, settings: &Settings, errors: &mut Errors) -> TokenStream {
    let name = name.unraw().to_string();
    let every = settings.text("every", "every = \"5m\"", errors);
    let cron = settings.text("cron", "cron = \"0 9 * * *\"", errors);
    let zone = settings.text("zone", "zone = \"Europe/Berlin\"", errors);
    let word = |word| settings.get(word).map_or_else(Span::call_site, |setting| setting.word.span());
    let is_written = |word| settings.get(word).is_some();
    match (is_written("every"), is_written("cron")) {
        (true, true) => {
            errors.push(Error::new(word("cron"), "a task has `every` or `cron`, not both; remove one of them"));
        }
        (false, false) => {
            errors.push(Error::new(settings.span(), format!("when does this task run? {EXAMPLE}")));
        }
        (true, false) if is_written("zone") => {
            let message = "`zone` belongs to `cron`: a period is the same in all time zones";
            errors.push(Error::new(word("zone"), message));
        }
        _ => {}
    }
    let spec = if let Some(period) = &every {
        let period = durations::tokens(period, errors);
        quote!(::greenroom::task::TaskSpec::every(#id, #name, #period))
    } else if let Some(expression) = &cron {
        check_cron(expression, errors);
        let zone = zone.map_or_else(|| quote!("UTC"), |zone| zone.to_token_stream());
        quote_spanned!(word("cron")=> ::greenroom::__cron_task!(#id, #name, #expression, #zone))
    } else {
        TokenStream::new()
    };
    let at_start = settings.has("at_start", errors).then(|| quote!(.at_start()));
    let each_process = settings.has("each_process", errors).then(|| quote!(.each_process()));
    quote!(#spec #at_start #each_process)
}

/// Checks the number of fields. What stands in them is checked when the bot starts.
fn check_cron(expression: &LitStr, errors: &mut Errors) {
    let fields = expression.value().split_whitespace().count();
    if fields != 5 {
        let message = format!(
            "this cron expression has {fields} fields; write five: minute, hour, day of the month, month, day of the \
             week, as in \"0 9 * * MON-FRI\" for 9:00 from Monday to Friday"
        );
        errors.add(expression, message);
    }
}
