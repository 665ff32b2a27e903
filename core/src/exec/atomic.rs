//! Several statements as one: in a transaction of their own, or in a savepoint of the caller's.

use crate::db::executor::{Connection, TxScope};
use crate::db::operation::Operation;
use crate::db::transaction::Tx;

/// Runs the closure in a new transaction, or in a savepoint of the transaction of the caller.
pub(super) fn in_transaction<'a, R: Send + 'static>(
    db: Connection<'a>,
    run: impl for<'t> Fn(&'t Tx) -> Operation<'t, R> + Send + Sync + 'static,
) -> Operation<'a, R> {
    Box::pin(async move {
        let run = &run;
        match db.tx_scope() {
            TxScope::Db(db) => db.transaction(async |tx: &Tx| run(tx).await).await,
            TxScope::Tx(tx) => {
                let result = tx.savepoint(async |tx: &Tx| run(tx).await).await;
                if result.is_err() {
                    // As for a single statement: one that failed ends the transaction.
                    tx.fail_as_undone();
                }
                result
            }
        }
    })
}
