//! Who writes a field: clients, server code, or nobody because it is generated.

use crate::errors::Errors;
use crate::model::{Field, Flow, Model};
use crate::types;

pub(super) fn check(model: &mut Model, errors: &Errors) {
    let row = model.row().to_string();
    let has_key = model.key().is_some();
    for field in &mut model.fields {
        if has_key {
            counted(field, errors);
        }
        writers(field, errors);
        unwritable(field, errors);
    }
    let taken: Vec<String> = model
        .fields
        .iter()
        .map(|field| field.name.clone())
        .collect();
    let mut inputs: Vec<(String, String)> = Vec::new();
    for field in &mut model.fields {
        let Some(given) = &field.options.input else {
            continue;
        };
        if field.flow == Flow::Broken {
            continue;
        }
        let name = &field.sent.name;
        let first = inputs.iter().find(|(input, _)| input == name);
        if *name != field.name && taken.contains(name) {
            errors.at(
                &given.value.name,
                format_args!("`{name}` is already a field of `{row}`"),
            );
            field.flow = Flow::Broken;
        } else if let Some((_, other)) = first {
            errors.at(
                &given.value.name,
                format_args!("`{name}` is already the input for `{other}`"),
            );
            field.flow = Flow::Broken;
        } else if given.value.ty.is_none()
            && !types::is_named(types::inner(&field.ty), "PasswordHash")
        {
            let message = format!(
                "say what clients send: `input({name}: Type)`, where the column's type implements `From<Type>`"
            );
            errors.at(&given.value.name, message);
            field.flow = Flow::Broken;
        }
        if let (Some(rule), true) = (field.options.rules.0.first(), field.flow != Flow::Broken) {
            errors.at(
                &rule.key,
                format_args!(
                    "rules check what clients send; move `{}` into `input({name}, ...)`",
                    rule.key
                ),
            );
        }
        inputs.push((field.sent.name.clone(), field.name.clone()));
    }
}

fn writers(field: &Field, errors: &Errors) {
    let mut writers = field.options.writers.iter();
    let Some(first) = writers.next() else { return };
    if let Some(second) = writers.next() {
        let reason = "a field is written by clients, by server code, or generated";
        errors.at(
            &second.key,
            format_args!("`{}` contradicts `{}`: {reason}", second.key, first.key),
        );
    } else if let (Flow::Auto(_), Some(default)) = (field.flow, &field.options.default) {
        errors.at(
            &default.key,
            format_args!("`{}` and `default` both give a value; keep one", first.key),
        );
    }
}

/// Databases count up the key, and no other column. Under an alias of its type, the table says so.
fn counted(field: &mut Field, errors: &Errors) {
    let is_number = types::is_integer(types::inner(&field.ty));
    if let (Flow::Auto(_), [given], false) =
        (field.flow, field.options.writers.as_slice(), field.key)
        && is_number
        && !field.is_version()
    {
        let reason = "only a primary key can be an integer that the database generates";
        errors.at(
            &given.key,
            format_args!("{reason}; remove `auto` or use `server`"),
        );
        field.flow = Flow::Broken;
    }
}

/// What only makes sense for a field that clients write.
fn unwritable(field: &Field, errors: &Errors) {
    if !matches!(field.flow, Flow::Server | Flow::Auto(_)) || field.options.writers.len() > 1 {
        return;
    }
    let name = &field.name;
    if let Some(rule) = field.options.rules.0.first() {
        errors.at(
            &rule.key,
            format_args!(
                "rules check what clients send, but clients cannot write `{name}`; remove the rule"
            ),
        );
    }
    if let Some(input) = &field.options.input {
        errors.at(
            &input.key,
            format_args!(
                "`input` is what clients send, but clients cannot write `{name}`; remove `input`"
            ),
        );
    }
}
