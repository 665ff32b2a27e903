//! Models that differ in their keys and in what points to what.

use fivefold::prelude::*;

/// A row with a key that the database counts, for tests that look at what was kept.
#[model(has_many(lines: Line::LEDGER_ID))]
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    pub id: Id<Ledger, i64>,
    #[field(unique)]
    pub number: i64,
    #[field(default = 0)]
    pub left: i64,
    #[field(default = 0)]
    pub right: i64,
}

/// A line of a ledger, with a key of 32 bits.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub id: Id<Line, i32>,
    #[field(on_delete = restrict)]
    pub ledger_id: Id<Ledger, i64>,
    pub text: String,
}

/// A row with a key that says something.
#[model(has_many(cities: City::COUNTRY_CODE))]
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    #[field(id, len(2..=2))]
    pub code: String,
    #[field(unique)]
    pub name: String,
}

#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct City {
    pub id: Id<City>,
    #[field(references = Country)]
    pub country_code: String,
    pub name: String,
}

/// A row that points to another of its kind.
#[model(has_many(folders: Folder::PARENT_ID))]
#[derive(Debug, Clone, PartialEq)]
pub struct Folder {
    pub id: Id<Folder>,
    #[field(on_delete = set_null)]
    pub parent_id: Option<Id<Folder>>,
    pub name: String,
}

/// Unique as a whole, not in any part; one column has another name than its field.
#[model(unique(hall, line, place))]
#[derive(Debug, Clone, PartialEq)]
pub struct Seat {
    pub id: Id<Seat>,
    pub hall: String,
    pub line: i32,
    #[field(column = "chair")]
    pub place: Option<i32>,
    pub taken_by: Option<String>,
}

#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Counter {
    pub id: Id<Counter, i64>,
    pub value: i64,
}

/// Two tables that point to each other.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Chicken {
    pub id: Id<Chicken>,
    #[field(on_delete = set_null)]
    pub egg_id: Option<Id<Egg>>,
}

#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Egg {
    pub id: Id<Egg>,
    #[field(on_delete = set_null)]
    pub chicken_id: Option<Id<Chicken>>,
}

/// A key that the client sends, and is a UUID.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Badge {
    #[field(id)]
    pub number: Uuid,
    #[field(unique)]
    pub colour: Option<String>,
}

/// Nothing but words that SQL keeps for itself.
#[model(table = "order", index(r#where, by desc))]
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub id: Id<Order>,
    #[field(unique)]
    pub r#type: String,
    pub r#where: Option<i32>,
    #[field(default = 1)]
    pub by: i32,
    #[field(column = "group")]
    pub set: Option<String>,
    #[field(on_delete = set_null, column = "references")]
    pub select_id: Option<Id<Order>>,
}
