//! The indexes of a model, except that of its primary key.

use crate::table::Table;
use crate::table::column::ColumnDef;

/// The suffix of a unique index over the lower case of its columns.
pub(crate) const LOWER: &str = "lower_key";

/// An index of a table.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) unique: bool,
    pub(crate) parts: Vec<Part>,
    /// The column that is NULL in the rows of a partial index; `None` for an index of all rows.
    pub(crate) live: Option<&'static ColumnDef>,
}

/// One column of an index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) column: &'static ColumnDef,
    pub(crate) descending: bool,
    /// True for the lower case of the ASCII letters of its text.
    pub(crate) is_lower: bool,
    /// The number of characters or bytes that are indexed, from the start; `None` for all.
    pub(crate) prefix: Option<u64>,
}

impl Table {
    /// Returns the indexes of this table: those of single columns in the order of the columns, then
    /// those of groups.
    pub(crate) fn indexes(&self) -> Vec<Index> {
        let mut found = Vec::new();
        for column in self.columns() {
            if column.unique {
                found.extend(self.index_over(true, &[(column.name, false)]));
            }
            // A partial unique index does not cover all rows that point to a row.
            let is_served = column.unique && self.deleted().is_none();
            let points = column.references.is_some() && !self.is_led_by(column);
            if (column.index && !column.unique) || (points && !is_served) {
                found.extend(self.index_over(false, &[(column.name, false)]));
            }
        }
        for columns in self.unique_groups() {
            let columns: Vec<_> = columns.into_iter().map(|name| (name, false)).collect();
            found.extend(self.index_over(true, &columns));
        }
        for columns in self.index_groups() {
            found.extend(self.index_over(false, &columns));
        }
        let key = self
            .key()
            .and_then(|key| self.index_over(true, &[(key.name, false)]));
        let lower = key.iter().chain(&found);
        let lower = lower.filter_map(|index| self.lower_twin(index));
        let lower: Vec<_> = lower.collect();
        found.extend(lower);
        found
    }

    /// Returns the unique index over the lower case of the columns that are written in it, so that no
    /// new row has the address of one that another application wrote in another spelling.
    fn lower_twin(&self, index: &Index) -> Option<Index> {
        let has_lower = index.parts.iter().any(|part| part.column.is_lower());
        if !(index.unique && has_lower) {
            return None;
        }
        let names: Vec<&str> = index.parts.iter().map(|part| part.column.name).collect();
        let part = |part: &Part| Part {
            is_lower: part.column.is_lower(),
            ..*part
        };
        Some(Index {
            name: self.constraint_name(&names, LOWER),
            parts: index.parts.iter().map(part).collect(),
            ..index.clone()
        })
    }

    /// Returns true if an index over several columns starts with this one, and so covers lookups by
    /// it.
    fn is_led_by(&self, column: &ColumnDef) -> bool {
        let mut uniques = self.unique_groups();
        let mut indexes = self.index_groups();
        (self.deleted().is_none() && uniques.any(|group| group.first() == Some(&column.name)))
            || indexes.any(|group| group.first().is_some_and(|first| first.0 == column.name))
    }

    fn index_over(&self, unique: bool, columns: &[(&'static str, bool)]) -> Option<Index> {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let part = |(name, descending): &(&'static str, bool)| {
            let column = self.columns().iter().find(|column| column.name == *name)?;
            Some(Part {
                column,
                descending: *descending,
                is_lower: false,
                prefix: None,
            })
        };
        Some(Index {
            name: self.index_name(unique, &names),
            unique,
            parts: columns.iter().map(part).collect::<Option<_>>()?,
            live: self.deleted().map(|(_, column)| column).filter(|_| unique),
        })
    }
}
