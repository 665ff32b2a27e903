//! [`Canonical`]: one form for all spellings of a text.

/// The canonical form of the texts of a column, in which they are written.
#[derive(Debug, Clone, Copy)]
pub struct Canonical {
    /// Returns the form; `None` for a text without one, which is not written.
    pub(crate) of: fn(&str) -> Option<String>,
    /// The code of the error for a text without a form.
    pub(crate) code: &'static str,
    /// The rest of the sentence "`User.email` …".
    pub(crate) message: &'static str,
    /// True where the form is in lower case, so that an index over the lower case finds a row in
    /// another spelling that another application wrote.
    pub(crate) is_lower: bool,
}
