//! The functions of `…Create` and its views: `new`, `with`, and one for each default.

use proc_macro2::TokenStream;
use quote::{format_ident, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Ident, Lit};

use super::shared::allows;
use crate::model::Model;
use crate::model::field::Field;
use crate::parse::field_values::DefaultValue;
use crate::span::generated;
use crate::types;

pub(super) fn default_fn(field: &Field) -> Ident {
    format_ident!("__default_{}", field.sent.name, span = field.ident.span())
}

/// Returns the value of `default = …`. Text can be written as a literal.
pub(crate) fn value(field: &Field) -> TokenStream {
    match field.default_value() {
        Some(DefaultValue::Expr(value)) => match &**value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) if types::is_named(&field.sent.ty, "String") => {
                tokens!(::core::convert::From::from(#text))
            }
            value => tokens!(#value),
        },
        Some(DefaultValue::Invalid) => tokens!(::core::unimplemented!()),
        Some(DefaultValue::OfType) | None => {
            // With this span, a type without a default is reported at the type.
            let ty = &field.sent.ty;
            quote_spanned!(generated(ty.span())=> <#ty as ::core::default::Default>::default())
        }
    }
}

/// Returns the value of a field that is not sent: its default, as a function of `create`, or
/// `None`.
pub(super) fn absent_value(field: &Field, create: &TokenStream) -> TokenStream {
    if field.default_value().is_some() {
        let function = default_fn(field);
        tokens!(#create::#function())
    } else {
        tokens!(::core::option::Option::None)
    }
}

/// Returns the call that names the columns which an input has, where it does not have all.
pub(super) fn given<'f>(fields: impl Iterator<Item = &'f Field>) -> TokenStream {
    let positions = fields.map(|field| field.index);
    tokens!(.given(&[#(#positions),*]))
}

/// Implements the functions of a struct with these fields.
pub(super) fn functions(model: &Model, ident: &Ident, fields: &[&Field]) -> TokenStream {
    Functions {
        model,
        ident,
        fields,
        is_view: *ident != model.names.create,
    }
    .expand()
}

/// `…Create` or a view of it: one method for each group of its functions.
struct Functions<'a> {
    model: &'a Model,
    ident: &'a Ident,
    fields: &'a [&'a Field],
    is_view: bool,
}

impl Functions<'_> {
    fn expand(&self) -> TokenStream {
        let (ident, allows) = (self.ident, allows(self.model));
        let (new, with, defaults) = (self.new_fn(), self.with(), self.default_fns());
        let default = self.default_impl();
        tokens! {
            #allows
            impl #ident {
                #new
                #with
                #defaults
            }
            #default
        }
    }

    fn required(&self) -> Vec<&Field> {
        let fields = self.fields.iter().copied();
        fields.filter(|field| field.is_required()).collect()
    }

    /// Returns `new`, which takes the required fields.
    fn new_fn(&self) -> TokenStream {
        let (vis, required) = (&self.model.vis, self.required());
        let lints = argument_lints(&required);
        let arguments = required.iter().map(|field| {
            let (ident, ty) = (&field.sent.ident, &field.sent.ty);
            // The type of a number literal could not be inferred through `Into`.
            if types::is_primitive(ty) {
                tokens!(#ident: #ty)
            } else {
                tokens!(#ident: impl ::core::convert::Into<#ty>)
            }
        });
        let values = self.values();
        tokens! {
            /// Returns the input with the required fields set, the others at their defaults.
            #[must_use]
            #lints
            #vis fn new(#(#arguments),*) -> Self { Self { #values } }
        }
    }

    /// Returns the fields as `new` sets them.
    fn values(&self) -> TokenStream {
        let create = &self.model.names.create;
        let create = if self.is_view {
            tokens!(#create)
        } else {
            tokens!(Self)
        };
        let value = |field: &&Field| {
            let ident = &field.sent.ident;
            if !field.is_required() {
                let value = absent_value(field, &create);
                tokens!(#ident: #value,)
            } else if types::is_primitive(&field.sent.ty) {
                tokens!(#ident,)
            } else {
                tokens!(#ident: ::core::convert::Into::into(#ident),)
            }
        };
        self.fields.iter().map(value).collect()
    }

    /// Returns `with`, which adds the fields of server code.
    fn with(&self) -> Option<TokenStream> {
        let Model {
            krate, vis, names, ..
        } = self.model;
        let (row, server) = (&names.row, &names.server);
        let (whole, given) = if self.is_view {
            let fields = self.fields.iter().copied().chain(self.model.server());
            (tokens!(::core::convert::Into::into(self)), given(fields))
        } else {
            (tokens!(self), TokenStream::new())
        };
        self.model.has_server().then(|| {
            tokens! {
                /// Adds the fields that only server code sets.
                #[must_use]
                #vis fn with(self, server: #server) -> #krate::__private::New<#row> { #krate::__private::New::new(#whole, server)#given }
            }
        })
    }

    /// Returns one function for each default. A view uses those of Create.
    fn default_fns(&self) -> TokenStream {
        if self.is_view {
            return TokenStream::new();
        }
        let fields = self.fields.iter();
        fields
            .filter(|field| field.default_value().is_some())
            .map(|field| {
                let (function, ty, value) = (default_fn(field), &field.sent.ty, value(field));
                // The function returns an `Option` even if its value is always `Some`.
                let wraps = types::option_of(ty)
                    .is_some()
                    .then(|| tokens!(#[allow(clippy::unnecessary_wraps)]));
                tokens!(#wraps fn #function() -> #ty { #value })
            })
            .collect()
    }

    /// Implements `Default` if no field is required.
    fn default_impl(&self) -> Option<TokenStream> {
        let ident = self.ident;
        self.required().is_empty().then(|| {
            tokens! {
                #[automatically_derived]
                impl ::core::default::Default for #ident {
                    fn default() -> Self { Self::new() }
                }
            }
        })
    }
}

/// Allows the lints about arguments: the function has those that the model requires.
fn argument_lints(required: &[&Field]) -> TokenStream {
    let bools = required
        .iter()
        .filter(|field| types::is_named(&field.sent.ty, "bool"))
        .count();
    let many = (required.len() > 7).then(|| tokens!(#[allow(clippy::too_many_arguments)]));
    let bools = (bools > 3).then(|| tokens!(#[allow(clippy::fn_params_excessive_bools)]));
    tokens!(#many #bools)
}
