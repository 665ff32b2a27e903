//! Numbers and instants are compared and written with the precision of their column.

use fivefold::prelude::*;

use super::Shop;
use crate::models::{Maybe, MaybeCreate, Thing};
use crate::support::failed;

for_each_engine! {
    async fn an_instant_between_two_microseconds_is_equal_to_none(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let first = shop.things.iter().map(|thing| thing.at).min().unwrap();
        let between = first + std::time::Duration::from_nanos(500);
        type Meets = fn(DateTime<Utc>, DateTime<Utc>) -> bool;
        let cases: [(_, Meets); 6] = [
            (Thing::AT.eq(between), |one, two| one == two),
            (Thing::AT.ne(between), |one, two| one != two),
            (Thing::AT.lt(between), |one, two| one < two),
            (Thing::AT.le(between), |one, two| one <= two),
            (Thing::AT.gt(between), |one, two| one > two),
            (Thing::AT.ge(between), |one, two| one >= two),
        ];
        for (number, (filter, meets)) in cases.into_iter().enumerate() {
            let expected = shop.things.iter().filter(|thing| meets(thing.at, between)).count() as u64;
            assert_eq!(Thing::query().filter(filter.clone()).count(db).await.unwrap(), expected, "{number}");
            assert_eq!(Thing::query().filter(!filter).count(db).await.unwrap(), shop.things.len() as u64 - expected, "not {number}");
        }
        let at_first = shop.things.iter().filter(|thing| thing.at == first).count() as u64;
        assert!(at_first > 0);
        assert_eq!(Thing::query().filter(Thing::AT.in_list([between, first])).count(db).await.unwrap(), at_first);
        assert_eq!(Thing::query().filter(Thing::AT.in_list([between])).count(db).await.unwrap(), 0);
        assert_eq!(Thing::query().filter(Thing::AT.not_in([between])).count(db).await.unwrap(), shop.things.len() as u64);
        assert_eq!(Thing::query().filter(Thing::AT.between(between, between)).count(db).await.unwrap(), 0);
        let groups = Thing::query().group_by(Thing::STATUS).having(Thing::AT.min().ge(between)).select(Thing::AT.min()).all(db).await.unwrap();
        assert!(groups.iter().all(|(_, at)| at.is_some_and(|at| at > between)));
        failed(ErrorKind::Validation, Thing::query().filter(Thing::AT.in_list([DateTime::<Utc>::MAX_UTC])).count(db).await);
        let allowed = fivefold::params::Params::new().filter(Thing::AT);
        for (comparison, expected) in [("eq", 0), ("lt", at_first), ("le", at_first), ("ne", shop.things.len() as u64), ("in", 0)] {
            let text = between.format("%Y-%m-%dT%H:%M:%S%.9fZ");
            let request = allowed.parse(&format!("at[{comparison}]={text}")).unwrap();
            assert_eq!(Thing::query().apply(&request).count(db).await.unwrap(), expected, "{comparison}");
        }
    }
}

for_each_db! {
    async fn an_increment_of_a_short_float_is_a_short_float(env) {
        let db = &env.db;
        let input = |float32| MaybeCreate { float32: Some(float32), ..MaybeCreate::new() };
        for (one, two) in [
            (0.1_f32, 0.2_f32), (16_777_216.0, 1.0), (16_777_216.0, 3.0), (1.0, f32::EPSILON / 2.0), (1.0, -1.0), (1e-45, 1e-45), (3e38, -1e38), (0.3, -0.1),
            (8_388_608.5, 8_388_608.0),
        ] {
            let row = Maybe::create(db, input(one)).await.unwrap();
            let row = row.update(db, Maybe::FLOAT32.add(two)).await.unwrap();
            let sum = one + two;
            assert_eq!(row.float32, Some(sum), "{one} + {two}");
            let found = Maybe::query().filter(Maybe::FLOAT32.eq(sum).and(Maybe::ID.eq(row.id)));
            assert_eq!(found.count(db).await.unwrap(), 1, "{one} + {two}");
        }
        let groups = Maybe::query().filter(Maybe::FLOAT32.between(0.29_f32, 0.31_f32)).group_by(Maybe::FLOAT32).select(Maybe::ID.count()).all(db).await.unwrap();
        assert_eq!(groups.len(), 1, "{groups:?}");
    }

    async fn an_increment_out_of_range_is_refused(env) {
        let db = &env.db;
        let input = MaybeCreate { float32: Some(f32::MAX), float64: Some(f64::MAX), ..MaybeCreate::new() };
        let row = Maybe::create(db, input).await.unwrap();
        failed(ErrorKind::Check, Maybe::update_by_id(db, row.id, Maybe::FLOAT64.add(f64::MAX)).await);
        failed(ErrorKind::Check, Maybe::update_by_id(db, row.id, Maybe::FLOAT32.add(f32::MAX)).await);
        failed(ErrorKind::Check, Maybe::query().all_rows().update(db, Maybe::FLOAT64.add(f64::MAX)).await);
        let kept = Maybe::get(db, row.id).await.unwrap();
        assert_eq!((kept.float32, kept.float64), (Some(f32::MAX), Some(f64::MAX)));
        let less = Maybe::update_by_id(db, row.id, (Maybe::FLOAT64.add(f64::MIN), Maybe::FLOAT32.add(f32::MIN))).await.unwrap();
        assert_eq!((less.float32, less.float64), (Some(0.0), Some(0.0)));
        let nulls = Maybe::create(db, MaybeCreate::new()).await.unwrap();
        let nulls = nulls.update(db, (Maybe::FLOAT64.add(1.0), (Maybe::FLOAT32.add(1.0), Maybe::DECIMAL.add(fivefold::types::Decimal::ONE)))).await.unwrap();
        assert_eq!((nulls.float32, nulls.float64, nulls.decimal), (None, None, None));
    }
}
