//! The parts of an error, as data.

use std::collections::BTreeMap;
use std::fmt::Debug;

use fivefold::prelude::*;

/// The model, field and constraint that an error names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    pub kind: ErrorKind,
    pub model: Option<&'static str>,
    pub field: Option<&'static str>,
    pub constraint: Option<String>,
}

impl Shape {
    pub fn new(
        kind: ErrorKind,
        model: &'static str,
        field: Option<&'static str>,
        constraint: Option<&str>,
    ) -> Self {
        Self {
            kind,
            model: Some(model),
            field,
            constraint: constraint.map(str::to_owned),
        }
    }
}

pub fn shape(error: &Error) -> Shape {
    Shape {
        kind: error.kind(),
        model: error.model(),
        field: error.field(),
        constraint: error.constraint().map(str::to_owned),
    }
}

/// Returns the error, which has this kind.
#[track_caller]
pub fn failed<T: Debug>(kind: ErrorKind, result: Result<T, Error>) -> Error {
    let error = result.expect_err("this should have failed");
    assert_eq!(error.kind(), kind, "{error:?}");
    error
}

/// Returns the codes of the failed validations, by field.
pub fn validation_codes(error: &Error) -> BTreeMap<String, Vec<String>> {
    let Some(fields) = error.fields() else {
        return BTreeMap::new();
    };
    let codes = |(field, errors): (_, &Vec<fivefold::validation::ValidationError>)| {
        (
            ToString::to_string(&field),
            errors.iter().map(|error| error.code.to_string()).collect(),
        )
    };
    fields.field_errors().into_iter().map(codes).collect()
}
