//! The constants of one column that the other expanders name.

use proc_macro2::TokenStream;
use quote::{format_ident, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::model::Model;
use crate::model::field::{Field, Flow};
use crate::parse::field_values::Auto;
use crate::span::generated;

/// Declares the constants of a field. Each needs one trait of its types, so that the compiler
/// reports a missing one once, for the constant.
pub(super) fn expand(model: &Model, field: &Field) -> TokenStream {
    let (krate, ty, name, access) = (&model.krate, &field.ty, &field.body_name, access(field));
    let function = match field.flow {
        Flow::Auto(Auto::V4) => tokens!(generated_v4),
        Flow::Auto(Auto::Version | Auto::Deleted) => tokens!(column),
        Flow::Auto(_) => tokens!(generated),
        _ => tokens!(column),
    };
    let mut column =
        quote_spanned!(generated(ty.span())=> #krate::__private::#function::<#ty>(#name));
    if field.sent.converted {
        let name = &field.sent.body_name;
        column.extend(tokens!(.sent_as(#name)));
    }
    column.extend(canonical(model, field));
    let parent = field.parent.as_ref().map(|parent| {
        let (ty, constant) = (&parent.ty, parent_const(field));
        let parent = quote_spanned!(generated(ty.span())=> #krate::__private::points_to::<#ty>());
        tokens!(const #constant: #krate::__private::Parent<#ty> = #parent;)
    });
    let from = (field.sent.converted && !field.sent.hashed).then(|| {
        let (sent, constant) = (&field.sent.ty, from(field));
        let from = quote_spanned!(generated(sent.span())=> <#ty as #krate::__private::StoredFrom<#sent>>::stored_from);
        tokens!(const #constant: fn(#sent) -> #ty = #from;)
    });
    tokens! {
        const #access: #krate::__private::Access<#ty> = #column;
        #parent
        #from
    }
}

/// Returns the canonical form of the texts of a field: that of an address which is unique, alone or
/// with other fields, and that of a login.
fn canonical(model: &Model, field: &Field) -> Option<TokenStream> {
    let krate = &model.krate;
    let mut groups = model
        .options
        .uniques
        .iter()
        .flat_map(|group| &group.value.fields);
    let is_login = field.options.login.is_some();
    let is_unique = is_login
        || field.key
        || field.options.unique.is_some()
        || groups.any(|listed| listed.field == field.ident);
    match field.is_email() {
        true if is_unique => Some(tokens!(.canonical(&#krate::__private::EMAIL))),
        false if is_login => Some(tokens!(.canonical(&#krate::__private::LOGIN))),
        _ => None,
    }
}

/// Returns the name of the constant through which the column is read and written.
pub(super) fn access(field: &Field) -> Ident {
    constant("__COLUMN_", field)
}

/// Returns the name of the constant with the model that a foreign key points to.
pub(super) fn parent_const(field: &Field) -> Ident {
    constant("__PARENT_", field)
}

/// Returns the name of the constant with the function from the sent value to the stored one.
pub(super) fn from(field: &Field) -> Ident {
    constant("__FROM_", field)
}

fn constant(prefix: &str, field: &Field) -> Ident {
    let span = generated(field.ty.span());
    format_ident!("{}{}", prefix, field.constant.unraw(), span = span)
}
