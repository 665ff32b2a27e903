//! [`RawStatements`]: what raw SQL of an application does to the session that it runs in.

/// The statements of one database by their first words, which are in upper case and separated by
/// one space. A list names what is known to be harmless, so that a statement that is not known is
/// treated with care.
#[derive(Debug)]
pub(crate) struct RawStatements {
    /// Statements that leave the session as it was, so that its connection can serve other callers
    /// afterwards.
    pub(crate) stateless: &'static [&'static str],

    /// Names of functions, in lower case, by which such a statement changes the session after all.
    pub(crate) session_functions: &'static [&'static str],

    /// Statements that begin, end or nest transactions, which the SDK would not know about.
    pub(crate) transactions: &'static [&'static str],

    /// Statements that begin with the same words as one of [`transactions`](Self::transactions),
    /// and are none.
    pub(crate) no_transactions: &'static [&'static str],

    /// The further statements that may run in a transaction, where all others commit it; None where
    /// every statement may.
    pub(crate) in_transaction: Option<&'static [&'static str]>,

    /// Statements, and parts of texts in lower case, that commit a transaction although
    /// [`in_transaction`](Self::in_transaction) has their first word.
    pub(crate) commits: (&'static [&'static str], &'static [&'static str]),

    /// The settings, in upper case, that a PRAGMA cannot set: SQLite ignores the ones that its build
    /// does not know.
    pub(crate) ignored_settings: &'static [&'static str],

    pub(crate) comments: Comments,
}

/// The comments that can stand before the first word, beside `-- ..` and `/* .. */`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comments {
    Plain,
    /// `/* .. */` nests.
    Nested,
    /// `# ..` is a comment, and `/*! .. */` is none: the server runs its text.
    Hash,
}
