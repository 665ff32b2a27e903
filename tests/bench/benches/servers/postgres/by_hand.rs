//! sqlx by hand: over a connection that the caller holds, and over its pool.

use sqlx::postgres::PgRow;
use sqlx::{ConnectOptions, PgConnection, PgPool, Row};
use uuid::Uuid;

use super::{execute, options};
use crate::row::{BareUser, new_user};
use crate::side::Rows;

pub(super) struct ByHand(pub(super) PgConnection);

impl ByHand {
    pub(super) async fn connect(url: &str) -> Self {
        Self(options(url).connect().await.unwrap())
    }

    /// Does not wait for the disk.
    pub(super) async fn lax(mut self) -> Self {
        execute(&mut self.0, "SET synchronous_commit = off").await;
        self
    }
}

pub(super) struct Pooled(pub(super) PgPool);

fn user(row: PgRow) -> sqlx::Result<BareUser> {
    Ok(BareUser {
        id: row.try_get(0)?,
        email: row.try_get(1)?,
        is_active: row.try_get(2)?,
        is_superuser: row.try_get(3)?,
        full_name: row.try_get(4)?,
        hashed_password: row.try_get(5)?,
        created_at: row.try_get(6)?,
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

async fn get(connection: &mut PgConnection, id: Uuid) -> BareUser {
    let sql = columns!("SELECT ", r#" FROM "user" WHERE id = $1"#);
    let row = sqlx::query(sql).bind(id).fetch_one(connection).await;
    user(row.unwrap()).unwrap()
}

async fn by_email(connection: &mut PgConnection, email: &str) -> BareUser {
    let sql = columns!("SELECT ", r#" FROM "user" WHERE email = $1"#);
    let row = sqlx::query(sql).bind(email).fetch_one(connection).await;
    user(row.unwrap()).unwrap()
}

async fn list(connection: &mut PgConnection, limit: i64) -> Vec<BareUser> {
    let sql = columns!("SELECT ", r#" FROM "user" ORDER BY id LIMIT $1"#);
    let query = sqlx::query(sql).bind(limit).try_map(user);
    query.fetch_all(connection).await.unwrap()
}

async fn insert(connection: &mut PgConnection, user: &BareUser) {
    let sql = columns!(
        r#"INSERT INTO "user" ("#,
        ") VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    let done = sqlx::query(sql)
        .bind(user.id)
        .bind(&user.email)
        .bind(user.is_active)
        .bind(user.is_superuser)
        .bind(&user.full_name)
        .bind(&user.hashed_password)
        .bind(user.created_at)
        .execute(connection)
        .await;
    assert_eq!(done.unwrap().rows_affected(), 1);
}

async fn update(connection: &mut PgConnection, id: Uuid, full_name: &str) -> BareUser {
    let sql = columns!(
        r#"UPDATE "user" SET full_name = $1 WHERE id = $2 RETURNING "#,
        ""
    );
    let query = sqlx::query(sql).bind(full_name).bind(id);
    user(query.fetch_one(connection).await.unwrap()).unwrap()
}

async fn delete(connection: &mut PgConnection, id: Uuid) {
    let query = sqlx::query(r#"DELETE FROM "user" WHERE id = $1"#).bind(id);
    let done = query.execute(connection).await;
    assert_eq!(done.unwrap().rows_affected(), 1);
}

impl Rows for ByHand {
    type Row = BareUser;

    async fn get(&mut self, id: Uuid) -> BareUser {
        get(&mut self.0, id).await
    }

    async fn by_email(&mut self, email: &str) -> BareUser {
        by_email(&mut self.0, email).await
    }

    async fn list(&mut self, limit: i64) -> Vec<BareUser> {
        list(&mut self.0, limit).await
    }

    async fn insert(&mut self, name: &str, at: usize) {
        insert(&mut self.0, &new_user(name, at)).await;
    }

    async fn update(&mut self, id: Uuid, full_name: &str) -> BareUser {
        update(&mut self.0, id, full_name).await
    }

    async fn delete(&mut self, id: Uuid) {
        delete(&mut self.0, id).await;
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
