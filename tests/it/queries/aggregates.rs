//! Aggregates equal those that Rust computes from the same rows.

use fivefold::prelude::*;

use super::{Shop, day, instant};
use crate::models::{Owner, Status, Thing, ThingCreate};
use crate::support::failed;

for_each_engine! {
    async fn sums_means_and_bounds_are_those_of_rust(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let open = || Thing::query().filter(Thing::IS_OPEN.eq(true));
        let things: Vec<&Thing> = shop.things.iter().filter(|thing| thing.is_open).collect();
        let count = things.len() as f64;
        assert_eq!(open().sum(db, Thing::VIEWS).await.unwrap(), things.iter().map(|thing| thing.views).sum::<i64>());
        assert_eq!(open().sum(db, Thing::STARS).await.unwrap(), things.iter().filter_map(|thing| thing.stars).map(i64::from).sum::<i64>());
        assert_eq!(open().sum(db, Thing::RATIO).await.unwrap(), things.iter().map(|thing| thing.ratio).sum::<f64>());
        let mean = open().avg(db, Thing::VIEWS).await.unwrap().unwrap();
        assert!((mean - things.iter().map(|thing| thing.views as f64).sum::<f64>() / count).abs() < 1e-12, "{mean}");
        let stars: Vec<f64> = things.iter().filter_map(|thing| thing.stars).map(f64::from).collect();
        let mean = open().avg(db, Thing::STARS).await.unwrap().unwrap();
        assert!((mean - stars.iter().sum::<f64>() / stars.len() as f64).abs() < 1e-12, "{mean}");
        assert_eq!(open().min(db, Thing::VIEWS).await.unwrap(), things.iter().map(|thing| thing.views).min());
        assert_eq!(open().max(db, Thing::NAME).await.unwrap(), things.iter().map(|thing| thing.name.clone()).max());
        assert_eq!(open().max(db, Thing::NICK).await.unwrap().flatten(), things.iter().filter_map(|thing| thing.nick.clone()).max());
        assert_eq!(open().min(db, Thing::ID).await.unwrap(), things.iter().map(|thing| thing.id).min());
        assert_eq!(open().max(db, Thing::ID).await.unwrap(), things.iter().map(|thing| thing.id).max());
        assert_eq!(open().min(db, Thing::DAY).await.unwrap().flatten(), Some(day(0)));
        assert_eq!(open().max(db, Thing::AT).await.unwrap(), things.iter().map(|thing| thing.at).max());
        assert_eq!(open().max(db, Thing::IS_OPEN).await.unwrap(), Some(true));
        assert_eq!(open().max(db, Thing::STATUS).await.unwrap(), Some(Status::Open));
        // The limit of the query says how many rows come back, not which are counted.
        assert_eq!(open().limit(1).count(db).await.unwrap(), things.len() as u64);
    }

    async fn of_no_row_the_sum_is_nought_and_the_rest_is_none(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let none = || Thing::query().filter(Thing::NAME.eq("not there"));
        assert_eq!(none().sum(db, Thing::VIEWS).await.unwrap(), 0);
        assert_eq!(none().sum(db, Thing::RATIO).await.unwrap(), 0.0);
        assert_eq!(none().avg(db, Thing::VIEWS).await.unwrap(), None);
        assert_eq!(none().min(db, Thing::NAME).await.unwrap(), None);
        assert_eq!(none().max(db, Thing::ID).await.unwrap(), None);
        assert_eq!(none().max(db, Thing::NICK).await.unwrap().flatten(), None);
        assert_eq!(none().count(db).await.unwrap(), 0);
        assert!(!none().exists(db).await.unwrap());
        let nulls = Thing::query().filter(Thing::STARS.is_null());
        assert_eq!(nulls.clone().sum(db, Thing::STARS).await.unwrap(), 0);
        assert_eq!(nulls.max(db, Thing::STARS).await.unwrap().flatten(), None);
    }

    async fn a_sum_that_does_not_fit_is_an_error_and_no_wrong_number(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let large = |views: i64| ThingCreate { views, ..ThingCreate::new("large", 0.0, instant(0), Status::Open) };
        Thing::create_many(db, [large(i64::MAX), large(-1)]).await.unwrap();
        let query = || Thing::query().filter(Thing::NAME.eq("large"));
        assert_eq!(query().sum(db, Thing::VIEWS).await.unwrap(), i64::MAX - 1);
        Thing::create_many(db, [large(1), large(1)]).await.unwrap();
        let error = failed(ErrorKind::Check, query().sum(db, Thing::VIEWS).await);
        assert_eq!(error.model(), Some("Thing"), "{error:?}");
        assert!(query().avg(db, Thing::VIEWS).await.unwrap().unwrap() > 2e18);
        // The same where a column would not hold its new value.
        failed(ErrorKind::Check, query().update(db, Thing::VIEWS.add(2)).await);
        assert_eq!(query().max(db, Thing::VIEWS).await.unwrap(), Some(i64::MAX));
        assert_eq!(Owner::query().max(db, Owner::NAME).await.unwrap().as_deref(), Some("Fay"));
    }
}
