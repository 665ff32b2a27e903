//! `…Public`: the output that a client sees.

use proc_macro2::TokenStream;

use super::companion::{self, Declaration, Declared};
use super::derived::clone_bounds;
use super::shared::copied;
use crate::model::Model;
use crate::model::field::Field;
use crate::parse::companion::Companion;

pub(crate) fn declare(model: &Model) -> TokenStream {
    Declaration {
        model,
        companion: Companion::Public,
        ident: &model.names.public,
        doc: format!("The fields of {} that a client sees.", model.names.linked()),
        derives: &["Serialize", "Deserialize"],
        reads_bodies: false,
        fields: model.public().map(|one| field(model, one)).collect(),
    }
    .tokens()
}

/// Returns a field of the struct.
pub(super) fn field(model: &Model, field: &Field) -> Declared {
    let attributes = companion::attributes(model, Companion::Public, field);
    let serde = companion::serde(
        model,
        &field.ty,
        &field.passed.serde,
        companion::copied(field),
    );
    let (vis, ident, ty) = (&field.vis, &field.ident, &field.ty);
    Declared {
        ident: ident.clone(),
        ty: ty.clone(),
        tokens: tokens!(#attributes #serde #vis #ident: #ty,),
    }
}

pub(crate) fn impls(model: &Model) -> TokenStream {
    let (row, public) = (model.row(), &model.names.public);
    let moved = copied(model.public(), false);
    let cloned = copied(model.public(), true);
    let bounds = clone_bounds(model.public());
    let argument = if model.public().next().is_some() {
        tokens!(row)
    } else {
        tokens!(_)
    };
    tokens! {
        #[automatically_derived]
        impl ::core::convert::From<#row> for #public {
            fn from(#argument: #row) -> Self { #moved }
        }
        #[automatically_derived]
        impl ::core::convert::From<&#row> for #public #bounds {
            fn from(#argument: &#row) -> Self { #cloned }
        }
    }
}
