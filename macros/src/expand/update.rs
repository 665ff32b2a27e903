//! `…Update`: what a client sends to change a row.

use proc_macro2::TokenStream;
use quote::format_ident;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Meta};

use super::companion::{self, Declaration};
use super::{allows, body, table, validate};
use crate::model::{Field, Flow, Model};
use crate::parse::companion::Companion;
use crate::parse::field_values::Auto;

pub(crate) fn declare(model: &Model) -> TokenStream {
    let names = &model.names;
    let declaration = Declaration {
        model,
        companion: Companion::Update,
        ident: &names.update,
        doc: format!(
            "What a client sends to change {}: each field is kept or set.",
            names.linked()
        ),
        derives: &["Default", "Deserialize"],
        reads_bodies: true,
        fields: model.updated().map(|one| field(model, one)).collect(),
    }
    .tokens();
    let (with, readers) = (with(model, &names.update), readers(model));
    tokens!(#declaration #with #readers)
}

/// A field of the struct.
pub(super) fn field(model: &Model, field: &Field) -> TokenStream {
    let krate = &model.krate;
    let attributes = companion::attributes(model, Companion::Update, field);
    let serde = companion::serde(&serde(model, field));
    let (vis, ident, ty) = (&field.vis, &field.sent.ident, &field.sent.ty);
    tokens!(#attributes #serde #vis #ident: #krate::Patch<#ty>,)
}

/// An absent key means `Keep`. Of the user's own options those stay that name the key: the others speak of the bare type.
fn serde(model: &Model, field: &Field) -> Vec<TokenStream> {
    let mut options = vec![tokens!(default)];
    if !field.sent.converted {
        let names = field.passed.serde.iter().filter(|meta| {
            ["rename", "alias"]
                .iter()
                .any(|name| meta.path().is_ident(name))
        });
        options.extend(names.map(|meta| tokens!(#meta)));
        if reader(field).is_some() {
            let path = format!("{}::{}", model.names.update, reader_fn(field));
            options.push(tokens!(deserialize_with = #path));
        }
    }
    options
}

fn reader_fn(field: &Field) -> Ident {
    format_ident!("__read_{}", field.name, span = field.ident.span())
}

/// The function that the user gave `serde` for reading the bare type.
fn reader(field: &Field) -> Option<syn::Path> {
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

/// The function that joins a patch with what only server code sets.
pub(super) fn with(model: &Model, patch: &Ident) -> TokenStream {
    if !model.has_server() {
        return TokenStream::new();
    }
    let Model {
        krate, vis, names, ..
    } = model;
    let (row, update, server) = (&names.row, &names.update, &names.server);
    let this = if patch == update {
        tokens!(self)
    } else {
        tokens!(::core::convert::Into::into(self))
    };
    let allows = allows(model);
    tokens! {
        #allows
        impl #patch {
            /// Sets the fields that only server code sets, all of them, along with this patch.
            #[must_use]
            #vis fn with(self, server: #server) -> #krate::Changes<#row> {
                #krate::Changes::new(#this, ::core::option::Option::Some(server))
            }
        }
    }
}

/// The functions that read the user's own way.
fn readers(model: &Model) -> TokenStream {
    let Model { krate, names, .. } = model;
    let update = &names.update;
    let readers: TokenStream = model
        .updated()
        .filter(|field| !field.sent.converted)
        .filter_map(|field| {
            let (path, function, ty) = (reader(field)?, reader_fn(field), &field.ty);
            Some(tokens! {
                fn #function<'de, D: #krate::__private::serde::Deserializer<'de>>(
                    source: D,
                ) -> ::core::result::Result<#krate::Patch<#ty>, D::Error> {
                    ::core::result::Result::map(#path(source), #krate::Patch::Set)
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

pub(crate) fn impls(model: &Model) -> TokenStream {
    let Model { krate, names, .. } = model;
    let (row, update, server) = (&names.row, &names.update, &names.server);
    let server_type = if model.has_server() {
        tokens!(#server)
    } else {
        tokens!(())
    };
    let patches = model.updated().map(|field| patch(krate, field));
    let set: Vec<_> = model
        .server()
        .filter(|field| !field.key)
        .map(|field| {
            let (at, column, ident) = (place(field), table::access(field), &field.ident);
            tokens!(row.set(#at, &#column, server.#ident);)
        })
        .collect();
    let argument = if set.is_empty() {
        tokens!(_)
    } else {
        tokens!(server)
    };
    let set = (!set.is_empty())
        .then(|| tokens!(if let ::core::option::Option::Some(server) = server { #(#set)* }));
    let touched = model
        .fields
        .iter()
        .filter(|field| field.flow == Flow::Auto(Auto::OnUpdate))
        .map(|field| {
            let (at, column) = (place(field), table::access(field));
            tokens!(row.touch(#at, &#column);)
        });
    let put = tokens!(#(#patches)* #set #(#touched)*);
    let sets = if put.is_empty() {
        tokens!(_)
    } else {
        tokens!(row)
    };
    let put = body(model, put);
    let validate = validate::of_update(model, update, &model.updated().collect::<Vec<_>>());
    tokens! {
        #[automatically_derived]
        impl #krate::Patches<#row> for #update {
            fn put(self, #argument: ::core::option::Option<#server_type>, #sets: &mut #krate::__private::Sets) { #put }
        }
        #validate
        #[automatically_derived]
        impl #krate::IntoChanges<#row> for #update {
            fn into_changes(self) -> #krate::Changes<#row> { #krate::Changes::new(self, ::core::option::Option::None) }
        }
    }
}

fn patch(krate: &syn::Path, field: &Field) -> TokenStream {
    let (at, column, ident) = (place(field), table::access(field), &field.sent.ident);
    if field.sent.hashed {
        tokens!(row.hash(#at, &#column, self.#ident);)
    } else if field.sent.converted {
        let from = table::from(field);
        tokens!(row.patch(#at, &#column, #krate::Patch::map(self.#ident, #from));)
    } else {
        tokens!(row.patch(#at, &#column, self.#ident);)
    }
}

/// The place of a column, as a number without a type.
pub(super) fn place(field: &Field) -> proc_macro2::Literal {
    proc_macro2::Literal::usize_unsuffixed(field.at)
}
