//! [`Stored`]: the type of a column, and its size in bytes.

use std::fmt;

use crate::sql::dialect::mysql::index_budget::ROOM;
use crate::table::Table;
use crate::table::column::{ColumnDef, Rule};
use crate::value::Kind;

/// The most bytes of one character in utf8mb4.
const CHARACTER: u64 = 4;

/// The longest text, in characters, that is a `varchar` although no index needs it.
const SHORT: u64 = 255;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stored {
    /// A type of fixed size: its name, and its bytes.
    Fixed(&'static str, u64),
    /// At most this many units, stored in the row.
    Short(Unit, u64),
    /// Any number of units, stored outside of the row where it is long. Only a prefix can be
    /// indexed.
    Long(Unit),
}

/// The unit of a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Characters,
    Bytes,
}

impl Unit {
    /// Returns the most bytes of one unit.
    pub(crate) const fn bytes(self) -> u64 {
        match self {
            Self::Characters => CHARACTER,
            Self::Bytes => 1,
        }
    }

    /// Returns the most units that an index holds.
    pub(crate) const fn indexable(self) -> u64 {
        ROOM / self.bytes()
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Characters => "characters",
            Self::Bytes => "bytes",
        })
    }
}

impl Stored {
    /// Returns the type of a kind, without a limit of its length.
    pub(crate) const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Bool => Self::Fixed("tinyint(1)", 1),
            Kind::I16 => Self::Fixed("smallint", 2),
            Kind::I32 => Self::Fixed("int", 4),
            Kind::I64 => Self::Fixed("bigint", 8),
            Kind::F32 => Self::Fixed("float", 4),
            Kind::F64 => Self::Fixed("double", 8),
            Kind::Uuid => Self::Fixed("binary(16)", 16),
            Kind::Timestamp => Self::Fixed("datetime(6)", 8),
            Kind::Date => Self::Fixed("date", 3),
            Kind::Time => Self::Fixed("time(6)", 6),
            // A decimal has at most 29 digits, and up to 28 of them after the point.
            Kind::Decimal => Self::Fixed("decimal(57,28)", 26),
            // The text of a JSON document is stored as it was sent; the JSON type of MySQL would
            // normalize it.
            Kind::Text | Kind::Json => Self::Long(Unit::Characters),
            Kind::Bytes => Self::Long(Unit::Bytes),
        }
    }

    /// Returns the type with a limit of its length, where it has a length.
    pub(crate) const fn up_to(self, most: u64) -> Self {
        match self {
            Self::Fixed(..) => self,
            Self::Short(unit, _) | Self::Long(unit) => Self::Short(unit, most),
        }
    }

    /// Returns the unit of its length; none for a type of fixed size.
    pub(crate) const fn unit(self) -> Option<Unit> {
        match self {
            Self::Fixed(..) => None,
            Self::Short(unit, _) | Self::Long(unit) => Some(unit),
        }
    }

    /// Returns true where it is stored in the row although no index needs it.
    pub(crate) const fn is_short(self) -> bool {
        matches!(self, Self::Short(Unit::Characters, ..=SHORT))
    }

    /// Returns the bytes of an index of the whole column; none where an index takes a prefix only.
    pub(crate) const fn indexed_bytes(self) -> Option<u64> {
        match self {
            Self::Fixed(_, bytes) => Some(bytes),
            Self::Short(unit, most) => Some(most.saturating_mul(unit.bytes())),
            Self::Long(_) => None,
        }
    }

    /// Returns the most bytes that it takes in a row, its length prefix included.
    pub(crate) const fn row_bytes(self) -> u64 {
        match self {
            Self::Fixed(_, bytes) => bytes,
            Self::Short(unit, most) => most.saturating_mul(unit.bytes()).saturating_add(2),
            Self::Long(_) => 12,
        }
    }
}

impl fmt::Display for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(name, _) => f.write_str(name),
            Self::Short(Unit::Characters, most) => write!(f, "varchar({most})"),
            Self::Short(Unit::Bytes, most) => write!(f, "varbinary({most})"),
            Self::Long(Unit::Characters) => f.write_str("longtext"),
            Self::Long(Unit::Bytes) => f.write_str("longblob"),
        }
    }
}

/// Returns the greatest length that the model allows: of the longest variant, or of the rule.
pub(crate) fn bound(column: &ColumnDef) -> Option<u64> {
    let named = column.names.iter().map(|name| name.chars().count() as u64);
    let ruled = column.rules.iter().filter_map(|rule| match rule {
        Rule::Len { max, .. } => *max,
        _ => None,
    });
    match column.kind {
        Kind::Text if !column.names.is_empty() => named.max(),
        Kind::Text | Kind::Bytes => ruled.min(),
        // The rule limits the elements of a list.
        _ => None,
    }
}

/// Returns the key that a foreign key references at last, with its model; the column itself where
/// it is no foreign key.
pub(crate) fn origin(
    table: &'static Table,
    column: &'static ColumnDef,
) -> (&'static Table, &'static ColumnDef) {
    let (mut table, mut column) = (table, column);
    // A key can be a foreign key itself. Keys that reference each other in a circle have the same
    // type.
    for _ in 0..16 {
        let parent = column.references.map(|key| (key.parent)());
        match parent.and_then(|parent| Some((parent, parent.key()?))) {
            Some((parent, key)) => (table, column) = (parent, key),
            None => break,
        }
    }
    (table, column)
}

#[cfg(test)]
mod tests {
    use super::{Stored, Unit, bound};
    use crate::table::column::{ColumnDef, Rule};
    use crate::value::Kind;

    #[test]
    fn a_row_keeps_little_of_what_is_long() {
        let text = Stored::of(Kind::Text);
        assert_eq!(text.row_bytes(), 12);
        assert_eq!(text.up_to(768).row_bytes(), 3074);
        assert_eq!(Stored::of(Kind::Bytes).up_to(768).row_bytes(), 770);
        assert_eq!(Stored::of(Kind::I64).up_to(768).row_bytes(), 8);
        assert_eq!(text.up_to(u64::MAX).row_bytes(), u64::MAX);
        assert_eq!(text.up_to(u64::MAX).unit(), Some(Unit::Characters));
    }

    #[test]
    fn text_is_short_up_to_255_characters_and_bytes_never_are() {
        let lengths = [0, 255, 256];
        let short = |kind| lengths.map(|most| Stored::of(kind).up_to(most).is_short());
        assert_eq!(short(Kind::Text), [true, true, false]);
        assert_eq!(short(Kind::Bytes), [false; 3]);
    }

    #[test]
    fn the_rule_of_a_list_says_nothing_of_its_text() {
        let rules = &[Rule::Len {
            min: None,
            max: Some(2),
        }];
        let list = ColumnDef::of::<crate::value::json::Json<Vec<i32>>>("list").rules(rules);
        assert_eq!(bound(&list), None);
        let text = ColumnDef::of::<String>("text").rules(rules);
        assert_eq!(bound(&text), Some(2));
    }
}
