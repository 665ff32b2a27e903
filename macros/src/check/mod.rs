//! Rules about more than one option. An error is reported once, and what it is about is left out of
//! the expansion, so that the compiler does not report it again.

mod account;
pub(crate) mod companions;
mod conflicts;
mod deleted;
mod flow;
mod foreign_key;
mod groups;
mod key;
mod names;
mod owner;
mod relations;
mod types;
mod version;
mod views;

use crate::errors::Errors;
use crate::model::Model;

pub(crate) fn check(model: &mut Model, errors: &Errors) {
    types::check(model, errors);
    key::check(model, errors);
    version::check(model, errors);
    deleted::check(model, errors);
    flow::check(model, errors);
    conflicts::check(model, errors);
    foreign_key::check(model, errors);
    owner::check(model, errors);
    account::check(model, errors);
    names::check(model, errors);
    groups::check(model, errors);
    relations::check(model, errors);
    companions::check(model, errors);
    views::check(model, errors);
    model.faulty = !errors.is_empty();
}
