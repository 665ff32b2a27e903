//! Values come back as they were sent, the same on every server.

use crate::prelude::*;

/// A model with a column of each kind.
#[model(crate = crate, table = "driver_thing", unique(name, small))]
#[derive(Debug, Clone, PartialEq)]
pub(in crate::driver) struct Thing {
    pub id: Id<Thing>,
    #[field(unique)]
    pub name: String,
    pub small: i16,
    pub middle: i32,
    pub large: i64,
    pub half: u32,
    pub single: f32,
    pub double: f64,
    pub yes: bool,
    pub bytes: Vec<u8>,
    pub at: DateTime<Utc>,
    pub day: NaiveDate,
    pub time: NaiveTime,
    pub doc: Json<serde_json::Value>,
    pub maybe: Option<i64>,
    pub other: Option<Id<Thing>>,
}

#[model(crate = crate, table = "driver_counted")]
#[derive(Debug, Clone, PartialEq)]
pub(in crate::driver) struct Counted {
    pub id: Id<Counted, i64>,
    pub label: String,
}

pub(in crate::driver) fn thing(name: &str) -> ThingCreate {
    ThingCreate {
        name: name.into(),
        small: i16::MIN,
        middle: i32::MIN,
        large: i64::MIN,
        half: u32::MAX,
        single: -0.0,
        double: f64::MIN_POSITIVE,
        yes: true,
        bytes: vec![0, 255],
        at: "0001-01-01T00:00:00.000001Z".parse().unwrap(),
        day: "9999-12-31".parse().unwrap(),
        time: "23:59:59.999999".parse().unwrap(),
        doc: Json(serde_json::json!({"b": 1.5, "a": ["é", null]})),
        maybe: None,
        other: None,
    }
}

#[cfg(feature = "decimal")]
#[model(crate = crate, table = "driver_price")]
#[derive(Debug, Clone, PartialEq)]
pub(in crate::driver) struct Price {
    pub id: Id<Price>,
    #[field(unique)]
    pub amount: rust_decimal::Decimal,
}

/// Writes rows in every way, and reads them back.
pub(in crate::driver) async fn round_trip(db: &Db) {
    db.create_all(&schema![Thing, Counted]).await.unwrap();
    let made = Thing::create(db, thing("one")).await.unwrap();
    assert_eq!(Thing::get(db, made.id).await.unwrap(), made);
    let many: Vec<_> = (0..100)
        .map(|number| ThingCreate {
            maybe: (number % 2 == 0).then_some(number),
            ..thing(&format!("many {number}"))
        })
        .collect();
    let many = Thing::create_many(db, many).await.unwrap();
    assert_eq!(Thing::list(db, 1..=100).await.unwrap(), many);
    let labels = (0..100).map(|number: i32| CountedCreate::new(number.to_string()));
    let counted = Counted::create_many(db, labels).await.unwrap();
    assert_eq!(Counted::list(db, ..).await.unwrap(), counted);
    let patch = ThingUpdate {
        maybe: Set(Some(7)),
        ..Default::default()
    };
    let changed = made.update(db, patch.clone()).await.unwrap();
    assert_eq!(changed.maybe, Some(7));
    // A row that already has its new values is found nevertheless.
    let again = changed.clone().update(db, patch).await.unwrap();
    assert_eq!(again, changed);
    let error = Thing::create(db, thing("one")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::Conflict, Some("name"))
    );
}

/// Writes the least and the greatest value of each kind, and text that is easily mistaken.
pub(in crate::driver) async fn extremes(db: &Db) {
    db.create_all(&schema![Thing]).await.unwrap();
    let extremes = [
        ThingCreate {
            small: i16::MAX,
            middle: i32::MAX,
            large: i64::MAX,
            half: 0,
            single: f32::MAX,
            double: f64::MAX,
            yes: false,
            bytes: Vec::new(),
            at: "9999-12-31T23:59:59.999999Z".parse().unwrap(),
            day: "0001-01-01".parse().unwrap(),
            time: "00:00:00".parse().unwrap(),
            ..thing("👩‍👩‍👧 \u{10ffff} ' \\ \" `")
        },
        ThingCreate {
            single: f32::from_bits(1),
            double: f64::from_bits(1),
            at: "0001-01-01T00:00:00Z".parse().unwrap(),
            time: "00:00:00.000001".parse().unwrap(),
            doc: Json(serde_json::json!("👩‍👩‍👧 \u{10ffff} ' \\ \"")),
            ..thing("")
        },
        ThingCreate {
            single: f32::MIN,
            double: -0.0,
            at: "2042-03-29T02:30:00Z".parse().unwrap(),
            time: "12:00:00".parse().unwrap(),
            ..thing(" ")
        },
        ThingCreate {
            single: 0.1,
            double: 0.1 + 0.2,
            bytes: (0..=255).collect(),
            at: "1969-12-31T23:59:59.9Z".parse().unwrap(),
            ..thing("A")
        },
        thing("a"),
        thing("a "),
        thing("á"),
    ];
    for create in extremes {
        let made = Thing::create(db, create).await.unwrap();
        let found = Thing::get(db, made.id).await.unwrap();
        assert_eq!(found, made);
        assert_eq!(found.double.to_bits(), made.double.to_bits());
        assert_eq!(found.single.to_bits(), made.single.to_bits());
        let by_name = Thing::find_by(db, Thing::NAME, made.name.clone())
            .await
            .unwrap();
        assert_eq!(
            by_name.map(|found| found.id),
            Some(made.id),
            "{:?}",
            made.name
        );
    }
}

/// Writes decimals with all their digits.
#[cfg(feature = "decimal")]
pub(in crate::driver) async fn decimals(db: &Db) {
    db.create_all(&schema![Price]).await.unwrap();
    for text in [
        "0.1234567890123456789012345678",
        "0.1234567890123456789012345679",
        "79228162514264337593543950335",
        "-79228162514264337593543950335",
        "7.9228162514264337593543950335",
        "0.0000000000000000000000000001",
        "1.5",
        "0",
        "100",
    ] {
        let amount: rust_decimal::Decimal = text.parse().unwrap();
        let made = Price::create(db, PriceCreate::new(amount)).await.unwrap();
        assert_eq!(
            Price::get(db, made.id).await.unwrap().amount.to_string(),
            text
        );
        let found = Price::find_by(db, Price::AMOUNT, amount).await.unwrap();
        assert_eq!(found, Some(made));
    }
}
