//! The names of constraints, the same on every database, and the lookup by name.

#[cfg(test)]
mod tests;

use crate::table::Table;
use crate::table::index::LOWER;

/// The maximum length of a name in bytes: PostgreSQL truncates longer ones, and MySQL rejects those
/// above 64 characters.
const MAX_LENGTH: usize = 63;

/// A constraint, with the columns of its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Constraint {
    /// These columns are unique together; also the primary key.
    Unique(Vec<String>),
    /// This column is a foreign key.
    ForeignKey(String),
    /// This column has a CHECK of its length, range, names or type.
    Check(String),
}

impl Table {
    /// Returns the name of a constraint: `{table}_{column}_{suffix}`, of at most 63 bytes.
    pub(crate) fn constraint_name(&self, columns: &[&str], suffix: &str) -> String {
        constraint_name(self.name(), columns, suffix)
    }

    /// Returns the name of the index over these columns.
    pub(crate) fn index_name(&self, is_unique: bool, columns: &[&str]) -> String {
        let of_column = match columns {
            [name] => self.columns().iter().find(|column| column.name == *name),
            _ => None,
        };
        let given = of_column.and_then(|column| match is_unique {
            true => column.given.unique,
            false => column.given.index,
        });
        let given = given.or_else(|| self.given_name(is_unique, columns));
        let suffix = if is_unique { "key" } else { "idx" };
        given.map_or_else(|| self.constraint_name(columns, suffix), str::to_owned)
    }

    /// Returns the name of the foreign key of this column.
    pub(crate) fn foreign_key_name(&self, column: &str) -> String {
        let mut columns = self.columns().iter();
        let found = columns.find(|other| other.name == column);
        let given = found.and_then(|column| column.given.foreign_key);
        given.map_or_else(|| self.constraint_name(&[column], "fkey"), str::to_owned)
    }

    /// Returns the name of the primary key.
    pub(crate) fn key_constraint(&self) -> String {
        self.constraint_name(&[], "pkey")
    }

    /// Returns the name of the unique constraint over these columns.
    pub(crate) fn unique_constraint(&self, columns: &[String]) -> String {
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let is_key = self.key().is_some_and(|key| columns == [key.name]);
        if is_key {
            self.key_constraint()
        } else {
            self.index_name(true, &columns)
        }
    }

    /// Returns the constraint with this name, for databases that report nothing but the name.
    /// `None` for one that the model does not have.
    #[allow(
        dead_code,
        reason = "called by the drivers of the databases that report nothing but the name"
    )]
    pub(crate) fn constraint(&self, name: &str) -> Option<Constraint> {
        let owned = |columns: Vec<&str>| columns.into_iter().map(str::to_owned).collect();
        if let Some(key) = self.key() {
            // MySQL ignores the name of a primary key.
            let is_lower = key.is_lower() && name == self.constraint_name(&[key.name], LOWER);
            if name == "PRIMARY" || name == self.key_constraint() || is_lower {
                return Some(Constraint::Unique(owned(vec![key.name])));
            }
        }
        let is = |columns: &[&str], suffix: &str| self.constraint_name(columns, suffix) == name;
        let single = self.columns().iter().find_map(|column| {
            let (of, column_name) = ([column.name], column.name.to_owned());
            let is_lower = column.is_lower() && is(&of, LOWER);
            if column.unique && (is_lower || self.index_name(true, &of) == name) {
                Some(Constraint::Unique(vec![column_name]))
            } else if column.references.is_some() && self.foreign_key_name(column.name) == name {
                Some(Constraint::ForeignKey(column_name))
            } else if CHECKS.iter().any(|suffix| is(&of, suffix)) {
                Some(Constraint::Check(column_name))
            } else {
                None
            }
        });
        single.or_else(|| {
            let mut groups = self.unique_groups();
            let named = |columns: &[&str]| self.index_name(true, columns) == name;
            let group = groups.find(|columns| named(columns) || is(columns, LOWER))?;
            Some(Constraint::Unique(owned(group)))
        })
    }

    /// Returns the field of a CHECK constraint.
    pub(crate) fn field_of_check(&self, constraint: &str) -> Option<&'static str> {
        let mut columns = self.columns().iter();
        let found = columns.find(|column| {
            CHECKS
                .iter()
                .any(|suffix| self.constraint_name(&[column.name], suffix) == constraint)
        });
        found.map(|column| column.field)
    }
}

/// The suffixes of CHECK constraints.
const CHECKS: [&str; 3] = ["len", "range", "check"];

/// Returns the name of a constraint of a table. In a name that is too long, the middle is
/// replaced by a hash of the whole.
pub(crate) fn constraint_name(table: &str, columns: &[&str], suffix: &str) -> String {
    let mut name = table.to_owned();
    for part in columns.iter().chain([&suffix]) {
        name.push('_');
        name.push_str(part);
    }
    if name.len() <= MAX_LENGTH {
        return name;
    }
    let end = format!("_{:08x}_{suffix}", hash(&name));
    name.truncate(name.floor_char_boundary(MAX_LENGTH.saturating_sub(end.len())));
    name + &end
}

/// Returns the FNV-1a hash of 32 bits. Names in existing databases depend on it: it MUST NOT
/// change.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
