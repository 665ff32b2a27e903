//! Models with rules, and with fields that not everyone may write or see.

use fivefold::prelude::*;
use fivefold::validation::ValidationError;

use super::User;

/// The rules that the table checks as well.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Rated {
    pub id: Id<Rated>,
    #[field(unique, len(2..=10))]
    pub title: String,
    #[field(range(1..=5))]
    pub stars: i32,
    #[field(default = 0)]
    pub votes: u32,
}

/// The same table, with none of its rules: what the model lets through, the table refuses.
#[model(table = "rated")]
#[derive(Debug, Clone, PartialEq)]
pub struct RatedLoose {
    pub id: Id<RatedLoose>,
    pub title: Option<String>,
    pub stars: Option<i32>,
    #[field(default = 0)]
    pub votes: i64,
}

/// Every rule, on a required field or an optional one.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Ruled {
    pub id: Id<Ruled>,
    #[field(len(2..=5))]
    pub name: String,
    #[field(len(..=3))]
    pub bytes: Vec<u8>,
    #[field(len(1..=2))]
    pub tags: Json<Vec<String>>,
    #[field(email)]
    pub email: Option<String>,
    #[field(url)]
    pub link: Option<String>,
    #[field(pattern = "^[a-z]+(-[a-z]+)*$")]
    pub slug: Option<String>,
    #[field(range(-5..=5))]
    pub small: Option<i16>,
    #[field(range(0..))]
    pub money: Option<i64>,
    #[field(range(..=4_000_000_000))]
    pub count: Option<u32>,
    #[field(range(-0.5..=0.5))]
    pub ratio: Option<f64>,
    #[field(check = even)]
    pub even: Option<i32>,
    #[field(len(1..), pattern = "^x", check = not_xx)]
    pub all: Option<String>,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "a rule takes the field as it is"
)]
fn even(value: &Option<i32>) -> Result<(), ValidationError> {
    match value {
        Some(value) if value % 2 != 0 => {
            Err(ValidationError::new("even").with_message("must be even".into()))
        }
        _ => Ok(()),
    }
}

fn not_xx(value: &Option<String>) -> Result<(), ValidationError> {
    if value.as_deref() == Some("xx") {
        Err(ValidationError::new("not_xx"))
    } else {
        Ok(())
    }
}

/// Every way of writing and seeing a field.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    #[field(auto(v4))]
    pub id: Id<Account>,
    #[field(unique, email, len(..=254))]
    pub email: String,
    #[field(create_only)]
    pub plan: Plan,
    #[field(hidden)]
    pub note: Option<String>,
    pub token: Secret<String>,
    #[field(hidden, input(password: Secret<String>, len(8..=128)))]
    pub password_hash: Hash,
    #[field(server)]
    pub balance: i64,
    #[field(server, default = 1)]
    pub level: i32,
    #[field(auto(v7))]
    pub trace: Uuid,
    #[field(auto)]
    pub created_at: DateTime<Utc>,
    #[field(auto(update))]
    pub updated_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, DbEnum)]
pub enum Plan {
    Free,
    Paid,
}

/// Stands in for a real hash: backwards, so that a test sees whether it was applied.
#[derive(Clone, PartialEq, Eq, DbNewtype)]
pub struct Hash(pub String);

impl From<Secret<String>> for Hash {
    fn from(password: Secret<String>) -> Self {
        Self(format!(
            "hash:{}",
            password.expose().chars().rev().collect::<String>()
        ))
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hash(..)")
    }
}

/// Names in JSON that differ from the fields' names.
#[model]
#[derive(Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Camel {
    pub id: Id<Camel>,
    #[field(len(..=20))]
    pub first_name: String,
    #[field(unique, len(..=20))]
    #[serde(rename = "SURNAME", alias = "family_name")]
    pub last_name: Option<String>,
    #[field(server, default = false)]
    pub is_admin: bool,
    #[field(server, default = None)]
    #[serde(rename = "boss")]
    pub manager_id: Option<Id<User>>,
    #[field(auto(update))]
    pub changed_at: DateTime<Utc>,
}

/// Takes unknown keys and drops them.
#[model(unknown = ignore)]
#[derive(Debug, Clone, PartialEq)]
pub struct Loose {
    pub id: Id<Loose>,
    pub name: String,
    #[field(server, default = false)]
    pub is_admin: bool,
    #[field(server, default = 0)]
    pub owner_id: i64,
    #[field(auto)]
    pub created_at: DateTime<Utc>,
    #[field(auto(update))]
    pub updated_at: DateTime<Utc>,
}
