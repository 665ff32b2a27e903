//! Faults that tests inject into sign-in, to prove that they would be detected.

use std::time::Instant;

use crate::auth::account::Account;
use crate::db::Db;
use crate::db::executor::Executor;
use crate::driver::seam::Call;
use crate::driver::sinks::Nothing;
use crate::error::Result;
use crate::password::plain::Password;
use crate::password::probe::Fault;
use crate::stmt::workload::Workload;
use crate::value::Value;

/// Returns true if an injected fault rejects the account before its password is checked.
pub(super) async fn refuses<M: Account>(
    db: &Db,
    found: Option<&M>,
    password: &Password,
) -> Result<bool> {
    let Some(fault) = db.connection().passwords().hasher.fault() else {
        return Ok(false);
    };
    let Some(row) = found else { return Ok(false) };
    match fault {
        Fault::EarlyInactive => return Ok(!row.is_enabled()),
        Fault::EarlyLength => return Ok(password.expose().len() < 8),
        Fault::CountsKnown => count(db, row).await?,
        Fault::Slower(time) => {
            let until = Instant::now() + time;
            while Instant::now() < until {
                std::hint::spin_loop();
            }
        }
        _ => {}
    }
    Ok(false)
}

/// Writes the unchanged hash, as a counter of failures would write its number.
async fn count<M: Account>(db: &Db, row: &M) -> Result<()> {
    let table = M::table();
    let dialect = db.connection().dialect();
    let name = |at: usize| {
        let column = table.columns().get(at).map_or("", |column| column.name);
        dialect.quoted(column)
    };
    let hash = name(M::PASSWORD);
    let sql = format!(
        "UPDATE {} SET {hash} = {hash} WHERE {} = {}",
        dialect.quoted(table.name()),
        name(M::LOGIN),
        dialect.placeholder(1)
    );
    let values = vec![Value::Text(row.login().unwrap_or_default().to_owned())];
    let call = Call::new(
        table,
        sql.into(),
        values,
        Box::new(Nothing),
        Workload::ShortWrite,
    );
    db.connection().run(call).await.map(|_| ())
}
