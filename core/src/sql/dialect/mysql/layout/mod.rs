//! The types of a table's columns, chosen so that its indexes and its rows fit into what InnoDB
//! holds.

#[cfg(test)]
mod tests;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::dialect::ddl::Layout;
use crate::sql::dialect::mysql::columns::{Stored, Unit, bound, origin};
use crate::sql::dialect::mysql::index_budget::{ROOM, share};
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::table::index::Index;

/// The most bytes of all columns of a row. Both servers hold 65,535, including their own overhead.
const ROW: u64 = 60_000;

/// The bytes in a unique index of the generated column that is null in soft-deleted rows, rounded
/// up to a whole character.
const LIVE: u64 = 4;

/// A column while its type is chosen.
struct Column {
    def: &'static ColumnDef,
    stored: Stored,
    length: Length,
}

/// The source of the limit on the length of a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    /// A key or a rule; a unique index may need the whole of it.
    Given,
    /// The unique indexes alone, which need the whole of it.
    Open,
    /// None is needed: an index may take a prefix.
    Free,
}

/// Chooses the types of the columns, and how much of each an index takes.
pub(crate) fn layout(table: &'static Table) -> Result<Layout> {
    let mut indexes = table.indexes();
    let mut columns = table
        .columns()
        .iter()
        .map(|column| alone(table, column, &indexes))
        .collect::<Result<Vec<_>>>()?;
    for index in indexes.iter().filter(|index| index.unique) {
        fit_unique(table, index, &mut columns)?;
    }
    fit_row(table, &indexes, &mut columns)?;
    for index in indexes.iter_mut().filter(|index| !index.unique) {
        shorten(index, &columns);
    }
    let types = columns.iter().map(|column| column.stored.to_string());
    Ok(Layout {
        types: types.collect(),
        indexes,
    })
}

/// Returns the type of a column, as far as it does not depend on the other columns.
fn alone(table: &'static Table, def: &'static ColumnDef, indexes: &[Index]) -> Result<Column> {
    let is_in = |unique: bool| {
        let mut chosen = indexes.iter().filter(|index| index.unique == unique);
        chosen.any(|index| index.parts.iter().any(|part| part.column.name == def.name))
    };
    let fits = |stored: Stored| stored.indexed_bytes().is_some_and(|bytes| bytes <= ROOM);
    // InnoDB compares a foreign key with the key that it points to as they are stored: both have
    // one type.
    let (owner, key) = origin(table, def);
    let any = Stored::of(key.kind);
    let (most, greatest) = (bound(key), any.unit().map_or(0, Unit::indexable));
    let (stored, length) = if def.key || def.references.is_some() {
        (any.up_to(most.unwrap_or(greatest)), Length::Given)
    } else if is_in(true) {
        match most {
            None if any.unit().is_some() => (any.up_to(greatest), Length::Open),
            most => (any.up_to(most.unwrap_or(greatest)), Length::Given),
        }
    } else {
        let short = most.map_or(any, |most| any.up_to(most));
        let is_short = short.is_short() || (is_in(false) && fits(short));
        (if is_short { short } else { any }, Length::Free)
    };
    if length == Length::Free || fits(stored) {
        Ok(Column {
            def,
            stored,
            length,
        })
    } else {
        Err(too_long(owner, key))
    }
}

/// Shares the bytes that are left in a unique index among its columns of open length.
fn fit_unique(table: &'static Table, index: &Index, columns: &mut [Column]) -> Result<()> {
    let is_part = |column: &&mut Column| {
        let mut parts = index.parts.iter();
        parts.any(|part| part.column.name == column.def.name)
    };
    let parts = columns.iter_mut().filter(is_part);
    let (open, given): (Vec<_>, Vec<_>) = parts.partition(|column| column.length == Length::Open);
    let taken = given
        .iter()
        .filter_map(|column| column.stored.indexed_bytes());
    let room = if index.live.is_some() {
        ROOM - LIVE
    } else {
        ROOM
    };
    let left = room
        .checked_sub(taken.sum())
        .ok_or_else(|| too_wide(table, index, room))?;
    let shares = share(left, &vec![None; open.len()]);
    for (column, bytes) in open.into_iter().zip(shares) {
        let most = match column.stored {
            Stored::Short(unit, most) => most.min(bytes / unit.bytes()),
            _ => continue,
        };
        if most == 0 {
            return Err(too_wide(table, index, room));
        }
        column.stored = column.stored.up_to(most);
    }
    Ok(())
}

/// Moves texts out of a row that they do not fit into, the last ones first.
fn fit_row(table: &'static Table, indexes: &[Index], columns: &mut [Column]) -> Result<()> {
    // Its lower case is a column of its own.
    let has_lower = |column: &Column| {
        let mut parts = indexes.iter().flat_map(|index| &index.parts);
        parts.any(|part| part.is_lower && part.column.name == column.def.name)
    };
    let least = |column: &Column| match column.length {
        Length::Given | Length::Open => column.stored,
        Length::Free => Stored::of(column.def.kind),
    };
    let lower = columns.iter().filter(|column| has_lower(column));
    let lower = lower.map(|column| column.stored.row_bytes());
    let own = columns.iter().map(|column| least(column).row_bytes());
    let mut taken: u64 = own.chain(lower).sum();
    if taken > ROW {
        let message = format!(
            "MariaDB and MySQL cannot hold all that is unique in one row of `{}`; give its texts a smaller `len(..)`",
            table.model()
        );
        return Err(Error::new(ErrorKind::Unsupported, message).with_model(table));
    }
    for column in columns {
        let outside = least(column);
        let more = column
            .stored
            .row_bytes()
            .saturating_sub(outside.row_bytes());
        if taken + more > ROW {
            column.stored = outside;
        } else {
            taken += more;
        }
    }
    Ok(())
}

/// Makes an index that is not unique take a prefix of each column that does not fit into it.
fn shorten(index: &mut Index, columns: &[Column]) {
    let mut room = ROOM;
    let mut texts = Vec::new();
    for part in &mut index.parts {
        let column = columns
            .iter()
            .find(|column| column.def.name == part.column.name);
        match column.map(|column| column.stored) {
            Some(Stored::Fixed(_, bytes)) => room = room.saturating_sub(bytes),
            Some(stored) => texts.push((part, stored)),
            None => {}
        }
    }
    let requested: Vec<Option<u64>> = texts
        .iter()
        .map(|(_, stored)| stored.indexed_bytes())
        .collect();
    for ((part, stored), bytes) in texts.into_iter().zip(share(room, &requested)) {
        let per_unit = stored.unit().map_or(1, Unit::bytes);
        if stored.indexed_bytes() != Some(bytes) {
            part.prefix = Some((bytes / per_unit).max(1));
        }
    }
}

/// Returns the error for a column that is longer than any index.
fn too_long(table: &'static Table, column: &ColumnDef) -> Error {
    let unit = Stored::of(column.kind).unit().unwrap_or(Unit::Bytes);
    let most = unit.indexable();
    let message = format!(
        "MariaDB and MySQL cannot index more than {most} {unit}; give `{}.{}` a `len(..={most})` or less",
        table.model(),
        column.field
    );
    Error::new(ErrorKind::Unsupported, message).with_model(table)
}

/// Returns the error for columns of an index that are together longer than any index.
fn too_wide(table: &'static Table, index: &Index, room: u64) -> Error {
    let columns = index.parts.iter().map(|part| part.column);
    let fields: Vec<String> = columns
        .filter(|column| Stored::of(column.kind).unit().is_some())
        .map(|column| format!("`{}.{}`", table.model(), column.field))
        .collect();
    let message = format!(
        "MariaDB and MySQL cannot index more than {room} bytes together, 4 for each character; give {} a smaller `len(..)`",
        fields.join(" and ")
    );
    Error::new(ErrorKind::Unsupported, message).with_model(table)
}
