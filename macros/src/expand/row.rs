//! `Model` for the row.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::column_consts::access;
use super::shared::body;
use super::{owners, validate};
use crate::model::Model;
use crate::model::field::Field;
use crate::span::generated;

pub(crate) fn expand(model: &Model) -> TokenStream {
    let Model { krate, names, .. } = model;
    let (row, base, create, update, public) = (
        &names.row,
        &names.base,
        &names.create,
        &names.update,
        &names.public,
    );
    let server = if model.has_server() {
        let server = &names.server;
        tokens!(#server)
    } else {
        tokens!(())
    };
    let server_update = if model.has_server_update() {
        let server_update = &names.server_update;
        tokens!(#server_update)
    } else {
        tokens!(())
    };
    let usable = model.key().filter(|_| !model.faulty);
    let key = usable.map_or_else(
        || tokens!(#krate::__private::Id<#row>),
        |key| {
            let ty = &key.ty;
            tokens!(#ty)
        },
    );
    let key_of = usable.map_or_else(TokenStream::new, |key| {
        let ident = &key.ident;
        tokens!(::core::clone::Clone::clone(&self.#ident))
    });
    let key_of = body(model, key_of);
    let version = usable.and_then(|_| model.fields.iter().find(|field| field.is_version()));
    let version = version.map(|version| {
        let ident = &version.ident;
        tokens! {
            fn version(&self) -> ::core::option::Option<i64> {
                ::core::option::Option::Some(::core::convert::From::from(self.#ident))
            }
        }
    });
    let ownership = (!model.faulty).then(|| owners::constants(model));
    let owners = owners::impls(model);
    let hooks = model.options.hooks.as_ref().map(|given| {
        // With this span, missing hooks are reported at the option.
        let hooks = quote_spanned!(generated(given.key.span())=> #krate::__private::hooks::<Self>());
        tokens! {
            const HOOKS: ::core::option::Option<#krate::__private::HookTable<Self>> = ::core::option::Option::Some(#hooks);
        }
    });
    let has_hooks = model.options.hooks.as_ref().map(|_| {
        tokens! {
            #[automatically_derived]
            impl #krate::__private::HasHooks for #row {}
        }
    });
    let check_step = validate::of_step(model);
    let is_soft_deleted = usable.is_some() && model.fields.iter().any(Field::is_deleted);
    let optionality = if is_soft_deleted {
        tokens!(MaybeOne)
    } else {
        tokens!(One)
    };
    let soft_delete = is_soft_deleted.then(|| {
        tokens! {
            #[automatically_derived]
            impl #krate::__private::SoftDelete for #row {}
        }
    });
    let description = body(model, tokens!(&TABLE));
    let fields = model.fields.iter().map(|field| {
        let ident = &field.ident;
        let column = access(field);
        tokens!(#ident: row.next(&#column)?)
    });
    let read = body(
        model,
        tokens!(::core::result::Result::Ok(Self { #(#fields,)* })),
    );
    tokens! {
        #[automatically_derived]
        impl #krate::__private::Model for #row {
            type Key = #key;
            type Base = #base;
            type Create = #create;
            type Update = #update;
            type Public = #public;
            type Server = #server;
            type ServerUpdate = #server_update;
            type Optionality = #krate::__private::#optionality;
            #ownership
            #hooks
            fn table() -> &'static #krate::__private::Table { #description }
            fn key(&self) -> #key { #key_of }
            #version
            #check_step
            fn read(row: &mut #krate::__private::Reader<'_>) -> #krate::__private::Result<Self> { #read }
        }
        #[automatically_derived]
        impl #krate::__private::View for #row {
            type Model = Self;
            fn columns() -> ::std::vec::Vec<usize> { #krate::__private::every_column::<Self>() }
            fn read(row: &mut #krate::__private::ViewReader<'_>) -> #krate::__private::Viewed<Self> {
                #krate::__private::whole(row)
            }
        }
        #has_hooks
        #soft_delete
        #owners
    }
}
