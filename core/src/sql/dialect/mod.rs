//! Dialects: how a database spells what the SDK says. Plain data and pure functions.

pub(crate) mod mysql;
pub(crate) mod postgres;
pub(crate) mod sqlite;

use crate::error::Result;
use crate::stmt::aggregate::Function;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::table::index::Index;
use crate::table::prepared::DIALECTS;
use crate::value::Kind;

/// The dialects, each at its own index.
const ALL: [&Dialect; DIALECTS] = [&sqlite::SQLITE, &postgres::POSTGRES, &mysql::MYSQL];

const _: () = assert!(ALL.len() == DIALECTS);

/// The spelling of one database.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// The place of the dialect among all, below [`DIALECTS`].
    pub(crate) index: usize,
    /// The mark around an identifier.
    pub(crate) quote: char,
    /// What stands for a value.
    pub(crate) placeholder: Placeholder,
    /// True where a backslash takes the next character of a text for itself.
    pub(crate) backslash_escapes: bool,
    /// True where `$tag$` starts a text that the same ends.
    pub(crate) dollar_quotes: bool,
    /// True where blanks at the end of a text are cut, without a word, if they do not fit into its column.
    #[allow(dead_code, reason = "asked by some databases only")]
    pub(crate) cuts_blanks: bool,
    /// A text as a literal, for the few that are part of a schema.
    pub(crate) literal: fn(&str) -> String,

    /// What a script that creates tables starts with.
    pub(crate) before_schema: &'static str,
    /// What follows the closing parenthesis of CREATE TABLE.
    pub(crate) table_suffix: &'static str,
    /// The types of a table's columns, and its indexes. Fails for what the database cannot hold or index.
    pub(crate) layout: fn(&'static Table) -> Result<Layout>,
    /// What makes a column an integer key that the database counts up; takes the quoted name of the constraint.
    pub(crate) counted_key: fn(&ColumnDef, constraint: &str) -> String,
    /// True where indexes are part of CREATE TABLE, since they cannot be created "if not exists".
    pub(crate) inline_indexes: bool,
    /// A column that holds one value in every row that is not deleted and is null in the others, where an index cannot leave
    /// those out; takes the quoted column that says when a row was deleted.
    pub(crate) live_column: Option<fn(deleted: &str) -> String>,
    /// Adds the foreign key of this name to a table, unless the table has it already; takes what follows FOREIGN KEY. None
    /// where CREATE TABLE takes one to a table that is not created yet.
    pub(crate) add_foreign_key: Option<fn(table: &str, constraint: &str, points: &str) -> String>,
    /// True for a column that may stand in a CHECK.
    pub(crate) takes_checks: fn(&ColumnDef) -> bool,
    /// The length of a column in the unit of `len(..)`.
    pub(crate) length: fn(&ColumnDef, quoted: &str) -> Option<String>,
    /// A column as a number that can be compared.
    pub(crate) number: fn(&ColumnDef, quoted: &str) -> String,
    /// A check that the type alone does not make, such as 0 or 1 for a truth value.
    pub(crate) type_check: fn(&ColumnDef, quoted: &str) -> Option<String>,

    /// What follows INSERT INTO and the name of the table where there is no value to send.
    pub(crate) empty_insert: &'static str,
    /// What comes before the conditions of a SELECT that reads no table.
    pub(crate) from_nothing: &'static str,
    /// The end of an INSERT that gives back the key, in quotes, which the database made.
    pub(crate) returning_key: fn(quoted: &str) -> String,
    /// True where one statement inserts a row or changes the one that has its unique value, and says which row that is.
    pub(crate) upserts: bool,
    /// True where an UPDATE gives the row back; otherwise the row is read after it.
    pub(crate) update_returns: bool,
    /// The most values that one statement takes.
    pub(crate) most_values: usize,
    /// How a text is looked for in others.
    pub(crate) searches: Searches,
    /// How a value inside JSON is found.
    pub(crate) json_paths: JsonPaths,
    /// A text with `a` to `z` for `A` to `Z`, and every other character as it is.
    pub(crate) ascii_lower: fn(text: &str) -> String,
    /// A function of the values of a column, in quotes: sums of integers as decimal numbers, other sums and averages as floats.
    pub(crate) aggregate: fn(Function, Kind, quoted: &str) -> String,
    /// True where a null comes before all values unless the statement says otherwise.
    pub(crate) nulls_are_least: bool,
    /// True where NULLS FIRST and NULLS LAST are known.
    pub(crate) places_nulls: bool,
    /// True where decimal numbers are sorted by what they are worth.
    pub(crate) orders_decimals: bool,
    /// True where a statement may look into the table that it changes.
    pub(crate) reads_what_it_changes: bool,
    /// What is added to a statement so that its rows cannot be changed by others until the transaction ends, and the same
    /// that passes over rows that others hold; none where there are no locks of rows.
    pub(crate) row_locks: Option<(&'static str, &'static str)>,

    /// How far a primary and its replicas have come; none where they do not say.
    pub(crate) replication: Option<Replication>,

    /// How several new rows are sent.
    pub(crate) bulk: Bulk,
    /// The type of an array of values of this kind; none where there are no arrays.
    pub(crate) array: fn(Kind) -> Option<&'static str>,
}

/// What stands for a value in a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Placeholder {
    /// The mark and the number of the value, counted from 1.
    Numbered(char),
    /// The mark alone: values stand in the order of the text.
    Bare(char),
}

/// How a text is looked for in others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Searches {
    /// With a pattern that knows upper and lower case apart.
    Like,
    /// With functions, since patterns do not.
    Functions,
}

/// What is asked about replication.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Replication {
    /// How far the primary has come, as text.
    pub(crate) position: &'static str,
    /// 1 where the one that is asked has come that far; takes the text.
    pub(crate) reached: &'static str,
}

/// How a value inside JSON is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JsonPaths {
    /// With a path that finds nothing but what it says, and a comparison of documents.
    Strict,
    /// With a path, and functions for the kind and the value of what is there.
    TypeThenValue,
    /// The same, where a place in an array also finds what is no array.
    Guarded,
}

/// How several new rows are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bulk {
    /// One after the other, through one statement that is kept.
    Each,
    /// As one array for each column: one text, whatever the number of rows.
    Arrays,
    /// As one list of values for each row: a text for each number of rows.
    Tuples,
}

/// How one database lays out a table.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The type of each column, in order.
    pub(crate) types: Vec<String>,
    pub(crate) indexes: Vec<Index>,
}

impl Layout {
    /// The most characters that a column takes; none where it takes any number.
    #[allow(dead_code, reason = "asked by some databases only")]
    pub(crate) fn longest_text(&self, at: usize) -> Option<usize> {
        let length = self.types.get(at)?.strip_prefix("varchar(")?;
        length.split(')').next()?.parse().ok()
    }

    /// The layout where a type depends on nothing but its column, and an index takes whole columns.
    fn plain(table: &Table, column_type: fn(Kind) -> &'static str) -> Self {
        let types = table.columns().iter();
        Self {
            types: types
                .map(|column| column_type(column.kind).to_owned())
                .collect(),
            indexes: table.indexes(),
        }
    }
}

impl Dialect {
    /// Returns the identifier in quotes. Names come from the macro, which refuses quotes in them.
    pub(crate) fn quoted(&self, name: &str) -> String {
        format!("{0}{name}{0}", self.quote)
    }

    /// Returns the placeholder of the value at this place, counted from 1.
    pub(crate) fn placeholder(&self, at: usize) -> String {
        match self.placeholder {
            Placeholder::Numbered(mark) => format!("{mark}{at}"),
            Placeholder::Bare(mark) => mark.to_string(),
        }
    }
}

/// Text in the quotes of the standard.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What most databases need not be told.
fn always(_: &ColumnDef) -> bool {
    true
}

fn no_arrays(_: Kind) -> Option<&'static str> {
    None
}

fn returning(quoted: &str) -> String {
    format!(" RETURNING {quoted}")
}

/// What every database calls them.
fn function(function: Function) -> &'static str {
    match function {
        Function::Count => "count",
        Function::Sum => "sum",
        Function::Average => "avg",
        Function::Least => "min",
        Function::Greatest => "max",
    }
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn each_dialect_keeps_its_statements_in_a_place_of_its_own() {
        let places: Vec<usize> = ALL.iter().map(|dialect| dialect.index).collect();
        assert_eq!(places, [0, 1, 2]);
    }
}
