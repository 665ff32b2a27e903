//! Instants: whole microseconds, cut and not rounded, the same everywhere, sorted as time goes.

use fivefold::prelude::*;

use crate::models::{Badge, BadgeCreate, Maybe, MaybeCreate, MaybeUpdate};
use crate::support::{Random, Sql, TestEnv};

/// Random instants in the years 1 to 9999, with nanoseconds.
fn instants(count: usize) -> Vec<DateTime<Utc>> {
    let [first, last] = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
        .map(|text| text.parse::<DateTime<Utc>>().unwrap().timestamp());
    let mut random = Random::new(2);
    let mut instant = || {
        let seconds = first + random.below((last - first).cast_unsigned()).cast_signed();
        DateTime::from_timestamp(seconds, random.below(1_000_000_000) as u32).unwrap()
    };
    (0..count).map(|_| instant()).collect()
}

/// The instant without its nanoseconds: rounded towards the past, also before 1970.
fn cut(instant: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(
        instant.timestamp(),
        instant.timestamp_subsec_micros() * 1_000,
    )
    .unwrap()
}

/// A sample of which there is one at each instant, and one at each time of the day in a place.
#[model(unique(place, daily))]
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub id: Id<Sample>,
    #[field(unique)]
    pub at: DateTime<Utc>,
    #[field(unique)]
    pub daily: Option<NaiveTime>,
    pub place: i32,
}

for_each_engine! {
    async fn a_row_was_found_by_an_instant_that_it_does_not_have(engine) {
        let env = TestEnv::with(engine, &schema![Sample]).await;
        let db = &env.db;
        let stored: DateTime<Utc> = "2026-01-02T03:04:05.000006Z".parse().unwrap();
        let finer: DateTime<Utc> = "2026-01-02T03:04:05.000006007Z".parse().unwrap();
        let new = |at: DateTime<Utc>| SampleCreate { daily: Some(at.time()), ..SampleCreate::new(at, 1) };
        let sample = Sample::create(db, new(stored)).await.unwrap();
        assert_eq!(Sample::find_by(db, Sample::AT, finer).await.unwrap(), None);
        assert_eq!(Sample::find_by(db, Sample::AT, finer).await.unwrap(), None);
        assert_eq!(Sample::find_by(db, Sample::DAILY, finer.time()).await.unwrap(), None);
        // As a condition does.
        assert_eq!(Sample::query().filter(Sample::AT.eq(finer)).first(db).await.unwrap(), None);
        // What is written is cut, so an upsert means the row that it would create.
        let again = Sample::find_or_create(db, Sample::AT, new(finer)).await.unwrap();
        assert!(!again.is_created());
        let again = Sample::find_or_create(db, (Sample::PLACE, Sample::DAILY), new(finer)).await.unwrap();
        assert!(!again.is_created());
        // The control: the instant itself.
        assert_eq!(Sample::find_by(db, Sample::AT, stored).await.unwrap(), Some(sample.clone()));
        assert_eq!(Sample::find_by(db, Sample::DAILY, stored.time()).await.unwrap(), Some(sample));
    }
}

for_each_db! {
    async fn ten_thousand_instants_come_back_cut(env) {
        let db = &env.db;
        let sent = instants(10_000);
        let rows = sent.iter().map(|instant| MaybeCreate { instant: Some(*instant), time: Some(instant.time()), date: Some(instant.date_naive()), ..MaybeCreate::new() });
        let created = Maybe::create_many(db, rows).await.unwrap();
        for (page, chunk) in created.chunks(1_000).enumerate() {
            let page = page as u64 * 1_000;
            assert_eq!(Maybe::list(db, page..page + 1_000).await.unwrap(), chunk);
        }
        for (row, sent) in created.iter().zip(&sent) {
            assert_eq!(row.instant, Some(cut(*sent)));
            assert_eq!(row.time, Some(cut(*sent).time()));
            assert_eq!(row.date, Some(sent.date_naive()));
        }
        // The same by a change, one after the other.
        let tx = db.begin().await.unwrap();
        for (row, instant) in created.into_iter().zip(sent.iter().rev()).take(2_000) {
            let changed = row.update(&tx, MaybeUpdate { instant: Set(Some(*instant)), time: Set(Some(instant.time())), ..Default::default() }).await.unwrap();
            assert_eq!((changed.instant, changed.time), (Some(cut(*instant)), Some(cut(*instant).time())));
            assert_eq!(Maybe::get(&tx, changed.id).await.unwrap(), changed);
        }
        tx.commit().await.unwrap();
        if let Some(raw) = env.raw_connection() {
            if raw.sql == Sql::Sqlite {
                let widths = raw.rows("SELECT count(DISTINCT length(instant)), count(DISTINCT length(time)), count(DISTINCT length(date)) FROM maybe");
                assert_eq!(widths[0], ["1", "1", "1"], "text of one width sorts as time does");
            }
            let ordered = raw.texts(&format!("SELECT {} FROM maybe WHERE instant IS NOT NULL ORDER BY instant", raw.instant("instant")));
            let parsed: Vec<DateTime<Utc>> = ordered.iter().map(|text| text.parse().unwrap()).collect();
            assert_eq!(parsed.len(), 10_000);
            assert!(parsed.is_sorted());
        }
    }

    async fn uuids_sort_by_their_bytes(env) {
        let mut random = Random::new(9);
        let mut numbers: Vec<Uuid> = (0..900).map(|_| Uuid::from_u64_pair(random.next(), random.next())).collect();
        numbers.extend([Uuid::nil(), Uuid::max(), Uuid::from_u128(1), Uuid::from_u128(u128::MAX >> 1)]);
        Badge::create_many(&env.db, numbers.iter().map(|number| BadgeCreate { number: *number, colour: None })).await.unwrap();
        numbers.sort_unstable();
        let listed: Vec<Uuid> = Badge::list(&env.db, ..1_000).await.unwrap().into_iter().map(|badge| badge.number).collect();
        assert_eq!(listed, numbers);
    }
}
