//! [`Error`]: what went wrong, by kind, model and field; never a value.

pub(crate) mod kind;
pub(crate) mod violation;

use std::borrow::Cow;
use std::fmt;

use validator::{ValidationError, ValidationErrors};

use crate::error::kind::ErrorKind;
use crate::table::Table;
use crate::value::column_type::Unstorable;
use crate::value::row::Unreadable;

type Raw = Box<dyn std::error::Error + Send + Sync>;

/// Why an operation failed.
///
/// [`Error::kind`] is what to branch on. `Display` and `Debug` name model, field and constraint, and never hold a
/// value or the engine's own words: those are behind [`Error::raw`], for an operator's eyes.
///
/// ```
/// # use fivefold::prelude::*;
/// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag>, #[field(unique, len(1..=20))] pub name: String }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let db = Db::connect("sqlite::memory:").await?;
/// db.create_all(&schema![Tag]).await?;
/// Tag::create(&db, TagCreate::new("rust")).await?;
///
/// let error = Tag::create(&db, TagCreate::new("rust")).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Conflict);
/// assert_eq!((error.model(), error.field()), (Some("Tag"), Some("name")));
/// # Ok::<(), Error>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
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
    fields: Option<ValidationErrors>,
    raw: Option<Raw>,
}

/// The result of every operation of the SDK.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Returns the kind: the one thing to branch on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Returns the Rust name of the model, where one is concerned.
    #[must_use]
    pub fn model(&self) -> Option<&'static str> {
        self.inner.model
    }

    /// Returns the field, where exactly one is concerned.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        self.inner.field
    }

    /// Returns the name of the violated constraint, such as `user_email_key`.
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        self.inner.constraint.as_deref()
    }

    /// Returns what is wrong field by field.
    ///
    /// A failed rule and a value that is taken have the same shape, `{"email": [{"code": "unique", ..}]}`, so that an
    /// API can answer both the same way. A group of fields that is unique together is named whole. None where no field is to
    /// blame.
    #[must_use]
    pub fn fields(&self) -> Option<&ValidationErrors> {
        self.inner.fields.as_ref()
    }

    /// Returns the engine's own error. Its text can hold values: for an operator's log, never for a client.
    #[must_use]
    pub fn raw(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.inner.raw.as_deref()
    }

    /// Returns true when the same call may succeed if it is made again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.kind().is_retryable()
    }

    /// Returns the error with which a hook of the program says no; see [`Hooks`](crate::Hooks). Its message is shown as it is.
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

    pub(crate) fn with_raw(mut self, raw: impl Into<Raw>) -> Self {
        self.inner.raw = Some(raw.into());
        self
    }

    /// Says which of several inputs it is about.
    #[cfg(feature = "testing")]
    pub(crate) fn of_fixture(mut self, number: usize) -> Self {
        self.inner.message = Cow::Owned(format!("fixture {number}: {}", self.inner.message));
        self
    }

    pub(crate) fn with_model(mut self, table: &'static Table) -> Self {
        self.inner.model = Some(table.model());
        self
    }

    /// A commit was sent, and this is all that came back.
    #[allow(dead_code, reason = "a database in the process always answers")]
    pub(crate) fn into_unknown(mut self) -> Self {
        self.inner.kind = ErrorKind::OutcomeUnknown;
        self.inner.message = Cow::Borrowed(
            "no answer to the commit came, so the rows may be there or not; look before trying again",
        );
        self
    }

    fn with_field(
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
        self.inner.fields = Some(errors);
        self
    }

    /// There is no row to return.
    pub(crate) fn not_found(table: &'static Table) -> Self {
        let model = table.model();
        let message =
            format!("there is no `{model}` with this key; `find` returns an option instead");
        Self::new(ErrorKind::NotFound, message).with_model(table)
    }

    /// There is no row that meets the conditions of a query.
    pub(crate) fn not_found_by_query(table: &'static Table) -> Self {
        let model = table.model();
        let message =
            format!("no `{model}` meets the conditions; `first` returns an option instead");
        Self::new(ErrorKind::NotFound, message).with_model(table)
    }

    /// There is no row to change or delete.
    pub(crate) fn gone(table: &'static Table) -> Self {
        let model = table.model();
        let message =
            format!("there is no `{model}` with this key; it may have been deleted meanwhile");
        Self::new(ErrorKind::NotFound, message).with_model(table)
    }

    /// There is no deleted row to restore.
    pub(crate) fn not_deleted(table: &'static Table) -> Self {
        let model = table.model();
        let message = format!(
            "there is no deleted `{model}` with this key, or it was changed since it was read; `only_deleted` finds those that can be restored"
        );
        Self::new(ErrorKind::NotFound, message).with_model(table)
    }

    /// The row is not as it was when it was read.
    pub(crate) fn stale(table: &'static Table) -> Self {
        let model = table.model();
        let message = format!(
            "this `{model}` was changed by somebody else since it was read; read it again, and decide anew"
        );
        Self::new(ErrorKind::Stale, message).with_model(table)
    }

    /// One field holds what cannot be stored, found before the database was asked.
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

    /// One or more rules failed.
    pub(crate) fn validation(table: &'static Table, fields: ValidationErrors) -> Self {
        let model = table.model();
        let by_field = fields.field_errors();
        let mut failed: Vec<(Cow<'static, str>, String)> = by_field
            .into_iter()
            .map(|(field, errors)| (field, said(errors)))
            .collect();
        failed.sort_unstable();
        let (message, only) = match failed.as_slice() {
            // The checks name fields, and what `input(..)` puts in their place, as constants.
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
        error.inner.fields = Some(fields);
        error
    }

    /// A stored value does not fit the type of its field.
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

/// What the failed rules of one field say.
fn said(errors: &[ValidationError]) -> String {
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

// No `source()`: error reporters print the chain, and the engine's text can hold values. It is behind `raw()`.
impl std::error::Error for Error {}

/// The error for a driver that broke the contract of the seam.
#[cold]
pub(crate) fn protocol_error() -> Error {
    Error::new(
        ErrorKind::Internal,
        "a driver gave another number of rows than the statement asks for",
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
        // The control: the text is there to be found.
        assert!(
            error
                .raw()
                .is_some_and(|raw| raw.to_string().contains("canary"))
        );
    }
}
