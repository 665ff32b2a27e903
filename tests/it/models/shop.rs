//! Models for queries: columns of many types, nulls, and relations of every kind.

use fivefold::prelude::*;

use super::Status;

/// An owner of things, perhaps with a boss.
#[model(
    has_many(things: Thing::OWNER_ID, reports: Owner::BOSS_ID),
    has_one(badge: Pass::OWNER_ID),
    many_to_many(clubs: Club through Membership(OWNER_ID, CLUB_ID))
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Owner {
    pub id: Id<Owner>,
    #[field(unique, len(..=40))]
    pub name: String,
    pub boss_id: Option<Id<Owner>>,
}

/// The model of most queries.
#[model(has_many(parts: Part::THING_ID), index(owner_id, views desc))]
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    pub id: Id<Thing>,
    #[field(len(..=80))]
    pub name: String,
    #[field(len(..=80))]
    pub nick: Option<String>,
    #[field(default = 0)]
    pub views: i64,
    pub stars: Option<i32>,
    #[field(default = true)]
    pub is_open: bool,
    pub ratio: f64,
    pub day: Option<NaiveDate>,
    pub at: DateTime<Utc>,
    pub status: Status,
    #[field(on_delete = cascade)]
    pub owner_id: Option<Id<Owner>>,
    #[field(auto(update))]
    pub changed_at: DateTime<Utc>,
}

/// A part of a thing.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub id: Id<Part, i64>,
    pub name: String,
    #[field(range(0..=100))]
    pub grams: i32,
    #[field(on_delete = cascade)]
    pub thing_id: Id<Thing>,
}

/// The one pass of an owner.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    pub id: Id<Pass>,
    #[field(unique, on_delete = cascade)]
    pub owner_id: Id<Owner>,
}

/// Where many are.
#[model(many_to_many(members: Owner through Membership(CLUB_ID, OWNER_ID)))]
#[derive(Debug, Clone, PartialEq)]
pub struct Club {
    #[field(id, len(..=20))]
    pub code: String,
    pub founded: i32,
}

/// The membership of an owner in a club.
#[model(unique(owner_id, club_id))]
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    pub id: Id<Membership>,
    #[field(on_delete = cascade)]
    pub owner_id: Id<Owner>,
    #[field(references = Club, on_delete = cascade)]
    pub club_id: String,
}

/// The tables of this file.
pub fn shop() -> fivefold::Schema {
    schema![Membership, Pass, Part, Thing, Owner, Club]
}
