//! `#[derive(Object)]`: reads and writes an object of Discord's.
//!
//! It writes the same as serde's derive. It reads by the rules of `model::readable`: a field that cannot be read gets
//! the default of `#[serde(default)]` or of its type, and only a field whose type has no default is required. serde's
//! attributes of fields have their usual meaning. Keys are looked up by their length first, which takes less time than
//! serde's comparisons.
//!
//! Attributes of a field:
//!
//! * `#[object(required)]`: the object cannot be read without the field, although its type has a default.
//! * `#[object(or = id.created_at())]`: the default, which may use other fields.
//!
//! Attributes of the struct:
//!
//! * `#[object(read_only)]`: it is not serialized.
//! * `#[object(unchecked)]`: users' programs write it, and what cannot be read of it is not reported.
//! * `#[object(read_by = "function")]`: this function reads it, and calls `read_fields`.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{DeriveInput, Error, Expr, ExprPath, Field, Ident, LitStr, Result, Type};

use crate::fields::named_fields;

/// The maximum number of keys of an object. Each key has a bit in the set of those that are not written.
const MAX_KEYS: usize = 64;

/// The attributes of the struct.
#[derive(Default)]
struct Rules {
    read_only: bool,
    unchecked: bool,
    /// The function that reads the object. `None`: its fields are read.
    read_by: Option<ExprPath>,
}

impl Rules {
    fn of(input: &DeriveInput) -> Result<Self> {
        let mut rules = Self::default();
        for attribute in input.attrs.iter().filter(|it| it.path().is_ident("object")) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("read_only") {
                    rules.read_only = true;
                } else if meta.path.is_ident("unchecked") {
                    rules.unchecked = true;
                } else if meta.path.is_ident("read_by") {
                    rules.read_by = Some(meta.value()?.parse::<LitStr>()?.parse()?);
                } else {
                    return Err(meta.error("an object can be `read_only`, `unchecked` and `read_by`"));
                }
                Ok(())
            })?;
        }
        Ok(rules)
    }
}

/// A field that is a key of the object.
struct Key<'a> {
    ident: &'a Ident,
    kind: &'a Type,
    name: String,
    /// The value for an absent key. `None`: the default of the type applies.
    default: Option<TokenStream>,
    deserialize_with: Option<ExprPath>,
    serialize_with: Option<ExprPath>,
    skip_if: Option<ExprPath>,
    /// Whether the field is not a key. Then it gets its default and is not written.
    is_skipped: bool,
    /// Whether the default uses other fields.
    is_made_of_others: bool,
    /// Whether the object cannot be read without it, although its type has a default.
    is_required: bool,
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
            is_required: false,
            is_made_of_others: false,
        };
        for attribute in field.attrs.iter().filter(|it| it.path().is_ident("object")) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("required") {
                    key.is_required = true;
                } else if meta.path.is_ident("or") {
                    let value: Expr = meta.value()?.parse()?;
                    key.default = Some(quote!(#value));
                    key.is_made_of_others = true;
                } else {
                    return Err(meta.error("a field can have `required` or a default `or = …`"));
                }
                Ok(())
            })?;
        }
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
                    _ => return Err(meta.error("`Object` does not support this attribute")),
                }
                Ok(())
            })?;
        }
        Ok(key)
    }
}

pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    derive(input).unwrap_or_else(Error::into_compile_error)
}

fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let fields = named_fields(input, "`Object` is for structs", "`Object` is for structs whose fields have names")?;
    if let Some(attribute) = input.attrs.iter().find(|it| it.path().is_ident("serde")) {
        return Err(Error::new(attribute.span(), "`Object` supports serde's attributes only on fields"));
    }
    let all = fields.iter().map(Key::of).collect::<Result<Vec<_>>>()?;
    let (skipped, keys): (Vec<_>, Vec<_>) = all.into_iter().partition(|key| key.is_skipped);
    if keys.len() > MAX_KEYS {
        return Err(Error::new(input.span(), format_args!("an object has at most {MAX_KEYS} keys")));
    }
    let rules = Rules::of(input)?;
    let object = &input.ident;
    let names = key_lookup(object, &keys);
    let read = read(object, &keys, &skipped, &rules);
    let write = (!rules.read_only).then(|| write(object, &keys));
    Ok(quote! {
        const _: () = {
            #names
            #read
            #write
        };
    })
}

/// Generates the lookup of the index of a key, by the length of the key first.
fn key_lookup(object: &Ident, keys: &[Key<'_>]) -> TokenStream {
    let mut lengths: Vec<usize> = keys.iter().map(|key| key.name.len()).collect();
    lengths.sort_unstable();
    lengths.dedup();
    let arms = lengths.iter().map(|length| {
        let tests = keys.iter().enumerate().filter(|(_, key)| key.name.len() == *length).map(|(index, key)| {
            let (name, index) = (Literal::byte_string(key.name.as_bytes()), index as u8);
            quote!(if name == #name { #index } else)
        });
        quote!(#length => #(#tests)* { crate::model::object::UNKNOWN },)
    });
    let names = keys.iter().map(|key| &key.name);
    quote! {
        impl crate::model::object::Keys for #object {
            const NAMES: &'static [&'static str] = &[#(#names),*];

            #[inline]
            fn index(name: &[u8]) -> u8 {
                match name.len() {
                    #(#arms)*
                    _ => crate::model::object::UNKNOWN,
                }
            }
        }
    }
}

fn read(object: &Ident, keys: &[Key<'_>], skipped: &[Key<'_>], rules: &Rules) -> TokenStream {
    let unchecked = rules.unchecked;
    let expecting = format!("struct {object}");
    let object_name = object.to_string();
    let begin =
        keys.iter().map(|Key { ident, kind, .. }| quote!(let mut #ident = ::core::option::Option::<#kind>::None;));
    let take = keys.iter().enumerate().map(|(index, key)| {
        let (Key { ident, kind, default, deserialize_with, .. }, index) = (key, index as u8);
        let field = match default {
            _ if key.is_required => quote!(crate::model::object::required_field),
            Some(_) => quote!(crate::model::object::optional_field::<_, #unchecked, A>),
            None => quote!(crate::model::object::field::<_, #unchecked, A>),
        };
        let Some(path) = deserialize_with else { return quote!(#index => #field(&mut __map, &mut #ident)?,) };
        quote! {
            #index => {
                struct Read(#kind);
                impl<'de> crate::model::readable::Readable<'de> for Read {
                    const REQUIRED: bool = <#kind as crate::model::readable::Readable<'de>>::REQUIRED;
                    // The function may accept null.
                    const NULL: bool = true;

                    #[inline]
                    fn read<D: ::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                        #path(from).map(Self)
                    }

                    fn absent() -> ::core::option::Option<Self> {
                        ::core::option::Option::None
                    }
                }
                let mut __read = ::core::option::Option::<Read>::None;
                #field(&mut __map, &mut __read)?;
                if let ::core::option::Option::Some(Read(value)) = __read {
                    #ident = ::core::option::Option::Some(value);
                }
            }
        }
    });
    // Defaults that use other fields come last, after those fields have been read.
    let (last, first): (Vec<_>, Vec<_>) = keys.iter().partition(|key| key.is_made_of_others);
    let end = first.into_iter().chain(last).map(|Key { ident, name, default, is_required, .. }| match default {
        _ if *is_required => quote!(let #ident = crate::model::object::required(#ident, #name)?;),
        Some(default) => quote! {
            let #ident = match #ident {
                ::core::option::Option::Some(value) => value,
                ::core::option::Option::None => #default,
            };
        },
        None => quote!(let #ident = crate::model::object::finish(#ident, #name)?;),
    });
    let idents = keys.iter().map(|key| key.ident);
    let skipped = skipped.iter().map(|key| key.ident);
    let fields = quote! {
        #(#begin)*
        while let ::core::option::Option::Some(__index) = crate::model::object::next::<#object, A>(&mut __map)? {
            match __index {
                #(#take)*
                _ => drop(__map.next_value::<::serde::de::IgnoredAny>()?),
            }
        }
        #(#end)*
        ::core::result::Result::Ok(#object {
            #(#idents,)*
            #(#skipped: ::core::default::Default::default(),)*
        })
    };
    let read = match &rules.read_by {
        Some(function) => quote! {
            impl #object {
                /// Reads the fields.
                fn read_fields<'de, A: ::serde::de::MapAccess<'de>>(
                    mut __map: A,
                ) -> ::core::result::Result<Self, A::Error> {
                    #fields
                }
            }

            impl<'de> ::serde::Deserialize<'de> for #object {
                fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                    #function(from)
                }
            }
        },
        None => quote! {
            impl<'de> ::serde::Deserialize<'de> for #object {
                fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                    struct Visitor;

                    impl<'de> ::serde::de::Visitor<'de> for Visitor {
                        type Value = #object;

                        fn expecting(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                            f.write_str(#expecting)
                        }

                        #[inline]
                        fn visit_map<A: ::serde::de::MapAccess<'de>>(
                            self,
                            mut __map: A,
                        ) -> ::core::result::Result<#object, A::Error> {
                            #fields
                        }
                    }

                    from.deserialize_struct(#object_name, <#object as crate::model::object::Keys>::NAMES, Visitor)
                }
            }
        },
    };
    quote! {
        #read

        crate::model::readable::readable!(required #object);
    }
}

fn write(object: &Ident, keys: &[Key<'_>]) -> TokenStream {
    let (object_name, count) = (object.to_string(), keys.len());
    let checks = keys.iter().enumerate().filter_map(|(index, Key { ident, skip_if, .. })| {
        let (path, index) = (skip_if.as_ref()?, index as u8);
        Some(quote!(if #path(&self.#ident) { left_out |= 1 << #index; }))
    });
    let left_out = if keys.iter().any(|key| key.skip_if.is_some()) {
        quote!(let mut left_out = 0_u64; #(#checks)*)
    } else {
        quote!(let left_out = 0_u64;)
    };
    let write = keys.iter().enumerate().map(|(index, key)| {
        let (Key { ident, kind, name, serialize_with, .. }, index) = (key, index as u8);
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
        if key.skip_if.is_none() {
            return write;
        }
        quote! {
            if left_out & 1 << #index == 0 {
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

                #left_out
                let mut object = to.serialize_struct(#object_name, #count - left_out.count_ones() as usize)?;
                #(#write)*
                object.end()
            }
        }
    }
}
