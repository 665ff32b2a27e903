//! A condition on related rows does not change which rows a limit and an offset count. SQLite 3.51 turns `EXISTS` into a join.

use fivefold::prelude::*;
use fivefold::query::Filter;

use super::Shop;
use crate::models::{Club, Owner, Part, Thing};
use crate::support::Sql;

/// Conditions that are met by rows with several related rows.
fn conditions() -> Vec<Filter<Thing>> {
    let (parts, heavy) = (
        || Thing::PARTS.exists(),
        || Thing::PARTS.any(Part::GRAMS.gt(9)),
    );
    let of_owner = || Thing::OWNER.is(Owner::THINGS.exists());
    vec![
        parts(),
        heavy(),
        parts().and(heavy()),
        parts().and(Thing::VIEWS.ge(0)),
        parts().and(of_owner()),
        parts().or(of_owner()),
        !Thing::PARTS.none(None),
        Thing::PARTS.none(Part::GRAMS.gt(50)),
        Thing::OWNER.is(Owner::CLUBS.any(Club::FOUNDED.gt(1_800))),
        Thing::PARTS.any(Part::THING.is(Thing::PARTS.exists())),
    ]
}

for_each_engine! {
    async fn an_offset_counts_rows_and_not_related_rows(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        for (number, filter) in conditions().into_iter().enumerate() {
            let orders = [None, Some(Thing::NAME.asc()), Some(Thing::VIEWS.desc()), Some(Thing::OWNER_ID.asc()), Some(Thing::ID.desc())];
            for (at, order) in orders.into_iter().enumerate() {
                let query = || {
                    let query = Thing::query().filter(filter.clone());
                    order.clone().into_iter().fold(query, |query, order| query.order_by(order))
                };
                let all = query().all(db).await.unwrap();
                assert!(all.len() > 6, "condition {number} finds {} rows", all.len());
                for start in (0..all.len()).step_by(3) {
                    let end = (start + 3).min(all.len());
                    let window = start as u64..start as u64 + 3;
                    let expected = &all[start..end];
                    let of = format!("condition {number}, order {at}, {window:?}");
                    assert_eq!(query().list(db, window.clone()).await.unwrap(), expected, "list: {of}");
                    let limited = query().limit(3).offset(start as u64);
                    assert_eq!(limited.clone().all(db).await.unwrap(), expected, "all: {of}");
                    assert_eq!(limited.clone().first(db).await.unwrap().as_ref(), expected.first(), "first: {of}");
                    let page = query().page(db, window).await.unwrap();
                    assert_eq!((page.rows.as_slice(), page.total), (expected, all.len() as u64), "page: {of}");
                    let ids = limited.select(Thing::ID).all(db).await.unwrap();
                    assert_eq!(ids, expected.iter().map(|thing| thing.id).collect::<Vec<_>>(), "select: {of}");
                }
            }
        }
    }

    async fn the_release_in_use_counts_joined_rows_without_the_operator(engine) {
        // The control: the plain statement returns other rows, so the tests above are able to fail.
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        if engine.sql != Sql::Sqlite || !db.sql("SELECT sqlite_version()").one::<(String,)>().await.unwrap().0.starts_with("3.51.") {
            return;
        }
        let expected = Thing::query().filter(Thing::PARTS.exists()).select(Thing::ID).list(db, 3..6).await.unwrap();
        let found = async |exists: &str| {
            let text = format!("SELECT id FROM thing WHERE {exists} (SELECT 1 FROM part WHERE part.thing_id = thing.id) ORDER BY id LIMIT 3 OFFSET 3");
            let rows: Vec<(Id<Thing>,)> = db.sql_unchecked(text).all().await.unwrap();
            rows.into_iter().map(|(id,)| id).collect::<Vec<_>>()
        };
        assert_eq!(found("+EXISTS").await, expected);
        assert_ne!(found("EXISTS").await, expected);
    }

    async fn distinct_values_and_groups_are_counted_once_as_well(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        for (number, filter) in conditions().into_iter().enumerate() {
            let query = || Thing::query().filter(filter.clone());
            let all = query().all(db).await.unwrap();
            let mut views: Vec<i64> = all.iter().map(|thing| thing.views).collect();
            views.sort_unstable();
            views.dedup();
            let groups = query().group_by(Thing::VIEWS).select(Thing::ID.count()).all(db).await.unwrap();
            assert_eq!(groups.iter().map(|(_, count)| *count).sum::<u64>(), all.len() as u64, "condition {number}");
            assert_eq!(groups.iter().map(|(views, _)| *views).collect::<Vec<_>>(), views, "condition {number}");
            for (offset, expected) in views.chunks(2).enumerate() {
                let found = query().limit(2).offset(offset as u64 * 2).select(Thing::VIEWS).distinct().all(db).await.unwrap();
                assert_eq!(found, expected, "condition {number}, offset {offset}");
            }
            assert_eq!(query().sum(db, Thing::VIEWS).await.unwrap(), all.iter().map(|thing| thing.views).sum::<i64>(), "condition {number}");
        }
    }
}
