//! `#[db(crate = path)]`.

use quote::ToTokens;
use syn::{Attribute, Path, Token};

use crate::errors::Errors;

/// Returns the path of the crate: that of `#[db(crate = path)]`, or `::fivefold`.
pub(super) fn crate_path(attributes: &[Attribute], errors: &Errors) -> Path {
    let mut path = syn::parse_quote!(::fivefold);
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("db"))
    {
        let parsed = attribute.parse_args_with(|input: syn::parse::ParseStream<'_>| {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            Path::parse_mod_style(input)
        });
        match parsed {
            Ok(given) => path = given,
            Err(_) => errors.at(
                attribute.to_token_stream(),
                "expected `#[db(crate = path)]`",
            ),
        }
    }
    path
}
