//! Values come back as they were sent.

use crate::driver::mysql::tests::*;

/// A thing with a value of each kind.
#[model(crate = crate, table = "driver_thing", unique(name, small))]
#[derive(Debug, Clone, PartialEq)]
struct Thing {
    id: Id<Thing>,
    #[field(unique)]
    name: String,
    small: i16,
    middle: i32,
    large: i64,
    half: u32,
    single: f32,
    double: f64,
    yes: bool,
    bytes: Vec<u8>,
    at: DateTime<Utc>,
    day: NaiveDate,
    time: NaiveTime,
    doc: Json<serde_json::Value>,
    maybe: Option<i64>,
    other: Option<Id<Thing>>,
}

#[model(crate = crate, table = "driver_counted")]
#[derive(Debug, Clone, PartialEq)]
struct Counted {
    id: Id<Counted, i64>,
    label: String,
}

fn thing(name: &str) -> ThingCreate {
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

#[tokio::test]
async fn what_is_sent_comes_back() {
    let Some(bed) = Bed::new().await else {
        return;
    };
    let db = bed.db().await;
    db.create_all(&schema![Thing, Counted]).await.unwrap();
    let made = Thing::create(&db, thing("one")).await.unwrap();
    assert_eq!(Thing::get(&db, made.id).await.unwrap(), made);
    let many: Vec<_> = (0..100)
        .map(|at| ThingCreate {
            maybe: (at % 2 == 0).then_some(at),
            ..thing(&format!("many {at}"))
        })
        .collect();
    let many = Thing::create_many(&db, many).await.unwrap();
    assert_eq!(Thing::list(&db, 1..=100).await.unwrap(), many);
    let counted = Counted::create_many(&db, (0..100).map(|at| CountedCreate::new(at.to_string())))
        .await
        .unwrap();
    assert_eq!(Counted::list(&db, ..).await.unwrap(), counted);
    let change = ThingUpdate {
        maybe: Set(Some(7)),
        ..Default::default()
    };
    let changed = made.update(&db, change.clone()).await.unwrap();
    assert_eq!(changed.maybe, Some(7));
    // The same once more: a row that has its new values already was found nevertheless.
    let again = changed.clone().update(&db, change).await.unwrap();
    assert_eq!(again, changed);
    bed.gone().await;
}

#[tokio::test]
async fn extremes_come_back() {
    let Some(bed) = Bed::new().await else {
        return;
    };
    let db = bed.db().await;
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
        let made = Thing::create(&db, create).await.unwrap();
        let found = Thing::get(&db, made.id).await.unwrap();
        assert_eq!(found, made);
        assert_eq!(found.double.to_bits(), made.double.to_bits());
        assert_eq!(found.single.to_bits(), made.single.to_bits());
        let by_name = Thing::find_by(&db, Thing::NAME, made.name.clone())
            .await
            .unwrap();
        assert_eq!(
            by_name.map(|found| found.id),
            Some(made.id),
            "{:?}",
            made.name
        );
    }
    bed.gone().await;
}

/// Below the 16 MiB that a packet may have on MariaDB, and far above what fits into one of the
/// protocol's own packets.
#[tokio::test]
async fn long_values_come_back() {
    let Some(bed) = Bed::new().await else {
        return;
    };
    let db = bed.db().await;
    db.create_all(&schema![Thing]).await.unwrap();
    let bytes: Vec<u8> = (0_u32..(16 << 20) - 1_024)
        .map(|at| (at % 251).try_into().unwrap())
        .collect();
    let made = Thing::create(
        &db,
        ThingCreate {
            bytes,
            ..thing("long")
        },
    )
    .await
    .unwrap();
    assert!(Thing::get(&db, made.id).await.unwrap() == made);
    bed.gone().await;
}

/// What no server must take is not sent: the connection would end, and the outcome would be open.
#[tokio::test]
async fn values_that_are_too_long_for_a_packet_are_refused() {
    let Some(bed) = Bed::new().await else {
        return;
    };
    let db = bed.db().await;
    db.create_all(&schema![Thing]).await.unwrap();
    let half = "x".repeat(10 << 20);
    for (bytes, doc) in [(16 << 20, ""), (10 << 20, &*half)] {
        let create = ThingCreate {
            bytes: vec![1; bytes],
            doc: Json(doc.into()),
            ..thing("too long")
        };
        let error = Thing::create(&db, create).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    }
    assert_eq!(Thing::count(&db).await.unwrap(), 0);
    assert_eq!(db.metrics().discarded, 0);
    bed.gone().await;
}

#[cfg(feature = "decimal")]
#[model(crate = crate, table = "driver_price")]
#[derive(Debug, Clone, PartialEq)]
struct Price {
    id: Id<Price>,
    #[field(unique)]
    amount: rust_decimal::Decimal,
}

#[cfg(feature = "decimal")]
#[tokio::test]
async fn decimals_come_back_to_the_last_digit() {
    let Some(bed) = Bed::new().await else {
        return;
    };
    let db = bed.db().await;
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
        let made = Price::create(&db, PriceCreate::new(amount)).await.unwrap();
        assert_eq!(
            Price::get(&db, made.id).await.unwrap().amount.to_string(),
            text
        );
        let found = Price::find_by(&db, Price::AMOUNT, amount).await.unwrap();
        assert_eq!(found, Some(made));
    }
    bed.gone().await;
}

#[tokio::test]
async fn a_column_of_another_type_is_not_read_as_if_it_had_the_right_one() {
    let Some(mut bed) = Bed::new().await else {
        return;
    };
    let db = bed.db().await;
    db.create_all(&schema![Thing]).await.unwrap();
    let made = Thing::create(&db, thing("one")).await.unwrap();
    for (column, changed, field) in [
        ("name", "longblob", "name"),
        ("small", "varchar(20)", "small"),
        ("middle", "decimal(20,0)", "middle"),
        ("half", "bigint unsigned", "half"),
        ("double", "varchar(400)", "double"),
        ("yes", "int", "yes"),
        ("bytes", "longtext", "bytes"),
        ("at", "timestamp(6) NULL", "at"),
        ("at", "varchar(40)", "at"),
        ("day", "datetime", "day"),
        ("time", "datetime", "time"),
        ("doc", "longblob", "doc"),
    ] {
        bed.outside(
            "CREATE TABLE kept LIKE driver_thing; INSERT INTO kept SELECT * FROM driver_thing",
        )
        .await;
        let constraints = format!(
            "SET sql_mode = ''; ALTER TABLE driver_thing DROP CONSTRAINT IF EXISTS driver_thing_{column}_check, DROP CONSTRAINT IF EXISTS driver_thing_{column}_range, DROP INDEX IF EXISTS driver_thing_{column}_key, DROP INDEX IF EXISTS driver_thing_name_small_key"
        );
        bed.outside(&constraints).await;
        bed.outside(&format!("UPDATE driver_thing SET bytes = 'a', at = '2020-01-01'; ALTER TABLE driver_thing MODIFY `{column}` {changed}")).await;
        let error = Thing::get(&db, made.id).await.expect_err(changed);
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::Internal, Some(field)),
            "{column} {changed}"
        );
        bed.outside("SET FOREIGN_KEY_CHECKS = 0; DROP TABLE driver_thing; RENAME TABLE kept TO driver_thing").await;
    }
    // A date that is none is no null.
    bed.outside("SET sql_mode = ''; UPDATE driver_thing SET day = 0")
        .await;
    let error = Thing::get(&db, made.id).await.unwrap_err();
    assert!(error.to_string().contains("expected a date"), "{error}");
    bed.gone().await;
}
