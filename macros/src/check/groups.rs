//! `unique(a, b)` and `index(a, b desc)`.

use syn::Ident;
use syn::ext::IdentExt;

use super::names::constraint;
use crate::errors::Errors;
use crate::model::Model;
use crate::parse::groups::IndexField;
use crate::parse::suggest::nearest;
use crate::types;

/// The number of groups of one kind that the description of a table has room for.
const MAX_GROUPS: usize = 16;

/// The fields of one group as they are compared: each with its name, and whether it is descending.
type Listed = Vec<(String, bool)>;

pub(super) fn check(model: &Model, errors: &Errors) {
    let mut earlier: Vec<Listed> = Vec::new();
    let (uniques, indexes) = (&model.options.uniques, &model.options.indexes);
    for group in uniques.iter().chain(indexes) {
        check_group(model, &group.key, &group.value.fields, &mut earlier, errors);
        if let Some(name) = &group.value.name {
            constraint(name, errors);
        }
    }
    for groups in [uniques, indexes] {
        if let Some(last) = groups.last().filter(|_| groups.len() > MAX_GROUPS) {
            let key = &last.key;
            let message =
                format!("a model can have at most {MAX_GROUPS} `{key}(...)`; remove some");
            errors.at(key, message);
        }
    }
}

fn check_group(
    model: &Model,
    key: &Ident,
    fields: &[IndexField],
    earlier: &mut Vec<Listed>,
    errors: &Errors,
) {
    let mut listed: Listed = Vec::new();
    for IndexField { field, descending } in fields {
        if let Some(problem) = problem(model, key, &listed, field) {
            errors.at(field, problem);
            return;
        }
        listed.push((field.unraw().to_string(), *descending));
    }
    if let [
        IndexField {
            field,
            descending: false,
        },
    ] = fields
    {
        errors.at(
            field,
            format_args!("one field needs no list: write `#[field({key})]` on `{field}`"),
        );
    } else if earlier.contains(&listed) {
        errors.at(
            key,
            "these fields are indexed together already; remove one of the lists",
        );
    }
    earlier.push(listed);
}

/// Returns the reason why a field cannot be in the group, if there is one.
fn problem(model: &Model, key: &Ident, earlier: &Listed, field: &Ident) -> Option<String> {
    let Some(found) = model.field(field) else {
        let names = model.fields.iter().map(|field| field.name.as_str());
        let hint = nearest(&field.to_string(), names)
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        return Some(format!("`{}` has no field `{field}`{hint}", model.row()));
    };
    if earlier.iter().any(|(other, _)| *other == found.name) {
        return Some(format!("`{field}` is listed twice; keep one"));
    }
    types::is_secret(&found.ty)
        .then(|| format!("a secret is never looked up; remove it from `{key}`"))
}
