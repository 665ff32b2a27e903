//! `Account` for a model with a login.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::column_consts::access;
use super::shared::{index, touched};
use super::validate;
use crate::model::Model;
use crate::model::field::Field;
use crate::span::generated;
use crate::types;

pub(crate) fn impls(model: &Model) -> TokenStream {
    let Some((login, password)) = model.account().filter(|_| !model.faulty) else {
        return TokenStream::new();
    };
    let (krate, row) = (&model.krate, model.row());
    let ty = &login.ty;
    let login_of = quote_spanned!(generated(ty.span())=> #krate::__private::login::<#ty>);
    let (login_at, login_ident) = (index(login), &login.ident);
    let (password_at, password_ident) = (index(password), &password.ident);
    let column = access(password);
    let fields = model.fields.iter();
    let enabled = fields
        .filter(|field| field.options.enabled.is_some())
        .map(|field| &field.ident);
    let bound = model.fields.iter().filter(|field| binds_tokens(field));
    let bound = bound.map(|field| {
        let (column, ident) = (access(field), &field.ident);
        tokens!(stamp.add(&#column, ::core::clone::Clone::clone(&self.#ident));)
    });
    let touched = touched(model);
    let sent = &password.sent;
    let (name, checks) = (
        &sent.name,
        password.sent.hashed && validate::has_rules(password),
    );
    let check = checks.then(|| {
        let check_fn = validate::check_fn(password);
        if types::option_of(&sent.ty).is_some() {
            tokens!(#check_fn(&::core::option::Option::Some(::core::clone::Clone::clone(password)), check);)
        } else {
            tokens!(#check_fn(password, check);)
        }
    });
    let checked = if checks {
        tokens!(password: &#krate::Password, check: &mut #krate::__private::Checks)
    } else {
        tokens!(_: &#krate::Password, _: &mut #krate::__private::Checks)
    };
    tokens! {
        #[automatically_derived]
        impl #krate::Account for #row {
            const LOGIN: usize = #login_at;
            const PASSWORD: usize = #password_at;
            const SENT: &'static str = #name;
            fn login(&self) -> ::core::option::Option<&str> {
                const LOGIN: fn(&#ty) -> ::core::option::Option<&str> = #login_of;
                LOGIN(&self.#login_ident)
            }
            fn password_hash(&self) -> ::core::option::Option<&#krate::PasswordHash> {
                #krate::__private::password_hash(&self.#password_ident)
            }
            fn is_enabled(&self) -> bool { true #(&& self.#enabled)* }
            fn stamp(&self, stamp: &mut #krate::__private::Stamp) { #(#bound)* }
            fn check_password(#checked) { #check }
            fn put_password(hash: #krate::PasswordHash, row: &mut #krate::__private::Sets) {
                row.set(#password_at, &#column, ::core::convert::From::from(hash));
                #touched
            }
        }
    }
}

/// True for the fields that tokens are bound to, since they say what an account may do: its
/// password, every `bool`, and the field with `role`.
fn binds_tokens(field: &Field) -> bool {
    types::is_named(types::inner(&field.ty), "PasswordHash")
        || types::is_named(types::inner(&field.ty), "bool")
        || field.options.role.is_some()
}
