//! Statements over a connection: the one place where text is handed to sqlx, and where its bounds are spelled.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;
use sqlx::database::HasStatementCache;
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Database, Either, Executor, IntoArguments};

/// What a statement gives, one after the other: rows, and how each of its parts ended.
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

/// A database whose connections can run statements, without the bounds that sqlx needs to say so.
pub(in crate::driver) trait Execute: Database {
    /// Runs a statement with its values. The text is kept prepared, unless it is used once only.
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
            sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(persistent);
        connection.fetch_many(query)
    }

    fn script<'c>(connection: &'c mut DB::Connection, sql: Arc<str>) -> Answers<'c, DB> {
        connection.fetch_many(sqlx::raw_sql(AssertSqlSafe(sql)))
    }
}

/// The next of the answers; none at their end.
pub(in crate::driver) async fn next<DB: Database>(
    answers: &mut Answers<'_, DB>,
) -> Option<Result<Either<DB::QueryResult, DB::Row>, sqlx::Error>> {
    poll_fn(|context| answers.as_mut().poll_next(context)).await
}

/// Runs a text of one or more statements that give no rows of interest.
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
