//! `#[derive(Arg)]`: a newtype is an option like the type inside.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Data, DataStruct, DeriveInput, Fields};

use crate::event_handler::Errors;

pub(crate) fn arg(input: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    let wrong = "`#[derive(Arg)]` is for a struct with one field without a name: `struct ItemId(String);`";
    let Data::Struct(DataStruct { fields: Fields::Unnamed(fields), .. }) = &input.data else {
        errors.add(&input.ident, wrong);
        return None;
    };
    let mut all = fields.unnamed.iter();
    let (Some(field), None) = (all.next(), all.next()) else {
        errors.add(&input.ident, wrong);
        return None;
    };
    super::without_parameters(input, "Arg", errors)?;
    let (name, ty) = (&input.ident, &field.ty);
    // A bound with an unused `for<'a>` is checked where the impl is used, so that types that cannot be suggested,
    // selected, or be parts of a custom id, are options all the same.
    Some(quote_spanned! {ty.span()=>
        impl ::greenroom::command::Arg for #name {
            type Class = <#ty as ::greenroom::command::Arg>::Class;
            const KIND: ::greenroom::model::CommandOptionKind = <#ty as ::greenroom::command::Arg>::KIND;
            const REQUIRED: bool = <#ty as ::greenroom::command::Arg>::REQUIRED;
            const CHOICES: &'static [::greenroom::command::ChoiceSpec] = <#ty as ::greenroom::command::Arg>::CHOICES;
            const MIN: ::core::option::Option<::greenroom::command::Limit> = <#ty as ::greenroom::command::Arg>::MIN;
            const MAX: ::core::option::Option<::greenroom::command::Limit> = <#ty as ::greenroom::command::Arg>::MAX;
            const MAX_LENGTH: ::core::option::Option<u32> = <#ty as ::greenroom::command::Arg>::MAX_LENGTH;
            const CHANNELS: &'static [::greenroom::model::ChannelKind] = <#ty as ::greenroom::command::Arg>::CHANNELS;
            const GUILD_ONLY: bool = <#ty as ::greenroom::command::Arg>::GUILD_ONLY;
            const LOOKUP: ::core::option::Option<::greenroom::command::Lookup> =
                <#ty as ::greenroom::command::Arg>::LOOKUP;
            const REST: bool = <#ty as ::greenroom::command::Arg>::REST;
            fn read(
                __value: &::greenroom::command::Value<'_>,
            ) -> ::core::result::Result<Self, ::greenroom::command::Refused> {
                <#ty as ::greenroom::command::Arg>::read(__value).map(Self)
            }
            fn missing(__option: &str) -> ::core::result::Result<Self, ::greenroom::command::Refused> {
                <#ty as ::greenroom::command::Arg>::missing(__option).map(Self)
            }
        }
        impl ::greenroom::command::Suggested for #name where for<'__any> #ty: ::greenroom::command::Suggested {
            fn to_value(&self) -> ::greenroom::model::OptionValue {
                ::greenroom::command::Suggested::to_value(&self.0)
            }
        }
        impl ::greenroom::command::SelectedItem for #name
        where
            for<'__any> #ty: ::greenroom::command::SelectedItem,
        {
        }
        impl ::greenroom::command::IdPart for #name where for<'__any> #ty: ::greenroom::command::IdPart {
            const LONGEST: usize = <#ty as ::greenroom::command::IdPart>::LONGEST;
            fn write(&self, __id: &mut ::std::string::String) {
                ::greenroom::command::IdPart::write(&self.0, __id);
            }
            fn read(__text: &str) -> ::core::option::Option<(Self, &str)> {
                let (__value, __rest) = <#ty as ::greenroom::command::IdPart>::read(__text)?;
                ::core::option::Option::Some((Self(__value), __rest))
            }
        }
    })
}
