//! Some columns instead of rows, and each combination of values once.

use std::collections::BTreeSet;

use fivefold::prelude::*;

use super::Shop;
use crate::models::{Doc, Owner, Part, Status, Thing};
use crate::support::failed;

for_each_engine! {
    async fn selected_columns_are_those_of_the_rows(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let names = Thing::query().select(Thing::NAME).all(db).await.unwrap();
        assert_eq!(names, shop.things.iter().map(|thing| thing.name.clone()).collect::<Vec<_>>());
        let before = db.metrics().statements;
        let open = Thing::query().filter(Thing::IS_OPEN.eq(true)).order_by(Thing::VIEWS.desc());
        let found: Vec<(Id<Thing>, Option<String>, i64, Status)> =
            open.clone().select((Thing::ID, Thing::NICK, Thing::VIEWS, Thing::STATUS)).all(db).await.unwrap();
        assert_eq!(db.metrics().statements - before, 1);
        let rows = open.clone().all(db).await.unwrap();
        assert_eq!(found, rows.iter().map(|row| (row.id, row.nick.clone(), row.views, row.status)).collect::<Vec<_>>());
        assert_eq!(open.clone().select(Thing::ID).first(db).await.unwrap(), Some(rows[0].id));
        assert_eq!(open.clone().select(Thing::ID).list(db, 2..5).await.unwrap(), rows[2..5].iter().map(|row| row.id).collect::<Vec<_>>());
        assert_eq!(open.clone().limit(3).offset(2).select((Thing::ID,)).all(db).await.unwrap(), rows[2..5].iter().map(|row| (row.id,)).collect::<Vec<_>>());
        let all = (Thing::ID, Thing::NAME, Thing::NICK, Thing::VIEWS, Thing::STARS, Thing::IS_OPEN, Thing::DAY, Thing::AT);
        let eight = Thing::query().select(all).first(db).await.unwrap().unwrap();
        let first = &shop.things[0];
        assert_eq!(eight, (first.id, first.name.clone(), first.nick.clone(), first.views, first.stars, first.is_open, first.day, first.at));
        let none = Thing::query().filter(Thing::NAME.eq("not there")).select(Thing::ID);
        assert_eq!(none.first(db).await.unwrap(), None);
    }

    async fn distinct_values_come_once_and_in_order(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let expected: BTreeSet<Option<String>> = shop.things.iter().map(|thing| thing.nick.clone()).collect();
        let nicks = Thing::query().select(Thing::NICK).distinct().all(db).await.unwrap();
        assert_eq!(nicks, expected.iter().cloned().collect::<Vec<_>>());
        assert!(nicks.len() > 5 && nicks.len() < shop.things.len());
        let expected: BTreeSet<(bool, i64)> = shop.things.iter().map(|thing| (thing.is_open, thing.views)).collect();
        let pairs = Thing::query().select((Thing::IS_OPEN, Thing::VIEWS)).distinct();
        assert_eq!(pairs.all(db).await.unwrap(), expected.iter().copied().collect::<Vec<_>>());
        let down = Thing::query().order_by(Thing::VIEWS.desc()).select((Thing::IS_OPEN, Thing::VIEWS)).distinct().list(db, ..4).await.unwrap();
        let mut sorted: Vec<_> = expected.into_iter().collect();
        sorted.sort_by_key(|(is_open, views)| (-views, *is_open));
        assert_eq!(down, sorted[..4]);
        let grams = Part::query().filter(Part::THING.is(Thing::IS_OPEN.eq(true))).select(Part::GRAMS).distinct().all(db).await.unwrap();
        assert!(grams.is_sorted() && grams.len() > 3);
    }

    async fn an_impossible_distinct_is_refused_before_the_database(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let before = db.metrics().statements;
        let error = failed(ErrorKind::Misuse, Thing::query().order_by(Thing::AT.asc()).select(Thing::NAME).distinct().all(db).await);
        assert!(error.to_string().contains("`at`"), "{error}");
        failed(ErrorKind::InvalidInput, Thing::query().select(Thing::NAME).list(db, ..1_001).await);
        failed(ErrorKind::Misuse, Thing::query().limit(1).select(Thing::NAME).list(db, ..).await);
        failed(ErrorKind::Misuse, Thing::query().for_update().select(Thing::NAME).distinct().all(db).await);
        failed(ErrorKind::Misuse, Doc::query().select(Doc::TREE).distinct().all(db).await);
        failed(ErrorKind::Validation, Owner::query().filter(Owner::NAME.eq("\0")).select(Owner::NAME).all(db).await);
        assert_eq!(db.metrics().statements, before);
    }
}
