//! `#[derive(View)]`: a struct of the user that is read from columns of a model.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, Path, Token};

use super::crate_path::crate_path;
use crate::errors::Errors;
use crate::expand::view_reader;
use crate::model::names;
use crate::span::generated;

pub(crate) fn expand(input: &DeriveInput, errors: &Errors) -> TokenStream {
    let krate = crate_path(&input.attrs, errors);
    let Some((model, columns)) = read(input, errors) else {
        return TokenStream::new();
    };
    let read = view_reader::expand(&krate, &model, &input.ident, &columns);
    tokens!(const _: () = { #read };)
}

/// The model, and each field with its type and its column.
type Read = (Path, Vec<(Ident, TokenStream, TokenStream)>);

fn read(input: &DeriveInput, errors: &Errors) -> Option<Read> {
    if !input.generics.params.is_empty() {
        errors.at(
            &input.generics,
            "a view cannot be generic: each of its fields is one column; remove the parameters",
        );
        return None;
    }
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => &fields.named,
            _ => {
                errors.at(
                    &input.ident,
                    "a view needs named fields: each one names a column",
                );
                return None;
            }
        },
        _ => {
            errors.at(
                &input.ident,
                "`#[derive(View)]` is for structs; write it on one with named fields",
            );
            return None;
        }
    };
    let Some(attribute) = views(&input.attrs).next() else {
        errors.at(
            &input.ident,
            "name the model that the view is read from: `#[view(User)]`",
        );
        return None;
    };
    let model = match attribute.parse_args_with(Path::parse_mod_style) {
        Ok(model) => model,
        Err(error) => {
            errors.push(syn::Error::new(
                error.span(),
                "expected one model, such as `#[view(User)]`",
            ));
            return None;
        }
    };
    let columns = fields.iter().filter_map(|field| {
        let ident = field.ident.clone()?;
        // With this span, a column of another type is reported at the type.
        let span = generated(field.ty.span());
        let mut column = names::constant(&ident.unraw().to_string(), span);
        for attribute in views(&field.attrs) {
            match attribute.parse_args_with(column_name) {
                Ok(named) => column = named,
                Err(error) => errors.push(error),
            }
        }
        let ty = &field.ty;
        Some((ident, tokens!(#ty), quote_spanned!(span=> #column)))
    });
    Some((model, columns.collect()))
}

/// Returns the `#[view(…)]` attributes.
fn views(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    let mut attributes = attributes.iter();
    std::iter::from_fn(move || attributes.find(|attribute| attribute.path().is_ident("view")))
}

/// Reads `column = NAME`.
fn column_name(input: ParseStream<'_>) -> syn::Result<Ident> {
    let message = "expected the constant of the column, such as `#[view(column = EMAIL)]`";
    let error = |error: syn::Error| syn::Error::new(error.span(), message);
    let key = input.parse::<Ident>().map_err(error)?;
    if key != "column" {
        return Err(syn::Error::new_spanned(key, message));
    }
    input.parse::<Token![=]>().map_err(error)?;
    input.parse::<Ident>().map_err(error)
}
