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

    /// The word before a subquery that finds a row. SQLite 3.51 turns an EXISTS that is a term of
    /// WHERE into a join, and its OFFSET then counts the joined rows; an operator before the word
    /// keeps the subquery as it is.
    pub(crate) exists: &'static str,

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

    /// Renders an aggregate of a quoted column, as a number that is compared and sorted by: means and
    /// sums of integers and of decimal numbers are exact, the means with 28 digits after the point.
    /// A sum of floats that is out of their range is an error.
    pub(crate) aggregate: fn(Function, Kind, quoted: &str) -> String,

    /// Renders an aggregate in the form that is read: a sum of integers, which may exceed 64 bits,
    /// as a decimal number or as its text.
    pub(crate) read_aggregate: fn(Function, Kind, aggregate: String) -> String,

    /// Returns what groups are sorted by after an aggregate of a quoted column, where its value is
    /// rounded; none where it is not.
    pub(crate) aggregate_rest: fn(Function, Kind, quoted: &str) -> Option<String>,

    /// The collation of a decimal number in comparisons and orders, because it is stored as text;
    /// empty where the database has decimal numbers.
    pub(crate) decimal_order: &'static str,

    /// Returns the new value of a column that a value is added to: `@` is the column and `?` the
    /// value, which comes once. A result that the type does not hold is an error.
    pub(crate) increment: fn(Kind) -> &'static str,

    /// How a column is compared with a list of many values, which is one bind value.
    pub(crate) lists: Lists,

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

/// How a column is compared with a list of many values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lists {
    /// With an array.
    Array,
    /// With the rows of `json_each`.
    JsonEach,
    /// With the rows of JSON_TABLE, where a placeholder for each value would be too many.
    JsonTable,
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

pub(super) fn read_plain(_: Function, _: Kind, aggregate: String) -> String {
    aggregate
}

pub(super) fn no_rest(_: Function, _: Kind, _: &str) -> Option<String> {
    None
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
