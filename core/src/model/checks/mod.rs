//! The rules of `#[field(..)]`, checked on the input of clients: one call for each rule, emitted by
//! the macro.

pub(crate) mod applies;
pub(crate) mod email;

use std::cmp::Ordering;
use std::sync::OnceLock;

use regex::Regex;
use validator::{ValidateUrl, ValidationError, ValidationErrors};

use crate::model::checks::applies::{HasLen, IsEmail, IsText, IsUrl, Ranged};
use crate::table::column::Number;
use crate::value::column_type::ColumnType;

/// Collects the errors of one input. Errors hold the bounds as parameters, and never a rejected
/// value.
#[derive(Debug, Default)]
pub struct Checks {
    errors: ValidationErrors,
}

impl Checks {
    /// Returns an empty collector.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the errors, if a rule failed.
    ///
    /// # Errors
    ///
    /// The failed rules by field.
    pub fn finish(self) -> Result<(), ValidationErrors> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(self.errors)
        }
    }

    /// Checks `len(min..=max)`: text in Unicode scalar values, bytes in bytes, lists in elements.
    pub fn len<T: ColumnType<Repr: HasLen>>(
        &mut self,
        field: &'static str,
        value: &T,
        min: Option<u64>,
        max: Option<u64>,
    ) {
        if let Some(length) = value.repr().map(HasLen::length) {
            self.length(field, length, min, max);
        }
    }

    /// Checks `len(min..=max)` of a password, in Unicode scalar values.
    #[cfg(feature = "auth")]
    pub fn password_len<'p>(
        &mut self,
        field: &'static str,
        value: impl Into<Option<&'p crate::password::plain::Password>>,
        min: Option<u64>,
        max: Option<u64>,
    ) {
        if let Some(password) = value.into() {
            self.length(field, password.expose().chars().count() as u64, min, max);
        }
    }

    fn length(&mut self, field: &'static str, length: u64, min: Option<u64>, max: Option<u64>) {
        if min.is_some_and(|min| length < min) || max.is_some_and(|max| length > max) {
            let says = match (min, max) {
                (Some(min), Some(max)) if min == max => {
                    format!("must have a length of exactly {min}")
                }
                (Some(min), Some(max)) => format!("must have a length from {min} to {max}"),
                (Some(min), None) => format!("must have a length of at least {min}"),
                (None, Some(max)) => format!("must have a length of at most {max}"),
                (None, None) => return,
            };
            self.add(field, bounded("length", says, min.as_ref(), max.as_ref()));
        }
    }

    /// Checks `range(min..=max)`.
    pub fn range<T>(&mut self, field: &'static str, value: &T, range: &Range<T>) {
        let Range { min, max, .. } = *range;
        let is = |bound: Option<Number>, wrong: Ordering| {
            let order = bound.and_then(|bound| (range.compare)(value, bound));
            order.is_some_and(|order| order.is_none_or(|order| order == wrong))
        };
        if is(min, Ordering::Less) || is(max, Ordering::Greater) {
            let says = match (min.map(written), max.map(written)) {
                (Some(min), Some(max)) if min == max => format!("must be exactly {min}"),
                (Some(min), Some(max)) => format!("must be from {min} to {max}"),
                (Some(min), None) => format!("must be at least {min}"),
                (None, Some(max)) => format!("must be at most {max}"),
                (None, None) => return,
            };
            self.add(
                field,
                bounded(
                    "range",
                    says,
                    min.map(parameter).as_ref(),
                    max.map(parameter).as_ref(),
                ),
            );
        }
    }

    /// Checks `email`.
    pub fn email<T: ColumnType<Repr: IsEmail>>(&mut self, field: &'static str, value: &T) {
        if value
            .repr()
            .is_some_and(|text| !email::is_email(text.as_text()))
        {
            self.add(
                field,
                ValidationError::new("email").with_message("must be an e-mail address".into()),
            );
        }
    }

    /// Checks `url`.
    pub fn url<T: ColumnType<Repr: IsUrl>>(&mut self, field: &'static str, value: &T) {
        if value
            .repr()
            .is_some_and(|text| !text.as_text().validate_url())
        {
            self.add(
                field,
                ValidationError::new("url").with_message("must be a URL".into()),
            );
        }
    }

    /// Checks `pattern = "..."`.
    pub fn pattern<T: ColumnType<Repr: IsText>>(
        &mut self,
        field: &'static str,
        value: &T,
        pattern: &'static Pattern,
    ) {
        if value
            .repr()
            .is_some_and(|text| !pattern.matches(text.as_text()))
        {
            let mut error = ValidationError::new("pattern")
                .with_message(format!("must match {}", pattern.text).into());
            error.add_param("pattern".into(), &pattern.text);
            self.add(field, error);
        }
    }

    /// Checks `check = path`.
    pub fn with<T>(
        &mut self,
        field: &'static str,
        value: &T,
        check: fn(&T) -> Result<(), ValidationError>,
    ) {
        if let Err(error) = check(value) {
            self.add(field, error);
        }
    }

    fn add(&mut self, field: &'static str, error: ValidationError) {
        self.errors.add(field, error);
    }
}

/// The bounds of a `range(..)` for a field of the type `T`.
#[derive(Debug)]
pub struct Range<T> {
    min: Option<Number>,
    max: Option<Number>,
    /// The least and the greatest value of an integer type.
    bounds: Option<(i128, i128)>,
    /// Compares a value with a bound; none for a null.
    compare: fn(&T, Number) -> Option<Option<Ordering>>,
}

/// Returns a range without bounds.
// A function and not a method: the compiler puts the caret on the type of an explicit `::<T>`.
#[must_use]
pub const fn range<T: ColumnType<Repr: Ranged>>() -> Range<T> {
    Range {
        min: None,
        max: None,
        bounds: <T::Repr as Ranged>::BOUNDS,
        compare: |value, bound| value.repr().map(|value| value.compare(bound)),
    }
}

impl<T> Range<T> {
    /// Sets the bounds.
    ///
    /// # Panics
    ///
    /// At compile time, if a bound is no value of the type.
    #[must_use]
    // Evaluated by the compiler only: a panic here is a compile error.
    #[allow(clippy::panic)]
    pub const fn within(mut self, min: Option<Number>, max: Option<Number>) -> Self {
        if let Some((least, greatest)) = self.bounds {
            assert!(
                is_within(min, least, greatest) && is_within(max, least, greatest),
                "a bound of this range is no value of the type of the field; change the bound, or leave it out"
            );
        }
        self.min = min;
        self.max = max;
        self
    }
}

/// Returns true where there is no bound, or one from `least` to `greatest`.
const fn is_within(bound: Option<Number>, least: i128, greatest: i128) -> bool {
    match bound {
        Some(Number::Int(bound)) => least <= bound && bound <= greatest,
        Some(Number::Float(_)) | None => true,
    }
}

/// A regular expression of a rule, compiled at its first use.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Returns the pattern with this text, which the macro has parsed.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }

    fn matches(&self, text: &str) -> bool {
        self.compiled
            .get_or_init(|| Regex::new(self.text).ok())
            .as_ref()
            .is_some_and(|regex| regex.is_match(text))
    }
}

fn bounded<N: serde::Serialize>(
    code: &'static str,
    says: String,
    min: Option<&N>,
    max: Option<&N>,
) -> ValidationError {
    let mut error = ValidationError::new(code).with_message(says.into());
    if let Some(min) = min {
        error.add_param("min".into(), min);
    }
    if let Some(max) = max {
        error.add_param("max".into(), max);
    }
    error
}

fn written(number: Number) -> String {
    match number {
        Number::Int(number) => number.to_string(),
        Number::Float(number) => number.to_string(),
    }
}

fn parameter(number: Number) -> serde_json::Value {
    match number {
        Number::Int(number) => {
            i64::try_from(number).map_or_else(|_| number.to_string().into(), Into::into)
        }
        Number::Float(number) => number.into(),
    }
}
