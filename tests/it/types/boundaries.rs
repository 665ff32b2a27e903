//! The ends of what each type holds.

use fivefold::prelude::*;
use fivefold::types::Decimal;

use crate::models::{Map, Maybe, MaybeCreate, MaybeUpdate};

/// Each value is created, and set in a change; it must come back the same from both, and from the
/// database.
macro_rules! come_back {
    ($db:expr, $($field:ident: [$($value:expr),+ $(,)?];)+) => {$(
        for value in [$($value),+] {
            let created = Maybe::create($db, MaybeCreate { $field: Some(value.clone()), ..MaybeCreate::new() }).await.unwrap();
            assert_eq!(created.$field.as_ref(), Some(&value));
            assert_eq!(Maybe::get($db, created.id).await.unwrap(), created);
            let other = Maybe::create($db, MaybeCreate::new()).await.unwrap();
            let changed = other.update($db, MaybeUpdate { $field: Set(Some(value.clone())), ..Default::default() }).await.unwrap();
            assert_eq!(changed.$field.as_ref(), Some(&value));
            assert_eq!(Maybe::get($db, changed.id).await.unwrap(), changed);
        }
    )+};
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn time(hour: u32, minute: u32, second: u32, micros: u32) -> NaiveTime {
    NaiveTime::from_hms_micro_opt(hour, minute, second, micros).unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

for_each_db! {
    async fn the_ends_of_every_type_come_back(env) {
        come_back! { &env.db,
            boolean: [true, false];
            int16: [i16::MIN, i16::MIN + 1, -1, 0, 1, i16::MAX - 1, i16::MAX];
            int32: [i32::MIN, i32::MIN + 1, -1, 0, 1, i32::MAX - 1, i32::MAX];
            int64: [i64::MIN, i64::MIN + 1, -1, 0, 1, (1 << 53) + 1, -(1 << 53) - 1, i64::MAX - 1, i64::MAX];
            uint8: [0, 1, 127, 128, u8::MAX - 1, u8::MAX];
            uint32: [0, 1, i32::MAX.unsigned_abs() + 1, u32::MAX - 1, u32::MAX];
            float32: [f32::MIN, f32::MAX, f32::MIN_POSITIVE, f32::EPSILON, 0.0, 0.1, 1.0 / 3.0, f32::from_bits(1), 16_777_216.0];
            float64: [f64::MIN, f64::MAX, f64::MIN_POSITIVE, f64::EPSILON, 0.0, 0.1, 1.0 / 3.0, f64::from_bits(1), 9_007_199_254_740_993.0, 1.0];
            text: [String::new(), " ".into(), "'".into(), "\u{10ffff}".into(), "\u{feff}".into(), "1".into(), "1e3".into(), "NULL".into(), "\r\n".into()];
            bytes: [Vec::new(), vec![0], vec![0; 3], vec![255; 1_000], b"text".to_vec()];
            uuid: [Uuid::nil(), Uuid::max(), Uuid::from_u128(1), Uuid::from_u128(1 << 127)];
            instant: [DateTime::<Utc>::UNIX_EPOCH, DateTime::from_timestamp_micros(-1).unwrap(), DateTime::from_timestamp_micros(-500_000).unwrap(),
                "0001-01-01T00:00:00Z".parse().unwrap(), "9999-12-31T23:59:59.999999Z".parse().unwrap(), "2038-01-19T03:14:08Z".parse().unwrap()];
            date: [date(1, 1, 1), date(9999, 12, 31), date(1969, 12, 31), date(2000, 2, 29), date(1582, 10, 10)];
            time: [time(0, 0, 0, 0), time(23, 59, 59, 999_999), time(12, 0, 0, 1), time(0, 0, 0, 100_000)];
            json: [Json(Map::new()), Json(Map::from([(String::new(), vec![i64::MIN, i64::MAX])])), Json(Map::from([("\"'\\\n\u{1}\u{10ffff}".into(), vec![])]))];
            decimal: [Decimal::MIN, Decimal::MAX, decimal("0"), decimal("1.50"), decimal("1.5"), decimal("0.0000000000000000000000000001"), decimal("-0.1")];
        }
    }

    /// PostgreSQL calls 1.5 and 1.50 equal and would give each back as it came; the same everywhere
    /// is worth more.
    async fn a_decimal_is_kept_without_zeros_at_its_end(env) {
        for (text, kept) in [("1.50", "1.5"), ("1.5", "1.5"), ("0.00", "0"), ("-0.0", "0"), ("100", "100"), ("100.000", "100")] {
            let row = Maybe::create(&env.db, MaybeCreate { decimal: Some(decimal(text)), ..MaybeCreate::new() }).await.unwrap();
            assert_eq!(row.decimal.unwrap().to_string(), kept);
            assert_eq!(Maybe::get(&env.db, row.id).await.unwrap(), row);
        }
    }

    async fn floats_come_back_bit_by_bit(env) {
        let mut random = crate::support::Random::new(3);
        let mut many = Vec::new();
        while many.len() < 1_000 {
            let (wide, narrow) = (f64::from_bits(random.next()), f32::from_bits(random.next() as u32));
            if wide.is_finite() && narrow.is_finite() {
                many.push(MaybeCreate { float64: Some(wide), float32: Some(narrow), ..MaybeCreate::new() });
            }
        }
        let created = Maybe::create_many(&env.db, many.clone()).await.unwrap();
        let read = Maybe::list(&env.db, ..1_000).await.unwrap();
        for ((sent, created), read) in many.iter().zip(&created).zip(&read) {
            for row in [created, read] {
                assert_eq!(row.float64.unwrap().to_bits(), sent.float64.unwrap().to_bits());
                assert_eq!(row.float32.unwrap().to_bits(), sent.float32.unwrap().to_bits());
            }
        }
    }
}
