//! [`Error`]: the kind of a failure, its model and its field; never a value.

pub(crate) mod field_errors;
pub(crate) mod kind;
pub(crate) mod violation;

use std::borrow::Cow;
use std::fmt;

use validator::{ValidationError, ValidationErrors};

use crate::error::field_errors::FieldErrors;
use crate::error::kind::ErrorKind;
use crate::table::Table;
use crate::value::column_type::Unstorable;
use crate::value::row::Unreadable;

type Raw = Box<dyn std::error::Error + Send + Sync>;

/// The error of an operation.
///
/// Branch on [`Error::kind`]. `Display` and `Debug` name model, field and constraint, and never
/// hold a value or the message of the database: that is in [`Error::raw`], for the logs of an
/// operator.
///
/// ```
/// # use fivefold::prelude::*;
/// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag>, #[field(unique, len(1..=20))] pub name: String }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let db = Db::connect("sqlite::memory:").await?;
/// db.create_all(&schema![Tag]).await?;
/// Tag::create(&db, TagCreate::new("rust")).await?;
///
/// let error = Tag::create(&db, TagCreate::new("rust")).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Conflict);
/// assert_eq!((error.model(), error.field()), (Some("Tag"), Some("name")));
/// # Ok(()) }
/// ```
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    model: Option<&'static str>,
    field: Option<&'static str>,
    constraint: Option<String>,
    fields: Option<FieldErrors>,
    raw: Option<Raw>,
}

/// The result of every operation of the SDK.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Returns the kind, to branch on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Returns the Rust name of the model, if the error concerns one.
    #[must_use]
    pub fn model(&self) -> Option<&'static str> {
        self.inner.model
    }

    /// Returns the field, if the error concerns exactly one: its name in bodies, as in
    /// [`Error::fields`].
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        self.inner.field
    }

    /// Returns the name of the violated constraint, such as `user_email_key`.
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        self.inner.constraint.as_deref()
    }

    /// Returns the errors by field.
    ///
    /// A failed rule and a duplicate value have the same shape,
    /// `{"email": [{"code": "unique", ..}]}`, so that an API can answer both the same way. For a
    /// group of fields that is unique together, every field is named. `None` if the error concerns
    /// no field.
    ///
    /// The fields are in the order of their names, and have those of bodies: the names of the struct,
    /// or of `#[serde(rename)]` and `#[serde(rename_all)]`.
    #[must_use]
    pub fn fields(&self) -> Option<&FieldErrors> {
        self.inner.fields.as_ref()
    }

    /// Returns the error of the database or its client library. Its text can hold values: use it
    /// for logs, never for responses.
    #[must_use]
    pub fn raw(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.inner.raw.as_deref()
    }

    /// Returns true if a retry of the same call may succeed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.kind().is_retryable()
    }

    /// Returns an error with which a hook rejects a write; see [`Hooks`](crate::Hooks). The message
    /// is shown unchanged.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// let error = Error::refused("the shop is closed");
    /// assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Refused, "the shop is closed"));
    /// ```
    #[must_use]
    pub fn refused(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Refused, message)
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                message: message.into(),
                model: None,
                field: None,
                constraint: None,
                fields: None,
                raw: None,
            }),
        }
    }

    /// Returns this error with the raw error of another one.
    pub(crate) fn with_raw_of(mut self, other: Self) -> Self {
        self.inner.raw = other.inner.raw;
        self
    }

    /// Sets the name of the violated constraint.
    pub(crate) fn with_constraint(mut self, name: impl Into<String>) -> Self {
        self.inner.constraint = Some(name.into());
        self
    }

    /// Sets the field without an error of validation.
    pub(crate) fn with_field_name(mut self, field: &'static str) -> Self {
        self.inner.field = Some(field);
        self
    }

    /// Returns true if the error concerns these fields and no other.
    pub(crate) fn concerns(&self, fields: &[&str]) -> bool {
        let errors = self.fields().map(|fields| fields.field_errors());
        errors.is_some_and(|errors| {
            errors.len() == fields.len() && fields.iter().all(|field| errors.contains_key(*field))
        })
    }

    pub(crate) fn with_raw(mut self, raw: impl Into<Raw>) -> Self {
        self.inner.raw = Some(raw.into());
        self
    }

    /// Adds the number of the fixture to the message.
    #[cfg(feature = "testing")]
    pub(crate) fn of_fixture(mut self, number: usize) -> Self {
        self.inner.message = Cow::Owned(format!("fixture {number}: {}", self.inner.message));
        self
    }

    pub(crate) fn with_message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.inner.message = message.into();
        self
    }

    pub(crate) fn with_model(mut self, table: &'static Table) -> Self {
        self.inner.model = Some(table.model());
        self
    }

    /// Converts to the error for a commit that was sent and not acknowledged.
    #[allow(
        dead_code,
        reason = "unused where the only database runs in the process"
    )]
    pub(crate) fn into_unknown(mut self) -> Self {
        self.inner.kind = ErrorKind::OutcomeUnknown;
        self.inner.message = Cow::Borrowed(
            "the commit was not acknowledged, so the rows may be stored or not; check before you retry",
        );
        self
    }

    pub(crate) fn with_field(
        mut self,
        field: &'static str,
        code: &'static str,
        says: Cow<'static, str>,
    ) -> Self {
        self.inner.field = Some(field);
        self.with_fields(&[field], code, says)
    }

    fn with_fields(
        mut self,
        fields: &[&'static str],
        code: &'static str,
        says: Cow<'static, str>,
    ) -> Self {
        let mut errors = ValidationErrors::new();
        for field in fields {
            errors.add(field, ValidationError::new(code).with_message(says.clone()));
        }
        self.inner.fields = Some(errors.into());
        self
    }

    /// Returns the error for a row that does not exist.
    pub(crate) fn not_found(table: &'static Table) -> Self {
        let model = table.model();
        let message =
            format!("there is no `{model}` with this key; `find` returns an option instead");
        Self::new(ErrorKind::NotFound, message).with_model(table)
    }

    /// Returns the error for a query without a matching row.
    pub(crate) fn not_found_by_query(table: &'static Table) -> Self {
        let model = table.model();
        let message =
            format!("no `{model}` meets the conditions; `first` returns an option instead");
        Self::new(ErrorKind::NotFound, message).with_model(table)
    }

    /// Returns the error for a row to change or delete that does not exist.
    pub(crate) fn gone(table: &'static Table) -> Self {
        let model = table.model();
        let message =
            format!("there is no `{model}` with this key; it may have been deleted meanwhile");
        Self::new(ErrorKind::NotFound, message).with_model(table)
    }

    /// Returns the error for a soft-deleted row to restore that does not exist.
    pub(crate) fn not_deleted(table: &'static Table) -> Self {
        let model = table.model();
        let message = format!(
            "there is no soft-deleted `{model}` with this key, or it was changed since it was read; `only_deleted` finds those that can be restored"
        );
        Self::new(ErrorKind::NotFound, message).with_model(table)
    }

    /// Returns the error for a write by a key that several rows have, which was undone.
    #[cold]
    pub(crate) fn several_with_key(table: &'static Table) -> Self {
        let model = table.model();
        let message = format!(
            "several rows have the same key of `{model}`, or the same unique value, and none was changed; give the model the columns that are unique in the table"
        );
        Self::new(ErrorKind::MultipleRows, message).with_model(table)
    }

    /// Returns the error for a row that was changed since it was read.
    pub(crate) fn stale(table: &'static Table) -> Self {
        let model = table.model();
        let message = format!("this `{model}` was changed since it was read; reload it and retry");
        Self::new(ErrorKind::Stale, message).with_model(table)
    }

    /// Returns the error for a value that cannot be stored, found before anything was sent.
    pub(crate) fn unstorable(
        table: &'static Table,
        field: &'static str,
        reason: &Unstorable,
    ) -> Self {
        let message = format!("`{}.{field}` {}", table.model(), reason.message());
        let says = Cow::Owned(reason.message().to_owned());
        Self::new(ErrorKind::Validation, message)
            .with_model(table)
            .with_field(field, reason.code(), says)
    }

    /// Returns the error for failed rules.
    pub(crate) fn validation(table: &'static Table, fields: ValidationErrors) -> Self {
        let model = table.model();
        let by_field = fields.field_errors();
        let mut failed: Vec<(Cow<'static, str>, String)> = by_field
            .into_iter()
            .map(|(field, errors)| (field, messages(errors)))
            .collect();
        failed.sort_unstable();
        let (message, only) = match failed.as_slice() {
            // The names of fields and of `input(..)` are constants in the checks.
            [(Cow::Borrowed(field), says)] => (format!("`{model}.{field}` {says}"), Some(*field)),
            failed => {
                let parts: Vec<String> = failed
                    .iter()
                    .map(|(field, says)| format!("`{field}` {says}"))
                    .collect();
                (
                    format!("`{model}` is not valid: {}", parts.join("; ")),
                    None,
                )
            }
        };
        let mut error = Self::new(ErrorKind::Validation, message).with_model(table);
        error.inner.field = only;
        error.inner.fields = Some(fields.into());
        error
    }

    /// Returns the error for a stored value that does not fit the type of its field.
    pub(crate) fn unreadable(table: &'static Table, at: usize, reason: Unreadable) -> Self {
        let field = table.field(at);
        let message = format!(
            "`{}.{field}` could not be read: {reason}; compare the table with the model",
            table.model()
        );
        let mut error = Self::new(ErrorKind::Internal, message).with_model(table);
        error.inner.field = Some(field);
        error
    }
}

/// Returns the messages of the failed rules of one field.
fn messages(errors: &[ValidationError]) -> String {
    let says = |error: &ValidationError| {
        error.message.as_ref().map_or_else(
            || format!("breaks the rule `{}`", error.code),
            ToString::to_string,
        )
    };
    errors.iter().map(says).collect::<Vec<_>>().join(" and ")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.inner.kind)
            .field("message", &self.inner.message)
            .field("model", &self.inner.model)
            .field("field", &self.inner.field)
            .field("constraint", &self.inner.constraint)
            .finish_non_exhaustive()
    }
}

// No `source()`: error reporters print the chain, and the text of the database can hold values. It
// is in `raw()`.
impl std::error::Error for Error {}

/// Returns the error for a call that needs a timer, and runs outside of a runtime.
#[cold]
pub(crate) fn no_runtime() -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "there is no tokio runtime; call this within one, with its timer enabled",
    )
}

/// Returns the error for a driver that broke the contract of the seam.
#[cold]
pub(crate) fn protocol_error() -> Error {
    Error::new(
        ErrorKind::Internal,
        "a driver returned another number of rows than the statement selects; report it to the developers of `fivefold`",
    )
}

#[cfg(test)]
mod tests {
    use super::Error;
    use crate::error::kind::ErrorKind;

    #[test]
    fn an_error_is_one_word_so_that_results_stay_small() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }

    #[test]
    fn the_words_of_the_engine_are_behind_raw_only() {
        let error =
            Error::new(ErrorKind::Internal, "it failed").with_raw(std::io::Error::other("canary"));
        assert!(!format!("{error} {error:?}").contains("canary"));
        assert!(std::error::Error::source(&error).is_none());
        // The control: `raw()` has the text.
        assert!(
            error
                .raw()
                .is_some_and(|raw| raw.to_string().contains("canary"))
        );
    }
}
