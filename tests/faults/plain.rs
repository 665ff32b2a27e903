//! Controls that bypass the SDK: plain sqlx, as an application would use it.

use std::collections::BTreeSet;
use std::time::Duration;

use sqlx::AssertSqlSafe;
use tokio::time::timeout;

use super::engine::Engine;
use super::poll::poll_at_most;
use super::test_database::TestDatabase;

/// The maximum number of polls before a future is dropped.
const POLLS: i64 = 8;

/// Returns how many rows were acknowledged and do not exist, when each INSERT follows a `begin` of
/// the same pool that was dropped half-way.
pub async fn ghosts(database: &TestDatabase, first: i64, rounds: i64) -> u64 {
    let answered = match database.engine {
        Engine::Sqlite => sqlite::after_begin(database, first, rounds).await,
        Engine::Postgres => postgres::after_begin(database, first, rounds).await,
        Engine::MariaDb => mariadb::after_begin(database, first, rounds).await,
    };
    count_missing(database, &answered).await
}

/// Returns how many rows of an outer transaction were committed and do not exist, when an inner one
/// was dropped while it began.
pub async fn lost_outer_rows(database: &TestDatabase, first: i64, rounds: i64) -> u64 {
    let answered = match database.engine {
        Engine::Sqlite => sqlite::after_inner(database, first, rounds).await,
        Engine::Postgres => postgres::after_inner(database, first, rounds).await,
        Engine::MariaDb => mariadb::after_inner(database, first, rounds).await,
    };
    count_missing(database, &answered).await
}

async fn count_missing(database: &TestDatabase, answered: &[i64]) -> u64 {
    let (Some(first), Some(last)) = (answered.first(), answered.last()) else {
        return 0;
    };
    let sql = format!("SELECT number FROM entry WHERE number BETWEEN {first} AND {last}");
    let rows = database.raw_connection().await.numbers(&sql).await;
    let there: BTreeSet<i64> = rows.into_iter().map(|row| row[0]).collect();
    answered
        .iter()
        .filter(|number| !there.contains(number))
        .count() as u64
}

fn insert(number: i64) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "INSERT INTO entry (number, value) VALUES ({number}, 0)"
    ))
}

/// A call that never ends must not hold up the suite.
const LIMIT: Duration = Duration::from_secs(3);

macro_rules! plain {
    ($name:ident, $options:path) => {
        mod $name {
            use super::*;

            async fn pool(database: &TestDatabase) -> sqlx::Pool<<$options as Of>::Database> {
                let options = <$options>::new().max_connections(1).acquire_timeout(LIMIT);
                options.connect(&database.url()).await.unwrap()
            }

            pub async fn after_begin(database: &TestDatabase, first: i64, rounds: i64) -> Vec<i64> {
                let mut answered = Vec::new();
                for number in first..first + rounds {
                    // A pool for each: the next BEGIN on a connection would commit in MariaDB what
                    // it finds there.
                    let pool = pool(database).await;
                    drop(poll_at_most((number % POLLS) as usize, pool.begin()).await);
                    let inserted = sqlx::raw_sql(insert(number)).execute(&pool);
                    if let Ok(Ok(_)) = timeout(LIMIT, inserted).await {
                        answered.push(number);
                    }
                    let _ = timeout(LIMIT, pool.close()).await;
                }
                answered
            }

            pub async fn after_inner(database: &TestDatabase, first: i64, rounds: i64) -> Vec<i64> {
                use sqlx::Acquire as _;
                let pool = pool(database).await;
                let mut answered = Vec::new();
                for number in first..first + rounds {
                    let Ok(mut outer) = pool.begin().await else {
                        continue;
                    };
                    let inserted = sqlx::raw_sql(insert(number)).execute(&mut *outer).await;
                    drop(poll_at_most((number % POLLS) as usize, outer.begin()).await);
                    let committed = timeout(LIMIT, outer.commit()).await;
                    if inserted.is_ok() && matches!(committed, Ok(Ok(()))) {
                        answered.push(number);
                    }
                }
                let _ = timeout(LIMIT, pool.close()).await;
                answered
            }
        }
    };
}

/// The database of the options of a pool.
trait Of {
    type Database: sqlx::Database;
}

impl<D: sqlx::Database> Of for sqlx::pool::PoolOptions<D> {
    type Database = D;
}

plain!(sqlite, sqlx::sqlite::SqlitePoolOptions);
plain!(postgres, sqlx::postgres::PgPoolOptions);
plain!(mariadb, sqlx::mysql::MySqlPoolOptions);
