//! `…Base`: the fields that Create and Public have in common.

use proc_macro2::TokenStream;

use super::companion::{self, Declaration, Declared};
use super::shared::copied;
use crate::model::Model;
use crate::parse::companion::Companion;

pub(crate) fn declare(model: &Model) -> TokenStream {
    let names = &model.names;
    let fields = model.shared().map(|field| {
        let attributes = companion::attributes(model, Companion::Base, field);
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
    });
    Declaration {
        model,
        companion: Companion::Base,
        ident: &names.base,
        doc: format!(
            "The fields that [`{}`] and [`{}`] share.",
            names.create, names.public
        ),
        derives: &["Serialize"],
        reads_bodies: false,
        fields: fields.collect(),
    }
    .tokens()
}

pub(crate) fn impls(model: &Model) -> TokenStream {
    let (row, base) = (model.row(), &model.names.base);
    let fields = copied(model.shared(), false);
    let argument = if model.shared().next().is_some() {
        tokens!(row)
    } else {
        tokens!(_)
    };
    tokens! {
        #[automatically_derived]
        impl ::core::convert::From<#row> for #base {
            fn from(#argument: #row) -> Self { #fields }
        }
    }
}
