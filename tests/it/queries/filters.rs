//! Conditions find the rows that they say, and `not` finds the others.

use fivefold::prelude::*;
use fivefold::query::Filter;

use super::{NAMES, Shop, day, instant};
use crate::models::{Club, Owner, Part, Status, Thing};
use crate::support::{Random, failed};

/// A condition, and whether a row meets it.
type Pair<'s> = (String, Filter<Thing>, Box<dyn Fn(&Thing) -> bool + 's>);

macro_rules! pairs {
    ($($filter:expr, |$thing:ident| $meets:expr;)+) => {
        vec![$((stringify!($filter).to_owned(), $filter, Box::new(move |$thing: &Thing| $meets) as Box<dyn Fn(&Thing) -> bool>)),+]
    };
}

fn simple(shop: &Shop) -> Vec<Pair<'_>> {
    let (ann, bob, cid) = (shop.owners[0].id, shop.owners[1].id, shop.owners[2].id);
    let first = shop.things[3].id;
    pairs! {
        Thing::ID.eq(first), |thing| thing.id == first;
        Thing::ID.ne(first), |thing| thing.id != first;
        Thing::ID.gt(first), |thing| thing.id > first;
        Thing::NAME.eq("a"), |thing| thing.name == "a";
        Thing::NAME.lt("b"), |thing| thing.name.as_str() < "b";
        Thing::NAME.ge(String::from("é")), |thing| thing.name.as_str() >= "é";
        Thing::VIEWS.lt(0) & Thing::NAME.ne("a"), |thing| thing.views < 0 && thing.name != "a";
        Thing::VIEWS.lt(0) | Thing::NAME.eq("a") & Thing::NICK.is_null(), |thing| thing.views < 0 || thing.name == "a" && thing.nick.is_none();
        Thing::NAME.in_list(["a", "A", "日"]), |thing| ["a", "A", "日"].contains(&thing.name.as_str());
        Thing::NAME.not_in(["a", "A", "日"]), |thing| !["a", "A", "日"].contains(&thing.name.as_str());
        Thing::NAME.in_list([] as [&str; 0]), |_thing| false;
        Thing::NAME.not_in([] as [&str; 0]), |_thing| true;
        Thing::NICK.eq("a"), |thing| thing.nick.as_deref() == Some("a");
        Thing::NICK.ne("a"), |thing| thing.nick.as_deref() != Some("a");
        Thing::NICK.le("b"), |thing| thing.nick.as_deref().is_some_and(|nick| nick <= "b");
        Thing::NICK.not_in(["a", "b"]), |thing| !thing.nick.as_deref().is_some_and(|nick| ["a", "b"].contains(&nick));
        Thing::NICK.is_null(), |thing| thing.nick.is_none();
        Thing::NICK.is_not_null(), |thing| thing.nick.is_some();
        Thing::VIEWS.lt(0), |thing| thing.views < 0;
        Thing::VIEWS.between(-1, 2), |thing| (-1..=2).contains(&thing.views);
        Thing::VIEWS.between(2, -1), |_thing| false;
        Thing::STARS.ge(2), |thing| thing.stars.is_some_and(|stars| stars >= 2);
        Thing::STARS.ne(2), |thing| thing.stars != Some(2);
        Thing::IS_OPEN.eq(true), |thing| thing.is_open;
        Thing::IS_OPEN.ne(true), |thing| !thing.is_open;
        Thing::RATIO.gt(0.25), |thing| thing.ratio > 0.25;
        Thing::RATIO.eq(0.25), |thing| thing.ratio == 0.25;
        Thing::DAY.gt(day(0)), |thing| thing.day.is_some_and(|found| found > day(0));
        Thing::AT.le(instant(3)), |thing| thing.at <= instant(3);
        Thing::AT.eq(instant(2)), |thing| thing.at == instant(2);
        Thing::STATUS.eq(Status::Done), |thing| thing.status == Status::Done;
        Thing::STATUS.in_list([Status::Open, Status::Done]), |thing| thing.status != Status::InProgress;
        Thing::OWNER_ID.eq(ann), |thing| thing.owner_id == Some(ann);
        Thing::OWNER_ID.in_list([ann, bob]), |thing| [Some(ann), Some(bob)].contains(&thing.owner_id);
        Thing::OWNER_ID.is_null(), |thing| thing.owner_id.is_none();
        Thing::OWNER.exists(), |thing| thing.owner_id.is_some();
        Thing::OWNER.is(Owner::NAME.eq("Bob")), |thing| thing.owner_id == Some(bob);
        Thing::OWNER.is(Owner::BOSS.is(Owner::NAME.eq("Ann"))), |thing| thing.owner_id == Some(bob);
        Thing::OWNER.is(Owner::BOSS.is(Owner::BOSS.exists())), |thing| thing.owner_id == Some(cid) || thing.owner_id == Some(shop.owners[3].id);
        Thing::OWNER.is(Owner::REPORTS.exists()), |thing| thing.owner_id == Some(ann) || thing.owner_id == Some(bob);
        Thing::OWNER.is(Owner::BADGE.exists()), |thing| shop.passes.iter().any(|pass| Some(pass.owner_id) == thing.owner_id);
        Thing::OWNER.is(Owner::CLUBS.any(Club::FOUNDED.lt(1850))), |thing| shop.owner_of(thing).is_some_and(|owner| shop.clubs_of(owner).any(|club| club.founded < 1850));
        Thing::OWNER.is(Owner::CLUBS.none(None)), |thing| shop.owner_of(thing).is_some_and(|owner| shop.clubs_of(owner).next().is_none());
        Thing::PARTS.exists(), |thing| shop.parts_of(thing).next().is_some();
        Thing::PARTS.any(Part::GRAMS.gt(50).and(Part::NAME.ne("part 1"))), |thing| shop.parts_of(thing).any(|part| part.grams > 50 && part.name != "part 1");
        Thing::PARTS.none(Part::GRAMS.gt(50)), |thing| shop.parts_of(thing).all(|part| part.grams <= 50);
        Thing::PARTS.any(Part::THING.is(Thing::NICK.is_null())), |thing| thing.nick.is_none() && shop.parts_of(thing).next().is_some();
    }
}

fn found<'s>(shop: &'s Shop, meets: &dyn Fn(&Thing) -> bool) -> Vec<&'s Thing> {
    shop.things.iter().filter(|thing| meets(thing)).collect()
}

async fn check(shop: &Shop, name: &str, filter: Filter<Thing>, meets: &dyn Fn(&Thing) -> bool) {
    let db = &shop.env.db;
    let expected = found(shop, meets);
    let rows = Thing::query().filter(filter.clone()).all(db).await.unwrap();
    // In the order of the keys, which is that of creation.
    assert_eq!(rows.iter().collect::<Vec<_>>(), expected, "{name}");
    let rest = Thing::query()
        .filter(!filter.clone())
        .count(db)
        .await
        .unwrap();
    assert_eq!(
        rest,
        (shop.things.len() - expected.len()) as u64,
        "not {name}"
    );
    let exists = Thing::query().filter(filter).exists(db).await.unwrap();
    assert_eq!(exists, !expected.is_empty(), "{name}");
}

for_each_engine! {
    async fn a_condition_finds_its_rows_and_its_negation_the_others(engine) {
        let shop = Shop::new(engine).await;
        let mut met = 0;
        for (name, filter, meets) in simple(&shop) {
            check(&shop, &name, filter, &meets).await;
            let count = found(&shop, &meets).len();
            met += usize::from(count > 0 && count < shop.things.len());
        }
        // A condition that all rows meet, or none, would show little.
        assert!(met >= 35, "only {met} conditions tell rows apart");
    }

    async fn conditions_are_joined_as_in_rust(engine) {
        let shop = Shop::new(engine).await;
        let pairs = simple(&shop);
        let mut random = Random::new(11);
        for _ in 0..250 {
            let (mut name, mut filter, mut meets) = (String::from("all"), Filter::all_of([]), Box::new(|_: &Thing| true) as Box<dyn Fn(&Thing) -> bool>);
            for _ in 0..=random.below(4) {
                let (other, next, also) = &pairs[random.below(pairs.len() as u64) as usize];
                let before = meets;
                let joined: Pair<'_> = match random.below(4) {
                    0 => (format!("({name} or {other})"), filter.or(next.clone()), Box::new(move |thing| before(thing) || also(thing))),
                    1 => (format!("not({name} and {other})"), !filter.and(next.clone()), Box::new(move |thing| !(before(thing) && also(thing)))),
                    2 => (format!("any({name}, not {other})"), Filter::any_of([filter, !next.clone()]), Box::new(move |thing| before(thing) || !also(thing))),
                    _ => (format!("({name} and {other})"), filter.and(next.clone()), Box::new(move |thing| before(thing) && also(thing))),
                };
                (name, filter, meets) = joined;
            }
            check(&shop, &name, filter, &meets).await;
        }
    }

    async fn successive_filters_are_combined_with_and(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let nothing: Option<Filter<Thing>> = None;
        let query = Thing::query().filter(Thing::VIEWS.gt(0)).filter(nothing).filter(Some(Thing::IS_OPEN.eq(true)));
        let expected = found(&shop, &|thing| thing.views > 0 && thing.is_open);
        assert_eq!(query.clone().count(db).await.unwrap(), expected.len() as u64);
        assert!(!expected.is_empty());
        let none = query.filter(Filter::any_of([]));
        assert!(none.clone().all(db).await.unwrap().is_empty());
        assert_eq!(none.first(db).await.unwrap(), None);
    }

    async fn a_value_that_no_row_can_hold_is_refused_before_the_database(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let before = db.metrics().statements;
        let bad = || Thing::NAME.eq("a\0b");
        let deep = Owner::THINGS.any(bad());
        for error in [
            failed(ErrorKind::Validation, Thing::query().filter(bad()).all(db).await),
            failed(ErrorKind::Validation, Thing::query().filter(Thing::VIEWS.eq(1).or(bad())).count(db).await),
            failed(ErrorKind::Validation, Thing::query().filter(!bad()).delete(db).await),
            failed(ErrorKind::Validation, Thing::query().filter(Thing::NAME.starts_with("\0")).exists(db).await),
            failed(ErrorKind::Validation, Thing::query().filter(Thing::NAME.in_list(["a", "\0"])).page(db, ..).await),
            failed(ErrorKind::Validation, Owner::query().filter(deep).first(db).await),
        ] {
            assert_eq!((error.model(), error.field()), (Some("Thing"), Some("name")), "{error}");
            assert!(!error.to_string().contains('\0'));
        }
        assert_eq!(db.metrics().statements, before);
    }

    async fn lists_of_any_length_are_one_statement(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        for length in [1, 2, 3, 7, 8, 9, 1_000, 20_000, 32_766] {
            let mut ids: Vec<Id<Thing>> = shop.things.iter().map(|thing| thing.id).take(length).collect();
            let known = ids.len() as u64;
            ids.extend((ids.len()..length).map(|_| Id::now_v7()));
            assert_eq!(Thing::query().filter(Thing::ID.in_list(&ids)).count(db).await.unwrap(), known, "{length}");
            let others = Thing::query().filter(Thing::ID.not_in(ids)).count(db).await.unwrap();
            assert_eq!(others, shop.things.len() as u64 - known, "{length}");
        }
        let ids = (0..70_000).map(|_| Id::now_v7());
        let before = db.metrics().statements;
        assert_eq!(Thing::query().filter(Thing::ID.in_list(ids)).count(db).await.unwrap(), 0);
        assert_eq!(db.metrics().statements - before, 1);
    }
}

/// The rows that the shop holds have to be able to show a difference.
#[test]
fn names_differ_by_more_than_their_case() {
    let mut folded: Vec<String> = NAMES.iter().map(|name| name.to_ascii_lowercase()).collect();
    folded.sort();
    folded.dedup();
    assert!(folded.len() < NAMES.len());
}
