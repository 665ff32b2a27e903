//! Every type of column comes back as it went in, sorts as it should, and is refused where no
//! database could keep it.

mod asymmetric;
mod bomb;
mod boundaries;
mod instants;

use fivefold::prelude::*;
use fivefold::types::Value as Sent;
use serde_json::json;

use crate::models::{
    Every, EveryCreate, EveryUpdate, Maybe, MaybeCreate, MaybeUpdate, Slug, Status,
};
use crate::patch::{body, values};
use crate::support::{Random, failed, shape};

/// A row with something in every column.
pub fn every() -> EveryCreate {
    let mut fields: Vec<_> = values()
        .into_iter()
        .map(|(name, first, _)| (name, first))
        .collect();
    fields.push(("secret", json!("a secret")));
    serde_json::from_value(body(fields)).unwrap()
}

for_each_db! {
    async fn returned_rows_equal_the_rows_read_back(env) {
        let db = &env.db;
        let created = Every::create(db, every()).await.unwrap();
        assert_eq!(Every::get(db, created.id).await.unwrap(), created);
        let mut fields: Vec<_> = values().into_iter().map(|(name, _, second)| (name, second)).collect();
        fields.push(("secret", json!("another")));
        let change: EveryUpdate = serde_json::from_value(body(fields)).unwrap();
        let updated = created.update(db, change).await.unwrap();
        assert_eq!(updated.secret.expose(), "another");
        assert_eq!(Every::get(db, updated.id).await.unwrap(), updated);
        assert_eq!(Every::list(db, ..).await.unwrap(), [updated]);
    }

    async fn empty_is_not_null(env) {
        let empty = MaybeCreate { text: Some(String::new()), bytes: Some(vec![]), slug: Some(Slug(String::new())), ..MaybeCreate::new() };
        let row = Maybe::create(&env.db, empty).await.unwrap();
        let row = Maybe::get(&env.db, row.id).await.unwrap();
        assert_eq!((row.text.as_deref(), row.bytes.as_deref(), row.slug), (Some(""), Some(&[][..]), Some(Slug(String::new()))));
    }

    async fn every_variant_of_an_enum(env) {
        for status in [Status::Open, Status::InProgress, Status::Done] {
            let row = Every::create(&env.db, EveryCreate { status, ..every() }).await.unwrap();
            assert_eq!(Every::get(&env.db, row.id).await.unwrap().status, status);
            if let Some(raw) = env.raw_connection() {
                let stored = raw.texts(&format!("SELECT status FROM \"every\" WHERE id = {}", row.id));
                assert_eq!(serde_json::to_value(status).unwrap(), stored[0], "the table and JSON say the same");
            }
        }
        assert_eq!(<Status as DbEnum>::NAMES, ["open", "in_progress", "it's done"]);
    }

    async fn random_bytes_and_text_come_back(env) {
        let mut random = Random::new(1);
        for length in (0..64).chain([255, 256, 4_095, 4_096, 70_000]) {
            let bytes: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
            let text: String = (0..length).map(|_| char::from_u32(random.below(0x0011_0000) as u32).filter(|c| *c != '\0').unwrap_or('x')).collect();
            let create = MaybeCreate { bytes: Some(bytes.clone()), text: Some(text.clone()), ..MaybeCreate::new() };
            let row = Maybe::create(&env.db, create).await.unwrap();
            let read = Maybe::get(&env.db, row.id).await.unwrap();
            assert_eq!(read, row);
            assert_eq!((read.bytes.unwrap(), read.text.unwrap()), (bytes, text));
        }
    }

    async fn a_negative_zero_is_a_zero(env) {
        let create = MaybeCreate { float64: Some(-0.0), float32: Some(-0.0), ..MaybeCreate::new() };
        let row = Maybe::create(&env.db, create).await.unwrap();
        let read = Maybe::get(&env.db, row.id).await.unwrap();
        for zero in [row.float64.unwrap(), read.float64.unwrap(), row.float32.unwrap().into(), read.float32.unwrap().into()] {
            assert!(zero == 0.0 && zero.is_sign_positive());
        }
    }

    async fn values_that_no_database_can_store_name_model_and_field(env) {
        let db = &env.db;
        let row = Maybe::create(db, MaybeCreate::new()).await.unwrap();
        let years = ["-0001-12-31T23:59:59Z", "0000-12-31T23:59:59.999999999Z", "+10000-01-01T00:00:00Z"];
        let mut wrong: Vec<(&str, MaybeCreate)> = Vec::new();
        for year in years {
            let instant: DateTime<Utc> = year.parse().unwrap();
            wrong.push(("instant", MaybeCreate { instant: Some(instant), ..MaybeCreate::new() }));
            wrong.push(("date", MaybeCreate { date: Some(instant.date_naive()), ..MaybeCreate::new() }));
        }
        let leap = NaiveTime::from_hms_micro_opt(23, 59, 59, 1_000_000).unwrap();
        wrong.push(("time", MaybeCreate { time: Some(leap), ..MaybeCreate::new() }));
        wrong.push(("instant", MaybeCreate { instant: Some("2016-12-31T23:59:60Z".parse().unwrap()), ..MaybeCreate::new() }));
        wrong.extend([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(|float| ("float64", MaybeCreate { float64: Some(float), ..MaybeCreate::new() })));
        wrong.extend([f32::NAN, f32::INFINITY, f32::NEG_INFINITY].map(|float| ("float32", MaybeCreate { float32: Some(float), ..MaybeCreate::new() })));
        wrong.push(("text", MaybeCreate { text: Some("\0".into()), ..MaybeCreate::new() }));
        wrong.push(("slug", MaybeCreate { slug: Some(Slug("a\0b".into())), ..MaybeCreate::new() }));
        wrong.push(("secret", MaybeCreate { secret: Some(Secret::new("\0".into())), ..MaybeCreate::new() }));
        for (field, create) in wrong {
            let change = MaybeUpdate {
                float32: create.float32.map_or(Keep, |value| Set(Some(value))),
                float64: create.float64.map_or(Keep, |value| Set(Some(value))),
                text: create.text.clone().map_or(Keep, |value| Set(Some(value))),
                instant: create.instant.map_or(Keep, |value| Set(Some(value))),
                date: create.date.map_or(Keep, |value| Set(Some(value))),
                time: create.time.map_or(Keep, |value| Set(Some(value))),
                slug: create.slug.clone().map_or(Keep, |value| Set(Some(value))),
                secret: create.secret.clone().map_or(Keep, |value| Set(Some(value))),
                ..Default::default()
            };
            let results = [Maybe::create(db, create).await, row.clone().update(db, change).await];
            for result in results {
                let error = failed(ErrorKind::Validation, result);
                assert_eq!((shape(&error).model, shape(&error).field), (Some("Maybe"), Some(field)), "{error}");
                assert!(error.to_string().starts_with(&format!("`Maybe.{field}` ")), "{error}");
                assert!(error.fields().is_some());
            }
        }
        assert_eq!(Maybe::list(db, ..).await.unwrap(), [row]);
    }

    async fn an_instant_that_is_generated_is_in_whole_microseconds(env) {
        let row = Maybe::create(&env.db, MaybeCreate::new()).await.unwrap();
        assert_eq!(Maybe::get(&env.db, row.id).await.unwrap().updated_at, row.updated_at);
        let before = Utc::now();
        let row = Maybe::update_by_id(&env.db, row.id, MaybeUpdate { int16: Set(Some(1)), ..Default::default() }).await.unwrap();
        assert!(row.updated_at.timestamp_micros() >= before.timestamp_micros() && row.updated_at <= Utc::now());
        assert_eq!(Maybe::get(&env.db, row.id).await.unwrap(), row);
    }

    async fn json_that_cannot_be_read_back_is_refused_when_it_is_written(env) {
        // JSON has no NaN, and serde writes null for it.
        let bad = || Json(vec![1.0, f64::NAN]);
        env.db.create_all(&schema![Floats]).await.unwrap();
        let row = Floats::create(&env.db, FloatsCreate::new(vec![1.0])).await.unwrap();
        let results = [
            Floats::create(&env.db, FloatsCreate::new(bad())).await,
            row.clone().update(&env.db, FloatsUpdate { list: Set(bad()), ..Default::default() }).await,
        ];
        assert_eq!(Floats::list(&env.db, ..).await.unwrap(), [row], "nothing was written");
        for result in results {
            let error = failed(ErrorKind::Validation, result);
            assert_eq!((error.model(), error.field()), (Some("Floats"), Some("list")));
        }
    }

    async fn json_is_not_changed_without_a_word(env) {
        env.db.create_all(&schema![Floats]).await.unwrap();
        let bad = FloatsCreate { maybe: Some(Json(Some(f64::INFINITY))), ..FloatsCreate::new(vec![1.0]) };
        failed(ErrorKind::Validation, Floats::create(&env.db, bad).await);
    }

    async fn floats_in_json_come_back_bit_by_bit(env) {
        env.db.create_all(&schema![Floats]).await.unwrap();
        let mut random = Random::new(6);
        let sent: Vec<f64> = (0..10_000).map(|_| f64::from_bits(random.next())).filter(|float| float.is_finite()).collect();
        let row = Floats::create(&env.db, FloatsCreate::new(sent.clone())).await.unwrap();
        let read = Floats::get(&env.db, row.id).await.unwrap();
        let changed = |list: &[f64]| list.iter().zip(&sent).filter(|(read, sent)| read.to_bits() != sent.to_bits()).count();
        assert_eq!((changed(&row.list), changed(&read.list)), (0, 0), "of {}", sent.len());
    }
}

/// JSON of numbers, some of which JSON cannot write.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Floats {
    pub id: Id<Floats>,
    pub list: Json<Vec<f64>>,
    pub maybe: Option<Json<Option<f64>>>,
}

#[test]
fn debug_of_a_value_does_not_show_its_content() {
    let values = [
        Sent::Text("CANARY".into()),
        Sent::Bytes(b"CANARY".to_vec()),
        Sent::Json("CANARY".into()),
        Sent::I64(314_159),
        Sent::Decimal("CANARY".into()),
    ];
    for value in values {
        let shown = format!("{value:?}");
        assert!(
            !shown.contains("CANARY") && !shown.contains("314159"),
            "{shown}"
        );
    }
}
