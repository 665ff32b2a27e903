//! The version of a row: one integer that counts its updates.

use crate::errors::Errors;
use crate::model::Model;
use crate::model::field::Flow;
use crate::types;

pub(super) fn check(model: &mut Model, errors: &Errors) {
    let row = model.row().to_string();
    let mut first: Option<String> = None;
    for field in &mut model.fields {
        let Some(given) = field
            .is_version()
            .then(|| field.options.writers.first())
            .flatten()
        else {
            continue;
        };
        let problem = if let Some(first) = &first {
            Some(format!(
                "`{row}` already has the version `{first}`; keep one"
            ))
        } else if !types::is_one_of(&field.ty, &["i32", "i64"]) {
            Some("a version counts changes; put it on an `i64` or an `i32`".to_owned())
        } else {
            None
        };
        first.get_or_insert_with(|| field.name.clone());
        if let Some(problem) = problem {
            errors.at(&given.key, problem);
            field.flow = Flow::Broken;
        }
    }
}
