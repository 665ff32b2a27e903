//! The owner of a row: which foreign key names it.

use crate::errors::Errors;
use crate::model::Model;
use crate::model::field::Flow;
use crate::model::owners::leads_to_another;
use crate::types;

pub(super) fn check(model: &Model, errors: &Errors) {
    declared(model, errors);
    unowned(model, errors);
    scoped(model, errors);
}

/// Checks that each `owner` leads to a model of its own.
fn declared(model: &Model, errors: &Errors) {
    let row = model.row();
    let mut earlier: Vec<(String, &str)> = Vec::new();
    for (field, parent) in model.owners() {
        let Some(given) = &field.options.owner else {
            continue;
        };
        if !leads_to_another(field, row) {
            let message = format!("a `{row}` belongs to a row of another model; remove `owner`");
            errors.at(&given.key, message);
            continue;
        }
        let ty = types::display(&parent.ty);
        if let Some((_, first)) = earlier.iter().find(|(other, _)| *other == ty) {
            errors.at(
                &given.key,
                format_args!("`{first}` already names the owner in `{ty}`; keep one"),
            );
        }
        earlier.push((ty, &field.name));
    }
}

fn unowned(model: &Model, errors: &Errors) {
    let Some(given) = &model.options.unowned else {
        return;
    };
    if model.options.scoped.is_some() {
        errors.at(
            &given.key,
            "rows of a `scoped` model have an owner; keep `scoped` or `unowned`",
        );
    } else if let Some((field, _)) = model.owners().next() {
        errors.at(
            &given.key,
            format_args!(
                "`{}` names the owner of a row; remove its `owner`, or `unowned`",
                field.name
            ),
        );
    }
}

/// Checks that a scoped model has an owner.
fn scoped(model: &Model, errors: &Errors) {
    let Some(given) = &model.options.scoped else {
        return;
    };
    let row = model.row();
    let is_broken = model.fields.iter().any(|field| field.flow == Flow::Broken);
    if model.owners().next().is_some() || is_broken {
        return;
    }
    let mut keys = model.foreign_keys();
    if keys.any(|(field, _)| leads_to_another(field, row)) {
        errors.at(
            &given.key,
            format_args!(
                "more than one foreign key of `{row}` could name the owner of a row; put `#[field(owner)]` on the one that does"
            ),
        );
    } else {
        errors.at(
            &given.key,
            format_args!(
                "rows of a `scoped` model belong to a row of another one, but no field of `{row}` is an `Id<Owner>`; add it, or remove `scoped`"
            ),
        );
    }
}
