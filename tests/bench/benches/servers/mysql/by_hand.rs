//! sqlx by hand: over a connection that the caller holds, over its pool, and with many rows in one statement.

use std::sync::Arc;

use chrono::NaiveDateTime;
use sqlx::mysql::MySqlRow;
use sqlx::{AssertSqlSafe, ConnectOptions, MySqlConnection, MySqlPool, Row};
use uuid::Uuid;

use super::options;
use crate::row::{BareUser, new_user, new_users};
use crate::side::{Bulk, Rows, Turn};

pub(super) struct ByHand {
    connection: MySqlConnection,
    /// Reads the row after a change without a transaction around both.
    is_careless: bool,
}

impl ByHand {
    pub(super) async fn connect(url: &str) -> Self {
        Self {
            connection: options(url).connect().await.unwrap(),
            is_careless: false,
        }
    }

    pub(super) fn careless(self) -> Self {
        Self {
            is_careless: true,
            ..self
        }
    }
}

pub(super) struct Pooled(pub(super) MySqlPool);

fn user(row: MySqlRow) -> sqlx::Result<BareUser> {
    let created_at: NaiveDateTime = row.try_get(6)?;
    Ok(BareUser {
        id: row.try_get(0)?,
        email: row.try_get(1)?,
        is_active: row.try_get(2)?,
        is_superuser: row.try_get(3)?,
        full_name: row.try_get(4)?,
        hashed_password: row.try_get(5)?,
        created_at: created_at.and_utc(),
    })
}

macro_rules! columns {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            "id, email, is_active, is_superuser, full_name, hashed_password, created_at",
            $after
        )
    };
}

async fn get(connection: &mut MySqlConnection, id: Uuid) -> BareUser {
    let sql = columns!("SELECT ", " FROM user WHERE id = ?");
    let row = sqlx::query(sql).bind(id).fetch_one(connection).await;
    user(row.unwrap()).unwrap()
}

async fn by_email(connection: &mut MySqlConnection, email: &str) -> BareUser {
    let sql = columns!("SELECT ", " FROM user WHERE email = ?");
    let row = sqlx::query(sql).bind(email).fetch_one(connection).await;
    user(row.unwrap()).unwrap()
}

async fn list(connection: &mut MySqlConnection, limit: i64) -> Vec<BareUser> {
    let sql = columns!("SELECT ", " FROM user ORDER BY id LIMIT ?");
    let query = sqlx::query(sql).bind(limit).try_map(user);
    query.fetch_all(connection).await.unwrap()
}

async fn insert(connection: &mut MySqlConnection, user: &BareUser) {
    let sql = columns!("INSERT INTO user (", ") VALUES (?, ?, ?, ?, ?, ?, ?)");
    let done = sqlx::query(sql)
        .bind(user.id)
        .bind(&user.email)
        .bind(user.is_active)
        .bind(user.is_superuser)
        .bind(&user.full_name)
        .bind(&user.hashed_password)
        .bind(user.created_at.naive_utc())
        .execute(connection)
        .await;
    assert_eq!(done.unwrap().rows_affected(), 1);
}

/// Changes the row and reads it.
async fn change(connection: &mut MySqlConnection, id: Uuid, full_name: &str) -> BareUser {
    let query = sqlx::query("UPDATE user SET full_name = ? WHERE id = ?");
    let done = query.bind(full_name).bind(id).execute(&mut *connection);
    assert_eq!(done.await.unwrap().rows_affected(), 1);
    get(connection, id).await
}

/// The same in a transaction, without other writes between.
async fn update(connection: &mut MySqlConnection, id: Uuid, full_name: &str) -> BareUser {
    let begin = sqlx::raw_sql("START TRANSACTION");
    begin.execute(&mut *connection).await.unwrap();
    let user = change(connection, id, full_name).await;
    let commit = sqlx::raw_sql("COMMIT");
    commit.execute(connection).await.unwrap();
    user
}

async fn delete(connection: &mut MySqlConnection, id: Uuid) {
    let query = sqlx::query("DELETE FROM user WHERE id = ?").bind(id);
    let done = query.execute(connection).await;
    assert_eq!(done.unwrap().rows_affected(), 1);
}

impl Rows for ByHand {
    type Row = BareUser;

    async fn get(&mut self, id: Uuid) -> BareUser {
        get(&mut self.connection, id).await
    }

    async fn by_email(&mut self, email: &str) -> BareUser {
        by_email(&mut self.connection, email).await
    }

    async fn list(&mut self, limit: i64) -> Vec<BareUser> {
        list(&mut self.connection, limit).await
    }

    async fn insert(&mut self, name: &str, at: usize) {
        insert(&mut self.connection, &new_user(name, at)).await;
    }

    async fn update(&mut self, id: Uuid, full_name: &str) -> BareUser {
        if self.is_careless {
            change(&mut self.connection, id, full_name).await
        } else {
            update(&mut self.connection, id, full_name).await
        }
    }

    async fn delete(&mut self, id: Uuid) {
        delete(&mut self.connection, id).await;
    }
}

impl Rows for Pooled {
    type Row = BareUser;

    async fn get(&mut self, id: Uuid) -> BareUser {
        get(&mut self.0.acquire().await.unwrap(), id).await
    }

    async fn by_email(&mut self, email: &str) -> BareUser {
        by_email(&mut self.0.acquire().await.unwrap(), email).await
    }

    async fn list(&mut self, limit: i64) -> Vec<BareUser> {
        list(&mut self.0.acquire().await.unwrap(), limit).await
    }

    async fn insert(&mut self, name: &str, at: usize) {
        insert(&mut self.0.acquire().await.unwrap(), &new_user(name, at)).await;
    }

    async fn update(&mut self, id: Uuid, full_name: &str) -> BareUser {
        update(&mut self.0.acquire().await.unwrap(), id, full_name).await
    }

    async fn delete(&mut self, id: Uuid) {
        delete(&mut self.0.acquire().await.unwrap(), id).await;
    }
}

/// This many rows in one statement, all statements in one transaction.
pub(super) struct Tuples {
    connection: MySqlConnection,
    rows: usize,
    sql: Arc<str>,
}

impl Tuples {
    pub(super) async fn connect(url: &str, rows: usize) -> Self {
        Self {
            connection: options(url).connect().await.unwrap(),
            rows,
            sql: text(rows),
        }
    }
}

fn text(rows: usize) -> Arc<str> {
    let tuples = vec!["(?, ?, ?, ?, ?, ?, ?)"; rows].join(", ");
    Arc::from(format!(
        columns!("INSERT INTO user (", ") VALUES {tuples}"),
        tuples = tuples
    ))
}

impl Bulk for Tuples {
    fn insert_many(&mut self, name: String, rows: usize) -> Turn<'_> {
        Box::pin(async move {
            let users = new_users(&name, rows);
            let begin = sqlx::raw_sql("START TRANSACTION");
            begin.execute(&mut self.connection).await.unwrap();
            for chunk in users.chunks(self.rows) {
                let sql = if chunk.len() == self.rows {
                    Arc::clone(&self.sql)
                } else {
                    text(chunk.len())
                };
                let mut query = sqlx::query(AssertSqlSafe(sql));
                for user in chunk {
                    query = query
                        .bind(user.id)
                        .bind(&user.email)
                        .bind(user.is_active)
                        .bind(user.is_superuser)
                        .bind(&user.full_name)
                        .bind(&user.hashed_password)
                        .bind(user.created_at.naive_utc());
                }
                let done = query.execute(&mut self.connection).await;
                assert_eq!(
                    usize::try_from(done.unwrap().rows_affected()),
                    Ok(chunk.len())
                );
            }
            let commit = sqlx::raw_sql("COMMIT");
            commit.execute(&mut self.connection).await.unwrap();
        })
    }
}
