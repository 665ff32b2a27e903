//! [`Existing`]: the tables, columns, indexes and foreign keys that a database has.

use std::collections::{HashMap, HashSet};

use crate::table::Table;
use crate::table::index::Index;

/// The tables that a database has, by their names. Empty for one without tables.
#[derive(Debug, Default)]
pub(crate) struct Existing {
    /// True where names that differ in case are the same.
    pub(crate) ignores_case: bool,
    pub(crate) tables: HashMap<String, ExistingTable>,
}

/// One table of a database.
#[derive(Debug, Default)]
pub(crate) struct ExistingTable {
    pub(crate) columns: HashSet<String>,
    /// The columns of each index by its name.
    pub(crate) indexes: HashMap<String, ExistingIndex>,
    /// The names of the foreign keys.
    pub(crate) foreign_keys: HashSet<String>,
}

/// The columns of an index.
#[derive(Debug, Default)]
pub(crate) struct ExistingIndex {
    /// True for a unique index of all rows.
    pub(crate) is_unique: bool,
    /// In their order; none for an expression.
    pub(crate) columns: Vec<Option<String>>,
}

impl Existing {
    /// Returns the name as the keys of the maps have it.
    pub(crate) fn key(&self, name: &str) -> String {
        if self.ignores_case {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        }
    }

    pub(crate) fn table(&self, table: &Table) -> Option<&ExistingTable> {
        self.tables.get(&self.key(table.name()))
    }

    pub(crate) fn has_foreign_key(&self, table: &Table, name: &str) -> bool {
        self.table(table)
            .is_some_and(|found| found.foreign_keys.contains(&self.key(name)))
    }

    /// Returns whether the table has this index, or a unique one over the same columns under another
    /// name.
    pub(crate) fn has_index(&self, found: &ExistingTable, index: &Index) -> bool {
        let columns: HashSet<Option<String>> = index
            .parts
            .iter()
            .map(|part| Some(self.key(part.column.name)))
            .collect();
        let is_same = |other: &ExistingIndex| {
            other.is_unique && other.columns.iter().cloned().collect::<HashSet<_>>() == columns
        };
        let has_lower = index.parts.iter().any(|part| part.is_lower);
        found.indexes.contains_key(&self.key(&index.name))
            || (index.unique
                && !has_lower
                && index.live.is_none()
                && found.indexes.values().any(is_same))
    }

    /// Returns the first column of the index that the table lacks.
    pub(crate) fn missing_column(
        &self,
        found: &ExistingTable,
        index: &Index,
    ) -> Option<&'static str> {
        let mut columns = index.parts.iter().map(|part| part.column).chain(index.live);
        columns
            .find(|column| !found.columns.contains(&self.key(column.name)))
            .map(|column| column.name)
    }
}
