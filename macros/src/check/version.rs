//! What counts the changes of a row: one integer, and nothing else.

use crate::errors::Errors;
use crate::model::{Flow, Model};
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
        } else if field.key {
            Some("a key never changes; put `version` on a field of its own".to_owned())
        } else {
            let unique = field.options.unique.as_ref();
            unique.map(|_| "rows have the same version all the time; remove `unique`".to_owned())
        };
        first.get_or_insert_with(|| field.name.clone());
        if let Some(problem) = problem {
            errors.at(&given.key, problem);
            field.flow = Flow::Broken;
        }
    }
}
