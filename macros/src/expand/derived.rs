//! `Debug`, `Clone` and `PartialEq` of a companion, and the bounds of its `serde` derives.
//!
//! A derive would ask the type of each field for its trait in each companion, and the compiler would
//! report a type without it as often. Here each implementation has the trait as a bound, and
//! `for<'_>` before it keeps the compiler from checking a bound without parameters;
//! [`field_traits`](super::field_traits) asks once.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, LitStr, Meta, Path, Type};

use super::companion::Declared;
use super::shared::allows;
use crate::model::Model;
use crate::model::field::Field;
use crate::types;

/// Implements the traits for a companion with these fields.
pub(super) fn impls(model: &Model, companion: &Ident, fields: &[Declared]) -> TokenStream {
    let allows = allows(model);
    let name = companion.unraw().to_string();
    let idents: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let names = idents.iter().map(|ident| ident.unraw().to_string());
    let bounds = |path: TokenStream| {
        let types = types_to_ask(fields);
        tokens!(where #(for<'__asked> #types: #path,)*)
    };
    let (debug, clone, equal) = (
        bounds(tokens!(::core::fmt::Debug)),
        bounds(tokens!(::core::clone::Clone)),
        bounds(tokens!(::core::cmp::PartialEq)),
    );
    let (other, is_equal) = if fields.is_empty() {
        (tokens!(_), tokens!(true))
    } else {
        let is_equal = tokens!(#(self.#idents == other.#idents)&&*);
        (tokens!(other), is_equal)
    };
    tokens! {
        #allows
        #[automatically_derived]
        impl ::core::fmt::Debug for #companion #debug {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#name) #(.field(#names, &self.#idents))* .finish()
            }
        }
        #allows
        #[automatically_derived]
        impl ::core::clone::Clone for #companion #clone {
            fn clone(&self) -> Self {
                Self { #(#idents: ::core::clone::Clone::clone(&self.#idents),)* }
            }
        }
        #allows
        #[automatically_derived]
        impl ::core::cmp::PartialEq for #companion #equal {
            fn eq(&self, #other: &Self) -> bool {
                #is_equal
            }
        }
    }
}

/// Returns the option of `serde` with the bounds of the derives for one field; none if its type is
/// known to have the traits.
pub(super) fn serde_bound(krate: &Path, ty: &Type, own: &[Meta]) -> Option<TokenStream> {
    if types::has_all_derives(ty) || has_own(own, &["bound"]) {
        return None;
    }
    let krate = krate.to_token_stream().to_string().replace(' ', "");
    let asked = ty.to_token_stream();
    let bound = |path: &str, options: &[&str]| {
        let text = if has_own(own, options) {
            String::new()
        } else {
            format!("for<'__asked> {asked}: {krate}::__private::{path}<'__asked>")
        };
        // With this span, a type that is not there is reported at the type.
        LitStr::new(&text, ty.span())
    };
    let (written, read) = (
        bound("Serialized", &["with", "serialize_with"]),
        bound("serde::Deserialize", &["with", "deserialize_with"]),
    );
    Some(tokens!(bound(serialize = #written, deserialize = #read)))
}

/// Returns the bounds under which these fields are cloned.
pub(super) fn clone_bounds<'f>(fields: impl Iterator<Item = &'f Field>) -> TokenStream {
    let types = fields.map(|field| &field.ty);
    let types = types.filter(|ty| !types::has_all_derives(ty));
    tokens!(where #(for<'__asked> #types: ::core::clone::Clone,)*)
}

/// Returns the types of the fields that may lack a trait.
fn types_to_ask<'a>(
    fields: impl IntoIterator<Item = &'a Declared>,
) -> impl Iterator<Item = &'a Type> {
    let types = fields.into_iter().map(|field| &field.ty);
    types.filter(|ty| !types::has_all_derives(ty))
}

/// True if the user's options of `serde` say how a value is written or read.
pub(super) fn has_own(serde: &[Meta], options: &[&str]) -> bool {
    let mut names = serde.iter().map(Meta::path);
    names.any(|path| options.iter().any(|option| path.is_ident(option)))
}
