//! The models that the load writes.

use fivefold::Schema;
use fivefold::prelude::*;

/// A row of its own.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub id: Id<Entry, i64>,
    #[field(unique)]
    pub number: i64,
    pub value: i64,
}

/// Money moves between accounts; their sum stays.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    #[field(id)]
    pub number: i64,
    pub cents: i64,
}

/// Says that money was moved. Written in one transaction with the two accounts.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    pub id: Id<Transfer, i64>,
    #[field(unique)]
    pub number: i64,
    pub source: i64,
    pub target: i64,
    pub cents: i64,
}

/// A row that says how many point to it. Written in one transaction with them.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Parent {
    pub id: Id<Parent>,
    #[field(unique)]
    pub number: i64,
    pub children: i64,
}

#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Child {
    pub id: Id<Child>,
    pub parent_id: Id<Parent>,
    pub place: i64,
}

/// A number that is counted up.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Counter {
    #[field(id)]
    pub number: i64,
    pub count: i64,
}

/// Any text.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub id: Id<Note, i64>,
    pub text: String,
}

/// The number of accounts, and the first balance of each.
pub const ACCOUNTS: i64 = 8;
pub const CENTS: i64 = 1_000_000;

pub fn schema() -> Schema {
    schema![Entry, Account, Transfer, Parent, Child, Counter, Note]
}

/// Makes the tables, and the accounts.
pub async fn prepare(db: &Db) -> Result<(), Error> {
    db.create_all(&schema()).await?;
    let accounts = (0..ACCOUNTS).map(|number| AccountCreate::new(number, CENTS));
    Account::create_many(db, accounts).await.map(drop)
}
