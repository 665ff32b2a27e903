//! A list of values has any length, and finds what Rust finds.

use fivefold::prelude::*;
use fivefold::types::Decimal;

use super::Shop;
use crate::models::{Maybe, MaybeCreate, Part, PartCreate, Slug, Status, Thing, ThingCreate, shop};
use crate::support::{TestEnv, failed};

/// Numbers that differ, and begin with these.
fn many(first: &[i64], count: usize) -> Vec<i64> {
    let more = (0..).map(|at| 1_000_000 + at);
    first.iter().copied().chain(more).take(count).collect()
}

/// The lengths: with placeholders, with one value, and with more values than any protocol has placeholders.
const LENGTHS: [usize; 7] = [1, 7, 8, 9, 100, 16_385, 70_000];

macro_rules! lists {
    ($env:ident: $($column:ident $field:ident $make:expr;)+) => {$(
        let make: fn(i64) -> _ = $make;
        let rows: Vec<Maybe> = Maybe::query().all(&$env.db).await.unwrap();
        for length in LENGTHS {
            // No more than there are values of the type.
            let mut values: Vec<_> = many(&[3, 5], length).into_iter().map(make).collect();
            values.dedup();
            let in_list = rows.iter().filter(|row| row.$field.as_ref().is_some_and(|value| values.contains(value)));
            let expected: Vec<_> = in_list.map(|row| row.id).collect();
            let query = |filter| Maybe::query().filter(filter).select(Maybe::ID);
            let found = query(Maybe::$column.in_list(&values)).all(&$env.db).await;
            assert_eq!(found.unwrap(), expected, "{} {length}", stringify!($field));
            assert!(!expected.is_empty(), "{}", stringify!($field));
            let others = query(Maybe::$column.not_in(values)).all(&$env.db).await.unwrap();
            assert_eq!(others.len(), rows.len() - expected.len(), "not {} {length}", stringify!($field));
        }
    )+};
}

fn uuid(at: i64) -> Uuid {
    Uuid::from_u128(at as u128 * 0x0123_4567_89ab_cdef)
}

fn instant(at: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at * 1_000_003 - 60_000_000_000_000_000).unwrap()
}

fn text(at: i64) -> String {
    [
        "\"", "\\", "{", ",", "é😀", "NULL", "'", "\n", " ", "\\u0041", "",
    ][at as usize % 11]
        .repeat(2)
        + &at.to_string()
}

for_each_db! {
    async fn values_of_every_type_are_found_by_lists_of_any_length(env) {
        let inputs = (0..12).map(|at| MaybeCreate {
            boolean: Some(at % 2 == 0),
            int16: Some(at as i16),
            int32: Some(-(at as i32)),
            int64: Some([i64::MAX, i64::MIN, 0, at][at as usize % 4].wrapping_sub(at)),
            uint8: Some(at as u8),
            uint32: Some(u32::MAX - at as u32),
            float32: Some(at as f32 + 0.1),
            float64: Some(at as f64 * 1e300 + 0.1),
            text: Some(text(at)),
            bytes: Some(text(at).into_bytes()),
            uuid: Some(uuid(at)),
            instant: Some(instant(at)),
            date: Some(instant(at * 100_000).date_naive()),
            time: Some(instant(at).time()),
            decimal: Some(Decimal::new(at * 10 + 1, 5)),
            status: Some(Status::Done),
            slug: Some(Slug(text(at))),
            ..MaybeCreate::new()
        });
        Maybe::create_many(&env.db, inputs.collect::<Vec<_>>()).await.unwrap();
        Maybe::create(&env.db, MaybeCreate::new()).await.unwrap();
        lists! { env:
            BOOLEAN boolean |at| at % 2 == 1;
            INT16 int16 |at| (at % 30_000) as i16;
            INT32 int32 |at| -at as i32;
            INT64 int64 |at| [i64::MAX, i64::MIN, 0, at][at as usize % 4].wrapping_sub(at);
            UINT8 uint8 |at| (at % 200) as u8;
            UINT32 uint32 |at| u32::MAX - at as u32;
            TEXT text |at| text(at);
            BYTES bytes |at| text(at).into_bytes();
            UUID uuid |at| uuid(at);
            INSTANT instant |at| instant(at);
            DATE date |at| instant(at * 100_000).date_naive();
            TIME time |at| instant(at).time();
            DECIMAL decimal |at| Decimal::new(at * 10 + 1, 5);
            SLUG slug |at| Slug(text(at));
        }
        // SQLite does not read every text of a float as the nearest one, so it has a placeholder for each.
        for length in [1, 9, 20_000] {
            let floats: Vec<f64> = many(&[3, 5], length).into_iter().map(|at| at as f64 * 1e300 + 0.1).filter(|float| float.is_finite()).collect();
            let found = Maybe::query().filter(Maybe::FLOAT64.in_list(floats)).count(&env.db).await.unwrap();
            assert_eq!(found, if length == 1 { 1 } else { 2 }, "{length}");
            let floats = many(&[3, 5], length).into_iter().map(|at| at as f32 + 0.1);
            let found = Maybe::query().filter(Maybe::FLOAT32.in_list(floats)).count(&env.db).await.unwrap();
            assert_eq!(found, if length == 1 { 1 } else { 2 }, "{length}");
        }
    }
}

for_each_engine! {
    async fn forty_thousand_keys_are_written_by_one_statement(engine) {
        let env = TestEnv::with(engine, &shop()).await;
        let db = &env.db;
        let input = |at: i64| ThingCreate { views: at, ..ThingCreate::new("t", 0.5, instant(0), Status::Open) };
        let things = Thing::create_many(db, (0..300).map(input)).await.unwrap();
        let keys = || {
            let unknown = (0..40_000).map(|_| Id::now_v7());
            things.iter().take(200).map(|thing| thing.id).chain(unknown).collect::<Vec<_>>()
        };
        let before = db.metrics().statements;
        assert_eq!(Thing::update_many(db, keys(), Thing::VIEWS.add(1_000)).await.unwrap(), 200);
        assert_eq!(Thing::query().filter(Thing::VIEWS.ge(1_000)).count(db).await.unwrap(), 200);
        assert_eq!(Thing::delete_many(db, keys()).await.unwrap(), 200);
        assert_eq!(Thing::count(db).await.unwrap(), 100);
        assert_eq!(db.metrics().statements - before, 4);
        // Within a transaction, and behind a relation.
        let parts = Part::create_many(db, things.iter().skip(200).map(|thing| PartCreate::new("p", 1, thing.id))).await.unwrap();
        let listed = Thing::ID.in_list(things.iter().map(|thing| thing.id).chain((0..40_000).map(|_| Id::now_v7())));
        assert_eq!(Part::query().filter(Part::THING.is(listed.clone())).count(db).await.unwrap(), parts.len() as u64);
        let deleted = db.transaction(async |tx| Part::query().filter(Part::THING.is(listed.clone())).delete(tx).await).await.unwrap();
        assert_eq!(deleted, parts.len() as u64);
    }

    async fn related_rows_of_many_parents_are_filtered_by_many_values(engine) {
        let env = TestEnv::with(engine, &shop()).await;
        let db = &env.db;
        let input = |at: i64| ThingCreate { views: at, ..ThingCreate::new("t", 0.5, instant(0), Status::Open) };
        let things = Thing::create_many(db, (0..31_000).map(input)).await.unwrap();
        let parts = Part::create_many(db, things.iter().step_by(1_000).map(|thing| PartCreate::new("p", 1, thing.id))).await.unwrap();
        let listed = Part::ID.in_list((0..10_000).map(Id::new).chain(parts.iter().map(|part| part.id)));
        let rows = Thing::query().with(Thing::PARTS.filter(listed)).all(db).await.unwrap();
        assert_eq!(rows.iter().map(|(_, parts)| parts.len()).sum::<usize>(), parts.len());
    }

    async fn a_write_without_keys_sends_nothing(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let before = db.metrics().statements;
        let none: [Id<Thing>; 0] = [];
        assert_eq!(Thing::update_many(db, none, Thing::VIEWS.add(1)).await.unwrap(), 0);
        assert_eq!(Thing::delete_many(db, none).await.unwrap(), 0);
        let empty = || Thing::query().filter(Thing::ID.in_list(none)).filter(Thing::IS_OPEN.eq(true));
        assert_eq!(empty().update(db, Thing::VIEWS.add(1)).await.unwrap(), 0);
        assert_eq!(empty().delete(db).await.unwrap(), 0);
        assert_eq!(db.metrics().statements, before);
        // An empty list of values that are left out is no condition.
        let every = || Thing::query().filter(Thing::ID.not_in(none));
        failed(ErrorKind::Misuse, every().update(db, Thing::VIEWS.add(1)).await);
        assert_eq!(every().all_rows().update(db, Thing::VIEWS.add(1)).await.unwrap(), shop.things.len() as u64);
    }
}
