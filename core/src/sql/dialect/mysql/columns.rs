//! What a column is stored as, and how many bytes that takes.

use std::fmt;

use crate::sql::dialect::mysql::index_budget::ROOM;
use crate::table::Table;
use crate::table::column::{ColumnDef, Rule};
use crate::value::Kind;

/// The bytes that one character may take in utf8mb4.
const CHARACTER: u64 = 4;

/// The longest text, in characters, that is a `varchar` though no index asks for it.
const SHORT: u64 = 255;

/// What a column is stored as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stored {
    /// A type of one width: its name, and the bytes that it takes.
    Fixed(&'static str, u64),
    /// At most so many of a unit, inside of the row.
    Short(Unit, u64),
    /// Any number of a unit, outside of the row where it is long. Only its beginning can be indexed.
    Long(Unit),
}

/// What a length counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Characters,
    Bytes,
}

impl Unit {
    /// The most bytes that one takes.
    pub(crate) const fn bytes(self) -> u64 {
        match self {
            Self::Characters => CHARACTER,
            Self::Bytes => 1,
        }
    }

    /// How many of them an index holds.
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
    /// The type of a kind, of any length.
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
            // A decimal of the SDK has 29 digits at most, and up to 28 of them after the point.
            Kind::Decimal => Self::Fixed("decimal(57,28)", 26),
            // The text of a JSON document stays as it was sent; MySQL's own type would put it in another form.
            Kind::Text | Kind::Json => Self::Long(Unit::Characters),
            Kind::Bytes => Self::Long(Unit::Bytes),
        }
    }

    /// The same with a length, where it has one.
    pub(crate) const fn up_to(self, most: u64) -> Self {
        match self {
            Self::Fixed(..) => self,
            Self::Short(unit, _) | Self::Long(unit) => Self::Short(unit, most),
        }
    }

    /// What its length counts; none for a type of one width.
    pub(crate) const fn unit(self) -> Option<Unit> {
        match self {
            Self::Fixed(..) => None,
            Self::Short(unit, _) | Self::Long(unit) => Some(unit),
        }
    }

    /// True where the row holds it though no index asks for it.
    pub(crate) const fn is_short(self) -> bool {
        matches!(self, Self::Short(Unit::Characters, ..=SHORT))
    }

    /// The bytes that an index of the whole column takes; none where it takes the beginning only.
    pub(crate) const fn indexed_bytes(self) -> Option<u64> {
        match self {
            Self::Fixed(_, bytes) => Some(bytes),
            Self::Short(unit, most) => Some(most.saturating_mul(unit.bytes())),
            Self::Long(_) => None,
        }
    }

    /// The most bytes that a row keeps of it, with those that say how long it is.
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

/// The greatest length that the model lets through: that of the longest name, or that of the rule.
pub(crate) fn bound(column: &ColumnDef) -> Option<u64> {
    let named = column.names.iter().map(|name| name.chars().count() as u64);
    let ruled = column.rules.iter().filter_map(|rule| match rule {
        Rule::Len { max, .. } => *max,
        _ => None,
    });
    match column.kind {
        Kind::Text if !column.names.is_empty() => named.max(),
        Kind::Text | Kind::Bytes => ruled.min(),
        // The rule counts the elements of a list.
        _ => None,
    }
}

/// The key that a foreign key leads to, with its model; the column itself where it is none.
pub(crate) fn origin(
    table: &'static Table,
    column: &'static ColumnDef,
) -> (&'static Table, &'static ColumnDef) {
    let (mut table, mut column) = (table, column);
    // A key can be a foreign key itself. Keys that lead to each other in a circle are all alike.
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
