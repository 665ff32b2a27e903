//! Statements on a connection: the only file that hands SQL text to sqlx, and that spells the
//! bounds that sqlx needs.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;
use sqlx::database::HasStatementCache;
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Database, Either, Executor, IntoArguments};

/// The answer to a statement: its rows, and the result of each of its parts.
pub(in crate::driver) type Answers<'c, DB> = Pin<
    Box<
        dyn Stream<
                Item = Result<
                    Either<<DB as Database>::QueryResult, <DB as Database>::Row>,
                    sqlx::Error,
                >,
            > + Send
            + 'c,
    >,
>;

/// A database whose connections can run statements. The blanket implementation holds the
/// higher-ranked bound of `Executor`, which would otherwise be repeated on every generic function,
/// and which the compiler cannot prove inside of an async function.
/// <https://github.com/transact-rs/sqlx/issues/3150>
pub(in crate::driver) trait Execute: Database {
    /// Runs a statement with its values. With `persistent`, the connection keeps it prepared.
    fn run<'c>(
        connection: &'c mut Self::Connection,
        sql: Arc<str>,
        arguments: Self::Arguments,
        persistent: bool,
    ) -> Answers<'c, Self>;

    /// Runs a text of one or more statements without values.
    fn script<'c>(connection: &'c mut Self::Connection, sql: Arc<str>) -> Answers<'c, Self>;
}

impl<DB> Execute for DB
where
    DB: Database<Arguments: IntoArguments<DB>> + HasStatementCache,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    fn run<'c>(
        connection: &'c mut DB::Connection,
        sql: Arc<str>,
        arguments: DB::Arguments,
        persistent: bool,
    ) -> Answers<'c, DB> {
        let query: Query<'c, DB, DB::Arguments> =
            // Safe: `sql/` renders every value as a placeholder. Other texts are constants of a
            // driver, or raw SQL, which the application can only give as a `&'static str`.
            sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(persistent);
        connection.fetch_many(query)
    }

    fn script<'c>(connection: &'c mut DB::Connection, sql: Arc<str>) -> Answers<'c, DB> {
        connection.fetch_many(sqlx::raw_sql(AssertSqlSafe(sql)))
    }
}

/// Returns the next answer; None at the end.
pub(in crate::driver) async fn next<DB: Database>(
    answers: &mut Answers<'_, DB>,
) -> Option<Result<Either<DB::QueryResult, DB::Row>, sqlx::Error>> {
    poll_fn(|context| answers.as_mut().poll_next(context)).await
}

/// Runs a text of one or more statements and ignores their rows.
pub(in crate::driver) async fn execute<DB: Execute>(
    connection: &mut DB::Connection,
    sql: String,
) -> Result<(), sqlx::Error> {
    let mut answers = DB::script(connection, Arc::from(sql));
    while let Some(answer) = next::<DB>(&mut answers).await {
        answer?;
    }
    Ok(())
}
