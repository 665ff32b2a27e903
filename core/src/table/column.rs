//! [`ColumnDef`]: the description of one column.

use std::marker::PhantomData;

use crate::table::Table;
use crate::table::canonical::Canonical;
use crate::table::foreign_keys::KeyTo;
use crate::value::column_type::ColumnType;
use crate::value::{Kind, Value};

/// The action on a row when the row that it points to is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    /// The delete is refused.
    Restrict,
    /// The row is deleted as well.
    Cascade,
    /// The key becomes null.
    SetNull,
}

/// A bound of a `range(..)` rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole number.
    Int(i128),
    /// Any other number.
    Float(f64),
}

/// A rule of a column, which the database checks too or an API schema names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// The length: of text in Unicode scalar values, of bytes in bytes, of lists in elements.
    Len {
        /// The minimum length.
        min: Option<u64>,
        /// The maximum length.
        max: Option<u64>,
    },
    /// A number between two inclusive bounds.
    Range {
        /// The minimum.
        min: Option<Number>,
        /// The maximum.
        max: Option<Number>,
    },
    /// An e-mail address.
    Email,
    /// A URL.
    Url,
    /// A regular expression.
    Pattern(&'static str),
}

/// The target of a foreign key, and the action when its row is deleted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ForeignKey {
    pub(crate) parent: fn() -> &'static Table,
    pub(crate) on_delete: OnDelete,
}

/// The model that a foreign key points to.
#[derive(Debug)]
pub struct Parent<P> {
    table: fn() -> &'static Table,
    name: &'static str,
    kind: Kind,
    model: PhantomData<fn() -> P>,
}

impl<P> Parent<P> {
    /// Returns the parent with the table of this name, whose key has this kind.
    pub(crate) const fn new(table: fn() -> &'static Table, name: &'static str, kind: Kind) -> Self {
        Self {
            table,
            name,
            kind,
            model: PhantomData,
        }
    }

    pub(crate) const fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the foreign key at this position that references the model.
    #[must_use]
    pub const fn key(&self, position: usize, field: &'static str) -> KeyTo {
        KeyTo::new(position, field, self.name)
    }

    /// Returns the function that returns the description of the model.
    #[must_use]
    pub const fn table(&self) -> fn() -> &'static Table {
        self.table
    }
}

/// The names of the constraints of one column, where the model gives them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GivenNames {
    pub(crate) unique: Option<&'static str>,
    pub(crate) index: Option<&'static str>,
    pub(crate) foreign_key: Option<&'static str>,
}

impl GivenNames {
    const NONE: Self = Self {
        unique: None,
        index: None,
        foreign_key: None,
    };
}

/// The description of one column.
#[derive(Debug, Clone, Copy)]
pub struct ColumnDef {
    pub(crate) field: &'static str,
    pub(crate) name: &'static str,
    pub(crate) was: Option<&'static str>,
    pub(crate) kind: Kind,
    pub(crate) nullable: bool,
    pub(crate) names: &'static [&'static str],
    pub(crate) least: Option<i64>,
    pub(crate) greatest: Option<i64>,
    pub(crate) is_id: bool,
    /// True where every value of this kind can be read.
    #[allow(
        dead_code,
        reason = "unused where the only database runs in the process"
    )]
    pub(crate) always_readable: bool,
    pub(crate) key: bool,
    pub(crate) auto: bool,
    pub(crate) unique: bool,
    pub(crate) index: bool,
    pub(crate) references: Option<ForeignKey>,
    /// The names that the model gives to the constraints of the column.
    pub(crate) given: GivenNames,
    pub(crate) rules: &'static [Rule],
    /// The canonical form of its texts.
    pub(crate) canonical: Option<&'static Canonical>,
    /// True for the version of its row.
    pub(crate) version: bool,
    /// True for the time at which its row was soft-deleted.
    pub(crate) deleted: bool,
    /// True for a column that is written at creation only.
    pub(crate) once: bool,
    /// True for a column that clients do not see.
    pub(crate) hidden: bool,
}

impl ColumnDef {
    /// Returns the description of a column of type `T` with the name of the field.
    #[must_use]
    pub const fn of<T: ColumnType>(field: &'static str) -> Self {
        Self {
            field,
            name: field,
            was: None,
            kind: T::KIND,
            nullable: T::NULLABLE,
            names: T::NAMES,
            least: T::LEAST,
            greatest: T::GREATEST,
            is_id: T::IS_ID,
            always_readable: T::ALWAYS_READABLE,
            key: false,
            auto: false,
            unique: false,
            index: false,
            references: None,
            given: GivenNames::NONE,
            rules: &[],
            canonical: None,
            version: false,
            deleted: false,
            once: false,
            hidden: false,
        }
    }

    /// Makes it the primary key.
    #[must_use]
    pub const fn key(mut self) -> Self {
        self.key = true;
        self
    }

    /// Makes it a generated column.
    #[must_use]
    pub const fn auto(mut self) -> Self {
        self.auto = true;
        self
    }

    /// Makes it the version of its row.
    #[must_use]
    pub const fn version(mut self) -> Self {
        self.version = true;
        self
    }

    /// Makes it the time at which its row was soft-deleted.
    ///
    /// # Panics
    ///
    /// At compile time, if it is not a nullable instant.
    #[must_use]
    // Evaluated by the compiler only: a panic here is a compile error.
    #[allow(clippy::panic)]
    pub const fn deleted(mut self) -> Self {
        assert!(
            matches!(self.kind, Kind::Timestamp) && self.nullable,
            "`deleted` holds the time of the deletion, or NULL; put it on an `Option<DateTime<Utc>>`"
        );
        self.deleted = true;
        self
    }

    /// Makes it a column that is written at creation only.
    #[must_use]
    pub const fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// Makes it a column that clients do not see.
    #[must_use]
    pub const fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// Gives the column another name than the field's.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// Sets the previous name of the column, for migrations.
    #[must_use]
    pub const fn was(mut self, name: &'static str) -> Self {
        self.was = Some(name);
        self
    }

    /// Makes its values unique.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Indexes the column.
    #[must_use]
    pub const fn index(mut self) -> Self {
        self.index = true;
        self
    }

    /// Names its unique index.
    #[must_use]
    pub const fn unique_named(mut self, name: &'static str) -> Self {
        self.given.unique = Some(name);
        self
    }

    /// Names its index.
    #[must_use]
    pub const fn index_named(mut self, name: &'static str) -> Self {
        self.given.index = Some(name);
        self
    }

    /// Names its foreign key constraint.
    #[must_use]
    pub const fn foreign_key_named(mut self, name: &'static str) -> Self {
        self.given.foreign_key = Some(name);
        self
    }

    /// Points to the key of another model. The column is indexed.
    ///
    /// # Panics
    ///
    /// At compile time, if the key has another kind.
    #[must_use]
    // Evaluated by the compiler only: a panic here is a compile error.
    #[allow(clippy::panic)]
    pub const fn references<P>(mut self, parent: &Parent<P>, on_delete: OnDelete) -> Self {
        assert!(
            self.kind as u8 == parent.kind() as u8,
            "a foreign key must have the type of the key that it points to; compare the two fields"
        );
        self.references = Some(ForeignKey {
            parent: parent.table(),
            on_delete,
        });
        self
    }

    /// Adds rules beyond those of the column's type.
    #[must_use]
    pub const fn rules(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// Returns true if the database generates the value: an integer key.
    pub(crate) const fn made_by_database(&self) -> bool {
        self.key && self.auto && self.kind.is_integer()
    }

    /// Returns the canonical form of the value, where it has another one. Rows of other applications
    /// can hold the value itself.
    pub(crate) fn other_form(&self, value: &Value) -> Option<Value> {
        let (Some(canonical), Value::Text(text)) = (self.canonical, value) else {
            return None;
        };
        let form = (canonical.of)(text).filter(|form| form != text);
        form.map(Value::Text)
    }

    /// Returns the canonical form of the value, where it is the same text in lower case. No two rows
    /// have the two.
    pub(crate) fn lower_form(&self, value: &Value) -> Option<Value> {
        let form = self.other_form(value).filter(|_| self.is_lower())?;
        let is_lower = match (&form, value) {
            (Value::Text(form), Value::Text(text)) => form.eq_ignore_ascii_case(text),
            _ => false,
        };
        is_lower.then_some(form)
    }

    /// Returns true for a column whose canonical form is in lower case.
    pub(crate) fn is_lower(&self) -> bool {
        self.canonical.is_some_and(|canonical| canonical.is_lower)
    }
}
