//! Functions of `…Update` that deserialize a field with the user's own `deserialize_with`, which is
//! for the bare type.

use proc_macro2::TokenStream;
use quote::format_ident;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Meta, Path};

use super::shared::allows;
use crate::model::Model;
use crate::model::field::Field;

/// Declares the functions.
pub(super) fn expand(model: &Model) -> TokenStream {
    let Model { krate, names, .. } = model;
    let update = &names.update;
    let readers: TokenStream = model
        .updated()
        .filter_map(|field| {
            let (path, function, ty) = (user_path(field)?, ident(field), &field.ty);
            Some(tokens! {
                fn #function<'de, D: #krate::__private::serde::Deserializer<'de>>(
                    source: D,
                ) -> ::core::result::Result<#krate::__private::Patch<#ty>, D::Error> {
                    ::core::result::Result::map(#path(source), #krate::__private::Patch::Set)
                }
            })
        })
        .collect();
    if readers.is_empty() {
        return readers;
    }
    let allows = allows(model);
    tokens!(#allows impl #update { #readers })
}

/// Returns the path of the function for a field, if it has one.
pub(super) fn path_of(model: &Model, field: &Field) -> Option<String> {
    user_path(field).map(|_| format!("{}::{}", model.names.update, ident(field)))
}

fn ident(field: &Field) -> Ident {
    format_ident!("__read_{}", field.name, span = field.ident.span())
}

/// Returns the function that the user's `with` or `deserialize_with` names.
fn user_path(field: &Field) -> Option<Path> {
    if field.sent.converted {
        return None;
    }
    field.passed.serde.iter().find_map(|meta| {
        let Meta::NameValue(pair) = meta else {
            return None;
        };
        let Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) = &pair.value
        else {
            return None;
        };
        let path = if pair.path.is_ident("deserialize_with") {
            text.value()
        } else if pair.path.is_ident("with") {
            format!("{}::deserialize", text.value())
        } else {
            return None;
        };
        LitStr::new(&path, text.span()).parse().ok()
    })
}
