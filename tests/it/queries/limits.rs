//! Every statement has limits, which are the same on every database, and nothing beyond them stops the process.

use fivefold::prelude::*;
use fivefold::query::Filter;

use super::Shop;
use crate::models::{Owner, Part, Thing};
use crate::support::failed;

/// A condition that Thing number `at` of 150 meets.
fn pair(at: i64) -> Filter<Thing> {
    Thing::VIEWS.eq(at).and(Thing::RATIO.lt(2.0))
}

for_each_engine! {
    async fn a_chain_of_conditions_is_flat_however_it_is_built(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let expected = shop.things.iter().filter(|thing| thing.views == 1).count() as u64;
        let impossible = || Thing::VIEWS.eq(1_000);
        let (mut right, mut left, mut both) = (Thing::VIEWS.eq(1), Thing::VIEWS.eq(1), Thing::VIEWS.eq(1));
        for _ in 0..4_000 {
            right = right.or(impossible());
            left = impossible().or(left);
            both = both.and(Thing::VIEWS.lt(1_000));
        }
        for filter in [right, left, both, !!!!Thing::VIEWS.eq(1)] {
            assert_eq!(Thing::query().filter(filter).count(db).await.unwrap(), expected);
        }
        let mut query = Thing::query().filter(Thing::VIEWS.eq(1));
        for _ in 0..4_000 {
            query = query.filter(Thing::VIEWS.lt(1_000));
        }
        assert_eq!(query.count(db).await.unwrap(), expected);
        let mut nots = Thing::VIEWS.eq(1);
        for _ in 0..900 {
            nots = !nots;
        }
        assert_eq!(Thing::query().filter(nots).count(db).await.unwrap(), expected);
    }

    async fn a_thousand_pairs_are_one_condition(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let expected = shop.things.iter().filter(|thing| thing.views >= 0).count() as u64;
        for count in [9, 16, 17, 1_000, 5_000] {
            let pairs = (0..count).map(pair);
            assert_eq!(Thing::query().filter(Filter::any_of(pairs)).count(db).await.unwrap(), expected, "{count}");
            let pairs = (0..count).map(|at| !pair(at));
            let others = Thing::query().filter(Filter::all_of(pairs)).count(db).await.unwrap();
            assert_eq!(others, shop.things.len() as u64 - expected, "{count}");
        }
        // The same in a write.
        let update = Thing::query().filter(Filter::any_of((0..1_000).map(pair))).update(db, Thing::VIEWS.add(0));
        assert_eq!(update.await.unwrap(), expected);
    }

    async fn conditions_of_any_depth_neither_stop_the_process_nor_are_sent(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let mut deep = Thing::VIEWS.eq(1);
        for _ in 0..200_000 {
            deep = !deep.or(Thing::VIEWS.eq(2)).and(Thing::VIEWS.eq(3));
        }
        let mut related = Owner::NAME.eq("Ann");
        for _ in 0..200_000 {
            related = Owner::BOSS.is(related);
        }
        let before = db.metrics().statements;
        let copy = deep.clone();
        drop(deep);
        for error in [
            failed(ErrorKind::InvalidInput, Thing::query().filter(copy.clone()).all(db).await),
            failed(ErrorKind::InvalidInput, Thing::query().filter(copy.clone()).page(db, ..).await),
            failed(ErrorKind::InvalidInput, Thing::query().filter(copy.clone()).delete(db).await),
            failed(ErrorKind::InvalidInput, Thing::query().filter(copy).update(db, Thing::VIEWS.add(1)).await),
            failed(ErrorKind::InvalidInput, Owner::query().filter(related).count(db).await),
        ] {
            assert!(error.to_string().contains("at most 50 levels"), "{error}");
        }
        assert_eq!(db.metrics().statements, before);
    }

    async fn what_the_limits_allow_is_answered(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        // Every level holds as many conditions as fit: 49 levels of 200.
        let mut deep = Thing::VIEWS.eq(1_000);
        for level in 0..49 {
            let others = (0..200).map(|_| if level % 2 == 0 { Thing::VIEWS.ge(-100) } else { Thing::VIEWS.eq(1_000) });
            deep = if level % 2 == 0 { Filter::all_of(others).and(deep) } else { Filter::any_of(others).or(deep) };
        }
        assert_eq!(Thing::query().filter(deep).count(db).await.unwrap(), 0);
        let mut related = Owner::NAME.eq("Ann");
        for _ in 0..12 {
            related = Owner::BOSS.is(related);
        }
        assert_eq!(Owner::query().filter(!related.clone()).count(db).await.unwrap(), shop.owners.len() as u64);
        let patch = crate::models::OwnerUpdate { name: Set("x".into()), ..Default::default() };
        assert_eq!(Owner::query().filter(related).update(db, patch).await.unwrap(), 0);
        // Lists of a few values are no list values, and those of many are one value.
        let list = |at: i64| Thing::VIEWS.in_list(at * 8..at * 8 + 8);
        let filter = Filter::any_of((100..4_000).map(list));
        assert_eq!(Thing::query().filter(filter).count(db).await.unwrap(), 0);
        let filter = Filter::any_of((0..5).map(|at| Thing::VIEWS.in_list(1_000 + at..11_000)));
        assert_eq!(Thing::query().filter(filter).count(db).await.unwrap(), 0);
    }

    async fn a_statement_beyond_a_limit_is_refused_before_it_is_sent(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let before = db.metrics().statements;
        let tests = |count: i64| Filter::any_of((0..count).map(|at| Thing::VIEWS.eq(at + 1_000)));
        let error = failed(ErrorKind::InvalidInput, Thing::query().filter(tests(10_001)).count(db).await);
        assert!(error.to_string().contains("at most 10000 conditions"), "{error}");
        let error = failed(ErrorKind::InvalidInput, Thing::query().filter(tests(20_000)).delete(db).await);
        assert!(error.to_string().contains("at most 10000 conditions"), "{error}");
        let lists = Filter::any_of((0..5_000).map(|at| Thing::VIEWS.in_list(at * 8..at * 8 + 8)));
        let error = failed(ErrorKind::InvalidInput, Part::query().filter(Part::THING.is(lists)).count(db).await);
        assert!(error.to_string().contains("at most 32766 bind values"), "{error}");
        assert_eq!(db.metrics().statements, before);
        assert_eq!(Thing::query().filter(tests(10_000)).count(db).await.unwrap(), 0);
    }
}
