//! [`Ddl`]: how a dialect spells statements that create tables.

use crate::error::Result;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::table::index::Index;
use crate::value::Kind;

/// The spelling of statements that create tables and indexes.
#[derive(Debug)]
pub(crate) struct Ddl {
    /// The first line of a script that creates tables; empty where none is needed. It keeps two
    /// sessions from creating the same tables at the same time.
    pub(crate) script_start: &'static str,

    /// The queries about the tables that the database has.
    pub(crate) catalog: CatalogQueries,

    /// The text after the closing parenthesis of CREATE TABLE.
    pub(crate) table_suffix: &'static str,

    /// Chooses the column types and indexes of a table. Fails for a table that the database cannot
    /// hold or index.
    pub(crate) layout: fn(&'static Table) -> Result<Layout>,

    /// Renders the definition of an integer key that the database generates; takes the quoted name
    /// of its constraint.
    pub(crate) generated_key: fn(&ColumnDef, constraint: &str) -> String,

    /// Whether indexes are part of CREATE TABLE, because CREATE INDEX has no IF NOT EXISTS.
    pub(crate) inline_indexes: bool,

    /// Renders a generated column that is 1 in rows that are not deleted and null in the others,
    /// because unique indexes cannot have a WHERE; takes the quoted column with the time of
    /// deletion. None where indexes can.
    pub(crate) live_column: Option<fn(deleted: &str) -> String>,

    /// The part of a unique index over the lower case of a text.
    pub(crate) lower: Lower,

    /// Renders the statement that adds a foreign key to a table unless it exists; takes the text
    /// after FOREIGN KEY. None where CREATE TABLE accepts a foreign key to a table that does not
    /// exist yet.
    pub(crate) add_foreign_key: Option<fn(table: &str, constraint: &str, points: &str) -> String>,

    /// Returns whether a CHECK may use the column.
    pub(crate) allows_check: fn(&ColumnDef) -> bool,

    /// Renders the length of a column in the unit of `len(..)`: characters of text, bytes of bytes,
    /// elements of a JSON list. None for a kind without a length.
    pub(crate) length: fn(&ColumnDef, quoted: &str) -> Option<String>,

    /// Renders a column as a number that `range(..)` can compare.
    pub(crate) number: fn(&ColumnDef, quoted: &str) -> String,

    /// Renders a CHECK that the column's type does not make, such as 0 or 1 for a boolean; none
    /// where the type is enough.
    pub(crate) type_check: fn(&ColumnDef, quoted: &str) -> Option<String>,
}

/// Queries of the catalog of a database, about the schema in which new tables are created.
#[derive(Debug)]
pub(crate) struct CatalogQueries {
    /// Whether names that differ in case are the same.
    pub(crate) ignores_case: bool,

    /// Returns each table and each of its columns.
    pub(crate) columns: &'static str,

    /// Returns a row for each column of each index, in their order: the table, the index, `1` for a
    /// unique index of all rows, and the column, or NULL for an expression. None where indexes are
    /// created with their tables only.
    pub(crate) indexes: Option<&'static str>,

    /// Returns each table and each of its foreign keys. None where no foreign key is added to an
    /// existing table.
    pub(crate) foreign_keys: Option<&'static str>,
}

/// The column types and indexes of one table.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The type of each column, in the order of the columns.
    pub(crate) types: Vec<String>,
    pub(crate) indexes: Vec<Index>,
}

impl Layout {
    /// Returns the most characters that a column holds; none where there is no limit.
    #[allow(dead_code, reason = "used by some drivers only")]
    pub(crate) fn longest_text(&self, index: usize) -> Option<usize> {
        let length = self.types.get(index)?.strip_prefix("varchar(")?;
        length.split(')').next()?.parse().ok()
    }

    /// Returns the most bytes that a column holds; none where there is no limit.
    pub(crate) fn longest_bytes(&self, index: usize) -> Option<usize> {
        let length = self.types.get(index)?.strip_prefix("varbinary(")?;
        length.split(')').next()?.parse().ok()
    }

    /// Returns the layout of a dialect in which the type depends on the kind alone and indexes take
    /// whole columns.
    pub(super) fn plain(table: &Table, column_type: fn(Kind) -> &'static str) -> Self {
        let types = table.columns().iter();
        Self {
            types: types
                .map(|column| column_type(column.kind).to_owned())
                .collect(),
            indexes: table.indexes(),
        }
    }
}

/// Allows every column in a CHECK.
pub(super) fn always(_: &ColumnDef) -> bool {
    true
}

/// The part of a unique index over the lower case of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lower {
    /// The expression.
    Expression,
    /// A generated column: its definition for a column of this type with this quoted name.
    Column(fn(column_type: &str, quoted: &str) -> String),
}
