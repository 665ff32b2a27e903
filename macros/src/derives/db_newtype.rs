//! `#[derive(DbNewtype)]`: a struct around one value, stored as that value.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Field, Index, Member};

use super::crate_path::crate_path;
use crate::errors::Errors;
use crate::types;

pub(crate) fn expand(input: &DeriveInput, errors: &Errors) -> TokenStream {
    let krate = crate_path(&input.attrs, errors);
    let Some((member, field)) = only_field(input, errors) else {
        return TokenStream::new();
    };
    let name = &input.ident;
    let ty = &field.ty;
    let column = tokens!(<#ty as #krate::__private::ColumnType>);
    // With this bound, a type that no column can hold is reported once, and not for each use.
    let mut bound = quote_spanned!(ty.span()=> #ty:);
    bound.extend(respanned(tokens!(#krate::__private::ColumnType), ty.span()));
    tokens! {
        const _: () = {
            #[automatically_derived]
            impl #krate::__private::ColumnType for #name where #bound {
                type Repr = #column::Repr;
                type Class = #column::Class;
                const KIND: #krate::__private::Kind = #column::KIND;
                const NAMES: &'static [&'static str] = #column::NAMES;
                const LEAST: ::core::option::Option<i64> = #column::LEAST;
                const GREATEST: ::core::option::Option<i64> = #column::GREATEST;
                const ALWAYS_READABLE: bool = #column::ALWAYS_READABLE;
                fn repr(&self) -> ::core::option::Option<&Self::Repr> { #krate::__private::ColumnType::repr(&self.#member) }
                fn into_value(self) -> ::core::result::Result<#krate::__private::Value, #krate::__private::Unstorable> {
                    #krate::__private::ColumnType::into_value(self.#member)
                }
                fn read(row: &dyn #krate::__private::Row, at: usize) -> ::core::result::Result<::core::option::Option<Self>, #krate::__private::Unreadable> {
                    let inner = #column::read(row, at);
                    ::core::result::Result::map(inner, |inner| ::core::option::Option::map(inner, |inner| Self { #member: inner }))
                }
            }
        };
    }
}

/// Gives a path the span of the type, so that the compiler reports one span for both.
fn respanned(path: TokenStream, span: Span) -> TokenStream {
    path.into_iter()
        .map(|mut token| {
            // `$crate` is resolved by its span.
            if token.to_string() != "$crate" {
                token.set_span(span);
            }
            token
        })
        .collect()
}

fn only_field<'a>(input: &'a DeriveInput, errors: &Errors) -> Option<(Member, &'a Field)> {
    if !input.generics.params.is_empty() {
        errors.at(
            &input.generics,
            "a `DbNewtype` cannot be generic: it stands for one column type; remove the parameters",
        );
        return None;
    }
    let Data::Struct(data) = &input.data else {
        errors.at(
            &input.ident,
            "`#[derive(DbNewtype)]` is for structs; an enum takes `#[derive(DbEnum)]`",
        );
        return None;
    };
    let mut fields = data.fields.iter();
    let Some(field) = fields.next() else {
        errors.at(
            &input.ident,
            "a `DbNewtype` needs one field: the value that is stored",
        );
        return None;
    };
    if let Some(second) = fields.next() {
        errors.at(
            second,
            "a `DbNewtype` has one field; to store several values in one column, write `Json<...>`",
        );
        return None;
    }
    if types::option_of(&field.ty).is_some() {
        errors.at(
            &field.ty,
            format_args!(
                "a `DbNewtype` is never null; write `Option<{}>` where it is used",
                input.ident
            ),
        );
        return None;
    }
    let member = field
        .ident
        .clone()
        .map_or_else(|| Member::Unnamed(Index::from(0)), Member::Named);
    Some((member, field))
}
