//! The functions of `…Create`: `new`, `with`, and one for each default.

use proc_macro2::TokenStream;
use quote::{format_ident, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Ident, Lit};

use super::allows;
use crate::model::{Field, Model, at};
use crate::parse::field_values::Fallback;
use crate::types;

pub(super) fn default_fn(field: &Field) -> Ident {
    format_ident!("__default_{}", field.sent.name, span = field.ident.span())
}

/// The value of `default = …`. Text may be written as a literal.
pub(crate) fn value(field: &Field) -> TokenStream {
    match field.fallback() {
        Some(Fallback::Value(value)) => match &**value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) if types::is_named(&field.sent.ty, "String") => {
                tokens!(::core::convert::From::from(#text))
            }
            value => tokens!(#value),
        },
        Some(Fallback::Unreadable) => tokens!(::core::unimplemented!()),
        Some(Fallback::OfType) | None => {
            // A type without a default is reported where the type is written.
            let ty = &field.sent.ty;
            quote_spanned!(at(ty.span())=> <#ty as ::core::default::Default>::default())
        }
    }
}

pub(super) fn functions(model: &Model) -> TokenStream {
    let Model { krate, vis, .. } = model;
    let names = &model.names;
    let required: Vec<&Field> = model
        .created()
        .filter(|field| field.is_required())
        .collect();
    let lints = argument_lints(&required);
    let arguments = required.iter().map(|field| {
        let (ident, ty) = (&field.sent.ident, &field.sent.ty);
        // A number literal would not find its type behind `Into`.
        if types::is_primitive(ty) {
            tokens!(#ident: #ty)
        } else {
            tokens!(#ident: impl ::core::convert::Into<#ty>)
        }
    });
    let fields = model.created().map(|field| {
        let ident = &field.sent.ident;
        match field.fallback() {
            _ if field.is_required() && types::is_primitive(&field.sent.ty) => tokens!(#ident),
            _ if field.is_required() => tokens!(#ident: ::core::convert::Into::into(#ident)),
            Some(_) => {
                let function = default_fn(field);
                tokens!(#ident: Self::#function())
            }
            None => tokens!(#ident: ::core::option::Option::None),
        }
    });
    let defaults = model
        .created()
        .filter(|field| field.fallback().is_some())
        .map(|field| {
            let (function, ty, value) = (default_fn(field), &field.sent.ty, value(field));
            // The column can be null, even though its default is not.
            let wraps = types::option_of(ty)
                .is_some()
                .then(|| tokens!(#[allow(clippy::unnecessary_wraps)]));
            tokens!(#wraps fn #function() -> #ty { #value })
        });
    let (row, create, server) = (&names.row, &names.create, &names.server);
    let with = model.has_server().then(|| {
        tokens! {
            /// Adds the fields that only server code sets.
            #[must_use]
            #vis fn with(self, server: #server) -> #krate::New<#row> { #krate::New::new(self, server) }
        }
    });
    let default = (!model.needs_input()).then(|| {
        tokens! {
            #[automatically_derived]
            impl ::core::default::Default for #create {
                fn default() -> Self { Self::new() }
            }
        }
    });
    let allows = allows(model);
    tokens! {
        #allows
        impl #create {
            /// Returns the input with the required fields set, the others at their defaults.
            #[must_use]
            #lints
            #vis fn new(#(#arguments),*) -> Self { Self { #(#fields,)* } }
            #with
            #(#defaults)*
        }
        #default
    }
}

/// A model says how many fields there are, and which: the function made from them has no choice.
fn argument_lints(required: &[&Field]) -> TokenStream {
    let bools = required
        .iter()
        .filter(|field| types::is_named(&field.sent.ty, "bool"))
        .count();
    let many = (required.len() > 7).then(|| tokens!(#[allow(clippy::too_many_arguments)]));
    let bools = (bools > 3).then(|| tokens!(#[allow(clippy::fn_params_excessive_bools)]));
    tokens!(#many #bools)
}
