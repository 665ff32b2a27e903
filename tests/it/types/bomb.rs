//! A type whose own code panics while a row is read: the panic comes out, and that is all that
//! happens.

use fivefold::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};

use crate::support::{TestEnv, catch_panic, failed};

/// Cannot be read when it holds 13.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bomb(pub i64);

impl<'de> Deserialize<'de> for Bomb {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match i64::deserialize(deserializer)? {
            // Past the hook, which would print it.
            13 => std::panic::resume_unwind(Box::new("planted")),
            number => Ok(Self(number)),
        }
    }
}

#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Armed {
    pub id: Id<Armed>,
    #[field(unique)]
    pub number: i64,
    pub bomb: Json<Bomb>,
}

for_each_engine! {
    async fn a_panic_while_a_row_is_read_costs_no_connection_and_writes_nothing(engine) {
        let env = TestEnv::with(engine, &schema![Armed]).await;
        let db = &env.db;
        let row = Armed::create(db, ArmedCreate::new(1, Bomb(1))).await.unwrap();
        let explosive = || ArmedUpdate { bomb: Set(Json(Bomb(13))), number: Set(2) };
        for _ in 0..20 {
            assert!(catch_panic(async { Armed::create(db, ArmedCreate::new(3, Bomb(13))).await }).await.is_none());
            assert!(catch_panic(async { Armed::create_many(db, [ArmedCreate::new(4, Bomb(1)), ArmedCreate::new(5, Bomb(13))]).await }).await.is_none());
            assert!(catch_panic(async { row.clone().update(db, explosive()).await }).await.is_none());
            assert!(catch_panic(db.transaction(async |tx| { Armed::create(tx, ArmedCreate::new(6, Bomb(1))).await?; Armed::update_by_id(tx, row.id, explosive()).await })).await.is_none());
            env.settled().await;
            assert_eq!(Armed::list(db, ..).await.unwrap(), [row.clone()]);
        }
        // A value is tried before it is sent, so whoever catches the panic inside of a transaction
        // can go on.
        let tx = db.begin().await.unwrap();
        let made = Armed::create(&tx, ArmedCreate::new(7, Bomb(1))).await.unwrap();
        assert!(catch_panic(async { Armed::update_by_id(&tx, row.id, explosive()).await }).await.is_none());
        made.delete(&tx).await.unwrap();
        tx.commit().await.unwrap();
        env.settled().await;
        assert_eq!(Armed::list(db, ..).await.unwrap(), [row.clone()]);
        if let Some(raw) = env.raw_connection() {
            raw.execute("UPDATE armed SET bomb = '13'");
            for _ in 0..20 {
                assert!(catch_panic(Armed::get(db, row.id)).await.is_none());
                assert!(catch_panic(Armed::list(db, ..)).await.is_none());
                assert!(catch_panic(Armed::list(db, ..1_000)).await.is_none());
                assert!(catch_panic(Armed::find_by(db, Armed::NUMBER, 1)).await.is_none());
                env.settled().await;
            }
            // A panic while rows are decoded ends the transaction, so that half of it cannot be
            // committed.
            let tx = db.begin().await.unwrap();
            Armed::create(&tx, ArmedCreate::new(8, Bomb(1))).await.unwrap();
            assert!(catch_panic(Armed::get(&tx, row.id)).await.is_none());
            failed(ErrorKind::Aborted, Armed::create(&tx, ArmedCreate::new(9, Bomb(1))).await);
            failed(ErrorKind::Aborted, tx.commit().await);
            env.settled().await;
            assert_eq!(Armed::count(db).await.unwrap(), 1);
            row.delete(db).await.unwrap();
        }
    }

    /// Others in the same commit are not harmed by one that panics.
    async fn a_panic_harms_no_write_beside_it(engine) {
        let env = TestEnv::with(engine, &schema![Armed]).await;
        let mut rows = Vec::new();
        for number in 0..40 {
            rows.push(Armed::create(&env.db, ArmedCreate::new(number, Bomb(0))).await.unwrap());
        }
        let mut tasks = tokio::task::JoinSet::new();
        for row in rows {
            let db = env.db.clone();
            let value = if row.number % 4 == 0 { 13 } else { 1 };
            tasks.spawn(async move { (value, catch_panic(async { row.update(&db, ArmedUpdate { bomb: Set(Json(Bomb(value))), ..Default::default() }).await }).await) });
        }
        for (value, outcome) in tasks.join_all().await {
            assert_eq!(outcome.map(|result| result.unwrap().bomb.0.0), (value == 1).then_some(1));
        }
        let ones = Armed::list(&env.db, ..).await.unwrap().into_iter().filter(|row| row.bomb.0.0 == 1).count();
        assert_eq!(ones, 30);
        env.settled().await;
    }
}
