//! The annotated struct itself.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Ident, Type, Visibility};

use super::attributes::{self, Passed};
use super::field_options::FieldOptions;
use super::model_options::ModelOptions;
use crate::errors::Errors;
use crate::types::replace_self;

/// The message for an item that is no struct.
pub(crate) const NOT_A_STRUCT: &str =
    "`#[model]` is for structs; write it on one with named fields, each of which is a column";

/// An annotated struct as it was written.
pub(crate) struct Item {
    pub(crate) row: Ident,
    pub(crate) vis: Visibility,
    pub(crate) options: ModelOptions,
    pub(crate) passed: Passed,
    pub(crate) fields: Vec<ItemField>,
}

/// A field as it was written.
pub(crate) struct ItemField {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
    pub(crate) options: FieldOptions,
    pub(crate) passed: Passed,
}

/// Reads the item; `None` if it is not the struct of one table, which is reported.
pub(crate) fn read(input: DeriveInput, errors: &Errors) -> Option<Item> {
    let fields = match input.data {
        Data::Struct(data) => data.fields,
        Data::Enum(data) => {
            let message = "`#[model]` is for structs; an enum that is stored in one column takes `#[derive(DbEnum)]`";
            errors.at(data.enum_token, message);
            return None;
        }
        Data::Union(data) => {
            errors.at(data.union_token, NOT_A_STRUCT);
            return None;
        }
    };
    if !input.generics.params.is_empty() {
        errors.at(
            &input.generics,
            "a model cannot be generic: it stands for one table; remove the parameters",
        );
        return None;
    }
    let fields = match fields {
        Fields::Named(fields) => fields.named,
        Fields::Unnamed(fields) => {
            errors.at(
                fields,
                "`#[model]` needs named fields: each one is a column",
            );
            return None;
        }
        Fields::Unit => {
            errors.at(
                &input.ident,
                "`#[model]` needs named fields: each one is a column",
            );
            return None;
        }
    };
    let row = input.ident;
    let (options, passed) = attributes::of_struct(&input.attrs, &row, errors);
    let has_other_derive = attributes::has_other_derive(&input.attrs);
    let mut read: Vec<ItemField> = Vec::new();
    for field in fields {
        // The compiler reports a second field of the same name.
        let is_new = |field: &ItemField| {
            let name = field.ident.unraw();
            !read.iter().any(|other| other.ident.unraw() == name)
        };
        let field = self::field(field, &row, has_other_derive, errors).filter(is_new);
        read.extend(field);
    }
    Some(Item {
        row,
        vis: input.vis,
        options,
        passed,
        fields: read,
    })
}

fn field(
    field: syn::Field,
    row: &Ident,
    has_other_derive: bool,
    errors: &Errors,
) -> Option<ItemField> {
    let (options, passed) = attributes::of_field(&field.attrs, row, has_other_derive, errors);
    let ty = without_self(field.ty.into_token_stream(), row, errors)?;
    Some(ItemField {
        ident: field.ident?,
        vis: field.vis,
        ty,
        options,
        passed,
    })
}

fn without_self(ty: TokenStream, row: &Ident, errors: &Errors) -> Option<Type> {
    syn::parse2(replace_self(ty, row))
        .map_err(|error| errors.push(error))
        .ok()
}
