//! `…Create`: what a client sends to make a row.

use proc_macro2::TokenStream;
use quote::{format_ident, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Ident, Lit};

use super::companion::{self, Declaration};
use super::{allows, body, validate};
use crate::model::{Field, Flow, Model, at};
use crate::parse::field_options::{Auto, Fallback};
use crate::parse::model_options::Companion;
use crate::types;

pub(crate) fn declare(model: &Model) -> TokenStream {
    let names = &model.names;
    let fields = model.created().map(|field| {
        let attributes = companion::attributes(model, Companion::Create, field);
        let serde = companion::serde(&serde(model, field));
        let (vis, ident, ty) = (&field.vis, &field.sent.ident, &field.sent.ty);
        tokens!(#attributes #serde #vis #ident: #ty,)
    });
    let declaration = Declaration {
        model,
        companion: Companion::Create,
        ident: &names.create,
        doc: format!("What a client sends to create a [`{}`].", names.row),
        derives: &["Deserialize"],
        reads_bodies: true,
        fields: fields.collect(),
    }
    .tokens();
    let functions = functions(model);
    tokens!(#declaration #functions)
}

fn serde(model: &Model, field: &Field) -> Vec<TokenStream> {
    let mut options = if field.sent.converted { Vec::new() } else { companion::copied(field) };
    let has_default = field.passed.serde.iter().any(|meta| meta.path().is_ident("default")) && !field.sent.converted;
    if !has_default && !field.is_required() {
        options.push(match field.fallback() {
            Some(Fallback::Value(_) | Fallback::Unreadable) => {
                let path = format!("{}::{}", model.names.create, default_fn(field));
                tokens!(default = #path)
            }
            Some(Fallback::OfType) | None => tokens!(default),
        });
    }
    options
}

fn default_fn(field: &Field) -> Ident {
    format_ident!("__default_{}", field.sent.name, span = field.ident.span())
}

/// The value of `default = …`. Text may be written as a literal.
pub(crate) fn value(field: &Field) -> TokenStream {
    match field.fallback() {
        Some(Fallback::Value(value)) => match &**value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if types::is_named(&field.sent.ty, "String") => {
                tokens!(::core::convert::From::from(#text))
            }
            value => tokens!(#value),
        },
        Some(Fallback::Unreadable) => tokens!(::core::unimplemented!()),
        Some(Fallback::OfType) | None => tokens!(::core::default::Default::default()),
    }
}

fn functions(model: &Model) -> TokenStream {
    let Model { krate, vis, .. } = model;
    let names = &model.names;
    let required: Vec<&Field> = model.created().filter(|field| field.is_required()).collect();
    let lints = argument_lints(&required);
    let arguments = required.iter().map(|field| {
        let (ident, ty) = (&field.sent.ident, &field.sent.ty);
        // A number literal would not find its type behind `Into`.
        if types::is_primitive(ty) { tokens!(#ident: #ty) } else { tokens!(#ident: impl ::core::convert::Into<#ty>) }
    });
    let fields = model.created().map(|field| {
        let ident = &field.sent.ident;
        match field.fallback() {
            _ if field.is_required() && types::is_primitive(&field.sent.ty) => tokens!(#ident),
            _ if field.is_required() => tokens!(#ident: ::core::convert::Into::into(#ident)),
            Some(Fallback::Value(_) | Fallback::Unreadable) => {
                let function = default_fn(field);
                tokens!(#ident: Self::#function())
            }
            Some(Fallback::OfType) => tokens!(#ident: ::core::default::Default::default()),
            None => tokens!(#ident: ::core::option::Option::None),
        }
    });
    let defaults = model.created().filter(|field| !matches!(field.fallback(), None | Some(Fallback::OfType))).map(|field| {
        let (function, ty, value) = (default_fn(field), &field.sent.ty, value(field));
        tokens!(fn #function() -> #ty { #value })
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
    let bools = required.iter().filter(|field| types::is_named(&field.sent.ty, "bool")).count();
    let many = (required.len() > 7).then(|| tokens!(#[allow(clippy::too_many_arguments)]));
    let bools = (bools > 3).then(|| tokens!(#[allow(clippy::fn_params_excessive_bools)]));
    tokens!(#many #bools)
}

pub(crate) fn impls(model: &Model) -> TokenStream {
    let Model { krate, names, .. } = model;
    let (row, create, server) = (&names.row, &names.create, &names.server);
    let server_type = if model.has_server() { tokens!(#server) } else { tokens!(()) };
    let argument = if model.has_server() { tokens!(server) } else { tokens!(_) };
    let values = model.fields.iter().map(value_of);
    let put = body(model, tokens!(#(#values)*));
    let into_new = model.server_has_default().then(|| {
        let server = if model.has_server() { tokens!(<#server as ::core::default::Default>::default()) } else { tokens!(()) };
        tokens! {
            #[automatically_derived]
            impl #krate::IntoNew<#row> for #create {
                fn into_new(self) -> #krate::New<#row> { #krate::New::new(self, #server) }
            }
        }
    });
    let validate = validate::of_create(model);
    tokens! {
        #[automatically_derived]
        impl #krate::Input<#row> for #create {
            fn put(self, #argument: #server_type, row: &mut #krate::__private::Values) { #put }
        }
        #validate
        #into_new
    }
}

/// Hands over the value of one column.
fn value_of(field: &Field) -> TokenStream {
    let (ident, ty, sent) = (&field.ident, &field.ty, &field.sent);
    let span = at(ty.span());
    match field.flow {
        Flow::Auto(Auto::V4) => quote_spanned!(span=> row.auto_v4::<#ty>();),
        Flow::Auto(_) => quote_spanned!(span=> row.auto::<#ty>();),
        Flow::Server => quote_spanned!(span=> row.push(server.#ident);),
        Flow::Client | Flow::CreateOnly if sent.converted => {
            let (sent_ident, sent_ty) = (&sent.ident, &sent.ty);
            quote_spanned!(span=> row.convert::<#ty, #sent_ty>(self.#sent_ident);)
        }
        Flow::Client | Flow::CreateOnly => quote_spanned!(span=> row.push(self.#ident);),
        Flow::Broken => TokenStream::new(),
    }
}
