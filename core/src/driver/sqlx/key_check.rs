//! Whether the key of a table is what the model says, read from the catalogue of the server.

use std::sync::Arc;

use crate::driver::seam::{Call, FkHint};
use crate::driver::sinks::Integers;
use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::execution::counts_keys;
use crate::driver::sqlx::lease::{Lease, NO_MODEL};
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::{Kind, Value};

/// A key on which the outcome of a call depends.
pub(super) struct KeyInUse {
    table: &'static Table,
    key: &'static ColumnDef,
}

impl KeyInUse {
    /// Returns the key that the call writes a row by, or that it generates.
    pub(super) fn of(call: &Call) -> Option<Self> {
        let table = call.table?;
        let generates = call.writes == FkHint::NewRow && counts_keys(table);
        let key = table.key()?;
        (generates || call.writes.is_by_key()).then_some(Self { table, key })
    }
}

/// Returns true if a call cannot meet several rows by this key, and cannot generate one that the
/// model cannot read; otherwise it needs a transaction, in which it can be undone. The catalogue is
/// read before the first such call of a table, and again while its key is not safe.
pub(super) async fn is_safe<E: Engine>(lease: &mut Lease<E>, used: KeyInUse) -> bool {
    let KeyInUse { table, key } = used;
    let identity = (table.name(), key.name);
    if lease.safe_keys().contains(&identity) {
        return true;
    }
    let Some(sql) = E::SAFE_KEY else { return false };
    let integer = match key.kind {
        Kind::I16 => "smallint",
        Kind::I32 => E::INTEGER,
        Kind::I64 => "bigint",
        _ => "",
    };
    let values = [table.name(), key.name, integer].map(|text| Value::Text(text.to_owned()));
    let mut found = Integers { found: Vec::new() };
    let Ok(arguments) = E::arguments(&values) else {
        return false;
    };
    let read = lease.statement(Arc::from(sql), arguments, NO_MODEL, &mut found);
    let is_safe = read.await.is_ok() && found.found.iter().any(|count| *count > 0);
    if is_safe {
        lease.safe_keys().insert(identity);
    }
    is_safe
}
