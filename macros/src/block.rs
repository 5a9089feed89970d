//! The parser of an `impl` block whose methods an attribute reads.
//!
//! `syn` would parse the body of every method, and one that does not parse would cost the whole block: while a body is
//! being typed in an editor, the impl would vanish and every other method with it. Here a body is one token tree that
//! is passed on unread, and an item that does not parse is passed on as it is, so that the compiler reports it in its
//! place.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::parse::{Parse, ParseStream, discouraged::Speculative};
use syn::{Attribute, Generics, Ident, Path, Result, Signature, Token, Type, Visibility, braced};

/// An `impl` block.
pub(crate) struct Block {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) generics: Generics,
    /// The trait, if it is the impl of one.
    pub(crate) of_trait: Option<Path>,
    pub(crate) self_type: Type,
    pub(crate) items: Vec<Item>,
}

/// An item of a block.
pub(crate) enum Item {
    Method(Box<Method>),
    /// Anything else, and what does not parse.
    Other(TokenStream),
}

/// A function with a body.
pub(crate) struct Method {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// The braces and what is between them.
    pub(crate) body: TokenTree,
}

impl Parse for Block {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<Option<Token![unsafe]>>()?;
        input.parse::<Token![impl]>()?;
        // `impl <Type as Trait>::Name` is not worth telling apart: no attribute of ours stands above one.
        let mut generics: Generics = if input.peek(Token![<]) { input.parse()? } else { Generics::default() };
        let first: Type = input.parse()?;
        let (of_trait, self_type) = if input.parse::<Option<Token![for]>>()?.is_some() {
            let Type::Path(path) = ungrouped(first) else { return Err(input.error("expected a trait before `for`")) };
            (Some(path.path), input.parse()?)
        } else {
            (None, first)
        };
        generics.where_clause = input.parse()?;
        let content;
        braced!(content in input);
        let mut items = Vec::new();
        while !content.is_empty() {
            items.push(Item::take(&content)?);
        }
        Ok(Self { attributes, generics, of_trait, self_type, items })
    }
}

/// The type inside groups without delimiters, which stand around what a `macro_rules!` macro was given.
pub(crate) fn ungrouped(ty: Type) -> Type {
    match ty {
        Type::Group(group) => ungrouped(*group.elem),
        Type::Paren(paren) => ungrouped(*paren.elem),
        other => other,
    }
}

impl Item {
    /// Takes the next item. What does not parse as a method ends with a `;`, with a `}`, or where another item begins.
    fn take(input: ParseStream<'_>) -> Result<Self> {
        let ahead = input.fork();
        if let Ok(method) = ahead.parse() {
            input.advance_to(&ahead);
            return Ok(Self::Method(Box::new(method)));
        }
        let mut tokens = TokenStream::new();
        while !input.is_empty() {
            if !tokens.is_empty() && (input.peek(Token![#]) || input.peek(Token![async]) || input.peek(Token![pub])) {
                break;
            }
            let token: TokenTree = input.parse()?;
            let is_end = match &token {
                TokenTree::Punct(punct) => punct.as_char() == ';',
                TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                _ => false,
            };
            tokens.append(token);
            if is_end {
                break;
            }
        }
        Ok(Self::Other(tokens))
    }
}

impl Parse for Method {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let signature = input.parse()?;
        match input.parse()? {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
                Ok(Self { attributes, visibility, signature, body: TokenTree::Group(body) })
            }
            _ => Err(input.error("expected the body of a function")),
        }
    }
}

impl Method {
    pub(crate) fn name(&self) -> &Ident {
        &self.signature.ident
    }

    /// The attributes that decide whether the method is compiled. What is generated for the method gets them as well.
    pub(crate) fn conditions(&self) -> Vec<&Attribute> {
        let is_condition = |attribute: &&Attribute| {
            attribute.path().is_ident("cfg")
                || attribute.path().is_ident("cfg_attr")
                    && attribute.meta.require_list().is_ok_and(|list| mentions_cfg(list.tokens.clone()))
        };
        self.attributes.iter().filter(is_condition).collect()
    }
}

/// Whether `cfg_attr(.., cfg(..))` adds a condition.
fn mentions_cfg(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| matches!(token, TokenTree::Ident(ident) if ident == "cfg"))
}

impl ToTokens for Method {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { attributes, visibility, signature, body } = self;
        tokens.extend(quote!(#(#attributes)* #visibility #signature #body));
    }
}

impl ToTokens for Item {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Method(method) => method.to_tokens(tokens),
            Self::Other(other) => tokens.append_all(other.clone()),
        }
    }
}

impl Block {
    /// The block with these items.
    pub(crate) fn with(&self, items: impl ToTokens) -> TokenStream {
        let attributes = self.attributes.iter().filter(|attribute| !attribute.path().is_ident("cfg"));
        let block = self.beside(self.of_trait.as_ref(), items);
        quote!(#(#attributes)* #block)
    }

    /// An `impl` of another trait, or of none, for the same type.
    pub(crate) fn beside(&self, of_trait: Option<&Path>, items: impl ToTokens) -> TokenStream {
        let (generics, _, conditions) = self.generics.split_for_impl();
        let (of_trait, self_type) = (of_trait.map(|path| quote!(#path for)), &self.self_type);
        let cfg = self.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        quote!(#(#cfg)* impl #generics #of_trait #self_type #conditions { #items })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which items of a block are methods, by name; `-` is anything else.
    fn items(text: &str) -> Vec<String> {
        let block: Block = syn::parse_str(text).unwrap();
        let name = |item: &Item| match item {
            Item::Method(method) => method.name().to_string(),
            Item::Other(_) => "-".to_owned(),
        };
        block.items.iter().map(name).collect()
    }

    #[test]
    fn an_item_that_does_not_parse_costs_only_itself() {
        for (text, expected) in [
            ("impl T for X { fn a(&self) { let x = ; } async fn b() { 1 + } }", &["a", "b"][..]),
            ("impl T for X { const A: u8 = 1; fn a(); pub(crate) fn b() {} }", &["-", "-", "b"]),
            ("impl T for X { async fn half async fn whole(&self) {} }", &["-", "whole"]),
            ("impl T for X { fn half(&self) #[cfg(a)] fn whole(&self) {} }", &["-", "whole"]),
            ("impl T for X { some_macro! { a } fn whole(&self) {} }", &["-", "whole"]),
            ("impl T for X { fn half(&self) }", &["-"]),
            ("impl T for X {}", &[]),
        ] {
            assert_eq!(items(text), expected, "{text}");
        }
    }

    #[test]
    fn everything_is_written_as_it_was_read() {
        for text in [
            "impl T for X { }",
            "#[a] impl < 'a , A : B > some :: T < A > for & 'a X < A > where A : C { #[b] pub fn c (& self) { ; ; } }",
            "impl X { type Y = u8 ; const Z : u8 = ; fn half (& self ,) }",
        ] {
            let block: Block = syn::parse_str(text).unwrap();
            let items = &block.items;
            assert_eq!(block.with(quote!(#(#items)*)).to_string(), text.parse::<TokenStream>().unwrap().to_string());
        }
        assert!(syn::parse_str::<Block>("struct X;").is_err());
    }

    #[test]
    fn conditions_are_cfg_and_what_adds_one() {
        let method: Method = syn::parse_str(
            "#[doc = \"a\"] #[cfg(a)] #[cfg_attr(b, cfg(c))] #[cfg_attr(d, allow(e))] #[allow(f)] fn g() {}",
        )
        .unwrap();
        assert_eq!(method.conditions().len(), 2);
    }
}
