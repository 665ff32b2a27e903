//! [`Syntax`]: how a dialect spells statements that read and write rows.

use crate::stmt::aggregate::Function;
use crate::value::Kind;

/// The spelling of statements on rows.
#[derive(Debug)]
pub(crate) struct Syntax {
    /// The character on both sides of an identifier.
    pub(crate) quote: char,

    /// The form of a placeholder for a bound value.
    pub(crate) placeholder: Placeholder,

    /// Whether a backslash in a literal escapes the next character. Raw SQL is scanned for
    /// placeholders outside of literals, so the scan has to know where a literal ends.
    pub(crate) backslash_escapes: bool,

    /// Whether `$tag$ .. $tag$` is a literal, which the scan of raw SQL has to skip.
    pub(crate) dollar_quotes: bool,

    /// Renders text as a literal, for the texts of a CHECK. Everywhere else text is bound.
    pub(crate) literal: fn(&str) -> String,

    /// The rest of an INSERT after the name of the table when the row has no value to send.
    pub(crate) default_values: &'static str,

    /// The FROM of a SELECT that reads no table and has conditions; empty where none is needed.
    pub(crate) from_nothing: &'static str,

    /// Renders the end of an INSERT that returns the key that the database generated; takes the
    /// quoted key.
    pub(crate) returning_key: fn(quoted: &str) -> String,

    /// How text is searched for a part.
    pub(crate) text_search: TextSearch,

    /// How the value at a JSON path is compared.
    pub(crate) json_paths: JsonPaths,

    /// Renders text with `A` to `Z` in lower case and every other character unchanged, on which the
    /// databases' own functions do not agree.
    pub(crate) ascii_lower: fn(text: &str) -> String,

    /// Renders an aggregate of a quoted column: a sum of integers as a decimal number, because it
    /// may exceed 64 bits; other sums and averages as 64-bit floats.
    pub(crate) aggregate: fn(Function, Kind, quoted: &str) -> String,

    /// Returns the type of an array of values of this kind, to which an array placeholder is cast;
    /// none where there are no arrays.
    pub(crate) array: fn(Kind) -> Option<&'static str>,
}

/// The form of a placeholder.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Placeholder {
    /// A character and the number of the value, counted from 1.
    Numbered(char),
    /// A character alone: values are bound in the order of the text.
    Bare(char),
}

/// How text is searched for a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextSearch {
    /// With LIKE, which is case-sensitive.
    Like,
    /// With `instr` and `substr`, because LIKE ignores case.
    Functions,
}

/// How the value at a JSON path is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JsonPaths {
    /// With a strict path, which finds nothing but what it names, and a comparison of documents.
    Strict,
    /// With a path, and functions for the type and the value at it.
    TypeThenValue,
    /// As `TypeThenValue`, with a test before each index, because an index also finds a value that
    /// is no array.
    Guarded,
}

/// Renders text between single quotes, as standard SQL does.
pub(super) fn standard_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

pub(super) fn no_arrays(_: Kind) -> Option<&'static str> {
    None
}

/// Renders the clause that returns the quoted column.
pub(super) fn returning_clause(quoted: &str) -> String {
    format!(" RETURNING {quoted}")
}

/// Returns the name of the aggregate function, which is the same in every dialect.
pub(super) fn function_name(function: Function) -> &'static str {
    match function {
        Function::Count => "count",
        Function::Sum => "sum",
        Function::Average => "avg",
        Function::Least => "min",
        Function::Greatest => "max",
    }
}
