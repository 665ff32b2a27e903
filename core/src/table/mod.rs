//! The description of a model: its table, columns, rules and constraints, as constant data that the
//! macro emits.
//!
//! Circle: `mod.rs`, `column.rs`. A table has columns, and a column that is a foreign key names a
//! table.

pub(crate) mod access;
pub(crate) mod canonical;
pub(crate) mod column;
pub(crate) mod foreign_keys;
pub(crate) mod index;
pub(crate) mod names;
pub(crate) mod prepared;

use std::sync::{Arc, OnceLock};

use crate::table::column::ColumnDef;
use crate::table::foreign_keys::ForeignKeys;
use crate::table::prepared::{DIALECTS, PreparedSql};

/// The maximum number of `unique(..)` and of `index(..)` of a model, besides those of single
/// fields.
const GROUPS: usize = 16;

/// A group of fields whose index the model names: true for a unique one, the fields, and the name.
pub type NamedGroup = (bool, &'static [&'static str], &'static str);

/// The description of one model.
#[derive(Debug)]
pub struct Table {
    model: &'static str,
    name: &'static str,
    was: Option<&'static str>,
    columns: &'static [ColumnDef],
    key: usize,
    foreign_keys: ForeignKeys,
    uniques: [&'static [&'static str]; GROUPS],
    indexes: [&'static [(&'static str, bool)]; GROUPS],
    named: &'static [NamedGroup],
    prepared: [OnceLock<Arc<PreparedSql>>; DIALECTS],
}

impl Table {
    /// Returns the description of the table of a model.
    ///
    /// # Panics
    ///
    /// At compile time, for a generated integer that is not the key, and for an [`Id`](crate::Id)
    /// behind an alias, which the macro did not see.
    #[must_use]
    // Evaluated by the compiler only: a panic here is a compile error.
    #[allow(clippy::panic, clippy::indexing_slicing)]
    pub const fn new(
        model: &'static str,
        name: &'static str,
        columns: &'static [ColumnDef],
    ) -> Self {
        let mut key = columns.len();
        let mut at = 0;
        while at < columns.len() {
            if columns[at].key {
                key = at;
            } else if columns[at].auto && columns[at].kind.is_integer() {
                panic!(
                    "only a primary key can be an integer that the database generates; remove `auto` or use `server`"
                );
            } else if columns[at].is_id && columns[at].references.is_none() {
                panic!(
                    "an alias of an `Id` is not a foreign key by itself; write `Id<..>` out, or add `references = Model`"
                );
            }
            at += 1;
        }
        Self {
            model,
            name,
            was: None,
            columns,
            key,
            foreign_keys: ForeignKeys::new(model, &[]),
            uniques: [&[]; GROUPS],
            indexes: [&[]; GROUPS],
            named: &[],
            prepared: [const { OnceLock::new() }; DIALECTS],
        }
    }

    /// Sets the previous name of the table, for migrations.
    #[must_use]
    pub const fn was(mut self, name: &'static str) -> Self {
        self.was = Some(name);
        self
    }

    /// Sets the foreign keys.
    #[must_use]
    pub const fn keys(mut self, keys: ForeignKeys) -> Self {
        self.foreign_keys = keys;
        self
    }

    /// Makes the values of these fields unique together.
    ///
    /// # Panics
    ///
    /// At compile time, for more than 16 of them.
    #[must_use]
    // Evaluated by the compiler only: a panic here is a compile error.
    #[allow(clippy::panic, clippy::indexing_slicing)]
    pub const fn unique(mut self, fields: &'static [&'static str]) -> Self {
        let mut at = 0;
        while at < GROUPS && !self.uniques[at].is_empty() {
            at += 1;
        }
        assert!(at < GROUPS, "a model can have at most 16 `unique(..)`");
        self.uniques[at] = fields;
        self
    }

    /// Adds an index over these fields; `true` means descending order.
    ///
    /// # Panics
    ///
    /// At compile time, for more than 16 of them.
    #[must_use]
    // Evaluated by the compiler only: a panic here is a compile error.
    #[allow(clippy::panic, clippy::indexing_slicing)]
    pub const fn index(mut self, fields: &'static [(&'static str, bool)]) -> Self {
        let mut at = 0;
        while at < GROUPS && !self.indexes[at].is_empty() {
            at += 1;
        }
        assert!(at < GROUPS, "a model can have at most 16 `index(..)`");
        self.indexes[at] = fields;
        self
    }

    /// Names the indexes of these groups.
    #[must_use]
    pub const fn named(mut self, groups: &'static [NamedGroup]) -> Self {
        self.named = groups;
        self
    }

    /// Returns the Rust name of the model.
    pub(crate) const fn model(&self) -> &'static str {
        self.model
    }

    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) const fn columns(&self) -> &'static [ColumnDef] {
        self.columns
    }

    pub(crate) const fn foreign_keys(&self) -> &ForeignKeys {
        &self.foreign_keys
    }

    /// Returns the position of the primary key.
    pub(crate) const fn key_position(&self) -> usize {
        self.key
    }

    /// Returns the primary key. `None` only for a model that did not compile.
    pub(crate) fn key(&self) -> Option<&'static ColumnDef> {
        self.columns.get(self.key)
    }

    /// Returns the position of the version column.
    pub(crate) fn version_position(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.version)
    }

    /// Returns the column with the time of a soft deletion; `None` if rows are deleted permanently.
    pub(crate) fn deleted(&self) -> Option<(usize, &'static ColumnDef)> {
        let mut columns = self.columns.iter().enumerate();
        columns.find(|(_, column)| column.deleted)
    }

    pub(crate) fn field(&self, at: usize) -> &'static str {
        self.columns.get(at).map_or("?", |column| column.field)
    }

    pub(crate) fn field_of_column(&self, name: &str) -> Option<&'static str> {
        self.columns
            .iter()
            .find(|column| column.name == name)
            .map(|column| column.field)
    }

    /// Returns the name that the model gives to the index over a group of columns, if it does.
    pub(crate) fn given_name(&self, is_unique: bool, columns: &[&str]) -> Option<&'static str> {
        let named = self.named.iter();
        let mut named = named.filter(|(is_of_unique, ..)| *is_of_unique == is_unique);
        let found = named.find(|(_, fields, _)| {
            let of_fields = fields.iter().map(|field| self.column_of_field(field));
            of_fields.eq(columns.iter().copied())
        });
        found.map(|(.., name)| *name)
    }

    /// Returns true if the column is unique, alone or with others.
    pub(crate) fn is_unique(&self, at: usize) -> bool {
        self.columns().get(at).is_some_and(|column| {
            let mut groups = self.unique_groups();
            column.key || column.unique || groups.any(|group| group.contains(&column.name))
        })
    }

    /// Returns the groups of fields that are unique together, as columns.
    pub(crate) fn unique_groups(&self) -> impl Iterator<Item = Vec<&'static str>> + '_ {
        self.uniques
            .iter()
            .filter(|fields| !fields.is_empty())
            .map(|fields| {
                fields
                    .iter()
                    .map(|field| self.column_of_field(field))
                    .collect()
            })
    }

    /// Returns the groups of fields that are indexed together, as columns; true means descending
    /// order.
    pub(crate) fn index_groups(&self) -> impl Iterator<Item = Vec<(&'static str, bool)>> + '_ {
        self.indexes
            .iter()
            .filter(|fields| !fields.is_empty())
            .map(|fields| {
                fields
                    .iter()
                    .map(|(field, desc)| (self.column_of_field(field), *desc))
                    .collect()
            })
    }

    /// Returns the cached SQL of the dialect with this index, rendered at the first call.
    pub(crate) fn prepared(
        &self,
        dialect: usize,
        render: impl FnOnce() -> PreparedSql,
    ) -> Arc<PreparedSql> {
        match self.prepared.get(dialect) {
            Some(cached) => Arc::clone(cached.get_or_init(|| Arc::new(render()))),
            None => Arc::new(render()),
        }
    }

    fn column_of_field(&self, field: &'static str) -> &'static str {
        self.columns
            .iter()
            .find(|column| column.field == field)
            .map_or(field, |column| column.name)
    }
}
