//! Groups are those that Rust makes of the same rows, with the same values and in the same order,
//! on every database.

use std::collections::BTreeMap;

use fivefold::prelude::*;

use crate::support::{Engine, Random, TestEnv};

#[model(table = "groups_shop", has_many(sales: Sale::SHOP_ID))]
#[derive(Debug)]
pub struct Shop {
    pub id: Id<Shop>,
    pub is_open: bool,
}

#[model(table = "groups_sale")]
#[derive(Debug, Clone)]
pub struct Sale {
    pub id: Id<Sale>,
    pub city: String,
    pub label: Option<String>,
    pub cents: i64,
    pub weight: Option<f64>,
    pub paid: bool,
    pub extra: Option<Json<Vec<i32>>>,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
    #[field(server, on_delete = cascade)]
    pub shop_id: Id<Shop>,
}

/// 60 rows of few values, a tenth of them deleted.
async fn env(engine: &'static Engine) -> (TestEnv, Vec<Sale>, Vec<Shop>) {
    let env = TestEnv::with(engine, &schema![Shop, Sale]).await;
    let db = &env.db;
    let shops = Shop::create_many(db, [ShopCreate::new(true), ShopCreate::new(false)])
        .await
        .unwrap();
    let mut random = Random::new(7);
    let mut rows = Vec::new();
    for number in 0..60 {
        let of = |random: &mut Random, all: &[&'static str]| {
            all[random.below(all.len() as u64) as usize]
        };
        let city = of(
            &mut random,
            &["Graz", "graz", "Linz", "Ötz", "Wels ", "Wels"],
        );
        let label = Some(of(&mut random, &["", "a", "B", "b"])).filter(|label| !label.is_empty());
        let weight = Some(random.below(4) as f64 / 2.0).filter(|weight| *weight > 0.0);
        let input = SaleCreate {
            label: label.map(Into::into),
            weight,
            extra: None,
            ..SaleCreate::new(
                city,
                random.below(2_000) as i64 - 1_000,
                random.below(2) == 0,
            )
        };
        let shop_id = shops[random.below(2) as usize].id;
        let sale = Sale::create(db, input.with(SaleServer { shop_id }))
            .await
            .unwrap();
        if number % 10 == 0 {
            sale.delete(db).await.unwrap();
        } else {
            rows.push(sale);
        }
    }
    (env, rows, shops)
}

/// The aggregates of a group, computed in Rust.
#[derive(Debug, Clone, PartialEq)]
struct Worked {
    rows: u64,
    labels: u64,
    cents: i64,
    weight: f64,
    mean: Option<f64>,
    least: Option<i64>,
    last: Option<Option<String>>,
}

fn worked(rows: &[&Sale]) -> Worked {
    let weights: Vec<f64> = rows.iter().filter_map(|row| row.weight).collect();
    Worked {
        rows: rows.len() as u64,
        labels: rows.iter().filter(|row| row.label.is_some()).count() as u64,
        cents: rows.iter().map(|row| row.cents).sum(),
        weight: weights.iter().sum(),
        mean: (!weights.is_empty()).then(|| weights.iter().sum::<f64>() / weights.len() as f64),
        least: rows.iter().map(|row| row.cents).min(),
        last: Some(rows.iter().filter_map(|row| row.label.clone()).max()),
    }
}

fn groups<K: Ord>(rows: &[Sale], key: impl Fn(&Sale) -> K) -> Vec<(K, Worked)> {
    let mut groups: BTreeMap<K, Vec<&Sale>> = BTreeMap::new();
    for row in rows {
        groups.entry(key(row)).or_default().push(row);
    }
    groups
        .into_iter()
        .map(|(key, rows)| (key, worked(&rows)))
        .collect()
}

macro_rules! everything {
    () => {
        (
            Sale::ID.count(),
            Sale::LABEL.count(),
            Sale::CENTS.sum(),
            Sale::WEIGHT.sum(),
            Sale::WEIGHT.avg(),
            Sale::CENTS.min(),
            Sale::LABEL.max(),
        )
    };
}

type Tuple = (
    u64,
    u64,
    i64,
    f64,
    Option<f64>,
    Option<i64>,
    Option<Option<String>>,
);

fn read<K>(groups: Vec<(K, Tuple)>) -> Vec<(K, Worked)> {
    let read = |(rows, labels, cents, weight, mean, least, last): Tuple| Worked {
        rows,
        labels,
        cents,
        weight,
        mean,
        least,
        last,
    };
    groups
        .into_iter()
        .map(|(key, values)| (key, read(values)))
        .collect()
}

for_each_engine! {
    async fn groups_have_the_aggregates_that_rust_computes(engine) {
        let (env, rows, shops) = env(engine).await;
        let db = &env.db;
        let before = db.metrics().statements;
        let found = Sale::query().group_by(Sale::CITY).select(everything!()).all(db).await.unwrap();
        assert_eq!(db.metrics().statements - before, 1);
        assert_eq!(read(found), groups(&rows, |row| row.city.clone()));
        let found = Sale::query().group_by((Sale::LABEL, Sale::PAID)).select(everything!()).all(db).await.unwrap();
        assert_eq!(read(found), groups(&rows, |row| (row.label.clone(), row.paid)));
        // In a scope, through a relation, and without a row.
        let found = shops[0].sales().group_by(Sale::PAID).select(everything!()).all(db).await.unwrap();
        let own: Vec<Sale> = rows.iter().filter(|row| row.shop_id == shops[0].id).cloned().collect();
        assert_eq!(read(found), groups(&own, |row| row.paid));
        let open = Sale::query().filter(Sale::SHOP.is(Shop::IS_OPEN.eq(true)));
        assert_eq!(read(open.group_by(Sale::PAID).select(everything!()).all(db).await.unwrap()), groups(&own, |row| row.paid));
        let none = Sale::query().filter(Sale::CENTS.gt(5_000)).group_by(Sale::CITY).select(Sale::ID.count());
        assert_eq!(none.all(db).await.unwrap(), []);
        let all = Sale::query().with_deleted().group_by(Sale::SHOP_ID).select(Sale::ID.count()).all(db).await.unwrap();
        assert_eq!(all.iter().map(|(_, rows)| rows).sum::<u64>(), 60);
    }

    async fn groups_are_left_away_sorted_and_cut(engine) {
        let (env, rows, _) = env(engine).await;
        let db = &env.db;
        let by = || Sale::query().group_by((Sale::CITY, Sale::LABEL));
        let expected = groups(&rows, |row| (row.city.clone(), row.label.clone()));
        macro_rules! having {
            ($condition:expr, $rust:expr) => {{
                let rust: fn(&Worked) -> bool = $rust;
                for is in [true, false] {
                    let condition = if is { $condition } else { $condition.not() };
                    let found = read(by().having(condition).select(everything!()).all(db).await.unwrap());
                    let expected: Vec<_> = expected.iter().filter(|(_, worked)| rust(worked) == is).cloned().collect();
                    assert_eq!(found, expected, "{} {is}", stringify!($condition));
                }
            }};
        }
        having!(Sale::ID.count().ge(3), |worked| worked.rows >= 3);
        having!(Sale::LABEL.count().eq(0), |worked| worked.labels == 0);
        having!(Sale::CENTS.sum().lt(0), |worked| worked.cents < 0);
        having!(Sale::CENTS.sum().ne(0), |worked| worked.cents != 0);
        having!(Sale::WEIGHT.sum().gt(1.5), |worked| worked.weight > 1.5);
        having!(Sale::WEIGHT.avg().le(1.0), |worked| worked.mean.is_some_and(|mean| mean <= 1.0));
        having!(Sale::WEIGHT.avg().ne(1.0), |worked| worked.mean != Some(1.0));
        having!(Sale::CENTS.min().gt(-500), |worked| worked.least.unwrap() > -500);
        having!(Sale::LABEL.max().eq("b"), |worked| worked.last == Some(Some("b".into())));
        having!(Sale::LABEL.max().ne("b"), |worked| worked.last != Some(Some("b".into())));
        having!(Sale::LABEL.max().is_null(), |worked| worked.last.clone().flatten().is_none());
        having!(Sale::LABEL.max().is_not_null(), |worked| worked.last.clone().flatten().is_some());
        having!(Sale::LABEL.max().in_list(["b"]), |worked| worked.last == Some(Some("b".into())));
        having!(Sale::LABEL.max().not_in(["b"]), |worked| worked.last != Some(Some("b".into())));
        having!(Sale::CENTS.min().between(-500, 500), |worked| (-500..=500).contains(&worked.least.unwrap()));
        having!(Sale::ID.count().in_list([1, 3, 4]), |worked| [1, 3, 4].contains(&worked.rows));
        having!(Sale::ID.count().not_in([1, 3, 4]), |worked| ![1, 3, 4].contains(&worked.rows));
        having!(Sale::WEIGHT.sum().in_list(Vec::<f64>::new()), |_| false);
        having!(Sale::CENTS.sum().gt(0).and(Sale::ID.count().gt(1)), |worked| worked.cents > 0 && worked.rows > 1);
        having!(Sale::CENTS.sum().gt(500).or(Sale::ID.count().eq(1)), |worked| worked.cents > 500 || worked.rows == 1);

        let mut random = Random::new(11);
        for _ in 0..100 {
            let (least, most, limit) = (random.below(2_000) as i64 - 1_000, random.below(4) as i64, 1 + random.below(8));
            let descending = random.below(2) == 0;
            let condition = Sale::CENTS.sum().ge(least).or(Sale::ID.count().le(most));
            let order = if descending { Sale::CENTS.sum().desc() } else { Sale::CENTS.sum().asc() };
            let found = by().having(condition).order_by(order).limit(limit).select(everything!()).all(db).await.unwrap();
            let met = expected.iter().filter(|(_, worked)| worked.cents >= least || worked.rows as i64 <= most);
            let mut met: Vec<_> = met.cloned().collect();
            met.sort_by_key(|(_, worked)| if descending { -worked.cents } else { worked.cents });
            met.truncate(limit as usize);
            assert_eq!(read(found), met);
        }
        // By a column of the groups, against its order; nulls of aggregates are least.
        let found = read(by().order_by(Sale::LABEL.desc()).order_by(Sale::CITY.desc()).select(everything!()).all(db).await.unwrap());
        let mut sorted = expected.clone();
        sorted.sort_by(|one, other| (&other.0.1, &other.0.0).cmp(&(&one.0.1, &one.0.0)));
        assert_eq!(found, sorted);
        for descending in [false, true] {
            let order = if descending { Sale::WEIGHT.avg().desc() } else { Sale::WEIGHT.avg().asc() };
            let found = read(by().order_by(order).select(everything!()).all(db).await.unwrap());
            let mut sorted = expected.clone();
            sorted.sort_by(|one, other| {
                let order = one.1.mean.partial_cmp(&other.1.mean).unwrap();
                if descending { order.reverse() } else { order }
            });
            assert_eq!(found, sorted);
        }
        let first = by().order_by(Sale::CENTS.sum().desc()).select(Sale::CENTS.sum()).first(db).await.unwrap().unwrap();
        assert_eq!(first.1, expected.iter().map(|(_, worked)| worked.cents).max().unwrap());
    }

    async fn impossible_groups_are_refused(engine) {
        let (env, _, shops) = env(engine).await;
        let db = &env.db;
        let count = Sale::ID.count();
        for query in [Sale::query().order_by(Sale::CITY.asc()), Sale::query().limit(1), Sale::query().offset(1)] {
            assert_eq!(query.group_by(Sale::CITY).select(count).all(db).await.unwrap_err().kind(), ErrorKind::Misuse);
        }
        let other = Sale::query().group_by(Sale::CITY).order_by(Sale::CENTS.asc()).select(count).all(db).await.unwrap_err();
        assert_eq!(other.kind(), ErrorKind::Misuse);
        assert!(other.to_string().contains("cannot sort groups by `cents`"), "{other}");
        let json = Sale::query().group_by(Sale::EXTRA).select(count).all(db).await.unwrap_err();
        assert_eq!(json.kind(), ErrorKind::Misuse);
        let wrong = Sale::query().group_by(Sale::CITY).having(Sale::CITY.min().eq("a\0")).select(count).all(db).await.unwrap_err();
        assert_eq!(wrong.kind(), ErrorKind::Validation);

        // A sum that does not fit.
        for _ in 0..2 {
            let input = SaleCreate { label: None, weight: None, extra: None, ..SaleCreate::new("Wien", i64::MAX, true) };
            shops[0].sales().create(db, input).await.unwrap();
        }
        let sums = Sale::query().group_by(Sale::CITY).select(Sale::CENTS.sum());
        assert_eq!(sums.all(db).await.unwrap_err().kind(), ErrorKind::Check);
    }
}
