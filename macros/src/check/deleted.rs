//! The instant of a soft delete: one column that can be null.

use crate::errors::Errors;
use crate::model::Model;
use crate::model::field::Flow;
use crate::types;

pub(super) fn check(model: &mut Model, errors: &Errors) {
    let row = model.row().to_string();
    let mut first: Option<String> = None;
    for field in &mut model.fields {
        let Some(given) = field
            .is_deleted()
            .then(|| field.options.writers.first())
            .flatten()
        else {
            continue;
        };
        let instant = types::option_of(&field.ty);
        let problem = if let Some(first) = &first {
            Some(format!(
                "`{row}` already has the `deleted` field `{first}`; keep one"
            ))
        } else if !instant.is_some_and(|ty| types::is_named(ty, "DateTime")) {
            Some(
                "`deleted` holds the time of a soft delete; put it on an `Option<DateTime<Utc>>`"
                    .to_owned(),
            )
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
