//! `…Server`: what only server code sets.

use proc_macro2::TokenStream;

use super::allows;
use super::companion::{self, Declaration};
use super::new::value;
use crate::model::Model;
use crate::parse::on::Companion;

pub(crate) fn declare(model: &Model) -> TokenStream {
    if !model.has_server() {
        return TokenStream::new();
    }
    let names = &model.names;
    let fields = model.server().map(|field| {
        let attributes = companion::attributes(model, Companion::Server, field);
        let (vis, ident, ty) = (&field.vis, &field.ident, &field.ty);
        tokens!(#attributes #vis #ident: #ty,)
    });
    let declaration = Declaration {
        model,
        companion: Companion::Server,
        ident: &names.server,
        doc: format!(
            "The fields of {} that only server code sets.",
            names.linked()
        ),
        derives: &[],
        reads_bodies: false,
        fields: fields.collect(),
    }
    .tokens();
    let default = model.server_has_default().then(|| {
        let server = &names.server;
        let allows = allows(model);
        let fields = model.server().map(|field| {
            let (ident, value) = (&field.ident, value(field));
            tokens!(#ident: #value)
        });
        tokens! {
            #allows
            #[automatically_derived]
            impl ::core::default::Default for #server {
                fn default() -> Self { Self { #(#fields,)* } }
            }
        }
    });
    tokens!(#declaration #default)
}
