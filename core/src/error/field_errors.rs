//! [`FieldErrors`]: the errors of fields, in an order that does not change.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use serde::{Serialize, Serializer};
use serde_json::Value;
use validator::{ValidationError, ValidationErrors};

/// The errors of an input or a row, by field: what [`Error::fields`](crate::Error::fields) returns.
///
/// It serializes as [`ValidationErrors`] do, with the fields, and the parameters of an error, in the
/// order of their names, so that equal errors are equal texts.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldErrors(ValidationErrors);

impl FieldErrors {
    /// Returns the errors in the order of the names of the fields.
    pub fn iter(&self) -> impl Iterator<Item = (String, &[ValidationError])> {
        let sorted: BTreeMap<String, &[ValidationError]> = self
            .0
            .field_errors()
            .into_iter()
            .map(|(field, errors)| (field.into_owned(), errors.as_slice()))
            .collect();
        sorted.into_iter()
    }
}

impl From<ValidationErrors> for FieldErrors {
    fn from(errors: ValidationErrors) -> Self {
        Self(errors)
    }
}

impl Deref for FieldErrors {
    type Target = ValidationErrors;

    fn deref(&self) -> &ValidationErrors {
        &self.0
    }
}

/// Prints the messages, field by field.
impl fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (field, errors)) in self.iter().enumerate() {
            for (other, error) in errors.iter().enumerate() {
                let line = if number + other > 0 { "\n" } else { "" };
                write!(f, "{line}{field}: {error}")?;
            }
        }
        Ok(())
    }
}

impl Serialize for FieldErrors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = serde_json::to_value(&self.0).map_err(serde::ser::Error::custom)?;
        Sorted(&value).serialize(serializer)
    }
}

/// A value whose objects are serialized in the order of their keys.
struct Sorted<'v>(&'v Value);

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(entries) => {
                let entries = entries.iter().map(|(key, value)| (key, Sorted(value)));
                serializer.collect_map(entries.collect::<BTreeMap<_, _>>())
            }
            Value::Array(values) => serializer.collect_seq(values.iter().map(Sorted)),
            other => other.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_errors_are_equal_texts() {
        let fields = [
            "title", "age", "name", "email", "note", "zip", "day", "size",
        ];
        let text = |names: &mut dyn Iterator<Item = &&'static str>| {
            let mut errors = ValidationErrors::new();
            for name in names {
                let mut error = ValidationError::new("range");
                for parameter in ["min", "max", "step", "base"] {
                    error.add_param(parameter.into(), &1);
                }
                errors.add(name, error);
            }
            serde_json::to_string(&FieldErrors::from(errors)).unwrap()
        };
        let sorted = text(&mut fields.iter());
        assert_eq!(text(&mut fields.iter().rev()), sorted);
        let (age, zip) = (sorted.find("age"), sorted.find("zip"));
        assert!(age.is_some() && age < zip, "{sorted}");
        assert!(
            sorted.contains(r#""base":1,"max":1,"min":1,"step":1"#),
            "{sorted}"
        );
    }
}
