//! Orders are those of Rust, nulls included, and always total.

use std::cmp::Reverse;

use fivefold::prelude::*;
use fivefold::query::Order;

use super::Shop;
use crate::models::{Owner, Part, Thing};
use crate::support::failed;

async fn ordered(shop: &Shop, orders: impl IntoIterator<Item = Order<Thing>>) -> Vec<Id<Thing>> {
    let mut query = Thing::query();
    for order in orders {
        query = query.order_by(order);
    }
    query
        .all(&shop.env.db)
        .await
        .unwrap()
        .iter()
        .map(|thing| thing.id)
        .collect()
}

/// The keys in the order of what the function gives, and where that is equal in their own.
fn sorted<K: Ord>(shop: &Shop, key: impl Fn(&Thing) -> K) -> Vec<Id<Thing>> {
    let mut things: Vec<&Thing> = shop.things.iter().collect();
    things.sort_by_key(|thing| (key(thing), thing.id));
    things.iter().map(|thing| thing.id).collect()
}

for_each_engine! {
    async fn rows_come_in_the_order_of_rust(engine) {
        let shop = Shop::new(engine).await;
        assert_eq!(ordered(&shop, []).await, sorted(&shop, |_| ()));
        assert_eq!(ordered(&shop, [Thing::NAME.asc()]).await, sorted(&shop, |thing| thing.name.clone()));
        assert_eq!(ordered(&shop, [Thing::NAME.desc()]).await, sorted(&shop, |thing| Reverse(thing.name.clone())));
        assert_eq!(ordered(&shop, [Thing::NICK.asc()]).await, sorted(&shop, |thing| thing.nick.clone()));
        assert_eq!(ordered(&shop, [Thing::NICK.desc()]).await, sorted(&shop, |thing| Reverse(thing.nick.clone())));
        assert_eq!(ordered(&shop, [Thing::STARS.asc().nulls_last()]).await, sorted(&shop, |thing| (thing.stars.is_none(), thing.stars)));
        assert_eq!(ordered(&shop, [Thing::STARS.asc().nulls_first()]).await, sorted(&shop, |thing| thing.stars));
        assert_eq!(ordered(&shop, [Thing::STARS.desc().nulls_first()]).await, sorted(&shop, |thing| (thing.stars.is_some(), Reverse(thing.stars))));
        assert_eq!(ordered(&shop, [Thing::STARS.desc().nulls_last()]).await, sorted(&shop, |thing| Reverse(thing.stars)));
        assert_eq!(ordered(&shop, [Thing::IS_OPEN.asc()]).await, sorted(&shop, |thing| thing.is_open));
        assert_eq!(ordered(&shop, [Thing::DAY.desc(), Thing::AT.asc()]).await, sorted(&shop, |thing| (Reverse(thing.day), thing.at)));
        assert_eq!(ordered(&shop, [Thing::RATIO.desc()]).await, sorted(&shop, |thing| (-thing.ratio * 4.0) as i64));
        assert_eq!(
            ordered(&shop, [Thing::IS_OPEN.desc(), Thing::STARS.asc().nulls_last(), Thing::VIEWS.desc()]).await,
            sorted(&shop, |thing| (!thing.is_open, thing.stars.is_none(), thing.stars, Reverse(thing.views))),
        );
        let down: Vec<_> = sorted(&shop, |_| ()).into_iter().rev().collect();
        assert_eq!(ordered(&shop, [Thing::ID.desc()]).await, down);
    }

    async fn a_column_alone_is_in_ascending_order(engine) {
        let shop = Shop::new(engine).await;
        let rows = Thing::query().order_by(Thing::IS_OPEN).order_by(Thing::NICK).all(&shop.env.db).await.unwrap();
        let keys: Vec<_> = rows.iter().map(|thing| thing.id).collect();
        assert_eq!(keys, sorted(&shop, |thing| (thing.is_open, thing.nick.clone())));
    }

    async fn limit_and_offset_cut_the_order(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let all = ordered(&shop, [Thing::VIEWS.asc()]).await;
        let query = || Thing::query().order_by(Thing::VIEWS.asc());
        let ids = |rows: Vec<Thing>| rows.iter().map(|thing| thing.id).collect::<Vec<_>>();
        assert_eq!(ids(query().limit(5).all(db).await.unwrap()), all[..5]);
        assert_eq!(ids(query().limit(5).offset(7).all(db).await.unwrap()), all[7..12]);
        assert_eq!(ids(query().offset(140).all(db).await.unwrap()), all[140..]);
        assert_eq!(ids(query().offset(1_000).all(db).await.unwrap()), []);
        assert_eq!(ids(query().limit(0).all(db).await.unwrap()), []);
        assert_eq!(query().limit(0).first(db).await.unwrap(), None);
        assert_eq!(query().offset(3).first(db).await.unwrap().unwrap().id, all[3]);
        assert_eq!(query().get(db).await.unwrap().id, all[0]);
        assert_eq!(ids(query().list(db, 7..12).await.unwrap()), all[7..12]);
        // The row with a unique value is not the second one.
        let ann = Owner::query().filter(Owner::NAME.eq("Ann"));
        assert_eq!(ann.clone().list(db, ..).await.unwrap().len(), 1);
        assert_eq!(ann.clone().list(db, 1..).await.unwrap(), []);
        assert_eq!(ann.clone().offset(1).first(db).await.unwrap(), None);
        assert_eq!(ann.limit(0).all(db).await.unwrap(), []);
        for error in [
            failed(ErrorKind::InvalidInput, query().limit(u64::MAX).all(db).await),
            failed(ErrorKind::InvalidInput, query().offset(u64::MAX).all(db).await),
            failed(ErrorKind::InvalidInput, query().list(db, ..1_001).await),
            failed(ErrorKind::Misuse, query().limit(5).list(db, ..).await),
        ] {
            assert!(error.to_string().contains(';'), "{error}");
        }
    }

    async fn one_is_exactly_one(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let ann = Owner::query().filter(Owner::NAME.eq("Ann")).one(db).await.unwrap();
        assert_eq!(ann, shop.owners[0]);
        assert_eq!(Owner::query().filter(Owner::NAME.starts_with("An")).one(db).await.unwrap(), ann);
        let error = failed(ErrorKind::NotFound, Owner::query().filter(Owner::NAME.eq("Zoe")).one(db).await);
        assert_eq!(error.model(), Some("Owner"));
        failed(ErrorKind::NotFound, Owner::query().filter(Owner::NAME.eq("Zoe")).get(db).await);
        let error = failed(ErrorKind::MultipleRows, Thing::query().filter(Thing::IS_OPEN.eq(true)).one(db).await);
        assert_eq!(error.model(), Some("Thing"));
        assert!(!error.is_retryable());
        // A limit of one says that the first is meant.
        assert!(Thing::query().limit(1).one(db).await.is_ok());
    }

    async fn a_lock_of_rows_is_held_or_refused(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let first = || Part::query().order_by(Part::ID.asc()).limit(1);
        let tx = db.begin().await.unwrap();
        let held = first().for_update_skip_locked().all(&tx).await;
        if !engine.one_writer {
            let held = held.unwrap();
            let other = db.begin().await.unwrap();
            let next = first().for_update_skip_locked().all(&other).await.unwrap();
            assert_ne!(held, next, "both hold the same row");
            // The control: without the word both see the same row.
            assert_eq!(first().all(db).await.unwrap(), held);
            drop(other);
            tx.commit().await.unwrap();
            assert_eq!(first().for_update().all(db).await.unwrap(), held);
        } else {
            failed(ErrorKind::Unsupported, held);
            let error = failed(ErrorKind::Unsupported, first().for_update().all(&tx).await);
            assert!(error.to_string().contains("no row locks"), "{error}");
        }
    }
}
