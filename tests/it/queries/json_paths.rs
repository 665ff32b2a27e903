//! A condition on a JSON path finds the same rows as Rust, on every database; its negation finds
//! the other rows.

use fivefold::prelude::*;
use fivefold::query::{Filter, JsonPath};
use serde_json::{Value, json};

use crate::support::{Random, TestEnv};

#[model(table = "json_paths_doc")]
#[derive(Debug)]
pub struct Doc {
    pub id: Id<Doc, i64>,
    pub data: Json<Value>,
    pub more: Option<Json<Value>>,
}

const KEYS: &[&str] = &[
    "a", "b", "A", "0", "", " ", "a b", "a.b", "a\"b", "a\\b", "a'b", "a`b", "$", "$.a", "[0]",
    "*", "**", "?", "é", "😀", "a\nb", "a ", "null", "-", "-a", "-A", "--", "-%", "-_", "-!",
    "a-b", "-\"\\",
];

fn scalars() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(1.0),
        json!(1.5),
        json!(0.1),
        json!(1e300),
        json!(1e-7),
        json!(5e-324),
        json!(-2.5e-9),
        json!(123456.789e30),
        json!(1e18),
        json!(9_007_199_254_740_992_i64),
        json!(9_007_199_254_740_993_i64),
        json!(9_007_199_254_740_992.0),
        json!(1_152_921_504_606_846_976.0),
        json!(1_152_921_504_606_846_976_i64),
        json!(4.6e18),
        json!(-9.2e18),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("1"),
        json!("true"),
        json!("null"),
        json!("a"),
        json!("A"),
        json!("a "),
        json!("é"),
        json!("\"q\""),
        json!("\\"),
        json!("😀\n"),
    ]
}

fn documents() -> Vec<Value> {
    let mut documents = scalars();
    documents.extend(scalars().into_iter().map(|scalar| json!({ "a": scalar })));
    documents.extend(
        scalars()
            .into_iter()
            .map(|scalar| json!({ "a": { "b": [scalar] } })),
    );
    documents.extend(KEYS.iter().enumerate().map(|(at, key)| json!({ *key: at })));
    documents.extend([
        json!([]),
        json!({}),
        json!([1, "a", [2]]),
        json!({ "0": 1 }),
        json!({ "a": [1, 2] }),
        json!({ "a": { "0": 2 } }),
        json!([[1]]),
    ]);
    documents
}

#[derive(Debug, Clone)]
enum Step {
    Key(String),
    Index(usize),
}

fn at<'v>(value: &'v Value, path: &[Step]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.as_object()?.get(key),
        Step::Index(at) => value.as_array()?.get(*at),
    })
}

/// Equal as JSON: one kind, and numbers by what they are worth.
fn equal(found: &Value, sought: &Value) -> bool {
    match (found, sought) {
        (Value::Number(found), Value::Number(sought)) => match (found.as_i64(), sought.as_i64()) {
            (Some(found), Some(sought)) => found == sought,
            (None, None) => found.as_f64() == sought.as_f64(),
            (Some(whole), None) => same(whole, sought.as_f64().unwrap()),
            (None, Some(whole)) => same(whole, found.as_f64().unwrap()),
        },
        _ => found == sought,
    }
}

fn same(whole: i64, float: f64) -> bool {
    float.fract() == 0.0
        && (-9.3e18..9.223_372_036_854_776e18).contains(&float)
        && float as i64 == whole
}

fn path(path: &[Step]) -> JsonPath<Doc> {
    let (first, rest) = path.split_first().unwrap();
    let first = match first {
        Step::Key(key) => Doc::DATA.key(key.as_str()),
        Step::Index(at) => Doc::DATA.index(*at),
    };
    rest.iter().fold(first, |path, step| match step {
        Step::Key(key) => path.key(key.as_str()),
        Step::Index(at) => path.index(*at),
    })
}

fn filter(steps: &[Step], sought: &Value) -> Filter<Doc> {
    match sought {
        Value::Null => path(steps).is_null(),
        Value::Bool(truth) => path(steps).eq(*truth),
        Value::String(text) => path(steps).eq(text.as_str()),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => path(steps).eq(whole),
            None => path(steps).eq(number.as_f64().unwrap()),
        },
        _ => unreachable!("no scalar"),
    }
}

for_each_engine! {
    async fn a_value_inside_json_is_found_as_in_rust(engine) {
        let env = TestEnv::with(engine, &schema![Doc]).await;
        let db = &env.db;
        let documents = documents();
        let inputs = documents.iter().map(|data| DocCreate { more: None, data: Json(data.clone()) });
        let rows = Doc::create_many(db, inputs).await.unwrap();
        let key = |key: &str| Step::Key(key.to_owned());
        let mut cases = Vec::new();
        for scalar in scalars() {
            cases.push((vec![key("a")], scalar.clone()));
            cases.push((vec![key("a"), key("b"), Step::Index(0)], scalar.clone()));
            cases.push((vec![Step::Index(0)], scalar));
        }
        cases.extend(KEYS.iter().enumerate().map(|(at, name)| (vec![key(name)], json!(at))));
        cases.extend([
            (vec![key("0")], json!(1)), (vec![Step::Index(2), Step::Index(0)], json!(2)), (vec![Step::Index(0), Step::Index(0)], json!(1)),
            (vec![key("a"), key("0")], json!(2)), (vec![key("a"), Step::Index(1)], json!(2)), (vec![key("a"), Step::Index(usize::MAX)], json!(2)),
            (vec![key("a"), Step::Index(0)], json!("a")),
        ]);
        let mut random = Random::new(0x4a50);
        for _ in 0..200 {
            let steps = (0..=random.below(2)).map(|_| match random.below(3) {
                0 => Step::Index(random.below(2) as usize),
                _ => key(KEYS[random.below(KEYS.len() as u64) as usize]),
            });
            let steps = steps.collect::<Vec<_>>();
            let scalars = scalars();
            cases.push((steps, scalars[random.below(scalars.len() as u64) as usize].clone()));
        }
        let mut met = 0;
        for (steps, sought) in cases {
            let expected = |is: bool| -> Vec<_> {
                let rows = rows.iter().zip(&documents);
                rows.filter(|(_, document)| at(document, &steps).is_some_and(|found| equal(found, &sought)) == is).map(|(row, _)| row.id).collect()
            };
            let ids = async |filter: Filter<Doc>| {
                Doc::query().filter(filter).order_by(Doc::ID.asc()).select(Doc::ID).all(db).await.unwrap_or_else(|error| panic!("{error}: {:?}", error.raw()))
            };
            assert_eq!(ids(filter(&steps, &sought)).await, expected(true), "{steps:?} = {sought}");
            assert_eq!(ids(!filter(&steps, &sought)).await, expected(false), "not {steps:?} = {sought}");
            met += expected(true).len();
        }
        assert!(met > 90, "{met} were found: the questions are too hard");
    }

    async fn a_null_column_has_nothing_inside(engine) {
        let env = TestEnv::with(engine, &schema![Doc]).await;
        let db = &env.db;
        let input = |more| DocCreate { more, data: Json(json!(0)) };
        Doc::create_many(db, [input(None), input(Some(Json(json!({ "a": null })))), input(Some(Json(json!({ "a": "x" }))))]).await.unwrap();
        let count = async |filter: Filter<Doc>| Doc::query().filter(filter).count(db).await.unwrap();
        let path = || Doc::MORE.key("a");
        assert_eq!((count(path().is_null()).await, count(!path().is_null()).await), (1, 2));
        assert_eq!((count(path().eq("x")).await, count(path().ne("x")).await), (1, 2));
        // In an update, between other values.
        let changed = Doc::query().filter(Doc::ID.gt(Id::new(0)).and(path().ne("x")).and(Doc::ID.lt(Id::new(100))));
        assert_eq!(changed.update(db, DocUpdate { data: Set(Json(json!(7))), ..Default::default() }).await.unwrap(), 2);
        for wrong in [path().eq(f64::NAN), path().eq("a\0"), Doc::MORE.key("a\0").eq(1)] {
            assert_eq!(Doc::query().filter(wrong).count(db).await.unwrap_err().kind(), ErrorKind::Validation);
        }
    }

    async fn a_key_that_begins_with_a_minus_is_found_and_written(engine) {
        let env = TestEnv::with(engine, &schema![Doc]).await;
        let db = &env.db;
        let documents = [json!({ "-a": { "-b": [1, { "-c": "x" }] }, "a": 1 }), json!({ "a": { "-b": 2 } }), json!({ "-A": 1 }), json!([{ "-a": 1 }])];
        let inputs = documents.iter().map(|data| DocCreate { more: None, data: Json(data.clone()) });
        Doc::create_many(db, inputs).await.unwrap();
        let count = async |filter: Filter<Doc>| Doc::query().filter(filter).count(db).await.unwrap();
        assert_eq!(count(Doc::DATA.key("-a").key("-b").index(0).eq(1)).await, 1);
        assert_eq!(count(Doc::DATA.key("-a").key("-b").index(1).key("-c").eq("x")).await, 1);
        assert_eq!(count(Doc::DATA.key("a").key("-b").eq(2)).await, 1);
        assert_eq!(count(Doc::DATA.key("-A").eq(1)).await, 1);
        assert_eq!(count(Doc::DATA.index(0).key("-a").eq(1)).await, 1);
        assert_eq!(count(Doc::DATA.key("-a").eq(1)).await, 0);
        assert_eq!(count(Doc::DATA.key("-a").key("-b").index(0).ne(1)).await, 3);
        let changed = Doc::query().filter(Doc::DATA.key("-A").eq(1)).update(db, DocUpdate { data: Set(Json(json!(7))), ..Default::default() });
        assert_eq!(changed.await.unwrap(), 1);
        assert_eq!(Doc::query().filter(Doc::DATA.key("a").key("-b").eq(2)).delete(db).await.unwrap(), 1);
        // Deeper than any document: the path finds nothing.
        let deep = (0..10_000).fold(Doc::DATA.key("a"), |path, at| if at % 2 == 0 { path.index(0) } else { path.key("a") });
        assert_eq!(count(deep.eq(1)).await, 0);
    }
}
