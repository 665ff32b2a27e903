//! `…Server` and `…ServerUpdate`: the fields that only server code sets.

use proc_macro2::TokenStream;

use super::companion::{self, Declaration, Declared};
use super::new::value;
use super::shared::allows;
use crate::model::Model;
use crate::model::field::Field;
use crate::parse::companion::Companion;
use crate::types;

pub(crate) fn declare(model: &Model) -> TokenStream {
    if !model.has_server() {
        return TokenStream::new();
    }
    let names = &model.names;
    let fields = model.server().map(|field| {
        let attributes = companion::attributes(model, Companion::Server, field);
        let (vis, ident, ty) = (&field.vis, &field.ident, &field.ty);
        Declared {
            ident: ident.clone(),
            ty: ty.clone(),
            tokens: tokens!(#attributes #vis #ident: #ty,),
        }
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
    let owner_only = owner_only(model);
    tokens!(#declaration #default #owner_only)
}

/// Declares `…ServerUpdate`.
pub(crate) fn declare_update(model: &Model) -> TokenStream {
    if !model.has_server_update() {
        return TokenStream::new();
    }
    let (krate, names) = (&model.krate, &model.names);
    let fields = model.server_updated().map(|field| {
        let attributes = companion::attributes(model, Companion::ServerUpdate, field);
        let (vis, ident, ty) = (&field.vis, &field.ident, &field.ty);
        Declared {
            ident: ident.clone(),
            ty: ty.clone(),
            tokens: tokens!(#attributes #vis #ident: #krate::__private::Patch<#ty>,),
        }
    });
    Declaration {
        model,
        companion: Companion::ServerUpdate,
        ident: &names.server_update,
        doc: format!(
            "The fields of {} that only server code changes: each one is kept or set.",
            names.linked()
        ),
        derives: &["Default"],
        reads_bodies: false,
        fields: fields.collect(),
    }
    .tokens()
}

/// Implements the conversion from the key of an owner, if one foreign key is the only field that
/// needs a value.
fn owner_only(model: &Model) -> TokenStream {
    let (krate, server) = (&model.krate, &model.names.server);
    let needed = || {
        let fields = model.server();
        fields.filter(|field| field.options.default.is_none())
    };
    let mut keys: Vec<&Field> = needed().filter(|field| field.parent.is_some()).collect();
    if keys.is_empty() {
        keys = model
            .server()
            .filter(|field| field.parent.is_some())
            .collect();
    }
    let ([key], true) = (keys.as_slice(), needed().count() <= 1) else {
        return TokenStream::new();
    };
    if needed().any(|field| field.index != key.index) {
        return TokenStream::new();
    }
    let (ty, name) = (types::inner(&key.ty), &key.ident);
    let owner = if types::option_of(&key.ty).is_some() {
        tokens!(::core::option::Option::Some(owner))
    } else {
        tokens!(owner)
    };
    let others = model.server().filter(|field| field.index != key.index);
    let others = others.map(|field| {
        let (ident, value) = (&field.ident, value(field));
        tokens!(#ident: #value)
    });
    let allows = allows(model);
    tokens! {
        #allows
        #[automatically_derived]
        impl #krate::__private::FromOwner<#ty> for #server {
            fn of_owner(owner: #ty) -> Self { Self { #name: #owner, #(#others,)* } }
        }
    }
}
