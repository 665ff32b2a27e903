//! Queries: what they find is compared with what Rust finds in the same rows.

mod aggregates;
mod cursors;
mod decimals;
mod filters;
mod groups;
mod joined;
mod json_paths;
mod limits;
mod lists;
mod loads;
mod offsets;
mod orders;
mod pages;
mod params;
mod precision;
mod selects;
mod streams;
mod sums;
mod texts;
mod writes;

use fivefold::prelude::*;

use crate::models::{
    Club, ClubCreate, Membership, MembershipCreate, Owner, OwnerCreate, OwnerUpdate, Part,
    PartCreate, Pass, PassCreate, Status, Thing, ThingCreate, shop,
};
use crate::support::{Engine, Random, TestEnv};

/// A database with rows, and the same rows.
struct Shop {
    env: TestEnv,
    owners: Vec<Owner>,
    things: Vec<Thing>,
    parts: Vec<Part>,
    clubs: Vec<Club>,
    memberships: Vec<Membership>,
    passes: Vec<Pass>,
}

/// Texts that differ in case, in accents, by signs of patterns, and not at all.
const NAMES: &[&str] = &[
    "",
    "a",
    "A",
    "ab",
    "Ab",
    "aB",
    "b",
    "é",
    "É",
    "e",
    "100%",
    "100_",
    "1000",
    "a!b",
    "a\\b",
    "a%b",
    "ß",
    "ss",
    "日本",
    "日",
    "z\u{10ffff}",
    "z",
    "zz",
    " a",
    "a ",
    "[a]",
    "*",
    "?",
    "a*b",
    "ＡＢ",
    "İ",
    "i",
];

impl Shop {
    async fn new(engine: &'static Engine) -> Self {
        let env = TestEnv::with(engine, &shop()).await;
        let (db, mut random) = (&env.db, Random::new(7));
        let names = ["Ann", "Bob", "Cid", "Dan", "Eve", "Fay"];
        let mut owners = Owner::create_many(
            db,
            names.map(|name| OwnerCreate {
                boss_id: None,
                ..OwnerCreate::new(name)
            }),
        )
        .await
        .unwrap();
        for at in 1..4 {
            let boss = OwnerUpdate {
                boss_id: Set(Some(owners[at / 2].id)),
                ..Default::default()
            };
            owners[at] = owners[at].clone().update(db, boss).await.unwrap();
        }
        let things = (0..150)
            .map(|at| thing(&mut random, &owners, at))
            .collect::<Vec<_>>();
        let things = Thing::create_many(db, things).await.unwrap();
        let parts = (0..200).map(|at| {
            PartCreate::new(
                format!("part {}", at % 7),
                (at % 11) * 9,
                things[random.below(60) as usize].id,
            )
        });
        let parts = Part::create_many(db, parts).await.unwrap();
        let clubs = Club::create_many(
            db,
            [
                ClubCreate::new("chess", 1851),
                ClubCreate::new("rowing", 1829),
                ClubCreate::new("empty", 2000),
            ],
        )
        .await
        .unwrap();
        let memberships =
            [(0, 0), (0, 1), (1, 0), (2, 1), (3, 0)].map(|(owner, club): (usize, usize)| {
                MembershipCreate::new(owners[owner].id, clubs[club].code.clone())
            });
        let memberships = Membership::create_many(db, memberships).await.unwrap();
        let passes = Pass::create_many(
            db,
            [PassCreate::new(owners[0].id), PassCreate::new(owners[4].id)],
        )
        .await
        .unwrap();
        Self {
            env,
            owners,
            things,
            parts,
            clubs,
            memberships,
            passes,
        }
    }

    fn parts_of<'s>(&'s self, thing: &Thing) -> impl Iterator<Item = &'s Part> {
        let id = thing.id;
        self.parts.iter().filter(move |part| part.thing_id == id)
    }

    fn owner_of(&self, thing: &Thing) -> Option<&Owner> {
        self.owners
            .iter()
            .find(|owner| Some(owner.id) == thing.owner_id)
    }

    fn clubs_of<'s>(&'s self, owner: &Owner) -> impl Iterator<Item = &'s Club> {
        let id = owner.id;
        let joined = self
            .memberships
            .iter()
            .filter(move |membership| membership.owner_id == id);
        joined.filter_map(|membership| {
            self.clubs
                .iter()
                .find(|club| club.code == membership.club_id)
        })
    }
}

fn thing(random: &mut Random, owners: &[Owner], at: usize) -> ThingCreate {
    let mut pick = |bound: u64| random.below(bound);
    let maybe = |chance: u64| chance != 0;
    ThingCreate {
        nick: maybe(pick(3)).then(|| NAMES[pick(NAMES.len() as u64) as usize].to_owned()),
        views: pick(7) as i64 - 3,
        stars: maybe(pick(3)).then(|| pick(5) as i32 - 1),
        is_open: pick(2) == 0,
        day: maybe(pick(4)).then(|| day(pick(5) as u32)),
        owner_id: maybe(pick(4)).then(|| owners[pick(owners.len() as u64) as usize].id),
        ..ThingCreate::new(
            NAMES[at % NAMES.len()],
            pick(9) as f64 / 4.0 - 1.0,
            instant(pick(6) as i64),
            [Status::Open, Status::InProgress, Status::Done][pick(3) as usize],
        )
    }
}

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 2, 27 + number % 3).unwrap()
}

/// Some of them differ by a microsecond.
fn instant(number: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_700_000_000_000_000 + (number / 2) * 60_000_000 + number)
        .unwrap()
}
