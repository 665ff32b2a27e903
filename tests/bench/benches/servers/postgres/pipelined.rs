//! tokio-postgres: one task sends and receives for all callers, and no statement waits for the answer of the one before.

use std::hint::black_box;
use std::sync::Arc;

use tokio_postgres::{Client, NoTls, Row, Statement};
use uuid::Uuid;

use crate::row::{BareUser, new_user};
use crate::side::{Rows, Tasks, Turn, in_tasks};

#[derive(Clone)]
pub(super) struct Pipelined {
    client: Arc<Client>,
    get: Statement,
    by_email: Statement,
    list: Statement,
    insert: Statement,
    update: Statement,
    delete: Statement,
}

impl Pipelined {
    pub(super) async fn connect(url: &str) -> Self {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        tokio::spawn(connection);
        let columns = "id, email, is_active, is_superuser, full_name, hashed_password, created_at";
        let prepare = async |sql: String| client.prepare(&sql).await.unwrap();
        Self {
            get: prepare(format!(r#"SELECT {columns} FROM "user" WHERE id = $1"#)).await,
            by_email: prepare(format!(r#"SELECT {columns} FROM "user" WHERE email = $1"#)).await,
            list: prepare(format!(
                r#"SELECT {columns} FROM "user" ORDER BY id LIMIT $1"#
            ))
            .await,
            insert: prepare(format!(
                r#"INSERT INTO "user" ({columns}) VALUES ($1, $2, $3, $4, $5, $6, $7)"#
            ))
            .await,
            update: prepare(format!(
                r#"UPDATE "user" SET full_name = $1 WHERE id = $2 RETURNING {columns}"#
            ))
            .await,
            delete: prepare(r#"DELETE FROM "user" WHERE id = $1"#.to_owned()).await,
            client: Arc::new(client),
        }
    }

    /// Does not wait for the disk.
    pub(super) async fn lax(self) -> Self {
        let set = "SET synchronous_commit = off";
        self.client.batch_execute(set).await.unwrap();
        self
    }
}

fn user(row: &Row) -> BareUser {
    BareUser {
        id: row.get(0),
        email: row.get(1),
        is_active: row.get(2),
        is_superuser: row.get(3),
        full_name: row.get(4),
        hashed_password: row.get(5),
        created_at: row.get(6),
    }
}

impl Rows for Pipelined {
    type Row = BareUser;

    async fn get(&mut self, id: Uuid) -> BareUser {
        user(&self.client.query_one(&self.get, &[&id]).await.unwrap())
    }

    async fn by_email(&mut self, email: &str) -> BareUser {
        let row = self.client.query_one(&self.by_email, &[&email]).await;
        user(&row.unwrap())
    }

    async fn list(&mut self, limit: i64) -> Vec<BareUser> {
        let rows = self.client.query(&self.list, &[&limit]).await.unwrap();
        rows.iter().map(user).collect()
    }

    async fn insert(&mut self, name: &str, at: usize) {
        let user = new_user(name, at);
        let written = self
            .client
            .execute(
                &self.insert,
                &[
                    &user.id,
                    &user.email,
                    &user.is_active,
                    &user.is_superuser,
                    &user.full_name,
                    &user.hashed_password,
                    &user.created_at,
                ],
            )
            .await;
        assert_eq!(written.unwrap(), 1);
    }

    async fn update(&mut self, id: Uuid, full_name: &str) -> BareUser {
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 2] = [&full_name, &id];
        user(&self.client.query_one(&self.update, &values).await.unwrap())
    }

    async fn delete(&mut self, id: Uuid) {
        let written = self.client.execute(&self.delete, &[&id]).await;
        assert_eq!(written.unwrap(), 1);
    }
}

/// Tasks that share a few connections, each of which answers in the order of the questions.
pub(super) struct SeveralPipelined(Vec<Pipelined>);

impl SeveralPipelined {
    pub(super) async fn connect(url: &str, size: usize) -> Self {
        let mut several = Vec::new();
        for _ in 0..size {
            several.push(Pipelined::connect(url).await);
        }
        Self(several)
    }
}

impl Tasks for SeveralPipelined {
    fn get(&mut self, picked: Arc<[Arc<[Uuid]>]>) -> Turn<'_> {
        Box::pin(async move {
            in_tasks(&picked, |task, ids| {
                let mut client = self.0[task % self.0.len()].clone();
                async move {
                    for id in ids.iter() {
                        black_box(Rows::get(&mut client, *id).await);
                    }
                }
            })
            .await;
        })
    }
}
