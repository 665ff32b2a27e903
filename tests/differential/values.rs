//! The values of columns, few of each kind, so that rows are often equal to each other and to the
//! values in conditions; and awkward ones.

use fivefold::prelude::*;
use fivefold::types::Decimal;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use crate::cell::Cell;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Bool,
    I16,
    I32,
    I64,
    U8,
    U32,
    F32,
    F64,
    Decimal,
    Text,
    Short,
    Bytes,
    Uuid,
    Instant,
    Date,
    Time,
    Json,
    State,
    /// A key of shelves or of goods, or a reference to one.
    Number,
    /// A key of tags, or a reference to one.
    Tag,
    /// A key that the database counts.
    Counted,
    /// A key that the SDK generates.
    Generated,
    Version,
    /// The time of a soft delete.
    Deleted,
}

const TEXTS: &[&str] = &[
    "",
    "a",
    "A",
    "ab",
    "aB",
    "Ab",
    "b",
    "B",
    "AB",
    "aBcA",
    "SS",
    " a",
    "a ",
    "é",
    "É",
    "e",
    "e\u{301}",
    "100%",
    "1000",
    "100_",
    "a%b",
    "a_b",
    "a\\b",
    "a'b",
    "a\"b",
    "a;--",
    "?1",
    "$1",
    "ß",
    "ss",
    "İ",
    "i",
    "日本",
    "日",
    "😀",
    "z\u{10ffff}",
    "\u{feff}a",
    "a\nb",
    "a\tb",
    "null",
    "*",
    "[a]",
    "0",
    "\u{d7ff}",
    "\u{e000}",
];

fn decimals() -> impl Iterator<Item = Decimal> {
    [
        "0",
        "1",
        "-1",
        "1.5",
        "-1.5",
        "0.1",
        "0.2",
        "0.3",
        "0.30000000000000004",
        "9.5",
        "10",
        "9007199254740993",
        "9007199254740992",
        "1234567890123456789.123456789",
        "-1234567890123456789.123456788",
    ]
    .into_iter()
    .map(|text| text.parse().unwrap())
}

pub fn instant(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap()
}

/// The number of a tag as its key.
pub fn tag_key(number: usize) -> Uuid {
    Uuid::from_u128(
        0x8000_0000_0000_0000_0000_0000_0000_0000_u128.wrapping_mul(number as u128 % 2)
            + 7 * number as u128,
    )
}

/// The key of the shelf or the good with this number: not in the order in which they are created.
pub const fn number_key(number: usize) -> i32 {
    (number as i32 * 7 + 3) % 31
}

/// The documents that JSON columns hold.
pub fn documents() -> Vec<serde_json::Value> {
    vec![
        json!(null),
        json!(true),
        json!(1),
        json!("1"),
        json!(1.5),
        json!([]),
        json!({}),
        json!({ "a": null }),
        json!({ "a": 1 }),
        json!({ "a": 1.0 }),
        json!({ "a": "1" }),
        json!({ "a": true }),
        json!({ "a": "true" }),
        json!({ "a": { "b": [0, "x", false] } }),
        json!({ "a": [1, 2] }),
        json!([1, { "a": -7 }]),
        json!({ "a.b": 0.1, "-x": "é" }),
        json!({ "a": "A " }),
        json!({ "a": "a" }),
        json!({ "a": i64::MAX }),
        json!({ "a": 1e300 }),
        json!({ "": "" }),
    ]
}

/// Every value of a kind that rows hold.
pub fn stored(kind: Kind) -> Vec<Cell> {
    fn ints(values: &[i64]) -> Vec<Cell> {
        values.iter().copied().map(Cell::Int).collect()
    }
    fn floats(values: &[f64]) -> Vec<Cell> {
        values.iter().copied().map(Cell::Float).collect()
    }
    let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    match kind {
        Kind::Bool => vec![Cell::Bool(false), Cell::Bool(true)],
        Kind::I16 => ints(&[0, 1, -1, 2, 300, i16::MAX.into(), i16::MIN.into()]),
        Kind::I32 => ints(&[0, 1, -1, 2, 300, i32::MAX.into(), i32::MIN.into()]),
        Kind::I64 => ints(&[0, 1, -1, 2, 300, 1 << 53, (1 << 53) + 1, i64::MAX, i64::MIN]),
        Kind::U8 => ints(&[0, 1, 2, 127, 128, 255]),
        Kind::U32 => ints(&[0, 1, 2, 1 << 31, u32::MAX.into()]),
        Kind::F32 => floats(&[
            0.0,
            -0.0,
            1.5,
            -2.25,
            0.1_f32.into(),
            0.3_f32.into(),
            16_777_216.0,
            f32::MAX.into(),
            f32::MIN.into(),
            1e-45_f32.into(),
        ]),
        Kind::F64 => floats(&[
            0.0,
            -0.0,
            1.5,
            -2.25,
            0.1,
            0.2,
            0.3,
            0.1 + 0.2,
            9_007_199_254_740_992.0,
            1e300,
            -1e300,
            5e-324,
            1e-7,
        ]),
        Kind::Decimal => decimals().map(Cell::Decimal).collect(),
        Kind::Text => TEXTS
            .iter()
            .map(|text| Cell::Text((*text).to_owned()))
            .collect(),
        Kind::Short => TEXTS
            .iter()
            .take(28)
            .map(|text| Cell::Text((*text).to_owned()))
            .collect(),
        Kind::Bytes => [
            &b""[..],
            b"\0",
            b"a",
            b"A",
            b"a\0",
            b"\xff",
            b"\x00\xff",
            b"\xc3\xa9",
        ]
        .map(|bytes| Cell::Bytes(bytes.to_owned()))
        .to_vec(),
        Kind::Uuid | Kind::Generated => [
            0,
            1,
            0x7fff_ffff_ffff_ffff_ffff_ffff_ffff_ffff,
            0x8000_0000_0000_0000_0000_0000_0000_0000,
            u128::MAX,
        ]
        .map(|uuid| Cell::Uuid(Uuid::from_u128(uuid)))
        .to_vec(),
        Kind::Instant => [
            0,
            -1,
            1,
            1_700_000_000_000_000,
            1_700_000_000_000_001,
            1_700_000_000_100_000,
            -62_135_596_800_000_000,
            253_402_300_799_999_999,
        ]
        .map(|micros| Cell::Instant(instant(micros)))
        .to_vec(),
        Kind::Date => [
            date(2024, 2, 28),
            date(2024, 2, 29),
            date(2024, 3, 1),
            date(1970, 1, 1),
            date(1, 1, 1),
            date(9999, 12, 31),
        ]
        .map(Cell::Date)
        .to_vec(),
        Kind::Time => [
            (0, 0),
            (0, 1_000),
            (12, 0),
            (86_399, 999_999_000),
            (43_200, 100_000_000),
        ]
        .map(|(second, nano)| {
            Cell::Time(NaiveTime::from_num_seconds_from_midnight_opt(second, nano).unwrap())
        })
        .to_vec(),
        Kind::Json => documents().into_iter().map(Cell::Json).collect(),
        Kind::State => ["new", "in_use", "it's gone"]
            .map(|name| Cell::Text(name.to_owned()))
            .to_vec(),
        Kind::Number => (0..8)
            .map(|number| Cell::Int(number_key(number).into()))
            .collect(),
        Kind::Tag => (0..5).map(|number| Cell::Uuid(tag_key(number))).collect(),
        Kind::Counted | Kind::Version => ints(&[0, 1, 2, 3, 7]),
        Kind::Deleted => Vec::new(),
    }
}

/// A value of a column: one of the few, or now and then any other.
pub fn value(kind: Kind) -> BoxedStrategy<Cell> {
    let few = select(stored(kind));
    match any_other(kind) {
        None => few.boxed(),
        Some(other) => prop_oneof![7 => few, 1 => other].boxed(),
    }
}

/// Any value of a type with very many. Sums of them stay in the range of a float and of `i128`.
fn any_other(kind: Kind) -> Option<BoxedStrategy<Cell>> {
    const DAY: i64 = 86_400_000_000;
    let power = |range: std::ops::Range<i32>| (any::<i32>(), range);
    Some(match kind {
        Kind::I16 => any::<i16>().prop_map(|int| Cell::Int(int.into())).boxed(),
        Kind::I32 => any::<i32>().prop_map(|int| Cell::Int(int.into())).boxed(),
        Kind::I64 => any::<i64>().prop_map(Cell::Int).boxed(),
        Kind::U8 => any::<u8>().prop_map(|int| Cell::Int(int.into())).boxed(),
        Kind::U32 => any::<u32>().prop_map(|int| Cell::Int(int.into())).boxed(),
        Kind::F32 => power(-150..90)
            .prop_map(|(digits, power)| Cell::Float((digits as f32 * 2_f32.powi(power)).into()))
            .boxed(),
        Kind::F64 => power(-1_080..900)
            .prop_map(|(digits, power)| Cell::Float(f64::from(digits) * 2_f64.powi(power)))
            .boxed(),
        Kind::Decimal => {
            let digits = -1_000_000_000_000_000_000..=1_000_000_000_000_000_000_i64;
            (digits, 0..=17_u32)
                .prop_map(|(digits, scale)| Cell::Decimal(Decimal::new(digits, scale).normalize()))
                .boxed()
        }
        Kind::Text | Kind::Short => vec(
            any::<char>().prop_filter("storable", |char| *char != '\0'),
            0..5,
        )
        .prop_map(|chars| Cell::Text(chars.into_iter().collect()))
        .boxed(),
        Kind::Bytes => vec(any::<u8>(), 0..5).prop_map(Cell::Bytes).boxed(),
        Kind::Uuid => any::<u128>()
            .prop_map(|uuid| Cell::Uuid(Uuid::from_u128(uuid)))
            .boxed(),
        Kind::Instant => (-62_135_596_800_000_000..=253_402_300_799_999_999_i64)
            .prop_map(|micros| Cell::Instant(instant(micros)))
            .boxed(),
        Kind::Date => (-719_162..=2_932_896_i64)
            .prop_map(|day| Cell::Date(instant(day * DAY).date_naive()))
            .boxed(),
        Kind::Time => (0..DAY)
            .prop_map(|micros| Cell::Time(instant(micros).time()))
            .boxed(),
        _ => return None,
    })
}

/// A value that a column is compared with: also one that no row holds.
pub fn argument(kind: Kind) -> BoxedStrategy<Cell> {
    let mut values = stored(kind);
    match kind {
        // Between two microseconds.
        Kind::Instant => values.extend(
            [500, 1_500, -500].map(|nanos| Cell::Instant(DateTime::from_timestamp_nanos(nanos))),
        ),
        Kind::Time => values.push(Cell::Time(
            NaiveTime::from_num_seconds_from_midnight_opt(0, 1_500).unwrap(),
        )),
        Kind::Text => values.extend(
            ["%", "_", "a%", "\\", "B", "long ".repeat(60).as_str()]
                .map(|text| Cell::Text(text.to_owned())),
        ),
        Kind::Short => values.push(Cell::Text("longer than a short text".to_owned())),
        _ => {}
    }
    let few = select(values);
    match any_other(kind) {
        None => few.boxed(),
        Some(other) => prop_oneof![9 => few, 1 => other].boxed(),
    }
}

/// A number that is added to a column.
pub fn increment(kind: Kind) -> BoxedStrategy<Cell> {
    let values = match kind {
        Kind::F32 => vec![
            Cell::Float(1.0),
            Cell::Float(-0.5),
            Cell::Float(0.1_f32.into()),
            Cell::Float(0.0),
        ],
        Kind::F64 => vec![
            Cell::Float(1.0),
            Cell::Float(-0.5),
            Cell::Float(0.1),
            Cell::Float(0.0),
        ],
        Kind::Decimal => ["1", "-0.5", "0.1", "0"]
            .map(|text| Cell::Decimal(text.parse().unwrap()))
            .to_vec(),
        // A type without a sign has no argument below 0.
        Kind::U8 | Kind::U32 => [0, 1, 7].map(Cell::Int).to_vec(),
        _ => [0, 1, -1, 7].map(Cell::Int).to_vec(),
    };
    select(values).boxed()
}
