//! Indexes and foreign keys.

use crate::errors::Errors;
use crate::model::{Field, Flow, Model};
use crate::parse::field_values::OnDelete;
use crate::types;

pub(super) fn check(model: &Model, errors: &Errors) {
    for field in model
        .fields
        .iter()
        .filter(|field| field.flow != Flow::Broken)
    {
        if !field.key {
            indexes(field, errors);
        }
        reference(field, errors);
    }
}

pub(super) fn is_secret(field: &Field) -> bool {
    types::is_one_of(types::inner(&field.ty), &["Secret", "PasswordHash"])
}

fn indexes(field: &Field, errors: &Errors) {
    let (unique, index) = (&field.options.unique, &field.options.index);
    let Some(given) = unique.as_ref().or(index.as_ref()) else {
        return;
    };
    let key = &given.key;
    if is_secret(field) {
        errors.at(
            key,
            format_args!("a secret is never looked up; remove `{key}`"),
        );
    } else if unique.is_some() && types::is_named(&field.ty, "bool") {
        errors.at(
            key,
            "a unique `bool` column allows two rows at most; remove `unique`",
        );
    } else if let (Some(_), Some(index)) = (unique, index) {
        errors.at(
            &index.key,
            "`unique` already makes an index; remove `index`",
        );
    } else if index.is_some() && field.parent.is_some() {
        errors.at(key, "a foreign key is indexed already; remove `index`");
    }
}

fn reference(field: &Field, errors: &Errors) {
    let options = &field.options;
    if let (Some(references), Some(_)) = (&options.references, types::id_of(&field.ty)) {
        let ty = types::display(types::inner(&field.ty));
        errors.at(
            &references.key,
            format_args!("`{ty}` says already what it points to; remove `references`"),
        );
    }
    let Some(given) = &options.on_delete else {
        return;
    };
    if field.parent.is_none() {
        let message = format!(
            "`on_delete` needs a foreign key, but `{}` is not an `Id<Parent>`",
            field.name
        );
        errors.at(&given.key, message);
    } else if given.value == OnDelete::SetNull && types::option_of(&field.ty).is_none() {
        let ty = types::display(&field.ty);
        errors.at(
            &given.key,
            format_args!("`on_delete = set_null` needs a field that can be null: `Option<{ty}>`"),
        );
    }
}
