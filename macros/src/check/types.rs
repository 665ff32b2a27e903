//! Types that no column can have, as far as their spelling shows.

use crate::errors::Errors;
use crate::model::Model;
use crate::model::field::{Field, Flow};
use crate::model::names;
use crate::types;

pub(super) fn check(model: &mut Model, errors: &Errors) {
    let row = model.row().to_string();
    for field in &mut model.fields {
        if let Some(message) = problem(field, &row) {
            errors.at(&field.ty, message);
            field.flow = Flow::Broken;
        }
    }
}

fn problem(field: &Field, row: &str) -> Option<String> {
    let (ty, name) = (&field.ty, &field.name);
    let written_by_clients = matches!(field.flow, Flow::Client | Flow::CreateOnly);
    let snake = names::snake_case(row);
    if types::is_one_of(ty, &["HasMany", "HasOne"]) {
        let option = if types::is_named(ty, "HasMany") {
            "has_many"
        } else {
            "has_one"
        };
        let key = snake.to_uppercase();
        Some(format!(
            "a relation is not a column; declare it on the struct: `#[model({option}({name}: Child::{key}_ID))]`"
        ))
    } else if types::is_named(ty, "BelongsTo") {
        Some(format!(
            "store the key: `pub {name}_id: Id<Parent>` is a foreign key and gives `{snake}::{name}()`"
        ))
    } else if types::is_reference(ty) {
        Some(
            "a model owns its values: use `String` instead of `&str`, `Vec<u8>` instead of `&[u8]`"
                .to_owned(),
        )
    } else if types::option_of(ty).is_some_and(|inner| types::option_of(inner).is_some()) {
        Some("a column is null or it is not: write one `Option`".to_owned())
    } else if types::is_named(types::inner(ty), "PasswordHash")
        && field.options.input.is_none()
        && written_by_clients
    {
        let remedy = "add `#[field(input(password, len(8..=128)))]`";
        Some(format!(
            "say under which name clients send the plain password: {remedy}"
        ))
    } else {
        None
    }
}
