//! Actions of foreign keys, and the names of their relations.

use syn::ext::IdentExt;

use crate::errors::Errors;
use crate::model::Model;
use crate::model::field::{Field, Flow};
use crate::model::names::OPERATIONS;
use crate::parse::field_values::OnDelete;
use crate::types;

pub(super) fn check(model: &Model, errors: &Errors) {
    let fields = model.fields.iter();
    for field in fields.filter(|field| field.flow != Flow::Broken && field.parent.is_some()) {
        if let Some(given) = &field.options.on_delete
            && given.value == OnDelete::SetNull
            && types::option_of(&field.ty).is_none()
        {
            let ty = types::display(&field.ty);
            let message =
                format!("`on_delete = set_null` needs a field that can be null: `Option<{ty}>`");
            errors.at(&given.key, message);
        }
        relation(model, field, errors);
    }
}

/// Checks the name of the relation.
fn relation(model: &Model, field: &Field, errors: &Errors) {
    let Some(parent) = &field.parent else { return };
    let Some(given) = &field.options.relation else {
        if parent.accessor.is_none() || parent.constant.is_none() {
            let message = format!(
                "the names of the relation of `{}` are taken; name it with `relation = name`",
                field.name
            );
            errors.at(&field.written, message);
        }
        return;
    };
    let name = given.value.unraw().to_string();
    let constant = name.to_uppercase();
    let has_the_name = |other: &&Field| {
        let relation = other.options.relation.as_ref();
        other.index < field.index && relation.is_some_and(|other| other.value.unraw() == name)
    };
    let problem = if OPERATIONS.contains(&name.as_str()) {
        format!("`{name}` is an operation of every model")
    } else if let Some(other) = model.fields.iter().find(has_the_name) {
        format!("`{name}` is already the relation of `{}`", other.name)
    } else if let Some(other) = model
        .fields
        .iter()
        .find(|other| other.constant.unraw() == constant)
    {
        format!("`{constant}` is already the column `{}`", other.name)
    } else {
        return;
    };
    errors.at(
        &given.value,
        format!("{problem}; give the relation another name"),
    );
}
