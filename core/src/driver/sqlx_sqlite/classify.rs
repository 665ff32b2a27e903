//! Maps the errors of SQLite over sqlx. Their meaning is shared with the other driver of SQLite;
//! their scope is added here.

use sqlx::error::DatabaseError;

use crate::driver::failure::Failure;
use crate::driver::seam::FkHint;
use crate::driver::sqlite_common::classify::{code, primary};
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::error::violation::Violation;
use crate::table::Table;

pub(super) fn classify(
    error: &dyn DatabaseError,
    table: Option<&'static Table>,
    writes: &FkHint,
) -> Fault {
    match error.code().and_then(|code| code.parse().ok()) {
        Some(code) => fault(code, error.message(), table, writes),
        None => Fault::new(FaultScope::Lost, Failure::Unknown.error(table)),
    }
}

fn fault(code: i32, said: &str, table: Option<&'static Table>, writes: &FkHint) -> Fault {
    // When the disk is full, memory runs out, a statement is stopped or a trigger demands it,
    // SQLite rolls back the whole transaction or only the statement, and does not report which. So
    // the transaction is only ended after such an error, and the answer to that tells.
    match (code, said) {
        (
            code::ERROR,
            "cannot commit - no transaction is active"
            | "cannot rollback - no transaction is active",
        ) => {
            return Fault::new(
                FaultScope::Transaction,
                Failure::TransactionAborted.error(table),
            );
        }
        (code::ERROR, said) if said.starts_with("no such savepoint: ") => {
            return Fault::new(
                FaultScope::Statement,
                Failure::TransactionAborted.error(table),
            );
        }
        _ => {}
    }
    let scope = if primary(code) == code::IOERR {
        // The write may have reached the disk or not.
        FaultScope::Lost
    } else {
        FaultScope::Statement
    };
    let error = crate::driver::sqlite_common::classify::classify(code, said, table, |table| {
        foreign_key(table, writes)
    });
    Fault::new(scope, error)
}

/// Returns the foreign key that was violated, as far as that is certain without a query.
fn foreign_key(table: &'static Table, writes: &FkHint) -> Violation {
    let key = table.key_position();
    let points = |index: &usize| {
        table
            .columns()
            .get(*index)
            .is_some_and(|column| column.references.is_some())
    };
    let mut written: Vec<usize> = match writes {
        FkHint::Deletion | FkHint::Deletions => return Violation::Referenced { constraint: None },
        FkHint::NewRow | FkHint::NewOrExistingRow => (0..table.columns().len()).collect(),
        // When the key itself changes, rows that reference this one can be the cause.
        FkHint::Columns(columns) | FkHint::OneRow(columns) | FkHint::Rows(columns)
            if !columns.contains(&key) =>
        {
            columns.clone()
        }
        FkHint::Columns(_) | FkHint::OneRow(_) | FkHint::Rows(_) | FkHint::Nothing => Vec::new(),
    };
    written.retain(points);
    let column = match written.as_slice() {
        [only] => table.columns().get(*only),
        _ => None,
    };
    Violation::MissingParent {
        column: column.map(|column| column.name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::kind::ErrorKind;
    use crate::table::column::{ColumnDef, OnDelete, Parent};
    use crate::value::Kind;

    #[rustfmt::skip]
    static USER: Table = Table::new("User", "user", &[
        ColumnDef::of::<i64>("id").key(),
    ]);

    #[rustfmt::skip]
    static ONE: Table = Table::new("One", "one", &[
        ColumnDef::of::<i64>("id").key(),
        ColumnDef::of::<i64>("owner").named("owner_id").references(&Parent::<()>::new(|| &USER, "user", Kind::I64), OnDelete::Restrict),
    ]);

    #[rustfmt::skip]
    static TWO: Table = Table::new("Two", "two", &[
        ColumnDef::of::<i64>("id").key(),
        ColumnDef::of::<i64>("owner_id").references(&Parent::<()>::new(|| &USER, "user", Kind::I64), OnDelete::Restrict),
        ColumnDef::of::<Option<i64>>("friend_id").references(&Parent::<()>::new(|| &USER, "user", Kind::I64), OnDelete::Restrict),
    ]);

    #[test]
    fn each_code_has_its_kind_and_its_reach() {
        use FaultScope::{Lost, Statement};
        #[rustfmt::skip]
        let cases = [
            (5, ErrorKind::Busy, Statement), (261, ErrorKind::Busy, Statement), (517, ErrorKind::Busy, Statement), (6, ErrorKind::Busy, Statement),
            (262, ErrorKind::Busy, Statement), (13, ErrorKind::Unavailable, Statement), (7, ErrorKind::Unavailable, Statement),
            (9, ErrorKind::Timeout, Statement), (10, ErrorKind::Unavailable, Lost), (778, ErrorKind::Unavailable, Lost),
            (1034, ErrorKind::Unavailable, Lost), (8, ErrorKind::Unsupported, Statement), (1032, ErrorKind::Unavailable, Statement),
            (1, ErrorKind::Internal, Statement), (2067, ErrorKind::Conflict, Statement), (787, ErrorKind::ForeignKey, Statement),
        ];
        for (code, kind, scope) in cases {
            let fault = fault(code, "canary", Some(&ONE), &FkHint::NewRow);
            assert_eq!((fault.error.kind(), fault.scope), (kind, scope), "{code}");
            let words = format!("{} {:?}", fault.error, fault.error);
            assert!(!words.contains("canary"), "{code}");
        }
    }

    #[test]
    fn the_end_of_a_transaction_tells_that_it_was_over() {
        for (said, scope) in [
            (
                "cannot commit - no transaction is active",
                FaultScope::Transaction,
            ),
            (
                "cannot rollback - no transaction is active",
                FaultScope::Transaction,
            ),
            // It is rolled back all the same: to be sure costs little here.
            ("no such savepoint: s1", FaultScope::Statement),
        ] {
            let fault = fault(1, said, None, &FkHint::Nothing);
            assert_eq!(
                (fault.error.kind(), fault.scope),
                (ErrorKind::Aborted, scope),
                "{said}"
            );
        }
    }

    #[test]
    fn a_foreign_key_is_named_where_only_one_can_be_to_blame() {
        let cases: [(&'static Table, FkHint, Option<&str>); 8] = [
            (&ONE, FkHint::NewRow, Some("owner")),
            (&ONE, FkHint::Columns(vec![1]), Some("owner")),
            (&ONE, FkHint::Columns(vec![0, 1]), None),
            (&ONE, FkHint::Nothing, None),
            (&ONE, FkHint::Deletion, None),
            (&TWO, FkHint::NewRow, None),
            (&TWO, FkHint::Columns(vec![2]), Some("friend_id")),
            (&TWO, FkHint::Columns(vec![1, 2]), None),
        ];
        for (table, writes, field) in cases {
            let error = fault(787, "FOREIGN KEY constraint failed", Some(table), &writes).error;
            assert_eq!(error.kind(), ErrorKind::ForeignKey);
            assert_eq!(error.field(), field, "{writes:?}");
        }
        let error = fault(
            1811,
            "FOREIGN KEY constraint failed",
            Some(&USER),
            &FkHint::Deletion,
        );
        assert!(error.error.to_string().contains("is still pointed to"));
    }
}
