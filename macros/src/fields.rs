//! The fields of a struct with a derive.

use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Field, Fields, Result, Token};

/// The named fields of a struct. The two texts are the errors for everything else.
pub(crate) fn named_fields<'a>(
    input: &'a DeriveInput,
    no_struct: &str,
    no_names: &str,
) -> Result<&'a Punctuated<Field, Token![,]>> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(&fields.named),
            _ => Err(Error::new(input.span(), no_names)),
        },
        _ => Err(Error::new(input.span(), no_struct)),
    }
}
