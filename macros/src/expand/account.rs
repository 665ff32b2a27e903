//! `Account` for a row that people sign in to.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::update::place;
use super::{table, validate};
use crate::model::{Field, Flow, Model, at};
use crate::parse::field_values::Auto;
use crate::types;

pub(crate) fn impls(model: &Model) -> TokenStream {
    let Some((login, password)) = model.account().filter(|_| !model.faulty) else {
        return TokenStream::new();
    };
    let (krate, row) = (&model.krate, model.row());
    let ty = &login.ty;
    let login_of = quote_spanned!(at(ty.span())=> #krate::__private::login::<#ty>);
    let (login_at, login_ident) = (place(login), &login.ident);
    let (password_at, password_ident) = (place(password), &password.ident);
    let column = table::access(password);
    let enabled = model
        .fields
        .iter()
        .filter(|field| field.options.enabled.is_some())
        .map(|field| &field.ident);
    let stamped = model.fields.iter().filter(|field| is_stamped(field));
    let stamps = stamped.map(|field| {
        let (column, ident) = (table::access(field), &field.ident);
        tokens!(stamp.add(&#column, ::core::clone::Clone::clone(&self.#ident));)
    });
    let touched = model
        .fields
        .iter()
        .filter(|field| field.flow == Flow::Auto(Auto::OnUpdate))
        .map(|field| {
            let (at, column) = (place(field), table::access(field));
            tokens!(row.touch(#at, &#column);)
        });
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
        tokens!(password: &#krate::__private::Password, check: &mut #krate::__private::Checks)
    } else {
        tokens!(_: &#krate::__private::Password, _: &mut #krate::__private::Checks)
    };
    tokens! {
        #[automatically_derived]
        impl #krate::__private::Account for #row {
            const LOGIN: usize = #login_at;
            const PASSWORD: usize = #password_at;
            const SENT: &'static str = #name;
            fn login(&self) -> ::core::option::Option<&str> {
                const LOGIN: fn(&#ty) -> ::core::option::Option<&str> = #login_of;
                LOGIN(&self.#login_ident)
            }
            fn password_hash(&self) -> ::core::option::Option<&#krate::__private::PasswordHash> {
                #krate::__private::password_hash(&self.#password_ident)
            }
            fn is_enabled(&self) -> bool { true #(&& self.#enabled)* }
            fn stamp(&self, stamp: &mut #krate::__private::TokenBinding) { #(#stamps)* }
            fn check_password(#checked) { #check }
            fn put_password(hash: #krate::__private::PasswordHash, row: &mut #krate::__private::Assignments) {
                row.set(#password_at, &#column, ::core::convert::From::from(hash));
                #(#touched)*
            }
        }
    }
}

/// What an account may do hangs on its password, on every truth value, and on what is called a role.
fn is_stamped(field: &Field) -> bool {
    types::is_named(types::inner(&field.ty), "PasswordHash")
        || types::is_named(types::inner(&field.ty), "bool")
        || field.options.role.is_some()
}
