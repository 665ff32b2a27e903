//! The annotated struct itself.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Ident};

use super::attributes;
use super::model_options::ModelOptions;
use crate::errors::Errors;
use crate::model::{Model, Written};
use crate::types::replace_self;

/// What is said where no struct is.
pub(crate) const NOT_A_STRUCT: &str =
    "#[model] is for structs; write it on one with named fields, each of which is a column";

/// Reads a model; `None` if it is not the struct of one table, which is reported.
pub(crate) fn model(input: DeriveInput, errors: &Errors) -> Option<Model> {
    let fields = match input.data {
        Data::Struct(data) => data.fields,
        Data::Enum(data) => {
            let message = "#[model] is for structs; an enum that is stored in one column takes #[derive(DbEnum)]";
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
                "#[model] needs named fields: each one names a column",
            );
            return None;
        }
        Fields::Unit => {
            errors.at(
                &input.ident,
                "#[model] needs named fields: a table has columns",
            );
            return None;
        }
    };
    let row = input.ident;
    let (options, passed) = attributes::of_struct(&input.attrs, errors);
    let options = ModelOptions::parse(replace_self(options, &row), errors);
    let mut written: Vec<Written> = Vec::new();
    for field in fields {
        // A second field of one name is what the compiler reports.
        let is_new = |field: &Written| {
            let name = field.ident.unraw();
            !written.iter().any(|other| other.ident.unraw() == name)
        };
        let field = self::written(field, &row, errors).filter(is_new);
        written.extend(field);
    }
    Some(Model::new(&row, input.vis, options, passed, written))
}

fn written(field: syn::Field, row: &Ident, errors: &Errors) -> Option<Written> {
    let (options, passed) = attributes::of_field(&field.attrs, row, errors);
    let ty = without_self(field.ty.into_token_stream(), row, errors)?;
    Some(Written {
        ident: field.ident?,
        vis: field.vis,
        ty,
        options,
        passed,
    })
}

fn without_self(ty: TokenStream, row: &Ident, errors: &Errors) -> Option<syn::Type> {
    syn::parse2(replace_self(ty, row))
        .map_err(|error| errors.push(error))
        .ok()
}
