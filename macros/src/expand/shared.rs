//! Tokens that several expanders use.

use proc_macro2::{Literal, TokenStream};

use super::column_consts::access;
use crate::model::Model;
use crate::model::field::{Field, Flow};
use crate::parse::field_values::Auto;

/// Returns the lints that the user allows for the struct, and `deprecated` if the user deprecates a
/// part of it.
pub(super) fn allows(model: &Model) -> TokenStream {
    let allows = &model.passed.allows;
    let deprecated = model.is_deprecated().then(|| tokens!(#[allow(deprecated)]));
    tokens!(#(#allows)* #deprecated)
}

/// Returns the body of a function, or a stub if the model has errors: the items that the body uses
/// may be missing.
pub(super) fn body(model: &Model, body: TokenStream) -> TokenStream {
    if model.faulty {
        tokens!(::core::unimplemented!())
    } else {
        body
    }
}

/// Returns `Self { a: row.a, … }`, or the same with clones.
pub(super) fn copied<'a>(fields: impl Iterator<Item = &'a Field>, cloned: bool) -> TokenStream {
    let fields = fields.map(|field| {
        let ident = &field.ident;
        if cloned {
            tokens!(#ident: ::core::clone::Clone::clone(&row.#ident))
        } else {
            tokens!(#ident: row.#ident)
        }
    });
    tokens!(Self { #(#fields,)* })
}

/// Returns the position of a column as a number without a type.
pub(super) fn index(field: &Field) -> Literal {
    Literal::usize_unsuffixed(field.index)
}

/// Returns the statements for the fields that are generated on every update.
pub(super) fn touched(model: &Model) -> TokenStream {
    let fields = model.fields.iter();
    fields
        .filter(|field| field.flow == Flow::Auto(Auto::OnUpdate))
        .map(|field| {
            let (index, column) = (index(field), access(field));
            tokens!(row.touch(#index, &#column);)
        })
        .collect()
}
