//! Suggestions: the arms of `Commands::complete`, which suggest values of options.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, FnArg, Signature, Type};

/// What a function that suggests values takes.
#[derive(Clone, Copy)]
pub(crate) struct Suggests {
    /// Whether it is a method.
    pub(crate) has_self: bool,
    /// Whether it takes the other options after what was typed.
    pub(crate) has_others: bool,
}

impl Suggests {
    pub(crate) fn of(signature: &Signature) -> Self {
        let is_self = |input: &&FnArg| matches!(input, FnArg::Receiver(_));
        let own = signature.inputs.iter().filter(is_self).count();
        Self { has_self: own > 0, has_others: signature.inputs.len() - own > 1 }
    }
}

/// The last name of a path.
pub(crate) fn last_name(path: &Expr) -> Option<&Ident> {
    match path {
        Expr::Path(path) => path.path.segments.last().map(|last| &last.ident),
        _ => None,
    }
}

/// The future with the suggestions for an option of the type `ty`.
pub(crate) fn suggest(
    path: &Expr,
    ty: &Type,
    suggests: Suggests,
    cfg: &[Attribute],
    pattern: &TokenStream,
) -> TokenStream {
    let at = path.span();
    let own = suggests.has_self.then(|| quote_spanned!(at=> self,));
    let others = suggests.has_others.then(|| quote_spanned!(at=> , &__call.partial()));
    quote_spanned! {at=>
        #(#cfg)* #pattern => ::std::boxed::Box::pin(async move {
            let (_, __typed) = __call.typed();
            ::greenroom::command::choices::<#ty, _>(#path(#own &__typed #others).await)
        }),
    }
}
