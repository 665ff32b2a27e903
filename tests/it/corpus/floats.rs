//! Floats as clients and applications send them.

use fivefold::prelude::*;

use crate::models::{Maybe, MaybeCreate, MaybeUpdate};
use crate::support::failed;

#[rustfmt::skip]
const FLOATS: &[f64] = &[
    0.0, -0.0, 1.0, -1.0, 0.1, 0.2, 0.30000000000000004, 1.0 / 3.0, std::f64::consts::PI, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, -5e-324, 2.2250738585072011e-308,
    9007199254740991.0, 9007199254740993.0, 1e22, 1e23, 123456789.125, f64::EPSILON, 3.4028235e38, 3.4028236e38, 1e-45, f64::NAN, f64::INFINITY, f64::NEG_INFINITY,
];

for_each_db! {
    async fn twenty_floats_come_back_or_are_refused(env) {
        assert!(FLOATS.len() >= 20);
        let db = &env.db;
        for float in FLOATS {
            let create = || MaybeCreate { float64: Some(*float), ..MaybeCreate::new() };
            let change = || MaybeUpdate { float64: Set(Some(*float)), ..Default::default() };
            let target = Maybe::create(db, MaybeCreate::new()).await.unwrap();
            let results = [Maybe::create(db, create()).await, target.clone().update(db, change()).await];
            for result in results {
                if float.is_finite() {
                    let row = result.unwrap();
                    assert_eq!(row.float64, Some(*float));
                    assert_eq!(Maybe::get(db, row.id).await.unwrap(), row);
                } else {
                    let error = failed(ErrorKind::Validation, result);
                    assert_eq!((error.model(), error.field()), (Some("Maybe"), Some("float64")));
                    assert_eq!(Maybe::get(db, target.id).await.unwrap(), target);
                }
            }
        }
    }

    async fn floats_in_json_are_read_exactly_or_refused(env) {
        let parse = |text: &str| serde_json::from_str::<MaybeCreate>(&format!(r#"{{"float64": {text}}}"#));
        for text in ["1e400", "-1e400", "NaN", "Infinity", "-Infinity", "nan", "\"1.5\"", "\"NaN\"", ".5", "5.", "1e", "0x1p3", "[1.0]"] {
            assert!(parse(text).is_err(), "{text}");
        }
        for (text, number) in [("1e308", 1e308), ("4.9e-324", 5e-324), ("1e-400", 0.0), ("0.1", 0.1), ("-0.0", 0.0), ("7", 7.0), ("1E+2", 100.0), ("2.2250738585072011e-308", 2.225_073_858_507_201e-308)] {
            let row = Maybe::create(&env.db, parse(text).unwrap()).await.unwrap();
            assert_eq!(Maybe::get(&env.db, row.id).await.unwrap().float64, Some(number), "{text}");
        }
    }
}
