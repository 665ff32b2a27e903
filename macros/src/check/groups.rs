//! `unique(a, b)` and `index(a, b desc)`.

use quote::ToTokens;
use syn::Ident;
use syn::ext::IdentExt;

use super::foreign_key::is_secret;
use super::names::constraint;
use crate::errors::Errors;
use crate::model::Model;
use crate::parse::suggest::nearest;

/// What the description of a table has room for.
const MOST: usize = 16;

/// The fields of one group, as a person compares them.
type Listed = Vec<(String, bool)>;

pub(super) fn check(model: &Model, errors: &Errors) {
    let mut uniques: Vec<Listed> = Vec::new();
    for group in &model.options.uniques {
        let fields: Vec<_> = group
            .value
            .iter()
            .map(|field| (field.clone(), false))
            .collect();
        one(model, &group.key, &fields, &mut uniques, errors);
    }
    let mut indexes = uniques;
    for group in &model.options.indexes {
        one(model, &group.key, &group.value, &mut indexes, errors);
    }
    for (key, count) in [
        (
            model.options.uniques.last().map(|group| &group.key),
            model.options.uniques.len(),
        ),
        (
            model.options.indexes.last().map(|group| &group.key),
            model.options.indexes.len(),
        ),
    ] {
        if let Some(key) = key.filter(|_| count > MOST) {
            errors.at(
                key,
                format_args!("a model can have at most {MOST} `{key}(...)`"),
            );
        }
    }
}

fn one(
    model: &Model,
    key: &Ident,
    fields: &[(Ident, bool)],
    earlier: &mut Vec<Listed>,
    errors: &Errors,
) {
    if !fields.iter().enumerate().all(|(at, (field, _))| {
        is_fine(
            model,
            key,
            fields.get(..at).unwrap_or_default(),
            field,
            errors,
        )
    }) {
        return;
    }
    let listed: Listed = fields
        .iter()
        .map(|(field, descending)| (field.unraw().to_string(), *descending))
        .collect();
    if let [(field, false)] = fields {
        errors.at(
            field,
            format_args!("one field needs no list: write `#[field({key})]` on `{field}`"),
        );
    } else if earlier.contains(&listed) {
        errors.at(
            key,
            "these fields are indexed together already; remove one of the lists",
        );
    } else {
        let columns = fields
            .iter()
            .filter_map(|(field, _)| model.field(field))
            .map(|field| field.column.as_str());
        let name = [model.table.as_str()]
            .into_iter()
            .chain(columns)
            .collect::<Vec<_>>()
            .join("_");
        let suffix = if key == "unique" { "key" } else { "idx" };
        constraint(&format!("{name}_{suffix}"), &key.to_token_stream(), errors);
    }
    earlier.push(listed);
}

fn is_fine(
    model: &Model,
    key: &Ident,
    earlier: &[(Ident, bool)],
    field: &Ident,
    errors: &Errors,
) -> bool {
    let row = model.row();
    let Some(found) = model.field(field) else {
        let names = model.fields.iter().map(|field| field.name.as_str());
        let hint = nearest(&field.to_string(), names)
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        errors.at(field, format_args!("`{row}` has no field `{field}`{hint}"));
        return false;
    };
    if earlier
        .iter()
        .any(|(other, _)| other.unraw() == field.unraw())
    {
        errors.at(field, format_args!("`{field}` is listed twice"));
        return false;
    }
    if is_secret(found) {
        errors.at(
            field,
            format_args!("a secret is never looked up; remove it from `{key}`"),
        );
        return false;
    }
    true
}
