//! `#[derive(Object)]`: reads an object of Discord's and writes it back as it came.
//!
//! What serde derives as well, with one thing more: which keys were there is kept in the object's field `sent`. A key that may be left out is written if it says
//! something or was there. serde's attributes mean what they mean there.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, ExprPath, Field, Fields, Ident, LitStr, Result, Type};

/// What the keys of an object may be: one bit is left for whether it was read at all.
const MOST_KEYS: usize = 63;

/// A field that is a key of the object.
struct Key<'a> {
    ident: &'a Ident,
    kind: &'a Type,
    name: String,
    /// What it is where the key is absent. `None` if that is for its type to say.
    default: Option<TokenStream>,
    deserialize_with: Option<ExprPath>,
    serialize_with: Option<ExprPath>,
    skip_if: Option<ExprPath>,
    /// Not a key: it has its default and is not written.
    is_skipped: bool,
}

impl<'a> Key<'a> {
    fn of(field: &'a Field) -> Result<Self> {
        let ident = field.ident.as_ref().ok_or_else(|| Error::new(field.span(), "a field without a name"))?;
        let mut key = Self {
            ident,
            kind: &field.ty,
            name: ident.to_string(),
            default: None,
            deserialize_with: None,
            serialize_with: None,
            skip_if: None,
            is_skipped: false,
        };
        for attribute in field.attrs.iter().filter(|it| it.path().is_ident("serde")) {
            attribute.parse_nested_meta(|meta| {
                let text = || meta.value()?.parse::<LitStr>();
                let path = || text()?.parse::<ExprPath>();
                let word = meta.path.get_ident().map(Ident::to_string).unwrap_or_default();
                match word.as_str() {
                    "rename" => key.name = text()?.value(),
                    "default" if meta.input.peek(syn::Token![=]) => {
                        let path = path()?;
                        key.default = Some(quote!(#path()));
                    }
                    "default" => key.default = Some(quote!(::core::default::Default::default())),
                    "deserialize_with" => key.deserialize_with = Some(path()?),
                    "serialize_with" => key.serialize_with = Some(path()?),
                    "with" => {
                        let module: ExprPath = path()?;
                        let inside = |function: &str| {
                            let mut path = module.clone();
                            path.path.segments.push(format_ident!("{function}").into());
                            path
                        };
                        key.deserialize_with = Some(inside("deserialize"));
                        key.serialize_with = Some(inside("serialize"));
                    }
                    "skip_serializing_if" => key.skip_if = Some(path()?),
                    "skip" => key.is_skipped = true,
                    _ => return Err(meta.error("`Object` does not know this attribute")),
                }
                Ok(())
            })?;
        }
        Ok(key)
    }

    /// There is no object without it.
    fn is_always_sent(&self) -> bool {
        self.default.is_none() && self.skip_if.is_none() && !is_option(self.kind)
    }

    /// Says itself whether it was there, so that nothing else need.
    fn tells_absence(&self) -> bool {
        self.skip_if.as_ref().is_some_and(|path| quote!(#path).to_string() == "Field :: is_absent")
    }
}

/// Whether a type is written as an `Option`, by a macro perhaps.
fn is_option(kind: &Type) -> bool {
    match kind {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Option"),
        Type::Group(group) => is_option(&group.elem),
        _ => false,
    }
}

pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    derive(input).unwrap_or_else(Error::into_compile_error)
}

fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => &fields.named,
            _ => return Err(Error::new(input.span(), "an object has keys, and its fields names")),
        },
        _ => return Err(Error::new(input.span(), "an object is a struct")),
    };
    if let Some(attribute) = input.attrs.iter().find(|it| it.path().is_ident("serde")) {
        return Err(Error::new(attribute.span(), "`Object` knows serde's attributes of fields only"));
    }
    let (sent, others): (Vec<_>, Vec<_>) =
        fields.iter().partition(|it| it.ident.as_ref().is_some_and(|it| it == "sent"));
    if sent.len() != 1 {
        return Err(Error::new(input.span(), "an object has a field `sent`"));
    }
    let all = others.into_iter().map(Key::of).collect::<Result<Vec<_>>>()?;
    let (skipped, keys): (Vec<_>, Vec<_>) = all.into_iter().partition(|key| key.is_skipped);
    if keys.len() > MOST_KEYS {
        return Err(Error::new(input.span(), format_args!("an object has at most {MOST_KEYS} keys")));
    }
    let object = &input.ident;
    let names = places(object, &keys);
    let read = read(object, &keys, &skipped);
    let write = write(object, &keys);
    Ok(quote! {
        const _: () = {
            #names
            #read
            #write
        };
    })
}

/// Which place each key has, looked up by how long it is first.
fn places(object: &Ident, keys: &[Key<'_>]) -> TokenStream {
    let mut lengths: Vec<usize> = keys.iter().map(|key| key.name.len()).collect();
    lengths.sort_unstable();
    lengths.dedup();
    let arms = lengths.iter().map(|length| {
        let tests = keys.iter().enumerate().filter(|(_, key)| key.name.len() == *length).map(|(place, key)| {
            let (name, place) = (Literal::byte_string(key.name.as_bytes()), place as u8);
            quote!(if name == #name { #place } else)
        });
        quote!(#length => #(#tests)* { crate::model::object::UNKNOWN },)
    });
    let names = keys.iter().map(|key| &key.name);
    quote! {
        impl crate::model::object::Keys for #object {
            const NAMES: &'static [&'static str] = &[#(#names),*];

            #[inline]
            fn place(name: &[u8]) -> u8 {
                match name.len() {
                    #(#arms)*
                    _ => crate::model::object::UNKNOWN,
                }
            }
        }
    }
}

fn read(object: &Ident, keys: &[Key<'_>], skipped: &[Key<'_>]) -> TokenStream {
    let expecting = format!("struct {object}");
    let object_name = object.to_string();
    let begin = keys.iter().map(|Key { ident, kind, default, .. }| match default {
        Some(default) => quote!(let mut #ident: #kind = #default;),
        None => quote!(let mut #ident: ::core::option::Option<#kind> = ::core::option::Option::None;),
    });
    let take = keys.iter().enumerate().map(|(place, Key { ident, kind, default, deserialize_with, .. })| {
        let place = place as u8;
        let value = match deserialize_with {
            Some(path) => quote! {{
                struct Read(#kind);
                impl<'de> ::serde::Deserialize<'de> for Read {
                    #[inline]
                    fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                        #path(from).map(Self)
                    }
                }
                map.next_value::<Read>()?.0
            }},
            None => quote!(map.next_value::<#kind>()?),
        };
        match default {
            Some(_) => quote!(#place => #ident = #value,),
            None => quote!(#place => #ident = ::core::option::Option::Some(#value),),
        }
    });
    let end = keys.iter().filter(|key| key.default.is_none()).map(|Key { ident, name, .. }| {
        quote! {
            let #ident = match #ident {
                ::core::option::Option::Some(value) => value,
                ::core::option::Option::None => crate::model::object::missing(#name)?,
            };
        }
    });
    let idents = keys.iter().map(|key| key.ident);
    let skipped = skipped.iter().map(|key| key.ident);
    quote! {
        impl<'de> ::serde::Deserialize<'de> for #object {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                struct Visitor;

                impl<'de> ::serde::de::Visitor<'de> for Visitor {
                    type Value = #object;

                    fn expecting(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        f.write_str(#expecting)
                    }

                    #[inline]
                    fn visit_map<A: ::serde::de::MapAccess<'de>>(self, mut map: A) -> ::core::result::Result<#object, A::Error> {
                        let mut sent = crate::model::Sent::nothing_yet();
                        #(#begin)*
                        while let ::core::option::Option::Some(place) = crate::model::object::next::<#object, A>(&mut map, &mut sent)? {
                            match place {
                                #(#take)*
                                _ => drop(map.next_value::<::serde::de::IgnoredAny>()?),
                            }
                        }
                        #(#end)*
                        ::core::result::Result::Ok(#object {
                            #(#idents,)*
                            #(#skipped: ::core::default::Default::default(),)*
                            sent,
                        })
                    }
                }

                from.deserialize_struct(#object_name, <#object as crate::model::object::Keys>::NAMES, Visitor)
            }
        }
    }
}

fn write(object: &Ident, keys: &[Key<'_>]) -> TokenStream {
    let (object_name, count, none) = (object.to_string(), keys.len(), quote!(::core::option::Option::None));
    let judge = keys.iter().enumerate().filter_map(|(place, key)| {
        let ident = key.ident;
        let place = place as u8;
        let left_out = match &key.skip_if {
            Some(path) if key.tells_absence() => quote!(#path(&self.#ident)),
            Some(path) => quote!(!self.sent.had(#place) && #path(&self.#ident)),
            None if key.is_always_sent() => return None,
            None => {
                let (kind, default) = (key.kind, key.default.as_ref().unwrap_or(&none));
                quote!(self.sent.lacked(#place) && { let default: #kind = #default; self.#ident == default })
            }
        };
        Some(quote!(if #left_out { left_out |= 1 << #place; }))
    });
    let write = keys.iter().enumerate().map(|(place, key)| {
        let (Key { ident, kind, name, serialize_with, .. }, place) = (key, place as u8);
        let value = match serialize_with {
            Some(path) => quote! {&{
                struct Write<'a>(&'a #kind);
                impl ::serde::Serialize for Write<'_> {
                    fn serialize<S: ::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                        #path(self.0, to)
                    }
                }
                Write(&self.#ident)
            }},
            None => quote!(&self.#ident),
        };
        let write = quote!(object.serialize_field(#name, #value)?;);
        if key.is_always_sent() {
            return write;
        }
        quote! {
            if left_out & 1 << #place == 0 {
                #write
            } else {
                object.skip_field(#name)?;
            }
        }
    });
    quote! {
        impl ::serde::Serialize for #object {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeStruct;

                let mut left_out = 0_u64;
                #(#judge)*
                let mut object = to.serialize_struct(#object_name, #count - left_out.count_ones() as usize)?;
                #(#write)*
                object.end()
            }
        }
    }
}
