//! `Account` for a model with a login.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::column_consts::access;
use super::shared::{index, touched};
use super::validate;
use crate::model::Model;
use crate::model::field::{Field, Flow};
use crate::parse::field_values::Auto;
use crate::span::generated;
use crate::types;

pub(crate) fn impls(model: &Model) -> TokenStream {
    let Some((login, password)) = model.account().filter(|_| !model.faulty) else {
        return TokenStream::new();
    };
    Account {
        model,
        login,
        password,
    }
    .expand()
}

/// A model with a login: one method for each group of functions of the trait.
struct Account<'a> {
    model: &'a Model,
    login: &'a Field,
    password: &'a Field,
}

impl Account<'_> {
    fn expand(&self) -> TokenStream {
        let (krate, row) = (&self.model.krate, self.model.row());
        let (login, password) = (index(self.login), index(self.password));
        let sent = &self.password.sent.body_name;
        let (read, rights) = (self.credentials(), self.rights());
        let (check_password, put_password) = (self.check_password(), self.put_password());
        tokens! {
            #[automatically_derived]
            impl #krate::__private::Account for #row {
                const PATH: &'static str = ::core::concat!(::core::module_path!(), "::", ::core::stringify!(#row));
                const LOGIN: usize = #login;
                const PASSWORD: usize = #password;
                const SENT: &'static str = #sent;
                #read
                #rights
                #check_password
                #put_password
            }
        }
    }

    /// Returns the functions that read the login and the password hash.
    fn credentials(&self) -> TokenStream {
        let krate = &self.model.krate;
        let (ty, login, password) = (&self.login.ty, &self.login.ident, &self.password.ident);
        let login_of = quote_spanned!(generated(ty.span())=> #krate::__private::login::<#ty>);
        tokens! {
            fn login(&self) -> ::core::option::Option<&str> {
                const LOGIN: fn(&#ty) -> ::core::option::Option<&str> = #login_of;
                LOGIN(&self.#login)
            }
            fn password_hash(&self) -> ::core::option::Option<&#krate::__private::PasswordHash> {
                #krate::__private::password_hash(&self.#password)
            }
        }
    }

    /// Returns the functions about the rights of an account.
    fn rights(&self) -> TokenStream {
        let krate = &self.model.krate;
        let fields = self.model.fields.iter();
        let enabled = fields
            .filter(|field| field.options.enabled.is_some())
            .map(|field| &field.ident);
        let bound = self.model.fields.iter().filter(|field| binds_tokens(field));
        let bound = bound.map(|field| {
            let (column, ident) = (access(field), &field.ident);
            tokens!(stamp.add(&#column, ::core::clone::Clone::clone(&self.#ident));)
        });
        tokens! {
            fn is_enabled(&self) -> bool { true #(&& self.#enabled)* }
            fn stamp(&self, stamp: &mut #krate::__private::TokenBinding) { #(#bound)* }
        }
    }

    /// Returns the function that checks the rules of a new password.
    fn check_password(&self) -> TokenStream {
        let (krate, sent) = (&self.model.krate, &self.password.sent);
        if !sent.hashed || !validate::has_rules(self.password) {
            return tokens! {
                fn check_password(_: &#krate::__private::Password, _: &mut #krate::__private::Checks) {}
            };
        }
        let check_fn = validate::check_fn(self.password);
        let value = if types::option_of(&sent.ty).is_some() {
            tokens!(&::core::option::Option::Some(::core::clone::Clone::clone(
                password
            )))
        } else {
            tokens!(password)
        };
        tokens! {
            fn check_password(password: &#krate::__private::Password, check: &mut #krate::__private::Checks) {
                #check_fn(#value, check);
            }
        }
    }

    /// Returns the function that stores a new hash.
    fn put_password(&self) -> TokenStream {
        let krate = &self.model.krate;
        let (index, column) = (index(self.password), access(self.password));
        let touched = touched(self.model);
        tokens! {
            fn put_password(hash: #krate::__private::PasswordHash, row: &mut #krate::__private::Assignments) {
                row.set(#index, &#column, ::core::convert::From::from(hash));
                #touched
            }
        }
    }
}

/// True for the fields that tokens are bound to: those that say what an account may do, which are
/// its password, every `bool` and the field with `role`; and those that say which row it is, which
/// are generated when it is created.
fn binds_tokens(field: &Field) -> bool {
    types::is_named(types::inner(&field.ty), "PasswordHash")
        || types::is_named(types::inner(&field.ty), "bool")
        || field.options.role.is_some()
        || matches!(field.flow, Flow::Auto(Auto::Once | Auto::V4))
}
