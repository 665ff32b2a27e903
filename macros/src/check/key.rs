//! The primary key: exactly one, never null, never updated.

use syn::Ident;

use crate::errors::Errors;
use crate::model::Model;
use crate::model::field::{Field, Flow};
use crate::parse::field_values::{Auto, DefaultValue, Writer};
use crate::types;

pub(super) fn check(model: &mut Model, errors: &Errors) {
    let row = model.row().clone();
    let Some(key) = model.key() else {
        return missing(model, errors);
    };
    let name = key.name.clone();
    for field in &mut model.fields {
        if field.key {
            check_key(field, &row, errors);
        } else if let Some(id) = &field.options.id {
            errors.at(
                &id.key,
                format_args!(
                    "`{row}` already has the primary key `{name}`; remove the option `id` here"
                ),
            );
        } else if field.name == "id"
            && field
                .parent
                .as_ref()
                .is_some_and(|parent| types::is_named(&parent.ty, &row.to_string()))
        {
            errors.at(
                &field.written,
                format_args!(
                    "`{row}` already has the primary key `{name}`; remove `#[field(id)]` there, or this field"
                ),
            );
        }
    }
}

/// Reports that there is no key, with the remedy for the field that is probably meant.
fn missing(model: &mut Model, errors: &Errors) {
    let row = model.row().clone();
    let is_meant = |field: &&mut Field| field.options.means_id;
    if let Some(field) = model.fields.iter_mut().find(is_meant) {
        field.flow = Flow::Broken;
        return;
    }
    if let Some(field) = model.fields.iter_mut().find(|field| field.name == "id") {
        if field.flow == Flow::Broken {
            return;
        }
        let written = field
            .options
            .writers
            .first()
            .map(|given| given.key.to_string());
        if types::option_of(&field.ty).is_some() {
            errors.at(&field.ty, "a primary key cannot be null; remove `Option`");
        } else if let Some(writer) = written {
            errors.at(
                &field.written,
                format_args!("say that `id` is the primary key: write `#[field(id, {writer})]`"),
            );
        } else {
            let remedy = format!(
                "make it `Id<{row}>` (generated), or add `#[field(id)]` if clients send it"
            );
            errors.at(
                &field.ty,
                format_args!("say how `id` gets its value: {remedy}"),
            );
        }
        field.flow = Flow::Broken;
        return;
    }
    let own = |field: &&Field| {
        types::option_of(&field.ty).is_none()
            && types::id_of(&field.ty).is_some_and(|ty| types::is_named(ty, &row.to_string()))
    };
    match model.fields.iter().find(own) {
        Some(field) => {
            let remedy = format!(
                "add `#[field(id)]` to `{}`, or add `pub id: Id<{row}>`",
                field.name
            );
            errors.at(
                &model.names.written,
                format_args!("`{row}` has no primary key; {remedy}"),
            );
        }
        None => errors.at(
            &model.names.written,
            format_args!("`{row}` has no primary key; add `pub id: Id<{row}>`"),
        ),
    }
}

/// Checks the field that is the key.
fn check_key(field: &mut Field, row: &Ident, errors: &Errors) {
    let options = &field.options;
    if field.flow == Flow::Broken {
        return;
    }
    if types::option_of(&field.ty).is_some() {
        errors.at(&field.ty, "a primary key cannot be null; remove `Option`");
        field.flow = Flow::Broken;
        return;
    }
    if types::is_secret(&field.ty) {
        errors.at(
            &field.ty,
            format_args!(
                "a secret cannot be a primary key: keys are shown, compared and logged; let `pub id: Id<{row}>` be the key"
            ),
        );
    }
    for given in options
        .writers
        .iter()
        .filter(|given| given.value == Writer::Auto(Auto::OnUpdate))
    {
        errors.at(&given.key, "a primary key never changes; write `auto`");
    }
    if let Some(given) = &options.default {
        if field.flow == Flow::Auto(Auto::Once) && options.writers.is_empty() {
            errors.at(
                &given.key,
                format_args!("`{}` is generated; remove `default`", field.name),
            );
        } else if matches!(given.value, DefaultValue::OfType) {
            errors.at(&given.key, "each row needs its own key; write an expression, such as `default = Uuid::now_v7()`, or `auto`");
        }
    }
}
