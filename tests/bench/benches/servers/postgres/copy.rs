//! Many rows by hand: binary COPY, and one array for each column.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::by_hand::ByHand;
use super::execute;
use crate::row::{BareUser, new_users};
use crate::side::{Bulk, Turn};

/// The number of bytes that are buffered before they are sent.
const CHUNK: usize = 64 << 10;

pub(super) struct Copied(ByHand);

impl Copied {
    pub(super) async fn connect(url: &str) -> Self {
        Self(ByHand::connect(url).await)
    }
}

impl Bulk for Copied {
    fn insert_many(&mut self, name: String, rows: usize) -> Turn<'_> {
        Box::pin(async move {
            let users = new_users(&name, rows);
            let sql = r#"COPY "user" (id, email, is_active, is_superuser, full_name, hashed_password, created_at)
                FROM STDIN (FORMAT binary)"#;
            let mut copy = self.0.0.copy_in_raw(sql).await.unwrap();
            let mut buffer = Vec::with_capacity(2 * CHUNK);
            // The signature, no flags, no extension.
            buffer.extend_from_slice(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
            for user in &users {
                put(&mut buffer, user);
                if buffer.len() >= CHUNK {
                    copy.send(buffer.as_slice()).await.unwrap();
                    buffer.clear();
                }
            }
            buffer.extend_from_slice(&(-1_i16).to_be_bytes());
            copy.send(buffer.as_slice()).await.unwrap();
            let written = copy.finish().await.unwrap();
            assert_eq!(usize::try_from(written), Ok(rows));
        })
    }
}

fn put(buffer: &mut Vec<u8>, user: &BareUser) {
    buffer.extend_from_slice(&7_i16.to_be_bytes());
    field(buffer, user.id.as_bytes());
    field(buffer, user.email.as_bytes());
    field(buffer, &[user.is_active.into()]);
    field(buffer, &[user.is_superuser.into()]);
    match &user.full_name {
        Some(name) => field(buffer, name.as_bytes()),
        None => buffer.extend_from_slice(&(-1_i32).to_be_bytes()),
    }
    field(buffer, user.hashed_password.as_bytes());
    // Microseconds since the year 2000.
    let since = user.created_at.timestamp_micros() - 946_684_800_000_000;
    field(buffer, &since.to_be_bytes());
}

fn field(buffer: &mut Vec<u8>, bytes: &[u8]) {
    let length = i32::try_from(bytes.len()).unwrap();
    buffer.extend_from_slice(&length.to_be_bytes());
    buffer.extend_from_slice(bytes);
}

/// This many rows in one statement, all statements in one transaction.
pub(super) struct Unnested {
    by_hand: ByHand,
    rows: usize,
}

impl Unnested {
    pub(super) async fn connect(url: &str, rows: usize) -> Self {
        Self {
            by_hand: ByHand::connect(url).await,
            rows,
        }
    }
}

impl Bulk for Unnested {
    fn insert_many(&mut self, name: String, rows: usize) -> Turn<'_> {
        Box::pin(async move {
            let users = new_users(&name, rows);
            let connection = &mut self.by_hand.0;
            if rows <= self.rows {
                return insert(connection, &users).await;
            }
            execute(connection, "BEGIN").await;
            for chunk in users.chunks(self.rows) {
                insert(connection, chunk).await;
            }
            execute(connection, "COMMIT").await;
        })
    }
}

async fn insert(connection: &mut PgConnection, users: &[BareUser]) {
    let sql = r#"INSERT INTO "user" (id, email, is_active, is_superuser, full_name, hashed_password, created_at)
        SELECT * FROM UNNEST($1::uuid[], $2::text[], $3::bool[], $4::bool[], $5::text[], $6::text[], $7::timestamptz[])"#;
    let ids: Vec<Uuid> = users.iter().map(|user| user.id).collect();
    let emails: Vec<&str> = users.iter().map(|user| user.email.as_str()).collect();
    let active: Vec<bool> = users.iter().map(|user| user.is_active).collect();
    let superusers: Vec<bool> = users.iter().map(|user| user.is_superuser).collect();
    let names: Vec<Option<&str>> = users.iter().map(|user| user.full_name.as_deref()).collect();
    let hashes: Vec<&str> = users
        .iter()
        .map(|user| user.hashed_password.as_str())
        .collect();
    let created: Vec<DateTime<Utc>> = users.iter().map(|user| user.created_at).collect();
    let query = sqlx::query(sql)
        .bind(ids)
        .bind(emails)
        .bind(active)
        .bind(superusers)
        .bind(names)
        .bind(hashes)
        .bind(created);
    let written = query.execute(connection).await.unwrap().rows_affected();
    assert_eq!(usize::try_from(written), Ok(users.len()));
}
