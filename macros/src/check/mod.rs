//! Rules that look at more than one option. What is found wrong is reported and neutralised, so that it is reported once.

use crate::errors::Errors;
use crate::model::Model;

pub(crate) fn check(model: &mut Model, errors: &Errors) {
    model.faulty = !errors.is_empty();
}
