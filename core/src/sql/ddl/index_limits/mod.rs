//! The longest text and bytes that every database can index, so that a value is indexed on all of
//! them or on none.

#[cfg(test)]
mod tests;

use crate::sql::dialect::ddl::Layout;
use crate::sql::dialect::mysql::MYSQL;
use crate::sql::dialect::mysql::columns::{Stored, bound, origin};
use crate::sql::dialect::mysql::index_budget::share;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::table::prepared::IndexLimit;

/// The bytes of all columns in one entry of an index. PostgreSQL holds 2,704 with its own overhead,
/// and compresses only a part of what could be; MariaDB and MySQL hold 3,072.
const ENTRY: u64 = 2_600;

/// The most bytes that precede a value in an entry, so that it is aligned.
const ALIGNMENT: u64 = 8;

/// Returns the limits of the columns that are indexed and can be longer than an entry.
pub(crate) fn index_limits(table: &'static Table) -> Vec<IndexLimit> {
    let layout = (MYSQL.ddl.layout)(table).ok();
    let columns = table.columns().iter().enumerate();
    let limit = |(position, column)| limit(table, layout.as_ref(), position, column);
    columns.filter_map(limit).collect()
}

fn limit(
    table: &'static Table,
    layout: Option<&Layout>,
    position: usize,
    column: &'static ColumnDef,
) -> Option<IndexLimit> {
    Stored::of(column.kind).unit()?;
    let indexes = table.indexes();
    let of_index = indexes.iter().map(|index| {
        let parts = index.parts.iter().map(|part| part.column);
        parts.collect::<Vec<_>>()
    });
    let shares = of_index
        .chain(column.key.then(|| vec![column]))
        .filter_map(|parts| share_of(table, column, &parts));
    let bytes = shares.min()?;
    let most = requested(table, column);
    // Another length than that of the model's own rules.
    let stored = layout.filter(|_| most.is_none());
    let (characters, binary) = match stored {
        Some(layout) => (
            layout.longest_text(position),
            layout.longest_bytes(position),
        ),
        None => (None, None),
    };
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    let bytes = binary.map_or(bytes, |binary| binary.min(bytes));
    let is_longer = most.is_none_or(|most| most > bytes as u64);
    is_longer.then_some(IndexLimit {
        position,
        characters,
        bytes,
    })
}

/// Returns the bytes that an index over these columns has for one of them; none where it is not
/// among them.
fn share_of(
    table: &'static Table,
    column: &ColumnDef,
    parts: &[&'static ColumnDef],
) -> Option<u64> {
    let mut room = ENTRY;
    let (mut own, mut lengths) = (None, Vec::new());
    for part in parts {
        match Stored::of(part.kind) {
            Stored::Fixed(_, bytes) => room = room.saturating_sub(bytes + ALIGNMENT),
            Stored::Short(..) | Stored::Long(_) => {
                if part.name == column.name {
                    own = Some(lengths.len());
                }
                lengths.push(requested(table, part));
            }
        }
    }
    share(room, &lengths).get(own?).copied()
}

/// Returns the most bytes that the model allows; none without a limit.
fn requested(table: &'static Table, column: &'static ColumnDef) -> Option<u64> {
    let (_, key) = origin(table, column);
    let unit = Stored::of(key.kind).unit()?;
    bound(key).map(|most| most.saturating_mul(unit.bytes()))
}
