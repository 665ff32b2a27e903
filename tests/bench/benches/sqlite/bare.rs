//! Code as a developer would write it with rusqlite: prepared statements, columns by index, one connection.

use std::collections::HashMap;

use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use rusqlite::{Connection, Params, Row, params, params_from_iter};
use uuid::Uuid;

pub(crate) struct Bare {
    connection: Connection,
}

pub(crate) struct BareUser {
    pub(crate) id: Uuid,
    pub(crate) email: String,
    pub(crate) is_active: bool,
    pub(crate) is_superuser: bool,
    pub(crate) full_name: Option<String>,
    pub(crate) hashed_password: String,
    pub(crate) created_at: DateTime<Utc>,
}

#[allow(dead_code, reason = "decoded as ours are")]
pub(crate) struct BareItem {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) owner_id: Uuid,
}

fn item(row: &Row<'_>) -> rusqlite::Result<BareItem> {
    Ok(BareItem {
        id: Uuid::from_slice(row.get_ref(0)?.as_blob()?).unwrap(),
        title: row.get(1)?,
        description: row.get(2)?,
        owner_id: Uuid::from_slice(row.get_ref(3)?.as_blob()?).unwrap(),
    })
}

const COLUMNS: &str = "id, email, is_active, is_superuser, full_name, hashed_password, created_at";

/// As long as a hash is.
pub(crate) const HASH: &str = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0c2E$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";

pub(crate) fn new_user(name: &str, at: usize) -> BareUser {
    BareUser {
        id: Uuid::now_v7(),
        email: format!("{name}-{at}@example.com"),
        is_active: true,
        is_superuser: false,
        full_name: Some("A Name".into()),
        hashed_password: HASH.into(),
        created_at: Utc::now().trunc_subsecs(6),
    }
}

fn user(row: &Row<'_>) -> rusqlite::Result<BareUser> {
    let id: &[u8] = row.get_ref(0)?.as_blob()?;
    let created_at = row.get_ref(6)?.as_str()?;
    Ok(BareUser {
        id: Uuid::from_slice(id).unwrap(),
        email: row.get(1)?,
        is_active: row.get(2)?,
        is_superuser: row.get(3)?,
        full_name: row.get(4)?,
        hashed_password: row.get(5)?,
        created_at: DateTime::parse_from_rfc3339(created_at)
            .unwrap()
            .with_timezone(&Utc),
    })
}

impl Bare {
    pub(crate) fn open_durable(path: &str) -> Self {
        let bare = Self::open(path);
        bare.connection
            .pragma_update(None, "synchronous", "FULL")
            .unwrap();
        bare
    }

    pub(crate) fn open(path: &str) -> Self {
        let connection = Connection::open(path).unwrap();
        connection
            .pragma_update(None, "journal_mode", "WAL")
            .unwrap();
        connection
            .pragma_update(None, "synchronous", "NORMAL")
            .unwrap();
        connection
            .pragma_update(None, "foreign_keys", true)
            .unwrap();
        connection.set_prepared_statement_cache_capacity(64);
        Self { connection }
    }

    pub(crate) fn get(&self, id: Uuid) -> rusqlite::Result<BareUser> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM user WHERE id = ?1"))?;
        statement.query_row([id.as_bytes()], user)
    }

    pub(crate) fn get_by_email(&self, email: &str) -> rusqlite::Result<BareUser> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM user WHERE email = ?1"))?;
        statement.query_row([email], user)
    }

    pub(crate) fn upsert(&self, email: &str) -> BareUser {
        let new = new_user("new", 0);
        let sql = format!(
            "INSERT INTO user ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
             ON CONFLICT (email) DO UPDATE SET is_active = excluded.is_active, is_superuser = excluded.is_superuser, \
             full_name = excluded.full_name, hashed_password = excluded.hashed_password RETURNING {COLUMNS}"
        );
        let mut statement = self.connection.prepare_cached(&sql).unwrap();
        let created_at = new.created_at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let values = params![
            new.id.as_bytes(),
            email,
            new.is_active,
            new.is_superuser,
            new.full_name,
            new.hashed_password,
            created_at
        ];
        statement.query_row(values, user).unwrap()
    }

    pub(crate) fn list(&self, limit: u32) -> Vec<BareUser> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM user ORDER BY id LIMIT ?1"))
            .unwrap();
        let rows = statement.query_map([limit], user).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// The rows of a statement with these values.
    pub(crate) fn select(&self, rest: &str, values: impl Params) -> Vec<BareUser> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM user {rest}"))
            .unwrap();
        let rows = statement.query_map(values, user).unwrap();
        rows.map(Result::unwrap).collect()
    }

    pub(crate) fn count(&self, rest: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM user {rest}");
        let mut statement = self.connection.prepare_cached(&sql).unwrap();
        statement.query_row([], |row| row.get(0)).unwrap()
    }

    pub(crate) fn execute(&self, sql: &str) -> usize {
        let mut statement = self.connection.prepare_cached(sql).unwrap();
        statement.execute([]).unwrap()
    }

    pub(crate) fn insert_item(&self, item: &super::Item) {
        let sql = "INSERT INTO item (id, title, description, owner_id) VALUES (?1, ?2, ?3, ?4)";
        let mut statement = self.connection.prepare_cached(sql).unwrap();
        let (id, owner) = (item.id.get(), item.owner_id.get());
        let values = params![
            id.as_bytes(),
            item.title,
            item.description,
            owner.as_bytes()
        ];
        statement.execute(values).unwrap();
    }

    /// The items of these users, with one statement.
    pub(crate) fn with_items(&self, users: Vec<BareUser>) -> Vec<(BareUser, Vec<BareItem>)> {
        let marks = vec!["?"; users.len()].join(", ");
        let sql = format!(
            "SELECT id, title, description, owner_id FROM item WHERE owner_id IN ({marks}) ORDER BY id"
        );
        let mut statement = self.connection.prepare_cached(&sql).unwrap();
        let ids = params_from_iter(users.iter().map(|user| user.id.as_bytes().to_vec()));
        let rows = statement.query_map(ids, item).unwrap();
        let mut groups: HashMap<Uuid, Vec<BareItem>> = HashMap::new();
        for item in rows.map(Result::unwrap) {
            groups.entry(item.owner_id).or_default().push(item);
        }
        let with = |user: BareUser| {
            let items = groups.remove(&user.id).unwrap_or_default();
            (user, items)
        };
        users.into_iter().map(with).collect()
    }

    pub(crate) fn insert(&self, user: &BareUser) {
        let mut statement = self
            .connection
            .prepare_cached(&format!(
                "INSERT INTO user ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
            ))
            .unwrap();
        let created_at = user.created_at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let values = params![
            user.id.as_bytes(),
            user.email,
            user.is_active,
            user.is_superuser,
            user.full_name,
            user.hashed_password,
            created_at
        ];
        statement.execute(values).unwrap();
    }

    pub(crate) fn insert_many_bare(&mut self, users: &[BareUser]) {
        self.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        for user in users {
            self.insert(user);
        }
        self.connection.execute_batch("COMMIT").unwrap();
    }

    pub(crate) fn insert_many(&mut self, users: &[super::User]) {
        let users: Vec<BareUser> = users
            .iter()
            .map(|user| BareUser {
                id: user.id.get(),
                email: user.email.clone(),
                is_active: user.is_active,
                is_superuser: user.is_superuser,
                full_name: user.full_name.clone(),
                hashed_password: user.hashed_password.clone(),
                created_at: user.created_at,
            })
            .collect();
        self.insert_many_bare(&users);
    }

    pub(crate) fn update(&self, id: Uuid, full_name: &str) -> rusqlite::Result<BareUser> {
        let mut statement = self.connection.prepare_cached(&format!(
            "UPDATE user SET full_name = ?1 WHERE id = ?2 RETURNING {COLUMNS}"
        ))?;
        statement.query_row(params![full_name, id.as_bytes()], user)
    }

    pub(crate) fn delete(&self, id: Uuid) {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM user WHERE id = ?1")
            .unwrap();
        assert_eq!(statement.execute([id.as_bytes()]).unwrap(), 1);
    }
}
