//! Decimal numbers are compared, sorted and added up by value, and exactly, on every database.

use fivefold::prelude::*;
use fivefold::types::Decimal;

use crate::support::{Engine, TestEnv, failed};

#[model(table = "decimals_sale")]
#[derive(Debug, Clone, PartialEq)]
pub struct Sale {
    pub id: Id<Sale, i64>,
    pub city: String,
    pub amount: Decimal,
    pub tip: Option<Decimal>,
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Numbers that texts, or floats, would sort otherwise.
const AMOUNTS: &[&str] = &[
    "10",
    "9.5",
    "-10",
    "-9.5",
    "0",
    "100",
    "0.1",
    "0.2",
    "0.3",
    "-0.1",
    "0.30000000000000004",
    "9007199254740993",
    "9007199254740992",
    "9007199254740993.5",
    "0.0000000000000000000000000001",
    "-0.0000000000000000000000000001",
    "1234567890123456789.123456789",
    "1234567890123456789.123456788",
    "9.5",
    "10",
];

async fn sales(engine: &'static Engine) -> (TestEnv, Vec<Sale>) {
    let env = TestEnv::with(engine, &schema![Sale]).await;
    let input = |(at, amount): (usize, &&str)| SaleCreate {
        tip: (at % 3 != 0).then(|| decimal(AMOUNTS[(at * 7) % AMOUNTS.len()])),
        ..SaleCreate::new(["Graz", "Linz", "Wels"][at % 3], decimal(amount))
    };
    let rows = Sale::create_many(&env.db, AMOUNTS.iter().enumerate().map(input))
        .await
        .unwrap();
    (env, rows)
}

fn sorted(rows: &[Sale]) -> Vec<Sale> {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| (row.amount, row.id));
    rows
}

for_each_engine! {
    async fn decimals_are_sorted_by_value(engine) {
        let (env, rows) = sales(engine).await;
        let db = &env.db;
        let expected = sorted(&rows);
        let ascending = || Sale::query().order_by(Sale::AMOUNT.asc());
        assert_eq!(ascending().all(db).await.unwrap(), expected);
        assert_eq!(ascending().list(db, 5..9).await.unwrap(), expected[5..9]);
        assert_eq!(ascending().page(db, 3..8).await.unwrap().rows, expected[3..8]);
        let mut descending = rows.clone();
        descending.sort_by_key(|row| (std::cmp::Reverse(row.amount), row.id));
        assert_eq!(Sale::query().order_by(Sale::AMOUNT.desc()).all(db).await.unwrap(), descending);
        let mut by_tip = rows.clone();
        by_tip.sort_by_key(|row| (row.tip.is_none(), row.tip, row.id));
        assert_eq!(Sale::query().order_by(Sale::TIP.asc().nulls_last()).all(db).await.unwrap(), by_tip);
        // Pages by cursor compare with the last row.
        let (mut after, mut walked) = (None, Vec::new());
        loop {
            let page = ascending().page_after(db, after, 3).await.unwrap();
            walked.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(walked, expected);
        let amounts = Sale::query().select(Sale::AMOUNT).distinct().all(db).await.unwrap();
        let mut distinct: Vec<Decimal> = expected.iter().map(|row| row.amount).collect();
        distinct.dedup();
        assert_eq!(amounts, distinct);
    }

    async fn decimals_are_compared_by_value(engine) {
        let (env, rows) = sales(engine).await;
        let db = &env.db;
        for limit in AMOUNTS.iter().map(|amount| decimal(amount)).chain([decimal("9.50"), decimal("-100"), Decimal::MAX]) {
            type Meets = fn(Decimal, Decimal) -> bool;
            let cases: [(_, Meets); 6] = [
                (Sale::AMOUNT.lt(limit), |one, two| one < two),
                (Sale::AMOUNT.le(limit), |one, two| one <= two),
                (Sale::AMOUNT.gt(limit), |one, two| one > two),
                (Sale::AMOUNT.ge(limit), |one, two| one >= two),
                (Sale::AMOUNT.eq(limit), |one, two| one == two),
                (Sale::AMOUNT.ne(limit), |one, two| one != two),
            ];
            for (number, (filter, meets)) in cases.into_iter().enumerate() {
                let expected: Vec<Sale> = rows.iter().filter(|row| meets(row.amount, limit)).cloned().collect();
                assert_eq!(Sale::query().filter(filter.clone()).all(db).await.unwrap(), expected, "{number}: {limit}");
                assert_eq!(Sale::query().filter(!filter).count(db).await.unwrap() as usize, rows.len() - expected.len(), "not {number}: {limit}");
            }
            let tips = rows.iter().filter(|row| row.tip.is_some_and(|tip| tip > limit)).count();
            assert_eq!(Sale::query().filter(Sale::TIP.gt(limit)).count(db).await.unwrap() as usize, tips, "{limit}");
        }
        let between = Sale::query().filter(Sale::AMOUNT.between(decimal("-0.1"), decimal("9.5")));
        let expected = rows.iter().filter(|row| (decimal("-0.1")..=decimal("9.5")).contains(&row.amount)).count();
        assert_eq!(between.count(db).await.unwrap() as usize, expected);
    }

    async fn aggregates_of_decimals_are_exact(engine) {
        let (env, rows) = sales(engine).await;
        let db = &env.db;
        let amounts = || rows.iter().map(|row| row.amount);
        let all = Sale::query;
        assert_eq!(all().min(db, Sale::AMOUNT).await.unwrap(), amounts().min());
        assert_eq!(all().max(db, Sale::AMOUNT).await.unwrap(), amounts().max());
        assert_eq!(all().max(db, Sale::TIP).await.unwrap().flatten(), rows.iter().filter_map(|row| row.tip).max());
        // The sum of all has more digits than the type, as it has in Rust.
        let small = || Sale::query().filter(Sale::AMOUNT.between(decimal("-10"), decimal("100")));
        let chosen: Vec<Decimal> = amounts().filter(|amount| (decimal("-10")..=decimal("100")).contains(amount)).collect();
        let plain: Vec<Decimal> = chosen.iter().copied().filter(|amount| amount.scale() < 5).collect();
        let by_city = || small().filter(Sale::AMOUNT.in_list(plain.clone()));
        assert_eq!(by_city().sum(db, Sale::AMOUNT).await.unwrap(), plain.iter().sum::<Decimal>());
        let mean = by_city().avg(db, Sale::AMOUNT).await.unwrap().unwrap();
        let expected = plain.iter().sum::<Decimal>() / Decimal::from(plain.len());
        assert!((mean - expected).abs() < decimal("0.000000000000000000000000001"), "{mean} {expected}");
        let third = all().filter(Sale::AMOUNT.in_list([decimal("0.1"), decimal("0.2"), decimal("-0.1")])).avg(db, Sale::AMOUNT).await.unwrap();
        assert_eq!(third, Some(decimal("0.0666666666666666666666666667")));
        let none = || all().filter(Sale::CITY.eq("Rome"));
        assert_eq!(none().sum(db, Sale::AMOUNT).await.unwrap(), Decimal::ZERO);
        assert_eq!(none().avg(db, Sale::AMOUNT).await.unwrap(), None);
        assert_eq!(none().max(db, Sale::AMOUNT).await.unwrap(), None);
        // 0.1 + 0.2 is 0.3, unlike that of floats.
        let tenths = all().filter(Sale::AMOUNT.in_list([decimal("0.1"), decimal("0.2")]));
        assert_eq!(tenths.sum(db, Sale::AMOUNT).await.unwrap(), decimal("0.3"));
        let error = failed(ErrorKind::Check, all().sum(db, Sale::AMOUNT).await);
        assert_eq!(error.model(), Some("Sale"), "{error:?}");
        Sale::create_many(db, [Decimal::MAX, Decimal::MAX, Decimal::MIN].map(|amount| SaleCreate::new("Rome", amount))).await.unwrap();
        assert_eq!(none().sum(db, Sale::AMOUNT).await.unwrap(), Decimal::MAX);
        assert_eq!(none().max(db, Sale::AMOUNT).await.unwrap(), Some(Decimal::MAX));
        let most = none().filter(Sale::AMOUNT.gt(Decimal::ZERO));
        assert_eq!(most.clone().avg(db, Sale::AMOUNT).await.unwrap(), Some(Decimal::MAX));
        failed(ErrorKind::Check, most.sum(db, Sale::AMOUNT).await);
    }

    async fn groups_of_decimals_are_counted_sorted_and_compared(engine) {
        let env = TestEnv::with(engine, &schema![Sale]).await;
        let db = &env.db;
        let input = |(city, amount): (&str, &str)| SaleCreate { tip: None, ..SaleCreate::new(city, decimal(amount)) };
        let sales = [("Graz", "9.5"), ("Graz", "10"), ("Graz", "0.1"), ("Linz", "100"), ("Linz", "-80.4"), ("Wels", "9.5"), ("Wels", "10.1")];
        Sale::create_many(db, sales.map(input)).await.unwrap();
        let groups = || Sale::query().group_by(Sale::CITY);
        let totals = groups().order_by(Sale::AMOUNT.sum().desc()).select((Sale::AMOUNT.sum(), Sale::AMOUNT.max(), Sale::AMOUNT.avg())).all(db).await.unwrap();
        let row = |city: &str, sum, max, avg| (city.to_owned(), (decimal(sum), Some(decimal(max)), Some(decimal(avg))));
        // Graz and Wels have the same sum.
        let expected = [row("Graz", "19.6", "10", "6.5333333333333333333333333333"), row("Linz", "19.6", "100", "9.8"), row("Wels", "19.6", "10.1", "9.8")];
        assert_eq!(totals, expected);
        let cities = async |having| {
            let groups = groups().having(having).select(Sale::ID.count()).all(db).await.unwrap();
            groups.into_iter().map(|(city, _)| city).collect::<Vec<_>>()
        };
        assert_eq!(cities(Sale::AMOUNT.sum().eq(decimal("19.60"))).await, ["Graz", "Linz", "Wels"]);
        assert_eq!(cities(Sale::AMOUNT.sum().gt(decimal("19.5999"))).await, ["Graz", "Linz", "Wels"]);
        assert_eq!(cities(Sale::AMOUNT.sum().lt(decimal("19.6"))).await, [""; 0]);
        assert_eq!(cities(Sale::AMOUNT.max().gt(decimal("10"))).await, ["Linz", "Wels"]);
        assert_eq!(cities(Sale::AMOUNT.min().lt(decimal("9"))).await, ["Graz", "Linz"]);
        assert_eq!(cities(Sale::AMOUNT.avg().ge(decimal("9.8"))).await, ["Linz", "Wels"]);
        assert_eq!(cities(Sale::TIP.sum().eq(Decimal::ZERO)).await, ["Graz", "Linz", "Wels"]);
        assert_eq!(cities(Sale::TIP.max().is_null()).await, ["Graz", "Linz", "Wels"]);
        let by_max = groups().order_by(Sale::AMOUNT.max().desc()).select(Sale::AMOUNT.max()).all(db).await.unwrap();
        assert_eq!(by_max.into_iter().map(|(city, _)| city).collect::<Vec<_>>(), ["Linz", "Wels", "Graz"]);
        let amounts = Sale::query().group_by(Sale::AMOUNT).select(Sale::ID.count()).all(db).await.unwrap();
        let expected = [("-80.4", 1), ("0.1", 1), ("9.5", 2), ("10", 1), ("10.1", 1), ("100", 1)].map(|(amount, count)| (decimal(amount), count));
        assert_eq!(amounts, expected);
    }

    async fn a_decimal_is_added_exactly_or_refused(engine) {
        let env = TestEnv::with(engine, &schema![Sale]).await;
        let db = &env.db;
        let row = async |amount: &str| Sale::create(db, SaleCreate { tip: None, ..SaleCreate::new("Graz", decimal(amount)) }).await.unwrap();
        for (one, two, sum) in [
            ("0.1", "0.2", "0.3"), ("1.5", "-1.50", "0"), ("-1", "0.25", "-0.75"), ("9.99", "0.01", "10"),
            ("79228162514264337593543950334", "1", "79228162514264337593543950335"), ("1", "0.0000000000000000000000000001", "1.0000000000000000000000000001"),
        ] {
            let sale = row(one).await.update(db, Sale::AMOUNT.add(decimal(two))).await.unwrap();
            assert_eq!(sale.amount, decimal(sum), "{one} + {two}");
            assert_eq!(sale.amount.to_string(), sum);
            assert_eq!(sale.tip, None);
            assert_eq!(Sale::query().filter(Sale::AMOUNT.eq(decimal(sum)).and(Sale::ID.eq(sale.id))).count(db).await.unwrap(), 1, "{one} + {two}");
        }
        for (one, two) in [("79228162514264337593543950335", "1"), ("79228162514264337593543950335", "0.1"), ("10", "0.0000000000000000000000000001")] {
            let sale = row(one).await;
            let error = failed(ErrorKind::Check, sale.clone().update(db, Sale::AMOUNT.add(decimal(two))).await);
            assert_eq!(error.model(), Some("Sale"), "{error:?}");
            assert_eq!(Sale::get(db, sale.id).await.unwrap(), sale);
        }
        let tips = Sale::query().all_rows().update(db, Sale::TIP.add(decimal("1"))).await.unwrap();
        assert_eq!(tips, 9);
        assert_eq!(Sale::query().filter(Sale::TIP.is_null()).count(db).await.unwrap(), 9);
    }
}
