//! Bounds of numbers that are not whole: the rule and the table agree, and a bound itself is
//! inside.

use fivefold::prelude::*;
use fivefold::types::Decimal;

use crate::support::{TestEnv, failed};

#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    pub id: Id<Measure>,
    #[field(range(-0.1..=0.1))]
    pub narrow: Option<f32>,
    #[field(range(-0.1..=0.1))]
    pub wide: Option<f64>,
    #[field(range(0..=16_777_217))]
    pub whole: Option<f32>,
    #[field(range(0..=100))]
    pub price: Option<Decimal>,
    #[field(range(-0.5..=9.75))]
    pub rate: Option<Decimal>,
    #[field(range(-9_223_372_036_854_775_808..=9_223_372_036_854_775_807))]
    pub any: Option<i64>,
}

fn decimal(text: &str) -> Option<Decimal> {
    Some(text.parse().unwrap())
}

for_each_engine! {
    async fn bounds_are_inclusive(engine) {
        let env = TestEnv::with(engine, &schema![Measure]).await;
        let none = MeasureCreate::new;
        let good = [
            MeasureCreate { narrow: Some(0.1), ..none() }, MeasureCreate { narrow: Some(-0.1), ..none() }, MeasureCreate { wide: Some(0.1), ..none() }, MeasureCreate { wide: Some(-0.1), ..none() },
            MeasureCreate { whole: Some(16_777_216.0), ..none() }, MeasureCreate { whole: Some(0.0), ..none() }, MeasureCreate { price: decimal("0"), ..none() }, MeasureCreate { price: decimal("100"), ..none() },
            MeasureCreate { price: decimal("100.00"), ..none() }, MeasureCreate { price: decimal("9.5"), ..none() }, MeasureCreate { price: decimal("20"), ..none() }, MeasureCreate { rate: decimal("9.75"), ..none() },
            MeasureCreate { rate: decimal("-0.5"), ..none() }, MeasureCreate { rate: decimal("-0.50"), ..none() }, MeasureCreate { any: Some(i64::MIN), ..none() }, MeasureCreate { any: Some(i64::MAX), ..none() }, none(),
        ];
        let mut complaints = Vec::new();
        for create in good {
            match Measure::create(&env.db, create.clone()).await {
                Ok(row) => assert_eq!(Measure::get(&env.db, row.id).await.unwrap(), row),
                Err(error) => complaints.push(format!("{create:?}: {error}")),
            }
        }
        let bad = [
            MeasureCreate { narrow: Some(0.100_001), ..none() }, MeasureCreate { wide: Some(0.100_000_000_000_000_02), ..none() }, MeasureCreate { whole: Some(16_777_218.0), ..none() },
            MeasureCreate { whole: Some(-1e-45), ..none() }, MeasureCreate { price: decimal("100.01"), ..none() }, MeasureCreate { price: decimal("-0.01"), ..none() }, MeasureCreate { rate: decimal("9.76"), ..none() },
            MeasureCreate { rate: decimal("-0.51"), ..none() },
        ];
        for create in bad {
            if let Ok(row) = Measure::create(&env.db, create).await {
                complaints.push(format!("{row:?} was taken"));
            }
        }
        assert!(complaints.is_empty(), "{complaints:#?}");
    }
}

#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    pub id: Id<Price>,
    #[field(unique)]
    pub amount: Decimal,
}

for_each_engine! {
    /// 1.5 and 1.50 are one number, as they are on the databases that have the type.
    async fn equal_decimals_are_equal(engine) {
        let env = TestEnv::with(engine, &schema![Price]).await;
        let row = Price::create(&env.db, PriceCreate::new("1.50".parse::<Decimal>().unwrap())).await.unwrap();
        let same: Decimal = "1.5".parse().unwrap();
        assert_eq!(Price::find_by(&env.db, Price::AMOUNT, same).await.unwrap(), Some(row));
        failed(ErrorKind::Conflict, Price::create(&env.db, PriceCreate::new(same)).await);
    }
}
