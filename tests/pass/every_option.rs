//! Every option of `#[model]` and `#[field]`, once.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A row with every option of a struct.
#[model(
    table = "people",
    was = "persons",
    has_many(orders: Order::BUYER_ID, gifts: Order::GIVER_ID, letters: Letter::WRITER_CODE),
    has_one(passport: Passport::HOLDER_ID),
    unique(first_name, last_name),
    index(last_name, born desc),
    derive(Eq, Hash),
    on(base, derive(PartialOrd, Ord)),
    on(create, derive(serde::Serialize)),
    on(update, must_use),
    on(public, derive(Default), allow(dead_code)),
    on(server, derive(Default)),
    unknown = ignore,
    crate = ::fivefold,
)]
#[derive(Debug, Clone)]
pub struct Person {
    /// A key that clients send.
    #[field(id, len(2..=8), column = "person_code")]
    pub code: String,
    /// Under a new name.
    #[field(was = "forename", len(1..))]
    pub first_name: String,
    /// With two options in two attributes.
    #[field(index)]
    #[field(len(..=40), default)]
    pub last_name: String,
    /// Looked up.
    #[field(unique, email)]
    pub email: String,
    /// A link.
    #[field(url)]
    pub homepage: Option<String>,
    /// A field with a pattern.
    #[field(pattern = "^[a-z-]+$", check = not_admin)]
    pub slug: String,
    /// Between bounds.
    #[field(range(1900..=2100), create_only)]
    pub born: i32,
    /// Sent under another name and as another type.
    #[field(input(phone: PhoneNumber), default = PhoneNumber("0".into()))]
    pub phone_text: String,
    /// For server code.
    #[field(hidden)]
    pub remark: Option<String>,
    /// Set by server code.
    #[field(server)]
    pub score: u32,
}

/// A row with every option of a key.
#[model]
#[derive(Debug)]
pub struct Order {
    /// A key that the database counts up.
    pub id: Id<Order, i64>,
    /// A key without a type of its own.
    #[field(references = Person, on_delete = cascade)]
    pub buyer_id: String,
    /// May be null.
    #[field(references = Person, on_delete = set_null)]
    pub giver_id: Option<String>,
    /// Guards its row.
    #[field(on_delete = restrict)]
    pub before_id: Option<Id<Order, i64>>,
    /// Generated, random.
    #[field(auto(v4))]
    pub receipt: Uuid,
    /// Generated, in order.
    #[field(auto(v7), unique)]
    pub number: Uuid,
    /// Generated at creation.
    #[field(auto)]
    pub created_at: DateTime<Utc>,
    /// Generated at each change.
    #[field(auto(update))]
    pub updated_at: DateTime<Utc>,
}

/// A row that has the key of another.
#[model]
#[derive(Debug)]
pub struct Passport {
    /// A key of its own.
    #[field(id, auto(v4))]
    pub number: Uuid,
    /// One each.
    #[field(server, unique, references = Person)]
    pub holder_id: String,
}

/// A row of which every row may be the stamp.
#[model(unowned)]
#[derive(Debug)]
pub struct Stamp {
    /// A key.
    pub id: Id<Stamp>,
    /// Has no say.
    #[field(references = Person)]
    pub first_code: String,
    /// Has none either.
    #[field(references = Person)]
    pub second_code: String,
}

/// A row that is reached through its owner.
#[model(scoped)]
#[derive(Debug)]
pub struct Letter {
    /// A key.
    pub id: Id<Letter>,
    /// The owner.
    #[field(server, owner, references = Person)]
    pub writer_code: String,
    /// Anybody else.
    #[field(references = Person)]
    pub reader_code: String,
    /// Any of them.
    pub stamp_id: Option<Id<Stamp>>,
}

/// A telephone number as clients send it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct PhoneNumber(String);

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

fn not_admin(slug: &String) -> Result<(), fivefold::validation::ValidationError> {
    if slug == "admin" {
        Err(fivefold::validation::ValidationError::new("reserved"))
    } else {
        Ok(())
    }
}

/// Names the relations.
pub fn relations(person: &Person, order: &Order) {
    let _ = (
        person.orders(),
        person.gifts(),
        person.letters(),
        person.passport(),
        order.buyer(),
        order.giver(),
        order.before(),
    );
}

fn main() {
    let body = r#"{"code": "ann", "first_name": "Ann", "email": "a@b.c", "slug": "ann", "born": 1990, "x": 1}"#;
    let create: PersonCreate = serde_json::from_str(body).unwrap();
    assert_eq!(
        create,
        PersonCreate::new("ann", "Ann", "a@b.c", "ann", 1990)
    );
    assert_eq!(create.phone, PhoneNumber("0".into()));
    let server = PersonServer::default();
    assert_eq!(server.score, 0);
    let _ = create.with(server);
}
