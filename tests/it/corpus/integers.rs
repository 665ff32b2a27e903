//! Integers as clients write them: refused, or stored as the number that was meant.

use fivefold::prelude::*;

use crate::models::{Maybe, MaybeCreate, MaybeUpdate};
use crate::support::Sql;

/// A number in JSON, and what it is; none where it must be refused.
type Case = (&'static str, Option<i128>);

/// The same for every type; the type's range decides as well.
#[rustfmt::skip]
const NUMBERS: &[Case] = &[
    ("0", Some(0)), ("1", Some(1)), ("-1", Some(-1)),
    ("255", Some(255)), ("256", Some(256)), ("32767", Some(32_767)), ("32768", Some(32_768)), ("-32768", Some(-32_768)), ("-32769", Some(-32_769)),
    ("2147483647", Some(2_147_483_647)), ("2147483648", Some(2_147_483_648)), ("-2147483648", Some(-2_147_483_648)), ("-2147483649", Some(-2_147_483_649)),
    ("4294967295", Some(4_294_967_295)), ("4294967296", Some(4_294_967_296)),
    ("9007199254740993", Some(9_007_199_254_740_993)),
    ("9223372036854775807", Some(9_223_372_036_854_775_807)), ("9223372036854775808", Some(9_223_372_036_854_775_808)),
    ("-9223372036854775808", Some(-9_223_372_036_854_775_808)), ("-9223372036854775809", Some(-9_223_372_036_854_775_809)),
    ("18446744073709551615", Some(18_446_744_073_709_551_615)), ("18446744073709551616", Some(18_446_744_073_709_551_616)),
    ("340282366920938463463374607431768211456", None),
    ("-0", None), ("1.0", None), ("1.5", None), ("1e0", None), ("1e3", None), ("1E2", None), ("1e400", None), ("-1e400", None), ("1e-400", None), ("0.0", None),
    ("01", None), ("00", None), ("-01", None), ("+1", None), ("0x10", None), ("1_000", None), ("1,000", None), ("\u{661}", None), ("", None), ("-", None), (".5", None), ("5.", None),
    ("\"1\"", None), ("\"\"", None), ("true", None), ("[1]", None), ("[]", None), ("{}", None), ("NaN", None), ("Infinity", None), ("-Infinity", None),
    ("1n", None), ("1L", None), ("0b1", None), ("0o7", None), (" 1 ", Some(1)), ("\n7\t", Some(7)), ("1 2", None), ("--1", None), ("1e", None), ("\"NaN\"", None),
];

for_each_db! {
    async fn sixty_numbers_in_each_type(env) {
        assert!(NUMBERS.len() >= 60, "{}", NUMBERS.len());
        let db = &env.db;
        let fields = [("int16", i128::from(i16::MIN), i128::from(i16::MAX)), ("int32", i128::from(i32::MIN), i128::from(i32::MAX)),
            ("int64", i128::from(i64::MIN), i128::from(i64::MAX)), ("uint8", 0, i128::from(u8::MAX)), ("uint32", 0, i128::from(u32::MAX))];
        let (mut stored, mut refused) = (0_u64, 0);
        for (field, least, greatest) in fields {
            for (text, number) in NUMBERS {
                let body = format!(r#"{{"{field}": {text}}}"#);
                let number = number.filter(|number| (least..=greatest).contains(number));
                let (create, change) = (serde_json::from_str::<MaybeCreate>(&body), serde_json::from_str::<MaybeUpdate>(&body));
                // serde_json reads `-0` as a float, which is no integer.
                let Some(number) = number else {
                    assert!(create.is_err() && change.is_err(), "{body}");
                    refused += 1;
                    continue;
                };
                let created = Maybe::create(db, create.unwrap()).await.unwrap();
                let changed = Maybe::create(db, MaybeCreate::new()).await.unwrap().update(db, change.unwrap()).await.unwrap();
                for row in [&created, &changed, &Maybe::get(db, created.id).await.unwrap(), &Maybe::get(db, changed.id).await.unwrap()] {
                    let read = match field {
                        "int16" => row.int16.map(i128::from),
                        "int32" => row.int32.map(i128::from),
                        "int64" => row.int64.map(i128::from),
                        "uint8" => row.uint8.map(i128::from),
                        _ => row.uint32.map(i128::from),
                    };
                    assert_eq!(read, Some(number), "{body}");
                }
                stored += 2;
            }
        }
        assert!(refused > 100 && stored > 60, "{refused} {stored}");
        assert_eq!(Maybe::count(db).await.unwrap(), stored);
        if let Some(raw) = env.raw_connection().filter(|raw| raw.sql == Sql::Sqlite) {
            let kinds = raw.texts("SELECT DISTINCT typeof(int64) FROM maybe WHERE int64 IS NOT NULL");
            assert_eq!(kinds, ["integer"], "nothing turned into a float on its way");
        }
    }
}
