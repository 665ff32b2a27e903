//! A sum that its column does not hold is `Check`, with the field.

use fivefold::prelude::*;

use crate::support::{TestEnv, failed};

/// Numbers of every width, beside a counter of updates and a time that each of them sets.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Meter {
    pub id: Id<Meter>,
    #[field(version)]
    pub version: i64,
    #[field(default = i16::MAX)]
    pub small: i16,
    #[field(default = i32::MAX)]
    pub medium: i32,
    #[field(default = i64::MAX)]
    pub large: i64,
    #[field(default = u32::MAX)]
    pub unsigned: u32,
    #[field(default = 0)]
    pub other: i32,
    #[field(auto(update))]
    pub updated_at: DateTime<Utc>,
}

for_each_engine! {
    async fn a_sum_out_of_range_names_its_field(engine) {
        let env = TestEnv::with(engine, &schema![Meter]).await;
        let db = &env.db;
        let meter = Meter::create(db, MeterCreate::new()).await.unwrap();
        let id = meter.id;
        let steps = [
            ("small", Meter::SMALL.add(1), Meter::SMALL.add(1)),
            ("medium", Meter::MEDIUM.add(1), Meter::MEDIUM.add(1)),
            ("large", Meter::LARGE.add(1), Meter::LARGE.add(1)),
            ("unsigned", Meter::UNSIGNED.add(1), Meter::UNSIGNED.add(1)),
        ];
        for (field, one, many) in steps {
            let by_key = Meter::update_by_id(db, id, (one, Meter::OTHER.set(7))).await;
            let by_query = Meter::query().all_rows().update(db, many).await;
            for error in [failed(ErrorKind::Check, by_key), failed(ErrorKind::Check, by_query)] {
                assert_eq!((error.model(), error.field()), (Some("Meter"), Some(field)), "{error:?}");
                let errors = error.fields().unwrap().field_errors();
                assert_eq!(errors[field][0].code, "check", "{error:?}");
            }
        }
        assert_eq!(Meter::get(db, id).await.unwrap(), meter);
        // The control: within the range.
        assert_eq!(Meter::update_by_id(db, id, Meter::SMALL.add(-1)).await.unwrap().small, i16::MAX - 1);
    }
}
