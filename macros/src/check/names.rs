//! Names in the database: plain, unique, and short enough for every engine.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::LitStr;

use crate::errors::Errors;
use crate::model::Model;
use crate::model::field::Field;

/// The longest name that PostgreSQL does not truncate, in bytes. The limits of the other engines
/// are higher.
const MAX_NAME_LEN: usize = 63;

pub(super) fn check(model: &Model, errors: &Errors) {
    let table = model.options.table.as_ref().map_or_else(
        || model.names.written.to_token_stream(),
        |given| given.value.to_token_stream(),
    );
    name("table", &model.table, &table, errors);
    if let Some(was) = &model.options.was {
        let value = was.value.value();
        if name("old table", &value, &was.value.to_token_stream(), errors) && value == model.table {
            errors.at(
                &was.value,
                "this is the current name of the table; `was` takes the previous one",
            );
        }
    }
    for (index, field) in model.fields.iter().enumerate() {
        let earlier = model.fields.get(..index).unwrap_or_default();
        let column = field.options.column.as_ref().map_or_else(
            || field.written.to_token_stream(),
            |given| given.value.to_token_stream(),
        );
        if name("column", &field.column, &column, errors) {
            unique(field, earlier, &column, errors);
        }
        constraints(field, errors);
        was(model, field, earlier, errors);
    }
}

/// Checks one name; true if it is valid.
fn name(kind: &str, name: &str, tokens: &TokenStream, errors: &Errors) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if name.is_empty() {
        let remedy = match kind {
            "old table" | "old column" => "remove `was`".to_owned(),
            "constraint" => "write a name, or remove it".to_owned(),
            _ => format!("write `{kind} = \"name\"`, or remove `{kind}`"),
        };
        errors.at(tokens, format_args!("the {kind}'s name is empty; {remedy}"));
    } else if !name.chars().all(plain) || name.starts_with(|first: char| first.is_ascii_digit()) {
        let remedy = match kind {
            "constraint" => "use letters, digits and `_`, such as `\"name_2\"`".to_owned(),
            "column" => "use letters, digits and `_`, such as `column = \"name_2\"`".to_owned(),
            _ => "use letters, digits and `_`, such as `table = \"name_2\"`".to_owned(),
        };
        errors.at(
            tokens,
            format_args!("`{name}` is not a plain name; {remedy}"),
        );
    } else if name.len() > MAX_NAME_LEN {
        let remedy = match kind {
            "old table" | "old column" => "write `was = \"shorter\"`".to_owned(),
            "constraint" => "write a shorter one".to_owned(),
            option => format!("write `{option} = \"shorter\"`"),
        };
        let message =
            format!("longer than 63 bytes: PostgreSQL would cut this name short; {remedy}");
        errors.at(tokens, message);
    } else {
        return true;
    }
    false
}

/// Checks that no other field has this column or constant. Names of columns are
/// compared without case, as some engines do.
fn unique(field: &Field, earlier: &[Field], tokens: &TokenStream, errors: &Errors) {
    let Field {
        column, constant, ..
    } = field;
    if let Some(other) = earlier
        .iter()
        .find(|other| other.column.eq_ignore_ascii_case(column))
    {
        errors.at(
            tokens,
            format_args!(
                "column `{column}` is already taken by field `{}`; give this one another with `column = \"...\"`",
                other.name
            ),
        );
    } else if let Some(other) = earlier.iter().find(|other| other.constant == *constant) {
        errors.at(
            &field.written,
            format_args!(
                "the constant `{constant}` is already taken by field `{}`; rename the field",
                other.name
            ),
        );
    }
}

/// Checks the names that are given to the constraints of a field. Names that are composed are
/// shortened where they would be too long.
fn constraints(field: &Field, errors: &Errors) {
    let options = &field.options;
    let unique = options
        .unique
        .as_ref()
        .and_then(|given| given.value.as_ref());
    let index = options
        .index
        .as_ref()
        .and_then(|given| given.value.as_ref());
    // On a field that is no foreign key, the option itself is wrong.
    let foreign_key = options.foreign_key.as_ref().map(|given| &given.value);
    let foreign_key = foreign_key.filter(|_| field.parent.is_some());
    for name in [unique, index, foreign_key].into_iter().flatten() {
        constraint(name, errors);
    }
}

/// Checks the name of a constraint.
pub(super) fn constraint(given: &LitStr, errors: &Errors) {
    name(
        "constraint",
        &given.value(),
        &given.to_token_stream(),
        errors,
    );
}

/// Checks the previous name of a column.
fn was(model: &Model, field: &Field, earlier: &[Field], errors: &Errors) {
    let Some(was) = &field.options.was else {
        return;
    };
    let value = was.value.value();
    if !name("old column", &value, &was.value.to_token_stream(), errors) {
        return;
    }
    let taken = model.fields.iter().find(|other| other.column == value);
    let same = |other: &&Field| {
        other
            .options
            .was
            .as_ref()
            .is_some_and(|other| other.value.value() == value)
    };
    if field.column == value {
        errors.at(
            &was.value,
            "this is the current name of the column; `was` takes the previous one",
        );
    } else if let Some(other) = taken {
        errors.at(
            &was.value,
            format_args!(
                "`{value}` is still the column of field `{}`, so it is not renamed; remove `was`",
                other.name
            ),
        );
    } else if let Some(other) = earlier.iter().find(same) {
        errors.at(
            &was.value,
            format_args!(
                "`{value}` is the previous name of field `{}` already; remove one of the two `was`",
                other.name
            ),
        );
    }
}
