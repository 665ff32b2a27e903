//! A sum is that of Rust in wide numbers, whatever the order of the rows, and an error where its type does not hold it.

use fivefold::prelude::*;

use super::instant;
use crate::models::{Status, Thing, ThingCreate, shop};
use crate::support::{Engine, TestEnv, failed};

async fn things(engine: &'static Engine, rows: &[(&str, i64)]) -> TestEnv {
    let env = TestEnv::with(engine, &shop()).await;
    let input = |(name, views): &(&str, i64)| ThingCreate {
        views: *views,
        ..ThingCreate::new(*name, 0.5, instant(0), Status::Open)
    };
    Thing::create_many(&env.db, rows.iter().map(input))
        .await
        .unwrap();
    env
}

for_each_engine! {
    async fn parts_of_a_sum_may_be_larger_than_the_sum(engine) {
        let groups: [&[i64]; 7] = [
            &[i64::MAX, 1, -1],
            &[i64::MAX, i64::MAX, i64::MIN, i64::MIN, 5],
            &[i64::MIN, -1, 1],
            &[1, i64::MAX, -1],
            &[i64::MIN],
            &[-1, -1],
            &[4_294_967_295, 4_294_967_296, -4_294_967_297],
        ];
        let names = ["a", "b", "c", "d", "e", "f", "g"];
        let rows: Vec<(&str, i64)> = names.iter().zip(groups).flat_map(|(name, views)| views.iter().map(|views| (*name, *views))).collect();
        let env = things(engine, &rows).await;
        let db = &env.db;
        let mut totals: Vec<(String, i64)> = Vec::new();
        for (name, views) in names.iter().zip(groups) {
            let total = i64::try_from(views.iter().map(|views| i128::from(*views)).sum::<i128>()).unwrap();
            assert_eq!(Thing::query().filter(Thing::NAME.eq(*name)).sum(db, Thing::VIEWS).await.unwrap(), total, "{name}");
            totals.push(((*name).to_owned(), total));
        }
        let groups = || Thing::query().group_by(Thing::NAME);
        assert_eq!(groups().select(Thing::VIEWS.sum()).all(db).await.unwrap(), totals);
        let mut sorted = totals.clone();
        sorted.sort_by(|one, two| two.1.cmp(&one.1).then_with(|| one.0.cmp(&two.0)));
        assert_eq!(groups().order_by(Thing::VIEWS.sum().desc()).select(Thing::VIEWS.sum()).all(db).await.unwrap(), sorted);
        for limit in [i64::MIN, -2, 0, 3, i64::MAX - 1, i64::MAX] {
            let found = groups().having(Thing::VIEWS.sum().ge(limit)).select(Thing::VIEWS.sum()).all(db).await.unwrap();
            let expected: Vec<_> = totals.iter().filter(|(_, total)| *total >= limit).cloned().collect();
            assert_eq!(found, expected, "{limit}");
        }
        let listed = groups().having(Thing::VIEWS.sum().in_list([i64::MAX, -2])).select(Thing::VIEWS.sum()).all(db).await.unwrap();
        assert_eq!(listed.len(), 3);
        let listed = groups().having(Thing::VIEWS.sum().in_list((-20..20).chain([i64::MIN]))).select(Thing::VIEWS.sum()).all(db).await.unwrap();
        assert_eq!(listed.len(), 4);
    }

    async fn a_total_beyond_its_type_is_compared_and_sorted_and_cannot_be_read(engine) {
        let env = things(engine, &[("more", i64::MAX), ("more", 1), ("least", i64::MIN), ("less", i64::MIN), ("less", -1), ("some", 7)]).await;
        let db = &env.db;
        let groups = || Thing::query().group_by(Thing::NAME);
        let names = |groups: Vec<(String, u64)>| groups.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        let sorted = groups().order_by(Thing::VIEWS.sum().asc()).select(Thing::ID.count()).all(db).await.unwrap();
        assert_eq!(names(sorted), ["less", "least", "some", "more"]);
        let above = groups().having(Thing::VIEWS.sum().gt(i64::MAX)).select(Thing::ID.count()).all(db).await.unwrap();
        assert_eq!(names(above), ["more"]);
        let below = groups().having(Thing::VIEWS.sum().lt(i64::MIN)).select(Thing::ID.count()).all(db).await.unwrap();
        assert_eq!(names(below), ["less"]);
        let equal = groups().having(Thing::VIEWS.sum().eq(i64::MIN)).select(Thing::ID.count()).all(db).await.unwrap();
        assert_eq!(names(equal), ["least"]);
        for error in [
            failed(ErrorKind::Check, groups().select(Thing::VIEWS.sum()).all(db).await),
            failed(ErrorKind::Check, Thing::query().filter(Thing::NAME.eq("less")).sum(db, Thing::VIEWS).await),
        ] {
            assert_eq!(error.model(), Some("Thing"), "{error:?}");
        }
    }

    async fn totals_beyond_their_type_are_sorted_by_every_digit(engine) {
        let env = things(engine, &[("a", i64::MIN), ("a", -1), ("b", i64::MIN), ("b", -2), ("c", i64::MAX), ("c", 2), ("d", i64::MAX), ("d", 1), ("e", 0), ("f", -1), ("f", 1)]).await;
        let db = &env.db;
        let groups = || Thing::query().group_by(Thing::NAME).select(Thing::ID.count());
        let names = |groups: Vec<(String, u64)>| groups.into_iter().map(|(name, _)| name).collect::<String>();
        assert_eq!(names(groups().order_by(Thing::VIEWS.sum().asc()).all(db).await.unwrap()), "baefdc");
        assert_eq!(names(groups().order_by(Thing::VIEWS.sum().desc()).all(db).await.unwrap()), "cdefab");
        // The total of no values is 0, and equal to another 0.
        let totals = [(Some(0), "a"), (None, "b"), (Some(0), "c")];
        let env = TestEnv::with(engine, &schema![Total]).await;
        Total::create_many(&env.db, totals.map(|(views, name)| TotalCreate { views, ..TotalCreate::new(name) })).await.unwrap();
        let sorted = Total::query().group_by(Total::NAME).order_by(Total::VIEWS.sum().desc()).select(Total::ID.count());
        assert_eq!(names(sorted.all(&env.db).await.unwrap()), "abc");
    }

    async fn a_mean_is_near_that_of_rust(engine) {
        let env = things(engine, &[("a", i64::MAX), ("a", i64::MAX - 2), ("b", 1), ("b", 2)]).await;
        let db = &env.db;
        let mean = async |name: &str| Thing::query().filter(Thing::NAME.eq(name)).avg(db, Thing::VIEWS).await.unwrap().unwrap();
        assert!((mean("a").await / 9.223_372_036_854_776e18 - 1.0).abs() < 1e-15, "{}", mean("a").await);
        assert_eq!(mean("b").await, 1.5);
        let groups = Thing::query().group_by(Thing::NAME).having(Thing::VIEWS.avg().gt(1e18)).select(Thing::VIEWS.avg()).all(db).await.unwrap();
        assert_eq!(groups.len(), 1);
    }

    async fn a_mean_of_large_integers_that_cancel_out_is_exact(engine) {
        let env = things(engine, &[("a", i64::MIN), ("a", i64::MAX), ("b", i64::MAX), ("b", i64::MAX), ("b", 3), ("b", i64::MIN + 1), ("b", i64::MIN + 1)]).await;
        let db = &env.db;
        let means = Thing::query().group_by(Thing::NAME).select(Thing::VIEWS.avg()).all(db).await.unwrap();
        assert_eq!(means, [("a".to_owned(), Some(-0.5)), ("b".to_owned(), Some(0.6))]);
        let negative = Thing::query().group_by(Thing::NAME).having(Thing::VIEWS.avg().lt(0.0)).select(Thing::ID.count()).all(db).await.unwrap();
        assert_eq!(negative, [("a".to_owned(), 2)]);
        assert_eq!(Thing::query().filter(Thing::NAME.eq("c")).avg(db, Thing::VIEWS).await.unwrap(), None);
    }

    async fn a_sum_of_floats_is_a_float_or_an_error(engine) {
        let env = things(engine, &[]).await;
        let db = &env.db;
        let input = |(name, ratio): (&str, f64)| ThingCreate::new(name, ratio, instant(0), Status::Open);
        let rows = [("wide", 1e300), ("wide", 1.0), ("over", 1e308), ("over", 1e308), ("both", f64::MAX), ("both", f64::MAX), ("both", f64::MIN), ("both", f64::MIN), ("small", 0.5), ("small", 0.25)];
        Thing::create_many(db, rows.map(input)).await.unwrap();
        let of = |name: &str| Thing::query().filter(Thing::NAME.eq(name));
        assert_eq!(of("wide").avg(db, Thing::RATIO).await.unwrap(), Some(5e299));
        assert_eq!(of("wide").sum(db, Thing::RATIO).await.unwrap(), 1e300);
        assert_eq!(of("small").avg(db, Thing::RATIO).await.unwrap(), Some(0.375));
        // Whether the sum or a part of it is out of range.
        for name in ["over", "both"] {
            failed(ErrorKind::Check, of(name).sum(db, Thing::RATIO).await);
            failed(ErrorKind::Check, of(name).avg(db, Thing::RATIO).await);
            let groups = || of(name).group_by(Thing::NAME);
            failed(ErrorKind::Check, groups().select(Thing::RATIO.sum()).all(db).await);
            failed(ErrorKind::Check, groups().having(Thing::RATIO.sum().gt(1.0)).select(Thing::ID.count()).all(db).await);
        }
        assert_eq!(of("none").sum(db, Thing::RATIO).await.unwrap(), 0.0);
        assert_eq!(of("none").avg(db, Thing::RATIO).await.unwrap(), None);
    }

    async fn a_mean_that_rounds_to_zero_is_zero(engine) {
        let env = things(engine, &[]).await;
        let db = &env.db;
        let least = 5e-324;
        let input = |(name, ratio): (&str, f64)| ThingCreate::new(name, ratio, instant(0), Status::Open);
        let rows = [("half", least), ("half", 0.0), ("more", -least), ("more", -least), ("more", 0.0), ("third", least), ("third", 0.0), ("third", 0.0), ("zero", 0.0)];
        Thing::create_many(db, rows.map(input)).await.unwrap();
        let of = |name: &str| Thing::query().filter(Thing::NAME.eq(name));
        for (name, expected) in [("half", 0.0), ("more", -least), ("third", 0.0), ("zero", 0.0)] {
            assert_eq!(of(name).avg(db, Thing::RATIO).await.unwrap(), Some(expected), "{name}");
        }
        let groups = Thing::query().group_by(Thing::NAME).having(Thing::RATIO.avg().eq(0.0)).order_by(Thing::RATIO.avg().asc());
        assert_eq!(groups.select(Thing::RATIO.avg()).all(db).await.unwrap().len(), 3);
    }

    async fn many_texts_are_sorted_by_without_a_limit_of_memory(engine) {
        let env = TestEnv::with(engine, &schema![Note]).await;
        let db = &env.db;
        let input = |at: usize| NoteCreate {
            d: at.is_multiple_of(2).then(|| "d".to_owned()),
            ..NoteCreate::new(["b", "a"][at % 2], "x".repeat(at), ["ß", "a"][at % 2], "e", "f")
        };
        let mut notes = Note::create_many(db, (0..5).map(input)).await.unwrap();
        let sorted = Note::query().order_by(Note::A.asc()).order_by(Note::B.desc()).order_by(Note::C.asc()).order_by(Note::D.asc()).order_by(Note::E.asc()).order_by(Note::F.asc());
        let found = sorted.all(db).await.unwrap();
        notes.sort_by(|one, two| one.a.cmp(&two.a).then_with(|| two.b.cmp(&one.b)).then_with(|| one.id.cmp(&two.id)));
        assert_eq!(found, notes);
        let distinct = Note::query().select((Note::A, Note::B, Note::C, Note::D, Note::E, Note::F)).distinct().all(db).await.unwrap();
        assert_eq!(distinct.len(), 5);
        let groups = Note::query().group_by((Note::A, Note::D, Note::E, Note::F)).select(Note::ID.count()).all(db).await.unwrap();
        assert_eq!(groups.len(), 2);
    }
}

/// A number that may be null.
#[model(table = "sums_total")]
#[derive(Debug)]
pub struct Total {
    pub id: Id<Total, i64>,
    pub name: String,
    pub views: Option<i64>,
}

/// Texts of any length.
#[model(table = "sums_note")]
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub id: Id<Note, i64>,
    pub a: String,
    pub b: String,
    pub c: String,
    pub d: Option<String>,
    pub e: String,
    pub f: String,
}
