//! The writer of a field: clients, server code, or neither of them if its value is generated.

use crate::errors::Errors;
use crate::model::Model;
use crate::model::field::{Field, Flow};
use crate::types;

pub(super) fn check(model: &mut Model, errors: &Errors) {
    let has_key = model.key().is_some();
    for field in &mut model.fields {
        if has_key {
            generated_integer(field, errors);
        }
        writers(field, errors);
    }
    inputs(model, errors);
}

/// Checks the names and types of what clients send in place of a field.
fn inputs(model: &mut Model, errors: &Errors) {
    let row = model.row().to_string();
    let fields = model.fields.iter();
    let taken: Vec<String> = fields.map(|field| field.name.clone()).collect();
    let mut earlier: Vec<(String, String)> = Vec::new();
    for field in &mut model.fields {
        let Some(given) = &field.options.input else {
            continue;
        };
        if field.flow == Flow::Broken {
            continue;
        }
        let name = &field.sent.name;
        let same = earlier.iter().find(|(input, _)| input == name);
        let needs_type =
            given.value.ty.is_none() && !types::is_named(types::inner(&field.ty), "PasswordHash");
        let problem = if *name != field.name && taken.contains(name) {
            Some(format!(
                "`{name}` is already a field of `{row}`; give the input another name"
            ))
        } else if let Some((_, other)) = same {
            Some(format!(
                "`{name}` is already the input for `{other}`; give this one another name"
            ))
        } else if needs_type {
            Some(format!(
                "say what clients send: `input({name}: Type)`, where the column's type implements `From<Type>`"
            ))
        } else {
            None
        };
        earlier.push((name.clone(), field.name.clone()));
        if let Some(problem) = problem {
            errors.at(&given.value.name, problem);
            field.flow = Flow::Broken;
        }
    }
}

/// Checks that there is one writer.
fn writers(field: &Field, errors: &Errors) {
    let mut writers = field.options.writers.iter();
    let Some(first) = writers.next() else { return };
    if let Some(second) = writers.next() {
        let reason = "a field is written by clients, by server code, or generated; keep one";
        errors.at(
            &second.key,
            format_args!("`{}` contradicts `{}`: {reason}", second.key, first.key),
        );
    }
}

/// A database generates the integers of a key only. For an alias of an integer type, the emitted
/// table reports it.
fn generated_integer(field: &mut Field, errors: &Errors) {
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
